//! A council's own sign-on, with a small provider of ours in the council's place: honest first, and then in every way it must not be
//! believed.

use crate::app::{GARDEN, words};
use axum::body::{Body, to_bytes};
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base::{Actor, Clock, Id, Role};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use db::{Db, db_test};
use records::users::{Membership, User, passkey, sign_on};
use records::{Workspace, programmes};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};
use tower::ServiceExt;
use web::{App, Settings, SignOn};

const CLIENT: &str = "waymark-at-the-council";
const SECRET: &str = "the shared secret of both";
const HOST: &str = "localhost:8750";
const BEGIN: &str = "/sign-in/sign-on/example-council?to=/reports";
const AT_THE_UNIVERSITY: &str = "/sign-in/sign-on/example-university?to=/reports";

/// What is wrong with the token that the provider gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Twist {
    Honest,
    Nonce,
    Audience,
    Issuer,
    Expired,
    NoSignature,
    OtherKey,
    SharedSecret,
    NoToken,
}

/// What the provider knows.
struct Known {
    issuer: String,
    twist: Twist,
    /// What it says of whoever asks.
    claims: Value,
    /// The questions that wait for their code to be exchanged.
    asked: HashMap<String, HashMap<String, String>>,
    key: EcdsaKeyPair,
    other: EcdsaKeyPair,
}

type Shared = Arc<Mutex<Known>>;

struct Provider {
    known: Shared,
    _runtime: tokio::runtime::Runtime,
}

impl Provider {
    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let known = Known {
            issuer,
            twist: Twist::Honest,
            claims: json!({}),
            asked: HashMap::new(),
            key: pair(),
            other: pair(),
        };
        let known = Arc::new(Mutex::new(known));
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(described))
            .route("/jwks", get(keys))
            .route("/authorize", get(authorised))
            .route("/token", post(exchanged))
            .with_state(known.clone());
        runtime.spawn(async move { axum::serve(listener, routes).await });
        Self { known, _runtime: runtime }
    }

    fn issuer(&self) -> String {
        self.known.lock().unwrap().issuer.clone()
    }

    fn says(&self, claims: Value) {
        self.known.lock().unwrap().claims = claims;
    }

    fn twists(&self, twist: Twist) {
        self.known.lock().unwrap().twist = twist;
    }

    /// Somebody is sent there and says yes: where the browser is sent back to.
    fn approve(&self, address: &str) -> String {
        assert!(address.starts_with(&self.issuer()), "{address}");
        let agent = ureq::Agent::config_builder().max_redirects(0).proxy(None).build().new_agent();
        let answer = agent.get(address).call().unwrap();
        let back = answer.headers()["location"].to_str().unwrap().to_owned();
        back.strip_prefix(&format!("http://{HOST}")).unwrap().to_owned()
    }
}

fn pair() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap()
}

async fn described(State(known): State<Shared>) -> Json<Value> {
    let issuer = known.lock().unwrap().issuer.clone();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        // Also what it must not be believed in.
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
    }))
}

async fn keys(State(known): State<Shared>) -> Json<Value> {
    let known = known.lock().unwrap();
    let point = known.key.public_key().as_ref();
    let (x, y) = point[1..].split_at(32);
    let part = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    Json(json!({ "keys": [{ "kty": "EC", "crv": "P-256", "use": "sig", "kid": "one", "x": part(x), "y": part(y) }] }))
}

async fn authorised(State(known): State<Shared>, Query(asked): Query<HashMap<String, String>>) -> Redirect {
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["client_id"], CLIENT);
    assert!(asked["scope"].split(' ').any(|scope| scope == "openid") && asked["scope"].contains("email"));
    let mut known = known.lock().unwrap();
    let code = format!("code-{}", known.asked.len());
    let address = format!("{}?code={code}&state={}", asked["redirect_uri"], asked["state"]);
    known.asked.insert(code, asked);
    Redirect::to(&address)
}

async fn exchanged(
    State(known): State<Shared>,
    headers: HeaderMap,
    Form(sent): Form<HashMap<String, String>>,
) -> Response {
    let refused = || (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    let given = headers[header::AUTHORIZATION].to_str().unwrap().strip_prefix("Basic ").unwrap().to_owned();
    let given = String::from_utf8(BASE64_STANDARD.decode(given).unwrap()).unwrap();
    assert!(given.starts_with(&format!("{CLIENT}:")), "{given}");
    let mut known = known.lock().unwrap();
    // A code is exchanged once, and only by whoever has what its question was made with.
    let Some(asked) = known.asked.remove(&sent["code"]) else { return refused() };
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(sent["code_verifier"].as_bytes()));
    if asked["code_challenge"] != challenge || asked["redirect_uri"] != sent["redirect_uri"] {
        return refused();
    }
    let mut answer = json!({ "access_token": "of no use here", "token_type": "Bearer" });
    if known.twist != Twist::NoToken {
        answer["id_token"] = token(&known, &asked["nonce"]).into();
    }
    Json(answer).into_response()
}

fn token(known: &Known, nonce: &str) -> String {
    let twist = known.twist;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let mut claims = known.claims.clone();
    claims["iss"] = if twist == Twist::Issuer { "https://evil.example".into() } else { known.issuer.clone().into() };
    claims["aud"] = if twist == Twist::Audience { "another client" } else { CLIENT }.into();
    claims["nonce"] = if twist == Twist::Nonce { "another" } else { nonce }.into();
    claims["iat"] = (now - 7200).into();
    claims["exp"] = if twist == Twist::Expired { now - 3600 } else { now + 300 }.into();
    let algorithm = match twist {
        Twist::NoSignature => "none",
        Twist::SharedSecret => "HS256",
        _ => "ES256",
    };
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&json!({ "alg": algorithm, "typ": "JWT", "kid": "one" })), part(&claims));
    let by = |pair: &EcdsaKeyPair| pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap().as_ref().to_vec();
    let signature = match twist {
        Twist::NoSignature => Vec::new(),
        Twist::SharedSecret => {
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
            ring::hmac::sign(&key, signed.as_bytes()).as_ref().to_vec()
        }
        Twist::OtherKey => by(&known.other),
        _ => by(&known.key),
    };
    format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

/// The council's office: the application, its provider and that of the university beside it, and one user in each of two roles.
struct Office {
    workspace: Workspace,
    router: Router,
    runtime: tokio::runtime::Runtime,
    provider: Provider,
    university: Provider,
}

struct Answer {
    status: StatusCode,
    location: String,
    cookies: Vec<String>,
    text: String,
}

impl Answer {
    /// The session that it gave, if any.
    fn session(&self) -> Option<&str> {
        self.cookies.iter().find_map(|cookie| cookie.strip_prefix("waymark="))
    }

    fn sent_there(&self) -> &str {
        self.cookies.iter().find_map(|cookie| cookie.strip_prefix("waymark-sign-on=")).unwrap()
    }
}

impl Office {
    fn open(db: Db) -> Self {
        let workspace = Workspace::over(db, Clock::System).unwrap();
        let plan = programmes::plan(&workspace, "garden.toml", GARDEN).unwrap();
        programmes::apply(&workspace, &Actor::operator(), &plan).unwrap();
        let (provider, university) = (Provider::start(), Provider::start());
        let sign_on = [("Example Council", &provider), ("Example University", &university)].map(|(name, provider)| {
            let (issuer, client, secret) = (provider.issuer(), CLIENT.to_owned(), SECRET.to_owned());
            SignOn { name: name.to_owned(), issuer, client, secret }
        });
        assert!(sign_on.iter().all(|one| one.check() == Ok(())));
        let settings = Settings { sign_on: sign_on.to_vec(), ..Settings::default() };
        let router = web::router(App::with(workspace.clone(), "Office", settings));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let office = Self { workspace, router, runtime, provider, university };
        office.invite("wanda@council.example", Role::Worker);
        office.invite("fern@council.example", Role::Funder);
        office
    }

    fn invite(&self, email: &str, role: Role) -> Id {
        let catalogue = self.workspace.catalogue();
        let entry = catalogue.programme("garden").unwrap();
        let (id, membership) = (self.workspace.id(), self.workspace.id());
        self.workspace
            .write(&Actor::operator(), |tx| {
                tx.insert(&User::new(id, email, "Somebody"))?;
                tx.insert(&Membership {
                    id: membership,
                    user: id,
                    organisation: entry.partners[0].organisation,
                    programme: Some(entry.programme.id),
                    role,
                    start: "2022-04-01".parse().unwrap(),
                    end: None,
                })?;
                Ok(())
            })
            .unwrap();
        id
    }

    fn get(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::builder().uri(path).header("host", HOST).header("cookie", cookie);
        let request = request.body(Body::empty()).unwrap();
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (head, body) = response.into_parts();
            let text = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
            let said = |value: &axum::http::HeaderValue| value.to_str().unwrap().to_owned();
            let cookies = head.headers.get_all("set-cookie").iter();
            let cookies = cookies.map(|cookie| said(cookie).split(';').next().unwrap().to_owned()).collect();
            let location = head.headers.get("location").map(said).unwrap_or_default();
            Answer { status: head.status, location, cookies, text }
        })
    }

    /// From the button on the sign-in page to the answer with which one comes back.
    fn sign_on(&self) -> Answer {
        self.sign_on_at(&self.provider, BEGIN)
    }

    fn sign_on_at(&self, provider: &Provider, begin: &str) -> Answer {
        let begun = self.get(begin, "");
        assert_eq!(begun.status, 303, "{}", words(&begun.text));
        let back = provider.approve(&begun.location);
        self.get(&back, &format!("waymark-sign-on={}", begun.sent_there()))
    }

    fn change(&self, user: Id, change: impl Fn(&User) -> User) {
        let changed = self.workspace.write(&Actor::operator(), |tx| {
            let before = tx.find::<User>(user)?.unwrap();
            Ok::<_, records::Error>(tx.update(&before, &change(&before))?)
        });
        changed.unwrap();
    }

    fn count(&self, sql: &str) -> i64 {
        self.workspace.read(|reader| Ok(reader.one(sql, &[], |row| row.get(0))?)).unwrap()
    }
}

fn wanda(more: &Value) -> Value {
    let mut claims = json!({ "sub": "0451", "email": "Wanda@council.example", "email_verified": true });
    for (name, value) in more.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
}

#[db_test]
fn whoever_was_invited_is_signed_in_and_known_again_whatever_their_address_becomes(db: Db) {
    let office = Office::open(db);
    let page = office.get("/sign-in", "");
    assert!(page.text.contains("Sign in with Example Council"), "{}", words(&page.text));
    office.provider.says(wanda(&json!({ "amr": ["pwd", "mfa"] })));
    let answer = office.sign_on();
    assert_eq!(
        (answer.status, answer.location.as_str()),
        (StatusCode::SEE_OTHER, "/reports"),
        "{}",
        words(&answer.text)
    );
    let session = answer.session().unwrap();
    let reports = office.get("/reports", &format!("waymark={session}"));
    assert_eq!(reports.status, 200);
    let audited = "SELECT count(*) FROM audit WHERE record_table = 'sign_on_identity' AND action = 'insert'";
    assert_eq!(office.count(audited), 1);
    office.provider.says(wanda(&json!({ "email": "wanda.new@council.example", "amr": ["mfa"] })));
    assert!(office.sign_on().session().is_some());
    assert_eq!(office.count(audited), 1);
}

#[db_test]
fn a_sign_on_without_a_second_factor_leaves_one_owed_where_people_are_seen(db: Db) {
    let office = Office::open(db);
    for more in [json!({}), json!({ "amr": ["pwd"] }), json!({ "acr": "urn:something" })] {
        office.provider.says(wanda(&more));
        let answer = office.sign_on();
        assert!(answer.location.starts_with("/sign-in/set-up"), "{more}: {}", answer.location);
        let session = format!("waymark={}", answer.session().unwrap());
        assert_eq!(office.get("/reports", &session).status, 303, "{more}: not let in yet");
    }
    office.provider.says(wanda(&json!({ "acr": "https://refeds.org/profile/mfa" })));
    assert_eq!(office.sign_on().location, "/reports");
    // A funder sees nobody.
    office.provider.says(json!({ "sub": "0452", "email": "fern@council.example", "email_verified": true }));
    assert_eq!(office.sign_on().location, "/reports");
}

#[db_test]
fn whoever_was_not_invited_is_told_so_kindly_and_nothing_is_made_of_them(db: Db) {
    let office = Office::open(db);
    let gone = office.invite("gone@council.example", Role::Worker);
    office.change(gone, |before| User { disabled: true, ..before.clone() });
    // Wanda is known by her own name there; her address was then given to somebody else.
    office.provider.says(wanda(&json!({ "amr": ["mfa"] })));
    assert!(office.sign_on().session().is_some());
    let (users, sessions) = ("SELECT count(*) FROM user_account", "SELECT count(*) FROM session");
    let before = (office.count(users), office.count(sessions));
    for (why, claims) in [
        ("nobody here", json!({ "sub": "1", "email": "stranger@council.example", "email_verified": true })),
        ("no verified address", json!({ "sub": "2", "email": "fern@council.example", "email_verified": false })),
        ("nothing about the address", json!({ "sub": "3", "email": "fern@council.example" })),
        ("no address", json!({ "sub": "4" })),
        ("switched off", json!({ "sub": "5", "email": "gone@council.example", "email_verified": true })),
        ("an address that was another's", wanda(&json!({ "sub": "6", "amr": ["mfa"] }))),
    ] {
        office.provider.says(claims);
        let answer = office.sign_on();
        assert_eq!(answer.status, 403, "{why}: {}", answer.location);
        assert!(words(&answer.text).contains("You have not been invited yet"), "{why}");
        assert!(answer.session().is_none(), "{why}");
    }
    assert_eq!((office.count(users), office.count(sessions)), before);
}

#[db_test]
fn a_provider_cannot_take_over_an_account_that_is_in_use_by_asserting_its_address(db: Db) {
    let office = Office::open(db);
    let [secret, coded, keyed, new] =
        ["secret", "coded", "keyed", "new"].map(|name| office.invite(&format!("{name}@council.example"), Role::Worker));
    office.change(secret, |before| User { password: Some("a hash".to_owned()), ..before.clone() });
    office.change(coded, |before| User { totp: Some(vec![7; 20]), ..before.clone() });
    passkey::add(&office.workspace, &Actor::operator(), keyed, "My telephone", "key", "{}").unwrap();
    office.provider.says(wanda(&json!({ "amr": ["mfa"] })));
    assert!(office.sign_on().session().is_some(), "Wanda is the council's");
    let says = |name: &str| {
        let email = format!("{name}@council.example");
        json!({ "sub": name, "email": email, "email_verified": true, "amr": ["mfa"] })
    };
    for name in ["wanda", "secret", "coded", "keyed"] {
        office.university.says(says(name));
        let answer = office.sign_on_at(&office.university, AT_THE_UNIVERSITY);
        assert!(answer.status == 403 && answer.session().is_none(), "{name}: {}", answer.location);
        assert!(words(&answer.text).contains("sign in the way you did then"), "{}", words(&answer.text));
    }
    // Whoever was invited and has never signed in is let in by either.
    office.university.says(says("new"));
    assert!(office.sign_on_at(&office.university, AT_THE_UNIVERSITY).session().is_some());
    let known = office.workspace.read(|reader| sign_on::of_user(reader, new)).unwrap();
    assert_eq!(known[0].issuer, office.university.issuer());
}

#[db_test]
fn a_token_that_is_not_quite_right_is_not_believed(db: Db) {
    let office = Office::open(db);
    office.provider.says(wanda(&json!({ "amr": ["mfa"] })));
    for twist in [
        Twist::Nonce,
        Twist::Audience,
        Twist::Issuer,
        Twist::Expired,
        Twist::NoSignature,
        Twist::OtherKey,
        Twist::SharedSecret,
        Twist::NoToken,
    ] {
        office.provider.twists(twist);
        let answer = office.sign_on();
        assert_eq!(answer.status, 400, "{twist:?}: {}", words(&answer.text));
        assert!(answer.session().is_none(), "{twist:?}");
        let text = words(&answer.text);
        assert!(!text.contains("token") && !text.contains("nonce"), "an attacker learns nothing: {text}");
    }
    assert_eq!(office.count("SELECT count(*) FROM session"), 0);
    office.provider.twists(Twist::Honest);
    assert!(office.sign_on().session().is_some());
}

#[db_test]
fn an_answer_is_good_once_and_in_the_browser_that_asked(db: Db) {
    let office = Office::open(db);
    office.provider.says(wanda(&json!({ "amr": ["mfa"] })));
    let begin = || {
        let begun = office.get(BEGIN, "");
        let cookie = format!("waymark-sign-on={}", begun.sent_there());
        (office.provider.approve(&begun.location), cookie)
    };
    let (back, cookie) = begin();
    assert!(office.get(&back, &cookie).session().is_some());
    assert_eq!(office.get(&back, &cookie).status, 400, "replayed");
    let (back, _) = begin();
    assert_eq!(office.get(&back, "").status, 400, "in another browser");
    let (_, other) = begin();
    assert_eq!(office.get(&back, &other).status, 400, "in a browser that asked something else");
    let (back, cookie) = begin();
    assert_eq!(office.get(&format!("{back}x"), &cookie).status, 400, "another state");
    let (back, cookie) = begin();
    assert_eq!(office.get(&format!("{back}&iss=https://evil.example"), &cookie).status, 400, "another provider's");
    let (back, cookie) = begin();
    assert!(office.get(&format!("{back}&iss={}", office.provider.issuer()), &cookie).session().is_some());
    // A code that was stolen from one browser is of no use with another's state, since it has not the verifier.
    let ((stolen, _), (back, cookie)) = (begin(), begin());
    let part = |address: &str, name: &str| {
        address.split(['?', '&']).find_map(|part| part.strip_prefix(name)).unwrap().to_owned()
    };
    let injected = back.replace(&part(&back, "code="), &part(&stolen, "code="));
    assert_eq!(office.get(&injected, &cookie).status, 400, "a stolen code");
    let (_, cookie) = begin();
    let path = back.split('?').next().unwrap();
    assert_eq!(office.get(&format!("{path}?error=access_denied"), &cookie).status, 400);
    assert_eq!(office.get(path, "waymark-sign-on=").status, 400);
    assert_eq!(office.get("/sign-in/sign-on/another/back", &cookie).status, 404);
}

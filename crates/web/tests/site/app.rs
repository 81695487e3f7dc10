//! The same application as the program's, in this process, over a small programme in which everything can be counted by hand.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use base::{Actor, Clock, Id, Role};
use db::Db;
use definition::Vocabulary;
use records::Workspace;
use records::enrolments::Enrolment;
use records::interactions::Interaction;
use records::organisations::{self, Organisation};
use records::outcomes::Outcome;
use records::people::Person;
use records::programmes;
use records::users::{Membership, User, session};
use tower::ServiceExt;

pub const GARDEN: &str = include_str!("garden.toml");

/// The application, as a browser on this machine meets it.
pub struct TestApp {
    pub workspace: Workspace,
    /// The session of whoever asks.
    cookie: std::cell::RefCell<String>,
    router: Router,
    runtime: tokio::runtime::Runtime,
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl TestApp {
    pub fn empty(db: Db) -> Self {
        let clock = Clock::Stopped("2023-09-30T12:00:00Z".parse().unwrap());
        Self::over(&Workspace::over(db, clock).unwrap())
    }

    pub fn over(workspace: &Workspace) -> Self {
        let app = Self::serving(web::App::new(workspace.clone(), "Test workspace"));
        app.sign_in_as(&[(Role::Administrator, "the-office"), (Role::Lead, "the-office")]);
        app
    }

    /// These pages, with nobody signed in.
    pub fn serving(pages: web::App) -> Self {
        let workspace = pages.workspace().clone();
        let router = web::router(pages);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        Self { workspace, cookie: std::cell::RefCell::default(), router, runtime }
    }

    /// The same over the same records, so much later, for the same browser.
    pub fn later(&self, after: std::time::Duration) -> Self {
        let clock = Clock::Stopped(self.workspace.clock().now() + after);
        let workspace = Workspace::over(self.workspace.db().clone(), clock).unwrap();
        let later = Self::serving(web::App::new(workspace, "Test workspace"));
        later.cookie.replace(self.cookie.borrow().clone());
        later
    }

    /// From now on, somebody new with these roles, in every programme there is or will be, asks.
    pub fn sign_in_as(&self, roles: &[(Role, &str)]) {
        let id = self.workspace.id();
        let today = self.workspace.clock().today();
        let entries: Vec<Id> = self.workspace.catalogue().entries().iter().map(|entry| entry.programme.id).collect();
        self.workspace
            .write(&Actor::operator(), |tx| {
                // With an authenticator, as whoever sees personal data has.
                let user = User { totp: Some(vec![7; 20]), ..User::new(id, &format!("{id}@example.org"), "Somebody") };
                tx.insert(&user)?;
                for (role, key) in roles {
                    let known = organisations::all(tx)?.into_iter().find(|known| known.key == *key);
                    let organisation = match known {
                        Some(known) => known.id,
                        None => {
                            let new = Organisation {
                                id: tx.new_id(),
                                key: (*key).to_owned(),
                                name: (*key).to_owned(),
                                sector: None,
                                about: None,
                            };
                            tx.insert(&new)?;
                            new.id
                        }
                    };
                    let all = entries.iter().copied().map(Some);
                    let programmes: Vec<Option<Id>> =
                        if *role == Role::Administrator { vec![None] } else { all.collect() };
                    for programme in programmes {
                        let id_of_role = tx.new_id();
                        let (user, role) = (id, *role);
                        tx.insert(&Membership {
                            id: id_of_role,
                            user,
                            organisation,
                            programme,
                            role,
                            start: today,
                            end: None,
                        })?;
                    }
                }
                Ok(())
            })
            .unwrap();
        let token = session::begin(&self.workspace, id, "password", "a test", true).unwrap();
        *self.cookie.borrow_mut() = format!("waymark={token}");
    }

    /// From now on, nobody who is known asks.
    pub fn sign_out(&self) {
        self.cookie.borrow_mut().clear();
    }

    /// With the garden and its six people.
    pub fn garden(db: Db) -> Self {
        let app = Self::empty(db);
        app.apply("garden.toml", GARDEN);
        plant(&app.workspace);
        app.sign_in_as(&[(Role::Administrator, "the-office"), (Role::Lead, "the-office")]);
        app
    }

    pub fn apply(&self, name: &str, body: &str) {
        let plan = programmes::plan(&self.workspace, name, body).unwrap();
        programmes::apply(&self.workspace, &Actor::operator(), &plan).unwrap();
    }

    pub fn send(&self, mut request: Request<Body>) -> Answer {
        let cookie = self.cookie.borrow().clone();
        if !cookie.is_empty() {
            request.headers_mut().entry("cookie").or_insert(cookie.parse().unwrap());
        }
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }

    pub fn request(method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder().method(method).uri(path).header("host", "127.0.0.1:8750")
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(Self::request(Method::GET, path).body(Body::empty()).unwrap())
    }

    /// Sends a form, with the token that forms carry here.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.form_token();
        let fields: Vec<(&str, &str)> =
            [("form-token", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        self.post_plain(path, &fields)
    }

    /// Sends a form as it is.
    pub fn post_plain(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Self::request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(body)).unwrap())
    }

    /// What forms carry for the session of whoever asks: made of its token as the pages make it.
    pub fn form_token(&self) -> String {
        use sha2::{Digest, Sha256};
        let cookie = self.cookie.borrow();
        let token = cookie.strip_prefix("waymark=").unwrap_or_default();
        if token.is_empty() {
            return String::new();
        }
        Sha256::digest(format!("form {token}")).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// From now on, whoever was given this cookie asks; who asked until now is returned.
    pub fn become_who_has(&self, cookie: &str) -> String {
        self.cookie.replace(cookie.to_owned())
    }

    /// Sends a form as a browser does: a cookie that comes with the answer is kept.
    pub fn fill_in(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, fields);
        if let Some(cookie) = answer.cookie() {
            self.become_who_has(&cookie);
        }
        answer
    }

    /// The page at `path`, which must be there.
    pub fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.text()
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The session that the answer gives, if it gives one; empty if it takes it away.
    pub fn cookie(&self) -> Option<String> {
        let cookie = self.header("set-cookie");
        let (cookie, attributes) = cookie.split_once(';')?;
        assert!(attributes.contains("HttpOnly") && attributes.contains("SameSite=Lax"), "{attributes}");
        Some(if cookie == "waymark=" { String::new() } else { cookie.to_owned() })
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// The words of a page, without its markup, each run of space as one.
pub fn words(page: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in page.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every address that a page leads to on this server.
pub fn links(page: &str) -> Vec<String> {
    let addresses = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    addresses.filter(|address| address.starts_with('/')).map(|address| address.replace("&amp;", "&")).collect()
}

/// Six people: who, gender, partner, start; then what they received and achieved.
fn plant(workspace: &Workspace) {
    let catalogue = workspace.catalogue();
    let entry = catalogue.programme("garden").unwrap();
    let partner = |key: &str| entry.partners.iter().find(|partner| partner.key == key).map(|partner| partner.id);
    let term = |vocabulary, key: &str| entry.term(vocabulary, key).unwrap().id;
    let programme = entry.programme.id;
    let people = [
        ("G1", "Ada", Some("woman"), "north", "2022-04-11"),
        ("G2", "Bo", Some("man"), "north", "2022-05-02"),
        ("G3", "Cy", Some("man"), "south", "2022-09-19"),
        ("G4", "Di", Some("woman"), "south", "2023-04-03"),
        ("G5", "=cmd|' /C calc'!A0", None, "north", "2023-05-15"),
        ("G6", "Flo", Some("prefer-not-to-say"), "south", "2023-06-26"),
    ];
    let received = [
        ("G1", "digging", "2022-05-01"),
        ("G1", "digging", "2022-06-01"),
        ("G2", "sowing", "2022-06-02"),
        ("G4", "sowing", "2023-05-01"),
    ];
    let achieved = [
        ("G1", "job", "2022-10-01"),
        ("G1", "friends", "2022-10-01"),
        ("G3", "job", "2023-02-01"),
        ("G3", "course", "2023-05-01"),
        ("G4", "friends", "2023-06-01"),
    ];
    let mut ids = std::collections::HashMap::new();
    workspace
        .write(&Actor::operator(), |tx| {
            for (reference, name, gender, at, start) in people {
                let id: Id = tx.new_id();
                ids.insert(reference, id);
                tx.insert(&Person {
                    given_name: Some(name.to_owned()),
                    birth_date: Some("1990-01-01".parse().unwrap()),
                    gender: gender.map(str::to_owned),
                    ..Person::new(id, programme, reference)
                })?;
                let enrolment = tx.new_id();
                tx.insert(&Enrolment {
                    id: enrolment,
                    person: id,
                    programme,
                    partner: partner(at),
                    area: None,
                    start: start.parse().unwrap(),
                    reentry: None,
                    end: None,
                    destination: None,
                    employment: None,
                    evidence: None,
                    evidence_seen: None,
                    route: None,
                })?;
            }
            for (reference, service, date) in received {
                let id = tx.new_id();
                tx.insert(&Interaction {
                    partner: partner("north"),
                    service: Some(term(Vocabulary::Service, service)),
                    minutes: Some(30),
                    ..Interaction::new(id, ids[reference], programme, date.parse().unwrap())
                })?;
            }
            for (reference, outcome, date) in achieved {
                let id = tx.new_id();
                tx.insert(&Outcome {
                    id,
                    person: ids[reference],
                    programme,
                    partner: partner("south"),
                    date: date.parse().unwrap(),
                    outcome: term(Vocabulary::Outcome, outcome),
                    evidence: None,
                    verification: "claimed".to_owned(),
                    source_key: None,
                })?;
            }
            Ok(())
        })
        .unwrap();
}

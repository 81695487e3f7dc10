//! What somebody who means harm would try with sessions, cookies and addresses.

use crate::app::{Answer, TestApp};
use crate::planted::{Planted, Who};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use base::{Actor, Role};
use db::{Db, db_test};
use records::users::{Membership, User, password, session};
use tower::ServiceExt;
use web::{App, Carried, Settings};

const HOST: &str = "waymark.example.org";
const PASSWORD: &str = "a long and unusual sentence";

fn get(planted: &Planted, path: &str, cookie: &str) -> Answer {
    let request = TestApp::request(Method::GET, path).header("cookie", cookie).body(Body::empty()).unwrap();
    planted.app.send(request)
}

fn set_password(planted: &Planted, who: Who) -> String {
    let kept = password::hash(PASSWORD).unwrap();
    let id = planted.user(who);
    let mut email = String::new();
    planted
        .app
        .workspace
        .write(&Actor::operator(), |tx| {
            let before = tx.find::<User>(id)?.unwrap();
            email.clone_from(&before.email);
            Ok(tx.update(&before, &User { password: Some(kept.clone()), totp: None, ..before.clone() })?)
        })
        .unwrap();
    email
}

fn sign_in(email: &str, cookie: &str) -> Request<Body> {
    let email = email.replace('@', "%40");
    let body = format!("email={email}&password={}", PASSWORD.replace(' ', "+"));
    TestApp::request(Method::POST, "/sign-in")
        .header("cookie", cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap()
}

#[db_test]
fn a_session_cannot_be_read_out_of_the_database(db: Db) {
    let planted = Planted::new(db);
    let token = planted.token(Who::In(Role::Lead)).unwrap();
    let workspace = &planted.app.workspace;
    let kept = workspace
        .read(|reader| Ok(reader.query("SELECT token FROM session", &[], |row| row.get::<Vec<u8>>(0))?))
        .unwrap();
    assert!(
        kept.iter().all(|kept| !kept.windows(8).any(|part| token.as_bytes().windows(8).any(|known| known == part)))
    );
    // And what is kept does not sign anybody in.
    for kept in kept {
        let text: String = kept.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(get(&planted, "/", &format!("waymark={text}")).status, 303);
    }
}

#[db_test]
fn whoever_is_switched_off_or_loses_a_role_is_out_with_their_next_request(db: Db) {
    let planted = Planted::new(db);
    let worker = Who::In(Role::Worker);
    let cookie = format!("waymark={}", planted.token(worker).unwrap());
    let counted = "/reports/participants/counted?programme=garden";
    assert_eq!(get(&planted, counted, &cookie).status, 200);
    let workspace = &planted.app.workspace;
    let change = |change: &dyn Fn(&mut Membership)| {
        workspace
            .write(&Actor::operator(), |tx| {
                let before = tx.list::<Membership>("WHERE user_id = $1", &[planted.user(worker).into()])?.remove(0);
                let mut after = before.clone();
                change(&mut after);
                Ok(tx.update(&before, &after)?)
            })
            .unwrap();
    };
    change(&|membership| membership.end = Some("2023-09-29".parse().unwrap()));
    assert_eq!(get(&planted, counted, &cookie).status, 403, "the role ended yesterday");
    change(&|membership| membership.end = None);
    assert_eq!(get(&planted, counted, &cookie).status, 200);
    workspace
        .write(&Actor::operator(), |tx| {
            let before = tx.find::<User>(planted.user(worker))?.unwrap();
            Ok(tx.update(&before, &User { disabled: true, ..before.clone() })?)
        })
        .unwrap();
    assert_eq!(get(&planted, counted, &cookie).status, 303, "switched off");
}

#[db_test]
fn no_page_stays_in_a_cache(db: Db) {
    let planted = Planted::new(db);
    let cookie = format!("waymark={}", planted.token(Who::In(Role::Lead)).unwrap());
    for route in web::list().into_iter().filter(|route| route.method == Method::GET && !route.path.contains('{')) {
        let answer = get(&planted, route.path, &cookie);
        assert_eq!(answer.header("cache-control"), "no-store", "{}", route.path);
        assert_eq!(answer.header("server"), "", "{}", route.path);
        assert_eq!(answer.header("x-powered-by"), "", "{}", route.path);
    }
}

#[db_test]
fn what_goes_wrong_is_told_without_how_it_is_made(db: Db) {
    let planted = Planted::new(db);
    let cookie = format!("waymark={}", planted.token(Who::In(Role::Lead)).unwrap());
    for path in [
        "/reports/%27%3B%20DROP%20TABLE%20person%3B--?programme=garden",
        "/reports/overview?programme=garden&partner=%27%20OR%201%3D1%20--",
        "/reports/question?programme=garden&of=%00",
        "/reports/question?programme=garden&by=gender,gender,gender,gender",
        "/reports/participants/counted?programme=garden&after=%FF%FE",
        "/reports/participants/counted?programme=garden&after=ZZZZZZZZZZZZZ",
        "/reports/..%2f..%2fetc%2fpasswd?programme=garden",
        "/import/%2e%2e%2f%2e%2e",
        "/import/templates/..%2fpeople.csv",
        "/api/v1/programmes/%F0%9F%92%A9/question",
        "/assets/x/..%2f..%2fCargo.toml",
        "/reports/overview?programme=%3Cscript%3Ealert(1)%3C/script%3E",
    ] {
        let answer = get(&planted, path, &cookie);
        assert!(!answer.status.is_server_error(), "{path}: {}", answer.status);
        let text = answer.text();
        let lower = text.to_lowercase();
        for told in ["syntax error", "sqlite", "postgres", "panicked", ".rs:", "root:", "<script>alert", "/target/"] {
            assert!(!lower.contains(told), "{path} tells {told}: {text}");
        }
    }
    for method in ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT"] {
        let request = TestApp::request(method.parse().unwrap(), "/").header("cookie", &cookie);
        let answer = planted.app.send(request.body(Body::empty()).unwrap());
        assert!(answer.status.is_client_error(), "{method}: {}", answer.status);
    }
}

#[db_test]
fn an_encrypted_server_takes_only_cookies_that_no_neighbour_can_set(db: Db) {
    let planted = Planted::new(db);
    let email = set_password(&planted, Who::In(Role::Funder));
    let settings =
        Settings { carried: Carried::Proxy, address: Some(format!("https://{HOST}")), ..Settings::default() };
    let router: Router = web::router(App::with(planted.app.workspace.clone(), "Served", settings));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let send = |mut request: Request<Body>| {
        request.headers_mut().insert("host", HOST.parse().unwrap());
        runtime.block_on(async {
            let (head, body) = router.clone().oneshot(request).await.unwrap().into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
            Answer { status: head.status, headers: head.headers, body }
        })
    };
    let answer = send(sign_in(&email, ""));
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["__Host-waymark=", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert!(answer.header("strict-transport-security").starts_with("max-age=63072000"));
    let page = |cookie: &str| {
        send(TestApp::request(Method::GET, "/").header("cookie", cookie).body(Body::empty()).unwrap()).status
    };
    let token = session::begin(&planted.app.workspace, planted.user(Who::In(Role::Funder)), "password", "a test", true)
        .unwrap();
    assert_eq!(page(&format!("__Host-waymark={token}")), 200);
    // A host beside this one, or anybody on the line, can set a cookie without the prefix.
    assert_eq!(page(&format!("waymark={token}")), 303);
}

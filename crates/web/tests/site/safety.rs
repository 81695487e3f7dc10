//! What holds for every page: who is answered, what a browser may do, and what is said when something cannot be.

use crate::app::{TestApp, words};
use axum::body::Body;
use axum::http::{Method, StatusCode};
use db::{Db, db_test};

#[db_test]
fn another_host_is_refused_and_shown_nothing(db: Db) {
    let app = TestApp::garden(db);
    for host in ["evil.example", "127.0.0.1.evil.example:8750", ""] {
        let request = axum::http::Request::builder().uri("/").header("host", host).body(Body::empty()).unwrap();
        let answer = app.send(request);
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
        assert!(!answer.text().contains("Town Garden") && !answer.text().contains("Test workspace"));
    }
}

#[db_test]
fn every_answer_says_what_a_browser_may_do_with_it(db: Db) {
    let app = TestApp::garden(db);
    for path in [
        "/",
        "/reports/overview",
        "/reports/gender.csv",
        "/nowhere",
        "/api/v1/programmes",
        "/assets/none/waymark.css",
        "/reports/overview?over=soon",
    ] {
        let answer = app.get(path);
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.header("referrer-policy").is_empty(), "{path}");
        let kept = answer.header("cache-control");
        assert!(if path.starts_with("/assets") { kept == "no-cache" } else { kept == "no-store" }, "{path}: {kept}");
        let text = answer.text();
        assert!(
            !text.contains("style=\"") && !text.contains("<style") && !text.contains("onclick"),
            "{path} has something inline"
        );
    }
}

#[db_test]
fn a_form_sent_from_another_site_is_refused(db: Db) {
    let app = TestApp::garden(db);
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let request = TestApp::request(Method::POST, "/reports").header(name, value).body(Body::empty()).unwrap();
        let answer = app.send(request);
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
        assert!(words(&answer.text()).contains("sent from another site"), "{}", answer.text());
    }
    assert_eq!(app.post("/reports", &[]).status, StatusCode::METHOD_NOT_ALLOWED);
}

#[db_test]
fn what_cannot_be_shown_is_said_with_what_there_is(db: Db) {
    let app = TestApp::garden(db);
    for (path, status, said) in [
        ("/nowhere", 404, "There is no page at this address"),
        ("/reports/overview?programme=gardne", 404, "There are: garden"),
        ("/reports/gendre?programme=garden", 404, "There are: overview, participants, core-outcomes, gender"),
        ("/reports/overview?programme=garden&partner=nroth", 400, "Did you mean \u{201c}north\u{201d}?"),
        ("/reports/overview?programme=garden&colour=red", 400, "no part called"),
        ("/reports/overview?programme=garden&over=soon", 400, "is not a period"),
        ("/reports/gender?programme=garden&by=term", 400, "have no term of their own"),
        ("/reports/gender/counted?programme=garden&after=x", 400, "Start again from the first page"),
        ("/reports/gender/cuonted?programme=garden", 404, "There is no page at this address"),
    ] {
        let answer = app.get(path);
        let text = words(&answer.text());
        assert_eq!(answer.status, status, "{path}: {text}");
        assert!(text.contains(said), "{path}: {text}");
        assert!(text.contains("Home"), "{path} stands in the frame: {text}");
    }
}

#[db_test]
fn a_program_is_told_the_same_as_json(db: Db) {
    let app = TestApp::garden(db);
    for path in [
        "/api/v1/programmes/gardne",
        "/api/v1/programmes/garden/figures/x",
        "/reports/x.json?programme=garden",
        "/api/v1/none",
    ] {
        let answer = app.get(path);
        assert_eq!(answer.status, 404, "{path}");
        let error = &answer.json()["errors"][0];
        assert!(error["message"].is_string() && error["mend"].is_string(), "{path}: {error}");
    }
    assert_eq!(app.get("/api/v1/programmes/garden/question?by=gendre").status, 400);
}

#[test]
fn the_server_listens_for_nobody_but_this_machine() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let here = web::Settings::default();
        let refused = web::listen("0.0.0.0:0".parse().unwrap(), &here).await.unwrap_err();
        assert!(matches!(refused, web::ServeError::NotLoopback(_)));
        assert!(refused.to_string().contains("Listen on 127.0.0.1"), "{refused}");
        assert!(web::listen("127.0.0.1:0".parse().unwrap(), &here).await.is_ok());
    });
}

#[db_test]
fn an_open_listener_is_refused_too(db: Db) {
    let app = TestApp::garden(db);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let open = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
        let served = web::serve(web::App::new(app.workspace.clone(), "x"), open).await;
        assert!(matches!(served, Err(web::ServeError::NotLoopback(_))));
    });
}

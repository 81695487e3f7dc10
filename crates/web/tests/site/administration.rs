//! Administration, as those who may do it meet it.

use crate::app::{Answer, TestApp, links, words};
use axum::body::Body;
use axum::http::{Method, StatusCode};
use base::Role;
use db::{Db, db_test};

/// Sends a form of the page at `from`, with the token that its forms carry.
fn send(app: &TestApp, from: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
    let page = app.page(from);
    let token = page.split("name=\"form-token\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let escape = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let pairs: Vec<String> = fields
        .iter()
        .chain(&[("form-token", token)])
        .map(|(name, value)| format!("{name}={}", escape(value)))
        .collect();
    let request = TestApp::request(Method::POST, to).header("content-type", "application/x-www-form-urlencoded");
    app.send(request.body(Body::from(pairs.join("&"))).unwrap())
}

/// The value of the option with this label on a page.
fn option(page: &str, label: &str) -> String {
    let before = page.split(&format!("\">{label}</option>")).next().unwrap();
    before.rsplit("value=\"").next().unwrap().split('"').next().unwrap().to_owned()
}

#[db_test]
fn a_lead_adds_a_manager_ends_the_role_and_takes_it_back(db: Db) {
    let app = TestApp::garden(db);
    app.sign_in_as(&[(Role::Lead, "north")]);
    let page = app.page("/admin/users/new");
    assert!(!page.contains("<option value=\"administrator\""), "a lead makes no administrators");
    let north = option(&page, "North Plot");
    let role = [
        ("role", "manager"),
        ("organisation", &*north),
        ("programme", "garden"),
        ("start-day", "1"),
        ("start-month", "9"),
        ("start-year", "2023"),
    ];
    let without_name = send(&app, "/admin/users/new", "/admin/users/new", &role).text();
    assert!(without_name.contains("There is a problem") && without_name.contains("Say what colleagues call them"));
    let who = [("name", "=Nora"), ("email", "nora@example.org"), ("why", "runs the plot")];
    let added = send(&app, "/admin/users/new", "/admin/users/new", &[&who[..], &role[..]].concat());
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", words(&added.text()));
    let user = added.header("location").split('?').next().unwrap().to_owned();
    let page = app.page(&user);
    assert!(words(&page).contains("Partner manager for North Plot"), "{}", words(&page));
    let role = page.split("name=\"role\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let last = [("role", &*role), ("last-day", "30"), ("last-month", "9"), ("last-year", "2023"), ("do", "end")];
    assert_eq!(send(&app, &user, &user, &last).status, StatusCode::SEE_OTHER);
    assert!(words(&app.page(&user)).contains("30 September 2023"));
    send(&app, &user, &user, &[("role", &*role), ("do", "go-on")]);
    assert!(words(&app.page(&user)).contains("No end"));
    // Switching off takes a reason.
    let refused = send(&app, &user, &user, &[("do", "off")]).text();
    assert!(words(&refused).to_lowercase().contains("say why"), "{}", words(&refused));
    send(&app, &user, &user, &[("do", "off"), ("why", "left in a hurry")]);
    assert!(words(&app.page(&user)).contains("Switched off"));
    // All of it stands in the log, and in files that no spreadsheet takes for formulas.
    let log = words(&app.page("/admin/audit"));
    assert!(
        log.contains("runs the plot")
            && log.contains("left in a hurry")
            && log.contains("Switched off: No \u{2192} Yes"),
        "{log}"
    );
    let accounts = words(&app.page("/admin/audit?kind=user_account"));
    assert!(accounts.contains("Changed: user User =Nora") && !accounts.contains("No one person"), "{accounts}");
    let roles = app.get("/admin/audit.csv?kind=membership").text();
    assert!(roles.contains("User =Nora, as partner manager for North Plot in Town Garden"), "{roles}");
    let id = user.rsplit('/').next().unwrap();
    let hers = words(&app.page(&format!("/admin/audit?user={id}")));
    assert!(hers.contains("Switched off: No \u{2192} Yes") && hers.contains("runs the plot"), "{hers}");
    let csv = app.get("/admin/users.csv").text();
    assert!(csv.contains("'=Nora") && !csv.contains("\n=Nora"), "{csv}");
    assert_eq!(app.get("/admin/audit.xlsx").status, StatusCode::OK);
}

#[db_test]
fn the_log_tells_each_what_is_theirs_and_an_administrator_no_values(db: Db) {
    let app = TestApp::garden(db);
    app.sign_in_as(&[(Role::Lead, "the-office")]);
    let lead = words(&app.page("/admin/audit?kind=person"));
    assert!(lead.contains("Ada (G1)") && lead.contains("Cy (G3)"), "{lead}");
    assert!(lead.contains("Date of birth: 1 January 1990"), "{lead}");
    app.sign_in_as(&[(Role::Manager, "north")]);
    let north = words(&app.page("/admin/audit?kind=person"));
    // Di enrolled with South, and was supported by North.
    assert!(north.contains("Ada (G1)") && north.contains("Di (G4)"), "{north}");
    assert!(!north.contains("(G3)") && !north.contains("(G6)"), "{north}");
    let outcomes = words(&app.page("/admin/audit?kind=outcome"));
    assert!(!outcomes.contains("Added: outcome"), "the outcomes are South\u{2019}s: {outcomes}");
    app.sign_in_as(&[(Role::Administrator, "the-office")]);
    let admin = words(&app.page("/admin/audit?kind=person"));
    assert!(admin.contains("Withheld") && !admin.contains("Ada") && !admin.contains("1990"), "{admin}");
    app.sign_in_as(&[(Role::Worker, "north")]);
    assert_eq!(app.get("/admin/audit").status, StatusCode::FORBIDDEN);
    assert!(!links(&app.page("/")).iter().any(|link| link.starts_with("/admin")));
}

#[db_test]
fn an_administrator_views_as_a_worker_changes_nothing_and_stops(db: Db) {
    let app = TestApp::garden(db);
    app.sign_in_as(&[(Role::Administrator, "the-office")]);
    let page = app.page("/admin/roles");
    let table = words(&page);
    for act in base::Act::ALL {
        assert!(table.contains(act.label()), "{act:?}");
    }
    let (north, garden) = (option(&page, "North Plot"), option(&page, "Town Garden"));
    let view = [("role", "worker"), ("organisation", &*north), ("programme", &*garden)];
    assert_eq!(send(&app, "/admin/roles", "/view-as", &view).status, StatusCode::SEE_OTHER);
    let home = words(&app.page("/"));
    assert!(home.contains("would see. Nothing can be changed. Stop"), "{home}");
    let refused = app.get("/admin/users");
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text().contains("/view-as/stop"), "the way back is on every page");
    send(&app, "/", "/view-as/stop", &[]);
    let log = words(&app.page("/admin/audit?kind=view_as"));
    assert!(log.contains("Added: viewing as another role") && log.contains("Until: nothing \u{2192}"), "{log}");
}

#[db_test]
fn a_role_is_changed_without_leaving_the_place_as_far_as_it_sees_it(db: Db) {
    let app = TestApp::garden(db);
    app.sign_in_as(&[(Role::Lead, "the-office"), (Role::Funder, "the-funder")]);
    let page = app.page("/reports/overview?programme=garden&over=2022/23");
    let choice = |page: &str, start: &str| {
        let mut choices = page.split("name=\"membership\" value=\"").skip(1);
        choices
            .find(|rest| rest.split('>').nth(1).unwrap().starts_with(start))
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    let to = "/reports/overview?programme=garden&over=2022/23";
    let lead = choice(&page, "Programme lead");
    let kept = send(&app, to, "/role", &[("membership", &lead), ("to", to)]);
    assert_eq!(kept.header("location"), to);
    let funder = choice(&page, "Funder");
    let moved = send(&app, to, "/role", &[("membership", &funder), ("to", "/import?programme=garden")]);
    let location = moved.header("location").to_owned();
    assert!(location.contains("moved="), "{location}");
    assert!(words(&app.page(&location)).contains("This is the nearest that you do"));
    for elsewhere in ["//evil.example", "https://evil.example/"] {
        let answer = send(&app, "/", "/role", &[("membership", "all"), ("to", elsewhere)]);
        assert_eq!(answer.header("location"), "/");
    }
}

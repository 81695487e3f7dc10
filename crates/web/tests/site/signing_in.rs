//! Somebody is invited, sets a password and a second factor, and works; and what is tried against it is refused.

use crate::app::{Answer, GARDEN, TestApp, words};
use axum::body::Body;
use axum::http::{Method, StatusCode};
use base::{Actor, Clock, Role};
use db::{Db, db_test};
use records::users::links::Purpose;
use records::users::{self, Membership, User, passkey, password, session, signing, totp};
use records::{Workspace, organisations};
use std::time::Duration;
use web::{App, Mail, Settings};

const PASSWORD: &str = "otter teapot gravel";
const OTHER: &str = "lantern biscuit meadow";
const KEY: [u8; 20] = *b"12345678901234567890";

/// Minutes.
fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

/// The garden with nobody signed in, and letters in a folder.
fn garden(db: Db) -> (TestApp, db::testing::Folder) {
    let folder = db::testing::Folder::new();
    let workspace = Workspace::over(db, Clock::Stopped("2023-09-30T12:00:00Z".parse().unwrap())).unwrap();
    let mail = Mail::open(&format!("file:{}", folder.path().display())).unwrap();
    let settings = Settings { mail: Some(mail), ..Settings::default() };
    let app = TestApp::serving(App::with(workspace, "Test workspace", settings));
    app.apply("garden.toml", GARDEN);
    (app, folder)
}

/// Joan, with this role for the northern plot, and no password yet.
fn joan(app: &TestApp, role: Role) -> User {
    let workspace = &app.workspace;
    let user = User::new(workspace.id(), "joan@example.org", "Joan Adeyemi");
    let programme = workspace.catalogue().programme("garden").unwrap().programme.id;
    let start = workspace.clock().today();
    workspace
        .write(&Actor::operator(), |tx| {
            tx.insert(&user)?;
            let organisation = organisations::all(tx)?.first().unwrap().id;
            let (id, user) = (tx.new_id(), user.id);
            tx.insert(&Membership { id, user, organisation, programme: Some(programme), role, start, end: None })?;
            Ok(())
        })
        .unwrap();
    user
}

/// Joan, with a password, and an authenticator if her role asks for one.
fn known_joan(app: &TestApp, role: Role) -> User {
    let before = joan(app, role);
    let kept = Some(password::hash(PASSWORD).unwrap());
    let totp = role.needs_second_factor().then(|| KEY.to_vec());
    let after = User { password: kept, totp, ..before.clone() };
    app.workspace.write(&Actor::operator(), |tx| Ok(tx.update(&before, &after)?)).unwrap();
    after
}

/// The only letter there is, once it is there; it is taken away.
fn letter(folder: &db::testing::Folder) -> String {
    let found = (0..400).find_map(|_| {
        std::thread::sleep(Duration::from_millis(25));
        let path = std::fs::read_dir(folder.path()).unwrap().next()?.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        text.ends_with('\n').then_some((path, text))
    });
    let (path, text) = found.unwrap();
    std::fs::remove_file(path).unwrap();
    text
}

/// The address in a letter, without the server's.
fn address(letter: &str) -> String {
    let link = letter.split_whitespace().find(|word| word.starts_with("http://")).unwrap();
    link.strip_prefix("http://127.0.0.1:8750").unwrap().to_owned()
}

/// The value of a control on a page.
fn value(page: &str, name: &str) -> String {
    let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    after.split('"').next().unwrap().to_owned()
}

fn code(app: &TestApp) -> String {
    totp::code(&KEY, app.workspace.clock().now())
}

fn sign_in(app: &TestApp, password: &str) -> Answer {
    app.fill_in("/sign-in", &[("email", "Joan@example.org "), ("password", password)])
}

#[track_caller]
fn leads_to(answer: &Answer, to: &str) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", words(&answer.text()));
    assert_eq!(answer.header("location"), to);
}

#[track_caller]
fn says(answer: &Answer, status: u16, part: &str) {
    let words = words(&answer.text());
    assert_eq!(answer.status, status, "{words}");
    assert!(words.contains(part), "{part}: {words}");
}

#[db_test]
fn somebody_invited_sets_a_password_and_a_second_factor_and_is_in(db: Db) {
    let (app, folder) = garden(db);
    let user = joan(&app, Role::Manager);
    leads_to(&app.get("/reports/overview?programme=garden"), "/sign-in?to=/reports/overview%3Fprogramme%3Dgarden");
    let pages = App::with(
        app.workspace.clone(),
        "Test workspace",
        Settings {
            mail: Some(Mail::open(&format!("file:{}", folder.path().display())).unwrap()),
            ..Settings::default()
        },
    );
    pages.post().give(&Actor::operator(), &user, Purpose::Invitation).unwrap();
    let letter = letter(&folder);
    for part in ["Hello Joan Adeyemi", "partner manager for", "in Town Garden", "within seven days"] {
        assert!(letter.contains(part), "{part}: {letter}");
    }
    let link = address(&letter);
    // A program that looks through mail fetches the link; that uses nothing up.
    for _ in 0..2 {
        says(&app.get(&link), 200, "You sign in as joan@example.org");
    }
    says(&app.fill_in(&link, &[("new-password", "short")]), 400, "Password must be 8 characters or more");
    says(&app.fill_in(&link, &[("new-password", "JoanAdeyemi1")]), 400, "too easy to guess");
    leads_to(&app.fill_in(&link, &[("new-password", PASSWORD)]), "/sign-in/set-up");
    says(&app.get(&link), 404, "This link no longer works");
    // Before the second factor there is nothing else.
    leads_to(&app.get("/"), "/sign-in/set-up");
    leads_to(&app.get("/import"), "/sign-in/set-up?to=/import");
    let page = app.page("/sign-in/set-up");
    assert!(
        page.contains("otpauth://totp/Test%20workspace:joan@example.org?secret=") && page.contains("<svg"),
        "{page}"
    );
    let key = value(&page, "key");
    says(&app.fill_in("/sign-in/set-up", &[("key", &key), ("code", "000000")]), 400, "Code is not right");
    let shown = totp::code(&totp::read(&key).unwrap(), app.workspace.clock().now());
    let half = app.become_who_has("");
    app.become_who_has(&half);
    let done = app.fill_in("/sign-in/set-up", &[("key", &key), ("code", &shown)]);
    says(&done, 200, "Keep your recovery codes");
    assert_eq!(done.text().matches("<li><code>").count(), 10);
    let whole = app.become_who_has(&half);
    assert_ne!(half, whole, "who knew the session before the second factor knows nothing now");
    leads_to(&app.get("/account"), "/sign-in?to=/account");
    app.become_who_has(&whole);
    let account = words(&app.page("/account"));
    assert!(
        account.contains("Joan Adeyemi") && account.contains("Sign out") && account.contains("10 left"),
        "{account}"
    );
}

#[db_test]
fn one_signs_in_lands_where_one_wanted_to_be_and_signs_out(db: Db) {
    let (app, _folder) = garden(db);
    known_joan(&app, Role::Manager);
    let fields = [("email", "joan@example.org"), ("password", PASSWORD), ("to", "/import?programme=garden")];
    leads_to(&app.fill_in("/sign-in", &fields), "/sign-in/code?to=/import%3Fprogramme%3Dgarden");
    let code = code(&app);
    let given = app.fill_in("/sign-in/code", &[("code", &code), ("to", "/import?programme=garden")]);
    leads_to(&given, "/import?programme=garden");
    assert!(words(&app.page("/import?programme=garden")).contains("Joan Adeyemi"));
    let cookie = app.become_who_has("");
    app.become_who_has(&cookie);
    leads_to(&app.fill_in("/sign-out", &[]), "/sign-in?done=out");
    says(&app.get("/sign-in?done=out"), 200, "You are signed out");
    app.become_who_has(&cookie);
    leads_to(&app.get("/"), "/sign-in");
    // The same code again, within its half minute.
    leads_to(&sign_in(&app, PASSWORD), "/sign-in/code");
    says(&app.fill_in("/sign-in/code", &[("code", &code)]), 400, "was used before");
    // And nobody is led to another server.
    let app = app.later(minutes(1));
    let code = totp::code(&KEY, app.workspace.clock().now());
    leads_to(&app.fill_in("/sign-in/code", &[("code", &code), ("to", "//evil.example/")]), "/");
}

#[db_test]
fn a_recovery_code_works_once(db: Db) {
    let (app, _folder) = garden(db);
    let user = known_joan(&app, Role::Manager);
    let codes = users::recovery::new_codes().unwrap();
    app.workspace.write(&Actor::operator(), |tx| users::recovery::replace(tx, user.id, &codes)).unwrap();
    let loose = codes[3].to_uppercase().replace('-', " ");
    sign_in(&app, PASSWORD);
    leads_to(&app.fill_in("/sign-in/code", &[("code", &loose)]), "/");
    assert!(words(&app.page("/account")).contains("9 left"));
    app.sign_out();
    sign_in(&app, PASSWORD);
    says(&app.fill_in("/sign-in/code", &[("code", &codes[3])]), 400, "was used before");
}

#[db_test]
fn an_unknown_user_a_wrong_password_and_one_switched_off_are_answered_alike(db: Db) {
    let (app, _folder) = garden(db);
    let user = known_joan(&app, Role::Funder);
    let answer = |email: &str, password: &str| {
        let answer = app.post("/sign-in", &[("email", email), ("password", password)]);
        (answer.status, answer.cookie(), words(&answer.text()), answer.text().replace(email, ""))
    };
    let wrong = answer("joan@example.org", OTHER);
    assert_eq!(wrong.0, StatusCode::BAD_REQUEST);
    assert_eq!(wrong, answer("nobody@example.org", OTHER));
    signing::disable(&app.workspace, &Actor::operator(), user.id).unwrap();
    assert_eq!(wrong, answer("joan@example.org", PASSWORD));
}

#[db_test]
fn whoever_guesses_has_to_wait_and_does_not_learn_who_has_an_account(db: Db) {
    let (app, _folder) = garden(db);
    known_joan(&app, Role::Funder);
    for email in ["joan@example.org", "nobody@example.org"] {
        for _ in 0..10 {
            let answer = app.post("/sign-in", &[("email", email), ("password", "guess")]);
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        }
        says(
            &app.post("/sign-in", &[("email", email), ("password", PASSWORD)]),
            429,
            "There were too many tries. Wait 15 minutes",
        );
    }
    let app = app.later(minutes(16));
    leads_to(&sign_in(&app, PASSWORD), "/");
}

#[db_test]
fn the_second_factor_cannot_be_guessed_either(db: Db) {
    let (app, _folder) = garden(db);
    known_joan(&app, Role::Manager);
    sign_in(&app, PASSWORD);
    for guess in 0..10 {
        let answer = app.post("/sign-in/code", &[("code", &format!("{guess:06}"))]);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
    let code = code(&app);
    says(&app.post("/sign-in/code", &[("code", &code)]), 429, "too many tries");
    // Another sign-in with the password does not give more guesses.
    app.sign_out();
    sign_in(&app, PASSWORD);
    assert_eq!(app.post("/sign-in/code", &[("code", &code)]).status, 429);
}

#[db_test]
fn a_forgotten_password_is_set_anew_and_everybody_else_is_out(db: Db) {
    let (app, folder) = garden(db);
    known_joan(&app, Role::Manager);
    sign_in(&app, PASSWORD);
    let code = code(&app);
    app.fill_in("/sign-in/code", &[("code", &code)]);
    app.page("/account");
    let thief = app.become_who_has("");
    let unknown = app.post("/forgotten", &[("email", "nobody@example.org")]);
    let known = app.post("/forgotten", &[("email", "joan@example.org")]);
    says(&known, 200, "If there is an account with that address");
    assert_eq!(unknown.text(), known.text());
    let link = address(&letter(&folder));
    says(&app.later(minutes(61)).get(&link), 404, "This link no longer works");
    // The second factor is still asked for.
    leads_to(&app.fill_in(&link, &[("new-password", OTHER)]), "/sign-in/code");
    leads_to(&app.get("/"), "/sign-in/code");
    app.become_who_has(&thief);
    leads_to(&app.get("/"), "/sign-in");
    app.sign_out();
    says(&sign_in(&app, PASSWORD), 400, "not right");
    says(&app.post(&link, &[("new-password", PASSWORD)]), 404, "This link no longer works");
    leads_to(&sign_in(&app, OTHER), "/sign-in/code");
}

#[db_test]
fn an_old_invitation_does_not_let_anybody_in(db: Db) {
    let (app, _folder) = garden(db);
    let user = joan(&app, Role::Worker);
    let make = || users::links::make(&app.workspace, &Actor::operator(), &user, Purpose::Invitation).unwrap();
    let (first, second) = (make(), make());
    says(&app.get(&format!("/invitation/{first}")), 404, "This link no longer works");
    says(&app.get(&format!("/reset/{second}")), 404, "This link no longer works");
    says(&app.later(minutes(7 * 24 * 60)).get(&format!("/invitation/{second}")), 404, "no longer works");
    says(&app.get(&format!("/invitation/{second}")), 200, "Set your password");
    signing::disable(&app.workspace, &Actor::operator(), user.id).unwrap();
    says(&app.get(&format!("/invitation/{second}")), 404, "no longer works");
}

#[db_test]
fn whoever_is_switched_off_is_out_at_once(db: Db) {
    let (app, _folder) = garden(db);
    let user = known_joan(&app, Role::Funder);
    sign_in(&app, PASSWORD);
    app.page("/account");
    signing::disable(&app.workspace, &Actor::operator(), user.id).unwrap();
    leads_to(&app.get("/account"), "/sign-in?to=/account");
}

#[db_test]
fn whoever_is_given_a_role_that_needs_it_is_led_to_the_second_factor(db: Db) {
    let (app, _folder) = garden(db);
    let user = known_joan(&app, Role::Funder);
    leads_to(&sign_in(&app, PASSWORD), "/");
    app.page("/account");
    app.workspace
        .write(&Actor::operator(), |tx| {
            let funder = users::memberships(tx, user.id)?.remove(0);
            Ok(tx.update(&funder, &Membership { role: Role::Lead, ..funder.clone() })?)
        })
        .unwrap();
    leads_to(&app.get("/account"), "/sign-in/set-up?to=/account");
}

#[db_test]
fn a_session_planted_in_a_browser_is_worth_nothing(db: Db) {
    let (app, _folder) = garden(db);
    known_joan(&app, Role::Manager);
    let planted = format!("waymark={}", "0".repeat(64));
    app.become_who_has(&planted);
    leads_to(&app.fill_in("/sign-in", &[("email", "joan@example.org"), ("password", PASSWORD)]), "/sign-in/code");
    let half = app.become_who_has(&planted);
    assert_ne!(half, planted);
    leads_to(&app.get("/"), "/sign-in");
    app.become_who_has(&half);
    let code = code(&app);
    app.fill_in("/sign-in/code", &[("code", &code)]);
    app.become_who_has(&half);
    leads_to(&app.get("/account"), "/sign-in?to=/account");
}

#[db_test]
fn a_form_that_was_not_made_here_is_refused(db: Db) {
    let (app, _folder) = garden(db);
    known_joan(&app, Role::Funder);
    sign_in(&app, PASSWORD);
    let plain = |fields: &[(&str, &str)]| {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request =
            TestApp::request(Method::POST, "/account/name").header("content-type", "application/x-www-form-urlencoded");
        app.send(request.body(Body::from(body)).unwrap())
    };
    for fields in [
        &[("name", "Mallory")][..],
        &[("form-token", ""), ("name", "Mallory")],
        &[("form-token", "0123"), ("name", "Mallory")],
    ] {
        says(&plain(fields), 403, "was not made for you here");
    }
    for kind in ["text/plain", "application/json", "multipart/form-data; boundary=x"] {
        let request = TestApp::request(Method::POST, "/account/name").header("content-type", kind);
        says(&app.send(request.body(Body::from("name=Mallory")).unwrap()), 403, "was not made for you here");
    }
    assert!(!app.page("/account").contains("Mallory"));
    leads_to(&app.post("/account/name", &[("name", "Joan A.")]), "/account?done=name");
    assert!(words(&app.page("/account?done=name")).contains("Joan A."));
    // The form of an earlier session, in a window left open, loses nothing and does nothing by itself.
    let late = app.post_plain("/account/name", &[("form-token", "an earlier one"), ("name", "Joan B.")]);
    says(&late, 403, "Send what you had written");
    assert!(late.text().contains("action=\"/account/name\"") && value(&late.text(), "name") == "Joan B.");
}

#[db_test]
fn what_was_written_when_the_session_ran_out_is_sent_after_signing_in(db: Db) {
    let (app, _folder) = garden(db);
    known_joan(&app, Role::Manager);
    sign_in(&app, PASSWORD);
    let first = code(&app);
    app.fill_in("/sign-in/code", &[("code", &first)]);
    let app = app.later(minutes(31));
    let note = "Came in tears.\nSays \"nobody\" & <nothing> helps.";
    let answer = app.fill_in("/account/name", &[("name", note), ("new-password", "never kept")]);
    says(&answer, 401, "What you have written is kept");
    let page = answer.text();
    assert!(!page.contains("never kept") && !page.contains("Joan Adeyemi"), "{page}");
    let (whose, to) = (value(&page, "kept-for"), value(&page, "to"));
    assert_eq!(to, "/account/name");
    let kept = [("kept:name", note), ("kept-for", whose.as_str()), ("to", to.as_str())];
    let with = |fields: &[(&'static str, &str)]| -> Vec<(String, String)> {
        fields.iter().chain(&kept).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let send = |path: &str, fields: &[(String, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        app.fill_in(path, &fields)
    };
    says(&send("/sign-in", &with(&[("email", "joan@example.org"), ("password", "wrong one")])), 400, "not right");
    let answer = send("/sign-in", &with(&[("email", "joan@example.org"), ("password", PASSWORD)]));
    says(&answer, 200, "Enter your code");
    assert!(answer.text().contains("kept:name"));
    let second = code(&app);
    let answer = send("/sign-in/code", &with(&[("code", &second)]));
    says(&answer, 200, "Send what you had written");
    assert_eq!(value(&answer.text(), "form-token"), app.form_token());
    assert!(
        words(&answer.text()).contains("Says &quot;nobody&quot; &amp; &lt;nothing&gt; helps."),
        "{}",
        answer.text()
    );
    leads_to(&app.post(&to, &[("name", note)]), "/account?done=name");
    // Somebody else who signs in there is not handed it.
    app.sign_out();
    let mine = with(&[("email", "joan@example.org"), ("password", PASSWORD)]);
    let theirs: Vec<_> = mine
        .into_iter()
        .map(|(name, value)| if name == "kept-for" { (name, "0000000000001".to_owned()) } else { (name, value) })
        .collect();
    send("/sign-in", &theirs);
    let app = app.later(minutes(1));
    let third = code(&app);
    let fields: Vec<(&str, &str)> =
        theirs[2..].iter().map(|(n, v)| (n.as_str(), v.as_str())).chain([("code", third.as_str())]).collect();
    leads_to(&app.fill_in("/sign-in/code", &fields), "/account/name");
}

#[db_test]
fn a_forged_form_is_not_kept_for_whoever_signs_in_next(db: Db) {
    let (app, _folder) = garden(db);
    known_joan(&app, Role::Funder);
    sign_in(&app, PASSWORD);
    let app = app.later(minutes(31));
    let forged = app.post_plain("/account/name", &[("form-token", "guessed"), ("name", "Mallory")]);
    assert_eq!(forged.status, StatusCode::UNAUTHORIZED);
    assert!(!forged.text().contains("Mallory"));
}

#[db_test]
fn one_sees_where_one_is_signed_in_and_signs_out_there(db: Db) {
    let (app, _folder) = garden(db);
    known_joan(&app, Role::Funder);
    sign_in(&app, PASSWORD);
    let lost = app.become_who_has("");
    sign_in(&app, PASSWORD);
    let page = app.page("/account");
    assert!(words(&page).contains("Where you are signed in"));
    let id = value(&page, "end");
    leads_to(&app.post("/account/sessions", &[("end", &id)]), "/account?done=ended");
    let here = app.become_who_has(&lost);
    leads_to(&app.get("/account"), "/sign-in?to=/account");
    app.become_who_has(&here);
    // A new password ends all others, and asks for the old one.
    sign_in(&app, PASSWORD);
    let other = app.become_who_has(&here);
    leads_to(&app.get("/account"), "/sign-in?to=/account");
    app.become_who_has(&other);
    says(&app.post("/account/password", &[("password", OTHER), ("new-password", OTHER)]), 400, "Password is not right");
    leads_to(
        &app.post("/account/password", &[("password", PASSWORD), ("new-password", OTHER)]),
        "/account?done=password",
    );
    assert_eq!(app.post("/account/stay", &[]).status, StatusCode::NO_CONTENT);
    app.sign_out();
    says(&sign_in(&app, PASSWORD), 400, "not right");
    leads_to(&sign_in(&app, OTHER), "/");
}

#[db_test]
fn a_passkey_is_removed_by_whoever_knows_the_password(db: Db) {
    let (app, _folder) = garden(db);
    known_joan(&app, Role::Funder);
    let joan = app.workspace.read(|reader| users::by_email(reader, "joan@example.org")).unwrap().unwrap();
    passkey::add(&app.workspace, &Actor::operator(), joan.id, "My telephone", "key", "{}").unwrap();
    let left = || app.workspace.read(|reader| passkey::of_user(reader, joan.id)).unwrap();
    let address = format!("/account/passkeys/{}/remove", left()[0].id);
    sign_in(&app, PASSWORD);
    says(&app.post(&address, &[]), 200, "My telephone\u{201d} signs you in no more");
    says(&app.post(&address, &[("password", OTHER)]), 400, "Password is not right");
    assert_eq!(left().len(), 1, "a browser that was left open does not take it away");
    leads_to(&app.post(&address, &[("password", PASSWORD)]), "/account/passkeys");
    assert!(left().is_empty());
}

#[db_test]
fn the_first_administrator_comes_in_by_the_link_that_was_printed_once(db: Db) {
    let workspace = Workspace::over(db, Clock::Stopped("2023-09-30T12:00:00Z".parse().unwrap())).unwrap();
    let pages = App::new(workspace, "Test workspace");
    let link = pages.welcome().unwrap().unwrap();
    let link = link.strip_prefix("http://127.0.0.1:8750").unwrap().to_owned();
    let app = TestApp::serving(pages.clone());
    says(&app.get("/welcome/0000"), 404, "no longer works");
    says(&app.get(&link), 200, "Nobody can sign in here yet");
    let missing = app.post(&link, &[("name", "Ann"), ("email", "nonsense"), ("new-password", "password1")]);
    says(&missing, 400, "Enter an e-mail address");
    says(&missing, 400, "Enter the name of your organisation");
    says(&missing, 400, "too easy to guess");
    let right =
        [("name", "Ann"), ("email", "ann@example.org"), ("new-organisation", "The Lead"), ("new-password", PASSWORD)];
    leads_to(&app.fill_in(&link, &right), "/sign-in/set-up");
    says(&app.post(&link, &right), 404, "no longer works");
    assert_eq!(pages.welcome().unwrap(), None);
    let set_up = app.page("/sign-in/set-up");
    assert!(set_up.contains("You will decide who may sign in") && !set_up.contains("personal details"), "{set_up}");
    let key = value(&set_up, "key");
    let code = totp::code(&totp::read(&key).unwrap(), app.workspace.clock().now());
    says(&app.fill_in("/sign-in/set-up", &[("key", &key), ("code", &code)]), 200, "Keep your recovery codes");
    assert!(words(&app.page("/")).contains("No programmes yet"));
    let holds = app.workspace.read(|reader| {
        let ann = users::by_email(reader, "ann@example.org")?.unwrap();
        let sessions = session::of_user(reader, ann.id, app.workspace.clock().now())?;
        Ok((users::memberships(reader, ann.id)?, sessions.len()))
    });
    let (memberships, sessions) = holds.unwrap();
    assert_eq!((memberships.len(), memberships[0].role, memberships[0].programme), (1, Role::Administrator, None));
    assert_eq!(sessions, 1);
}

#[db_test]
fn a_lead_invites_a_manager_and_hands_the_link_over_where_no_letters_are_sent(db: Db) {
    let app = TestApp::garden(db);
    let user = joan(&app, Role::Manager);
    let path = format!("/admin/users/{}", user.id);
    assert!(app.page(&path).contains("Send invitation"));
    let given = app.post(&path, &[("do", "link")]);
    says(&given, 200, "Give this link to Joan Adeyemi");
    let text = given.text();
    let link = text.split("http://127.0.0.1:8750").nth(1).unwrap().split('<').next().unwrap().to_owned();
    app.sign_out();
    leads_to(&app.fill_in(&link, &[("new-password", PASSWORD)]), "/sign-in/set-up");
}

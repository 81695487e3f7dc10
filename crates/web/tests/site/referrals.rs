//! Referrals on the pages: one partner asks, the other answers from its own home page, and both see what became of it.

use crate::app::words;
use crate::planted::{Planted, Who, Whose};
use crate::support::hidden;
use axum::http::StatusCode;
use base::Role;
use db::{Db, db_test};

/// The planted garden, with a worker of the north plot signed in, and the address of one of their people.
fn story(db: Db) -> (Planted, String) {
    let planted = Planted::new(db);
    north(&planted, Role::Worker);
    let person = format!("/people/{}", planted.person(Whose::Own));
    (planted, person)
}

fn north(planted: &Planted, role: Role) {
    planted.app.become_who_has(&format!("waymark={}", planted.token(Who::In(role)).unwrap()));
}

const DAY: [(&str, &str); 3] = [("date-day", "28"), ("date-month", "9"), ("date-year", "2023")];

fn south_plot(planted: &Planted) -> String {
    let catalogue = planted.app.workspace.catalogue();
    let entry = catalogue.programme("garden").unwrap();
    entry.partners.iter().find(|partner| partner.key == "south").unwrap().id.to_string()
}

/// Refers the person to the south plot with these answers.
fn refer(planted: &Planted, person: &str, answers: &[(&str, &str)]) -> crate::app::Answer {
    let path = format!("{person}/refer/between");
    let (once, to) = (hidden(&planted.app.page(&path), "once"), south_plot(planted));
    let fields = [&[("once", once.as_str()), ("to_partner_id", &to)][..], answers, &DAY].concat();
    planted.app.post(&path, &fields)
}

/// The address of the referral that waits on the home page.
fn waiting(planted: &Planted) -> String {
    let home = planted.app.page("/");
    let at = home.find("/referrals/").unwrap();
    home[at..].split('"').next().unwrap().to_owned()
}

#[db_test]
fn a_worker_refers_somebody_and_the_other_partner_accepts_from_its_home_page(db: Db) {
    let (planted, person) = story(db);
    let app = &planted.app;
    let silent = refer(&planted, &person, &[("message", "Wants to sow"), ("agreed", "no")]);
    assert_eq!(silent.status, StatusCode::BAD_REQUEST);
    let said = words(&silent.text());
    assert!(said.contains("nothing is passed on without their agreement"), "{said}");
    assert!(silent.text().contains("Wants to sow"), "nothing typed is lost");
    let sent = refer(&planted, &person, &[("message", "Wants to sow"), ("agreed", "yes")]);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent.text()));
    let page = words(&app.page(sent.header("location")));
    assert!(page.contains("Referral recorded. Undo") && page.contains("South Plot Between partners"), "{page}");
    assert!(page.contains("Waiting") && page.contains("Take back"), "{page}");

    app.sign_in_as(&[(Role::Worker, "south")]);
    let home = words(&app.page("/"));
    assert!(home.contains("Referred to us: waiting for an answer 1 Zarnorthgiven Zarnorthfamily"), "{home}");
    let referral = waiting(&planted);
    let shown = app.page(&referral);
    let told = words(&shown);
    assert!(told.contains("Wants to sow") && told.contains("0161 555 0001") && told.contains("They agreed to it"));
    for hidden in ["ZARNORTH-REF", "ZZ1 1ZZ", "said-in-confidence", "1990"] {
        assert!(!told.contains(hidden), "{hidden} is not told before it is accepted: {told}");
    }
    assert_eq!(app.get(&person).status, StatusCode::NOT_FOUND, "nor is the person there");
    let once = hidden(&shown, "once");
    let worker = shown.split("<option value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let accept = [("once", once.as_str()), ("act", "accept"), ("worker_id", &worker)];
    let accepted = app.post(&referral, &accept);
    assert!(accepted.header("location").starts_with(&person), "{}", words(&accepted.text()));
    let page = words(&app.page(accepted.header("location")));
    assert!(page.contains("Referral accepted. Undo") && page.contains("said-in-confidence"), "{page}");

    // Two have the page open: the second is shown what the first wrote, and neither text is lost.
    let open = app.page(&referral);
    let (once, version) = (hidden(&open, "once"), hidden(&open, "version"));
    let tell = |once: &str, version: &str, status: &str, outcome: &str| {
        let fields = [("once", once), ("version", version), ("act", "tell"), ("status", status), ("outcome", outcome)];
        app.post(&referral, &fields)
    };
    assert_eq!(tell(&once, &version, "under-way", "Sowed a whole bed").status, StatusCode::SEE_OTHER);
    let late = tell("another form", &version, "ended", "Came to the last day");
    assert_eq!(late.status, StatusCode::BAD_REQUEST);
    let late = late.text();
    assert!(words(&late).contains("has changed this meanwhile. Nothing was saved yet"), "{}", words(&late));
    assert!(
        late.contains("What stands there now: Sowed a whole bed") && late.contains(">Came to the last day</textarea>")
    );
    let both = tell(&hidden(&late, "once"), &hidden(&late, "version"), "ended", "Sowed a whole bed");
    assert_eq!(both.status, StatusCode::SEE_OTHER, "{}", words(&both.text()));
    north(&planted, Role::Worker);
    let home = words(&app.page("/"));
    assert!(home.contains("Your referrals 1 Ended Zarnorthgiven Zarnorthfamily to South Plot"), "{home}");
    let page = words(&app.page(&format!("{person}/referrals")));
    assert!(page.contains("What came of it: Sowed a whole bed"), "{page}");
    let timeline = words(&app.page(&format!("{person}?kind=referral")));
    assert!(
        timeline.contains("Referred to another partner : South Plot")
            || timeline.contains("Referred to another partner: South Plot"),
        "{timeline}"
    );
    let list = words(&app.page("/referrals"));
    assert!(list.contains("Referred by us") && list.contains("Ended 30 September 2023"), "{list}");
}

#[db_test]
fn a_referral_declined_comes_back_with_the_reason(db: Db) {
    let (planted, person) = story(db);
    let app = &planted.app;
    refer(&planted, &person, &[("message", "Wants to sow"), ("agreed", "yes")]);
    app.sign_in_as(&[(Role::Worker, "south")]);
    let referral = waiting(&planted);
    let once = hidden(&app.page(&referral), "once");
    let decline = |reason: &str| app.post(&referral, &[("once", &once), ("act", "decline"), ("reason", reason)]);
    let empty = decline("");
    assert_eq!(empty.status, StatusCode::BAD_REQUEST);
    assert!(words(&empty.text()).contains("Say why, so that another way is found"));
    let gone = decline("No bed is free");
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    let list = app.page(gone.header("location"));
    assert!(words(&list).contains("Referral declined. Undo"), "{}", words(&list));
    assert!(!words(&app.page(&referral)).contains("0161 555 0001"), "nothing more is told of who is not helped there");
    assert_eq!(app.get(&person).status, StatusCode::NOT_FOUND);
    // A slip is undone, though the person was never seen.
    let undo = list.split("action=\"/undo/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(app.post(&format!("/undo/{undo}"), &[("back", "/")]).status, StatusCode::SEE_OTHER);
    let again = hidden(&app.page(&waiting(&planted)), "once");
    app.post(&referral, &[("once", &again), ("act", "decline"), ("reason", "No bed is free")]);
    north(&planted, Role::Manager);
    assert!(words(&app.page(&format!("{person}/referrals"))).contains("Declined: No bed is free"));
    north(&planted, Role::Lead);
    let list = words(&app.page("/referrals"));
    assert!(list.contains("South Plot Between partners, North Plot") && list.contains("Declined"), "{list}");
    assert!(!list.contains("No bed is free"), "what was said is for those who work with them");
    assert_eq!(app.get(&referral).status, StatusCode::FORBIDDEN);
}

#[db_test]
fn a_referral_to_an_agency_outside_is_followed_from_our_end(db: Db) {
    let (planted, person) = story(db);
    let app = &planted.app;
    let path = format!("{person}/refer/out");
    let once = hidden(&app.page(&path), "once");
    let fields = [("once", once.as_str()), ("agency", "Debt Advice Somewhere"), ("agreed", "yes")];
    let sent = app.post(&path, &[&fields[..], &DAY].concat());
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent.text()));
    let page = app.page(&format!("{person}/referrals"));
    assert!(words(&page).contains("Debt Advice Somewhere To an agency outside"), "{}", words(&page));
    let record = page.split("/record/referral/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let change = format!("{person}/record/referral/{record}");
    let form = app.page(&change);
    let (once, version) = (hidden(&form, "once"), hidden(&form, "version"));
    let fields =
        [("once", once.as_str()), ("version", &version), ("status", "absent"), ("outcome", "Afraid to go alone")];
    let saved = app.post(&change, &[&fields[..], &DAY].concat());
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", words(&saved.text()));
    let page = words(&app.page(&format!("{person}/referrals")));
    assert!(page.contains("Did not attend 30 September 2023"), "a day that nobody said is today: {page}");
    // An agency that is known is suggested to the next.
    let form = app.page(&format!("{person}/refer/in"));
    assert!(form.contains("<option value=\"Debt Advice Somewhere\">"), "{form}");
}

#[db_test]
fn a_record_of_another_partner_says_whose_it_is_instead_of_offering_what_is_refused(db: Db) {
    let (planted, person) = story(db);
    let app = &planted.app;
    let catalogue = planted.app.workspace.catalogue();
    let food =
        catalogue.programme("garden").unwrap().term(definition::Vocabulary::Need, "food").unwrap().id.to_string();
    let once = hidden(&app.page(&format!("{person}/add/need")), "once");
    let found = [("found-day", "1"), ("found-month", "9"), ("found-year", "2023")];
    let need = [("once", once.as_str()), ("need_id", &food), ("urgent", "no")];
    app.post(&format!("{person}/add/need"), &[&need[..], &found].concat());
    let own = app.page(&format!("{person}/needs"));
    let change = own.split("/record/need/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    refer(&planted, &person, &[("agreed", "yes")]);
    app.sign_in_as(&[(Role::Worker, "south")]);
    let referral = waiting(&planted);
    let shown = app.page(&referral);
    let (once, worker) = (hidden(&shown, "once"), shown.split("<option value=\"").nth(1).unwrap());
    let worker = worker.split('"').next().unwrap().to_owned();
    app.post(&referral, &[("once", &once), ("act", "accept"), ("worker_id", &worker)]);
    let theirs = app.page(&format!("{person}/needs"));
    assert!(words(&theirs).contains("Recorded by North Plot"), "{}", words(&theirs));
    for page in
        [theirs, app.page(&person), app.page(&format!("{person}/outcomes")), app.page(&format!("{person}/details"))]
    {
        assert!(!page.contains(&format!("/record/need/{change}")), "what would be refused is not offered");
    }
    let refused = app.get(&format!("{person}/record/need/{change}"));
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let said = words(&refused.text());
    assert!(said.contains("recorded by North Plot, and only they change it"), "{said}");
}

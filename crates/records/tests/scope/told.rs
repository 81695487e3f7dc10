//! What the audit log calls what it tells of: whose account, which organisation, who worked with somebody; and one person's history.

use crate::garden::{ADA, CY, DEE, Story, part, user};
use base::{Actor, Role};
use db::{Db, db_test};
use records::audit::{self, Changed, Shown, Told, Wanted};
use records::head_counts::HeadCount;
use records::organisations::{self, Organisation};
use records::people;
use records::plans::{Goal, Plan};
use records::users::{self, Membership, User, links, recovery};

/// An administrator of the whole workspace.
fn administrator(story: &Story) -> Actor {
    let id = user(&story.workspace, "Ida Administrator", Role::Administrator, "north");
    let everywhere = story.workspace.write(&Actor::operator(), |tx| {
        let role = tx.list::<Membership>("WHERE user_id = $1", &[id.into()])?.remove(0);
        Ok::<_, records::Error>(tx.update(&role, &Membership { programme: None, ..role.clone() })?)
    });
    everywhere.unwrap();
    story.actor(id)
}

fn read(story: &Story, who: &Actor, wanted: &Wanted<'_>) -> Vec<Told> {
    audit::read(&story.workspace, &who.scope(), &Wanted { limit: 100, ..wanted.clone() }).unwrap().told
}

#[db_test]
fn the_log_says_whose_account_was_changed_and_which_organisation(db: Db) {
    let story = Story::new(db);
    let workspace = &story.workspace;
    let admin = administrator(&story);
    let kay = user(workspace, "Kay Keyworker", Role::Worker, "north");
    let account = workspace.read(|reader| Ok(users::find(reader, kay)?.unwrap())).unwrap();
    let link = links::make(workspace, &admin, &account, links::Purpose::Invitation).unwrap();
    assert!(!link.is_empty());
    let codes = recovery::new_codes().unwrap();
    let changed = workspace.write(&admin, |tx| {
        tx.update(&account, &User { disabled: true, ..account.clone() })?;
        let role = tx.list::<Membership>("WHERE user_id = $1", &[kay.into()])?.remove(0);
        tx.update(&role, &Membership { end: Some("2023-09-30".parse().unwrap()), ..role.clone() })?;
        recovery::replace(tx, kay, &codes)?;
        let north = organisations::all(tx)?.into_iter().find(|known| known.key == "north").unwrap();
        tx.update(&north, &Organisation { sector: Some("charity".to_owned()), ..north.clone() })?;
        Ok::<_, records::Error>(())
    });
    changed.unwrap();
    let about = |who: &Actor, wanted: Wanted<'_>| -> Vec<(audit::Action, usize, String)> {
        let told = read(&story, who, &wanted).into_iter();
        told.map(|told| (told.action, told.records, told.about.unwrap_or_default())).collect()
    };
    let of = |kind: &'static str| Wanted { kind: Some(kind), ..Wanted::default() };
    let kays = "User Kay Keyworker".to_owned();
    let as_worker = "User Kay Keyworker, as worker for North Plot in Town Garden".to_owned();
    let (added, changed) = (audit::Action::Insert, audit::Action::Update);
    let lead = story.someone(Role::Lead, "north");
    for who in [&admin, &lead] {
        let accounts = about(who, of("user_account"));
        assert!(accounts.contains(&(changed, 1, kays.clone())), "{accounts:?}");
        let roles = about(who, of("membership"));
        assert!(roles.contains(&(changed, 1, as_worker.clone())), "{roles:?}");
        assert!(roles.contains(&(added, 1, as_worker.clone())), "{roles:?}");
    }
    assert_eq!(about(&admin, of("sign_in_link")), [(added, 1, kays.clone())]);
    assert_eq!(about(&admin, of("recovery_code")), [(added, 10, kays.clone())], "ten codes are one entry");
    assert_eq!(about(&admin, of("organisation"))[0], (changed, 1, "North Plot".to_owned()));
    assert!(about(&admin, of("term")).iter().all(|(.., about)| about.contains("Town Garden")));
    assert_eq!(about(&lead, of("partner"))[0].2, "South Plot, Town Garden");
    // Codes that are replaced are theirs still, as the log tells it.
    let again = workspace.write(&admin, |tx| recovery::replace(tx, kay, &codes));
    again.unwrap();
    assert!(about(&admin, of("recovery_code")).iter().all(|(.., about)| *about == kays));

    // Of a user, the log tells what they did and what was done to their account.
    let kays_log = read(&story, &admin, &Wanted { user: Some(kay), ..Wanted::default() });
    for kind in ["User", "Role", "Sign-in link", "Recovery code"] {
        assert!(kays_log.iter().any(|told| told.kind == kind), "{kind}: {kays_log:#?}");
    }
    assert!(kays_log.iter().any(|told| told.action == audit::Action::Remove && told.kind == "Recovery code"));
    assert!(kays_log.iter().all(|told| told.about.as_deref().is_some_and(|about| about.contains("Kay"))));
    let admins = read(&story, &admin, &Wanted { user: admin.id(), ..Wanted::default() });
    assert!(admins.iter().any(|told| told.actor == admin.id() && told.about == Some(kays.clone())), "and by whom");
}

#[db_test]
fn records_that_others_name_are_words_and_no_numbers(db: Db) {
    let story = Story::new(db);
    let programme = story.workspace.catalogue().programme("garden").unwrap().programme.id;
    let ada = story.people[ADA];
    let plan = story.workspace.id();
    let far = user(&story.workspace, "Sue South", Role::Worker, "south");
    let kay = user(&story.workspace, "Kay Keyworker", Role::Worker, "north");
    let catalogue = story.workspace.catalogue();
    let entry = catalogue.programme("garden").unwrap();
    let (north, day) = (part(entry, "north"), "2023-03-01".parse().unwrap());
    let goal = Goal {
        id: story.workspace.id(),
        plan,
        person: ada,
        programme,
        partner: north,
        area: None,
        horizon: None,
        specific: "Walk to the garden".to_owned(),
        measurable: "Twice a week".to_owned(),
        achievable: "It is near".to_owned(),
        relevant: "Ada wants to".to_owned(),
        due: "2023-06-01".parse().unwrap(),
        agreed: day,
        status: "open".to_owned(),
        status_on: None,
        barrier: None,
        user: Some(kay),
    };
    let planned = story.workspace.write(&Actor::operator(), |tx| {
        tx.insert(&Plan {
            id: plan,
            person: ada,
            programme,
            partner: north,
            started: day,
            next_review: None,
            agreed_by: None,
            agreed_on: None,
            disagreement: None,
            closed: None,
            user: Some(kay),
        })?;
        tx.insert(&goal)?;
        let id = tx.new_id();
        tx.insert(&HeadCount {
            id,
            programme,
            partner: north,
            what: "Open day".to_owned(),
            date: day,
            number: 20,
            approximate: false,
            service: None,
            area: None,
            place: None,
            note: None,
            user: Some(far),
        })?;
        Ok::<_, records::Error>(())
    });
    planned.unwrap();
    let texts = |who: &Actor, wanted: Wanted<'_>| -> String {
        let told = read(&story, who, &wanted);
        let changed = told.iter().flat_map(|told| &told.changes);
        let said = |changed: &Changed| match &changed.after {
            Shown::Value(text) => format!("{}: {text}", changed.label),
            _ => String::new(),
        };
        changed.map(said).collect::<Vec<_>>().join("\n")
    };
    let nia = story.actor(story.nia);
    let said = texts(&nia, Wanted { person: Some(ada), ..Wanted::default() });
    assert!(said.contains("Recorded by: Kay Keyworker") && said.contains("Plan: a plan"), "{said}");
    let everything = [said, texts(&Actor::operator(), Wanted::default())].concat();
    let number = |word: &str| word.len() > 15 && word.chars().all(|letter| letter.is_ascii_digit());
    assert!(!everything.split_whitespace().any(number), "{everything}");
    // Whom another partner employs is told with the people that one knows, and nowhere else.
    let counts = texts(&nia, Wanted { kind: Some("head_count"), ..Wanted::default() });
    assert!(counts.contains("Open day") && !counts.contains("Sue South"), "{counts}");
    assert!(
        texts(&administrator(&story), Wanted { kind: Some("head_count"), ..Wanted::default() }).contains("Sue South")
    );
}

#[db_test]
fn a_persons_history_tells_of_every_record_and_of_the_restriction_to_who_is_named(db: Db) {
    let story = Story::new(db);
    let nia = story.actor(story.nia);
    let changes = |who: &Actor, person: usize, special: bool| {
        let wanted = Wanted { person: Some(story.people[person]), changes: true, special, ..Wanted::default() };
        read(&story, who, &wanted)
    };
    let kinds: Vec<String> = changes(&nia, DEE, false).into_iter().map(|told| told.kind).collect();
    for kind in ["Person", "Enrolment", "Restriction", "Named user"] {
        assert!(kinds.iter().any(|known| known == kind), "{kind}: {kinds:?}");
    }
    assert!(changes(&story.someone(Role::Manager, "north"), DEE, false).is_empty());
    let kinds: Vec<String> = changes(&nia, CY, false).into_iter().map(|told| told.kind).collect();
    assert!(kinds.iter().any(|kind| kind == "Interaction"), "{kinds:?}");
    assert!(!kinds.iter().any(|kind| kind == "Outcome"), "the outcome is the south\u{2019}s: {kinds:?}");
    // Special-category details are told to those who may see them and ask for them, and to nobody besides.
    let ethnic = |who: &Actor, special: bool| {
        let told = changes(who, ADA, special);
        let mut changed = told.into_iter().flat_map(|told| told.changes);
        changed.find(|changed| changed.label == "Ethnic group").unwrap().after
    };
    assert!(matches!(ethnic(&nia, true), Shown::Value(_)));
    assert!(matches!(ethnic(&nia, false), Shown::Withheld(_)));
    assert!(matches!(ethnic(&story.someone(Role::Lead, "north"), true), Shown::Withheld(_)));
    // Looks stand in the log, and in no history of changes.
    let of_ada = Wanted { person: Some(story.people[ADA]), ..Wanted::default() };
    people::viewed(&story.workspace, &nia, &[(story.people[ADA], vec!["ethnicity"])], "a test").unwrap();
    assert!(read(&story, &nia, &of_ada).iter().any(|told| told.action == audit::Action::View));
    assert!(!changes(&nia, ADA, false).iter().any(|told| told.action == audit::Action::View));
}

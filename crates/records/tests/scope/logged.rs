//! What the audit log tells of two people who have to do with one another, and of partners' records that are gone.

use crate::garden::{ADA, BEN, CY, DEE, Story, user};
use base::{Actor, Id, Role};
use db::{Db, db_test};
use definition::Vocabulary;
use records::audit::{self, Shown, Told, Wanted};
use records::interactions::{FurtherService, Interaction};
use records::people::{family, merging, mistakes, restriction};
use records::users::Membership;

/// What the log tells somebody of a person.
fn log(story: &Story, who: &Actor, person: usize) -> Vec<Told> {
    let wanted = Wanted { person: Some(story.people[person]), limit: 100, ..Wanted::default() };
    audit::read(&story.workspace, &who.scope(), &wanted).unwrap().told
}

fn kinds(story: &Story, who: &Actor, person: usize) -> Vec<String> {
    log(story, who, person).into_iter().map(|told| told.kind).collect()
}

fn programme(story: &Story) -> Id {
    story.workspace.catalogue().programme("garden").unwrap().programme.id
}

#[db_test]
fn that_somebody_has_to_do_with_a_restricted_person_is_told_to_who_is_named(db: Db) {
    let story = Story::new(db);
    let (nia, manager) = (story.actor(story.nia), story.someone(Role::Manager, "north"));
    let (ada, dee) = (story.people[ADA], story.people[DEE]);
    let programme = programme(&story);
    family::tell(&story.workspace, &nia, "a form", programme, (ada, dee), "sibling").unwrap();
    merging::keep_apart(&story.workspace, &nia, "another form", ada, dee).unwrap();
    let of_both = ["Family link", "Not the same person"];
    let told = kinds(&story, &nia, ADA);
    assert!(of_both.iter().all(|kind| told.iter().any(|told| told == kind)), "{told:?}");
    let administrator = story.someone(Role::Administrator, "north");
    for who in [&manager, &story.someone(Role::Lead, "north"), &administrator] {
        let told = kinds(&story, who, ADA);
        assert!(!told.is_empty() && !of_both.iter().any(|kind| told.iter().any(|told| told == kind)), "{told:?}");
    }
    // Nor is it said of what hangs on Ada's registration.
    let hanging = |who: &Actor| {
        story.workspace.read(|reader| mistakes::hanging(reader, &who.scope(), programme, ada)).unwrap().join(", ")
    };
    assert!(hanging(&nia).contains("family link (1)"), "{}", hanging(&nia));
    assert!(!hanging(&manager).contains("family") && hanging(&manager).contains("that you do not see"));
    restriction::lift(&story.workspace, &nia, dee).unwrap();
    let manager = story.actor(manager.id().unwrap());
    let told = kinds(&story, &manager, ADA);
    assert!(of_both.iter().all(|kind| told.iter().any(|told| told == kind)), "{told:?}");
}

#[db_test]
fn a_merge_stands_in_the_log_of_the_one_who_stays(db: Db) {
    let story = Story::new(db);
    let lead = story.someone(Role::Lead, "north");
    let pair = (story.people[CY], story.people[BEN]);
    merging::merge(&story.workspace, &lead, "a form", pair, &[], None).unwrap();
    let told = kinds(&story, &lead, CY);
    assert!(told.iter().any(|kind| kind == "Merge"), "{told:?}");
}

/// The interactions with Cy, of the north and of the south.
fn interactions(story: &Story) -> Vec<Interaction> {
    let sql = "WHERE person_id = $1 ORDER BY id";
    story.workspace.read(|reader| Ok(reader.list::<Interaction>(sql, &[story.people[CY].into()])?)).unwrap()
}

#[db_test]
fn of_two_roles_each_reads_its_own_in_the_log(db: Db) {
    let story = Story::new(db);
    let north = interactions(&story).remove(0);
    let mended = Interaction { notes: Some("the north mended".to_owned()), ..north.clone() };
    let change = story.workspace.write(&Actor::operator(), |tx| {
        tx.because("the north was told so in confidence");
        Ok::<_, records::Error>(tx.update(&north, &mended)?)
    });
    change.unwrap();
    // Who leads for the one and works for the other sees the whole log, and what the south wrote in confidence.
    let both = user(&story.workspace, "Two hats", Role::Lead, "north");
    let second = user(&story.workspace, "Nobody", Role::Worker, "south");
    let given = story.workspace.write(&Actor::operator(), |tx| {
        let role = tx.list::<Membership>("WHERE user_id = $1", &[second.into()])?.remove(0);
        Ok::<_, records::Error>(tx.update(&role, &Membership { user: both, ..role.clone() })?)
    });
    given.unwrap();
    let notes = |who: &Actor| -> Vec<String> {
        let told = log(&story, who, CY);
        let said = |told: &Told| {
            let notes = told.changes.iter().find(|changed| changed.label == "Notes");
            notes.map(|notes| match &notes.after {
                Shown::Value(text) => text.clone(),
                other => format!("{other:?}").chars().take(8).collect(),
            })
        };
        told.iter().filter_map(said).collect()
    };
    assert_eq!(notes(&story.actor(both)), ["Withheld", "the south said", "Withheld"]);
    assert!(log(&story, &story.actor(both), CY).iter().all(|told| !told.why.contains("confidence")), "nor why");
    assert_eq!(notes(&story.actor(story.nia)), ["the north mended", "the north said"], "a manager reads their own");
    assert!(log(&story, &story.actor(story.nia), CY).iter().any(|told| told.why.contains("in confidence")));
    assert_eq!(notes(&story.someone(Role::Lead, "south")), ["Withheld"; 3]);
}

#[db_test]
fn a_further_service_that_another_partner_took_back_is_told_to_the_lead_alone(db: Db) {
    let story = Story::new(db);
    let south = interactions(&story).remove(1);
    let service =
        story.workspace.catalogue().programme("garden").unwrap().term(Vocabulary::Service, "digging").unwrap().id;
    let (id, person) = (story.workspace.id(), story.people[CY]);
    let further = FurtherService { id, interaction: south.id, person, service };
    let operator = Actor::operator();
    story.workspace.write(&operator, |tx| Ok::<_, records::Error>(tx.insert(&further)?)).unwrap();
    story.workspace.write(&operator, |tx| Ok::<_, records::Error>(tx.remove(&further)?)).unwrap();
    let removed = |who: &Actor| {
        let told = log(&story, who, CY);
        told.iter().filter(|told| told.kind == "Further service" && told.action == audit::Action::Remove).count()
    };
    assert_eq!(removed(&story.actor(story.nia)), 0, "the north does not learn what the south gave");
    assert_eq!(removed(&story.someone(Role::Lead, "north")), 1);
}

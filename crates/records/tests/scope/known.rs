//! A person is one of a partner's from the first thing that it does with them to the undoing of the last.

use crate::garden::{ADA, BEN, DEE, Story, part};
use base::{Actor, Id, Role};
use db::{Db, db_test};
use definition::Vocabulary;
use records::interactions::Interaction;
use records::outcomes::Outcome;
use records::people::{Search, restriction};
use records::users::signing;

/// Something that the northern plot does with Ben, who is the southern's.
fn help(story: &Story, tx: &mut db::Tx<'_>) -> records::Result<Interaction> {
    let catalogue = story.workspace.catalogue();
    let entry = catalogue.programme("garden")?;
    let helped = Interaction {
        partner: part(entry, "north"),
        service: entry.term(Vocabulary::Service, "digging").map(|term| term.id),
        ..Interaction::new(tx.new_id(), story.people[BEN], entry.programme.id, "2023-04-01".parse().unwrap())
    };
    tx.insert(&helped)?;
    Ok(helped)
}

fn listed(story: &Story, actor: &Actor) -> Vec<String> {
    story.listed(actor, &Search::default())
}

/// What `waymark doctor` finds.
fn sound(story: &Story) -> bool {
    story.workspace.db().check().iter().all(|finding| finding.outcome.is_ok())
}

#[db_test]
fn whoever_is_helped_is_seen_until_that_is_taken_back(db: Db) {
    let story = Story::new(db);
    let north = story.someone(Role::Worker, "north");
    assert_eq!(listed(&story, &north), ["Ada Example", "Cy Example"]);
    let operator = Actor::operator();
    let (first, second) = story.workspace.write(&operator, |tx| Ok((help(&story, tx)?, help(&story, tx)?))).unwrap();
    let three = ["Ada Example", "Ben Example", "Cy Example"];
    assert_eq!(listed(&story, &north), three);
    story.workspace.write(&operator, |tx| Ok(tx.remove(&first)?)).unwrap();
    assert_eq!(listed(&story, &north), three, "they have met once more");
    // It was somebody else, after all.
    let ada = Interaction { person: story.people[ADA], ..second.clone() };
    story.workspace.write(&operator, |tx| Ok(tx.update(&second, &ada)?)).unwrap();
    assert_eq!(listed(&story, &north), ["Ada Example", "Cy Example"]);
    assert!(sound(&story));
    // Undone from the log, as a page does it.
    let undone = story
        .workspace
        .write(&operator, |tx| {
            help(&story, tx)?;
            Ok(tx.written().to_vec())
        })
        .unwrap();
    assert_eq!(listed(&story, &north), three);
    story
        .workspace
        .write(&operator, |tx| {
            for row in &undone {
                let change = tx.logged(*row)?.unwrap();
                tx.reverse::<Interaction>(&change)?;
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(listed(&story, &north), ["Ada Example", "Cy Example"]);
    assert!(sound(&story));
}

#[db_test]
fn a_file_of_many_records_brings_its_people_with_it(db: Db) {
    let story = Story::new(db);
    let north = story.someone(Role::Manager, "north");
    let catalogue = story.workspace.catalogue();
    let entry = catalogue.programme("garden").unwrap();
    let outcome = |id: Id| Outcome {
        id,
        person: story.people[BEN],
        programme: entry.programme.id,
        partner: part(entry, "north"),
        date: "2023-05-01".parse().unwrap(),
        outcome: entry.term(Vocabulary::Outcome, "job").unwrap().id,
        evidence: None,
        verification: "claimed".to_owned(),
        source_key: None,
    };
    story
        .workspace
        .write(&Actor::operator(), |tx| {
            let ids: Vec<Id> = (0..1500).map(|_| tx.new_id()).collect();
            tx.insert_all(ids.into_iter().map(outcome))?;
            Ok(())
        })
        .unwrap();
    assert!(listed(&story, &north).contains(&"Ben Example".to_owned()));
    assert!(sound(&story));
}

#[db_test]
fn a_restricted_record_whose_last_named_user_has_left_is_found_and_opened_by_the_operator(db: Db) {
    let story = Story::new(db);
    let held = || story.workspace.read(restriction::all).unwrap();
    assert_eq!(held()[0].named.iter().map(|user| user.id).collect::<Vec<_>>(), [story.nia]);
    let operator = Actor::operator();
    signing::disable(&story.workspace, &operator, story.nia).unwrap();
    assert!(held()[0].named.is_empty() && held()[0].reference == "R-Dee");
    let lead = story.someone(Role::Lead, "north");
    assert!(restriction::lift(&story.workspace, &lead, story.people[DEE]).is_err(), "the lead does not know of her");
    restriction::lift(&story.workspace, &operator, held()[0].restriction.person).unwrap();
    assert!(held().is_empty());
    let lead = story.someone(Role::Lead, "north");
    assert!(listed(&story, &lead).contains(&"Dee Example".to_owned()));
}

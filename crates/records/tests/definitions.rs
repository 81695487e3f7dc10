//! A programme lead puts a definition in force and changes it: shown first, retired rather than deleted, nothing orphaned.
#![cfg(test)]

use base::{Actor, Clock, Date};
use db::{Db, db_test};
use definition::{Figure, Vocabulary};
use records::enrolments::Enrolment;
use records::figures::{self, Narrowing, Number};
use records::outcomes::Outcome;
use records::people::Person;
use records::programmes::{self, Applied};
use records::{Error, Workspace};

const TEXT: &str = include_str!("../../../programmes/positive-communities.toml");

fn apply(workspace: &Workspace, text: &str) -> Result<Applied, Error> {
    let plan = programmes::plan(workspace, "test.toml", text)?;
    programmes::apply(workspace, &Actor::operator(), &plan)
}

/// Someone with this outcome, as often as asked.
fn achieve(workspace: &Workspace, outcome: &str, times: usize) {
    let catalogue = workspace.catalogue();
    let entry = catalogue.programme("positive-communities").unwrap();
    let term = entry.term(Vocabulary::Outcome, outcome).unwrap().id;
    let start = Date::constant(2021, 9, 1);
    let person = Person::new(workspace.id(), entry.programme.id, "P1");
    let enrolment = Enrolment {
        id: workspace.id(),
        person: person.id,
        programme: entry.programme.id,
        partner: None,
        area: None,
        start,
        reentry: None,
        end: None,
        destination: None,
        employment: None,
        evidence: None,
        evidence_seen: None,
        route: None,
    };
    let written = workspace.write(&Actor::operator(), |tx| {
        tx.insert(&person)?;
        tx.insert(&enrolment)?;
        for _ in 0..times {
            tx.insert(&Outcome {
                id: tx.new_id(),
                person: person.id,
                programme: entry.programme.id,
                partner: None,
                date: start,
                outcome: term,
                evidence: None,
                verification: "claimed".to_owned(),
                source_key: None,
            })?;
        }
        Ok(())
    });
    written.unwrap();
}

#[db_test]
fn a_definition_applied_twice_is_one_version(db: Db) {
    let workspace = Workspace::over(db, Clock::System).unwrap();
    assert_eq!(apply(&workspace, TEXT).unwrap().version, 1);
    assert_eq!(apply(&workspace, TEXT).unwrap().version, 1);
    let renamed = TEXT.replace("name = \"Positive Communities\"", "name = \"Positive Communities 1\"");
    assert_ne!(renamed, TEXT);
    let plan = programmes::plan(&workspace, "test.toml", &renamed).unwrap();
    assert!(
        plan.changes.iter().any(|change| change.to_string().contains("Positive Communities 1")),
        "{:?}",
        plan.changes
    );
    assert_eq!(programmes::apply(&workspace, &Actor::operator(), &plan).unwrap().version, 2);
    assert_eq!(
        workspace.catalogue().programme("positive-communities").unwrap().programme.name,
        "Positive Communities 1"
    );
}

#[db_test]
fn a_service_that_leaves_the_definition_is_retired_and_not_deleted(db: Db) {
    let workspace = Workspace::over(db, Clock::System).unwrap();
    apply(&workspace, TEXT).unwrap();
    let catalogue = workspace.catalogue();
    let entry = catalogue.programme("positive-communities").unwrap();
    let last = entry
        .terms(Vocabulary::Service)
        .filter(|term| !TEXT.contains(&format!("parent = \"{}\"", term.key)))
        .last()
        .unwrap();
    let from = TEXT.find(&format!("key = \"{}\"", last.key)).unwrap();
    let table = TEXT[..from].rfind("[[service]]").unwrap();
    let end = TEXT[from..].find("\n[").map_or(TEXT.len(), |end| from + end);
    let without = format!("{}{}", &TEXT[..table], &TEXT[end..]);
    apply(&workspace, &without).unwrap();
    let catalogue = workspace.catalogue();
    let kept = catalogue.programme("positive-communities").unwrap().term(Vocabulary::Service, &last.key).unwrap();
    assert!(kept.retired);
    assert_eq!(kept.id, last.id);
}

#[db_test]
fn what_was_left_out_of_a_definition_is_still_asked_for_by_its_key(db: Db) {
    let workspace = Workspace::over(db, Clock::System).unwrap();
    apply(&workspace, TEXT).unwrap();
    achieve(&workspace, "employment", 1);
    let from = TEXT.find("[[outcome]]\nkey = \"employment\"").unwrap();
    let end = TEXT[from..].find("\n[").map_or(TEXT.len(), |end| from + end + 1);
    let without = format!("{}{}", &TEXT[..from], &TEXT[end..]).replace("term = [\"employment\"]", "core = true");
    apply(&workspace, &without).unwrap();
    let catalogue = workspace.catalogue();
    let definition = &catalogue.programme("positive-communities").unwrap().definition;
    assert!(definition.term(Vocabulary::Outcome, "employment").unwrap().retired);
    let figure = Figure::from_parts([("of", "outcome"), ("where", "outcome=employment")]).unwrap();
    assert_eq!(figure.check(definition), []);
    let scope = Actor::operator().scope();
    let counted = figures::answer(&workspace, &scope, "positive-communities", &figure, &Narrowing::default()).unwrap();
    assert_eq!(counted.total, Some(Number::Whole(1)));
    let again = programmes::plan(&workspace, "test.toml", &without).unwrap();
    assert!(again.changes.is_empty(), "{:?}", again.changes);
    let back = programmes::plan(&workspace, "test.toml", TEXT).unwrap();
    assert!(
        back.changes.iter().any(|change| change.to_string().contains("Into employment") || change.key == "employment")
    );
}

#[db_test]
fn an_outcome_that_people_have_twice_cannot_become_once_per_person(db: Db) {
    let workspace = Workspace::over(db, Clock::System).unwrap();
    apply(&workspace, TEXT).unwrap();
    let catalogue = workspace.catalogue();
    let entry = catalogue.programme("positive-communities").unwrap();
    let repeatable = entry.terms(Vocabulary::Outcome).find(|term| term.repeatable == Some(true)).unwrap();
    achieve(&workspace, &repeatable.key, 2);
    let at = TEXT.find(&format!("key = \"{}\"", repeatable.key)).unwrap();
    let rule = TEXT[at..].find("once = false").map(|place| at + place);
    let stricter = match rule.filter(|place| TEXT[at..*place].matches("[[").count() == 0) {
        Some(place) => format!("{}once = true{}", &TEXT[..place], &TEXT[place + "once = false".len()..]),
        None => TEXT.replacen(
            &format!("key = \"{}\"", repeatable.key),
            &format!("key = \"{}\"\nonce = true", repeatable.key),
            1,
        ),
    };
    let refused = apply(&workspace, &stricter).unwrap_err();
    assert!(refused.to_string().contains("1 people already have it more than once"), "{refused}");
    assert_eq!(workspace.catalogue().programme("positive-communities").unwrap().version, 1);
}

#[db_test]
fn a_member_of_an_umbrella_waits_for_the_umbrella(db: Db) {
    let workspace = Workspace::over(db, Clock::System).unwrap();
    let refused = apply(&workspace, include_str!("../../../programmes/mpt-steps.toml")).unwrap_err();
    assert!(refused.to_string().contains("lancashire"), "{refused}");
    assert!(workspace.catalogue().entries().is_empty());
    let scope = Actor::operator().scope();
    let asked = records::figures::answer(
        &workspace,
        &scope,
        "mpt-steps",
        &Figure::participants(),
        &records::figures::Narrowing::default(),
    );
    assert!(asked.unwrap_err().to_string().contains("apply a definition first"));
}

//! Two processes share a workspace: what one of them writes, the other shows a moment later.
#![cfg(test)]

use base::{Actor, Clock, Date};
use db::testing::{Folder, Schema};
use definition::{Count, FactKind, Figure, Of};
use records::Workspace;
use records::enrolments::Enrolment;
use records::figures::{self, Narrowing, Number};
use records::head_counts::{self, HeadCount};
use records::people::Person;
use records::programmes;
use std::time::{Duration, Instant};

const TEXT: &str = include_str!("../../../programmes/positive-communities.toml");

fn participants(workspace: &Workspace) -> Option<Number> {
    let scope = Actor::operator().scope();
    let narrowing = Narrowing::default();
    figures::answer(workspace, &scope, "positive-communities", &Figure::participants(), &narrowing).ok()?.total
}

fn wait_for(workspace: &Workspace, people: i64) {
    let start = Instant::now();
    while participants(workspace) != Some(Number::Whole(people)) {
        assert!(start.elapsed() < Duration::from_secs(30), "still {:?} and not {people}", participants(workspace));
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn enrol(workspace: &Workspace, reference: &str) {
    let programme = workspace.catalogue().programme("positive-communities").unwrap().programme.id;
    let written = workspace.write(&Actor::operator(), |tx| {
        let person = Person::new(tx.new_id(), programme, reference);
        tx.insert(&person)?;
        tx.insert(&Enrolment {
            id: tx.new_id(),
            person: person.id,
            programme,
            partner: None,
            area: None,
            start: Date::constant(2021, 9, 1),
            reentry: None,
            end: None,
            destination: None,
            employment: None,
            evidence: None,
            evidence_seen: None,
            route: None,
        })?;
        Ok(())
    });
    written.unwrap();
}

fn followed(url: &str) {
    let shown = Workspace::open(url, Clock::System).unwrap();
    shown.follow_others();
    let written = Workspace::open(url, Clock::System).unwrap();
    let plan = programmes::plan(&written, "test.toml", TEXT).unwrap();
    programmes::apply(&written, &Actor::operator(), &plan).unwrap();
    enrol(&written, "P1");
    wait_for(&shown, 1);
    enrol(&written, "P2");
    wait_for(&shown, 2);
    enrol(&shown, "P3");
    assert_eq!(participants(&shown), Some(Number::Whole(3)), "one's own writes are seen at once");

    // What is about nobody is followed too.
    put_on(&written, 40);
    let start = Instant::now();
    while came(&shown) != Some(Number::Whole(40)) {
        assert!(start.elapsed() < Duration::from_secs(30), "still {:?}", came(&shown));
        std::thread::sleep(Duration::from_millis(50));
    }
    put_on(&shown, 2);
    assert_eq!(came(&shown), Some(Number::Whole(42)));
    assert_eq!(participants(&shown), Some(Number::Whole(3)), "and is no participant");
}

/// How many came to events.
fn came(workspace: &Workspace) -> Option<Number> {
    let figure = Figure { of: Of::kind(FactKind::Event), count: Count::Total, ..Figure::participants() };
    let scope = Actor::operator().scope();
    figures::answer(workspace, &scope, "positive-communities", &figure, &Narrowing::default()).ok()?.total
}

fn put_on(workspace: &Workspace, number: i64) {
    let programme = workspace.catalogue().programme("positive-communities").unwrap().programme.id;
    let day = HeadCount::new(programme, "Open day", Date::constant(2022, 5, 1), number);
    head_counts::add(workspace, &Actor::operator(), &workspace.id().to_string(), &day).unwrap();
}

#[test]
fn one_process_follows_another_on_sqlite() {
    let folder = Folder::new();
    followed(&format!("sqlite:{}", folder.path().join("shared.db").display()));
}

#[test]
fn one_process_follows_another_on_postgres() {
    let schema = Schema::new();
    followed(&schema.url());
}

//! Two processes share a workspace: what one of them writes, the other shows a moment later.
#![cfg(test)]

use base::{Actor, Clock, Date};
use db::testing::{Folder, Schema};
use definition::Figure;
use records::Workspace;
use records::enrolments::Enrolment;
use records::figures::{self, Narrowing, Number};
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

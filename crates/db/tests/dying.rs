//! A program that is killed while it writes has lost nothing that it said was saved, and has left nothing half done.
#![cfg(test)]

mod story;

use base::{Actor, Clock, Id};
use db::testing::Folder;
use db::{Db, Error, Record};
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use story::{Organisation, count, organisation};

const CHILD: &str = "WAYMARK_TEST_DYING";
const FULL: &str = "WAYMARK_TEST_FULL";

/// The child: sixteen people save, many of them in one commit, until it is killed, and each says which record was saved once it is.
#[test]
fn child() {
    let Ok(url) = std::env::var(CHILD) else { return };
    let db = Db::open(&url, Clock::System).unwrap();
    std::thread::scope(|scope| {
        for person in 0..16 {
            let db = &db;
            scope.spawn(move || {
                loop {
                    let saved: Result<Vec<Id>, Error> = db.write(&Actor::operator(), |tx| {
                        // One of them brings in small files; the rest save one record and its counterpart.
                        let number = if person == 0 { 30 } else { 2 };
                        let ids: Vec<Id> = (0..number).map(|_| tx.new_id()).collect();
                        tx.insert_all(ids.iter().map(|id| organisation(*id, "Saved")))?;
                        Ok(ids)
                    });
                    let mut out = std::io::stdout().lock();
                    for id in saved.unwrap() {
                        writeln!(out, "saved {}.", id.number()).unwrap();
                    }
                    out.flush().unwrap();
                }
            });
        }
    });
}

#[test]
fn what_was_saved_survives_kill_9() {
    let folder = Folder::new();
    let url = format!("sqlite:{}", folder.path().join("dying.db").display());
    let mut acknowledged = HashSet::new();
    for round in 0..4_u32 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["child", "--exact", "--nocapture"])
            .env(CHILD, &url)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let start = Instant::now();
        let wanted = acknowledged.len() + 100 + 150 * round as usize;
        for line in out.lines() {
            let Ok(line) = line else { break };
            // Without its full stop the line was cut off by the kill.
            let number = line.rsplit_once("saved ").and_then(|(_, number)| number.strip_suffix('.')?.parse().ok());
            if let Some(number) = number {
                acknowledged.insert(Id::from_number(number));
            }
            if acknowledged.len() >= wanted {
                child.kill().unwrap();
            }
            assert!(start.elapsed() < Duration::from_secs(120), "the child saves too slowly");
        }
        child.wait().unwrap();
    }
    let db = Db::open(&url, Clock::System).unwrap();
    let kept: Vec<Organisation> = db.read(|reader| reader.list("", &[])).unwrap();
    let ids: HashSet<Id> = kept.iter().map(|one| one.id).collect();
    let lost = acknowledged.iter().filter(|id| !ids.contains(id)).count();
    assert_eq!(lost, 0, "of {} acknowledged", acknowledged.len());
    assert_eq!(ids.len() % 2, 0, "records come in twos or thirties, never half of them");
    for id in acknowledged.iter().take(200) {
        assert_eq!(db.read(|reader| reader.history(Organisation::TABLE, *id, 5)).unwrap().len(), 1);
    }
    let audited =
        db.read(|reader| reader.one("SELECT CAST(sum(records) AS BIGINT) FROM audit", &[], |row| row.get::<i64>(0)));
    assert_eq!(audited, Ok(count(&db, "organisation")));
    db.seal().unwrap();
    for finding in db.check() {
        assert!(finding.outcome.is_ok(), "{}: {:?}", finding.about, finding.outcome);
    }
}

/// The child for which the disk is soon full: it saves until that fails, and then goes on reading.
#[test]
fn child_without_room() {
    let Ok(url) = std::env::var(FULL) else { return };
    let db = Db::open(&url, Clock::System).unwrap();
    let failure = loop {
        let long = Organisation { about: Some("word ".repeat(2000)), ..organisation(db.new_id(), "Saved") };
        match db.write(&Actor::operator(), |tx| tx.insert(&long)) {
            Ok(()) => println!("saved {}.", long.id.number()),
            Err(error) => break error,
        }
    };
    // Reading goes on.
    assert!(count(&db, "organisation") > 10, "{failure}");
    println!("full: {failure}");
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_an_error_and_loses_nothing() {
    let folder = Folder::new();
    let url = format!("sqlite:{}", folder.path().join("full.db").display());
    // No file of the child's may grow beyond a few megabytes; the signal that would end it is ignored, so that writing fails instead.
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 8000; exec \"$0\" child_without_room --exact --nocapture"])
        .arg(std::env::current_exe().unwrap())
        .env(FULL, &url)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("full: "), "{said}");
    let saved: Vec<i64> =
        said.lines().filter_map(|line| line.rsplit_once("saved ")?.1.strip_suffix('.')?.parse().ok()).collect();
    let db = Db::open(&url, Clock::System).unwrap();
    let kept: Vec<Organisation> = db.read(|reader| reader.list("ORDER BY id", &[])).unwrap();
    assert_eq!(kept.iter().map(|one| one.id.number()).collect::<Vec<_>>(), saved);
    assert_eq!(count(&db, "audit"), count(&db, "organisation"));
    // With room again, saving goes on.
    db.write(&Actor::operator(), |tx| tx.insert(&organisation(tx.new_id(), "After"))).unwrap();
    assert!(db.check().iter().all(|finding| finding.outcome.is_ok()));
}

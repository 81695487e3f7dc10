//! The audit log is sealed, and whoever meddles with it is found out.
#![cfg(test)]

mod story;

use base::{Actor, Clock, Id};
use db::testing::{Folder, Schema};
use db::{Db, Error, Subjects, db_test};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use story::{Organisation, count, organisation};

/// Adds organisations, all at once, so that they are sealed as one block even if that happens in the background.
fn add(db: &Db, number: usize) {
    let added = db.write(&Actor::operator(), |tx| {
        (0..number).try_for_each(|n| tx.insert(&organisation(tx.new_id(), &format!("Number {n}"))))
    });
    added.unwrap();
}

#[db_test]
fn every_row_gets_its_place_and_the_chain_holds(db: Db) -> Result<(), Error> {
    add(&db, 5);
    db.write(&Actor::operator(), |tx| {
        tx.insert_all(
            (0..1500).map(|n| Organisation { sector: Some((n % 3).to_string()), ..organisation(db.new_id(), "Many") }),
        )
    })?;
    seal(&db);
    add(&db, 3);
    seal(&db);
    let chain = db.verify_chain()?;
    assert_eq!((chain.rows, chain.waiting, chain.head.len()), (10, 0, 64));
    assert_eq!(count(&db, "audit"), 10);
    Ok(())
}

/// Seals, or waits until the background has.
fn seal(db: &Db) {
    while count(db, "audit_waiting") > 0 {
        db.seal().unwrap();
    }
}

#[db_test]
fn sealing_happens_by_itself(db: Db) -> Result<(), Error> {
    add(&db, 2);
    let start = Instant::now();
    while db.verify_chain()?.rows < 2 {
        assert!(start.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

#[db_test]
fn others_follow_the_sealed_rows(db: Db) -> Result<(), Error> {
    let about = |subject: i64| Organisation { sector: Some(subject.to_string()), ..organisation(db.new_id(), "About") };
    let one = about(4);
    db.write(&Actor::operator(), |tx| tx.insert(&one))?;
    db.write(&Actor::operator(), |tx| tx.insert_all([about(6), about(5), about(6)]))?;
    seal(&db);
    let sealed = db.read(|reader| reader.sealed_after(0))?;
    assert_eq!(sealed.len(), 2);
    assert_eq!((sealed[0].sequence, sealed[0].record, sealed[0].table.as_str()), (1, one.id, "organisation"));
    assert!(sealed.iter().all(|row| row.ours));
    assert_eq!(sealed[0].subjects, Subjects::These(vec![Id::from_number(4)]));
    assert_eq!(sealed[1].subjects, Subjects::These(vec![Id::from_number(5), Id::from_number(6)]));
    assert_eq!(db.read(|reader| reader.sealed_after(1))?, sealed[1..]);
    Ok(())
}

/// On PostgreSQL a transaction may commit after another whose audit rows have later ids, and after those were sealed.
#[test]
fn a_row_that_commits_late_is_not_left_out() {
    let schema = Schema::new();
    let db = Db::open(&schema.url(), Clock::System).unwrap();
    let (started, wait_started) = mpsc::channel();
    let (finish, wait_finish) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let db = &db;
        let slow = scope.spawn(move || {
            db.write(&Actor::program("slow"), |tx| {
                tx.insert(&organisation(tx.new_id(), "Slow"))?;
                started.send(()).unwrap();
                wait_finish.recv().unwrap();
                Ok::<(), Error>(())
            })
        });
        wait_started.recv().unwrap();
        add(db, 2);
        seal(db);
        assert_eq!(db.verify_chain().unwrap().rows, 2);
        finish.send(()).unwrap();
        slow.join().unwrap().unwrap();
    });
    seal(&db);
    assert_eq!(db.verify_chain().unwrap().rows, 3);
    let sealed = db.read(|reader| reader.sealed_after(0)).unwrap();
    assert_eq!(sealed.iter().map(|row| row.sequence).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(sealed[2].record < sealed[0].record, "the first to be made was the last to be sealed");
}

#[db_test]
fn only_one_process_seals_at_a_time_and_another_takes_over(db: Db) -> Result<(), Error> {
    let sealed: u64 = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    (0..20)
                        .map(|_| {
                            add(&db, 1);
                            db.seal().unwrap()
                        })
                        .sum::<u64>()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert!(sealed <= 60);
    seal(&db);
    assert_eq!(db.verify_chain()?.rows, 60);
    Ok(())
}

/// What an intruder with the database's own tools does, and what the check then says.
const MEDDLING: [(&[&str], &str); 7] = [
    (
        &["UPDATE audit SET actor_name = 'nobody' WHERE id = (SELECT audit FROM audit_place WHERE sequence = 3)"],
        "between places 1 and 6",
    ),
    (
        // Who looked at something is as hard to take back as who changed it.
        &["UPDATE audit SET new_values = '{}' WHERE action = 'view'"],
        "between places 7 and 8",
    ),
    (
        &[
            "UPDATE audit_place SET audit = -1 WHERE sequence = 2",
            "UPDATE audit_place SET audit = (SELECT audit FROM audit_place WHERE sequence = 3) WHERE sequence = 99",
        ],
        "the row at place 2 (id -1) was removed",
    ),
    (&["DELETE FROM audit_place WHERE sequence = 4"], "place 4 is missing"),
    (&["DELETE FROM seal WHERE first_sequence = 1"], "does not follow"),
    (&["UPDATE seal SET hash = previous WHERE first_sequence = 7"], "between places 7 and 8"),
    (&["DELETE FROM seal WHERE first_sequence = 7"], "place 7 is not sealed"),
];

#[test]
fn meddling_with_an_sqlite_log_is_found() {
    for (meddling, said) in MEDDLING {
        let folder = Folder::new();
        let file = folder.path().join("log.db");
        let db = sealed_twice(&format!("sqlite:{}", file.display()));
        let intruder = rusqlite::Connection::open(&file).unwrap();
        intruder.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        for sql in meddling {
            intruder.execute_batch(sql).unwrap();
        }
        expect(&db, said);
    }
}

#[test]
fn meddling_with_a_postgres_log_is_found() {
    for (meddling, said) in MEDDLING {
        let schema = Schema::new();
        let db = sealed_twice(&schema.url());
        let (server, name) = schema.url().rsplit_once("?schema=").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let mut intruder = postgres::Client::connect(&server, postgres::NoTls).unwrap();
        intruder.batch_execute(&format!("SET search_path = {name}; SET session_replication_role = replica")).unwrap();
        for sql in meddling {
            intruder.batch_execute(sql).unwrap();
        }
        expect(&db, said);
    }
}

fn sealed_twice(url: &str) -> Db {
    let db = Db::open(url, Clock::Stopped("2024-05-01T10:00:00Z".parse().unwrap())).unwrap();
    add(&db, 6);
    seal(&db);
    // The last row tells that somebody looked at something.
    let looked = db.write(&Actor::operator(), |tx| {
        let seen = organisation(tx.new_id(), "Seen");
        tx.insert(&seen)?;
        tx.viewed(<Organisation as db::Record>::TABLE, seen.id, None, &["sector"])
    });
    looked.unwrap();
    seal(&db);
    assert_eq!(db.verify_chain().unwrap().rows, 8);
    db
}

fn expect(db: &Db, said: &str) {
    match db.verify_chain() {
        Err(Error::Chain(what)) => {
            assert!(what.contains(said), "\u{201c}{what}\u{201d} should say \u{201c}{said}\u{201d}");
        }
        other => panic!("{other:?} instead of {said}"),
    }
}

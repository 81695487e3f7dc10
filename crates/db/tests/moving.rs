//! A workspace moves whole from one kind of database to the other, into a backup and out of it.
#![cfg(test)]

mod story;

use base::{Actor, Clock};
use db::testing::{Folder, Schema};
use db::{Db, Error, Record, copy, db_test};
use std::path::Path;
use story::{Organisation, count, organisation};

/// Some organisations with odd values, and their history.
fn fill(db: &Db) {
    let one =
        Organisation { about: Some("\u{1f3e1} \u{201c}Bo\u{201d}".to_owned()), ..organisation(db.new_id(), "One") };
    db.write(&Actor::operator(), |tx| {
        tx.insert(&one)?;
        tx.insert_all((0..1200).map(|n| organisation(db.new_id(), &format!("Number {n}"))))
    })
    .unwrap();
    db.seal().unwrap();
    db.write(&Actor::operator(), |tx| tx.update(&one, &Organisation { name: "Two".to_owned(), ..one.clone() }))
        .unwrap();
}

fn sqlite_at(folder: &Path, name: &str) -> Db {
    Db::open(&format!("sqlite:{}", folder.join(name).display()), Clock::System).unwrap()
}

/// Everything that people know of it.
fn contents(db: &Db) -> Vec<Organisation> {
    db.read(|reader| reader.list("ORDER BY id", &[])).unwrap()
}

#[test]
fn from_sqlite_to_postgres_and_back_nothing_is_lost() {
    let (folder, schema) = (Folder::new(), Schema::new());
    let start = sqlite_at(folder.path(), "start.db");
    fill(&start);
    let server = Db::open(&schema.url(), Clock::System).unwrap();
    let mut told = 0;
    let there = copy(&start, &server, |_, _| told += 1).unwrap();
    let organisations = there.iter().find(|copied| copied.table == "organisation").unwrap();
    assert_eq!((organisations.rows, told >= there.len()), (1201, true));
    let end = sqlite_at(folder.path(), "end.db");
    copy(&server, &end, |_, _| {}).unwrap();
    for db in [&server, &end] {
        assert_eq!(contents(db), contents(&start));
        db.seal().unwrap();
        db.verify_chain().unwrap();
        let one = &contents(db)[0];
        assert_eq!(db.read(|reader| reader.history(Organisation::TABLE, one.id, 9)).unwrap().len(), 2);
    }
    // What has moved can be worked on.
    fill(&end);
}

#[db_test]
fn a_target_with_records_in_it_is_refused_and_left_alone(db: Db) {
    let folder = Folder::new();
    let source = sqlite_at(folder.path(), "source.db");
    fill(&source);
    fill(&db);
    let before = contents(&db);
    assert!(matches!(copy(&source, &db, |_, _| {}), Err(Error::NotEmpty(_))));
    assert_eq!(contents(&db), before);
}

#[db_test]
fn a_backup_can_be_opened_and_restored(db: Db) {
    let folder = Folder::new();
    fill(&db);
    let file = folder.path().join("backup.db");
    db.backup(&file).unwrap();
    assert!(matches!(db.backup(&file), Err(Error::File { .. })), "an old backup is never written over");
    let beside: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside, ["backup.db"]);

    let restored = sqlite_at(folder.path(), "restored.db");
    restored.restore(&file, |_, _| {}).unwrap();
    assert_eq!(contents(&restored), contents(&db));
    let schema = Schema::new();
    let server = Db::open(&schema.url(), Clock::System).unwrap();
    server.restore(&file, |_, _| {}).unwrap();
    assert_eq!(contents(&server), contents(&db));
    assert!(matches!(server.restore(&file, |_, _| {}), Err(Error::NotEmpty(_))));
}

#[db_test]
fn a_backup_is_taken_while_others_write(db: Db) {
    let folder = Folder::new();
    fill(&db);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for n in 0..200 {
                db.write(&Actor::operator(), |tx| tx.insert(&organisation(tx.new_id(), &format!("Later {n}"))))
                    .unwrap();
            }
        });
        db.backup(&folder.path().join("live.db")).unwrap();
        writer.join().unwrap();
    });
    let backup = sqlite_at(folder.path(), "live.db");
    // Each record came with its audit row or not at all.
    assert_eq!(count(&backup, "organisation") - 1201, count(&backup, "audit") - 4);
    assert_eq!(count(&db, "organisation"), 1401);
}

#[test]
fn a_damaged_backup_is_not_restored() {
    let folder = Folder::new();
    let source = sqlite_at(folder.path(), "source.db");
    fill(&source);
    let file = folder.path().join("backup.db");
    source.backup(&file).unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x5a);
    std::fs::write(&file, bytes).unwrap();
    let target = sqlite_at(folder.path(), "target.db");
    assert!(target.restore(&file, |_, _| {}).is_err());
    assert!(target.restore(&folder.path().join("nowhere.db"), |_, _| {}).is_err());
    assert_eq!(count(&target, "organisation"), 0);
}

#[db_test]
fn a_sound_database_passes_every_check(db: Db) {
    fill(&db);
    for finding in db.check() {
        assert!(finding.outcome.is_ok(), "{}: {:?}", finding.about, finding.outcome);
    }
}

#[test]
fn a_reference_to_nobody_is_found() {
    let folder = Folder::new();
    let db = sqlite_at(folder.path(), "odd.db");
    let intruder = rusqlite::Connection::open(folder.path().join("odd.db")).unwrap();
    intruder
        .execute_batch(
            "PRAGMA foreign_keys = OFF; INSERT INTO definition VALUES (1, 2, 3, '2024-01-01T00:00:00.000000Z', '')",
        )
        .unwrap();
    let faults: Vec<_> = db.check().into_iter().filter(|finding| finding.outcome.is_err()).collect();
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].about, "references between records");
}

//! Opening a database: addresses, the history of the schema, and two programs at once.
#![cfg(test)]

use base::Clock;
use db::testing::{Folder, Schema};
use db::{Db, Error, db_test};

fn refused(url: &str) -> Error {
    Db::open(url, Clock::System).err().unwrap_or_else(|| panic!("{url} was opened"))
}

#[test]
fn an_address_that_means_nothing_is_refused_with_what_to_write() {
    for url in
        ["", "waymark.db", "mysql://root:secret@localhost/x", "sqlite", "sqlite:", "/var/lib/waymark", "SQLITE:x"]
    {
        let said = refused(url).to_string();
        assert!(said.contains("sqlite:FILE") && said.contains("postgres://"), "{said}");
        assert!(!said.contains("secret"), "{said}");
    }
    assert!(!std::path::Path::new("waymark.db").exists());
}

#[test]
fn what_cannot_be_opened_says_why() {
    let folder = Folder::new();
    let inside = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    assert!(refused(&inside("")).to_string().contains("folder"));
    assert!(refused(&inside("no/such/folder.db")).to_string().contains("does not exist"));
    std::fs::write(folder.path().join("letter.txt"), "Dear all, this is not a database, whatever the address says.")
        .unwrap();
    assert!(matches!(refused(&inside("letter.txt")), Error::Open { .. } | Error::Damaged(_)));
    assert!(refused("postgres://nobody:secret@127.0.0.1:1/x").to_string().contains("cannot open"));
    assert!(refused("postgres://127.0.0.1/x?schema=Robert');--").to_string().contains("lower-case"));
    assert!(refused("postgres://127.0.0.1/x?sslmode=require").to_string().contains("TLS"));
}

#[cfg(unix)]
#[test]
fn the_file_belongs_to_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let file = folder.path().join("private.db");
    let _db = Db::open(&format!("sqlite:{}", file.display()), Clock::System).unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
    }
}

fn open_by_many(url: &str) {
    std::thread::scope(|scope| {
        let openers: Vec<_> = (0..6).map(|_| scope.spawn(|| Db::open(url, Clock::System).map(|_| ()))).collect();
        for opener in openers {
            assert_eq!(opener.join().unwrap(), Ok(()));
        }
    });
    assert_eq!(Db::open(url, Clock::System).map(|_| ()), Ok(()));
}

#[test]
fn six_programs_open_a_new_sqlite_database_at_once() {
    let folder = Folder::new();
    open_by_many(&format!("sqlite:{}", folder.path().join("new.db").display()));
}

#[test]
fn six_programs_open_a_new_postgres_schema_at_once() {
    open_by_many(&Schema::new().url());
}

const CHANGED: &str = "UPDATE migration SET checksum = 'other' WHERE number = 1";
const NEWER: &str = "INSERT INTO migration (number, name, checksum) VALUES (9999, 'from_the_future', '')";

#[test]
fn an_sqlite_schema_that_is_not_ours_is_refused() {
    for (meddling, said) in [(CHANGED, "0001_audit is not the one"), (NEWER, "newer version")] {
        let folder = Folder::new();
        let file = folder.path().join("other.db");
        let url = format!("sqlite:{}", file.display());
        drop(Db::open(&url, Clock::System).unwrap());
        rusqlite::Connection::open(&file).unwrap().execute_batch(meddling).unwrap();
        assert!(refused(&url).to_string().contains(said));
    }
}

#[test]
fn a_postgres_schema_that_is_not_ours_is_refused() {
    for (meddling, said) in [(CHANGED, "0001_audit is not the one"), (NEWER, "newer version")] {
        let schema = Schema::new();
        let url = schema.url();
        drop(Db::open(&url, Clock::System).unwrap());
        let (server, name) = url.rsplit_once("?schema=").unwrap();
        let mut client = postgres::Client::connect(server, postgres::NoTls).unwrap();
        client.batch_execute(&format!("SET search_path = {name}; {meddling}")).unwrap();
        assert!(refused(&url).to_string().contains(said));
    }
}

#[db_test]
fn a_closed_database_leaves_nothing_running(db: Db) {
    let other = db.clone();
    drop(db);
    assert_eq!(other.read(|reader| reader.one("SELECT 1", &[], |row| row.get::<i64>(0))), Ok(1));
}

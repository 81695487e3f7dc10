//! Half of an exchange is taken up once, soon, and for what it was begun.

#![cfg(test)]

use base::Clock;
use records::Workspace;
use records::users::ceremony;

#[test]
fn what_was_begun_is_taken_up_once_and_within_ten_minutes() {
    let folder = db::testing::Folder::new();
    let url = format!("sqlite:{}", folder.path().join("ceremonies.db").display());
    let at = |time: &str| Workspace::open(&url, Clock::Stopped(time.parse().unwrap())).unwrap();
    let noon = at("2023-09-30T12:00:00Z");
    let token = ceremony::begin(&noon, "passkey", "the state").unwrap();
    assert_eq!(ceremony::take(&noon, "sign-on", &token).unwrap(), None, "of another kind");
    assert_eq!(ceremony::take(&noon, "passkey", "another token").unwrap(), None);
    assert_eq!(ceremony::take(&noon, "passkey", &token).unwrap().as_deref(), Some("the state"));
    assert_eq!(ceremony::take(&noon, "passkey", &token).unwrap(), None, "once");
    let (early, late) = (ceremony::begin(&noon, "a", "1").unwrap(), ceremony::begin(&noon, "a", "2").unwrap());
    assert!(ceremony::take(&at("2023-09-30T12:09:59Z"), "a", &early).unwrap().is_some());
    assert!(ceremony::take(&at("2023-09-30T12:10:00Z"), "a", &late).unwrap().is_none());
    // What nobody came back for does not stay.
    ceremony::begin(&noon, "a", "3").unwrap();
    let later = at("2023-09-30T13:00:00Z");
    ceremony::begin(&later, "a", "4").unwrap();
    let left: i64 =
        later.read(|reader| Ok(reader.one("SELECT count(*) FROM ceremony", &[], |row| row.get(0))?)).unwrap();
    assert_eq!(left, 1);
}

//! Passkeys belong to one user, are written in the audit log without what they are made of, and each answer of theirs counts once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use base::{Actor, Clock, Id};
use db::{Db, db_test};
use records::Workspace;
use records::users::passkey::{self, MOST, Passkey};
use records::users::signing::{self, From, Try};
use records::users::{User, session, totp};

const CREDENTIAL: &str = r#"{"counter": 0, "of": "a secret nobody should find in a log"}"#;

struct Office {
    workspace: Workspace,
    ann: Id,
    bo: Id,
}

impl Office {
    fn open(db: Db) -> Self {
        let clock = Clock::Stopped("2023-09-30T12:00:00Z".parse().unwrap());
        let workspace = Workspace::over(db, clock).unwrap();
        let (ann, bo) = (workspace.id(), workspace.id());
        workspace
            .write(&Actor::operator(), |tx| {
                tx.insert(&User::new(ann, "ann@example.org", "Ann"))?;
                tx.insert(&User::new(bo, "bo@example.org", "Bo"))?;
                Ok(())
            })
            .unwrap();
        Self { workspace, ann, bo }
    }

    fn add(&self, user: Id, name: &str, key: &str) -> records::Result<()> {
        passkey::add(&self.workspace, &Actor::user(user, "Somebody", Vec::new()), user, name, key, CREDENTIAL)
    }

    fn of(&self, user: Id) -> Vec<Passkey> {
        self.workspace.read(|reader| passkey::of_user(reader, user)).unwrap()
    }
}

#[db_test]
fn a_passkey_is_its_owners_and_nobody_elses(db: Db) {
    let office = Office::open(db);
    office.add(office.ann, " My telephone ", "aa").unwrap();
    assert_eq!(office.of(office.ann)[0].name, "My telephone");
    assert!(office.add(office.bo, "Mine now", "aa").is_err(), "one key has one owner");
    assert!(office.add(office.bo, " ", "bb").is_err(), "it has a name");
    assert!(office.add(office.bo, &"x".repeat(61), "bb").is_err());
    let anns = office.of(office.ann)[0].id;
    let bo = Actor::user(office.bo, "Bo", Vec::new());
    assert!(!passkey::remove(&office.workspace, &bo, office.bo, anns).unwrap());
    assert_eq!(office.of(office.ann).len(), 1);
    let ann = Actor::user(office.ann, "Ann", Vec::new());
    assert!(passkey::remove(&office.workspace, &ann, office.ann, anns).unwrap());
    assert!(office.of(office.ann).is_empty());
    for number in 0..MOST {
        office.add(office.ann, "Another", &format!("{number:02x}")).unwrap();
    }
    assert!(office.add(office.ann, "One too many", "ff").is_err());
}

#[db_test]
fn the_log_tells_of_passkeys_and_not_what_they_are_made_of(db: Db) {
    let office = Office::open(db);
    office.add(office.ann, "My telephone", "aa").unwrap();
    let sql = "SELECT COALESCE(CAST(new_values AS TEXT), '') FROM audit WHERE record_table = 'passkey'";
    let told = office.workspace.read(|reader| Ok(reader.query(sql, &[], |row| row.get::<String>(0))?)).unwrap();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("My telephone"), "{told:?}");
    assert!(!told[0].contains("secret nobody") && !told[0].contains("\"aa\""), "{told:?}");
}

#[db_test]
fn whoever_has_no_password_has_just_signed_in_before_changing_how_they_do(db: Db) {
    let office = Office::open(db);
    let token = session::begin(&office.workspace, office.ann, "passkey", "a test", true).unwrap();
    let fresh = office.workspace.read(|reader| session::with_token(reader, &token)).unwrap().unwrap();
    let confirmed = |session| signing::confirm(&office.workspace, session, "");
    assert_eq!(confirmed(&fresh).unwrap(), Try::Right(()));
    let old = session::Session { began: "2023-09-30T11:49:59Z".parse().unwrap(), ..fresh.clone() };
    let refused = confirmed(&old).unwrap_err();
    assert!(refused.to_string().contains("Sign out and in again"), "{refused}");
}

#[db_test]
fn whoever_came_by_one_factor_puts_no_authenticator_beside_a_passkey(db: Db) {
    let office = Office::open(db);
    let now = office.workspace.clock().now();
    let set_up = |user, method| {
        let token = session::begin(&office.workspace, user, method, "a test", false).unwrap();
        let session = office.workspace.read(|reader| session::with_token(reader, &token)).unwrap().unwrap();
        let key = totp::new_key().unwrap();
        signing::set_up(&office.workspace, &session, &key, &totp::code(&key, now)).unwrap()
    };
    office.add(office.ann, "My telephone", "aa").unwrap();
    for method in ["password", "link", "sign-on by one factor"] {
        assert_eq!(set_up(office.ann, method), Try::Wrong, "{method}: she has a passkey, and has not shown it");
    }
    assert!(matches!(set_up(office.bo, "sign-on by one factor"), Try::Right(_)), "who has none sets one up");
}

#[db_test]
fn an_answer_counts_once_and_not_for_whoever_is_switched_off(db: Db) {
    let office = Office::open(db);
    office.add(office.ann, "My telephone", "aa").unwrap();
    let known = office.of(office.ann).remove(0);
    let next = r#"{"counter": 1}"#;
    let signed_in = passkey::sign_in(&office.workspace, &known, next, From::default()).unwrap().unwrap();
    assert_eq!(signed_in.owed, None, "the device made sure of its owner");
    let found = office.workspace.read(|reader| session::with_token(reader, &signed_in.token)).unwrap().unwrap();
    assert!(found.complete && found.user == office.ann && found.method == "passkey");
    assert!(passkey::sign_in(&office.workspace, &known, next, From::default()).unwrap().is_none(), "replayed");
    let known = office.of(office.ann).remove(0);
    assert!(known.used.is_some());
    office
        .workspace
        .write(&Actor::operator(), |tx| {
            let before = tx.find::<User>(office.ann)?.unwrap();
            Ok(tx.update(&before, &User { disabled: true, ..before.clone() })?)
        })
        .unwrap();
    assert!(passkey::sign_in(&office.workspace, &known, r#"{"counter": 2}"#, From::default()).unwrap().is_none());
}

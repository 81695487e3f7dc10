//! What is written comes back as it was, on both databases.
#![cfg(test)]

use base::{Actor, Date, Timestamp};
use db::{Db, Error, Value, db_test};

#[db_test]
fn every_type_and_its_null_come_back_as_they_were(db: Db) {
    let date: Date = "2019-02-28".parse().unwrap();
    let at: Timestamp = "2021-06-30T23:59:59.123456Z".parse().unwrap();
    db.read(|reader| -> Result<(), Error> {
        let sql = "SELECT $1, $2, $3, $4, $5, $7, $8, CAST($6 AS TEXT)";
        let values: [Value; 8] = [
            i64::MIN.into(),
            "\u{c5}sa \u{201c}Bo\u{201d}\n".into(),
            true.into(),
            date.into(),
            at.into(),
            Value::Json(Some("{\"b\": 1,  \"a\": [2]}".to_owned())),
            vec![0_u8, 255].into(),
            0.1.into(),
        ];
        reader.one(sql, &values, |row| {
            assert_eq!(row.get::<i64>(0)?, i64::MIN);
            assert_eq!(row.get::<&str>(1)?, "\u{c5}sa \u{201c}Bo\u{201d}\n");
            assert!(row.get::<bool>(2)?);
            assert_eq!(row.get::<Date>(3)?, date);
            assert_eq!(row.get::<Timestamp>(4)?, at);
            assert_eq!(row.get::<Vec<u8>>(5)?, [0, 255]);
            assert_eq!(row.get::<f64>(6)?, 0.1);
            assert_eq!(row.get::<String>(7)?, "{\"b\": 1,  \"a\": [2]}");
            Ok(())
        })?;
        let nulls: [Value; 8] = [
            Value::BigInt(None),
            Value::Text(None),
            Value::Bool(None),
            Value::Date(None),
            Value::Timestamp(None),
            Value::Json(None),
            Value::Bytes(None),
            Value::Double(None),
        ];
        assert!(nulls.iter().all(Value::is_null));
        reader.one(sql, &nulls, |row| {
            assert_eq!(row.get::<Option<i64>>(0)?, None);
            assert_eq!(row.get::<Option<&str>>(1)?, None);
            assert_eq!(row.get::<Option<bool>>(2)?, None);
            assert_eq!(row.get::<Option<Date>>(3)?, None);
            assert_eq!(row.get::<Option<Timestamp>>(4)?, None);
            assert_eq!(row.get::<Option<Vec<u8>>>(5)?, None);
            assert_eq!(row.get::<Option<f64>>(6)?, None);
            assert!(matches!(row.get::<i64>(0), Err(Error::Column { index: 0, .. })));
            assert!(matches!(row.get::<i64>(9), Err(Error::Column { index: 9, .. })));
            Ok(())
        })
    })
    .unwrap();
}

#[db_test]
fn values_are_numbered_and_may_be_used_again_and_out_of_order(db: Db) {
    let found = db.read(|reader| {
        reader.one("SELECT $2, $1, $2 || $1", &["one".into(), "two".into()], |row| {
            Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<String>(2)?))
        })
    });
    assert_eq!(found, Ok(("two".to_owned(), "one".to_owned(), "twoone".to_owned())));
    let missing = db.read(|reader| reader.query("SELECT $2 || $1", &["one".into()], |row| row.get::<String>(0)));
    assert!(missing.is_err());
}

#[db_test]
fn what_neither_database_can_hold_is_refused_alike(db: Db) {
    let ask = |value: Value| db.read(|reader| reader.query("SELECT $1", std::slice::from_ref(&value), |_| Ok(())));
    assert!(ask("a\0b".into()).is_err());
    assert!(ask(Date::new(-44, 3, 15).unwrap().into()).is_err());
    assert!(ask(Date::new(1, 1, 1).unwrap().into()).is_ok());
    assert!(ask(Date::new(9999, 12, 31).unwrap().into()).is_ok());
}

#[db_test]
fn only_questions_can_be_asked(db: Db) {
    for sql in [
        "DELETE FROM import",
        "  update import SET created = 1",
        "COMMIT",
        "PRAGMA foreign_keys = OFF",
        "WITH gone AS (DELETE FROM import RETURNING id) SELECT * FROM gone",
    ] {
        let asked = db.read(|reader| reader.query(sql, &[], |_| Ok(())));
        assert!(asked.is_err(), "{sql}");
        let asked = db.write(&Actor::operator(), |tx| tx.query(sql, &[], |_| Ok(())));
        assert!(asked.is_err(), "{sql}");
    }
}

#[db_test]
fn rows_are_streamed_and_nothing_else_is_asked_meanwhile(db: Db) {
    let sql =
        "WITH RECURSIVE n(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM n WHERE n < $1) SELECT n FROM n";
    let mut sum = 0;
    db.read(|reader| {
        reader.each(sql, &[1000_i64.into()], |row| {
            sum += row.get::<i64>(0)?;
            assert!(matches!(reader.query("SELECT 1", &[], |_| Ok(())), Err(Error::Nested(_))));
            Ok(())
        })?;
        // An error in the middle leaves the reader of use.
        let stopped = reader.each(sql, &[100_000_i64.into()], |_| Err(Error::Value("enough".to_owned())));
        assert_eq!(stopped, Err(Error::Value("enough".to_owned())));
        reader.one("SELECT $1", &[7_i64.into()], |row| row.get::<i64>(0))
    })
    .unwrap();
    assert_eq!(sum, 500_500);
}

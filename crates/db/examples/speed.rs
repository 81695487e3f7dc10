//! How fast records are added with their audit rows, and rows streamed, beside the bare driver:
//! `cargo run --release -p db --features testing --example speed [RECORDS]`.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement for the developer's terminal")]

use base::{Actor, Date, Field, Id, Kind};
use db::{Db, Error, Record, Row, Table, Value};
use std::time::Instant;

struct Interaction {
    id: Id,
    person: Id,
    programme: Id,
    date: Date,
    minutes: i64,
}

static INTERACTION: Table = Table {
    name: "interaction",
    label: "interaction",
    fields: &[
        Field::new("person_id", "Person", Kind::Record("person")),
        Field::new("programme_id", "Programme", Kind::Record("programme")),
        Field::new("partner_id", "Partner", Kind::Record("partner")),
        Field::new("date", "Date", Kind::Date),
        Field::new("service_id", "Service", Kind::Term("service")),
        Field::new("channel", "Channel", Kind::Text),
        Field::new("minutes", "Minutes", Kind::Whole),
        Field::new("notes", "Notes", Kind::LongText),
    ],
};

impl Record for Interaction {
    const TABLE: &'static Table = &INTERACTION;

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        Some(self.person)
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            self.programme.into(),
            Value::BigInt(None),
            self.date.into(),
            Value::BigInt(None),
            "in-person".into(),
            self.minutes.into(),
            Value::Text(None),
        ]
    }

    fn read(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: row.get(0)?,
            person: row.get(1)?,
            programme: row.get(2)?,
            date: row.get(4)?,
            minutes: row.get(7)?,
        })
    }
}

struct Plain {
    id: Id,
    table: &'static Table,
    values: Vec<Value>,
}

/// Records of the tables that interactions refer to, each a type because each has its own table.
macro_rules! plain {
    ($name:ident, $table:expr) => {
        struct $name(Plain);
        impl Record for $name {
            const TABLE: &'static Table = &$table;
            fn id(&self) -> Id {
                self.0.id
            }
            fn subject(&self) -> Option<Id> {
                None
            }
            fn values(&self) -> Vec<Value> {
                assert_eq!(self.0.table.name, Self::TABLE.name);
                self.0.values.clone()
            }
            fn read(row: &Row<'_>) -> Result<Self, Error> {
                Ok(Self(Plain { id: row.get(0)?, table: Self::TABLE, values: Vec::new() }))
            }
        }
    };
}

static PROGRAMME: Table = Table {
    name: "programme",
    label: "programme",
    fields: &[
        Field::new("key", "Key", Kind::Text),
        Field::new("name", "Name", Kind::Text),
        Field::new("synthetic", "Synthetic", Kind::YesNo),
    ],
};
static PERSON: Table = Table {
    name: "person",
    label: "person",
    fields: &[
        Field::new("register_id", "Register", Kind::Record("programme")),
        Field::new("reference", "Reference", Kind::Text),
    ],
};
plain!(Programme, PROGRAMME);
plain!(Person, PERSON);

fn measure(name: &str, db: &Db, records: usize) -> Result<(), Error> {
    let actor = Actor::program("measurement");
    let people: Vec<Id> = (0..records / 10).map(|_| db.new_id()).collect();
    let programme = db.new_id();
    db.write(&actor, |tx| {
        let values = vec!["p".into(), "P".into(), true.into()];
        tx.insert(&Programme(Plain { id: programme, table: &PROGRAMME, values }))?;
        tx.insert_all(
            people.iter().map(|id| {
                Person(Plain { id: *id, table: &PERSON, values: vec![programme.into(), id.to_string().into()] })
            }),
        )
    })?;
    let start = Instant::now();
    let mut random = fastrand::Rng::with_seed(1);
    db.write(&actor, |tx| {
        tx.insert_all((0..records).map(|number| Interaction {
            id: db.new_id(),
            person: people[random.usize(..people.len())],
            programme,
            date: Date::new(2019, (number % 12) as i8 + 1, (number % 28) as i8 + 1).unwrap(),
            minutes: (number % 60) as i64,
        }))
    })?;
    let took = start.elapsed().as_secs_f64();
    println!("{name}: {records} audited records of 8 fields in {took:.2} s, {:.0} a second", records as f64 / took);
    for _ in 0..2 {
        let start = Instant::now();
        let (mut rows, mut sum) = (0, 0);
        db.read(|reader| {
            reader.each("SELECT id, person_id, programme_id, date, channel, minutes FROM interaction", &[], |row| {
                rows += 1;
                sum += row.get::<i64>(0)? ^ row.get::<i64>(1)? ^ row.get::<i64>(2)?;
                sum += i64::from(row.get::<Date>(3)?.day()) + row.get::<&str>(4)?.len() as i64 + row.get::<i64>(5)?;
                Ok(())
            })
        })?;
        let took = start.elapsed().as_secs_f64();
        println!("{name}: {rows} rows streamed in {took:.2} s, {:.0} a second (sum {sum})", f64::from(rows) / took);
    }
    let start = Instant::now();
    let saves = 200;
    std::thread::scope(|scope| {
        for thread in 0..50 {
            let (actor, people) = (&actor, &people);
            scope.spawn(move || {
                for number in 0..saves {
                    let minutes = number;
                    let date = Date::constant(2020, 1, 1);
                    let saved = db.write(actor, |tx| {
                        tx.insert(&Interaction { id: tx.new_id(), person: people[thread], programme, date, minutes })
                    });
                    saved.unwrap();
                }
            });
        }
    });
    println!("{name}: 50 threads, {:.0} durable saves a second", 50.0 * saves as f64 / start.elapsed().as_secs_f64());
    Ok(())
}

fn main() {
    let records = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    db::testing::sqlite(|db| measure("SQLite", &db, records)).unwrap();
    db::testing::postgres(|db| measure("PostgreSQL", &db, records)).unwrap();
}

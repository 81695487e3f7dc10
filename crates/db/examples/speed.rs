//! How fast records are added with their audit rows, and rows streamed, beside the bare driver:
//! `cargo run --release -p db --features testing --example speed [RECORDS]`.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement for the developer's terminal")]

use base::{Actor, Date, Field, Id, Kind};
use db::{Db, Error, Record, Row, Table, Value};
use std::io::Write;
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

/// Seconds of processor time that this process has used: what counts on a machine that is shared.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

/// The time since it was made: on the clock, and of the processor.
struct Watch(Instant, f64);

impl Watch {
    fn start() -> Self {
        Self(Instant::now(), processor())
    }

    fn say(&self, what: &str, number: usize) {
        let (took, used) = (self.0.elapsed().as_secs_f64(), processor() - self.1);
        println!("{what}: {number} in {took:.2} s, {:.0} a second; {used:.2} s of the processor", number as f64 / took);
    }
}

/// The same rows into the same table by the bare driver, without audit.
fn bare(people: usize, records: usize) {
    let folder = db::testing::Folder::new();
    let file = folder.path().join("bare.db");
    let db = Db::open(&format!("sqlite:{}", file.display()), base::Clock::System).unwrap();
    let (ids, _) = prepare(&db, people).unwrap();
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection
        .execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -32000; BEGIN")
        .unwrap();
    let watch = Watch::start();
    let sql =
        "INSERT INTO interaction (id, person_id, programme_id, partner_id, date, service_id, channel, minutes, notes)
               VALUES (?1, ?2, ?3, NULL, ?4, NULL, 'in-person', ?5, NULL)";
    let programme: i64 = connection.query_row("SELECT id FROM programme", [], |row| row.get(0)).unwrap();
    let mut random = fastrand::Rng::with_seed(1);
    let mut statement = connection.prepare(sql).unwrap();
    for number in 0..records as i64 {
        let person = ids[random.usize(..ids.len())].number();
        let date = format!("2019-{:02}-{:02}", number % 12 + 1, number % 28 + 1);
        statement.execute(rusqlite::params![db.new_id().number(), person, programme, date, number % 60]).unwrap();
    }
    connection.execute_batch("COMMIT").unwrap();
    watch.say("bare rusqlite, no audit: records added", records);
    let watch = Watch::start();
    let mut sum = 0;
    let mut statement =
        connection.prepare("SELECT id, person_id, programme_id, date, channel, minutes FROM interaction").unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        sum ^= row.get::<_, i64>(0).unwrap() ^ row.get::<_, i64>(1).unwrap() ^ row.get::<_, i64>(2).unwrap();
        let (date, channel) = (row.get_ref(3).unwrap().as_str().unwrap(), row.get_ref(4).unwrap().as_str().unwrap());
        sum ^= date.len() as i64 + channel.len() as i64 + row.get::<_, i64>(5).unwrap();
    }
    watch.say(&format!("bare rusqlite: rows streamed (sum {sum})"), records);
}

/// The same rows into the same table of PostgreSQL by one `COPY` of the bare driver, without audit.
fn bare_postgres(people: usize, records: usize) {
    let schema = db::testing::Schema::new();
    let db = Db::open(&schema.url(), base::Clock::System).unwrap();
    let (ids, programme) = prepare(&db, people).unwrap();
    let url = schema.url();
    let (server, name) = url.rsplit_once("?schema=").unwrap();
    let mut client = postgres::Client::connect(server, postgres::NoTls).unwrap();
    client.batch_execute(&format!("SET search_path = {name}")).unwrap();
    let watch = Watch::start();
    let mut random = fastrand::Rng::with_seed(1);
    let mut writer =
        client.copy_in("COPY interaction (id, person_id, programme_id, date, channel, minutes) FROM STDIN").unwrap();
    for number in 0..records as i64 {
        let person = ids[random.usize(..ids.len())].number();
        let (month, day) = (number % 12 + 1, number % 28 + 1);
        let (id, programme, minutes) = (db.new_id().number(), programme.number(), number % 60);
        writeln!(writer, "{id}\t{person}\t{programme}\t2019-{month:02}-{day:02}\tin-person\t{minutes}").unwrap();
    }
    writer.finish().unwrap();
    watch.say("bare PostgreSQL, no audit: records added by COPY", records);
}

/// A programme and people to have interactions with.
fn prepare(db: &Db, number: usize) -> Result<(Vec<Id>, Id), Error> {
    let people: Vec<Id> = (0..number).map(|_| db.new_id()).collect();
    let programme = db.new_id();
    db.write(&Actor::program("measurement"), |tx| {
        let values = vec!["p".into(), "P".into(), true.into()];
        tx.insert(&Programme(Plain { id: programme, table: &PROGRAMME, values }))?;
        tx.insert_all(
            people.iter().map(|id| {
                Person(Plain { id: *id, table: &PERSON, values: vec![programme.into(), id.to_string().into()] })
            }),
        )
    })?;
    Ok((people, programme))
}

fn measure(name: &str, db: &Db, records: usize) -> Result<(), Error> {
    let actor = Actor::program("measurement");
    let (people, programme) = prepare(db, records / 10)?;
    let watch = Watch::start();
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
    watch.say(&format!("{name}: audited records of 8 fields added"), records);
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap());
    for _ in 0..2 {
        let watch = Watch::start();
        let (mut rows, mut sum) = (0, 0);
        db.read(|reader| {
            reader.each("SELECT id, person_id, programme_id, date, channel, minutes FROM interaction", &[], |row| {
                rows += 1;
                sum ^= row.get::<i64>(0)? ^ row.get::<i64>(1)? ^ row.get::<i64>(2)?;
                sum ^= i64::from(row.get::<Date>(3)?.day()) + row.get::<&str>(4)?.len() as i64 + row.get::<i64>(5)?;
                Ok(())
            })
        })?;
        watch.say(&format!("{name}: rows streamed (sum {sum})"), rows);
    }
    let watch = Watch::start();
    let saves = 200;
    std::thread::scope(|scope| {
        for thread in 0..50 {
            let (actor, people) = (&actor, &people);
            scope.spawn(move || {
                for number in 0..saves as i64 {
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
    watch.say(&format!("{name}: durable saves of 50 threads"), 50 * saves);
    let watch = Watch::start();
    let tries = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| {
                for minutes in 0..saves as i64 / 4 {
                    let date = Date::constant(2020, 1, 1);
                    let saved = db.write(&actor, |tx| {
                        tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        let person = tx.new_id();
                        let values = vec![programme.into(), person.to_string().into()];
                        tx.insert(&Person(Plain { id: person, table: &PERSON, values }))?;
                        tx.insert(&Interaction { id: tx.new_id(), person, programme, date, minutes })
                    });
                    saved.unwrap();
                }
            });
        }
    });
    watch.say(&format!("{name}: new people with an interaction, 50 threads ({tries:?} tries)"), 50 * saves / 4);
    Ok(())
}

fn main() {
    let records = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    bare(records / 10, records);
    db::testing::sqlite(|db| measure("SQLite", &db, records)).unwrap();
    bare_postgres(records / 10, records);
    db::testing::postgres(|db| measure("PostgreSQL", &db, records)).unwrap();
}

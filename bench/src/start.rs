//! Starting: a fresh workspace with its engine, beside streaming the same rows with the bare driver.

use crate::filled::{Done, Filled};
use crate::measure::{Watch, median, middle};
use base::Clock;
use records::Workspace;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// What the engine is loaded from (`crates/records/src/facts`), word for word.
const ROWS: [&str; 3] = [
    "SELECT id, birth_date, gender, ethnicity, disability FROM person",
    "SELECT person_id, programme_id, start_date, employment_id, route_id, partner_id, area_id, evidence_id FROM enrolment",
    "SELECT record, subject, programme, kind, term, partner, area, worker, date, state, quantity FROM fact",
];

/// Measures and prints.
pub fn run(people: u32, rounds: u32, kept: Option<&Path>) -> Done<()> {
    println!("filling a workspace with {people} people");
    let filled = Filled::make(people, true, kept)?;
    let Some(file) = filled.file.clone() else { return Err("only SQLite has a bare driver here".into()) };
    let url = filled.url.clone();
    drop(filled.workspace);
    let (mut ours, mut bare, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let (mut our_work, mut bare_work) = (0.0, 0.0);
    for round in 0..=rounds {
        let watch = Watch::start();
        let rows = stream(&file)?;
        let streaming = watch.took();
        let watch = Watch::start();
        let engine = Workspace::open(&url, Clock::System)?.engine()?;
        let starting = watch.took();
        if round == 0 {
            // The first round warms the system's file cache for both.
            let size = engine.size();
            println!("{rows} rows; {} facts of {} people in {} MB\n", size.facts, size.people, size.bytes >> 20);
            continue;
        }
        ratios.push(starting.time.as_secs_f64() / streaming.time.as_secs_f64());
        ours.push(starting.time);
        bare.push(streaming.time);
        our_work += starting.work / f64::from(rounds);
        bare_work += streaming.work / f64::from(rounds);
    }
    println!("{:<34} {:>9} {:>9}", "", "median ms", "CPU ms");
    println!("{:<34} {:>9.0} {our_work:>9.0}", "workspace opened, engine loaded", median(&mut ours));
    println!("{:<34} {:>9.0} {bare_work:>9.0}", "same rows through the bare driver", median(&mut bare));
    println!("ratio {:.2} (goal at most 1.5); of processor time {:.2}", middle(&mut ratios), our_work / bare_work);
    Ok(())
}

/// Reads every value of every row.
fn stream(file: &Path) -> Done<u64> {
    let connection =
        Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    let (mut count, mut sum) = (0, 0_i64);
    for sql in ROWS {
        let mut statement = connection.prepare(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            count += 1;
            for column in 0..columns {
                sum ^= match row.get_ref(column)? {
                    rusqlite::types::ValueRef::Integer(number) => number,
                    rusqlite::types::ValueRef::Text(text) => i64::try_from(text.len())?,
                    _ => 0,
                };
            }
        }
    }
    std::hint::black_box(sum);
    Ok(count)
}

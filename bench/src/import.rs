//! Importing a file of interactions beside DuckDB reading the same file into a database file with the same checks.

use crate::filled::{Done, Filled, PROGRAMME, date};
use crate::measure::{Watch, median, middle, peak_memory};
use base::{Actor, Clock};
use exchange::Source;
use exchange::import::{Kind, Options};
use fastrand::Rng;
use records::Workspace;
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// How many interactions each person has in the file.
const EACH: u32 = 10;

/// Measures and prints: `people` enrolled, ten interactions each.
pub fn run(people: u32, rounds: u32) -> Done<()> {
    let rows = people * EACH;
    println!("writing {rows} interactions of {people} people");
    let folder = tempfile::tempdir()?;
    let csv = folder.path().join("interactions.csv");
    write(&csv, people)?;
    let start = folder.path().join("enrolled.db");
    // A backup is one whole file; what was just written lies beside it in a log, for a while.
    Filled::make(people, false, None)?.workspace.db().backup(&start)?;
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let (mut work, mut their_work, mut memory) = (Vec::new(), Vec::new(), 0);
    for _ in 0..rounds {
        let own = folder.path().join("own.db");
        std::fs::copy(&start, &own)?;
        let told = tell(Command::new(std::env::current_exe()?).arg("import-once").arg(&own).arg(&csv))?;
        let peer = Path::new(env!("CARGO_MANIFEST_DIR")).join("peer_import.py");
        let peer = tell(Command::new("python3").arg(peer).arg(folder.path()).arg(&csv).arg(people.to_string()))?;
        if told.rows != f64::from(rows) || peer.rows != told.rows {
            return Err(format!("{} rows came in, and {} of the peer, of {rows}", told.rows, peer.rows).into());
        }
        ratios.push(told.seconds / peer.seconds);
        ours.push(Duration::from_secs_f64(told.seconds));
        theirs.push(Duration::from_secs_f64(peer.seconds));
        work.push(told.work);
        their_work.push(peer.work);
        memory = memory.max(told.memory as u64);
        remove(&own)?;
    }
    println!("{:<44} {:>9} {:>9}", "", "median ms", "CPU ms");
    println!("{:<44} {:>9.0} {:>9.0}", "into SQLite: checked, audited, durable", median(&mut ours), middle(&mut work));
    println!("{:<44} {:>9.0} {:>9.0}", "DuckDB, the same checks", median(&mut theirs), middle(&mut their_work));
    println!("ratio {:.2} (goal at most 3)", middle(&mut ratios));
    println!("peak memory {memory} MB (goal under 300)");
    Ok(())
}

/// What a process of its own says of one import.
struct Told {
    rows: f64,
    seconds: f64,
    /// Milliseconds of the processor.
    work: f64,
    /// Megabytes at most.
    memory: f64,
}

fn tell(command: &mut Command) -> Done<Told> {
    let output = command.output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match numbers.as_slice() {
        [rows, seconds, work, memory] => Ok(Told { rows: *rows, seconds: *seconds, work: *work, memory: *memory }),
        _ => Err(format!("{text}{}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

/// One import into the database in a file, told in four numbers.
pub fn once(file: &Path, csv: &Path) -> Done<()> {
    let workspace = Workspace::open(&format!("sqlite:{}", file.display()), Clock::System)?;
    let watch = Watch::start();
    let mut files = [("interactions.csv".to_owned(), Source::open(csv)?)];
    let actor = Actor::operator();
    let options = Options::default();
    let done =
        exchange::import::run(&workspace, &actor, PROGRAMME, Kind::Interactions, &mut files, &options, &mut |_| {})?;
    let took = watch.took();
    if let Some(fault) = done.faults.first() {
        return Err(format!("{fault:?}").into());
    }
    println!("{} {} {} {}", done.created, took.time.as_secs_f64(), took.work, peak_memory());
    Ok(())
}

/// A file as a partner would send it.
fn write(csv: &Path, people: u32) -> Done<()> {
    let mut file = BufWriter::new(File::create(csv)?);
    writeln!(file, "Reference,Partner,Date,Service,Channel,Minutes,Notes")?;
    let (mut random, mut seen) = (Rng::with_seed(1), HashSet::new());
    for _ in 0..people * EACH {
        // After every start there is. Nobody has two on a day: the peer does not tell apart rows that say the same.
        let (mut person, mut day) = (random.u32(1..=people), random.u16(1900..2600));
        while !seen.insert((person, day)) {
            (person, day) = (random.u32(1..=people), random.u16(1900..2600));
        }
        let (partner, service) = (random.u8(1..=30), random.u8(1..=9));
        let channel = ["In person", "Phone", "Video", "Message"][random.usize(0..4)];
        let date = date(day);
        let (year, month, day) = (date.year(), date.month(), date.day());
        let notes = if random.u8(0..4) == 0 { "Talked about \"what next\", and agreed to meet" } else { "" };
        let notes = if notes.is_empty() { String::new() } else { format!("\"{}\"", notes.replace('"', "\"\"")) };
        let minutes = u16::from(random.u8(1..=24)) * 5;
        writeln!(
            file,
            "R{person:07},The partner {partner},{day:02}/{month:02}/{year},The service {service},{channel},{minutes},{notes}"
        )?;
    }
    file.flush()?;
    Ok(())
}

fn remove(database: &Path) -> Done<()> {
    std::fs::remove_file(database)?;
    for end in ["-wal", "-shm"] {
        let mut name = database.as_os_str().to_owned();
        name.push(end);
        // Gone already when the last connection was closed in order.
        let _ = std::fs::remove_file(name);
    }
    Ok(())
}

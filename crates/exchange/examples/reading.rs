//! How fast a million rows of eight columns are read and understood: `cargo run --release -p exchange --example reading`.

use base::{Choice, Clock, Field, Kind};
use exchange::{Kept, Mapping, Reading, Source, Value};
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Instant;

const GENDERS: &[Choice] =
    &[Choice::new("female", "Female"), Choice::new("male", "Male"), Choice::new("another", "In another way")];

const FIELDS: &[Field] = &[
    Field::new("reference", "Reference", Kind::Text).required(),
    Field::new("name", "Name", Kind::Text),
    Field::new("born", "Date of birth", Kind::Date),
    Field::new("gender", "Gender", Kind::Choice(GENDERS)),
    Field::new("start", "Start", Kind::Date).required(),
    Field::new("minutes", "Minutes", Kind::Whole),
    Field::new("spent", "Spent", Kind::Money),
    Field::new("consent", "Consent", Kind::YesNo),
];

const ROWS: usize = 1_000_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if let Some(path) = std::env::args().nth(1) {
        return write_workbook(std::path::Path::new(&path));
    }
    let folder = std::env::temp_dir().join("waymark-exchange-speed");
    std::fs::create_dir_all(&folder)?;
    let mut out = std::io::stdout();
    for path in [folder.join("plain.csv"), folder.join("old.csv"), folder.join("book.xlsx")] {
        if path.ends_with("book.xlsx") {
            // In a process of its own, since writing holds the workbook in memory and this process's peak is of interest.
            std::process::Command::new(std::env::current_exe()?).arg(&path).status()?;
        } else {
            write_file(&path, path.ends_with("old.csv"))?;
        }
        let before = peak_memory();
        let started = Instant::now();
        let mut source = Source::open(&path)?;
        let header = source.header(0, FIELDS, &Kept::default())?;
        let columns = Mapping::new(&header.names, FIELDS, &Kept::default()).columns(FIELDS);
        let opened = started.elapsed();
        let reading = Reading::new(Clock::System.today(), source.dates());
        let (mut rows, mut cells, mut faults) = (0_u64, 0_u64, 0_u64);
        let mut read = source.rows(0, header.row)?;
        while let Some(row) = read.next_row()? {
            rows += 1;
            for (field, column) in FIELDS.iter().zip(&columns) {
                match reading.understand(row.at(*column), field) {
                    Ok(Value::Empty) => {}
                    Ok(_) => cells += 1,
                    Err(_) => faults += 1,
                }
            }
        }
        drop(read);
        let all = started.elapsed();
        let bytes = std::fs::metadata(&path)?.len();
        writeln!(
            out,
            "{}: {rows} rows, {cells} cells, {faults} faults, {} MB in {:.3} s ({:.3} s to open): {:.2} million rows/s; \
             peak memory {before} MB before, {} MB after",
            source.described(),
            bytes / 1_000_000,
            all.as_secs_f64(),
            opened.as_secs_f64(),
            rows as f64 / all.as_secs_f64() / 1e6,
            peak_memory(),
        )?;
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// The most memory held so far, in megabytes, where the system tells.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or_default() / 1000
}

/// The clean file again, as a workbook.
fn write_workbook(path: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (field, column) in FIELDS.iter().zip(0..) {
        sheet.write_string(0, column, field.label)?;
    }
    let date = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    let mut random = fastrand::Rng::with_seed(7);
    for row in 1..=ROWS as u32 {
        sheet.write_string(row, 0, format!("R{row:07}"))?;
        sheet.write_string(row, 1, "Robin Fold")?;
        sheet.write_number_with_format(row, 2, f64::from(random.u16(15_000..38_000)), &date)?;
        sheet.write_string(row, 3, "Female")?;
        sheet.write_number_with_format(row, 4, f64::from(random.u16(44_000..46_000)), &date)?;
        sheet.write_number(row, 5, f64::from(random.u16(5..240)))?;
        sheet.write_number(row, 6, f64::from(random.u16(5..240)) + 0.5)?;
        sheet.write_string(row, 7, "yes")?;
    }
    book.save(path)?;
    Ok(())
}

/// A clean file, or one from an old system: Windows-1252, other words, short dates, quotation marks.
fn write_file(path: &std::path::Path, is_old: bool) -> std::io::Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    file.write_all(b"Reference,Name,Date of birth,Gender,Start,Minutes,Spent,Consent\n")?;
    let mut random = fastrand::Rng::with_seed(7);
    let mut line = String::new();
    for row in 0..ROWS {
        line.clear();
        let (day, month, year) = (random.u8(1..=28), random.u8(1..=12), random.u16(1940..2005));
        let gender = ["Female", "Male", "In another way"][random.usize(0..3)];
        let name = ["Robin Fold", "Ash Brook", "Sam Lea", "Zo\u{eb} Hill"][random.usize(0..if is_old { 4 } else { 3 })];
        let minutes = random.u16(5..240);
        if is_old {
            let gender = gender.to_lowercase();
            let _ = writeln!(
                line,
                "R{row:07},\"{name}, \"\"Z\"\"\",{day}-{month}-{:02},{gender},{day} Mar 2021,\"1,{minutes:03}\",\u{a3}{minutes}.50,y\r",
                year % 100
            );
            let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(&line);
            file.write_all(&bytes)?;
        } else {
            let _ = writeln!(
                line,
                "R{row:07},{name},{day:02}/{month:02}/{year},{gender},2021-{month:02}-{day:02},{minutes},{minutes}.50,yes"
            );
            file.write_all(line.as_bytes())?;
        }
    }
    file.flush()
}

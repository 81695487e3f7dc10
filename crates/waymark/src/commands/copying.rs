//! `waymark copy`, `backup` and `restore`: a workspace moved whole.

use crate::args::Place;
use crate::place::there_is;
use crate::said::{Done, note, print, progress, progress_ends};
use base::Clock;
use db::{Copied, Db};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

/// How every SQLite file, and so every backup, begins.
const SQLITE: &[u8; 16] = b"SQLite format 3\0";

pub fn copy(from: &str, to: &str) -> Done {
    there_is(from)?;
    let (from, to) = (Db::open(from, Clock::System)?, Db::open(to, Clock::System)?);
    let copied = db::copy(&from, &to, |table, rows| progress(&format!("{table}: {rows} rows")));
    progress_ends();
    tell(&copied?);
    print("copied whole: counts and checksums of every table agree\n")?;
    Ok(ExitCode::SUCCESS)
}

pub fn backup(place: &Place, file: &Path) -> Done {
    let workspace = place.existing()?;
    workspace.db().backup(file)?;
    print(&format!("{}: written, and checked by reading it back\n", file.display()))?;
    Ok(ExitCode::SUCCESS)
}

pub fn restore(place: &Place, file: &Path) -> Done {
    let mut beginning = [0; SQLITE.len()];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut beginning));
    if read.is_err() || beginning != *SQLITE {
        return Err(format!("{} is not a backup that Waymark has written", file.display()).into());
    }
    let workspace = place.open()?;
    let restored = workspace.db().restore(file, |table, rows| progress(&format!("{table}: {rows} rows")));
    progress_ends();
    tell(&restored?);
    print(&format!("restored from {}\n", file.display()))?;
    Ok(ExitCode::SUCCESS)
}

fn tell(copied: &[Copied]) {
    for one in copied.iter().filter(|one| one.rows > 0) {
        note(&format!("{}: {} rows, checksum {:032x}", one.table, one.rows, one.checksum));
    }
}

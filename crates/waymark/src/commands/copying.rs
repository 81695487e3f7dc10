//! `waymark copy`, `backup` and `restore`: a workspace moved whole.

use crate::args::Place;
use crate::said::{Done, note, print, progress, progress_ends};
use base::Clock;
use db::{Copied, Db};
use std::path::Path;
use std::process::ExitCode;

pub fn copy(from: &str, to: &str) -> Done {
    let (from, to) = (Db::open(from, Clock::System)?, Db::open(to, Clock::System)?);
    let copied = db::copy(&from, &to, |table, rows| progress(&format!("{table}: {rows} rows")));
    progress_ends();
    tell(&copied?);
    print("copied whole: counts and checksums of every table agree\n")?;
    Ok(ExitCode::SUCCESS)
}

pub fn backup(place: &Place, file: &Path) -> Done {
    let workspace = place.open()?;
    workspace.db().backup(file)?;
    print(&format!("{}: written, and checked by reading it back\n", file.display()))?;
    Ok(ExitCode::SUCCESS)
}

pub fn restore(place: &Place, file: &Path) -> Done {
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

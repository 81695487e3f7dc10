//! `waymark import`: records brought in from files.

use super::check::in_a_pipe;
use crate::args::{Import, Place};
use crate::said::{Done, Failure, note, print, progress, progress_ends};
use base::Actor;
use exchange::import::{Options, Progress, Summary, run};
use exchange::{Source, To};
use std::fmt::Write;
use std::process::ExitCode;

/// How many faults are printed; all of them stand in the file of rejected rows.
const PRINTED: usize = 50;

pub fn import(place: &Place, import: &Import) -> Done {
    let workspace = place.existing()?;
    if (import.dry_run || !import.accept_good) && replaces(import) {
        let why = "the file of rejected rows would take the place of one that is read, whose good rows are not saved: give it another name";
        return Err(Failure::Said(why.to_owned()));
    }
    let mut files = Vec::new();
    for path in &import.files {
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let source = Source::open(in_a_pipe(path)).map_err(|fault| format!("{}: {fault}", path.display()))?;
        files.push((name, source));
    }
    let options = Options {
        dry_run: import.dry_run,
        accept_good: import.accept_good,
        rejects: import.rejects.clone(),
        ..Options::default()
    };
    let mut told = |at: Progress| progress(&format!("{} rows read, {} rejected", at.rows, at.rejected));
    let summary =
        run(&workspace, &Actor::operator(), &import.programme, import.kind.into(), &mut files, &options, &mut told);
    progress_ends();
    let summary = summary?;
    // A command may end before the background has given its audit rows their place.
    workspace.db().seal()?;
    note(&understood(&summary));
    for fault in summary.faults.iter().take(PRINTED) {
        note(&fault.to_string());
    }
    let more = summary.faults_in_all.saturating_sub(PRINTED.min(summary.faults.len()) as u64);
    if more > 0 {
        note(&format!("and {more} more"));
    }
    print(&result(&summary, import.dry_run))?;
    if summary.rejected == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(path) = &import.rejects {
        note(&format!(
            "The rejected rows are in {}, with their reasons: mend them there and bring that file in.",
            path.display()
        ));
    }
    if summary.saved || import.dry_run {
        return Ok(ExitCode::FAILURE);
    }
    Err(Failure::Said(
        "nothing was saved, because some rows were rejected; mend them, or say --accept-good --rejects FILE to save the others".to_owned(),
    ))
}

/// Whether the file of rejected rows is to be one of those that are read.
fn replaces(import: &Import) -> bool {
    let rejects = import.rejects.as_ref().and_then(|path| path.canonicalize().ok());
    rejects.is_some_and(|rejects| import.files.iter().any(|path| path.canonicalize().is_ok_and(|path| path == rejects)))
}

/// How the headings were understood, file by file.
fn understood(summary: &Summary) -> String {
    let mut text = String::new();
    for file in &summary.files {
        let sheet = file.sheet.as_ref().map(|sheet| format!(", sheet \u{201c}{sheet}\u{201d}")).unwrap_or_default();
        let _ = writeln!(text, "{} ({}{sheet}), {} rows", file.name, file.described, file.rows);
        for column in &file.mapping.columns {
            let to = match &column.to {
                To::Field { name, .. } => name.clone(),
                To::Ignored { perhaps: Some(label) } => {
                    format!("left out (rename it if it is \u{201c}{label}\u{201d})")
                }
                To::Ignored { perhaps: None } => "left out".to_owned(),
            };
            let _ = writeln!(text, "  {} \u{2192} {to}", column.heading);
        }
    }
    text.truncate(text.trim_end().len());
    text
}

fn rows(count: u64) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}

fn result(summary: &Summary, dry_run: bool) -> String {
    let Summary { created, changed, unchanged, rejected, .. } = summary;
    let good = created + changed;
    let verb = match (dry_run, summary.saved) {
        (true, _) => "would be",
        (false, true) if good == 1 => "is",
        (false, true) => "are",
        (false, false) => "would have been",
    };
    format!(
        "{created} new, {changed} changed, {unchanged} as before, {rejected} rejected: {} {verb} saved\n",
        rows(good)
    )
}

//! `waymark apply`: a definition put in force, having shown what would change.

use super::check::text;
use crate::args::Place;
use crate::said::{Done, Failure, note, print};
use base::Actor;
use records::programmes;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

pub fn apply(place: &Place, file: &Path, yes: bool) -> Done {
    let workspace = place.open()?;
    let plan = programmes::plan(&workspace, &file.display().to_string(), &text(file)?)?;
    let name = plan.definition.programme.name.clone();
    if plan.new {
        note(&format!("{name} is new here."));
    } else if plan.changes.is_empty() {
        note(&format!("Nothing in {name} changes."));
    }
    for change in &plan.changes {
        note(&format!("  {change}"));
    }
    for warning in &plan.warnings {
        note(&format!("  Note: {warning}"));
    }
    if !plan.refusals.is_empty() {
        return Err(Failure::Said(format!("this cannot be applied: {}", plan.refusals.join("; "))));
    }
    if !yes && !plan.new && !agreed()? {
        note("Nothing was changed.");
        return Ok(ExitCode::FAILURE);
    }
    let applied = programmes::apply(&workspace, &Actor::operator(), &plan)?;
    // A command may end before the background has given its audit rows their place.
    workspace.db().seal()?;
    print(&format!("{name}: version {} is in force\n", applied.version))?;
    Ok(ExitCode::SUCCESS)
}

fn agreed() -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err("there is nobody to ask whether to apply this; say --yes".into());
    }
    let mut err = std::io::stderr().lock();
    let _ = write!(err, "Apply this? [y/N] ");
    let _ = err.flush();
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

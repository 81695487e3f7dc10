//! `waymark doctor`: is all well with the workspace?

use crate::args::Place;
use crate::said::{Done, Failure, print};
use base::Actor;
use records::{Workspace, figures};
use std::process::ExitCode;

pub fn doctor(place: &Place) -> Done {
    let workspace = place.open()?;
    let mut ill = 0;
    let mut tell = |what: &str, found: Result<String, String>| {
        ill += usize::from(found.is_err());
        let (mark, text) = match &found {
            Ok(text) => ("well", text),
            Err(text) => ("ILL ", text),
        };
        print(&format!("{mark}  {what}: {text}\n"))
    };
    tell("schema", schema(&workspace))?;
    tell("audit chain", chain(&workspace))?;
    tell("counting", counting(&workspace))?;
    if ill == 0 { Ok(ExitCode::SUCCESS) } else { Err(Failure::Said(format!("{ill} of 3 checks failed"))) }
}

fn schema(workspace: &Workspace) -> Result<String, String> {
    let faults = workspace.db().check_schema().map_err(|fault| fault.to_string())?;
    if faults.is_empty() { Ok("every migration is in place, and every reference leads somewhere".to_owned()) } else { Err(faults.join("; ")) }
}

fn chain(workspace: &Workspace) -> Result<String, String> {
    let sealed = workspace.db().verify_chain().map_err(|fault| fault.to_string())?;
    Ok(format!("{sealed}"))
}

fn counting(workspace: &Workspace) -> Result<String, String> {
    let compared = figures::compare(workspace, &Actor::operator().scope()).map_err(|fault| fault.to_string())?;
    let differing: Vec<String> = compared.iter().filter(|one| one.engine != one.sql).map(ToString::to_string).collect();
    if differing.is_empty() {
        return Ok(format!("{} counts by engine and by SQL are the same", compared.len()));
    }
    Err(differing.join("; "))
}

//! `waymark doctor`: is all well with the workspace?

use crate::args::Place;
use crate::said::{Done, Failure, print};
use base::Actor;
use records::people::{keys, restriction};
use records::{Workspace, figures};
use std::process::ExitCode;

pub fn doctor(place: &Place) -> Done {
    let workspace = place.existing()?;
    let mut ill = 0;
    let mut tell = |what: &str, found: Result<String, String>| {
        ill += usize::from(found.is_err());
        let (mark, text) = match &found {
            Ok(text) => ("well", text),
            Err(text) => ("ILL ", text),
        };
        print(&format!("{mark}  {what}: {text}\n"))
    };
    for finding in workspace.db().check() {
        tell(finding.about, finding.outcome.map_err(|fault| fault.to_string()))?;
    }
    tell("keys by which people are found", keys::mend(&workspace).map_err(|fault| fault.to_string()))?;
    tell("counting", counting(&workspace))?;
    tell("restricted records", restricted(&workspace))?;
    if ill == 0 { Ok(ExitCode::SUCCESS) } else { Err(Failure::Said(format!("{ill} checks failed"))) }
}

fn restricted(workspace: &Workspace) -> Result<String, String> {
    let all = workspace.read(restriction::all).map_err(|fault| fault.to_string())?;
    let lost: Vec<&str> = all.iter().filter(|held| held.named.is_empty()).map(|held| held.reference.as_str()).collect();
    if lost.is_empty() {
        return Ok(format!("{}, each seen by somebody", all.len()));
    }
    Err(format!(
        "nobody named can sign in any more for {}: nobody sees these; `waymark restriction lift REFERENCE` lets them be seen again",
        lost.join(", ")
    ))
}

fn counting(workspace: &Workspace) -> Result<String, String> {
    let compared = figures::compare(workspace, &Actor::operator().scope()).map_err(|fault| fault.to_string())?;
    let differing: Vec<String> = compared.iter().filter(|one| one.engine != one.sql).map(ToString::to_string).collect();
    if differing.is_empty() {
        return Ok(format!("{} counts by engine and by SQL are the same", compared.len()));
    }
    Err(differing.join("; "))
}

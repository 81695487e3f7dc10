//! How somebody stands today: who works with them, on which rung they stand, what they refused.

use super::{Consent, Seen};
use crate::Result;
use crate::assignments::Assignment;
use crate::keeping::Sight;
use crate::ladder::Move;
use base::{Date, Id, Scope};
use db::Reader;

/// How somebody stands today, as far as the scope reaches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Who works with them today: the assignment, and the worker's name.
    pub workers: Vec<(Assignment, String)>,
    /// On which rung they stand: the programme, and the rung.
    pub rungs: Vec<(Id, Id)>,
    /// What they refused: the kinds of which the newest consent was not given.
    pub refused: Vec<String>,
}

/// How somebody whom the asker sees stands on the day `today`.
///
/// # Errors
/// When the database fails.
pub fn standing(reader: &Reader<'_>, scope: &Scope, seen: &Seen, today: Date) -> Result<Standing> {
    let sight = Sight::of_seen(reader, scope, seen.id())?;
    let mut assignments: Vec<Assignment> = sight.list(reader)?;
    assignments.retain(|assignment| assignment.in_force(today));
    let names = crate::assignments::names(reader, assignments.iter().map(|assignment| assignment.worker))?;
    let named = |assignment: Assignment| {
        let name = names.get(&assignment.worker)?.clone();
        Some((assignment, name))
    };
    let mut rungs: Vec<(Id, Id)> = Vec::new();
    for step in sight.list::<Move>(reader)? {
        if !rungs.iter().any(|(programme, _)| *programme == step.programme) {
            rungs.push((step.programme, step.rung));
        }
    }
    // Whoever works with somebody must know what they refused, whichever partner wrote it down.
    let mut asked: Vec<String> = Vec::new();
    let mut refused = Vec::new();
    for consent in sight.list::<Consent>(reader)? {
        if !asked.contains(&consent.kind) {
            asked.push(consent.kind.clone());
            if !consent.given {
                refused.push(consent.kind);
            }
        }
    }
    Ok(Standing { workers: assignments.into_iter().filter_map(named).collect(), rungs, refused })
}

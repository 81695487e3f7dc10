//! `waymark restriction`: records that only named users see, when those have left.

use crate::args::{Place, Restriction as Asked};
use crate::said::{Done, Failure, print};
use base::Actor;
use records::people::restriction::{self, Held};
use std::process::ExitCode;

pub fn restriction(place: &Place, asked: &Asked) -> Done {
    let workspace = place.existing()?;
    let all = workspace.read(restriction::all)?;
    match asked {
        Asked::List => {
            for held in &all {
                print(&format!("{}  {}  {}\n", held.reference, held.restriction.person, seen_by(held)))?;
            }
            if all.is_empty() {
                print("No record is restricted.\n")?;
            }
        }
        Asked::Lift { person } => {
            let is_it = |held: &&Held| held.reference == *person || held.restriction.person.to_string() == *person;
            let held = all.iter().find(is_it).ok_or_else(|| {
                Failure::Said(format!(
                    "no record of {person} is restricted; `waymark restriction list` names those that are"
                ))
            })?;
            restriction::lift(&workspace, &Actor::operator(), held.restriction.person)?;
            print(&format!("The record of {} is not restricted any more.\n", held.reference))?;
        }
    }
    // A command may end before the background has given its audit rows their place.
    workspace.db().seal()?;
    Ok(ExitCode::SUCCESS)
}

fn seen_by(held: &Held) -> String {
    if held.named.is_empty() {
        return "nobody sees it any more".to_owned();
    }
    let emails: Vec<&str> = held.named.iter().map(|user| user.email.as_str()).collect();
    format!("seen by {}", emails.join(", "))
}

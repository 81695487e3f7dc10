//! Whom one can choose to log with: those chosen, those looked for, and one's own people.

use super::{Filled, Logging};
use crate::Instead;
use base::Id;
use records::due::{self, Known};
use records::people::{self, Search, Seen};
use std::collections::HashSet;

/// How many people are found at once.
const FOUND: usize = 12;
/// How many of one's own people stand unfolded.
const NEAR: usize = 6;

/// Somebody to choose.
pub(super) struct Choice {
    pub id: String,
    pub name: String,
    /// What tells them from others of the same name.
    pub detail: String,
}

/// Whom one can choose.
#[derive(Default)]
pub(super) struct Who {
    /// Those who are chosen.
    pub chosen: Vec<Choice>,
    /// Those who were found, if anybody was looked for.
    pub found: Option<Vec<Choice>>,
    /// Whether there are more than those who were found.
    pub more: bool,
    /// One's own people: those whose pages one opened lately first.
    pub near: Vec<Choice>,
    /// The others of them, by name.
    pub rest: Vec<Choice>,
}

impl Who {
    pub fn find(logging: &Logging<'_>, filled: &Filled) -> Result<Self, Instead> {
        let (place, programme) = (logging.place, logging.entry.programme.id);
        let (workspace, scope) = (place.app.workspace(), place.scope());
        let Some(user) = place.actor().id() else { return Ok(Self::default()) };
        let wanted = (!filled.words.is_empty()).then(|| Search {
            words: filled.words.clone(),
            programme: Some(programme),
            ..Search::default()
        });
        let (chosen, found, mine, lately) = workspace.read(|reader| {
            let chosen = people::several(reader, &scope, &filled.people)?;
            let found = match &wanted {
                Some(search) => Some(people::list(reader, &scope, workspace, search, None, FOUND)?),
                None => None,
            };
            let mine = due::mine(reader, workspace, &scope, user)?;
            Ok((chosen, found, mine, due::lately(reader, &scope, user)?))
        })?;
        let mut taken: HashSet<Id> = HashSet::new();
        let mut seen = |people: Vec<Seen>| -> Vec<Choice> {
            people.iter().filter(|person| taken.insert(person.id())).map(told).collect()
        };
        let chosen = seen(chosen);
        let more = found.as_ref().is_some_and(|found| found.next.is_some());
        let found = found.map(|found| seen(found.people));
        let mine: Vec<Known> =
            mine.into_iter().filter(|mine| mine.programme == programme).map(|mine| mine.known).collect();
        let own: HashSet<Id> = mine.iter().map(|known| known.person).collect();
        // Whoever has no people of their own, as a manager, has looked at somebody's.
        let lately = lately.into_iter().filter(|known| own.is_empty() || own.contains(&known.person));
        let mut near = lately.chain(mine).filter(|known| taken.insert(known.person)).map(known);
        let (near, rest) = (near.by_ref().take(NEAR).collect(), near.collect());
        Ok(Self { chosen, found, more, near, rest })
    }
}

/// Those who are found by these words, and whether there are more.
pub(super) fn found(logging: &Logging<'_>, words: &str) -> Result<(Vec<Choice>, bool), Instead> {
    if words.is_empty() {
        return Ok((Vec::new(), false));
    }
    let (workspace, scope) = (logging.place.app.workspace(), logging.place.scope());
    let search = Search { words: words.to_owned(), programme: Some(logging.entry.programme.id), ..Search::default() };
    let found = workspace.read(|reader| people::list(reader, &scope, workspace, &search, None, FOUND))?;
    Ok((found.people.iter().map(told).collect(), found.next.is_some()))
}

fn told(person: &Seen) -> Choice {
    let born = person.born().map(|born| format!("born {born}"));
    let detail = person.reference().map(str::to_owned).into_iter().chain(born).collect::<Vec<_>>().join(", ");
    Choice { id: person.id().to_string(), name: person.name(), detail }
}

fn known(known: Known) -> Choice {
    Choice { id: known.person.to_string(), name: known.name, detail: known.reference }
}

//! Approvals: which figures a programme's lead lets its funders see.
//!
//! An approved figure counts everybody, people with restricted records among them: it is a total of the whole programme, of whole
//! months, so that nobody is found by asking day by day, and it has to be the same whichever funder looks.

use super::Narrowing;
use crate::programmes::Entry;
use crate::{Error, Result, Workspace};
use base::{Act, Actor, Field, Id, Kind, Scope};
use db::{Reader, Record, Row, Table, Value};
use definition::Figure;

/// That funders may see a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Identity.
    pub id: Id,
    /// Of which programme.
    pub programme: Id,
    /// The figure's key.
    pub figure: String,
}

impl Record for Approval {
    const TABLE: &'static Table = &Table {
        name: "approval",
        label: "Approval",
        fields: &[
            Field::new("programme_id", "Programme", Kind::Record("programme")).required(),
            Field::new("figure", "Figure", Kind::Text).required(),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![self.programme.into(), self.figure.clone().into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self { id: row.get(0)?, programme: row.get(1)?, figure: row.get(2)? })
    }
}

/// The keys of a programme's approved figures.
pub fn approved(reader: &Reader<'_>, programme: Id) -> Result<Vec<String>> {
    let approvals = reader.list::<Approval>("WHERE programme_id = $1 ORDER BY figure", &[programme.into()])?;
    Ok(approvals.into_iter().map(|approval| approval.figure).collect())
}

/// Lets funders see these figures of a programme, or no longer.
///
/// # Errors
/// [`Error::NotFound`] when there is no such programme or figure; [`Error::Refused`] when the actor's role does not allow it.
pub fn set(workspace: &Workspace, actor: &Actor, programme: &str, figures: &[String], seen: bool) -> Result<()> {
    let catalogue = workspace.catalogue();
    let entry = catalogue.programme(programme)?;
    if !actor.scope().may(Act::Approve, entry.programme.id) {
        return Err(Error::Refused("only the programme\u{2019}s lead says which figures funders see".to_owned()));
    }
    if let Some(unknown) = figures.iter().find(|key| entry.definition.figure(key).is_none()) {
        return Err(Error::not_found("figure", unknown));
    }
    workspace.write(actor, |tx| {
        let held = tx.list::<Approval>("WHERE programme_id = $1", &[entry.programme.id.into()])?;
        for key in figures {
            match (held.iter().find(|held| held.figure == *key), seen) {
                (None, true) => {
                    let new = Approval { id: tx.new_id(), programme: entry.programme.id, figure: key.clone() };
                    tx.insert(&new)?;
                }
                (Some(held), false) => tx.remove(held)?,
                _ => {}
            }
        }
        Ok(())
    })
}

/// Makes sure that whoever sees approved figures only asks for these, as they were approved.
pub(super) fn check(
    workspace: &Workspace,
    scope: &Scope,
    entry: &Entry,
    figures: &[Figure],
    narrowing: &Narrowing,
) -> Result<()> {
    if !scope.may(Act::SeeApproved, entry.programme.id) {
        let name = &entry.programme.name;
        let why = format!("in {name} you have no role that sees figures; ask the programme\u{2019}s lead for one");
        return Err(Error::Refused(why));
    }
    if narrowing.over.is_some_and(|over| !over.is_of_whole_months()) {
        let why = "approved figures are given for whole months only: begin with the first day of one, and end with the last of one";
        return Err(Error::Refused(why.to_owned()));
    }
    let approved = workspace.read(|reader| approved(reader, entry.programme.id))?;
    for figure in figures {
        // One that was not approved is, to a funder, not there.
        if !approved.contains(&figure.key) {
            let name = if figure.key.is_empty() { "question" } else { &figure.key };
            return Err(Error::not_found("figure", name));
        }
        if entry.definition.figure(&figure.key) != Some(figure) || !narrowing.filters.is_empty() {
            return Err(Error::Refused(
                "this figure was approved as it stands, so only its period can be chosen; ask the programme\u{2019}s lead for another cut"
                    .to_owned(),
            ));
        }
    }
    Ok(())
}

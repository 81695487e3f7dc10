//! How fresh the records behind figures are.

use super::whose::Counted;
use crate::{Result, Workspace};
use base::{Act, Date, Scope, Timestamp};
use definition::FactKind;

/// Since when there is something to count, and when it last changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fresh {
    /// The earliest date of any record of the programme and those under it; none if nothing has been collected.
    pub since: Option<Date>,
    /// When anything in the workspace last changed; none if nothing ever has.
    pub changed: Option<Timestamp>,
    /// Whether the asker counts everybody. Else neither is told: it would tell of what others have recorded.
    pub whole: bool,
}

/// How fresh a programme's records are.
///
/// # Errors
/// When there is no such programme or the asker may count nobody in it, or the database fails.
pub fn fresh(workspace: &Workspace, scope: &Scope, programme: &str) -> Result<Fresh> {
    // A partner is no record that somebody collected: its date is in the definition.
    const KINDS: [FactKind; 4] = [FactKind::Enrolment, FactKind::Leaving, FactKind::Interaction, FactKind::Outcome];
    let catalogue = workspace.catalogue();
    let entry = catalogue.programme(programme)?;
    if Counted::by(scope, entry, Act::SeeFigures)?.is_partial() {
        return Ok(Fresh::default());
    }
    let family = catalogue.family(entry.programme.id);
    let engine = workspace.engine()?;
    let since = |kind: &FactKind, programme| workspace.remembered().since(&engine, kind.key(), programme);
    let dates = family.iter().flat_map(|id| KINDS.iter().filter_map(|kind| since(kind, *id)));
    let newest = "SELECT at FROM audit WHERE action <> 'view' ORDER BY id DESC LIMIT 1";
    let changed = workspace.read(|reader| Ok(reader.optional(newest, &[], |row| row.get(0))?))?;
    Ok(Fresh { since: dates.min(), changed, whole: true })
}

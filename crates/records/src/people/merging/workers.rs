//! Who works with the person out of two: whoever worked with both as the same does so once.

use crate::Result;
use crate::assignments::Assignment;
use base::Id;
use db::Tx;

/// Makes one assignment of two that say the same of overlapping times: the longer of both, with what either says for a handover.
pub(super) fn once(tx: &mut Tx<'_>, kept: Id) -> Result<()> {
    let mut stay: Vec<Assignment> = Vec::new();
    for next in tx.list::<Assignment>("WHERE person_id = $1 ORDER BY start_date, id", &[kept.into()])? {
        let Some(known) = stay.iter_mut().find(|known| is_doubled(known, &next)) else {
            stay.push(next);
            continue;
        };
        let notes = match (&known.handover, &next.handover) {
            (Some(one), Some(other)) if one != other => Some(format!("{one}\n{other}")),
            (one, other) => one.clone().or_else(|| other.clone()),
        };
        // The earlier start is the known one's.
        let end = known.end.zip(next.end).map(|(one, other)| one.max(other));
        let after = Assignment { end, handover: notes, ..known.clone() };
        tx.update(&*known, &after)?;
        for cover in tx.list::<Assignment>("WHERE covers_id = $1 ORDER BY id", &[next.id.into()])? {
            tx.update(&cover, &Assignment { covers: Some(after.id), ..cover.clone() })?;
        }
        tx.remove(&next)?;
        *known = after;
    }
    Ok(())
}

/// Whether two assignments, the second no earlier than the first, are the same worker's as the same, and one began while the other went on.
fn is_doubled(one: &Assignment, other: &Assignment) -> bool {
    let said = |of: &Assignment| (of.programme, of.partner, of.worker, of.role.clone());
    let alone = one.covers.is_none() && other.covers.is_none();
    alone && said(one) == said(other) && one.end.is_none_or(|end| other.start <= end)
}

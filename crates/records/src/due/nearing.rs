//! Who is nearing the end of their support: told by their progress, so that leaving is prepared in time and nobody stays for want of a look.
//!
//! Four signs are looked at: the ladder is climbed, every goal is reached, nothing stands in the way any more, every area that was assessed
//! again has gone up. Whoever shows two of them, one being the ladder or the goals, is nearing the end. What is not written down is no sign.

use crate::Result;
use crate::assessments::{Assessment, travelled};
use crate::barriers::Barrier;
use crate::ladder::Move;
use crate::needs::Need;
use crate::plans::Goal;
use crate::programmes::{Catalogue, Entry};
use base::Id;
use db::{Reader, Record};

/// A sign that somebody is nearing the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// They stand on the last rung, or the last but one, of three or more.
    Ladder,
    /// They have goals, and each is reached or let go; one at least is reached.
    Goals,
    /// They had needs or barriers, and none is left.
    Cleared,
    /// Each area of life that was assessed again has gone up.
    Better,
}

impl Sign {
    /// What is said of it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Ladder => "high on the ladder",
            Self::Goals => "every goal is reached",
            Self::Cleared => "no need or barrier is left",
            Self::Better => "better in every area assessed again",
        }
    }
}

/// What is written down of one person's progress in one programme, each kind newest first.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// Their moves on the ladder.
    pub moves: &'a [Move],
    /// Their goals.
    pub goals: &'a [Goal],
    /// Their needs.
    pub needs: &'a [Need],
    /// Their barriers.
    pub barriers: &'a [Barrier],
    /// Their assessments.
    pub assessments: &'a [Assessment],
}

impl Progress<'_> {
    /// The signs that they are nearing the end of their support in a programme, if they are.
    #[must_use]
    pub fn nearing(&self, entry: &Entry) -> Option<Vec<Sign>> {
        let here = entry.programme.id;
        let rungs: Vec<Id> =
            entry.terms.iter().filter(|term| term.vocabulary == "rung" && !term.retired).map(|term| term.id).collect();
        let stands = self.moves.iter().find(|step| step.programme == here).map(|step| step.rung);
        let stands = stands.and_then(|stands| rungs.iter().position(|rung| *rung == stands));
        let goals = || self.goals.iter().filter(|goal| goal.programme == here);
        let needs = self.needs.iter().filter(|need| need.programme == here).map(|need| need.met.is_some());
        let barriers = self.barriers.iter().filter(|one| one.programme == here).map(|one| one.removed.is_some());
        let mut found = needs.chain(barriers).peekable();
        let assessed: Vec<Assessment> = self.assessments.iter().filter(|one| one.programme == here).cloned().collect();
        let ways: Vec<i64> = travelled(&assessed).iter().filter_map(crate::assessments::Travelled::distance).collect();
        let signs = [
            (Sign::Ladder, rungs.len() > 2 && stands.is_some_and(|place| place + 2 >= rungs.len())),
            (Sign::Goals, goals().any(|goal| goal.status == "achieved") && !goals().any(Goal::is_open)),
            (Sign::Cleared, found.peek().is_some() && found.all(|gone| gone)),
            (Sign::Better, !ways.is_empty() && ways.iter().all(|way| *way > 0)),
        ];
        let signs: Vec<Sign> = signs.into_iter().filter(|(_, shows)| *shows).map(|(sign, _)| sign).collect();
        let near = signs.len() > 1 && signs.iter().any(|sign| matches!(sign, Sign::Ladder | Sign::Goals));
        near.then_some(signs)
    }
}

/// Those of somebody's own people, each in a programme, who are nearing the end of their support, with the signs. Whoever works with somebody
/// reads what is written of them there, so nothing more is asked about sight.
///
/// # Errors
/// When the database fails.
pub(super) fn of_own(reader: &Reader<'_>, catalogue: &Catalogue, own: &[(Id, Id)]) -> Result<Vec<(Id, Id, Vec<Sign>)>> {
    let mut people: Vec<Id> = own.iter().map(|(person, _)| *person).collect();
    people.sort_unstable();
    people.dedup();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let moves: Vec<Move> = all(reader, &people, "date DESC, id DESC")?;
    let goals: Vec<Goal> = all(reader, &people, "id")?;
    let needs: Vec<Need> = all(reader, &people, "id")?;
    let barriers: Vec<Barrier> = all(reader, &people, "id")?;
    let assessments: Vec<Assessment> = all(reader, &people, "date DESC, id DESC")?;
    let near = |(person, programme): &(Id, Id)| {
        let progress = Progress {
            moves: of(&moves, |one| one.person, *person),
            goals: of(&goals, |one| one.person, *person),
            needs: of(&needs, |one| one.person, *person),
            barriers: of(&barriers, |one| one.person, *person),
            assessments: of(&assessments, |one| one.person, *person),
        };
        Some((*person, *programme, progress.nearing(catalogue.entry(*programme)?)?))
    };
    Ok(own.iter().filter_map(near).collect())
}

/// All records of a kind about these people, person by person.
fn all<R: Record>(reader: &Reader<'_>, people: &[Id], order: &str) -> Result<Vec<R>> {
    let mut sql = crate::reach::Sql::new("WHERE person_id IN ");
    sql.list(people).push(" ORDER BY person_id, ").push(order);
    Ok(reader.list::<R>(&sql.text, &sql.values)?)
}

/// The records of one person, of records in the order of people.
fn of<R>(records: &[R], person: impl Fn(&R) -> Id, wanted: Id) -> &[R] {
    let start = records.partition_point(|one| person(one) < wanted);
    let end = records.partition_point(|one| person(one) <= wanted);
    &records[start..end]
}

//! A whole register held against itself: the weights learnt from it, and the pairs worth a look kept for those who may see them.

use super::identity;
use super::model::{Learnt, newest};
use crate::people::Person;
use crate::{Error, Result, Workspace};
use base::{Act, Actor, Field, Id, Kind, Scope};
use db::{Reader, Record, Row, Table, Tx, Value};
use matching::{Class, Kinship, Pair, Register};

/// How far the work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many people are read.
    Reading(u64),
    /// The weights are being learnt.
    Learning,
    /// Everybody is being compared.
    Comparing,
    /// What was found is being saved.
    Saving,
}

/// Two people who may be one, as the register was last compared with itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Like {
    pub id: Id,
    pub register: Id,
    pub one: Id,
    pub other: Id,
    /// Hundredths of a bit for one person.
    pub bits: i64,
    pub kind: String,
}

impl Record for Like {
    const TABLE: &'static Table = &Table {
        name: "likeness",
        label: "Perhaps the same person",
        fields: &[
            Field::new("register_id", "Register", Kind::Record("programme")).required(),
            Field::new("one_id", "One", Kind::Record("person")).required(),
            Field::new("other_id", "Other", Kind::Record("person")).required(),
            Field::new("bits", "Weight", Kind::Whole).required(),
            Field::new("kind", "Kind", Kind::Text).required(),
        ],
    };

    // A suggestion of the program's, and no record of anybody: what people decide about it is one.
    const AUDITED: bool = false;

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![self.register.into(), self.one.into(), self.other.into(), self.bits.into(), self.kind.clone().into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            register: row.get(1)?,
            one: row.get(2)?,
            other: row.get(3)?,
            bits: row.get(4)?,
            kind: row.get(5)?,
        })
    }
}

/// The word for a class in the database.
pub(super) const fn kind(class: Class) -> &'static str {
    match class {
        Class::Likely => "likely",
        Class::Possible => "possible",
        Class::Relatives(Kinship::Twins) => "twins",
        Class::Relatives(Kinship::Generations) => "generations",
        Class::Relatives(Kinship::Household) => "household",
    }
}

/// Holds the register of a programme against itself, and keeps what it has taught and the pairs that were found in place of those found before.
/// A minute for a hundred thousand people; `told` hears how far it is.
///
/// # Errors
/// [`Error::Refused`] where the actor may not merge people in it, and when the database fails.
pub fn review(workspace: &Workspace, actor: &Actor, programme: Id, told: &mut dyn FnMut(Step)) -> Result<Learnt> {
    if !actor.scope().may(Act::Merge, programme) {
        return Err(Error::Refused("your role does not let you look for people who are registered twice".to_owned()));
    }
    let register = workspace.catalogue().register(programme);
    let everybody = read(workspace, register, told)?;
    told(Step::Learning);
    let mut everybody = everybody;
    everybody.learn();
    told(Step::Comparing);
    let found = everybody.pairs().pairs;
    told(Step::Saving);
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    workspace.write(actor, |tx| {
        for before in tx.list::<Like>("WHERE register_id = $1", &[register.into()])? {
            tx.remove(&before)?;
        }
        for Pair { one, other, bits, class, .. } in &found {
            let bits = (bits * 100.0) as i64;
            let kind = kind(*class).to_owned();
            let like = Like { id: tx.new_id(), register, one: *one, other: *other, bits, kind };
            tx.insert(&like)?;
        }
        let learnt = Learnt {
            id: tx.new_id(),
            register,
            at: workspace.clock().now(),
            people: count(everybody.len()),
            pairs: count(found.len()),
            body: everybody.model().to_string(),
        };
        tx.insert(&learnt)?;
        Ok(learnt)
    })
}

/// Everybody of a register, but for those merged with somebody.
fn read(workspace: &Workspace, register: Id, told: &mut dyn FnMut(Step)) -> Result<Register> {
    let mut everybody = Register::new();
    let sql = format!(
        "SELECT {} FROM person WHERE register_id = $1 AND NOT EXISTS \
         (SELECT 1 FROM merged m WHERE m.merged_id = person.id AND m.undone_at IS NULL) ORDER BY id",
        Person::TABLE.columns("")
    );
    workspace.read(|reader| {
        let mut read = 0;
        reader.each(&sql, &[register.into()], |row| {
            let person = Person::read(row)?;
            everybody.put(person.id, &identity(&person));
            read += 1;
            if read % 1000 == 0 {
                told(Step::Reading(read));
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(everybody)
}

/// When and from how many people the register of a programme was last compared with itself; for those who may merge people in it.
///
/// # Errors
/// When the database fails.
pub fn last(reader: &Reader<'_>, workspace: &Workspace, scope: &Scope, programme: Id) -> Result<Option<Learnt>> {
    if !scope.may(Act::Merge, programme) {
        return Ok(None);
    }
    newest(reader, workspace.catalogue().register(programme))
}

/// Forgets whom somebody was like, who is no more.
pub(in crate::people) fn forget(tx: &mut Tx<'_>, person: Id) -> Result<()> {
    for like in tx.list::<Like>("WHERE one_id = $1 OR other_id = $1", &[person.into()])? {
        tx.remove(&like)?;
    }
    Ok(())
}

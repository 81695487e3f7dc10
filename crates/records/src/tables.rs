//! Every kind of record that forms write, for what works on all of them alike: undoing, merging, the audit log, what hangs on somebody.

use crate::appointments::Appointment;
use crate::assessments::Assessment;
use crate::assignments::Assignment;
use crate::barriers::{Barrier, BarrierNote};
use crate::capacities::Capacity;
use crate::enrolments::Enrolment;
use crate::head_counts::HeadCount;
use crate::interactions::{FurtherService, Interaction};
use crate::ladder::Move;
use crate::leaving::{FollowUp, Leaving};
use crate::needs::Need;
use crate::outcomes::Outcome;
use crate::people::family::Link;
use crate::people::merging::{Distinct, Merge};
use crate::people::{Characteristics, Consent, Person};
use crate::placements::Placement;
use crate::plans::{Action, Goal, Plan, Review};
use crate::referrals::Referral;
use crate::support::Support;
use base::{Id, Kind};
use db::{Logged, Record, Table, Tx, made_of};

/// One kind of record, as what works on all of them alike needs it.
pub(crate) struct Sort {
    /// Its table.
    pub table: &'static Table,
    /// Does a change of such a record the other way round.
    pub reverse: fn(&mut Tx<'_>, &Logged) -> db::Result<()>,
    /// Gives one such record another person.
    pub hand: fn(&mut Tx<'_>, Id, Id) -> db::Result<()>,
}

const fn sort<R: Record>() -> Sort {
    Sort { table: R::TABLE, reverse: |tx, change| tx.reverse::<R>(change), hand: hand::<R> }
}

/// Makes the record with this id one about the person `to`.
fn hand<R: Record>(tx: &mut Tx<'_>, id: Id, to: Id) -> db::Result<()> {
    let Some(before) = tx.find::<R>(id)? else { return Ok(()) };
    let mut values = before.values();
    for (field, value) in R::TABLE.fields.iter().zip(&mut values) {
        if field.name == "person_id" {
            *value = to.into();
        }
    }
    let after = made_of::<R>(id, &values)?;
    tx.update(&before, &after)
}

/// Every kind.
pub(crate) const SORTS: [Sort; 28] = [
    sort::<Person>(),
    sort::<Characteristics>(),
    sort::<Consent>(),
    sort::<Enrolment>(),
    sort::<Interaction>(),
    sort::<FurtherService>(),
    sort::<Outcome>(),
    sort::<Move>(),
    sort::<Capacity>(),
    sort::<Need>(),
    sort::<Barrier>(),
    sort::<BarrierNote>(),
    sort::<Support>(),
    sort::<Assessment>(),
    sort::<Plan>(),
    sort::<Goal>(),
    sort::<Action>(),
    sort::<Review>(),
    sort::<Assignment>(),
    sort::<Leaving>(),
    sort::<FollowUp>(),
    sort::<Appointment>(),
    sort::<Referral>(),
    sort::<Placement>(),
    sort::<Merge>(),
    sort::<Distinct>(),
    sort::<Link>(),
    sort::<HeadCount>(),
];

/// Their tables.
pub(crate) fn tables() -> &'static [&'static Table] {
    static TABLES: [&Table; SORTS.len()] = {
        let mut tables = [Person::TABLE; SORTS.len()];
        let mut at = 0;
        while at < SORTS.len() {
            tables[at] = SORTS[at].table;
            at += 1;
        }
        tables
    };
    &TABLES
}

/// Whether records of this kind say by a field of their own whom they are about.
pub(crate) fn names_a_person(table: &Table) -> bool {
    table.fields.iter().any(|field| field.name == "person_id")
}

/// The kinds of record that are about nobody in particular: what they count for hangs on nobody.
pub(crate) fn of_nobody() -> impl Iterator<Item = &'static Table> {
    let of_people = |table: &Table| {
        table.name == Person::TABLE.name || table.fields.iter().any(|field| field.kind == Kind::Record("person"))
    };
    tables().iter().copied().filter(move |table| !of_people(table))
}

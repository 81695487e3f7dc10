//! Keeping records about a person's support: one way to add, change and read them, whatever their kind.
//!
//! Who writes, about whom and for which partner is checked against the actor's scope; the fields against their descriptions and
//! the programme's vocabularies; the record against its own rules; a form that is sent twice is saved once; and whoever changes
//! a record that somebody else has changed meanwhile is shown both.

mod asked;
mod checks;
mod own;
mod reading;
mod writing;

pub use asked::{Changed, Held, SORTS, Sort, Texts};
pub(crate) use asked::{empty, filled, texts_of};
pub(crate) use checks::{answers, belongs, checked, described, impossible, texts};
pub use checks::{ended, not_before_support, not_future};
pub use reading::{Sight, find, of_person, writes};
pub use writing::{Saved, add, add_despite, change, change_despite, version};
pub(crate) use writing::{changed, for_partner, permitted, settled, stamped, stamped_despite};

use crate::{Result, Workspace};
use base::{Date, Field, Id, Invalid, Kind};
use db::{Record, Tx};

/// Whom a record is about, in which programme, and which partner recorded it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The person.
    pub person: Id,
    /// The programme.
    pub programme: Id,
    /// The partner; of a record that is being made, none means the one that whoever makes it belongs to.
    pub partner: Option<Id>,
}

/// What every record about a person's support says first, and last.
pub(crate) const PERSON: Field = Field::new("person_id", "Person", Kind::Record("person")).required();
pub(crate) const PROGRAMME: Field = Field::new("programme_id", "Programme", Kind::Record("programme")).required();
pub(crate) const PARTNER: Field = Field::new("partner_id", "Partner", Kind::Record("partner"));
pub(crate) const RECORDED_BY: Field = Field::new("user_id", "Recorded by", Kind::Record("user_account"));

/// A record about one person's support in one programme.
pub trait Supported: Record + Clone + PartialEq {
    /// The order in which such records are read: an `ORDER BY` without these words.
    const NEWEST_FIRST: &'static str;
    /// What is said when one was added: "Need recorded".
    const RECORDED: &'static str;
    /// The field with the day on which support was given, of what is support: it comes no earlier than support in the programme began.
    const GIVEN: Option<&'static str> = None;

    /// Whom it is about, and where.
    fn place(&self) -> Place;

    /// Sets what is not for whoever fills in a form to say.
    fn stamp(&mut self, id: Id, partner: Option<Id>, user: Option<Id>);

    /// What is wrong with it, as seen on the day `today`.
    fn check(&self, today: Date) -> Vec<Invalid>;

    /// Holds it to the rules that take other records to tell; `before` is the record as it was, if it is being changed. `despite`
    /// says why a rule that may be set aside is.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) or [`Error::Refused`](crate::Error::Refused) where one is broken.
    fn against(
        &self,
        _tx: &mut Tx<'_>,
        _workspace: &Workspace,
        _before: Option<&Self>,
        _despite: Option<&str>,
    ) -> Result<()> {
        Ok(())
    }
}

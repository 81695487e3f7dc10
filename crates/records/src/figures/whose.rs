//! Whose people and records a figure counts: the viewer's scope as conditions of every question.

use super::key::Lookup;
use super::question::cut;
use crate::facts::RESTRICTED;
use crate::programmes::{Catalogue, Entry};
use crate::{Error, Result};
use base::{Act, Id, Scope, Whose};
use counting::{Dimension as Cut, Filter as Condition, Key};
use definition::{Dimension, FactKind};

/// Whose people and records count.
///
/// A role in an umbrella reaches what stands under it, so what may be done in a programme may be done in all of its family, at least
/// as far. A figure of the family is therefore counted by the reach in the programme that is asked: in a programme
/// beneath it, the asker may see more on that programme's own pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counted {
    /// Those of these organisations only; none: everybody's.
    organisations: Option<Vec<Id>>,
    /// Of people with restricted records, only these; none: all of them.
    restricted: Option<Vec<Id>>,
}

impl Counted {
    /// Everybody, for the totals that say nothing of anybody. Who looks through a funder's eyes is told of those only whom they see
    /// with their own: else the difference of the two would be somebody.
    pub fn approved(scope: &Scope) -> Self {
        let restricted = (scope.is_viewing() && scope.any_restricted()).then(|| scope.named_for().to_vec());
        Self { organisations: None, restricted }
    }

    /// Whose may be counted by whoever has this scope, for this act.
    ///
    /// # Errors
    /// [`Error::Refused`] when there is nobody whose.
    pub fn by(scope: &Scope, entry: &Entry, act: Act) -> Result<Self> {
        let organisations = match scope.whose(act, entry.programme.id) {
            Whose::Everybody => None,
            Whose::Partners { organisations, .. } => Some(organisations),
            Whose::Nobody => {
                let roles: Vec<String> = act.roles().iter().map(|role| role.label().to_lowercase()).collect();
                return Err(Error::Refused(format!(
                    "in {} your role does not let you do this: {}; it takes one of these: {}. Ask the programme\u{2019}s lead",
                    entry.programme.name,
                    act.label().to_lowercase(),
                    roles.join(", ")
                )));
            }
        };
        let restricted = scope.any_restricted().then(|| scope.named_for().to_vec());
        Ok(Self { organisations, restricted })
    }

    /// Whether some people or records are left out.
    pub fn is_partial(&self) -> bool {
        *self != Self::default()
    }

    /// The organisations whose people count, unless everybody's do.
    pub fn organisations(&self) -> Option<&[Id]> {
        self.organisations.as_deref()
    }

    /// Whether this organisation's work may be told apart.
    pub fn tells_of(&self, organisation: Id) -> bool {
        self.organisations.as_ref().is_none_or(|own| own.contains(&organisation))
    }

    /// The conditions on facts of this kind.
    pub fn conditions(&self, kind: FactKind, lookup: &Lookup<'_>) -> Vec<Condition> {
        let mut conditions = Vec::new();
        if let Some(named) = self.restricted.as_ref().filter(|_| kind.has_subject()) {
            let keys = std::iter::once(Key::Missing).chain(named.iter().copied().map(Key::Id));
            conditions.push(Condition::In(Cut::attribute(RESTRICTED), keys.collect()));
        }
        // Who takes part is everybody's to know; what a partner did is its own, also where it is about nobody.
        if let Some(own) = self.organisations.as_ref().filter(|_| kind != FactKind::Partner) {
            conditions.push(Condition::In(cut(Dimension::Partner, kind, lookup), ids(own)));
        }
        conditions
    }

    /// The condition on facts that only say more of a person who counts: that they are none of another partner's.
    pub fn own(&self) -> Option<Condition> {
        self.organisations.as_ref().map(|own| Condition::In(Cut::Partner, ids(own)))
    }

    /// Whose people are counted, in words, unless everybody's are.
    pub fn said(&self, catalogue: &Catalogue) -> Option<String> {
        let own = self.organisations.as_ref()?;
        let names: Vec<&str> =
            own.iter().filter_map(|id| catalogue.organisation(*id)).map(|known| known.name.as_str()).collect();
        Some(format!(
            "Counted are the people and the work of {} only, and percentages are of those people.",
            names.join(" and ")
        ))
    }
}

fn ids(ids: &[Id]) -> Vec<Key> {
    ids.iter().copied().map(Key::Id).collect()
}

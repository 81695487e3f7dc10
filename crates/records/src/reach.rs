//! Scopes in SQL: the conditions under which a person or a record may be seen. Everything that reads personal data by SQL
//! takes them from here.

use base::{Act, Id, Scope, Whose};
use db::Value;
use std::fmt::Write as _;

/// How far a scope reaches for one act, over all programmes: what the conditions are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Span {
    /// The whole workspace.
    Everything,
    /// Everybody in the programmes `whole`; and in the programmes `partial`, whoever these partners enrolled or have supported.
    These { whole: Vec<Id>, partial: Vec<Id>, partners: Vec<Id> },
}

impl Span {
    /// How far `scope` reaches for `act`; within these programmes, if some are given.
    pub fn of(scope: &Scope, act: Act, within: Option<&[Id]>) -> Self {
        let (mut whole, mut partial, mut partners) = (Vec::new(), Vec::new(), Vec::new());
        if scope.is_everything() {
            return match within {
                None => Self::Everything,
                Some(within) => Self::These { whole: within.to_vec(), partial, partners },
            };
        }
        for programme in programmes(scope) {
            if within.is_some_and(|within| !within.contains(&programme)) {
                continue;
            }
            match scope.whose(act, programme) {
                Whose::Everybody => whole.push(programme),
                Whose::Partners { partners: these, .. } => {
                    partial.push(programme);
                    partners.extend(these);
                }
                Whose::Nobody => {}
            }
        }
        partners.sort_unstable();
        partners.dedup();
        Self::These { whole, partial, partners }
    }

    /// Whether nothing is in it.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::These { whole, partners, .. } if whole.is_empty() && partners.is_empty())
    }
}

/// Every programme in which the scope allows anything, in order.
pub(crate) fn programmes(scope: &Scope) -> Vec<Id> {
    let mut programmes: Vec<Id> = scope.grants().iter().flat_map(|grant| grant.programmes.iter().copied()).collect();
    programmes.sort_unstable();
    programmes.dedup();
    programmes
}

/// A question with its values, put together in parts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sql {
    pub text: String,
    pub values: Vec<Value>,
}

impl Sql {
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Adds words.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value, as its number.
    pub fn value(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        let _ = write!(self.text, "${}", self.values.len());
        self
    }

    /// Adds `(…, …)`; of nothing, a list in which nothing is.
    pub fn list(&mut self, ids: &[Id]) -> &mut Self {
        self.push("(");
        for (place, id) in ids.iter().enumerate() {
            self.push(if place > 0 { ", " } else { "" }).value(*id);
        }
        // Nothing has the id 0. A list with NULL in it would make of "not in" neither yes nor no.
        self.push(if ids.is_empty() { "0)" } else { ")" })
    }

    /// Adds the condition that the person with the id in column `person` may be seen: they were enrolled or supported in a
    /// programme, and by a partner, that the scope reaches for this act, and their record is not restricted to others.
    pub fn sees_person(&mut self, scope: &Scope, act: Act, person: &str) -> &mut Self {
        self.is_within(&Span::of(scope, act, None), person).unrestricted(scope, person)
    }

    /// Adds the condition that the person with the id in column `person` is within a span.
    pub fn is_within(&mut self, span: &Span, person: &str) -> &mut Self {
        let Span::These { whole, partners, .. } = span else { return self.push("1 = 1") };
        if span.is_nothing() {
            return self.push("1 = 0");
        }
        self.push("(");
        if !whole.is_empty() {
            self.push("EXISTS (SELECT 1 FROM enrolment seen WHERE seen.person_id = ").push(person);
            self.push(" AND seen.programme_id IN ").list(whole).push(")");
        }
        if !partners.is_empty() {
            self.push(if whole.is_empty() { "" } else { " OR " });
            self.is_with(partners, person);
        }
        self.push(")")
    }

    /// Adds the condition that the person with the id in column `person` was enrolled or has been supported by one of these partners.
    pub fn is_with(&mut self, partners: &[Id], person: &str) -> &mut Self {
        self.push("EXISTS (SELECT 1 FROM known_by seen WHERE seen.person_id = ").push(person);
        // Few partners know a person: to look at each takes less than to look for each of many.
        self.push(" AND +seen.partner_id IN ").list(partners).push(")")
    }

    /// Adds `AND …`: that the person's record is not restricted to users of whom the asker is none.
    pub fn unrestricted(&mut self, scope: &Scope, person: &str) -> &mut Self {
        if scope.any_restricted() {
            self.push(" AND (NOT EXISTS (SELECT 1 FROM restriction r WHERE r.person_id = ").push(person);
            self.push(") OR ").push(person).push(" IN ").list(scope.named_for()).push(")");
        }
        self
    }

    /// Adds the condition that a referral, with the columns `programme_id` and `to_partner_id` after `prefix`, is addressed to a partner that
    /// the scope reaches for this act.
    pub fn is_addressed(&mut self, scope: &Scope, act: Act, prefix: &str) -> &mut Self {
        let Span::These { whole, partial, partners } = Span::of(scope, act, None) else {
            return self.push("1 = 1");
        };
        self.push("(").push(prefix).push("programme_id IN ").list(&whole);
        self.push(" OR (").push(prefix).push("programme_id IN ").list(&partial);
        self.push(" AND COALESCE(").push(prefix).push("to_partner_id, 0) IN ").list(&partners).push("))")
    }

    /// Adds the condition that a record about a visible person, with the columns `programme_id` and `partner_id` after
    /// `prefix`, may be seen: it is of a programme and of a partner that the scope reaches
    /// for this act.
    pub fn sees_record(&mut self, scope: &Scope, act: Act, prefix: &str) -> &mut Self {
        let Span::These { whole, partial, partners } = Span::of(scope, act, None) else {
            return self.push("1 = 1");
        };
        self.push("(");
        if !whole.is_empty() || partial.is_empty() {
            self.push(prefix).push("programme_id IN ").list(&whole);
        }
        if !partial.is_empty() {
            self.push(if whole.is_empty() { "" } else { " OR " });
            self.push("(").push(prefix).push("programme_id IN ").list(&partial);
            // Of a record without a partner it is known that no partner's people see it, which NULL would leave open.
            self.push(" AND COALESCE(").push(prefix).push("partner_id, 0) IN ").list(&partners).push(")");
        }
        self.push(")")
    }
}

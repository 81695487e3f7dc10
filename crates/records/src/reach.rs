//! Scopes in SQL: the conditions under which a person or a record may be seen. Everything that reads personal data by SQL
//! takes them from here.

use crate::Workspace;
use base::{Act, Id, Scope, Whose};
use db::Value;
use std::fmt::Write as _;

/// A question with its values, put together in parts.
#[derive(Debug, Default)]
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
        self.push(if ids.is_empty() { "NULL)" } else { ")" })
    }

    /// Adds the condition that the person with the id in column `person` may be seen: they were enrolled or supported in a
    /// programme, and by a partner, that the scope reaches for this act, and their record is not restricted to others.
    pub fn may_see_person(&mut self, scope: &Scope, workspace: &Workspace, act: Act, person: &str) -> &mut Self {
        if scope.is_everything() {
            return self.push("1 = 1");
        }
        let catalogue = workspace.catalogue();
        let mut whole = Vec::new();
        let mut partners = Vec::new();
        for entry in catalogue.entries() {
            match scope.whose(act, entry.programme.id) {
                Whose::Everybody => whole.push(entry.programme.id),
                Whose::Partners { partners: these, .. } => partners.extend(these),
                Whose::Nobody => {}
            }
        }
        partners.sort_unstable();
        partners.dedup();
        self.push("(EXISTS (SELECT 1 FROM enrolment seen WHERE seen.person_id = ").push(person);
        self.push(" AND (seen.programme_id IN ")
            .list(&whole)
            .push(" OR seen.partner_id IN ")
            .list(&partners)
            .push("))");
        if !partners.is_empty() {
            for table in ["interaction", "outcome", "assignment"] {
                self.push(" OR EXISTS (SELECT 1 FROM ").push(table).push(" seen WHERE seen.person_id = ").push(person);
                self.push(" AND seen.partner_id IN ").list(&partners).push(")");
            }
        }
        self.push(")").unrestricted(scope, person)
    }

    /// Adds `AND …`: that the person's record is not restricted to users of whom the asker is none.
    pub fn unrestricted(&mut self, scope: &Scope, person: &str) -> &mut Self {
        if scope.any_restricted() {
            self.push(" AND (NOT EXISTS (SELECT 1 FROM restriction r WHERE r.person_id = ").push(person);
            self.push(") OR ").push(person).push(" IN ").list(scope.named_for()).push(")");
        }
        self
    }

    /// Adds the condition that a record about a visible person, with the columns `programme_id` and `partner_id` after
    /// `prefix`, may be seen: it is of a programme and of a partner that the scope reaches.
    pub fn may_see_record(&mut self, scope: &Scope, workspace: &Workspace, prefix: &str) -> &mut Self {
        if scope.is_everything() {
            return self.push("1 = 1");
        }
        self.push("(1 = 0");
        for entry in workspace.catalogue().entries() {
            let programme = entry.programme.id;
            match scope.whose(Act::SeeRecords, programme) {
                Whose::Everybody => {
                    self.push(" OR ").push(prefix).push("programme_id = ").value(programme);
                }
                Whose::Partners { partners, .. } => {
                    self.push(" OR (").push(prefix).push("programme_id = ").value(programme).push(" AND ");
                    self.push(prefix).push("partner_id IN ").list(&partners).push(")");
                }
                Whose::Nobody => {}
            }
        }
        self.push(")")
    }
}

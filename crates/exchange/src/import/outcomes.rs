//! Outcomes: a row to an improvement achieved.

use super::resolve::{Enrolled, Resolve};
use super::row::Reader;
use super::run::{BLOCK, Came, Importer, Place, Stop};
use super::saver::Saver;
use super::seen::{Seen, Stood, number, taken};
use base::{Id, Invalid};
use db::Tx;
use records::outcomes::Outcome;
use std::collections::{HashMap, HashSet};

/// Brings in outcomes.
pub(super) struct Outcomes {
    place: Place,
    resolve: Resolve,
    enrolled: Enrolled,
    seen: Seen,
    /// The outcomes that a person can have once only.
    once: HashSet<Id>,
    /// Who has which of them, and whether the actor may know it.
    had: HashMap<(Id, Id), bool>,
    pending: Vec<Outcome>,
}

impl Outcomes {
    pub fn new(tx: &Tx<'_>, place: Place, resolve: Resolve, once: HashSet<Id>) -> records::Result<Self> {
        let enrolled = Enrolled::load(tx, &place.scope, place.programme)?;
        let mut seen = Seen::default();
        let mut had = HashMap::new();
        records::outcomes::achieved(tx, &place.scope, place.programme, |achieved| {
            if once.contains(&achieved.outcome) {
                had.insert((achieved.person, achieved.outcome), achieved.seen);
            }
            if let Some(key) = achieved.source_key {
                seen.saved(key);
            }
        })?;
        seen.loaded();
        Ok(Self { place, resolve, enrolled, seen, once, had, pending: Vec::new() })
    }

    /// Notes that this person has this outcome; a fault if that can be so once only and it was so already.
    fn achieve(&mut self, outcome: &Outcome) -> Result<(), Invalid> {
        if !self.once.contains(&outcome.outcome) {
            return Ok(());
        }
        let why = match self.had.get(&(outcome.person, outcome.outcome)) {
            None => {
                self.had.insert((outcome.person, outcome.outcome), true);
                return Ok(());
            }
            Some(told) => records::outcomes::already(*told),
        };
        Err(Invalid::new("outcome_id", "", why))
    }
}

impl Importer for Outcomes {
    fn row(&mut self, row: &mut Reader<'_, '_>, saver: &Saver) -> Result<Came, Stop> {
        let reference = row.text("reference").unwrap_or_default();
        let partner = row.name("partner_id", &mut self.resolve.partners);
        let partner = row.keep(self.place.own.partner(partner)).flatten();
        let date = row.date("date");
        let term = row.name("outcome_id", &mut self.resolve.outcomes);
        let evidence = row.text("evidence");
        let checked = row.choice("verification");
        let verification = checked.unwrap_or("claimed");
        let own = row.text("source_key");
        let person = if reference.is_empty() { None } else { row.keep(self.enrolled.find(&reference)) };
        let (Some((person, start)), Some(date), Some(term)) = (person, date, term) else { return Ok(Came::Rejected) };
        let outcome = Outcome {
            // It gets its own when it is saved.
            id: Id::from_number(0),
            person,
            programme: self.place.programme,
            partner,
            date,
            outcome: term,
            evidence: evidence.map(std::borrow::Cow::into_owned),
            verification: verification.to_owned(),
            source_key: None,
        };
        row.refuse_all(outcome.check(Some(start), self.place.today));
        if !row.is_good() {
            return Ok(Came::Rejected);
        }
        let says: [&[u8]; 6] = [
            reference.as_bytes(),
            &number(partner.map(Id::number)),
            &number(Some(i64::from(date.year()) * 400 + i64::from(date.day_of_year()))),
            &number(Some(term.number())),
            outcome.evidence.as_deref().unwrap_or_default().as_bytes(),
            verification.as_bytes(),
        ];
        match self.seen.look(&self.place, "outcome", own.as_deref(), &says) {
            Stood::New(key) => {
                if row.keep(self.achieve(&outcome)).is_none() {
                    return Ok(Came::Rejected);
                }
                self.pending.push(Outcome { source_key: Some(key), ..outcome });
                if self.pending.len() >= BLOCK {
                    self.flush(saver)?;
                }
                Ok(Came::Created)
            }
            Stood::Same => Ok(Came::Unchanged),
            Stood::Named(key) => {
                let scope = self.place.scope.clone();
                let before = saver.now(move |tx| records::outcomes::by_source_key(tx, &scope, key))?;
                let Some(before) = before else {
                    row.refuse(taken(own.as_deref()));
                    return Ok(Came::Rejected);
                };
                // What the row leaves empty stays as it is known.
                let after = Outcome {
                    person,
                    date,
                    outcome: term,
                    partner: partner.or(before.partner),
                    evidence: outcome.evidence.or_else(|| before.evidence.clone()),
                    verification: checked.map_or_else(|| before.verification.clone(), str::to_owned),
                    ..before.clone()
                };
                if before == after {
                    return Ok(Came::Unchanged);
                }
                let had = (before.person, before.outcome);
                let told = self.had.remove(&had);
                if row.keep(self.achieve(&after)).is_none() {
                    self.had.extend(told.map(|told| (had, told)));
                    return Ok(Came::Rejected);
                }
                saver.later(move |tx| Ok(tx.update(&before, &after)?))?;
                Ok(Came::Changed)
            }
            Stood::Twice(invalid) => {
                row.refuse(invalid);
                Ok(Came::Rejected)
            }
        }
    }

    fn flush(&mut self, saver: &Saver) -> Result<(), Stop> {
        let mut block = std::mem::take(&mut self.pending);
        block.sort_by_cached_key(|outcome| outcome.person);
        saver.later(move |tx| {
            for outcome in &mut block {
                outcome.id = tx.new_id();
            }
            tx.insert_all(block)?;
            Ok(())
        })
    }
}

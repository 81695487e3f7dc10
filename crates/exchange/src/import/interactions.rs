//! Interactions: a row to a piece of support.

use super::resolve::{Enrolled, Resolve};
use super::row::Reader;
use super::run::{BLOCK, Came, Importer, Place, Stop};
use super::saver::Saver;
use super::seen::{Seen, Stood, number, taken};
use base::Id;
use db::Tx;
use records::interactions::{FurtherService, Interaction};
use records::keeping::not_before_support;

/// Brings in interactions.
pub(super) struct Interactions {
    place: Place,
    resolve: Resolve,
    enrolled: Enrolled,
    seen: Seen,
    pending: Vec<Interaction>,
}

impl Interactions {
    pub fn new(tx: &Tx<'_>, place: Place, resolve: Resolve) -> records::Result<Self> {
        let enrolled = Enrolled::load(tx, &place.scope, place.programme)?;
        let mut seen = Seen::default();
        records::interactions::source_keys(tx, place.programme, |key| seen.saved(key))?;
        seen.loaded();
        Ok(Self { place, resolve, enrolled, seen, pending: Vec::new() })
    }
}

impl Importer for Interactions {
    fn row(&mut self, row: &mut Reader<'_, '_>, saver: &Saver) -> Result<Came, Stop> {
        let reference = row.text("reference").unwrap_or_default();
        let partner = row.name("partner_id", &mut self.resolve.partners);
        let partner = row.keep(self.place.own.partner(partner)).flatten();
        let date = row.date("date");
        let service = row.name("service_id", &mut self.resolve.services);
        let channel = row.choice("channel");
        let minutes = row.whole("minutes");
        let notes = row.text("notes");
        let own = row.text("source_key");
        let person = if reference.is_empty() { None } else { row.keep(self.enrolled.find(&reference)) };
        let (Some((person, start)), Some(date)) = (person, date) else { return Ok(Came::Rejected) };
        let interaction = Interaction {
            partner,
            service,
            channel: channel.map(str::to_owned),
            minutes,
            notes: notes.map(std::borrow::Cow::into_owned),
            // It gets its own id when it is saved.
            ..Interaction::new(Id::from_number(0), person, self.place.programme, date)
        };
        row.refuse_all(interaction.check(self.place.today));
        row.refuse_all(not_before_support("date", date, start));
        if !row.is_good() {
            return Ok(Came::Rejected);
        }
        let says: [&[u8]; 7] = [
            reference.as_bytes(),
            &number(partner.map(Id::number)),
            &number(Some(i64::from(date.year()) * 400 + i64::from(date.day_of_year()))),
            &number(service.map(Id::number)),
            channel.unwrap_or_default().as_bytes(),
            &number(minutes),
            interaction.notes.as_deref().unwrap_or_default().as_bytes(),
        ];
        match self.seen.look(&self.place, "interaction", own.as_deref(), &says) {
            Stood::New(key) => {
                self.pending.push(Interaction { source_key: Some(key), ..interaction });
                if self.pending.len() >= BLOCK {
                    self.flush(saver)?;
                }
                Ok(Came::Created)
            }
            Stood::Same => Ok(Came::Unchanged),
            Stood::Named(key) => {
                let scope = self.place.scope.clone();
                let came = saver.now(move |tx| {
                    let Some(before) = records::interactions::by_source_key(tx, &scope, key)? else {
                        return Ok(None);
                    };
                    let after = corrected(&before, interaction);
                    if before == after {
                        return Ok(Some(Came::Unchanged));
                    }
                    tx.update(&before, &after)?;
                    if before.person != after.person {
                        handed(tx, &after)?;
                    }
                    Ok(Some(Came::Changed))
                })?;
                Ok(came.unwrap_or_else(|| {
                    row.refuse(taken(own.as_deref()));
                    Came::Rejected
                }))
            }
            Stood::Twice(invalid) => {
                row.refuse(invalid);
                Ok(Came::Rejected)
            }
        }
    }

    fn flush(&mut self, saver: &Saver) -> Result<(), Stop> {
        let mut block = std::mem::take(&mut self.pending);
        block.sort_by_cached_key(|interaction| interaction.person);
        saver.later(move |tx| {
            for interaction in &mut block {
                interaction.id = tx.new_id();
            }
            tx.insert_all(block)?;
            Ok(())
        })
    }
}

/// The interaction as known before, with what the row `told` says of it.
fn corrected(before: &Interaction, told: Interaction) -> Interaction {
    let mut after = Interaction {
        person: told.person,
        date: told.date,
        partner: told.partner.or(before.partner),
        service: told.service.or(before.service),
        channel: told.channel.or_else(|| before.channel.clone()),
        minutes: told.minutes.or(before.minutes),
        notes: told.notes.or_else(|| before.notes.clone()),
        ..before.clone()
    };
    if !after.is_remote() {
        after.reason = None;
    }
    after
}

/// What was given besides goes to the person whose interaction it is now.
fn handed(tx: &mut Tx<'_>, interaction: &Interaction) -> records::Result<()> {
    for before in tx.list::<FurtherService>("WHERE interaction_id = $1", &[interaction.id.into()])? {
        tx.update(&before, &FurtherService { person: interaction.person, ..before.clone() })?;
    }
    Ok(())
}

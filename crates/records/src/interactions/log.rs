//! Logging an interaction, with one or several people in one go.

use super::{FurtherService, Interaction};
use crate::keeping::{Sight, Supported as _, stamped_despite};
use crate::submissions::{self, About, Made};
use crate::{Error, Result, Workspace, needs};
use base::{Actor, Date, Id, Invalid};
use db::Reader;
use std::collections::HashSet;

/// The most people that can be logged with one form.
const MOST: usize = 50;

/// What is said of one that was logged; of several, with how many people.
const LOGGED: &str = "Interaction recorded";

/// What happened, as one form tells it.
#[derive(Debug, Clone)]
pub struct Log {
    /// With whom. Each gets a record of their own.
    pub people: Vec<Id>,
    /// In which programme.
    pub programme: Id,
    /// For which partner; none means the one that whoever logs it belongs to.
    pub partner: Option<Id>,
    /// When.
    pub date: Date,
    /// Which services; the first is the interaction's own, the others were given on the same occasion.
    pub services: Vec<Id>,
    /// How, a key of [`CHANNEL`](super::CHANNEL).
    pub channel: Option<String>,
    /// Why it was not in person, a key of [`REASON`](super::REASON).
    pub reason: Option<String>,
    /// How long, in minutes.
    pub minutes: Option<i64>,
    /// Who else was there.
    pub present: Option<String>,
    /// What was said.
    pub notes: Option<String>,
    /// Who gave the support; none means whoever logs it.
    pub worker: Option<Id>,
    /// Why learning came before a basic need, where it did; goes into the audit log.
    pub despite: Option<String>,
}

/// Logs it: one record to a person, all or none.
///
/// # Errors
/// [`Error::Refused`] or [`Error::NotFound`] where the actor may not record about one of them, [`Error::Invalid`] where a rule is
/// broken; so with the field `despite` when a service is learning while an urgent need is open.
pub fn log(workspace: &Workspace, actor: &Actor, token: &str, told: &Log) -> Result<Made> {
    if told.people.is_empty() || told.people.len() > MOST {
        let reason = format!("choose between one and {MOST} people");
        return Err(Error::Invalid(vec![Invalid::new("person_id", "", reason)]));
    }
    let what = match told.people.len() {
        1 => LOGGED.to_owned(),
        several => format!("{LOGGED} with {several} people"),
    };
    submissions::once(workspace, actor, token, &what, |tx| {
        let mut first = None;
        for person in &told.people {
            let interaction = Interaction {
                partner: told.partner,
                service: told.services.first().copied(),
                channel: told.channel.clone(),
                minutes: told.minutes,
                notes: told.notes.clone(),
                worker: told.worker,
                reason: told.reason.clone(),
                present: told.present.clone(),
                ..Interaction::new(tx.new_id(), *person, told.programme, told.date)
            };
            let despite = told.despite.as_deref();
            let interaction = stamped_despite(tx, workspace, &interaction, despite)?;
            needs::gate(tx, workspace, interaction.place(), &told.services, despite)?;
            tx.insert(&interaction)?;
            first.get_or_insert(interaction.id);
            let catalogue = workspace.catalogue();
            let offered = catalogue.entry(told.programme);
            let mut further = told.services.iter().skip(1).filter(|service| Some(**service) != interaction.service);
            further.try_for_each(|service| {
                let known = offered.is_some_and(|entry| entry.offers(definition::Vocabulary::Service, *service));
                if !known {
                    let reason = "is not one that this programme offers";
                    return Err(Error::Invalid(vec![Invalid::new("service_id", "", reason)]));
                }
                let id = tx.new_id();
                Ok(tx.insert(&FurtherService {
                    id,
                    interaction: interaction.id,
                    person: *person,
                    service: *service,
                })?)
            })?;
        }
        let person = if told.people.len() == 1 { told.people.first().copied() } else { None };
        Ok(About { person, record: first.unwrap_or(Id::from_number(0)) })
    })
}

/// The interaction that a user logged last by a form and has not undone, for what is likely to be the same the next time.
///
/// # Errors
/// When the database fails.
pub fn last_logged(reader: &Reader<'_>, user: Id) -> Result<Option<Interaction>> {
    let sql = "SELECT record FROM submission WHERE user_id = $1 AND what LIKE $2 AND undone_at IS NULL \
               ORDER BY at DESC, id DESC LIMIT 1";
    let values = [user.into(), format!("{LOGGED}%").into()];
    let Some(record) = reader.optional(sql, &values, |row| row.get::<Id>(0))? else { return Ok(None) };
    Ok(reader.find::<Interaction>(record)?)
}

/// Which of a person's interactions in sight were the first with their service in their programme: those of the first day on which it
/// was had, if only beside another. So figures say, too, by [`counting::Before`].
///
/// # Errors
/// When the database fails.
pub fn firsts(reader: &Reader<'_>, sight: &Sight) -> Result<HashSet<Id>> {
    let had = sight.asks("id, programme_id, service_id, date", "interaction", "");
    let sql = format!(
        "WITH had AS ({}), given AS (SELECT programme_id, service_id, date FROM had UNION ALL \
         SELECT had.programme_id, beside.service_id, had.date FROM had \
         JOIN interaction_service AS beside ON beside.interaction_id = had.id), \
         earliest AS (SELECT programme_id, service_id, MIN(date) AS day FROM given GROUP BY programme_id, service_id) \
         SELECT had.id FROM had JOIN earliest ON earliest.programme_id = had.programme_id \
         AND earliest.service_id = had.service_id AND earliest.day = had.date",
        had.text
    );
    Ok(reader.query(&sql, &had.values, |row| row.get::<Id>(0))?.into_iter().collect())
}

/// The services given beside those of a person's interactions: the interaction, and the service.
///
/// # Errors
/// When the database fails.
pub fn further(reader: &Reader<'_>, person: Id) -> Result<Vec<(Id, Id)>> {
    let further = reader.list::<FurtherService>("WHERE person_id = $1 ORDER BY id", &[person.into()])?;
    Ok(further.into_iter().map(|further| (further.interaction, further.service)).collect())
}

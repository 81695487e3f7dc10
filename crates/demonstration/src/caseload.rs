//! The people of the demonstration's workers: so that whoever signs in as one has somebody to work with today.

use base::{Actor, Date, Id, Role};
use records::appointments::Appointment;
use records::assignments::Assignment;
use records::programmes::Entry;
use records::{Result, Workspace, users};

/// How many people a worker has.
const PEOPLE: u32 = 36;
/// How many of those who have left a worker still asks what became of them.
const LEFT: u32 = 8;
/// When the worker's next meetings are: days from today, and the time.
const MEETINGS: [(i64, &str, &str); 5] = [
    (0, "09:30", "Community centre"),
    (0, "11:00", "At home"),
    (0, "14:30", "By phone"),
    (1, "10:00", "Library"),
    (3, "13:15", "Job centre"),
];

/// Gives each worker of each programme people of their partner, some of whom have left, and their next meetings. A worker who has
/// people already is left as they are.
pub(crate) fn caseloads(workspace: &Workspace, actor: &Actor) -> Result<()> {
    let catalogue = workspace.catalogue();
    for entry in catalogue.entries() {
        let email = format!("made-up.worker.{}@example.org", entry.programme.key);
        let worker = workspace.read(|reader| {
            let Some(user) = users::by_email(reader, &email)? else { return Ok(None) };
            Ok(users::memberships(reader, user.id)?
                .into_iter()
                .find(|membership| membership.role == Role::Worker)
                .map(|membership| (user.id, membership.organisation)))
        })?;
        let Some((worker, organisation)) = worker else { continue };
        let programmes = catalogue.family(entry.programme.id);
        for under in programmes.into_iter().filter_map(|id| catalogue.entry(id)) {
            let partner = under.partners.iter().find(|partner| partner.organisation == organisation);
            let Some(partner) = partner.map(|partner| partner.id) else { continue };
            give(workspace, actor, under, worker, partner)?;
        }
    }
    Ok(())
}

fn give(workspace: &Workspace, actor: &Actor, entry: &Entry, worker: Id, partner: Id) -> Result<()> {
    let programme = entry.programme.id;
    let today = workspace.clock().today();
    workspace.write(actor, |tx| {
        tx.because("demonstration data");
        let sql = "SELECT id FROM assignment WHERE worker_id = $1 AND programme_id = $2 LIMIT 1";
        if tx.optional(sql, &[worker.into(), programme.into()], |row| row.get::<Id>(0))?.is_some() {
            return Ok(());
        }
        let of = |ended: &str, limit: u32| {
            let sql = format!(
                "SELECT person_id, start_date, end_date FROM enrolment WHERE partner_id = $1 AND programme_id = $2 \
                 AND end_date IS {ended} ORDER BY start_date DESC, person_id LIMIT $3"
            );
            tx.query(&sql, &[partner.into(), programme.into(), limit.into()], |row| {
                Ok((row.get::<Id>(0)?, row.get::<Date>(1)?, row.get::<Option<Date>>(2)?))
            })
        };
        let (here, left) = (of("NULL", PEOPLE)?, of("NOT NULL", LEFT)?);
        let mut assignments = Vec::new();
        let mut appointments = Vec::new();
        for (place, (person, start, end)) in here.iter().chain(&left).copied().enumerate() {
            let id = tx.new_id();
            let base = Assignment::new(person, programme, worker, "keyworker", start);
            assignments.push(Assignment { id, partner: Some(partner), end, ..base });
            if let Some((days, time, where_to)) = MEETINGS.get(place).filter(|_| end.is_none()) {
                let date = crate::when::later(today, u32::try_from(*days).unwrap_or(0));
                appointments.push(Appointment {
                    id: tx.new_id(),
                    partner: Some(partner),
                    time: Some((*time).to_owned()),
                    place: Some((*where_to).to_owned()),
                    ..Appointment::new(person, programme, worker, date)
                });
            }
        }
        tx.insert_all(assignments)?;
        tx.insert_all(appointments)?;
        Ok(())
    })
}

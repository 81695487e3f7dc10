//! A programme of today: people, and keyworkers of three partners with a real day before them. Everything is dated from the day on which
//! the demonstration is made, and the same for the same day.

use crate::journey::{Journeys, Until};
use crate::names;
use crate::person::{DemoEnrolment, DemoPerson};
use crate::random::Random;
use crate::when::later;
use base::{Actor, Date, Id, Role};
use definition::Vocabulary as Kind;
use records::appointments::Appointment;
use records::assignments::Assignment;
use records::enrolments::Enrolment;
use records::head_counts::HeadCount;
use records::interactions::Interaction;
use records::organisations::Organisation;
use records::outcomes::Outcome;
use records::people::Person;
use records::placements::Placement;
use records::programmes::Entry;
use records::referrals::Referral;
use records::users::{self, Membership, User};
use records::{Result, Workspace};

/// The programme of today.
const KEY: &str = "harbour-lane";
/// Who works there besides the demonstration's usual users, for which of the partners, in which role.
const COLLEAGUES: [(&str, usize, Role); 7] = [
    ("Kit Keyworker", 0, Role::Worker),
    ("Mo Mentor", 0, Role::Worker),
    ("Toni Tutor", 1, Role::Worker),
    ("Bo Keyworker", 1, Role::Worker),
    ("Mika Manager", 1, Role::Manager),
    ("Jo Jobcoach", 2, Role::Worker),
    ("Max Manager", 2, Role::Manager),
];
/// How many people a keyworker has.
const PEOPLE: u32 = 20;
/// Of so many people, one has left, and one has gone quiet.
const LEAVES: u32 = 6;
const QUIET: u32 = 7;
/// So many days ago those left who have: some are to be asked about now what became of them.
const LEFT: [i64; 4] = [26, 30, 24, 182];
/// A keyworker's meetings: days from today, the time, and where.
const MEETINGS: [(i64, &str, &str); 6] = [
    (-1, "15:00", "Harbour Lane House"),
    (0, "09:30", "Library"),
    (0, "11:15", "At home"),
    (0, "14:30", "By phone"),
    (1, "10:00", "Job centre"),
    (3, "13:15", "Community kitchen"),
];
/// What the partners put on: how many days ago, what, how many came, and whether that was counted or is about right.
const EVENTS: [(i64, &str, i64, bool); 5] = [
    (4, "Walk along the shore", 14, false),
    (18, "Open day", 120, true),
    (39, "Jobs fair in the market hall", 86, false),
    (67, "Stall at the harbour fair", 200, true),
    (96, "Community lunch", 43, false),
];
const NOTES: [&str; 5] = [
    "We rang the college together; the form is filled in.",
    "Slept better. The letter from the landlord is answered.",
    "Came early and stayed for the group.",
    "Looked at three vacancies, one fits.",
    "Talked about what went well this week.",
];

/// Somebody who works with people for a partner.
struct Worker {
    user: Id,
    /// The place of the partner among the programme's.
    at: usize,
}

/// Fills the programme of today, if it is in force and has room before today.
pub(crate) fn fill(workspace: &Workspace, actor: &Actor, agencies: &[Organisation]) -> Result<()> {
    let catalogue = workspace.catalogue();
    let today = workspace.clock().today();
    let Ok(entry) = catalogue.programme(KEY) else { return Ok(()) };
    let begun = entry.programme.start.is_none_or(|start| start < later(today, -365));
    let workers = workers(workspace, actor, entry, today)?;
    if !begun || workers.is_empty() {
        return Ok(());
    }
    workspace.write(actor, |tx| {
        tx.because("demonstration data");
        let mut made = Made::default();
        let mut number = 0;
        for worker in &workers {
            for place in 0..PEOPLE {
                number += 1;
                let mut id = || tx.new_id();
                Making { entry, today, agencies, random: Random::of(crate::SEED, KEY, number) }
                    .person(&mut made, worker, place, number, &mut id);
            }
        }
        let mut id = || tx.new_id();
        Making { entry, today, agencies, random: Random::of(crate::SEED, KEY, 0) }
            .referrals(&mut made, &workers, &mut id);
        Making { entry, today, agencies, random: Random::of(crate::SEED, KEY, u64::MAX) }.events(&mut made, &mut id);
        tx.insert_all(made.people)?;
        tx.insert_all(made.enrolments)?;
        tx.insert_all(made.interactions)?;
        tx.insert_all(made.outcomes)?;
        tx.insert_all(made.assignments)?;
        tx.insert_all(made.appointments)?;
        tx.insert_all(made.head_counts)?;
        made.journeys.save(tx)
    })
}

/// The keyworkers: the demonstration's usual one, and colleagues who are added.
fn workers(workspace: &Workspace, actor: &Actor, entry: &Entry, today: Date) -> Result<Vec<Worker>> {
    let usual = format!("made-up.worker.{KEY}@example.org");
    let mut workers = Vec::new();
    workspace.write(actor, |tx| {
        tx.because("users of the demonstration");
        workers.clear();
        if let Some(user) = users::by_email(tx, &usual)? {
            workers.push(Worker { user: user.id, at: 0 });
        }
        for (name, at, role) in COLLEAGUES {
            let Some(partner) = entry.partners.get(at) else { continue };
            let email = format!("made-up.{}.{KEY}@example.org", name.to_lowercase().replace(' ', "-"));
            let user = match users::by_email(tx, &email)? {
                Some(user) => user.id,
                None => {
                    let user =
                        User::new(tx.new_id(), &email, &format!("{name} ({})", entry.definition.programme.short_name));
                    tx.insert(&user)?;
                    tx.insert(&Membership {
                        id: tx.new_id(),
                        user: user.id,
                        organisation: partner.organisation,
                        programme: Some(entry.programme.id),
                        role,
                        start: entry.programme.start.unwrap_or(today).min(today),
                        end: None,
                    })?;
                    user.id
                }
            };
            if role == Role::Worker {
                workers.push(Worker { user, at });
            }
        }
        Ok::<_, records::Error>(())
    })?;
    Ok(workers)
}

/// What is made, before it is saved.
#[derive(Default)]
struct Made {
    people: Vec<Person>,
    enrolments: Vec<Enrolment>,
    interactions: Vec<Interaction>,
    outcomes: Vec<Outcome>,
    assignments: Vec<Assignment>,
    appointments: Vec<Appointment>,
    head_counts: Vec<HeadCount>,
    journeys: Journeys,
}

struct Making<'a> {
    entry: &'a Entry,
    today: Date,
    agencies: &'a [Organisation],
    random: Random,
}

impl Making<'_> {
    fn ago(&mut self, fewest: u32, most: u32) -> Date {
        later(self.today, -i64::from(self.random.between(fewest, most)))
    }

    fn term(&mut self, vocabulary: Kind) -> Option<Id> {
        let terms: Vec<Id> = self.entry.terms(vocabulary).map(|term| term.id).collect();
        self.random.pick(&terms).copied()
    }

    /// One person of a keyworker's, with everything since they came.
    fn person(&mut self, into: &mut Made, worker: &Worker, place: u32, number: u64, id: &mut dyn FnMut() -> Id) {
        let programme = self.entry.programme.id;
        let Some(partner) = self.entry.partners.get(worker.at).map(|partner| partner.id) else { return };
        let left = (place % LEAVES == LEAVES - 1).then(|| LEFT[(place / LEAVES) as usize % LEFT.len()]);
        let end = left.map(|days| later(self.today, -days));
        let start = self.ago(if end.is_some() { 220 } else { 15 }, 260);
        let gender = if self.random.chance(55) { "woman" } else { "man" };
        let born = crate::when::birthday(&mut self.random, 18 + place * 2, start);
        let (given_name, family_name) = names::name(&mut self.random, "white-british", gender, born.year());
        let reference = format!("HL-{number:05}");
        let person = id();
        // Of some it was not seen yet.
        let shows: Vec<Id> = self.entry.terms(Kind::StatusEvidence).map(|term| term.id).collect();
        let evidence = shows.get(place as usize % (shows.len() + 1)).copied();
        let enrolment = Enrolment {
            id: id(),
            person,
            programme,
            partner: Some(partner),
            area: self.random.pick(&self.entry.areas).map(|area| area.id),
            start,
            reentry: None,
            end,
            destination: end.and_then(|_| self.term(Kind::Destination)),
            employment: self.term(Kind::Employment),
            evidence,
            evidence_seen: evidence.map(|_| later(start, 3).min(self.today)),
            route: self.term(Kind::Route),
        };
        let quiet = end.is_none() && place % QUIET == QUIET - 1;
        let last = match end {
            Some(end) => end,
            None if quiet => self.ago(30, 55).max(start),
            None => self.ago(1, 18).max(start),
        };
        self.interactions(into, &enrolment, worker, last, id);
        let made = DemoPerson {
            register: KEY,
            reference: reference.clone(),
            given_name,
            family_name,
            birth_date: Some(born),
            gender: Some(gender),
            ethnicity: None,
            disability: None,
            postcode: "ZZ99 1AA".to_owned(),
            enrolments: vec![DemoEnrolment {
                programme: KEY,
                partner: "",
                area: None,
                start,
                reentry: None,
                end,
                destination: None,
                employment: None,
                route: None,
            }],
            interactions: Vec::new(),
            outcomes: Vec::new(),
        };
        let until = Until { open: Some(later(self.today, -1)), asked: later(self.today, -10) };
        let (goals, actions) = (into.journeys.goals.len(), into.journeys.actions.len());
        into.journeys.add(&made, self.entry, &enrolment, self.agencies, until, id);
        self.goes_on(into, (goals, actions), end.is_none());
        if self.random.chance(35)
            && let Some(outcome) = self.term(Kind::Outcome)
        {
            into.outcomes.push(Outcome {
                id: id(),
                person,
                programme,
                partner: Some(partner),
                date: last,
                outcome,
                evidence: None,
                verification: "claimed".to_owned(),
                source_key: None,
            });
        }
        let assignment = Assignment::new(person, programme, worker.user, "keyworker", start);
        into.assignments.push(Assignment { id: id(), partner: Some(partner), end, ..assignment });
        self.meetings(into, &enrolment, worker, place, id);
        self.placements(into, &enrolment, place, id);
        let phone = Some(format!("01632 960{:03}", number % 1000));
        into.people.push(Person {
            given_name: Some(given_name.to_owned()),
            family_name: Some(family_name.to_owned()),
            birth_date: Some(born),
            gender: Some(gender.to_owned()),
            postcode: Some(made.postcode),
            phone,
            no_voicemail: self.random.chance(15).then_some(true),
            ..Person::new(person, programme, reference)
        });
        into.enrolments.push(enrolment);
    }

    /// Makes what was agreed that of somebody whose support goes on: what is long overdue was done, and most goals are still before them.
    fn goes_on(&mut self, into: &mut Made, (goals, actions): (usize, usize), open: bool) {
        let long_ago = later(self.today, -40);
        for action in into.journeys.actions.iter_mut().skip(actions).filter(|action| action.is_open()) {
            action.done = action.due.filter(|due| *due < long_ago);
        }
        for goal in into.journeys.goals.iter_mut().skip(goals).filter(|goal| open && !goal.is_open()) {
            if self.random.chance(65) {
                (goal.status, goal.status_on) = ("open".to_owned(), None);
            }
        }
    }

    /// Support every week or two, up to the last time.
    fn interactions(
        &mut self,
        into: &mut Made,
        enrolment: &Enrolment,
        worker: &Worker,
        last: Date,
        id: &mut dyn FnMut() -> Id,
    ) {
        let mut date = enrolment.start;
        while date <= last {
            let channel = *self.random.pick(&["in-person", "in-person", "phone", "message"]).unwrap_or(&"in-person");
            let note =
                self.random.chance(60).then(|| self.random.pick(&NOTES).map(|note| (*note).to_owned())).flatten();
            into.interactions.push(Interaction {
                partner: enrolment.partner,
                service: self.term(Kind::Service),
                channel: Some(channel.to_owned()),
                minutes: Some(if channel == "message" { 5 } else { 30 }),
                notes: note,
                worker: Some(worker.user),
                ..Interaction::new(id(), enrolment.person, enrolment.programme, date)
            });
            let next = later(date, self.random.between(6, 16));
            date = if date < last && next > last { last } else { next };
        }
    }

    fn meetings(
        &mut self,
        into: &mut Made,
        enrolment: &Enrolment,
        worker: &Worker,
        place: u32,
        id: &mut dyn FnMut() -> Id,
    ) {
        let Some((days, time, at)) = MEETINGS.get(place as usize).filter(|_| enrolment.end.is_none()) else { return };
        let meeting = Appointment::new(enrolment.person, enrolment.programme, worker.user, later(self.today, *days));
        into.appointments.push(Appointment {
            id: id(),
            partner: enrolment.partner,
            time: Some((*time).to_owned()),
            place: Some((*at).to_owned()),
            ..meeting
        });
    }

    /// A placement that goes on, and one that is past its end and waits for a word.
    fn placements(&mut self, into: &mut Made, enrolment: &Enrolment, place: u32, id: &mut dyn FnMut() -> Id) {
        let until = match place {
            7 => later(self.today, 20),
            8 => later(self.today, -4),
            _ => return,
        };
        let start = later(until, -30).max(enrolment.start);
        let placement =
            Placement::new(enrolment.person, enrolment.programme, "Quayside Bakery (fictional)", start, until);
        let activity = self.term(Kind::Activity);
        into.journeys.placements.push(Placement { id: id(), partner: enrolment.partner, activity, ..placement });
    }

    /// What each partner put on lately, and how many came.
    fn events(&mut self, into: &mut Made, id: &mut dyn FnMut() -> Id) {
        for (place, partner) in self.entry.partners.iter().enumerate() {
            for (at, (days, what, number, approximate)) in EVENTS.into_iter().enumerate() {
                if at % self.entry.partners.len().max(1) == place {
                    continue;
                }
                let date = later(self.today, -days - i64::try_from(place).unwrap_or(0) * 5);
                into.head_counts.push(HeadCount {
                    id: id(),
                    partner: Some(partner.id),
                    approximate,
                    service: self.term(Kind::Service),
                    area: self.random.pick(&self.entry.areas).map(|area| area.id),
                    ..HeadCount::new(self.entry.programme.id, what, date, number)
                });
            }
        }
    }

    /// Referrals between the partners: some wait for an answer, one for long; one was declined lately, one accepted.
    fn referrals(&mut self, into: &mut Made, workers: &[Worker], id: &mut dyn FnMut() -> Id) {
        const HOW: [(&str, i64); 4] = [("made", 1), ("made", 9), ("declined", 3), ("accepted", 5)];
        let learning = self.entry.terms(Kind::Help).map(|term| term.id).collect::<Vec<_>>();
        for (place, worker) in workers.iter().enumerate() {
            let own = self.entry.partners.get(worker.at).map(|partner| partner.id);
            let Some(to) = self.entry.partners.get((worker.at + 1) % self.entry.partners.len()) else { return };
            let colleague =
                workers.iter().find(|other| self.entry.partners.get(other.at).map(|one| one.id) == Some(to.id));
            // Those who go on with this keyworker.
            let of = |one: &&Assignment| one.worker == worker.user && one.end.is_none() && one.role == "keyworker";
            let people: Vec<Id> = into.assignments.iter().filter(of).map(|one| one.person).collect();
            for (at, (status, days)) in HOW.into_iter().enumerate() {
                let Some(person) = people.get(at + 9).copied() else { continue };
                let date = later(self.today, -days - i64::try_from(place).unwrap_or(0) % 2);
                let referral = Referral::new(person, self.entry.programme.id, "between", date);
                let answered = (status != "made").then(|| later(self.today, -1));
                into.journeys.referrals.push(Referral {
                    id: id(),
                    partner: own,
                    to: Some(to.id),
                    help: self.random.pick(&learning).copied(),
                    message: Some("Would like to begin soon; mornings are best. Please ring first.".to_owned()),
                    status: status.to_owned(),
                    answered,
                    reason: (status == "declined").then(|| "The group is full until the new year.".to_owned()),
                    user: Some(worker.user),
                    ..referral
                });
                if let (Some(colleague), Some(answered)) = (colleague, answered.filter(|_| status == "accepted")) {
                    let joint = Assignment::new(person, self.entry.programme.id, colleague.user, "other", answered);
                    into.assignments.push(Assignment { id: id(), partner: Some(to.id), ..joint });
                }
            }
        }
    }
}

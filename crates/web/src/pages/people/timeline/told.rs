//! Every record about a person as a line, or two where it has a beginning and an end.

use super::super::{About, partner, term};
use crate::instead::capital;
use crate::pages::place::Place;
use crate::pages::referrals;
use crate::pages::words::day;
use base::{Choice, Date, Id, Privacy};
use definition::Word;
use records::interactions::{CHANNEL, Interaction, REASON};
use records::keeping::{self, Sight, Supported};
use records::ladder::Direction;
use records::outcomes::{Outcome, VERIFICATION};
use records::people::{Page as Whole, consent, label_of};
use records::plans::STATUS;
use records::referrals as referral;
use records::{appointments, assignments, barriers, capacities, leaving, placements, support};
use std::collections::{HashMap, HashSet};

/// One line of the timeline.
pub(super) struct Told {
    pub date: Date,
    /// The record, for the order of a day.
    pub record: Id,
    /// A key of [`KINDS`](super::KINDS).
    pub kind: &'static str,
    pub word: String,
    pub what: String,
    pub partner: String,
    pub who: String,
    pub more: Vec<String>,
    /// A word set apart: that it was the first time.
    pub mark: Option<&'static str>,
    /// Whether the viewer may change it.
    pub own: bool,
    /// The form by which it is changed, if it is changed by one.
    pub form: Option<&'static str>,
}

/// What lines are made with.
pub(super) struct Telling<'a> {
    pub place: &'a Place,
    /// What users are called.
    pub names: &'a HashMap<Id, String>,
    /// What of the person's records may be seen.
    pub sight: &'a Sight,
}

/// Where and by whom something was written down.
struct At {
    programme: Id,
    partner: Option<Id>,
    user: Option<Id>,
}

impl Telling<'_> {
    fn by(&self, programme: Id, part: Option<Id>) -> String {
        part.and_then(|part| partner(&self.place.catalogue, programme, part)).unwrap_or_default()
    }

    fn term(&self, programme: Id, id: Option<Id>) -> String {
        term(&self.place.catalogue, programme, id).unwrap_or_default()
    }

    fn word(&self, programme: Id, word: Word) -> String {
        let entry = self.place.catalogue.entry(programme);
        capital(&entry.map(|entry| entry.definition.word(word).one).unwrap_or_default())
    }

    fn name(&self, user: Option<Id>) -> String {
        user.and_then(|user| self.names.get(&user).cloned()).unwrap_or_default()
    }

    fn line(&self, kind: &'static str, date: Date, record: Id, at: &At, word: &str) -> Told {
        Told {
            date,
            record,
            kind,
            word: word.to_owned(),
            what: String::new(),
            partner: self.by(at.programme, at.partner),
            who: self.name(at.user),
            more: Vec::new(),
            mark: None,
            own: keeping::writes(&self.place.scope(), at.programme, at.partner),
            form: None,
        }
    }

    /// The same line with what the record says; where something of it is withheld, that says so and why.
    fn said<R: Supported>(&self, told: Told, record: &R, what: &str, more: &[Option<&str>]) -> Told {
        let more = more.iter().flatten().filter(|text| !text.is_empty()).map(|text| (*text).to_owned());
        let withheld = self.sight.withholds(record).map(str::to_owned);
        Told { what: what.to_owned(), more: told.more.iter().cloned().chain(more).chain(withheld).collect(), ..told }
    }

    pub fn interaction(&self, one: &Interaction, first: bool, further: &[Id]) -> Told {
        let at = At { programme: one.programme, partner: one.partner, user: one.worker };
        let mut told = self.line("interaction", one.date, one.id, &at, &self.word(one.programme, Word::Interaction));
        let services = one.service.iter().chain(further).map(|service| self.term(one.programme, Some(*service)));
        told.what = services.collect::<Vec<_>>().join("; ");
        let how = one.channel.as_deref().map(|key| label_of(CHANNEL, key).to_owned());
        let why = one.reason.as_deref().map(|key| label_of(REASON, key).to_lowercase());
        let minutes =
            one.minutes.map(|minutes| if minutes == 1 { "1 minute".to_owned() } else { format!("{minutes} minutes") });
        let how: Vec<String> = how.into_iter().chain(why).chain(minutes).collect();
        told.more.extend(Some(how.join(", ")).filter(|how| !how.is_empty()));
        if !self.sight.reads(Privacy::Sensitive, one.place()) {
            told.more.push(format!("Notes: {}", Privacy::Sensitive.withheld()));
        } else {
            told.more.extend(one.present.as_ref().map(|present| format!("Also there: {present}")));
            told.more.extend(one.notes.clone());
        }
        told.mark = (one.service.is_some()).then_some(if first { "First time" } else { "Again" });
        told.form = Some("interaction");
        told
    }

    pub fn outcome(&self, one: &Outcome) -> Told {
        let at = At { programme: one.programme, partner: one.partner, user: None };
        let mut told = self.line("outcome", one.date, one.id, &at, &self.word(one.programme, Word::Outcome));
        told.what = self.term(one.programme, Some(one.outcome));
        told.more.push(label_of(VERIFICATION, &one.verification).to_owned());
        told.more.extend(one.evidence.as_ref().map(|evidence| format!("Evidence: {evidence}")));
        told
    }

    /// The stays in each programme.
    pub fn enrolments(&self, about: &About<'_>, into: &mut Vec<Told>) {
        for one in &about.enrolments {
            let at = At { programme: one.programme, partner: one.partner, user: None };
            let entry = self.place.catalogue.entry(one.programme);
            let name = entry.map(|entry| entry.programme.name.clone()).unwrap_or_default();
            let mut add = |date: Date, word: &str, more: Vec<String>| {
                let told = self.line("enrolment", date, one.id, &at, word);
                into.push(Told { what: name.clone(), more, ..told });
            };
            add(one.start, "Support began", Vec::new());
            if let Some(reentry) = one.reentry {
                add(reentry, "Support began again", Vec::new());
            }
            if let Some(end) = one.end {
                add(
                    end,
                    "Left",
                    Some(self.term(one.programme, one.destination)).filter(|to| !to.is_empty()).into_iter().collect(),
                );
            }
        }
    }

    /// Everything else that is written about somebody.
    pub fn rest(&self, whole: &Whole, into: &mut Vec<Told>) {
        self.standing(whole, into);
        self.needs(whole, into);
        self.plans(whole, into);
        self.onward(whole, into);
        self.people(whole, into);
    }

    /// The ladder and what was measured.
    fn standing(&self, whole: &Whole, into: &mut Vec<Told>) {
        for one in &whole.moves {
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            let way = self.place.catalogue.entry(one.programme).and_then(|entry| one.direction(entry));
            let word = match way {
                Some(Direction::Up) => "Up the ladder",
                Some(Direction::Skipped) => "Up the ladder, skipping a rung",
                Some(Direction::Down) => "Down the ladder",
                Some(Direction::Joined) | None => "Onto the ladder",
            };
            let told = self.line("ladder", one.date, one.id, &at, word);
            let told = Told { what: self.term(one.programme, Some(one.rung)), ..told };
            let what = told.what.clone();
            into.push(self.said(told, one, &what, &[one.note.as_deref()]));
        }
        for one in &whole.capacities {
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            let role = label_of(capacities::ROLE, &one.role);
            let told = self.line("enrolment", one.start, one.id, &at, "Takes part as");
            into.push(self.changed(self.said(told, one, role, &[one.note.as_deref()]), "capacity"));
            if let Some(end) = one.end {
                let told = self.line("enrolment", end, one.id, &at, "No longer takes part as");
                into.push(Told { what: role.to_owned(), ..told });
            }
        }
        for one in &whole.assessments {
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            let told = self.line("measure", one.date, one.id, &at, "Assessed");
            let what = format!("{}: {}", self.term(one.programme, Some(one.area)), one.score);
            into.push(self.changed(self.said(told, one, &what, &[one.note.as_deref()]), "assessment"));
        }
    }

    /// What stands in the way, and what was given.
    fn needs(&self, whole: &Whole, into: &mut Vec<Told>) {
        for one in &whole.needs {
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            let what = self.term(one.programme, Some(one.need));
            let word = if one.urgent { "Urgent need found" } else { "Need found" };
            let told = self.line("need", one.found, one.id, &at, word);
            into.push(self.changed(self.said(told, one, &what, &[one.note.as_deref()]), "need"));
            if let Some(met) = one.met {
                into.push(self.said(self.line("need", met, one.id, &at, "Need met"), one, &what, &[]));
            }
        }
        for one in &whole.barriers {
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            let what = self.term(one.programme, Some(one.barrier));
            let told = self.line("need", one.found, one.id, &at, "Barrier found");
            into.push(self.changed(self.said(told, one, &what, &[one.note.as_deref()]), "barrier"));
            if let Some(removed) = one.removed {
                let told = self.line("need", removed, one.id, &at, "Barrier removed");
                into.push(self.said(told, one, &what, &[]));
            }
        }
        for one in &whole.barrier_notes {
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            let told = self.line("need", one.date, one.id, &at, "On a barrier");
            let what = self.label(barriers::LINE, &one.kind);
            into.push(self.changed(self.said(told, one, &what, &[Some(&one.text)]), "barrier-note"));
        }
        for one in &whole.support {
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            let told = self.line("need", one.date, one.id, &at, "Home-life support");
            let worth =
                one.value.map(|pence| format!("Worth \u{a3}{}.{:02}", charts::number(pence / 100), pence % 100));
            let what = self.label(support::KIND, &one.kind);
            let more = [one.what.as_deref(), worth.as_deref(), one.note.as_deref()];
            into.push(self.changed(self.said(told, one, &what, &more), "support"));
        }
    }

    /// What was agreed, and what came of it.
    fn plans(&self, whole: &Whole, into: &mut Vec<Told>) {
        for one in &whole.plans {
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            into.push(self.changed(self.line("plan", one.started, one.id, &at, "Plan begun"), "plan"));
            if let Some(agreed) = one.agreed_on {
                into.push(self.line("plan", agreed, one.id, &at, "Plan agreed by the participant"));
            }
            if let Some(closed) = one.closed {
                into.push(self.line("plan", closed, one.id, &at, "Plan closed"));
            }
        }
        for one in &whole.goals {
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            let told = self.line("plan", one.agreed, one.id, &at, "Goal agreed");
            let by = format!("By {}", day(one.due));
            into.push(self.changed(self.said(told, one, &one.specific, &[Some(&by)]), "goal"));
            if let Some(on) = one.status_on.filter(|_| one.status != "open") {
                let word = format!("Goal: {}", self.label(STATUS, &one.status).to_lowercase());
                let told = self.line("plan", on, one.id, &at, &word);
                into.push(self.said(told, one, &one.specific, &[]));
            }
        }
        for one in &whole.actions {
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            for (date, word) in [(one.done, "Action done"), (one.dropped, "Action given up")] {
                if let Some(date) = date {
                    let told = self.line("plan", date, one.id, &at, word);
                    into.push(self.changed(self.said(told, one, &one.what, &[]), "action"));
                }
            }
        }
        for one in &whole.reviews {
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            let told = self.line("plan", one.date, one.id, &at, "Plan reviewed");
            let there = one.present.as_ref().map(|present| format!("Also there: {present}"));
            let more = [Some(one.changed.as_str()), there.as_deref()];
            into.push(self.changed(self.said(told, one, "", &more), "review"));
        }
    }

    /// Where they were sent on to, and what came of it.
    fn onward(&self, whole: &Whole, into: &mut Vec<Told>) {
        for one in &whole.referrals {
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            let word = match one.way.as_str() {
                "between" => "Referred to another partner",
                "out" => "Referred to an agency",
                _ => "Sent by an agency",
            };
            let form = if one.is_between() { "referral-between" } else { "referral" };
            let end = referrals::end(self.place, one);
            let help = self.term(one.programme, one.help);
            let what = if help.is_empty() { end } else { format!("{end}, {}", help.to_lowercase()) };
            let stands = self.label(referral::STATUS, &one.status);
            let told = self.line("referral", one.date, one.id, &at, word);
            let more = [Some(stands.as_str()), one.message.as_deref()];
            into.push(self.changed(self.said(told, one, &what, &more), form));
            if let Some(date) = one.ended.or(one.answered).filter(|_| one.way != "in") {
                let told = self.line("referral", date, one.id, &at, &format!("Referral: {}", stands.to_lowercase()));
                let more = [one.reason.as_deref(), one.outcome.as_deref()];
                into.push(self.said(told, one, &what, &more));
            }
        }
        for one in &whole.placements {
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            let kind = self.term(one.programme, one.activity);
            let what = if kind.is_empty() { one.host.clone() } else { format!("{kind} with {}", one.host) };
            let told = self.line("outcome", one.start, one.id, &at, "Placement begins");
            let until = format!("Until {}", day(one.until));
            let told = Told { what: what.clone(), more: vec![until], ..told };
            into.push(self.changed(told, "placement"));
            if let (Some(end), Some(result)) = (one.end, &one.result) {
                let told = self.line("outcome", end, one.id, &at, "Placement ended");
                let in_what = self.label(placements::RESULT, result);
                into.push(Told { what, more: vec![in_what], ..told });
            }
        }
    }

    /// Who worked with them, when they met, what they agreed to, and what became of them.
    fn people(&self, whole: &Whole, into: &mut Vec<Told>) {
        for one in &whole.appointments {
            let at = At { programme: one.programme, partner: one.partner, user: Some(one.worker) };
            let told = self.line("appointment", one.date, one.id, &at, "Appointment");
            let state = self.label(appointments::STATE, &one.state);
            let time = one.time.as_ref().map(|time| format!("{time}, {}", state.to_lowercase()));
            let told = Told { what: time.unwrap_or(state), ..told };
            let what = told.what.clone();
            into.push(
                self.changed(self.said(told, one, &what, &[one.place.as_deref(), one.note.as_deref()]), "appointment"),
            );
        }
        for one in &whole.assignments {
            let at = At { programme: one.programme, partner: one.partner, user: None };
            let what = [self.label(assignments::ROLE, &one.role), self.name(Some(one.worker))];
            let what = what.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
            let word = if one.covers.is_some() { "Stands in" } else { "Works with them" };
            into.push(Told { what: what.clone(), ..self.line("worker", one.start, one.id, &at, word) });
            let today = self.place.app.workspace().clock().today();
            if let Some(end) = one.end.filter(|end| *end <= today) {
                let told = Told { what, ..self.line("worker", end, one.id, &at, "Handed over, or ended") };
                let what = told.what.clone();
                into.push(self.said(told, one, &what, &[one.handover.as_deref()]));
            }
        }
        for one in &whole.consents {
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            let word = if one.given { "Consent" } else { "Refused" };
            let told = self.line("consent", one.date, one.id, &at, word);
            into.push(self.changed(Told { what: self.label(consent::KIND, &one.kind), ..told }, "consent"));
        }
        for one in &whole.leavings {
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            let told = self.line("enrolment", one.date, one.id, &at, "Why they left");
            let what = self.label(leaving::REASON, &one.reason);
            into.push(self.said(told, one, &what, &[one.plan.as_deref(), one.note.as_deref()]));
        }
        for one in &whole.follow_ups {
            let Some(result) = &one.result else { continue };
            let at = At { programme: one.programme, partner: one.partner, user: one.user };
            let told = self.line(
                "enrolment",
                one.as_of.unwrap_or(one.due),
                one.id,
                &at,
                &self.label(leaving::STAGE, &one.stage),
            );
            let to = self.term(one.programme, one.destination);
            let told = Told { what: self.label(leaving::RESULT, result), ..told };
            let what = told.what.clone();
            into.push(self.said(told, one, &what, &[Some(&to), one.note.as_deref()]));
        }
    }

    fn label(&self, choices: &'static [Choice], key: &str) -> String {
        label_of(choices, key).to_owned()
    }

    fn changed(&self, told: Told, form: &'static str) -> Told {
        Told { form: Some(form), ..told }
    }
}

/// The users who are named in what is told.
pub(super) fn users(whole: &Whole, interactions: &[Interaction]) -> HashSet<Id> {
    let mut users: HashSet<Id> = interactions.iter().filter_map(|one| one.worker).collect();
    users.extend(whole.assignments.iter().map(|one| one.worker));
    users.extend(whole.appointments.iter().map(|one| one.worker));
    users.extend(whole.moves.iter().filter_map(|one| one.user));
    users.extend(whole.capacities.iter().filter_map(|one| one.user));
    users.extend(whole.needs.iter().filter_map(|one| one.user));
    users.extend(whole.barriers.iter().filter_map(|one| one.user));
    users.extend(whole.barrier_notes.iter().filter_map(|one| one.user));
    users.extend(whole.support.iter().filter_map(|one| one.user));
    users.extend(whole.assessments.iter().filter_map(|one| one.user));
    users.extend(whole.plans.iter().filter_map(|one| one.user));
    users.extend(whole.goals.iter().filter_map(|one| one.user));
    users.extend(whole.actions.iter().filter_map(|one| one.user));
    users.extend(whole.reviews.iter().filter_map(|one| one.user));
    users.extend(whole.consents.iter().filter_map(|one| one.user));
    users.extend(whole.referrals.iter().filter_map(|one| one.user));
    users.extend(whole.placements.iter().filter_map(|one| one.user));
    users.extend(whole.leavings.iter().filter_map(|one| one.user));
    users.extend(whole.follow_ups.iter().filter_map(|one| one.user));
    users
}

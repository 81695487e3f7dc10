//! What somebody received, and what they achieved.

use crate::enrol::in_gap;
use crate::person::{DemoEnrolment, DemoInteraction, DemoOutcome, DemoPerson, Verification};
use crate::random::Random;
use crate::recipe::{Part, Plan, Span, Weights, Window};
use crate::vocabulary::Vocabulary;
use crate::when::{day_in, later};
use base::Date;

/// Adds the interactions and outcomes of the person's last enrolment.
pub(crate) fn support<'a>(
    person: &mut DemoPerson<'a>,
    plan: &'a Plan,
    part: &'a Part,
    vocabulary: &'a Vocabulary,
    random: &mut Random,
) {
    let Some(enrolment) = person.enrolments.last().cloned() else { return };
    let last = enrolment.end.unwrap_or_else(|| later(enrolment.start, plan.weeks.1 * 7).min(vocabulary.end));
    let stay =
        Stay { plan, window: Window(enrolment.start, last), second: second(plan, part, &enrolment, random), enrolment };
    stay.interactions(&mut person.interactions, random);
    stay.outcomes(&mut person.outcomes, part, vocabulary, random);
    if part.destination.is_none()
        && let Some(enrolment) = person.enrolments.last_mut()
        && let Some(place) = went_to(plan, &person.outcomes).filter(|_| enrolment.end.is_some())
    {
        enrolment.destination = Some(place);
    }
}

/// Where the last of somebody's outcomes in this programme that is a place to go to took them.
fn went_to<'a>(plan: &'a Plan, outcomes: &[DemoOutcome<'a>]) -> Option<&'a str> {
    let here = outcomes.iter().rev().filter(|outcome| outcome.programme == plan.key);
    here.filter_map(|outcome| plan.leads_to.get(outcome.outcome)).map(String::as_str).next()
}

/// The other partner of people who have two. A partner whose own numbers are known keeps its people to itself.
fn second<'a>(plan: &'a Plan, part: &Part, enrolment: &DemoEnrolment<'_>, random: &mut Random) -> Option<&'a str> {
    (part.partner.is_none() && random.chance(plan.second_partner))
        .then(|| plan.partners.draw(random, |key| key == enrolment.partner))
        .flatten()
}

/// One person's time in one programme.
struct Stay<'a> {
    plan: &'a Plan,
    enrolment: DemoEnrolment<'a>,
    /// From the start to the leaving, or as long as somebody whose leaving nobody recorded may have come.
    window: Window,
    second: Option<&'a str>,
}

impl<'a> Stay<'a> {
    fn interactions(&self, into: &mut Vec<DemoInteraction<'a>>, random: &mut Random) {
        let Span(fewest, most) = self.plan.interactions;
        let number = random.mostly_low(fewest, most).max(1);
        let mut dates: Vec<Date> = (1..number).map(|_| self.day(random)).collect();
        dates.push(self.enrolment.start);
        dates.sort_unstable();
        let services = self.services(number, random);
        // A second partner comes in on the way: never the first interaction, and always at least one.
        let joins = random.between(1, (number / 2).max(1)) as usize;
        for (at, date) in dates.into_iter().enumerate() {
            let service = services.get(at).or_else(|| random.pick(&services)).copied().unwrap_or("");
            let channel = self.channel(date, random);
            let partner = self.second.filter(|_| at == joins || (at > joins && random.chance(50)));
            into.push(DemoInteraction {
                programme: &self.plan.key,
                partner: partner.unwrap_or(self.enrolment.partner),
                date,
                service,
                channel,
                minutes: self.minutes(channel, random),
                note: if random.chance(15) { random.pick(&self.plan.notes).map(String::as_str) } else { None },
            });
        }
    }

    /// A day of support: not while the person had left.
    fn day(&self, random: &mut Random) -> Date {
        let day = day_in(random, self.window);
        if in_gap(&self.enrolment, day) { self.enrolment.reentry.unwrap_or(day) } else { day }
    }

    fn services(&self, number: u32, random: &mut Random) -> Vec<&'a str> {
        let Span(fewest, most) = self.plan.services_each;
        let mut chosen: Vec<&str> = Vec::new();
        for _ in 0..random.between(fewest, most).min(number).max(1) {
            chosen.extend(self.plan.services.draw(random, |key| chosen.contains(&key)));
        }
        chosen
    }

    fn channel(&self, date: Date, random: &mut Random) -> &'a str {
        let then = self.plan.channels.iter().find(|channels| channels.until.is_none_or(|until| date <= until));
        then.and_then(|channels| channels.mix.any(random)).unwrap_or("in-person")
    }

    fn minutes(&self, channel: &str, random: &mut Random) -> Option<u32> {
        if random.chance(3) {
            return None;
        }
        if channel == "message" { Some(5) } else { random.pick(&self.plan.minutes).copied() }
    }

    fn outcomes(
        &self,
        into: &mut Vec<DemoOutcome<'a>>,
        part: &'a Part,
        vocabulary: &'a Vocabulary,
        random: &mut Random,
    ) {
        let mut achieved: Vec<(Date, &'a str)> = Vec::new();
        let core = part.core.unwrap_or(self.plan.core_each);
        let non_core = part.non_core.unwrap_or(self.plan.non_core_each);
        for (span, terms) in [(core, &self.plan.core), (non_core, &self.plan.non_core)] {
            for _ in 0..random.mostly_low(span.0, span.1) {
                let day = self.day(random);
                achieved.extend(next(terms, &achieved, vocabulary, random).map(|key| (day, key)));
            }
        }
        achieved.extend(part.outcomes.iter().map(|key| (self.window.1, key.as_str())));
        achieved.sort_unstable();
        for (date, outcome) in achieved {
            let verification =
                if random.chance(self.plan.verified) { Verification::Verified } else { Verification::Claimed };
            let shown = verification == Verification::Verified || random.chance(40);
            into.push(DemoOutcome {
                programme: &self.plan.key,
                partner: self.second.filter(|_| random.chance(35)).unwrap_or(self.enrolment.partner),
                date,
                outcome,
                evidence: vocabulary.outcome(outcome).filter(|_| shown).and_then(|term| term.evidence.as_deref()),
                verification,
            });
        }
    }
}

/// An outcome that this person can still achieve: one that counts once only is not drawn twice.
fn next<'a>(
    terms: &'a Weights,
    achieved: &[(Date, &str)],
    vocabulary: &Vocabulary,
    random: &mut Random,
) -> Option<&'a str> {
    terms.draw(random, |key| {
        let repeatable = vocabulary.outcome(key).is_some_and(|term| term.repeatable);
        !repeatable && achieved.iter().any(|(_, had)| *had == key)
    })
}

//! When somebody came and left, with which partner, from where and to where.

use crate::person::{DemoEnrolment, DemoPerson};
use crate::random::Random;
use crate::recipe::{Part, Plan, Window};
use crate::vocabulary::Vocabulary;
use crate::when::{day_in, days, later};
use base::Date;

/// Adds the enrolment of `part`, after whatever enrolment the person has already.
pub(crate) fn enrol<'a>(
    person: &mut DemoPerson<'a>,
    plan: &'a Plan,
    part: &'a Part,
    vocabulary: &'a Vocabulary,
    random: &mut Random,
) {
    let earliest = person.enrolments.last().and_then(|before| before.end).map_or(part.start.0, |end| later(end, 1));
    let start = day_in(random, Window(earliest.max(part.start.0).min(part.start.1), part.start.1));
    let closed = part.end.is_some() || part.destination.is_some() || !random.chance(plan.unclosed);
    let end = closed.then(|| day_in(random, leaving(start, plan, part, vocabulary)));
    let partner = part.partner.as_deref().or_else(|| plan.partners.any(random)).unwrap_or("");
    let areas = vocabulary.partner(partner).map_or(&[][..], |partner| &partner.areas);
    let enrolment = DemoEnrolment {
        programme: &plan.key,
        partner,
        area: random.pick(areas).map(String::as_str).or_else(|| plan.areas.any(random)),
        start,
        reentry: end.filter(|_| random.chance(plan.reentry)).and_then(|end| return_between(random, start, end)),
        end,
        destination: end.and(part.destination.as_deref().or_else(|| plan.destinations.any(random))),
        employment: part.employment.as_deref().or_else(|| plan.employment.any(random)),
        route: plan.routes.any(random),
    };
    person.enrolments.push(enrolment);
}

/// When somebody who started on `start` can leave: after the programme's usual time if the cohort's dates leave room for it, and
/// in any case within the cohort's dates and the programme's.
fn leaving(start: Date, plan: &Plan, part: &Part, vocabulary: &Vocabulary) -> Window {
    let Window(first, last) = part.end.unwrap_or(Window(start, vocabulary.end));
    let (first, last) = (first.max(start), last.min(vocabulary.end));
    let usual = Window(first.max(later(start, plan.weeks.0 * 7)), last.min(later(start, plan.weeks.1 * 7)));
    if usual.0 <= usual.1 { usual } else { Window(first, last.max(first)) }
}

/// A day of coming back, if the stay was long enough to leave and come back in.
fn return_between(random: &mut Random, start: Date, end: Date) -> Option<Date> {
    let stay = days(start, end);
    (stay >= 120).then(|| day_in(random, Window(later(start, stay / 2), later(start, stay * 3 / 4))))
}

/// The days of a gap before somebody came back, on which nothing happened.
pub(crate) fn in_gap(enrolment: &DemoEnrolment<'_>, date: Date) -> bool {
    enrolment.reentry.is_some_and(|back| date < back && days(date, back) < days(enrolment.start, back) / 2)
}

//! The demonstration that ships adds up to what the real programmes published. Everything is counted naively here, from the
//! people themselves, and held against numbers written down once more.

#[cfg(test)]
mod shipped;

use demonstration::{DemoEnrolment, DemoPerson};
use jiff::ToSpan;
use shipped::{Shipped, date};
use std::collections::{BTreeMap, BTreeSet};

const MPT: &str = "more-positive-together";
const STEPS: &str = "mpt-steps";
const WORK: &str = "employment";
const LEARNING: &str = "education";
const PARTNER: &str = "ribble-gate";

fn enrolment<'p, 'a>(person: &'p DemoPerson<'a>, programme: &str) -> Option<&'p DemoEnrolment<'a>> {
    person.enrolments.iter().find(|enrolment| enrolment.programme == programme)
}

fn left_for(person: &DemoPerson<'_>, programme: &str, destination: &str) -> bool {
    enrolment(person, programme).is_some_and(|enrolment| enrolment.destination == Some(destination))
}

#[test]
fn positive_communities_supported_858_people_who_achieved_809_core_outcomes() {
    let shipped = Shipped::read();
    let people = shipped.people("positive-communities");
    let words = shipped.words("positive-communities");
    let core = |key: &str| words.outcomes.iter().any(|term| term.key == key && term.core);
    let with_core = people.iter().filter(|p| p.outcomes.iter().any(|o| core(o.outcome))).count();
    let with_non_core = people.iter().filter(|p| p.outcomes.iter().any(|o| !core(o.outcome))).count();
    let with_both = people
        .iter()
        .filter(|p| p.outcomes.iter().any(|o| core(o.outcome)) && p.outcomes.iter().any(|o| !core(o.outcome)))
        .count();
    let with_any = people.iter().filter(|p| !p.outcomes.is_empty()).count();
    assert_eq!(people.len(), 858);
    assert_eq!(people.iter().flat_map(|p| &p.outcomes).filter(|o| core(o.outcome)).count(), 809);
    assert_eq!((with_core, with_non_core), (577, 503));
    assert_eq!(with_both, 371, "invented, and at least 577 + 503 - 858 = 222");
    assert_eq!(with_any, with_core + with_non_core - with_both);
    assert_eq!(people.len() - with_any, 149);

    let partners: BTreeSet<&str> = people.iter().flat_map(|p| &p.enrolments).map(|e| e.partner).collect();
    assert_eq!(partners.len(), 12, "every partner enrolled somebody");
    let mut users: BTreeMap<&str, usize> = BTreeMap::new();
    for person in &people {
        for service in person.interactions.iter().map(|i| i.service).collect::<BTreeSet<_>>() {
            *users.entry(service).or_default() += 1;
        }
    }
    assert_eq!(users.len(), 9, "the nine services that are published, not their sub-types");
    assert!(users.values().all(|people| (20..858).contains(people)), "nobody needs everything: {users:?}");
    let shared = people.iter().filter(|p| p.interactions.iter().any(|i| i.partner != p.enrolments[0].partner)).count();
    assert!((40..200).contains(&shared), "some people are supported by two partners: {shared}");
    let credited =
        people.iter().flat_map(|p| p.outcomes.iter().filter(|o| o.partner != p.enrolments[0].partner)).count();
    assert!(credited > 10, "and outcomes are credited to the second: {credited}");
    for unknown in [None, Some("prefer-not-to-say"), Some("not-stated")] {
        assert!(people.iter().any(|p| p.gender == unknown), "gender {unknown:?}");
        assert!(people.iter().any(|p| p.ethnicity == unknown), "ethnicity {unknown:?}");
    }
    assert!(people.iter().any(|p| p.birth_date.is_none()));
}

#[test]
fn the_two_lancashire_programmes_found_work_for_1743_of_more_than_9500_people() {
    let shipped = Shipped::read();
    let people = shipped.people("lancashire");
    let in_mpt = people.iter().filter(|p| enrolment(p, MPT).is_some()).count();
    let in_steps = people.iter().filter(|p| enrolment(p, STEPS).is_some()).count();
    let in_both = people.iter().filter(|p| p.enrolments.len() == 2).count();
    assert_eq!((in_mpt, in_steps, in_both, people.len()), (6_312, 3_574, 341, 9_545));
    assert_eq!(in_mpt + in_steps - in_both, people.len(), "the joint number is people, not the sum of two registers");

    let (mpt_work, steps_work) = (|p: &&_| left_for(p, MPT, WORK), |p: &&_| left_for(p, STEPS, WORK));
    assert_eq!(people.iter().filter(mpt_work).count(), 1_020);
    assert_eq!(people.iter().filter(steps_work).count(), 745);
    assert_eq!(people.iter().filter(|p| mpt_work(p) || steps_work(p)).count(), 1_743);
    let achieved = people.iter().filter(|p| p.outcomes.iter().any(|o| o.outcome == WORK)).count();
    assert_eq!(achieved, 1_743, "going into employment is a destination and an outcome, and the two agree");

    let partners: BTreeSet<&str> = people.iter().flat_map(|p| &p.enrolments).map(|e| e.partner).collect();
    assert_eq!(partners.len(), 30);
    let areas: BTreeSet<_> = people.iter().flat_map(|p| &p.enrolments).map(|e| e.area).collect();
    assert_eq!(areas.len(), 4);
    assert!(!areas.contains(&None));
    for enrolment in people.iter().flat_map(|p| &p.enrolments) {
        assert!(enrolment.employment.is_some(), "exactly one place in the labour market");
    }
    assert!(people.iter().flat_map(|p| &p.enrolments).any(|e| e.reentry.is_some()), "some came back");
}

#[test]
fn more_positive_together_stood_where_its_own_news_said_it_stood() {
    let shipped = Shipped::read();
    let people = shipped.people("lancashire");
    let by = |day: &str| {
        let day = date(day);
        let started = people.iter().filter(|p| enrolment(p, MPT).is_some_and(|e| e.start <= day)).count();
        let left = |destination: &str, status: Option<&str>| {
            people
                .iter()
                .filter_map(|p| enrolment(p, MPT))
                .filter(|e| e.destination == Some(destination) && e.end.is_some_and(|end| end <= day))
                .filter(|e| status.is_none() || e.employment == status)
                .count()
        };
        (started, left(WORK, Some("unemployed")), left(WORK, None), left(LEARNING, None))
    };
    assert_eq!((by("2021-06-16").0, by("2021-06-16").1), (4_088, 569));
    let outcomes = people.iter().filter(|p| {
        let found = p.outcomes.iter().any(|o| o.outcome == WORK && o.programme == MPT && o.date <= date("2021-06-16"));
        found && enrolment(p, MPT).is_some_and(|e| e.employment == Some("unemployed"))
    });
    assert_eq!(outcomes.count(), 569, "by the dates of outcomes as by those of leaving");
    let (people_by_december, _, working, learning) = by("2021-12-10");
    assert_eq!((people_by_december, working, learning), (5_140, 822, 874), "16 and 17 % of 5,140");
    let (_, _, working, learning) = by("2019-09-30");
    assert!(
        (200..400).contains(&working) && (130..450).contains(&learning),
        "about 275 and 186: {working}, {learning}"
    );
    let steps = people.iter().filter_map(|p| enrolment(p, STEPS));
    assert!(steps.clone().all(|e| e.start >= date("2022-01-01")));
    assert_eq!(steps.filter(|e| e.start <= date("2023-01-31")).count(), 2_000);
}

#[test]
fn one_partner_has_the_numbers_that_one_partner_published() {
    let shipped = Shipped::read();
    let people = shipped.people("lancashire");
    let of = |programme: &'static str| {
        people.iter().filter_map(move |p| enrolment(p, programme)).filter(|e| e.partner == PARTNER).collect::<Vec<_>>()
    };
    let status = |list: &[&DemoEnrolment<'_>], key| list.iter().filter(|e| e.employment == Some(key)).count();
    let gone = |list: &[&DemoEnrolment<'_>], key| list.iter().filter(|e| e.destination == Some(key)).count();
    let (mpt, steps) = (of(MPT), of(STEPS));
    assert_eq!((mpt.len(), status(&mpt, "unemployed"), status(&mpt, "inactive")), (368, 197, 171));
    assert_eq!((gone(&mpt, WORK), gone(&mpt, LEARNING)), (123, 120));
    assert_eq!((steps.len(), status(&steps, "unemployed"), status(&steps, "inactive")), (228, 170, 58));
    assert_eq!(gone(&steps, WORK), 126);
}

#[test]
fn positive_progressions_kept_in_touch_through_lockdown() {
    let shipped = Shipped::read();
    let people = shipped.people("positive-progressions");
    assert_eq!(people.len(), 141, "invented: a little above the target of 130");
    let areas: BTreeSet<_> = people.iter().flat_map(|p| &p.enrolments).filter_map(|e| e.area).collect();
    assert_eq!(areas.len(), 4);

    let between = |from: &str, to: &str| {
        let (from, to) = (date(from), date(to));
        let mut channels: BTreeMap<&str, usize> = BTreeMap::new();
        for interaction in people.iter().flat_map(|p| &p.interactions).filter(|i| from <= i.date && i.date <= to) {
            *channels.entry(interaction.channel).or_default() += 1;
        }
        channels
    };
    let (before, during, after) =
        (between("2019-12-24", "2020-03-23"), between("2020-03-24", "2020-06-22"), between("2020-06-23", "2020-09-22"));
    assert!(before["in-person"] * 2 > before.values().sum::<usize>(), "{before:?}");
    assert!(!during.contains_key("in-person") && during["phone"] > 0 && during["video"] > 0, "{during:?}");
    assert!(after["socially-distanced"] > 0, "{after:?}");
    let (before, during) = (before.values().sum::<usize>(), during.values().sum::<usize>());
    assert!(during * 10 > before * 7 && during * 10 < before * 13, "steady: {before} before, {during} during");
}

#[test]
fn every_record_of_every_programme_is_possible() {
    let shipped = Shipped::read();
    let mut references = BTreeSet::new();
    for person in shipped.everybody() {
        assert!(references.insert((person.register, person.reference.clone())), "{}", person.reference);
        assert!(!person.enrolments.is_empty());
        let first = person.enrolments[0].start;
        let adult = person.birth_date.is_none_or(|born| born.saturating_add(18.years()) <= first);
        assert!(adult, "{person:?}");
        assert!(person.postcode.starts_with("ZZ99 "));
        assert!(person.enrolments.windows(2).all(|two| two[0].end.is_some_and(|end| end < two[1].start)), "{person:?}");
        for enrolment in &person.enrolments {
            let words = shipped.words(enrolment.programme);
            let last = enrolment.end.unwrap_or(words.end);
            assert!(words.start <= enrolment.start && enrolment.start < last && last <= words.end, "{person:?}");
            let interactions: Vec<_> =
                person.interactions.iter().filter(|i| i.programme == enrolment.programme).collect();
            let outcomes: Vec<_> = person.outcomes.iter().filter(|o| o.programme == enrolment.programme).collect();
            assert_eq!(interactions.first().map(|i| i.date), Some(enrolment.start));
            assert!(interactions.iter().all(|i| enrolment.start <= i.date && i.date <= last), "{person:?}");
            assert!(outcomes.iter().all(|o| enrolment.start <= o.date && o.date <= last), "{person:?}");
            for term in words.outcomes.iter().filter(|term| !term.repeatable) {
                let times = outcomes.iter().filter(|o| o.outcome == term.key).count();
                assert!(times <= 1, "{} {times} times: {person:?}", term.key);
            }
        }
    }
}

#[test]
fn a_larger_demonstration_keeps_the_proportions() {
    let shipped = Shipped::read();
    let counts = |people: u64| {
        let (mut communities, mut with_work, mut all) = (0, 0, 0_u64);
        for person in shipped.scaled(people) {
            all += 1;
            communities += u64::from(person.register == "positive-communities");
            with_work += u64::from(left_for(&person, MPT, WORK) || left_for(&person, STEPS, WORK));
        }
        (all, communities, with_work)
    };
    assert_eq!(counts(2 * 10_544), (2 * 10_544, 2 * 858, 2 * 1_743), "twice the people, twice the totals");
    let (all, communities, with_work) = counts(1_000);
    assert_eq!(all, 1_000);
    assert!((77..=86).contains(&communities) && (150..=180).contains(&with_work), "{communities}, {with_work}");
}

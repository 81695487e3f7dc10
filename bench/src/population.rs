//! A made-up population of any size, the same every time: people, their enrolments, support and outcomes.

use base::Date;
use fastrand::Rng;

/// How many of each vocabulary there are. Codes count from one.
pub const PROGRAMMES: u8 = 5;
pub const PARTNERS: u8 = 30;
pub const AREAS: u8 = 60;
pub const WORKERS: u16 = 400;
pub const SERVICES: u8 = 9;
pub const OUTCOMES: u8 = 120;
/// Outcomes up to this one are core.
pub const CORE: u8 = 40;
pub const GENDERS: [&str; 5] = ["female", "male", "non-binary", "prefer-not-to-say", "not-stated"];
pub const EMPLOYMENTS: [&str; 5] = ["unemployed", "long-term-unemployed", "inactive", "employed", "not-stated"];
pub const CHANNELS: [&str; 4] = ["in-person", "phone", "video", "message"];
pub const VERIFICATIONS: [&str; 3] = ["verified", "claimed", "refused"];

/// The day from which days are counted here.
pub const FIRST_DAY: Date = Date::constant(2016, 4, 1);
const DAYS: u32 = 7 * 365;

/// One person, with all that is recorded of them.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Counts from one.
    pub number: u32,
    /// Index into [`GENDERS`].
    pub gender: u8,
    /// One of eighteen groups, or 0 for not stated.
    pub ethnicity: u8,
    /// Yes, no, or 2 for not stated.
    pub disability: u8,
    pub born: (i16, i8, i8),
    pub enrolments: Vec<Enrolment>,
    pub interactions: Vec<Event>,
    pub outcomes: Vec<Event>,
}

/// One person in one programme.
#[derive(Debug, Clone, Copy)]
pub struct Enrolment {
    pub programme: u8,
    /// Days from [`FIRST_DAY`].
    pub start: u16,
    pub partner: u8,
    pub area: u8,
    /// Index into [`EMPLOYMENTS`].
    pub employment: u8,
}

/// Support given, or an outcome achieved.
#[derive(Debug, Clone, Copy)]
pub struct Event {
    pub programme: u8,
    pub term: u8,
    pub partner: u8,
    pub area: u8,
    pub worker: u16,
    /// Days from [`FIRST_DAY`].
    pub day: u16,
    /// Index into [`CHANNELS`] or [`VERIFICATIONS`].
    pub state: u8,
    /// Minutes of support; 0 of an outcome.
    pub minutes: u16,
}

/// Makes this many people, one after the other: about twelve interactions and 1.6 outcomes each, three in a hundred in two programmes.
pub fn each(people: u32, mut visit: impl FnMut(&Person)) {
    let mut random = Rng::with_seed(2019);
    let mut person = Person::default();
    for number in 1..=people {
        make(&mut person, number, &mut random);
        visit(&person);
    }
}

fn make(person: &mut Person, number: u32, random: &mut Rng) {
    person.number = number;
    person.gender = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0, 2, 3, 4, 0, 0, 1][random.usize(0..20)];
    person.ethnicity = if random.u8(0..10) < 7 { 1 } else { random.u8(0..19) };
    person.disability = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2][random.usize(0..10)];
    person.born = (random.i16(1940..2003), random.i8(1..13), random.i8(1..29));
    person.enrolments.clear();
    person.interactions.clear();
    person.outcomes.clear();
    let first = random.u8(1..=PROGRAMMES);
    enrol(person, first, random);
    if random.u8(0..100) < 3 {
        enrol(person, first % PROGRAMMES + 1, random);
    }
}

fn enrol(person: &mut Person, programme: u8, random: &mut Rng) {
    // Few partners do much of the work.
    let skewed = |random: &mut Rng, most: u8| (random.u8(0..most).min(random.u8(0..most))) + 1;
    let start = random.u32(0..DAYS - 600) as u16;
    let (partner, area) = (skewed(random, PARTNERS), skewed(random, AREAS));
    let worker = u16::from(partner - 1) * 13 + random.u16(1..=13);
    person.enrolments.push(Enrolment { programme, start, partner, area, employment: random.u8(0..5) });
    let favourite = random.u8(1..=SERVICES);
    let mut day = start;
    for _ in 0..random.u8(0..12) + random.u8(1..14) {
        day += random.u16(0..45);
        let elsewhere = random.u8(0..10) == 0;
        person.interactions.push(Event {
            programme,
            term: if random.bool() { favourite } else { random.u8(1..=SERVICES) },
            partner: if elsewhere { random.u8(1..=PARTNERS) } else { partner },
            area,
            worker: if elsewhere { random.u16(1..=WORKERS) } else { worker },
            day: day.min(DAYS as u16),
            state: random.u8(0..4).min(random.u8(0..4)),
            minutes: u16::from(random.u8(1..=24)) * 5,
        });
    }
    let outcomes = if random.u8(0..100) < 66 { random.u8(1..4) + random.u8(0..2) * random.u8(0..3) } else { 0 };
    let mut day = start;
    for _ in 0..outcomes {
        day += random.u16(20..120);
        person.outcomes.push(Event {
            programme,
            term: skewed(random, OUTCOMES),
            partner,
            area,
            worker,
            day: day.min(DAYS as u16),
            state: random.u8(0..3).min(random.u8(0..3)),
            minutes: 0,
        });
    }
}

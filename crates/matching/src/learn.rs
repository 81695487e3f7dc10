//! The weights, learnt from the register itself without being told who is whom.
//!
//! u, the chance of agreeing by accident, comes from pairs drawn at random, of which nearly none are one person. m, the chance
//! that records of one person agree, comes from the pairs of each blocking rule by expectation and maximisation
//! (Dempster, Laird and Rubin 1977; for record linkage Winkler 1988): each rule has its own share of true pairs, all have the
//! same m, and a rule teaches nothing about the fields that it ties. What is assumed beforehand counts
//! as if it had been seen in a few pairs, so that a small register keeps to it.

use crate::blocks::{Rule, Slot, rule};
use crate::compare::{Pattern, compare};
use crate::fields::{FIELDS, Field};
use crate::model::{Model, Table, probability};
use crate::register::Register;
use crate::relatives::kinship;
use std::collections::BTreeMap;

/// Pairs drawn at random.
const AT_RANDOM: usize = 400_000;
/// Pairs looked at for one rule.
const OF_A_RULE: usize = 200_000;
/// Blocks larger than this teach little and cost much.
const MANY: usize = 500;
/// As many pairs of one person, and of two, the assumed chances count for.
const ASSUMED: (f64, f64) = (20.0, 2_000.0);
/// People whose doubles are counted to learn how many there are.
const ASKED: usize = 20_000;
/// As many people are taken to have been asked already, with the assumed number of doubles.
const ASKED_BEFORE: f64 = 100.0;
/// Expectation and maximisation stop after so many rounds, or when no chance changes by more than [`STILL`].
const ROUNDS: usize = 200;
const STILL: f64 = 1e-5;

/// Pairs that agree alike, and how many there are.
type Tally = Vec<(Pattern, f64)>;

/// The pairs of one blocking rule.
pub struct Lesson {
    /// Fields that it cannot teach.
    pub tied: &'static [Field],
    pub tally: Tally,
}

/// What a register teaches.
pub fn model(register: &Register) -> Model {
    let everybody = register.everybody();
    if everybody.len() < 2 {
        return Model::default();
    }
    let (random, lessons) = (at_random(register, &everybody), lessons(register));
    let mut model = Model::default();
    // The second time, the few true pairs among the random ones are known for what they are.
    for _ in 0..2 {
        model = fit(&random, &lessons, &model, everybody.len());
        model = Model::new(model.m, model.u, doubles(register, &everybody, &model));
    }
    model
}

/// Chances of agreeing by accident from random pairs, and of one person's from the lessons.
pub fn fit(random: &Tally, lessons: &[Lesson], before: &Model, people: usize) -> Model {
    let u = by_accident(random, before, people);
    Model::new(by_lessons(lessons, &u), u, before.doubles)
}

/// u: each random pair counts as far as it is not one person's.
fn by_accident(random: &Tally, before: &Model, people: usize) -> Table {
    let (assumed, against) = (Model::default().u, before.before(people));
    let mut counts = assumed.map(|row| row.map(|u| u * ASSUMED.1));
    for (pattern, count) in random {
        let two = count * (1.0 - probability(before.sum(*pattern) + against));
        add(&mut counts, *pattern, &[], two);
    }
    let mut u = counts;
    for (row, assumed) in u.iter_mut().zip(&assumed) {
        let total: f64 = row.iter().sum();
        for (chance, assumed) in row.iter_mut().zip(assumed) {
            // What was never seen is not thereby impossible.
            *chance = (*chance / total).max(assumed.min(0.5 / total)).max(f64::MIN_POSITIVE);
        }
    }
    u
}

/// m by expectation and maximisation over all lessons together.
fn by_lessons(lessons: &[Lesson], u: &Table) -> Table {
    let assumed = Model::default().m;
    let (mut m, mut shares) = (assumed, vec![0.02; lessons.len()]);
    for _ in 0..ROUNDS {
        let mut counts = assumed.map(|row| row.map(|m| m * ASSUMED.0));
        for (lesson, share) in lessons.iter().zip(&mut shares) {
            let (mut one, mut all) = (0.0, 0.0);
            for (pattern, count) in &lesson.tally {
                let odds = *share / (1.0 - *share) * ratio(&m, u, pattern.without(lesson.tied));
                let same = count * odds / (1.0 + odds);
                add(&mut counts, *pattern, lesson.tied, same);
                one += same;
                all += count;
            }
            *share = ((one + 0.1) / (all + 1.0)).clamp(1e-7, 0.999);
        }
        let mut moved = 0.0_f64;
        for (row, counts) in m.iter_mut().zip(&counts) {
            let total: f64 = counts.iter().sum();
            for (chance, count) in row.iter_mut().zip(counts) {
                let new = count / total;
                moved = moved.max((*chance - new).abs());
                *chance = new;
            }
        }
        bound(&mut m);
        if moved < STILL {
            break;
        }
    }
    m
}

/// Keeps each field's worst level within what one person's records can be: see [`Field::most_different`].
fn bound(m: &mut Table) {
    for (field, row) in Field::ALL.into_iter().zip(m) {
        let (worst, most) = (field.levels().len(), field.most_different());
        let is = row.get(worst).copied().unwrap_or_default();
        if is > most {
            for (level, chance) in row.iter_mut().enumerate() {
                *chance *= if level == worst { most / is } else { (1.0 - most) / (1.0 - is) };
            }
        }
    }
}

/// How many times as often one person's records agree so as two people's do.
fn ratio(m: &Table, u: &Table, pattern: Pattern) -> f64 {
    let levels = pattern.levels();
    let known = levels.iter().zip(m.iter().zip(u)).filter(|(level, _)| **level != 0);
    known
        .map(|(level, (m, u))| {
            let at = usize::from(*level);
            m.get(at).copied().unwrap_or(1.0) / u.get(at).copied().unwrap_or(1.0)
        })
        .product()
}

/// Counts a pattern, but for some fields.
fn add(counts: &mut Table, pattern: Pattern, tied: &[Field], by: f64) {
    let levels: [u8; FIELDS] = pattern.without(tied).levels();
    for (row, level) in counts.iter_mut().zip(levels).filter(|(_, level)| *level != 0) {
        if let Some(count) = row.get_mut(usize::from(level)) {
            *count += by;
        }
    }
}

/// Pairs drawn evenly, always the same; all pairs if there are no more.
fn at_random(register: &Register, everybody: &[Slot]) -> Tally {
    let people = everybody.len();
    let mut tally = BTreeMap::new();
    let mut look = |a: usize, b: usize| {
        if let (Some((_, a)), Some((_, b))) = (slot(register, everybody, a), slot(register, everybody, b)) {
            *tally.entry(compare(&a, &b)).or_insert(0.0) += 1.0;
        }
    };
    if people * (people - 1) / 2 <= AT_RANDOM {
        for b in 1..people {
            for a in 0..b {
                look(a, b);
            }
        }
    } else {
        let mut state = 0_u64;
        let mut draw = || {
            // SplitMix64 (Steele, Lea and Flood 2014).
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mixed = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
            ((mixed ^ mixed >> 31) % people as u64) as usize
        };
        for _ in 0..AT_RANDOM {
            let (a, b) = (draw(), draw());
            if a != b {
                look(a, b);
            }
        }
    }
    tally.into_iter().collect()
}

fn slot<'a>(register: &'a Register, everybody: &[Slot], at: usize) -> Option<(base::Id, crate::form::Side<'a>)> {
    register.side(*everybody.get(at)?)
}

/// What each rule has to teach: the pairs of its blocks, of every so-manieth block if there are many.
fn lessons(register: &Register) -> Vec<Lesson> {
    let ordered = register.blocks().all();
    let groups: Vec<&[u64]> =
        ordered.chunk_by(|a, b| a >> 32 == b >> 32).filter(|group| (2..=MANY).contains(&group.len())).collect();
    let of = |group: &[u64]| group.first().and_then(|entry| rule((entry >> 32) as u32));
    let lesson = |wanted: Rule| {
        let own = || groups.iter().filter(|group| of(group) == Some(wanted));
        let all: usize = own().map(|group| group.len() * (group.len() - 1) / 2).sum();
        let mut tally = BTreeMap::new();
        for group in own().step_by(all / OF_A_RULE + 1) {
            let members: Vec<_> = group.iter().filter_map(|entry| register.side(*entry as Slot)).collect();
            for (at, (_, a)) in members.iter().enumerate() {
                for (_, b) in members.iter().skip(at + 1) {
                    let pattern = compare(a, b);
                    // Relatives would pass for people with many mistakes.
                    if kinship(pattern, a, b).is_none() {
                        *tally.entry(pattern).or_insert(0.0) += 1.0;
                    }
                }
            }
        }
        Lesson { tied: wanted.tied(), tally: tally.into_iter().collect() }
    };
    Rule::ALL.into_iter().map(lesson).collect()
}

/// How many doubles a person has, asking some people evenly spread; starts from the model's own number until it stays.
fn doubles(register: &Register, everybody: &[Slot], model: &Model) -> f64 {
    let people = everybody.len();
    let mut evidence = Vec::new();
    let asked = everybody.iter().step_by(people.div_ceil(ASKED).max(1));
    let mut number = 0.0;
    for slot in asked {
        let Some((_, a)) = register.side(*slot) else { continue };
        number += 1.0;
        let others = register.near(&a, MANY).into_iter().filter(|other| other != slot);
        evidence.extend(others.filter_map(|other| {
            let (_, b) = register.side(other)?;
            let pattern = compare(&a, &b);
            let bits = model.sum(pattern);
            (bits > 0.0 && kinship(pattern, &a, &b).is_none()).then_some(bits)
        }));
    }
    let assumed = Model::default().doubles;
    let mut doubles = assumed;
    for _ in 0..20 {
        let against = Model::new(model.m, model.u, doubles).before(people);
        let found: f64 = evidence.iter().map(|bits| probability(bits + against)).sum();
        doubles = (found + assumed * ASKED_BEFORE) / (number + ASKED_BEFORE);
    }
    doubles.min((people as f64 - 1.0) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fastrand::Rng;

    /// A level drawn with the chances of a field.
    fn draw(rng: &mut Rng, chances: &[f64]) -> u8 {
        let mut rest = rng.f64() * chances.iter().sum::<f64>();
        for (level, chance) in (0..).zip(chances) {
            if rest < *chance {
                return level;
            }
            rest -= chance;
        }
        1
    }

    /// So many pairs of which this share is one person's.
    fn pairs(rng: &mut Rng, m: &Table, u: &Table, share: f64, number: u32) -> Tally {
        let mut tally = BTreeMap::new();
        for _ in 0..number {
            let chances = if rng.f64() < share { m } else { u };
            let pattern = [Field::Given, Field::Family, Field::Birth, Field::Postcode]
                .into_iter()
                .fold(Pattern::default(), |pattern, field| pattern.with(field, draw(rng, &chances[field as usize])));
            *tally.entry(pattern).or_insert(0.0) += 1.0;
        }
        tally.into_iter().collect()
    }

    #[test]
    fn chances_from_which_pairs_were_drawn_are_learnt_back() {
        let Model { mut m, u, .. } = Model::default();
        // Other than what is assumed, so that the assumption cannot answer.
        m[Field::Given as usize] = [0.0, 0.60, 0.10, 0.15, 0.05, 0.04, 0.02, 0.04];
        m[Field::Family as usize] = [0.0, 0.70, 0.12, 0.03, 0.05, 0.10, 0.0, 0.0];
        m[Field::Birth as usize] = [0.0, 0.80, 0.06, 0.06, 0.03, 0.02, 0.03, 0.0];
        m[Field::Postcode as usize] = [0.0, 0.50, 0.05, 0.15, 0.30, 0.0, 0.0, 0.0];
        let mut rng = Rng::with_seed(3);
        let random = pairs(&mut rng, &m, &u, 0.0, 200_000);
        let lessons = [0.3, 0.02].map(|share| Lesson { tied: &[], tally: pairs(&mut rng, &m, &u, share, 40_000) });
        let learnt = fit(&random, &lessons, &Model::default(), 100_000);
        for field in [Field::Given, Field::Family, Field::Birth, Field::Postcode] {
            for level in 1..=field.levels().len() {
                let (was, is) = (m[field as usize][level], learnt.m[field as usize][level]);
                assert!((was - is).abs() < 0.012, "m of {field:?} {level}: {was} learnt as {is}");
                let (was, is) = (u[field as usize][level], learnt.u[field as usize][level]);
                assert!((was - is).abs() < 0.002, "u of {field:?} {level}: {was} learnt as {is}");
            }
        }
    }

    #[test]
    fn a_rule_teaches_nothing_about_what_it_ties() {
        let Model { m, u, .. } = Model::default();
        let mut rng = Rng::with_seed(4);
        let mut lesson = Lesson { tied: &[Field::Family], tally: pairs(&mut rng, &m, &u, 0.5, 5_000) };
        for (pattern, _) in &mut lesson.tally {
            *pattern = pattern.with(Field::Family, 1);
        }
        let learnt = fit(&Vec::new(), &[lesson], &Model::default(), 1000);
        let row = |table: &Table| table[Field::Family as usize];
        for (is, was) in row(&learnt.m).iter().zip(row(&m)) {
            assert!((is - was).abs() < 1e-6);
        }
    }

    #[test]
    fn a_register_of_strangers_keeps_to_what_is_assumed() {
        let learnt = fit(&Vec::new(), &[], &Model::default(), 10);
        let assumed = Model::default();
        for field in Field::ALL {
            for level in 1..=field.levels().len() as u8 {
                let (is, was) = (learnt.weight(field, level), assumed.weight(field, level));
                assert!((is - was).abs() < 1e-3, "{field:?} {level}: {was} became {is}");
            }
        }
    }

    #[test]
    fn nobody_differs_more_from_themselves_than_people_can() {
        let mut m = Model::default().m;
        m[Field::Birth as usize] = [0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.5, 0.0];
        bound(&mut m);
        let row = m[Field::Birth as usize];
        assert!((row[6] - 0.05).abs() < 1e-12 && (row.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{row:?}");
    }
}

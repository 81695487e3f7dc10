//! Dimensions as places by code.

use super::{EXCLUDED, Source};
use crate::shard::Field;
use crate::{AgeAt, Before, Group, Key, day};
use base::{Date, Grain, Period};
use std::collections::HashMap;
use std::ops::Range;

/// A dimension's values, and the place among them of each code of its source.
pub(super) struct Resolved {
    pub(super) source: Source,
    pub(super) keys: Vec<Key>,
    pub(super) places: Vec<u32>,
    /// Whether the values stand in the order in which answers list them.
    pub(super) ordered: bool,
}

/// No place.
pub(super) const NOWHERE: u32 = u32::MAX;

/// The dated days that a selection looks at.
pub(super) struct Days {
    /// As days from 1 January 1900.
    pub(super) all: Range<i32>,
    /// How many codes there may be.
    pub(super) codes: usize,
    pub(super) undated: bool,
    pub(super) over: Option<Period>,
}

pub(super) fn periods(grain: Grain, days: &Days, shown: Option<Period>) -> Resolved {
    let date = |day: i32| day::date(day::code_of(day));
    let dates = date(days.all.start).zip(date(days.all.end - 1)).filter(|_| !days.all.is_empty());
    let ends = shown.map(|shown| (shown.start, shown.end)).or(dates);
    let (first, last) = ends.map_or((0, -1), |(first, last)| (grain.number(first), grain.number(last)));
    let mut keys: Vec<Key> = (first..=last).map(|number| Key::Period(grain, number)).collect();
    let mut places = vec![NOWHERE; days.codes];
    places[0] = keys.len() as u32;
    let mut day = days.all.start;
    // From period to period, or from day to day where the calendar ends.
    while day < days.all.end {
        let number = date(day).map_or(first, |date| grain.number(date));
        let end = grain.period(number).and_then(|period| day::number(day::code(Some(period.end)))).unwrap_or(day);
        let end = end.clamp(day, days.all.end - 1);
        for day in day..=end {
            // Of a cumulative question, what came before the first period shown counts in it.
            places[day::code_of(day) as usize] = (number - first).max(0).unsigned_abs();
        }
        day = end + 1;
    }
    keys.push(Key::Missing);
    Resolved { source: Source::Field(Field::Date), keys, places, ordered: true }
}

pub(super) fn since(marked: &[(Date, String)], days: &Days) -> Resolved {
    let mut marked: Vec<(Option<i32>, &str)> =
        marked.iter().map(|(date, name)| (day::number(day::code(Some(*date))), name.as_str())).collect();
    marked.sort_by_key(|(day, _)| *day);
    let mut keys: Vec<Key> = marked.iter().map(|(_, name)| Key::text(name)).collect();
    // After the names, as keys stand in order: before the first, then without a day.
    keys.extend([Key::None, Key::Missing]);
    let before = marked.len() as u32;
    let mut places = vec![NOWHERE; days.codes];
    places[0] = before + 1;
    for day in days.all.clone() {
        let come = marked.partition_point(|(known, _)| *known <= Some(day)) as u32;
        places[day::code_of(day) as usize] = come.checked_sub(1).unwrap_or(before);
    }
    Resolved { source: Source::Field(Field::Date), keys, places, ordered: true }
}

pub(super) fn ages(bands: &[u8], at: AgeAt) -> Resolved {
    let mut bands = [&[0], bands].concat();
    bands.sort_unstable();
    bands.dedup();
    let mut places = vec![bands.len() as u32];
    places.extend((0..=254).map(|age| bands.partition_point(|band| *band <= age) as u32 - 1));
    let source = match at {
        AgeAt::Start => Source::AgeAtStart,
        AgeAt::On(date) => Source::AgeOn(day::code(Some(date))),
        AgeAt::Fact => Source::Field(Field::AgeThen),
    };
    Resolved { source, keys: bands.into_iter().map(Key::Age).chain([Key::Missing]).collect(), places, ordered: true }
}

pub(super) fn turns(before: Before) -> Resolved {
    let source = Source::Field(match before {
        Before::WithAnybody => Field::Turn,
        Before::WithThePartner => Field::TurnWithPartner,
    });
    let keys = vec![Key::Missing, Key::text(Before::FIRST), Key::text(Before::REPEAT)];
    Resolved { source, places: vec![0, 1, 2], keys, ordered: false }
}

pub(super) fn grouped(of: &Resolved, groups: &[Group]) -> Resolved {
    let mut keys: Vec<Key> = Vec::new();
    let mut group_of: HashMap<&Key, u32> = HashMap::new();
    for group in groups {
        let name = Key::text(&group.name);
        let place = keys.iter().position(|key| *key == name).unwrap_or_else(|| {
            keys.push(name);
            keys.len() - 1
        });
        for key in &group.keys {
            group_of.entry(key).or_insert(place as u32);
        }
    }
    let none = keys.len() as u32;
    keys.push(Key::None);
    let group =
        |place: &u32| of.keys.get(*place as usize).map_or(NOWHERE, |key| group_of.get(key).copied().unwrap_or(none));
    Resolved { source: of.source, places: of.places.iter().map(group).collect(), keys, ordered: true }
}

/// Leaves an axis only with the values that a fact may have, in order. Periods keep those between, and all of a stated span.
pub(super) fn compact(
    axis: &mut Resolved,
    list: &[u32],
    may_have: impl Fn(usize) -> bool,
    gapless: Option<Option<Period>>,
) {
    let mut used = vec![false; axis.keys.len()];
    for (code, place) in axis.places.iter().enumerate() {
        if *place != NOWHERE && list[code] < EXCLUDED && may_have(code) {
            used[*place as usize] = true;
        }
    }
    if let Some(over) = gapless {
        let periods = used.len() - 1;
        let first = used[..periods].iter().position(|used| *used);
        let last = used[..periods].iter().rposition(|used| *used);
        let kept = match (over, first, last) {
            (Some(_), ..) => 0..periods,
            (None, Some(first), Some(last)) => first..last + 1,
            _ => 0..0,
        };
        used[kept].fill(true);
    }
    let mut kept: Vec<usize> = (0..used.len()).filter(|place| used[*place]).collect();
    if !axis.ordered {
        kept.sort_by(|a, b| axis.keys[*a].cmp(&axis.keys[*b]));
    }
    let mut moved = vec![NOWHERE; used.len()];
    for (to, from) in (0..).zip(&kept) {
        moved[*from] = to;
    }
    for place in &mut axis.places {
        *place = moved.get(*place as usize).copied().unwrap_or(NOWHERE);
    }
    axis.keys = kept.into_iter().map(|place| axis.keys[place].clone()).collect();
}

//! Numbers and dates in words.

use crate::instead::capital;
use base::{Date, Role, Timestamp};
use definition::{Count, Definition, FactKind, Figure, Word};
use records::figures::Number;
use records::programmes::Entry;

/// A date as people in the United Kingdom read it: "3 September 2021".
pub(crate) fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// A moment, to the minute: "3 September 2021 at 14:30".
pub(crate) fn moment(at: Timestamp) -> String {
    at.in_tz("Europe/London").map_or_else(
        |_| at.strftime("%-d %B %Y at %H:%M UTC").to_string(),
        |at| at.strftime("%-d %B %Y at %H:%M").to_string(),
    )
}

/// A count or mean, its thousands separated.
pub(crate) fn number(number: Number) -> String {
    match number {
        Number::Whole(whole) => charts::number(whole),
        Number::Mean(Some(mean)) => charts::value(mean),
        Number::Mean(None) => "no data yet".to_owned(),
        Number::Pounds(pounds) => format!("\u{a3}{}", charts::decimal(pounds, 2)),
    }
}

/// A share in per cent: exactly of a base where there is one, else as it was worked out.
pub(crate) fn percent(value: Number, base: Option<u64>, worked_out: Option<f64>) -> String {
    let exact = match (value, base.and_then(|base| i64::try_from(base).ok())) {
        (Number::Whole(value), Some(base)) => charts::percent(value, base),
        _ => None,
    };
    exact.or_else(|| worked_out.map(|share| format!("{}%", charts::decimal(share, 1)))).unwrap_or_default()
}

/// A number and what it is a number of, as `many` calls them: "858 participants", "1 participant".
pub(crate) fn said(value: Number, count: Count, figure: &Figure, many: &str, definition: &Definition) -> String {
    let one = match (count, figure.of.kind) {
        (Count::People, FactKind::Enrolment) => definition.word(Word::Participant).one,
        (Count::People, _) => definition.word(Word::Person).one,
        _ => String::new(),
    };
    match value {
        Number::Whole(1) if one.is_empty() => format!("{many}: 1"),
        Number::Whole(1) => format!("1 {one}"),
        Number::Pounds(_) => number(value),
        value => format!("{} {}", number(value), many.to_lowercase()),
    }
}

/// What a role is called: a worker by the programme's own word, "Keyworker", where it is about one programme.
pub(crate) fn role(role: Role, entry: Option<&Entry>) -> String {
    match (role, entry) {
        (Role::Worker, Some(entry)) => capital(&entry.definition.word(Word::Worker).one),
        _ => role.label().to_owned(),
    }
}

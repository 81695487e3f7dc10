//! Numbers, dates and what is counted, in words.

use crate::instead::capital;
use base::{Date, Timestamp};
use definition::{Count, Definition, FactKind, Figure, Word};
use records::figures::{Number, Standing, Table};

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

/// What stands over a column that counts in this way: "Participants", "People", "Core outcomes", "Minutes".
pub(crate) fn counted(count: Count, figure: &Figure, table: &Table, definition: &Definition) -> String {
    let quantity = figure.of.kind.quantity().unwrap_or("quantity");
    match (count, figure.of.kind) {
        (Count::People, FactKind::Enrolment) => capital(&definition.word(Word::Participant).many),
        (Count::People, _) => capital(&definition.word(Word::Person).many),
        (Count::Records, _) => capital(&table.of),
        (Count::Total, _) => capital(quantity),
        (Count::Mean, _) => format!("Mean {quantity}"),
    }
}

/// Why there is nothing to show, if so. Not collected, filtered out and none are three things.
pub(crate) fn nothing(table: &Table) -> Option<String> {
    match table.standing {
        Standing::Counted => None,
        Standing::FilteredOut { since } => {
            let since = since.map(|since| format!(" since {}", day(since))).unwrap_or_default();
            Some(format!(
                "None with these filters. {} have been recorded{since}: choose fewer filters to see them.",
                capital(&table.of)
            ))
        }
        Standing::NoDataYet => Some(format!("No data yet: no {} have been recorded.", table.of)),
        Standing::NotYetCollectable(what) => {
            Some(format!("No data yet: this version of Waymark does not record {} yet.", what.to_lowercase()))
        }
    }
}

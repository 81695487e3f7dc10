//! `[[evidence]]`, `[[instrument]]`, `[[frame]]` and `[[grouping]]`.

use super::table::Table;
use crate::model::{Benchmark, Code, Evidence, Frame, FrameRole, Group, Grouping, Instrument, Vocabulary};

/// `[[evidence]]`.
pub(super) fn evidence(root: &Table<'_>) -> Vec<Evidence> {
    root.tables("evidence", |table| Evidence {
        key: table.key("evidence"),
        label: table.required("label"),
        description: table.text("description"),
        external: table.flag("external"),
        geography: table.text("geography"),
        year: table.whole("year", &(1900..=2200)).and_then(|year| i16::try_from(year).ok()),
        measures: table.texts("measures"),
    })
}

/// `[[instrument]]`.
pub(super) fn instruments(root: &Table<'_>) -> Vec<Instrument> {
    root.tables("instrument", |table| {
        let key = table.key("instrument");
        let limit = |name| table.whole(name, &(-1_000_000..=1_000_000)).and_then(|number| i32::try_from(number).ok());
        let (min, max) = (limit("min"), limit("max"));
        if let (Some(min), Some(max)) = (min, max)
            && max <= min
        {
            table.wrong(
                &table.place("max"),
                format!("the highest score, {max}, is not above the lowest, {min}"),
                "Mend one of the two.",
            );
        }
        let space = format!("benchmark of {key}");
        Instrument {
            label: table.required("label"),
            description: table.text("description"),
            version: table.text("version"),
            items: table.whole("items", &(1..=1000)).and_then(|items| u16::try_from(items).ok()),
            min,
            max,
            scoring: table.text("scoring"),
            scored_by: table.text("scored-by"),
            licence: table.text("licence"),
            occasions: table.texts("occasions"),
            benchmarks: table.tables("benchmark", |row| Benchmark {
                key: row.key(&space),
                label: row.required("label"),
                thousandths: row.thousandths("value"),
                as_of: row.date("as-of"),
                source: row.required("source"),
            }),
            silent: table.text("silent"),
            key,
        }
    })
}

/// `[[frame]]`.
pub(super) fn frames(root: &Table<'_>) -> Vec<Frame> {
    root.tables("frame", |table| {
        let key = table.key("frame");
        let space = format!("code of {key}");
        Frame {
            label: table.required("label"),
            role: table.required_choice("role", &FrameRole::ALL, FrameRole::key, FrameRole::SelfIdentified),
            version: table.text("version").unwrap_or_else(|| "1".to_owned()),
            description: table.text("description"),
            silent: table.text("silent"),
            codes: table.tables("code", |row| Code {
                key: row.key(&space),
                label: row.required("label"),
                description: row.text("description"),
            }),
            key,
        }
    })
}

/// `[[grouping]]`.
pub(super) fn groupings(root: &Table<'_>) -> Vec<Grouping> {
    root.tables("grouping", |table| {
        let key = table.key("grouping");
        let of = table.required_choice("of", &Vocabulary::ALL, Vocabulary::key, Vocabulary::Respondent);
        let space = format!("group of {key}");
        Grouping {
            label: table.required("label"),
            of,
            groups: table.tables("group", |row| Group {
                key: row.key(&space),
                label: row.required("label"),
                members: row.refers("members", of.key()),
            }),
            key,
        }
    })
}

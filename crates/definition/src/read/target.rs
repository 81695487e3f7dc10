//! `[[indicator]]` and `[[targets]]`.

use super::table::Table;
use crate::model::{Indicator, Target, TargetSet};

/// `[[indicator]]`.
pub(super) fn indicators(root: &Table<'_>) -> Vec<Indicator> {
    root.tables("indicator", |table| Indicator {
        key: table.key("indicator"),
        label: table.required("label"),
        description: table.text("description"),
        unit: table.required("unit"),
        formula: table.text("formula"),
        figure: table.refer("figure", "figure"),
        co_designed: table.flag("co-designed"),
        collected_from: table.date("collected-from"),
        silent: table.text("silent"),
    })
}

/// `[[targets]]`, and the key of the set in force.
pub(super) fn sets(root: &Table<'_>) -> (Vec<TargetSet>, Option<String>) {
    let mut in_force: Option<String> = None;
    let mut last = None;
    let sets = root.tables("targets", |table| {
        let key = table.key("targets");
        if table.flag("in-force") {
            if let Some(first) = &in_force {
                table.wrong(
                    &table.place("in-force"),
                    format!("\u{201c}{first}\u{201d} is in force already"),
                    "Only one set of targets can be in force: take this line out, or the other.",
                );
            }
            in_force.get_or_insert_with(|| key.clone());
        }
        last = Some(table.span().clone());
        TargetSet {
            label: table.required("label"),
            from: table.date("from"),
            note: table.text("note"),
            targets: targets(table),
            key,
        }
    });
    if let (None, Some(place)) = (&in_force, last) {
        root.reader().missing(
            &place,
            "no set of targets is in force",
            "Add in-force = true to the one that reports use.",
        );
    }
    (sets, in_force)
}

fn targets(table: &Table<'_>) -> Vec<Target> {
    let mut seen: Vec<Target> = Vec::new();
    table.tables("target", |row| {
        let target = Target {
            indicator: row.refer("indicator", "indicator").unwrap_or_else(|| row.required("indicator")),
            value: row.required_whole("value", &(0..=i64::MAX)),
            period: row.period("period"),
            partner: row.refer("partner", "partner"),
        };
        let same = |other: &Target| {
            other.indicator == target.indicator && other.period == target.period && other.partner == target.partner
        };
        if seen.iter().any(same) {
            row.wrong(
                row.span(),
                format!("there is a target for \u{201c}{}\u{201d} in this set already", target.indicator),
                "Keep one, or say for which period or partner each is.",
            );
        }
        seen.push(target.clone());
        target
    })
}

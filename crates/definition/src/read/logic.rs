//! `[logic]`: columns, and what leads to what.

use super::table::Table;
use crate::model::{Cell, Column, LogicEntry, LogicLink, LogicModel};

const ENTRY: &str = "entry of the logic model";

/// `[logic]`.
pub(super) fn logic(root: &Table<'_>) -> Option<LogicModel> {
    root.table("logic", |table| LogicModel {
        label: table.required("label"),
        purpose: table.text("purpose"),
        version: table.text("version"),
        columns: table.tables("column", |column| Column {
            key: column.key("column of the logic model"),
            label: column.required("label"),
            entries: column.tables("entry", |entry| LogicEntry {
                key: entry.key(ENTRY),
                label: entry.required("label"),
                group: entry.text("group"),
                indicator: entry.refer("indicator", "indicator"),
            }),
        }),
        links: table.tables("link", link),
    })
}

fn link(table: &Table<'_>) -> LogicLink {
    let from = table.refer("from", ENTRY).unwrap_or_else(|| table.required("from"));
    let to = table.refers("to", ENTRY);
    if to.is_empty() {
        table.wrong(
            &table.place("to"),
            "this link leads to nothing",
            "Say in \u{201c}to\u{201d} which entries it leads to, or take the link out.",
        );
    }
    if to.contains(&from) {
        table.wrong(&table.place("to"), format!("\u{201c}{from}\u{201d} leads to itself"), "Take it out of the list.");
    }
    LogicLink { from, to, primary: cell(table, "primary"), secondary: cell(table, "secondary") }
}

/// A cell of evidence: left out, explicitly blank, or naming its sources.
fn cell(table: &Table<'_>, name: &'static str) -> Cell {
    let texts = table.placed_texts(name);
    if !table.has(name) {
        return Cell::Unasked;
    }
    match texts.as_slice() {
        [(only, _)] if only == "blank" => Cell::Blank,
        [] => {
            table.wrong(
                &table.place(name),
                "this cell names no evidence",
                format!("Name a source, or write {name} = \"blank\" where the document leaves it empty."),
            );
            Cell::Blank
        }
        _ => Cell::Named(table.refers(name, "evidence")),
    }
}

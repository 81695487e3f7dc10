//! What was done to records, told to people: who, when, what from what to what, and why.

use super::Place;
use super::words::moment;
use crate::Instead;
use crate::ui::{self, Column, Table};
use base::Id;
use maud::{Markup, html};
use records::audit::{self, Changed, Shown, Told};

/// How many changes of one record are shown.
const MOST: u32 = 50;

/// The history of one record, for its page; about a person, `subject` says whom. Nothing for those who may not see it.
///
/// # Errors
/// When the database fails.
pub(super) fn of_record(place: &Place, kind: &str, record: Id, subject: Option<Id>) -> Result<Option<Markup>, Instead> {
    let Some(table) = audit::kinds().into_iter().find(|table| table.name == kind) else { return Ok(None) };
    let told = audit::history(place.app.workspace(), &place.scope(), table, record, subject, MOST)?;
    Ok((!told.is_empty()).then(|| {
        html! {
            h2 class="govuk-heading-m" id="history" { "History of this record" }
            (table_of(&told, "History of this record", false))
        }
    }))
}

/// Entries as a table, newest first; with `about`, which record each is about.
pub(super) fn table_of(told: &[Told], caption: &str, about: bool) -> Markup {
    let row = |told: &Told| {
        let mut cells = vec![html! { (moment(told.at)) }, html! { (told.actor_name) }, html! { (what(told)) }];
        if about {
            cells.push(html! { (whom(told)) });
        }
        cells.push(changes(told));
        cells.push(html! { @if told.why.is_empty() { "Not said" } @else { (told.why) } });
        cells
    };
    let mut columns = vec![Column::text("When"), Column::text("Who"), Column::text("What")];
    if about {
        columns.push(Column::text("About"));
    }
    columns.extend([Column::text("Before and after"), Column::text("Why")]);
    ui::table(&Table {
        caption,
        caption_hidden: true,
        columns,
        rows: told.iter().map(row).collect(),
        cards: true,
        ..Table::default()
    })
}

/// "Changed: person", "Added: 1,000 interactions".
pub(super) fn what(told: &Told) -> String {
    let done = action(told.action);
    if told.records == 1 {
        return format!("{done}: {}", told.kind.to_lowercase());
    }
    let count = i64::try_from(told.records).map_or_else(|_| "many".to_owned(), charts::number);
    format!("{done}: {} ({count} records)", told.kind.to_lowercase())
}

/// What people call an action.
pub(super) fn action(action: audit::Action) -> &'static str {
    match action {
        audit::Action::Insert => "Added",
        audit::Action::Update => "Changed",
        audit::Action::Remove => "Removed",
        audit::Action::View => "Looked at",
    }
}

/// Whom it is about.
pub(super) fn whom(told: &Told) -> String {
    match (told.subject, &told.name) {
        (None, _) if told.about.is_some() => told.about.clone().unwrap_or_default(),
        (Some(_), Some(name)) => name.clone(),
        (Some(_), None) => "A person whose name your role does not see".to_owned(),
        (None, _) if told.records > 1 => "Several".to_owned(),
        (None, _) => "No one person".to_owned(),
    }
}

fn changes(told: &Told) -> Markup {
    if told.changes.is_empty() {
        return html! { "Not listed" };
    }
    html! {
        ul class="govuk-list wm-changes" {
            @for changed in &told.changes { li { (line(told.action, changed)) } }
        }
    }
}

/// One field as a sentence.
pub(super) fn line(action: audit::Action, changed: &Changed) -> String {
    let Changed { label, before, after, .. } = changed;
    match action {
        audit::Action::View => label.clone(),
        audit::Action::Insert => format!("{label}: {}", said(after)),
        audit::Action::Remove => format!("{label}: {}", said(before)),
        audit::Action::Update if before == after => format!("{label}: {}", said(after)),
        audit::Action::Update => format!("{label}: {} \u{2192} {}", said(before), said(after)),
    }
}

fn said(shown: &Shown) -> &str {
    match shown {
        Shown::Nothing => "nothing",
        Shown::Value(value) => value,
        Shown::Withheld(why) => why,
    }
}

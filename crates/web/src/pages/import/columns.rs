//! How the headings of a file were understood, to be looked at and changed.

use crate::ui::{self, Column};
use base::Field;
use exchange::import::{FileSummary, Kind};
use exchange::{Column as Heading, How, Kept, To};
use maud::{Markup, html};

/// How many columns are shown: a sheet may have thousands, and no kind of record has a hundred fields.
const SHOWN: usize = 200;

/// Every column with what it is taken for.
pub(super) fn shown(file: &FileSummary, kind: Kind) -> Markup {
    let fields = kind.fields();
    let row =
        |column: &Heading| vec![html! { (column.heading) }, select(column, &fields), html! { (known(&column.to)) }];
    let columns = &file.mapping.columns;
    html! {
        (ui::table(&ui::Table {
            caption: "How the headings were understood",
            caption_hidden: true,
            columns: vec![Column::text("Heading in the file"), Column::text("Is taken as"), Column::text("Because")],
            rows: columns.iter().take(SHOWN).map(row).collect(),
            cards: true,
            ..ui::Table::default()
        }))
        @if columns.len() > SHOWN {
            (ui::paragraph("The file has more columns than are shown here; the others are taken by their headings."))
        }
    }
}

/// The id and name of a column's control.
pub(super) fn control(column: &Heading) -> String {
    format!("column-{}", column.position)
}

fn select(column: &Heading, fields: &[Field]) -> Markup {
    let id = control(column);
    let now = field_of(&column.to);
    html! {
        label class="govuk-visually-hidden" for=(id) { "\u{201c}" (column.heading) "\u{201d} is taken as" }
        select class="govuk-select" id=(id) name=(id) {
            option value="" selected[now.is_empty()] { "Left out" }
            @for field in fields {
                option value=(field.name) selected[field.name == now] {
                    (field.label) @if field.required { " (every row needs it)" }
                }
            }
        }
    }
}

fn field_of(to: &To) -> &str {
    match to {
        To::Field { name, .. } => name,
        To::Ignored { .. } => "",
    }
}

fn known(to: &To) -> String {
    match to {
        To::Field { how: How::Heading, .. } => "The heading says so".to_owned(),
        To::Field { how: How::Chosen, .. } => "It was chosen, now or for an earlier file".to_owned(),
        To::Ignored { perhaps: Some(label) } => format!("Not known: is it \u{201c}{label}\u{201d}?"),
        To::Ignored { perhaps: None } => "Not known, or chosen to be left out".to_owned(),
    }
}

/// What was chosen in the form, as far as it differs from how the headings stand. A field that is moved to another column leaves its own.
pub(super) fn chosen(file: &FileSummary, kind: Kind, pairs: &[(String, String)]) -> Kept {
    let fields = kind.fields();
    let sent = |column: &Heading| {
        let control = control(column);
        let sent = pairs.iter().find(|(name, _)| *name == control).map(|(_, value)| value.as_str());
        sent.filter(|value| value.is_empty() || fields.iter().any(|field| field.name == *value))
    };
    let columns = &file.mapping.columns;
    let changes: Vec<(&Heading, &str)> = columns
        .iter()
        .filter_map(|column| Some((column, sent(column)?)))
        .filter(|(column, value)| *value != field_of(&column.to))
        .collect();
    let mut kept = Kept::default();
    for (column, value) in &changes {
        kept.choose(&column.heading, (!value.is_empty()).then_some(value));
    }
    for column in
        columns.iter().filter(|column| !changes.iter().any(|(changed, _)| changed.position == column.position))
    {
        let now = field_of(&column.to);
        if !now.is_empty() && changes.iter().any(|(_, value)| *value == now) {
            kept.choose(&column.heading, None);
        }
    }
    kept
}

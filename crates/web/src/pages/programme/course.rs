//! The logic model: how the programme is meant to work, as tables.

use super::{Part, table};
use definition::{Cell, Definition, LogicModel};
use maud::{Markup, html};

pub(super) fn parts(definition: &Definition) -> Option<Part> {
    let model = definition.logic.as_ref()?;
    let content = html! {
        @if let Some(purpose) = &model.purpose { p class="govuk-body" { (purpose) } }
        @for column in &model.columns {
            h3 class="govuk-heading-s" { (column.label) }
            @if column.entries.is_empty() { p class="govuk-body" { "The model leaves this empty." } }
            ul class="govuk-list govuk-list--bullet" {
                @for entry in &column.entries {
                    li { @if let Some(group) = &entry.group { (group) ": " } (entry.label) }
                }
            }
        }
        @if !model.links.is_empty() { h3 class="govuk-heading-s" { "What leads to what" } (links(model, definition)) }
    };
    let version = model.version.as_ref().map(|version| format!(" (version {version})")).unwrap_or_default();
    Some(Part::new("logic", format!("{}{version}", model.label), content))
}

fn links(model: &LogicModel, definition: &Definition) -> Markup {
    let entries = || model.columns.iter().flat_map(|column| &column.entries);
    let label =
        |key: &String| entries().find(|entry| entry.key == *key).map_or(key.clone(), |entry| entry.label.clone());
    let evidence = |cell: &Cell| match cell {
        Cell::Unasked => String::new(),
        Cell::Blank => "Left empty in the document".to_owned(),
        Cell::Named(keys) => {
            let name = |key: &String| {
                let found = definition.evidence.iter().find(|one| one.key == *key);
                found.map_or_else(|| key.clone(), |one| one.label.clone())
            };
            keys.iter().map(name).collect::<Vec<_>>().join(", ")
        }
    };
    let rows = model.links.iter().map(|link| {
        vec![
            html! { (label(&link.from)) },
            html! { (link.to.iter().map(label).collect::<Vec<_>>().join("; ")) },
            html! { (evidence(&link.primary)) },
            html! { (evidence(&link.secondary)) },
        ]
    });
    table("What leads to what", &["This", "Leads to", "Main evidence", "Further evidence"], rows.collect())
}

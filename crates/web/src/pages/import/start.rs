//! The import page: what can be brought in, the form that sends a file, and what was brought in before.

use super::super::place::{PROGRAMME, Page, Place};
use super::super::words::moment;
use crate::ui::{
    self, Button, Column, Empty, Error, FileUpload, Heading, Item, Link, Notice, Question, Radios, Section, Size,
};
use crate::{Instead, Query, form_token};
use axum::http::StatusCode;
use base::Act;
use exchange::import::Kind;
use maud::{Markup, html};
use records::imports::{self, Import};
use records::programmes::Entry;

/// What stands in the form, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Form {
    pub programme: String,
    pub kind: String,
    /// What is wrong, by the name of the control.
    pub faults: Vec<(&'static str, String)>,
    /// The answer's status, if it is not that the form was filled in wrongly.
    pub status: Option<StatusCode>,
}

impl Form {
    /// Adds what is wrong with a control.
    pub fn fault(&mut self, control: &'static str, text: impl Into<String>) {
        self.faults.push((control, text.into()));
    }

    fn error(&self, control: &str) -> Option<&str> {
        self.faults.iter().find(|(at, _)| *at == control).map(|(_, text)| text.as_str())
    }
}

/// The page as one comes to it.
pub(super) fn show(place: &Place) -> Result<Markup, Instead> {
    let programme = match (place.query.get(PROGRAMME), open(place).as_slice()) {
        (Some(key), _) => place.programme(key)?.programme.key.clone(),
        (None, [only]) => only.programme.key.clone(),
        (None, _) => String::new(),
    };
    page(place, &Form { programme, ..Form::default() })
}

/// The page with `form` on it.
pub(super) fn page(place: &Place, form: &Form) -> Result<Markup, Instead> {
    let entry = open(place).into_iter().find(|entry| entry.programme.key == form.programme);
    let past = match entry {
        Some(entry) => {
            place.app.workspace().read(|reader| imports::of_programme(reader, &place.scope(), entry.programme.id))?
        }
        None => Vec::new(),
    };
    let programme = place.about("/programme");
    let way = [Link::new("Programme", &programme)];
    let page = Page {
        title: "Import",
        section: Some(Section::Programme),
        way: if entry.is_some() { &way } else { &[] },
        entry,
        faulty: !form.faults.is_empty(),
        ..Page::default()
    };
    let main = if place.programmes().is_empty() { nothing() } else { main(place, form, entry, &past) };
    Ok(place.page(&page, &main))
}

/// The programmes into which the one who looks may bring records.
fn open(place: &Place) -> Vec<&Entry> {
    let scope = place.scope();
    place.programmes().into_iter().filter(|entry| scope.may(Act::Import, entry.programme.id)).collect()
}

fn nothing() -> Markup {
    html! {
        (ui::heading(&Heading { title: "Import", ..Heading::default() }))
        (ui::empty(&Empty {
            title: "No programme yet",
            text: "Once a programme's definition is applied, its people, interactions and outcomes can be brought in here from spreadsheets.",
            action: Some(Button::link("See the first steps", "/")),
        }))
    }
}

fn main(place: &Place, form: &Form, entry: Option<&Entry>, past: &[Import]) -> Markup {
    let errors: Vec<Error> =
        form.faults.iter().map(|(at, text)| Error { text: text.clone(), control: Some((*at).to_owned()) }).collect();
    html! {
        (ui::error_summary(&errors))
        @if errors.is_empty() && place.query.get("done") == Some("discarded") {
            (ui::notification(&Notice { text: "The file was discarded, and nothing was saved.", ..Notice::default() }))
        }
        (ui::heading(&Heading {
            title: "Import",
            caption: entry.map(|entry| entry.programme.name.as_str()),
            lead: Some("Bring in people, and then what they received and achieved, from spreadsheets. You see what a file would bring before anything is saved."),
            action: None,
        }))
        form method="post" action="/import" enctype="multipart/form-data" {
            (form_token::hidden(place.viewer.token()))
            (programmes(place, form))
            (kinds(form))
            (ui::file_upload(
                &Question::new("file", "File")
                    .hint("CSV, Excel (.xlsx) or OpenDocument (.ods), of up to 64 MB. Its headings may stand in any order.")
                    .error(form.error("file"))
                    .size(Size::Small),
                &FileUpload { accept: Some(".csv,.tsv,.txt,.xlsx,.ods"), multiple: false },
            ))
            (ui::button(&Button::submit("Check this file")))
        }
        h2 class="govuk-heading-m" { "Templates" }
        (ui::paragraph("An empty file with the headings, to fill in. The Excel file explains each column and has lists to choose from."))
        (templates())
        @if let Some(entry) = entry {
            h2 class="govuk-heading-m" { "Past imports" }
            @if past.is_empty() {
                (ui::paragraph(&format!("Nothing has been imported into {} yet.", entry.programme.name)))
            } @else {
                (before(past))
            }
        }
    }
}

/// Which programme: asked only where there are several.
fn programmes(place: &Place, form: &Form) -> Markup {
    let entries = open(place);
    if let [only] = entries.as_slice() {
        return html! { input type="hidden" name=(PROGRAMME) value=(only.programme.key); };
    }
    let known = entries.iter().map(|entry| Item::new(&entry.programme.key, &entry.programme.name));
    let items: Vec<Item<'_>> = std::iter::once(Item::new("", "Choose one")).chain(known).collect();
    let question = Question::new(PROGRAMME, "Programme").error(form.error(PROGRAMME)).size(Size::Small);
    ui::select(&question, &items, &form.programme)
}

fn kinds(form: &Form) -> Markup {
    let items = Kind::ALL.map(|kind| {
        let hint = match kind {
            Kind::People => "A row to a person, with their start in the programme. Bring these in first.",
            Kind::Interactions => "A row to a piece of one-to-one support, with the reference of the person.",
            Kind::Outcomes => "A row to an improvement achieved, with the reference of the person.",
        };
        Item { value: kind.key(), label: kind.label(), hint: Some(hint) }
    });
    let question = Question::new("kind", "What the file holds").error(form.error("kind")).size(Size::Small);
    ui::radios(&question, &Radios { items: &items, selected: &form.kind, ..Radios::default() })
}

fn templates() -> Markup {
    let row = |kind: Kind| {
        let required: Vec<&str> =
            kind.fields().iter().filter(|field| field.required).map(|field| field.label).collect();
        let of = || html! { span class="govuk-visually-hidden" { " template for " (kind.label().to_lowercase()) } };
        vec![
            html! { (kind.label()) },
            html! { (required.join(", ")) },
            html! {
                span {
                    a class="govuk-link" href={ "/import/templates/" (kind.key()) ".xlsx" } { "Excel" (of()) }
                    " \u{b7} "
                    a class="govuk-link" href={ "/import/templates/" (kind.key()) ".csv" } { "CSV" (of()) }
                }
            },
        ]
    };
    ui::table(&ui::Table {
        caption: "Templates for each kind of file",
        caption_hidden: true,
        columns: vec![Column::text("What it holds"), Column::text("Every row needs"), Column::text("Download")],
        rows: Kind::ALL.map(row).into(),
        cards: true,
        ..ui::Table::default()
    })
}

/// What was brought in before, newest first.
fn before(past: &[Import]) -> Markup {
    let row = |import: &Import| {
        let kind = Kind::from_key(&import.kind).map_or_else(|| import.kind.clone(), |kind| kind.label().to_owned());
        let count = |count: i64| html! { (charts::number(count)) };
        vec![
            html! { (moment(import.imported_at)) },
            html! { (import.file_name) },
            html! { (kind) },
            count(import.created),
            count(import.changed),
            count(import.unchanged),
            count(import.rejected),
        ]
    };
    ui::table(&ui::Table {
        caption: "Past imports",
        caption_hidden: true,
        columns: vec![
            Column::text("When"),
            Column::text("File"),
            Column::text("What"),
            Column::number("New"),
            Column::number("Changed"),
            Column::number("As before"),
            Column::number("Rejected"),
        ],
        rows: past.iter().map(row).collect(),
        cards: true,
        ..ui::Table::default()
    })
}

/// The address of the import page of a programme, saying that a file was discarded.
pub(super) fn discarded(programme: &str) -> String {
    [(PROGRAMME, programme), ("done", "discarded")].into_iter().collect::<Query>().at("/import")
}

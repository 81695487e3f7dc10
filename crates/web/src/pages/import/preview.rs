//! What a file would bring, before anything is saved.

use super::super::place::Place;
use super::{Told, columns, counted, form, number, things};
use crate::instead::capital;
use crate::jobs::Job;
use crate::ui::{self, Button, Column, Error, Heading, Line, Size};
use base::Privacy;
use exchange::import::{FileSummary, Summary};
use exchange::{Fault, HeaderFault};
use maud::{Markup, html};
use records::programmes::Entry;

/// How many faults are shown; the rejected rows that are downloaded have all of them.
const SHOWN: usize = 100;

/// What the file would bring, what is wrong with it, and how its headings were understood.
pub(super) fn told(place: &Place, job: &Job, entry: &Entry, summary: &Summary, refused: bool) -> Told {
    let title = format!("Preview of {}", job.name);
    let lead = match (summary.rejected, brings(summary)) {
        (0, 0) => "Everything in this file is here already: there is nothing to import.".to_owned(),
        (0, _) => "Every row is good. Nothing is saved yet.".to_owned(),
        (bad, _) => {
            format!("{} cannot be imported as written. Nothing is saved yet.", counted(bad, "row", "rows"))
        }
    };
    let main = html! {
        (ui::heading(&Heading { title: &title, caption: Some(&entry.programme.name), lead: Some(&lead), action: None }))
        @if refused {
            (ui::warning("Nothing was saved: records have changed since the file was checked, and now some of its rows are rejected. This is how it stands now."))
        }
        (counts(place, entry, summary))
        (decision(place, job, summary))
        @if summary.rejected > 0 { (faults(summary)) }
        @if let Some(file) = summary.files.first() {
            (understood(place, job, file, false))
        }
    };
    Told { title, faulty: false, main }
}

/// The headings will not do: what is wrong with them, to be mended here.
pub(super) fn headings(place: &Place, job: &Job, entry: &Entry, file: &FileSummary) -> Told {
    let title = format!("Preview of {}", job.name);
    let errors: Vec<Error> = file
        .mapping
        .faults
        .iter()
        .map(|fault| Error { text: capital(&fault.to_string()), control: at(file, fault) })
        .collect();
    let lead = "The headings leave open which column is which. Choose below, or mend the file and upload it again. Nothing is saved yet.";
    let main = html! {
        (ui::error_summary(&errors))
        (ui::heading(&Heading { title: &title, caption: Some(&entry.programme.name), lead: Some(lead), action: None }))
        (understood(place, job, file, true))
    };
    Told { title, faulty: true, main }
}

const DISCARD: Button<'static> =
    Button { text: "Discard", look: ui::Look::Secondary, href: None, sends: Some(("do", "discard")), disabled: false };

/// How many records would be new or different.
fn brings(summary: &Summary) -> u64 {
    summary.created + summary.changed
}

fn counts(place: &Place, entry: &Entry, summary: &Summary) -> Markup {
    let reads = |privacy| place.scope().reads_of_all(privacy, entry.programme.id);
    // Whether what is held is the same is told to whoever reads it.
    let changed = match reads(Privacy::Sensitive) && reads(Privacy::Special) {
        true => "would change what is here",
        false => "would change what is here, or state details that your role does not see",
    };
    let row =
        |what: &str, meaning: &str, count: u64| vec![html! { (what) }, html! { (meaning) }, html! { (number(count)) }];
    ui::table(&ui::Table {
        caption: "What would happen",
        size: Size::Medium,
        columns: vec![Column::text("Rows"), Column::text("What becomes of them"), Column::number("How many")],
        rows: vec![
            row("New", "would be added", summary.created),
            row("Changed", changed, summary.changed),
            row("As before", "say nothing new", summary.unchanged),
            row("Rejected", "cannot be imported as written", summary.rejected),
        ],
        ..ui::Table::default()
    })
}

/// What can be done with it now.
fn decision(place: &Place, job: &Job, summary: &Summary) -> Markup {
    let (brings, rejected) = (brings(summary), summary.rejected);
    let import = format!("Import {}", things(job.kind, brings));
    let good = format!("Import the {} and download the others", counted(brings, "good row", "good rows"));
    let download = format!("Download the {}", counted(rejected, "rejected row", "rejected rows"));
    let rejects = format!("/import/{}/rejected.csv", job.token);
    if rejected == 0 {
        let import = Button::submit(&import).sends("do", "import");
        return if brings == 0 {
            form::decide(place, job, &[DISCARD])
        } else {
            form::decide(place, job, &[import, DISCARD])
        };
    }
    let good = Button::submit(&good).secondary().sends("do", "import-good");
    html! {
        p class="govuk-body" {
            "A file is imported whole or not at all, so that nothing goes missing unseen. It is best to mend the rejected rows in your own file and upload that again: \
             rows that are here already are not added twice."
        }
        @if brings > 0 {
            p class="govuk-body" {
                "Or import the good rows now. The others are left out: download them with the reasons, mend them, and upload them later as a file of their own."
            }
        }
        (ui::buttons(&[Button::link(&download, &rejects)]))
        @if brings > 0 { (form::decide(place, job, &[good, DISCARD])) } @else { (form::decide(place, job, &[DISCARD])) }
    }
}

fn faults(summary: &Summary) -> Markup {
    let row = |fault: &Fault| {
        let line = fault.line.filter(|line| *line != fault.row);
        vec![
            html! { "Row " (fault.row) @if let Some(line) = line { " (line " (line) ")" } },
            html! { @if fault.column.is_empty() { "The whole row" } @else { (fault.column) } },
            html! { @if fault.value.is_empty() { "Nothing" } @else { (fault.value) } },
            html! { (capital(&fault.reason)) },
        ]
    };
    let shown = summary.faults.len().min(SHOWN);
    html! {
        (ui::table(&ui::Table {
            caption: "What is wrong, row by row",
            size: Size::Medium,
            columns: vec![Column::text("Where"), Column::text("Column"), Column::text("What stands there"), Column::text("What is wrong")],
            rows: summary.faults.iter().take(SHOWN).map(row).collect(),
            cards: true,
            ..ui::Table::default()
        }))
        @if summary.faults_in_all > shown as u64 {
            (ui::paragraph(&format!(
                "These are the first {shown} of {} faults. The rejected rows that you download have all of them.",
                number(summary.faults_in_all)
            )))
        }
    }
}

/// What the file was taken for, and its columns in a form. Where they need mending, checking again is what the page is for.
fn understood(place: &Place, job: &Job, file: &FileSummary, wanting: bool) -> Markup {
    let mut lines = vec![
        Line::text("File", &file.name),
        Line::text("Kind of file", &file.described),
        Line::text("Holds", job.kind.label()),
    ];
    lines.extend(file.sheet.as_ref().map(|sheet| Line::text("Sheet", sheet)));
    if !wanting {
        lines.push(Line::text("Rows read", &number(file.rows)));
    }
    let again = Button::submit("Check again").sends("do", "check");
    html! {
        h2 class="govuk-heading-m" { "What the file was taken for" }
        (ui::summary_list(&lines))
        h2 class="govuk-heading-m" { "How the headings were understood" }
        (ui::paragraph("Change what is wrong, and check again. What you choose is remembered for the next file of this kind once this one is saved."))
        (place.form(&super::address(job), &html! {
            (columns::shown(file, job.kind))
            @if wanting { (ui::buttons(&[again, DISCARD])) } @else { (ui::button(&again.secondary())) }
        }))
    }
}

/// The control where a fault of the headings can be mended.
fn at(file: &FileSummary, fault: &HeaderFault) -> Option<String> {
    let heading = match fault {
        HeaderFault::Missing { perhaps, .. } => perhaps.as_ref(),
        HeaderFault::Twice { headings, .. } => headings.last(),
    };
    let columns = &file.mapping.columns;
    let named = heading.and_then(|heading| columns.iter().find(|column| column.heading == *heading));
    named.or(columns.first()).map(columns::control)
}

//! What came of an import.

use super::super::place::Place;
use super::{Told, counted, number, things};
use crate::instead::capital;
use crate::jobs::Job;
use crate::ui::{self, Button, Error, Heading, Line, Link, link};
use exchange::import::Summary;
use maud::html;
use records::programmes::Entry;

/// It is saved: what, and where to see it.
pub(super) fn saved(about: &Place, job: &Job, entry: &Entry, summary: &Summary) -> Told {
    let title = match summary.created + summary.changed {
        // Somebody else was quicker.
        0 => "Everything in this file was here already".to_owned(),
        brought => format!("{} imported", things(job.kind, brought)),
    };
    let has_overview = entry.definition.report("overview").is_some();
    let (text, reports) =
        if has_overview { ("See the overview", "/reports/overview") } else { ("See the reports", "/reports") };
    let (reports, import) = (about.about(reports), about.about("/import"));
    let rejects = format!("/import/{}/rejected.csv", job.token);
    let download = format!("Download the {}", counted(summary.rejected, "rejected row", "rejected rows"));
    let lines = [
        Line::text("File", &job.name),
        Line::text("New", &number(summary.created)),
        Line::text("Changed", &number(summary.changed)),
        Line::text("As before", &number(summary.unchanged)),
        Line::text("Rejected", &number(summary.rejected)),
    ];
    let main = html! {
        (ui::panel(&title, &html! { "into " (entry.programme.name) }))
        (ui::summary_list(&lines))
        @if summary.rejected > 0 {
            p class="govuk-body" {
                "The rejected rows were left out. " (link(Link::new(&download, &rejects)))
                ", mend them, and import them as a file of their own. They can be downloaded for an hour."
            }
        }
        (ui::buttons(&[Button::link(text, &reports), Button::link("Import another file", &import).secondary()]))
    };
    Told { title, faulty: false, main }
}

/// The file cannot be read to its end.
pub(super) fn unreadable(about: &Place, job: &Job, why: &str) -> Told {
    let title = format!("{} cannot be read", job.name);
    let main = html! {
        (ui::error_summary(&[Error { text: capital(why), control: None }]))
        (ui::heading(&Heading { title: &title, ..Heading::default() }))
        (ui::paragraph("Nothing was saved."))
        (ui::button(&Button::link("Choose a file again", &about.about("/import"))))
    };
    Told { title, faulty: true, main }
}

/// It failed, and the fault is ours.
pub(super) fn failed(about: &Place, job: &Job, reference: &str) -> Told {
    let title = format!("{} was not imported", job.name);
    let main = html! {
        (ui::heading(&Heading { title: &title, ..Heading::default() }))
        (ui::paragraph(&format!("Something went wrong on our side. Its reference is {reference}.")))
        (ui::paragraph("Nothing of the file was saved, and nothing saved before was lost. Try again; if it happens again, tell whoever runs Waymark, with the reference."))
        (ui::button(&Button::link("Choose a file again", &about.about("/import"))))
    };
    Told { title, faulty: true, main }
}

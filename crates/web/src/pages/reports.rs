//! The reports and figures of a programme.

use super::place::{Page, Place};
use crate::Instead;
use crate::ui::{Button, Heading, Link, Section, heading, link};
use maud::{Markup, html};

pub(crate) fn show(place: &Place) -> Result<Markup, Instead> {
    let entry = place.entry()?;
    let definition = &entry.definition;
    let question = place.about("/reports/question");
    let page = Page { title: "Reports", section: Some(Section::Reports), entry: Some(entry), ..Page::default() };
    let main = html! {
        (heading(&Heading {
            title: "Reports",
            caption: Some(&entry.programme.name),
            lead: Some("Every number leads to how it was counted, and from there to the records behind it."),
            action: Some(Button::link("Ask your own question", &question)),
        }))
        ul class="govuk-list govuk-list--spaced" {
            @for report in &definition.reports {
                @let address = place.about(&format!("/reports/{}", report.key));
                li {
                    strong { (link(Link::new(&report.title, &address))) }
                    @if let Some(description) = &report.description { br; (description) }
                }
            }
        }
        h2 class="govuk-heading-m" { "Figures" }
        @if definition.figures.is_empty() { p class="govuk-body" { "The definition declares no figures." } }
        ul class="govuk-list govuk-list--spaced" {
            @for figure in &definition.figures {
                @let address = place.about(&format!("/reports/{}", figure.key));
                li {
                    (link(Link::new(&figure.title, &address)))
                    @if let Some(what) = figure.awaits() { " (no data yet: " (what.to_lowercase()) " cannot be recorded so far)" }
                    br;
                    span class="govuk-hint" { (figure.describe(definition)) }
                }
            }
        }
    };
    Ok(place.page(&page, &main))
}

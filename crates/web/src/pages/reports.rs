//! The reports and figures of a programme.

use super::place::{Page, Place};
use crate::Instead;
use crate::ui::{Button, Empty, Heading, Link, Section, empty, heading, link};
use definition::Vocabulary;
use maud::{Markup, html};
use records::figures::approval;
use records::programmes::Entry;

pub(crate) fn show(place: &Place) -> Result<Markup, Instead> {
    let entry = place.entry()?;
    if !place.sees_figures(entry) {
        return approved(place, entry);
    }
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
        @if entry.terms(Vocabulary::Rung).next().is_some() {
            @let ladder = place.about("/programme/ladder");
            p class="govuk-body" { strong { (link(Link::new("The ladder of involvement", &ladder))) } br; "How many people stand on each rung, and how they came there." }
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

/// The figures that were approved for funders, in the order of the definition.
fn approved(place: &Place, entry: &Entry) -> Result<Markup, Instead> {
    let approved = place.app.workspace().read(|reader| approval::approved(reader, entry.programme.id))?;
    let figures: Vec<_> = entry.definition.figures.iter().filter(|figure| approved.contains(&figure.key)).collect();
    let page = Page { title: "Reports", section: Some(Section::Reports), entry: Some(entry), ..Page::default() };
    let main = html! {
        (heading(&Heading {
            title: "Reports",
            caption: Some(&entry.programme.name),
            lead: Some("The figures that the programme\u{2019}s lead has approved for its funders. They count everybody in the programme."),
            action: None,
        }))
        @if figures.is_empty() {
            (empty(&Empty {
                title: "No figures approved yet",
                text: "Once the programme\u{2019}s lead approves a figure, it is here. Ask them for those you need.",
                action: None,
            }))
        }
        ul class="govuk-list govuk-list--spaced" {
            @for figure in figures {
                @let address = place.about(&format!("/reports/{}", figure.key));
                li { (link(Link::new(&figure.title, &address))) br; span class="govuk-hint" { (figure.describe(&entry.definition)) } }
            }
        }
    };
    Ok(place.page(&page, &main))
}

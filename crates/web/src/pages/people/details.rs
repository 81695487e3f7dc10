//! A person's details, group by group; what is withheld is named, with the reason.

use super::{About, partner, term};
use crate::Instead;
use crate::pages::place::Place;
use crate::pages::words::day;
use crate::ui::{self, Line};
use axum::response::{IntoResponse, Response};
use base::{Date, Field, Id, Privacy};
use maud::{Markup, html};
use records::people::{self, Person, Shown};

/// The groups of fields, by how private they are.
const GROUPS: [(&str, Privacy); 3] = [
    ("Who they are", Privacy::Identifying),
    ("How to reach them", Privacy::Sensitive),
    ("Special-category details", Privacy::Special),
];

pub(super) fn show(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    let special = about.seen.special();
    // Before anything is shown: what is not noted is not seen.
    people::viewed(place.app.workspace(), &place.actor(), &[(about.seen.id(), special)], "details page")?;
    let main = html! {
        @for (title, privacy) in GROUPS {
            h2 class="govuk-heading-m" { (title) }
            (ui::summary_list(&fields(about, privacy)))
            @if privacy == Privacy::Special && about.seen.reads(privacy) {
                p class="govuk-body-s" { "That you have looked at these details is noted in the audit log." }
            }
        }
        @for one in &about.enrolments {
            @let name = place.catalogue.entry(one.programme).map(|entry| entry.programme.name.as_str()).unwrap_or_default();
            h2 class="govuk-heading-m" { "Enrolment in " (name) }
            (enrolment(place, one))
        }
    };
    Ok(about.page(place, "details", "details", &main)?.into_response())
}

fn fields(about: &About<'_>, privacy: Privacy) -> Vec<Line<'static>> {
    let belongs = |field: &&Field| {
        field.name != "register_id"
            && (field.privacy == privacy || privacy == Privacy::Identifying && field.privacy == Privacy::Open)
    };
    let line = |field: &Field| {
        let value = match about.seen.field(field) {
            Shown::Value(value) => match value.parse::<Date>() {
                Ok(date) => html! { (day(date)) },
                Err(_) => html! { (value) },
            },
            Shown::Unknown => html! { "Not known" },
            Shown::Withheld(why) => html! { span class="wm-withheld" { (why) } },
        };
        Line { key: field.label, value, actions: Vec::new() }
    };
    Person::fields().iter().filter(belongs).map(line).collect()
}

fn enrolment(place: &Place, one: &records::enrolments::Enrolment) -> Markup {
    let catalogue = &place.catalogue;
    let label = |id: Option<Id>| term(catalogue, one.programme, id).unwrap_or_default();
    let date = |date: Option<Date>| date.map(day).unwrap_or_default();
    let area = one.area.and_then(|id| catalogue.entry(one.programme)?.areas.iter().find(|area| area.id == id));
    let partner = one.partner.and_then(|id| partner(catalogue, one.programme, id)).unwrap_or_default();
    let mut lines = vec![
        Line::text("Partner", &partner),
        Line::text("Support began", &day(one.start)),
        Line::text("Area", area.map_or("", |area| &area.label)),
        Line::text("Employment at the start", &label(one.employment)),
        Line::text("Route in", &label(one.route)),
    ];
    if one.reentry.is_some() {
        lines.push(Line::text("Support began again", &date(one.reentry)));
    }
    if one.end.is_some() {
        lines.push(Line::text("Left on", &date(one.end)));
        lines.push(Line::text("Destination", &label(one.destination)));
    }
    ui::summary_list(&lines)
}

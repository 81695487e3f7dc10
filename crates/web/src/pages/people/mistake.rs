//! A registration made by mistake, taken away by a manager or lead.

use super::asking::Asking;
use super::{About, nobody};
use crate::pages::place::Place;
use crate::pages::undo;
use crate::ui::form::Values;
use crate::ui::{self, Link};
use crate::{App, Instead};
use axum::Form as Sent;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use base::{Field, Id, Kind};
use maud::{Markup, html};
use records::people::mistakes;

const WHY: &[Field] = &[Field::new("reason", "What was wrong", Kind::Text)
    .required()
    .help("The wrong person, a test, registered twice. It stands in the audit log.")];

/// The way to take a registration away, for whoever may.
pub(super) fn way(place: &Place, about: &About<'_>) -> Result<Markup, Instead> {
    let shown = match about.programme(place).map(|programme| permitted(place, about, programme)) {
        Some(Ok(())) => true,
        None | Some(Err(records::Error::NotFound { .. } | records::Error::Refused(_))) => false,
        Some(Err(other)) => return Err(other.into()),
    };
    let way = place.about(&about.path("mistake"));
    Ok(html! {
        @if shown {
            h2 class="govuk-heading-m" { "When they should not be here at all" }
            p class="govuk-body" { (ui::link(Link::new("Registered by mistake", &way))) }
        }
    })
}

fn permitted(place: &Place, about: &About<'_>, programme: Id) -> Result<(), records::Error> {
    let scope = place.scope();
    place.app.workspace().read(|reader| mistakes::permitted(reader, &scope, programme, about.seen.id()))
}

fn with<T>(place: &Place, about: &About<'_>, done: impl FnOnce(&Asking<'_>, Id) -> T) -> Result<T, Instead> {
    let programme = about.programme(place).ok_or_else(nobody)?;
    permitted(place, about, programme)?;
    let (scope, person) = (place.scope(), about.seen.id());
    let hanging = place.app.workspace().read(|reader| mistakes::hanging(reader, &scope, programme, person))?;
    let name = place.catalogue.entry(programme).map(|entry| entry.programme.name.as_str()).unwrap_or_default();
    let records = about.may(place, base::Act::Record)?;
    let (archive, free) = (place.about(&about.path("archive")), hanging.is_empty());
    let above = html! {
        @if free {
            p class="govuk-body" {
                "This registration in " (name) " goes: the enrolment, its consents and who was assigned. It is counted no more and stands in no list. "
                "If they are in no other programme, the person goes with it. The audit log keeps what it was, and you can undo it for a day."
            }
        } @else {
            (ui::inset(&html! {
                p class="govuk-body" { "This registration cannot be taken away, because something hangs on it:" }
                ul class="govuk-list govuk-list--bullet" { @for one in &hanging { li { (one) } } }
                p class="govuk-body" {
                    "If those were made by mistake too, undo or merge them first. Somebody whom nobody supports any more is "
                    @if records { (ui::link(Link::new("put away", &archive))) } @else { "put away" } " instead."
                }
            }))
        }
    };
    Ok(done(
        &Asking {
            tab: "details",
            path: "mistake",
            title: "registered by mistake",
            above,
            fields: if free { WHY } else { &[] },
            lists: &[],
            button: if free { "Take the registration away" } else { "Look again" },
        },
        programme,
    ))
}

pub(super) async fn ask(Path(person): Path<String>, place: Place) -> Result<Markup, Instead> {
    place
        .work(move |place| {
            let about = About::find(place, &person)?;
            with(place, &about, |asking, _| asking.page(place, &about, &Values::default(), &[]))?
        })
        .await
}

pub(super) async fn sent(
    State(app): State<App>,
    Path(person): Path<String>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let about = About::find(&place, &person)?;
        let values = Values::sent(WHY, pairs);
        let (workspace, actor, once) = (place.app.workspace(), place.actor(), values.get("once"));
        // What it takes is looked at before: afterwards there is nobody left of whom to ask.
        with(&place, &about, |asking, programme| {
            match mistakes::put_away(workspace, &actor, once, programme, about.seen.id(), values.get("reason")) {
                Ok(made) if made.person.is_none() => {
                    Ok(Redirect::to(&undo::after(&place.about("/people"), &made)).into_response())
                }
                made => asking.answer(&place, &about, &values, made),
            }
        })?
    })
    .await
}

//! Putting a person's record away, and taking it out again. Nothing of it is lost.

use super::asking::Asking;
use super::{About, workers};
use crate::pages::place::Place;
use crate::pages::words::day;
use crate::ui::form::Values;
use crate::ui::{self, Link};
use crate::{App, Instead};
use axum::Form as Sent;
use axum::extract::{Path, State};
use axum::response::Response;
use base::{Date, Field, Kind};
use maud::{Markup, html};
use records::people::archiving;

const WHY: &[Field] = &[Field::new("reason", "Why", Kind::Text)
    .required()
    .help("Whoever looks for them later finds it in their history.")];

/// The day on which the record was put away, in words.
fn put_away(about: &About<'_>) -> Option<String> {
    about.told("archived_on")?.parse::<Date>().ok().map(day)
}

/// That the record is put away, and the way to take it out.
pub(super) fn notice(place: &Place, about: &About<'_>) -> Result<Markup, Instead> {
    let Some(day) = put_away(about) else { return Ok(html! {}) };
    let answers = workers::answers_for(place, about)?;
    let way = place.about(&about.path("archive"));
    Ok(ui::inset(&html! {
        "This record was put away on " (day) ". Nothing of it is lost, and it counts as before; it stands in no list unless it is asked for. "
        @if answers { (ui::link(Link::new("Take it out again", &way))) }
    }))
}

/// The way to put a record away, for whoever may.
pub(super) fn way(place: &Place, about: &About<'_>) -> Result<Markup, Instead> {
    let shown = put_away(about).is_none() && workers::answers_for(place, about)?;
    let way = place.about(&about.path("archive"));
    Ok(html! {
        @if shown {
            h2 class="govuk-heading-m" { "When nobody supports them any more" }
            p class="govuk-body" {
                "Records are put away, not deleted: they can be found, counted and taken out again. "
                (ui::link(Link::new("Put this record away", &way)))
            }
        }
    })
}

fn with<T>(place: &Place, about: &About<'_>, done: impl FnOnce(&Asking<'_>) -> T) -> Result<T, Instead> {
    if !workers::answers_for(place, about)? {
        return Err(Instead::from(records::Error::Refused(
            "only the partner that enrolled them, or one that works with them, puts their record away".to_owned(),
        )));
    }
    let away = put_away(about);
    let above = match &away {
        Some(day) => format!("The record was put away on {day}. Taken out, it stands in lists as before."),
        None => "They no longer stand in lists and on home pages. Whoever searches for their name still finds them, the list of people shows \
                 them under \u{201c}Put away\u{201d}, and every figure counts what was recorded. It can be taken out again at any time."
            .to_owned(),
    };
    Ok(done(&Asking {
        tab: "details",
        path: "archive",
        title: if away.is_some() { "take the record out again" } else { "put the record away" },
        above: ui::paragraph(&above),
        fields: if away.is_some() { &[] } else { WHY },
        lists: &[],
        button: if away.is_some() { "Take it out again" } else { "Put it away" },
    }))
}

pub(super) async fn ask(Path(person): Path<String>, place: Place) -> Result<Markup, Instead> {
    place
        .work(move |place| {
            let about = About::find(place, &person)?;
            with(place, &about, |asking| asking.page(place, &about, &Values::default(), &[]))?
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
        let (id, programme) = (about.seen.id(), about.programme(&place).ok_or_else(super::nobody)?);
        let made = match put_away(&about) {
            Some(_) => archiving::take_out(workspace, &actor, once, programme, id),
            None => archiving::archive(workspace, &actor, once, programme, id, values.get("reason")),
        };
        with(&place, &about, |asking| asking.answer(&place, &about, &values, made))?
    })
    .await
}

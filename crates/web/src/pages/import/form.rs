//! What can be done with an import that stands checked: save it, check it again with other columns, discard it.

use super::super::place::Place;
use super::{address, columns, find, start, to};
use crate::Instead;
use crate::jobs::{Job, State};
use crate::ui::{self, Button};
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

/// A form with these buttons, each sending under `do` what it does. It holds for the check that the page shows: what was checked anew since,
/// in another window, has to be looked at first.
pub(super) fn decide(place: &Place, job: &Job, buttons: &[Button<'_>]) -> Markup {
    place.form(
        &address(job),
        &html! {
            input type="hidden" name="check" value=(job.checks());
            (ui::buttons(buttons))
        },
    )
}

/// Does what was asked, and leads to the page that says how the import stands then. What cannot be done any more is
/// left: that page says why.
pub(super) async fn sent(
    Path(token): Path<String>,
    place: Place,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let job = find(place, &token)?;
            let said = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
            let checks = said("check").and_then(|number| number.parse().ok()).unwrap_or_default();
            match said("do") {
                Some("import") => job.save(&place.app, place.actor(), checks, false),
                Some("import-good") => job.save(&place.app, place.actor(), checks, true),
                Some("check") => check(place, &job, &pairs),
                Some("discard") if can_go(&job.state()) => {
                    place.app.jobs().discard(&token);
                    return Ok(Redirect::to(&start::discarded(&job.programme)).into_response());
                }
                _ => {}
            }
            Ok(to(&job))
        })
        .await
}

fn check(place: &Place, job: &std::sync::Arc<Job>, pairs: &[(String, String)]) {
    let chosen = match &*job.state() {
        State::Checked { summary, .. } => summary.files.first().map(|file| columns::chosen(file, job.kind, pairs)),
        State::Headings(file) => Some(columns::chosen(file, job.kind, pairs)),
        _ => None,
    };
    if let Some(chosen) = chosen {
        job.check(&place.app, place.actor(), &chosen);
    }
}

fn can_go(state: &State) -> bool {
    !matches!(state, State::Working { saving: true, .. } | State::Saved(_))
}

//! The pages, a file to each: route, page function, one call into the records.

mod account;
mod admin;
mod appointments;
mod approval;
mod asking;
mod counted;
mod drafts;
mod figure;
mod files;
mod framed;
mod groups;
mod history;
mod home;
mod import;
mod log;
mod narrow;
mod people;
mod place;
mod programme;
mod referrals;
mod report;
mod reports;
mod show;
mod sign_in;
mod standing;
mod undo;
mod words;

pub(crate) use asking::{declared, own};
pub(crate) use files::json;
pub(crate) use framed::framed;
pub(crate) use place::Place;
pub(crate) use sign_in::{again, late};

use crate::Instead;
use crate::routes::{Routes, Rule};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use base::Act;
use files::Format;
use records::programmes::Entry;

/// The name of the page for questions of one's own, among the figures.
const QUESTION: &str = "question";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/", Rule::SignedIn, async |place: Place| place.work(home::show).await)
        .get("/reports", Rule::May(Act::SeeApproved), async |place: Place| place.work(reports::show).await)
        .get("/reports/{name}", Rule::May(Act::SeeApproved), report)
        .get("/reports/{name}/{counted}", Rule::May(Act::SeeFigures), counted)
        .post("/reports/{name}/approval", Rule::May(Act::Approve), approval::sent)
        .get("/programme", Rule::May(Act::SeeDefinition), async |place: Place| place.work(programme::show).await)
        .get("/programme/ladder", Rule::May(Act::SeeFigures), async |place: Place| {
            place.work(programme::ladder::show).await
        })
        .get("/favicon.ico", Rule::Anyone, async || {
            axum::response::Redirect::permanent(&crate::assets::address("mark.svg"))
        })
        .merge(import::routes())
        .merge(people::routes())
        .merge(undo::routes())
        .merge(appointments::routes())
        .merge(referrals::routes())
        .merge(groups::routes())
        .merge(drafts::routes())
        .merge(log::routes())
        .merge(sign_in::routes())
        .merge(standing::routes())
        .merge(admin::routes())
        .merge(account::routes())
}

/// What is said where there is no page.
pub(crate) async fn nothing() -> Instead {
    Instead::missing("There is no page at this address", "Check the address, or start from the home page.")
}

/// A report, a declared figure, or a question of one's own, as a page or a file.
async fn report(Path(name): Path<String>, place: Place) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let (name, format) = Format::of(&name);
            let entry = place.entry()?;
            if !place.sees_figures(entry) {
                if name == QUESTION {
                    return Err(crate::routes::may_not(&place.viewer, Act::SeeFigures));
                }
                return approval::show(place, entry, name, format);
            }
            if name == QUESTION {
                return figure::show(place, entry, name, own(entry, &place.query), format);
            }
            match entry.definition.report(name) {
                Some(report) => report::show(place, entry, report, format),
                None => figure::show(place, entry, name, declared(entry, name, &place.query), format),
            }
        })
        .await
}

/// How a figure was counted, and the records behind it.
async fn counted(Path((name, counted)): Path<(String, String)>, place: Place) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let entry = place.entry()?;
            if !place.sees_figures(entry) {
                return Err(crate::routes::may_not(&place.viewer, Act::SeeFigures));
            }
            let asked =
                if name == QUESTION { own(entry, &place.query)? } else { declared(entry, &name, &place.query)? };
            match Format::of(&counted) {
                ("counted", Format::Page) => {
                    counted::page(place, entry, &name, &asked).map(IntoResponse::into_response)
                }
                ("counted", Format::Csv) => counted::file(place, entry, &name, &asked),
                _ => Err(Instead::missing(
                    "There is no page at this address",
                    "Check the address, or start from the home page.",
                )),
            }
        })
        .await
}

/// Whether a programme has a page of this name among its reports.
fn has(entry: &Entry, name: &str) -> bool {
    let name = name.split(['/', '.']).next().unwrap_or_default();
    name == QUESTION || entry.definition.report(name).is_some() || entry.definition.figure(name).is_some()
}

//! Restricting a person's record to named users, and lifting that.

use super::{About, nobody};
use crate::pages::place::Place;
use crate::ui::{self, Button, Error, Item, Question, Size, TextInput};
use crate::{App, Instead, Query};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Act, Id, Invalid};
use maud::{Markup, html};
use records::people::restriction;
use records::users::User;

/// What stands in the form, and what is wrong with it.
struct Filled<'a> {
    reason: &'a str,
    named: &'a [Id],
    wrong: &'a [Invalid],
}

pub(super) fn show(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    if !about.may(place, Act::Restrict)? {
        return Err(nobody());
    }
    let (scope, id) = (place.scope(), about.seen.id());
    let held = place.app.workspace().read(|reader| restriction::of_person(reader, &scope, id))?;
    let own: Vec<Id> = scope.user().into_iter().collect();
    let (reason, named) = held.map_or((String::new(), own), |(held, named)| (held.reason, named));
    Ok(page(place, about, &Filled { reason: &reason, named: &named, wrong: &[] })?.into_response())
}

fn page(place: &Place, about: &About<'_>, filled: &Filled<'_>) -> Result<Markup, Instead> {
    let workspace = place.app.workspace();
    let today = workspace.clock().today();
    let users: Vec<User> =
        workspace.read(|reader| restriction::candidates(reader, workspace, &place.scope(), about.seen.id(), today))?;
    let ids: Vec<String> = users.iter().map(|user| user.id.to_string()).collect();
    let items: Vec<Item<'_>> =
        users.iter().zip(&ids).map(|(user, id)| Item::new(id, &user.name).hint(&user.email)).collect();
    let named: Vec<String> = filled.named.iter().map(Id::to_string).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let wrong = |field: &str| filled.wrong.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.reason.as_str());
    let errors: Vec<Error> = filled
        .wrong
        .iter()
        .map(|wrong| Error { text: wrong.reason.clone(), control: Some(wrong.field.to_owned()) })
        .collect();
    let action = place.about(&about.path("restrict"));
    let main = html! {
        (ui::error_summary(&errors))
        (ui::paragraph(
            "A restricted record is there for the users named and for nobody else: not in lists, searches, files or counts, whatever \
             their role. For a colleague who takes part, or somebody at risk from a person who works here."
        ))
        (place.form(&action, &html! {
            (ui::text_input(
                &Question::new("reason", "Why").hint("Those named can read it.").error(wrong("reason")).size(Size::Small),
                &TextInput { value: filled.reason, ..TextInput::default() },
            ))
            (ui::checkboxes(
                &Question::new("user_id", "Who still sees the record")
                    .hint("Users whose role lets them see this person today.")
                    .error(wrong("user_id"))
                    .size(Size::Small),
                &items,
                &named,
            ))
            (ui::button(&Button::submit(if about.restricted { "Save" } else { "Restrict this record" })))
        }))
        @if about.restricted {
            h2 class="govuk-heading-m" { "Lift the restriction" }
            (ui::paragraph("Whoever may see this person by their role sees them again."))
            (place.form(&action, &ui::button(&Button::submit("Lift the restriction").warning().sends("lift", "1"))))
        }
    };
    about.page(place, "restrict", "restriction", &main)
}

/// The form was sent.
pub(super) async fn sent(
    State(app): State<App>,
    Path(person): Path<String>,
    place: Place,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let about = About::find(&place, &person)?;
        if !about.may(&place, Act::Restrict)? {
            return Err(nobody());
        }
        let (workspace, actor, id) = (place.app.workspace(), place.actor(), about.seen.id());
        let all =
            |name: &'static str| pairs.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str());
        if all("lift").next() == Some("1") {
            restriction::lift(workspace, &actor, id)?;
            return Ok(Redirect::to(&place.about(&about.path(""))).into_response());
        }
        let named: Vec<Id> = all("user_id").filter_map(|id| id.parse().ok()).collect();
        let reason = all("reason").next().unwrap_or_default();
        match restriction::restrict(workspace, &actor, id, reason, &named) {
            Ok(()) => {
                let still = actor.id().is_some_and(|own| named.contains(&own));
                let to = if still { place.about(&about.path("")) } else { Query::default().at("/people") };
                Ok(Redirect::to(&to).into_response())
            }
            Err(records::Error::Invalid(wrong)) => {
                let filled = Filled { reason, named: &named, wrong: &wrong };
                Ok((StatusCode::BAD_REQUEST, page(&place, &about, &filled)?).into_response())
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

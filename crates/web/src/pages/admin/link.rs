//! An invitation, or a link to a new password: sent to the user, or shown to be handed over.

use super::super::Place;
use super::page;
use crate::ui::{self, Heading, Link};
use crate::{Given, Instead};
use axum::response::{IntoResponse, Response};
use base::Id;
use maud::html;
use records::users::links::Purpose;
use records::users::managing;

/// Gives a user the link they need: to a first password, or to another.
pub(super) fn given(place: &Place, user: Id) -> Result<Response, Instead> {
    let (workspace, actor) = (place.app.workspace(), place.actor());
    let user = workspace.read(|reader| managing::let_in(reader, &actor, user))?;
    let (purpose, title) = match user.password {
        None => (Purpose::Invitation, "Invitation"),
        Some(_) => (Purpose::Reset, "Link to a new password"),
    };
    let given = place.app.post().give(&actor, &user, purpose)?;
    let here = format!("/admin/users/{}", user.id);
    let main = html! {
        (ui::heading(&Heading { title, caption: Some(&user.name), ..Heading::default() }))
        @match &given {
            Given::Sent => (ui::paragraph(&format!("It is on its way to {}, and works once, within {}.", user.email, purpose.lasts_in_words()))),
            Given::ByHand { link, why } => {
                @if why.is_some() { (ui::warning("The message could not be sent. Whoever runs Waymark here can see why with the mail server.")) }
                (ui::paragraph(&format!("Give this link to {}, and to nobody else. It works once, within {}, and is not shown again.", user.name, purpose.lasts_in_words())))
                p class="govuk-body" { code class="wm-key" { (link) } }
            }
        }
        p class="govuk-body" { (ui::link(Link::new("Back to the user", &here))) }
    };
    let way = [Link::new("Users", "/admin/users"), Link::new(&user.name, &here)];
    Ok(page(place, title, false, &way, &main).into_response())
}

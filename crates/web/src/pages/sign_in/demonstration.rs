//! Signing in to the demonstration: by one click, as anybody.

use super::super::Place;
use super::super::words::role;
use super::{Next, end_session, held};
use crate::ui::{self, Column, Frame, Heading, Table};
use crate::{App, Instead};
use axum::Form;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use base::Id;
use maud::{Markup, html};
use records::programmes::Entry;
use records::users::{self, Membership, User, session};

/// Whether anybody may sign in as anybody: nothing but made-up people may be there.
pub(crate) fn is_one(app: &App) -> bool {
    let catalogue = app.workspace().catalogue();
    app.settings().demonstration && catalogue.entries().iter().all(|entry| entry.programme.synthetic)
}

/// Who can be signed in as, by programme and role.
pub(super) fn show(place: &Place, next: &Next, before: &Markup) -> Result<Markup, Instead> {
    let workspace = place.app.workspace();
    let users = workspace.read(|reader| users::in_force(reader, workspace.clock().today()))?;
    let title = "Choose whom to look as";
    let mut shown: Vec<Shown> = Vec::new();
    for (user, membership) in users {
        match shown.iter_mut().find(|shown| shown.user.id == user.id) {
            Some(known) => known.roles.push(membership),
            None => shown.push(Shown { user, roles: vec![membership] }),
        }
    }
    shown.sort_by_key(|shown| shown.roles.iter().map(|membership| membership.role).min());
    let of = |programme: Option<Id>| shown.iter().filter(|shown| shown.programme() == programme).collect::<Vec<_>>();
    let main = html! {
        (ui::heading(&Heading {
            title,
            caption: Some(place.app.name()),
            lead: Some("Nobody here exists. Sign in with one click as somebody of each role, and walk through the same day as each of them sees it."),
            ..Heading::default()
        }))
        (before)
        (place.form("/sign-in/as", &html! {
            (next.hidden())
            (list(place, "Across programmes", None, &of(None)))
            @for entry in place.catalogue.entries() {
                (list(place, &entry.programme.name, Some(entry), &of(Some(entry.programme.id))))
            }
        }))
        (super::passkey::offered(place))
    };
    Ok(Frame { synthetic: true, ..Frame::new(title, place.app.name()) }.page(&main))
}

/// One user, with the roles in force.
struct Shown {
    user: User,
    roles: Vec<Membership>,
}

impl Shown {
    /// The one programme that all their roles are in, if it is one.
    fn programme(&self) -> Option<Id> {
        let first = self.roles.first()?.programme;
        first.filter(|_| self.roles.iter().all(|role| role.programme == first))
    }
}

fn list(place: &Place, name: &str, entry: Option<&Entry>, users: &[&Shown]) -> Markup {
    let row = |shown: &&Shown| {
        let (said, organisation) = match shown.roles.as_slice() {
            [one] => (role(one.role, entry), place.catalogue.organisation(one.organisation)),
            _ => ("Several roles".to_owned(), None),
        };
        vec![
            html! { (said) },
            html! { (shown.user.name) },
            html! { (organisation.map_or("Several organisations", |known| known.name.as_str())) },
            html! {
                button type="submit" class="govuk-button govuk-button--secondary wm-in-row" name="user" value=(shown.user.id) {
                    "Look as " (said.to_lowercase()) span class="govuk-visually-hidden" { ": " (shown.user.name) }
                }
            },
        ]
    };
    let table = Table {
        caption: name,
        size: ui::Size::Medium,
        columns: ["Role", "Name", "Organisation", "Sign in"].map(Column::text).into(),
        rows: users.iter().map(row).collect(),
        cards: true,
        ..Table::default()
    };
    html! { @if !users.is_empty() { (ui::table(&table)) } }
}

/// Signs in as the user whose button was pressed.
pub(super) async fn sign_in_as(
    place: Place,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let nobody = || Instead::missing("There is nobody to sign in as", "Choose somebody on the sign-in page.");
            if !is_one(&place.app) {
                return Err(Instead::missing("There is no page at this address", "Sign in on the sign-in page."));
            }
            let said = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
            let id: Id = said("user").and_then(|id| id.parse().ok()).ok_or_else(nobody)?;
            let workspace = place.app.workspace();
            let user = workspace.read(|reader| users::find(reader, id))?.filter(|user| !user.disabled);
            let user = user.ok_or_else(nobody)?;
            end_session(place)?;
            let device = headers.get(header::USER_AGENT).and_then(|name| name.to_str().ok()).unwrap_or_default();
            let token = session::begin(workspace, user.id, "demonstration", device, true)?;
            Ok(held::arrived(place, &token, &Next::of(&pairs)))
        })
        .await
}

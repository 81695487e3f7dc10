//! Organisations: who takes part, in what, with how many users.

use super::super::Place;
use super::{page, said};
use crate::ui::{self, Button, Column, Heading, Question, Size, Table, TextInput};
use crate::{Instead, Query};
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Act, Id, Role};
use maud::{Markup, html};
use records::organisations::{self, Organisation};
use records::users::listing::{Wanted, listed};

pub(super) fn show(place: &Place) -> Result<Markup, Instead> {
    told(place, "", "", None)
}

/// Whether the one who looks may add an organisation.
fn may_add(place: &Place) -> bool {
    let scope = place.scope();
    scope.may_somewhere(Act::ManageUsers)
        && scope.grants().iter().any(|grant| [Role::Administrator, Role::Lead].contains(&grant.role))
}

fn told(place: &Place, name: &str, sector: &str, error: Option<&str>) -> Result<Markup, Instead> {
    let workspace = place.app.workspace();
    let (scope, today) = (place.scope(), workspace.clock().today());
    let users = listed(workspace, &scope, &Wanted::default())?;
    let reach = super::organisations(place, "")?;
    let mut all = workspace.read(organisations::all)?;
    all.retain(|known| reach.iter().any(|(id, _)| *id == known.id.to_string()));
    let row = |organisation: &Organisation| {
        let of = |id: Id| {
            users
                .iter()
                .filter(move |user| user.roles.iter().any(|role| role.organisation == id && role.in_force(today)))
        };
        let count = of(organisation.id).count();
        let users: Query = [("organisation", organisation.id.to_string().as_str())].into_iter().collect();
        vec![
            html! { (organisation.name) },
            html! { (organisation.sector.as_deref().unwrap_or("Not known")) },
            html! { (parts(place, organisation.id)) },
            html! {
                @if count > 0 {
                    a class="govuk-link" href=(users.at("/admin/users")) { (count) span class="govuk-visually-hidden" { " users of " (organisation.name) } }
                } @else { "None" }
            },
        ]
    };
    let errors: Vec<ui::Error> =
        error.map(|text| ui::Error { text: text.to_owned(), control: Some("name".to_owned()) }).into_iter().collect();
    let main = html! {
        (ui::error_summary(&errors))
        @if let Some(added) = all.iter().find(|known| place.query.get("added") == Some(known.id.to_string().as_str())) {
            (ui::notification(&ui::Notice { text: &format!("{} is in the list.", added.name), ..ui::Notice::default() }))
        }
        (ui::heading(&Heading {
            title: "Organisations",
            lead: Some("Partners come with their programme\u{2019}s definition. Any other can be added here: a funder, an evaluator\u{2019}s university."),
            ..Heading::default()
        }))
        (ui::table(&Table {
            caption: "Organisations",
            caption_hidden: true,
            columns: ["Organisation", "Sector", "Part in", "Users"].map(Column::text).into(),
            rows: all.iter().map(row).collect(),
            cards: true,
            ..Table::default()
        }))
        @if may_add(place) {
            (place.form("/admin/organisations", &html! {
                h2 class="govuk-heading-m" { "Add an organisation" }
                (ui::text_input(&Question::new("name", "Name").error(error).size(Size::Small), &TextInput { value: name, ..TextInput::default() }))
                (ui::text_input(&Question::new("sector", "Sector (optional)").hint("Such as funder, university or local authority.").size(Size::Small), &TextInput { value: sector, ..TextInput::default() }))
                (ui::button(&Button::submit("Add organisation").secondary()))
            }))
        }
    };
    Ok(page(place, "Organisations", error.is_some(), &[], &main))
}

/// The programmes that an organisation has a part in.
fn parts(place: &Place, organisation: Id) -> String {
    let within = |entry: &&records::programmes::Entry| {
        entry.partners.iter().any(|partner| partner.organisation == organisation && !partner.retired)
    };
    let names: Vec<&str> = place
        .programmes()
        .into_iter()
        .filter(within)
        .map(|entry| entry.definition.programme.short_name.as_str())
        .collect();
    if names.is_empty() { "No programme as a partner".to_owned() } else { names.join(", ") }
}

pub(super) async fn add(place: Place, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Instead> {
    place
        .work(move |place| {
            if !may_add(place) {
                return Err(Instead::wrong(
                    "Your role does not add organisations",
                    "Ask your programme\u{2019}s lead or an administrator.",
                ));
            }
            let (name, sector) = (said(&pairs, "name"), said(&pairs, "sector"));
            match organisations::add(place.app.workspace(), &place.actor(), name, sector, "") {
                Ok(added) => {
                    let done: Query = [("added", added.id.to_string().as_str())].into_iter().collect();
                    Ok(Redirect::to(&done.at("/admin/organisations")).into_response())
                }
                Err(records::Error::Invalid(_)) => {
                    Ok(told(place, name, sector, Some("Say what the organisation is called"))?.into_response())
                }
                Err(other) => Err(other.into()),
            }
        })
        .await
}

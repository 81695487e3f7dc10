//! Administration: users, organisations, what each role may do, and the audit log.

mod audit;
mod link;
mod organisations;
mod roles;
mod user;
mod users;

use super::Place;
use super::place::Page;
use crate::Instead;
use crate::routes::{Routes, Rule};
use crate::ui::{self, Heading, Item, Link, Section};
use base::{Act, Id};
use exchange::{TableColumn, TableValue};
use maud::{Markup, html};
use records::users::managing;

pub(super) fn routes() -> Routes {
    let (manage, audit) = (Rule::May(Act::ManageUsers), Rule::May(Act::SeeAudit));
    Routes::new()
        .get("/admin", manage, async |place: Place| place.work(start).await)
        .get("/admin/users", manage, async |place: Place| place.work(users::show).await)
        .get("/admin/users.csv", manage, async |place: Place| place.work(users::csv).await)
        .get("/admin/users.xlsx", manage, async |place: Place| place.work(users::excel).await)
        .get("/admin/users/new", manage, async |place: Place| place.work(users::new).await)
        .post("/admin/users/new", manage, users::add)
        .get("/admin/users/{user}", manage, user::show)
        .post("/admin/users/{user}", manage, user::sent)
        .get("/admin/organisations", manage, async |place: Place| place.work(organisations::show).await)
        .post("/admin/organisations", manage, organisations::add)
        .get("/admin/roles", manage, async |place: Place| place.work(roles::show).await)
        .get("/admin/audit", audit, async |place: Place| place.work(audit::show).await)
        .get("/admin/audit.csv", audit, async |place: Place| place.work(audit::csv).await)
        .get("/admin/audit.xlsx", audit, async |place: Place| place.work(audit::excel).await)
}

/// Where one starts.
fn start(place: &Place) -> Result<Markup, Instead> {
    let parts = [
        (
            "Users",
            "/admin/users",
            "Who can sign in, in which roles, from when until when. Invite somebody, or switch them off.",
        ),
        (
            "Organisations",
            "/admin/organisations",
            "Lead bodies, partners, funders, universities, and their parts in programmes.",
        ),
        ("Roles", "/admin/roles", "What each role may do, and the pages as another role would see them."),
        ("Audit log", "/admin/audit", "Who changed what, when and why; and who looked at what is most private."),
    ];
    let main = html! {
        (ui::heading(&Heading { title: "Administration", ..Heading::default() }))
        @for (name, href, about) in parts {
            h2 class="govuk-heading-m" { (ui::link(Link::new(name, href))) }
            p class="govuk-body" { (about) }
        }
    };
    Ok(page(place, "Administration", false, &[], &main))
}

/// A page of administration around `main`; `way` leads to it from the section's start.
fn page(place: &Place, title: &str, faulty: bool, way: &[Link<'_>], main: &Markup) -> Markup {
    let start = [Link::new("Administration", "/admin")];
    let way: Vec<Link<'_>> =
        start.into_iter().filter(|_| title != "Administration").chain(way.iter().copied()).collect();
    place.page(&Page { title, section: Some(Section::Admin), way: &way, faulty, ..Page::default() }, main)
}

/// The value of `name` among what a form sent.
fn said<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
}

/// What may be chosen, as values and labels.
type Choices = Vec<(String, String)>;

fn items(choices: &Choices) -> Vec<Item<'_>> {
    choices.iter().map(|(value, label)| Item::new(value, label)).collect()
}

/// The organisations in reach: those of a manager's own roles, or all.
fn organisations(place: &Place, first: &str) -> Result<Choices, Instead> {
    let scope = place.scope();
    let all = place.app.workspace().read(records::organisations::all)?;
    let within = |id: Id| {
        scope.is_everything()
            || scope.grants().iter().any(|grant| {
                grant.role.may(Act::ManageUsers)
                    && (grant.role.reach() == base::Reach::Programme || grant.organisation == id)
            })
    };
    let known = all.into_iter().filter(|organisation| within(organisation.id));
    Ok(std::iter::once((String::new(), first.to_owned()))
        .chain(known.map(|organisation| (organisation.id.to_string(), organisation.name)))
        .collect())
}

/// The programmes in reach, by their keys.
fn programmes(place: &Place, first: &str) -> Choices {
    let scope = place.scope();
    let within = place.programmes().into_iter().filter(|entry| scope.may(Act::SeeAudit, entry.programme.id));
    std::iter::once((String::new(), first.to_owned()))
        .chain(within.map(|entry| (entry.programme.key.clone(), entry.programme.name.clone())))
        .collect()
}

/// The roles that may be given, by their keys.
fn given(place: &Place, first: &str) -> Choices {
    let roles = managing::gives(&place.scope());
    std::iter::once((String::new(), first.to_owned()))
        .chain(roles.into_iter().map(|role| (role.key().to_owned(), role.label().to_owned())))
        .collect()
}

/// The programme with a key among those in reach.
fn programme(place: &Place, key: &str) -> Option<Id> {
    place.programmes().into_iter().find(|entry| entry.programme.key == key).map(|entry| entry.programme.id)
}

/// A table of texts, to be taken away.
fn texts(title: &str, heads: &[&str], rows: Vec<Vec<String>>) -> exchange::Table {
    let column = |label: &&str| TableColumn {
        name: label.to_lowercase().replace([' ', '-'], "_"),
        label: (*label).to_owned(),
        numeric: false,
    };
    exchange::Table {
        title: title.to_owned(),
        columns: heads.iter().map(column).collect(),
        rows: rows.into_iter().map(|row| row.into_iter().map(TableValue::Text).collect()).collect(),
        notes: Vec::new(),
    }
}

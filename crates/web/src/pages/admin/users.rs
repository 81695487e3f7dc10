//! The list of users, as a page and a file, and adding one.

use super::super::Place;
use super::super::files::{Format, file};
use super::super::standing;
use super::super::words::moment;
use super::{given, items, organisations, page, programme, programmes, said};
use crate::ui::{
    self, Button, Column, DateParts, Empty, Filter, Filters, Heading, Holds, Link, Pages, Question, Size, Table,
    TextInput,
};
use crate::{Instead, Query};
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Date, Id, Invalid, Role};
use exchange::Table as File;
use maud::{Markup, html};
use records::Error;
use records::users::listing::{Listed, State, Wanted, listed};
use records::users::managing::{self, Given};

/// How many users stand on a page.
const PAGE: usize = 25;

/// The users that the address asks for.
fn wanted(place: &Place) -> Wanted<'_> {
    let query = &place.query;
    Wanted {
        words: query.get("q").unwrap_or_default(),
        organisation: query.get("organisation").and_then(|id| id.parse().ok()),
        role: query.get("role").and_then(Role::from_key),
        programme: query.get("programme").and_then(|key| programme(place, key)),
        state: query.get("state").and_then(|key| State::ALL.into_iter().find(|state| state.key() == key)),
        ..Wanted::default()
    }
}

pub(super) fn show(place: &Place) -> Result<Markup, Instead> {
    let after: Option<Id> = place.query.get("after").and_then(|id| id.parse().ok());
    let limit = u32::try_from(PAGE + 1).ok();
    let mut found = listed(place.app.workspace(), &place.scope(), &Wanted { after, limit, ..wanted(place) })?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next =
        found.last().filter(|_| more).map(|last| place.query.with("after", &last.id.to_string()).at("/admin/users"));
    let start = after.map(|_| place.query.without("after").at("/admin/users"));
    let main = html! {
        (ui::heading(&Heading {
            title: "Users",
            lead: Some("Who can sign in, and in which roles."),
            action: Some(Button::link("Add a user", "/admin/users/new")),
            ..Heading::default()
        }))
        (narrowing(place, found.len(), more || after.is_some())?)
        @if found.is_empty() {
            (ui::empty(&Empty {
                title: "No users here",
                text: "Nobody in your reach fits these filters. Clear them, or add a user.",
                action: Some(Button::link("Show all users", "/admin/users").secondary()),
            }))
        } @else {
            (list(place, &found))
            (ui::pagination(&Pages { previous: start.as_deref(), previous_label: Some("from the first"), next: next.as_deref(), next_label: None }))
            p class="govuk-body" {
                "Take away what is shown: "
                (ui::links(&[
                    Link::new("CSV", &place.query.without("after").at("/admin/users.csv")),
                    Link::new("Excel", &place.query.without("after").at("/admin/users.xlsx")),
                ]))
            }
        }
    };
    Ok(page(place, "Users", false, &[], &main))
}

fn narrowing(place: &Place, shown: usize, more: bool) -> Result<Markup, Instead> {
    let query = &place.query;
    let organisations = organisations(place, "All")?;
    let programmes = programmes(place, "All");
    let roles = with_all(Role::ALL.map(|role| (role.key(), role.label())));
    let states = with_all(State::ALL.map(|state| (state.key(), state.label())));
    let lists = [
        ("organisation", "Organisation", &organisations),
        ("role", "Role", &roles),
        ("programme", "Programme", &programmes),
        ("state", "State", &states),
    ];
    let choices: Vec<_> = lists.iter().map(|(name, label, choices)| (*name, *label, items(choices))).collect();
    let filters: Vec<Filter<'_>> = choices
        .iter()
        .map(|(name, label, items)| Filter { name, label, items, selected: query.get(name).unwrap_or_default() })
        .collect();
    let mut named: Vec<(String, String)> = Vec::new();
    for (name, label, choices) in lists {
        if let Some((_, text)) = choices.iter().find(|(value, _)| query.get(name) == Some(value)) {
            named.push((format!("{label}: {text}"), query.without(name).without("after").at("/admin/users")));
        }
    }
    if let Some(words) = query.get("q") {
        named.push((format!("Name: {words}"), query.without("q").without("after").at("/admin/users")));
    }
    let named: Vec<ui::Named<'_>> = named.iter().map(|(text, without)| ui::Named { text, without }).collect();
    let result = if more { "More than one page of users".to_owned() } else { count(shown) };
    let hidden: Vec<(&str, &str)> = query.get("q").map(|words| ("q", words)).into_iter().collect();
    Ok(html! {
        form class="wm-find" method="get" action="/admin/users" {
            @for (name, value) in query.pairs().filter(|(name, _)| !["q", "after"].contains(name)) {
                input type="hidden" name=(name) value=(value);
            }
            (ui::text_input(
                &Question::new("q", "Name or e-mail address"),
                &TextInput { value: query.get("q").unwrap_or_default(), holds: Holds::Search, width: Some(20), ..TextInput::default() },
            ))
            (ui::button(&Button::submit("Find").secondary()))
        }
        (ui::filters(&Filters {
            action: "/admin/users",
            filters: &filters,
            hidden: &hidden,
            result: Some(&result),
            named: &named,
            clear: (!named.is_empty()).then_some("/admin/users"),
        }))
    })
}

fn count(users: usize) -> String {
    if users == 1 { "1 user".to_owned() } else { format!("{users} users") }
}

fn with_all<const N: usize>(known: [(&str, &str); N]) -> Vec<(String, String)> {
    let known = known.into_iter().map(|(key, label)| (key.to_owned(), label.to_owned()));
    std::iter::once((String::new(), "All".to_owned())).chain(known).collect()
}

fn list(place: &Place, users: &[Listed]) -> Markup {
    let row = |user: &Listed| {
        let href = format!("/admin/users/{}", user.id);
        vec![
            html! { (ui::link(Link::new(&user.name, &href))) },
            html! { (user.email) },
            html! { (roles(place, user)) },
            html! { (state(user.state)) },
            html! { @if user.managed { (user.signed_in.map_or_else(|| "Never".to_owned(), moment)) } },
        ]
    };
    ui::table(&Table {
        caption: "Users",
        caption_hidden: true,
        columns: ["Name", "E-mail address", "Roles now", "State", "Last signed in"].map(Column::text).into(),
        rows: users.iter().map(row).collect(),
        cards: true,
        ..Table::default()
    })
}

/// The roles in force, a line to each.
fn roles(place: &Place, user: &Listed) -> Markup {
    let today = place.app.workspace().clock().today();
    let now: Vec<String> =
        user.roles.iter().filter(|role| role.in_force(today)).map(|role| standing::said(place, role)).collect();
    html! {
        @if now.is_empty() { "None" } @else {
            span { @for (place, role) in now.iter().enumerate() { @if place > 0 { br; } (role) } }
        }
    }
}

/// A word for how it stands with a user.
pub(super) fn state(state: State) -> Markup {
    let colour = match state {
        State::Active => ui::Colour::Green,
        State::Invited => ui::Colour::Yellow,
        State::WithoutRole => ui::Colour::Grey,
        State::Off => ui::Colour::Red,
    };
    ui::tag(state.label(), colour)
}

pub(super) fn csv(place: &Place) -> Result<Response, Instead> {
    file(&table(place)?, "users", Format::Csv)
}

pub(super) fn excel(place: &Place) -> Result<Response, Instead> {
    file(&table(place)?, "users", Format::Excel)
}

fn table(place: &Place) -> Result<File, Instead> {
    let mut rows = Vec::new();
    for user in listed(place.app.workspace(), &place.scope(), &wanted(place))? {
        let row = |role: &str, from: &str, until: &str| -> Vec<String> {
            let signed_in = user.signed_in.map(moment).unwrap_or_default();
            let factor = match (user.managed, user.second_factor) {
                (false, _) => "",
                (true, false) => "no",
                (true, true) => "yes",
            };
            [&user.name, &user.email, role, from, until, user.state.label(), &signed_in, factor]
                .map(str::to_owned)
                .into()
        };
        if user.roles.is_empty() {
            rows.push(row("", "", ""));
        }
        for role in &user.roles {
            let until = role.end.map(|end| end.to_string()).unwrap_or_default();
            rows.push(row(&standing::said(place, role), &role.start.to_string(), &until));
        }
    }
    let heads = ["Name", "E-mail address", "Role", "From", "Until", "State", "Last signed in", "Second factor"];
    Ok(super::texts("Users", &heads, rows))
}

/// What stands in the form that gives a role, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct RoleForm {
    pub role: String,
    pub organisation: String,
    pub programme: String,
    pub start: DateParts,
    pub end: DateParts,
    pub why: String,
    pub wrong: Vec<Invalid>,
}

impl RoleForm {
    /// An empty one that starts today.
    pub fn new(today: Date) -> Self {
        Self { start: DateParts::read(&today.to_string()), ..Self::default() }
    }

    /// As it was sent.
    pub fn sent(pairs: &[(String, String)]) -> Self {
        let part = |name: &str, part: &str| said(pairs, &format!("{name}-{part}")).to_owned();
        let date =
            |name: &str| DateParts { day: part(name, "day"), month: part(name, "month"), year: part(name, "year") };
        Self {
            role: said(pairs, "role").to_owned(),
            organisation: said(pairs, "organisation").to_owned(),
            programme: said(pairs, "programme").to_owned(),
            start: date("start"),
            end: date("end"),
            why: said(pairs, "why").to_owned(),
            wrong: Vec::new(),
        }
    }

    /// The role that it gives; what is missing is noted in it.
    pub fn given(&mut self, place: &Place) -> Option<Given> {
        let role = Role::from_key(&self.role);
        let organisation: Option<Id> = self.organisation.parse().ok();
        let of = programme(place, &self.programme);
        let start: Option<Date> = self.start.text().parse().ok();
        let end: Option<Date> = self.end.text().parse().ok();
        let mut wrong = |field: &'static str, reason: &str| self.wrong.push(Invalid::new(field, "", reason));
        if role.is_none() {
            wrong("role", "choose a role");
        }
        if organisation.is_none() {
            wrong("organisation", "choose an organisation");
        }
        if of.is_none() && role != Some(Role::Administrator) {
            wrong("programme", "choose a programme; only administrators have a role in all");
        }
        if start.is_none() {
            wrong("start", "say the first day, such as 27 3 2024");
        }
        if end.is_none() && !self.end.text().is_empty() {
            wrong("end", "is not a date; write it as 27 3 2024, or leave it empty");
        }
        if !self.wrong.is_empty() {
            return None;
        }
        Some(Given { role: role?, organisation: organisation?, programme: of, start: start?, end })
    }

    fn error(&self, name: &str) -> Option<&str> {
        self.wrong
            .iter()
            .find(|wrong| wrong.field.trim_end_matches("_date").trim_end_matches("_id") == name)
            .map(|wrong| wrong.reason.as_str())
    }

    /// What is wrong, for the head of the page.
    pub fn summary(&self) -> Markup {
        let errors: Vec<ui::Error> = self
            .wrong
            .iter()
            .map(|wrong| {
                let field = wrong.field.trim_end_matches("_date").trim_end_matches("_id");
                let control = if ["start", "end"].contains(&field) { format!("{field}-day") } else { field.to_owned() };
                ui::Error { text: crate::instead::capital(&wrong.reason), control: Some(control) }
            })
            .collect();
        ui::error_summary(&errors)
    }

    /// Its fields.
    pub fn fields(&self, place: &Place) -> Result<Markup, Instead> {
        let (roles, known) = (given(place, "Choose one"), organisations(place, "Choose one")?);
        let programmes = programmes(place, "Choose one; an administrator of everything needs none");
        let ask = |name: &'static str, label: &'static str| {
            Question::new(name, label).error(self.error(name)).size(Size::Small)
        };
        Ok(html! {
            (ui::select(&ask("role", "Role"), &items(&roles), &self.role))
            (ui::select(&ask("organisation", "Organisation"), &items(&known), &self.organisation))
            (ui::select(&ask("programme", "Programme"), &items(&programmes), &self.programme))
            (ui::date_input(&ask("start", "First day"), &self.start))
            (ui::date_input(&ask("end", "Last day (optional)").hint("Leave it empty while no end is known."), &self.end))
            (ui::text_input(
                &ask("why", "Reason (optional)").hint("It stands in the audit log."),
                &TextInput { value: &self.why, ..TextInput::default() },
            ))
        })
    }
}

pub(super) fn new(place: &Place) -> Result<Markup, Instead> {
    let today = place.app.workspace().clock().today();
    form(place, "", "", &RoleForm::new(today))
}

fn form(place: &Place, email: &str, name: &str, role: &RoleForm) -> Result<Markup, Instead> {
    let fields = role.fields(place)?;
    let way = [Link::new("Users", "/admin/users")];
    let main = html! {
        (role.summary())
        (ui::heading(&Heading {
            title: "Add a user",
            lead: Some("You invite them in the next step, and they set their own password. Somebody who has this e-mail address already gets the role."),
            ..Heading::default()
        }))
        (place.form("/admin/users/new", &html! {
            (ui::text_input(
                &Question::new("name", "Name").hint("As their colleagues know them.").error(role.error("name")).size(Size::Small),
                &TextInput { value: name, autocomplete: Some("off"), ..TextInput::default() },
            ))
            (ui::text_input(
                &Question::new("email", "E-mail address").error(role.error("email")).size(Size::Small),
                &TextInput { value: email, holds: Holds::Email, autocomplete: Some("off"), ..TextInput::default() },
            ))
            (fields)
            (ui::button(&Button::submit("Add user")))
        }))
    };
    Ok(page(place, "Add a user", !role.wrong.is_empty(), &way, &main))
}

pub(super) async fn add(place: Place, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let (email, name) = (said(&pairs, "email"), said(&pairs, "name"));
            let mut role = RoleForm::sent(&pairs);
            let given = role.given(place);
            if email.is_empty() {
                role.wrong.push(Invalid::new("email", "", "say their e-mail address, like name@example.org"));
            }
            if name.is_empty() {
                role.wrong.push(Invalid::new("name", "", "say what colleagues call them"));
            }
            let Some(given) = given.filter(|_| role.wrong.is_empty()) else {
                return Ok(form(place, email, name, &role)?.into_response());
            };
            match managing::add(place.app.workspace(), &place.actor(), email, name, given, &role.why) {
                Ok((user, new)) => {
                    let done = if new { "invited" } else { "role" };
                    let query: Query = [("done", done)].into_iter().collect();
                    Ok(Redirect::to(&query.at(&format!("/admin/users/{}", user.id))).into_response())
                }
                Err(Error::Invalid(wrong)) => {
                    role.wrong = wrong;
                    Ok(form(place, email, name, &role)?.into_response())
                }
                Err(Error::Refused(why)) => {
                    role.wrong = vec![Invalid::new("role", "", why)];
                    Ok(form(place, email, name, &role)?.into_response())
                }
                Err(other) => Err(other.into()),
            }
        })
        .await
}

//! What each role may do, told from the rules themselves; and the pages as another role would see them.

use super::super::Place;
use super::{items, organisations, page};
use crate::Instead;
use crate::ui::{self, Button, Column, Heading, Question, Table};
use base::{Act, Reach, Role};
use maud::{Markup, html};
use records::users::may_view_as;

pub(super) fn show(place: &Place) -> Result<Markup, Instead> {
    let scope = place.scope();
    let viewable: Vec<(String, String)> = place
        .programmes()
        .into_iter()
        .filter(|entry| may_view_as(&scope, Role::Worker, entry.programme.id))
        .map(|entry| (entry.programme.id.to_string(), entry.programme.name.clone()))
        .collect();
    let roles: Vec<(String, String)> = Role::ALL
        .into_iter()
        .filter(|role| place.programmes().iter().any(|entry| may_view_as(&scope, *role, entry.programme.id)))
        .map(|role| (role.key().to_owned(), role.label().to_owned()))
        .collect();
    let known = organisations(place, "Choose one")?;
    let main = html! {
        (ui::heading(&Heading {
            title: "Roles",
            lead: Some("What each role may do. The table is made from the rules that the program itself follows."),
            ..Heading::default()
        }))
        (rules())
        (ui::paragraph("A record that is restricted to named users is seen by those users alone, whatever their role."))
        @if !roles.is_empty() {
            h2 class="govuk-heading-m" id="view-as" { "View as another role" }
            (ui::paragraph("See the pages as somebody in that role would, before you give it. You can change nothing meanwhile, and details of people that are not yours to see stay withheld. That you looked stands in the audit log."))
            (place.form("/view-as", &html! {
                (ui::select(&Question::new("role", "Role"), &items(&roles), place.query.get("role").unwrap_or("worker")))
                (ui::select(&Question::new("organisation", "Organisation"), &items(&known), place.query.get("organisation").unwrap_or_default()))
                (ui::select(&Question::new("programme", "Programme"), &items(&viewable), ""))
                (ui::button(&Button::submit("View as this role")))
            }))
        }
    };
    Ok(page(place, "Roles", false, &[], &main))
}

/// The rules as a table: a row to each act, a column to each role.
fn rules() -> Markup {
    let yes = |yes: bool| html! { @if yes { "Yes" } @else { span class="wm-quiet" { "\u{2013}" span class="govuk-visually-hidden" { "No" } } } };
    let act = |act: Act| {
        let may = Role::ALL.map(|role| yes(role.may(act)));
        std::iter::once(html! { (act.label()) }).chain(may).collect()
    };
    let reach = |role: Role| match role.reach() {
        Reach::Programme => html! { "Programme" },
        Reach::Organisation => html! { "Own organisation" },
    };
    let row =
        |label: &str, cells: [Markup; 6]| -> Vec<Markup> { std::iter::once(html! { (label) }).chain(cells).collect() };
    let mut rows: Vec<Vec<Markup>> = vec![
        row("How far it reaches", Role::ALL.map(reach)),
        row("Signs in with a second factor", Role::ALL.map(|role| yes(role.needs_second_factor()))),
    ];
    rows.extend(Act::ALL.map(act));
    ui::table(&Table {
        caption: "What each role may do",
        caption_hidden: true,
        columns: std::iter::once("May").chain(Role::ALL.map(Role::label)).map(Column::text).collect(),
        rows,
        ..Table::default()
    })
}

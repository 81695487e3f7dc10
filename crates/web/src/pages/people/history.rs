//! Everything that was done to a person's records, as far as the viewer sees it: who, when, and how it was before.

use super::{About, nobody};
use crate::Instead;
use crate::pages::history::table_of;
use crate::pages::place::Place;
use crate::ui::{self, Empty, Link, Pages};
use axum::response::{IntoResponse, Response};
use base::{Act, Privacy};
use maud::html;
use records::audit::{self, Shown, Told, Wanted};
use records::keeping::{SORTS, Sort};
use records::people;

/// How many rows of the log stand on a page.
const PAGE: u32 = 50;

pub(super) fn show(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    if !about.may(place, Act::SeeHistory)? {
        return Err(nobody());
    }
    let (workspace, person) = (place.app.workspace(), about.seen.id());
    let before = place.query.get("before").and_then(|id| id.parse().ok());
    let wanted =
        Wanted { person: Some(person), changes: true, special: true, before, limit: PAGE, ..Wanted::default() };
    let found = audit::read(workspace, &place.scope(), &wanted)?;
    // Special-category details stand here as they do among the details, and looking at them is noted as much.
    people::viewed(workspace, &place.actor(), &[(person, special(&found.told))], "history page")?;
    let path = about.path("history");
    let next = found.next.map(|next| place.query.with("before", &next.to_string()).at(&path));
    let newest = before.map(|_| place.query.without("before").at(&path));
    let looks = format!("/admin/audit?person={person}&action=view");
    let main = html! {
        (super::duplicates::merges(place, person, usize::MAX)?)
        (ui::paragraph("Everything that was done to this person\u{2019}s records, the newest first, as far as they are yours to see."))
        @if place.scope().may_somewhere(Act::SeeAudit) {
            p class="govuk-body" { (ui::link(Link::new("Who looked at this record", &looks))) }
        }
        @if found.told.is_empty() {
            (ui::empty(&Empty { title: "No changes here", text: "Nothing in this part of the history is for you to see.", action: None }))
        } @else {
            (table_of(&found.told, "Changes", false))
        }
        (ui::pagination(&Pages {
            previous: newest.as_deref(), previous_label: Some("newest"),
            next: next.as_deref(), next_label: Some("older"),
        }))
    };
    Ok(about.page(place, "history", "history", &main)?.into_response())
}

/// Of what is told, what looks are noted of: special-category fields, needs and barriers, each once.
fn special(told: &[Told]) -> Vec<&'static str> {
    let shows = |shown: &Shown| matches!(shown, Shown::Value(_));
    let changed = told.iter().flat_map(|told| &told.changes);
    let shown = changed.filter(|changed| shows(&changed.before) || shows(&changed.after));
    let fields = shown.filter_map(|changed| changed.field).filter(|field| field.privacy == Privacy::Special);
    // What somebody struggled with stands here too.
    let noted = SORTS.iter().filter(|sort| told.iter().any(|told| told.kind == sort.label)).filter_map(Sort::noted);
    let mut names: Vec<&str> = fields.map(|field| field.name).chain(noted).collect();
    names.sort_unstable();
    names.dedup();
    names
}

//! Who changed a person's record and enrolments, when, and how it was before.

use super::{About, nobody};
use crate::Instead;
use crate::pages::place::Place;
use crate::pages::words::moment;
use crate::ui::{self, Column};
use axum::response::{IntoResponse, Response};
use base::Act;
use maud::{Markup, html};
use records::people::{self, Past, Shown};

pub(super) fn show(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    if !about.may(place, Act::SeeHistory)? {
        return Err(nobody());
    }
    let past = place.app.workspace().read(|reader| people::history(reader, &about.seen, &about.enrolments))?;
    // Special-category details stand here as they do among the details, and looking at them is noted as much.
    let told = |past: &Past| {
        past.fields.iter().any(|(field, before, after)| {
            field.privacy == base::Privacy::Special
                && [before, after].iter().any(|side| matches!(side, Shown::Value(_)))
        })
    };
    if past.iter().any(told) {
        let special = vec!["ethnicity", "disability"];
        people::viewed(place.app.workspace(), &place.actor(), &[(about.seen.id(), special)], "history page")?;
    }
    let main = html! {
        (super::duplicates::merges(place, about.seen.id(), usize::MAX)?)
        (ui::paragraph("Every change of this person\u{2019}s details and enrolments, the newest first."))
        (ui::table(&ui::Table {
            caption: "Changes",
            caption_hidden: true,
            columns: ["When", "Who", "What", "Before and after"].into_iter().map(Column::text).collect(),
            rows: past.iter().map(row).collect(),
            cards: true,
            ..ui::Table::default()
        }))
    };
    Ok(about.page(place, "history", "history", &main)?.into_response())
}

fn row(past: &Past) -> Vec<Markup> {
    let said = |shown: &Shown| match shown {
        Shown::Value(value) => value.clone(),
        Shown::Unknown => "nothing".to_owned(),
        Shown::Withheld(why) => (*why).to_owned(),
    };
    vec![
        html! { (moment(past.at)) },
        html! { (past.who) },
        html! { (past.what) " " (past.done) @if !past.why.is_empty() { br; span class="govuk-hint" { (past.why) } } },
        html! {
            @for (field, before, after) in &past.fields {
                div {
                    (field.label) ": "
                    @match (before, after) {
                        (Shown::Withheld(why), _) => { span class="wm-withheld" { (why) } }
                        (Shown::Unknown, after) => { (said(after)) }
                        (before, after) => { (said(before)) " \u{2192} " (said(after)) }
                    }
                }
            }
        },
    ]
}

//! Family and household: who belongs to a person, and saying so.

use super::asking::saved;
use super::subject::Subject;
use super::{About, nobody};
use crate::instead::capital;
use crate::pages::place::{PROGRAMME, Place};
use crate::ui::{self, Button, Error, Holds, Item, Question, Radios, TextInput};
use crate::{App, Instead};
use axum::Form as Sent;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{Act, Id, Privacy};
use maud::{Markup, html};
use records::people::family::{self, KIND, Relative};
use records::people::{self, Search, Seen, label_of};
use records::users::session;

/// How many people are found at once.
const FOUND: usize = 12;

/// What is said of a person's family among their details.
pub(super) fn part(subject: &Subject<'_>) -> Result<Markup, Instead> {
    let (place, about) = (subject.place, subject.about);
    if !about.seen.reads(Privacy::Sensitive) {
        return Ok(html! {});
    }
    let (scope, id) = (place.scope(), about.seen.id());
    let known = place.app.workspace().read(|reader| family::of_person(reader, &scope, id))?;
    let row = |one: &Relative| -> Result<Vec<Markup>, Instead> {
        let name = one.seen.name();
        let href = place.about(&format!("/people/{}", one.seen.id()));
        let link = one.link.to_string();
        let away = format!("Take back: {name}");
        let button = Button::submit(&away).secondary();
        Ok(vec![
            html! { (ui::link(ui::Link::new(&name, &href))) },
            html! { (label_of(KIND, &one.kind)) },
            html! { @if subject.records { (subject.does("family", &button, &[("link", &link)])?) } },
        ])
    };
    let rows = known.iter().map(row).collect::<Result<Vec<_>, Instead>>()?;
    let none = "Nobody else who is known here is written down as theirs.";
    let add = subject.at("family", &[]);
    Ok(html! {
        (subject.table("Family and household", &["Who", "What they are to them", "Take back"], rows, none))
        @if subject.records { (ui::button(&Button::link("Write down who belongs to them", &add).secondary())) }
    })
}

fn page(
    place: &Place,
    about: &About<'_>,
    chosen: &str,
    kind: &str,
    wrong: &[(String, &str)],
) -> Result<Markup, Instead> {
    if !about.may(place, Act::Record)? || about.programme(place).is_none() {
        return Err(crate::routes::may_not(&place.viewer, Act::Record));
    }
    let words = place.query.get("q").unwrap_or_default().trim();
    let (workspace, scope, id) = (place.app.workspace(), place.scope(), about.seen.id());
    let search = Search { words: words.to_owned(), ..Search::default() };
    let found: Vec<Seen> = match (words, chosen.parse::<Id>()) {
        ("", Ok(one)) => workspace.read(|reader| people::several(reader, &scope, &[one]))?,
        ("", Err(_)) => Vec::new(),
        _ => workspace.read(|reader| people::list(reader, &scope, workspace, &search, None, FOUND + 1))?.people,
    };
    let others: Vec<(String, String, String)> = found
        .iter()
        .filter(|one| one.id() != id)
        .take(FOUND)
        .map(|one| (one.id().to_string(), one.name(), one.reference().unwrap_or_default().to_owned()))
        .collect();
    let people: Vec<Item<'_>> = others.iter().map(|(id, name, more)| Item::new(id, name).hint(more)).collect();
    let kinds: Vec<Item<'_>> = KIND.iter().map(|kind| Item::new(kind.key, kind.label)).collect();
    let errors: Vec<Error> = wrong
        .iter()
        .map(|(text, field)| Error { text: text.clone(), control: (!field.is_empty()).then(|| (*field).to_owned()) })
        .collect();
    let at = |field: &str| wrong.iter().find(|(_, known)| *known == field).map(|(text, _)| text.as_str());
    let path = about.path("family");
    let programme = place.query.get(PROGRAMME);
    let main = html! {
        (ui::error_summary(&errors))
        div class="wm-narrow" {
            form method="get" action=(path) class="wm-find wm-find--row" {
                @if let Some(programme) = programme { input type="hidden" name=(PROGRAMME) value=(programme); }
                (ui::text_input(
                    &Question::new("q", "Who belongs to them?").hint("A name, date of birth or reference of somebody whom you see here."),
                    &TextInput { value: words, holds: Holds::Search, autocomplete: Some("off"), ..TextInput::default() },
                ))
                (ui::button(&Button::submit("Find").secondary()))
            }
            @if !words.is_empty() && people.is_empty() {
                p class="govuk-body" role="status" { "Nobody else is found so whom you see. Somebody who is not known here is better told of in a note." }
            }
            @if !people.is_empty() {
                (place.form(&place.about(&path), &html! {
                    input type="hidden" name="once" value=(session::new_token()?);
                    (ui::radios(
                        &Question::new("other_id", "Which of them").error(at("other_id")).size(ui::Size::Small),
                        &Radios { items: &people, selected: chosen, inline: false, small: true },
                    ))
                    (ui::radios(
                        &Question::new("kind", &format!("What they are to {}", about.seen.name())).error(at("kind")).size(ui::Size::Small),
                        &Radios { items: &kinds, selected: kind, inline: false, small: true },
                    ))
                    (ui::button(&Button::submit("Save")))
                }))
            }
        }
    };
    about.page(place, "details", "family and household", &main)
}

pub(super) async fn ask(Path(person): Path<String>, place: Place) -> Result<Markup, Instead> {
    place.work(move |place| page(place, &About::find(place, &person)?, "", "", &[])).await
}

pub(super) async fn sent(
    State(app): State<App>,
    Path(person): Path<String>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let about = About::find(&place, &person)?;
        let said = |name: &str| pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
        let (workspace, actor, id) = (place.app.workspace(), place.actor(), about.seen.id());
        let programme = about.programme(&place).ok_or_else(nobody)?;
        let (once, other, kind) = (said("once"), said("other_id"), said("kind"));
        let done = match (said("link").parse::<Id>(), other.parse::<Id>()) {
            (Ok(link), _) => family::take_back(workspace, &actor, once, programme, id, link),
            (_, Ok(other)) => family::tell(workspace, &actor, once, programme, (id, other), kind),
            (_, Err(_)) => {
                let wrong = base::Invalid::new("other_id", "", "choose who it is");
                Err(records::Error::Invalid(vec![wrong]))
            }
        };
        let wrong: Vec<(String, &str)> = match done {
            Ok(made) => return Ok(saved(&place, &about, "details", &made, "")),
            Err(records::Error::Invalid(wrong)) => {
                wrong.iter().map(|wrong| (capital(&wrong.reason), wrong.field)).collect()
            }
            Err(records::Error::Refused(why)) => vec![(capital(&why), "")],
            Err(other) => return Err(other.into()),
        };
        Ok((StatusCode::BAD_REQUEST, page(&place, &about, other, kind, &wrong)?).into_response())
    })
    .await
}

//! Who is registered twice: the pairs worth a look, two people side by side, and what is decided about them.

use super::new::{chance, reasons};
use super::nobody;
use crate::pages::place::{PROGRAMME, Page, Place};
use crate::pages::undo;
use crate::pages::words::{day, moment};
use crate::reviews::Standing;
use crate::ui::{
    self, Button, Column, Empty, Heading, Item, Link, Notice, Pages, Progress, Question, Radios, Section, Size,
    pagination,
};
use crate::{App, Instead};
use axum::Form as Sent;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use base::{Act, Date, Field, Id, Whose};
use maud::{Markup, html};
use records::people::duplicates::{self, Class, Compared, Learnt, Listed, Step};
use records::people::{self, Person, Seen, Shown, merging};
use records::programmes::Entry;
use records::users::session;

/// Pairs to a page.
const PAGE: usize = 50;

/// The programme whose register is meant.
fn entry(place: &Place) -> Result<&Entry, Instead> {
    let scope = place.scope();
    let mut own = place.programmes().into_iter().filter(|entry| scope.may(Act::Merge, entry.programme.id));
    match place.query.get(PROGRAMME) {
        Some(key) => own
            .find(|entry| entry.programme.key == key)
            .ok_or_else(|| crate::routes::may_not(&place.viewer, Act::Merge)),
        None => match (own.next(), own.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(crate::routes::may_not(&place.viewer, Act::Merge)),
            _ => Err(Instead::Choose),
        },
    }
}

pub(super) fn show(place: &Place) -> Result<Markup, Instead> {
    let entry = entry(place)?;
    let (workspace, scope, programme) = (place.app.workspace(), place.scope(), entry.programme.id);
    let after = place.query.get("after").map(str::parse::<Id>).transpose();
    let after =
        after.map_err(|_| Instead::wrong("This page of the pairs is not there", "Start from the first page."))?;
    let (page, last) = workspace.read(|reader| {
        let pairs = duplicates::list(reader, workspace, &scope, programme, after, PAGE)?;
        Ok((pairs, duplicates::last(reader, workspace, &scope, programme)?))
    })?;
    let path = "/people/duplicates";
    let next = page.next.map(|next| place.query.with("after", &next.to_string()).at(path));
    let first = after.is_some().then(|| place.query.without("after").at(path));
    let standing = place.app.reviews().standing(workspace.catalogue().register(programme));
    let main = html! {
        (ui::heading(&Heading {
            title: "Registered twice?",
            caption: Some(&entry.programme.name),
            lead: Some("People whose records look like one person\u{2019}s. Nothing is merged unless somebody who knows decides it."),
            action: None,
        }))
        (at_work(place, entry.programme.id, standing.as_ref(), last.as_ref()))
        @if page.pairs.is_empty() {
            @if last.is_some() {
                (ui::empty(&Empty {
                    title: "Nobody is waiting to be looked at",
                    text: "Among the people whom you see, no two look like one.",
                    action: None,
                }))
            }
        } @else {
            (listed(place, &page.pairs))
            (pagination(&Pages {
                previous: first.as_deref(),
                previous_label: Some("the most probable"),
                next: next.as_deref(),
                next_label: Some("less probable"),
            }))
        }
    };
    Ok(framed(place, entry, "Registered twice?", false, &main))
}

fn framed(place: &Place, entry: &Entry, title: &str, within: bool, main: &Markup) -> Markup {
    let (people, list) = (place.about("/people"), place.about("/people/duplicates"));
    let mut way = vec![Link::new("People", &people)];
    if within {
        way.push(Link::new("Registered twice?", &list));
    }
    place.page(&Page { title, section: Some(Section::People), way: &way, entry: Some(entry), ..Page::default() }, main)
}

/// When the register was last compared with itself, or how far that is.
fn at_work(place: &Place, programme: Id, standing: Option<&Standing>, last: Option<&Learnt>) -> Markup {
    let here = place.about("/people/duplicates");
    let everybody = place.scope().whose(Act::Merge, programme) == Whose::Everybody && !place.scope().any_restricted();
    if let Some(Standing::Working(step)) = standing {
        let (done, label) = match step {
            Step::Reading(people) if everybody => {
                (0, format!("Reading everybody: {} so far", charts::number(*people as i64)))
            }
            Step::Reading(_) => (0, "Reading everybody".to_owned()),
            Step::Learning => (1, "Learning from the register what tells people apart".to_owned()),
            Step::Comparing => (2, "Comparing everybody with everybody who is like them".to_owned()),
            Step::Saving => (3, "Saving what was found".to_owned()),
        };
        return ui::progress(&Progress {
            id: "comparing",
            label: &label,
            done,
            of: Some(4),
            unit: "steps done",
            again: Some(&here),
        });
    }
    let begin = |words: &str| place.form(&here, &ui::button(&Button::submit(words).secondary()));
    html! {
        @if let Some(Standing::Failed(reference)) = standing {
            (ui::warning(&format!("The comparison did not come to its end; nothing was changed. The log has the reason under {reference}.")))
        }
        @match last {
            None => {
                (ui::paragraph("The register has not been compared with itself yet. That reads everybody once and takes about a minute for a hundred thousand people."))
                (begin("Compare everybody"))
            }
            Some(last) => {
                p class="govuk-body" {
                    "Compared on " (moment(last.at)) "."
                    // How many there are is for whoever sees them all.
                    @if everybody { " " (charts::number(last.people)) " people." }
                    " Pairs with somebody whom you do not see are the programme lead\u{2019}s to look at."
                }
                (begin("Compare again"))
            }
        }
    }
}

fn listed(place: &Place, pairs: &[Listed]) -> Markup {
    let kind = |kind: &str| match kind {
        "likely" => "Probably the same person",
        "possible" => "Perhaps the same person",
        "twins" => "Perhaps twins",
        "generations" => "Perhaps parent and child",
        _ => "Perhaps of one household",
    };
    let person = |seen: &Seen| {
        html! {
            (seen.name())
            @if let Some(reference) = seen.reference() { br; span class="wm-quiet" { (reference) } }
            @if let Some(born) = seen.born() { br; span class="wm-quiet" { "born " (born) } }
        }
    };
    let row = |pair: &Listed| {
        let address = place.about(&format!("/people/duplicates/{}/{}", pair.one.id(), pair.other.id()));
        vec![
            person(&pair.one),
            person(&pair.other),
            html! { (kind(&pair.kind)) },
            html! { a class="govuk-link" href=(address) { "Compare" span class="govuk-visually-hidden" { " " (pair.one.name()) " with " (pair.other.name()) } } },
        ]
    };
    ui::table(&ui::Table {
        caption: "Pairs to look at",
        caption_hidden: true,
        columns: ["One", "The other", "How it looks", "Look"].into_iter().map(Column::text).collect(),
        rows: pairs.iter().map(row).collect(),
        cards: true,
        ..ui::Table::default()
    })
}

/// The comparison is begun.
pub(super) async fn begun(State(app): State<App>, place: Place) -> Result<Response, Instead> {
    let programme = entry(&place)?.programme.id;
    app.reviews().begin(&app, place.actor(), programme);
    Ok(Redirect::to(&place.about("/people/duplicates")).into_response())
}

fn found(place: &Place, one: &str, other: &str) -> Result<Compared, Instead> {
    let (one, other): (Id, Id) = (one.parse().map_err(|_| nobody())?, other.parse().map_err(|_| nobody())?);
    let (workspace, scope) = (place.app.workspace(), place.scope());
    workspace.read(|reader| duplicates::compare(reader, &scope, one, other))?.ok_or_else(nobody)
}

pub(super) async fn pair(Path((one, other)): Path<(String, String)>, place: Place) -> Result<Markup, Instead> {
    place
        .work(move |place| {
            let compared = found(place, &one, &other)?;
            beside(place, entry(place)?, &compared)
        })
        .await
}

/// Two people side by side.
fn beside(place: &Place, entry: &Entry, compared: &Compared) -> Result<Markup, Instead> {
    let Compared { one, other, comparison, restricted, of_others } = compared;
    let views = [one, other].map(|seen| (seen.id(), seen.special()));
    people::viewed(place.app.workspace(), &place.actor(), &views, "compared with somebody")?;
    let differ: Vec<(&Field, Shown, Shown)> = Person::fields()
        .iter()
        .filter(|field| field.name != "register_id")
        .map(|field| (field, one.field(field), other.field(field)))
        .filter(|(_, a, b)| !(*a == Shown::Unknown && *b == Shown::Unknown))
        .collect();
    let relatives = matches!(comparison.class, Some(Class::Relatives(_)));
    let link = |seen: &Seen| place.about(&format!("/people/{}", seen.id()));
    let (first, second) = (link(one), link(other));
    let rows = differ.iter().map(|(field, a, b)| {
        let mark = if duplicates::is_same(field, a, b) { "" } else { "differs" };
        vec![html! { (field.label) }, shown(a), shown(b), html! { (mark) }]
    });
    let chosen: Vec<&(&Field, Shown, Shown)> = differ
        .iter()
        .filter(|(field, a, b)| {
            !duplicates::is_same(field, a, b) && *a != Shown::Unknown && *b != Shown::Unknown && is_chosen(field)
        })
        .collect();
    let form = html! {
        input type="hidden" name="once" value=(session::new_token()?);
        @for (field, a, b) in chosen {
            @let (a, b) = (plain(a), plain(b));
            (ui::radios(&Question::new(field.name, field.label).size(Size::Small), &Radios {
                items: &[Item::new("", &a), Item::new("other", &b)],
                selected: "",
                inline: false,
                small: true,
            }))
        }
        (ui::text_input(&Question::new("why", "Why you are sure (optional)"), &ui::TextInput::default()))
        (ui::button(&Button::submit("Merge into one person").warning().sends("do", "merge")))
    };
    let apart = html! {
        input type="hidden" name="once" value=(session::new_token()?);
        (ui::button(&Button::submit("These are two people").sends("do", "apart")))
    };
    let here = place.about(&format!("/people/duplicates/{}/{}", one.id(), other.id()));
    let merging = html! {
        (ui::paragraph(&format!(
            "All records of both will be those of {}, with the reference {}; the other reference goes on leading there. \
             Where the two differ, choose what is right. Nothing is lost, and it can be undone from the history.",
            one.name(), one.reference().unwrap_or("kept first")
        )))
        (place.form(&here, &form))
    };
    let main = html! {
        (ui::heading(&Heading { title: "Is this the same person?", caption: Some(&entry.programme.name), ..Heading::default() }))
        p class="govuk-body-l" { (chance(comparison)) "." }
        p class="govuk-body" { (reasons(comparison)) }
        (ui::table(&ui::Table {
            caption: "Side by side",
            caption_hidden: true,
            columns: ["Detail", "One", "The other", "Same?"].into_iter().map(Column::text).collect(),
            rows: rows.collect(),
            cards: true,
            ..ui::Table::default()
        }))
        p class="govuk-body" {
            "Open " a class="govuk-link" href=(first) { "the record of " (one.name()) } " or " a class="govuk-link" href=(second) { "the record of " (other.name()) span class="govuk-visually-hidden" { " (the other)" } } "."
        }
        @if !of_others { (place.form(&here, &apart)) }
        @for seen in [one, other].into_iter().filter(|seen| restricted.contains(&seen.id())) {
            @let lift = place.about(&format!("/people/{}/restrict", seen.id()));
            (ui::inset(&html! {
                "The record of " (seen.name()) " is restricted to named users, so the two cannot be merged as things stand. "
                (ui::link(Link::new("Lift the restriction", &lift))) " first, if that is right; the merged record can be restricted again."
            }))
        }
        @if *of_others {
            (ui::inset(&html! { "Another partner enrolled one of them. If they are one person, ask the programme lead to merge them." }))
        } @else if relatives && restricted.is_empty() {
            (ui::details("They are one person all the same", &merging, false, None))
        } @else if restricted.is_empty() {
            h2 class="govuk-heading-m" { "They are one person" }
            (merging)
        }
    };
    Ok(framed(place, entry, "Is this the same person?", true, &main))
}

/// Whether one can choose between two values of a field: not of what both are kept of, or what the one who stays keeps.
fn is_chosen(field: &Field) -> bool {
    !merging::KEPT.contains(&field.name)
        && field.kind != base::Kind::YesNo
        && !["alert", "birth_precision"].contains(&field.name)
}

fn plain(shown: &Shown) -> String {
    match shown {
        Shown::Value(value) => value.parse::<Date>().map_or_else(|_| value.clone(), day),
        Shown::Unknown => "Not known".to_owned(),
        Shown::Withheld(_) => "What this record has (withheld from you)".to_owned(),
    }
}

fn shown(value: &Shown) -> Markup {
    match value {
        Shown::Withheld(_) => html! { span class="wm-withheld" { "Withheld" } },
        value => html! { (plain(value)) },
    }
}

/// It is decided: one person, or two.
pub(super) async fn decided(
    State(app): State<App>,
    Path((one, other)): Path<(String, String)>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let compared = found(&place, &one, &other)?;
        let (workspace, actor) = (place.app.workspace(), place.actor());
        let (one, other) = (compared.one.id(), compared.other.id());
        let text = |name: &str| pairs.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text.as_str());
        if text("do") == "merge" {
            let chosen: Vec<String> =
                pairs.iter().filter(|(_, value)| value == "other").map(|(name, _)| name.clone()).collect();
            let made = merging::merge(workspace, &actor, text("once"), (one, other), &chosen, Some(text("why")))?;
            let to = place.query.with("merged", &made.record.to_string()).at(&format!("/people/{one}"));
            return Ok(Redirect::to(&to).into_response());
        }
        let made = merging::keep_apart(workspace, &actor, text("once"), one, other)?;
        Ok(Redirect::to(&undo::after(&place.about("/people/duplicates"), &made)).into_response())
    })
    .await
}

/// A merge is undone.
pub(super) async fn undone(
    State(app): State<App>,
    Path(merge): Path<String>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let id: Id = merge.parse().map_err(|_| nobody())?;
        let once = pairs.iter().find(|(name, _)| name == "once").map_or("", |(_, token)| token.as_str());
        let undone = merging::unmerge(place.app.workspace(), &place.actor(), once, id)?;
        let word = if undone.changed_since { "changed" } else { "1" };
        let to = place.query.with("unmerged", word).at(&format!("/people/{}", undone.person));
        Ok(Redirect::to(&to).into_response())
    })
    .await
}

/// What is said on a person's page after a merge, or after one was undone.
pub(super) fn notice(place: &Place, person: Id) -> Result<Markup, Instead> {
    if let Some(word) = place.query.get("unmerged") {
        let text = match word {
            "changed" => {
                "They are two people again. Details that were changed since the merge stay as they are: look at both."
            }
            _ => "They are two people again, each with their own records.",
        };
        return Ok(ui::notification(&Notice { text, ..Notice::default() }));
    }
    if place.query.get("merged").is_none() {
        return Ok(html! {});
    }
    merges(place, person, 1)
}

/// The merges of a person that can be undone, the latest first.
pub(super) fn merges(place: &Place, person: Id, most: usize) -> Result<Markup, Instead> {
    let scope = place.scope();
    let merges = place.app.workspace().read(|reader| merging::of_person(reader, &scope, person))?;
    let mut all = html! {};
    for merge in merges.iter().take(most) {
        let content = html! {
            input type="hidden" name="once" value=(session::new_token()?);
            (ui::button(&Button::submit("Undo the merge").secondary()))
        };
        let form = place.form(&place.about(&format!("/people/merges/{}/undo", merge.id)), &content);
        let text = format!("Merged with another record of this person on {}.", moment(merge.at));
        all = html! { (all) (ui::notification(&Notice { text: &text, action: Some(form), ..Notice::default() })) };
    }
    Ok(all)
}

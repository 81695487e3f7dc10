//! A person's timeline: everything that the viewer may see of it, newest first, month by month.

use super::{About, partner, term};
use crate::Instead;
use crate::pages::place::Place;
use crate::pages::words::day;
use crate::ui::{self, Button, Empty, Filter, Filters, Item, Named};
use axum::response::{IntoResponse, Response};
use base::{Act, Date, Id, Privacy};
use definition::Word;
use maud::{Markup, html};
use records::interactions::{CHANNEL, withholds_notes};
use records::outcomes::VERIFICATION;
use records::{interactions, outcomes, people};

/// One line of the timeline.
struct Told {
    date: Date,
    /// The record, for the order of a day.
    record: Id,
    kind: &'static str,
    word: String,
    what: String,
    partner: String,
    more: Vec<String>,
}

const KINDS: [(&str, &str); 3] =
    [("enrolment", "Enrolments"), ("interaction", "Interactions"), ("outcome", "Outcomes")];

pub(super) fn show(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    let (told, others) = told(place, about)?;
    let kind = place.query.get("kind").unwrap_or_default();
    let by = place.query.get("partner").unwrap_or_default();
    let mut partners: Vec<String> =
        told.iter().map(|told| told.partner.clone()).filter(|partner| !partner.is_empty()).collect();
    partners.sort();
    partners.dedup();
    let shown: Vec<&Told> = told
        .iter()
        .filter(|told| (kind.is_empty() || told.kind == kind) && (by.is_empty() || told.partner == by))
        .collect();
    let months = shown.chunk_by(|a, b| (a.date.year(), a.date.month()) == (b.date.year(), b.date.month()));
    let programme = about.programme(place);
    let records = programme.is_some_and(|programme| place.scope().reads(Privacy::Sensitive, programme));
    let log = place.about(&about.path("add/interaction"));
    let main = html! {
        @if records && about.may(place, Act::Record)? { (ui::button(&Button::link("Log an interaction", &log))) }
        @if told.len() > 1 { (filters(place, about, &partners, shown.len())) }
        @if others > 0 {
            (ui::inset(&html! {
                (charts::number(others)) @if others == 1 { " entry" } @else { " entries" } " of another partner. "
                "What another partner records stays with it: ask the programme\u{2019}s lead if you need to know."
            }))
        }
        @if shown.is_empty() {
            (ui::empty(&Empty {
                title: "Nothing here yet",
                text: "Interactions, outcomes and what becomes of the enrolment will stand here, the newest first.",
                action: None,
            }))
        }
        @for month in months {
            h2 class="govuk-heading-m" { (month.first().map(|told| told.date.strftime("%B %Y").to_string()).unwrap_or_default()) }
            ol class="wm-timeline" { @for told in month { (line(told)) } }
        }
    };
    Ok(about.page(place, "", "timeline", &main)?.into_response())
}

fn line(told: &Told) -> Markup {
    html! {
        li class={ "wm-timeline__entry wm-timeline__entry--" (told.kind) } {
            p class="wm-timeline__head" {
                strong { (told.word) } @if !told.what.is_empty() { ": " (told.what) }
            }
            p class="wm-timeline__where" {
                (day(told.date)) @if !told.partner.is_empty() { " \u{b7} " (told.partner) }
            }
            @for more in &told.more { p class="govuk-body" { (more) } }
        }
    }
}

/// Everything that the viewer sees, newest first; and how many entries of other partners there are besides.
fn told(place: &Place, about: &About<'_>) -> Result<(Vec<Told>, i64), Instead> {
    let (scope, id) = (place.scope(), about.seen.id());
    let catalogue = &place.catalogue;
    let (interactions, outcomes, others) = place.app.workspace().read(|reader| {
        let interactions = interactions::of_person(reader, &scope, id)?;
        let outcomes = outcomes::of_person(reader, &scope, id)?;
        Ok((interactions, outcomes, people::of_others(reader, &scope, id)?))
    })?;
    let by =
        |programme: Id, part: Option<Id>| part.and_then(|part| partner(catalogue, programme, part)).unwrap_or_default();
    let word = |programme: Id, word: Word| {
        let word = catalogue.entry(programme).map(|entry| entry.definition.word(word).one);
        crate::instead::capital(&word.unwrap_or_default())
    };
    let mut told = Vec::new();
    for one in &about.enrolments {
        let name = catalogue.entry(one.programme).map(|entry| entry.programme.name.clone()).unwrap_or_default();
        let mut add = |date: Date, word: &str, more: Vec<String>| {
            told.push(Told {
                date,
                record: one.id,
                kind: "enrolment",
                word: word.to_owned(),
                what: name.clone(),
                partner: by(one.programme, one.partner),
                more,
            });
        };
        add(one.start, "Support began", Vec::new());
        if let Some(reentry) = one.reentry {
            add(reentry, "Support began again", Vec::new());
        }
        if let Some(end) = one.end {
            add(end, "Left", term(catalogue, one.programme, one.destination).into_iter().collect());
        }
    }
    for one in &interactions {
        let channel = one.channel.as_deref().map(|key| people::label_of(CHANNEL, key).to_owned());
        let minutes = one.minutes.map(|minutes| format!("{minutes} minutes"));
        let how: Vec<String> = channel.into_iter().chain(minutes).collect();
        let notes = match withholds_notes(&scope, one) {
            true => Some(format!("Notes: {}", Privacy::Sensitive.withheld())),
            false => one.notes.clone(),
        };
        told.push(Told {
            date: one.date,
            record: one.id,
            kind: "interaction",
            word: word(one.programme, Word::Interaction),
            what: term(catalogue, one.programme, one.service).unwrap_or_default(),
            partner: by(one.programme, one.partner),
            more: std::iter::once(how.join(", ")).filter(|how| !how.is_empty()).chain(notes).collect(),
        });
    }
    for one in &outcomes {
        let verified = people::label_of(VERIFICATION, &one.verification).to_owned();
        let evidence = one.evidence.as_ref().map(|evidence| format!("Evidence: {evidence}"));
        told.push(Told {
            date: one.date,
            record: one.id,
            kind: "outcome",
            word: word(one.programme, Word::Outcome),
            what: term(catalogue, one.programme, Some(one.outcome)).unwrap_or_default(),
            partner: by(one.programme, one.partner),
            more: std::iter::once(verified).chain(evidence).collect(),
        });
    }
    told.sort_by_key(|told| std::cmp::Reverse((told.date, told.record)));
    Ok((told, others))
}

fn filters(place: &Place, about: &About<'_>, partners: &[String], count: usize) -> Markup {
    let query = &place.query;
    let path = about.path("");
    let all = || Item::new("", "All");
    let kinds: Vec<Item<'_>> =
        std::iter::once(all()).chain(KINDS.iter().map(|(key, label)| Item::new(key, label))).collect();
    let by: Vec<Item<'_>> = std::iter::once(all()).chain(partners.iter().map(|name| Item::new(name, name))).collect();
    let filter = |name, label, items| Filter { name, label, items, selected: query.get(name).unwrap_or_default() };
    let mut filters = vec![filter("kind", "Kind", &kinds)];
    if partners.len() > 1 {
        filters.push(filter("partner", "Partner", &by));
    }
    let chosen = |filter: &Filter<'_>| {
        let item = filter.items.iter().find(|item| !item.value.is_empty() && item.value == filter.selected)?;
        Some((format!("{}: {}", filter.label, item.label), query.without(filter.name).at(&path)))
    };
    let named: Vec<(String, String)> = filters.iter().filter_map(chosen).collect();
    let named: Vec<Named<'_>> = named.iter().map(|(text, without)| Named { text, without }).collect();
    let hidden = query.keeping(|name, _| !["kind", "partner"].contains(&name));
    let hidden: Vec<(&str, &str)> = hidden.pairs().collect();
    let result = if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") };
    let clear = place.about(&path);
    ui::filters(&Filters {
        action: &path,
        filters: &filters,
        hidden: &hidden,
        result: Some(&result),
        named: &named,
        clear: (!named.is_empty()).then_some(clear.as_str()),
    })
}

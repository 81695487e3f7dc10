//! A person's timeline: everything that the viewer may see of it, newest first, month by month, a page at a time; beside it, where
//! they stand.

mod aside;
mod told;

use super::{About, nobody, partner};
use crate::Instead;
use crate::pages::log;
use crate::pages::place::Place;
use crate::pages::words::day;
use crate::ui::{self, Empty, Filter, Filters, Item, Named, Pages, pagination};
use axum::response::{IntoResponse, Response};
use base::{Act, Date, Id, Privacy};
use maud::{Markup, html};
use records::interactions::{self, Interaction};
use records::keeping::Sight;
use records::outcomes::Outcome;
use records::people::{self, Page as Whole};
use records::{assignments, due};
use std::collections::{HashMap, HashSet};
use told::{Telling, Told};

/// Lines to a page.
const PAGE: usize = 40;
/// Where the next page begins, in the address: after this day and record.
const BEFORE: &str = "before";
/// A text longer than this, in letters, is folded.
const LONG: usize = 400;

const KINDS: [(&str, &str); 11] = [
    ("interaction", "Interactions"),
    ("outcome", "Outcomes and placements"),
    ("referral", "Referrals"),
    ("ladder", "Ladder"),
    ("need", "Needs and barriers"),
    ("plan", "Plan"),
    ("measure", "Measures"),
    ("appointment", "Appointments"),
    ("worker", "Workers"),
    ("consent", "Consents"),
    ("enrolment", "Enrolment and leaving"),
];

/// What is asked for.
struct Asked<'q> {
    kind: &'q str,
    partner: &'q str,
    before: Option<(Date, Id)>,
}

impl<'q> Asked<'q> {
    fn read(place: &'q Place) -> Result<Self, Instead> {
        let said = |name| place.query.get(name).unwrap_or_default();
        let before = match place.query.get(BEFORE) {
            None => None,
            Some(text) => Some(cursor(text).ok_or_else(|| {
                Instead::wrong("This part of the timeline is not there", "Start from the newest entries.")
            })?),
        };
        Ok(Self { kind: said("kind"), partner: said("partner"), before })
    }

    fn wants(&self, kind: &str) -> bool {
        self.kind.is_empty() || self.kind == kind
    }
}

fn cursor(text: &str) -> Option<(Date, Id)> {
    let (date, id) = text.split_once('~')?;
    Some((date.parse().ok()?, id.parse().ok()?))
}

/// Everything read for one page.
struct Read {
    whole: Whole,
    sight: Sight,
    interactions: Vec<Interaction>,
    /// How many interactions there are, by partner.
    counts: Vec<(Option<Id>, i64)>,
    firsts: HashSet<Id>,
    further: Vec<(Id, Id)>,
    outcomes: Vec<Outcome>,
    others: i64,
    latest: Option<Interaction>,
    names: HashMap<Id, String>,
}

fn read(place: &Place, about: &About<'_>, asked: &Asked<'_>) -> Result<Read, Instead> {
    let (workspace, scope, id) = (place.app.workspace(), place.scope(), about.seen.id());
    let parts = (!asked.partner.is_empty()).then(|| parts(place, asked.partner));
    let named = about.seen.reads(Privacy::Identifying);
    let read = workspace.read(|reader| {
        let Some(whole) = people::page(reader, &scope, id)? else { return Ok(None) };
        let sight = whole.sight.clone();
        let interactions: Vec<Interaction> = match asked.wants("interaction") {
            true => sight.before(reader, parts.as_deref(), asked.before, PAGE + 1)?,
            false => Vec::new(),
        };
        let latest = sight.before::<Interaction>(reader, None, None, 1)?.pop();
        let names = match named {
            true => assignments::names(reader, told::users(&whole, &interactions))?,
            false => HashMap::new(),
        };
        Ok(Some(Read {
            interactions,
            latest,
            names,
            counts: sight.by_partner::<Interaction>(reader)?,
            firsts: interactions::firsts(reader, &sight)?,
            further: interactions::further(reader, id)?,
            outcomes: sight.list(reader)?,
            others: people::of_others(reader, &scope, &sight)?,
            whole,
            sight,
        }))
    })?;
    read.ok_or_else(nobody)
}

/// The parts that the organisation of this name plays in programmes.
fn parts(place: &Place, name: &str) -> Vec<Id> {
    let all = place.catalogue.entries().iter().flat_map(|entry| entry.partners.iter());
    let of = all.filter(|part| {
        place.catalogue.organisation(part.organisation).is_some_and(|organisation| organisation.name == name)
    });
    of.map(|part| part.id).collect()
}

pub(super) fn show(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    let asked = Asked::read(place)?;
    let read = read(place, about, &asked)?;
    opened(place, about)?;
    let (lines, partners, count) = lines(place, about, &read, &asked);
    let (shown, next) = paged(&lines, asked.before);
    let months = shown.chunk_by(|a, b| (a.date.year(), a.date.month()) == (b.date.year(), b.date.month()));
    let records = about.may(place, Act::Record)?;
    let path = about.path("");
    let newer = asked.before.is_some().then(|| place.query.without(BEFORE).at(&path));
    let older = next.map(|(date, id)| place.query.with(BEFORE, &format!("{date}~{id}")).at(&path));
    let main = html! {
        @if records { (log::quick(place, about)?) }
        div class="wm-sides" {
            aside class="wm-sides__aside" aria-label="Where they stand" { (aside::show(place, about, &read, records)?) }
            div class="wm-sides__main" {
                @if count > 1 || !asked.kind.is_empty() || !asked.partner.is_empty() {
                    (filters(place, about, &partners, count))
                }
                @if read.others > 0 {
                    (ui::inset(&html! {
                        (charts::number(read.others)) @if read.others == 1 { " entry" } @else { " entries" } " of another partner. "
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
                    ol class="wm-timeline" { @for told in month { (line(place, about, told, records)) } }
                }
                (pagination(&Pages {
                    previous: newer.as_deref(),
                    previous_label: Some("the newest"),
                    next: older.as_deref(),
                    next_label: Some("older entries"),
                }))
            }
        }
    };
    Ok(about.page(place, "", "timeline", &main)?.into_response())
}

/// Every line that is wanted, newest first; the partners that have any; and how many entries there are in all.
fn lines(place: &Place, about: &About<'_>, read: &Read, asked: &Asked<'_>) -> (Vec<Told>, Vec<String>, i64) {
    let telling = Telling { place, names: &read.names, sight: &read.sight };
    let mut all: Vec<Told> = Vec::new();
    telling.enrolments(about, &mut all);
    telling.rest(&read.whole, &mut all);
    all.extend(read.outcomes.iter().map(|one| telling.outcome(one)));
    let of = |programme: Id, part: Option<Id>| part.and_then(|part| partner(&place.catalogue, programme, part));
    let mut partners: Vec<String> = all.iter().map(|told| told.partner.clone()).collect();
    let programmes: Vec<Id> = place.catalogue.entries().iter().map(|entry| entry.programme.id).collect();
    let named = |part: Option<Id>| programmes.iter().find_map(|programme| of(*programme, part)).unwrap_or_default();
    let counts: Vec<(String, i64)> = read.counts.iter().map(|(part, count)| (named(*part), *count)).collect();
    partners.extend(counts.iter().map(|(name, _)| name.clone()));
    partners.retain(|name| !name.is_empty());
    partners.sort();
    partners.dedup();
    let by = |name: &str| asked.partner.is_empty() || name == asked.partner;
    all.retain(|told| asked.wants(told.kind) && by(&told.partner));
    let met = counts.iter().filter(|(name, _)| asked.wants("interaction") && by(name)).map(|(_, count)| count);
    let count = met.sum::<i64>() + i64::try_from(all.len()).unwrap_or(i64::MAX);
    all.extend(read.interactions.iter().map(|one| {
        let further: Vec<Id> =
            read.further.iter().filter(|(id, _)| *id == one.id).map(|(_, service)| *service).collect();
        telling.interaction(one, read.firsts.contains(&one.id), &further)
    }));
    all.sort_by_key(|told| std::cmp::Reverse((told.date, told.record)));
    (all, partners, count)
}

/// The lines of this page, and after which the next begins. What one record says of one day stays together.
fn paged(all: &[Told], before: Option<(Date, Id)>) -> (&[Told], Option<(Date, Id)>) {
    let key = |told: &Told| (told.date, told.record);
    let start = before.map_or(0, |before| all.partition_point(|told| key(told) >= before));
    let rest = all.get(start..).unwrap_or_default();
    let Some(last) = rest.get(PAGE - 1).map(key) else { return (rest, None) };
    let end = rest.partition_point(|told| key(told) >= last);
    let shown = rest.get(..end).unwrap_or_default();
    (shown, (rest.len() > end).then_some(last))
}

fn line(place: &Place, about: &About<'_>, told: &Told, records: bool) -> Markup {
    let change = told.form.map(|form| place.about(&about.path(&format!("record/{form}/{}", told.record))));
    html! {
        li class={ "wm-timeline__entry wm-timeline__entry--" (told.kind) } {
            p class="wm-timeline__head" {
                strong { (told.word) } @if !told.what.is_empty() { ": " (told.what) }
                @if let Some(mark) = told.mark { " " span class="wm-timeline__mark" { (mark) } }
            }
            p class="wm-timeline__where" {
                (day(told.date))
                @if !told.who.is_empty() { " \u{b7} " (told.who) }
                @if !told.partner.is_empty() { " \u{b7} " (told.partner) }
                @if let Some(change) = change.filter(|_| records && told.own) {
                    " \u{b7} " a class="govuk-link" href=(change) { "Change" span class="govuk-visually-hidden" { " " (told.word.to_lowercase()) " of " (day(told.date)) } }
                }
            }
            @for more in &told.more {
                @if more.chars().count() > LONG {
                    (ui::details(&format!("{}\u{2026}", more.chars().take(80).collect::<String>()), &html! { p class="govuk-body wm-written" { (more) } }, false, None))
                } @else {
                    p class="govuk-body wm-written" { (more) }
                }
            }
        }
    }
}

/// Notes whose page was opened, for the list on the home page of whoever knows them by name. Looking again changes nothing.
fn opened(place: &Place, about: &About<'_>) -> Result<(), Instead> {
    let (workspace, scope, id) = (place.app.workspace(), place.scope(), about.seen.id());
    let Some(user) = place.actor().id().filter(|_| !scope.is_viewing() && scope.may_somewhere(Act::SeeNames)) else {
        return Ok(());
    };
    if workspace.read(|reader| due::last_opened(reader, user))? != Some(id) {
        due::open(workspace, &place.actor(), id)?;
    }
    Ok(())
}

fn filters(place: &Place, about: &About<'_>, partners: &[String], count: i64) -> Markup {
    let query = &place.query.without(BEFORE);
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
    let result = if count == 1 { "1 entry".to_owned() } else { format!("{} entries", charts::number(count)) };
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

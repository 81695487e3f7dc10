//! How a number was counted, in plain words, and the records behind it, person by person.

use super::asking::{self, Asked};
use super::files::{self, Format};
use super::place::{Page, Place};
use super::words::{day, said};
use crate::Instead;
use crate::instead::capital;
use crate::ui::{self, Column, Heading, Line, Link, Pages, Section, heading, link, pagination, summary_list};
use axum::response::Response;
use base::{Act, Id, Privacy};
use definition::{Base, Count, Definition, FactKind, Figure, Word};
use exchange::{Table as File, TableColumn, TableValue};
use maud::{Markup, html};
use records::figures::{Behind, Number, Table, answer, behind, confides, tells};
use records::people::{self, Seen};
use records::programmes::Entry;
use std::collections::BTreeSet;

/// People to a page.
const PAGE: usize = 25;
/// People at a time, and at most, in a file.
const STEP: usize = 500;
const MOST: usize = 100_000;

/// The cell that the address names: a key to each dimension, `*` where it is a margin.
fn cell(place: &Place, figure: &Figure) -> Vec<String> {
    let named = place.query.get("cell").unwrap_or_default().split(',').map(str::trim).filter(|key| !key.is_empty());
    named.chain(std::iter::repeat("*")).take(figure.by.len()).map(str::to_owned).collect()
}

fn fetch(place: &Place, entry: &Entry, asked: &Asked, after: Option<Id>, limit: usize) -> Result<Behind, Instead> {
    let (app, cell) = (&place.app, cell(place, &asked.figure));
    let key = &entry.programme.key;
    let narrowed = asked.narrowing.of(&asked.figure);
    Ok(behind(app.workspace(), &place.scope(), key, &narrowed, &cell, after, limit)?)
}

/// Why the records behind a number are not shown to the one who looks, if so.
fn withheld(place: &Place, entry: &Entry, asked: &Asked) -> Option<&'static str> {
    let (scope, programme) = (place.scope(), entry.programme.id);
    let narrowed = asked.narrowing.of(&asked.figure);
    if !scope.may(Act::SeeRecords, programme) {
        Some("Your role sees how a number was counted and not whom it counts: that is for those who work with people")
    } else if !tells(&narrowed, &cell(place, &asked.figure)).is_empty()
        && !scope.reads_of_all(Privacy::Special, programme)
    {
        Some(Privacy::Special.withheld())
    } else if confides(&narrowed, &cell(place, &asked.figure)) && !scope.reads_of_all(Privacy::Sensitive, programme) {
        Some(Privacy::Sensitive.withheld())
    } else {
        None
    }
}

/// Notes that special-category details of the people listed were looked at, if the list tells of any.
fn looked_at(place: &Place, asked: &Asked, listed: &[&Behind]) -> Result<(), Instead> {
    let fields = tells(&asked.narrowing.of(&asked.figure), &cell(place, &asked.figure));
    let people = listed.iter().flat_map(|behind| &behind.records).filter_map(|record| record.person.as_ref());
    let people: BTreeSet<Id> = people.map(Seen::id).collect();
    let views: Vec<(Id, Vec<&str>)> = people.into_iter().map(|person| (person, fields.clone())).collect();
    let why = format!("the records behind \u{201c}{}\u{201d}", asked.figure.title);
    Ok(people::viewed(place.app.workspace(), &place.actor(), &views, &why)?)
}

pub(crate) fn page(place: &Place, entry: &Entry, name: &str, asked: &Asked) -> Result<Markup, Instead> {
    let app = &place.app;
    let after = place.query.get("after").map(str::parse::<Id>).transpose();
    let after =
        after.map_err(|fault| Instead::wrong(capital(&fault.to_string()), "Start again from the first page."))?;
    let table = answer(app.workspace(), &place.scope(), &entry.programme.key, &asked.figure, &asked.narrowing)?;
    let withheld = withheld(place, entry, asked);
    let behind = match withheld {
        None => fetch(place, entry, asked, after, PAGE)?,
        Some(_) => {
            let row = table.rows.iter().find(|row| row.key == cell(place, &asked.figure));
            let cell = row.map(|row| row.label.clone()).unwrap_or_default();
            Behind { cell, records: Vec::new(), next: None }
        }
    };
    looked_at(place, asked, &[&behind])?;
    let query = asking::address(&place.query, &asked.narrowing, None);
    let title = format!("{}: how this was counted", table.title);
    let figure_page = query.at(&format!("/reports/{name}"));
    let reports = place.about("/reports");
    let way = [Link::new("Reports", &reports), Link::new(&table.title, &figure_page)];
    let page =
        Page { title: &title, section: Some(Section::Reports), way: &way, entry: Some(entry), ..Page::default() };
    let main = html! {
        (heading(&Heading { title: &title, caption: Some(&entry.programme.name), ..Heading::default() }))
        (explained(entry, asked, &table, &behind, &cell(place, &asked.figure)))
        @if let Some(withheld) = withheld {
            h2 class="govuk-heading-m" { "The records behind it" }
            p class="govuk-body" { (withheld) "." }
        } @else {
            (records(place, name, &table, &behind, after.is_some()))
        }
        p class="govuk-body" { (link(Link::new("Back to the figure", &figure_page))) }
    };
    Ok(place.page(&page, &main))
}

/// The number that is explained, and whether it is only about right: that of the cell, else the whole. What the table does not show is none.
fn value(table: &Table, cell: &[String]) -> Option<(Number, bool)> {
    if cell.iter().all(|key| key == "*") {
        return table.total.map(|total| (total, table.approximate));
    }
    let row = table.rows.iter().find(|row| row.key == cell);
    Some(row.map_or((Number::Whole(0), false), |row| (row.value, row.approximate)))
}

fn explained(entry: &Entry, asked: &Asked, table: &Table, behind: &Behind, keys: &[String]) -> Markup {
    let definition = &entry.definition;
    let figure = asked.narrowing.of(&asked.figure);
    let cell: Vec<String> = behind
        .cell
        .iter()
        .zip(&figure.by)
        .map(|(label, by)| format!("{}: {label}", figure.name_of(*by, definition)))
        .collect();
    let counted = match (table.nothing(), value(table, keys)) {
        (Some(nothing), _) => nothing,
        (None, Some((value, about))) => {
            let about = if about { "about " } else { "" };
            format!("{about}{}", said(value, figure.count, &figure, &table.counted, definition))
        }
        (None, None) => "No data yet".to_owned(),
    };
    let text = |key: &'static str, value: String| Line::text(key, &value);
    let mut lines = vec![text("The number", counted)];
    if !cell.is_empty() {
        lines.push(text("In the table, where", cell.join("; ")));
    }
    let plain = Figure { filters: Vec::new(), over: None, base: None, by: Vec::new(), ..figure.clone() };
    lines.push(text("What counts", format!("{}.", plain.describe(definition))));
    lines.push(text("Which records", which(&figure, definition)));
    if let Some(indicator) = figure.against.as_ref().and_then(|key| definition.indicator(key)) {
        let about = [indicator.description.as_deref(), indicator.formula.as_deref()];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        if !about.is_empty() {
            lines.push(text("The indicator says", format!("{}: {}", indicator.label, about.join(" "))));
        }
    }
    lines.push(text("Filters", filters(&figure, definition)));
    lines.push(text("Period", period(&figure)));
    if figure.of.kind.has_subject() {
        let whose = table.whose.clone().unwrap_or_else(|| "Everybody in the programme".to_owned());
        lines.push(text(
            "Whose",
            format!("{}. Nobody counts whose record is restricted to others.", whose.trim_end_matches('.')),
        ));
    }
    if figure.of.kind.has_subject() {
        lines.push(text("Each person", once(&figure, definition)));
    }
    if let Some(base) = base(&figure, table) {
        lines.push(text("Percentages", base));
    }
    lines
        .push(text("Definition", format!("Version {} of the programme\u{2019}s definition", table.definition_version)));
    html! {
        (summary_list(&lines))
        @for note in &table.notes { p class="govuk-body" { (note) } }
    }
}

fn which(figure: &Figure, definition: &Definition) -> String {
    let mut said = format!("Every record of the kind \u{201c}{}\u{201d} of this programme", figure.of.kind.key());
    if let (Some(vocabulary), true) =
        (figure.of.kind.vocabulary(), figure.of.core.is_some() || !figure.of.terms.is_empty())
    {
        let terms = definition.terms(vocabulary).filter(|term| {
            let core = figure.of.core.is_none() || term.outcome.as_ref().map(|rule| rule.core) == figure.of.core;
            let named = figure.of.terms.is_empty() || figure.of.terms.contains(&term.key);
            core && named
        });
        let labels: Vec<&str> = terms.map(|term| term.label.as_str()).collect();
        if !labels.is_empty() {
            said.push_str(&format!(" whose {} is one of: {}", vocabulary.key(), labels.join("; ")));
        }
    }
    for of in &figure.having {
        let asked = Figure { of: of.clone(), count: Count::Records, ..Figure::participants() };
        said.push_str(&format!(", of people who also have {}", asked.describe(definition).to_lowercase()));
    }
    said.push('.');
    said
}

fn filters(figure: &Figure, definition: &Definition) -> String {
    let said: Vec<String> = figure.filters.iter().map(|filter| filter.describe(figure.of.kind, definition)).collect();
    if said.is_empty() { "None: everything in the programme".to_owned() } else { capital(&said.join(", and ")) }
}

fn period(figure: &Figure) -> String {
    match figure.over {
        None if figure.cumulative => "All time: each period holds everything up to its end".to_owned(),
        None => "All time".to_owned(),
        Some(over) if over.start == base::Date::MIN => format!("Everything up to {}", day(over.end)),
        Some(over) => format!("{} to {}", day(over.start), day(over.end)),
    }
}

fn once(figure: &Figure, definition: &Definition) -> String {
    let person = definition.word(Word::Person).one;
    match figure.count {
        Count::People if figure.by.is_empty() => format!("Counts once, however many such records the {person} has"),
        Count::People => format!(
            "Counts once in each row that the {person} belongs to, and once in the total: the rows may add up to more than the total"
        ),
        Count::Records => format!("Counts as often as the {person} has such a record"),
        Count::Total => "The quantities of all such records are added up".to_owned(),
        Count::Mean => {
            "The quantities of all such records that have one are added up and divided by their number".to_owned()
        }
    }
}

fn base(figure: &Figure, table: &Table) -> Option<String> {
    let label = &table.base.as_ref()?.label;
    let value = table.base.as_ref().and_then(|base| base.value);
    let value =
        value.map(|value| format!("{} ", charts::number(i64::try_from(value).unwrap_or(i64::MAX)))).unwrap_or_default();
    Some(match figure.base? {
        Base::Participants if figure.of.kind == FactKind::Enrolment => {
            format!("Of {value}{label}: everybody enrolled in the period, under those filters that speak of the person")
        }
        Base::Participants => format!(
            "Of {value}{label}: everybody enrolled up to the end of the period, under those filters that speak of the person"
        ),
        Base::Counted => format!("Of {value}{label}: all that this figure counts"),
        Base::Group => format!("Of {label}: each group is its own base"),
    })
}

fn records(place: &Place, name: &str, table: &Table, behind: &Behind, further: bool) -> Markup {
    if behind.records.is_empty() && !further {
        return html! {
            h2 class="govuk-heading-m" { "The records behind it" }
            p class="govuk-body" { @if table.nothing().is_some() { "There are none." } @else { "There are none here: a true zero." } }
        };
    }
    let path = format!("/reports/{name}/counted");
    let csv = place.query.without("after").at(&format!("{path}.csv"));
    let next = behind.next.map(|next| place.query.with("after", &next.to_string()).at(&path));
    let first = further.then(|| place.query.without("after").at(&path));
    let last = behind.records.iter().rev().find_map(|record| record.person.as_ref()).map(Seen::name);
    let label = last.map(|name| format!("after {name}"));
    let what = behind.records.iter().any(|record| !record.what.is_empty());
    let rows = behind.records.iter().map(|record| {
        let person = record.person.as_ref();
        let cells = [
            html! {
                @match person {
                    Some(person) => { (link(Link::new(&person.name(), &place.about(&format!("/people/{}", person.id()))))) }
                    None => { "Nobody in particular" }
                }
            },
            html! { (person.map_or("", |person| person.reference().unwrap_or("Withheld"))) },
            html! { (record.date.map(day).unwrap_or_default()) },
            html! { (capital(&record.kind)) },
            html! { (record.partner) },
        ];
        cells.into_iter().chain(what.then(|| html! { (record.what) })).collect()
    });
    let heads = ["Person", "Reference", "Date", "Kind", "Partner"].into_iter().chain(what.then_some("What"));
    html! {
        h2 class="govuk-heading-m" id="records" { "The records behind it" }
        p class="govuk-body" {
            "Person by person, " (PAGE) " people to a page. " (link(Link::new("Download all of them as CSV", &csv)))
        }
        (ui::table(&ui::Table {
            caption: "Records behind the number",
            caption_hidden: true,
            columns: heads.map(Column::text).collect(),
            rows: rows.collect(),
            cards: true,
            ..ui::Table::default()
        }))
        (pagination(&Pages {
            previous: first.as_deref(),
            previous_label: Some("the first people"),
            next: next.as_deref(),
            next_label: label.as_deref(),
        }))
    }
}

/// Every record behind the number, as CSV.
pub(crate) fn file(place: &Place, entry: &Entry, name: &str, asked: &Asked) -> Result<Response, Instead> {
    if let Some(withheld) = withheld(place, entry, asked) {
        let problem = crate::instead::Problem::new(withheld, "The number and how it was counted are on the page.");
        return Err(Instead::Refused(axum::http::StatusCode::FORBIDDEN, problem));
    }
    let (mut rows, mut after, mut people) = (Vec::new(), None, 0);
    loop {
        let behind = fetch(place, entry, asked, after, STEP)?;
        looked_at(place, asked, &[&behind])?;
        let text = |text: &str| if text.is_empty() { TableValue::Empty } else { TableValue::Text(text.to_owned()) };
        rows.extend(behind.records.iter().map(|record| {
            let person = record.person.as_ref();
            vec![
                text(&person.map(Seen::name).unwrap_or_default()),
                text(person.map_or("", |person| person.reference().unwrap_or("Withheld"))),
                record.date.map_or(TableValue::Empty, TableValue::Date),
                text(&record.kind),
                text(&record.what),
                text(&record.partner),
                TableValue::Text(record.record.to_string()),
            ]
        }));
        people += STEP;
        after = behind.next;
        if after.is_none() {
            break;
        }
        if people >= MOST {
            let message = format!("More than {} people stand behind this number", charts::number(MOST as i64));
            return Err(Instead::wrong(message, "Narrow it by a filter or a period, and download it in parts."));
        }
    }
    let columns = [
        ("person", "Person"),
        ("reference", "Reference"),
        ("date", "Date"),
        ("kind", "Kind"),
        ("what", "What"),
        ("partner", "Partner"),
        ("record", "Record"),
    ];
    let columns = columns
        .map(|(name, label)| TableColumn { name: name.to_owned(), label: label.to_owned(), numeric: false })
        .to_vec();
    let table = File { title: asked.figure.title.clone(), columns, rows, notes: Vec::new() };
    files::file(&table, &format!("{}-{name}-records", entry.programme.key), Format::Csv)
}

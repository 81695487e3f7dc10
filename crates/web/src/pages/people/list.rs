//! The list of people: searched, filtered, a page at a time, and as a file.

use super::banner::told;
use super::partner;
use crate::Instead;
use crate::pages::files::{self, Format};
use crate::pages::place::{PROGRAMME, Page, Place};
use crate::pages::words::day;
use crate::ui::{
    self, Button, Colour, Column, Empty, Filter, Filters, Heading, Item, Link, Named, Pages, Section, pagination,
};
use axum::response::Response;
use base::{Act, Id, Whose};
use exchange::{Table as File, TableColumn, TableValue};
use maud::{Markup, html};
use records::enrolments::{self, Enrolment};
use records::people::{self, Search, Seen, State};
use records::programmes::Entry;
use std::collections::HashMap;

/// People to a page.
const PAGE: usize = 50;
/// People at a time, and at most, in a file.
const STEP: usize = 500;
const MOST: usize = 100_000;
/// How far people are counted for the heading.
const COUNTED: i64 = 1000;

const STATES: [(&str, &str, State); 3] = [
    ("current", "Supported now", State::Current),
    ("left", "Has left", State::Left),
    ("put-away", "Put away", State::PutAway),
];

/// What is asked for, as the viewer may ask it.
struct Asked<'a> {
    search: Search,
    entry: Option<&'a Entry>,
    /// The partners that may be chosen: organisation, key and name.
    partners: Vec<(Id, String, String)>,
}

impl<'a> Asked<'a> {
    fn read(place: &'a Place) -> Result<Self, Instead> {
        let scope = place.scope();
        let entry = place.query.get(PROGRAMME).map(|key| place.programme(key)).transpose()?;
        let family = entry.map(|entry| place.catalogue.family(entry.programme.id));
        let mut partners: Vec<(Id, String, String)> = Vec::new();
        for known in place.programmes() {
            let programme = known.programme.id;
            if family.as_ref().is_some_and(|family| !family.contains(&programme)) {
                continue;
            }
            let own = |part: &Id| match scope.whose(Act::SeeRecords, programme) {
                Whose::Everybody => true,
                Whose::Partners { partners, .. } => partners.contains(part),
                Whose::Nobody => false,
            };
            for part in known.partners.iter().filter(|part| own(&part.id)) {
                if let Some(organisation) = place.catalogue.organisation(part.organisation) {
                    partners.push((organisation.id, organisation.key.clone(), organisation.name.clone()));
                }
            }
        }
        partners.sort_by(|a, b| a.2.cmp(&b.2));
        partners.dedup();
        let organisation = match place.query.get("partner") {
            None => None,
            Some(key) => Some(partners.iter().find(|known| known.1 == key).map(|known| known.0).ok_or_else(|| {
                let keys: Vec<&str> = partners.iter().map(|known| known.1.as_str()).collect();
                Instead::wrong(
                    format!("There is no partner \u{201c}{key}\u{201d} whose people you see"),
                    format!("There are: {}.", keys.join(", ")),
                )
            })?),
        };
        let state = match place.query.get("state") {
            None => None,
            Some(key) => {
                Some(STATES.into_iter().find(|known| known.0 == key).map(|known| known.2).ok_or_else(|| {
                    Instead::wrong(format!("There is no state \u{201c}{key}\u{201d}"), "Choose current or left.")
                })?)
            }
        };
        let words = place.query.get("q").unwrap_or_default().to_owned();
        let programme = entry.map(|entry| entry.programme.id);
        Ok(Self { search: Search { words, programme, organisation, state }, entry, partners })
    }
}

/// Somebody in the list, with the enrolments that the viewer sees.
struct Row<'a> {
    person: &'a Seen,
    enrolments: Vec<&'a Enrolment>,
}

impl Row<'_> {
    fn partners(&self, place: &Place) -> String {
        let named = self.enrolments.iter().filter_map(|one| partner(&place.catalogue, one.programme, one.partner?));
        let mut named: Vec<String> = named.collect();
        named.dedup();
        named.join(", ")
    }

    fn start(&self) -> Option<base::Date> {
        self.enrolments.iter().map(|one| one.start).min()
    }

    /// The last day, if every support has ended.
    fn left(&self) -> Option<base::Date> {
        let ends: Vec<_> = self.enrolments.iter().map(|one| one.end).collect();
        if ends.iter().any(Option::is_none) { None } else { ends.into_iter().flatten().max() }
    }

    fn state(&self) -> (&'static str, Colour) {
        match (self.enrolments.is_empty(), self.left()) {
            _ if told(self.person, "archived_on").is_some() => ("Put away", Colour::Grey),
            (true, _) => ("Supported by you, enrolled by another partner", Colour::Purple),
            (false, None) => ("Supported now", Colour::Green),
            (false, Some(_)) => ("Has left", Colour::Grey),
        }
    }
}

fn rows<'p>(people: &'p [Seen], enrolments: &'p [Enrolment]) -> Vec<Row<'p>> {
    let mut of: HashMap<Id, Vec<&Enrolment>> = HashMap::new();
    for enrolment in enrolments {
        of.entry(enrolment.person).or_default().push(enrolment);
    }
    people.iter().map(|person| Row { person, enrolments: of.remove(&person.id()).unwrap_or_default() }).collect()
}

pub(super) fn show(place: &Place) -> Result<Markup, Instead> {
    let asked = Asked::read(place)?;
    let after = place.query.get("after").map(str::parse::<Id>).transpose();
    let after =
        after.map_err(|_| Instead::wrong("This page of the list is not there", "Start from the first page."))?;
    let (workspace, scope) = (place.app.workspace(), place.scope());
    let by_words = !asked.search.words.trim().is_empty();
    let (page, count, enrolments) = workspace.read(|reader| {
        // Whoever is found by words stands on one page, the best first, and is looked for once.
        let most = if by_words { people::BEST } else { PAGE };
        let page = people::list(reader, &scope, workspace, &asked.search, after, most)?;
        let count = match by_words {
            true => i64::try_from(page.people.len()).unwrap_or(COUNTED),
            false => people::counted(reader, &scope, workspace, &asked.search, COUNTED + 1)?,
        };
        let ids: Vec<Id> = page.people.iter().map(Seen::id).collect();
        let enrolments = enrolments::of_people(reader, &scope, &ids)?;
        Ok((page, count, enrolments))
    })?;
    let rows = rows(&page.people, &enrolments);
    let next = page.next.map(|next| place.query.with("after", &next.to_string()).at("/people"));
    let first = after.is_some().then(|| place.query.without("after").at("/people"));
    let label = page.people.last().map(|last| format!("after {}", last.name()));
    let may = |act: Act| place.scope().may_somewhere(act);
    let (register, twice) = (place.about("/people/new"), place.about("/people/duplicates"));
    let main = html! {
        (ui::heading(&Heading {
            title: "People",
            caption: asked.entry.map(|entry| entry.programme.name.as_str()),
            lead: withheld(place),
            action: (may(Act::Record) && !rows.is_empty()).then(|| Button::link("Register somebody", &register)),
        }))
        @if may(Act::Merge) { p class="govuk-body" { (ui::link(Link::new("Who is registered twice?", &twice))) } }
        (narrowed(place, &asked, count))
        @if rows.is_empty() {
            (ui::empty(&nothing(place)))
        } @else {
            (table(place, &rows))
            (pagination(&Pages {
                previous: first.as_deref(),
                previous_label: Some("the first people"),
                next: next.as_deref(),
                next_label: label.as_deref(),
            }))
            @let path = |ending: &str| place.query.without("after").at(&format!("/people.{ending}"));
            @let (csv, excel) = (path("csv"), path("xlsx"));
            div class="wm-figure__foot" {
                "Download what you see:" (ui::links(&[Link::new("CSV", &csv), Link::new("Excel", &excel)]))
            }
        }
    };
    let page = Page { title: "People", section: Some(Section::People), entry: asked.entry, ..Page::default() };
    Ok(place.page(&page, &main))
}

/// What a viewer who sees nobody's name is told.
fn withheld(place: &Place) -> Option<&'static str> {
    let named = place.scope().may_somewhere(Act::SeeNames);
    (!named).then_some(
        "Your role sees people without their names: each has a pseudonym, the same on every page and in every file.",
    )
}

fn nothing(place: &Place) -> Empty<'static> {
    if place.query.keeping(|name, _| ["q", "partner", "state"].contains(&name)).is_empty() {
        return Empty {
            title: "No people yet",
            text: "The people whom your organisation supports will be here once they are enrolled.",
            action: place.scope().may_somewhere(Act::Import).then(|| Button::link("Bring in people", "/import")),
        };
    }
    Empty {
        title: "Nobody",
        text: "Nobody whom you see is found so. Try a date of birth, a reference or fewer letters, or clear the filters.",
        action: place.scope().may_somewhere(Act::Record).then(|| Button::link("Register somebody new", "/people/new")),
    }
}

/// The search, the filters, and what is in force of them.
fn narrowed(place: &Place, asked: &Asked<'_>, count: i64) -> Markup {
    let query = &place.query.without("after");
    let all = || Item::new("", "All");
    let partners: Vec<Item<'_>> =
        std::iter::once(all()).chain(asked.partners.iter().map(|(_, key, name)| Item::new(key, name))).collect();
    let states: Vec<Item<'_>> =
        std::iter::once(all()).chain(STATES.iter().map(|(key, label, _)| Item::new(key, label))).collect();
    let programmes = place.programmes();
    let scope = place.scope();
    let open = programmes.iter().filter(|entry| scope.may(Act::SeeRecords, entry.programme.id));
    let open: Vec<Item<'_>> = std::iter::once(all())
        .chain(open.map(|entry| Item::new(&entry.programme.key, &entry.programme.name)))
        .collect();
    let filter = |name, label, items| Filter { name, label, items, selected: query.get(name).unwrap_or_default() };
    let mut filters = Vec::new();
    if open.len() > 2 {
        filters.push(filter(PROGRAMME, "Programme", &open));
    }
    if asked.partners.len() > 1 {
        filters.push(filter("partner", "Partner", &partners));
    }
    filters.push(filter("state", "State", &states));
    let shown: Vec<&str> = filters.iter().map(|filter| filter.name).collect();
    let hidden = query.keeping(|name, _| !shown.contains(&name));
    let hidden: Vec<(&str, &str)> = hidden.pairs().collect();
    let mut named: Vec<(String, String)> = Vec::new();
    if !asked.search.words.is_empty() {
        named.push((format!("Search: {}", asked.search.words), query.without("q").at("/people")));
    }
    for filter in &filters {
        if let Some(item) = filter.items.iter().find(|item| !item.value.is_empty() && item.value == filter.selected) {
            named.push((format!("{}: {}", filter.label, item.label), query.without(filter.name).at("/people")));
        }
    }
    let named: Vec<Named<'_>> = named.iter().map(|(text, without)| Named { text, without }).collect();
    let by_words = !asked.search.words.trim().is_empty();
    let result = match count {
        1 => "1 person".to_owned(),
        count if by_words && usize::try_from(count) == Ok(people::BEST) => {
            format!("The {count} who fit best: one word more finds others")
        }
        count if count > COUNTED => format!("More than {} people", charts::number(COUNTED)),
        count => format!("{} people", charts::number(count)),
    };
    ui::filters(&Filters {
        action: "/people",
        filters: &filters,
        hidden: &hidden,
        result: Some(&result),
        named: &named,
        clear: (!named.is_empty()).then_some("/people"),
    })
}

fn table(place: &Place, rows: &[Row<'_>]) -> Markup {
    let cells = |row: &Row<'_>| {
        let person = row.person;
        let (state, colour) = row.state();
        vec![
            html! { (ui::link(Link::new(&person.name(), &place.about(&format!("/people/{}", person.id()))))) },
            html! { (person.reference().unwrap_or("Withheld")) },
            html! { (person.born().map(|born| born.to_string()).unwrap_or_default()) },
            html! { (row.partners(place)) },
            html! { (row.start().map(day).unwrap_or_default()) },
            html! { (ui::tag(state, colour)) },
        ]
    };
    ui::table(&ui::Table {
        caption: "People",
        caption_hidden: true,
        columns: ["Name", "Reference", "Born", "Partner", "Since", "State"].into_iter().map(Column::text).collect(),
        rows: rows.iter().map(cells).collect(),
        cards: true,
        ..ui::Table::default()
    })
}

/// The same as a file: what is withheld on the page is withheld in it.
pub(super) fn file(place: &Place, format: Format) -> Result<Response, Instead> {
    let asked = Asked::read(place)?;
    let (workspace, scope) = (place.app.workspace(), place.scope());
    let (mut table, mut after) = (Vec::new(), None);
    loop {
        let (page, enrolments) = workspace.read(|reader| {
            let page = people::list(reader, &scope, workspace, &asked.search, after, STEP)?;
            let ids: Vec<Id> = page.people.iter().map(Seen::id).collect();
            let enrolments = enrolments::of_people(reader, &scope, &ids)?;
            Ok((page, enrolments))
        })?;
        table.extend(rows(&page.people, &enrolments).iter().map(|row| line(place, row)));
        after = page.next;
        if after.is_none() {
            break;
        }
        if table.len() >= MOST {
            let message = format!("More than {} people are found", charts::number(MOST as i64));
            return Err(Instead::wrong(message, "Choose a partner or a state, and download them in parts."));
        }
    }
    let columns = [
        ("person", "Person"),
        ("name", "Name"),
        ("reference", "Reference"),
        ("born", "Born"),
        ("partner", "Partner"),
        ("start_date", "Since"),
        ("end_date", "Left on"),
        ("state", "State"),
    ];
    let columns = columns
        .map(|(name, label)| TableColumn { name: name.to_owned(), label: label.to_owned(), numeric: false })
        .to_vec();
    let mut notes = vec!["Only people whose records you may see are in it.".to_owned()];
    notes.extend(withheld(place).map(str::to_owned));
    let file = File { title: "People".to_owned(), columns, rows: table, notes };
    let name = asked.entry.map_or_else(|| "people".to_owned(), |entry| format!("{}-people", entry.programme.key));
    files::file(&file, &name, format)
}

fn line(place: &Place, row: &Row<'_>) -> Vec<TableValue> {
    let text = |text: &str| if text.is_empty() { TableValue::Empty } else { TableValue::Text(text.to_owned()) };
    let date = |date: Option<base::Date>| date.map_or(TableValue::Empty, TableValue::Date);
    let born = match row.person.born() {
        Some(people::Born::On(date)) => TableValue::Date(date),
        Some(people::Born::In(year)) => TableValue::Whole(i64::from(year)),
        Some(born) => TableValue::Text(born.to_string()),
        None => TableValue::Empty,
    };
    vec![
        text(&row.person.id().to_string()),
        text(&row.person.name()),
        text(row.person.reference().unwrap_or("Withheld")),
        born,
        text(&row.partners(place)),
        date(row.start()),
        date(row.left()),
        text(row.state().0),
    ]
}

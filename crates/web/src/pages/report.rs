//! A report: its big numbers, its filters, its figures. The overview is one.

use super::asking;
use super::files::{self, Format};
use super::narrow::Narrow;
use super::place::{PROGRAMME, Page, Place};
use super::show::{self, Big, Show};
use super::words::{day, moment};
use crate::Instead;
use crate::ui::{self, Column, Heading, Link, Section, Tile, heading, link, links, paragraph, tiles};
use axum::response::{IntoResponse, Response};
use definition::{Count, Dimension, Figure, Report, Word};
use maud::{Markup, html};
use records::figures::{self, Fresh, Number, Standing, Table};
use records::programmes::Entry;
use serde_json::json;

/// What every report can be narrowed by.
const DIMENSIONS: [Dimension; 4] = [Dimension::Programme, Dimension::Partner, Dimension::Area, Dimension::Service];

/// A report with everything in it counted, in one pass.
struct Counted<'a> {
    place: &'a Place,
    entry: &'a Entry,
    report: &'a Report,
    /// The figures in their order, big numbers first, each with its table.
    figures: Vec<(Figure, Table)>,
    /// Participants by programme, under an umbrella.
    together: Option<Table>,
}

pub(crate) fn show(place: &Place, entry: &Entry, report: &Report, format: Format) -> Result<Response, Instead> {
    let narrowing = asking::narrowing(&place.query, &entry.definition)?;
    let mut asked = wanted(entry, report);
    let umbrella = place.catalogue.children(entry.programme.id).next().is_some();
    if umbrella {
        asked.push(Figure { by: vec![Dimension::Programme], ..Figure::participants() });
    }
    let app = &place.app;
    let mut tables = figures::answers(app.workspace(), &place.scope(), &entry.programme.key, &asked, &narrowing)?;
    let together = if umbrella { asked.pop().and(tables.pop()) } else { None };
    let counted = Counted { place, entry, report, figures: asked.into_iter().zip(tables).collect(), together };
    match format {
        Format::Page => {
            let fresh = figures::fresh(app.workspace(), &place.scope(), &entry.programme.key)?;
            let filters = Narrow {
                place,
                entry,
                narrowing: &narrowing,
                dimensions: &DIMENSIONS,
                shape: Vec::new(),
                declared: false,
                result: counted.result(),
            };
            Ok(counted.page(&filters.shown()?, &fresh).into_response())
        }
        Format::Json => counted.json(),
        Format::Csv | Format::Excel => {
            let tables: Vec<Table> = counted.figures.into_iter().map(|(_, table)| table).collect();
            let name = format!("{}-{}", entry.programme.key, report.key);
            files::file(&exchange::figures::report(&report.title, &tables), &name, format)
        }
    }
}

/// The figures of a report. A headline that counts records says by how many people they are.
fn wanted(entry: &Entry, report: &Report) -> Vec<Figure> {
    let find = |key: &String| entry.definition.figure(key).cloned();
    let headline = report.headline.iter().filter_map(find).map(|mut figure| {
        if figure.count == Count::Records && figure.of.kind.has_subject() && figure.beside.is_none() {
            figure.beside = Some(Count::People);
        }
        figure
    });
    headline.chain(report.sections.iter().flat_map(|section| &section.figures).filter_map(find)).collect()
}

impl Counted<'_> {
    fn headline(&self) -> impl Iterator<Item = &(Figure, Table)> {
        self.figures.iter().take(self.report.headline.len())
    }

    /// How many people the filters leave.
    fn result(&self) -> Option<String> {
        let people = self.headline().find(|(figure, _)| figure.against.is_some() || figure.count == Count::People);
        let (figure, table) = people?;
        Some(super::words::said(table.total?, figure.count, figure, &table.counted, &self.entry.definition))
    }

    fn json(&self) -> Result<Response, Instead> {
        let tables: Vec<&Table> = self.figures.iter().map(|(_, table)| table).collect();
        files::json(&json!({
            "report": self.report.key,
            "title": self.report.title,
            "programme": self.entry.programme.key,
            "figures": tables,
            "definition_version": self.entry.version,
        }))
    }

    fn show<'s>(&'s self, figure: &'s Figure, table: &'s Table) -> Show<'s> {
        Show {
            definition: &self.entry.definition,
            figure,
            table,
            name: &figure.key,
            query: &self.place.query,
            alone: false,
            traced: true,
        }
    }

    fn page(&self, filters: &Markup, fresh: &Fresh) -> Markup {
        let (place, report) = (self.place, self.report);
        let reports = place.about("/reports");
        let path = |ending: &str| place.query.at(&format!("/reports/{}.{ending}", report.key));
        let (csv, xlsx, json) = (path("csv"), path("xlsx"), path("json"));
        let page = Page {
            title: &report.title,
            section: Some(Section::Reports),
            way: &[Link::new("Reports", &reports)],
            entry: Some(self.entry),
            ..Page::default()
        };
        let main = html! {
            (heading(&Heading {
                title: &report.title,
                caption: Some(&self.entry.programme.name),
                lead: report.description.as_deref(),
                action: None,
            }))
            (show::whose(self.figures.iter().map(|(_, table)| table)))
            (self.tiles())
            (filters)
            @if let Some(together) = &self.together { (self.together(together)) }
            (self.sections())
            (self.closing(fresh))
            div class="wm-figure__foot" {
                "Download all of this:" (links(&[Link::new("CSV", &csv), Link::new("Excel", &xlsx), Link::new("JSON", &json)]))
            }
        };
        place.page(&page, &main)
    }

    fn tiles(&self) -> Markup {
        let shows: Vec<Show<'_>> = self.headline().map(|(figure, table)| self.show(figure, table)).collect();
        let big: Vec<Big<'_>> = shows.iter().map(Show::big).collect();
        let shown: Vec<Tile<'_>> = big.iter().map(Big::tile).collect();
        html! { @if !shown.is_empty() { (tiles(&shown)) } }
    }

    fn sections(&self) -> Markup {
        let mut figures = self.figures.iter().skip(self.report.headline.len());
        let mut sections: Vec<(Option<&definition::Section>, Vec<Markup>)> = Vec::new();
        for section in &self.report.sections {
            let mut shown: Vec<(&Figure, Table)> =
                figures.by_ref().take(section.figures.len()).map(|(figure, table)| (figure, table.clone())).collect();
            // A figure that is a section by itself says so in its title, and shares its row with the next such.
            let alone = shown.len() == 1 && section.text.is_none();
            if let (true, Some((_, table))) = (alone, shown.first_mut())
                && table.title != section.heading
            {
                table.title = format!("{}: {}", section.heading, table.title);
            }
            let shown = shown.iter().map(|(figure, table)| self.show(figure, table).shown());
            match sections.last_mut() {
                Some((None, before)) if alone => before.extend(shown),
                _ => sections.push(((!alone).then_some(section), shown.collect())),
            }
        }
        html! {
            @for (section, figures) in &sections {
                @if let Some(section) = section {
                    h2 class="govuk-heading-l" { (section.heading) }
                    @if let Some(text) = &section.text { (paragraph(text)) }
                }
                div class="wm-figures" { @for figure in figures { (figure) } }
            }
        }
    }

    /// Why the total of an umbrella is not the sum of its registers.
    fn together(&self, table: &Table) -> Markup {
        let Some(Number::Whole(together)) = table.total.filter(|_| table.standing == Standing::Counted) else {
            return html! {};
        };
        let participants = self.entry.definition.word(Word::Participant).many;
        let sum: i64 = table.rows.iter().map(|row| if let Number::Whole(value) = row.value { value } else { 0 }).sum();
        let again = if table.rows.len() == 2 {
            "Of these, in both"
        } else {
            "Of these, counted again because they are in another as well"
        };
        let line = |label: &str, value: Markup| vec![html! { (label) }, value];
        let mut rows: Vec<Vec<Markup>> = table
            .rows
            .iter()
            .map(|row| {
                let key = row.key.first().map_or("", String::as_str);
                let href = self
                    .place
                    .query
                    .keeping(|name, _| ["over", "cumulative"].contains(&name))
                    .with(PROGRAMME, key)
                    .at("/reports/overview");
                let label = row.label.first().map_or("", String::as_str);
                vec![html! { (link(Link::new(label, &href))) }, html! { (super::words::number(row.value)) }]
            })
            .collect();
        let added = if table.rows.len() == 2 { "Both registers added up" } else { "All registers added up" };
        rows.push(line(added, html! { (charts::number(sum)) }));
        rows.push(line(again, html! { "\u{2212}" (charts::number(sum - together)) }));
        html! {
            section aria-labelledby="together" {
                h2 class="govuk-heading-m" id="together" { "People, not registers" }
                p class="govuk-body" {
                    "Somebody in more than one programme stands in each programme\u{2019}s register, and counts once here. \
                     That is why the total is smaller than the registers added up."
                }
                (ui::table(&ui::Table {
                    caption: "How the total comes about",
                    caption_hidden: true,
                    columns: vec![Column::text("Programme"), Column::number(&crate::instead::capital(&participants))],
                    rows,
                    total: Some(line("Different people together", html! { (charts::number(together)) })),
                    ..ui::Table::default()
                }))
            }
        }
    }

    fn closing(&self, fresh: &Fresh) -> Markup {
        let programme = self.place.about("/programme");
        html! {
            p class="govuk-body-s" {
                @match fresh.since {
                    Some(since) => { "Data has been collected since " (day(since)) ". " }
                    None if fresh.whole => { "No data has been collected yet. " }
                    None => {}
                }
                @if let Some(changed) = fresh.changed { "Records last changed on " (moment(changed)) ". " }
                "Counted by version " (self.entry.version) " of the " (link(Link::new("programme\u{2019}s definition", &programme))) "."
            }
        }
    }
}

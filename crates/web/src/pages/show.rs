//! A counted figure as it stands on a page: chart, table, base, notes, and the ways from it.

use super::asking;
use super::words::{number, percent, said};
use crate::Query;
use crate::ui::{self, Column, Link, Tile};
use charts::{Chart, Kind, Row as Bar};
use definition::{Chart as Shape, Count, Definition, Figure};
use maud::{Markup, html};
use records::figures::{Number, Row, Standing, Table};

/// As many series as can be told apart.
const SERIES: usize = 6;
/// As many bars as can still be taken in.
const BARS: usize = 60;

/// A counted figure and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Show<'a> {
    pub definition: &'a Definition,
    pub figure: &'a Figure,
    pub table: &'a Table,
    /// What it is called in addresses: its key, or "question".
    pub name: &'a str,
    /// What its addresses carry on: the programme, and what shapes and narrows it.
    pub query: &'a Query,
    /// Whether this is the figure's own page.
    pub alone: bool,
    /// Whether the one who looks may see how each number was counted.
    pub traced: bool,
}

/// Whose people and work are counted, where it is not everybody's: said once for all figures of a page.
pub(crate) fn whose<'t>(mut tables: impl Iterator<Item = &'t Table>) -> Markup {
    html! { @if let Some(whose) = tables.find_map(|table| table.whose.as_deref()) { (ui::inset(&html! { (whose) })) } }
}

/// A big number, as it is shown.
pub(crate) struct Big<'a> {
    show: &'a Show<'a>,
    value: Option<i64>,
    detail: Option<String>,
    counted: String,
}

impl Big<'_> {
    pub fn tile(&self) -> Tile<'_> {
        let table = self.show.table;
        Tile {
            label: &table.title,
            value: self.value,
            target: table.against.as_ref().map(|against| against.target),
            detail: self.detail.as_deref(),
            counted: self.show.traced.then_some(self.counted.as_str()),
        }
    }
}

impl Show<'_> {
    /// The figure.
    pub fn shown(&self) -> Markup {
        let chart = self.chart();
        let page = self.query.at(&format!("/reports/{}", self.name));
        let files = self.files();
        let downloads: Vec<Link<'_>> = files.iter().map(|(text, href)| Link::new(text, href)).collect();
        let nothing = self.table.nothing();
        // On the page, why there is nothing stands where the figure would be and not among the notes.
        let notes: Vec<String> =
            self.table.notes.iter().filter(|note| nothing.as_ref() != Some(note)).cloned().collect();
        let base = self.base();
        let counted = self.counted(None);
        let (columns, caption) = (self.columns(), format!("{}, as a table", self.table.title));
        ui::figure(&ui::Figure {
            key: if self.figure.key.is_empty() { "question" } else { &self.figure.key },
            title: &self.table.title,
            page: (!self.alone).then_some(page.as_str()),
            chart: chart.as_ref(),
            table: self.rows(&columns, &caption),
            base: base.as_deref(),
            notes: &notes,
            counted: self.traced.then_some(counted.as_str()),
            downloads: &downloads,
            empty: nothing.as_deref(),
            open: self.alone,
        })
    }

    /// A big number, for figures that are one.
    pub fn big(&self) -> Big<'_> {
        let value = match (self.table.standing, self.table.total) {
            (Standing::Counted | Standing::FilteredOut { .. }, Some(Number::Whole(value))) => Some(value),
            _ => None,
        };
        Big { show: self, value, detail: self.detail(), counted: self.counted(None) }
    }

    fn detail(&self) -> Option<String> {
        let table = self.table;
        match table.standing {
            Standing::FilteredOut { .. } => return Some("None with these filters".to_owned()),
            Standing::NoDataYet | Standing::NotYetCollectable(_) => return table.nothing(),
            Standing::Counted => {}
        }
        if table.approximate {
            return Some("Approximate".to_owned());
        }
        if let Some(beside) = &table.beside {
            let count = self.figure.beside.unwrap_or(Count::People);
            let by = if count == Count::People { "by " } else { "" };
            let said = said(beside.total, count, self.figure, &beside.counted, self.definition);
            return Some(format!("{by}{said}"));
        }
        let (base, total) = (table.base.as_ref()?, table.total?);
        let share = percent(total, base.value, None);
        let of = base.value.map(|value| charts::number(i64::try_from(value).unwrap_or(i64::MAX)))?;
        (!share.is_empty()).then(|| format!("{share} of {of} {}", base.label))
    }

    fn base(&self) -> Option<String> {
        let base = self.table.base.as_ref()?;
        let value = base.value.map(|value| charts::number(i64::try_from(value).unwrap_or(i64::MAX)));
        let said = value.map_or_else(|| base.label.clone(), |value| format!("{value} {}", base.label));
        Some(if self.figure.percent { format!("{said}, in percent") } else { said })
    }

    fn files(&self) -> [(&'static str, String); 3] {
        let path = |ending: &str| self.query.at(&format!("/reports/{}.{ending}", self.name));
        [("CSV", path("csv")), ("Excel", path("xlsx")), ("JSON", path("json"))]
    }

    /// Where it is said how a cell, or the whole, was counted.
    fn counted(&self, cell: Option<&[String]>) -> String {
        let path = format!("/reports/{}/counted", self.name);
        self.query.with("cell", &cell.map(|cell| cell.join(",")).unwrap_or_default()).at(&path)
    }

    fn linked(&self, value: Number, about: bool, cell: Option<&[String]>) -> Markup {
        html! {
            @if about { "about " }
            @if self.traced {
                a class="govuk-link govuk-link--no-visited-state" href=(self.counted(cell)) { (number(value)) }
            } @else {
                (number(value))
            }
        }
    }

    /// What stands over the columns.
    fn columns(&self) -> Vec<String> {
        let figure = self.figure;
        let (heads, value) = (&self.table.heads, self.table.counted.clone());
        match heads.as_slice() {
            [_, _, ..] => {
                let across = self.axis(self.across()).into_iter().map(|(_, label)| label);
                let first = heads.get(self.down()).cloned().unwrap_or_default();
                std::iter::once(first).chain(across).chain(["All".to_owned()]).collect()
            }
            heads => {
                let share = figure.base.map(|_| "Percent".to_owned());
                let beside = self.table.beside.as_ref().map(|beside| beside.counted.clone());
                let first = heads.first().cloned().unwrap_or_else(|| "What".to_owned());
                let (one, two) = if figure.percent { (share, Some(value)) } else { (Some(value), share) };
                std::iter::once(first).chain(one).chain(two).chain(beside).collect()
            }
        }
    }

    fn rows<'t>(&'t self, columns: &'t [String], caption: &'t str) -> ui::Table<'t> {
        let (rows, total) = if self.figure.by.len() > 1 { self.matrix() } else { self.list() };
        let column =
            |(place, label): (usize, &'t String)| if place == 0 { Column::text(label) } else { Column::number(label) };
        ui::Table {
            caption,
            caption_hidden: true,
            tight: true,
            columns: columns.iter().enumerate().map(column).collect(),
            rows,
            total,
            ..ui::Table::default()
        }
    }

    /// A row to each value of the one dimension.
    fn list(&self) -> (Vec<Vec<Markup>>, Option<Vec<Markup>>) {
        let base = self.table.base.as_ref().and_then(|base| base.value);
        let line = |label: &str,
                    cell: Option<&[String]>,
                    value: Number,
                    worked_out: Option<f64>,
                    beside: Option<Number>,
                    about: bool| {
            let share = self.figure.base.map(|_| html! { (percent(value, base, worked_out)) });
            let value = html! { (self.linked(value, about, cell)) };
            let (one, two) = if self.figure.percent { (share, Some(value)) } else { (Some(value), share) };
            let beside = beside.map(|beside| html! { (number(beside)) });
            std::iter::once(html! { (label) }).chain(one).chain(two).chain(beside).collect::<Vec<_>>()
        };
        let rows = self.table.rows.iter().map(|row| {
            let label = row.label.first().map_or("", String::as_str);
            line(label, Some(&row.key), row.value, row.percent, row.beside, row.approximate)
        });
        let beside = self.table.beside.as_ref().map(|beside| beside.total);
        let (total, about) = (self.table.total, self.table.approximate);
        if self.figure.by.is_empty() {
            return (
                total.map(|total| line(&self.table.title, None, total, None, beside, about)).into_iter().collect(),
                None,
            );
        }
        let total = total.map(|total| line("All", None, total, None, beside, about));
        // Means of groups have no sum, and periods that each hold what came before have none either.
        (rows.collect(), total.filter(|_| !self.figure.cumulative))
    }

    /// A table by two dimensions, with its margins.
    fn matrix(&self) -> (Vec<Vec<Markup>>, Option<Vec<Markup>>) {
        let (down, across) = (self.axis(self.down()), self.axis(self.across()));
        let margin = ("*".to_owned(), "All".to_owned());
        let line = |head: &(String, String)| {
            let cells = across.iter().chain(std::iter::once(&margin)).map(|column| {
                let key = if self.down() == 0 {
                    [head.0.clone(), column.0.clone()]
                } else {
                    [column.0.clone(), head.0.clone()]
                };
                self.cell(&key)
            });
            std::iter::once(html! { (head.1) }).chain(cells).collect::<Vec<_>>()
        };
        (down.iter().map(line).collect(), Some(line(&margin)))
    }

    fn cell(&self, key: &[String; 2]) -> Markup {
        if key.iter().all(|key| key == "*") {
            return html! { @if let Some(total) = self.table.total { (self.linked(total, self.table.approximate, None)) } };
        }
        let base = self.table.base.as_ref().and_then(|base| base.value);
        match self.table.rows.iter().find(|row| row.key == key) {
            Some(row) => html! {
                (self.linked(row.value, row.approximate, Some(&row.key)))
                @if let Some(beside) = row.beside { " / " (number(beside)) }
                @if self.figure.base.is_some() && row.value.value() > 0.0 { " (" (percent(row.value, base, row.percent)) ")" }
            },
            None => html! { "0" },
        }
    }

    /// Which of two dimensions goes down: the one with more values.
    fn down(&self) -> usize {
        usize::from(
            self.axis(1).len() > self.axis(0).len() && !self.figure.by.first().is_some_and(|first| first.is_time()),
        )
    }

    fn across(&self) -> usize {
        1 - self.down()
    }

    /// The values along a dimension, key and label, in their order, without the margin.
    fn axis(&self, dimension: usize) -> Vec<(String, String)> {
        let mut axis: Vec<(String, String)> = Vec::new();
        for row in self.table.rows.iter().filter(|row| !row.is_margin()) {
            if let (Some(key), Some(label)) = (row.key.get(dimension), row.label.get(dimension))
                && !axis.iter().any(|(known, _)| known == key)
            {
                axis.push((key.clone(), label.clone()));
            }
        }
        axis
    }

    /// The chart, if one says more than the table.
    fn chart(&self) -> Option<Chart> {
        let shape = asking::chart(self.figure);
        let kind = match shape {
            Shape::Number | Shape::Table => return None,
            Shape::Columns if self.labels_are_short() => Kind::Columns,
            Shape::Bars | Shape::Grouped | Shape::Columns => Kind::Bars,
            Shape::Stacked => Kind::Stacked,
            Shape::Line => Kind::Line,
        };
        let id = format!("chart-{}", self.name);
        let (rows, series) = if self.figure.by.len() > 1 { self.groups()? } else { self.bars() };
        let count = rows.iter().map(|row| row.values.len().max(1)).sum::<usize>();
        (count <= BARS).then(|| Chart::new(id, &self.table.title, rows).kind(kind).series(series))
    }

    /// Whether what is counted can be named beneath upright columns: of periods in their order, a few names are enough.
    fn labels_are_short(&self) -> bool {
        const SHORT: usize = 9;
        let by_time = self.figure.by.first().is_some_and(|first| first.is_time());
        by_time || self.axis(0).iter().all(|(_, label)| label.chars().count() <= SHORT)
    }

    fn bars(&self) -> (Vec<Bar>, Vec<String>) {
        let base = self.table.base.as_ref().and_then(|base| base.value).and_then(|base| i64::try_from(base).ok());
        let figure = self.figure;
        let bar = |row: &Row| {
            let label = row.label.first().cloned().unwrap_or_default();
            let mut bar = Bar::new(label, if figure.percent { row.percent } else { Some(row.value.value()) });
            if let (Some(base), false) = (base, figure.percent) {
                bar = bar.of(base);
            }
            if let (Some(beside), false) = (row.beside, figure.percent) {
                bar = bar.and(beside.value());
            }
            bar
        };
        let names = self.table.beside.as_ref().filter(|_| !figure.percent);
        let names = names.map(|beside| vec![self.table.counted.clone(), beside.counted.clone()]);
        (self.table.rows.iter().map(bar).collect(), names.unwrap_or_default())
    }

    /// Rows and series of a table by two dimensions; time always runs along the rows.
    fn groups(&self) -> Option<(Vec<Bar>, Vec<String>)> {
        let by_time = |place: usize| self.figure.by.get(place).is_some_and(|dimension| dimension.is_time());
        let down = if by_time(1) || by_time(0) { usize::from(by_time(1)) } else { self.down() };
        let (rows, series) = (self.axis(down), self.axis(1 - down));
        if series.len() > SERIES {
            return None;
        }
        let value = |row: &str, column: &str| {
            let wanted = if down == 0 { [row, column] } else { [column, row] };
            self.table.rows.iter().find(|row| row.key == wanted).map_or(0.0, |row| row.value.value())
        };
        let bar = |(row, label): &(String, String)| Bar {
            label: label.clone(),
            values: series.iter().map(|(column, _)| Some(value(row, column))).collect(),
            base: None,
            target: None,
        };
        Some((rows.iter().map(bar).collect(), series.iter().map(|(_, label)| label.clone()).collect()))
    }
}

//! Tables.

use super::Size;
use maud::{Markup, html};

/// Which way a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Smallest, first or oldest at the top.
    Ascending,
    /// Largest, last or newest at the top.
    Descending,
}

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Column<'a> {
    /// What it holds.
    pub label: &'a str,
    /// Whether it holds numbers, which align right.
    pub numeric: bool,
    /// The address of the list sorted by this column (or the other way round, if it is sorted so already).
    pub sort: Option<&'a str>,
    /// Whether, and which way, the list is sorted by it now.
    pub sorted: Option<Order>,
}

impl<'a> Column<'a> {
    /// A column of words.
    #[must_use]
    pub fn text(label: &'a str) -> Self {
        Self { label, ..Self::default() }
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(label: &'a str) -> Self {
        Self { label, numeric: true, ..Self::default() }
    }

    /// The same column with the address that sorts by it, and how it is sorted now.
    #[must_use]
    pub fn sort(self, href: &'a str, sorted: Option<Order>) -> Self {
        Self { sort: Some(href), sorted, ..self }
    }
}

/// A table.
#[derive(Debug, Clone, Default)]
pub struct Table<'a> {
    /// What it is, said above it.
    pub caption: &'a str,
    /// How large the caption stands.
    pub size: Size,
    /// Whether the caption is only for those who cannot see what stands around the table.
    pub caption_hidden: bool,
    /// Its columns; the first names the row.
    pub columns: Vec<Column<'a>>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<Markup>>,
    /// A last row set apart, like a total that was counted.
    pub total: Option<Vec<Markup>>,
    /// Whether each row becomes a card on a narrow screen: for lists of things, not for tables of numbers.
    pub cards: bool,
    /// Whether it stands in a box, where on a narrow screen even three columns need not fit.
    pub tight: bool,
}

/// A table. A wide one scrolls within itself, never the page.
#[must_use]
pub fn table(table: &Table<'_>) -> Markup {
    let fits = if table.tight { 2 } else { 4 };
    let role = |role| table.cards.then_some(role);
    let element = html! {
        // The roles are said again because a browser forgets them when rows are laid out as cards.
        table class=(if table.cards { "govuk-table wm-cards" } else { "govuk-table" }) role=[role("table")] {
            @if !table.caption.is_empty() {
                @let class = if table.caption_hidden { "govuk-visually-hidden".to_owned() } else { table.size.class("govuk-table__caption") };
                caption class=(class) { (table.caption) }
            }
            thead class="govuk-table__head" role=[role("rowgroup")] {
                tr class="govuk-table__row" role=[role("row")] {
                    @for column in &table.columns { (heading(column, role("columnheader"))) }
                }
            }
            tbody class="govuk-table__body" role=[role("rowgroup")] {
                @for row in &table.rows { (cells(table, row, "govuk-table__row")) }
                @if let Some(total) = &table.total { (cells(table, total, "govuk-table__row wm-total")) }
            }
        }
    };
    html! {
        @if !table.cards && table.columns.len() > fits {
            div class="wm-scroll" tabindex="0" role="region" aria-label=(table.caption) { (element) }
        } @else {
            (element)
        }
    }
}

fn heading(column: &Column<'_>, role: Option<&str>) -> Markup {
    let class = if column.numeric { "govuk-table__header govuk-table__header--numeric" } else { "govuk-table__header" };
    let (said, mark) = match column.sorted {
        Some(Order::Ascending) => (Some("ascending"), " \u{25b2}"),
        Some(Order::Descending) => (Some("descending"), " \u{25bc}"),
        None => (None, ""),
    };
    html! {
        th scope="col" class=(class) role=[role] aria-sort=[said] {
            @if let Some(href) = column.sort {
                a class="govuk-link wm-sort" href=(href) { (column.label) span aria-hidden="true" { (mark) } }
            } @else {
                (column.label)
            }
        }
    }
}

fn cells(table: &Table<'_>, row: &[Markup], class: &str) -> Markup {
    let role = |role| table.cards.then_some(role);
    html! {
        tr class=(class) role=[role("row")] {
            @for (index, (column, cell)) in table.columns.iter().zip(row).enumerate() {
                @if index == 0 {
                    th scope="row" class="govuk-table__header" role=[role("rowheader")] { (cell) }
                } @else {
                    td class=(if column.numeric { "govuk-table__cell govuk-table__cell--numeric" } else { "govuk-table__cell" })
                        role=[role("cell")] data-label=[role(column.label)] { (cell) }
                }
            }
        }
    }
}

//! A figure of a report: its chart, the same numbers as a table, what they are shares of, and how they were counted.

use super::{Link, Table, link, links, table};
use charts::Chart;
use maud::{Markup, html};

/// A figure of a report.
#[derive(Debug, Clone, Default)]
pub struct Figure<'a> {
    /// Names it within its page and in addresses.
    pub key: &'a str,
    /// What it is about.
    pub title: &'a str,
    /// The page of this figure alone, if this is not it.
    pub page: Option<&'a str>,
    /// The chart; without one, the table stands open.
    pub chart: Option<&'a Chart>,
    /// The same numbers as a table.
    pub table: Table<'a>,
    /// What percentages are shares of: "858 participants".
    pub base: Option<&'a str>,
    /// What a reader must know not to be misled.
    pub notes: &'a [String],
    /// Where it is said how this was counted.
    pub counted: Option<&'a str>,
    /// The same numbers as files.
    pub downloads: &'a [Link<'a>],
    /// Why there is nothing to show: not collected yet (and since when it is), or filtered out. Then no chart or table is shown.
    pub empty: Option<&'a str>,
    /// Whether the table stands open under the chart, as on the figure's own page.
    pub open: bool,
}

/// A figure of a report.
#[must_use]
pub fn figure(figure: &Figure<'_>) -> Markup {
    html! {
        section class="wm-figure" id=(figure.key) aria-labelledby={ (figure.key) "-heading" } {
            h2 class="govuk-heading-m wm-figure__title" id={ (figure.key) "-heading" } {
                @if let Some(page) = figure.page { (link(Link::new(figure.title, page))) } @else { (figure.title) }
            }
            @if let Some(empty) = figure.empty {
                p class="wm-figure__empty" { (empty) }
            } @else {
                (content(figure))
            }
            (foot(figure))
        }
    }
}

/// Figures two to a row where there is room.
#[must_use]
pub fn figures(each: &[Figure<'_>]) -> Markup {
    html! { div class="wm-figures" { @for one in each { (figure(one)) } } }
}

fn content(figure: &Figure<'_>) -> Markup {
    let drawn = figure.chart.filter(|chart| !chart.is_empty());
    html! {
        @if let Some(base) = figure.base { p class="wm-figure__base" { "Out of " (base) } }
        @if let Some(chart) = drawn {
            div class="wm-figure__chart" { (chart.svg()) }
            details class="govuk-details wm-figure__table" open[figure.open] data-remember={ "table-" (figure.key) } {
                summary class="govuk-details__summary" {
                    span class="govuk-details__summary-text" { "Table" span class="govuk-visually-hidden" { " of " (figure.title) } }
                }
                (table(&figure.table))
            }
        } @else {
            (table(&figure.table))
        }
    }
}

fn foot(figure: &Figure<'_>) -> Markup {
    html! {
        @if !figure.notes.is_empty() {
            ul class="wm-figure__notes" { @for note in figure.notes { li { (note) } } }
        }
        @if figure.counted.is_some() || !figure.downloads.is_empty() {
            div class="wm-figure__foot" {
                @if let Some(counted) = figure.counted {
                    a class="govuk-link" href=(counted) { "How this was counted" span class="govuk-visually-hidden" { ": " (figure.title) } }
                }
                @if !figure.downloads.is_empty() {
                    div class="wm-figure__downloads" {
                        span { "Download" span class="govuk-visually-hidden" { " " (figure.title) } ":" } (links(figure.downloads))
                    }
                }
            }
        }
    }
}

//! The filters of a page: what may be chosen, what is chosen, and the addresses without it.

use super::asking;
use super::place::{PROGRAMME, Place};
use crate::instead::capital;
use crate::ui::{Filter as Choice, Filters, Item, Named, filters};
use crate::{Instead, Query};
use base::{Date, Grain, Period};
use definition::{Dimension, Filter};
use maud::Markup;
use records::figures::{self, Narrowing, Offer};
use records::programmes::Entry;

/// A form field that chooses one of a few.
pub(crate) struct Select {
    pub name: &'static str,
    pub label: String,
    /// Value and label.
    pub items: Vec<(String, String)>,
    pub selected: String,
}

/// What narrows a page, ready to be shown.
pub(crate) struct Narrow<'a> {
    pub place: &'a Place,
    pub entry: &'a Entry,
    pub narrowing: &'a Narrowing,
    /// What may be chosen of.
    pub dimensions: &'a [Dimension],
    /// Fields that give the question its shape, before those that narrow it.
    pub shape: Vec<Select>,
    /// Whether the figure is cumulative unless the address says otherwise.
    pub declared: bool,
    /// What came of it: "858 participants".
    pub result: Option<String>,
}

impl Narrow<'_> {
    /// The form, and the names of the filters in force.
    pub fn shown(mut self) -> Result<Markup, Instead> {
        let query = &self.place.query;
        let (catalogue, scope) = (&self.place.catalogue, self.place.scope());
        let mut offers = figures::offers(catalogue, &scope, &self.entry.programme.key, self.dimensions)?;
        offers.retain(|offer| offer.dimension != Dimension::Programme || offer.values.len() > 1);
        let others: Vec<Dimension> = self.narrowing.filters.iter().map(|filter| filter.dimension).collect();
        let others = figures::offers(catalogue, &scope, &self.entry.programme.key, &others)?;
        let mut used = Vec::new();
        let mut selects: Vec<Select> = std::mem::take(&mut self.shape);
        let mut hidden = asking::shape(query).keeping(|name, _| !selects.iter().any(|select| select.name == name));
        for offer in &offers {
            let found = self.narrowing.filters.iter().position(|filter| filter.dimension == offer.dimension);
            used.extend(found);
            let filter = found.and_then(|place| self.narrowing.filters.get(place));
            selects.push(self.select(offer, filter));
        }
        for (place, filter) in self.narrowing.filters.iter().enumerate() {
            if !used.contains(&place) {
                hidden.push("where", &filter.to_string());
            }
        }
        selects.extend(self.over());
        let named = self.named(&others);
        let named: Vec<Named<'_>> = named.iter().map(|(text, without)| Named { text, without }).collect();
        let clear = asking::shape(query).at(&self.place.path);
        let items: Vec<Vec<Item<'_>>> = selects
            .iter()
            .map(|select| select.items.iter().map(|(value, label)| Item::new(value, label)).collect())
            .collect();
        let choices: Vec<Choice<'_>> = selects
            .iter()
            .zip(&items)
            .map(|(select, items)| Choice {
                name: select.name,
                label: &select.label,
                items,
                selected: &select.selected,
            })
            .collect();
        let hidden: Vec<(&str, &str)> = hidden.pairs().collect();
        Ok(filters(&Filters {
            action: &self.place.path,
            filters: &choices,
            hidden: &hidden,
            result: self.result.as_deref(),
            named: &named,
            clear: (!named.is_empty()).then_some(clear.as_str()),
        }))
    }

    fn select(&self, offer: &Offer, filter: Option<&Filter>) -> Select {
        let dimension = offer.dimension;
        // A plain "programme" in an address chooses the programme that is looked at.
        let (name, prefix) = if dimension == Dimension::Programme {
            ("where", format!("{PROGRAMME}="))
        } else {
            (dimension.key(), String::new())
        };
        let label = dimension.name(&self.entry.definition);
        let mut items = vec![(String::new(), "All".to_owned())];
        items.extend(offer.values.iter().map(|(key, label)| (format!("{prefix}{key}"), label.clone())));
        let selected = filter.map(|filter| format!("{prefix}{}", filter.values.join(","))).unwrap_or_default();
        if let Some(filter) = filter.filter(|_| !items.iter().any(|(value, _)| *value == selected)) {
            items.push((selected.clone(), self.values(filter, std::slice::from_ref(offer))));
        }
        Select { name, label, items, selected }
    }

    /// The period, and whether what came before it counts too.
    fn over(&self) -> [Select; 2] {
        let chosen = self.narrowing.over;
        let mut items = vec![(String::new(), "All time".to_owned())];
        items.extend(
            periods(span(self.place, self.entry)).into_iter().map(|period| (asking::written(period), period.label())),
        );
        let selected = chosen.map(asking::written).unwrap_or_default();
        if let Some(chosen) = chosen.filter(|_| !items.iter().any(|(value, _)| *value == selected)) {
            items.push((selected.clone(), chosen.label()));
        }
        let over = Select { name: "over", label: "Period".to_owned(), items, selected };
        let within = if self.declared { "0" } else { "" }.to_owned();
        let asked = self.place.query.get("cumulative");
        let is_cumulative = self.narrowing.cumulative || self.declared && asked.is_none();
        let cumulative = Select {
            name: "cumulative",
            label: "Counting".to_owned(),
            selected: if is_cumulative { "1".to_owned() } else { within.clone() },
            items: vec![
                (within, "Within each period".to_owned()),
                ("1".to_owned(), "Cumulative: all up to its end".to_owned()),
            ],
        };
        [over, cumulative]
    }

    /// Each filter in force, and the address without it.
    fn named(&self, offers: &[Offer]) -> Vec<(String, String)> {
        let query = &self.place.query;
        let at = |query: Query| query.at(&self.place.path);
        let mut named: Vec<(String, String)> = Vec::new();
        for (place, filter) in self.narrowing.filters.iter().enumerate() {
            let name = filter.dimension.name(&self.entry.definition);
            let text = format!("{name}: {}", self.values(filter, offers));
            named.push((text, at(asking::address(query, self.narrowing, Some(place)))));
        }
        if let Some(over) = self.narrowing.over {
            let text = if self.narrowing.cumulative {
                format!("Up to the end of {}", over.label())
            } else {
                capital(&over.label())
            };
            let without = asking::address(query, self.narrowing, None).without("over").without("cumulative");
            named.push((text, at(without)));
        }
        named
    }

    fn values(&self, filter: &Filter, offers: &[Offer]) -> String {
        let offer = offers.iter().find(|offer| offer.dimension == filter.dimension);
        let label = |value: &String| {
            let offered = offer.and_then(|offer| offer.values.iter().find(|(key, _)| key == value));
            offered
                .map_or_else(|| filter.dimension.value_label(&self.entry.definition, value), |(_, label)| label.clone())
        };
        filter.values.iter().map(label).collect::<Vec<_>>().join(" or ")
    }
}

/// The financial years of a span, then its quarters, each latest first.
fn periods(span: Option<(Date, Date)>) -> Vec<Period> {
    const MOST: i32 = 60;
    let Some((start, end)) = span else { return Vec::new() };
    let of = |grain: Grain| {
        let (first, last) = (grain.number(start), grain.number(end));
        (first.max(last.saturating_sub(MOST))..=last).rev().filter_map(move |number| grain.period(number))
    };
    of(Grain::FinancialYear).chain(of(Grain::Quarter)).collect()
}

/// The form that chooses a period and nothing else.
pub(crate) fn over(place: &Place, entry: &Entry, chosen: Option<Period>) -> Markup {
    let mut items = vec![(String::new(), "All time".to_owned())];
    items.extend(periods(span(place, entry)).into_iter().map(|period| (asking::written(period), period.label())));
    let items: Vec<Item<'_>> = items.iter().map(|(value, label)| Item::new(value, label)).collect();
    let selected = chosen.map(asking::written).unwrap_or_default();
    filters(&Filters {
        action: &place.path,
        filters: &[Choice { name: "over", label: "Period", items: &items, selected: &selected }],
        hidden: &[(PROGRAMME, &entry.programme.key)],
        ..Filters::default()
    })
}

/// From the programme's first day (or the first of those under it) to its last, or today.
fn span(place: &Place, entry: &Entry) -> Option<(Date, Date)> {
    let catalogue = &place.catalogue;
    let family = catalogue.family(entry.programme.id);
    let programmes = || family.iter().filter_map(|id| catalogue.entry(*id)).map(|entry| &entry.programme);
    let today = place.app.workspace().clock().today();
    let start = programmes().filter_map(|programme| programme.start).min()?;
    let end = programmes().filter_map(|programme| programme.end).max().map_or(today, |end| end.min(today));
    Some((start, end))
}

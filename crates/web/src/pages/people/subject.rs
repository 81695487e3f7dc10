//! What the pages about one subject of a person have in common.

use super::{About, nobody, term};
use crate::Instead;
use crate::pages::place::Place;
use crate::pages::words::day;
use crate::ui::{self, Button, Column};
use axum::response::{IntoResponse, Response};
use base::{Act, Date, Id, Privacy};
use maud::{Markup, html};
use records::assignments;
use records::keeping::{self, Supported};
use records::people::{self, Page as Whole};
use records::programmes::Entry;
use records::users::session;
use std::collections::HashMap;

/// One page about a person, with all their records.
pub(super) struct Subject<'a> {
    pub place: &'a Place,
    pub about: &'a About<'a>,
    pub whole: Whole,
    /// Whether the viewer may add to them.
    pub records: bool,
}

impl<'a> Subject<'a> {
    pub fn of(place: &'a Place, about: &'a About<'a>) -> Result<Self, Instead> {
        let (workspace, scope, id) = (place.app.workspace(), place.scope(), about.seen.id());
        let whole = workspace.read(|reader| people::page(reader, &scope, id))?.ok_or_else(nobody)?;
        let records = about.may(place, Act::Record)? && about.programme(place).is_some();
        Ok(Self { place, about, whole, records })
    }

    /// Whether what is said here in confidence may be read; where not, the reason stands in its place.
    pub fn reads(&self) -> bool {
        self.about.seen.reads(Privacy::Sensitive)
    }

    /// The programme that the page is about.
    pub fn entry(&self) -> Option<&'a Entry> {
        self.place.catalogue.entry(self.about.programme(self.place)?)
    }

    /// What these users are called; nothing for those who see nobody's name.
    pub fn names(&self, users: impl IntoIterator<Item = Id>) -> Result<HashMap<Id, String>, Instead> {
        if !self.about.seen.reads(Privacy::Identifying) {
            return Ok(HashMap::new());
        }
        Ok(self.place.app.workspace().read(|reader| assignments::names(reader, users))?)
    }

    /// The address of another page about this person, with this said in its query.
    pub fn at(&self, page: &str, more: &[(&str, &str)]) -> String {
        let mut query = self.place.query.keeping(|name, _| name == super::PROGRAMME);
        for (name, value) in more {
            query.push(name, value);
        }
        query.at(&self.about.path(page))
    }

    /// A button that does one thing at once, and can be undone.
    pub fn does(&self, page: &str, button: &Button<'_>, more: &[(&str, &str)]) -> Result<Markup, Instead> {
        let once = session::new_token()?;
        let content = html! {
            input type="hidden" name="once" value=(once);
            @for (name, value) in more { input type="hidden" name=(name) value=(value); }
            (ui::button(button))
        };
        Ok(self.place.form(&self.at(page, &[]), &content))
    }

    pub fn page(&self, tab: &str, title: &str, main: &Markup) -> Result<Response, Instead> {
        let withheld = html! { (ui::inset(&html! { (Privacy::Sensitive.withheld()) })) };
        let main = if self.reads() { main } else { &withheld };
        Ok(self.about.page(self.place, tab, title, main)?.into_response())
    }

    pub fn term(&self, programme: Id, id: Id) -> String {
        term(&self.place.catalogue, programme, Some(id)).unwrap_or_default()
    }

    pub fn add(&self, kind: &str, text: &str, more: &str) -> Markup {
        let path = format!("add/{kind}");
        let more: Vec<(&str, &str)> = more.split_once('=').into_iter().collect();
        let href = self.at(&path, &more);
        html! { @if self.records { (ui::button(&Button::link(text, &href).secondary())) } }
    }

    /// Whether the viewer may change such a record: one of their own partner's.
    pub fn writes<R: Supported>(&self, record: &R) -> bool {
        let at = record.place();
        self.records && keeping::writes(&self.place.scope(), at.programme, at.partner)
    }

    /// The way to change a record; of another partner's, whose it is.
    pub fn change<R: Supported>(&self, kind: &str, record: &R, what: &str) -> Markup {
        let at = record.place();
        let of = at.partner.and_then(|id| super::partner(&self.place.catalogue, at.programme, id));
        html! {
            @if self.writes(record) { (self.change_own(kind, record.id(), what)) }
            @else if let Some(of) = of.filter(|_| self.records) { span class="wm-quiet" { "Recorded by " (of) } }
        }
    }

    /// The way to change something of the person's own, which whoever records about them may.
    pub fn change_own(&self, kind: &str, id: Id, what: &str) -> Markup {
        let href = self.place.about(&self.about.path(&format!("record/{kind}/{id}")));
        html! {
            @if self.records {
                a class="govuk-link" href=(href) { "Change" span class="govuk-visually-hidden" { " " (what) } }
            }
        }
    }

    pub fn table(&self, caption: &str, columns: &[&str], rows: Vec<Vec<Markup>>, none: &str) -> Markup {
        html! {
            @if rows.is_empty() {
                h2 class="govuk-heading-m" { (caption) }
                p class="govuk-body" { (none) }
            } @else {
                (ui::table(&ui::Table {
                    caption,
                    size: ui::Size::Medium,
                    columns: columns.iter().map(|label| Column::text(label)).collect(),
                    rows,
                    cards: true,
                    ..ui::Table::default()
                }))
            }
        }
    }
}

pub(super) fn on(date: Option<Date>, otherwise: &str) -> Markup {
    html! { (date.map_or_else(|| otherwise.to_owned(), day)) }
}

pub(super) fn text(text: Option<&String>) -> Markup {
    html! { (text.map(String::as_str).unwrap_or_default()) }
}

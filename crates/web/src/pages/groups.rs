//! Events and groups: how many people were there, known or not.

use super::people::{partner, term};
use super::place::{PROGRAMME, Page, Place};
use super::words::day;
use super::{history, undo};
use crate::instead::capital;
use crate::routes::{Routes, Rule};
use crate::ui::form::{Form, Values};
use crate::ui::{self, Button, Column, Empty, Error, Heading, Item, Link, Pages, Section};
use crate::{App, Instead};
use axum::Form as Sent;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Act, Field, Id, Invalid, Kind, Whose};
use maud::{Markup, html};
use records::head_counts::{self, HeadCount};
use records::keeping::{Saved, version};
use records::programmes::Entry;
use records::users::session;

/// Head counts to a page.
const PAGE: u32 = 50;
const PARTNER: Field = Field::new("partner_id", "Whose event it was", Kind::Record("partner")).required();

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/groups", Rule::May(Act::SeeRecords), async |place: Place| place.work(list).await)
        .get("/groups/count", Rule::May(Act::Record), async |place: Place| place.work(new).await)
        .post("/groups/count", Rule::May(Act::Record), added)
        .get("/groups/counts/{count}", Rule::May(Act::SeeRecords), async |path: Path<String>, place: Place| {
            place.work(move |place| one(place, &path)).await
        })
        .post("/groups/counts/{count}", Rule::May(Act::Record), changed)
}

fn gone() -> Instead {
    Instead::missing("There is no such head count here", "Go back to groups and events.")
}

fn found(place: &Place, id: &str) -> Result<HeadCount, Instead> {
    let id: Id = id.parse().map_err(|_| gone())?;
    let scope = place.scope();
    place.app.workspace().read(|reader| head_counts::find(reader, &scope, id))?.ok_or_else(gone)
}

/// The number of people, as it is known.
fn number(one: &HeadCount) -> Markup {
    html! { @if one.approximate { "about " } (charts::number(one.number)) }
}

/// What an area is called.
fn area(entry: &Entry, area: Option<Id>) -> Option<String> {
    Some(entry.areas.iter().find(|known| Some(known.id) == area)?.label.clone())
}

/// What was counted so far.
fn list(place: &Place) -> Result<Markup, Instead> {
    let entry = place.entry()?;
    let (programme, scope) = (entry.programme.id, place.scope());
    let after = place.query.get("after").and_then(|id| id.parse().ok());
    let workspace = place.app.workspace();
    let mut counts = workspace.read(|reader| head_counts::of_programme(reader, &scope, programme, after, PAGE + 1))?;
    let more = counts.len() > PAGE as usize;
    counts.truncate(PAGE as usize);
    let next = counts.last().filter(|_| more).map(|last| place.query.with("after", &last.id.to_string()).at("/groups"));
    let records = scope.may(Act::Record, programme);
    let rows = counts.iter().map(|one| {
        let at = area(entry, one.area).or_else(|| one.place.clone()).unwrap_or_default();
        vec![
            html! { a class="govuk-link" href=(place.about(&format!("/groups/counts/{}", one.id))) { (one.what) } },
            html! { (day(one.date)) },
            html! { (term(&place.catalogue, programme, one.service).unwrap_or_default()) },
            html! { (at) },
            html! { (one.partner.and_then(|id| partner(&place.catalogue, programme, id)).unwrap_or_default()) },
            number(one),
        ]
    });
    let rows: Vec<Vec<Markup>> = rows.collect();
    let way = place.about("/groups/count");
    let main = html! {
        (ui::heading(&Heading {
            title: "Groups and events",
            caption: Some(&entry.programme.name),
            lead: Some("How many people were at what you put on, known by name or not. They are not counted as participants."),
            ..Heading::default()
        }))
        @if rows.is_empty() {
            (ui::empty(&Empty {
                title: "Nobody has been counted yet",
                text: "After an open day, a stall or a group, write down how many people were there. Figures count events and how many came, apart from participants.",
                action: records.then(|| Button::link("Record a head count", &way)),
            }))
        } @else {
            @if records { (ui::button(&Button::link("Record a head count", &way))) }
            (ui::table(&ui::Table {
                caption: "Head counts",
                columns: ["What", "When", "Service", "Where", "Partner"].map(Column::text).into_iter().chain([Column::number("People")]).collect(),
                rows,
                cards: true,
                ..ui::Table::default()
            }))
            (ui::pagination(&Pages { next: next.as_deref(), next_label: Some("Earlier ones"), ..Pages::default() }))
        }
    };
    Ok(framed(place, entry, "Groups and events", false, &main))
}

fn framed(place: &Place, entry: &Entry, title: &str, faulty: bool, main: &Markup) -> Markup {
    let list = place.about("/groups");
    let way = [Link::new("Groups and events", &list)];
    let way = if place.path == "/groups" { &[][..] } else { &way };
    let page = Page { title, section: Some(Section::Groups), way, entry: Some(entry), faulty, ..Page::default() };
    place.page(&page, main)
}

/// A form for one head count, and what may be chosen in it.
struct Writing<'a> {
    entry: &'a Entry,
    /// The one that is changed; none if a new one is made.
    known: Option<&'a HeadCount>,
    /// For whom one may be recorded.
    partners: Vec<(String, String)>,
}

impl<'a> Writing<'a> {
    fn of(place: &'a Place, entry: &'a Entry, known: Option<&'a HeadCount>) -> Self {
        let programme = entry.programme.id;
        let own = match place.scope().whose(Act::Record, programme) {
            Whose::Partners { partners, .. } => partners,
            Whose::Everybody => entry.partners.iter().filter(|one| !one.retired).map(|one| one.id).collect(),
            Whose::Nobody => Vec::new(),
        };
        let named = |one: &Id| Some((one.to_string(), partner(&place.catalogue, programme, *one)?));
        Self { entry, known, partners: own.iter().filter_map(named).collect() }
    }

    /// What is asked: only that for which there is something to choose.
    fn fields(&self) -> Vec<Field> {
        let whose = (self.known.is_none() && self.partners.len() > 1).then_some(PARTNER);
        let offered = |field: &Field| match field.kind {
            Kind::Term(vocabulary) => self.entry.terms.iter().any(|term| term.vocabulary == vocabulary),
            Kind::Record(_) => !self.entry.areas.is_empty(),
            _ => true,
        };
        whose.into_iter().chain(HeadCount::asked().into_iter().filter(offered)).collect()
    }

    fn page(&self, place: &Place, values: &Values, wrong: &[Invalid], above: &Markup) -> Result<Markup, Instead> {
        let services = self.entry.terms.iter().filter(|term| term.vocabulary == "service" && !term.retired);
        let services: Vec<(String, &str)> = services.map(|term| (term.id.to_string(), &*term.label)).collect();
        let areas = self.entry.areas.iter().filter(|area| !area.retired);
        let areas: Vec<(String, &str)> = areas.map(|area| (area.id.to_string(), &*area.label)).collect();
        let [services, areas] =
            [&services, &areas].map(|list| list.iter().map(|(id, label)| Item::new(id, label)).collect::<Vec<_>>());
        let partners: Vec<Item<'_>> = self.partners.iter().map(|(id, label)| Item::new(id, label)).collect();
        let lists: [(&str, &[Item<'_>]); 3] =
            [("service_id", &services), ("area_id", &areas), ("partner_id", &partners)];
        let fields = self.fields();
        let form = Form { fields: &fields, values, invalid: wrong, lists: &lists };
        let token = match values.get("once") {
            "" => session::new_token()?,
            token => token.to_owned(),
        };
        let (title, path) = match self.known {
            Some(one) => (one.what.as_str(), format!("/groups/counts/{}", one.id)),
            None => ("Record a head count", "/groups/count".to_owned()),
        };
        let content = html! {
            input type="hidden" name="once" value=(token);
            input type="hidden" name="version" value=(values.get("version"));
            (form.fields())
            (ui::button(&Button::submit("Save")))
        };
        let history = match self.known {
            Some(one) => history::of_record(place, "head_count", one.id, None)?,
            None => None,
        };
        // What the address names may be another programme than the record's.
        let action = place.query.keeping(|_, _| false).with(PROGRAMME, &self.entry.programme.key).at(&path);
        let main = html! {
            (above)
            (form.summary())
            (ui::heading(&Heading { title, caption: Some(&self.entry.programme.name), ..Heading::default() }))
            div class="wm-narrow" { (place.form(&action, &content)) }
            @if let Some(history) = history { (history) }
        };
        Ok(framed(place, self.entry, title, !wrong.is_empty(), &main))
    }

    /// What follows from a form that could not be saved.
    fn again(&self, place: &Place, values: &Values, fault: records::Error) -> Result<Response, Instead> {
        let wrong = match fault {
            records::Error::Invalid(wrong) => wrong,
            records::Error::Refused(why) => vec![Invalid::new("", "", capital(&why))],
            other => return Err(other.into()),
        };
        Ok((StatusCode::BAD_REQUEST, self.page(place, values, &wrong, &html! {})?).into_response())
    }
}

fn new(place: &Place) -> Result<Markup, Instead> {
    let writing = Writing::of(place, writable(place)?, None);
    let today = place.app.workspace().clock().today().to_string();
    let values: Values = [("date", today.as_str()), ("approximate", "no")].into_iter().collect();
    writing.page(place, &values, &[], &html! {})
}

/// The programme, if the one who looks may record in it.
fn writable(place: &Place) -> Result<&Entry, Instead> {
    let entry = place.entry()?;
    match place.scope().may(Act::Record, entry.programme.id) {
        true => Ok(entry),
        false => Err(crate::routes::may_not(&place.viewer, Act::Record)),
    }
}

async fn added(
    State(app): State<App>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let entry = writable(&place)?;
        let writing = Writing::of(&place, entry, None);
        let values = Values::sent(&writing.fields(), pairs);
        let (workspace, actor) = (place.app.workspace(), place.actor());
        let blank = HeadCount {
            partner: values.get("partner_id").parse().ok(),
            ..HeadCount::new(entry.programme.id, "", workspace.clock().today(), 0)
        };
        let made = blank
            .written(&|name| values.get(name).to_owned())
            .and_then(|told| head_counts::add(workspace, &actor, values.get("once"), &told));
        match made {
            Ok(made) => Ok(Redirect::to(&undo::after(&place.about("/groups"), &made)).into_response()),
            Err(fault) => writing.again(&place, &values, fault),
        }
    })
    .await
}

/// One head count: the form, for whoever may change it.
fn one(place: &Place, id: &str) -> Result<Markup, Instead> {
    let known = found(place, id)?;
    let entry = place.catalogue.entry(known.programme).ok_or_else(gone)?;
    if head_counts::may(&place.scope(), Act::Record, &known) {
        let mut values: Values = known.texts().into_iter().collect();
        values.set("version", version(&known));
        return Writing::of(place, entry, Some(&known)).page(place, &values, &[], &html! {});
    }
    let text = |name: &'static str, text: String| ui::Line::text(name, &text);
    let about = if known.approximate { "about " } else { "" };
    let lines = [
        text("When", day(known.date)),
        text("People", format!("{about}{}", charts::number(known.number))),
        text("Service", term(&place.catalogue, known.programme, known.service).unwrap_or_default()),
        text("Area", area(entry, known.area).unwrap_or_default()),
        text("Where", known.place.clone().unwrap_or_default()),
        text("Note", known.note.clone().unwrap_or_default()),
    ];
    let main = html! {
        (ui::heading(&Heading { title: &known.what, caption: Some(&entry.programme.name), ..Heading::default() }))
        (ui::summary_list(&lines))
        @if let Some(history) = history::of_record(place, "head_count", known.id, None)? { (history) }
    };
    Ok(framed(place, entry, &known.what, false, &main))
}

async fn changed(
    State(app): State<App>,
    Path(id): Path<String>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let known = found(&place, &id)?;
        let entry = place.catalogue.entry(known.programme).ok_or_else(gone)?;
        let writing = Writing::of(&place, entry, Some(&known));
        let mut values = Values::sent(&writing.fields(), pairs);
        let (workspace, actor) = (place.app.workspace(), place.actor());
        let saved = known.written(&|name| values.get(name).to_owned()).and_then(|after| {
            head_counts::change(workspace, &actor, values.get("once"), values.get("version"), &after)
        });
        match saved {
            Ok(Saved::Done(made)) => Ok(Redirect::to(&undo::after(&place.about("/groups"), &made)).into_response()),
            Ok(Saved::Conflict { theirs, by, .. }) => {
                let who = if by.is_empty() { "Somebody else".to_owned() } else { by };
                let now = format!(
                    "{who} has changed this meanwhile: it says now that {}{} people were at \u{201c}{}\u{201d} on {}. Nothing was saved yet: save \
                     what is right.",
                    if theirs.approximate { "about " } else { "" },
                    charts::number(theirs.number),
                    theirs.what,
                    day(theirs.date)
                );
                values.set("version", version(&*theirs));
                values.set("once", session::new_token()?);
                let above = ui::error_summary(&[Error { text: now, control: None }]);
                Ok((StatusCode::CONFLICT, writing.page(&place, &values, &[], &above)?).into_response())
            }
            Err(records::Error::NotFound { .. }) => Err(gone()),
            Err(fault) => writing.again(&place, &values, fault),
        }
    })
    .await
}

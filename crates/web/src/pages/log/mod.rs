//! Logging an interaction from anywhere, with one person or several, in twenty seconds.

mod form;
mod who;

use super::drafts::{self, KEEP, Key};
use super::people::About;
use super::place::{PROGRAMME, Page, Place};
use super::undo;
use crate::routes::{Routes, Rule, may_not};
use crate::ui::form::Values;
use crate::ui::{self, Heading, Link, Section};
use crate::{App, Instead, Query};
use axum::Form as Sent;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Act, Date, Field, Id, Invalid};
use maud::{Markup, html};
use records::interactions::{self, Interaction, Log};
use records::keeping::Sort;
use records::programmes::Entry;
use who::Who;

pub(super) fn routes() -> Routes {
    let rule = Rule::May(Act::Record);
    Routes::new()
        .get("/log", rule, async |place: Place| place.work(show).await)
        .get("/log/people", rule, async |place: Place| place.work(people).await)
        .post("/log", rule, sent)
}

/// What stands in the form, and what is wrong with it.
#[derive(Default)]
struct Filled {
    values: Values,
    people: Vec<Id>,
    services: Vec<String>,
    /// The words for which people were looked for.
    words: String,
    wrong: Vec<Invalid>,
}

/// Where something is logged: for whom the form was opened, in which programme, and where one came from.
struct Logging<'a> {
    place: &'a Place,
    /// The person from whose page one came.
    about: Option<&'a About<'a>>,
    entry: &'a Entry,
    back: String,
    /// What was logged last: much of it will be the same.
    last: Option<Interaction>,
}

impl<'a> Logging<'a> {
    fn of(
        place: &'a Place,
        about: Option<&'a About<'a>>,
        programme: Option<&str>,
        back: Option<&str>,
    ) -> Result<Self, Instead> {
        if let Some(about) = about
            && !about.may(place, Act::Record)?
        {
            return Err(may_not(&place.viewer, Act::Record));
        }
        let workspace = place.app.workspace();
        let last = match place.actor().id() {
            Some(user) => workspace.read(|reader| interactions::last_logged(reader, user))?,
            None => None,
        };
        let open = open(place);
        let named = programme.map(|key| place.programme(key)).transpose()?;
        let theirs = about.and_then(|about| about.programme(place));
        let usual = last.as_ref().map(|last| last.programme);
        let known = |id: Option<Id>| open.iter().find(|entry| Some(entry.programme.id) == id).copied();
        let entry = known(named.map(|entry| entry.programme.id))
            .or_else(|| known(theirs))
            .or_else(|| known(usual))
            .or_else(|| open.first().copied())
            .ok_or_else(|| may_not(&place.viewer, Act::Record))?;
        let start = about.map_or_else(|| "/".to_owned(), |about| format!("/people/{}", about.seen.id()));
        Ok(Self { place, about, entry, back: undo::back(back, &start), last })
    }

    fn person(&self) -> Option<Id> {
        self.about.map(|about| about.seen.id())
    }

    /// Which form this is: one in each programme for each person from whose page it was opened, and one for all others.
    fn key(&self) -> Key {
        Key::of("log", &self.entry.programme.key, self.person())
    }

    /// What stands in it at first: today, and how and how long it was the last time.
    fn at_first(&self) -> Filled {
        let today = self.place.app.workspace().clock().today();
        let mut values = Values::default();
        values.set("date", self.place.query.get("date").map_or_else(|| today.to_string(), str::to_owned));
        if let Some(last) = &self.last {
            values.set("channel", last.channel.as_deref().unwrap_or_default());
            values.set("minutes", last.minutes.map(|minutes| minutes.to_string()).unwrap_or_default());
        }
        let named = self.place.query.pairs().filter(|(name, _)| *name == "person");
        let people = named.filter_map(|(_, id)| id.parse().ok()).collect();
        Filled { values, people, ..Filled::default() }
    }

    fn page(&self, filled: &Filled, before: &Markup) -> Result<Markup, Instead> {
        let who = Who::find(self, filled)?;
        let name = self.about.map(|about| about.seen.name());
        let title = match &name {
            Some(name) => format!("Log an interaction with {name}"),
            None => "Log an interaction".to_owned(),
        };
        let banner = self.about.map(|about| about.banner(self.place)).transpose()?;
        let main = html! {
            (ui::heading(&Heading { title: &title, caption: Some(&self.entry.programme.name), ..Heading::default() }))
            (form::summary(filled))
            (self.elsewhere())
            (before)
            div class="wm-narrow" { (form::form(self, filled, &who)?) }
        };
        let page = Page {
            title: &title,
            section: self.about.map(|_| Section::People),
            way: &[],
            entry: Some(self.entry),
            banner: banner.as_ref(),
            faulty: !filled.wrong.is_empty(),
        };
        Ok(self.place.page(&page, &main))
    }

    /// The other programmes in which one may log.
    fn elsewhere(&self) -> Markup {
        let open = open(self.place);
        let others = open.iter().filter(|entry| entry.programme.id != self.entry.programme.id);
        let others: Vec<(String, &str)> =
            others.map(|entry| (self.address(&entry.programme.key), entry.programme.name.as_str())).collect();
        let links: Vec<Link<'_>> = others.iter().map(|(href, name)| Link::new(name, href)).collect();
        html! { @if !links.is_empty() && self.about.is_none() { p class="govuk-body-s" { "Another programme: " (ui::links(&links)) } } }
    }

    /// The address of this form in a programme.
    fn address(&self, programme: &str) -> String {
        let person = self.person().map(|id| id.to_string()).unwrap_or_default();
        let query: Query =
            [("person", person.as_str()), (PROGRAMME, programme), (undo::BACK, &self.back)].into_iter().collect();
        query.at("/log")
    }
}

/// The programmes in which one may log.
fn open(place: &Place) -> Vec<&Entry> {
    let scope = place.scope();
    place.programmes().into_iter().filter(|entry| scope.may(Act::Record, entry.programme.id)).collect()
}

fn show(place: &Place) -> Result<Markup, Instead> {
    let query = &place.query;
    let about = query.get("person").map(|person| About::find(place, person)).transpose()?;
    let logging = Logging::of(place, about.as_ref(), query.get(PROGRAMME), query.get(undo::BACK))?;
    match logging.key().find(place)? {
        Some(kept) => logging.page(&read(&kept.pairs), &logging.key().restored(place, kept.at)),
        None => logging.page(&logging.at_first(), &html! {}),
    }
}

/// The short form on a person's own page; what was typed into it stands in the long one too.
pub(super) fn quick(place: &Place, about: &About<'_>) -> Result<Markup, Instead> {
    let here = undo::here(place);
    let logging = Logging::of(place, Some(about), place.query.get(PROGRAMME), Some(&here))?;
    match logging.key().find(place)? {
        Some(kept) => form::quick(&logging, &read(&kept.pairs), &logging.key().restored(place, kept.at)),
        None => form::quick(&logging, &logging.at_first(), &html! {}),
    }
}

/// Those who fit what is being typed, to be ticked: a part of the form, for a script.
fn people(place: &Place) -> Result<Markup, Instead> {
    let logging = Logging::of(place, None, place.query.get(PROGRAMME), None)?;
    let words = place.query.get("q").unwrap_or_default().trim();
    let (found, more) = who::found(&logging, words)?;
    Ok(form::found(&found, words, more))
}

/// The fields of an interaction that forms ask for.
fn fields() -> Vec<Field> {
    Sort::from_key("interaction").map(|sort| sort.fields(true)).unwrap_or_default()
}

/// What a browser sent, or a draft holds.
fn read(pairs: &[(String, String)]) -> Filled {
    let all =
        |wanted: &'static str| pairs.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let mut people: Vec<Id> = Vec::new();
    for id in all("with").filter_map(|id| id.parse().ok()) {
        if !people.contains(&id) {
            people.push(id);
        }
    }
    let services = all("service").map(str::to_owned).collect();
    let words = all("q").next_back().unwrap_or_default().trim().to_owned();
    let fields = fields();
    Filled { values: Values::sent(&fields, pairs.iter().cloned()), people, services, words, wrong: Vec::new() }
}

async fn sent(
    State(app): State<App>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let one = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let one = |wanted: &str| one(wanted).filter(|value| !value.is_empty());
        let about = one("for").map(|person| About::find(&place, person)).transpose()?;
        let logging = Logging::of(&place, about.as_ref(), one("in"), one(undo::BACK))?;
        let mut filled = read(&pairs);
        if one(KEEP).is_some() {
            logging.key().keep(&place, &pairs)?;
            return Ok(Redirect::to(&logging.back).into_response());
        }
        // Words that were not looked for yet are looked for first, whichever button or key was pressed.
        if one("find").is_some() || (!filled.words.is_empty() && one("asked") != Some(&filled.words)) {
            return Ok(logging.page(&filled, &html! {})?.into_response());
        }
        let told = match told(&logging, &filled) {
            Ok(told) => told,
            Err(wrong) => {
                filled.wrong = wrong;
                return Ok((StatusCode::BAD_REQUEST, logging.page(&filled, &html! {})?).into_response());
            }
        };
        let workspace = place.app.workspace();
        match interactions::log(workspace, &place.actor(), &drafts::once(&pairs), &told) {
            Ok(made) => {
                logging.key().clear(&place)?;
                let to = match one("another") {
                    Some(_) => {
                        undo::with(&logging.address(&logging.entry.programme.key), "date", &told.date.to_string())
                    }
                    None => logging.back.clone(),
                };
                Ok(Redirect::to(&undo::after(&to, &made)).into_response())
            }
            Err(records::Error::Invalid(wrong)) => {
                filled.wrong = wrong;
                Ok((StatusCode::BAD_REQUEST, logging.page(&filled, &html! {})?).into_response())
            }
            Err(records::Error::Refused(why)) => {
                // Nothing was saved under the form's token; or something else was, and this is another form now.
                filled.values.set("once", "");
                filled.wrong = vec![Invalid::new("", "", crate::instead::capital(&why))];
                Ok((StatusCode::BAD_REQUEST, logging.page(&filled, &html! {})?).into_response())
            }
            // Somebody who is not in this programme, or not in sight: the same is said of both.
            Err(records::Error::NotFound { what: "person", .. }) => {
                let name = &logging.entry.programme.name;
                let why = format!("is not somebody for whom you can log in {name}: look for them again");
                filled.wrong = vec![Invalid::new("with", "", why)];
                Ok((StatusCode::BAD_REQUEST, logging.page(&filled, &html! {})?).into_response())
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

/// The form as what is to be logged; or what is wrong with it.
fn told(logging: &Logging<'_>, filled: &Filled) -> Result<Log, Vec<Invalid>> {
    let mut wrong = Vec::new();
    let text = |name: &str| Some(filled.values.get(name).to_owned()).filter(|text| !text.is_empty());
    if filled.people.is_empty() {
        wrong.push(Invalid::new("with", "", "tick somebody, or look for them"));
    }
    let date = filled.values.get("date").parse::<Date>();
    if date.is_err() {
        wrong.push(Invalid::new("date", "", "write the day, the month and the year, like 3 9 2021"));
    }
    let minutes = text("minutes").map(|minutes| minutes.parse::<i64>()).transpose();
    if minutes.is_err() {
        wrong.push(Invalid::new("minutes", "", "write a whole number of minutes, like 30"));
    }
    let channel = text("channel");
    let (Ok(date), Ok(minutes), true) = (date, minutes, wrong.is_empty()) else { return Err(wrong) };
    Ok(Log {
        people: filled.people.clone(),
        programme: logging.entry.programme.id,
        partner: None,
        date,
        services: filled.services.iter().filter_map(|id| id.parse().ok()).collect(),
        // Where it was in person, the reason that stands hidden from another time is not meant.
        reason: text("reason").filter(|_| channel.as_deref().is_some_and(interactions::is_remote)),
        channel,
        minutes,
        present: text("present"),
        notes: text("notes"),
        worker: None,
        despite: text("despite"),
    })
}

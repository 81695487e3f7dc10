//! Adding and changing a record about a person: one form for every kind.

use super::{About, nobody};
use crate::pages::drafts::{self, Key};
use crate::pages::history;
use crate::pages::place::Place;
use crate::pages::undo;
use crate::pages::words::day;
use crate::ui::form::{Form, Values};
use crate::ui::{self, Button, Column, Error, Item, Question, TextInput};
use crate::{App, Instead};
use axum::Form as Sent;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Act, Field, Id, Invalid, Kind, Privacy, Timestamp};
use maud::{Markup, html};
use records::assignments;
use records::keeping::{self, Changed, Held, Sort};
use records::leaving::{self, FollowUp};
use records::people::{self, Page as Whole};
use records::programmes::Entry;
use records::users::session;

/// What stands in the form, and what is wrong with it.
struct Filled {
    values: Values,
    wrong: Vec<Invalid>,
    /// The record as others have made it meanwhile, and who did.
    theirs: Option<(Held, String)>,
    /// When this was typed, if it stood in a draft.
    typed: Option<Timestamp>,
}

impl Filled {
    fn new(values: Values) -> Self {
        Self { values, wrong: Vec::new(), theirs: None, typed: None }
    }
}

/// What is written, and where: the kind of record, the person, the programme.
struct Writing<'a> {
    about: &'a About<'a>,
    entry: &'a Entry,
    sort: Sort,
    /// The record that is changed; none when one is added.
    record: Option<Id>,
}

impl<'a> Writing<'a> {
    fn of(place: &'a Place, about: &'a About<'a>, kind: &str, record: Option<Id>) -> Result<Self, Instead> {
        let sort = Sort::from_key(kind).filter(|sort| sort.added || record.is_some());
        let sort = sort.ok_or_else(|| Instead::missing("There is no such form", "Go back."))?;
        let programme = about.programme(place).ok_or_else(nobody)?;
        let entry = place.catalogue.entry(programme).ok_or_else(nobody)?;
        if !place.scope().reads(Privacy::Sensitive, programme) || !about.may(place, Act::Record)? {
            return Err(crate::routes::may_not(&place.viewer, Act::Record));
        }
        Ok(Self { about, entry, sort, record })
    }

    /// The form's own path, after the person's.
    fn form(&self) -> String {
        match self.record {
            Some(record) => format!("record/{}/{record}", self.sort.key),
            None => format!("add/{}", self.sort.key),
        }
    }

    /// The programme of the record or page, and where the form is sent.
    fn action(&self, place: &Place) -> String {
        place.about(&self.about.path(&self.form()))
    }

    /// Where what is typed is kept; special-category details are kept nowhere but in the record itself.
    fn key(&self) -> Option<Key> {
        let special = self
            .sort
            .fields_in(self.entry, self.record.is_none())
            .iter()
            .any(|field| field.privacy == Privacy::Special);
        (!special).then(|| Key::of(&self.form(), &self.entry.programme.key, Some(self.about.seen.id())))
    }

    /// The form with what was typed into it and not sent, if something was; what the address says goes before that.
    fn resumed(&self, place: &Place, mut values: Values) -> Result<Filled, Instead> {
        let fields = self.sort.fields_in(self.entry, self.record.is_none());
        let kept = match self.key() {
            Some(key) => key.find(place)?,
            None => None,
        };
        if let Some(kept) = &kept {
            let typed = Values::sent(&fields, kept.pairs.iter().cloned());
            let names = fields.iter().map(|field| field.name).chain(["once", "version", "despite"]);
            for name in names {
                values.set(name, typed.get(name));
            }
        }
        for field in fields.iter().filter(|_| self.record.is_none()) {
            if let Some(text) = place.query.get(field.name) {
                values.set(field.name, text);
            }
        }
        Ok(Filled { typed: kept.map(|kept| kept.at), ..Filled::new(values) })
    }

    fn place(&self) -> keeping::Place {
        keeping::Place { person: self.about.seen.id(), programme: self.entry.programme.id, partner: None }
    }

    fn page(&self, place: &Place, filled: &Filled) -> Result<Markup, Instead> {
        let fields = self.sort.fields_in(self.entry, self.record.is_none());
        let lists = Lists::of(place, self)?;
        let chosen: Vec<(&str, Vec<Item<'_>>)> =
            fields.iter().filter_map(|field| Some((field.name, lists.of_field(field)?))).collect();
        let chosen: Vec<(&str, &[Item<'_>])> = chosen.iter().map(|(name, items)| (*name, items.as_slice())).collect();
        // What can only be one thing is not asked, and what there is nothing to choose for is not offered.
        let choices = |field: &Field| chosen.iter().find(|(name, _)| *name == field.name).map(|(_, items)| *items);
        let (settled, fields): (Vec<Field>, Vec<Field>) = fields.iter().partition(|field| match field.kind {
            Kind::Record(_) => choices(field).is_some_and(|items| items.len() == usize::from(field.required)),
            _ => false,
        });
        let settled = settled.iter().filter_map(|field| Some((field.name, choices(field)?.first()?.value)));
        let form = Form { fields: &fields, values: &filled.values, invalid: &filled.wrong, lists: &chosen };
        let token = match filled.values.get("once") {
            "" => session::new_token()?,
            token => token.to_owned(),
        };
        let despite = filled.wrong.iter().find(|wrong| wrong.field == "despite");
        let title = match self.record {
            Some(_) => format!("change {}", self.sort.label.to_lowercase()),
            None => format!("add {}", self.sort.label.to_lowercase()),
        };
        let key = self.key();
        let content = html! {
            input type="hidden" name="once" value=(token);
            input type="hidden" name="version" value=(filled.values.get("version"));
            @for (name, value) in settled { input type="hidden" name=(name) value=(value); }
            (form.fields())
            @if let Some(despite) = despite {
                (ui::text_input(
                    &Question::new("despite", "Why is it right all the same?").error(Some(despite.reason.as_str())),
                    &TextInput { value: filled.values.get("despite"), ..TextInput::default() },
                ))
            }
            div class="govuk-button-group" {
                (ui::button(&Button::submit("Save")))
                @if self.record.is_none() && self.sort.key == "interaction" {
                    (ui::button(&Button::submit("Save and add another").secondary().sends("another", "1")))
                }
                @if key.is_some() { (drafts::button()) }
            }
        };
        let action = self.action(place);
        let form_of = match &key {
            Some(key) => key.form(place, &action, &content),
            None => place.form(&action, &content),
        };
        let main = html! {
            @if let Some((theirs, by)) = &filled.theirs { (self.both(theirs, by, filled, &chosen)) }
            @else { (form.summary()) }
            @if let (Some(key), Some(at)) = (&key, filled.typed) { (key.restored(place, at)) }
            div class="wm-narrow" { (self.which(place)?) (form_of) }
            @if let Some(past) = self.past(place)? { (past) }
        };
        self.about.page(place, self.tab(), &title, &main)
    }

    /// Which of several records alike it is, where the form does not say so itself: two follow-ups of one leaving differ in when they are asked.
    fn which(&self, place: &Place) -> Result<Markup, Instead> {
        let Some(record) = self.record.filter(|_| self.sort.key == "follow-up") else { return Ok(html! {}) };
        let found = place.app.workspace().read(|reader| keeping::find::<FollowUp>(reader, &place.scope(), record))?;
        Ok(html! {
            @if let Some(one) = found {
                p class="govuk-body" {
                    strong { (people::label_of(leaving::STAGE, &one.stage)) } ": to be asked on " (day(one.due)) ". What was so from " (day(one.opens))
                    " to " (day(one.closes)) " counts."
                }
            }
        })
    }

    /// What was done to the record until now, for those who may see histories.
    fn past(&self, place: &Place) -> Result<Option<Markup>, Instead> {
        let Some(record) = self.record else { return Ok(None) };
        history::of_record(place, self.sort.table.name, record, Some(self.about.seen.id()))
    }

    /// What somebody else has made of the record meanwhile, beside what stands in the form.
    fn both(&self, theirs: &Held, by: &str, filled: &Filled, lists: &[(&str, &[Item<'_>])]) -> Markup {
        let label = |field: &Field, text: &str| {
            let items = lists.iter().find(|(name, _)| *name == field.name).map_or(&[][..], |(_, items)| items);
            match field.kind {
                Kind::Choice(choices) => people::label_of(choices, text).to_owned(),
                _ => items
                    .iter()
                    .find(|item| item.value == text)
                    .map_or_else(|| text.to_owned(), |item| item.label.to_owned()),
            }
        };
        let fields = self.sort.fields_in(self.entry, self.record.is_none());
        let rows = fields.iter().filter_map(|field| {
            let now = theirs.texts.iter().find(|(name, _)| *name == field.name).map_or("", |(_, text)| text.as_str());
            let mine = filled.values.get(field.name);
            (now != mine)
                .then(|| vec![html! { (field.label) }, html! { (label(field, now)) }, html! { (label(field, mine)) }])
        });
        let rows: Vec<Vec<Markup>> = rows.collect();
        let who = if by.is_empty() { "Somebody else" } else { by };
        let text =
            format!("{who} has changed this meanwhile. Nothing was saved yet: look at both, and save what is right.");
        html! {
            (ui::error_summary(&[Error { text, control: None }]))
            (ui::table(&ui::Table {
                caption: "What differs",
                columns: ["", "As it is now", "As you have it below"].into_iter().map(Column::text).collect(),
                rows,
                ..ui::Table::default()
            }))
        }
    }

    /// The page on which such records stand.
    fn tab(&self) -> &'static str {
        match self.sort.key {
            "need" | "barrier" | "barrier-note" | "support" => "needs",
            "plan" | "goal" | "action" | "review" => "plan",
            "assessment" | "move" | "capacity" => "measures",
            "outcome" | "leaving" | "follow-up" | "placement" => "outcomes",
            "referral" | "referral-between" => "referrals",
            "consent" | "enrolment" | "details" | "contact" | "equality" | "characteristics" => "details",
            _ => "",
        }
    }

    /// The page to which one comes after saving.
    fn after(&self, place: &Place, made: &records::submissions::Made, another: bool) -> Response {
        let path =
            if another { self.about.path(&format!("add/{}", self.sort.key)) } else { self.about.path(self.tab()) };
        Redirect::to(&undo::after(&place.about(&path), made)).into_response()
    }
}

/// What may be chosen in the fields of a form: a value and its label.
struct Lists<'a> {
    entry: &'a Entry,
    whole: Whole,
    workers: Vec<(String, String)>,
    records: Vec<(&'static str, String, String)>,
    terms: Vec<(&'a str, String, &'a str)>,
}

impl<'a> Lists<'a> {
    fn of(place: &Place, writing: &Writing<'a>) -> Result<Self, Instead> {
        let (workspace, scope, entry) = (place.app.workspace(), place.scope(), writing.entry);
        let programme = entry.programme.id;
        let (whole, colleagues, invited) = workspace.read(|reader| {
            let whole = people::page(reader, &scope, writing.about.seen.id())?;
            let assigned = whole.iter().flat_map(|whole| &whole.assignments).map(|one| one.worker);
            let invited = assignments::names(reader, assigned)?;
            Ok((whole, assignments::workers(reader, workspace, &scope, programme, None)?, invited))
        })?;
        let whole = whole.ok_or_else(nobody)?;
        // Colleagues, and those of other partners who work with this person.
        let colleagues = colleagues.into_iter().map(|worker| (worker.name, worker.user.to_string()));
        let mut workers: Vec<(String, String)> =
            colleagues.chain(invited.into_iter().map(|(user, name)| (name, user.to_string()))).collect();
        workers.sort();
        workers.dedup();
        let workers = workers.into_iter().map(|(name, user)| (user, name)).collect();
        let terms = entry.terms.iter().filter(|term| !term.retired);
        let terms = terms.map(|term| (term.vocabulary.as_str(), term.id.to_string(), term.label.as_str())).collect();
        let mut lists = Self { entry, whole, workers, records: Vec::new(), terms };
        lists.records = lists.referred();
        Ok(lists)
    }

    /// The person's own records that others can refer to.
    fn referred(&self) -> Vec<(&'static str, String, String)> {
        let here = self.entry.programme.id;
        let term =
            |id: Id| self.entry.terms.iter().find(|term| term.id == id).map_or("", |term| &term.label).to_owned();
        let whole = &self.whole;
        let needs = whole.needs.iter().filter(|need| need.programme == here);
        let barriers = whole.barriers.iter().filter(|barrier| barrier.programme == here);
        let plans = whole.plans.iter().filter(|plan| plan.programme == here && plan.closed.is_none());
        let goals = whole.goals.iter().filter(|goal| goal.programme == here);
        let areas = self.entry.areas.iter().filter(|area| !area.retired);
        areas
            .map(|area| ("area", area.id.to_string(), area.label.clone()))
            .chain(needs.map(|need| ("need", need.id.to_string(), term(need.need))))
            .chain(barriers.map(|barrier| ("barrier", barrier.id.to_string(), term(barrier.barrier))))
            .chain(plans.map(|plan| {
                ("plan", plan.id.to_string(), format!("Plan of {}", crate::pages::words::day(plan.started)))
            }))
            .chain(goals.map(|goal| ("goal", goal.id.to_string(), goal.specific.clone())))
            .collect()
    }

    fn of_field(&self, field: &Field) -> Option<Vec<Item<'_>>> {
        match field.kind {
            Kind::Term(vocabulary) => {
                let terms = self.terms.iter().filter(|(known, ..)| *known == vocabulary);
                Some(terms.map(|(_, id, label)| Item::new(id, label)).collect())
            }
            Kind::Record("user_account") => Some(self.workers.iter().map(|(id, name)| Item::new(id, name)).collect()),
            Kind::Record(table) => {
                let records = self.records.iter().filter(|(known, ..)| *known == table);
                Some(records.map(|(_, id, label)| Item::new(id, label)).collect())
            }
            _ => None,
        }
    }
}

/// The form for a new record; the address may say what stands in it.
pub(super) async fn add(Path((person, kind)): Path<(String, String)>, place: Place) -> Result<Markup, Instead> {
    place
        .work(move |place| {
            let about = About::find(place, &person)?;
            let writing = Writing::of(place, &about, &kind, None)?;
            let values: Values = writing.sort.at_first(place.app.workspace(), &place.actor()).into_iter().collect();
            writing.page(place, &writing.resumed(place, values)?)
        })
        .await
}

/// The form for a record that is there.
pub(super) async fn change(
    Path((person, kind, record)): Path<(String, String, String)>,
    place: Place,
) -> Result<Markup, Instead> {
    place
        .work(move |place| {
            let about = About::find(place, &person)?;
            let id: Id = record.parse().map_err(|_| nobody())?;
            let mut writing = Writing::of(place, &about, &kind, Some(id))?;
            let held = found(place, &writing, id)?;
            writable(place, &held)?;
            writing.entry = place.catalogue.entry(held.place.programme).ok_or_else(nobody)?;
            looked(place, &writing, &held)?;
            let mut values: Values = held.texts.into_iter().collect();
            values.set("version", held.version);
            writing.page(place, &writing.resumed(place, values)?)
        })
        .await
}

/// Notes that special-category details, a need or a barrier are looked at in a form. What is not noted is not seen.
fn looked(place: &Place, writing: &Writing<'_>, held: &Held) -> Result<(), Instead> {
    let fields = writing.sort.fields_in(writing.entry, false);
    let special = fields.iter().filter(|field| field.privacy == Privacy::Special).map(|field| field.name);
    let known = |name: &&str| held.texts.iter().any(|(known, text)| known == name && !text.is_empty());
    let views = [(writing.about.seen.id(), special.filter(known).chain(writing.sort.noted()).collect())];
    Ok(people::viewed(place.app.workspace(), &place.actor(), &views, "form to change them")?)
}

/// The record, if it is one about this person: nobody writes into somebody else's record by a changed address.
fn found(place: &Place, writing: &Writing<'_>, id: Id) -> Result<Held, Instead> {
    let (workspace, scope) = (place.app.workspace(), place.scope());
    let held = workspace.read(|reader| writing.sort.find(reader, &scope, id))?;
    held.filter(|held| held.place.person == writing.about.seen.id()).ok_or_else(nobody)
}

/// Refuses a record of another partner, which only that one changes, before anything is typed.
fn writable(place: &Place, held: &Held) -> Result<(), Instead> {
    let at = held.place;
    if keeping::writes(&place.scope(), at.programme, at.partner) {
        return Ok(());
    }
    let of = at.partner.and_then(|id| super::partner(&place.catalogue, at.programme, id));
    let of = of.unwrap_or_else(|| "another partner".to_owned());
    Err(records::Error::Refused(format!("this was recorded by {of}, and only they change it: tell them what is wrong"))
        .into())
}

pub(super) async fn added(
    State(app): State<App>,
    Path((person, kind)): Path<(String, String)>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || sent(&place, &person, &kind, None, pairs)).await
}

pub(super) async fn changed(
    State(app): State<App>,
    Path((person, kind, record)): Path<(String, String, String)>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || sent(&place, &person, &kind, Some(record.parse().map_err(|_| nobody())?), pairs)).await
}

fn sent(
    place: &Place,
    person: &str,
    kind: &str,
    record: Option<Id>,
    pairs: Vec<(String, String)>,
) -> Result<Response, Instead> {
    let about = About::find(place, person)?;
    let mut writing = Writing::of(place, &about, kind, record)?;
    if let Some(id) = record {
        let held = found(place, &writing, id)?;
        writable(place, &held)?;
        writing.entry = place.catalogue.entry(held.place.programme).ok_or_else(nobody)?;
    }
    let another = pairs.iter().any(|(name, _)| name == "another");
    let key = writing.key();
    if let Some(key) = key.as_ref().filter(|_| pairs.iter().any(|(name, _)| name == drafts::KEEP)) {
        key.keep(place, &pairs)?;
        return Ok(Redirect::to(&place.about(&about.path(writing.tab()))).into_response());
    }
    let once = drafts::once(&pairs);
    let mut values = Values::sent(&writing.sort.fields_in(writing.entry, record.is_none()), pairs);
    let (workspace, actor) = (place.app.workspace(), place.actor());
    let text = |name: &str| values.get(name).to_owned();
    let version = values.get("version");
    let despite = Some(values.get("despite")).filter(|why| !why.is_empty());
    let saved = match record {
        None => writing.sort.add(workspace, &actor, &once, writing.place(), &text, despite).map(Changed::Done),
        Some(id) => writing.sort.change(workspace, &actor, &once, version, id, &text, despite),
    };
    let (status, filled) = match saved {
        Ok(Changed::Done(made)) => {
            if let Some(key) = &key {
                key.clear(place)?;
            }
            return Ok(writing.after(place, &made, another));
        }
        Ok(Changed::Conflict { theirs, by, .. }) => {
            values.set("version", theirs.version.clone());
            values.set("once", "");
            (StatusCode::CONFLICT, Filled { values, wrong: Vec::new(), theirs: Some((theirs, by)), typed: None })
        }
        Err(records::Error::Invalid(wrong)) => {
            (StatusCode::BAD_REQUEST, Filled { values, wrong, theirs: None, typed: None })
        }
        Err(records::Error::Refused(why)) => {
            values.set("once", "");
            let wrong = vec![Invalid::new("", "", crate::instead::capital(&why))];
            (StatusCode::BAD_REQUEST, Filled { values, wrong, theirs: None, typed: None })
        }
        Err(other) => return Err(other.into()),
    };
    Ok((status, writing.page(place, &filled)?).into_response())
}

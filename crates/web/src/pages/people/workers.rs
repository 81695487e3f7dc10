//! Who works with a person: assigned, handed over, stood in for.

use super::asking::{Asking, date};
use super::subject::{Subject, on};
use super::{About, nobody, partner};
use crate::pages::place::Place;
use crate::pages::words::day;
use crate::ui::form::Values;
use crate::ui::{self, Button, Colour, Item};
use crate::{App, Instead};
use axum::Form as Sent;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base::{Act, Date, Field, Id, Invalid, Kind};
use maud::{Markup, html};
use records::assignments::{self, Assignment, ROLE};
use records::keeping::Sight;
use records::people::label_of;
use std::collections::HashMap;

const WORKER: Field = Field::new("worker_id", "Who", Kind::Record("user_account"));
const INVITED: Field = Field::new("email", "Or somebody of another partner: their work e-mail", Kind::Text)
    .help("They are so invited in: until the last day of the assignment they see what is recorded of the person in this programme, and you see that they work with them.");
const NOTE: Field = Field::new("note", "What they must know", Kind::LongText)
    .help("What was promised, what to be careful of, and how the person likes to be reached.");

const ASSIGN: &[Field] = &[
    WORKER,
    INVITED,
    Field::new("role", "As", Kind::Choice(ROLE)).required(),
    Field::new("from", "From", Kind::Date).required(),
    NOTE,
];
const HAND_OVER: &[Field] = &[
    Field::new("worker_id", "Who takes over", Kind::Record("user_account")).required(),
    Field::new("from", "From", Kind::Date).required().help(
        "The one before works with them until the day before. Meetings planned from then on, and what the one before was still to do, go to \
         whoever takes over.",
    ),
    NOTE,
];
const COVER: &[Field] = &[
    Field::new("worker_id", "Who stands in", Kind::Record("user_account")).required(),
    Field::new("from", "From", Kind::Date).required(),
    Field::new("until", "Until", Kind::Date).required().help(
        "The last day. The assignment itself goes on; meanwhile whoever stands in finds on their home page what waits for the one who is away.",
    ),
    NOTE,
];
const END: &[Field] = &[Field::new("from", "Last day", Kind::Date).required(), NOTE];

/// Everybody who works and worked with the person.
pub(super) fn show(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    let subject = Subject::of(place, about)?;
    let today = place.app.workspace().clock().today();
    let names = subject.names(subject.whole.assignments.iter().map(|one| one.worker))?;
    let answers = answers_for(place, about)?;
    let (past, now): (Vec<&Assignment>, Vec<&Assignment>) =
        subject.whole.assignments.iter().partition(|one| one.end.is_some_and(|end| end < today));
    let now = now.into_iter().map(|one| line(&subject, one, &names, today, answers));
    let past = past.into_iter().map(|one| line(&subject, one, &names, today, false));
    let columns = ["Who", "As", "From", "Until", "Handover note", "Change"];
    let main = html! {
        @if answers { (ui::button(&Button::link("Assign somebody", &subject.at("assign", &[])))) }
        (subject.table("Who works with them", &columns, now.collect(), "Nobody is assigned to them now."))
        (subject.table("Before", &columns[..5], past.map(|mut row| { row.truncate(5); row }).collect(), "Nobody else yet."))
    };
    Ok(about.page(place, "workers", "who works with them", &main)?.into_response())
}

/// Whether the viewer may say who works with them.
pub(super) fn answers_for(place: &Place, about: &About<'_>) -> Result<bool, Instead> {
    let Some(programme) = about.programme(place) else { return Ok(false) };
    let (workspace, scope) = (place.app.workspace(), place.scope());
    if !about.may(place, Act::Record)? {
        return Ok(false);
    }
    Ok(workspace.read(|reader| assignments::answers_for(reader, workspace, &scope, about.seen.id(), programme))?)
}

fn line(
    subject: &Subject<'_>,
    one: &Assignment,
    names: &HashMap<Id, String>,
    today: Date,
    changes: bool,
) -> Vec<Markup> {
    let name = names.get(&one.worker).map_or("A worker", String::as_str);
    let of = one.partner.and_then(|id| partner(&subject.place.catalogue, one.programme, id));
    let covered = one.covers.and_then(|id| subject.whole.assignments.iter().find(|other| other.id == id));
    let covered = covered.and_then(|covered| names.get(&covered.worker));
    let way = |act: &str| subject.at(&format!("workers/{}/{act}", one.id), &[]);
    vec![
        html! {
            (name) @if let Some(of) = of { ", " (of) }
            @if one.in_force(today) { " " (ui::tag("Now", Colour::Green)) }
            @else if one.start > today { " " (ui::tag("Arranged", Colour::Plain)) }
        },
        html! {
            (label_of(ROLE, &one.role))
            @if let Some(covered) = covered { ", standing in for " (covered) }
        },
        html! { (day(one.start)) },
        on(one.end, "Goes on"),
        html! { (one.handover.as_deref().unwrap_or_default()) },
        html! {
            @if changes {
                ul class="govuk-list wm-ways" {
                    @if one.covers.is_none() {
                        li { a class="govuk-link" href=(way("hand-over")) { "Hand over" span class="govuk-visually-hidden" { " from " (name) } } }
                        li { a class="govuk-link" href=(way("cover")) { "Arrange cover" span class="govuk-visually-hidden" { " for " (name) } } }
                    }
                    li { a class="govuk-link" href=(way("end")) { "End" span class="govuk-visually-hidden" { " the work of " (name) } } }
                }
            }
        },
    ]
}

/// What is done with an assignment, or (none) a new one.
struct Doing {
    path: String,
    /// The assignment with its worker's name.
    on: Option<(Assignment, String)>,
    workers: Vec<(String, String)>,
    title: &'static str,
    fields: &'static [Field],
    button: &'static str,
}

impl Doing {
    fn of(place: &Place, about: &About<'_>, what: Option<(&str, &str)>) -> Result<Self, Instead> {
        if !answers_for(place, about)? {
            return Err(Instead::from(records::Error::Refused(
                "only the partner that enrolled them, or one that works with them already, says who works with them"
                    .to_owned(),
            )));
        }
        let (workspace, scope) = (place.app.workspace(), place.scope());
        let programme = about.programme(place).ok_or_else(nobody)?;
        let (title, fields, button) = match what.map(|(_, act)| act) {
            None => ("assign somebody", ASSIGN, "Assign"),
            Some("hand-over") => ("hand over", HAND_OVER, "Hand over"),
            Some("cover") => ("cover", COVER, "Arrange cover"),
            Some("end") => ("end an assignment", END, "End it"),
            Some(_) => return Err(nobody()),
        };
        let on = match what {
            None => None,
            Some((id, _)) => {
                let id: Id = id.parse().map_err(|_| nobody())?;
                let all = workspace.read(|reader| {
                    Sight::of(reader, &scope, about.seen.id())?.list_answered_for::<Assignment>(reader)
                })?;
                let found = all.into_iter().find(|found| found.id == id).ok_or_else(nobody)?;
                let names = workspace.read(|reader| assignments::names(reader, [found.worker]))?;
                let name = names.get(&found.worker).cloned().unwrap_or_default();
                Some((found, name))
            }
        };
        let of = on.as_ref().map_or(programme, |(found, _)| found.programme);
        let own = on.as_ref().and_then(|(found, _)| found.partner);
        let workers = workspace.read(|reader| assignments::workers(reader, workspace, &scope, of, own))?;
        let mut workers: Vec<(String, String)> = workers
            .into_iter()
            .filter(|worker| on.as_ref().is_none_or(|(found, _)| found.worker != worker.user))
            .map(|worker| {
                let of = partner(&place.catalogue, of, worker.partner).unwrap_or_default();
                (worker.user.to_string(), if own.is_some() { worker.name } else { format!("{}, {of}", worker.name) })
            })
            .collect();
        workers.dedup();
        let path = what.map_or_else(|| "assign".to_owned(), |(id, act)| format!("workers/{id}/{act}"));
        Ok(Self { path, on, workers, title, fields, button })
    }

    fn with<T>(&self, done: impl FnOnce(&Asking<'_>) -> T) -> T {
        let items: Vec<Item<'_>> = self.workers.iter().map(|(id, name)| Item::new(id, name)).collect();
        let above = html! {
            @if let Some((found, name)) = &self.on {
                (ui::paragraph(&format!("{}: {name}, since {}.", label_of(ROLE, &found.role), day(found.start))))
            }
        };
        done(&Asking {
            tab: "workers",
            path: &self.path,
            title: self.title,
            above,
            fields: self.fields,
            lists: &[("worker_id", &items)],
            button: self.button,
        })
    }

    fn done(
        &self,
        place: &Place,
        about: &About<'_>,
        values: &Values,
    ) -> Result<records::submissions::Made, records::Error> {
        let (workspace, actor, token) = (place.app.workspace(), place.actor(), values.get("once"));
        let fault = |wrong: Invalid| records::Error::Invalid(vec![wrong]);
        let from = date(values, "from").map_err(fault)?;
        let note = values.get("note");
        let worker = || {
            let id = values.get("worker_id").parse::<Id>();
            id.map_err(|_| fault(Invalid::new("worker_id", "", "choose somebody")))
        };
        let Some((found, _)) = &self.on else {
            let programme =
                about.programme(place).ok_or_else(|| records::Error::Refused("they are in no programme".to_owned()))?;
            let role = values.get("role");
            let email = values.get("email");
            let worker = match values.get("worker_id") {
                "" if !email.is_empty() => {
                    let found = workspace
                        .read(|reader| assignments::worker_with(reader, workspace, programme, email))?
                        .map(|worker| worker.user);
                    let unknown =
                        || fault(Invalid::new("email", email, "nobody with this address works in this programme"));
                    found.ok_or_else(unknown)?
                }
                _ => worker()?,
            };
            let told = Assignment {
                handover: Some(note.to_owned()).filter(|note| !note.is_empty()),
                ..Assignment::new(about.seen.id(), programme, worker, role, from)
            };
            return assignments::assign(workspace, &actor, token, &told);
        };
        match self.fields {
            fields if fields == HAND_OVER => {
                assignments::hand_over(workspace, &actor, token, found.id, worker()?, from, note)
            }
            fields if fields == COVER => {
                let until = date(values, "until").map_err(fault)?;
                assignments::cover(workspace, &actor, token, found.id, worker()?, (from, until), note)
            }
            _ => assignments::release(workspace, &actor, token, found.id, from, note),
        }
    }
}

fn asked(place: &Place, person: &str, what: Option<(&str, &str)>) -> Result<Markup, Instead> {
    let about = About::find(place, person)?;
    let doing = Doing::of(place, &about, what)?;
    let today = place.app.workspace().clock().today().to_string();
    let mut values: Values = [("from", today.as_str())].into_iter().collect();
    if what.is_none() {
        values.set("role", place.query.get("role").unwrap_or("keyworker"));
    }
    doing.with(|asking| asking.page(place, &about, &values, &[]))
}

fn sent(
    place: &Place,
    person: &str,
    what: Option<(&str, &str)>,
    pairs: Vec<(String, String)>,
) -> Result<Response, Instead> {
    let about = About::find(place, person)?;
    let doing = Doing::of(place, &about, what)?;
    let values = Values::sent(doing.fields, pairs);
    let made = doing.done(place, &about, &values);
    doing.with(|asking| asking.answer(place, &about, &values, made))
}

pub(super) async fn assign(Path(person): Path<String>, place: Place) -> Result<Markup, Instead> {
    place.work(move |place| asked(place, &person, None)).await
}

pub(super) async fn assigned(
    State(app): State<App>,
    Path(person): Path<String>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || sent(&place, &person, None, pairs)).await
}

pub(super) async fn change(
    Path((person, assignment, act)): Path<(String, String, String)>,
    place: Place,
) -> Result<Markup, Instead> {
    place.work(move |place| asked(place, &person, Some((&assignment, &act)))).await
}

pub(super) async fn changed(
    State(app): State<App>,
    Path((person, assignment, act)): Path<(String, String, String)>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || sent(&place, &person, Some((&assignment, &act)), pairs)).await
}

//! Leaving and coming back.

use super::asking::{Asking, choice, date};
use super::subject::Subject;
use super::{About, nobody, workers};
use crate::pages::place::Place;
use crate::pages::words::day;
use crate::ui::form::Values;
use crate::ui::{self, Item};
use crate::{App, Instead};
use axum::Form as Sent;
use axum::extract::{Path, State};
use axum::response::Response;
use base::{Field, Invalid, Kind};
use definition::Vocabulary;
use maud::{Markup, html};
use records::leaving::{self, Leaving, REASON};
use records::programmes::Entry;

const LEAVE: &[Field] = &[
    Field::new("date", "Last day", Kind::Date).required(),
    Field::new("reason", "Why they leave", Kind::Choice(REASON)).required(),
    Field::new("destination_id", "Where to", Kind::Term("destination"))
        .help("What they go on to do, as far as it is known today; it is asked again in four weeks and in six months."),
    Field::new("plan", "Plan at leaving", Kind::LongText)
        .help("What they mean to do next, and who helps them with it."),
    Field::new("note", "Note", Kind::LongText),
];
const RETURN: &[Field] = &[Field::new("date", "They came back on", Kind::Date).required()];

/// Which of the two forms.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Out,
    Back,
}

struct Form<'a> {
    entry: &'a Entry,
    way: Way,
    destinations: Vec<(String, &'a str)>,
    open: Markup,
}

impl<'a> Form<'a> {
    fn of(place: &'a Place, about: &'a About<'a>, way: Way) -> Result<Self, Instead> {
        if !workers::answers_for(place, about)? {
            return Err(Instead::from(records::Error::Refused(
                "only the partner that enrolled them, or one that works with them, says that they leave or come back"
                    .to_owned(),
            )));
        }
        let subject = Subject::of(place, about)?;
        let entry = subject.entry().ok_or_else(nobody)?;
        let terms = entry.terms(Vocabulary::Destination).filter(|term| !term.retired);
        let destinations = terms.map(|term| (term.id.to_string(), term.label.as_str())).collect();
        let open = if way == Way::Out {
            still_open(&subject, entry)
        } else {
            html! {}
        };
        Ok(Self { entry, way, destinations, open })
    }

    fn fields(&self) -> &'static [Field] {
        if self.way == Way::Out { LEAVE } else { RETURN }
    }

    fn with<T>(&self, done: impl FnOnce(&Asking<'_>) -> T) -> T {
        let items: Vec<Item<'_>> = self.destinations.iter().map(|(id, label)| Item::new(id, label)).collect();
        let out = self.way == Way::Out;
        let back = "Support goes on from that day. Follow-ups that nobody has answered yet are no longer asked for; the first day of support stays as it is.";
        done(&Asking {
            tab: "outcomes",
            path: if out { "leave" } else { "return" },
            title: if out { "leaving" } else { "coming back" },
            above: if out { self.open.clone() } else { ui::paragraph(back) },
            fields: self.fields(),
            lists: &[("destination_id", &items)],
            button: if out { "Record that they leave" } else { "Record that they came back" },
        })
    }

    fn done(
        &self,
        place: &Place,
        about: &About<'_>,
        values: &Values,
    ) -> Result<records::submissions::Made, records::Error> {
        let (workspace, actor, token) = (place.app.workspace(), place.actor(), values.get("once"));
        let (person, programme) = (about.seen.id(), self.entry.programme.id);
        let fault = |wrong: Invalid| records::Error::Invalid(vec![wrong]);
        let on = date(values, "date").map_err(fault)?;
        if self.way == Way::Back {
            return leaving::come_back(workspace, &actor, token, person, programme, on).map_err(at_the_date);
        }
        let text = |name: &str| Some(values.get(name).to_owned()).filter(|text| !text.is_empty());
        let destination = choice(values, "destination_id").map_err(fault)?;
        let told = Leaving {
            plan: text("plan"),
            note: text("note"),
            ..Leaving::new(person, programme, on, values.get("reason"))
        };
        leaving::leave(workspace, &actor, token, &told, destination).map_err(at_the_date)
    }
}

/// What is wrong with the enrolment's dates is said at the form's date.
fn at_the_date(error: records::Error) -> records::Error {
    let records::Error::Invalid(mut wrong) = error else { return error };
    for fault in &mut wrong {
        if matches!(fault.field, "end_date" | "reentry_date") {
            *fault = Invalid::new("date", fault.value.clone(), fault.reason.clone());
        }
    }
    records::Error::Invalid(wrong)
}

/// What is still open, with the way to each: it is closed with the leaving, or better seen to first.
fn still_open(subject: &Subject<'_>, entry: &Entry) -> Markup {
    let (whole, here) = (&subject.whole, entry.programme.id);
    let mut open: Vec<(&str, String)> = Vec::new();
    for need in whole.needs.iter().filter(|need| need.programme == here && need.met.is_none()) {
        let urgent = if need.urgent { "Urgent need" } else { "Need" };
        open.push(("needs", format!("{urgent}: {}", subject.term(here, need.need))));
    }
    for barrier in whole.barriers.iter().filter(|barrier| barrier.programme == here && barrier.removed.is_none()) {
        open.push(("needs", format!("Barrier: {}", subject.term(here, barrier.barrier))));
    }
    for goal in whole.goals.iter().filter(|goal| goal.programme == here && goal.is_open()) {
        open.push(("plan", format!("Goal: {}", goal.specific)));
    }
    for action in whole.actions.iter().filter(|action| action.programme == here && action.is_open()) {
        open.push(("plan", format!("Action: {}", action.what)));
    }
    for placement in whole.placements.iter().filter(|one| one.programme == here && one.end.is_none()) {
        open.push(("outcomes", format!("Placement with {}, until {}", placement.host, day(placement.until))));
    }
    for referral in whole.referrals.iter().filter(|one| one.programme == here && one.is_waiting()) {
        open.push(("referrals", format!("Referral of {}, not answered yet", day(referral.date))));
    }
    for meeting in whole.appointments.iter().filter(|meeting| meeting.programme == here && meeting.state == "planned") {
        open.push(("", format!("Appointment on {}", day(meeting.date))));
    }
    html! {
        @if open.is_empty() {
            (ui::paragraph("No need, barrier, goal, action or appointment of theirs is open."))
        } @else {
            div class="govuk-inset-text" {
                h2 class="govuk-heading-s" { "Still open" }
                ul class="govuk-list govuk-list--bullet" {
                    @for (page, text) in &open { li { (ui::link(ui::Link::new(text, &subject.at(page, &[])))) } }
                }
                p class="govuk-body" { "You can record the leaving all the same: open needs, barriers and goals stay as they are, and count as open." }
            }
        }
        (ui::paragraph("When they leave, their plan is closed and those who work with them cease to. They are asked in four weeks and in six months what became of them."))
    }
}

fn asked(place: &Place, person: &str, way: Way) -> Result<Markup, Instead> {
    let about = About::find(place, person)?;
    let form = Form::of(place, &about, way)?;
    let today = place.app.workspace().clock().today().to_string();
    let values: Values = [("date", today.as_str())].into_iter().collect();
    form.with(|asking| asking.page(place, &about, &values, &[]))
}

pub(super) async fn leave(Path(person): Path<String>, place: Place) -> Result<Markup, Instead> {
    place.work(move |place| asked(place, &person, Way::Out)).await
}

pub(super) async fn back(Path(person): Path<String>, place: Place) -> Result<Markup, Instead> {
    place.work(move |place| asked(place, &person, Way::Back)).await
}

fn sent(place: &Place, person: &str, way: Way, pairs: Vec<(String, String)>) -> Result<Response, Instead> {
    let about = About::find(place, person)?;
    let form = Form::of(place, &about, way)?;
    let values = Values::sent(form.fields(), pairs);
    let made = form.done(place, &about, &values);
    form.with(|asking| asking.answer(place, &about, &values, made))
}

pub(super) async fn left(
    State(app): State<App>,
    Path(person): Path<String>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || sent(&place, &person, Way::Out, pairs)).await
}

pub(super) async fn returned(
    State(app): State<App>,
    Path(person): Path<String>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || sent(&place, &person, Way::Back, pairs)).await
}

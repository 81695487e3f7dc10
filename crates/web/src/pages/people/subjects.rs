//! What is recorded about one person, subject by subject: needs and barriers, the plan, measures.

use super::{About, nobody, term};
use crate::Instead;
use crate::pages::place::Place;
use crate::pages::words::day;
use crate::ui::{self, Button, Column, Empty, Link};
use axum::response::{IntoResponse, Response};
use base::{Act, Date, Id, Privacy};
use maud::{Markup, html};
use records::assessments::travelled;
use records::ladder::Direction;
use records::people::{self, Page as Whole, label_of};
use records::{barriers, plans, support};

/// One page about a person, with all their records.
struct Subject<'a> {
    place: &'a Place,
    about: &'a About<'a>,
    whole: Whole,
    /// Whether the viewer may add to them.
    records: bool,
}

impl<'a> Subject<'a> {
    fn of(place: &'a Place, about: &'a About<'a>) -> Result<Self, Instead> {
        let (workspace, scope, id) = (place.app.workspace(), place.scope(), about.seen.id());
        let whole = workspace.read(|reader| people::page(reader, workspace, &scope, id))?.ok_or_else(nobody)?;
        let records = about.may(place, Act::Record)? && about.programme(place).is_some();
        Ok(Self { place, about, whole, records })
    }

    /// Whether what is said here in confidence may be read; where not, the reason stands in its place.
    fn reads(&self) -> bool {
        let programme = self.about.programme(self.place);
        programme.is_some_and(|programme| self.place.scope().reads(Privacy::Sensitive, programme))
    }

    fn page(&self, tab: &str, title: &str, main: &Markup) -> Result<Response, Instead> {
        let withheld = html! { (ui::inset(&html! { (Privacy::Sensitive.withheld()) })) };
        let main = if self.reads() { main } else { &withheld };
        Ok(self.about.page(self.place, tab, title, main)?.into_response())
    }

    fn term(&self, programme: Id, id: Id) -> String {
        term(&self.place.catalogue, programme, Some(id)).unwrap_or_default()
    }

    fn add(&self, kind: &str, text: &str, more: &str) -> Markup {
        let path = self.about.path(&format!("add/{kind}"));
        let href = self.place.about(&path);
        let href =
            if more.is_empty() { href } else { format!("{href}{}{more}", if href.contains('?') { '&' } else { '?' }) };
        html! { @if self.records { (ui::button(&Button::link(text, &href).secondary())) } }
    }

    fn change(&self, kind: &str, id: Id, what: &str) -> Markup {
        let href = self.place.about(&self.about.path(&format!("record/{kind}/{id}")));
        html! {
            @if self.records {
                a class="govuk-link" href=(href) { "Change" span class="govuk-visually-hidden" { " " (what) } }
            }
        }
    }

    fn table(&self, caption: &str, columns: &[&str], rows: Vec<Vec<Markup>>, none: &str) -> Markup {
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

fn on(date: Option<Date>, otherwise: &str) -> Markup {
    html! { (date.map_or_else(|| otherwise.to_owned(), day)) }
}

fn text(text: Option<&String>) -> Markup {
    html! { (text.map(String::as_str).unwrap_or_default()) }
}

/// Needs, barriers, and help with life at home.
pub(super) fn needs(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    let subject = Subject::of(place, about)?;
    let whole = &subject.whole;
    let needs = whole.needs.iter().map(|need| {
        let label = subject.term(need.programme, need.need);
        vec![
            html! { (label) @if need.urgent { " " (ui::tag("Urgent", ui::Colour::Red)) } },
            html! { (day(need.found)) },
            on(need.met, "Open"),
            text(need.note.as_ref()),
            subject.change("need", need.id, &label),
        ]
    });
    let stands = whole.barriers.iter().map(|barrier| {
        let label = subject.term(barrier.programme, barrier.barrier);
        let notes = whole.barrier_notes.iter().filter(|note| note.barrier == barrier.id);
        let log = subject.place.about(&subject.about.path("add/barrier-note"));
        let log = format!("{log}{}barrier_id={}", if log.contains('?') { '&' } else { '?' }, barrier.id);
        vec![
            html! { (label) },
            html! { (day(barrier.found)) },
            on(barrier.removed, "Stands"),
            html! {
                (text(barrier.note.as_ref()))
                @for note in notes {
                    p class="govuk-body-s" { (day(note.date)) ", " (label_of(barriers::LINE, &note.kind)) ": " (note.text) }
                }
                @if subject.records { p class="govuk-body-s" { (ui::link(Link::new("Add a line", &log))) } }
            },
            subject.change("barrier", barrier.id, &label),
        ]
    });
    let given = whole.support.iter().map(|given| {
        let label = label_of(support::KIND, &given.kind).to_owned();
        vec![
            html! { (label) @if let Some(what) = &given.what { ": " (what) } },
            html! { (day(given.date)) },
            html! { @if let Some(value) = given.value { "\u{a3}" (charts::number(value / 100)) "." (format!("{:02}", value % 100)) } },
            text(given.note.as_ref()),
            subject.change("support", given.id, &label),
        ]
    });
    let main = html! {
        (subject.add("need", "Add a need", ""))
        (subject.table("Needs", &["Need", "Found", "Met", "Note", "Change"], needs.collect(), "No need is recorded yet. Basic needs come before learning."))
        (subject.add("barrier", "Add a barrier", ""))
        (subject.table("Barriers", &["Barrier", "Found", "Removed", "Notes", "Change"], stands.collect(), "No barrier is recorded yet."))
        (subject.add("support", "Add home-life support", ""))
        (subject.table("Home-life support", &["What", "When", "Worth", "Note", "Change"], given.collect(), "Nothing has been given yet: a food parcel, advice, things, money."))
    };
    subject.page("needs", "needs", &main)
}

/// The plan: goals with who does what by when, agreement, reviews.
pub(super) fn plan(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    let subject = Subject::of(place, about)?;
    let whole = &subject.whole;
    let main = html! {
        @if whole.plans.is_empty() {
            (ui::empty(&Empty {
                title: "No plan yet",
                text: "A plan holds what was agreed: goals, who does what by when, and when to look at it again.",
                action: None,
            }))
            (subject.add("plan", "Begin a plan", ""))
        }
        @for plan in &whole.plans { (one_plan(&subject, plan)) }
    };
    subject.page("plan", "plan", &main)
}

fn one_plan(subject: &Subject<'_>, plan: &plans::Plan) -> Markup {
    let whole = &subject.whole;
    let more = format!("plan_id={}", plan.id);
    let goals: Vec<&plans::Goal> = whole.goals.iter().filter(|goal| goal.plan == plan.id).collect();
    let actions: Vec<&plans::Action> = whole.actions.iter().filter(|action| action.plan == plan.id).collect();
    let reviews = whole.reviews.iter().filter(|review| review.plan == plan.id);
    let reviews = reviews
        .map(|review| vec![html! { (day(review.date)) }, html! { (review.changed) }, text(review.present.as_ref())]);
    html! {
        section class="wm-plan" {
            h2 class="govuk-heading-m" { "Plan of " (day(plan.started)) @if let Some(closed) = plan.closed { ", closed " (day(closed)) } }
            p class="govuk-body" {
                @match (&plan.agreed_by, plan.agreed_on, &plan.disagreement) {
                    (Some(name), Some(date), _) => { "Agreed by " (name) " on " (day(date)) "." }
                    (_, _, Some(why)) => { "Not agreed: " (why) }
                    _ => { "The participant has not yet said whether they agree." }
                }
                @if let Some(review) = plan.next_review { " Next review: " (day(review)) "." }
                " " (subject.change("plan", plan.id, "the plan"))
            }
            @for goal in goals {
                div class="wm-goal" {
                    h3 class="govuk-heading-s" { (goal.specific) }
                    p class="govuk-body-s" {
                        @if let Some(horizon) = goal.horizon { (subject.term(goal.programme, horizon)) ". " }
                        @if let Some(area) = goal.area { (subject.term(goal.programme, area)) ". " }
                        "By " (day(goal.due)) ". " (label_of(plans::STATUS, &goal.status)) "."
                    }
                    ul class="govuk-list govuk-list--bullet" {
                        li { "How we will know: " (goal.measurable) }
                        li { "What makes it possible: " (goal.achievable) }
                        li { "Why it matters: " (goal.relevant) }
                        @for action in actions.iter().filter(|action| action.goal == Some(goal.id)) { li { (one_action(subject, action)) } }
                    }
                    p class="govuk-body-s" { (subject.change("goal", goal.id, "the goal")) }
                }
            }
            @let loose: Vec<_> = actions.iter().filter(|action| action.goal.is_none()).collect();
            @if !loose.is_empty() {
                h3 class="govuk-heading-s" { "Other actions" }
                ul class="govuk-list govuk-list--bullet" { @for action in loose { li { (one_action(subject, action)) } } }
            }
            @if plan.closed.is_none() {
                (subject.add("goal", "Add a goal", &more))
                (subject.add("action", "Add an action", &more))
                (subject.add("review", "Record a review", &more))
            }
            (subject.table("Reviews", &["When", "What has changed", "Who else was there"], reviews.collect(), "Not reviewed yet."))
        }
    }
}

fn one_action(subject: &Subject<'_>, action: &plans::Action) -> Markup {
    let who = match (action.owner.as_str(), &action.owner_name) {
        ("other", Some(name)) => name.clone(),
        (owner, _) => label_of(plans::OWNER, owner).to_owned(),
    };
    html! {
        (action.what) " (" (who)
        @if let Some(due) = action.due { ", by " (day(due)) }
        @if let Some(done) = action.done { ", done " (day(done)) }
        @if action.dropped.is_some() { ", dropped" }
        ") " (subject.change("action", action.id, &action.what))
    }
}

/// Measures: where they stand on the ladder and in areas of life, and how far they have come.
pub(super) fn measures(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    let subject = Subject::of(place, about)?;
    let whole = &subject.whole;
    let moves = whole.moves.iter().map(|step| {
        let entry = place.catalogue.entry(step.programme);
        let way = match entry.and_then(|entry| step.direction(entry)) {
            Some(Direction::Up) => "Up",
            Some(Direction::Skipped) => "Up, skipping a rung",
            Some(Direction::Down) => "Down",
            Some(Direction::Joined) | None => "Joined",
        };
        vec![
            html! { (subject.term(step.programme, step.rung)) },
            html! { (day(step.date)) },
            html! { (way) },
            text(step.note.as_ref()),
        ]
    });
    let come = travelled(&whole.assessments);
    let distance = come.iter().map(|come| {
        vec![
            html! { (subject.term(come.programme, come.area)) },
            html! { (come.first.1) " on " (day(come.first.0)) },
            html! { (come.last.1) " on " (day(come.last.0)) },
            html! { @match come.distance() { Some(way) => (format!("{way:+}")), None => "Asked once" } },
        ]
    });
    let main = html! {
        (subject.add("move", "Record a move on the ladder", ""))
        (ladder(&subject))
        (subject.table("Moves on the ladder", &["Rung", "When", "Way", "Note"], moves.collect(), "No move is recorded yet."))
        (subject.add("assessment", "Add an assessment", ""))
        (subject.table("Distance travelled", &["Area of life", "First", "Latest", "Change"], distance.collect(), "Nothing has been assessed yet."))
    };
    subject.page("measures", "measures", &main)
}

/// The rungs of the programme, with the one they stand on.
fn ladder(subject: &Subject<'_>) -> Markup {
    let Some(entry) = subject.about.programme(subject.place).and_then(|id| subject.place.catalogue.entry(id)) else {
        return html! {};
    };
    let here = subject.whole.moves.iter().find(|step| step.programme == entry.programme.id).map(|step| step.rung);
    let rungs = entry.terms.iter().filter(|term| term.vocabulary == "rung" && !term.retired);
    html! {
        @if here.is_some() {
            ol class="wm-ladder" {
                @for rung in rungs {
                    li aria-current=[(Some(rung.id) == here).then_some("step")] {
                        (rung.label) @if Some(rung.id) == here { " " (ui::tag("Here now", ui::Colour::Green)) }
                    }
                }
            }
        }
    }
}

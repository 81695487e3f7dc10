//! The plan: goals with who does what by when, how the participant takes it, looks back, and the copy that one hands over.

use super::asking::{Asking, date, saved};
use super::subject::{Subject, text};
use super::{About, nobody};
use crate::pages::place::{Page, Place};
use crate::pages::words::day;
use crate::ui::form::Values;
use crate::ui::{self, Button, Colour, Empty, Section};
use crate::{App, Instead};
use axum::Form as Sent;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base::{Act, Choice, Date, Field, Id, Invalid, Kind};
use maud::{Markup, html};
use records::barriers::LINE;
use records::keeping::{self, Saved};
use records::people::label_of;
use records::plans::{self, Action, Agreement, Goal, OWNER, Plan, STATUS};
use records::programmes::Term;
use std::collections::HashMap;

/// A person's plans with what belongs to them.
struct Plans<'a> {
    subject: Subject<'a>,
    /// What the users who do something are called.
    names: HashMap<Id, String>,
    today: Date,
}

impl<'a> Plans<'a> {
    fn of(place: &'a Place, about: &'a About<'a>) -> Result<Self, Instead> {
        let subject = Subject::of(place, about)?;
        let users = subject.whole.actions.iter().filter_map(|action| action.owner_user);
        let users = users.chain(subject.whole.assignments.iter().map(|one| one.worker));
        let names = subject.names(users)?;
        Ok(Self { subject, names, today: place.app.workspace().clock().today() })
    }

    /// The goals of a plan: those that are worked on first, the nearest first.
    fn goals(&self, plan: &Plan) -> Vec<&Goal> {
        let mut goals: Vec<&Goal> = self.subject.whole.goals.iter().filter(|goal| goal.plan == plan.id).collect();
        goals.sort_by_key(|goal| (!goal.is_open(), goal.due, goal.id));
        goals
    }

    /// The actions of a plan that serve this goal, or none: those still to be done first, the nearest first.
    fn actions(&self, plan: &Plan, goal: Option<Id>) -> Vec<&Action> {
        let of = |action: &&Action| action.plan == plan.id && action.goal == goal;
        let mut actions: Vec<&Action> = self.subject.whole.actions.iter().filter(of).collect();
        actions.sort_by_key(|action| (!action.is_open(), action.due.unwrap_or(Date::MAX), action.id));
        actions
    }

    fn owner(&self, action: &Action) -> String {
        let named = match action.owner.as_str() {
            "participant" => Some(self.subject.about.seen.name()),
            "user" => action.owner_user.and_then(|user| self.names.get(&user).cloned()),
            _ => action.owner_name.clone(),
        };
        named.unwrap_or_else(|| label_of(OWNER, &action.owner).to_owned())
    }

    /// Horizon and area of a goal, as far as they are said.
    fn kind(&self, goal: &Goal) -> Vec<String> {
        [goal.horizon, goal.area].into_iter().flatten().map(|id| self.subject.term(goal.programme, id)).collect()
    }

    fn agreement(&self, plan: &Plan) -> String {
        match (&plan.agreed_by, plan.agreed_on, &plan.disagreement) {
            (Some(name), Some(date), _) => format!("Agreed by {name} on {}.", day(date)),
            (_, _, Some(why)) => format!("{} does not agree: {why}", self.subject.about.seen.name()),
            _ => format!("{} has not yet said whether they agree.", self.subject.about.seen.name()),
        }
    }

    fn one(&self, plan: &Plan) -> Result<Markup, Instead> {
        let subject = &self.subject;
        let id = plan.id.to_string();
        let open = plan.closed.is_none();
        let reviews = subject.whole.reviews.iter().filter(|review| review.plan == plan.id).map(|review| {
            vec![
                html! { (day(review.date)) },
                html! { (review.changed) },
                text(review.present.as_ref()),
                subject.change("review", review, &format!("the review of {}", day(review.date))),
            ]
        });
        let reviews: Vec<_> = reviews.collect();
        let late = plan.next_review.is_some_and(|next| open && next < self.today);
        let agree = subject.at(&format!("agree/{id}"), &[]);
        let copy = subject.at(&format!("plan/{id}"), &[]);
        let ask = if plan.is_settled() { "Ask again whether they agree" } else { "Write down whether they agree" };
        let loose = self.actions(plan, None);
        Ok(html! {
            section class="wm-plan" aria-labelledby={ "plan-" (id) } {
                h2 class="govuk-heading-m" id={ "plan-" (id) } {
                    "Plan of " (day(plan.started)) @if let Some(closed) = plan.closed { ", closed " (day(closed)) }
                }
                p class="govuk-body" {
                    (self.agreement(plan))
                    @if let Some(next) = plan.next_review.filter(|_| open) {
                        " Next review: " (day(next)) "." @if late { " " (ui::tag("Overdue", Colour::Red)) }
                    }
                }
                ul class="govuk-list wm-ways" {
                    li { (ui::link(ui::Link::new("Copy to hand over", &copy))) }
                    @if subject.records {
                        @if open { li { (ui::link(ui::Link::new(ask, &agree))) } }
                        li { (subject.change("plan", plan, &format!("the plan of {}", day(plan.started)))) }
                    }
                }
                @for goal in self.goals(plan) { (self.goal(plan, goal)?) }
                @if !loose.is_empty() {
                    h3 class="govuk-heading-s" { "Other actions" }
                    (self.list(&loose)?)
                }
                @if open {
                    (subject.add("goal", "Add a goal", &format!("plan_id={id}")))
                    (subject.add("action", "Add an action", &format!("plan_id={id}")))
                    (subject.add("review", "Record a review", &format!("plan_id={id}")))
                }
                (subject.table("Reviews", &["When", "What has changed", "Who else was there", "Change"], reviews, "Not reviewed yet."))
            }
        })
    }

    fn goal(&self, plan: &Plan, goal: &Goal) -> Result<Markup, Instead> {
        let subject = &self.subject;
        let late = goal.is_open() && goal.due < self.today;
        let colour = match goal.status.as_str() {
            "achieved" => Colour::Green,
            "partly" => Colour::Yellow,
            "dropped" => Colour::Grey,
            _ => Colour::Plain,
        };
        let actions = self.actions(plan, Some(goal.id));
        let more = [("plan_id", plan.id.to_string()), ("goal_id", goal.id.to_string())];
        let more: Vec<(&str, &str)> = more.iter().map(|(name, id)| (*name, id.as_str())).collect();
        Ok(html! {
            div class="wm-goal" {
                h3 class="govuk-heading-s" { (goal.specific) }
                p class="govuk-body-s" {
                    (ui::tag(label_of(STATUS, &goal.status), colour)) " "
                    @for kind in self.kind(goal) { (kind) ". " }
                    "By " (day(goal.due)) "." @if late { " " (ui::tag("Overdue", Colour::Red)) }
                    @if let Some(on) = goal.status_on { " Since " (day(on)) "." }
                }
                (smart(goal))
                (self.barrier(goal))
                @if !actions.is_empty() { (self.list(&actions)?) }
                @if subject.records {
                    ul class="govuk-list wm-ways" {
                        @if plan.closed.is_none() {
                            li {
                                a class="govuk-link" href=(subject.at("add/action", &more)) {
                                    "Add an action" span class="govuk-visually-hidden" { " for: " (goal.specific) }
                                }
                            }
                        }
                        li { (subject.change("goal", goal, &format!("the goal: {}", goal.specific))) }
                    }
                }
            }
        })
    }

    /// The barrier that a goal is to remove, with what tutor and keyworker have told each other of it.
    fn barrier(&self, goal: &Goal) -> Markup {
        let whole = &self.subject.whole;
        let Some(barrier) = whole.barriers.iter().find(|barrier| Some(barrier.id) == goal.barrier) else {
            return html! {};
        };
        let lines = whole.barrier_notes.iter().filter(|line| line.barrier == barrier.id);
        let id = barrier.id.to_string();
        let add = self.subject.at("add/barrier-note", &[("barrier_id", &id)]);
        html! {
            p class="govuk-body-s" {
                "In the way: " (self.subject.term(barrier.programme, barrier.barrier)) ", "
                @match barrier.removed { Some(on) => { "removed " (day(on)) }, None => { "since " (day(barrier.found)) } }
                @if self.subject.records { " \u{b7} " (ui::link(ui::Link::new("Add a line about it", &add))) }
            }
            ul class="govuk-list govuk-list--bullet govuk-body-s" {
                @for line in lines { li { (day(line.date)) ", " (label_of(LINE, &line.kind)) ": " (line.text) } }
            }
        }
    }

    fn list(&self, actions: &[&Action]) -> Result<Markup, Instead> {
        let lines: Vec<Markup> = actions.iter().map(|action| self.action(action)).collect::<Result<_, _>>()?;
        Ok(html! { ul class="govuk-list wm-actions" { @for line in lines { (line) } } })
    }

    /// Who does what by when, with the button that ticks it off in place.
    fn action(&self, action: &Action) -> Result<Markup, Instead> {
        let late = action.is_open() && action.due.is_some_and(|due| due < self.today);
        let path = format!("tick/{}", action.id);
        let hidden = |word: &str| format!("{word}: {}", action.what);
        let open = self.subject.whole.plans.iter().any(|plan| plan.id == action.plan && plan.closed.is_none());
        let tick = match (self.subject.records && open, action.done, action.dropped) {
            (true, None, None) => {
                Some(self.subject.does(&path, &Button::submit("Done").secondary(), &[("done", "1")])?)
            }
            (true, Some(_), _) => Some(self.subject.does(&path, &Button::submit("Not done").secondary(), &[])?),
            _ => None,
        };
        let label = if action.done.is_some() { hidden("Not done") } else { hidden("Done") };
        Ok(html! {
            li class={ "wm-action" @if !action.is_open() { " wm-action--over" } } id={ "action-" (action.id) } {
                div class="wm-action__what" {
                    (action.what)
                    span class="wm-action__who" {
                        (self.owner(action))
                        @if let Some(due) = action.due { ", by " (day(due)) }
                        @if let (Some(remind), true) = (action.remind, action.is_open()) { ", reminder " (day(remind)) }
                        @if let Some(done) = action.done { ", done " (day(done)) }
                        @if let Some(dropped) = action.dropped { ", given up " (day(dropped)) }
                        @if late { " " (ui::tag("Overdue", Colour::Red)) }
                        " " (self.subject.change("action", action, &action.what))
                    }
                }
                @if let Some(tick) = tick { div class="wm-action__tick" role="group" aria-label=(label) { (tick) } }
            }
        })
    }
}

/// All five letters of SMART in plain words; the date stands above.
fn smart(goal: &Goal) -> Markup {
    html! {
        ul class="govuk-list govuk-list--bullet" {
            li { "How we will know: " (goal.measurable) }
            li { "What makes it possible: " (goal.achievable) }
            li { "Why it matters: " (goal.relevant) }
        }
    }
}

pub(super) fn show(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    let plans = Plans::of(place, about)?;
    let subject = &plans.subject;
    let open = subject.whole.plans.iter().any(|plan| plan.closed.is_none());
    let shown: Vec<Markup> = subject.whole.plans.iter().map(|plan| plans.one(plan)).collect::<Result<_, _>>()?;
    let main = html! {
        (first_needs(subject))
        @if shown.is_empty() {
            (ui::empty(&Empty {
                title: "No plan yet",
                text: "A plan holds what was agreed: goals, who does what by when, and when to look at it again.",
                action: None,
            }))
            @if subject.whole.needs.is_empty() && subject.whole.barriers.is_empty() && subject.whole.assessments.is_empty() {
                p class="govuk-body" {
                    "Nothing has been assessed yet. A plan begins with what they need and what stands in their way: "
                    (ui::link(ui::Link::new("write down needs and barriers first", &subject.at("needs", &[])))) "."
                }
            }
        }
        @if !open { (subject.add("plan", "Begin a plan", "")) }
        @for plan in shown { (plan) }
    };
    subject.page("plan", "plan", &main)
}

/// Basic needs come before learning: which urgent ones are open, and what follows.
fn first_needs(subject: &Subject<'_>) -> Markup {
    let Some(entry) = subject.entry() else { return html! {} };
    let urgent = subject.whole.needs.iter().filter(|need| need.urgent && need.met.is_none());
    let urgent = urgent.filter(|need| need.programme == entry.programme.id);
    let urgent: Vec<String> = urgent.map(|need| subject.term(need.programme, need.need).to_lowercase()).collect();
    let learning = |term: &&Term| !term.retired && entry.is_learning(term.id) && term.vocabulary == "goal-area";
    let areas: Vec<&str> = entry.terms.iter().filter(learning).map(|term| term.label.as_str()).collect();
    html! {
        @if !urgent.is_empty() {
            (ui::inset(&html! {
                p { "An urgent need is open: " (urgent.join(", ")) ". Basic needs come before learning."
                    @if !areas.is_empty() {
                        " A goal in these areas is refused until it is met, unless you say why it cannot wait: " (areas.join(", ")) "."
                    }
                }
                p { (ui::link(ui::Link::new("See to it under Needs", &subject.at("needs", &[])))) }
            }))
        }
    }
}

/// The copy of a plan that the participant takes home: it prints without the page around it.
pub(super) async fn copy(Path((person, plan)): Path<(String, String)>, place: Place) -> Result<Markup, Instead> {
    place
        .work(move |place| {
            let about = About::find(place, &person)?;
            let plans = Plans::of(place, &about)?;
            if !plans.subject.reads() {
                return Err(nobody());
            }
            let id: Id = plan.parse().map_err(|_| nobody())?;
            let plan = plans.subject.whole.plans.iter().find(|known| known.id == id).ok_or_else(nobody)?;
            Ok(document(place, &plans, plan))
        })
        .await
}

fn document(place: &Place, plans: &Plans<'_>, plan: &Plan) -> Markup {
    let (about, name) = (plans.subject.about, plans.subject.about.seen.name());
    let here = |one: &&records::assignments::Assignment| one.programme == plan.programme && one.in_force(plans.today);
    let workers = plans.subject.whole.assignments.iter().filter(here);
    let workers: Vec<&str> = workers.filter_map(|one| plans.names.get(&one.worker)).map(String::as_str).collect();
    let goals = plans.goals(plan);
    let loose = plans.actions(plan, None);
    let main = html! {
        article class="wm-document" {
            (ui::heading(&ui::Heading {
                title: &format!("{name}: my plan"),
                caption: place.catalogue.entry(plan.programme).map(|entry| entry.programme.name.as_str()),
                ..ui::Heading::default()
            }))
            p class="wm-document__screen" {
                button class="govuk-button wm-with-script" type="button" data-print="" { "Print" }
                " " (ui::link(ui::Link::new("Back to the plan", &place.about(&about.path("plan")))))
            }
            (ui::paragraph(&format!("Begun on {}. This copy was made on {}.", day(plan.started), day(plans.today))))
            @if !workers.is_empty() { (ui::paragraph(&format!("The people who work with me: {}.", workers.join(", ")))) }
            @if goals.is_empty() { (ui::paragraph("No goals are agreed yet.")) }
            @for goal in &goals {
                section class="wm-goal" {
                    h2 class="govuk-heading-m" { (goal.specific) }
                    p class="govuk-body" {
                        @for kind in plans.kind(goal) { (kind) ". " }
                        "By " (day(goal.due)) ". " (label_of(STATUS, &goal.status)) "."
                    }
                    (smart(goal))
                    (steps(plans, &plans.actions(plan, Some(goal.id))))
                }
            }
            @if !loose.is_empty() {
                h2 class="govuk-heading-m" { "Also" }
                (steps(plans, &loose))
            }
            @if let Some(next) = plan.next_review { (ui::paragraph(&format!("We look at this plan again on {}.", day(next)))) }
            (ui::paragraph(&plans.agreement(plan)))
            @if plan.agreed_on.is_none() {
                p class="wm-document__sign" { "Signed" span {} "Date" span {} }
            }
        }
    };
    let title = format!("{name}: copy of the plan");
    let page = Page { title: &title, section: Some(Section::People), entry: about.entry, ..Page::default() };
    place.page(&page, &main)
}

fn steps(plans: &Plans<'_>, actions: &[&Action]) -> Markup {
    let row = |action: &&Action| {
        let state = match (action.done, action.dropped) {
            (Some(done), _) => format!("Done {}", day(done)),
            (_, Some(_)) => "Given up".to_owned(),
            _ => String::new(),
        };
        vec![
            html! { (action.what) },
            html! { (plans.owner(action)) },
            html! { (action.due.map(day).unwrap_or_default()) },
            html! { (state) },
        ]
    };
    html! {
        @if !actions.is_empty() {
            (ui::table(&ui::Table {
                caption: "Who does what by when",
                columns: ["What", "Who", "By when", "Done"].into_iter().map(ui::Column::text).collect(),
                rows: actions.iter().map(row).collect(),
                cards: true,
                ..ui::Table::default()
            }))
        }
    }
}

/// Ticks an action off, or (without *done*) takes that back.
pub(super) async fn tick(
    State(app): State<App>,
    Path((person, action)): Path<(String, String)>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let about = About::find(&place, &person)?;
        let values = Values::sent(&[], pairs);
        let (workspace, actor, scope) = (place.app.workspace(), place.actor(), place.scope());
        let id: Id = action.parse().map_err(|_| nobody())?;
        let found = workspace.read(|reader| keeping::find::<Action>(reader, &scope, id))?;
        found.filter(|found| found.person == about.seen.id()).ok_or_else(nobody)?;
        let done = (!values.get("done").is_empty()).then(|| workspace.clock().today());
        let made = plans::tick(workspace, &actor, values.get("once"), id, done)?;
        Ok(saved(&place, &about, "plan", &made, &format!("action-{id}")))
    })
    .await
}

const AGREES: &[Choice] = &[Choice::new("yes", "Yes, they agree"), Choice::new("no", "No, not with all of it")];
const AGREE: &[Field] = &[
    Field::new("agrees", "Do they agree to the plan?", Kind::Choice(AGREES)).required(),
    Field::new("name", "Their name, as they write it", Kind::Text)
        .help("It stands for their signature, if they agree."),
    Field::new("date", "When did they say so?", Kind::Date),
    Field::new("disagreement", "What do they not agree with?", Kind::LongText)
        .help("In their own words, if they do not agree. A plan can be worked on all the same."),
];

/// The plan whose agreement is asked for, with the form.
fn agreement(place: &Place, about: &About<'_>, plan: &str) -> Result<Plan, Instead> {
    let (workspace, scope) = (place.app.workspace(), place.scope());
    if !about.may(place, Act::Record)? {
        return Err(nobody());
    }
    let id: Id = plan.parse().map_err(|_| nobody())?;
    let found = workspace.read(|reader| keeping::find::<Plan>(reader, &scope, id))?;
    found.filter(|found| found.person == about.seen.id()).ok_or_else(nobody)
}

fn asking(path: &str) -> Asking<'_> {
    Asking {
        tab: "plan",
        path,
        title: "agreeing to the plan",
        above: ui::paragraph(
            "Read the goals out, or hand over the copy. Whether they agree is theirs to say, and either is written down.",
        ),
        fields: AGREE,
        lists: &[],
        button: "Save",
    }
}

pub(super) async fn agree(Path((person, plan)): Path<(String, String)>, place: Place) -> Result<Markup, Instead> {
    place
        .work(move |place| {
            let about = About::find(place, &person)?;
            let found = agreement(place, &about, &plan)?;
            let today = place.app.workspace().clock().today().to_string();
            let mut values: Values = [("date", today)].into_iter().collect();
            values.set("version", keeping::version(&found));
            asking(&format!("agree/{plan}")).page(place, &about, &values, &[])
        })
        .await
}

pub(super) async fn agreed(
    State(app): State<App>,
    Path((person, plan)): Path<(String, String)>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let about = About::find(&place, &person)?;
        let found = agreement(&place, &about, &plan)?;
        let mut values = Values::sent(AGREE, pairs);
        let (workspace, actor) = (place.app.workspace(), place.actor());
        let made = said(&values).map_err(|wrong| records::Error::Invalid(vec![wrong])).and_then(|said| {
            let (once, from) = (values.get("once"), values.get("version"));
            match plans::agree(workspace, &actor, once, from, &found, &said)? {
                Saved::Done(made) => Ok(made),
                Saved::Conflict { by, .. } => {
                    let who = if by.is_empty() { "Somebody else" } else { &by };
                    Err(records::Error::Refused(format!(
                        "{who} has changed the plan meanwhile. Nothing was saved yet: look at the plan, and save this again if it is right"
                    )))
                }
            }
        });
        if made.is_err() {
            values.set("version", keeping::version(&found));
        }
        asking(&format!("agree/{plan}")).answer(&place, &about, &values, made).map(IntoResponse::into_response)
    })
    .await
}

/// What was said, if it is said whole.
fn said(values: &Values) -> Result<Agreement, Invalid> {
    match values.get("agrees") {
        "yes" if values.get("name").is_empty() => Err(Invalid::new("name", "", "write the name of the one who agreed")),
        "yes" => Ok(Agreement::Agreed { name: values.get("name").to_owned(), on: date(values, "date")? }),
        "no" if values.get("disagreement").is_empty() => {
            Err(Invalid::new("disagreement", "", "write down what they do not agree with"))
        }
        "no" => Ok(Agreement::Disagreed(values.get("disagreement").to_owned())),
        _ => Err(Invalid::new("agrees", "", "say whether they agree")),
    }
}

//! A summary that the participant can have: what is written about them and what was agreed, in plain words, to be printed. What was
//! noted in confidence is not in it, nor what only other partners know.

use super::{About, nobody, partner, term};
use crate::Instead;
use crate::pages::place::{Page, Place};
use crate::pages::words::day;
use crate::ui::{self, Line, Link, Section};
use axum::response::{IntoResponse, Response};
use base::{Id, Privacy};
use maud::{Markup, html};
use records::assignments::ROLE;
use records::interactions::Interaction;
use records::outcomes::Outcome;
use records::people::{self, Page as Whole, Standing, consent, label_of};
use records::plans::{Action, Goal, OWNER};
use records::support;

/// What is written about how to reach somebody: the field, and what it is called here.
const REACHED: [(&str, &str); 4] =
    [("address", "Address"), ("postcode", "Postcode"), ("phone", "Telephone"), ("email", "E-mail")];

/// Everything that the summary tells.
struct Told {
    whole: Whole,
    outcomes: Vec<Outcome>,
    met: i64,
    last: Option<Interaction>,
}

pub(super) fn show(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    let reads = about.seen.reads(Privacy::Sensitive);
    let name = about.seen.name();
    let title = format!("{name}: a summary to keep");
    let (list, start) = (place.about("/people"), place.about(&about.path("")));
    let way = [Link::new("People", &list), Link::new(&name, &start)];
    let content = match reads {
        true => document(place, about, about.standing(place)?, &read(place, about)?),
        false => ui::inset(&html! { (Privacy::Sensitive.withheld()) }),
    };
    let main = html! {
        (ui::heading(&ui::Heading { title: &title, caption: about.entry.map(|entry| entry.programme.name.as_str()), ..ui::Heading::default() }))
        (content)
    };
    // Without the banner: its alerts are for those who work with them, and this is held in the participant's hand.
    let page = Page { title: &title, section: Some(Section::People), way: &way, entry: about.entry, ..Page::default() };
    Ok(place.page(&page, &main).into_response())
}

fn read(place: &Place, about: &About<'_>) -> Result<Told, Instead> {
    let (workspace, scope, id) = (place.app.workspace(), place.scope(), about.seen.id());
    let told = workspace.read(|reader| {
        let Some(whole) = people::page(reader, &scope, id)? else { return Ok(None) };
        let sight = &whole.sight;
        let outcomes = sight.list(reader)?;
        let met = sight.by_partner::<Interaction>(reader)?.iter().map(|(_, count)| count).sum();
        let last = sight.before(reader, None, None, 1)?.pop();
        Ok(Some(Told { whole, outcomes, met, last }))
    })?;
    told.ok_or_else(nobody)
}

fn document(place: &Place, about: &About<'_>, standing: &Standing, told: &Told) -> Markup {
    let today = place.app.workspace().clock().today();
    let label = |programme: Id, id: Option<Id>| term(&place.catalogue, programme, id).unwrap_or_default();
    let whole = &told.whole;
    let organisations: Vec<String> =
        about.enrolments.iter().filter_map(|one| partner(&place.catalogue, one.programme, one.partner?)).collect();
    let met: Vec<String> = whole
        .needs
        .iter()
        .filter(|need| need.met.is_some())
        .map(|need| label(need.programme, Some(need.need)))
        .chain(
            whole
                .barriers
                .iter()
                .filter(|one| one.removed.is_some())
                .map(|one| label(one.programme, Some(one.barrier))),
        )
        .collect();
    let open: Vec<String> = whole
        .needs
        .iter()
        .filter(|need| need.met.is_none())
        .map(|need| label(need.programme, Some(need.need)))
        .chain(
            whole
                .barriers
                .iter()
                .filter(|one| one.removed.is_none())
                .map(|one| label(one.programme, Some(one.barrier))),
        )
        .collect();
    let reached: Vec<&Goal> = whole.goals.iter().filter(|goal| goal.status == "achieved").collect();
    let next = whole.appointments.iter().filter(|one| one.state == "planned" && one.date >= today);
    let next = next.min_by_key(|one| (one.date, one.time.clone()));
    html! {
        div class="wm-document" {
            p class="govuk-body" { "Made on " (day(today)) ". This is what we have written down about you and what we agreed together. It is yours to keep. Tell us if something is wrong." }
            p class="wm-with-script" { button type="button" class="govuk-button govuk-button--secondary" data-print="" { "Print this summary" } }
            h2 class="govuk-heading-m" { "About you" }
            (ui::summary_list(&lines(about)))
            h2 class="govuk-heading-m" { "Who works with you" }
            @if standing.workers.is_empty() && organisations.is_empty() { p class="govuk-body" { "Nobody at present." } }
            ul class="govuk-list govuk-list--bullet" {
                @for (assignment, name) in &standing.workers { li { (name) ", " (label_of(ROLE, &assignment.role).to_lowercase()) } }
                @for organisation in &organisations { li { (organisation) } }
            }
            p class="govuk-body" {
                @if told.met == 0 { "We have not yet written down a time when we spoke." }
                @else {
                    "We have spoken " @if told.met == 1 { "once" } @else { (told.met) " times" }
                    @if let Some(last) = &told.last { ", the last time on " (day(last.date)) } "."
                }
                @if let Some(next) = next {
                    " We meet next on " strong { (day(next.date)) @if let Some(time) = &next.time { " at " (time) } }
                    @if let Some(at) = &next.place { ": " (at) } "."
                }
            }
            h2 class="govuk-heading-m" { "What we agreed" }
            (agreed(whole))
            h2 class="govuk-heading-m" { "What you have achieved" }
            @if told.outcomes.is_empty() && reached.is_empty() && met.is_empty() { p class="govuk-body" { "Nothing is written down yet." } }
            ul class="govuk-list govuk-list--bullet" {
                @for goal in reached { li { (goal.specific) } }
                @for one in &told.outcomes { li { (label(one.programme, Some(one.outcome))) ", " (day(one.date)) } }
                @for one in &met { li { "Seen to: " (one) } }
            }
            @if !open.is_empty() {
                h2 class="govuk-heading-m" { "What we still want to see to" }
                ul class="govuk-list govuk-list--bullet" { @for one in &open { li { (one) } } }
            }
            @if !whole.support.is_empty() {
                h2 class="govuk-heading-m" { "What you were given" }
                ul class="govuk-list govuk-list--bullet" {
                    @for one in &whole.support {
                        li { (label_of(support::KIND, &one.kind)) @if let Some(what) = &one.what { ": " (what) } ", " (day(one.date)) }
                    }
                }
            }
            @if !whole.consents.is_empty() {
                h2 class="govuk-heading-m" { "What you agreed to" }
                ul class="govuk-list govuk-list--bullet" {
                    @for one in &whole.consents {
                        li { (label_of(consent::KIND, &one.kind)) ": " @if one.given { "yes" } @else { "no" } ", " (day(one.date)) }
                    }
                }
            }
            h2 class="govuk-heading-m" { "Your rights" }
            p class="govuk-body" {
                "You may see all that is kept about you, have mistakes put right, and ask for it to be erased or to be used less. \
                 You may change your mind about what you agreed to at any time. Ask whoever works with you."
            }
        }
    }
}

/// What is written about who they are and how to reach them.
fn lines(about: &About<'_>) -> Vec<Line<'static>> {
    let mut lines = vec![Line::text("Name", &about.seen.name())];
    let mut add = |key: &'static str, value: Option<String>| lines.extend(value.map(|value| Line::text(key, &value)));
    add("Our reference", about.seen.reference().map(str::to_owned));
    add("Born", about.seen.born().map(|born| born.to_string()));
    for (field, key) in REACHED {
        add(key, about.told(field));
    }
    add("With us since", about.enrolments.iter().map(|one| one.start).min().map(day));
    lines
}

/// The goals that are worked on, with who does what.
fn agreed(whole: &Whole) -> Markup {
    let goals: Vec<&Goal> = whole.goals.iter().filter(|goal| goal.status == "open").collect();
    let loose: Vec<&Action> = whole.actions.iter().filter(|action| action.goal.is_none() && waits(action)).collect();
    html! {
        @if goals.is_empty() && loose.is_empty() { p class="govuk-body" { "We have not agreed on a goal yet." } }
        @for goal in goals {
            h3 class="govuk-heading-s" { (goal.specific) }
            p class="govuk-body" { "By " (day(goal.due)) ". How we will know: " (goal.measurable) }
            @let steps: Vec<&Action> = whole.actions.iter().filter(|action| action.goal == Some(goal.id) && waits(action)).collect();
            (actions(&steps))
        }
        (actions(&loose))
    }
}

fn waits(action: &Action) -> bool {
    action.done.is_none() && action.dropped.is_none()
}

fn actions(actions: &[&Action]) -> Markup {
    html! {
        @if !actions.is_empty() {
            ul class="govuk-list govuk-list--bullet" {
                @for action in actions {
                    @let who = match (action.owner.as_str(), &action.owner_name) {
                        ("participant", _) => "you".to_owned(),
                        (_, Some(name)) => name.clone(),
                        (owner, None) => label_of(OWNER, owner).to_lowercase(),
                    };
                    li { (action.what) " (" (who) @if let Some(due) = action.due { ", by " (day(due)) } ")" }
                }
            }
        }
    }
}

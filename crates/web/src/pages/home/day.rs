//! A worker's day: appointments, what is due, who has gone quiet, their people.

use super::{first, part};
use crate::pages::place::{PROGRAMME, Place};
use crate::pages::undo::{self, BACK};
use crate::pages::words::day;
use crate::ui::{self, Button, Colour, Empty};
use crate::{Instead, Query};
use base::{Act, Date, Id};
use maud::{Markup, html};
use records::due::{self, Day, Due, Known, Mine, Sign, Task};
use records::leaving;
use records::people::label_of;
use records::users::session;

/// How many of a list stand unfolded.
const SHOWN: usize = 6;

/// The day of the one who looks. Whoever answers for workers need have nobody of their own.
pub(super) fn of_viewer(place: &Place, answers: bool) -> Result<Markup, Instead> {
    let Some(user) = place.actor().id() else { return Ok(html! {}) };
    shown(place, user, true, !answers)
}

/// The day of another worker for whom one answers.
pub(super) fn of_worker(place: &Place, user: Id) -> Result<Markup, Instead> {
    shown(place, user, false, true)
}

fn shown(place: &Place, user: Id, own: bool, expected: bool) -> Result<Markup, Instead> {
    let (workspace, scope) = (place.app.workspace(), place.scope());
    let told = workspace.read(|reader| due::day(reader, workspace, &scope, user, due::QUIET))?;
    let today = workspace.clock().today();
    let asked = Showing { place, today, records: own && scope.may_somewhere(Act::Record), several: several(&told) };
    if told.people.is_empty() && told.appointments.is_empty() && told.due.is_empty() {
        return Ok(html! {
            @if expected {
                (ui::empty(&Empty {
                    title: "Nobody is assigned yet",
                    text: "The people worked with, their appointments and what is due stand here once somebody is assigned. Find a person to begin.",
                    action: Some(Button::link("Find a person", "/people")),
                }))
            }
            @if !told.opened.is_empty() { (part("Opened lately", None, &asked.opened(&told.opened))) }
        });
    }
    Ok(html! {
        div class="wm-day" {
            div {
                (asked.appointments(&told.appointments)?)
                (asked.due(&told.due))
            }
            div {
                (part("Gone quiet", Some(told.quiet.len()), &asked.quiet(&told.quiet)))
                @if !told.nearing.is_empty() {
                    (part("Nearing the end", Some(told.nearing.len()), &asked.nearing(&told.nearing)))
                }
                (part(if own { "My people" } else { "Their people" }, Some(people(&told.people)), &asked.people(&told.people)))
                @if own && !told.opened.is_empty() { (part("Opened lately", None, &asked.opened(&told.opened))) }
                @if asked.records { p class="govuk-body" { (ui::link(ui::Link::new("What you recorded lately, to undo it", "/undo"))) } }
            }
        }
    })
}

/// Whether the people are of more than one programme, so that it must be said which.
fn several(told: &Day) -> bool {
    told.people.windows(2).any(|pair| pair.first().map(|one| one.programme) != pair.last().map(|one| one.programme))
}

/// How many people they are: somebody in two programmes is one.
fn people(mine: &[Mine]) -> usize {
    let mut ids: Vec<Id> = mine.iter().map(|mine| mine.known.person).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.len()
}

struct Showing<'a> {
    place: &'a Place,
    today: Date,
    /// Whether the one who looks writes here themselves.
    records: bool,
    /// Whether it must be said in which programme.
    several: bool,
}

impl Showing<'_> {
    fn person(&self, known: &Known, page: &str) -> Markup {
        html! { a class="govuk-link" href={ "/people/" (known.person) (page) } { (known.name) } }
    }

    fn nearing(&self, near: &[(Mine, Vec<Sign>)]) -> Markup {
        let line = |(mine, signs): &(Mine, Vec<Sign>)| {
            let signs: Vec<&str> = signs.iter().map(|sign| sign.label()).collect();
            html! {
                (self.person(&mine.known, "/plan")) (self.programme(mine.programme))
                " " span class="wm-quiet" { (signs.join(", ")) }
            }
        };
        let lines: Vec<Markup> = near.iter().map(line).collect();
        html! { (first(&lines, SHOWN, "nearing the end")) }
    }

    fn log(&self, known: &Known, programme: Id) -> Markup {
        let key = self.place.catalogue.entry(programme).map(|entry| entry.programme.key.as_str()).unwrap_or_default();
        let (person, here) = (known.person.to_string(), undo::here(self.place));
        let query: Query = [("person", &*person), (PROGRAMME, key), (BACK, &*here)].into_iter().collect();
        html! {
            @if self.records {
                a class="wm-quick" href=(query.at("/log")) { "Log" span class="govuk-visually-hidden" { " with " (known.name) } }
            }
        }
    }

    /// In which programme, where that is not plain.
    fn programme(&self, programme: Id) -> Markup {
        let name = self.place.catalogue.entry(programme).map(|entry| entry.programme.name.as_str());
        html! { @if let Some(name) = name.filter(|_| self.several) { " \u{b7} " (name) } }
    }

    fn appointments(&self, all: &[Due]) -> Result<Markup, Instead> {
        let before: Vec<&Due> = all.iter().filter(|one| one.date < self.today).collect();
        let today: Vec<&Due> = all.iter().filter(|one| one.date == self.today).collect();
        let after: Vec<&Due> = all.iter().filter(|one| one.date > self.today).collect();
        let lines = |these: &[&Due]| these.iter().map(|one| self.appointment(one)).collect::<Result<Vec<_>, _>>();
        Ok(html! {
            @if !before.is_empty() { (part("Did they come?", Some(before.len()), &first(&lines(&before)?, SHOWN, "earlier"))) }
            @if today.is_empty() {
                (part("Appointments today", None, &html! { p class="govuk-body" { "None today. Make one from a person\u{2019}s page." } }))
            } @else {
                (part("Appointments today", Some(today.len()), &first(&lines(&today)?, 12, "today")))
            }
            @if !after.is_empty() { (part("In the next days", Some(after.len()), &first(&lines(&after)?, SHOWN, "later"))) }
        })
    }

    fn appointment(&self, one: &Due) -> Result<Markup, Instead> {
        let token = session::new_token()?;
        let change = format!("/people/{}/record/appointment/{}", one.known.person, one.record);
        let answers = html! {
            input type="hidden" name="once" value=(token);
            input type="hidden" name=(BACK) value=(undo::here(self.place));
            button class="wm-small" type="submit" name="state" value="kept" { "Came" span class="govuk-visually-hidden" { ": " (one.known.name) } }
            button class="wm-small" type="submit" name="state" value="missed" { "Did not come" span class="govuk-visually-hidden" { ": " (one.known.name) } }
        };
        Ok(html! {
            @if one.date != self.today { strong { (one.date.strftime("%a %-d %b")) } " " }
            @if !one.text.is_empty() { strong { (one.text) } " " }
            (self.person(&one.known, ""))
            span class="wm-quiet" { (self.programme(one.programme)) }
            @if self.records {
                div class="wm-acts" {
                    @if one.date <= self.today { (self.place.form(&format!("/appointments/{}", one.record), &answers)) }
                    (self.log(&one.known, one.programme))
                    a class="govuk-link" href=(change) { "Change" span class="govuk-visually-hidden" { " the appointment with " (one.known.name) } }
                }
            }
        })
    }

    fn due(&self, all: &[Due]) -> Markup {
        let (late, now): (Vec<&Due>, Vec<&Due>) = all.iter().partition(|one| one.date < self.today);
        let lines = |these: &[&Due]| these.iter().map(|one| self.task(one)).collect::<Vec<_>>();
        html! {
            @if !late.is_empty() { (part("Overdue", Some(late.len()), &first(&lines(&late), SHOWN, "overdue"))) }
            @if now.is_empty() {
                (part("Due", None, &html! { p class="govuk-body" { "Nothing is due today." } }))
            } @else {
                (part("Due", Some(now.len()), &first(&lines(&now), SHOWN, "due")))
            }
        }
    }

    fn task(&self, one: &Due) -> Markup {
        // Each leads to where it is done, for whoever does it.
        let (word, page) = match one.what {
            Task::Appointment => ("Meet", String::new()),
            Task::Review if self.records => ("Review the plan", format!("/add/review?plan_id={}", one.record)),
            Task::Review => ("Review the plan", "/plan".to_owned()),
            Task::Action => ("Action", "/plan".to_owned()),
            Task::FollowUp if self.records => ("Ask what became of them", format!("/record/follow-up/{}", one.record)),
            Task::FollowUp => ("Ask what became of them", String::new()),
            Task::Placement if self.records => {
                ("Say what the placement ended in", format!("/record/placement/{}", one.record))
            }
            Task::Placement => ("Say what the placement ended in", "/outcomes".to_owned()),
        };
        let late = one.date < self.today;
        html! {
            @if late { (ui::tag("Overdue", Colour::Red)) " " }
            (self.person(&one.known, &page)) ": " (word)
            @match one.what {
                Task::Action => { ": " (one.text) }
                Task::Placement => { " (" (one.text) ")" }
                Task::FollowUp => { " (" (label_of(leaving::STAGE, &one.text).to_lowercase()) ")" }
                Task::Appointment | Task::Review => {}
            }
            " " span class="wm-quiet" { @if late { "since " } @else { "by " } (day(one.date)) (self.programme(one.programme)) }
        }
    }

    fn quiet(&self, quiet: &[Mine]) -> Markup {
        let lines: Vec<Markup> = quiet
            .iter()
            .map(|mine| {
                html! {
                    (self.log(&mine.known, mine.programme)) (self.person(&mine.known, "")) " "
                    span class="wm-quiet" { (self.ago(mine.last)) (self.programme(mine.programme)) }
                }
            })
            .collect();
        html! {
            @if lines.is_empty() {
                p class="govuk-body" { "Everybody has been spoken to within " (due::QUIET) " days." }
            } @else {
                (first(&lines, SHOWN, "gone quiet"))
            }
        }
    }

    fn people(&self, mine: &[Mine]) -> Markup {
        let lines: Vec<Markup> = mine
            .iter()
            .map(|mine| {
                html! {
                    (self.log(&mine.known, mine.programme)) (self.person(&mine.known, "")) " "
                    span class="wm-quiet" { (mine.known.reference) @if mine.covering { ", standing in" } (self.programme(mine.programme)) }
                }
            })
            .collect();
        first(&lines, 10, "people")
    }

    fn opened(&self, opened: &[Known]) -> Markup {
        let lines: Vec<Markup> = opened.iter().map(|known| self.person(known, "")).collect();
        first(&lines, SHOWN, "opened before")
    }

    /// How long ago the last word was.
    fn ago(&self, last: Option<Date>) -> String {
        let Some(last) = last else { return "nothing is logged yet".to_owned() };
        let days = last.until(self.today).map_or(0, |span| span.get_days());
        if days < 60 {
            format!("{} weeks ago, on {}", days / 7, day(last))
        } else {
            format!("{} months ago, on {}", days / 30, day(last))
        }
    }
}

//! Home: what needs me today, for whoever works with people or answers for those who do; and the programmes, for everybody.

mod day;
mod programmes;
mod team;

use super::place::{Page, Place};
use crate::Instead;
use crate::ui::{self, Heading, Section, heading};
use base::{Act, Id};
use maud::{Markup, html};
use records::drafts;

/// Whose day is shown, in the address: a worker's, to whoever answers for them.
const WORKER: &str = "worker";

pub(super) fn show(place: &Place) -> Result<Markup, Instead> {
    let scope = place.scope();
    let works = scope.may_somewhere(Act::Record);
    let named = scope.may_somewhere(Act::SeeNames);
    let today = place.app.workspace().clock().today();
    let caption = today.strftime("%A %-d %B %Y").to_string();
    if let Some(worker) = place.query.get(WORKER).filter(|_| named) {
        return team::worker(place, worker);
    }
    let teams = if named { team::all(place)? } else { None };
    let own = if works { Some(day::of_viewer(place, teams.is_some())?) } else { None };
    let programmes = programmes::show(place, if works || named { 3 } else { 2 })?;
    let title = if works || named { "Today" } else { "Programmes" };
    let caption = if works || named { caption.as_str() } else { place.app.name() };
    let main = html! {
        (heading(&Heading { title, caption: Some(caption), ..Heading::default() }))
        @if works { (unfinished(place)?) }
        @if works { (super::referrals::to_answer(place)?) }
        @if let Some(own) = &own { (own) }
        @if works { (super::referrals::answered(place)?) }
        @if let Some(teams) = &teams { (teams) }
        @if works || named { h2 class="govuk-heading-l" id="programmes" { "Programmes" } }
        (programmes)
    };
    Ok(place.page(&Page { title, section: Some(Section::Home), ..Page::default() }, &main))
}

/// What somebody has typed and not sent, with the way back to it.
fn unfinished(place: &Place) -> Result<Markup, Instead> {
    let (workspace, scope) = (place.app.workspace(), place.scope());
    let Some(user) = place.actor().id() else { return Ok(html! {}) };
    let (mut kept, people) = workspace.read(|reader| {
        let kept = drafts::of_user(reader, workspace, user)?;
        let about: Vec<Id> = kept.iter().filter_map(|draft| draft.person).collect();
        let people = records::people::several(reader, &scope, &about)?;
        Ok((kept, people))
    })?;
    // Whoever is out of sight by now is not named, and what was typed about them has no page.
    kept.retain(|draft| draft.person.is_none_or(|about| people.iter().any(|person| person.id() == about)));
    let name = |id: Id| people.iter().find(|person| person.id() == id).map(records::people::Seen::name);
    Ok(html! {
        @if !kept.is_empty() {
            section class="wm-box wm-box--waiting" {
                h2 class="govuk-heading-s" { "Not finished" }
                ul class="wm-lines" {
                    @for draft in &kept {
                        @let (what, href) = super::drafts::Key::new(draft.form.clone(), draft.person).told();
                        li {
                            a class="govuk-link" href=(href) {
                                (what) @if let Some(name) = draft.person.and_then(name) { ": " (name) }
                            }
                            " " span class="wm-quiet" { "typed " (super::words::moment(draft.saved)) }
                        }
                    }
                }
            }
        }
    })
}

/// A part of the page: its heading, and what is in it.
fn part(title: &str, count: Option<usize>, content: &Markup) -> Markup {
    html! {
        section class="wm-box" {
            h2 class="govuk-heading-s" { (title) @if let Some(count) = count { " " span class="wm-count" { (count) } } }
            (content)
        }
    }
}

/// A list that shows its first so many, and folds the others.
fn first(lines: &[Markup], shown: usize, rest: &str) -> Markup {
    let list = |lines: &[Markup]| html! { ul class="wm-lines" { @for line in lines { li { (line) } } } };
    let (head, tail) = lines.split_at(lines.len().min(shown));
    html! {
        (list(head))
        @if !tail.is_empty() { (ui::details(&format!("{} more {rest}", tail.len()), &list(tail), false, None)) }
    }
}

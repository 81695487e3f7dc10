//! Who this may already be, in words.

use crate::Instead;
use crate::pages::place::Place;
use crate::ui::{self, Link};
use maud::{Markup, html};
use records::people::Person;
use records::people::duplicates::{self, Alike, Class, Comparison, Contribution};
use records::programmes::Entry;

/// How many are shown.
const MOST: usize = 4;

/// What was noticed of somebody who is being registered.
#[derive(Default)]
pub(super) struct Noticed(Alike);

impl Noticed {
    pub fn of(place: &Place, entry: &Entry, person: &Person) -> Result<Self, Instead> {
        let (workspace, scope) = (place.app.workspace(), place.scope());
        let programme = entry.programme.id;
        Ok(Self(workspace.read(|reader| duplicates::alike(reader, workspace, &scope, programme, person))?))
    }

    /// Whether somebody must look before this person is registered. Relatives are shown, and stop nobody.
    pub fn stops(&self) -> bool {
        let same = |class: Option<Class>| matches!(class, Some(Class::Likely | Class::Possible));
        self.0.elsewhere || self.0.candidates.iter().any(|one| same(one.comparison.class))
    }

    /// The part of the page that says so; nothing if there is nothing to say.
    pub fn told(&self, place: &Place) -> Markup {
        html! {
            @for one in self.0.candidates.iter().take(MOST) {
                div class="wm-alike" {
                    p class="govuk-body" {
                        strong { (chance(&one.comparison)) }
                    }
                    p class="govuk-body" {
                        (ui::link(Link::new(&one.seen.name(), &place.about(&format!("/people/{}", one.seen.id())))))
                        @if let Some(reference) = one.seen.reference() { ", reference " (reference) }
                        @if let Some(born) = one.seen.born() { ", born " (born) }
                    }
                    p class="govuk-body-s" { (reasons(&one.comparison)) }
                }
            }
            @if self.0.elsewhere {
                div class="wm-alike" {
                    p class="govuk-body" { strong { "This may be somebody already supported" } }
                    p class="govuk-body" { "Ask the programme lead before you register them. More cannot be said here: it would tell who they are with." }
                }
            }
        }
    }
}

/// Where that is said on the page. It is there from the start, so that it is read out when something comes into it.
pub(super) fn place(place: &Place, noticed: &Noticed) -> Markup {
    html! {
        div id="alike" tabindex="-1" aria-live="polite" { (noticed.told(place)) }
    }
}

/// How probable it is, in words.
pub(in crate::pages::people) fn chance(comparison: &Comparison) -> &'static str {
    match comparison.class {
        Some(Class::Likely) => "This is probably the same person",
        Some(Class::Possible) => "This may be the same person",
        None => "Little speaks for it that this is the same person",
        Some(Class::Relatives(kinship)) => kinship.words(),
    }
}

/// What speaks for it and what against, in words.
pub(in crate::pages::people) fn reasons(comparison: &Comparison) -> String {
    let (like, unlike): (Vec<_>, Vec<_>) = comparison.contributions.iter().partition(|one| one.bits > 0.0);
    let list = |some: &[&Contribution]| some.iter().map(|one| one.words).collect::<Vec<_>>().join(", ");
    match (list(&like), list(&unlike)) {
        (like, unlike) if like.is_empty() && unlike.is_empty() => String::new(),
        (like, unlike) if unlike.is_empty() => crate::instead::capital(&like) + ".",
        (like, unlike) if like.is_empty() => crate::instead::capital(&unlike) + ".",
        (like, unlike) => format!("{}; but {unlike}.", crate::instead::capital(&like)),
    }
}

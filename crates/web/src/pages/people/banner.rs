//! What stays in sight while one is with one person, so that nobody writes into the wrong record or rings who must not be rung.

use super::{About, partner, term};
use crate::Instead;
use crate::pages::place::Place;
use crate::ui::{self, Colour};
use base::{Field, Privacy};
use maud::{Markup, html};
use records::assignments::ROLE;
use records::people::{Person, Seen, Shown, label_of};

/// How somebody does not wish to be reached: the field, and what its tag says.
const WISHES: [(&str, &str); 6] = [
    ("no_calls", "No calls"),
    ("no_voicemail", "No voicemail"),
    ("no_text", "No texts"),
    ("no_email", "No e-mail"),
    ("no_post", "No post"),
    ("interpreter", "Interpreter needed"),
];
/// What somebody refused that whoever is with them must know.
const REFUSED: [(&str, &str); 3] = [
    ("photographs", "Photos not allowed"),
    ("sharing", "Not shared with other partners"),
    ("follow-up", "Not to be asked after leaving"),
];

impl About<'_> {
    /// Name, reference, age, who works with them, where they stand, alerts and wishes.
    pub fn banner(&self, place: &Place) -> Result<Markup, Instead> {
        let standing = self.standing(place)?;
        let today = place.app.workspace().clock().today();
        let mut partners: Vec<String> = self
            .enrolments
            .iter()
            .filter_map(|enrolment| partner(&place.catalogue, enrolment.programme, enrolment.partner?))
            .collect();
        partners.dedup();
        let programme = self.programme(place);
        let rung = standing.rungs.iter().find(|(known, _)| Some(*known) == programme);
        let rung = rung.and_then(|(programme, rung)| term(&place.catalogue, *programme, Some(*rung)));
        let names = self.seen.reads(Privacy::Identifying);
        let workers = standing.workers.iter().filter(|_| names);
        let alert = self.told("alert");
        let wishes = WISHES.iter().filter(|(field, _)| self.told(field).as_deref() == Some("Yes"));
        let refused = REFUSED.iter().filter(|(kind, _)| standing.refused.iter().any(|known| known == kind));
        Ok(html! {
            p class="wm-person" {
                strong class="wm-person__name" { (self.seen.name()) }
                @if let Some(reference) = self.seen.reference() { span { "Reference " (reference) } }
                @if let Some(born) = self.seen.born() { span { "Born " (born) ", age " (born.aged(today)) } }
                @if !partners.is_empty() { span { (partners.join(", ")) } }
                @for (assignment, name) in workers {
                    span { (label_of(ROLE, &assignment.role)) " " (name) @if assignment.covers.is_some() { " (standing in)" } }
                }
                @if let Some(rung) = rung { span { "Rung: " (rung) } }
                @if self.restricted { (ui::tag("Restricted", Colour::Red)) }
                @if self.told("archived_on").is_some() { (ui::tag("Put away", Colour::Grey)) }
                @for (_, words) in wishes.chain(refused) { (ui::tag(words, Colour::Yellow)) }
            }
            @if let Some(alert) = alert { p class="wm-person__alert" { strong { "Alert: " } (alert) } }
        })
    }

    /// What stands in a field of the person, if it may be seen.
    pub fn told(&self, name: &str) -> Option<String> {
        told(&self.seen, name)
    }
}

/// What stands in a field of somebody, if it may be seen.
pub(super) fn told(seen: &Seen, name: &str) -> Option<String> {
    let field: &Field = Person::fields().iter().find(|field| field.name == name)?;
    match seen.field(field) {
        Shown::Value(value) => Some(value),
        Shown::Unknown | Shown::Withheld(_) => None,
    }
}

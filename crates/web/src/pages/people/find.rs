//! The first people who fit what is being typed into the search box: a part of a page, for a script.

use super::banner::told;
use super::partner;
use crate::Instead;
use crate::pages::place::Place;
use maud::{Markup, html};
use records::enrolments::{self, Enrolment};
use records::people::{Seen, finding};

/// How many are shown.
const FIRST: usize = 8;

pub(super) fn show(place: &Place) -> Result<Markup, Instead> {
    let words = place.query.get("q").unwrap_or_default();
    let scope = place.scope();
    let (people, enrolments) = place.app.workspace().read(|reader| {
        let people = finding::find(reader, &scope, words, FIRST + 1)?;
        let ids: Vec<base::Id> = people.iter().map(Seen::id).collect();
        let enrolments = enrolments::of_people(reader, &scope, &ids)?;
        Ok((people, enrolments))
    })?;
    let count = match people.len() {
        0 => "Nobody is found so. Try fewer letters, a date of birth or a reference.".to_owned(),
        1 => "1 person is found.".to_owned(),
        some if some > FIRST => format!("The first {FIRST}; press Enter for all."),
        some => format!("{some} people are found."),
    };
    let partners = |person: &Seen| {
        let of = |one: &&Enrolment| one.person == person.id();
        let named =
            enrolments.iter().filter(of).filter_map(|one| partner(&place.catalogue, one.programme, one.partner?));
        let mut named: Vec<String> = named.collect();
        named.dedup();
        named.join(", ")
    };
    let more = |person: &Seen| {
        let born = person.born().map(|born| format!("born {born}"));
        let away = told(person, "archived_on").map(|_| "put away".to_owned());
        let with = Some(partners(person)).filter(|text| !text.is_empty());
        let parts = [person.reference().map(str::to_owned), born, with, away];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" \u{b7} ")
    };
    Ok(html! {
        p class="wm-found__count" data-count { (count) }
        @if !people.is_empty() {
            ul class="wm-found__people" {
                @for person in people.iter().take(FIRST) {
                    li {
                        a class="wm-found__person" href={ "/people/" (person.id()) } {
                            (person.name()) " " span class="wm-found__more" { (more(person)) }
                        }
                    }
                }
            }
        }
    })
}

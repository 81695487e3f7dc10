//! A person's details, group by group; what is withheld is named, with the reason.

use super::subject::Subject;
use super::{About, archive, enrol, family, mistake, partner, term};
use crate::Instead;
use crate::pages::place::Place;
use crate::pages::words::day;
use crate::ui::{self, Colour, Line};
use axum::response::{IntoResponse, Response};
use base::{Date, Field, Id, Kind, Privacy};
use definition::Vocabulary;
use maud::{Markup, html};
use records::keeping::Sort;
use records::people::consent::{BASIS, Consent, KIND, in_force};
use records::people::{self, Characteristics, Shown, label_of};

/// The groups of fields: the form that changes them, and how they are headed.
const GROUPS: [(&str, &str); 4] = [
    ("details", "Who they are"),
    ("contact", "How to reach them"),
    ("equality", "Equality questions"),
    ("characteristics", "Further questions"),
];

pub(super) fn show(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    let subject = Subject::of(place, about)?;
    let seen = &about.seen;
    let answers = subject.whole.characteristics.as_ref().map(Characteristics::answers).unwrap_or_default();
    let further = answers.iter().filter(|(field, answer)| field.privacy == Privacy::Special && answer.is_some());
    let special: Vec<&str> = seen.special().into_iter().chain(further.map(|(field, _)| field.name)).collect();
    // Before anything is shown: what is not noted is not seen.
    let noted = !special.is_empty();
    people::viewed(place.app.workspace(), &place.actor(), &[(seen.id(), special)], "details page")?;
    let answer = |field: &Field| {
        if !seen.reads(field.privacy) {
            return Shown::Withheld(field.privacy.withheld());
        }
        let known = answers.iter().find(|(known, _)| known.name == field.name).and_then(|(_, key)| key.as_deref());
        match (known, field.kind) {
            (Some(key), Kind::Choice(choices)) => Shown::Value(label_of(choices, key).to_owned()),
            _ => Shown::Unknown,
        }
    };
    let main = html! {
        @for (key, title) in GROUPS {
            @let fields = asked(&subject, key);
            @let own = key != "characteristics";
            h2 class="govuk-heading-m" { (title) }
            (group(&fields, |field| if own { seen.field(field) } else { answer(field) }))
            p class="govuk-body" { (subject.change_own(key, seen.id(), &title.to_lowercase())) }
        }
        @if noted { p class="govuk-body-s" { "That you have looked at special-category details is noted in the audit log." } }
        (consents(&subject))
        (family::part(&subject)?)
        @for one in &about.enrolments {
            @let name = place.catalogue.entry(one.programme).map(|entry| entry.programme.name.as_str()).unwrap_or_default();
            h2 class="govuk-heading-m" { "Enrolment in " (name) }
            (enrolment(place, one))
            p class="govuk-body" { (subject.change("enrolment", one, &format!("the enrolment in {name}"))) }
        }
        (enrol::ways(place, about)?)
        (archive::way(place, about)?)
        (mistake::way(place, about)?)
    };
    Ok(about.page(place, "details", "details", &main)?.into_response())
}

/// The questions of a group that are asked here, and those that have been answered elsewhere.
fn asked(subject: &Subject<'_>, key: &str) -> Vec<Field> {
    let Some(sort) = Sort::from_key(key) else { return Vec::new() };
    let answers = subject.whole.characteristics.as_ref().map(Characteristics::answers).unwrap_or_default();
    let answered = |name: &str| answers.iter().any(|(field, answer)| field.name == name && answer.is_some());
    let asked = subject.entry().map_or_else(Vec::new, |entry| sort.fields_in(entry, false));
    let here =
        |field: &Field| asked.iter().any(|one| one.name == field.name) || asked.is_empty() && key != "characteristics";
    sort.fields(false).into_iter().filter(|field| here(field) || answered(field.name)).collect()
}

/// What is known, line by line; what is not, or was never asked, in a line each.
fn group(fields: &[Field], shown: impl Fn(&Field) -> Shown) -> Markup {
    let (mut lines, mut unknown, mut unasked, mut withheld) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for field in fields {
        match shown(field) {
            Shown::Value(value) => {
                let value = value.parse::<Date>().map_or(value, day);
                lines.push(Line { key: field.label, value: html! { (value) }, actions: Vec::new() });
            }
            // Of a question that one may prefer not to answer, nothing means that nobody asked.
            Shown::Unknown if asks(field) => unasked.push(field.label),
            Shown::Unknown => unknown.push(field.label),
            Shown::Withheld(why) => withheld.push((field.label, why)),
        }
    }
    for (label, why) in withheld {
        lines.push(Line { key: label, value: html! { span class="wm-withheld" { (why) } }, actions: Vec::new() });
    }
    for (key, labels) in [("Not known", unknown), ("Not asked", unasked)] {
        if !labels.is_empty() {
            lines.push(Line { key, value: html! { (labels.join(", ")) }, actions: Vec::new() });
        }
    }
    ui::summary_list(&lines)
}

fn asks(field: &Field) -> bool {
    matches!(field.kind, Kind::Choice(choices) if choices.iter().any(|choice| choice.key == "prefer-not-to-say"))
}

/// What they were told of and agreed to, refused or withdrew: the latest word on each, and all that went before.
fn consents(subject: &Subject<'_>) -> Markup {
    let told = &subject.whole.consents;
    let line = |one: &&Consent| {
        let before = told.iter().any(|other| other.kind == one.kind && other.given && other.date < one.date);
        let (word, colour) = match (one.given, before) {
            (true, _) => ("Given", Colour::Green),
            (false, true) => ("Withdrawn", Colour::Red),
            (false, false) => ("Refused", Colour::Red),
        };
        let label = label_of(KIND, &one.kind);
        let now = in_force(told).iter().any(|held| held.id == one.id);
        vec![
            html! { (label) },
            html! { (ui::tag(word, if now { colour } else { Colour::Grey })) @if !now { " before" } },
            html! { (day(one.date)) },
            html! {
                @if let Some(basis) = &one.basis { "Lawful basis: " (label_of(BASIS, basis)) ". " }
                (one.note.as_deref().unwrap_or_default())
            },
            subject.change("consent", *one, &format!("what is said of {}", label.to_lowercase())),
        ]
    };
    let held = in_force(told);
    let past = told.iter().filter(|one| !held.iter().any(|held| held.id == one.id));
    let rows: Vec<Vec<Markup>> = held.iter().copied().chain(past).map(|one| line(&one)).collect();
    html! {
        (subject.table("Consents", &["About", "Which", "When", "How and on what basis", "Change"], rows, "Nothing was asked or told yet: give the privacy notice first."))
        (subject.add("consent", "Record a consent, or that it is refused or withdrawn", ""))
    }
}

fn enrolment(place: &Place, one: &records::enrolments::Enrolment) -> Markup {
    let catalogue = &place.catalogue;
    let label = |id: Option<Id>| term(catalogue, one.programme, id).unwrap_or_default();
    let date = |date: Option<Date>| date.map(day).unwrap_or_default();
    let area = one.area.and_then(|id| catalogue.entry(one.programme)?.areas.iter().find(|area| area.id == id));
    let partner = one.partner.and_then(|id| partner(catalogue, one.programme, id)).unwrap_or_default();
    let mut lines = vec![
        Line::text("Partner", &partner),
        Line::text("Support began", &day(one.start)),
        Line::text("Area", area.map_or("", |area| &area.label)),
        Line::text("Employment at the start", &label(one.employment)),
        Line::text("Route in", &label(one.route)),
    ];
    let asks =
        catalogue.entry(one.programme).is_some_and(|entry| entry.terms(Vocabulary::StatusEvidence).next().is_some());
    if asks || one.evidence.is_some() {
        let seen = one.evidence_seen.map(|seen| format!(", seen on {}", day(seen))).unwrap_or_default();
        let shown = one.evidence.map_or("Not recorded yet".to_owned(), |id| format!("{}{seen}", label(Some(id))));
        lines.insert(4, Line::text("Evidence of it", &shown));
    }
    if one.reentry.is_some() {
        lines.push(Line::text("Support began again", &date(one.reentry)));
    }
    if one.end.is_some() {
        lines.push(Line::text("Left on", &date(one.end)));
        lines.push(Line::text("Destination", &label(one.destination)));
    }
    ui::summary_list(&lines)
}

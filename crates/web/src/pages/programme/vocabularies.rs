//! The vocabularies from which records choose: ladder, services, outcomes and the rest.

use super::{Part, maybe, table};
use definition::{Definition, Term, Vocabulary};
use maud::{Markup, html};

pub(super) fn parts(definition: &Definition) -> Vec<Part> {
    let mut parts = Vec::new();
    for vocabulary in Vocabulary::ALL {
        let terms: Vec<&Term> = definition.terms(vocabulary).collect();
        if terms.is_empty() {
            continue;
        }
        let content = match vocabulary {
            Vocabulary::Rung => ladder(&terms),
            Vocabulary::Outcome => outcomes(&terms),
            _ => list(&terms),
        };
        parts.push(Part::new(vocabulary.key(), title(vocabulary), content));
    }
    let bands = definition.age_bands.iter().map(|band| band.label.as_str()).collect::<Vec<_>>().join(", ");
    parts.push(Part::new(
        "age-bands",
        "Age ranges",
        html! { p class="govuk-body" { (bands) "; at the start of the enrolment." } },
    ));
    parts
}

fn title(vocabulary: Vocabulary) -> &'static str {
    match vocabulary {
        Vocabulary::Rung => "Ladder of involvement",
        Vocabulary::Service => "Services",
        Vocabulary::Activity => "Activities",
        Vocabulary::Need => "Needs",
        Vocabulary::Barrier => "Barriers",
        Vocabulary::GoalArea => "Goal areas",
        Vocabulary::Horizon => "How far away goals are",
        Vocabulary::Outcome => "Outcomes",
        Vocabulary::Destination => "Where people go when they leave",
        Vocabulary::Employment => "Employment status at the start",
        Vocabulary::StatusEvidence => "Evidence of employment status",
        Vocabulary::Route => "How people find the programme",
        Vocabulary::Channel => "How support is given",
        Vocabulary::Training => "Training of workers",
        Vocabulary::Theme => "Themes of projects",
        Vocabulary::Model => "Models of co-production",
        Vocabulary::Respondent => "Types of respondent",
        Vocabulary::Consent => "What may be done with a story",
        Vocabulary::Help => "What people are referred for",
    }
}

fn named(term: &Term) -> Markup {
    html! { (term.label) @if term.retired { " (kept only for earlier records)" } }
}

fn ladder(terms: &[&Term]) -> Markup {
    html! {
        p class="govuk-body" { "From the lowest rung upwards." }
        ol class="govuk-list govuk-list--number" {
            @for term in terms { li { (named(term)) @if let Some(description) = &term.description { ": " (description) } } }
        }
    }
}

fn outcomes(terms: &[&Term]) -> Markup {
    let rows = terms.iter().map(|term| {
        let rule = term.outcome.as_ref();
        let core = rule.map(|rule| if rule.core { "Core" } else { "Non-core" });
        let once = rule.map(|rule| if rule.once { "Once" } else { "As often as achieved" });
        let about = [rule.and_then(|rule| rule.category.as_deref()), term.description.as_deref()];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        vec![
            named(term),
            maybe(core),
            maybe(once),
            maybe(rule.and_then(|rule| rule.evidence.as_deref())),
            html! { (about.join(": ")) },
        ]
    });
    table(
        "Outcomes",
        &["Outcome", "Core or not", "A person can have it", "Evidence expected", "What counts"],
        rows.collect(),
    )
}

fn list(terms: &[&Term]) -> Markup {
    let label = |key: &str| terms.iter().find(|term| term.key == key).map_or(key.to_owned(), |term| term.label.clone());
    html! {
        ul class="govuk-list govuk-list--bullet" {
            @for term in terms {
                li {
                    (named(term))
                    @if let Some(parent) = &term.parent { ", a sort of " (label(parent)) }
                    @if let Some(description) = &term.description { ": " (description) }
                }
            }
        }
    }
}

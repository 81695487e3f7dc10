//! What an evaluation uses: evidence, instruments, code frames, groupings.

use super::{Part, maybe, table};
use definition::Definition;
use maud::{Markup, html};

pub(super) fn parts(definition: &Definition) -> Vec<Part> {
    let mut parts = Vec::new();
    if !definition.instruments.is_empty() {
        parts.push(Part::new("instruments", "Questionnaires and scales", instruments(definition)));
    }
    if !definition.evidence.is_empty() {
        let rows = definition.evidence.iter().map(|one| {
            let origin = if one.external { "From outside" } else { "The programme\u{2019}s own" };
            vec![
                html! { (one.label) },
                html! { (origin) },
                maybe(one.description.as_deref()),
                html! { (one.measures.join("; ")) },
            ]
        });
        let content = table("Evidence", &["Source", "Whose", "What it is", "What it measures"], rows.collect());
        parts.push(Part::new("evidence", "Evidence", content));
    }
    if !definition.frames.is_empty() {
        parts.push(Part::new("frames", "Code frames", frames(definition)));
    }
    if !definition.groupings.is_empty() {
        parts.push(Part::new("groupings", "Other ways to group", groupings(definition)));
    }
    parts
}

fn instruments(definition: &Definition) -> Markup {
    let rows = definition.instruments.iter().map(|one| {
        let range = one.min.zip(one.max).map(|(min, max)| format!("{min} to {max}"));
        let about = [one.version.as_deref(), one.description.as_deref(), one.licence.as_deref()];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        vec![
            html! { (one.label) },
            maybe(range.as_deref()),
            html! { (one.occasions.join(", ")) },
            html! { (about.join(". ")) },
        ]
    });
    table("Questionnaires and scales", &["Name", "Scores", "When", "About it"], rows.collect())
}

fn frames(definition: &Definition) -> Markup {
    html! {
        @for frame in &definition.frames {
            h3 class="govuk-heading-s" { (frame.label) " (" (frame.role.key().replace('-', " ")) ", version " (frame.version) ")" }
            @if let Some(description) = &frame.description { p class="govuk-body" { (description) } }
            @if frame.codes.is_empty() { p class="govuk-body" { "No codes are known." } }
            ul class="govuk-list govuk-list--bullet" {
                @for code in &frame.codes { li { (code.label) @if let Some(description) = &code.description { ": " (description) } } }
            }
        }
    }
}

fn groupings(definition: &Definition) -> Markup {
    let label = |of, key: &String| definition.term(of, key).map_or(key.clone(), |term| term.label.clone());
    html! {
        @for grouping in &definition.groupings {
            h3 class="govuk-heading-s" { (grouping.label) }
            ul class="govuk-list govuk-list--bullet" {
                @for group in &grouping.groups {
                    @let members: Vec<String> = group.members.iter().map(|key| label(grouping.of, key)).collect();
                    li { (group.label) ": " (members.join(", ")) }
                }
            }
        }
    }
}

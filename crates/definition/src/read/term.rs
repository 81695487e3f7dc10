//! The vocabularies: `[[service]]`, `[[outcome]]`, `[[rung]]` and the others.

use super::area::{Parent, no_circles};
use super::table::Table;
use crate::model::{OutcomeRule, Term, Vocabulary};

/// Every term of every vocabulary.
pub(super) fn terms(root: &Table<'_>) -> Vec<Term> {
    Vocabulary::ALL.into_iter().flat_map(|vocabulary| vocabulary_terms(root, vocabulary)).collect()
}

fn vocabulary_terms(root: &Table<'_>, vocabulary: Vocabulary) -> Vec<Term> {
    let mut parents = Vec::new();
    let mut labels: Vec<String> = Vec::new();
    let terms = root.tables(vocabulary.key(), |table| {
        let term = Term {
            vocabulary,
            key: table.key(vocabulary.key()),
            label: table.required("label"),
            description: table.text("description"),
            parent: table.refer("parent", vocabulary.key()),
            silent: table.text("silent"),
            retired: table.flag("retired"),
            learning: matches!(vocabulary, Vocabulary::Service | Vocabulary::GoalArea) && table.flag("learning"),
            outcome: (vocabulary == Vocabulary::Outcome).then(|| outcome_rule(table)),
        };
        let label = term.label.to_lowercase();
        if !label.is_empty() && labels.contains(&label) {
            let message = format!("another {} has the label \u{201c}{}\u{201d} too", vocabulary.key(), term.label);
            table.wrong(&table.place("label"), message, "Nobody could tell them apart: give one another label.");
        }
        labels.push(label);
        if let Some(parent) = &term.parent {
            parents.push(Parent { key: term.key.clone(), parent: parent.clone(), place: table.place("parent") });
        }
        term
    });
    no_circles(root, &parents);
    terms
}

fn outcome_rule(table: &Table<'_>) -> OutcomeRule {
    if !table.has("core") {
        table.reader().missing(
            table.span(),
            "this outcome does not say whether it is core",
            "Add core = true if it counts against the outcome target, core = false if not.",
        );
    }
    OutcomeRule {
        core: table.flag("core"),
        once: table.flag("once"),
        evidence: table.text("evidence"),
        category: table.text("category"),
    }
}

//! A question in words.

use super::NONE;
use crate::model::{Base, Count, Definition, Dimension, FactKind, Figure, Filter, Of, Word};

impl Figure {
    /// What it counts, in a sentence without its full stop: for the headings of unnamed questions and for "how this was
    /// counted". Keys that the definition does not have stand as they are.
    #[must_use]
    pub fn describe(&self, definition: &Definition) -> String {
        let mut said = counted(self, definition);
        for of in &self.having {
            said.push_str(&format!(", who also have {}", facts(of, definition)));
        }
        let by: Vec<String> = self.by.iter().map(|by| self.name_of(*by, definition).to_lowercase()).collect();
        if !by.is_empty() {
            said.push_str(&format!(", by {}", and(&by)));
        }
        for filter in &self.filters {
            said.push_str(&format!(", {}", filter.describe(self.of.kind, definition)));
        }
        match (self.over, self.cumulative) {
            (Some(over), true) => said.push_str(&format!(", up to the end of {}", over.label())),
            (Some(over), false) => said.push_str(&format!(", in {}", over.label())),
            (None, true) => said.push_str(", everything so far at each point"),
            (None, false) => {}
        }
        match self.base {
            Some(Base::Participants) => {
                let many = definition.word(Word::Participant).many;
                said.push_str(&format!("; percentages are of all {many}"));
            }
            Some(Base::Counted) => said.push_str("; percentages are of all that are counted"),
            Some(Base::Group) => said.push_str("; percentages are of everybody in the same group"),
            None => {}
        }
        capital(&said)
    }

    /// What stands over one of its dimensions: what the programme calls that, or the grouping in its place.
    #[must_use]
    pub fn name_of(&self, dimension: Dimension, definition: &Definition) -> String {
        match self.grouping(dimension, definition) {
            Some(grouping) => grouping.label.clone(),
            None if dimension == Dimension::State => self.of.kind.state().to_owned(),
            None => dimension.name(definition),
        }
    }

    /// Its title, or if it has none, what it counts in words.
    #[must_use]
    pub fn heading(&self, definition: &Definition) -> String {
        if self.title.is_empty() { self.describe(definition) } else { self.title.clone() }
    }
}

impl Dimension {
    /// What this programme calls it.
    #[must_use]
    pub fn name(self, definition: &Definition) -> String {
        let word = match self {
            Self::Service => Word::Service,
            Self::Outcome => Word::Outcome,
            Self::Partner => Word::Partner,
            Self::Area => Word::Area,
            Self::SubArea => Word::SubArea,
            Self::Worker => Word::Worker,
            other => return other.label().to_owned(),
        };
        capital(&definition.word(word).one)
    }

    /// What people call one of its values; the value itself where the definition does not say.
    #[must_use]
    pub fn value_label(self, definition: &Definition, value: &str) -> String {
        if value == NONE {
            return "None".to_owned();
        }
        let found = match self {
            Self::Partner | Self::EnrolmentPartner => definition.partner(value).map(|one| one.label.clone()),
            Self::Area | Self::EnrolmentArea => definition.area(value).map(|one| one.label.clone()),
            Self::SubArea => definition.sub_areas.iter().find(|one| one.key == value).map(|one| one.label.clone()),
            Self::Age => definition.age_bands.iter().find(|band| band.key == value).map(|band| band.label.clone()),
            Self::Core => Some(capital(value)),
            Self::Kind => FactKind::ALL.into_iter().find(|kind| kind.key() == value).map(|kind| capital(kind.plural())),
            Self::Phase => definition.phase_label(value),
            Self::Time(_) => value.parse().ok().map(|period: base::Period| period.label()),
            other => other
                .vocabulary()
                .and_then(|vocabulary| definition.term(vocabulary, value))
                .map(|term| term.label.clone()),
        };
        found.unwrap_or_else(|| value.to_owned())
    }
}

impl Filter {
    /// The filter on facts of a kind in words: "partner is Harbour Lane Trust or Old Mill".
    #[must_use]
    pub fn describe(&self, of: FactKind, definition: &Definition) -> String {
        let values: Vec<String> =
            self.values.iter().map(|value| self.dimension.value_label(definition, value)).collect();
        let name =
            if self.dimension == Dimension::State { of.state().to_owned() } else { self.dimension.name(definition) };
        format!("{} is {}", name.to_lowercase(), values.join(" or "))
    }
}

fn counted(figure: &Figure, definition: &Definition) -> String {
    let facts = facts(&figure.of, definition);
    match (figure.count, figure.of.kind) {
        (Count::People, FactKind::Enrolment) => definition.word(Word::Participant).many,
        (Count::People, FactKind::Interview) => "respondents".to_owned(),
        (Count::People, _) => format!("{} with {facts}", definition.word(Word::Person).many),
        (Count::Records, _) => facts,
        (Count::Total, kind) => format!("total {} of {facts}", kind.quantity().unwrap_or("quantity")),
        (Count::Mean, kind) => format!("mean {} of {facts}", kind.quantity().unwrap_or("quantity")),
    }
}

/// The facts in words: "core outcomes", "interactions of Job search".
fn facts(of: &Of, definition: &Definition) -> String {
    let plural = match of.kind {
        FactKind::Outcome => definition.word(Word::Outcome).many,
        FactKind::Interaction => definition.word(Word::Interaction).many,
        FactKind::Enrolment => definition.word(Word::Participant).many,
        FactKind::Partner => definition.word(Word::Partner).many,
        other => other.plural().to_owned(),
    };
    let mut said = match of.core {
        Some(true) => format!("core {plural}"),
        Some(false) => format!("non-core {plural}"),
        None => plural,
    };
    if let Some(frame) = of.frame.as_ref().and_then(|key| definition.frames.iter().find(|frame| frame.key == *key)) {
        said.push_str(&format!(" of the frame \u{201c}{}\u{201d}", frame.label));
    }
    if !of.terms.is_empty() {
        let labels: Vec<String> = of
            .terms
            .iter()
            .map(|key| {
                let term = of.kind.vocabulary().and_then(|vocabulary| definition.term(vocabulary, key));
                term.map_or_else(|| key.clone(), |term| term.label.clone())
            })
            .collect();
        said.push_str(&format!(": {}", labels.join(" or ")));
    }
    said
}

fn and(words: &[String]) -> String {
    words.join(" and ")
}

/// With a capital first letter.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

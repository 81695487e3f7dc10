//! A programme as typed data. Every part has a stable `key` (kebab-case, unique among its like) and a `label` for people.

mod area;
mod dimension;
mod evaluation;
mod fact;
mod figure;
mod logic;
mod partner;
mod programme;
mod target;
mod term;
mod words;

pub use area::{Area, AreaKind, Post, Share, SubArea};
pub use dimension::Dimension;
pub use evaluation::{Benchmark, Code, Evidence, Frame, FrameRole, Group, Grouping, Instrument};
pub use fact::FactKind;
pub use figure::{Base, Chart, Count, Figure, Filter, Of, Report, Section};
pub use logic::{Cell, Column, LogicEntry, LogicLink, LogicModel};
pub use partner::Partner;
pub use programme::{
    Amount, FURTHER_QUESTIONS, Funder, FunderKind, MarkedEvent, PlannedEnd, Programme, ProgrammeKind, Published,
    Relation, Role, Strand,
};
pub use target::{Indicator, Target, TargetSet};
pub use term::{AgeBand, OutcomeRule, Term, Vocabulary};
pub use words::{Phrase, Word};

use serde::Serialize;
use std::collections::BTreeMap;

/// A whole programme: what it is, who takes part in it and where, every vocabulary it uses, and what it reports.
///
/// The order of every list is the order of the file, which is the order in which pages show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Definition {
    /// The facts of the programme itself.
    pub programme: Programme,
    /// The words that its own people see in place of the fixed ones.
    pub words: BTreeMap<Word, Phrase>,
    /// What the documents behind this definition do not say, by the name of the table concerned ("partner", "rung"), and
    /// what stands there instead.
    pub silent: BTreeMap<String, String>,
    /// Parts of the programme with a name and members of their own.
    pub strands: Vec<Strand>,
    /// Named leading parts ("relationship manager"), without the people who hold them.
    pub roles: Vec<Role>,
    /// Who pays, and what.
    pub funders: Vec<Funder>,
    /// The dates on which the programme was to end, oldest first; the last one is in force.
    pub planned_ends: Vec<PlannedEnd>,
    /// Days that cut time in phases, each later than the one before.
    pub marked_events: Vec<MarkedEvent>,
    /// What came before.
    pub predecessors: Vec<Relation>,
    /// What came after.
    pub successors: Vec<Relation>,
    /// Organisations that deliver it.
    pub partners: Vec<Partner>,
    /// Groups in which partners work.
    pub sub_areas: Vec<SubArea>,
    /// Communities, of a place or of an interest.
    pub areas: Vec<Area>,
    /// Posts that share out the areas among the community builders.
    pub posts: Vec<Post>,
    /// Every term of every vocabulary; see [`terms`](Self::terms).
    pub terms: Vec<Term>,
    /// Ages cut into bands, youngest first; never empty.
    pub age_bands: Vec<AgeBand>,
    /// Where evidence comes from: reports, diaries, surveys, indices.
    pub evidence: Vec<Evidence>,
    /// Defined counts.
    pub indicators: Vec<Indicator>,
    /// What indicators should reach, in named versions.
    pub target_sets: Vec<TargetSet>,
    /// The key of the target set that reports use unless they name another.
    pub targets_in_force: Option<String>,
    /// Questionnaires and scales. Never the wording of their items.
    pub instruments: Vec<Instrument>,
    /// Code frames for what people said.
    pub frames: Vec<Frame>,
    /// Other ways to group the terms of a vocabulary.
    pub groupings: Vec<Grouping>,
    /// How the programme is meant to work.
    pub logic: Option<LogicModel>,
    /// Declared questions.
    pub figures: Vec<Figure>,
    /// Figures in order under headings. Every definition has one with the key `overview`.
    pub reports: Vec<Report>,
    /// What the programme's own publications state, for pages to quote and tests to meet.
    pub published: Vec<Published>,
}

impl Definition {
    /// The programme's key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.programme.key
    }

    /// The terms of one vocabulary, in order.
    pub fn terms(&self, vocabulary: Vocabulary) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(move |term| term.vocabulary == vocabulary)
    }

    /// One term.
    #[must_use]
    pub fn term(&self, vocabulary: Vocabulary, key: &str) -> Option<&Term> {
        self.terms(vocabulary).find(|term| term.key == key)
    }

    /// What people call the time from a marked event to the next, or under [`BEFORE`](crate::BEFORE) the time before all of them.
    #[must_use]
    pub fn phase_label(&self, key: &str) -> Option<String> {
        let day = |event: &MarkedEvent| event.date.strftime("%-d %B %Y").to_string();
        if key == crate::BEFORE {
            return self.marked_events.first().map(|first| format!("Before {}", first.label));
        }
        let place = self.marked_events.iter().position(|event| event.key == key)?;
        let event = self.marked_events.get(place)?;
        Some(match self.marked_events.get(place + 1) {
            Some(next) => format!("From {} ({}) until {}", event.label, day(event), next.label),
            None => format!("From {} on ({})", event.label, day(event)),
        })
    }

    /// Takes up, as retired, the terms, partners and areas that an earlier definition had and this one leaves out: records have them still.
    pub fn remember(&mut self, earlier: Self) {
        let left_out = |term: &Term| self.term(term.vocabulary, &term.key).is_none();
        let terms: Vec<Term> = earlier.terms.into_iter().filter(left_out).collect();
        let partners: Vec<Partner> =
            earlier.partners.into_iter().filter(|one| self.partner(&one.key).is_none()).collect();
        let areas: Vec<Area> = earlier.areas.into_iter().filter(|one| self.area(&one.key).is_none()).collect();
        self.terms.extend(terms.into_iter().map(|term| Term { retired: true, ..term }));
        self.partners.extend(partners.into_iter().map(|partner| Partner { retired: true, ..partner }));
        self.areas.extend(areas.into_iter().map(|area| Area { retired: true, ..area }));
    }

    /// A declared figure.
    #[must_use]
    pub fn figure(&self, key: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.key == key)
    }

    /// A report.
    #[must_use]
    pub fn report(&self, key: &str) -> Option<&Report> {
        self.reports.iter().find(|report| report.key == key)
    }

    /// A partner.
    #[must_use]
    pub fn partner(&self, key: &str) -> Option<&Partner> {
        self.partners.iter().find(|partner| partner.key == key)
    }

    /// An area.
    #[must_use]
    pub fn area(&self, key: &str) -> Option<&Area> {
        self.areas.iter().find(|area| area.key == key)
    }

    /// Another way to group terms.
    #[must_use]
    pub fn grouping(&self, key: &str) -> Option<&Grouping> {
        self.groupings.iter().find(|grouping| grouping.key == key)
    }

    /// An indicator.
    #[must_use]
    pub fn indicator(&self, key: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.key == key)
    }

    /// The target set in force, if any.
    #[must_use]
    pub fn targets(&self) -> Option<&TargetSet> {
        let key = self.targets_in_force.as_ref()?;
        self.target_sets.iter().find(|set| set.key == *key)
    }

    /// What the whole programme should reach for an indicator, by the set in force: the target that names neither a period
    /// nor a partner.
    #[must_use]
    pub fn target(&self, indicator: &str) -> Option<&Target> {
        self.targets()?
            .targets
            .iter()
            .find(|target| target.indicator == indicator && target.period.is_none() && target.partner.is_none())
    }

    /// What this programme calls one of the fixed words.
    #[must_use]
    pub fn word(&self, word: Word) -> Phrase {
        self.words.get(&word).cloned().unwrap_or_else(|| word.usual())
    }
}

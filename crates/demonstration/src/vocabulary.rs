//! The words of a programme that a recipe may use: what its definition says, and no more than is needed here.

use base::Date;
use definition::{Definition, Vocabulary as Kind};

/// What one programme's definition allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    /// The programme's key.
    pub programme: String,
    /// The first day of the programme.
    pub start: Date,
    /// The last day of the programme, with its extensions.
    pub end: Date,
    /// The partners.
    pub partners: Vec<PartnerTerm>,
    /// Keys of the areas.
    pub areas: Vec<String>,
    /// Keys of the services.
    pub services: Vec<String>,
    /// The outcomes.
    pub outcomes: Vec<OutcomeTerm>,
    /// Keys of the destinations.
    pub destinations: Vec<String>,
    /// Keys of the places in the labour market; none when the programme does not ask.
    pub employments: Vec<String>,
    /// Keys of the routes into the programme; none when the programme does not ask.
    pub routes: Vec<String>,
}

/// A partner and where it works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerTerm {
    /// Its key.
    pub key: String,
    /// Keys of its areas; none when the programme has none for it.
    pub areas: Vec<String>,
}

/// An outcome and how often it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeTerm {
    /// Its key.
    pub key: String,
    /// Core, or non-core.
    pub core: bool,
    /// Whether one person can achieve it more than once.
    pub repeatable: bool,
    /// What is expected to show it.
    pub evidence: Option<String>,
}

impl Vocabulary {
    /// The words of `definition` that are not retired; none for what enrols nobody or has no dates yet.
    #[must_use]
    pub fn of(definition: &Definition) -> Option<Self> {
        let programme = &definition.programme;
        let planned = definition.planned_ends.last().map(|planned| planned.date);
        let terms = |kind| definition.terms(kind).filter(|term| !term.retired);
        let keys = |kind| terms(kind).map(|term| term.key.clone()).collect();
        Some(Self {
            programme: programme.key.clone(),
            start: programme.start?,
            end: programme.ended.or(planned)?,
            partners: definition
                .partners
                .iter()
                .filter(|partner| !partner.retired)
                .map(|partner| PartnerTerm { key: partner.key.clone(), areas: partner.sub_areas.clone() })
                .collect(),
            areas: definition.areas.iter().filter(|area| !area.retired).map(|area| area.key.clone()).collect(),
            services: keys(Kind::Service),
            outcomes: terms(Kind::Outcome)
                .filter_map(|term| {
                    let rule = term.outcome.as_ref()?;
                    Some(OutcomeTerm {
                        key: term.key.clone(),
                        core: rule.core,
                        repeatable: !rule.once,
                        evidence: rule.evidence.clone(),
                    })
                })
                .collect(),
            destinations: keys(Kind::Destination),
            employments: keys(Kind::Employment),
            routes: keys(Kind::Route),
        })
    }

    pub(crate) fn outcome(&self, key: &str) -> Option<&OutcomeTerm> {
        self.outcomes.iter().find(|term| term.key == key)
    }

    pub(crate) fn partner(&self, key: &str) -> Option<&PartnerTerm> {
        self.partners.iter().find(|term| term.key == key)
    }
}

//! Between the keys of the engine and the words of a programme.

use super::question::vocabulary;
use super::whose::Counted;
use crate::interactions::CHANNEL;
use crate::ladder::DIRECTION;
use crate::outcomes::VERIFICATION;
use crate::people::{DISABILITY, ETHNICITY, GENDER};
use crate::programmes::{Catalogue, Entry, Term};
use crate::{
    Error, Result, Workspace, assignments, capacities, head_counts, leaving, placements, plans, referrals, support,
};
use base::{Choice, Date, Id, Period};
use counting::{Before, Group, Key};
use definition::{BEFORE, Dimension, FactKind, Figure, MarkedEvent, NONE, Vocabulary};
use std::collections::{HashMap, HashSet};

/// A value of a dimension as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// In addresses and files.
    pub key: String,
    /// On the page.
    pub label: String,
}

impl Head {
    fn new(key: &str, label: &str) -> Self {
        Self { key: key.to_owned(), label: label.to_owned() }
    }
}

/// Finds ids by words and words by ids, in one programme and those under it.
pub(super) struct Lookup<'a> {
    catalogue: &'a Catalogue,
    entry: &'a Entry,
    family: Vec<&'a Entry>,
    workers: HashMap<Id, String>,
    whose: Counted,
}

impl<'a> Lookup<'a> {
    pub fn new(catalogue: &'a Catalogue, entry: &'a Entry, whose: Counted) -> Self {
        let ids = catalogue.family(entry.programme.id);
        let family = ids.into_iter().filter_map(|id| catalogue.entry(id)).collect();
        Self { catalogue, entry, family, workers: HashMap::new(), whose }
    }

    /// Whose people and records count.
    pub fn whose(&self) -> &Counted {
        &self.whose
    }

    /// The partners whose people count, each as a group of its own under its organisation's key.
    pub fn own_partners(&self) -> Vec<Group> {
        let organisations = self.partners().into_iter().filter_map(|id| self.catalogue.organisation(id));
        organisations.map(|own| Group { name: own.key.clone(), keys: vec![Key::Id(own.id)] }).collect()
    }

    /// The engine's key of a partner along a dimension.
    fn partner_key(&self, dimension: Dimension, organisation: Id) -> Key {
        let grouped = dimension == Dimension::EnrolmentPartner && self.whose.organisations().is_some();
        match self.catalogue.organisation(organisation).filter(|_| grouped) {
            Some(own) => Key::text(&own.key),
            None => Key::Id(organisation),
        }
    }

    pub fn family(&self) -> Vec<Id> {
        self.family.iter().map(|entry| entry.programme.id).collect()
    }

    pub fn age_bands(&self) -> Vec<u8> {
        self.entry.definition.age_bands.iter().map(|band| band.from).collect()
    }

    /// The terms of a vocabulary as they are counted, each once, in the order of the definitions.
    fn vocabulary(&self, vocabulary: Vocabulary) -> Vec<(Id, &'a Term)> {
        let mut seen = HashSet::new();
        let terms = self.family.iter().flat_map(|entry| entry.terms(vocabulary));
        terms.map(|term| (self.catalogue.counted_as(term.id), term)).filter(|(id, _)| seen.insert(*id)).collect()
    }

    /// The same, which knows what the workers of the programmes are called, where a figure asks by worker.
    pub fn knowing_workers(mut self, workspace: &Workspace, figures: &[Figure]) -> Result<Self> {
        let asks = |figure: &Figure| {
            let filtered = figure.filters.iter().map(|filter| filter.dimension);
            figure.by.iter().copied().chain(filtered).any(|by| by == Dimension::Worker)
        };
        if figures.iter().any(asks) {
            let names = |row: &db::Row<'_>| Ok((row.get::<Id>(0)?, row.get::<String>(1)?));
            let sql = "SELECT id, name FROM user_account";
            self.workers = workspace.read(|reader| Ok(reader.query(sql, &[], names)?))?.into_iter().collect();
        }
        Ok(self)
    }

    /// The groups in which the terms along a dimension stand in a figure that groups them.
    pub fn groups(&self, figure: &Figure, dimension: Dimension) -> Result<Option<Vec<Group>>> {
        let Some(grouping) = figure.grouping(dimension, &self.entry.definition) else { return Ok(None) };
        let group = |group: &definition::Group| {
            let keys = group.members.iter().map(|member| self.key(dimension, figure.of.kind, member));
            Ok(Group { name: group.key.clone(), keys: keys.collect::<Result<Vec<_>>>()?.concat() })
        };
        grouping.groups.iter().map(group).collect::<Result<_>>().map(Some)
    }

    /// The keys of the horizons of goals, in order.
    pub fn horizons(&self) -> Vec<&'a str> {
        self.vocabulary(Vocabulary::Horizon).into_iter().map(|(_, term)| term.key.as_str()).collect()
    }

    /// The outcomes that are core, or those that are not.
    pub fn outcomes(&self, core: bool) -> Vec<Id> {
        let outcomes = self.vocabulary(Vocabulary::Outcome).into_iter();
        outcomes.filter(|(_, term)| term.core == Some(core)).map(|(id, _)| id).collect()
    }

    /// The terms with these keys (all, if none is given) and their sub-types; of outcomes, only core or non-core ones if
    /// that is asked.
    pub fn terms(&self, vocabulary: Vocabulary, core: Option<bool>, keys: &[String]) -> Result<Vec<Id>> {
        let known = self.vocabulary(vocabulary);
        for key in keys {
            if !known.iter().any(|(_, term)| term.key == *key) {
                return Err(unknown(vocabulary.key(), key, known.iter().map(|(_, term)| term.key.as_str())));
            }
        }
        let wanted =
            |term: &Term| keys.is_empty() || keys.iter().any(|key| self.is_or_is_under(vocabulary, &term.key, key));
        let right = |term: &Term| core.is_none() || term.core == core;
        Ok(known.into_iter().filter(|(_, term)| wanted(term) && right(term)).map(|(id, _)| id).collect())
    }

    fn is_or_is_under(&self, vocabulary: Vocabulary, key: &str, above: &str) -> bool {
        // A definition's checks refuse circular parents; the bound is for safety alone.
        let mut at = Some(key);
        for _ in 0..32 {
            match at {
                None => return false,
                Some(at) if at == above => return true,
                Some(key) => {
                    let found = self.family.iter().find_map(|entry| entry.definition.term(vocabulary, key));
                    at = found.and_then(|term| term.parent.as_deref());
                }
            }
        }
        false
    }

    /// The engine's keys for a value as written: one, or several when a term stands for its sub-types too.
    pub fn key(&self, dimension: Dimension, kind: FactKind, written: &str) -> Result<Vec<Key>> {
        if dimension == Dimension::Phase && written == BEFORE {
            return Ok(vec![Key::None]);
        }
        if written == NONE {
            let without = if dimension == Dimension::Phase { vec![] } else { vec![Key::None] };
            return Ok([vec![Key::Missing], without].concat());
        }
        if let Some(vocabulary) = vocabulary(dimension, kind) {
            let ids = self.terms(vocabulary, None, &[written.to_owned()])?;
            return Ok(ids.into_iter().map(Key::Id).collect());
        }
        let one = match dimension {
            Dimension::Time(grain) => {
                let period: Period =
                    written.parse().map_err(|fault: base::NotAPeriod| Error::Refused(fault.to_string()))?;
                return Ok((grain.number(period.start)..=grain.number(period.end))
                    .map(|n| Key::Period(grain, n))
                    .collect());
            }
            Dimension::Phase => {
                let known = self.phases().iter().map(|event| event.key.as_str());
                let phase = known.clone().find(|known| *known == written);
                Key::text(phase.ok_or_else(|| unknown("marked event", written, std::iter::once(BEFORE).chain(known)))?)
            }
            Dimension::Age => {
                let bands = &self.entry.definition.age_bands;
                let band = bands.iter().find(|band| band.key == written);
                band.map(|band| Key::Age(band.from))
                    .ok_or_else(|| unknown("age range", written, bands.iter().map(|b| b.key.as_str())))?
            }
            Dimension::Programme => {
                let found = self.family.iter().find(|entry| entry.programme.key == written);
                let keys = self.family.iter().map(|entry| entry.programme.key.as_str());
                Key::Id(found.map(|entry| entry.programme.id).ok_or_else(|| unknown("programme", written, keys))?)
            }
            Dimension::Partner | Dimension::EnrolmentPartner => {
                let partners = || self.family.iter().flat_map(|entry| &entry.partners);
                let mut own = partners().filter(|partner| self.whose.tells_of(partner.organisation));
                let found = own.find(|partner| partner.key == written).map(|partner| partner.organisation);
                let own = partners().filter(|partner| self.whose.tells_of(partner.organisation));
                let keys = own.map(|partner| partner.key.as_str());
                self.partner_key(dimension, found.ok_or_else(|| unknown("partner", written, keys))?)
            }
            Dimension::Area | Dimension::EnrolmentArea => {
                let found = self.family.iter().flat_map(|entry| &entry.areas).find(|area| area.key == written);
                let keys = self.family.iter().flat_map(|entry| entry.areas.iter().map(|area| area.key.as_str()));
                Key::Id(
                    self.catalogue.counted_as(found.map(|area| area.id).ok_or_else(|| unknown("area", written, keys))?),
                )
            }
            Dimension::OtherEnd => {
                let mut known = self.catalogue.organisations();
                let found = known.find(|known| known.key == written).map(|known| known.id);
                Key::Id(found.ok_or_else(|| unknown("organisation", written, std::iter::empty()))?)
            }
            Dimension::Worker => {
                Key::Id(written.parse().map_err(|fault: base::NotAnId| Error::Refused(fault.to_string()))?)
            }
            _ => Key::text(known_text(dimension, written)?),
        };
        Ok(vec![one])
    }

    /// How a key of the engine is written and called in a figure.
    pub fn head(&self, dimension: Dimension, figure: &Figure, key: &Key) -> Head {
        let kind = figure.of.kind;
        if let (Some(grouping), Key::Text(text)) = (figure.grouping(dimension, &self.entry.definition), key) {
            let group = grouping.groups.iter().find(|group| *group.key == **text);
            return Head::new(text, group.map_or(text, |group| &group.label));
        }
        match key {
            Key::Missing => Head::new(NONE, missing_label(dimension)),
            Key::None if dimension == Dimension::EnrolmentPartner => {
                Head::new(NONE, "Another partner, or not recorded")
            }
            Key::None if dimension == Dimension::Phase => self.phase(BEFORE),
            Key::None => Head::new(NONE, "None"),
            Key::Period(grain, number) => Head { key: grain.written(*number), label: grain.label(*number) },
            Key::Age(from) => self.entry.definition.age_bands.iter().find(|band| band.from == *from).map_or_else(
                || Head { key: format!("from-{from}"), label: format!("{from} and over") },
                |band| Head::new(&band.key, &band.label),
            ),
            Key::Id(id) => {
                self.named(dimension, kind, *id).unwrap_or_else(|| Head { key: id.to_string(), label: id.to_string() })
            }
            Key::Text(text) if dimension == Dimension::Horizon => {
                let terms = self.vocabulary(Vocabulary::Horizon);
                let term = terms.into_iter().find(|(_, term)| term.key == **text);
                Head::new(text, term.map_or(text, |(_, term)| &term.label))
            }
            Key::Text(text) if dimension == Dimension::EnrolmentPartner => {
                let known = self.partners().into_iter().filter_map(|id| self.catalogue.organisation(id));
                let name = known.into_iter().find(|known| *known.key == **text).map_or(&**text, |known| &known.name);
                Head::new(text, name)
            }
            Key::Text(text) if dimension == Dimension::Phase => self.phase(text),
            Key::Text(text) => Head::new(text, text_label(dimension, text)),
        }
    }

    /// The days that cut time in phases, in order.
    pub fn phases(&self) -> &'a [MarkedEvent] {
        &self.entry.definition.marked_events
    }

    fn phase(&self, key: &str) -> Head {
        Head::new(key, &self.entry.definition.phase_label(key).unwrap_or_else(|| key.to_owned()))
    }

    fn named(&self, dimension: Dimension, kind: FactKind, id: Id) -> Option<Head> {
        if let Some(vocabulary) = vocabulary(dimension, kind) {
            return self.term(vocabulary, id);
        }
        match dimension {
            Dimension::Programme => {
                let programme = &self.catalogue.entry(id)?.programme;
                Some(Head::new(&programme.key, &programme.name))
            }
            Dimension::Worker => self.workers.get(&id).map(|name| Head::new(&id.to_string(), name)),
            Dimension::Partner | Dimension::EnrolmentPartner | Dimension::OtherEnd => self.partner(id),
            Dimension::Area | Dimension::EnrolmentArea => {
                let mut areas = self.family.iter().flat_map(|entry| &entry.areas);
                let area = areas.find(|area| self.catalogue.counted_as(area.id) == id)?;
                Some(Head::new(&area.key, &area.label))
            }
            _ => None,
        }
    }

    /// What a term is called, by the id under which it is counted.
    pub fn term(&self, vocabulary: Vocabulary, id: Id) -> Option<Head> {
        let (_, term) = self.vocabulary(vocabulary).into_iter().find(|(counted_as, _)| *counted_as == id)?;
        Some(Head::new(&term.key, &term.label))
    }

    /// What a partner is called, by its organisation.
    pub fn partner(&self, organisation: Id) -> Option<Head> {
        let organisation = self.catalogue.organisation(organisation)?;
        Some(Head::new(&organisation.key, &organisation.name))
    }

    /// The keys that a dimension shows even where nothing was counted, in their order: a zero there is a true zero.
    /// Of phases, those of which a day is in the figure's period.
    pub fn expected(&self, dimension: Dimension, figure: &Figure) -> Vec<Key> {
        let Figure { of, over, .. } = figure;
        if let Some(grouping) = figure.grouping(dimension, &self.entry.definition) {
            return grouping.groups.iter().map(|group| Key::text(&group.key)).collect();
        }
        if let Some(vocabulary) = vocabulary(dimension, of.kind) {
            let counted = of.kind.vocabulary() == Some(vocabulary);
            let chosen = if counted { self.terms(vocabulary, of.core, &of.terms).ok() } else { None };
            let offered = self.vocabulary(vocabulary).into_iter().filter(|(_, term)| !term.retired);
            return offered
                .map(|(id, _)| id)
                .filter(|id| chosen.as_ref().is_none_or(|chosen| chosen.contains(id)))
                .map(Key::Id)
                .collect();
        }
        match dimension {
            Dimension::Age => self.age_bands().into_iter().map(Key::Age).collect(),
            Dimension::Phase => {
                let starts = std::iter::once((Date::MIN, Key::None));
                let starts = starts.chain(self.phases().iter().map(|event| (event.date, Key::text(&event.key))));
                let ends = self.phases().iter().map(|event| Some(event.date)).chain([None]);
                let within = |start: Date, next: Option<Date>| {
                    over.is_none_or(|over| start <= over.end && next.is_none_or(|next| over.start < next))
                };
                starts.zip(ends).filter(|((start, _), next)| within(*start, *next)).map(|((_, key), _)| key).collect()
            }
            Dimension::Core => vec![Key::text("core"), Key::text("non-core")],
            Dimension::Horizon => self.horizons().into_iter().map(Key::text).collect(),
            Dimension::Partner | Dimension::EnrolmentPartner => {
                self.partners().into_iter().map(|id| self.partner_key(dimension, id)).collect()
            }
            Dimension::Area | Dimension::EnrolmentArea => self.areas().into_iter().map(Key::Id).collect(),
            Dimension::Programme => {
                let delivering =
                    self.family.iter().filter(|entry| self.catalogue.children(entry.programme.id).next().is_none());
                delivering.map(|entry| Key::Id(entry.programme.id)).collect()
            }
            _ => choices(dimension).iter().map(|choice| Key::text(choice.key)).collect(),
        }
    }

    /// Partners in the family whose people count, as organisations, by name.
    fn partners(&self) -> Vec<Id> {
        let partners = self.family.iter().flat_map(|entry| &entry.partners).filter(|partner| !partner.retired);
        let partners = partners.filter(|partner| self.whose.tells_of(partner.organisation));
        let mut named: Vec<(&str, Id)> = partners
            .map(|partner| partner.organisation)
            .map(|id| (self.catalogue.organisation(id).map_or("", |organisation| &organisation.name), id))
            .collect();
        named.sort_unstable();
        named.dedup();
        named.into_iter().map(|(_, id)| id).collect()
    }

    fn areas(&self) -> Vec<Id> {
        let mut seen = HashSet::new();
        let areas = self.family.iter().flat_map(|entry| &entry.areas).filter(|area| !area.retired);
        areas.map(|area| self.catalogue.counted_as(area.id)).filter(|id| seen.insert(*id)).collect()
    }

    /// Whether a dimension's rows are shown even at zero, rather than only where somebody was counted.
    pub fn shows_zeros(dimension: Dimension) -> bool {
        choices(dimension).is_empty()
    }
}

fn unknown<'k>(what: &'static str, key: &str, known: impl Iterator<Item = &'k str>) -> Error {
    let mut known: Vec<&str> = known.collect();
    known.dedup();
    Error::NotFound { what, name: key.to_owned(), mend: format!("; there are: {}", known.join(", ")) }
}

/// An answer, state or kind that there is.
fn known_text(dimension: Dimension, written: &str) -> Result<&str> {
    let keys: Vec<&str> = match dimension {
        Dimension::Core => vec!["core", "non-core"],
        Dimension::Kind => FactKind::ALL.map(FactKind::key).into(),
        Dimension::State => states().map(|choice| choice.key).collect(),
        _ => choices(dimension).iter().map(|choice| choice.key).collect(),
    };
    if keys.is_empty() || keys.contains(&written) {
        return Ok(written);
    }
    Err(unknown(dimension.label(), written, keys.into_iter()))
}

/// How a need or barrier stands.
const STANDS: &[Choice] = &[Choice::new("open", "Open"), Choice::new("met", "Met"), Choice::new("removed", "Removed")];

/// Whether a service was had for the first time.
const TURN: &[Choice] = &[Choice::new(Before::FIRST, "First time"), Choice::new(Before::REPEAT, "Again")];

/// The states of facts of every kind.
fn states() -> impl Iterator<Item = &'static Choice> {
    let lists = [
        CHANNEL,
        VERIFICATION,
        DIRECTION,
        STANDS,
        plans::STATUS,
        support::KIND,
        assignments::ROLE,
        leaving::STATE,
        capacities::ROLE,
        referrals::STATUS,
        placements::STATE,
        head_counts::STATE,
    ];
    lists.into_iter().flatten()
}

/// The fixed answers along a dimension.
fn choices(dimension: Dimension) -> &'static [Choice] {
    match dimension {
        Dimension::Gender => GENDER,
        Dimension::Ethnicity => ETHNICITY,
        Dimension::Disability => DISABILITY,
        Dimension::Turn => TURN,
        Dimension::Direction => referrals::WAY,
        _ => &[],
    }
}

fn text_label(dimension: Dimension, text: &str) -> &str {
    if dimension == Dimension::Kind {
        let kind = FactKind::ALL.into_iter().find(|kind| kind.key() == text);
        return if let Some(kind) = kind { kind.plural() } else { text };
    }
    if dimension == Dimension::Core {
        return if text == "core" { "Core" } else { "Non-core" };
    }
    choices(dimension).iter().chain(states()).find(|choice| choice.key == text).map_or(text, |choice| choice.label)
}

fn missing_label(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Gender | Dimension::Ethnicity | Dimension::Disability => "Not asked",
        Dimension::Age => "Date of birth not known",
        Dimension::Turn => "No service recorded",
        _ => "Not recorded",
    }
}

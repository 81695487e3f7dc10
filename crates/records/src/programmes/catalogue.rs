//! The catalogue: every programme of the workspace with its definition and what it put into the database, in memory.

use super::{Area, Partner, Programme, Target, Term, Version};
use crate::organisations::{self, Organisation};
use crate::{Error, Result};
use base::Id;
use db::{Reader, Record};
use definition::{Definition, Vocabulary};
use std::collections::HashMap;
use std::sync::Arc;

/// A programme with its definition in force.
#[derive(Debug)]
pub struct Entry {
    /// The programme.
    pub programme: Programme,
    /// Its definition in force.
    pub definition: Arc<Definition>,
    /// The version of that definition.
    pub version: i64,
    /// Its terms, retired ones included, in order.
    pub terms: Vec<Term>,
    /// Its partners, retired ones included.
    pub partners: Vec<Partner>,
    /// Its areas, retired ones included, in order.
    pub areas: Vec<Area>,
    /// Its targets, of every version.
    pub targets: Vec<Target>,
}

impl Entry {
    /// One term of a vocabulary by its key.
    #[must_use]
    pub fn term(&self, vocabulary: Vocabulary, key: &str) -> Option<&Term> {
        self.terms(vocabulary).find(|term| term.key == key)
    }

    /// Whether the programme offers this term of a vocabulary.
    #[must_use]
    pub fn offers(&self, vocabulary: Vocabulary, term: Id) -> bool {
        self.terms(vocabulary).any(|known| known.id == term && !known.retired)
    }

    /// What a term of any vocabulary is called.
    #[must_use]
    pub fn label(&self, term: Id) -> Option<String> {
        self.terms.iter().find(|known| known.id == term).map(|known| known.label.clone())
    }

    /// Whether the definition says that this service or goal area is learning, before which basic needs come.
    #[must_use]
    pub fn is_learning(&self, term: Id) -> bool {
        let Some(known) = self.terms.iter().find(|known| known.id == term) else { return false };
        let vocabulary = Vocabulary::from_key(&known.vocabulary);
        let defined = vocabulary.and_then(|vocabulary| self.definition.term(vocabulary, &known.key));
        defined.is_some_and(|defined| defined.learning)
    }

    /// Whether a person can have this outcome once only.
    #[must_use]
    pub fn counts_once(&self, outcome: Id) -> bool {
        self.terms(Vocabulary::Outcome).any(|term| term.id == outcome && term.repeatable == Some(false))
    }

    /// Whether the definition leaves out what was retired and may be in records still.
    fn leaves_out(&self) -> bool {
        let known = |term: &Term| {
            Vocabulary::from_key(&term.vocabulary).is_none_or(|one| self.definition.term(one, &term.key).is_some())
        };
        self.terms.iter().any(|term| term.retired && !known(term))
            || self.partners.iter().any(|one| one.retired && self.definition.partner(&one.key).is_none())
            || self.areas.iter().any(|one| one.retired && self.definition.area(&one.key).is_none())
    }

    /// The terms of a vocabulary, in order.
    pub fn terms(&self, vocabulary: Vocabulary) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(move |term| term.vocabulary == vocabulary.key())
    }
}

/// Every programme of the workspace, as of one moment.
#[derive(Debug, Default)]
pub struct Catalogue {
    entries: Vec<Entry>,
    organisations: HashMap<Id, Organisation>,
    /// For each term, area and partner, the id under which it is counted.
    counted_as: HashMap<Id, Id>,
}

impl Catalogue {
    /// Reads the catalogue.
    ///
    /// # Errors
    /// When the database fails, or a definition in force can no longer be read.
    pub fn load(reader: &Reader<'_>) -> Result<Self> {
        let programmes = reader.list::<Programme>("ORDER BY name, id", &[])?;
        let organisations = organisations::all(reader)?.into_iter().map(|found| (found.id, found)).collect();
        let mut terms = by_programme(reader, "ORDER BY vocabulary, place, id", |term: &Term| term.programme)?;
        let mut partners = by_programme(reader, "ORDER BY id", |partner: &Partner| partner.programme)?;
        let mut areas = by_programme(reader, "ORDER BY place, id", |area: &Area| area.programme)?;
        let mut targets = by_programme(reader, "ORDER BY id", |target: &Target| target.programme)?;
        let mut versions = by_programme(reader, "ORDER BY version", |version: &Version| version.programme)?;
        let mut entries = Vec::with_capacity(programmes.len());
        for programme in programmes {
            let mut versions = versions.remove(&programme.id).unwrap_or_default();
            let Some(version) = versions.pop() else { continue };
            let name = format!("{} (version {})", programme.key, version.number);
            let definition = definition::parse(&name, &version.body).map_err(Error::Definition)?;
            let mut entry = Entry {
                definition: Arc::new(definition),
                version: version.number,
                terms: terms.remove(&programme.id).unwrap_or_default(),
                partners: partners.remove(&programme.id).unwrap_or_default(),
                areas: areas.remove(&programme.id).unwrap_or_default(),
                targets: targets.remove(&programme.id).unwrap_or_default(),
                programme,
            };
            while entry.leaves_out()
                && let Some(earlier) = versions.pop()
            {
                // What can no longer be read cannot be remembered either; its records are there all the same.
                if let Ok(earlier) = definition::parse(&name, &earlier.body) {
                    Arc::make_mut(&mut entry.definition).remember(earlier);
                }
            }
            entries.push(entry);
        }
        let mut catalogue = Self { entries, organisations, counted_as: HashMap::new() };
        catalogue.counted_as = catalogue.identities();
        Ok(catalogue)
    }

    /// All programmes, by name.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The programme with this key.
    ///
    /// # Errors
    /// [`Error::NotFound`], naming the programmes there are.
    pub fn programme(&self, key: &str) -> Result<&Entry> {
        self.entries.iter().find(|entry| entry.programme.key == key).ok_or_else(|| Error::NotFound {
            what: "programme",
            name: key.to_owned(),
            mend: match self.entries.as_slice() {
                [] => "; there are no programmes yet: apply a definition first".to_owned(),
                some => {
                    let keys: Vec<&str> = some.iter().map(|entry| entry.programme.key.as_str()).collect();
                    format!("; there are: {}", keys.join(", "))
                }
            },
        })
    }

    /// The programme with this id.
    #[must_use]
    pub fn entry(&self, id: Id) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.programme.id == id)
    }

    /// The programme and every programme under it: whose facts count when the programme is asked about.
    #[must_use]
    pub fn family(&self, programme: Id) -> Vec<Id> {
        let mut family = vec![programme];
        let mut next = 0;
        while let Some(parent) = family.get(next).copied() {
            family.extend(self.children(parent).map(|child| child.programme.id));
            next += 1;
        }
        family
    }

    /// The programmes that stand directly under this one.
    pub fn children(&self, programme: Id) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.programme.parent == Some(programme))
    }

    /// The programme at the top of the umbrella: the register in which references of people are unique.
    #[must_use]
    pub fn register(&self, programme: Id) -> Id {
        let mut top = programme;
        while let Some(parent) = self.entry(top).and_then(|entry| entry.programme.parent) {
            top = parent;
        }
        top
    }

    /// An organisation.
    #[must_use]
    pub fn organisation(&self, id: Id) -> Option<&Organisation> {
        self.organisations.get(&id)
    }

    /// Every organisation of the workspace, in no order.
    pub fn organisations(&self) -> impl Iterator<Item = &Organisation> {
        self.organisations.values()
    }

    /// The id under which a term, area or partner is counted. Under one umbrella the same key in the same vocabulary is
    /// one term and the same key is one area, whichever programme defines it; a partner is counted as its organisation.
    #[must_use]
    pub fn counted_as(&self, id: Id) -> Id {
        self.counted_as.get(&id).copied().unwrap_or(id)
    }

    fn identities(&self) -> HashMap<Id, Id> {
        let mut identities = HashMap::new();
        let mut terms: HashMap<(Id, &str, &str), Id> = HashMap::new();
        let mut areas: HashMap<(Id, &str), Id> = HashMap::new();
        for entry in &self.entries {
            let register = self.register(entry.programme.id);
            for term in &entry.terms {
                let first = *terms.entry((register, &term.vocabulary, &term.key)).or_insert(term.id);
                identities.insert(term.id, first);
            }
            for area in &entry.areas {
                let first = *areas.entry((register, &area.key)).or_insert(area.id);
                identities.insert(area.id, first);
            }
            for partner in &entry.partners {
                identities.insert(partner.id, partner.organisation);
            }
        }
        identities
    }
}

fn by_programme<R: Record>(
    reader: &Reader<'_>,
    order: &str,
    programme: impl Fn(&R) -> Id,
) -> Result<HashMap<Id, Vec<R>>> {
    let mut found: HashMap<Id, Vec<R>> = HashMap::new();
    for record in reader.list::<R>(order, &[])? {
        found.entry(programme(&record)).or_default().push(record);
    }
    Ok(found)
}

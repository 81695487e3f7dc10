//! From the words of a file to the records they mean.

use crate::{plain, suggest};
use base::{Act, Date, Id, Invalid, Scope, Whose};
use definition::Vocabulary;
use records::enrolments;
use records::programmes::{Catalogue, Entry};
use std::collections::HashMap;

/// Names of one sort (partners, services …) and the records they stand for.
pub(super) struct Names {
    /// What sort, for messages: "partner".
    what: &'static str,
    by_plain: HashMap<String, Id>,
    /// As they are shown, for suggestions.
    labels: Vec<String>,
    /// What was looked up before, exactly as it stood in the file.
    asked: HashMap<String, Id>,
}

impl Names {
    fn new<'n>(what: &'static str, names: impl Iterator<Item = (&'n str, &'n str, Id)>) -> Self {
        let mut found = Self { what, by_plain: HashMap::new(), labels: Vec::new(), asked: HashMap::new() };
        for (key, label, id) in names {
            found.by_plain.entry(plain(key)).or_insert(id);
            found.by_plain.entry(plain(label)).or_insert(id);
            found.labels.push(label.to_owned());
        }
        found
    }

    /// The record that `given` names in the field `field`, by key or label, whatever its case and punctuation.
    pub fn find(&mut self, field: &'static str, given: &str) -> Result<Id, Invalid> {
        if let Some(id) = self.asked.get(given) {
            return Ok(*id);
        }
        if let Some(id) = self.by_plain.get(&plain(given)) {
            self.asked.insert(given.to_owned(), *id);
            return Ok(*id);
        }
        let what = self.what;
        let mend = match suggest(given, self.labels.iter().map(String::as_str)) {
            Some(label) => format!("did you mean \u{201c}{label}\u{201d}?"),
            None if self.labels.is_empty() => {
                format!("the programme's definition has no {what} at all; leave it empty")
            }
            None => {
                let some: Vec<&str> = self.labels.iter().take(8).map(String::as_str).collect();
                let more = if self.labels.len() > some.len() { " \u{2026}" } else { "" };
                format!("write one of: {}{more}", some.join(", "))
            }
        };
        Err(Invalid::new(field, given, format!("is not a {what} of this programme; {mend}")))
    }
}

/// The names that rows of a programme can use.
pub(super) struct Resolve {
    pub partners: Names,
    pub areas: Names,
    pub services: Names,
    pub outcomes: Names,
    pub destinations: Names,
    pub employment: Names,
    pub evidence: Names,
    pub routes: Names,
}

impl Resolve {
    pub fn new(catalogue: &Catalogue, entry: &Entry) -> Self {
        let partners = entry.partners.iter().filter(|partner| !partner.retired).map(|partner| {
            let name = catalogue
                .organisation(partner.organisation)
                .map_or(partner.key.as_str(), |organisation| &organisation.name);
            (partner.key.as_str(), name, partner.id)
        });
        let areas = entry.areas.iter().filter(|area| !area.retired);
        let terms = |what, vocabulary| {
            let terms = entry.terms(vocabulary).filter(|term| !term.retired);
            Names::new(what, terms.map(|term| (term.key.as_str(), term.label.as_str(), term.id)))
        };
        Self {
            partners: Names::new("partner", partners),
            areas: Names::new("area", areas.map(|area| (area.key.as_str(), area.label.as_str(), area.id))),
            services: terms("service", Vocabulary::Service),
            outcomes: terms("outcome", Vocabulary::Outcome),
            destinations: terms("destination", Vocabulary::Destination),
            employment: terms("employment status", Vocabulary::Employment),
            evidence: terms("kind of evidence", Vocabulary::StatusEvidence),
            routes: terms("route", Vocabulary::Route),
        }
    }
}

/// A reference as it is matched: "p 1" is "P1".
pub(super) fn folded(reference: &str) -> Box<str> {
    reference.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_uppercase).collect::<String>().into()
}

/// Everyone enrolled in the programme, by reference, with the day their support began and whether they are the actor's to write about.
pub(super) struct Enrolled(HashMap<Box<str>, (Id, Date, bool)>);

impl Enrolled {
    pub fn load(reader: &db::Reader<'_>, scope: &Scope, programme: Id) -> records::Result<Self> {
        let mut enrolled = HashMap::new();
        enrolments::by_reference(reader, scope, programme, |reference, person, start, own| {
            enrolled.insert(folded(reference), (person, start, own));
        })?;
        Ok(Self(enrolled))
    }

    pub fn find(&self, reference: &str) -> Result<(Id, Date), Invalid> {
        // Most references stand in the file as they are matched.
        match self.0.get(reference).or_else(|| self.0.get(&folded(reference))) {
            Some((person, start, true)) => Ok((*person, *start)),
            Some((_, _, false)) => Err(of_another(reference)),
            None => Err(Invalid::new(
                "reference",
                reference,
                "nobody with this reference is enrolled in the programme; bring in the file of people first",
            )),
        }
    }
}

/// What is said of a person who is not the actor's to write about, whyever: they are of another partner, or their record is restricted.
pub(super) fn of_another(reference: &str) -> Invalid {
    Invalid::new(
        "reference",
        reference,
        "is already known under this reference to another partner: ask the programme lead",
    )
}

/// Which partners' records the actor may bring in.
#[derive(Debug, Clone)]
pub(super) enum Own {
    /// Every partner's.
    All,
    /// Those of these parts in the programme, each with its name.
    These(Vec<(Id, String)>),
}

impl Own {
    /// What may be brought in by whoever has this scope.
    ///
    /// # Errors
    /// When it is nothing.
    pub fn of(catalogue: &Catalogue, entry: &Entry, scope: &Scope) -> records::Result<Self> {
        match scope.whose(Act::Import, entry.programme.id) {
            Whose::Everybody => Ok(Self::All),
            Whose::Partners { partners, .. } => {
                let own = entry.partners.iter().filter(|partner| partners.contains(&partner.id));
                let name = |organisation| catalogue.organisation(organisation).map(|known| known.name.clone());
                Ok(Self::These(
                    own.map(|own| (own.id, name(own.organisation).unwrap_or_else(|| own.key.clone()))).collect(),
                ))
            }
            Whose::Nobody => Err(records::Error::Refused(format!(
                "your role in {} does not let you bring in records: ask its lead or your partner\u{2019}s manager",
                entry.programme.name
            ))),
        }
    }

    /// The partner of a row that names `given`: their own if it names none and they have just one.
    pub fn partner(&self, given: Option<Id>) -> Result<Option<Id>, Invalid> {
        let Self::These(own) = self else { return Ok(given) };
        let names = || own.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
        match (given, own.as_slice()) {
            (Some(given), own) if own.iter().any(|(id, _)| *id == given) => Ok(Some(given)),
            (Some(_), _) => Err(Invalid::new(
                "partner_id",
                "",
                format!("is another partner; you bring in records of {}: ask the programme lead", names()),
            )),
            (None, [(only, _)]) => Ok(Some(*only)),
            (None, []) => Err(Invalid::new("partner_id", "", "your organisation is no partner of this programme")),
            (None, _) => Err(Invalid::new("partner_id", "", format!("is empty; write one of: {}", names()))),
        }
    }
}

//! Filling a workspace with the demonstration: definitions applied, people brought in.

use crate::journey::{Journeys, Until};
use crate::{DemoEnrolment, DemoPerson, Fault, Recipe, SEED, Vocabulary, generate};
use base::{Actor, Id};
use definition::Vocabulary as Kind;
use records::enrolments::Enrolment;
use records::figures::approval;
use records::interactions::Interaction;
use records::organisations::Organisation;
use records::outcomes::Outcome;
use records::people::Person;
use records::programmes::{self, Catalogue, Entry};
use records::{Workspace, referrals};
use std::collections::HashMap;

/// The definitions that come with the program, an umbrella before what stands under it.
pub const DEFINITIONS: [(&str, &str); 8] = [
    ("positive-communities.toml", include_str!("../../../programmes/positive-communities.toml")),
    ("positive-progressions.toml", include_str!("../../../programmes/positive-progressions.toml")),
    ("lancashire.toml", include_str!("../../../programmes/lancashire.toml")),
    ("more-positive-together.toml", include_str!("../../../programmes/more-positive-together.toml")),
    ("mpt-steps.toml", include_str!("../../../programmes/mpt-steps.toml")),
    ("pcf-review.toml", include_str!("../../../programmes/pcf-review.toml")),
    ("fair-shares.toml", include_str!("../../../programmes/fair-shares.toml")),
    ("harbour-lane.toml", include_str!("../../../programmes/harbour-lane.toml")),
];

/// How many people are saved together.
const CHUNK: usize = 2000;

/// Why the demonstration could not be made.
#[derive(Debug, thiserror::Error)]
pub enum LoadFault {
    /// A recipe does not fit its definition.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Recipe(Vec<Fault>),
    /// The records refuse.
    #[error(transparent)]
    Records(#[from] records::Error),
}

/// Puts the shipped definitions in force and fills their programmes with synthetic people: as many as the recipes say, or
/// `people` in proportion; and adds the [users](crate::users()) who sign in there. `progress` is told how many people are in, of how many.
///
/// # Errors
/// When a recipe does not fit its definition, or the database fails.
pub fn fill(workspace: &Workspace, people: Option<u64>, progress: &mut dyn FnMut(u64, u64)) -> Result<(), LoadFault> {
    let actor = Actor::program("demonstration");
    for (name, body) in DEFINITIONS {
        let plan = programmes::plan(workspace, name, body)?.synthetic();
        programmes::apply(workspace, &actor, &plan)?;
    }
    approve(workspace, &actor)?;
    let catalogue = workspace.catalogue();
    let vocabularies: Vec<Vocabulary> =
        catalogue.entries().iter().filter_map(|entry| Vocabulary::of(&entry.definition)).collect();
    let recipes = Recipe::shipped().map_err(|fault| LoadFault::Recipe(vec![fault]))?;
    let agencies = agencies(workspace, &actor)?;
    let all = people.unwrap_or_else(|| recipes.iter().map(Recipe::people).sum());
    let ids = Ids::new(&catalogue);
    let mut coming = generate(&recipes, &vocabularies, SEED, people).map_err(LoadFault::Recipe)?;
    let mut done = 0;
    loop {
        let chunk: Vec<DemoPerson<'_>> = coming.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            crate::users(workspace)?;
            crate::present::fill(workspace, &actor, &agencies)?;
            return Ok(crate::caseload::caseloads(workspace, &actor)?);
        }
        save(workspace, &actor, &catalogue, &ids, &agencies, &chunk)?;
        done += chunk.len() as u64;
        progress(done, all);
    }
}

/// Agencies outside, all made up, to which people are referred.
fn agencies(workspace: &Workspace, actor: &Actor) -> Result<Vec<Organisation>, records::Error> {
    let names =
        ["Open Door Counselling (fictional)", "Fair Water Debt Advice (fictional)", "Town Food Bank (fictional)"];
    names.into_iter().try_for_each(|name| referrals::agency(workspace, actor, name).map(drop))?;
    workspace.read(|reader| {
        let known = referrals::agencies(reader)?;
        Ok(known.into_iter().filter(|known| names.contains(&known.name.as_str())).collect())
    })
}

/// Lets funders see the figures of every overview.
fn approve(workspace: &Workspace, actor: &Actor) -> Result<(), records::Error> {
    for entry in workspace.catalogue().entries() {
        let Some(overview) = entry.definition.report("overview") else { continue };
        let figures = overview.headline.iter().chain(overview.sections.iter().flat_map(|section| &section.figures));
        let figures: Vec<String> = figures.cloned().collect();
        approval::set(workspace, actor, &entry.programme.key, &figures, true)?;
    }
    Ok(())
}

/// What the keys of the definitions stand for in the database.
struct Ids<'a> {
    programmes: HashMap<&'a str, Of<'a>>,
    registers: HashMap<&'a str, Id>,
}

/// The same of one programme.
struct Of<'a> {
    programme: Id,
    partners: HashMap<&'a str, Id>,
    areas: HashMap<&'a str, Id>,
    terms: HashMap<(&'a str, &'a str), Id>,
}

impl<'a> Ids<'a> {
    fn new(catalogue: &'a Catalogue) -> Self {
        let of = |entry: &'a Entry| Of {
            programme: entry.programme.id,
            partners: entry.partners.iter().map(|partner| (partner.key.as_str(), partner.id)).collect(),
            areas: entry.areas.iter().map(|area| (area.key.as_str(), area.id)).collect(),
            terms: entry.terms.iter().map(|term| ((term.vocabulary.as_str(), term.key.as_str()), term.id)).collect(),
        };
        let entries = catalogue.entries();
        Self {
            programmes: entries.iter().map(|entry| (entry.programme.key.as_str(), of(entry))).collect(),
            registers: entries.iter().map(|entry| (entry.programme.key.as_str(), entry.programme.id)).collect(),
        }
    }

    fn of(&self, programme: &str) -> Result<&Of<'a>, records::Error> {
        self.programmes.get(programme).ok_or_else(|| records::Error::not_found("programme", programme))
    }
}

impl Of<'_> {
    fn partner(&self, key: &str) -> Option<Id> {
        self.partners.get(key).copied()
    }

    fn term(&self, vocabulary: Kind, key: Option<&str>) -> Option<Id> {
        self.terms.get(&(vocabulary.key(), key?)).copied()
    }

    fn enrolment(&self, id: Id, person: Id, made: &DemoEnrolment<'_>) -> Enrolment {
        Enrolment {
            id,
            person,
            programme: self.programme,
            partner: self.partner(made.partner),
            area: made.area.and_then(|area| self.areas.get(area).copied()),
            start: made.start,
            reentry: made.reentry,
            end: made.end,
            destination: self.term(Kind::Destination, made.destination),
            employment: self.term(Kind::Employment, made.employment),
            evidence: None,
            evidence_seen: None,
            route: self.term(Kind::Route, made.route),
        }
    }
}

fn save(
    workspace: &Workspace,
    actor: &Actor,
    catalogue: &Catalogue,
    ids: &Ids<'_>,
    agencies: &[Organisation],
    chunk: &[DemoPerson<'_>],
) -> Result<(), records::Error> {
    workspace.write(actor, |tx| {
        tx.because("demonstration data");
        let (mut people, mut enrolments, mut interactions, mut outcomes) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut journeys = Journeys::default();
        for made in chunk {
            let id = tx.new_id();
            let register = ids.registers.get(made.register).copied();
            people.push(Person {
                given_name: Some(made.given_name.to_owned()),
                family_name: Some(made.family_name.to_owned()),
                birth_date: made.birth_date,
                gender: made.gender.map(str::to_owned),
                ethnicity: made.ethnicity.map(str::to_owned),
                disability: made.disability.map(str::to_owned),
                postcode: Some(made.postcode.clone()),
                ..Person::new(
                    id,
                    register.ok_or_else(|| records::Error::not_found("programme", made.register))?,
                    made.reference.clone(),
                )
            });
            for enrolment in &made.enrolments {
                let enrolment = ids.of(enrolment.programme)?.enrolment(tx.new_id(), id, enrolment);
                if let Some(entry) = catalogue.entry(enrolment.programme) {
                    journeys.add(made, entry, &enrolment, agencies, Until::PAST, &mut || tx.new_id());
                }
                enrolments.push(enrolment);
            }
            for made in &made.interactions {
                let of = ids.of(made.programme)?;
                interactions.push(Interaction {
                    partner: of.partner(made.partner),
                    service: of.term(Kind::Service, Some(made.service)),
                    channel: Some(made.channel.to_owned()),
                    minutes: made.minutes.map(i64::from),
                    notes: made.note.map(str::to_owned),
                    ..Interaction::new(tx.new_id(), id, of.programme, made.date)
                });
            }
            for made in &made.outcomes {
                let of = ids.of(made.programme)?;
                let Some(outcome) = of.term(Kind::Outcome, Some(made.outcome)) else { continue };
                outcomes.push(Outcome {
                    id: tx.new_id(),
                    person: id,
                    programme: of.programme,
                    partner: of.partner(made.partner),
                    date: made.date,
                    outcome,
                    evidence: made.evidence.map(str::to_owned),
                    verification: made.verification.key().to_owned(),
                    source_key: None,
                });
            }
        }
        tx.insert_all(people)?;
        tx.insert_all(enrolments)?;
        tx.insert_all(interactions)?;
        tx.insert_all(outcomes)?;
        journeys.save(tx)
    })
}

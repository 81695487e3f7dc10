//! A workspace with as many people as are wanted, the same every time: what the benchmarks of storage and pages work on.

use crate::names;
use crate::population::{self, AREAS, CHANNELS, CORE, Event, FIRST_DAY, OUTCOMES, PARTNERS, Person as Made, SERVICES};
use base::{Actor, Clock, Date, Id};
use definition::Vocabulary;
use fastrand::Rng;
use records::enrolments::Enrolment;
use records::interactions::Interaction;
use records::outcomes::Outcome;
use records::people::{DISABILITY, ETHNICITY, GENDER, Person};
use records::{Workspace, programmes};
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub type Done<T> = Result<T, Box<dyn Error>>;

/// The key of the one programme.
pub const PROGRAMME: &str = "filled";
/// How many people are saved together.
const BLOCK: usize = 4000;

/// The definition of the programme, as its lead would have written it.
pub fn definition() -> String {
    let mut text = format!(
        "[programme]\nkey = \"{PROGRAMME}\"\nname = \"Filled\"\nsummary = \"Made up for measuring.\"\nstart = {FIRST_DAY}\n"
    );
    let mut list = |table: &str, count: u8, more: &dyn Fn(u8) -> String| {
        for number in 1..=count {
            let more = more(number);
            let _ = writeln!(text, "\n[[{table}]]\nkey = \"{table}-{number}\"\nlabel = \"The {table} {number}\"{more}");
        }
    };
    list("partner", PARTNERS, &|_| String::new());
    list("area", AREAS, &|_| "\nkind = \"neighbourhood\"".to_owned());
    list("service", SERVICES, &|_| String::new());
    list("outcome", OUTCOMES, &|number| format!("\ncore = {}\nonce = false", number <= CORE));
    text.push_str(include_str!("figures.toml"));
    text
}

/// What the numbers of a made-up population are in the database.
pub struct Places {
    pub programme: Id,
    partners: Vec<Id>,
    areas: Vec<Id>,
    services: Vec<Id>,
    outcomes: Vec<Id>,
}

impl Places {
    fn of(workspace: &Workspace) -> Done<Self> {
        let catalogue = workspace.catalogue();
        let entry = catalogue.programme(PROGRAMME)?;
        Ok(Self {
            programme: entry.programme.id,
            partners: entry.partners.iter().map(|partner| partner.id).collect(),
            areas: entry.areas.iter().map(|area| area.id).collect(),
            services: entry.terms(Vocabulary::Service).map(|term| term.id).collect(),
            outcomes: entry.terms(Vocabulary::Outcome).map(|term| term.id).collect(),
        })
    }

    /// A new outcome of a person: the first core one, at the first partner.
    pub fn outcome(&self, id: Id, person: Id) -> Option<Outcome> {
        let event = Event { programme: 1, term: 1, partner: 1, area: 1, worker: 1, day: 2500, state: 0, minutes: 0 };
        Some(Outcome { id, person, ..self.achieved(&event)? })
    }

    fn achieved(&self, event: &Event) -> Option<Outcome> {
        Some(Outcome {
            id: Id::from_number(0),
            person: Id::from_number(0),
            programme: self.programme,
            partner: nth(&self.partners, event.partner),
            date: date(event.day),
            outcome: nth(&self.outcomes, event.term)?,
            evidence: None,
            verification: if event.state == 0 { "verified" } else { "claimed" }.to_owned(),
            source_key: None,
        })
    }
}

fn nth(ids: &[Id], number: u8) -> Option<Id> {
    ids.get(usize::from(number).checked_sub(1)?).copied()
}

pub fn date(day: u16) -> Date {
    FIRST_DAY.checked_add(Duration::from_secs(u64::from(day) * 86_400)).unwrap_or(FIRST_DAY)
}

/// A filled workspace, with the folder that it lies in until this is dropped.
pub struct Filled {
    pub workspace: Workspace,
    pub places: Places,
    pub url: String,
    /// The file of the database; none on a server.
    pub file: Option<PathBuf>,
    _folder: Option<tempfile::TempDir>,
}

impl Filled {
    /// Makes a workspace of this many people in a temporary file; in `kept` instead if that is given, and just opens it if
    /// it is there.
    pub fn make(people: u32, events: bool, kept: Option<&Path>) -> Done<Self> {
        let (folder, file) = match kept {
            Some(file) => (None, file.to_owned()),
            None => {
                let folder = tempfile::tempdir()?;
                let file = folder.path().join("filled.db");
                (Some(folder), file)
            }
        };
        let url = format!("sqlite:{}", file.display());
        let is_new = !file.exists();
        let workspace = Workspace::open(&url, Clock::System)?;
        if is_new {
            fill(&workspace, people, events)?;
        }
        let places = Places::of(&workspace)?;
        Ok(Self { workspace, places, url, file: Some(file), _folder: folder })
    }
}

/// Puts the definition in force and the people in, through the same transactions as any import; `events` says whether with
/// their support and outcomes.
fn fill(workspace: &Workspace, people: u32, events: bool) -> Done<()> {
    let plan = programmes::plan(workspace, "filled.toml", &definition())?.synthetic();
    programmes::apply(workspace, &Actor::operator(), &plan)?;
    let places = Places::of(workspace)?;
    let mut block = Block::default();
    let mut random = Rng::with_seed(1);
    let mut outcome = Ok(());
    population::each(people, |made| {
        if outcome.is_err() {
            return;
        }
        block.add(workspace, &places, made, events, &mut random);
        if block.people.len() >= BLOCK {
            outcome = block.save(workspace);
        }
    });
    outcome?;
    block.save(workspace)?;
    // The log of so many changes takes a while to be sealed; it must not go on while something is measured.
    workspace.db().seal()?;
    Ok(())
}

/// People on their way into the database.
#[derive(Default)]
struct Block {
    people: Vec<Person>,
    enrolments: Vec<Enrolment>,
    interactions: Vec<Interaction>,
    outcomes: Vec<Outcome>,
}

impl Block {
    fn add(&mut self, workspace: &Workspace, places: &Places, made: &Made, events: bool, random: &mut Rng) {
        let person = workspace.id();
        let ((given, family), (phone, postcode)) = (names::name(random), names::reach(random));
        let (year, month, day) = made.born;
        let choice = |choices: &[base::Choice], index: u8| Some(choices.get(usize::from(index))?.key.to_owned());
        self.people.push(Person {
            given_name: Some(given),
            family_name: Some(family),
            phone: Some(phone),
            postcode: Some(postcode),
            birth_date: Date::new(year, month, day).ok(),
            gender: choice(GENDER, made.gender),
            ethnicity: choice(ETHNICITY, made.ethnicity),
            disability: choice(DISABILITY, made.disability),
            ..Person::new(person, places.programme, format!("R{:07}", made.number))
        });
        // There is one programme here: what somebody did in a second one is taken to have been done in it too.
        let Some(first) = made.enrolments.first() else { return };
        self.enrolments.push(Enrolment {
            id: workspace.id(),
            person,
            programme: places.programme,
            partner: nth(&places.partners, first.partner),
            area: nth(&places.areas, first.area),
            start: date(first.start),
            reentry: None,
            end: None,
            destination: None,
            employment: None,
            evidence: None,
            evidence_seen: None,
            route: None,
        });
        if !events {
            return;
        }
        self.interactions.extend(made.interactions.iter().map(|event| Interaction {
            partner: nth(&places.partners, event.partner),
            service: nth(&places.services, event.term),
            channel: CHANNELS.get(usize::from(event.state)).map(|&channel| channel.to_owned()),
            minutes: Some(i64::from(event.minutes)),
            ..Interaction::new(workspace.id(), person, places.programme, date(event.day))
        }));
        let outcomes = made.outcomes.iter().filter_map(|event| places.achieved(event));
        self.outcomes.extend(outcomes.map(|outcome| Outcome { id: workspace.id(), person, ..outcome }));
    }

    fn save(&mut self, workspace: &Workspace) -> records::Result<()> {
        let block = std::mem::take(self);
        workspace.write(&Actor::program("bench"), |tx| {
            tx.insert_all(block.people.iter().cloned())?;
            tx.insert_all(block.enrolments.iter().cloned())?;
            tx.insert_all(block.interactions.iter().cloned())?;
            tx.insert_all(block.outcomes.iter().cloned())?;
            Ok(())
        })
    }
}

//! The recipe: how many people of each cohort, and the weights by which the rest is drawn.

use base::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How the people of one register are made: the content of a `programmes/*.demo.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Recipe {
    /// The programme in whose register the people are: an umbrella, or a programme on its own.
    pub register: String,
    /// What references begin with: `PC`.
    pub reference: String,
    /// Genders of the people, `not-asked` among them.
    pub gender: Weights,
    /// Ethnic groups of the people, `not-asked` among them.
    pub ethnicity: Weights,
    /// Disability of the people, `not-asked` among them.
    pub disability: Weights,
    /// Ages at the first start, in bands of whole years such as `25-34`, and `not-asked`.
    pub age: Weights,
    /// One for each programme of the register.
    #[serde(rename = "programme")]
    pub programmes: Vec<Plan>,
    /// The people, divided.
    #[serde(rename = "cohort")]
    pub cohorts: Vec<Cohort>,
}

/// What support in one programme looks like, for whoever is in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Plan {
    /// The programme's key.
    pub key: String,
    /// Who enrols people.
    pub partners: Weights,
    /// Areas, for partners whose definition names none.
    #[serde(default)]
    pub areas: Weights,
    /// How people come to it.
    #[serde(default)]
    pub routes: Weights,
    /// Places in the labour market at the start, where the cohort does not say.
    #[serde(default)]
    pub employment: Weights,
    /// Where people go, where the cohort does not say.
    pub destinations: Weights,
    /// Outcomes that are a place to go to, and the destination of whoever achieves one, where the cohort does not say.
    #[serde(default)]
    pub leads_to: BTreeMap<String, String>,
    /// The services and how much each is used.
    pub services: Weights,
    /// How many different services a person uses.
    pub services_each: Span,
    /// How many interactions a person has, the first on the day of the start.
    pub interactions: Span,
    /// How long an interaction lasts, in minutes: one of these.
    pub minutes: Vec<u32>,
    /// How support is given, by date: the first entry that has not run out.
    pub channels: Vec<Channels>,
    /// What is written down of some interactions.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The core outcomes and how often each is achieved.
    #[serde(default)]
    pub core: Weights,
    /// The non-core outcomes and how often each is achieved.
    #[serde(default)]
    pub non_core: Weights,
    /// How many core outcomes a person achieves, where the cohort does not say.
    #[serde(default)]
    pub core_each: Span,
    /// How many non-core outcomes a person achieves, where the cohort does not say.
    #[serde(default)]
    pub non_core_each: Span,
    /// Outcomes that were verified, in a hundred.
    pub verified: u32,
    /// How long people stay, in weeks, where the cohort's dates leave room.
    pub weeks: Span,
    /// People whom a second partner supports as well, in a hundred.
    pub second_partner: u32,
    /// People who leave and come back, in a hundred.
    pub reentry: u32,
    /// People whose leaving nobody recorded, in a hundred, where the cohort does not say when they left.
    pub unclosed: u32,
}

/// How support is given until a date.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Channels {
    /// The last day; none in the last entry.
    pub until: Option<Date>,
    /// The channels and how much each is used.
    pub mix: Weights,
}

/// People with something in common that somebody published a number about.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Cohort {
    /// How many, exactly.
    pub people: u64,
    /// Their part in each programme, in the order of time.
    #[serde(rename = "in")]
    pub parts: Vec<Part>,
}

/// The part of a cohort in one programme.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Part {
    /// The programme's key.
    pub programme: String,
    /// When they start.
    pub start: Window,
    /// When they leave; where it is silent, after the programme's usual time.
    pub end: Option<Window>,
    /// The one partner of them all, with no second; else by weight.
    pub partner: Option<String>,
    /// Their place in the labour market; else by weight.
    pub employment: Option<String>,
    /// Where they go; else by weight.
    pub destination: Option<String>,
    /// How many core outcomes each achieves; else as many as is usual.
    pub core: Option<Span>,
    /// How many non-core outcomes each achieves; else as many as is usual.
    pub non_core: Option<Span>,
    /// Outcomes that each achieves on the day of leaving, besides those.
    #[serde(default)]
    pub outcomes: Vec<String>,
}

/// From how many to how many, both included: `[1, 3]`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Span(pub u32, pub u32);

/// From which day to which, both included: `["2021-09-01", "2022-03-31"]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Window(pub Date, pub Date);

/// Keys and how often each comes, relative to the others.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "BTreeMap<String, u32>")]
pub struct Weights {
    entries: Vec<(String, u32)>,
    total: u64,
}

impl From<BTreeMap<String, u32>> for Weights {
    fn from(map: BTreeMap<String, u32>) -> Self {
        let entries: Vec<_> = map.into_iter().collect();
        Self { total: entries.iter().map(|(_, weight)| u64::from(*weight)).sum(), entries }
    }
}

impl Weights {
    /// The keys, in alphabetical order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(key, _)| key.as_str())
    }

    /// One key by weight, leaving out those for which `but` holds; none when nothing remains.
    pub(crate) fn draw<'a>(
        &'a self,
        random: &mut crate::random::Random,
        but: impl Fn(&str) -> bool,
    ) -> Option<&'a str> {
        let total = if self.entries.iter().any(|(key, _)| but(key)) {
            self.entries.iter().filter(|(key, _)| !but(key)).map(|(_, weight)| u64::from(*weight)).sum()
        } else {
            self.total
        };
        let mut at = random.below(total);
        for (key, weight) in self.entries.iter().filter(|(key, _)| !but(key)) {
            if at < u64::from(*weight) {
                return Some(key);
            }
            at -= u64::from(*weight);
        }
        None
    }

    /// One key by weight.
    pub(crate) fn any<'a>(&'a self, random: &mut crate::random::Random) -> Option<&'a str> {
        self.draw(random, |_| false)
    }
}

/// Something in a recipe that cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The file is not a recipe.
    #[error("{file}: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// Where and why, over several lines.
        reason: String,
    },
    /// The recipe uses a key that the definition does not have.
    #[error("recipe of {register}: {place}: \u{201c}{key}\u{201d} is not in the definition of {programme}")]
    Unknown {
        /// The recipe's register.
        register: String,
        /// The programme whose definition was asked.
        programme: String,
        /// Where in the recipe.
        place: String,
        /// The key.
        key: String,
    },
    /// The recipe asks for something impossible.
    #[error("recipe of {register}: {place}: {reason}")]
    Impossible {
        /// The recipe's register.
        register: String,
        /// Where in the recipe.
        place: String,
        /// Why not.
        reason: String,
    },
}

/// The recipes that come with the program, by the names of their files.
const SHIPPED: [(&str, &str); 3] = [
    ("positive-communities.demo.toml", include_str!("../../../programmes/positive-communities.demo.toml")),
    ("lancashire.demo.toml", include_str!("../../../programmes/lancashire.demo.toml")),
    ("positive-progressions.demo.toml", include_str!("../../../programmes/positive-progressions.demo.toml")),
];

impl Recipe {
    /// Reads a recipe from the text of `file`.
    ///
    /// # Errors
    /// When the text is not TOML, or has a key missing or too many.
    pub fn parse(file: &str, text: &str) -> Result<Self, Fault> {
        toml::from_str(text).map_err(|error| Fault::Unreadable { file: file.to_owned(), reason: error.to_string() })
    }

    /// The recipes that come with the program.
    ///
    /// # Errors
    /// As [`parse`](Self::parse); never with the files as shipped, which a test holds.
    pub fn shipped() -> Result<Vec<Self>, Fault> {
        SHIPPED.into_iter().map(|(file, text)| Self::parse(file, text)).collect()
    }

    /// How many people it makes when it is not scaled.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.cohorts.iter().map(|cohort| cohort.people).sum()
    }

    pub(crate) fn plan(&self, programme: &str) -> Option<&Plan> {
        self.programmes.iter().find(|plan| plan.key == programme)
    }
}

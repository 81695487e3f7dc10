//! People who do not exist, for the demonstration programmes: made from a recipe, the same every time, and adding up to
//! exactly what the real programmes published.
//!
//! A *recipe* (`programmes/*.demo.toml`) divides the people of a register into *cohorts*. A cohort says how many people it has
//! and what they have in common: when they started and left, where they went, how many core outcomes they achieved. The
//! published totals are sums over cohorts, so they come out exactly; everything else (names, ages, services, channels) is
//! drawn from weights. People come one at a time and nothing is kept, so a million cost no more memory than one.
//!
//! One programme more is wholly made up and of today (`present`), so that keyworkers have a working day before them.
//!
//! ```
//! # use demonstration::{Recipe, generate};
//! # fn load(_: demonstration::DemoPerson<'_>) {}
//! # fn main() -> Result<(), Vec<demonstration::Fault>> {
//! # let vocabularies = Vec::new();
//! # let recipes: Vec<Recipe> = Vec::new();
//! for person in generate(&recipes, &vocabularies, demonstration::SEED, None)? {
//!     load(person);
//! }
//! # Ok(())
//! # }
//! ```

mod apportion;
mod caseload;
mod enrol;
mod fit;
mod generate;
mod journey;
mod load;
mod names;
mod person;
mod present;
mod random;
mod recipe;
mod support;
mod users;
mod vocabulary;
mod when;

pub use generate::{People, generate};
pub use load::{DEFINITIONS, LoadFault, fill};
pub use person::{DemoEnrolment, DemoInteraction, DemoOutcome, DemoPerson, ETHNICITIES, GENDERS, Verification};
pub use recipe::{Channels, Cohort, Fault, Part, Plan, Recipe, Span, Weights, Window};
pub use users::users;
pub use vocabulary::{OutcomeTerm, PartnerTerm, Vocabulary};

/// The seed of the demonstration that ships: with it, everybody sees the same people.
pub const SEED: u64 = 858;

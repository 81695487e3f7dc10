//! Is this the same person?
//!
//! People are registered twice: by two partners, under a short form of the name, with a slip in the birth date, after a move
//! or a marriage. A [`Register`] holds everybody in a compact form, finds who may be whom, and says how probable that is and
//! why, by the method of Fellegi and Sunter (1969) with weights learnt from the register itself. It never merges anything:
//! twins, and parent and child of one name, are told apart from doubles, and people decide.
//!
//! Pure: no database, no page, no file. `docs/matching.md` explains the method, its parameters and its limits.
//!
//! ```
//! use base::Id;
//! use matching::{BirthDate, Class, Identity, Register};
//!
//! let person = |given: &str, postcode: &str| Identity {
//!     given_names: Some(given.into()),
//!     family_name: Some("Okonkwo".into()),
//!     birth_date: Some(BirthDate::new(1985, 3, 27)),
//!     postcode: Some(postcode.into()),
//!     ..Identity::default()
//! };
//! let mut register = Register::new();
//! register.put(Id::from_number(1), &person("William", "LS1 4AP"));
//! let found = register.candidates(&person("Bill", "ls14ap"), 5);
//! assert_eq!((found[0].id, found[0].class), (Id::from_number(1), Class::Likely));
//! ```

mod alike;
mod blocks;
mod compare;
mod fields;
mod fold;
mod form;
mod identity;
mod learn;
mod lexicon;
mod model;
mod nicknames;
mod register;
mod relatives;
mod sound;
mod stored;
mod suggestion;
mod surroundings;
pub mod words;

pub use fields::Field;
pub use identity::{BirthDate, Gender, Identity};
pub use model::Model;
pub use register::Register;
pub use relatives::Kinship;
pub use suggestion::{Class, Comparison, Contribution, LIKELY, POSSIBLE, Pair, Review, Suggestion};
pub use surroundings::Surroundings;

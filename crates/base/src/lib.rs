//! What every other crate stands on: ids, dates and periods, the clock, who acts and what they may see,
//! and the field descriptions from which forms, files, checks and the data dictionary are made.
//!
//! Nothing here knows a database, a page or any one programme.

mod actor;
mod clock;
mod field;
mod id;
mod invalid;
mod period;
mod role;
mod scope;

pub use actor::Actor;
pub use clock::Clock;
pub use field::{Choice, Field, Kind, Privacy};
pub use id::{Id, Ids, NotAnId};
pub use invalid::Invalid;
pub use jiff::{Timestamp, civil::Date};
pub use period::{Grain, MONTHS, NotAPeriod, Period};
pub use role::{Act, Reach, Role};
pub use scope::{Grant, Scope, Whose};

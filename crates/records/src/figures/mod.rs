//! Figures: declared questions, answered by the counting engine and put into words.
//!
//! [`answers`] is the one way to count. A page, a file, the command line and the JSON interface all show its [`Table`]s. Every question
//! carries whose people and records the asker may count.

mod answering;
pub mod approval;
mod behind;
mod choices;
mod fresh;
mod key;
mod question;
mod remembered;
mod sql;
mod table;
mod whose;

pub use answering::{Narrowing, answer, answers};
pub use behind::{Behind, Listed, behind, confides, tells};
pub use choices::{Offer, offers};
pub use fresh::{Fresh, fresh};
pub(crate) use remembered::Remembered;
pub use sql::{Compared, compare, compare_figures};
pub use table::{Against, BaseValue, Number, Row, Standing, Table};

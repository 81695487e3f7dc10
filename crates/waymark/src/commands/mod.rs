//! The commands, one to a file.

mod apply;
mod check;
mod copying;
mod demo;
mod doctor;
mod duplicates;
mod import;
mod report;
mod restriction;
mod serve;
mod template;
mod user;

pub use apply::apply;
pub use check::check;
pub use copying::{backup, copy, restore};
pub use demo::demo;
pub use doctor::doctor;
pub use duplicates::duplicates;
pub use import::import;
pub use report::report;
pub use restriction::restriction;
pub use serve::serve;
pub use template::template;
pub use user::user;

//! The headings of a file, and which field each is.

mod find;
mod mapping;

pub use find::Header;
pub use mapping::{Column, HeaderFault, How, Kept, Mapping, To};

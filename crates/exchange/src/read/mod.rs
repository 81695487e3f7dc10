//! Spreadsheets as rows of typed cells.

mod cell;
mod contain;
mod dsv;
mod encoding;
mod kind;
mod ods;
mod package;
mod rows;
mod separator;
mod source;
mod xlsx;

pub use cell::{Cell, Row, SerialDates};
pub use package::Limits;
pub use rows::Rows;
pub use source::Source;

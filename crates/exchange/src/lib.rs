//! Files in and out: spreadsheets read row by row, their headings matched to fields, their cells understood; and tables,
//! rejected rows and templates written as CSV and Excel.
//!
//! Reading never trusts a file: what it is, is decided by its content; what it may cost is bounded before it is parsed; and
//! whatever is wrong with it ends in a sentence that says what to do.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # const FIELDS: &[base::Field] = &[];
//! # let today = base::Clock::System.today();
//! let mut source = exchange::Source::open(std::path::Path::new("people.xlsx"))?;
//! let reading = exchange::Reading::new(today, source.dates());
//! let kept = exchange::Kept::default(); // or what was chosen for an earlier file
//! let header = source.header(0, FIELDS, &kept)?;
//! let mapping = exchange::Mapping::new(&header.names, FIELDS, &kept);
//! let columns = mapping.columns(FIELDS);
//! let mut rows = source.rows(0, header.row)?;
//! while let Some(row) = rows.next_row()? {
//!     for (field, column) in FIELDS.iter().zip(&columns) {
//!         let value = reading.understand(row.at(*column), field);
//!     }
//! }
//! # Ok(()) }
//! ```

mod fault;
pub mod figures;
mod headers;
pub mod import;
mod read;
mod value;
mod words;
mod write;

pub use fault::{Fault, FileFault};
pub use headers::{Column, Header, HeaderFault, How, Kept, Mapping, To};
pub use read::{Cell, Limits, Row, Rows, SerialDates, Source};
pub use value::{Reading, Value};
pub use words::{plain, same, suggest};
pub use write::{Rejects, Table, TableColumn, TableValue, WriteFault, template};

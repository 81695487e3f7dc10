//! Tables, rejected rows and templates as files.

mod csv_out;
mod rejects;
mod table;
pub mod template;
mod xlsx_out;

pub use rejects::{REASONS, Rejects};
pub use table::{Table, TableColumn, TableValue};

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteFault {
    /// The disk is full, the connection has gone, or the like.
    #[error("the file could not be written: {0}")]
    Io(#[from] std::io::Error),
    /// The table does not fit into a workbook.
    #[error("the workbook could not be written: {0}; write it as CSV instead")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

impl From<csv::Error> for WriteFault {
    fn from(fault: csv::Error) -> Self {
        Self::Io(fault.into())
    }
}

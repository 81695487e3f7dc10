//! A table that leaves the program.

use base::Date;
use std::fmt;

/// A table with its title and what is to be said about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// What it is.
    pub title: String,
    /// Its columns, from the left.
    pub columns: Vec<TableColumn>,
    /// Its rows, each as long as there are columns.
    pub rows: Vec<Vec<TableValue>>,
    /// How it was counted, what it leaves out, where it comes from: one sentence or more each. They stand on a sheet of
    /// their own in a workbook, and are not in CSV, which is for other programs.
    pub notes: Vec<String>,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Its name for programs.
    pub name: String,
    /// Its heading.
    pub label: String,
    /// Whether it holds numbers, which stand to the right.
    pub numeric: bool,
}

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum TableValue {
    /// Nothing, which is not zero.
    Empty,
    /// Text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number, written with as many places as it needs.
    Number(f64),
    /// A date.
    Date(Date),
}

impl fmt::Display for TableValue {
    /// As in CSV: dates in ISO order, numbers without separators.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Whole(number) => write!(f, "{number}"),
            Self::Number(number) if !number.is_finite() => Ok(()),
            Self::Number(number) => write!(f, "{number}"),
            Self::Date(date) => write!(f, "{date}"),
        }
    }
}

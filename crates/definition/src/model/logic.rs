//! How the programme is meant to work: columns of things, and what leads to what, on what evidence.

use serde::Serialize;

/// A logic model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogicModel {
    /// Its name.
    pub label: String,
    /// The purpose over the whole of it.
    pub purpose: Option<String>,
    /// Which edition.
    pub version: Option<String>,
    /// Its columns, from what is put in to what comes of it.
    pub columns: Vec<Column>,
    /// What leads to what. Many to many.
    pub links: Vec<LogicLink>,
}

/// A column: "Resources", "Proximal outcomes".
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its key.
    pub key: String,
    /// Its heading.
    pub label: String,
    /// What stands in it.
    pub entries: Vec<LogicEntry>,
}

/// One entry of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogicEntry {
    /// Its key, unique in the whole model.
    pub key: String,
    /// What it says.
    pub label: String,
    /// The heading inside the column that it stands under.
    pub group: Option<String>,
    /// The indicator that it is, where the column holds indicators.
    pub indicator: Option<String>,
}

/// What one entry leads to, and how one would know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogicLink {
    /// The key of the entry that leads.
    pub from: String,
    /// Keys of the entries it leads to; never empty.
    pub to: Vec<String>,
    /// The main evidence.
    pub primary: Cell,
    /// Evidence beside it.
    pub secondary: Cell,
}

/// A cell of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cell {
    /// No evidence belongs to this link.
    Unasked,
    /// The document leaves the cell empty.
    Blank,
    /// Keys of the sources of evidence.
    Named(Vec<String>),
}

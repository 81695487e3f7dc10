//! Who delivers the programme.

use base::Date;
use serde::Serialize;

/// An organisation's part in the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Partner {
    /// Its key.
    pub key: String,
    /// Its name.
    pub label: String,
    /// What sort of organisation: "voluntary organisation", "housing association", "local authority".
    pub sector: Option<String>,
    /// The day it joined; the programme's first day if none is given.
    pub joined: Option<Date>,
    /// The day it left, if before the programme's end.
    pub left: Option<Date>,
    /// Keys of the sub-areas it works in.
    pub sub_areas: Vec<String>,
    /// Whether the organisation is made up for the demonstration.
    pub fictional: bool,
    /// What is to be known about it.
    pub note: Option<String>,
    /// Whether it is kept only for records made earlier.
    pub retired: bool,
}

//! Defined counts and what they should reach.

use base::{Date, Period};
use serde::{Serialize, Serializer};

/// A defined count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Indicator {
    /// Its key.
    pub key: String,
    /// Its name.
    pub label: String,
    /// What counts and what does not.
    pub description: Option<String>,
    /// What it is a number of.
    pub unit: String,
    /// How it is worked out, in words.
    pub formula: Option<String>,
    /// The figure it is counted by.
    pub figure: Option<String>,
    /// Whether those who collect it had a hand in its definition.
    pub co_designed: bool,
    /// The day from which it has been collected; none means not yet.
    pub collected_from: Option<Date>,
    /// What the documents do not say about it.
    pub silent: Option<String>,
}

/// A named version of the targets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TargetSet {
    /// Its key.
    pub key: String,
    /// Its name: "Agreed at the start", "After the extension".
    pub label: String,
    /// The day from which it held.
    pub from: Option<Date>,
    /// Why it was set.
    pub note: Option<String>,
    /// What it sets.
    pub targets: Vec<Target>,
}

/// What an indicator should reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    /// The indicator's key.
    pub indicator: String,
    /// How many; never negative.
    pub value: i64,
    /// In this period only; none means over the whole programme.
    #[serde(serialize_with = "as_text")]
    pub period: Option<Period>,
    /// By this partner only; none means by all together.
    pub partner: Option<String>,
}

/// A period as it stands in definitions and addresses.
#[expect(clippy::ref_option, reason = "the signature that serde asks for")]
pub(super) fn as_text<S: Serializer>(period: &Option<Period>, serializer: S) -> Result<S::Ok, S::Error> {
    period.map(|period| period.to_string()).serialize(serializer)
}

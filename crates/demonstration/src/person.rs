//! What comes out: a person with everything recorded about them, as plain data.

use base::Date;

/// The genders that can have been recorded.
pub const GENDERS: [&str; 6] = ["woman", "man", "non-binary", "self-described", "prefer-not-to-say", "not-stated"];

/// The ethnic groups that can have been recorded: the nineteen of the harmonised standard for England and Wales, 2021, and the
/// two ways of not saying.
pub const ETHNICITIES: [&str; 21] = [
    "white-british",
    "white-irish",
    "white-gypsy-irish-traveller",
    "white-roma",
    "white-other",
    "mixed-white-black-caribbean",
    "mixed-white-black-african",
    "mixed-white-asian",
    "mixed-other",
    "asian-indian",
    "asian-pakistani",
    "asian-bangladeshi",
    "asian-chinese",
    "asian-other",
    "black-african",
    "black-caribbean",
    "black-other",
    "other-arab",
    "other",
    "prefer-not-to-say",
    "not-stated",
];

/// Whether they said they were disabled.
pub(crate) const DISABILITIES: [&str; 4] = ["yes", "no", "prefer-not-to-say", "not-stated"];

/// How support was given.
pub(crate) const CHANNELS: [&str; 5] = ["in-person", "phone", "video", "message", "socially-distanced"];

/// A synthetic person and everything recorded about them. Keys are those of the programmes' definitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson<'a> {
    /// The programme in whose register the person is: an umbrella, or a programme on its own.
    pub register: &'a str,
    /// Unique in the register: `PC-00001`.
    pub reference: String,
    /// A common name.
    pub given_name: &'static str,
    /// A common name.
    pub family_name: &'static str,
    /// None when it was never asked; otherwise 18 or older at the first start.
    pub birth_date: Option<Date>,
    /// One of [`GENDERS`]; none means never asked.
    pub gender: Option<&'a str>,
    /// One of [`ETHNICITIES`]; none means never asked.
    pub ethnicity: Option<&'a str>,
    /// `yes`, `no`, `prefer-not-to-say` or `not-stated`; none means never asked.
    pub disability: Option<&'a str>,
    /// In `ZZ99`, where nobody lives.
    pub postcode: String,
    /// At most one for each programme, earliest first.
    pub enrolments: Vec<DemoEnrolment<'a>>,
    /// By enrolment, then by date.
    pub interactions: Vec<DemoInteraction<'a>>,
    /// By enrolment, then by date.
    pub outcomes: Vec<DemoOutcome<'a>>,
}

/// A person in a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoEnrolment<'a> {
    /// The programme's key.
    pub programme: &'a str,
    /// The partner who enrolled them.
    pub partner: &'a str,
    /// Where the partner works with them, when the programme has areas.
    pub area: Option<&'a str>,
    /// The first day of real support.
    pub start: Date,
    /// When they came back, if they left in between. After the start, before the end.
    pub reentry: Option<Date>,
    /// When they left for good; none when nobody recorded it.
    pub end: Option<Date>,
    /// Where they went; only with an end.
    pub destination: Option<&'a str>,
    /// Their place in the labour market at the start: exactly one where the programme asks.
    pub employment: Option<&'a str>,
    /// How they came to the programme.
    pub route: Option<&'a str>,
}

/// One-to-one support given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoInteraction<'a> {
    /// The programme's key.
    pub programme: &'a str,
    /// Who gave it: not always the partner who enrolled them.
    pub partner: &'a str,
    /// The day.
    pub date: Date,
    /// The service.
    pub service: &'a str,
    /// `in-person`, `phone`, `video`, `message` or `socially-distanced`.
    pub channel: &'a str,
    /// How long; none when nobody wrote it down.
    pub minutes: Option<u32>,
    /// What was said, in a few words.
    pub note: Option<&'a str>,
}

/// An improvement achieved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoOutcome<'a> {
    /// The programme's key.
    pub programme: &'a str,
    /// The partner it is credited to.
    pub partner: &'a str,
    /// The day, never before the start nor after the leaving.
    pub date: Date,
    /// The outcome.
    pub outcome: &'a str,
    /// What shows it, as the definition expects it; always there when it is verified, if the definition expects anything.
    pub evidence: Option<&'a str>,
    /// Whether anybody checked.
    pub verification: Verification,
}

/// Whether an outcome was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verification {
    /// Said to have been achieved.
    Claimed,
    /// Its evidence was seen.
    Verified,
}

impl Verification {
    /// The word for it in tables and files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Verified => "verified",
        }
    }
}

//! Characteristics: the further harmonised questions, of those whom a programme asks them. *Not asked* is an empty field.

use super::Seen;
use crate::Result;
use crate::keeping::empty;
use base::{Choice, Field, Id, Invalid, Kind, Privacy, Scope};
use db::{Reader, Record, Row, Table, Value, made_of};

/// Sex registered at birth.
pub const SEX: &[Choice] = &[
    Choice::new("female", "Female"),
    Choice::new("male", "Male"),
    Choice::new("prefer-not-to-say", "Prefer not to say"),
    Choice::new("not-stated", "Not stated"),
];

/// Whether gender is the same as the sex registered at birth.
pub const SAME_GENDER: &[Choice] = &[
    Choice::new("yes", "Yes"),
    Choice::new("no", "No"),
    Choice::new("prefer-not-to-say", "Prefer not to say"),
    Choice::new("not-stated", "Not stated"),
];

/// Religion.
pub const RELIGION: &[Choice] = &[
    Choice::new("none", "No religion"),
    Choice::new("christian", "Christian"),
    Choice::new("buddhist", "Buddhist"),
    Choice::new("hindu", "Hindu"),
    Choice::new("jewish", "Jewish"),
    Choice::new("muslim", "Muslim"),
    Choice::new("sikh", "Sikh"),
    Choice::new("other", "Any other religion"),
    Choice::new("prefer-not-to-say", "Prefer not to say"),
    Choice::new("not-stated", "Not stated"),
];

/// Sexual orientation.
pub const ORIENTATION: &[Choice] = &[
    Choice::new("straight", "Straight or heterosexual"),
    Choice::new("gay-lesbian", "Gay or lesbian"),
    Choice::new("bisexual", "Bisexual"),
    Choice::new("other", "Other"),
    Choice::new("prefer-not-to-say", "Prefer not to say"),
    Choice::new("not-stated", "Not stated"),
];

/// Whether there is a physical or mental health condition or illness lasting 12 months or more.
pub const CONDITION: &[Choice] = &[
    Choice::new("yes", "Yes"),
    Choice::new("no", "No"),
    Choice::new("prefer-not-to-say", "Prefer not to say"),
    Choice::new("not-stated", "Not stated"),
];

/// How much the condition limits day-to-day activities.
pub const LIMITS: &[Choice] = &[
    Choice::new("a-lot", "Yes, a lot"),
    Choice::new("a-little", "Yes, a little"),
    Choice::new("not-at-all", "Not at all"),
    Choice::new("prefer-not-to-say", "Prefer not to say"),
    Choice::new("not-stated", "Not stated"),
];

/// Who lives together.
pub const HOUSEHOLD: &[Choice] = &[
    Choice::new("alone", "Lives alone"),
    Choice::new("couple", "Couple, no dependent children"),
    Choice::new("couple-children", "Couple with dependent children"),
    Choice::new("single-parent", "Single adult with dependent children"),
    Choice::new("jobless", "Nobody in the household works"),
    Choice::new("other", "Other"),
    Choice::new("prefer-not-to-say", "Prefer not to say"),
    Choice::new("not-stated", "Not stated"),
];

/// Highest qualification, by level.
pub const QUALIFICATION: &[Choice] = &[
    Choice::new("none", "No qualification"),
    Choice::new("entry", "Entry level"),
    Choice::new("level-1", "Level 1"),
    Choice::new("level-2", "Level 2"),
    Choice::new("level-3", "Level 3"),
    Choice::new("level-4-plus", "Level 4 or above"),
    Choice::new("prefer-not-to-say", "Prefer not to say"),
    Choice::new("not-stated", "Not stated"),
];

/// A person's answers to the further harmonised questions; none means not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Characteristics {
    /// Identity.
    pub id: Id,
    /// Whose answers they are.
    pub person: Id,
    /// A key of [`SEX`].
    pub sex: Option<String>,
    /// A key of [`SAME_GENDER`].
    pub gender_identity: Option<String>,
    /// A key of [`RELIGION`].
    pub religion: Option<String>,
    /// A key of [`ORIENTATION`].
    pub orientation: Option<String>,
    /// A key of [`CONDITION`].
    pub condition: Option<String>,
    /// A key of [`LIMITS`].
    pub limits: Option<String>,
    /// A key of [`HOUSEHOLD`].
    pub household: Option<String>,
    /// A key of [`QUALIFICATION`].
    pub qualification: Option<String>,
}

impl Record for Characteristics {
    const TABLE: &'static Table = &Table {
        name: "characteristics",
        label: "Characteristics",
        fields: &[
            Field::new("person_id", "Person", Kind::Record("person")).required(),
            Field::new("sex", "Sex", Kind::Choice(SEX))
                .private(Privacy::Special)
                .help("As registered at birth; gender is another question and neither says the other."),
            Field::new("gender_identity", "Gender the same as registered at birth", Kind::Choice(SAME_GENDER))
                .private(Privacy::Special),
            Field::new("religion", "Religion", Kind::Choice(RELIGION)).private(Privacy::Special),
            Field::new("orientation", "Sexual orientation", Kind::Choice(ORIENTATION)).private(Privacy::Special),
            Field::new("condition", "Lasting condition", Kind::Choice(CONDITION)).private(Privacy::Special).help(
                "A physical or mental health condition or illness lasting, or expected to last, 12 months or more.",
            ),
            Field::new("limits", "Limits day-to-day activities", Kind::Choice(LIMITS)).private(Privacy::Special),
            Field::new("household", "Household", Kind::Choice(HOUSEHOLD)).private(Privacy::Sensitive),
            Field::new("qualification", "Highest qualification", Kind::Choice(QUALIFICATION)),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        Some(self.person)
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            self.sex.clone().into(),
            self.gender_identity.clone().into(),
            self.religion.clone().into(),
            self.orientation.clone().into(),
            self.condition.clone().into(),
            self.limits.clone().into(),
            self.household.clone().into(),
            self.qualification.clone().into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            person: row.get(1)?,
            sex: row.get(2)?,
            gender_identity: row.get(3)?,
            religion: row.get(4)?,
            orientation: row.get(5)?,
            condition: row.get(6)?,
            limits: row.get(7)?,
            household: row.get(8)?,
            qualification: row.get(9)?,
        })
    }
}

impl Characteristics {
    /// A person of whom nothing has been asked yet.
    #[must_use]
    pub fn unasked(person: Id) -> Self {
        Self {
            id: Id::from_number(0),
            person,
            sex: None,
            gender_identity: None,
            religion: None,
            orientation: None,
            condition: None,
            limits: None,
            household: None,
            qualification: None,
        }
    }

    /// Each question with the key of its answer; none where it was not asked.
    #[must_use]
    pub fn answers(&self) -> Vec<(&'static Field, Option<String>)> {
        let questions = Self::TABLE.fields.iter().zip(self.values());
        let answer = |(field, value): (&'static Field, Value)| match (field.kind, value) {
            (Kind::Choice(_), Value::Text(key)) => Some((field, key)),
            _ => None,
        };
        questions.filter_map(answer).collect()
    }

    /// What is wrong with the answers.
    #[must_use]
    pub fn check(&self) -> Vec<Invalid> {
        let limited = matches!(self.limits.as_deref(), Some("a-lot" | "a-little"));
        if limited && self.condition.as_deref() == Some("no") {
            return vec![Invalid::new("limits", "", "only a lasting condition can limit activities in this sense")];
        }
        Vec::new()
    }

    /// Disabled in the harmonised sense, as [`DISABILITY`](super::DISABILITY) has it: a lasting condition that limits activities
    /// a lot or a little. None where that cannot be said.
    #[must_use]
    pub fn disability(&self) -> Option<&'static str> {
        match (self.condition.as_deref(), self.limits.as_deref()) {
            (Some("no"), _) | (Some("yes"), Some("not-at-all")) => Some("no"),
            (Some("yes"), Some("a-lot" | "a-little")) => Some("yes"),
            (Some("prefer-not-to-say"), _) | (_, Some("prefer-not-to-say")) => Some("prefer-not-to-say"),
            _ => None,
        }
    }
}

/// The answers of a person, if anything was asked, as the asker sees them: what is withheld of them is empty.
///
/// # Errors
/// When the database fails.
pub fn of_person(reader: &Reader<'_>, scope: &Scope, person: Id) -> Result<Option<Characteristics>> {
    let Some(seen) = super::seen(reader, scope, person)? else { return Ok(None) };
    of_seen(reader, &seen)
}

/// The same of somebody who is seen.
pub(super) fn of_seen(reader: &Reader<'_>, seen: &Seen) -> Result<Option<Characteristics>> {
    let sql = "WHERE person_id = $1";
    let Some(known) = reader.list::<Characteristics>(sql, &[seen.id().into()])?.pop() else { return Ok(None) };
    let told = Characteristics::TABLE.fields.iter().zip(known.values());
    let told = told.map(|(field, value)| if seen.reads(field.privacy) { value } else { empty(field) });
    Ok(Some(made_of(known.id, &told.collect::<Vec<_>>())?))
}

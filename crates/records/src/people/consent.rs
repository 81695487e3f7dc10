//! Consents: what somebody was told of and agreed to, and what they refused. The newest of a kind holds.

use crate::Result;
use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Supported, not_future};
use base::{Choice, Date, Field, Id, Invalid, Kind, Privacy};
use db::{Reader, Record, Row, Table, Value};

/// What a consent is about.
pub const KIND: &[Choice] = &[
    Choice::new("privacy-notice", "Given the privacy notice"),
    Choice::new("sharing", "Sharing with the other partners"),
    Choice::new("follow-up", "Being asked after leaving"),
    Choice::new("photographs", "Photographs"),
    Choice::new("story", "Telling their story"),
];

/// The lawful bases of UK GDPR article 6 that such a programme can stand on.
pub const BASIS: &[Choice] = &[
    Choice::new("public-task", "Public task"),
    Choice::new("legitimate-interests", "Legitimate interests"),
    Choice::new("contract", "Contract"),
    Choice::new("legal-obligation", "Legal obligation"),
    Choice::new("vital-interests", "Vital interests"),
    Choice::new("consent", "Consent"),
];

/// What somebody was told of and agreed to, or refused, on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Identity.
    pub id: Id,
    /// Whom it is about.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner that recorded it.
    pub partner: Option<Id>,
    /// A key of [`KIND`].
    pub kind: String,
    /// Whether it was given (or the notice was), rather than refused or withdrawn.
    pub given: bool,
    /// When.
    pub date: Date,
    /// The lawful basis for keeping the record, a key of [`BASIS`]; for the privacy notice only.
    pub basis: Option<String>,
    /// What is to be known besides.
    pub note: Option<String>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Consent {
    const TABLE: &'static Table = &Table {
        name: "consent",
        label: "Consent",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("kind", "About", Kind::Choice(KIND)).required(),
            Field::new("given", "Given", Kind::YesNo).required(),
            Field::new("date", "Date", Kind::Date).required(),
            Field::new("basis", "Lawful basis", Kind::Choice(BASIS)),
            Field::new("note", "Note", Kind::LongText).private(Privacy::Sensitive),
            RECORDED_BY,
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
            self.programme.into(),
            self.partner.into(),
            self.kind.clone().into(),
            self.given.into(),
            self.date.into(),
            self.basis.clone().into(),
            self.note.clone().into(),
            self.user.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            person: row.get(1)?,
            programme: row.get(2)?,
            partner: row.get(3)?,
            kind: row.get(4)?,
            given: row.get(5)?,
            date: row.get(6)?,
            basis: row.get(7)?,
            note: row.get(8)?,
            user: row.get(9)?,
        })
    }
}

impl Supported for Consent {
    const NEWEST_FIRST: &'static str = "date DESC, id DESC";
    const RECORDED: &'static str = "Consent recorded";

    fn place(&self) -> Place {
        Place { person: self.person, programme: self.programme, partner: self.partner }
    }

    fn stamp(&mut self, id: Id, partner: Option<Id>, user: Option<Id>) {
        (self.id, self.partner, self.user) = (id, partner, user);
    }

    fn check(&self, today: Date) -> Vec<Invalid> {
        Self::check(self, today)
    }
}

impl Consent {
    /// What is wrong with it, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = not_future("date", self.date, today);
        let is_notice = self.kind == "privacy-notice";
        if is_notice && self.given && self.basis.is_none() {
            wrong.push(Invalid::new("basis", "", "say on which lawful basis the record is kept"));
        }
        if !is_notice && let Some(basis) = &self.basis {
            wrong.push(Invalid::new("basis", basis.as_str(), "a lawful basis belongs to the privacy notice"));
        }
        wrong
    }
}

/// Of each kind, the consent that holds, of one person's, newest first.
#[must_use]
pub fn in_force(consents: &[Consent]) -> Vec<&Consent> {
    KIND.iter().filter_map(|kind| consents.iter().find(|consent| consent.kind == kind.key)).collect()
}

/// The lawful basis that was recorded last in a programme: most likely that of the next record too. It says nothing of anybody.
///
/// # Errors
/// When the database fails.
pub fn usual_basis(reader: &Reader<'_>, programme: Id) -> Result<Option<String>> {
    // Only of the latest consents: a programme in which none was recorded must not be looked for through all others'.
    let sql = "SELECT basis FROM (SELECT id, programme_id, basis FROM consent ORDER BY id DESC LIMIT 500) lately \
               WHERE programme_id = $1 AND basis IS NOT NULL ORDER BY id DESC LIMIT 1";
    Ok(reader.optional(sql, &[programme.into()], |row| row.get(0))?)
}

impl Consent {
    /// A consent given, or a notice given to somebody, on a day.
    #[must_use]
    pub fn given(person: Id, programme: Id, kind: &str, date: Date) -> Self {
        Self {
            id: Id::from_number(0),
            person,
            programme,
            partner: None,
            kind: kind.to_owned(),
            given: true,
            date,
            basis: None,
            note: None,
            user: None,
        }
    }
}

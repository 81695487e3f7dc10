//! Interactions: one-to-one support given.

mod log;
mod service;

pub use log::{Log, firsts, further, last_logged, log};
pub use service::FurtherService;

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, Supported};
use crate::reach::Sql;
use crate::{Result, Workspace, needs};
use base::{Act, Choice, Date, Field, Id, Invalid, Kind, Privacy, Scope};
use db::{Reader, Record, Row, Table, Tx, Value};

/// The longest that one interaction can be: a whole day, in minutes.
const LONGEST: i64 = 24 * 60;

/// How an interaction was held.
pub const CHANNEL: &[Choice] = &[
    Choice::new("in-person", "In person").or(&["face to face", "f2f", "visit", "face-to-face"]),
    Choice::new("phone", "Phone").or(&["telephone", "call", "phone call", "tel"]),
    Choice::new("video", "Video").or(&["virtual", "online", "video call", "zoom", "teams"]),
    Choice::new("message", "Message").or(&["text", "sms", "email", "e-mail", "whatsapp"]),
    Choice::new("socially-distanced", "In person, socially distanced").or(&[
        "socially distanced",
        "socially distanced meeting",
        "distanced",
    ]),
];

/// Why an interaction was not in person.
pub const REASON: &[Choice] = &[
    Choice::new("their-choice", "They preferred it"),
    Choice::new("distance", "Distance or travel"),
    Choice::new("health", "Health or risk of infection"),
    Choice::new("caring", "Caring for others"),
    Choice::new("restrictions", "Public restrictions"),
    Choice::new("quick", "It took only a moment"),
    Choice::new("other", "Another reason"),
];

/// One piece of one-to-one support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interaction {
    /// Identity.
    pub id: Id,
    /// Who was supported.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner that gave the support.
    pub partner: Option<Id>,
    /// When.
    pub date: Date,
    /// Which service, a term of the vocabulary "service".
    pub service: Option<Id>,
    /// How, a key of [`CHANNEL`].
    pub channel: Option<String>,
    /// How long, in minutes.
    pub minutes: Option<i64>,
    /// What was said.
    pub notes: Option<String>,
    /// Made from the row of the file that this came from; none if it was entered by hand.
    pub source_key: Option<i64>,
    /// The user who gave the support; none if it is not known, as of most that came from files.
    pub worker: Option<Id>,
    /// Why it was not in person, a key of [`REASON`].
    pub reason: Option<String>,
    /// Who else was there.
    pub present: Option<String>,
}

impl Record for Interaction {
    const TABLE: &'static Table = &Table {
        name: "interaction",
        label: "Interaction",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER.synonyms(&["delivery partner", "organisation", "organization", "provider", "agency"]),
            Field::new("date", "Date", Kind::Date).required().synonyms(&[
                "interaction date",
                "date of interaction",
                "when",
                "contact date",
                "session date",
                "support date",
                "date of support",
                "date of contact",
            ]),
            Field::new("service_id", "Service", Kind::Term("service")).synonyms(&[
                "service received",
                "support",
                "support type",
                "type of support",
                "activity",
                "output",
            ]),
            Field::new("channel", "How", Kind::Choice(CHANNEL)).synonyms(&[
                "channel",
                "method",
                "mode",
                "contact method",
                "delivery method",
            ]),
            Field::new("minutes", "Minutes", Kind::Whole).synonyms(&[
                "length",
                "duration",
                "time",
                "duration (minutes)",
                "length in minutes",
                "mins",
            ]),
            Field::new("notes", "Notes", Kind::LongText).private(Privacy::Sensitive).synonyms(&[
                "note",
                "comments",
                "details",
                "what was said",
            ]),
            Field::new("source_key", "Source", Kind::Whole),
            Field::new("worker_id", "Worker", Kind::Record("user_account")),
            Field::new("reason", "Why not in person", Kind::Choice(REASON)),
            Field::new("present", "Who else was there", Kind::Text).private(Privacy::Sensitive),
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
            self.date.into(),
            self.service.into(),
            self.channel.clone().into(),
            self.minutes.into(),
            self.notes.clone().into(),
            self.source_key.into(),
            self.worker.into(),
            self.reason.clone().into(),
            self.present.clone().into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            person: row.get(1)?,
            programme: row.get(2)?,
            partner: row.get(3)?,
            date: row.get(4)?,
            service: row.get(5)?,
            channel: row.get(6)?,
            minutes: row.get(7)?,
            notes: row.get(8)?,
            source_key: row.get(9)?,
            worker: row.get(10)?,
            reason: row.get(11)?,
            present: row.get(12)?,
        })
    }
}

impl Interaction {
    /// Support of which nothing is known but who had it, where and when.
    #[must_use]
    pub fn new(id: Id, person: Id, programme: Id, date: Date) -> Self {
        Self {
            id,
            person,
            programme,
            partner: None,
            date,
            service: None,
            channel: None,
            minutes: None,
            notes: None,
            source_key: None,
            worker: None,
            reason: None,
            present: None,
        }
    }

    /// What is wrong with this interaction, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = Vec::new();
        if self.date > today {
            wrong.push(Invalid::new("date", self.date.to_string(), "is in the future"));
        }
        if let Some(minutes) = self.minutes
            && !(0..=LONGEST).contains(&minutes)
        {
            wrong.push(Invalid::new("minutes", minutes.to_string(), format!("must be between 0 and {LONGEST}")));
        }
        if self.reason.is_some() && !self.is_remote() {
            wrong.push(Invalid::new("reason", "", "only what was not in person needs a reason"));
        }
        wrong
    }
}

impl Interaction {
    /// Whether it was not in person.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        self.channel.as_deref().is_some_and(is_remote)
    }
}

/// Whether a way of meeting, a key of [`CHANNEL`], is not in person.
#[must_use]
pub fn is_remote(channel: &str) -> bool {
    matches!(channel, "phone" | "video" | "message")
}

impl Supported for Interaction {
    const NEWEST_FIRST: &'static str = "date DESC, id DESC";
    const RECORDED: &'static str = "Interaction recorded";
    const GIVEN: Option<&'static str> = Some("date");

    fn place(&self) -> Place {
        Place { person: self.person, programme: self.programme, partner: self.partner }
    }

    fn stamp(&mut self, id: Id, partner: Option<Id>, user: Option<Id>) {
        (self.id, self.partner, self.worker) = (id, partner, self.worker.or(user));
    }

    fn check(&self, today: Date) -> Vec<Invalid> {
        Self::check(self, today)
    }

    fn against(
        &self,
        tx: &mut Tx<'_>,
        workspace: &Workspace,
        before: Option<&Self>,
        despite: Option<&str>,
    ) -> Result<()> {
        let new = self.service.filter(|service| before.is_none_or(|before| before.service != Some(*service)));
        needs::gate(tx, workspace, self.place(), new.as_slice(), despite)
    }
}

/// The source keys of a programme's interactions that came from files. They are of all partners: a key says nothing, and a
/// row must not be taken twice.
pub fn source_keys(reader: &Reader<'_>, programme: Id, mut each: impl FnMut(i64)) -> Result<()> {
    let sql = "SELECT source_key FROM interaction WHERE programme_id = $1 AND source_key IS NOT NULL";
    reader.each(sql, &[programme.into()], |row| {
        each(row.get(0)?);
        Ok(())
    })?;
    Ok(())
}

/// The interaction that came from the row with a reference of its own whose source key this is (a negative one), if
/// the asker may see it.
pub fn by_source_key(reader: &Reader<'_>, scope: &Scope, key: i64) -> Result<Option<Interaction>> {
    let mut sql = Sql::new("WHERE source_key < 0 AND source_key = ");
    sql.value(key).push(" AND ").sees_record(scope, Act::SeeRecords, "").unrestricted(scope, "interaction.person_id");
    Ok(reader.list::<Interaction>(&sql.text, &sql.values)?.pop())
}

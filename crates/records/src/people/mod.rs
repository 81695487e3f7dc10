//! People: each known once within a register, whoever works with them.

pub mod archiving;
mod born;
pub mod characteristics;
mod choices;
pub mod consent;
pub mod duplicates;
pub mod family;
pub mod finding;
pub mod keys;
mod listing;
pub mod merging;
pub mod mistakes;
mod page;
mod reach;
mod register;
pub mod restriction;
mod seen;
mod shared;
mod standing;

pub use born::Born;
pub use characteristics::Characteristics;
pub use choices::{DISABILITY, ETHNICITY, GENDER, PRECISION, label_of};
pub use consent::Consent;
pub use listing::{BEST, Listed, Search, State, counted, list};
pub use page::{Page, amend, change, page};
pub use register::{Newcomer, Rule, characterise, eligibility, enrol, recharacterise, register};
pub use seen::{Seen, Shown, may, may_with_whom_they_see, seen, several, viewed};
pub use shared::of_others;
pub use standing::{Standing, standing};

use crate::Result;
use crate::reach::Sql;
use base::{Act, Date, Field, Id, Invalid, Kind, Privacy, Scope};
use db::{Reader, Record, Row, Table, Value};

/// The oldest that a person can plausibly be, in years.
const OLDEST: i16 = 120;

/// What somebody is called in a list: the name they go by, or their given name, with their family name; without any of them, their
/// reference. These stand in four columns from `at` on: `known_as`, `given_name`, `family_name`, `reference`.
pub(crate) fn called(row: &Row<'_>, at: usize) -> db::Result<String> {
    let (known_as, given): (Option<String>, Option<String>) = (row.get(at)?, row.get(at + 1)?);
    let names: Vec<String> = [known_as.or(given), row.get(at + 2)?].into_iter().flatten().collect();
    if names.is_empty() { row.get(at + 3) } else { Ok(names.join(" ")) }
}

/// A human being known to the system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Identity.
    pub id: Id,
    /// The programme at the top of the umbrella whose partners share references; the reference is unique in it.
    pub register: Id,
    /// The reference by which partners' own files know this person.
    pub reference: String,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Date of birth.
    pub birth_date: Option<Date>,
    /// A key of [`GENDER`]; none means the person was not asked.
    pub gender: Option<String>,
    /// A key of [`ETHNICITY`]; none means the person was not asked.
    pub ethnicity: Option<String>,
    /// A key of [`DISABILITY`]; none means the person was not asked.
    pub disability: Option<String>,
    /// Postcode of the home.
    pub postcode: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// What they like to be called.
    pub known_as: Option<String>,
    /// Their pronouns, as they say them.
    pub pronouns: Option<String>,
    /// How exactly the date of birth is known, a key of [`PRECISION`]; none means to the day.
    pub birth_precision: Option<String>,
    /// The lines of the address.
    pub address: Option<String>,
    /// The language they prefer.
    pub language: Option<String>,
    /// Whether an interpreter is needed.
    pub interpreter: Option<bool>,
    /// In which format to write to them.
    pub accessible_format: Option<String>,
    /// They are not to be called.
    pub no_calls: Option<bool>,
    /// No message is to be left on their telephone.
    pub no_voicemail: Option<bool>,
    /// They are not to be texted.
    pub no_text: Option<bool>,
    /// They are not to be written to by e-mail.
    pub no_email: Option<bool>,
    /// Nothing is to be posted to them.
    pub no_post: Option<bool>,
    /// What everybody who works with them must know before they visit or call.
    pub alert: Option<String>,
    /// When the record was put away; none while it is in use.
    pub archived: Option<Date>,
}

impl Record for Person {
    const TABLE: &'static Table = &Table {
        name: "person",
        label: "Person",
        fields: &[
            Field::new("register_id", "Register", Kind::Record("programme")).required(),
            Field::new("reference", "Reference", Kind::Text)
                .private(Privacy::Identifying)
                .required()
                .help("How your own files know this person; the same person keeps the same reference.")
                .synonyms(&[
                    "ref",
                    "id",
                    "person id",
                    "participant id",
                    "client id",
                    "learner id",
                    "person reference",
                    "participant reference",
                    "unique id",
                    "urn",
                    "participant",
                    "client ref",
                    "ref no",
                    "reference no",
                    "reference number",
                    "unique reference number",
                    "case number",
                    "case ref",
                ]),
            Field::new("given_name", "Given name", Kind::Text).private(Privacy::Identifying).synonyms(&[
                "first name",
                "forename",
                "first",
                "christian name",
                "name",
            ]),
            Field::new("family_name", "Family name", Kind::Text).private(Privacy::Identifying).synonyms(&[
                "last name",
                "surname",
                "last",
            ]),
            Field::new("birth_date", "Date of birth", Kind::Date)
                .private(Privacy::Identifying)
                .help("Day, month and year, such as 27/3/1985.")
                .synonyms(&["dob", "birth date", "birthday", "born", "date born"]),
            Field::new("gender", "Gender", Kind::Choice(GENDER)).synonyms(&["sex", "gender identity"]),
            Field::new("ethnicity", "Ethnic group", Kind::Choice(ETHNICITY)).private(Privacy::Special).synonyms(&[
                "ethnicity",
                "ethnic origin",
                "ethnic background",
            ]),
            Field::new("disability", "Disability", Kind::Choice(DISABILITY))
                .private(Privacy::Special)
                .help("A condition expected to last 12 months or more that limits day-to-day activities.")
                .synonyms(&["disabled", "disability status", "has disability"]),
            Field::new("postcode", "Postcode", Kind::Text).private(Privacy::Sensitive).synonyms(&[
                "post code",
                "home postcode",
                "zip",
            ]),
            Field::new("phone", "Telephone", Kind::Text).private(Privacy::Sensitive).synonyms(&[
                "phone",
                "telephone number",
                "phone number",
                "mobile",
                "mobile number",
                "tel",
                "phone no",
                "contact number",
            ]),
            Field::new("email", "E-mail", Kind::Text).private(Privacy::Sensitive).synonyms(&[
                "email",
                "e mail address",
                "email address",
            ]),
            Field::new("known_as", "Known as", Kind::Text)
                .private(Privacy::Identifying)
                .help("What they like to be called."),
            Field::new("pronouns", "Pronouns", Kind::Text),
            Field::new("birth_precision", "Date of birth known to", Kind::Choice(PRECISION)),
            Field::new("address", "Address", Kind::LongText).private(Privacy::Sensitive),
            Field::new("language", "Language", Kind::Text),
            Field::new("interpreter", "Interpreter needed", Kind::YesNo),
            Field::new("accessible_format", "Format", Kind::Text).help("Such as large print or easy read."),
            Field::new("no_calls", "No calls", Kind::YesNo),
            Field::new("no_voicemail", "No voicemail", Kind::YesNo),
            Field::new("no_text", "No text messages", Kind::YesNo),
            Field::new("no_email", "No e-mail", Kind::YesNo),
            Field::new("no_post", "No post", Kind::YesNo),
            Field::new("alert", "Alert", Kind::LongText)
                .private(Privacy::Sensitive)
                .help("What everybody who opens this page must know before they visit or call."),
            Field::new("archived_on", "Archived on", Kind::Date),
        ],
    };

    const FOUND_BY: Option<&'static str> = Some("person_key");

    fn keys(&self) -> Vec<i64> {
        keys::of(self)
    }

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        Some(self.id)
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.register.into(),
            self.reference.clone().into(),
            self.given_name.clone().into(),
            self.family_name.clone().into(),
            self.birth_date.into(),
            self.gender.clone().into(),
            self.ethnicity.clone().into(),
            self.disability.clone().into(),
            self.postcode.clone().into(),
            self.phone.clone().into(),
            self.email.clone().into(),
            self.known_as.clone().into(),
            self.pronouns.clone().into(),
            self.birth_precision.clone().into(),
            self.address.clone().into(),
            self.language.clone().into(),
            self.interpreter.into(),
            self.accessible_format.clone().into(),
            self.no_calls.into(),
            self.no_voicemail.into(),
            self.no_text.into(),
            self.no_email.into(),
            self.no_post.into(),
            self.alert.clone().into(),
            self.archived.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            register: row.get(1)?,
            reference: row.get(2)?,
            given_name: row.get(3)?,
            family_name: row.get(4)?,
            birth_date: row.get(5)?,
            gender: row.get(6)?,
            ethnicity: row.get(7)?,
            disability: row.get(8)?,
            postcode: row.get(9)?,
            phone: row.get(10)?,
            email: row.get(11)?,
            known_as: row.get(12)?,
            pronouns: row.get(13)?,
            birth_precision: row.get(14)?,
            address: row.get(15)?,
            language: row.get(16)?,
            interpreter: row.get(17)?,
            accessible_format: row.get(18)?,
            no_calls: row.get(19)?,
            no_voicemail: row.get(20)?,
            no_text: row.get(21)?,
            no_email: row.get(22)?,
            no_post: row.get(23)?,
            alert: row.get(24)?,
            archived: row.get(25)?,
        })
    }
}

impl Person {
    /// The description of its fields.
    #[must_use]
    pub fn fields() -> &'static [Field] {
        Self::TABLE.fields
    }

    /// Somebody of whom only the reference is known.
    #[must_use]
    pub fn new(id: Id, register: Id, reference: impl Into<String>) -> Self {
        Self {
            id,
            register,
            reference: reference.into(),
            given_name: None,
            family_name: None,
            birth_date: None,
            gender: None,
            ethnicity: None,
            disability: None,
            postcode: None,
            phone: None,
            email: None,
            known_as: None,
            pronouns: None,
            birth_precision: None,
            address: None,
            language: None,
            interpreter: None,
            accessible_format: None,
            no_calls: None,
            no_voicemail: None,
            no_text: None,
            no_email: None,
            no_post: None,
            alert: None,
            archived: None,
        }
    }

    /// What is wrong with this person's record, as seen on the day `today`. Of how to reach them only what is new is held to what it
    /// can be: what stood in `before` may stay, so that it keeps nobody from writing down something else.
    #[must_use]
    pub fn check(&self, before: Option<&Self>, today: Date) -> Vec<Invalid> {
        let mut wrong = crate::keeping::texts(self);
        wrong.extend(reach::misfits(self, before));
        if self.reference.trim().is_empty() {
            wrong.push(Invalid::new(
                "reference",
                "",
                "every person needs a reference; give the one your own files use",
            ));
        }
        if let Some(born) = self.birth_date {
            if born > today {
                wrong.push(Invalid::new("birth_date", born.to_string(), "is in the future"));
            } else if today.year() - born.year() > OLDEST {
                wrong.push(Invalid::new(
                    "birth_date",
                    born.to_string(),
                    format!("would make the person older than {OLDEST}"),
                ));
            }
        }
        for (field, value, choices) in [
            ("gender", &self.gender, GENDER),
            ("ethnicity", &self.ethnicity, ETHNICITY),
            ("disability", &self.disability, DISABILITY),
            ("birth_precision", &self.birth_precision, PRECISION),
        ] {
            if let Some(value) = value
                && !choices.iter().any(|choice| choice.key == value)
            {
                wrong.push(Invalid::new(field, value.as_str(), "is not one of the answers to choose from"));
            }
        }
        wrong
    }

    /// The name as people say it, or the reference where no name is known.
    #[must_use]
    pub fn name(&self) -> String {
        let given = self.known_as.as_deref().or(self.given_name.as_deref());
        let name = [given, self.family_name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        if name.is_empty() { self.reference.clone() } else { name }
    }
}

/// Age in whole years on a day.
#[must_use]
pub fn age_on(born: Date, day: Date) -> i16 {
    let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
    day.year() - born.year() - i16::from(!had_birthday)
}

/// The whole record of the person with this id, if there is one within `scope`: for changing it. What may be shown of it is
/// [`seen`].
pub fn find(reader: &Reader<'_>, scope: &Scope, id: Id) -> Result<Option<Person>> {
    let mut sql = Sql::new("WHERE id = ");
    sql.value(id).push(" AND ").sees_person(scope, Act::SeeRecords, "person.id");
    Ok(reader.list::<Person>(&sql.text, &sql.values)?.pop())
}

/// Everyone of a register by reference, with whether the asker may bring in records about them: what an import matches rows
/// against. References of others are in it so that nobody is registered a second time; the asker is not told whose they are.
pub fn references(
    reader: &Reader<'_>,
    scope: &Scope,
    register: Id,
    mut each: impl FnMut(&str, Id, bool),
) -> Result<()> {
    // Whoever was merged with somebody is that one, also in the next file of a partner who has not heard of it.
    let mut sql = Sql::new("SELECT person.reference, COALESCE(merged.person_id, person.id), (");
    sql.sees_person(scope, Act::Import, "COALESCE(merged.person_id, person.id)").push(") FROM person");
    sql.push(
        " LEFT JOIN merged ON merged.merged_id = person.id AND merged.undone_at IS NULL WHERE person.register_id = ",
    );
    sql.value(register);
    reader.each(&sql.text, &sql.values, |row| {
        each(row.get::<&str>(0)?, row.get(1)?, row.get(2)?);
        Ok(())
    })?;
    Ok(())
}

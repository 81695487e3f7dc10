//! People: each known once within a register, whoever works with them.

mod choices;

pub use choices::{DISABILITY, ETHNICITY, GENDER, label_of};

use crate::Result;
use base::{Date, Field, Id, Invalid, Kind, Privacy, Scope};
use db::{Reader, Record, Row, Table, Value};

/// The oldest that a person can plausibly be, in years.
const OLDEST: i16 = 120;

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
                "contact number",
            ]),
            Field::new("email", "E-mail", Kind::Text).private(Privacy::Sensitive).synonyms(&[
                "email",
                "e mail address",
                "email address",
            ]),
        ],
    };

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
        })
    }
}

impl Person {
    /// What is wrong with this person's record, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = Vec::new();
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
        let name = [self.given_name.as_deref(), self.family_name.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        if name.is_empty() { self.reference.clone() } else { name }
    }
}

/// The person with this id, if there is one within `scope`.
pub fn find(reader: &Reader<'_>, _scope: &Scope, id: Id) -> Result<Option<Person>> {
    Ok(reader.find::<Person>(id)?)
}

/// These people, as far as they are within `scope`, in no order.
pub fn several(reader: &Reader<'_>, _scope: &Scope, ids: &[Id]) -> Result<Vec<Person>> {
    let mut people = Vec::with_capacity(ids.len());
    for (these, ids) in listed(ids) {
        people.extend(reader.list::<Person>(&format!("WHERE id IN ({these})"), &ids)?);
    }
    Ok(people)
}

/// Ids in lists that one question can hold: the numbers of the values, to stand between brackets, and the values.
pub(crate) fn listed(ids: &[Id]) -> impl Iterator<Item = (String, Vec<Value>)> {
    const AT_ONCE: usize = 500;
    ids.chunks(AT_ONCE).map(|ids| {
        let numbers: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
        (numbers.join(", "), ids.iter().map(|id| (*id).into()).collect())
    })
}

/// Everyone of a register by reference: the references and ids that an import matches rows against.
pub fn references(reader: &Reader<'_>, _scope: &Scope, register: Id, mut each: impl FnMut(&str, Id)) -> Result<()> {
    reader.each("SELECT reference, id FROM person WHERE register_id = $1", &[register.into()], |row| {
        each(row.get::<&str>(0)?, row.get(1)?);
        Ok(())
    })?;
    Ok(())
}

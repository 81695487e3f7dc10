//! The record that the tests write: an organisation, kept as the programme keeps it.

use base::{Field, Id, Kind, Privacy};
use db::{Error, Record, Row, Table, Value};

#[derive(Debug, Clone, PartialEq)]
pub struct Organisation {
    pub id: Id,
    pub key: String,
    pub name: String,
    pub sector: Option<String>,
    pub about: Option<String>,
}

static ORGANISATION: Table = Table {
    name: "organisation",
    label: "organisation",
    fields: &[
        Field::new("key", "Key", Kind::Text).required(),
        Field::new("name", "Name", Kind::Text).required(),
        Field::new("sector", "Sector", Kind::Text),
        Field::new("about", "About", Kind::LongText).private(Privacy::Sensitive),
    ],
};

impl Record for Organisation {
    const TABLE: &'static Table = &ORGANISATION;

    fn id(&self) -> Id {
        self.id
    }

    /// An organisation is nobody, but these tests want somebody to be touched: whoever has its number in the "sector".
    fn subject(&self) -> Option<Id> {
        self.sector.as_ref()?.parse().ok().map(Id::from_number)
    }

    fn values(&self) -> Vec<Value> {
        vec![(&self.key).into(), (&self.name).into(), self.sector.clone().into(), self.about.clone().into()]
    }

    fn read(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self { id: row.get(0)?, key: row.get(1)?, name: row.get(2)?, sector: row.get(3)?, about: row.get(4)? })
    }
}

/// An organisation that nobody has heard of yet.
pub fn organisation(id: Id, name: &str) -> Organisation {
    let key = format!("{}-{id}", name.to_lowercase().replace(' ', "-"));
    Organisation { id, key, name: name.to_owned(), sector: None, about: None }
}

/// How many rows `table` has.
pub fn count(db: &db::Db, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    db.read(|reader| reader.one(&sql, &[], |row| row.get(0))).unwrap()
}

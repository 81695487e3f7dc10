//! Imports: the files that were brought in, and what came of each.

use crate::Result;
use crate::reach::Sql;
use base::{Act, Field, Id, Kind, Scope, Timestamp, Whose};
use db::{Reader, Record, Row, Table, Value};

/// One file brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Identity.
    pub id: Id,
    /// The programme it was brought into.
    pub programme: Id,
    /// Who brought it in; none if it was done on the command line.
    pub user: Option<Id>,
    /// The kind of record it holds, such as "people".
    pub kind: String,
    /// The file's name.
    pub file_name: String,
    /// How its headings were understood, as JSON: kept so that the next file like it is understood the same way.
    pub mapping: String,
    /// When it was committed.
    pub imported_at: Timestamp,
    /// Rows that made a new record.
    pub created: i64,
    /// Rows that changed a record.
    pub changed: i64,
    /// Rows that said nothing new.
    pub unchanged: i64,
    /// Rows that were rejected.
    pub rejected: i64,
}

impl Record for Import {
    const TABLE: &'static Table = &Table {
        name: "import",
        label: "import",
        fields: &[
            Field::new("programme_id", "Programme", Kind::Record("programme")).required(),
            Field::new("user_id", "User", Kind::Record("user_account")),
            Field::new("kind", "Kind", Kind::Text).required(),
            Field::new("file_name", "File", Kind::Text).required(),
            Field::new("mapping", "Headings", Kind::LongText).required(),
            Field::new("imported_at", "When", Kind::Timestamp).required(),
            Field::new("created", "New", Kind::Whole).required(),
            Field::new("changed", "Changed", Kind::Whole).required(),
            Field::new("unchanged", "As before", Kind::Whole).required(),
            Field::new("rejected", "Rejected", Kind::Whole).required(),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.programme.into(),
            self.user.into(),
            self.kind.clone().into(),
            self.file_name.clone().into(),
            Value::Json(Some(self.mapping.clone())),
            self.imported_at.into(),
            self.created.into(),
            self.changed.into(),
            self.unchanged.into(),
            self.rejected.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            programme: row.get(1)?,
            user: row.get(2)?,
            kind: row.get(3)?,
            file_name: row.get(4)?,
            mapping: row.get(5)?,
            imported_at: row.get(6)?,
            created: row.get(7)?,
            changed: row.get(8)?,
            unchanged: row.get(9)?,
            rejected: row.get(10)?,
        })
    }
}

/// The files brought into a programme that the asker may know of, newest first: all, for whoever brings in everybody's
/// records; else their own.
pub fn of_programme(reader: &Reader<'_>, scope: &Scope, programme: Id) -> Result<Vec<Import>> {
    let mut sql = known(scope, programme);
    sql.push(" ORDER BY id DESC LIMIT 100");
    Ok(reader.list::<Import>(&sql.text, &sql.values)?)
}

/// The newest file of one kind brought into a programme, of those that the asker may know of: how its headings were understood is how
/// the next one's are.
pub fn last(reader: &Reader<'_>, scope: &Scope, programme: Id, kind: &str) -> Result<Option<Import>> {
    let mut sql = known(scope, programme);
    sql.push(" AND kind = ").value(kind).push(" ORDER BY id DESC LIMIT 1");
    Ok(reader.list::<Import>(&sql.text, &sql.values)?.pop())
}

fn known(scope: &Scope, programme: Id) -> Sql {
    let mut sql = Sql::new("WHERE programme_id = ");
    sql.value(programme);
    if scope.whose(Act::Import, programme) != Whose::Everybody {
        sql.push(" AND user_id = ").value(scope.user());
    }
    sql
}

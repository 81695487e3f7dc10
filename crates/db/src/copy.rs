//! Moving a workspace whole, from either kind of database to either.

use crate::binary::CopyRows;
use crate::reader::Link;
use crate::schema::Shape;
use crate::{Db, Error, Reader, Result, Row, Value, sqlite};
use sha2::{Digest, Sha256};

/// What belongs to a database and not to the workspace in it.
const OWN: [&str; 2] = ["migration", "lease"];
/// How many rows lie between two reports of progress.
const STEP: u64 = 10_000;

/// A table that was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Its name.
    pub table: String,
    /// How many rows it has, in both databases.
    pub rows: u64,
    /// A checksum of its rows in whatever order, which was found equal in both databases.
    pub checksum: u128,
}

/// Copies everything in `from`, as it is at one moment, into `to`, which must be empty; all of it or, if anything is wrong,
/// nothing. Every table is read back and its count and checksum compared before it is kept. `progress` is told the table and the
/// number of its rows copied so far.
///
/// # Errors
/// [`Error::NotEmpty`], [`Error::Differs`] (also when the schemas differ), and when either database fails.
pub fn copy(from: &Db, to: &Db, mut progress: impl FnMut(&str, u64)) -> Result<Vec<Copied>> {
    from.read(|source| {
        let tables = source.tables()?;
        to.unaudited(|target| {
            if target.tables()? != tables {
                return Err(Error::Differs("the tables and columns they have".to_owned()));
            }
            target.be_empty(&tables)?;
            if let Link::Sqlite(connection) = target.link {
                // Rows may refer to later rows of the same table; what refers to nothing is found at the commit.
                sqlite::run(connection, "PRAGMA defer_foreign_keys = ON")?;
            }
            let mut copied = Vec::new();
            for shape in tables.iter().filter(|shape| !OWN.contains(&shape.name.as_str())) {
                let sent = transfer(source, target, shape, &mut |rows| progress(&shape.name, rows))?;
                let mut arrived = Sum::default();
                target.each(&shape.select(), &[], |row| shape.read(row).and_then(|values| arrived.add(&values)))?;
                if sent != arrived {
                    return Err(Error::Differs(format!("table {}", shape.name)));
                }
                progress(&shape.name, sent.rows);
                copied.push(Copied { table: shape.name.clone(), rows: sent.rows, checksum: sent.checksum });
            }
            Ok(copied)
        })
    })
}

/// Count and checksum of rows in whatever order.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sum {
    rows: u64,
    checksum: u128,
}

impl Sum {
    fn add(&mut self, values: &[Value]) -> Result<()> {
        let mut hash = Sha256::new();
        for value in values {
            let mut buffer = [0; 8];
            let bytes = value.for_postgres(&mut buffer)?;
            hash.update(bytes.map_or(u64::MAX, |bytes| bytes.len() as u64).to_be_bytes());
            hash.update(bytes.unwrap_or_default());
        }
        let digest = hash.finalize();
        let half = digest.iter().take(16).fold(0_u128, |half, byte| half << 8 | u128::from(*byte));
        self.rows += 1;
        self.checksum = self.checksum.wrapping_add(half);
        Ok(())
    }
}

impl Shape {
    fn columns(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        names.join(", ")
    }

    fn select(&self) -> String {
        format!("SELECT {} FROM {}", self.columns(), self.name)
    }

    fn read(&self, row: &Row<'_>) -> Result<Vec<Value>> {
        self.columns.iter().enumerate().map(|(index, (_, kind))| kind.read(row, index)).collect()
    }
}

impl Reader<'_> {
    fn be_empty(&self, tables: &[Shape]) -> Result<()> {
        for shape in tables.iter().filter(|shape| !OWN.contains(&shape.name.as_str())) {
            let sql = format!("SELECT 1 FROM {} LIMIT 1", shape.name);
            if self.optional(&sql, &[], |_| Ok(()))?.is_some() {
                return Err(Error::NotEmpty(shape.name.clone()));
            }
        }
        Ok(())
    }
}

/// Streams one table across.
fn transfer(source: &Reader<'_>, target: &Reader<'_>, shape: &Shape, progress: &mut dyn FnMut(u64)) -> Result<Sum> {
    let mut sum = Sum::default();
    let mut add = |values: &[Value]| {
        sum.add(values)?;
        if sum.rows.is_multiple_of(STEP) {
            progress(sum.rows);
        }
        Ok(())
    };
    match &target.link {
        Link::Sqlite(connection) => {
            let numbers: Vec<String> = (1..=shape.columns.len()).map(|number| format!("${number}")).collect();
            let sql = format!("INSERT INTO {} ({}) VALUES ({})", shape.name, shape.columns(), numbers.join(", "));
            let mut statement = connection.prepare_cached(&sql).map_err(|error| sqlite::fault(&error, &sql))?;
            source.each(&shape.select(), &[], |row| {
                let values = shape.read(row)?;
                for (index, value) in values.iter().enumerate() {
                    sqlite::bind_one(&mut statement, index + 1, value)?;
                }
                statement.raw_execute().map_err(|error| sqlite::fault(&error, &sql))?;
                add(&values)
            })?;
        }
        Link::Postgres(connection) => {
            let mut connection = connection.borrow_mut();
            let mut stream = connection.copy_stream(&shape.name, &shape.columns())?;
            let mut rows = CopyRows::new();
            source.each(&shape.select(), &[], |row| {
                let values = shape.read(row)?;
                rows.row(values.len());
                values.iter().try_for_each(|value| rows.value(value))?;
                stream.send(&mut rows)?;
                add(&values)
            })?;
            stream.finish(&rows)?;
        }
    }
    Ok(sum)
}

//! The schema as the database itself describes it: tables, columns, and which table refers to which.

use crate::reader::Link;
use crate::{Error, Reader, Result, Row, Value};

/// A table as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) name: String,
    pub(crate) columns: Vec<(String, Type)>,
}

/// The types that both databases know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    BigInt,
    Text,
    Bool,
    Date,
    Timestamp,
    Json,
    Bytes,
    Double,
}

impl Type {
    /// The type that either database calls so.
    fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_uppercase().as_str() {
            "BIGINT" | "INTEGER" => Self::BigInt,
            "TEXT" => Self::Text,
            "BOOLEAN" => Self::Bool,
            "DATE" => Self::Date,
            "TIMESTAMPTZ" | "TIMESTAMP WITH TIME ZONE" => Self::Timestamp,
            "JSON TEXT" | "JSON" => Self::Json,
            "BLOB" | "BYTEA" => Self::Bytes,
            "DOUBLE PRECISION" => Self::Double,
            _ => return None,
        })
    }

    /// What a row holds in a column of this type.
    pub(crate) fn read(self, row: &Row<'_>, column: usize) -> Result<Value> {
        Ok(match self {
            Self::BigInt => Value::BigInt(row.get(column)?),
            Self::Text => Value::Text(row.get(column)?),
            Self::Bool => Value::Bool(row.get(column)?),
            Self::Date => Value::Date(row.get(column)?),
            Self::Timestamp => Value::Timestamp(row.get(column)?),
            Self::Json => Value::Json(row.get(column)?),
            Self::Bytes => Value::Bytes(row.get(column)?),
            Self::Double => Value::Double(row.get(column)?),
        })
    }
}

const SQLITE_COLUMNS: &str = "SELECT m.name, c.name, c.type FROM sqlite_schema m JOIN pragma_table_info(m.name) c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.name";
const SQLITE_REFERENCES: &str = "SELECT m.name, f.\"table\" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
    WHERE m.type = 'table'";
const POSTGRES_COLUMNS: &str =
    "SELECT CAST(t.table_name AS TEXT), CAST(c.column_name AS TEXT), CAST(c.data_type AS TEXT)
    FROM information_schema.tables t
    JOIN information_schema.columns c ON c.table_schema = t.table_schema AND c.table_name = t.table_name
    WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
    ORDER BY CAST(t.table_name AS TEXT) COLLATE \"C\", CAST(c.column_name AS TEXT) COLLATE \"C\"";
const POSTGRES_REFERENCES: &str = "SELECT CAST(a.relname AS TEXT), CAST(b.relname AS TEXT) FROM pg_constraint k
    JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid JOIN pg_namespace n ON n.oid = a.relnamespace
    WHERE k.contype = 'f' AND n.nspname = current_schema()";

impl Reader<'_> {
    /// The tables, each after those that it refers to; within that, and their columns, by name.
    pub(crate) fn tables(&self) -> Result<Vec<Shape>> {
        let (columns, references) = match self.link {
            Link::Sqlite(_) => (SQLITE_COLUMNS, SQLITE_REFERENCES),
            Link::Postgres(_) => (POSTGRES_COLUMNS, POSTGRES_REFERENCES),
        };
        let mut left: Vec<Shape> = Vec::new();
        self.each(columns, &[], |row| {
            let (table, column, kind): (&str, &str, &str) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let kind = Type::from_name(kind).ok_or_else(|| {
                Error::Migration(format!("column {table}.{column} has the type {kind}, which is not one of ours"))
            })?;
            let column = (column.to_owned(), kind);
            match left.last_mut().filter(|shape| shape.name == table) {
                Some(shape) => shape.columns.push(column),
                None => left.push(Shape { name: table.to_owned(), columns: vec![column] }),
            }
            Ok(())
        })?;
        let references = self.query(references, &[], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
        let mut ordered: Vec<Shape> = Vec::new();
        while !left.is_empty() {
            // A table may refer to itself.
            let waits = |shape: &Shape| {
                references.iter().any(|(from, to)| {
                    *from == shape.name && from != to && !ordered.iter().any(|before: &Shape| before.name == *to)
                })
            };
            let Some(next) = left.iter().position(|shape| !waits(shape)) else {
                let names: Vec<&str> = left.iter().map(|shape| shape.name.as_str()).collect();
                return Err(Error::Migration(format!(
                    "these tables refer to each other in a circle: {}",
                    names.join(", ")
                )));
            };
            ordered.push(left.remove(next));
        }
        Ok(ordered)
    }
}

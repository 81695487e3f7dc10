//! PostgreSQL: a pool of connections to one schema of one server.

use crate::binary::{self, CopyStream};
use crate::pool::Pool;
use crate::reader::writing_word;
use crate::row::Source;
use crate::{Error, Result, Row, Value};
use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::Type;
use postgres::{Client, Config, NoTls, Statement};
use std::collections::HashMap;
use std::time::Duration;

/// How many connections one process uses at most.
const CONNECTIONS: usize = 16;
/// The oldest server that will do, as servers number themselves.
const OLDEST: u32 = 150_000;

/// One schema of one server.
pub(crate) struct Postgres {
    /// The server and schema, without password.
    pub(crate) name: String,
    pub(crate) pool: Pool<Connection>,
}

/// One connection and the statements prepared on it.
pub(crate) struct Connection {
    client: Client,
    statements: HashMap<String, Statement>,
}

impl Postgres {
    pub(crate) fn open(url: &str) -> Result<Self> {
        let (url, schema) = split_schema(url)?;
        let mut config: Config = url.parse().map_err(|error: postgres::Error| Error::Open {
            what: "PostgreSQL".to_owned(),
            why: format!("the address cannot be understood: {error}"),
        })?;
        if config.get_ssl_mode() == postgres::config::SslMode::Require {
            return Err(Error::Open {
                what: "PostgreSQL".to_owned(),
                why:
                    "TLS (sslmode=require) is not supported yet: use a socket or a private network with sslmode=disable"
                        .to_owned(),
            });
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        config.application_name("waymark");
        let name = format!("PostgreSQL database {}, schema {schema}", config.get_dbname().unwrap_or("postgres"));
        let label = name.clone();
        let make = format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\"");
        let connect = move || Connection::open(&config, &schema, &label);
        let postgres = Self { name, pool: Pool::new(CONNECTIONS, Box::new(connect)) };
        let mut connection = postgres.pool.take()?;
        connection.check_version(&postgres.name)?;
        if connection.run(&make).is_err() {
            // Another process may have made it at this very moment; or we may not make it, but it is there.
            connection.run(&make.replace(" IF NOT EXISTS", "")).or_else(|error| match error {
                Error::Statement { ref message, .. } if message.contains("already exists") => Ok(()),
                other => Err(other),
            })?;
        }
        drop(connection);
        Ok(postgres)
    }

    /// Runs `work` within a transaction. The outer error is the transaction's, the inner one that of `work`.
    ///
    /// Transactions are serialisable, so that a rule that was checked by reading ("one enrolment each") holds here as it does in
    /// SQLite, where writes follow one another anyway.
    pub(crate) fn write<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E>) -> Result<Result<T, E>> {
        self.transaction("BEGIN ISOLATION LEVEL SERIALIZABLE", work)
    }

    /// Runs `work` within a transaction that sees one moment and changes nothing.
    pub(crate) fn read<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E>) -> Result<Result<T, E>> {
        self.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work)
    }

    /// Runs `work` within a transaction that serialisable ones need not look out for.
    pub(crate) fn aside<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E>) -> Result<Result<T, E>> {
        self.transaction("BEGIN ISOLATION LEVEL READ COMMITTED", work)
    }

    fn transaction<T, E>(
        &self,
        begin: &str,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<Result<T, E>> {
        let mut connection = self.pool.take()?;
        while connection.client.is_closed() {
            // The server was restarted since; another from the pool, or a new one, will do.
            connection.spoilt();
            drop(connection);
            connection = self.pool.take()?;
        }
        let begun = connection.run(begin);
        if begun.is_err() {
            connection.spoilt();
        }
        begun?;
        let done = work(&mut connection);
        let ended = connection.run(if done.is_ok() { "COMMIT" } else { "ROLLBACK" });
        if ended.is_err() && connection.run("ROLLBACK").is_err() {
            connection.spoilt();
        }
        if done.is_ok() {
            ended?;
        }
        Ok(done)
    }
}

impl Connection {
    fn open(config: &Config, schema: &str, name: &str) -> Result<Self> {
        let connect = || -> Result<Client, postgres::Error> {
            let mut client = config.connect(NoTls)?;
            client.batch_execute(&format!(
                "SET search_path = \"{schema}\"; SET timezone = 'UTC'; SET client_min_messages = warning; SET jit = off"
            ))?;
            Ok(client)
        };
        let client = connect().map_err(|error| Error::Open { what: name.to_owned(), why: words(&error) })?;
        Ok(Self { client, statements: HashMap::new() })
    }

    /// Refuses a server on which none of this was ever tried.
    fn check_version(&mut self, name: &str) -> Result<()> {
        let sql = "SHOW server_version_num";
        let row = self.client.query_one(sql, &[]).map_err(|error| fault(&error, sql))?;
        let version: Option<u32> = row.try_get(0).ok().and_then(|text: &str| text.parse().ok());
        if version.is_some_and(|version| version >= OLDEST) {
            return Ok(());
        }
        Err(Error::Open { what: name.to_owned(), why: "PostgreSQL 15 or later is needed".to_owned() })
    }

    /// Runs one of our own statements, or several, without values.
    pub(crate) fn run(&mut self, sql: &str) -> Result<()> {
        self.client.batch_execute(sql).map_err(|error| fault(&error, sql))
    }

    /// The statement, prepared with the types of the values it will get.
    fn prepare(&mut self, sql: &str, values: &[Value]) -> Result<Statement> {
        let types: Vec<Type> = values.iter().map(Value::postgres_type).collect();
        if let Some(statement) = self.statements.get(sql)
            && statement.params() == types
        {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare_typed(sql, &types).map_err(|error| fault(&error, sql))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// The same for a question, which must not write on the side.
    fn prepare_question(&mut self, sql: &str, values: &[Value]) -> Result<Statement> {
        if !self.statements.contains_key(sql) && writing_word(sql).is_some() {
            return Err(Error::NotAQuestion(Error::excerpt(sql)));
        }
        self.prepare(sql, values)
    }

    pub(crate) fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<postgres::Row>> {
        let statement = self.prepare_question(sql, values)?;
        let rows = self.client.query_raw(&statement, values).map_err(|error| fault(&error, sql))?;
        rows.collect().map_err(|error| fault(&error, sql))
    }

    pub(crate) fn each(
        &mut self,
        sql: &str,
        values: &[Value],
        row: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let statement = self.prepare_question(sql, values)?;
        if values.is_empty() {
            return self.each_copied(sql, &statement, row);
        }
        let mut rows = self.client.query_raw(&statement, values).map_err(|error| fault(&error, sql))?;
        while let Some(found) = rows.next().map_err(|error| fault(&error, sql))? {
            row(&Row(Source::Postgres(&found)))?;
        }
        Ok(())
    }

    /// Streams by binary copy, which costs the server and the driver less for each row, but takes no values.
    fn each_copied(
        &mut self,
        sql: &str,
        statement: &Statement,
        row: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let types: Vec<Type> = statement.columns().iter().map(|column| column.type_().clone()).collect();
        let copy = format!("COPY (\n{sql}\n) TO STDOUT (FORMAT binary)");
        let stream = self.client.copy_out(&copy).map_err(|error| fault(&error, sql))?;
        binary::each(stream, &types, sql, row)
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64> {
        let statement = self.prepare(sql, values)?;
        let rows = self.client.query_raw(&statement, values).map_err(|error| fault(&error, sql))?;
        let mut rows = rows;
        while rows.next().map_err(|error| fault(&error, sql))?.is_some() {}
        Ok(rows.rows_affected().unwrap_or(0))
    }

    /// Opens a table for rows in the binary copy format.
    pub(crate) fn copy_stream(&mut self, table: &str, columns: &str) -> Result<CopyStream<'_>> {
        let sql = format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)");
        let writer = self.client.copy_in(&sql).map_err(|error| fault(&error, &sql))?;
        Ok(CopyStream::new(writer, sql))
    }
}

/// Takes our own `schema=NAME` out of the address; without it the schema is `public`.
fn split_schema(url: &str) -> Result<(String, String)> {
    let Some((base, query)) = url.split_once('?') else { return Ok((url.to_owned(), "public".to_owned())) };
    let mut schema = "public".to_owned();
    let mut rest = Vec::new();
    for part in query.split('&') {
        match part.strip_prefix("schema=") {
            Some(name) => schema = name.to_owned(),
            None => rest.push(part),
        }
    }
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if schema.is_empty()
        || schema.len() > 63
        || !schema.chars().all(plain)
        || schema.starts_with(|c: char| c.is_ascii_digit())
    {
        return Err(Error::Open {
            what: format!("schema \u{201c}{schema}\u{201d}"),
            why: "a schema's name is up to 63 lower-case letters, digits and underscores, not beginning with a digit"
                .to_owned(),
        });
    }
    let url = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
    Ok((url, schema))
}

/// The server's words, or the driver's, without the detail that may quote values.
fn words(error: &postgres::Error) -> String {
    use std::error::Error as _;
    match (error.as_db_error(), error.source()) {
        (Some(error), _) => error.message().to_owned(),
        (None, Some(source)) => format!("{error}: {source}"),
        (None, None) => error.to_string(),
    }
}

/// The same for a failure in the midst of a copy.
pub(crate) fn stream_fault(error: &std::io::Error, sql: &str) -> Error {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<postgres::Error>()) {
        Some(inner) => fault(inner, sql),
        None => Error::Statement { message: error.to_string(), sql: Error::excerpt(sql) },
    }
}

/// What a failure of PostgreSQL's means to us.
pub(crate) fn fault(error: &postgres::Error, sql: &str) -> Error {
    let Some(answer) = error.as_db_error() else {
        if error.is_closed() {
            return Error::Open { what: "PostgreSQL".to_owned(), why: "the server closed the connection".to_owned() };
        }
        return Error::Statement { message: words(error), sql: Error::excerpt(sql) };
    };
    let table = answer.table().unwrap_or_default();
    let constraint = answer.constraint().or(answer.column()).unwrap_or_default();
    match *answer.code() {
        // The server also runs out of room for noting who read what, when very many write at once.
        SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::LOCK_NOT_AVAILABLE
        | SqlState::OUT_OF_MEMORY
        | SqlState::TOO_MANY_CONNECTIONS => Error::Busy(answer.message().to_owned()),
        SqlState::UNIQUE_VIOLATION if constraint.strip_suffix("_pkey") == Some(table) => Error::Clash(table.to_owned()),
        SqlState::UNIQUE_VIOLATION => Error::Unique(constraint.to_owned()),
        SqlState::FOREIGN_KEY_VIOLATION | SqlState::CHECK_VIOLATION | SqlState::NOT_NULL_VIOLATION => {
            Error::Constraint(format!("{table}: {constraint} ({})", answer.message()))
        }
        _ => Error::Statement { message: answer.message().to_owned(), sql: Error::excerpt(sql) },
    }
}

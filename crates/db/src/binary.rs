//! PostgreSQL's binary copy streams: rows out of them, rows into them.

use crate::postgresql::{fault, stream_fault};
use crate::row::Source;
use crate::{Error, Result, Row, Value};
use postgres::CopyInWriter;
use postgres::types::Type;
use std::io::{BufRead, Write};

/// What the stream begins with, before four bytes of flags and the length of an extension.
const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";

/// The stream, and the part of it that is at hand.
struct Stream<'s, R> {
    from: R,
    sql: &'s str,
    /// What is left of the row, or part of one, that lay across the end of what the stream had at hand.
    row: Vec<u8>,
}

/// Calls `row` with each row of the stream. Where a whole row lies in what has arrived, nothing is copied.
pub(crate) fn each(
    from: impl BufRead,
    types: &[Type],
    sql: &str,
    row: &mut dyn FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut stream = Stream { from, sql, row: Vec::new() };
    let head = stream.take(SIGNATURE.len() + 8)?;
    let extension = head.strip_prefix(SIGNATURE).and_then(|rest| length(&rest[4..])).flatten();
    let Some(extension) = extension else { return Err(stream.strange()) };
    stream.take(extension)?;
    let mut places = Vec::with_capacity(types.len());
    loop {
        let arrived = stream.from.fill_buf().map_err(|error| stream_fault(&error, sql))?;
        let mut used = 0;
        while stream.row.is_empty()
            && let Some(end) = parse(&arrived[used..], types.len(), &mut places)
        {
            if end == END {
                return stream.drain();
            }
            row(&Row(Source::Copied(types, &places, &arrived[used..])))?;
            used += end;
        }
        // The rest is the beginning of a row: it is put together elsewhere.
        let rest = arrived.len() - used;
        stream.row.extend_from_slice(&arrived[used..]);
        if arrived.is_empty() {
            return Err(stream.strange());
        }
        stream.from.consume(used + rest);
        let mut done = 0;
        while let Some(end) = parse(&stream.row[done..], types.len(), &mut places) {
            if end == END {
                return stream.drain();
            }
            row(&Row(Source::Copied(types, &places, &stream.row[done..])))?;
            done += end;
        }
        stream.row.drain(..done);
    }
}

/// What [`parse`] returns where the stream says that it ends.
const END: usize = usize::MAX;

/// Where in `bytes` the values of the row at its beginning lie, and where the row ends; none if it is not all there.
fn parse(bytes: &[u8], columns: usize, places: &mut Vec<Option<(usize, usize)>>) -> Option<usize> {
    let count = i16::from_be_bytes(bytes.get(..2)?.try_into().ok()?);
    if count < 0 {
        return Some(END);
    }
    places.clear();
    let mut at = 2;
    for _ in 0..columns.min(count.unsigned_abs().into()) {
        let size = length(bytes.get(at..at + 4)?)?;
        at += 4;
        places.push(size.map(|size| (at, at + size)));
        at += size.unwrap_or(0);
    }
    (at <= bytes.len()).then_some(at)
}

/// A length; `Some(None)` for the length of NULL.
fn length(bytes: &[u8]) -> Option<Option<usize>> {
    let length = i32::from_be_bytes(bytes.get(..4)?.try_into().ok()?);
    Some(usize::try_from(length).ok())
}

impl<R: BufRead> Stream<'_, R> {
    /// So many bytes.
    fn take(&mut self, number: usize) -> Result<Vec<u8>> {
        let mut taken = vec![0; number];
        self.from.read_exact(&mut taken).map_err(|error| stream_fault(&error, self.sql))?;
        Ok(taken)
    }

    /// Reads to the end, where a failure that came after the last row would be told.
    fn drain(mut self) -> Result<()> {
        loop {
            let rest = self.from.fill_buf().map_err(|error| stream_fault(&error, self.sql))?.len();
            if rest == 0 {
                return Ok(());
            }
            self.from.consume(rest);
        }
    }

    fn strange(&self) -> Error {
        Error::Statement { message: "the stream of rows broke off".to_owned(), sql: Error::excerpt(self.sql) }
    }
}

/// A table that takes rows in the binary copy format. Unless it is finished, none of them arrives.
pub(crate) struct CopyStream<'c> {
    writer: CopyInWriter<'c>,
    sql: String,
}

impl<'c> CopyStream<'c> {
    pub(crate) fn new(writer: CopyInWriter<'c>, sql: String) -> Self {
        Self { writer, sql }
    }

    /// Sends what has gathered in `rows`, if it is worth it.
    pub(crate) fn send(&mut self, rows: &mut CopyRows) -> Result<()> {
        if rows.bytes.len() >= CopyRows::WORTH {
            self.write(&rows.bytes)?;
            rows.bytes.clear();
        }
        Ok(())
    }

    /// Sends the rest, and returns how many rows arrived.
    pub(crate) fn finish(mut self, rows: &CopyRows) -> Result<u64> {
        self.write(&rows.bytes)?;
        self.write(&(-1_i16).to_be_bytes())?;
        self.writer.finish().map_err(|error| fault(&error, &self.sql))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.writer.write_all(bytes).map_err(|error| stream_fault(&error, &self.sql))
    }
}

/// Rows in the binary copy format.
pub(crate) struct CopyRows {
    bytes: Vec<u8>,
}

impl CopyRows {
    /// How many bytes are worth a message to the server.
    const WORTH: usize = 64 << 10;

    pub(crate) fn new() -> Self {
        let mut bytes = Vec::with_capacity(2 * Self::WORTH);
        bytes.extend_from_slice(SIGNATURE);
        bytes.extend_from_slice(&[0; 8]);
        Self { bytes }
    }

    /// Begins a row of so many columns.
    pub(crate) fn row(&mut self, columns: usize) {
        self.bytes.extend_from_slice(&i16::try_from(columns).unwrap_or(i16::MAX).to_be_bytes());
    }

    pub(crate) fn value(&mut self, value: &Value) -> Result<()> {
        let mut buffer = [0; 8];
        match value.for_postgres(&mut buffer)? {
            None => self.bytes.extend_from_slice(&(-1_i32).to_be_bytes()),
            Some(bytes) => {
                let length =
                    i32::try_from(bytes.len()).map_err(|_| Error::Value("a value of over two gigabytes".to_owned()))?;
                self.bytes.extend_from_slice(&length.to_be_bytes());
                self.bytes.extend_from_slice(bytes);
            }
        }
        Ok(())
    }
}

//! The peer: DuckDB in a Python process of its own, told line by line what to do.

use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// A table of numbers: keys, then what was counted.
pub type Table = Vec<Vec<i64>>;

/// A running peer.
pub struct Peer {
    process: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts `peer.py` on the files in `folder`, and waits until everything is loaded.
    pub fn start(folder: &Path) -> io::Result<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peer.py");
        let mut process =
            Command::new("python3").arg(script).arg(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let pipe = || io::Error::other("the peer has no pipes");
        let to = process.stdin.take().ok_or_else(pipe)?;
        let from = BufReader::new(process.stdout.take().ok_or_else(pipe)?);
        let mut peer = Self { process, to, from };
        peer.line()?;
        Ok(peer)
    }

    /// The number of its process.
    pub fn id(&self) -> String {
        self.process.id().to_string()
    }

    /// How long a report took, and its tables.
    pub fn report(&mut self, name: &str) -> io::Result<(Duration, Vec<Table>)> {
        writeln!(self.to, "{name}")?;
        self.to.flush()?;
        let seconds: f64 = parse(&self.line()?)?;
        let mut tables = Vec::new();
        for _ in 0..parse::<usize>(&self.line()?)? {
            let mut table = Table::new();
            for _ in 0..parse::<usize>(&self.line()?)? {
                table.push(self.line()?.split(' ').map(parse).collect::<io::Result<_>>()?);
            }
            tables.push(table);
        }
        Ok((Duration::from_secs_f64(seconds), tables))
    }

    /// A single number: `size` is the bytes of its tables, `version` its version with the dots left out.
    pub fn number(&mut self, name: &str) -> io::Result<u64> {
        writeln!(self.to, "{name}")?;
        self.to.flush()?;
        parse(&self.line()?)
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.from.read_line(&mut line)? == 0 {
            return Err(io::Error::other("the peer stopped: is the Python package duckdb installed?"));
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have stopped by itself; there is nothing to do about it then.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn parse<T: std::str::FromStr>(text: &str) -> io::Result<T> {
    text.parse().map_err(|_| io::Error::other(format!("the peer said {text:?} where a number was due")))
}

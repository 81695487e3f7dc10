//! What the command line says: results on standard output, everything else on standard error.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// Why a command was not carried through.
#[derive(Debug)]
pub enum Failure {
    /// Something that the user is told.
    Said(String),
    /// Whoever read the output has stopped reading, as `head` does; there is nobody to tell.
    NobodyReads,
}

impl Failure {
    /// Tells the user, and gives the exit code.
    pub fn tell(self) -> ExitCode {
        match self {
            Self::Said(what) => {
                note(&format!("waymark: {what}"));
                ExitCode::FAILURE
            }
            Self::NobodyReads => ExitCode::SUCCESS,
        }
    }
}

impl<F: Display> From<F> for Failure {
    fn from(fault: F) -> Self {
        Self::Said(fault.to_string())
    }
}

/// How a command ended.
pub type Done = Result<ExitCode, Failure>;

/// Writes a result to standard output.
pub fn print(text: &str) -> Result<(), Failure> {
    print_bytes(text.as_bytes())
}

/// Writes a result that is not text to standard output.
pub fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(fault) if fault.kind() == io::ErrorKind::BrokenPipe => Err(Failure::NobodyReads),
        Err(fault) => Err(format!("cannot write the result: {fault}").into()),
    }
}

/// Tells the user something that is not the result.
pub fn note(text: &str) {
    // Where standard error cannot be written to, there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Shows how far long work is, in one line that is written over, if somebody watches.
pub fn progress(text: &str) {
    let mut err = io::stderr().lock();
    if err.is_terminal() {
        let _ = write!(err, "\r\x1b[2K{text}");
        let _ = err.flush();
    }
}

/// Clears the line of progress.
pub fn progress_ends() {
    progress("");
}

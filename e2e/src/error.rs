//! What can go wrong while driving a browser or the program.

use std::io;

/// A step of a browser test that could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A program could not be started, or said something else than expected while starting.
    #[error("{program} did not start: {why}")]
    Start {
        /// The program's name.
        program: &'static str,
        /// What it said, or what the system said of it.
        why: String,
    },
    /// The driver answered with an error of the WebDriver protocol.
    #[error("{command}: {code}: {message}")]
    Driver {
        /// The request that failed.
        command: String,
        /// The protocol's own error code, such as `no such element`.
        code: String,
        /// The driver's explanation, first line.
        message: String,
    },
    /// Nothing on the page answers the description.
    #[error("nothing on the page is {0}")]
    NotFound(String),
    /// Something awaited did not happen in time.
    #[error("waited {seconds} s in vain until {what}{last}")]
    TimedOut {
        /// What was awaited.
        what: String,
        /// How long.
        seconds: u64,
        /// The last error met while waiting, if any, after a semicolon.
        last: String,
    },
    /// The connection to the driver or to a server failed.
    #[error("{0}")]
    Http(#[from] ureq::Error),
    /// A file could not be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The driver's answer has another shape than the protocol says.
    #[error("the driver answered out of shape: {0}")]
    Shape(String),
}

impl Error {
    /// Whether this is the protocol's error of that code.
    pub(crate) fn is(&self, wanted: &str) -> bool {
        matches!(self, Self::Driver { code, .. } if code == wanted)
    }
}

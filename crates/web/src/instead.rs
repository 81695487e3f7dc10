//! What is shown instead of what was asked for: what happened, that nothing was lost, and what to do.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use definition::PartFault;

/// Why something else is shown than what was asked for. The [frame](crate::pages) makes a page or JSON of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instead {
    /// There is no such thing.
    Missing {
        /// What there is not.
        message: String,
        /// What to do, or what there is.
        mend: String,
    },
    /// It cannot be done as asked.
    Wrong(Vec<Problem>),
    /// Several programmes could be meant.
    Choose,
    /// Something failed that should not; the text is for the log alone.
    Broken(String),
    /// Refused before anything was looked at.
    Refused(StatusCode, Problem),
}

/// One thing wrong with what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// What to do about it; empty if the message says it all.
    pub mend: String,
}

impl Problem {
    /// A problem and its mend.
    pub fn new(message: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { message: message.into(), mend: mend.into() }
    }
}

impl Instead {
    /// It cannot be done as asked, for one reason.
    pub fn wrong(message: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::Wrong(vec![Problem::new(message, mend)])
    }

    /// There is no such `message`.
    pub fn missing(message: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::Missing { message: message.into(), mend: mend.into() }
    }

    /// The status that says as much to a program.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Missing { .. } => StatusCode::NOT_FOUND,
            Self::Wrong(_) => StatusCode::BAD_REQUEST,
            Self::Choose => StatusCode::OK,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Refused(status, _) => *status,
        }
    }
}

impl IntoResponse for Instead {
    /// An empty answer that carries this; the [frame](crate::pages::framed) fills it.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<records::Error> for Instead {
    fn from(error: records::Error) -> Self {
        match error {
            records::Error::NotFound { what, name, mend } => {
                let mend = mend.trim_start_matches([';', ' ']);
                let mend = if mend.is_empty() { String::new() } else { format!("{}.", capital(mend)) };
                let message = format!("There is no {what} \u{201c}{name}\u{201d}");
                match what {
                    "programme" | "figure" => Self::missing(message, mend),
                    _ => Self::wrong(message, mend),
                }
            }
            records::Error::Invalid(wrong) => {
                Self::Wrong(wrong.iter().map(|one| Problem::new(one.to_string(), "")).collect())
            }
            records::Error::Refused(why) => Self::wrong(capital(&why), ""),
            records::Error::Counting(fault) => {
                Self::wrong(capital(&fault.to_string()), "Choose another cut or filter.")
            }
            records::Error::Definition(_) | records::Error::Db(_) => Self::Broken(error.to_string()),
        }
    }
}

impl From<Vec<PartFault>> for Instead {
    fn from(faults: Vec<PartFault>) -> Self {
        Self::Wrong(faults.into_iter().map(|fault| Problem::new(capital(&fault.message), fault.mend)).collect())
    }
}

/// With a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

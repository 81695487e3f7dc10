//! The same numbers as files: CSV, Excel, JSON.

use crate::Instead;
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Response};
use exchange::Table as File;
use serde::Serialize;

/// What an answer is written as. An address says it by its ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Page,
    Csv,
    Excel,
    Json,
}

impl Format {
    /// The name in an address, and the format that its ending asks for.
    pub fn of(name: &str) -> (&str, Self) {
        let endings = [(".csv", Self::Csv), (".xlsx", Self::Excel), (".json", Self::Json)];
        let found = endings.into_iter().find_map(|(ending, format)| Some((name.strip_suffix(ending)?, format)));
        found.unwrap_or((name, Self::Page))
    }
}

/// A file to be saved under `name`.
pub(crate) fn file(table: &File, name: &str, format: Format) -> Result<Response, Instead> {
    let failed = |fault: exchange::WriteFault| Instead::Broken(fault.to_string());
    let (content, kind, ending) = if format == Format::Excel {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        (table.xlsx().map_err(failed)?, kind, "xlsx")
    } else {
        let mut content = Vec::new();
        table.csv(&mut content, true).map_err(failed)?;
        (content, "text/csv; charset=utf-8", "csv")
    };
    // Keys have no characters that could end the quotation; whatever else comes is left out.
    let name: String = name.chars().filter(|letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter)).collect();
    let saved = HeaderValue::from_str(&format!("attachment; filename=\"{name}.{ending}\""));
    let saved = saved.map_err(|fault| Instead::Broken(fault.to_string()))?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, saved)], content)
        .into_response())
}

/// JSON to be looked at or fetched.
pub(crate) fn json(content: &impl Serialize) -> Result<Response, Instead> {
    let text = serde_json::to_vec(content).map_err(|fault| Instead::Broken(fault.to_string()))?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], text).into_response())
}

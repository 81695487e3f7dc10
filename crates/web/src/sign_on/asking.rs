//! Asking a provider, by HTTP: briefly, no further than it said, and no more than an answer may be.

use openidconnect::{HttpRequest, HttpResponse};
use std::time::Duration;

/// How long a provider may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes.
const LARGEST: u64 = 512 * 1024;

/// Why a provider gave no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unanswered {
    /// It could not be asked.
    #[error(transparent)]
    Asking(#[from] ureq::Error),
    /// Its answer is none.
    #[error(transparent)]
    Answer(#[from] ureq::http::Error),
}

/// What asks. Redirects are not followed: a provider says itself where everything is.
pub(crate) fn agent(encrypted: bool) -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .https_only(encrypted)
        .proxy(None)
        .timeout_global(Some(PATIENCE))
        .build()
        .new_agent()
}

pub(crate) fn ask(agent: &ureq::Agent, request: HttpRequest) -> Result<HttpResponse, Unanswered> {
    let answer = agent.run(request)?;
    let (head, mut body) = answer.into_parts();
    let body = body.with_config().limit(LARGEST).read_to_vec()?;
    let mut response = ureq::http::Response::builder().status(head.status);
    if let Some(headers) = response.headers_mut() {
        *headers = head.headers;
    }
    Ok(response.body(body)?)
}

//! What a form carries to prove that it was made here for this session; and what becomes of one that was not.

use crate::instead::Problem;
use crate::router::LARGEST;
use crate::viewer::{self, Viewer};
use crate::{App, Instead, pages};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

/// The name under which a form carries it.
pub(crate) const NAME: &str = "form-token";
/// Where files are sent: these check the token themselves, as the first part that comes.
const UPLOADS: [&str; 1] = ["/import"];

/// The token as a form carries it.
pub(crate) fn hidden(token: &str) -> Markup {
    html! { @if !token.is_empty() { input type="hidden" name=(NAME) value=(token); } }
}

/// Whether `sent` is the token of the one who asks.
pub(crate) fn fits(viewer: &Viewer, sent: &str) -> bool {
    same(viewer.token(), sent) && !sent.is_empty()
}

/// Compared in the same time wherever they differ.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |differs, (a, b)| differs | a ^ b) == 0
}

/// Checks the token of every form that somebody signed in sends. Of one made for a session that has run out meanwhile, nothing is
/// lost: it is shown again, to be sent after signing in.
pub(crate) async fn checked(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (is_form, is_upload) = (kind.starts_with(FORM), kind.starts_with("multipart/form-data"));
    if is_upload && UPLOADS.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    if !is_form {
        return if viewer.known().is_some() { forged().into_response() } else { next.run(request).await };
    }
    let (parts, body) = request.into_parts();
    // A form that was kept while signing in comes with a little more.
    let Ok(body) = to_bytes(body, 2 * LARGEST).await else {
        let problem = Problem::new("What was sent is too large", "Send less at once.");
        return Instead::Refused(StatusCode::PAYLOAD_TOO_LARGE, problem).into_response();
    };
    let (uri, headers) = (parts.uri.clone(), parts.headers.clone());
    if viewer.known().is_some() && !fits(&viewer, &token_in(&body)) {
        // Made here, for an earlier session: whoever sent it may look at it, and send it again.
        let ours = headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
        return match ours && viewer.signed().is_some() {
            true => pages::late(&app, viewer, &uri, pairs(&body)),
            false => forged().into_response(),
        };
    }
    let response = next.run(Request::from_parts(parts, Body::from(body.clone()))).await;
    let Some(cookie) = ran_out(&response, &viewer, &headers, &body) else { return response };
    pages::again(app, viewer, &uri, pairs(&body), cookie).await
}

const FORM: &str = "application/x-www-form-urlencoded";

/// The token of the session that a form was made for, if it was refused because that has run out.
fn ran_out(response: &Response, viewer: &Viewer, headers: &HeaderMap, body: &Bytes) -> Option<String> {
    if response.status() != StatusCode::UNAUTHORIZED || viewer.known().is_some() {
        return None;
    }
    viewer::token(headers).filter(|cookie| same(&viewer::form_token(cookie), &token_in(body)))
}

fn pairs(body: &Bytes) -> Vec<(String, String)> {
    form_urlencoded::parse(body).into_owned().collect()
}

fn token_in(body: &Bytes) -> String {
    let mut tokens = form_urlencoded::parse(body).filter(|(name, _)| name == NAME);
    tokens.next().map_or_else(String::new, |(_, token)| token.into_owned())
}

/// That a form was not made here.
pub(crate) fn forged() -> Instead {
    let problem = Problem::new(
        "This form was not made for you here, or before you last signed in, so nothing was done",
        "Open the page again, and send its form from there.",
    );
    Instead::Refused(StatusCode::FORBIDDEN, problem)
}

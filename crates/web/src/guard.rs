//! What holds for every request and answer: which host is meant, and what a browser may do with a page.

use crate::instead::{Instead, Problem};
use axum::extract::Request;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Nothing inline, nothing from elsewhere. The script may ask this server again, to show how far long work has come.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

/// Refuses requests meant for another host: a page elsewhere could otherwise have its own name lead to this machine and read
/// what is private (DNS rebinding).
pub(crate) async fn host(request: Request, next: Next) -> Response {
    if is_this_machine(request.headers()) {
        return next.run(request).await;
    }
    let problem = Problem::new(
        "This server answers only on this machine, under its own names",
        "Use the address that was printed when it started, such as http://127.0.0.1:8750.",
    );
    Instead::Refused(StatusCode::MISDIRECTED_REQUEST, problem).into_response()
}

fn is_this_machine(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Ok(host) = host.to_str() else { return false };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Puts the headers on every answer. What shows records is kept nowhere, unless the answer itself says otherwise.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(host: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        is_this_machine(&headers)
    }

    #[test]
    fn only_the_names_of_this_machine_are_answered() {
        for host in ["localhost", "localhost:8750", "127.0.0.1:1", "[::1]", "[::1]:8750", "LocalHost:80"] {
            assert!(asked(host), "{host}");
        }
        for host in
            ["evil.example", "localhost.evil.example:8750", "127.0.0.1.nip.io", "", "localhost:", "0.0.0.0:8750"]
        {
            assert!(!asked(host), "{host}");
        }
        assert!(!is_this_machine(&HeaderMap::new()));
    }
}

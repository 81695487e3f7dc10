//! What holds for every request and answer: which host is meant, and what a browser may do with a page.

use crate::App;
use crate::instead::{Instead, Problem};
use crate::serve::Carried;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderName, HeaderValue};
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

/// For two years a browser that has once been here comes encrypted only.
const ENCRYPTED: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// Refuses requests meant for another host: a page elsewhere could otherwise have its own name lead to this machine and read
/// what is private (DNS rebinding). And, behind a proxy, those that came to it unencrypted.
pub(crate) async fn host(State(app): State<App>, request: Request, next: Next) -> Response {
    let carried = &app.settings().carried;
    let address = app.settings().address.as_deref().filter(|_| *carried != Carried::Here);
    if !is_meant(&request, address) {
        let (message, mend) = match address {
            Some(address) => ("This server answers only under its own address".to_owned(), format!("Use {address}.")),
            None => (
                "This server answers only on this machine, under its own names".to_owned(),
                "Use the address that was printed when it started, such as http://127.0.0.1:8750.".to_owned(),
            ),
        };
        return Instead::Refused(StatusCode::MISDIRECTED_REQUEST, Problem::new(message, mend)).into_response();
    }
    let proto = request.headers().get("x-forwarded-proto");
    if *carried == Carried::Proxy && proto.is_some_and(|proto| proto != "https") {
        let mend = format!("Use {}.", address.unwrap_or_default());
        let problem = Problem::new("This server is reached encrypted only", mend);
        return Instead::Refused(StatusCode::FORBIDDEN, problem).into_response();
    }
    next.run(request).await
}

/// Whether a request means this server: by the one `Host` it names, and by its target where that names one too.
fn is_meant(request: &Request, address: Option<&str>) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Ok(host) = host.to_str() else { return false };
    let target = request.uri().authority().map(axum::http::uri::Authority::as_str);
    is_ours(host, address) && target.is_none_or(|target| is_ours(target, address))
}

fn is_ours(host: &str, address: Option<&str>) -> bool {
    let name = name(host);
    match address.and_then(|address| address.split_once("://")) {
        Some((_, known)) => name.eq_ignore_ascii_case(self::name(known)),
        None => ["localhost", "127.0.0.1", "[::1]"].iter().any(|known| name.eq_ignore_ascii_case(known)),
    }
}

/// A host without its port.
fn name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Puts the headers on every answer. What shows records is kept nowhere, unless the answer itself says otherwise.
pub(crate) async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
    if app.is_secure() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, ENCRYPTED);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(host: &str, address: Option<&str>) -> bool {
        let request = Request::builder().uri("/").header(header::HOST, host).body(axum::body::Body::empty()).unwrap();
        is_meant(&request, address)
    }

    #[test]
    fn only_the_names_of_this_machine_are_answered() {
        for host in ["localhost", "localhost:8750", "127.0.0.1:1", "[::1]", "[::1]:8750", "LocalHost:80"] {
            assert!(asked(host, None), "{host}");
        }
        for host in
            ["evil.example", "localhost.evil.example:8750", "127.0.0.1.nip.io", "", "localhost:", "0.0.0.0:8750"]
        {
            assert!(!asked(host, None), "{host}");
        }
        let nameless = Request::builder().uri("/").body(axum::body::Body::empty()).unwrap();
        assert!(!is_meant(&nameless, None));
    }

    #[test]
    fn a_server_with_an_address_answers_under_no_other() {
        let address = Some("https://waymark.example.org");
        assert!(asked("waymark.example.org", address) && asked("Waymark.Example.org:443", address));
        for host in ["localhost", "127.0.0.1:8750", "example.org", "waymark.example.org.evil.example", "192.0.2.1"] {
            assert!(!asked(host, address), "{host}");
        }
        assert!(asked("waymark.example.org:8443", Some("https://waymark.example.org:8443")));
    }

    #[test]
    fn a_target_or_second_host_that_says_otherwise_is_refused() {
        let request = |uri: &str, hosts: &[&str]| {
            let mut request = Request::builder().uri(uri);
            for host in hosts {
                request = request.header(header::HOST, *host);
            }
            is_meant(&request.body(axum::body::Body::empty()).unwrap(), None)
        };
        assert!(request("http://localhost/", &["localhost"]));
        assert!(!request("http://evil.example/", &["localhost"]));
        assert!(!request("/", &["localhost", "evil.example"]));
    }
}

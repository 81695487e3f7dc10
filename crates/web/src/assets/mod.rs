//! The front-end files, carried in the program and served under names that change when they do.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// A year, the longest that caches promise to keep anything.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// How many characters of the checksum make the name: enough that two versions never meet.
const DIGITS: usize = 16;

struct File {
    name: &'static str,
    kind: &'static str,
    content: &'static [u8],
}

const FILES: [File; 5] = [
    File {
        name: "govuk-frontend.css",
        kind: "text/css; charset=utf-8",
        content: include_bytes!("../../vendor/govuk-frontend-6.6.0/govuk-frontend.min.css"),
    },
    File { name: "waymark.css", kind: "text/css; charset=utf-8", content: include_bytes!("waymark.css") },
    File { name: "waymark.js", kind: "text/javascript; charset=utf-8", content: include_bytes!("waymark.js") },
    File { name: "people.js", kind: "text/javascript; charset=utf-8", content: include_bytes!("people.js") },
    File { name: "mark.svg", kind: "image/svg+xml", content: include_bytes!("mark.svg") },
];

static HASHES: LazyLock<[String; FILES.len()]> = LazyLock::new(|| FILES.each_ref().map(|file| hash(file.content)));

fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().flat_map(|byte| [byte >> 4, byte & 15]).take(DIGITS).map(digit).collect()
}

fn digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16).unwrap_or('0')
}

/// The address of a file by its plain name: `/assets/<hash>/waymark.css`. A name there is no file for gives an address that answers 404.
#[must_use]
pub fn address(name: &str) -> String {
    let hash =
        FILES.iter().zip(HASHES.iter()).find(|(file, _)| file.name == name).map_or("none", |(_, hash)| hash.as_str());
    format!("/assets/{hash}/{name}")
}

/// The route that answers for every file.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{hash}/{name}", get(serve))
}

/// A file under its hash may be kept for ever. Under another hash, a page older or newer than this program asks: it gets what there is,
/// to be asked for again next time.
async fn serve(Path((asked, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some((file, hash)) = FILES.iter().zip(HASHES.iter()).find(|(file, _)| file.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{hash}\"");
    let keep = if asked == *hash { FOR_EVER } else { "no-cache" };
    let described =
        [(header::ETAG, tag.as_str()), (header::CACHE_CONTROL, keep), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)) {
        return (StatusCode::NOT_MODIFIED, described).into_response();
    }
    (described, [(header::CONTENT_TYPE, file.kind)], file.content).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn asked(address: &str, known: Option<&str>) -> Response {
        let (hash, name) = address.trim_start_matches("/assets/").split_once('/').unwrap();
        let mut headers = HeaderMap::new();
        if let Some(known) = known {
            headers.insert(header::IF_NONE_MATCH, known.parse().unwrap());
        }
        serve(Path((hash.to_owned(), name.to_owned())), headers).await
    }

    fn said(response: &Response, name: header::HeaderName) -> String {
        response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    #[tokio::test]
    async fn a_file_may_be_kept_for_ever_under_the_name_of_its_content() {
        for file in &FILES {
            let response = asked(&address(file.name), None).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(said(&response, header::CACHE_CONTROL), FOR_EVER);
            assert_eq!(said(&response, header::CONTENT_TYPE), file.kind);
            let again = asked(&address(file.name), Some(&said(&response, header::ETAG))).await;
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        }
    }

    #[tokio::test]
    async fn a_page_of_another_version_still_gets_its_style_sheet() {
        let response = asked("/assets/0000000000000000/waymark.css", None).await;
        assert_eq!(
            (response.status(), said(&response, header::CACHE_CONTROL)),
            (StatusCode::OK, "no-cache".to_owned())
        );
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_found() {
        for address in ["/assets/none/secret.txt", "/assets/none/../Cargo.toml"] {
            assert_eq!(asked(address, None).await.status(), StatusCode::NOT_FOUND);
        }
    }
}

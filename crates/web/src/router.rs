//! The whole application: routes, and what holds for all of them.

use crate::instead::{Instead, Problem};
use crate::routes::{Route, Routes, Rule};
use crate::{App, api, assets, client, form_token, guard, limits, pages, viewer};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

/// The largest form that is read, in bytes. A page that takes files sets a limit of its own.
pub(crate) const LARGEST: usize = 256 * 1024;

/// The application of this workspace.
pub fn router(app: App) -> Router {
    around(routes().router().merge(assets::router()).fallback(pages::nothing), app)
}

/// Every route with its rule, but for the files that the browser is sent with the pages.
#[must_use]
pub fn list() -> Vec<Route> {
    routes().list()
}

/// The rule of the page at this path, if there is one.
pub(crate) fn rule_of(path: &str) -> Option<Rule> {
    let asked: Vec<&str> = path.split('/').collect();
    let fits = |route: &&Route| {
        let parts: Vec<&str> = route.path.split('/').collect();
        let same = |(part, asked): (&&str, &&str)| part == asked || part.starts_with('{');
        route.method == Method::GET && parts.len() == asked.len() && parts.iter().zip(&asked).all(same)
    };
    // A route that names its parts goes before one that leaves them open.
    list().iter().filter(fits).min_by_key(|route| route.path.matches('{').count()).map(|route| route.rule)
}

fn routes() -> Routes {
    pages::routes().merge(api::routes())
}

/// What holds for every route. The last layer named is the first that a request meets.
fn around(routes: Router<App>, app: App) -> Router {
    routes
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), form_token::checked))
        .layer(from_fn_with_state(app.clone(), viewer::known))
        .layer(from_fn_with_state(app.clone(), limits::in_time))
        .layer(from_fn_with_state(app.clone(), limits::rate))
        .layer(from_fn_with_state(app.clone(), client::known))
        .layer(CsrfLayer::new().with_rejection_response(forged))
        .layer(from_fn_with_state(app.clone(), guard::host))
        .layer(from_fn_with_state(app.clone(), pages::framed))
        .layer(from_fn_with_state(app.clone(), guard::headers))
        .with_state(app)
}

#[expect(clippy::needless_pass_by_value, reason = "the signature that the layer asks for")]
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let why = panic.downcast_ref::<&str>().map(ToString::to_string).or_else(|| panic.downcast_ref::<String>().cloned());
    Instead::Broken(format!("a page panicked: {}", why.unwrap_or_default())).into_response()
}

fn forged(_: ProtectionError) -> Response {
    let problem = Problem::new(
        "This was sent from another site, so it was not done",
        "Open the page here, and send its form again.",
    );
    Instead::Refused(StatusCode::FORBIDDEN, problem).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use axum::routing::get;
    use records::Workspace;
    use tower::ServiceExt;

    async fn breaks() -> &'static str {
        std::panic::panic_any("the name of somebody")
    }

    #[tokio::test]
    async fn a_page_that_breaks_gives_a_reference_and_no_reason() {
        let folder = db::testing::Folder::new();
        let url = format!("sqlite:{}", folder.path().join("empty.db").display());
        let workspace = Workspace::open(&url, base::Clock::System).unwrap();
        let router = around(Router::new().route("/breaks", get(breaks)), App::new(workspace, "Test"));
        let request = Request::builder().uri("/breaks").header("host", "localhost").body(Body::empty()).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let page = String::from_utf8(to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap();
        assert!(page.contains("Its reference is ") && page.contains("nothing saved was lost"), "{page}");
        assert!(!page.contains("somebody"), "{page}");
    }
}

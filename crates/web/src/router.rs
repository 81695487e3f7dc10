//! The whole application: routes, and what holds for all of them.

use crate::instead::{Instead, Problem};
use crate::{App, api, assets, guard, pages};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::any::Any;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

/// The largest form that is read, in bytes. A page that takes files sets a limit of its own.
const LARGEST: usize = 256 * 1024;

/// The application of this workspace.
pub fn router(app: App) -> Router {
    // The last layer named is the first that a request meets.
    Router::new()
        .merge(pages::router())
        .merge(api::router())
        .merge(assets::router())
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CsrfLayer::new().with_rejection_response(forged))
        .layer(from_fn(guard::host))
        .layer(from_fn_with_state(app.clone(), pages::framed))
        .layer(from_fn(guard::headers))
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

//! The same figures as JSON, for programs.

mod figures;
mod programmes;

use crate::App;
use axum::Router;
use axum::routing::get;

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/api", get(programmes::description))
        .route("/api/v1/programmes", get(programmes::list))
        .route("/api/v1/programmes/{key}", get(programmes::one))
        .route("/api/v1/programmes/{key}/figures/{figure}", get(figures::declared))
        .route("/api/v1/programmes/{key}/question", get(figures::own))
}

//! The pages: what people see of Waymark in a browser, and the same as JSON for programs.
//!
//! A request takes three steps: route, page function, one function of `records`. [`router`] is the whole application; [`serve`] lets a
//! browser on this machine reach it.

mod address;
mod api;
mod app;
pub mod assets;
mod guard;
mod instead;
mod jobs;
mod pages;
mod router;
mod serve;
pub mod ui;

pub use address::Query;
pub use app::App;
pub use instead::{Instead, Problem};
pub use router::router;
pub use serve::{ServeError, listen, serve, serve_until};

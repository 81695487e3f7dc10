//! The pages: what people see of Waymark in a browser, and the same as JSON for programs.
//!
//! A request takes three steps: route, page function, one function of `records`. [`router`] is the whole application; [`serve`] lets a
//! browser on this machine reach it.

mod address;
mod api;
mod app;
pub mod assets;
mod client;
mod form_token;
mod guard;
mod instead;
mod jobs;
mod limits;
mod mail;
mod pages;
mod passkeys;
mod reviews;
mod router;
mod routes;
mod serve;
mod sign_on;
pub mod ui;
mod viewer;

pub use address::Query;
pub use app::{App, Patience, Settings};
pub use instead::{Instead, Problem};
pub use mail::{Given, Mail, MailError, Post};
pub use router::{list, router};
pub use routes::{Route, Rule};
pub use serve::{Carried, ServeError, asked_to_stop, listen, serve, serve_until};
pub use sign_on::SignOn;

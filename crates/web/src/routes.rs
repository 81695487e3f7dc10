//! Routes, each with the rule of who may use it: a route cannot be added without one.

use crate::instead::Problem;
use crate::viewer::Viewer;
use crate::{App, Instead};
use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use base::Act;
use records::users::Owed;

/// Who may use a route. Whose records it then shows is decided by the [scope](base::Scope).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Anybody: the sign-in pages themselves, and files that say nothing about anyone.
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever may do this in any programme.
    May(Act),
}

/// One route as it stands in the list of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// How it is asked.
    pub method: Method,
    /// Its address, with `{names}` for its parts.
    pub path: &'static str,
    /// Who may.
    pub rule: Rule,
}

/// What somebody who looks through other eyes may send all the same: that they stop, are still there, or leave.
const WHILE_VIEWING: [&str; 3] = ["/view-as/stop", "/account/stay", "/sign-out"];

/// Routes in the making.
#[derive(Default)]
pub(crate) struct Routes {
    router: Router<App>,
    list: Vec<Route>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    /// A page or file to be fetched.
    pub fn get<H: Handler<T, App>, T: 'static>(self, path: &'static str, rule: Rule, handler: H) -> Self {
        self.add(Method::GET, path, rule, on(MethodFilter::GET, handler))
    }

    /// A form to be sent.
    pub fn post<H: Handler<T, App>, T: 'static>(self, path: &'static str, rule: Rule, handler: H) -> Self {
        self.add(Method::POST, path, rule, on(MethodFilter::POST, handler))
    }

    /// A route with layers of its own.
    pub fn add(mut self, method: Method, path: &'static str, rule: Rule, handler: MethodRouter<App>) -> Self {
        let guarded = handler.layer(from_fn(move |request: Request, next: Next| allowed(rule, path, request, next)));
        self.router = self.router.route(path, guarded);
        self.list.push(Route { method, path, rule });
        self
    }

    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self
    }

    pub fn list(self) -> Vec<Route> {
        self.list
    }

    pub fn router(self) -> Router<App> {
        self.router
    }
}

async fn allowed(rule: Rule, path: &'static str, request: Request, next: Next) -> Response {
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    if viewer.scope().is_viewing() && !request.method().is_safe() && !WHILE_VIEWING.contains(&path) {
        return nothing_changes().into_response();
    }
    match refusal(rule, &viewer, request.method(), request.uri()) {
        None => next.run(request).await,
        Some(refusal) => refusal,
    }
}

/// Why the one who asks may not, if so.
fn refusal(rule: Rule, viewer: &Viewer, method: &Method, uri: &Uri) -> Option<Response> {
    if rule == Rule::Anyone {
        return None;
    }
    if viewer.signed().is_none() {
        return Some(not_signed_in(viewer, method, uri));
    }
    let may = match rule {
        Rule::Anyone | Rule::SignedIn => true,
        Rule::May(act) => viewer.scope().may_somewhere(act),
    };
    let Rule::May(act) = rule else { return None };
    (!may).then(|| may_not(viewer, act).into_response())
}

/// That whoever looks through other eyes changes nothing, not even what is their own.
fn nothing_changes() -> Instead {
    let problem = Problem::new(
        "Nothing can be changed while you view as somebody else",
        "Stop viewing, at the head of every page, and do it as yourself.",
    );
    Instead::Refused(StatusCode::FORBIDDEN, problem)
}

/// A page leads to where one signs in, and from there back to itself. What was sent in a form is kept by the
/// [form's token](crate::form_token), which sees this answer.
fn not_signed_in(viewer: &Viewer, method: &Method, uri: &Uri) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    if method == Method::GET && !path.starts_with("/api/") {
        let step = match viewer.known().and_then(|known| known.owes) {
            Some(Owed::Code) => "/sign-in/code",
            Some(Owed::SetUp) => "/sign-in/set-up",
            None => "/sign-in",
        };
        return Redirect::to(&leading_to(step, path)).into_response();
    }
    let problem = Problem::new("You are not signed in, or were signed out meanwhile", "Sign in, and do it again.");
    Instead::Refused(StatusCode::UNAUTHORIZED, problem).into_response()
}

/// The address of a step of signing in that leads to `to` in the end.
pub(crate) fn leading_to(step: &str, to: &str) -> String {
    if to == "/" { step.to_owned() } else { format!("{step}?to={}", to.bytes().map(escaped).collect::<String>()) }
}

fn escaped(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-_./~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

/// That one's roles do not allow this: what it takes, and whom to ask.
pub(crate) fn may_not(viewer: &Viewer, act: Act) -> Instead {
    let roles: Vec<String> = act.roles().iter().map(|role| role.label().to_lowercase()).collect();
    let message = match viewer.scope().is_viewing() {
        true => "This cannot be done while you view as somebody else".to_owned(),
        false => format!("Your role here does not let you do this: {}", act.label().to_lowercase()),
    };
    let mend = format!(
        "It takes one of these roles: {}. Ask your programme\u{2019}s lead or an administrator if you need it.",
        roles.join(", ")
    );
    Instead::Refused(StatusCode::FORBIDDEN, Problem::new(message, mend))
}

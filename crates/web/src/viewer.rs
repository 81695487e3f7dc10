//! Who asks: the user behind a request's cookie, found once for each request.

use crate::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use base::{Actor, Scope};
use records::users::{self, Membership, Owed, Session, User, session};
use records::{Error, Workspace};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The cookie that carries a session's token.
const COOKIE: &str = "waymark";

/// Who asks.
#[derive(Debug, Clone, Default)]
pub(crate) enum Viewer {
    /// Nobody who is known.
    #[default]
    Nobody,
    /// Somebody who has given a password and still owes the second factor.
    Half(Arc<Signed>),
    /// Somebody signed in.
    User(Arc<Signed>),
}

/// A signed-in user.
#[derive(Debug)]
pub(crate) struct Signed {
    pub user: User,
    /// The roles in force.
    pub memberships: Vec<Membership>,
    pub session: Session,
    /// What forms carry to prove that they were made for this session.
    pub token: String,
    /// What signing in still takes.
    pub owes: Option<Owed>,
    actor: Actor,
}

impl Viewer {
    /// The user, if one is signed in.
    pub fn signed(&self) -> Option<&Arc<Signed>> {
        match self {
            Self::User(signed) => Some(signed),
            Self::Nobody | Self::Half(_) => None,
        }
    }

    /// The user who has given a password, whether or not they still owe the second factor.
    pub fn known(&self) -> Option<&Arc<Signed>> {
        match self {
            Self::User(signed) | Self::Half(signed) => Some(signed),
            Self::Nobody => None,
        }
    }

    /// Who acts. Nobody who is known may do nothing.
    pub fn actor(&self) -> Actor {
        match self {
            Self::User(signed) => signed.actor.clone(),
            Self::Nobody | Self::Half(_) => Actor::user(base::Id::from_number(0), "nobody", Vec::new()),
        }
    }

    /// What the one who asks may see.
    pub fn scope(&self) -> Scope {
        self.actor().scope()
    }

    /// What forms carry to prove that they were made for this session.
    pub fn token(&self) -> &str {
        match self {
            Self::User(signed) | Self::Half(signed) => &signed.token,
            Self::Nobody => "",
        }
    }
}

/// Finds out who asks, for the routes within; and says it to the frame around.
pub(crate) async fn known(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if app.is_secure() {
        keep_own(request.headers_mut());
    }
    let viewer = match token(request.headers()) {
        None => Viewer::Nobody,
        Some(token) => {
            let workspace = app.workspace().clone();
            let found = app.work(move || Ok(found(&workspace, &token)?)).await;
            match found {
                Ok(viewer) => viewer,
                Err(instead) => return axum::response::IntoResponse::into_response(instead),
            }
        }
    };
    request.extensions_mut().insert(viewer.clone());
    let mut response = next.run(request).await;
    response.extensions_mut().insert(viewer);
    response
}

/// Leaves only cookies whose names begin with `__Host-`, which a browser takes from this server alone: others may come from a
/// neighbouring host, or from somebody on the line.
fn keep_own(headers: &mut HeaderMap) {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let own = all.flat_map(|cookies| cookies.split(';')).map(str::trim).filter(|cookie| cookie.starts_with("__Host-"));
    let own = own.collect::<Vec<_>>().join("; ");
    headers.remove(header::COOKIE);
    if let Ok(own) = HeaderValue::from_str(&own)
        && !own.is_empty()
    {
        headers.insert(header::COOKIE, own);
    }
}

/// The session's token among the cookies.
pub(crate) fn token(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let mut cookies = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find(|(name, _)| name.trim_start_matches("__Host-") == COOKIE).map(|(_, token)| token.to_owned())
}

fn found(workspace: &Workspace, token: &str) -> Result<Viewer, Error> {
    let now = workspace.clock().now();
    let catalogue = workspace.catalogue();
    let found = workspace.read(|reader| {
        let Some(session) = session::with_token(reader, token)?.filter(|session| session.holds(now)) else {
            return Ok(None);
        };
        let Some(user) = users::find(reader, session.user)?.filter(|user| !user.disabled) else { return Ok(None) };
        let today = workspace.clock().today();
        Ok(Some((users::actor(reader, &catalogue, user, session.membership, today)?, session)))
    })?;
    let Some((standing, mut session)) = found else { return Ok(Viewer::Nobody) };
    if session.is_stale(now) {
        session::change(workspace, &session, |session| session.seen = now)?;
    }
    // Whoever has lost the role that let them look through other eyes looks with their own.
    let scope = standing.actor.scope();
    session.view = session.view.filter(|view| users::may_view_as(&scope, view.role, view.programme));
    let actor = match session.view {
        Some(view) => users::viewing(&catalogue, standing.actor, view),
        None => standing.actor,
    };
    let owes = users::owes(&session, &standing.user, &standing.memberships);
    let token = form_token(token);
    let (user, memberships) = (standing.user, standing.memberships);
    let signed = Arc::new(Signed { user, memberships, session, token, owes, actor });
    Ok(if owes.is_none() { Viewer::User(signed) } else { Viewer::Half(signed) })
}

/// Made from the session's token, which it does not give away.
pub(crate) fn form_token(token: &str) -> String {
    let digest = Sha256::digest(format!("form {token}"));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The header that gives a browser this session, until it is closed.
pub(crate) fn cookie(app: &App, token: &str) -> HeaderValue {
    let text = if app.is_secure() {
        format!("__Host-{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax")
    } else {
        format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax")
    };
    // A token is hexadecimal digits, which a header can carry; an empty cookie signs nobody in.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("waymark="))
}

/// The header that takes the session away again.
pub(crate) fn no_cookie(app: &App) -> HeaderValue {
    HeaderValue::from_static(if app.is_secure() {
        "__Host-waymark=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"
    } else {
        "waymark=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
    })
}

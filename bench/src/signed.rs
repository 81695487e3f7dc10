//! Users of a filled workspace, signed in: pages are asked for as a browser would.

use crate::filled::Done;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use base::{Actor, Id, Role};
use records::Workspace;
use records::users::{Membership, User, session};
use tower::ServiceExt;

/// Somebody signed in.
#[derive(Clone)]
pub struct Asker {
    /// The user.
    pub id: Id,
    router: Router,
    cookie: String,
}

impl Asker {
    /// Somebody new, who has each of these roles for its organisations in every programme.
    pub fn new(router: &Router, workspace: &Workspace, roles: &[(Role, &[Id])]) -> Done<Self> {
        let (id, cookie) = in_as(workspace, roles)?;
        Ok(Self { id, router: router.clone(), cookie })
    }

    /// A page.
    pub async fn get(&self, address: &str) -> Done<String> {
        let request = Request::builder().uri(address).header("host", "localhost").header("cookie", &self.cookie);
        self.answer(address, request.body(Body::empty())?).await
    }

    /// What comes of a form.
    pub async fn post(&self, address: &str, form: String) -> Done<String> {
        let request = Request::builder().method("POST").uri(address).header("host", "localhost");
        let request =
            request.header("cookie", &self.cookie).header("content-type", "application/x-www-form-urlencoded");
        self.answer(address, request.body(Body::from(form))?).await
    }

    async fn answer(&self, address: &str, request: Request<Body>) -> Done<String> {
        let response = self.router.clone().oneshot(request).await?;
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await?;
        if status.is_client_error() || status.is_server_error() {
            return Err(format!("{address}: {status}: {}", String::from_utf8_lossy(&body)).into());
        }
        Ok(String::from_utf8_lossy(&body).into_owned())
    }

    /// What this one's forms carry, out of a page that has one.
    pub async fn token(&self, page: &str) -> Done<String> {
        let text = self.get(page).await?;
        let rest = text.split("name=\"form-token\" value=\"").nth(1).ok_or("a form without a token")?;
        Ok(rest.split('"').next().unwrap_or_default().to_owned())
    }
}

/// Somebody new with these roles, and their cookie.
fn in_as(workspace: &Workspace, roles: &[(Role, &[Id])]) -> Done<(Id, String)> {
    let today = workspace.clock().today();
    let catalogue = workspace.catalogue();
    let id = workspace.id();
    workspace.write(&Actor::program("bench"), |tx| {
        let new = User::new(id, &format!("{id}@example.org"), "Bench");
        tx.insert(&User { totp: Some(vec![7; 20]), ..new })?;
        let each = |(role, organisations): &(Role, &[Id])| {
            organisations.iter().map(|organisation| (*role, *organisation)).collect::<Vec<_>>()
        };
        for (role, organisation) in roles.iter().flat_map(each) {
            for entry in catalogue.entries() {
                let membership = Membership {
                    id: tx.new_id(),
                    user: id,
                    organisation,
                    programme: Some(entry.programme.id),
                    role,
                    start: today,
                    end: None,
                };
                tx.insert(&membership)?;
            }
        }
        Ok(())
    })?;
    Ok((id, format!("waymark={}", session::begin(workspace, id, "password", "bench", true)?)))
}

/// The organisations that are partners of anything in the workspace, each once.
pub fn partners(workspace: &Workspace) -> Vec<Id> {
    let catalogue = workspace.catalogue();
    let mut all: Vec<Id> =
        catalogue.entries().iter().flat_map(|entry| entry.partners.iter().map(|part| part.organisation)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

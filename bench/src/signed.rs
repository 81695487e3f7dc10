//! Users of a filled workspace, signed in: pages are asked for as a browser would.

use crate::filled::Done;
use base::{Actor, Id, Role};
use records::Workspace;
use records::users::{Membership, User, session};

/// The cookie of somebody new, who has this role for each of these organisations in every programme.
pub fn in_as(workspace: &Workspace, role: Role, organisations: &[Id]) -> Done<(Id, String)> {
    let today = workspace.clock().today();
    let catalogue = workspace.catalogue();
    let id = workspace.id();
    workspace.write(&Actor::program("bench"), |tx| {
        let new = User::new(id, &format!("{id}@example.org"), role.label());
        tx.insert(&User { totp: Some(vec![7; 20]), ..new })?;
        for entry in catalogue.entries() {
            for organisation in organisations {
                let membership = Membership {
                    id: tx.new_id(),
                    user: id,
                    organisation: *organisation,
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

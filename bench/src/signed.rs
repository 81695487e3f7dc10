//! Users of a filled workspace, signed in: pages are asked for as a browser would.

use crate::filled::Done;
use base::{Actor, Id, Role};
use records::Workspace;
use records::users::{Membership, User, session};

/// The cookie of somebody new, who has each of these roles for its organisations in every programme.
pub fn in_as(workspace: &Workspace, roles: &[(Role, &[Id])]) -> Done<(Id, String)> {
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

//! From memberships to what somebody may see: made once for each request.

use super::{Membership, User};
use crate::Result;
use crate::programmes::Catalogue;
use base::{Actor, Date, Grant, Id, Role};
use db::Reader;

/// Whose eyes somebody looks through: a role for an organisation in a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// The role.
    pub role: Role,
    /// For which organisation.
    pub organisation: Id,
    /// In which programme.
    pub programme: Id,
}

/// A signed-in user as of one moment.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The user.
    pub user: User,
    /// The roles in force, whichever of them is being used.
    pub memberships: Vec<Membership>,
    /// Who acts, with what they may see.
    pub actor: Actor,
}

/// A user's standing on the day `today`: by all roles in force, or by `only` the one.
///
/// # Errors
/// When the database fails.
pub fn actor(
    reader: &Reader<'_>,
    catalogue: &Catalogue,
    user: User,
    only: Option<Id>,
    today: Date,
) -> Result<Standing> {
    let mut memberships = super::memberships(reader, user.id)?;
    memberships.retain(|membership| membership.in_force(today));
    let used = memberships.iter().filter(|membership| only.is_none_or(|only| membership.id == only));
    let grants = used.map(|membership| grant(catalogue, membership)).collect();
    let any = reader.optional("SELECT id FROM restriction LIMIT 1", &[], |row| row.get::<Id>(0))?.is_some();
    let named_for = if any {
        reader
            .query("SELECT person_id FROM restriction_user WHERE user_id = $1", &[user.id.into()], |row| row.get(0))?
    } else {
        Vec::new()
    };
    let actor = Actor::user(user.id, &user.name, grants).with_restricted(any, named_for).on(today);
    Ok(Standing { user, memberships, actor })
}

/// The same actor looking as somebody with this role would.
#[must_use]
pub fn viewing(catalogue: &Catalogue, actor: Actor, view: View) -> Actor {
    let programmes = catalogue.family(view.programme);
    let partners = partners(catalogue, view.organisation, &programmes);
    let everywhere = false;
    actor.viewing(vec![Grant { role: view.role, organisation: view.organisation, programmes, everywhere, partners }])
}

/// Which roles somebody has on a day, each once.
#[must_use]
pub fn roles_in_force(memberships: &[Membership], day: Date) -> Vec<Role> {
    let mut roles: Vec<Role> =
        memberships.iter().filter(|membership| membership.in_force(day)).map(|membership| membership.role).collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}

fn grant(catalogue: &Catalogue, membership: &Membership) -> Grant {
    let programmes = match membership.programme {
        Some(programme) => catalogue.family(programme),
        None => catalogue.entries().iter().map(|entry| entry.programme.id).collect(),
    };
    let partners = partners(catalogue, membership.organisation, &programmes);
    let everywhere = membership.programme.is_none();
    Grant { role: membership.role, organisation: membership.organisation, programmes, everywhere, partners }
}

fn partners(catalogue: &Catalogue, organisation: Id, programmes: &[Id]) -> Vec<Id> {
    let entries = programmes.iter().filter_map(|programme| catalogue.entry(*programme));
    let partners = entries.flat_map(|entry| &entry.partners);
    partners.filter(|partner| partner.organisation == organisation).map(|partner| partner.id).collect()
}

//! `waymark user`: who may sign in.

use crate::args::{NewPart, Place, User as Asked};
use crate::said::{Done, Failure, note, print};
use base::{Actor, Role};
use records::users::links::Purpose;
use records::users::{self, Membership, User, signing};
use records::{Workspace, organisations};
use std::process::ExitCode;
use web::{Given, Mail, Post};

/// What the pages call a workspace that is served.
const NAME: &str = "Waymark";

pub fn user(place: &Place, asked: Asked) -> Done {
    let workspace = place.existing()?;
    match asked {
        Asked::Add { email, part } => {
            let user = added(&workspace, &email, &part)?;
            print(&format!("{} is added. Let them in: waymark user invite {}\n", user.name, user.email))?;
        }
        Asked::Invite { email, name, role, organisation, programme, letters } => {
            let user = match (name, role, organisation) {
                (Some(name), Some(role), Some(organisation)) => {
                    added(&workspace, &email, &NewPart { name, role, organisation, programme })?
                }
                _ => known(&workspace, &email)?,
            };
            let mail = letters.mail.as_deref().map(Mail::open).transpose()?;
            let post = Post { workspace: &workspace, name: NAME, server: &letters.address, mail: mail.as_ref() };
            match post.give(&Actor::operator(), &user, Purpose::Invitation)? {
                Given::Sent => note(&format!("An invitation is on its way to {}.", user.email)),
                Given::ByHand { link, why } => {
                    if let Some(why) = why {
                        note(&format!("{why}"));
                    }
                    note(&format!("Give this link to {}; it works once, within seven days:", user.name));
                    print(&format!("{link}\n"))?;
                }
            }
        }
        Asked::Disable { email } => {
            let user = known(&workspace, &email)?;
            signing::disable(&workspace, &Actor::operator(), user.id)?;
            print(&format!("{} is switched off, and signed out everywhere.\n", user.name))?;
        }
        Asked::Reset { email, second_factor, address } => {
            let user = known(&workspace, &email)?;
            let post = Post { workspace: &workspace, name: NAME, server: &address, mail: None };
            let given = post.give(&Actor::operator(), &user, Purpose::Reset)?;
            if second_factor {
                signing::forget_second_factor(&workspace, &Actor::operator(), user.id)?;
                note("The authenticator, the recovery codes and the passkeys are taken away.");
            }
            if let Given::ByHand { link, .. } = given {
                note(&format!("Give this link to {}; it works once, within one hour:", user.name));
                print(&format!("{link}\n"))?;
            }
        }
        Asked::List => list(&workspace)?,
    }
    // A command may end before the background has given its audit rows their place.
    workspace.db().seal()?;
    Ok(ExitCode::SUCCESS)
}

fn known(workspace: &Workspace, email: &str) -> Result<User, Failure> {
    let user = workspace.read(|reader| users::by_email(reader, email))?;
    user.ok_or_else(|| Failure::Said(format!("there is no user {email}; `waymark user list` names those there are")))
}

fn added(workspace: &Workspace, email: &str, part: &NewPart) -> Result<User, Failure> {
    let role = Role::from_key(&part.role).ok_or_else(|| {
        let roles = Role::ALL.map(Role::key).join(", ");
        Failure::Said(format!("there is no role {}. There are: {roles}", part.role))
    })?;
    let all = workspace.read(organisations::all)?;
    let organisation = all.iter().find(|known| known.key == part.organisation).ok_or_else(|| {
        let keys: Vec<&str> = all.iter().map(|known| known.key.as_str()).collect();
        Failure::Said(format!("there is no organisation {}. There are: {}", part.organisation, keys.join(", ")))
    })?;
    let catalogue = workspace.catalogue();
    let programme = match &part.programme {
        Some(key) => Some(catalogue.programme(key)?.programme.id),
        None => None,
    };
    let start = workspace.clock().today();
    let user = User::new(workspace.id(), email, &part.name);
    let membership = Membership {
        id: workspace.id(),
        user: user.id,
        organisation: organisation.id,
        programme,
        role,
        start,
        end: None,
    };
    let wrong: Vec<_> = user.check().into_iter().chain(membership.check()).collect();
    if !wrong.is_empty() {
        return Err(records::Error::Invalid(wrong).into());
    }
    let new = workspace.write(&Actor::operator(), |tx| {
        if users::by_email(tx, &user.email)?.is_some() {
            return Ok(false);
        }
        tx.insert(&user)?;
        tx.insert(&membership)?;
        Ok(true)
    })?;
    match new {
        true => Ok(user),
        false => Err(Failure::Said(format!("{} is here already; invite them without --name and --role", user.email))),
    }
}

fn list(workspace: &Workspace) -> Result<(), Failure> {
    let catalogue = workspace.catalogue();
    let (all, roles) = workspace.read(|reader| {
        let all = reader.list::<User>("ORDER BY email", &[])?;
        let roles = all.iter().map(|user| users::memberships(reader, user.id)).collect::<records::Result<Vec<_>>>()?;
        Ok((all, roles))
    })?;
    for (user, memberships) in all.iter().zip(&roles) {
        let off = if user.disabled { "  (switched off)" } else { "" };
        print(&format!("{}  {}{off}\n", user.email, user.name))?;
        for membership in memberships {
            let organisation = catalogue.organisation(membership.organisation).map_or("", |known| known.key.as_str());
            let programme = membership.programme.and_then(|programme| catalogue.entry(programme));
            let programme = programme.map_or("every programme", |entry| entry.programme.key.as_str());
            let until = membership.end.map(|end| format!(", until {end}")).unwrap_or_default();
            print(&format!(
                "    {} for {organisation} in {programme}, from {}{until}\n",
                membership.role.key(),
                membership.start
            ))?;
        }
    }
    Ok(())
}

//! Who signs in to the demonstration: one user for each role in each programme, one administrator of all, and one with
//! several roles.

use crate::LoadFault;
use base::{Actor, Id, Role};
use definition::{Definition, FunderKind};
use records::Workspace;
use records::organisations;
use records::programmes::{Catalogue, Entry};
use records::users::{self, Membership, User};

/// What each of them is called: nobody is called so.
const NAMES: [(Role, &str); 5] = [
    (Role::Lead, "Lena Lead"),
    (Role::Manager, "Milo Manager"),
    (Role::Worker, "Wren Worker"),
    (Role::Evaluator, "Evie Evaluator"),
    (Role::Funder, "Finn Funder"),
];

/// One user to be.
struct Made {
    email: String,
    name: String,
    roles: Vec<Had>,
}

/// A role that they have.
struct Had {
    role: Role,
    organisation: Id,
    programme: Option<Id>,
}

/// Adds the users of the demonstration, and the organisations that they are of where no definition names one. Those there
/// already are left as they are.
///
/// # Errors
/// When the database fails.
pub fn users(workspace: &Workspace) -> Result<(), LoadFault> {
    let actor = Actor::program("demonstration");
    let catalogue = workspace.catalogue();
    let organisation = |name: &str, sector: &str| -> Result<Id, records::Error> {
        let about = "Added for the users of the demonstration";
        Ok(organisations::add(workspace, &actor, name, sector, about)?.id)
    };
    let office = organisation("Demonstration Office (fictional)", "administration")?;
    let university = organisation("University of Somewhere (fictional)", "university")?;
    let mut made = vec![Made {
        email: "made-up.administrator@example.org".to_owned(),
        name: "Ada Administrator".to_owned(),
        roles: vec![Had { role: Role::Administrator, organisation: office, programme: None }],
    }];
    let mut several = Vec::new();
    for entry in catalogue.entries() {
        let definition = &entry.definition;
        let (lead, funder) = (lead(definition), funder(definition));
        let lead = organisation(&lead, "lead body")?;
        let funder = organisation(&funder, "funder")?;
        let partner = partner(&catalogue, entry, lead).unwrap_or(lead);
        for (role, name) in NAMES {
            let organisation = match role {
                Role::Administrator | Role::Lead => lead,
                Role::Manager | Role::Worker => partner,
                Role::Evaluator => university,
                Role::Funder => funder,
            };
            made.push(Made {
                email: format!("made-up.{}.{}@example.org", role.key(), entry.programme.key),
                name: format!("{name} ({})", definition.programme.short_name),
                roles: vec![Had { role, organisation, programme: Some(entry.programme.id) }],
            });
        }
        // Of an umbrella, a role is one in all that is under it.
        if entry.programme.parent.is_none() {
            several.push(Had { role: Role::Lead, organisation: lead, programme: Some(entry.programme.id) });
        }
        if several.len() == 1 {
            several.push(Had { role: Role::Manager, organisation: partner, programme: Some(entry.programme.id) });
        }
    }
    made.push(Made {
        email: "made-up.several-roles@example.org".to_owned(),
        name: "Rosa Roles".to_owned(),
        roles: several,
    });
    add(workspace, &actor, &made, &catalogue)
}

fn add(workspace: &Workspace, actor: &Actor, made: &[Made], catalogue: &Catalogue) -> Result<(), LoadFault> {
    let today = workspace.clock().today();
    let starts = catalogue.entries().iter().filter_map(|entry| entry.definition.programme.start);
    let first = starts.min().unwrap_or(today).min(today);
    Ok(workspace.write(actor, |tx| {
        tx.because("users of the demonstration");
        for made in made {
            if users::by_email(tx, &made.email)?.is_some() {
                continue;
            }
            let user = User::new(tx.new_id(), &made.email, &made.name);
            tx.insert(&user)?;
            for had in &made.roles {
                let begins = had.programme.and_then(|id| catalogue.entry(id)?.definition.programme.start);
                let membership = Membership {
                    id: tx.new_id(),
                    user: user.id,
                    organisation: had.organisation,
                    programme: had.programme,
                    role: had.role,
                    start: begins.unwrap_or(first).min(today),
                    end: None,
                };
                tx.insert(&membership)?;
            }
        }
        Ok(())
    })?)
}

/// The body that leads the programme; a made-up one where the documents name none.
fn lead(definition: &Definition) -> String {
    let programme = &definition.programme;
    programme.lead.clone().unwrap_or_else(|| format!("Lead body of {} (fictional)", programme.short_name))
}

/// Whoever gives the programme most of its money, as far as the documents say who does.
fn funder(definition: &Definition) -> String {
    let grants = definition.funders.iter().find(|funder| funder.kind == FunderKind::Grant);
    let fictional = || format!("Funder of {} (fictional)", definition.programme.short_name);
    grants.map_or_else(fictional, |funder| funder.label.clone())
}

/// The first partner that does not lead the programme as well; of an umbrella, the first that is in all that is under it.
fn partner(catalogue: &Catalogue, entry: &Entry, lead: Id) -> Option<Id> {
    let of = |entry: &Entry| -> Vec<Id> {
        let keys = entry.definition.partners.iter().filter(|partner| !partner.retired);
        let partners = keys.filter_map(|known| entry.partners.iter().find(|partner| partner.key == known.key));
        partners.map(|partner| partner.organisation).filter(|organisation| *organisation != lead).collect()
    };
    let mut common = of(entry);
    if common.is_empty() {
        let mut under = catalogue.children(entry.programme.id).map(of);
        common = under.next().unwrap_or_default();
        for others in under {
            common.retain(|organisation| others.contains(organisation));
        }
    }
    common.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Clock;
    use records::programmes;

    #[test]
    fn each_programme_has_one_user_of_each_role_and_a_second_start_adds_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("demo.db").display());
        let workspace = Workspace::open(&url, Clock::Stopped("2024-03-01T12:00:00Z".parse().unwrap())).unwrap();
        for (name, body) in crate::DEFINITIONS {
            let plan = programmes::plan(&workspace, name, body).unwrap().synthetic();
            programmes::apply(&workspace, &Actor::operator(), &plan).unwrap();
        }
        for _ in 0..2 {
            users(&workspace).unwrap();
            let all: Vec<User> = workspace.read(|reader| Ok(reader.list::<User>("", &[])?)).unwrap();
            assert_eq!(all.len(), 2 + 5 * crate::DEFINITIONS.len());
            assert!(all.iter().all(|user| user.email.ends_with("@example.org") && user.check().is_empty()));
        }
        let catalogue = workspace.catalogue();
        for entry in catalogue.entries() {
            let key = &entry.programme.key;
            let worker = workspace
                .read(|reader| {
                    let user = users::by_email(reader, &format!("made-up.worker.{key}@example.org"))?.unwrap();
                    users::actor(reader, &catalogue, user, None, workspace.clock().today())
                })
                .unwrap();
            let grants = worker.actor.scope();
            assert!(!grants.grants()[0].partners.is_empty(), "the worker of {key} has people to work with");
        }
    }
}

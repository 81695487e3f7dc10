//! What scope costs: the same pages of the same people for one whose reads carry the conditions of a scope, and for one who is lead too, whose
//! reads carry none. Once for a worker of one partner, once for a manager of all of them. One person's record is restricted, and all are named for
//! it, so that this is asked too.

use crate::filled::{Done, Filled};
use crate::measure::median;
use crate::signed::{self, Asker};
use axum::Router;
use base::{Actor, Id, Role, Scope};
use db::Reader;
use records::Workspace;
use records::interactions::{self, Interaction};
use records::outcomes::Outcome;
use records::people::{self, restriction};
use records::users;
use std::path::Path;
use std::time::Instant;

/// Two who are shown the same, of whom one is lead too.
struct Pair {
    what: &'static str,
    lead: Asker,
    other: Asker,
    /// What the lead adds to an address to be shown no more than the other.
    narrowed: String,
    /// Whose page is looked at.
    person: Id,
}

impl Pair {
    fn new(
        router: &Router,
        workspace: &Workspace,
        what: &'static str,
        role: Role,
        organisations: &[Id],
        narrowed: String,
        person: Id,
    ) -> Done<Self> {
        let lead = Asker::new(router, workspace, &[(role, organisations), (Role::Lead, &organisations[..1])])?;
        let other = Asker::new(router, workspace, &[(role, organisations)])?;
        Ok(Self { what, lead, other, narrowed, person })
    }
}

/// Measures and prints.
pub fn run(people: u32, rounds: u32, kept: Option<&Path>) -> Done<()> {
    let filled = Filled::make(people, true, kept)?;
    let workspace = &filled.workspace;
    let organisations = signed::partners(workspace);
    let one = organisations.first().copied().ok_or("no partners")?;
    let key =
        workspace.catalogue().organisation(one).map(|one| one.key.clone()).ok_or("a partner that is not known")?;
    let of_one = busiest(
        workspace,
        "AND NOT EXISTS (SELECT 1 FROM known_by k JOIN partner p ON p.id = k.partner_id \
        WHERE k.person_id = interaction.person_id AND p.organisation_id <> $1)",
        &[one.into()],
        2,
    )?;
    let of_all = busiest(workspace, "", &[], 1)?;
    let (&[own, restricted], &[anybodys]) = (of_one.as_slice(), of_all.as_slice()) else {
        return Err("too few people".into());
    };
    let router = web::router(web::App::new(workspace.clone(), "Bench"));
    let pairs = [
        Pair::new(&router, workspace, "a worker of one partner", Role::Worker, &[one], format!("?partner={key}"), own)?,
        Pair::new(
            &router,
            workspace,
            "a manager of every partner",
            Role::Manager,
            &organisations,
            String::new(),
            anybodys,
        )?,
    ];
    let named: Vec<Id> = pairs.iter().flat_map(|pair| [pair.lead.id, pair.other.id]).collect();
    restriction::restrict(workspace, &Actor::program("bench"), restricted, "bench", &named)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    println!("{people} people; server time in ms, median of {rounds}; ratio to one who is lead too (goal: within 1.2)");
    for pair in &pairs {
        println!("\n{:<32} {:<16} {:>9} {:>9} {:>7}   KB of both", pair.what, "", "and lead", "alone", "ratio");
        for page in ["/reports/overview", "/reports/by-partner/counted", "/people/{person}", "/people"] {
            let other = page.replace("{person}", &pair.person.to_string());
            let lead = if other == page { format!("{other}{}", pair.narrowed) } else { other.clone() };
            for changed in [false, true] {
                let (mut times, mut sizes) = ([Vec::new(), Vec::new()], [0.0; 2]);
                for round in 0..rounds {
                    let mut asked = [(0, &lead, &pair.lead), (1, &other, &pair.other)];
                    asked.rotate_left(round as usize % 2);
                    for (which, address, asker) in asked {
                        if changed {
                            change(&filled, anybodys)?;
                        }
                        let start = Instant::now();
                        sizes[which] = runtime.block_on(asker.get(address))?.len() as f64 / 1024.0;
                        times[which].push(start.elapsed());
                    }
                }
                let [lead, other] = times.map(|mut times| median(&mut times));
                let what = if changed { "after a change" } else { "unchanged" };
                let [lead_size, size] = sizes;
                println!(
                    "{page:<32} {what:<16} {lead:>9.2} {other:>9.2} {:>7.2}   {lead_size:.0}, {size:.0}",
                    other / lead
                );
            }
        }
        let standing = workspace.read(|reader| {
            let user = users::find(reader, pair.other.id)?.ok_or(records::Error::Refused("nobody".to_owned()))?;
            users::actor(reader, &workspace.catalogue(), user, None, workspace.clock().today())
        })?;
        let scopes = [Actor::operator().scope(), standing.actor.scope()];
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..rounds * 3 {
            for (times, scope) in times.iter_mut().zip(&scopes) {
                let start = Instant::now();
                workspace.read(|reader| everything(reader, scope, pair.person, workspace))?;
                times.push(start.elapsed());
            }
        }
        let [all, other] = times.map(|mut times| median(&mut times));
        println!("{:<32} {:<16} {all:>9.2} {other:>9.2} {:>7.2}", "what such a page reads*", "", other / all);
    }
    println!("\n* all of the person's records, without any condition (instead of a lead) and with those of the scope");
    Ok(())
}

/// Those with the most interactions, of whom something is true.
fn busiest(workspace: &Workspace, more: &str, values: &[db::Value], count: usize) -> Done<Vec<Id>> {
    let sql = format!(
        "SELECT person_id FROM interaction WHERE person_id IS NOT NULL {more} \
         GROUP BY person_id ORDER BY COUNT(*) DESC, person_id LIMIT {count}"
    );
    Ok(workspace.read(|reader| Ok(reader.query(&sql, values, |row| row.get(0))?))?)
}

/// Reads what stands on a person's page.
fn everything(reader: &Reader<'_>, scope: &Scope, person: Id, workspace: &Workspace) -> records::Result<()> {
    let (Some(seen), Some(page)) = (people::seen(reader, scope, person)?, people::page(reader, scope, person)?) else {
        return Err(records::Error::not_found("person", person.to_string()));
    };
    people::standing(reader, scope, &seen, workspace.clock().today())?;
    page.sight.before::<Interaction>(reader, None, None, 41)?;
    page.sight.by_partner::<Interaction>(reader)?;
    page.sight.list::<Outcome>(reader)?;
    interactions::firsts(reader, &page.sight)?;
    people::of_others(reader, scope, &page.sight)?;
    Ok(())
}

/// One more outcome: whatever was remembered of figures is forgotten.
fn change(filled: &Filled, person: Id) -> Done<()> {
    let outcome = filled.places.outcome(filled.workspace.id(), person).ok_or("the definition has no outcomes")?;
    filled.workspace.write(&Actor::program("bench"), |tx| Ok(tx.insert(&outcome)?))?;
    Ok(())
}

//! What scope costs: the same pages for a manager of every partner, whose reads carry every condition, and for one who is lead too, whose
//! reads are not narrowed and find the same. One person's record is restricted, and both are named for it, so that this is asked too.

use crate::filled::{Done, Filled};
use crate::measure::median;
use crate::signed;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use base::{Actor, Id, Role, Scope};
use db::Reader;
use records::Workspace;
use records::interactions::{self, Interaction};
use records::outcomes::Outcome;
use records::people::{self, restriction};
use records::users;
use std::path::Path;
use std::time::Instant;
use tower::ServiceExt;

/// Measures and prints.
pub fn run(people: u32, rounds: u32, kept: Option<&Path>) -> Done<()> {
    let filled = Filled::make(people, true, kept)?;
    let workspace = &filled.workspace;
    let organisations = signed::partners(workspace);
    let first = organisations.first().copied().ok_or("no partners")?;
    let lead = signed::in_as(workspace, &[(Role::Lead, &[first]), (Role::Manager, &organisations)])?;
    let manager = signed::in_as(workspace, &[(Role::Manager, &organisations)])?;
    let worker = signed::in_as(workspace, &[(Role::Worker, &[first])])?;
    let sql = "SELECT person_id FROM interaction GROUP BY person_id ORDER BY COUNT(*) DESC, person_id LIMIT 2";
    let known: Vec<Id> = workspace.read(|reader| Ok(reader.query(sql, &[], |row| row.get(0))?))?;
    let [busiest, restricted] = known.as_slice() else { return Err("too few people".into()) };
    let named = [lead.0, manager.0];
    restriction::restrict(workspace, &Actor::program("bench"), *restricted, "bench", &named)?;
    let router = web::router(web::App::new(workspace.clone(), "Bench"));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let pages = [
        "/reports/overview".to_owned(),
        "/reports/by-partner/counted".to_owned(),
        format!("/people/{busiest}"),
        "/people".to_owned(),
    ];
    println!("{people} people; server time in ms, median of {rounds}");
    println!(
        "{:<32} {:<16} {:>9} {:>9} {:>7} {:>12}   KB of both",
        "page", "", "and lead*", "manager", "ratio", "one partner"
    );
    for page in &pages {
        for changed in [false, true] {
            let (mut times, mut sizes) = ([Vec::new(), Vec::new(), Vec::new()], [0.0; 3]);
            for _ in 0..rounds {
                for ((times, size), cookie) in times.iter_mut().zip(&mut sizes).zip([&lead.1, &manager.1, &worker.1]) {
                    if changed {
                        change(&filled, *busiest)?;
                    }
                    let start = Instant::now();
                    *size = runtime.block_on(get(&router, page, cookie))? as f64 / 1024.0;
                    times.push(start.elapsed());
                }
            }
            let [lead, manager, worker] = times.map(|mut times| median(&mut times));
            let what = if changed { "after a change" } else { "unchanged" };
            let page = page.split(&busiest.to_string()).collect::<Vec<_>>().join("{person}");
            let [few, more, _] = sizes;
            println!(
                "{page:<32} {what:<16} {lead:>9.2} {manager:>9.2} {:>7.2} {worker:>12.2}   {few:.0}, {more:.0}",
                manager / lead
            );
        }
    }
    let catalogue = workspace.catalogue();
    let standing = workspace.read(|reader| {
        let user = users::find(reader, manager.0)?.ok_or(records::Error::Refused("no manager".to_owned()))?;
        users::actor(reader, &catalogue, user, None, workspace.clock().today())
    })?;
    let scopes = [Actor::operator().scope(), standing.actor.scope()];
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..rounds * 3 {
        for (times, scope) in times.iter_mut().zip(&scopes) {
            let start = Instant::now();
            workspace.read(|reader| everything(reader, scope, *busiest, workspace))?;
            times.push(start.elapsed());
        }
    }
    let [all, manager] = times.map(|mut times| median(&mut times));
    println!("{:<32} {:<16} {all:>9.2} {manager:>9.2} {:>7.2}", "what such a page reads\u{2020}", "", manager / all);
    println!(
        "* managers of every partner, of whom one is lead of the programme too: the same pages of the same people, for one under every \
         condition, for the other under none but for notes, which leads do not read (goal: within 1.2)\n\
         \u{2020} all of the person's records, without any condition and with those of the manager: the very same"
    );
    Ok(())
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
    let workspace = &filled.workspace;
    let sql = "SELECT programme_id, partner_id, outcome_id FROM outcome LIMIT 1";
    let (programme, partner, outcome) =
        workspace.read(|reader| Ok(reader.one(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?))?;
    workspace.write(&Actor::program("bench"), |tx| {
        let id = tx.new_id();
        tx.insert(&Outcome {
            id,
            person,
            programme,
            partner,
            date: base::Date::constant(2023, 1, 1),
            outcome,
            evidence: None,
            verification: "claimed".to_owned(),
            source_key: None,
        })?;
        Ok(())
    })?;
    Ok(())
}

/// Asks for a page, and says how many bytes it has.
async fn get(router: &Router, address: &str, cookie: &str) -> Done<usize> {
    let request =
        Request::builder().uri(address).header("host", "localhost").header("cookie", cookie).body(Body::empty())?;
    let response = router.clone().oneshot(request).await?;
    let status = response.status();
    let size = to_bytes(response.into_body(), usize::MAX).await?.len();
    // A worker of one partner may not see the busiest person, and is told so as quickly.
    if status.is_success() || status == axum::http::StatusCode::NOT_FOUND {
        Ok(size)
    } else {
        Err(format!("{address}: {status}").into())
    }
}

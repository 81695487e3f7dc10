//! One changed person: what keeping the engine in step adds to a save, and that the next answer has it.

use crate::filled::{Done, Filled, PROGRAMME};
use crate::measure::median;
use base::{Actor, Clock, Id};
use records::figures::{self, Narrowing, Number};
use records::{Workspace, facts};
use std::path::Path;
use std::time::{Duration, Instant};

/// How many saves of each sort.
const SAVES: usize = 400;

/// Measures and prints.
pub fn run(people: u32, kept: Option<&Path>) -> Done<()> {
    println!("filling a workspace with {people} people");
    let filled = Filled::make(people, true, kept)?;
    let following = &filled.workspace;
    // The same database without an engine to keep in step.
    let plain = Workspace::open(&filled.url, Clock::System)?;
    let all: Vec<Id> = plain.read(|reader| Ok(reader.query("SELECT id FROM person", &[], |row| row.get(0))?))?;
    let step = (all.len() / (2 * SAVES)).max(1);
    let people: Vec<Id> = all.into_iter().step_by(step).take(2 * SAVES).collect();
    following.engine()?;
    let before = outcomes(following)?;
    let (mut with, mut without, mut answers) = (Vec::new(), Vec::new(), Vec::new());
    for (saved, pair) in people.chunks_exact(2).enumerate() {
        with.push(save(&filled, following, pair[0])?);
        without.push(save(&filled, &plain, pair[1])?);
        if saved % 40 == 0 {
            let start = Instant::now();
            let now = outcomes(following)?;
            answers.push(start.elapsed());
            let due = before + i64::try_from(saved)? + 1;
            if now != due {
                return Err(format!("{now} outcomes are counted after save {}, and {due} there are", saved + 1).into());
            }
        }
    }
    let (reading, replacing) = apart(following, &people)?;
    let (with, without) = (median(&mut with), median(&mut without));
    println!("a durable save of one outcome, engine in step: median {with:.2} ms; without an engine: {without:.2} ms");
    println!("so keeping step adds {:.2} ms (goal under 1 ms)", with - without);
    println!("of which reading the person anew {reading:.3} ms, and Engine::replace {replacing:.3} ms");
    println!("each save was in the next answer, which took {:.1} ms", median(&mut answers));
    Ok(())
}

fn save(filled: &Filled, workspace: &Workspace, person: Id) -> Done<Duration> {
    let outcome = filled.places.outcome(workspace.id(), person).ok_or("the definition has no outcomes")?;
    let start = Instant::now();
    workspace.write(&Actor::operator(), |tx| Ok(tx.insert(&outcome)?))?;
    Ok(start.elapsed())
}

/// How many core outcomes are counted.
fn outcomes(workspace: &Workspace) -> Done<i64> {
    let catalogue = workspace.catalogue();
    let figure = catalogue.programme(PROGRAMME)?.definition.figure("core-outcomes").ok_or("no such figure")?;
    let table = figures::answer(workspace, &Actor::operator().scope(), PROGRAMME, figure, &Narrowing::default())?;
    match table.total {
        Some(Number::Whole(total)) => Ok(total),
        other => Err(format!("a whole number was due, not {other:?}").into()),
    }
}

/// The two steps of keeping step, in milliseconds each.
fn apart(workspace: &Workspace, people: &[Id]) -> Done<(f64, f64)> {
    let (catalogue, engine, scope) = (workspace.catalogue(), workspace.engine()?, Actor::operator().scope());
    let (mut reading, mut replacing) = (Vec::new(), Vec::new());
    for person in people {
        let start = Instant::now();
        let replaced = workspace.read(|reader| {
            facts::dossiers(reader, &scope, &catalogue, &[Some(*person)], |dossiers, _| {
                let read = start.elapsed();
                let next = engine.replace(dossiers);
                let replaced = start.elapsed() - read;
                reading.push(read);
                drop(next);
                replaced
            })
        })?;
        replacing.push(replaced);
    }
    Ok((median(&mut reading), median(&mut replacing)))
}

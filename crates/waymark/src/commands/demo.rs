//! `waymark demo`: the demonstration programmes with made-up people.

use super::serve::pages;
use crate::args::Place;
use crate::place::in_folder;
use crate::said::{Done, Failure, note, progress, progress_ends};
use base::Clock;
use records::Workspace;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use web::{App, Settings};

pub fn demo(place: &Place, people: Option<u64>, listen: SocketAddr) -> Done {
    // An address at which one cannot listen is better known before everybody is made up.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    drop(runtime.block_on(web::listen(listen, &settings()))?);
    if place.data.is_some() || place.database.is_some() {
        let workspace = place.open()?;
        fill(&workspace, people)?;
        return pages(demonstration_of(workspace), listen);
    }
    // Nothing of a demonstration is to be kept: its folder goes when it ends.
    let folder = tempfile::Builder::new().prefix("waymark-demo-").tempdir()?;
    let filled = removed_if_stopped(folder.path().to_owned())?;
    let workspace = Workspace::open(&in_folder(folder.path()), Clock::System)?;
    fill(&workspace, people)?;
    filled.store(true, Ordering::Relaxed);
    pages(demonstration_of(workspace), listen)
}

/// Its pages, on which one signs in as anybody by a click.
fn demonstration_of(workspace: Workspace) -> App {
    App::with(workspace, "Waymark demonstration", settings())
}

fn settings() -> Settings {
    Settings { demonstration: true, ..Settings::default() }
}

/// Removes the folder and ends the program when it is asked to stop before everybody is made up, which is said by setting what this returns.
/// From then on the pages see to it.
fn removed_if_stopped(folder: PathBuf) -> std::io::Result<Arc<AtomicBool>> {
    let filled = Arc::new(AtomicBool::new(false));
    let known = Arc::clone(&filled);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::spawn(move || {
        runtime.block_on(web::asked_to_stop());
        if !known.load(Ordering::Relaxed) {
            // What cannot be removed now is in the system's folder for what is temporary.
            let _ = std::fs::remove_dir_all(folder);
            std::process::exit(130);
        }
    });
    Ok(filled)
}

fn fill(workspace: &Workspace, people: Option<u64>) -> Result<(), Failure> {
    let entries = workspace.catalogue();
    if entries.entries().iter().any(|entry| !entry.programme.synthetic) {
        return Err(
            "this workspace has real programmes in it; the demonstration is not mixed with them. Name another folder"
                .into(),
        );
    }
    if !entries.entries().is_empty() {
        note("The demonstration data is there already.");
        return Ok(demonstration::users(workspace)?);
    }
    note("Making up people, deterministically \u{2026}");
    let filled = demonstration::fill(workspace, people, &mut |done, all| progress(&format!("{done} of {all} people")));
    progress_ends();
    Ok(filled?)
}

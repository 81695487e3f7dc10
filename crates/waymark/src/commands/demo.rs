//! `waymark demo`: the demonstration programmes with made-up people.

use super::serve::pages;
use crate::args::Place;
use crate::place::in_folder;
use crate::said::{Done, Failure, note, progress, progress_ends};
use base::Clock;
use records::Workspace;
use std::net::SocketAddr;
use web::{App, Settings};

pub fn demo(place: &Place, people: Option<u64>, listen: SocketAddr) -> Done {
    if place.data.is_some() || place.database.is_some() {
        let workspace = place.open()?;
        fill(&workspace, people)?;
        return pages(demonstration_of(workspace), listen);
    }
    // Nothing of a demonstration is to be kept: its folder goes when it ends.
    let folder = tempfile::Builder::new().prefix("waymark-demo-").tempdir()?;
    let workspace = Workspace::open(&in_folder(folder.path()), Clock::System)?;
    fill(&workspace, people)?;
    pages(demonstration_of(workspace), listen)
}

/// Its pages, on which one signs in as anybody by a click.
fn demonstration_of(workspace: Workspace) -> App {
    let settings = Settings { demonstration: true, ..Settings::default() };
    App::with(workspace, "Waymark demonstration", settings)
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

//! `waymark duplicates`: a register held against itself, such as every night.

use crate::args::Place;
use crate::said::{Done, print};
use base::Actor;
use records::people::duplicates::review;
use std::process::ExitCode;

pub fn duplicates(place: &Place, programme: &str) -> Done {
    let workspace = place.existing()?;
    let programme = workspace.catalogue().programme(programme)?.programme.id;
    let learnt = review(&workspace, &Actor::operator(), programme, &mut |_| {})?;
    let look = if learnt.pairs == 1 { "pair looks" } else { "pairs look" };
    print(&format!(
        "Of {} people, {} {look} like one person or like relatives. Nothing is merged: whoever may merge people finds them under \
         People, \u{201c}Who is registered twice?\u{201d}\n",
        learnt.people, learnt.pairs
    ))?;
    Ok(ExitCode::SUCCESS)
}

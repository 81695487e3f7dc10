//! `waymark template`: headings to fill in under.

use crate::said::{Done, note, print_bytes};
use exchange::import::Kind;
use std::process::ExitCode;

pub fn template(kind: Kind) -> Done {
    let fields = kind.fields();
    print_bytes(&exchange::template::csv(&fields)?)?;
    for field in &fields {
        note(&exchange::template::help(field));
    }
    Ok(ExitCode::SUCCESS)
}

//! Waymark on the command line.

mod args;
mod commands;
mod place;
mod said;
mod sign_on;

use args::{Arguments, Command};
use clap::Parser;
use std::process::ExitCode;

/// Exit codes: 0 when it was done; 1 when it was not, with the reason on standard error; 2 when the command itself was
/// not understood.
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let place = &arguments.place;
    let done = match arguments.command {
        Command::Demo { people, listen } => commands::demo(place, people, listen.listen),
        Command::Serve(how) => commands::serve(place, how),
        Command::Check { files } => commands::check(&files),
        Command::Apply { file, yes } => commands::apply(place, &file, yes),
        Command::Template { kind } => commands::template(kind.into()),
        Command::Import(import) => commands::import(place, &import),
        Command::User(user) => commands::user(place, user),
        Command::Restriction(asked) => commands::restriction(place, &asked),
        Command::Duplicates { programme } => commands::duplicates(place, &programme),
        Command::Report(report) => commands::report(place, &report),
        Command::Copy { from, to } => commands::copy(&from, &to),
        Command::Backup { file } => commands::backup(place, &file),
        Command::Restore { file } => commands::restore(place, &file),
        Command::Doctor => commands::doctor(place),
    };
    match done {
        Ok(code) => code,
        Err(failure) => failure.tell(),
    }
}

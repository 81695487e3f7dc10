//! Benchmarks: ratios measured in one run beside a peer, on generated data. See README.md.
#![expect(clippy::print_stdout, reason = "a benchmark's result is what it prints")]

mod change;
mod day;
mod filled;
mod import;
mod matching;
mod measure;
mod names;
mod pages;
mod peer;
mod population;
mod reports;
mod saving;
mod scope;
mod signed;
mod start;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: bench reports [--people N] [--rounds N] [--only REPORT] [--alone]
       bench start|change|pages|scope [--people N] [--rounds N] [--data FILE]
       bench day [--people N] [--rounds N] [--data FILE] [--only save|PART OF A PAGE'S NAME]
       bench import [--people N] [--rounds N]
       bench matching [--people N]";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["reports", options @ ..] => number(options, "--people", 1_000_000)
            .and_then(|people| Ok((people, number(options, "--rounds", 9)?)))
            .and_then(|(people, rounds)| {
                reports::run(people, rounds, &reports::Which::of(options)).map_err(|fault| fault.to_string())
            }),
        ["matching", options @ ..] => number(options, "--people", 1_000_000)
            .and_then(|people| matching::run(people).map_err(|fault| fault.to_string())),
        ["import-once", file, csv] => import::once(Path::new(file), Path::new(csv)).map_err(|fault| fault.to_string()),
        [work @ ("start" | "change" | "pages" | "scope" | "day" | "import"), options @ ..] => filled(work, options),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            println!("{fault}");
            ExitCode::FAILURE
        }
    }
}

/// The benchmarks of a filled workspace, which stays in the file after `--data` if there is one.
fn filled(work: &str, options: &[&str]) -> Result<(), String> {
    let people = number(options, "--people", if ["import", "scope"].contains(&work) { 100_000 } else { 1_000_000 })?;
    let after = |name: &str| options.iter().position(|option| *option == name).and_then(|at| options.get(at + 1));
    let kept = after("--data").map(Path::new);
    let only = after("--only").copied().unwrap_or_default();
    let done = match work {
        "start" => start::run(people, number(options, "--rounds", 5)?, kept),
        "change" => change::run(people, kept),
        "day" => day::run(people, number(options, "--rounds", 41)?, kept, only),
        "scope" => scope::run(people, number(options, "--rounds", 15)?, kept),
        "import" => import::run(people, number(options, "--rounds", 3)?),
        _ => pages::run(people, number(options, "--rounds", 25)?, kept),
    };
    done.map_err(|fault| fault.to_string())
}

/// The number after an option's name.
fn number(options: &[&str], name: &str, otherwise: u32) -> Result<u32, String> {
    let Some(at) = options.iter().position(|option| *option == name) else { return Ok(otherwise) };
    let given = options.get(at + 1).map(|text| text.replace(['_', ','], ""));
    given.and_then(|text| text.parse().ok()).filter(|n| *n > 0).ok_or_else(|| format!("{name} wants a number\n{USAGE}"))
}

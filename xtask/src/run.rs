//! A run of several steps, each announced and timed, with a last line that says how it went.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use std::{env, fmt};

/// What has been done up to now. A step that fails does not stop those that can do without it.
pub struct Run {
    folder: PathBuf,
    began: Instant,
    steps: Vec<Step>,
    counts: Counts,
}

/// How many tests did what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

struct Step {
    name: &'static str,
    took: Duration,
    passed: bool,
}

impl Run {
    /// Nothing done yet. Commands will run in `folder`.
    pub fn start(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf(), began: Instant::now(), steps: Vec::new(), counts: Counts::default() }
    }

    /// Does a step, and says whether it passed.
    pub fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<(), String>) -> bool {
        println!("\n== {name}");
        let began = Instant::now();
        let result = work();
        let took = began.elapsed();
        match &result {
            Ok(()) => println!("-- {name}: {}", Span(took)),
            Err(why) => println!("-- {name}: {}, FAILED: {why}", Span(took)),
        }
        self.steps.push(Step { name, took, passed: result.is_ok() });
        result.is_ok()
    }

    /// A step that is one call of cargo, with these variables in its environment.
    pub fn cargo(&mut self, name: &'static str, arguments: &[&str], variables: &[(&str, &OsStr)]) -> bool {
        let folder = self.folder.clone();
        self.step(name, || {
            println!("cargo {}", arguments.join(" "));
            let status = cargo().args(arguments).envs(variables.iter().copied()).current_dir(folder).status();
            match status {
                Ok(status) if status.success() => Ok(()),
                Ok(status) => Err(status.to_string()),
                Err(error) => Err(error.to_string()),
            }
        })
    }

    /// A step that is one call of `cargo test`. What it prints is passed on line by line, and its tests are counted.
    pub fn cargo_test(&mut self, arguments: &[&str], variables: &[(&str, &OsStr)]) {
        let (folder, mut counts) = (self.folder.clone(), Counts::default());
        self.step("tests", || {
            println!("cargo {}", arguments.join(" "));
            let mut command = cargo();
            command.args(arguments).envs(variables.iter().copied()).current_dir(folder).stdout(Stdio::piped());
            let mut child = command.spawn().map_err(|e| e.to_string())?;
            for line in child.stdout.take().into_iter().flat_map(|output| BufReader::new(output).lines()) {
                let line = line.map_err(|e| e.to_string())?;
                println!("{line}");
                counts.add(&line);
            }
            match child.wait() {
                Ok(status) if !status.success() => Err(status.to_string()),
                Ok(_) if counts.passed == 0 => Err("no test ran".to_owned()),
                Ok(_) => Ok(()),
                Err(error) => Err(error.to_string()),
            }
        });
        self.counts = counts;
    }

    /// Says how long each step took and, in the last line, how it all went.
    pub fn finish(self) -> ExitCode {
        println!();
        for step in &self.steps {
            let failed = if step.passed { "" } else { "  FAILED" };
            println!("{:>12}  {}{failed}", Span(step.took).to_string(), step.name);
        }
        if self.counts != Counts::default() {
            let Counts { passed, failed, skipped } = self.counts;
            println!("\ntests: {passed} passed, {failed} failed, {skipped} skipped");
        }
        let failed: Vec<&str> = self.steps.iter().filter(|step| !step.passed).map(|step| step.name).collect();
        let took = Span(self.began.elapsed());
        if failed.is_empty() {
            println!("\npassed in {took}");
            ExitCode::SUCCESS
        } else {
            println!("\nfailed in {took}: {}", failed.join(", "));
            ExitCode::FAILURE
        }
    }
}

impl Counts {
    /// Adds what a test program says at its end: `test result: ok. 9 passed; 0 failed; 0 ignored; …`.
    fn add(&mut self, line: &str) {
        let Some((_, result)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) else {
            return;
        };
        for part in result.split("; ") {
            match part.split_once(' ').map(|(number, what)| (number.parse(), what)) {
                Some((Ok(number), "passed")) => self.passed += number,
                Some((Ok::<u64, _>(number), "failed")) => self.failed += number,
                Some((Ok(number), "ignored")) => self.skipped += number,
                _ => {}
            }
        }
    }
}

/// The cargo that runs this program.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A length of time as people say it.
struct Span(Duration);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        if seconds < 60 {
            write!(f, "{:.1} s", self.0.as_secs_f64())
        } else {
            write!(f, "{} min {:02} s", seconds / 60, seconds % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_counted_over_all_test_programs() {
        let mut counts = Counts::default();
        for line in [
            "running 12 tests",
            "test result: ok. 9 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s",
            "the test result: was good. 5 passed; 0 failed",
        ] {
            counts.add(line);
        }
        assert_eq!(counts, Counts { passed: 19, failed: 2, skipped: 1 });
    }
}

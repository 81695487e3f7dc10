//! A run of several steps, each announced and timed, with a last line that says how it went.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};
use std::{env, fmt};

/// What has been done up to now. A step that fails does not stop those that can do without it.
pub struct Run {
    folder: PathBuf,
    began: Instant,
    steps: Vec<Step>,
}

struct Step {
    name: &'static str,
    took: Duration,
    passed: bool,
}

impl Run {
    /// Nothing done yet. Commands will run in `folder`.
    pub fn start(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf(), began: Instant::now(), steps: Vec::new() }
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

    /// Says how long each step took and, in the last line, how it all went.
    pub fn finish(self) -> ExitCode {
        println!();
        for step in &self.steps {
            let failed = if step.passed { "" } else { "  FAILED" };
            println!("{:>12}  {}{failed}", Span(step.took).to_string(), step.name);
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

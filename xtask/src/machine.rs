//! What a machine must have before the tests can run, and how it gets it.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::{postgres, run};

/// Something that is not the project's own and that a test run needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// SQLite is compiled from its C source.
    Compiler,
    /// `cargo fmt`.
    Formatter,
    /// `cargo clippy`.
    Linter,
    /// The programs of a PostgreSQL server; the test run starts one of its own with them.
    Postgres,
    /// Chromium, the driver that belongs to it, and a font to draw letters with.
    Browser,
}

impl Need {
    fn met(self) -> bool {
        match self {
            Self::Compiler => on_path("cc").is_some(),
            Self::Formatter => answers(run::cargo().args(["fmt", "--version"])),
            Self::Linter => answers(run::cargo().args(["clippy", "--version"])),
            Self::Postgres => postgres::programs().is_some(),
            Self::Browser => on_path("chromedriver").is_some() && on_path("chromium").is_some(),
        }
    }

    /// The Debian packages that have it.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Compiler => &["gcc", "libc6-dev"],
            Self::Formatter | Self::Linter => &[],
            Self::Postgres => &["postgresql"],
            Self::Browser => &["chromium", "chromium-driver", "fonts-liberation"],
        }
    }

    /// The part of the Rust toolchain that has it.
    fn component(self) -> Option<&'static str> {
        match self {
            Self::Formatter => Some("rustfmt"),
            Self::Linter => Some("clippy"),
            Self::Compiler | Self::Postgres | Self::Browser => None,
        }
    }
}

/// Makes sure that the machine has all of it: installs what is missing where that is allowed, and otherwise says how to.
pub fn prepare(needs: &[Need]) -> Result<(), String> {
    let missing = |needs: &[Need]| -> Vec<Need> { needs.iter().copied().filter(|need| !need.met()).collect() };
    let lacking = missing(needs);
    if lacking.is_empty() {
        println!("has all that is needed");
        return Ok(());
    }
    let packages: Vec<&str> = lacking.iter().flat_map(|need| need.packages()).copied().collect();
    if !packages.is_empty() && root() && on_path("apt-get").is_some() {
        println!("installing {}", packages.join(" "));
        apt_get(&["update", "--quiet"])?;
        let mut install = vec!["install", "--yes", "--quiet", "--no-install-recommends"];
        install.extend(&packages);
        apt_get(&install)?;
    }
    let lacking = missing(&lacking);
    if lacking.is_empty() { Ok(()) } else { Err(advice(&lacking)) }
}

/// Exactly what to install.
fn advice(lacking: &[Need]) -> String {
    let packages: Vec<&str> = lacking.iter().flat_map(|need| need.packages()).copied().collect();
    let components: Vec<&str> = lacking.iter().filter_map(|need| need.component()).collect();
    let mut lines = vec!["the machine lacks something; install it and try again:".to_owned()];
    if !packages.is_empty() {
        lines.push(format!("    sudo apt-get install --no-install-recommends {}", packages.join(" ")));
    }
    if !components.is_empty() {
        lines.push(format!("    rustup component add {}", components.join(" ")));
    }
    lines.join("\n")
}

fn apt_get(arguments: &[&str]) -> Result<(), String> {
    let status = Command::new("apt-get")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .status()
        .map_err(|e| format!("apt-get: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("apt-get {}: {status}", arguments.join(" "))) }
}

/// Whether this is run by the superuser.
pub fn root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Where a program is.
pub fn on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn answers(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

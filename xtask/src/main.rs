//! `cargo xtask`: the project's chores, in Rust, so that cargo is the only tool one needs to have.

#![expect(clippy::print_stdout, reason = "its whole work is to run things and tell about it on the terminal")]

mod machine;
mod postgres;
mod run;
mod sizes;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, io};

use machine::Need;
use postgres::Server;
use run::Run;

/// The variable in which the browser tests look for the program, so that they need not build it.
const PROGRAM: &str = "WAYMARK_BIN";

const HELP: &str = "\
cargo xtask COMMAND

  test          everything that must hold: formatting, lints, all tests on SQLite and PostgreSQL, and the browser tests.
                Installs what it needs when it may (Debian, as root), and otherwise says what to install.
  test --fast   the same without the browser
  e2e           the browser tests alone
  lint          formatting and lints alone
  fmt           formats everything
  postgres      a PostgreSQL server for tests run by hand, until its input ends (Ctrl-D) or it is interrupted
  help          this

  WAYMARK_TEST_POSTGRES=URL   tests use this PostgreSQL server instead of starting one of their own";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut run = Run::start(&workspace());
    match arguments.as_slice() {
        ["test"] => test(&mut run, true),
        ["test", "--fast"] => test(&mut run, false),
        ["e2e"] => {
            let needs = [Need::Compiler, Need::Browser];
            if run.step("machine", || machine::prepare(&needs))
                && run.cargo("build", &["build", "--locked", "--package", "waymark"], &[])
            {
                tests(&mut run, &["--package", "e2e"], &[(PROGRAM, program().as_ref())]);
            }
        }
        ["lint"] => lint(&mut run),
        ["fmt"] => drop(run.cargo("formatting", &["fmt", "--all"], &[])),
        ["postgres"] => serve(&mut run),
        ["help" | "--help" | "-h"] | [] => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            println!("{HELP}");
            return ExitCode::from(2);
        }
    }
    run.finish()
}

fn test(run: &mut Run, browser: bool) {
    let mut needs = vec![Need::Compiler, Need::Formatter, Need::Linter];
    if env::var_os(postgres::VARIABLE).is_none() {
        needs.push(Need::Postgres);
    }
    if browser {
        needs.push(Need::Browser);
    }
    if !run.step("machine", || machine::prepare(&needs)) {
        return;
    }
    lint(run);
    if browser {
        // All that `cargo test` builds, and the programs, at once, so that nothing is built twice with other features.
        if run.cargo("build", &["build", "--locked", "--workspace", "--bins", "--tests", "--examples"], &[]) {
            tests_on_both(run, &["--workspace"], &[(PROGRAM, program().as_ref())]);
        }
    } else {
        tests_on_both(run, &["--workspace", "--exclude", "e2e"], &[]);
    }
}

fn lint(run: &mut Run) {
    run.cargo("formatting", &["fmt", "--all", "--check"], &[]);
    run.cargo(
        "lints",
        &["clippy", "--locked", "--workspace", "--all-targets", "--keep-going", "--", "--deny", "warnings"],
        &[],
    );
    sizes::remark(&workspace());
}

/// Tests, with a PostgreSQL server beside them.
fn tests_on_both(run: &mut Run, which: &[&str], variables: &[(&str, &OsStr)]) {
    if env::var_os(postgres::VARIABLE).is_some() {
        tests(run, which, variables);
    } else if let Some(server) = server(run) {
        let url = server.url();
        let variables: Vec<(&str, &OsStr)> =
            [(postgres::VARIABLE, url.as_ref())].into_iter().chain(variables.iter().copied()).collect();
        tests(run, which, &variables);
    }
}

/// Tests, all of them even when one fails.
fn tests(run: &mut Run, which: &[&str], variables: &[(&str, &OsStr)]) {
    let arguments = [&["test", "--locked"], which, &["--no-fail-fast", "--quiet"]].concat();
    run.cargo_test(&arguments, variables);
}

/// A server for whoever runs tests by hand.
fn serve(run: &mut Run) {
    if run.step("machine", || machine::prepare(&[Need::Postgres]))
        && let Some(server) = server(run)
    {
        println!("\nexport {}={}", postgres::VARIABLE, server.url());
        drop(io::copy(&mut io::stdin(), &mut io::sink()));
    }
}

fn server(run: &mut Run) -> Option<Server> {
    let mut server = None;
    run.step("postgresql", || {
        let started = Server::start()?;
        println!("{} by {}", started.url(), started.programs().display());
        server = Some(started);
        Ok(())
    });
    server
}

/// The program under test, which cargo puts beside this one.
fn program() -> PathBuf {
    env::current_exe().unwrap_or_default().with_file_name("waymark")
}

/// The folder of the workspace, wherever cargo was called.
fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

//! `cargo xtask`: the project's chores, in Rust, so that cargo is the only tool one needs to have.

#![expect(clippy::print_stdout, reason = "its whole work is to run things and tell about it on the terminal")]

mod machine;
mod postgres;
mod run;
mod sizes;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, io};

use machine::Need;
use postgres::Server;
use run::Run;

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
            if run.step("machine", || machine::prepare(&[Need::Compiler, Need::Browser])) && build(&mut run) {
                browser_tests(&mut run);
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
    if !build(run) {
        return;
    }
    tests(run);
    if browser {
        browser_tests(run);
    }
}

fn lint(run: &mut Run) {
    run.cargo("formatting", &["fmt", "--all", "--check"], &[]);
    run.cargo("lints", &["clippy", "--locked", "--workspace", "--all-targets", "--", "--deny", "warnings"], &[]);
    sizes::remark(&workspace());
}

/// Builds every program and every test at once, so that nothing below is built twice with other features.
fn build(run: &mut Run) -> bool {
    run.cargo("build", &["build", "--locked", "--workspace", "--bins", "--tests"], &[])
}

/// All tests but the browser's, with a PostgreSQL server beside them.
fn tests(run: &mut Run) {
    let arguments = ["test", "--locked", "--workspace", "--exclude", "e2e", "--no-fail-fast", "--quiet"];
    if env::var_os(postgres::VARIABLE).is_some() {
        run.cargo("tests", &arguments, &[]);
        return;
    }
    if let Some(server) = server(run) {
        run.cargo("tests", &arguments, &[(postgres::VARIABLE, server.url().as_ref())]);
    }
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

/// The tests that drive a browser, over the program built before.
fn browser_tests(run: &mut Run) {
    let Some(program) = env::current_exe().ok().map(|xtask| xtask.with_file_name("waymark")) else {
        return;
    };
    let arguments = ["test", "--locked", "--package", "e2e", "--no-fail-fast", "--quiet"];
    run.cargo("browser tests", &arguments, &[("WAYMARK_BIN", program.as_ref())]);
}

/// The folder of the workspace, wherever cargo was called.
fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

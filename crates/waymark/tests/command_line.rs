//! The command line as a programme lead uses it: a definition, three files, a report; and what happens when it is killed.
#![cfg(test)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

const DEFINITION: &str = include_str!("../../../programmes/positive-communities.toml");

fn waymark(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waymark"));
    command.args(arguments).args(["--data", "data"]).current_dir(folder).stdin(Stdio::null());
    command
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = waymark(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// A folder with the definition in it, put in force.
fn begun() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("programme.toml"), DEFINITION).unwrap();
    done(folder.path(), &["check", "programme.toml"]);
    done(folder.path(), &["apply", "programme.toml"]);
    folder
}

fn people(number: usize) -> String {
    let mut text = String::from("Reference,Date of birth,Gender,Start date\n");
    for n in 0..number {
        let _ = writeln!(
            text,
            "P{n},{}/{}/19{},{},1/9/2021",
            n % 28 + 1,
            n % 12 + 1,
            40 + n % 60,
            if n % 3 == 0 { "F" } else { "M" }
        );
    }
    text
}

#[test]
fn from_a_spreadsheet_to_a_report() {
    let folder = begun();
    std::fs::write(folder.path().join("people.csv"), people(300)).unwrap();
    let said = done(folder.path(), &["import", "positive-communities", "people", "people.csv"]);
    assert!(said.starts_with("300 new, 0 changed, 0 as before, 0 rejected"), "{said}");
    let said = done(folder.path(), &["import", "positive-communities", "people", "people.csv"]);
    assert!(said.starts_with("0 new, 0 changed, 300 as before, 0 rejected"), "{said}");
    let csv = done(folder.path(), &["report", "positive-communities", "--by", "gender", "--format", "csv"]);
    assert!(csv.contains("Woman,100"), "{csv}");
    let json = done(folder.path(), &["report", "positive-communities", "participants", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["total"], 300);
    assert_eq!(json["definition_version"], 1);
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let shape =
        ["figure", "title", "count", "of", "by", "base", "over", "rows", "total", "notes", "definition_version"];
    assert_eq!(keys, shape);
    assert!(done(folder.path(), &["doctor"]).contains("counts by engine and by SQL are the same"));
}

#[test]
fn a_register_is_compared_with_itself_by_a_command() {
    let folder = begun();
    let rows = "Reference,First name,Surname,Date of birth,Postcode,Start date\n\
                A1,Elise,Example,3/9/1984,LS1 4AP,1/9/2021\n\
                A2,Elise,Example,3/9/1984,LS1 4AP,1/9/2021\n\
                A3,Jo,Other,1/2/1950,M1 1AA,1/9/2021\n";
    std::fs::write(folder.path().join("people.csv"), rows).unwrap();
    done(folder.path(), &["import", "positive-communities", "people", "people.csv"]);
    let said = done(folder.path(), &["duplicates", "positive-communities"]);
    assert!(
        said.starts_with("Of 3 people, 1 pair looks like one person or like relatives. Nothing is merged"),
        "{said}"
    );
}

#[test]
fn a_backup_is_restored_whole() {
    let folder = begun();
    std::fs::write(folder.path().join("people.csv"), people(50)).unwrap();
    done(folder.path(), &["import", "positive-communities", "people", "people.csv"]);
    done(folder.path(), &["backup", "monday.sqlite"]);
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::copy(folder.path().join("monday.sqlite"), elsewhere.path().join("monday.sqlite")).unwrap();
    done(elsewhere.path(), &["restore", "monday.sqlite"]);
    assert!(done(elsewhere.path(), &["report", "positive-communities", "participants"]).contains("50"));
    let again = waymark(elsewhere.path(), &["restore", "monday.sqlite"]);
    assert_eq!(again.status.code(), Some(1), "a workspace with records in it is not overwritten");
}

#[test]
fn what_cannot_be_done_says_so_and_exits_with_one() {
    let folder = begun();
    std::fs::write(folder.path().join("empty.csv"), "").unwrap();
    std::fs::write(folder.path().join("bad.toml"), "[programme]\nkey = 1\n").unwrap();
    for (arguments, word) in [
        (&["import", "positive-communities", "people", "empty.csv"][..], "empty"),
        (&["import", "positive-communities", "people", "missing.csv"], "missing.csv"),
        // What is good in it would be saved nowhere and stand in no file.
        (&["import", "positive-communities", "people", "empty.csv", "--rejects", "./empty.csv"], "another name"),
        (&["import", "elsewhere", "people", "programme.toml"], ""),
        (&["report", "elsewhere"], "positive-communities"),
        (&["report", "positive-communities", "--by", "gendr"], "gender"),
        (&["report", "positive-communities", "--over", "soon"], "2021-06"),
        (&["check", "bad.toml"], "bad.toml"),
        (&["serve", "--listen", "0.0.0.0:0"], "--behind-proxy"),
        (&["copy", "--from", "mysql:x", "--to", "sqlite:y"], "sqlite:FILE"),
    ] {
        let output = waymark(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(word), "{arguments:?}: {}", said(&output));
    }
    assert_eq!(waymark(folder.path(), &["import"]).status.code(), Some(2));
}

#[test]
fn every_command_has_help_with_an_example() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "demo",
        "serve",
        "check",
        "apply",
        "template",
        "import",
        "user",
        "duplicates",
        "report",
        "copy",
        "backup",
        "restore",
        "doctor",
    ] {
        let help = done(folder.path(), &[name, "--help"]);
        assert!(help.contains("Example"), "{name}: {help}");
    }
}

#[test]
fn users_are_added_invited_and_switched_off() {
    let folder = begun();
    let part = ["--name", "Joan Adeyemi", "--role", "manager", "--organisation", "north-plot"];
    let add = |part: &[&str]| waymark(folder.path(), &[&["user", "add", "joan@example.org"], part].concat());
    let unknown = said(&add(&[&part[..], &["--programme", "positive-communities"]].concat()));
    assert!(unknown.contains("there is no organisation") && unknown.contains("There are: "), "{unknown}");
    let organisation = unknown.split("There are: ").nth(1).unwrap().split([',', '.', '\n']).next().unwrap().to_owned();
    let part = ["--name", "Joan Adeyemi", "--role", "manager", "--organisation", organisation.as_str()];
    let without = said(&add(&part));
    assert!(without.contains("in which programme"), "{without}");
    let part = [&part[..], &["--programme", "positive-communities"]].concat();
    let added = add(&part);
    assert!(added.status.success(), "{}", said(&added));
    assert!(said(&add(&part)).contains("is here already"));
    let link = done(folder.path(), &["user", "invite", "Joan@Example.org", "--address", "https://waymark.example.org"]);
    assert!(link.contains("https://waymark.example.org/invitation/"), "{link}");
    let sent = done(folder.path(), &["user", "invite", "joan@example.org", "--mail", "file:letters"]);
    assert!(!sent.contains("/invitation/"), "a link that was sent is not printed: {sent}");
    let letter = std::fs::read_dir(folder.path().join("letters")).unwrap().next().unwrap().unwrap().path();
    let letter = std::fs::read_to_string(letter).unwrap();
    assert!(letter.contains("/invitation/") && letter.contains("To: joan@example.org"), "{letter}");
    let list = done(folder.path(), &["user", "list"]);
    assert!(list.contains("joan@example.org") && list.contains("manager"), "{list}");
    done(folder.path(), &["user", "disable", "joan@example.org"]);
    let off = waymark(folder.path(), &["user", "reset", "joan@example.org"]);
    assert_eq!(off.status.code(), Some(1));
    assert!(said(&off).contains("is switched off"), "{}", said(&off));
    assert!(done(folder.path(), &["user", "list"]).contains("switched off"));
    let nobody = waymark(folder.path(), &["user", "disable", "nobody@example.org"]);
    assert!(said(&nobody).contains("waymark user list"), "{}", said(&nobody));
    assert!(done(folder.path(), &["doctor"]).contains("well"));
}

#[test]
fn output_can_be_cut_off_by_a_pipe() {
    let folder = begun();
    let mut report = command(folder.path(), &["report", "positive-communities"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(report.stdout.take());
    let output = report.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
}

/// Killed at whatever moment, an import has happened whole or not at all.
#[test]
fn an_import_that_is_killed_leaves_nothing_half() {
    let folder = begun();
    std::fs::write(folder.path().join("people.csv"), people(30_000)).unwrap();
    let mut killed = 0;
    for wait in [30, 90, 200, 400, 700, 1100] {
        let mut import = command(folder.path(), &["import", "positive-communities", "people", "people.csv"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let still_running = import.try_wait().unwrap().is_none();
        import.kill().unwrap();
        import.wait().unwrap();
        killed += usize::from(still_running);
        let report = done(folder.path(), &["report", "positive-communities", "participants", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        assert!(report["total"].is_null() || report["total"] == 30_000, "after {wait} ms: {}", report["total"]);
        done(folder.path(), &["doctor"]);
    }
    assert!(killed > 0, "no import was slow enough to be killed");
    done(folder.path(), &["import", "positive-communities", "people", "people.csv"]);
    let report = done(folder.path(), &["report", "positive-communities", "participants", "--format", "csv"]);
    assert!(report.contains("30000"), "{report}");
}

//! The definitions that ship with Waymark.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its files should stop")]

use definition::{Definition, compare, parse};
use std::path::PathBuf;

fn files() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap()))
        .filter(|(name, _)| !name.ends_with(".demo.toml"))
        .collect();
    files.sort();
    files
}

fn definitions() -> Vec<Definition> {
    files()
        .into_iter()
        .map(|(name, text)| {
            parse(&name, &text).unwrap_or_else(|faults| {
                let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
                panic!("{}", said.join("\n\n"))
            })
        })
        .collect()
}

#[test]
fn every_definition_that_ships_is_without_fault_and_changes_nothing_when_applied_again() {
    for definition in definitions() {
        assert_eq!(compare(&definition, &definition), [], "{}", definition.key());
        assert!(definition.report("overview").is_some(), "{}", definition.key());
    }
}

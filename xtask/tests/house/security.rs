//! What docs/security.md promises is there.

use std::fs;

use crate::metadata::workspace;

const DOCUMENT: &str = "docs/security.md";

#[test]
fn every_test_that_is_named_exists() {
    let root = workspace();
    let text = fs::read_to_string(root.join(DOCUMENT)).expect("the document");
    let mut wrong = Vec::new();
    let mut tests = 0;
    for named in text.split('`').skip(1).step_by(2) {
        let Some((file, test)) = named.split_once("::") else {
            // A path is one if it has folders and an ending.
            let is_file = named.contains('/') && named.rsplit('/').next().is_some_and(|name| name.contains('.'));
            if is_file && !named.contains(' ') && !root.join(named).is_file() {
                wrong.push(format!("there is no file {named}"));
            }
            continue;
        };
        let Ok(code) = fs::read_to_string(root.join(file)) else {
            // Not every pair of colons is between a file and a test.
            if file != "file" {
                wrong.push(format!("there is no file {file}"));
            }
            continue;
        };
        tests += 1;
        let begins = format!("fn {test}(");
        let Some(at) = code.find(&begins) else {
            // In a macro that makes several tests, a test is only a name.
            if !code.contains(&format!("fn {test}")) {
                wrong.push(format!("there is no test {test} in {file}"));
            }
            continue;
        };
        let before = &code[..at];
        if !before.trim_end().ends_with(']') && !before.trim_end().ends_with("async") {
            wrong.push(format!("{test} in {file} is no test"));
        }
    }
    assert!(wrong.is_empty(), "{DOCUMENT}:\n{}", wrong.join("\n"));
    assert!(tests > 40, "only {tests} tests are named in {DOCUMENT}");
}

//! Before a changed definition is applied, its lead reads what would change.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own example should stop")]

use definition::{Action, Definition, compare, parse};

const BEFORE: &str = r#"
[programme]
key = "bridges"
name = "Bridges"
summary = "Helps people into work."

[[partner]]
key = "harbour-lane"
label = "Harbour Lane Trust (fictional)"

[[service]]
key = "iag"
label = "Advice"

[[service]]
key = "cv"
label = "CV writing"
retired = true

[[service]]
key = "job-search"
label = "Job search"

[[indicator]]
key = "participants"
label = "Participants"
unit = "people"

[[targets]]
key = "first"
label = "First"
in-force = true
target = [{ indicator = "participants", value = 2250 }]

[[figure]]
key = "participants"
title = "Participants"

[[report]]
key = "overview"
title = "Overview"
headline = ["participants"]
"#;

fn read(text: &str) -> Definition {
    parse("bridges.toml", text).unwrap()
}

fn said(after: &str) -> Vec<String> {
    compare(&read(BEFORE), &read(after)).iter().map(ToString::to_string).collect()
}

#[test]
fn a_changed_label_and_a_new_target_are_told_in_sentences() {
    let after = BEFORE.replace("\"Advice\"", "\"Advice and guidance\"").replace("2250", "4067");
    assert_eq!(
        said(&after),
        [
            "service \u{201c}Advice and guidance\u{201d}: label changes from \u{201c}Advice\u{201d} to \u{201c}Advice and guidance\u{201d}",
            "targets \u{201c}First\u{201d}: target participants value changes from \u{201c}2250\u{201d} to \u{201c}4067\u{201d}",
        ]
    );
}

#[test]
fn what_is_left_out_is_retired_and_what_was_retired_can_come_back() {
    let without = BEFORE.replace("[[service]]\nkey = \"iag\"\nlabel = \"Advice\"\n", "");
    assert_eq!(
        said(&without),
        ["service \u{201c}Advice\u{201d} is retired: kept for the records that use it, not offered any more"]
    );
    let back = BEFORE.replace("retired = true\n", "");
    assert_eq!(said(&back), ["service \u{201c}CV writing\u{201d} is in use again"]);
    let marked = BEFORE.replace("label = \"Job search\"", "label = \"Job search\"\nretired = true");
    let changes = compare(&read(BEFORE), &read(&marked));
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].part.as_str(), changes[0].key.as_str()), ("service", "job-search"));
    assert_eq!(changes[0].action, Action::Retired);
}

#[test]
fn a_new_partner_is_added_and_a_new_start_is_set() {
    let after = BEFORE
        .replace("summary =", "start = 2021-04-01\nsummary =")
        .replace("[[partner]]\n", "[[partner]]\nkey = \"old-mill\"\nlabel = \"Old Mill (fictional)\"\n\n[[partner]]\n");
    assert_eq!(
        said(&after),
        [
            "programme \u{201c}Bridges\u{201d}: start is set to \u{201c}2021-04-01\u{201d}",
            "partner \u{201c}Old Mill (fictional)\u{201d} is added",
        ]
    );
}

#[test]
fn layout_and_comments_change_nothing() {
    let after = format!("# A comment.\n{}", BEFORE.replace("\n\n", "\n\n\n").replace(" = ", "="));
    assert_eq!(said(&after), [""; 0]);
    assert_eq!(read(BEFORE).digest(), read(&after).digest());
    assert_ne!(read(BEFORE).digest(), read(&BEFORE.replace("Helps", "Brings")).digest());
}

#[test]
fn a_term_that_changes_its_place_is_said_to_move() {
    let (iag, search) = ("key = \"iag\"\nlabel = \"Advice\"", "key = \"job-search\"\nlabel = \"Job search\"");
    let after = BEFORE.replace(iag, "@").replace(search, iag).replace('@', search);
    let said = said(&after);
    assert!(said.iter().all(|line| line.contains("moves to another place")), "{said:?}");
    assert!(!said.is_empty());
}

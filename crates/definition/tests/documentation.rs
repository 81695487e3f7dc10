//! The language's own page is held to what the reader understands.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its page should stop")]

use definition::{Chart, Count, Dimension, FactKind, Figure, Vocabulary, Word, parse};
use std::path::PathBuf;

fn page() -> String {
    std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/definitions.md")).unwrap()
}

/// The examples of the page, each with what every definition needs put before it where it is not there.
fn examples(page: &str) -> Vec<String> {
    let blocks = page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks
        .map(|block| {
            let mut text = block.to_owned();
            if !text.contains("[programme]") {
                text.push_str("\n[programme]\nkey = \"example\"\nname = \"Example\"\nsummary = \"An example.\"\n");
            }
            if !text.contains("\"overview\"") {
                text.push_str("\n[[report]]\nkey = \"overview\"\ntitle = \"Overview\"\n");
            }
            text
        })
        .collect()
}

#[test]
fn every_example_of_the_page_is_a_sound_definition() {
    let examples = examples(&page());
    assert!(examples.len() >= 12);
    for example in examples {
        let said: Vec<String> =
            parse("definitions.md", &example).err().unwrap_or_default().iter().map(ToString::to_string).collect();
        assert!(said.is_empty(), "{example}\n{}", said.join("\n"));
    }
}

#[test]
fn the_page_names_every_list_word_kind_dimension_and_chart() {
    let page = page();
    let lists = Vocabulary::ALL.map(|vocabulary| format!("[[{}]]", vocabulary.key()));
    let names = Word::ALL.map(Word::key).into_iter();
    let names = names.chain(FactKind::ALL.map(FactKind::key)).chain(Dimension::ALL.map(Dimension::key));
    let names =
        names.chain(Chart::ALL.map(Chart::key)).chain(Count::ALL.map(Count::key)).map(|name| format!("`{name}`"));
    for name in lists.into_iter().chain(names) {
        assert!(page.contains(&name), "{name} is not on the page");
    }
}

#[test]
fn the_address_on_the_page_is_a_question() {
    let page = page();
    let line = page.lines().find(|line| line.starts_with("/reports/question?")).unwrap();
    let pairs: Vec<(String, String)> = line
        .split_once('?')
        .unwrap()
        .1
        .split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (name.to_owned(), value.replace("%3D", "=")))
        .collect();
    let figure = Figure::from_parts(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))).unwrap();
    assert_eq!(figure.by.len(), 2);
    assert!(figure.cumulative);
}

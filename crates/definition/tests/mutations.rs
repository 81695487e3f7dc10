//! Whatever happens to a definition's text, the answer is a definition or faults that lie inside the file.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its files should stop")]

use definition::{compare, parse};
use std::path::PathBuf;

fn texts() -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

/// One small harm: characters or lines taken out, put in, doubled or changed for others.
fn harm(text: &str, random: &mut fastrand::Rng) -> String {
    const STUFF: [&str; 24] = [
        "\"",
        "[",
        "]",
        "[[",
        "=",
        "{",
        "}",
        "\n",
        "\\",
        "#",
        "'''",
        ",",
        "-1",
        "2019-09-31",
        "\u{e9}\u{1f600}",
        "\u{0}",
        "true",
        "key",
        "\u{feff}",
        "99999999999999999999",
        "1.5",
        "31/09/2019",
        "\r\n",
        "a.b.c = 1",
    ];
    let mut lines: Vec<&str> = text.split('\n').collect();
    let at = random.usize(..lines.len());
    match random.u8(..6) {
        0 => {
            lines.remove(at);
        }
        1 => lines.insert(at, lines[random.usize(..lines.len())]),
        2 => {
            let other = random.usize(..lines.len());
            lines.swap(at, other);
        }
        3 => lines.truncate(at),
        _ => {
            let boundaries: Vec<usize> = text.char_indices().map(|(index, _)| index).collect();
            let Some(from) = random.choice(boundaries) else { return text.to_owned() };
            let rest = &text[from..];
            let skip: usize = rest.chars().take(random.usize(..4)).map(char::len_utf8).sum();
            return format!("{}{}{}", &text[..from], random.choice(STUFF).unwrap(), &rest[skip..]);
        }
    }
    lines.join("\n")
}

#[test]
fn no_text_makes_it_fall_over() {
    let mut random = fastrand::Rng::with_seed(2);
    for sound in texts() {
        for _ in 0..25 {
            let mut text = sound.clone();
            for _ in 0..random.usize(1..4) {
                text = harm(&text, &mut random);
            }
            match parse("mutated.toml", &text) {
                Ok(definition) => assert_eq!(compare(&definition, &definition), []),
                Err(faults) => {
                    assert!(!faults.is_empty());
                    let lines: Vec<&str> = text.split('\n').collect();
                    for fault in faults {
                        let line = lines
                            .get(fault.line - 1)
                            .unwrap_or_else(|| panic!("line {} of {}", fault.line, lines.len()));
                        assert_eq!(fault.text, line.trim_end_matches('\r'));
                        assert!(fault.column <= line.chars().count() + 1, "{fault}");
                        assert!(fault.to_string().lines().count() >= 3, "{fault}");
                    }
                }
            }
        }
    }
}

#[test]
fn deep_nesting_and_long_lines_do_no_harm() {
    for text in [
        "[".repeat(50_000),
        "a = [".repeat(50_000),
        "a = {b = ".repeat(20_000),
        "a.".repeat(50_000),
        "\"".repeat(50_001),
    ] {
        assert!(parse("deep.toml", &text).is_err());
    }
}

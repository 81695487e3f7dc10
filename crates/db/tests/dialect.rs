//! All the SQL of the program stays inside what both databases, and PostgreSQL's distributed descendants, understand alike.
#![cfg(test)]

use std::path::{Path, PathBuf};

/// Words that mean something in one database only, or something else in the other; with what to do instead.
const WORDS: &[(&str, &str)] = &[
    ("trigger", "write it in Rust, in the transaction"),
    ("procedure", "write it in Rust"),
    ("extension", "no extensions"),
    ("listen", "follow the sealed audit log"),
    ("notify", "follow the sealed audit log"),
    ("pg_advisory_lock", "use a lease row"),
    ("pg_advisory_xact_lock", "use a lease row"),
    ("sequence", "ids are made by the program"),
    ("nextval", "ids are made by the program"),
    ("serial", "ids are made by the program"),
    ("bigserial", "ids are made by the program"),
    ("autoincrement", "ids are made by the program"),
    ("ilike", "search a column that was folded in Rust"),
    ("greatest", "compute it in Rust"),
    ("least", "compute it in Rust"),
    ("extract", "compute it in Rust"),
    ("date_trunc", "compute it in Rust"),
    ("strftime", "compute it in Rust"),
    ("current_timestamp", "take the time from the clock"),
    ("current_date", "take the time from the clock"),
    ("lateral", "PostgreSQL alone has it"),
    ("rollup", "PostgreSQL alone has it"),
    ("group_concat", "SQLite alone has it; string_agg is in both"),
    ("ifnull", "SQLite alone has it; coalesce is in both"),
    ("glob", "SQLite alone has it"),
    ("datetime", "write {timestamptz}"),
    ("integer", "write BIGINT: PostgreSQL's integer has 32 bits"),
    ("int", "write BIGINT: PostgreSQL's int has 32 bits"),
    ("real", "write {double}"),
    ("blob", "write {bytes}"),
    ("bytea", "write {bytes}"),
    ("jsonb", "write {json}"),
    ("replace", "it removes the row first; write ON CONFLICT ... DO UPDATE"),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "sql") {
            found.push(path);
        }
    }
}

/// The text literals of Rust, roughly: what stands between quotes and begins as a statement does.
fn statements(rust: &str) -> Vec<String> {
    let pieces = rust.replace("\\\"", "'");
    let inside = pieces.split('"').skip(1).step_by(2);
    let begins = |text: &&str| {
        let first = text.split_whitespace().next().unwrap_or_default();
        ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "WHERE", "FROM", "JOIN", "ORDER"].contains(&first)
    };
    inside.filter(begins).map(str::to_owned).collect()
}

/// The bare words of SQL, without quoted text and comments.
fn words(sql: &str) -> Vec<String> {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    let unquoted: String = lines.collect::<Vec<_>>().join(" ").split('\'').step_by(2).collect::<Vec<_>>().join(" ");
    let word = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
    unquoted.split(word).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect()
}

#[test]
fn no_word_that_only_one_database_understands() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut sources = Vec::new();
    for part in
        ["db/migrations", "db/src", "records/src", "exchange/src", "web/src", "waymark/src", "demonstration/src"]
    {
        files(&crates.join(part), &mut sources);
    }
    assert!(sources.iter().any(|file| file.ends_with("0001_audit.sql")));
    let mut faults = Vec::new();
    for file in sources {
        let text = std::fs::read_to_string(&file).unwrap();
        let texts =
            if file.extension().is_some_and(|extension| extension == "sql") { vec![text] } else { statements(&text) };
        for word in texts.iter().flat_map(|text| words(text)) {
            // The place of an audit row is called so, and is no sequence of the database's.
            let ours = word == "sequence" && file.components().any(|part| part.as_os_str() == "db");
            if let Some((_, instead)) = WORDS.iter().find(|(forbidden, _)| *forbidden == word && !ours) {
                faults.push(format!("{}: {word}: {instead}", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_migration_is_listed_and_numbered_without_gap() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = std::fs::read_to_string(root.join("src/migrate.rs")).unwrap();
    let mut files: Vec<String> = std::fs::read_dir(root.join("migrations"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    for (index, file) in files.iter().enumerate() {
        assert!(file.starts_with(&format!("{:04}_", index + 1)), "{file} should be number {}", index + 1);
        assert!(list.contains(&format!("../migrations/{file}")), "{file} is not in the list of migrations");
    }
}

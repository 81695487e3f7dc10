//! Arrows point down only.

use std::collections::BTreeSet;

use crate::metadata::Metadata;

/// The crates of the program from the ground up. One leans only on those of lower floors; on the same floor they do not know each other.
const FLOORS: [&[&str]; 6] = [
    &["base", "db-macros"],
    &["counting", "statistics", "matching", "definition", "db"],
    &["records"],
    &["exchange", "charts", "demonstration"],
    &["web"],
    &["waymark"],
];

/// Crates that compute and do nothing else: no file, no socket, no database, whatever they lean on.
const PURE: [&str; 6] = ["base", "charts", "counting", "definition", "matching", "statistics"];

/// Crates beside the program, and which of its crates they may use. Browser tests and chores see the program only from outside.
const BESIDE: [(&str, &[&str]); 3] = [
    ("bench", &["base", "counting", "db", "definition", "demonstration", "exchange", "matching", "records", "web"]),
    ("e2e", &[]),
    ("xtask", &[]),
];

/// Crates by others that reach outside the process.
const OUTSIDE: [&str; 12] = [
    "axum",
    "calamine",
    "hyper",
    "libsqlite3-sys",
    "mio",
    "postgres",
    "rusqlite",
    "rustls",
    "socket2",
    "tempfile",
    "tokio",
    "ureq",
];

#[test]
fn a_crate_leans_only_on_those_beneath_it() {
    let metadata = Metadata::read();
    let own = metadata.own();
    let mut wrong = Vec::new();
    for name in &own {
        let arrows: BTreeSet<String> = metadata.named_by(name).intersection(&own).cloned().collect();
        let Some(allowed) = may_lean_on(name) else {
            wrong.push(format!("{name} has no floor: say in this test where it stands, and why in ARCHITECTURE.md"));
            continue;
        };
        let others = arrows.iter().filter(|to| !allowed.contains(&to.as_str()));
        wrong.extend(others.map(|to| format!("{name} → {to} points up, or sideways")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_pure_crate_reaches_nothing_outside_itself() {
    let metadata = Metadata::read();
    let own = metadata.own();
    for name in PURE.into_iter().filter(|name| own.contains(*name)) {
        let reached = metadata.reached_from(name);
        let outside: Vec<&str> = OUTSIDE.into_iter().filter(|other| reached.contains(*other)).collect();
        assert!(outside.is_empty(), "{name} is meant to be pure, and has {outside:?} in it");
    }
}

#[test]
fn the_databases_are_named_in_one_crate_and_async_above_records_only() {
    let metadata = Metadata::read();
    for name in metadata.own() {
        let named = metadata.named_by(&name);
        // The benchmarks compare with the bare drivers.
        if !["db", "bench"].contains(&name.as_str()) {
            for driver in ["rusqlite", "postgres", "tokio-postgres", "libsqlite3-sys"] {
                assert!(!named.contains(driver), "{name} names {driver}; only db does");
            }
        }
        // They also ask the pages, as a server would.
        if !["web", "waymark", "bench"].contains(&name.as_str()) {
            for runtime in ["tokio", "axum", "tower-http"] {
                assert!(!named.contains(runtime), "{name} names {runtime}; there is no async below web");
            }
        }
    }
}

/// The crates of the workspace that this one may lean on; none if it is not known.
fn may_lean_on(name: &str) -> Option<Vec<&'static str>> {
    if let Some((_, allowed)) = BESIDE.iter().find(|(beside, _)| *beside == name) {
        return Some(allowed.to_vec());
    }
    let floor = FLOORS.iter().position(|floor| floor.contains(&name))?;
    let beneath = FLOORS.iter().take(floor).flat_map(|floor| floor.iter().copied());
    // The attribute of the store tests is for the store; whoever writes such tests gets it from there.
    Some(beneath.filter(|other| *other != "db-macros" || name == "db").collect())
}

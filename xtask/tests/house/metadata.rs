//! What cargo knows of the workspace and of everything it is built from.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Every package of a build on this machine's platform.
pub struct Metadata {
    packages: Vec<Value>,
    /// Package id → the ids of what it depends on to run (neither to build nor to test).
    leans_on: BTreeMap<String, Vec<String>>,
}

impl Metadata {
    /// Asks cargo.
    pub fn read() -> Self {
        let platform = platform();
        let arguments = ["metadata", "--format-version", "1", "--locked", "--filter-platform", &platform];
        let output = cargo().args(arguments).output().expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let all: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
        let packages = list(&all["packages"]).to_vec();
        let mut leans_on = BTreeMap::new();
        for node in list(&all["resolve"]["nodes"]) {
            let normal = |dependency: &&Value| list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
            let ids = list(&node["deps"]).iter().filter(normal).map(|dependency| text(&dependency["pkg"]));
            leans_on.insert(text(&node["id"]), ids.collect());
        }
        Self { packages, leans_on }
    }

    /// The names of the workspace's own crates.
    pub fn own(&self) -> BTreeSet<String> {
        self.packages.iter().filter(|package| package["source"].is_null()).map(|p| text(&p["name"])).collect()
    }

    /// The names that a crate's manifest gives under its dependencies, of every kind. (A crate may name itself, to switch on for its own
    /// tests what it has for the tests of others; that is no arrow.)
    pub fn named_by(&self, name: &str) -> BTreeSet<String> {
        let names = list(&self.package(name)["dependencies"]).iter().map(|dependency| text(&dependency["name"]));
        names.filter(|named| named != name).collect()
    }

    /// The names of everything that is in a program that has this crate, directly or not.
    pub fn reached_from(&self, name: &str) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        let mut waiting = vec![text(&self.package(name)["id"])];
        while let Some(id) = waiting.pop() {
            for next in self.leans_on.get(&id).into_iter().flatten() {
                if reached.insert(next.clone()) {
                    waiting.push(next.clone());
                }
            }
        }
        let name_of = |id: &String| self.packages.iter().find(|p| p["id"] == *id.as_str()).map(|p| text(&p["name"]));
        reached.iter().filter_map(name_of).collect()
    }

    /// Name, version and licence of everything that is not our own.
    pub fn licences(&self) -> Vec<(String, Option<String>)> {
        let others = self.packages.iter().filter(|package| !package["source"].is_null());
        let name = |package: &Value| format!("{} {}", text(&package["name"]), text(&package["version"]));
        others.map(|package| (name(package), package["license"].as_str().map(str::to_owned))).collect()
    }

    fn package(&self, name: &str) -> &Value {
        let own = |package: &&Value| package["name"] == name && package["source"].is_null();
        self.packages.iter().find(own).expect("a crate of the workspace")
    }
}

/// The folder of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

/// The platform of this machine, as Rust names it.
fn platform() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    told.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc tells its host").to_owned()
}

fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace());
    command
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

//! The repository works on any machine because it knows none.

use std::fs;
use std::path::{Path, PathBuf};

use crate::metadata::workspace;

/// Folders in which people keep their work, as they begin in an absolute path. (Written so that this file does not contain them.)
const HOMES: [&str; 5] = [
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Use", "rs/"),
    concat!("/wo", "rk/"),
    concat!("C:", "\\Users"),
];

/// Hosts that serve packages. Which one is asked is a matter of each machine's settings.
const REGISTRIES: [&str; 7] = [
    concat!("registry.npm", "js.org"),
    concat!("registry.yarn", "pkg.com"),
    concat!("index.crates", ".io"),
    concat!("static.crates", ".io"),
    concat!("files.python", "hosted.org"),
    concat!("pypi", ".org/simple"),
    concat!("deb.deb", "ian.org"),
];

#[test]
fn no_file_names_a_folder_of_somebodys_machine_or_a_registrys_host() {
    let root = workspace();
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    assert!(files.iter().any(|file| file.ends_with("xtask/tests/house/machines.rs")), "the walk sees the repository");
    let mut wrong = Vec::new();
    for file in files {
        // What is not text names nothing.
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let shown = file.strip_prefix(&root).unwrap_or(&file).display();
        for (number, line) in text.lines().enumerate() {
            let found = REGISTRIES.iter().find(|host| line.contains(**host)).copied().or_else(|| home_in(line));
            wrong.extend(found.map(|found| format!("{shown}:{}: {found}", number + 1)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_path_is_told_from_the_middle_of_an_address() {
    let path = |rest: &str| format!("{}{rest}", HOMES[0]);
    assert!(home_in(&format!("target = \"{}\"", path("ann/waymark"))).is_some());
    assert!(home_in(&path("ann")).is_some());
    assert!(home_in(&format!("example.org{}", path("page"))).is_none());
}

/// The home folder that a line names as the beginning of a path.
fn home_in(line: &str) -> Option<&'static str> {
    let begins =
        |at: usize| line[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !"./-_}*".contains(c));
    HOMES.into_iter().find(|home| line.match_indices(home).any(|(at, _)| begins(at)))
}

/// Every file of the repository: not what git, cargo or a running program keep there.
fn collect(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        let ours = match name.as_ref() {
            ".ci" | ".cargo" | ".gitignore" => true,
            "target" | "waymark-data" => folder != root,
            "Cargo.lock" | "node_modules" => false,
            _ => !name.starts_with('.'),
        };
        match entry.file_type() {
            Ok(kind) if ours && kind.is_dir() => collect(root, &path, files),
            Ok(kind) if ours && kind.is_file() => files.push(path),
            _ => {}
        }
    }
}

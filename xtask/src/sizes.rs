//! A remark on long files. A file has one subject; a long one usually has two.

use std::fs;
use std::path::{Path, PathBuf};

/// The number of lines from which a file is remarked on.
const LONG: usize = 500;

/// Names every Rust file of the workspace that is long. It is a remark: nothing fails.
pub fn remark(workspace: &Path) {
    let mut files = Vec::new();
    for part in ["bench", "crates", "e2e", "xtask"] {
        collect(&workspace.join(part), &mut files);
    }
    files.sort();
    for file in files {
        let lines = fs::read_to_string(&file).map_or(0, |text| text.lines().count());
        if lines >= LONG {
            println!("remark: {} has {lines} lines", file.strip_prefix(workspace).unwrap_or(&file).display());
        }
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

//! The files that come from elsewhere are the files that were looked at.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Folders of files from elsewhere, each with its list of checksums.
const FOLDERS: [&str; 2] = ["vendor/govuk-frontend-6.6.0", "../../e2e/vendor/axe-core-4.14.1"];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn every_vendored_file_has_the_checksum_it_came_with() {
    for name in FOLDERS {
        let folder = folder(name);
        let sums = std::fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
        let mut listed = vec!["README.md".to_owned(), "SHA256SUMS".to_owned()];
        for line in sums.lines() {
            let (sum, file) = line.split_once("  ").unwrap();
            let content = std::fs::read(folder.join(file)).unwrap();
            let found: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(found, sum, "{name}/{file}");
            listed.push(file.to_owned());
        }
        for entry in std::fs::read_dir(&folder).unwrap() {
            let file = entry.unwrap().file_name().into_string().unwrap();
            assert!(listed.contains(&file), "{name}/{file} is not in the list of checksums");
        }
    }
}

#[test]
fn nothing_reserved_for_govuk_is_shipped() {
    let css =
        std::fs::read_to_string(folder("vendor/govuk-frontend-6.6.0/govuk-frontend.min.css")).unwrap().to_lowercase();
    for reserved in ["gds transport", "crest", "crown", "@font-face", "url("] {
        assert!(!css.contains(reserved), "{reserved}");
    }
}

//! Where the workspace is.

use crate::args::Place;
use crate::said::Failure;
use base::Clock;
use records::Workspace;
use std::path::Path;

/// The folder used when none is named.
const FOLDER: &str = "waymark-data";
/// The database file in it.
const FILE: &str = "waymark.sqlite";

impl Place {
    /// The address of the database.
    pub fn url(&self) -> Result<String, Failure> {
        if let Some(url) = &self.database {
            return Ok(url.clone());
        }
        let folder = self.data.as_deref().unwrap_or(Path::new(FOLDER));
        std::fs::create_dir_all(folder)
            .map_err(|fault| format!("cannot make the folder {}: {fault}", folder.display()))?;
        Ok(in_folder(folder))
    }

    /// The workspace, which must be there already: a mistyped name is not to become an empty workspace.
    pub fn existing(&self) -> Result<Workspace, Failure> {
        let url = match &self.database {
            Some(url) => url.clone(),
            None => in_folder(self.data.as_deref().unwrap_or(Path::new(FOLDER))),
        };
        there_is(&url)?;
        Ok(Workspace::open(&url, Clock::System)?)
    }

    /// The workspace, made if it is new.
    pub fn open(&self) -> Result<Workspace, Failure> {
        Ok(Workspace::open(&self.url()?, Clock::System)?)
    }
}

/// The address of the database in a folder.
pub fn in_folder(folder: &Path) -> String {
    format!("sqlite:{}", folder.join(FILE).display())
}

/// Refuses the address of an SQLite file that does not exist.
pub fn there_is(url: &str) -> Result<(), Failure> {
    match url.strip_prefix("sqlite:") {
        Some(file) if !Path::new(file).is_file() => {
            Err(format!("there is no workspace at {file}; say where it is with --data or --database, or make one with `waymark apply`").into())
        }
        _ => Ok(()),
    }
}

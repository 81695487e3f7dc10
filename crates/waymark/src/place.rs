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

    /// The workspace.
    pub fn open(&self) -> Result<Workspace, Failure> {
        Ok(Workspace::open(&self.url()?, Clock::System)?)
    }
}

/// The address of the database in a folder.
pub fn in_folder(folder: &Path) -> String {
    format!("sqlite:{}", folder.join(FILE).display())
}

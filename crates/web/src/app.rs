//! The application: what every request shares.

use crate::Instead;
use crate::jobs::Jobs;
use crate::limits::Limits;
use crate::serve::Carried;
use records::Workspace;
use std::sync::Arc;
use std::time::Duration;

/// One workspace as its pages see it. Cloning shares it.
#[derive(Clone)]
pub struct App {
    inside: Arc<Inside>,
}

struct Inside {
    workspace: Workspace,
    name: String,
    jobs: Jobs,
    limits: Limits,
    settings: Settings,
}

/// How the pages are served.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Whether everybody in the workspace is made up, so that one may sign in as anybody with one click.
    pub demonstration: bool,
    /// The address that browsers use, such as `https://waymark.example.org`; none on this machine alone.
    pub address: Option<String>,
    /// How their requests reach the program.
    pub carried: Carried,
    /// How long it waits for them.
    pub patience: Patience,
}

/// How long a connection and a request may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For the head of a request to arrive, and for the next request on a connection to begin.
    pub head: Duration,
    /// For a request to arrive whole and be answered.
    pub request: Duration,
    /// For one that carries a file: the largest over a slow line.
    pub upload: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: Duration::from_secs(15), request: Duration::from_secs(60), upload: Duration::from_secs(15 * 60) }
    }
}

impl App {
    /// The pages of this workspace, under the name that stands in their header.
    #[must_use]
    pub fn new(workspace: Workspace, name: impl Into<String>) -> Self {
        Self::with(workspace, name, Settings::default())
    }

    /// The pages of this workspace, served as `settings` say.
    #[must_use]
    pub fn with(workspace: Workspace, name: impl Into<String>, settings: Settings) -> Self {
        Self {
            inside: Arc::new(Inside {
                workspace,
                name: name.into(),
                jobs: Jobs::new(),
                limits: Limits::default(),
                settings,
            }),
        }
    }

    /// How the pages are served.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.inside.settings
    }

    /// Whether browsers reach the pages by an encrypted connection only.
    pub(crate) fn is_secure(&self) -> bool {
        self.settings().address.as_ref().is_some_and(|address| address.starts_with("https://"))
    }

    /// The workspace.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.inside.workspace
    }

    /// The workspace's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inside.name
    }

    /// What each address has left to ask.
    pub(crate) fn limits(&self) -> &Limits {
        &self.inside.limits
    }

    /// The imports under way.
    pub(crate) fn jobs(&self) -> &Jobs {
        &self.inside.jobs
    }

    /// Does the synchronous work of one request where it may take its time.
    ///
    /// # Errors
    /// What `work` returns; and [`Instead::Broken`] when it panics.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Instead> + Send + 'static,
    ) -> Result<T, Instead> {
        match tokio::task::spawn_blocking(work).await {
            Ok(done) => done,
            Err(failed) => Err(Instead::Broken(format!("a request failed: {failed}"))),
        }
    }
}

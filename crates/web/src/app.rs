//! The application: what every request shares.

use crate::Instead;
use crate::jobs::Jobs;
use base::{Actor, Scope};
use records::Workspace;
use std::sync::Arc;

/// One workspace as its pages see it. Cloning shares it.
#[derive(Clone)]
pub struct App {
    inside: Arc<Inside>,
}

struct Inside {
    workspace: Workspace,
    name: String,
    jobs: Jobs,
}

impl App {
    /// The pages of this workspace, under the name that stands in their header.
    #[must_use]
    pub fn new(workspace: Workspace, name: impl Into<String>) -> Self {
        Self { inside: Arc::new(Inside { workspace, name: name.into(), jobs: Jobs::new() }) }
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

    /// The imports under way.
    pub(crate) fn jobs(&self) -> &Jobs {
        &self.inside.jobs
    }

    /// Who asks. Until people sign in, it is whoever sits at this machine: nobody else can reach the server.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::operator()
    }

    /// What the one who asks may see.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.actor().scope()
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

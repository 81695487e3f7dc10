//! The application: what every request shares.

use crate::Instead;
use crate::jobs::Jobs;
use crate::limits::Limits;
use crate::mail::{Mail, Post};
use crate::passkeys::Passkeys;
use crate::reviews::Reviews;
use crate::serve::Carried;
use crate::sign_on::{Provider, SignOn};
use records::Workspace;
use records::users::{self, session};
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
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
    reviews: Reviews,
    limits: Limits,
    passkeys: Passkeys,
    providers: Vec<Provider>,
    settings: Settings,
    /// Where it listens, once it does.
    here: OnceLock<String>,
    /// The hash of the token that lets the first administrator in.
    welcome: OnceLock<Vec<u8>>,
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
    /// Whose own sign-on lets their people in.
    pub sign_on: Vec<SignOn>,
    /// How long it waits for them.
    pub patience: Patience,
    /// How letters are sent; without it, links are handed over by whoever makes them.
    pub mail: Option<Mail>,
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
        let inside = Inside {
            workspace,
            name: name.into(),
            jobs: Jobs::new(),
            reviews: Reviews::default(),
            limits: Limits::default(),
            passkeys: Passkeys::new(&settings),
            providers: settings.sign_on.iter().cloned().map(Provider::new).collect(),
            settings,
            here: OnceLock::new(),
            welcome: OnceLock::new(),
        };
        Self { inside: Arc::new(inside) }
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

    /// Says where it listens, which is its address where no other is set.
    pub fn listens_at(&self, address: SocketAddr) {
        // Only the first place counts: a workspace is served once.
        let _ = self.inside.here.set(format!("http://{address}"));
    }

    /// The address under which browsers reach it.
    #[must_use]
    pub fn address(&self) -> &str {
        let here = || self.inside.here.get().map_or("http://127.0.0.1:8750", String::as_str);
        self.settings().address.as_deref().unwrap_or_else(here)
    }

    /// Where links lead, and how they are sent.
    #[must_use]
    pub fn post(&self) -> Post<'_> {
        Post {
            workspace: self.workspace(),
            name: self.name(),
            server: self.address(),
            mail: self.settings().mail.as_ref(),
        }
    }

    /// The address that lets the first administrator in, once; none where there are users already. It is told to whoever has the
    /// program's own output before their eyes, and not kept.
    ///
    /// # Errors
    /// When the database fails.
    pub fn welcome(&self) -> records::Result<Option<String>> {
        if self.settings().demonstration || self.workspace().read(users::any)? {
            return Ok(None);
        }
        let token = session::new_token()?;
        Ok(match self.inside.welcome.set(session::hash(&token)) {
            Ok(()) => Some(format!("{}/welcome/{token}", self.address())),
            Err(_) => None,
        })
    }

    /// Whether this is the token of that address.
    pub(crate) fn welcomes(&self, token: &str) -> bool {
        self.inside.welcome.get().is_some_and(|welcome| *welcome == session::hash(token))
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

    /// What makes and checks passkeys.
    pub(crate) fn passkeys(&self) -> &Passkeys {
        &self.inside.passkeys
    }

    /// Whose own sign-on lets their people in.
    pub(crate) fn providers(&self) -> &[Provider] {
        &self.inside.providers
    }

    /// The imports under way.
    pub(crate) fn jobs(&self) -> &Jobs {
        &self.inside.jobs
    }

    /// The registers that are being compared with themselves.
    pub(crate) fn reviews(&self) -> &Reviews {
        &self.inside.reviews
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

//! The program under test, run as its users run it.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use std::{env, thread};

use serde_json::Value;
use tempfile::TempDir;

use crate::kept::Kept;
use crate::{Browser, Error, JavaScript};

/// How long the program may take to say its address. It is far quicker; a busy machine with an unoptimised build is not.
const PATIENCE: Duration = Duration::from_secs(120);

/// Who is signed in unless a story names somebody else: a user of the demonstration who leads every programme.
pub const EVERYWHERE: &str = "Rosa Roles";

/// A running Waymark with a data folder of its own. It ends when this is dropped.
#[derive(Debug)]
pub struct Waymark {
    // Declared first, so that the program has ended before its data are removed.
    _program: Kept,
    address: String,
    said: Arc<Mutex<Vec<String>>>,
    _data: Option<TempDir>,
}

impl Waymark {
    /// The demonstration: `waymark demo`, with fresh data.
    ///
    /// # Errors
    /// When the program cannot be built or started, or says no address.
    pub fn demo() -> Result<Self, Error> {
        let data = tempfile::Builder::new().prefix("waymark-demo-").tempdir()?;
        let folder = data.path().to_path_buf();
        Self::start(&["demo".as_ref()], &folder, Some(data))
    }

    /// The program over a workspace: `waymark PLACE serve`, where the place is as on the command line, such as `--data DIR`. What it
    /// puts beside is in `folder`, which stays when it ends.
    ///
    /// # Errors
    /// When the program cannot be built or started, or says no address.
    pub fn serve(place: &[String; 2], folder: &Path) -> Result<Self, Error> {
        let [option, value] = place;
        Self::start(&[option.as_ref(), value.as_ref(), "serve".as_ref()], folder, None)
    }

    /// Runs one command of the program to its end, such as `["--data", DIR, "apply", FILE, "--yes"]`.
    ///
    /// # Errors
    /// When the program cannot be built or started, or ends with another code than 0.
    pub fn run(arguments: &[&str]) -> Result<String, Error> {
        let output = Command::new(binary()?).args(arguments).stdin(Stdio::null()).output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            return Ok(said);
        }
        let why = format!("{arguments:?}: {}: {said}{}", output.status, String::from_utf8_lossy(&output.stderr));
        Err(Error::Start { program: "waymark", why })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The address of a page: `at("/reports")`.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// A browser in which a user of the demonstration is signed in, by the one click that it takes; it stands on their home page.
    ///
    /// # Errors
    /// When the browser does not start, or nobody of the demonstration is called so.
    pub fn browser(&self, size: (u32, u32), javascript: JavaScript, who: &str) -> Result<Browser, Error> {
        let browser = Browser::start(size, javascript)?;
        browser.goto(&self.at("/sign-in"))?;
        browser.sign_in_as(who)?;
        Ok(browser)
    }

    /// The cookie of a session of a user of the demonstration, for what asks without a browser.
    ///
    /// # Errors
    /// When nobody of the demonstration is called so.
    pub fn session(&self, who: &str) -> Result<String, Error> {
        let missing = || Error::NotFound(format!("a way to sign in as {who}"));
        let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).proxy(None).build().into();
        let page = agent.get(self.at("/sign-in")).call()?.body_mut().read_to_string()?;
        let mut buttons = page.split("name=\"user\" value=\"").skip(1);
        let button = buttons.find(|rest| rest.split("</button>").next().is_some_and(|said| said.contains(who)));
        let user = button.and_then(|rest| rest.split('"').next()).ok_or_else(missing)?;
        let answer = agent.post(self.at("/sign-in/as")).send_form([("user", user)])?;
        let cookie = answer.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok());
        cookie.and_then(|cookie| cookie.split(';').next()).map(str::to_owned).ok_or_else(missing)
    }

    /// What the program has printed up to now.
    #[must_use]
    pub fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }

    fn start(command: &[&OsStr], folder: &Path, data: Option<TempDir>) -> Result<Self, Error> {
        let why = |why: String| Error::Start { program: "waymark", why };
        let arguments = [command, &["--listen".as_ref(), "127.0.0.1:0".as_ref()]].concat();
        let mut program = Kept::start(binary()?.as_ref(), &arguments, folder, data.as_ref().map(TempDir::path))?;
        let said = Arc::new(Mutex::new(Vec::new()));
        let (sender, heard) = mpsc::channel();
        if let Some((output, errors)) = program.output() {
            listen(output, &said, sender.clone());
            listen(errors, &said, sender);
        }
        let mut waymark = Self { _program: program, address: String::new(), said, _data: data };
        let start = Instant::now();
        loop {
            match heard.recv_timeout(PATIENCE.saturating_sub(start.elapsed())) {
                Ok(line) => {
                    if let Some(address) = address_in(&line) {
                        waymark.address = address;
                        return Ok(waymark);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    return Err(why(format!("no address yet; it said:\n{}", waymark.said())));
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(why(format!("it ended; it said:\n{}", waymark.said())));
                }
            }
        }
    }
}

/// Reads a stream of the program to its end on a thread, keeping its lines, so that the program never waits for a reader.
fn listen(stream: impl Read + Send + 'static, said: &Arc<Mutex<Vec<String>>>, lines: mpsc::Sender<String>) {
    let said = Arc::clone(said);
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            said.lock().unwrap_or_else(PoisonError::into_inner).push(line.clone());
            drop(lines.send(line));
        }
    });
}

/// The first loopback address in a line: `Open http://127.0.0.1:4321/ in a browser` gives `http://127.0.0.1:4321`.
fn address_in(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("http://127.0.0.1:")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let port: u16 = digits.parse().ok()?;
    Some(format!("http://127.0.0.1:{port}"))
}

/// The built program: `WAYMARK_BIN` where it is set (the whole test run builds it once and sets it), and otherwise what cargo builds now,
/// so that a test run by hand never sees yesterday's program.
fn binary() -> Result<PathBuf, Error> {
    if let Some(file) = env::var_os("WAYMARK_BIN") {
        return Ok(file.into());
    }
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    BUILT.get_or_init(build).clone().map_err(|why| Error::Start { program: "waymark", why })
}

fn build() -> Result<PathBuf, String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--locked", "--package", "waymark", "--message-format=json-render-diagnostics"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| format!("cargo: {e}"))?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let executable = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .next_back();
    executable.ok_or_else(|| format!("cargo build gave no program ({})", output.status))
}

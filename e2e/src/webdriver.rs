//! The wire: `chromedriver` as a child process, and its HTTP commands.

use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs, thread};

use serde_json::{Value, json};

use crate::Error;
use crate::kept::Kept;

/// One running chromedriver with one browser session in it.
#[derive(Debug)]
pub(crate) struct Session {
    agent: ureq::Agent,
    address: String,
    driver: Kept,
    /// The browser's process id, and its profile folder by which it is known to be still the same process.
    browser: Option<u32>,
    profile: PathBuf,
}

impl Session {
    /// Starts the driver on a free port and, through it, a browser with these arguments and preferences.
    pub(crate) fn start(profile: &Path, arguments: &[String], preferences: &Value) -> Result<Self, Error> {
        let why = |why: String| Error::Start { program: "chromedriver", why };
        let mut driver = Kept::start("chromedriver".as_ref(), &["--port=0".as_ref()], profile, Some(profile))?;
        let port = port_of(&mut driver);
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .new_agent();
        let mut session = Self { agent, address: String::new(), driver, browser: None, profile: profile.to_path_buf() };
        let port =
            port.ok_or_else(|| why("is it installed? (Debian: apt-get install chromium chromium-driver)".to_owned()))?;
        session.address = format!("http://127.0.0.1:{port}/session");

        let mut options = json!({ "args": arguments, "prefs": preferences });
        if let Some(binary) = installed("chromium") {
            options["binary"] = json!(binary);
        }
        let answer = session.post(
            "",
            &json!({ "capabilities": { "alwaysMatch": {
                "browserName": "chrome",
                "goog:chromeOptions": options,
                "goog:loggingPrefs": { "browser": "ALL" },
                "timeouts": { "implicit": 0, "pageLoad": 30_000, "script": 50_000 },
            } } }),
        )?;
        let id = answer["sessionId"].as_str().ok_or_else(|| Error::Shape(answer.to_string()))?;
        session.address = format!("{}/{id}", session.address);
        session.browser = answer["capabilities"]["goog:processID"].as_u64().and_then(|pid| u32::try_from(pid).ok());
        Ok(session)
    }

    /// Sends a command that carries a body, and returns the answer's value.
    pub(crate) fn post(&self, command: &str, body: &Value) -> Result<Value, Error> {
        let answer = self.agent.post(self.url(command)).send_json(body)?;
        value("POST", command, answer)
    }

    /// Sends a command that only asks.
    pub(crate) fn get(&self, command: &str) -> Result<Value, Error> {
        value("GET", command, self.agent.get(self.url(command)).call()?)
    }

    /// Sends a command and reads its answer as text.
    pub(crate) fn text(&self, command: &str) -> Result<String, Error> {
        match self.get(command)? {
            Value::String(text) => Ok(text),
            other => Err(Error::Shape(format!("{command} gave {other}"))),
        }
    }

    /// The process ids of the driver's keeper and of the browser.
    pub(crate) fn processes(&self) -> Vec<u32> {
        [Some(self.driver.id()), self.browser].into_iter().flatten().collect()
    }

    fn url(&self, command: &str) -> String {
        if command.is_empty() { self.address.clone() } else { format!("{}/{command}", self.address) }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.browser.is_some() {
            // Politely first. Whatever this does, the lines below make sure of the browser, and its keeper of the driver.
            drop(self.agent.delete(&self.address).call());
        }
        if let Some(pid) = self.browser {
            end(pid, &self.profile);
        }
    }
}

/// Ends the browser if it still lives: given half a second, then killed by its id. A process with that id but without our
/// profile folder in its command line is somebody else's.
fn end(pid: u32, profile: &Path) {
    let ours = || {
        fs::read(format!("/proc/{pid}/cmdline"))
            .is_ok_and(|line| String::from_utf8_lossy(&line).contains(&*profile.to_string_lossy()))
    };
    for _ in 0..10 {
        if !ours() {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    drop(Command::new("kill").args(["-KILL", &pid.to_string()]).status());
}

/// The port that the driver says it listens on. Its further output is read and dropped, so that it never waits for us.
fn port_of(driver: &mut Kept) -> Option<u16> {
    let (output, mut errors) = driver.output()?;
    thread::spawn(move || io::copy(&mut errors, &mut io::sink()));
    let mut lines = BufReader::new(output).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let (_, rest) = line.split_once("started successfully on port ")?;
        rest.trim_end_matches('.').parse().ok()
    });
    thread::spawn(move || lines.for_each(drop));
    port
}

/// Where a program is, if it is on the path.
fn installed(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The `value` of a protocol answer, or its error.
fn value(method: &str, command: &str, mut answer: ureq::http::Response<ureq::Body>) -> Result<Value, Error> {
    // Screenshots of long pages are several megabytes of base64.
    let mut body: Value = answer.body_mut().with_config().limit(256 << 20).read_json()?;
    let value = body["value"].take();
    if answer.status().is_success() {
        return Ok(value);
    }
    let message = value["message"].as_str().unwrap_or_default();
    Err(Error::Driver {
        command: format!("{method} {}", if command.is_empty() { "session" } else { command }),
        code: value["error"].as_str().unwrap_or("unknown error").to_owned(),
        message: message.lines().next().unwrap_or_default().to_owned(),
    })
}

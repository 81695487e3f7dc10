//! The browser: where it is, what is on its page, and waiting for something to be there.

use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::element::candidates;
use crate::webdriver::Session;
use crate::{Element, Error, Key};

/// Width and height, in CSS pixels, of the narrowest page we promise to show well (WCAG 2.2, 1.4.10 Reflow).
pub const PHONE: (u32, u32) = (320, 640);
/// Width and height, in CSS pixels, of an office screen.
pub const DESKTOP: (u32, u32) = (1280, 900);

/// How long [`Browser::wait_until`] and [`Browser::wait_for`] wait.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether the page's own scripts run. The driver's commands work either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JavaScript {
    /// As most people have it.
    On,
    /// Switched off in the browser's content settings, as a careful or an old browser has it.
    Off,
}

/// A headless Chromium with an empty profile of its own.
#[derive(Debug)]
pub struct Browser {
    // Declared first, so that the browser has ended before its profile is removed.
    session: Session,
    javascript: JavaScript,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser whose page is exactly `size` (width and height in CSS pixels).
    ///
    /// # Errors
    /// When chromium or chromedriver is missing or does not start.
    pub fn start(size: (u32, u32), javascript: JavaScript) -> Result<Self, Error> {
        let profile = tempfile::Builder::new().prefix("waymark-browser-").tempdir()?;
        let mut arguments: Vec<String> = [
            "--headless=new",
            // The driver talks to the browser through a pipe, so that a browser whose driver was killed ends as well.
            "--remote-debugging-pipe",
            "--no-first-run",
            "--no-default-browser-check",
            "--no-proxy-server",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            // Nothing but loopback is ever looked up or asked, whatever a page names.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-extensions",
            "--hide-scrollbars",
            "--lang=en-GB",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.push(format!("--window-size={},{}", size.0, size.1));
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        if running_as_root() {
            // Chromium's sandbox refuses to run as root, and throw-away machines run tests as root.
            arguments.push("--no-sandbox".to_owned());
        }
        let scripts = match javascript {
            JavaScript::On => 1,
            JavaScript::Off => 2,
        };
        let preferences = json!({ "profile.managed_default_content_settings.javascript": scripts });
        let session = Session::start(profile.path(), &arguments, &preferences)?;
        let browser = Self { session, javascript, _profile: profile };
        browser.resize(size)?;
        Ok(browser)
    }

    /// Goes to an address and waits until the page has loaded.
    ///
    /// # Errors
    /// When nothing answers there.
    pub fn goto(&self, url: &str) -> Result<(), Error> {
        self.session.post("url", &json!({ "url": url })).map(drop)
    }

    /// Goes back one page.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn back(&self) -> Result<(), Error> {
        self.session.post("back", &json!({})).map(drop)
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn reload(&self) -> Result<(), Error> {
        self.session.post("refresh", &json!({})).map(drop)
    }

    /// Every window that is open, each by a name of the driver's.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn windows(&self) -> Result<Vec<String>, Error> {
        let windows = self.session.get("window/handles")?;
        let named = windows.as_array().into_iter().flatten().filter_map(Value::as_str);
        Ok(named.map(str::to_owned).collect())
    }

    /// Opens one window more, goes over to it, and says its name.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn new_window(&self) -> Result<String, Error> {
        let answer = self.session.post("window/new", &json!({ "type": "tab" }))?;
        let name = answer["handle"].as_str().ok_or_else(|| Error::Shape(answer.to_string()))?.to_owned();
        self.switch_to(&name)?;
        Ok(name)
    }

    /// Goes over to the window of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn switch_to(&self, window: &str) -> Result<(), Error> {
        self.session.post("window", &json!({ "handle": window })).map(drop)
    }

    /// The address now shown.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn url(&self) -> Result<String, Error> {
        self.session.text("url")
    }

    /// The page's title.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn title(&self) -> Result<String, Error> {
        self.session.text("title")
    }

    /// The page's HTML as the browser holds it now.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn source(&self) -> Result<String, Error> {
        self.session.text("source")
    }

    /// All text that can be seen on the page.
    ///
    /// # Errors
    /// When the page has no body.
    pub fn text(&self) -> Result<String, Error> {
        self.find("body")?.text()
    }

    /// The first element that a CSS selector names.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub fn find(&self, css: &str) -> Result<Element<'_>, Error> {
        self.one("css selector", css, &format!("“{css}”"))
    }

    /// Every element that a CSS selector names, in the page's order.
    ///
    /// # Errors
    /// When the selector is malformed.
    pub fn find_all(&self, css: &str) -> Result<Vec<Element<'_>>, Error> {
        let found = self.session.post("elements", &json!({ "using": "css selector", "value": css }))?;
        let found = found.as_array().map(Vec::as_slice).unwrap_or_default();
        found.iter().map(|reference| Element::new(&self.session, reference)).collect()
    }

    /// The form field with this visible label. White space at the ends and between words does not matter; the rest must be the same.
    ///
    /// # Errors
    /// [`Error::NotFound`] when no label says that, or it labels nothing.
    pub fn by_label(&self, label: &str) -> Result<Element<'_>, Error> {
        let text = literal(label);
        let path = format!(
            "//*[@id and @id = //label[normalize-space(.) = {text}]/@for] | \
             //label[normalize-space(.) = {text}]//*[self::input or self::select or self::textarea]"
        );
        self.one("xpath", &path, &format!("a field labelled “{label}”"))
    }

    /// The first element with this role and accessible name, both as the browser computes them for assistive technology.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub fn by_role(&self, role: &str, name: &str) -> Result<Element<'_>, Error> {
        for element in self.find_all(candidates(role))? {
            if element.role()? == role && element.name()? == name {
                return Ok(element);
            }
        }
        Err(Error::NotFound(format!("a {role} named “{name}”")))
    }

    /// Presses the button that signs a user of the demonstration in, on its sign-in page.
    ///
    /// # Errors
    /// When there is none for somebody of this name.
    pub fn sign_in_as(&self, who: &str) -> Result<(), Error> {
        for button in self.find_all("button[name=user]")? {
            // What is said to those who do not see the page ends with the name.
            if button.name()?.ends_with(&format!(": {who}")) {
                return button.click();
            }
        }
        Err(Error::NotFound(format!("a button that signs {who} in")))
    }

    /// The cookie of the session that is signed in here, for what asks without a browser.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub fn session(&self) -> Result<String, Error> {
        let cookie = self.session.get("cookie/waymark")?;
        let token = cookie["value"].as_str().ok_or_else(|| Error::NotFound("the cookie of a session".to_owned()))?;
        Ok(format!("waymark={token}"))
    }

    /// Gives the browser a device that keeps passkeys and makes sure of its owner, who always says yes.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn passkey_device(&self) -> Result<(), Error> {
        let device = json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true, "isUserConsenting": true,
        });
        self.session.post("webauthn/authenticator", &device).map(drop)
    }

    /// The element that has the keyboard's focus; the body when nothing has.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn focused(&self) -> Result<Element<'_>, Error> {
        Element::new(&self.session, &self.session.get("element/active")?)
    }

    /// Presses and releases a key on whatever has the focus.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn press(&self, key: Key) -> Result<(), Error> {
        let strokes = key.strokes();
        let down = strokes.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let up = strokes.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        let actions: Vec<Value> = down.chain(up).collect();
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.session.post("actions", &body).map(drop)
    }

    /// Waits until something is so, looking twenty times a second. Errors on the way count as "not yet", since a page that is being
    /// replaced loses its elements.
    ///
    /// # Errors
    /// [`Error::TimedOut`] after a minute.
    pub fn wait_until(&self, what: &str, mut so: impl FnMut() -> Result<bool, Error>) -> Result<(), Error> {
        let start = Instant::now();
        loop {
            let answer = so();
            if matches!(answer, Ok(true)) {
                return Ok(());
            }
            if start.elapsed() > PATIENCE {
                let last = answer.err().map_or(String::new(), |e| format!("; {e}"));
                return Err(Error::TimedOut { what: what.to_owned(), seconds: PATIENCE.as_secs(), last });
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until there is an element that a CSS selector names, and returns it.
    ///
    /// # Errors
    /// [`Error::TimedOut`] after a minute.
    pub fn wait_for(&self, css: &str) -> Result<Element<'_>, Error> {
        self.wait_until(&format!("“{css}” is on the page"), || Ok(self.find(css).is_ok()))?;
        self.find(css)
    }

    /// Writes a PNG of what is in the window.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn screenshot(&self, file: &Path) -> Result<(), Error> {
        let png = self.devtools("Page.captureScreenshot", &json!({ "format": "png" }))?;
        save(file, &png)
    }

    /// Writes a PNG of the whole page, however long.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn screenshot_whole(&self, file: &Path) -> Result<(), Error> {
        let png =
            self.devtools("Page.captureScreenshot", &json!({ "format": "png", "captureBeyondViewport": true }))?;
        save(file, &png)
    }

    /// Makes the page exactly so wide and high, in CSS pixels. (A window cannot be made as narrow as a phone.)
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn resize(&self, (width, height): (u32, u32)) -> Result<(), Error> {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics).map(drop)
    }

    /// Whether the page is wider than the window, so that one must scroll sideways to read it.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn overflows(&self) -> Result<bool, Error> {
        let wider = "return document.documentElement.scrollWidth > window.innerWidth";
        Ok(self.script(wider, &[])? == Value::Bool(true))
    }

    /// Shows the page as it would print, or as on the screen again.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn as_printed(&self, printed: bool) -> Result<(), Error> {
        let media = if printed { "print" } else { "" };
        self.devtools("Emulation.setEmulatedMedia", &json!({ "media": media })).map(drop)
    }

    /// Runs a script in the page, as the body of a function, and returns what it returns, or what the promise that it returns comes to. For measuring the page; a test that acts
    /// through scripts shows nothing about what people can do.
    ///
    /// # Errors
    /// When the script throws.
    pub fn script(&self, body: &str, arguments: &[Value]) -> Result<Value, Error> {
        self.session.post("execute/sync", &json!({ "script": body, "args": arguments }))
    }

    /// What the browser complained of since last asked: errors of scripts, files not found, anything that the content security policy
    /// refused. A good page leaves this empty.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn complaints(&self) -> Result<Vec<String>, Error> {
        let entries = self.session.post("se/log", &json!({ "type": "browser" }))?;
        let entries = entries.as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(entries
            .iter()
            .filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")))
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            .collect())
    }

    /// Whether the page's own scripts run.
    #[must_use]
    pub fn javascript(&self) -> JavaScript {
        self.javascript
    }

    /// The process ids of the driver's keeper and of the browser.
    #[must_use]
    pub fn processes(&self) -> Vec<u32> {
        self.session.processes()
    }

    /// A command of Chromium's own protocol, for what WebDriver has no word for.
    fn devtools(&self, command: &str, parameters: &Value) -> Result<Value, Error> {
        self.session.post("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    fn one(&self, using: &str, value: &str, what: &str) -> Result<Element<'_>, Error> {
        match self.session.post("element", &json!({ "using": using, "value": value })) {
            Ok(reference) => Element::new(&self.session, &reference),
            Err(error) if error.is("no such element") => Err(Error::NotFound(what.to_owned())),
            Err(error) => Err(error),
        }
    }
}

/// A string as XPath 1.0 writes it, which has no escapes: a text with both quotation marks is put together from pieces.
fn literal(text: &str) -> String {
    if !text.contains('\'') {
        return format!("'{text}'");
    }
    let pieces: Vec<String> = text.split('\'').map(|piece| format!("'{piece}'")).collect();
    format!("concat({})", pieces.join(", \"'\", "))
}

fn running_as_root() -> bool {
    // `/proc/self` belongs to whoever runs this process.
    use std::os::unix::fs::MetadataExt;
    env::consts::OS == "linux" && fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Decodes the base64 of a screenshot and writes it.
fn save(file: &Path, answer: &Value) -> Result<(), Error> {
    let text = answer["data"].as_str().ok_or_else(|| Error::Shape("a screenshot without data".to_owned()))?;
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0u32);
    for letter in text.bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        bits = (bits << 6) | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xFF) as u8);
        }
    }
    fs::write(file, bytes)?;
    Ok(())
}

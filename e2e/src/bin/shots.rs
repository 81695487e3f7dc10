//! A picture of a page: `cargo run -p e2e --bin shots -- URL out.png [--width 320] [--height 900] [--no-js] [--window] [--print] [--check] [--as NAME]`.
//!
//! The whole page is shown, however long; with `--window`, only what a screen of that size shows; with `--print`, as on paper. With `--check`, what is wrong with the page
//! is told as well: accessibility rules that it breaks, sideways scrolling, complaints of the browser. A page of the demonstration that one has to sign in for is shown to the user of it named,
//! such as "Ada Administrator" or "Wren Worker (MPT)"; else to one who leads every programme.

use std::path::Path;
use std::process::ExitCode;
use std::{env, process};

use e2e::{Browser, DESKTOP, EVERYWHERE, Error, JavaScript};

fn main() -> ExitCode {
    let mut plain = Vec::new();
    let mut size = DESKTOP;
    let mut javascript = JavaScript::On;
    let (mut whole, mut check, mut printed) = (true, false, false);
    let mut who = EVERYWHERE.to_owned();
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--width" => size.0 = number(arguments.next()),
            "--height" => size.1 = number(arguments.next()),
            "--no-js" => javascript = JavaScript::Off,
            "--as" => who = arguments.next().unwrap_or_else(|| usage()),
            "--window" => whole = false,
            "--check" => check = true,
            "--print" => printed = true,
            _ if argument.starts_with('-') => usage(),
            _ => plain.push(argument),
        }
    }
    let [url, file] = plain.as_slice() else { usage() };
    let shot = Shot { url, file: Path::new(file), who: &who, whole, check, printed };
    match Browser::start(size, javascript).and_then(|browser| shot.take(&browser)) {
        Ok(faults) if faults.is_empty() => ExitCode::SUCCESS,
        Ok(faults) => {
            eprintln!("{}", faults.join("\n"));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What is to be shown, and how.
struct Shot<'a> {
    url: &'a str,
    file: &'a Path,
    who: &'a str,
    whole: bool,
    check: bool,
    printed: bool,
}

impl Shot<'_> {
    fn take(&self, browser: &Browser) -> Result<Vec<String>, Error> {
        browser.goto(self.url)?;
        if browser.url()?.contains("/sign-in") && !self.url.contains("/sign-in") {
            browser.sign_in_as(self.who)?;
        }
        browser.as_printed(self.printed)?;
        if self.whole {
            browser.screenshot_whole(self.file)?;
        } else {
            browser.screenshot(self.file)?;
        }
        if self.check { browser.faults() } else { Ok(Vec::new()) }
    }
}

fn number(argument: Option<String>) -> u32 {
    argument.and_then(|number| number.parse().ok()).unwrap_or_else(|| usage())
}

fn usage() -> ! {
    eprintln!(
        "shots URL FILE.png [--width PIXELS] [--height PIXELS] [--no-js] [--window] [--print] [--check] [--as NAME]"
    );
    process::exit(2);
}

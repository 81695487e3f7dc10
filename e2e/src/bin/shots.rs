//! A picture of a page: `cargo run -p e2e --bin shots -- URL out.png [--width 320] [--height 900] [--no-js] [--window] [--check]`.
//!
//! The whole page is shown, however long; with `--window`, only what a screen of that size shows. With `--check`, what is wrong with the page
//! is told as well: accessibility rules that it breaks, sideways scrolling, complaints of the browser.

use std::path::Path;
use std::process::ExitCode;
use std::{env, process};

use e2e::{Browser, DESKTOP, Error, JavaScript};

fn main() -> ExitCode {
    let mut plain = Vec::new();
    let mut size = DESKTOP;
    let mut javascript = JavaScript::On;
    let (mut whole, mut check) = (true, false);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|n| n.parse().ok()).unwrap_or_else(|| usage());
        match argument.as_str() {
            "--width" => size.0 = number(),
            "--height" => size.1 = number(),
            "--no-js" => javascript = JavaScript::Off,
            "--window" => whole = false,
            "--check" => check = true,
            _ if argument.starts_with('-') => usage(),
            _ => plain.push(argument),
        }
    }
    let [url, file] = plain.as_slice() else { usage() };
    match shoot(url, Path::new(file), size, javascript, whole, check) {
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

fn shoot(
    url: &str,
    file: &Path,
    size: (u32, u32),
    javascript: JavaScript,
    whole: bool,
    check: bool,
) -> Result<Vec<String>, Error> {
    let browser = Browser::start(size, javascript)?;
    browser.goto(url)?;
    if whole {
        browser.screenshot_whole(file)?;
    } else {
        browser.screenshot(file)?;
    }
    if check { browser.faults() } else { Ok(Vec::new()) }
}

fn usage() -> ! {
    eprintln!("shots URL FILE.png [--width PIXELS] [--height PIXELS] [--no-js] [--window] [--check]");
    process::exit(2);
}

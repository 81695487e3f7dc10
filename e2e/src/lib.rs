//! Browser tests of Waymark: a small blocking driver for Debian's Chromium, and what the tests of the pages share.
//!
//! [`Browser`] speaks the WebDriver protocol to `chromedriver` over loopback HTTP, so cargo is the only tool that the tests
//! need besides the browser itself. [`Waymark`] is the program under test, run as its users run it: the built binary, its own
//! data folder, a free port. [`crawl`] follows every link of a site. Everything that is started is ended on drop, by its own
//! process id, and also when the test run is interrupted or killed.
//!
//! ```no_run
//! # fn main() -> Result<(), e2e::Error> {
//! use e2e::{EVERYWHERE, JavaScript, PHONE, Waymark};
//!
//! let waymark = Waymark::demo()?;
//! let browser = waymark.browser(PHONE, JavaScript::Off, EVERYWHERE)?;
//! browser.by_role("link", "Reports")?.click()?;
//! assert_eq!(browser.faults()?, [""; 0]);
//! # Ok(())
//! # }
//! ```

mod axe;
mod browser;
mod crawl;
mod element;
mod error;
mod faults;
mod kept;
mod key;
mod waymark;
mod webdriver;

pub use axe::Violation;
pub use browser::{Browser, DESKTOP, JavaScript, PHONE};
pub use crawl::{Crawl, Failure, crawl};
pub use element::Element;
pub use error::Error;
pub use key::Key;
pub use waymark::{EVERYWHERE, Waymark};

//! Accessibility, as axe-core sees it: every rule that it runs by itself, none switched off.

use std::fmt;

use serde_json::Value;

use crate::{Browser, Error, JavaScript};

/// The vendored rules; `vendor/` has their licence and checksum.
const AXE: &str = include_str!("../vendor/axe-core-4.14.1/axe.min.js");

/// Runs axe over the whole document; the driver waits for the promise.
const RUN: &str = "return axe.run(document, { resultTypes: ['violations'] })
  .then((result) => ({ violations: result.violations }), (error) => ({ error: String(error) }));";

/// Where the page's scripts are off, its timers never fire; promises still do. Axe uses timers to go on at once, which a promise does as
/// well, and to give up after long, which the driver does.
const WITHOUT_TIMERS: &str =
    "window.setTimeout = (then, after) => { if (!(after > 10)) { Promise.resolve().then(then); } return 0; };";

/// A rule that the page breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule, as axe names it: `color-contrast`.
    pub rule: String,
    /// How badly: `minor`, `moderate`, `serious` or `critical`.
    pub impact: String,
    /// What the rule asks.
    pub help: String,
    /// Where: a selector and the HTML of each element that breaks it.
    pub places: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.rule, self.impact, self.help)?;
        self.places.iter().try_for_each(|place| write!(f, "\n    {place}"))
    }
}

impl Browser {
    /// Every accessibility rule that the page breaks. The driver runs axe outside the reach of the page's content security policy, and
    /// with the page's own scripts on or off.
    ///
    /// # Errors
    /// When axe itself fails.
    pub fn axe(&self) -> Result<Vec<Violation>, Error> {
        if self.javascript() == JavaScript::Off {
            self.script(WITHOUT_TIMERS, &[])?;
        }
        self.script(AXE, &[])?;
        let result = self.script(RUN, &[])?;
        let Some(violations) = result["violations"].as_array() else {
            return Err(Error::Shape(format!("axe said {result}")));
        };
        Ok(violations.iter().map(violation).collect())
    }
}

fn violation(found: &Value) -> Violation {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let nodes = found["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
    Violation {
        rule: text(&found["id"]),
        impact: text(&found["impact"]),
        help: text(&found["help"]),
        places: nodes.iter().map(|node| format!("{}  {}", node["target"], text(&node["html"]))).collect(),
    }
}

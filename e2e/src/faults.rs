//! What every page owes everybody, whatever it is about.

use crate::{Browser, Error, Key};

/// What can have the keyboard's focus. Of a group of radio buttons only one is on the way of the tab key, so they are left out.
const FOCUSABLE: &str = "a[href], button:enabled, input:enabled:not([type=hidden], [type=radio]), select:enabled, \
                         textarea:enabled, summary, [tabindex='0']";

/// How many times the tab key is pressed at most.
const LONG: usize = 500;

impl Browser {
    /// Everything that is wrong with the page now shown, in words: accessibility rules that it breaks, sideways scrolling, and what the
    /// browser complained of since last asked. A good page gives none.
    ///
    /// # Errors
    /// When the page cannot be looked at.
    pub fn faults(&self) -> Result<Vec<String>, Error> {
        let mut faults: Vec<String> = self.axe()?.iter().map(ToString::to_string).collect();
        if self.overflows()? {
            faults.push(format!("the page is wider than the window of {} px", self.script("return innerWidth", &[])?));
        }
        faults.extend(self.complaints()?);
        Ok(faults)
    }

    /// What one can see and use with a mouse but not reach with the tab key: the HTML of each. It tabs through the whole page from its
    /// start, so this is for pages of at most some hundred links.
    ///
    /// # Errors
    /// When the page cannot be looked at.
    pub fn unreachable(&self) -> Result<Vec<String>, Error> {
        self.reload()?;
        let mut waiting = Vec::new();
        for element in self.find_all(FOCUSABLE)? {
            if element.shown()? && element.attribute("tabindex")?.as_deref() != Some("-1") {
                waiting.push(element);
            }
        }
        for _ in 0..LONG {
            if waiting.is_empty() {
                break;
            }
            self.press(Key::Tab)?;
            let focused = self.focused()?;
            // Past the last one the focus leaves the page, and the body is said to have it.
            if focused.tag()? == "body" {
                break;
            }
            waiting.retain(|element| *element != focused);
        }
        waiting
            .iter()
            .map(|element| Ok(element.property("outerHTML")?.as_str().unwrap_or_default().to_owned()))
            .collect()
    }
}

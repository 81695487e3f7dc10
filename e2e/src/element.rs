//! One element of the page, and what can be done with it.

use std::path::Path;

use serde_json::{Value, json};

use crate::Error;
use crate::webdriver::Session;

/// The key under which the protocol sends a reference to an element (WebDriver §12.2).
const REFERENCE: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Something on the page. It is lost (errors say "stale") when the page is replaced.
#[derive(Clone, Debug)]
pub struct Element<'b> {
    session: &'b Session,
    id: String,
}

impl<'b> Element<'b> {
    pub(crate) fn new(session: &'b Session, reference: &Value) -> Result<Self, Error> {
        match reference[REFERENCE].as_str() {
            Some(id) => Ok(Self { session, id: id.to_owned() }),
            None => Err(Error::Shape(format!("{reference} is no element"))),
        }
    }

    /// Scrolls to it and clicks in its middle, as a person would: something lying over it is an error. When that leads to another page,
    /// it has loaded on return.
    ///
    /// # Errors
    /// When it cannot be clicked.
    pub fn click(&self) -> Result<(), Error> {
        self.session.post(&self.command("click"), &json!({})).map(drop)
    }

    /// Types at the end of what the field has.
    ///
    /// # Errors
    /// When it takes no text.
    pub fn type_text(&self, text: &str) -> Result<(), Error> {
        self.session.post(&self.command("value"), &json!({ "text": text })).map(drop)
    }

    /// Empties the field.
    ///
    /// # Errors
    /// When it takes no text.
    pub fn clear(&self) -> Result<(), Error> {
        self.session.post(&self.command("clear"), &json!({})).map(drop)
    }

    /// Replaces what the field has.
    ///
    /// # Errors
    /// When it takes no text.
    pub fn fill(&self, text: &str) -> Result<(), Error> {
        self.clear()?;
        self.type_text(text)
    }

    /// Chooses the option of a select that reads like this.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it has none such.
    pub fn select(&self, option: &str) -> Result<(), Error> {
        for one in self.within("option")? {
            if one.property("text")?.as_str().is_some_and(|text| text.trim() == option) {
                return one.click();
            }
        }
        Err(Error::NotFound(format!("an option “{option}”")))
    }

    /// Gives a file field a file of this machine.
    ///
    /// # Errors
    /// When the file does not exist or this is no file field.
    pub fn upload(&self, file: &Path) -> Result<(), Error> {
        self.type_text(&file.canonicalize()?.to_string_lossy())
    }

    /// Its text as it can be seen.
    ///
    /// # Errors
    /// When it is gone.
    pub fn text(&self) -> Result<String, Error> {
        self.session.text(&self.command("text"))
    }

    /// An attribute as written in the HTML, if it has it.
    ///
    /// # Errors
    /// When it is gone.
    pub fn attribute(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(self.session.get(&self.command(&format!("attribute/{name}")))?.as_str().map(str::to_owned))
    }

    /// A property as it is now: `value` of a field, `checked` of a box.
    ///
    /// # Errors
    /// When it is gone.
    pub fn property(&self, name: &str) -> Result<Value, Error> {
        self.session.get(&self.command(&format!("property/{name}")))
    }

    /// What a field has in it now; empty when it is no field.
    ///
    /// # Errors
    /// When it is gone.
    pub fn value(&self) -> Result<String, Error> {
        Ok(self.property("value")?.as_str().unwrap_or_default().to_owned())
    }

    /// Whether a box is ticked, a radio button or an option chosen.
    ///
    /// # Errors
    /// When it is gone.
    pub fn chosen(&self) -> Result<bool, Error> {
        Ok(self.session.get(&self.command("selected"))? == Value::Bool(true))
    }

    /// Whether it can be seen.
    ///
    /// # Errors
    /// When it is gone.
    pub fn shown(&self) -> Result<bool, Error> {
        Ok(self.session.get(&self.command("displayed"))? == Value::Bool(true))
    }

    /// Its role for assistive technology, as the browser computes it.
    ///
    /// # Errors
    /// When it is gone.
    pub fn role(&self) -> Result<String, Error> {
        self.session.text(&self.command("computedrole"))
    }

    /// Its accessible name, as the browser computes it, with its words one space apart: how many there are is not heard.
    ///
    /// # Errors
    /// When it is gone.
    pub fn name(&self) -> Result<String, Error> {
        let name = self.session.text(&self.command("computedlabel"))?;
        Ok(name.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Its tag, in small letters.
    ///
    /// # Errors
    /// When it is gone.
    pub fn tag(&self) -> Result<String, Error> {
        self.session.text(&self.command("name"))
    }

    /// Every element inside this one that a CSS selector names.
    ///
    /// # Errors
    /// When the selector is malformed.
    pub fn within(&self, css: &str) -> Result<Vec<Element<'b>>, Error> {
        let body = json!({ "using": "css selector", "value": css });
        let found = self.session.post(&self.command("elements"), &body)?;
        let found = found.as_array().map(Vec::as_slice).unwrap_or_default();
        found.iter().map(|reference| Element::new(self.session, reference)).collect()
    }

    fn command(&self, name: &str) -> String {
        format!("element/{}/{name}", self.id)
    }
}

impl PartialEq for Element<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// A CSS selector of everything that may have a role, so that not every element of the page is asked for its role.
pub(crate) fn candidates(role: &str) -> &'static str {
    match role {
        "button" => "button, input, summary, [role=button]",
        "link" => "a[href], [role=link]",
        "heading" => "h1, h2, h3, h4, h5, h6, [role=heading]",
        "textbox" | "searchbox" | "checkbox" | "radio" | "spinbutton" => {
            "input, textarea, [role=textbox], [role=checkbox]"
        }
        "combobox" | "listbox" => "select, input, [role=combobox], [role=listbox]",
        "table" => "table, [role=table]",
        "navigation" => "nav, [role=navigation]",
        "image" | "img" => "img, svg, [role=img]",
        _ => "body *",
    }
}

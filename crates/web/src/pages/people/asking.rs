//! Forms about a person that do more than write one record: handing over, leaving, agreeing to a plan.

use super::About;
use crate::Instead;
use crate::instead::capital;
use crate::pages::place::Place;
use crate::ui::form::{Form, Values};
use crate::ui::{self, Button, Item};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Field, Id, Invalid};
use maud::{Markup, html};
use records::submissions::Made;
use records::users::session;

/// A form to be shown.
pub(super) struct Asking<'a> {
    /// The page to which it belongs, and to which one comes after sending it.
    pub tab: &'a str,
    /// Where it is sent, after the person's address.
    pub path: &'a str,
    pub title: &'a str,
    /// What stands above it.
    pub above: Markup,
    pub fields: &'a [Field],
    pub lists: &'a [(&'a str, &'a [Item<'a>])],
    pub button: &'a str,
}

impl Asking<'_> {
    /// The form with what stands in it, and what is wrong with that.
    pub fn page(
        &self,
        place: &Place,
        about: &About<'_>,
        values: &Values,
        wrong: &[Invalid],
    ) -> Result<Markup, Instead> {
        let form = Form { fields: self.fields, values, invalid: wrong, lists: self.lists };
        let once = match values.get("once") {
            "" => session::new_token()?,
            once => once.to_owned(),
        };
        let content = html! {
            input type="hidden" name="once" value=(once);
            input type="hidden" name="version" value=(values.get("version"));
            (form.fields())
            (ui::button(&Button::submit(self.button)))
        };
        let main = html! {
            (form.summary())
            div class="wm-narrow" {
                (self.above)
                (place.form(&place.about(&about.path(self.path)), &content))
            }
        };
        about.page(place, self.tab, self.title, &main)
    }

    /// What follows from sending it: the page it belongs to, or the form again with what is wrong.
    pub fn answer(
        &self,
        place: &Place,
        about: &About<'_>,
        values: &Values,
        made: Result<Made, records::Error>,
    ) -> Result<Response, Instead> {
        let wrong = match made {
            Ok(made) => return Ok(saved(place, about, self.tab, &made, "")),
            Err(records::Error::Invalid(wrong)) => wrong,
            Err(records::Error::Refused(why)) => vec![Invalid::new("", "", capital(&why))],
            Err(other) => return Err(other.into()),
        };
        Ok((StatusCode::BAD_REQUEST, self.page(place, about, values, &wrong)?).into_response())
    }
}

/// Leads back to a page about the person, where it says what was saved, with *Undo*; at the part of it that one was at.
pub(super) fn saved(place: &Place, about: &About<'_>, page: &str, made: &Made, part: &str) -> Response {
    let query = place.query.keeping(|name, _| name == super::PROGRAMME);
    let mut to = query.with("saved", &made.submission.to_string()).at(&about.path(page));
    if !part.is_empty() {
        to = format!("{to}#{part}");
    }
    Redirect::to(&to).into_response()
}

/// A day as a form has it; a fault where none is written or can be read.
pub(super) fn date(values: &Values, field: &'static str) -> Result<base::Date, Invalid> {
    let text = values.get(field);
    if text.is_empty() {
        return Err(Invalid::new(field, "", "is needed"));
    }
    text.parse().map_err(|_| Invalid::new(field, text, "is not a date: write it like 3 9 2021"))
}

/// A day as a form has it, if one is written; a fault where it cannot be read.
pub(super) fn optional(values: &Values, field: &'static str) -> Result<Option<base::Date>, Invalid> {
    if values.get(field).is_empty() { Ok(None) } else { date(values, field).map(Some) }
}

/// What was chosen out of a list of records or terms, if anything was; a fault where it is none of them.
pub(super) fn choice(values: &Values, field: &'static str) -> Result<Option<Id>, Invalid> {
    match values.get(field) {
        "" => Ok(None),
        id => id.parse().map(Some).map_err(|_| Invalid::new(field, "", "choose one of these")),
    }
}

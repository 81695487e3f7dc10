//! What somebody has typed and not yet sent: kept as it is typed, and shown again when they come back, on any device.
//!
//! A form says by its [`Key`] which it is and about whom, so that two windows open on two people never write into one another.

use super::place::{PROGRAMME, Place};
use super::undo::{BACK, back, here};
use super::words::moment;
use crate::routes::{Routes, Rule};
use crate::ui::{self, Button};
use crate::{App, Instead, Query, form_token};
use axum::Form as Sent;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Act, Id, Timestamp};
use maud::{Markup, html};
use records::keeping::Sort;
use records::{drafts, submissions};

/// In a form, which form it is.
const FORM: &str = "draft-form";
/// In a form, about whom it is.
const PERSON: &str = "draft-person";
/// What the button sends that keeps what was typed.
pub(super) const KEEP: &str = "keep";
/// What the button sends that lets it go.
const DROP: &str = "drop";
/// The names of what forms carry besides what was typed.
const NOT_TYPED: [&str; 6] = [form_token::NAME, FORM, PERSON, KEEP, "another", "find"];
/// The names of what a draft keeps besides, and a form can carry otherwise the next time though it says the same.
const NOT_SAID: [&str; 4] = ["once", BACK, "q", "asked"];

pub(super) fn routes() -> Routes {
    Routes::new().post("/drafts", Rule::May(Act::Record), sent)
}

/// Which form, and about whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub form: String,
    pub person: Option<Id>,
}

/// What was typed into a form, and when.
pub(super) struct Kept {
    pub pairs: Vec<(String, String)>,
    pub at: Timestamp,
}

/// What was typed into a form, but for what is called one of `without`.
fn typed(pairs: &[(String, String)], without: &[&str]) -> String {
    let left_out = |name: &str| NOT_TYPED.contains(&name) || without.contains(&name);
    let typed = pairs.iter().filter(|(name, value)| !left_out(name) && !value.is_empty());
    form_urlencoded::Serializer::new(String::new()).extend_pairs(typed).finish()
}

/// The token of a form that was sent, with what it [says](submissions::saying).
pub(super) fn once(pairs: &[(String, String)]) -> String {
    let token = pairs.iter().find(|(name, _)| name == "once").map_or("", |(_, token)| token);
    submissions::saying(token, &typed(pairs, &NOT_SAID))
}

impl Key {
    /// The form at this path in a programme: what is typed in one is not for another.
    pub fn of(path: &str, programme: &str, person: Option<Id>) -> Self {
        Self::new([(PROGRAMME, programme)].into_iter().collect::<Query>().at(path), person)
    }

    pub fn new(form: impl Into<String>, person: Option<Id>) -> Self {
        Self { form: form.into(), person }
    }

    /// What a form said of itself.
    fn sent(pairs: &[(String, String)]) -> Option<Self> {
        let said = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let form = said(FORM).filter(|form| !form.is_empty())?;
        let person = match said(PERSON) {
            None | Some("") => None,
            Some(id) => Some(id.parse().ok()?),
        };
        Some(Self::new(form, person))
    }

    /// A form that keeps what is typed into it, as [`Place::form`] is one. The browser is not to keep it, too: it would put back what has
    /// been saved into the next form, which would then be sent a second time; and on a shared computer, before somebody else.
    pub fn form(&self, place: &Place, action: &str, content: &Markup) -> Markup {
        html! {
            form method="post" action=(action) data-draft="/drafts" autocomplete="off" {
                (form_token::hidden(place.viewer.token()))
                input type="hidden" name=(FORM) value=(self.form);
                @if let Some(person) = self.person { input type="hidden" name=(PERSON) value=(person); }
                (content)
                p class="govuk-body-s wm-draft" role="status" {}
            }
        }
    }

    /// What the form is called, and where it is.
    pub fn told(&self) -> (String, String) {
        let (path, programme) = self.form.split_once('?').unwrap_or((&self.form, ""));
        let kind = path.split('/').nth(1).and_then(Sort::from_key);
        let logging = "Log an interaction".to_owned();
        match (self.person, kind) {
            (Some(person), Some(kind)) => {
                let verb = if self.form.starts_with("add/") { "Add" } else { "Change" };
                (format!("{verb} {}", kind.label.to_lowercase()), format!("/people/{person}/{}", self.form))
            }
            (Some(person), None) => (logging, format!("/log?person={person}&{programme}")),
            (None, _) => (logging, format!("/log?{programme}")),
        }
    }

    /// What the user had typed into it, if they have not sent it.
    pub fn find(&self, place: &Place) -> Result<Option<Kept>, Instead> {
        let (workspace, Some(user)) = (place.app.workspace(), place.actor().id()) else { return Ok(None) };
        let found = workspace.read(|reader| drafts::find(reader, workspace, user, &self.form, self.person))?;
        Ok(found.map(|draft| Kept {
            pairs: form_urlencoded::parse(draft.body.as_bytes()).into_owned().collect(),
            at: draft.saved,
        }))
    }

    /// Keeps what was typed. What has been saved meanwhile, by the same form, is no draft any more; false where the form said something else
    /// then, so that this is neither saved nor kept.
    pub fn keep(&self, place: &Place, pairs: &[(String, String)]) -> Result<bool, Instead> {
        let workspace = place.app.workspace();
        let once = once(pairs);
        if let Some(same) = workspace.read(|reader| submissions::as_sent(reader, &once))? {
            return Ok(same);
        }
        drafts::keep(workspace, &place.actor(), &self.form, self.person, &typed(pairs, &[]))?;
        Ok(true)
    }

    /// Lets it go: it has been sent, or is not wanted any more.
    pub fn clear(&self, place: &Place) -> Result<(), Instead> {
        if self.find(place)?.is_some() {
            drafts::keep(place.app.workspace(), &place.actor(), &self.form, self.person, "")?;
        }
        Ok(())
    }

    /// That what was typed stands in the form again, and a way to begin afresh.
    pub fn restored(&self, place: &Place, at: Timestamp) -> Markup {
        let content = html! {
            input type="hidden" name=(FORM) value=(self.form);
            @if let Some(person) = self.person { input type="hidden" name=(PERSON) value=(person); }
            input type="hidden" name=(BACK) value=(here(place));
            (ui::button(&Button::submit("Begin afresh").secondary().sends(DROP, "1")))
        };
        html! {
            div class="govuk-inset-text wm-restored" {
                p class="govuk-body" { "This is what you typed on " (moment(at)) ". It is not saved yet: only you see it." }
                (place.form("/drafts", &content))
            }
        }
    }
}

/// The button for those without a script; with one, what is typed is kept as it is typed.
pub(super) fn button() -> Markup {
    html! { span class="wm-without-script" { (ui::button(&Button::submit("Keep as a draft").secondary().sends(KEEP, "1"))) } }
}

/// Keeps what was typed into a form, or lets it go.
async fn sent(
    State(app): State<App>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let key = Key::sent(&pairs)
            .ok_or_else(|| Instead::wrong("It is not said which form this draft is of", "Open the form again."))?;
        if pairs.iter().any(|(name, _)| name == DROP) {
            key.clear(&place)?;
            let to = pairs.iter().find(|(name, _)| name == BACK).map(|(_, to)| to.as_str());
            return Ok(Redirect::to(&back(to, "/")).into_response());
        }
        let kept = key.keep(&place, &pairs)?;
        Ok(if kept { StatusCode::NO_CONTENT } else { StatusCode::CONFLICT }.into_response())
    })
    .await
}

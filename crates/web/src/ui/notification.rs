//! What has just happened, or what matters now, at the head of a page.

use maud::{Markup, html};

/// How much a notice weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// Something was saved or done.
    #[default]
    Done,
    /// Something to be known.
    Important,
}

/// What has just happened, with a way to take it back if there is one.
#[derive(Debug, Clone, Default)]
pub struct Notice<'a> {
    /// How much it weighs.
    pub weight: Weight,
    /// What it says.
    pub text: &'a str,
    /// What may be done about it: a form with an *Undo* button, or a link.
    pub action: Option<Markup>,
}

/// What has just happened, or what matters now.
#[must_use]
pub fn notification(notice: &Notice<'_>) -> Markup {
    let (class, title, role) = match notice.weight {
        Weight::Done => ("govuk-notification-banner govuk-notification-banner--success", "Success", "alert"),
        Weight::Important => ("govuk-notification-banner", "Important", "region"),
    };
    html! {
        div class=(class) role=(role) aria-labelledby="govuk-notification-banner-title" {
            div class="govuk-notification-banner__header" {
                h2 class="govuk-notification-banner__title" id="govuk-notification-banner-title" { (title) }
            }
            div class="govuk-notification-banner__content" {
                p class="govuk-notification-banner__heading" { (notice.text) }
                @if let Some(action) = &notice.action { (action) }
            }
        }
    }
}

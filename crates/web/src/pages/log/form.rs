//! The form itself: few fields, the most likely first.

use super::who::{Choice, Who};
use super::{Filled, Logging};
use crate::pages::place::PROGRAMME;
use crate::pages::{drafts, undo};
use crate::ui::{
    self, Button, DateParts, Error, Holds, Item, Question, Radios, TextInput, checkboxes, date_input, details, radios,
    select, text_input, textarea,
};
use crate::{Instead, Query};
use definition::Vocabulary;
use maud::{Markup, html};
use records::interactions::{CHANNEL, REASON};
use records::users::session;

/// What is wrong, for the head of the page.
pub(super) fn summary(filled: &Filled) -> Markup {
    let errors: Vec<Error> = filled
        .wrong
        .iter()
        .map(|wrong| {
            let (label, control) = match wrong.field {
                "with" | "person_id" => ("With whom", Some("q")),
                "date" => ("When", Some("date-day")),
                "minutes" => ("How long", Some("minutes")),
                "service_id" => ("Services", Some("service")),
                name => (label(name), (!name.is_empty()).then_some(name)),
            };
            let text = if label.is_empty() { wrong.reason.clone() } else { format!("{label}: {}", wrong.reason) };
            Error { text, control: control.map(str::to_owned) }
        })
        .collect();
    ui::error_summary(&errors)
}

fn label(name: &str) -> &'static str {
    super::fields().iter().find(|field| field.name == name).map_or("", |field| field.label)
}

/// The fields of the form, each in one place for the long form and the short one.
struct Fields<'a> {
    logging: &'a Logging<'a>,
    filled: &'a Filled,
}

impl Fields<'_> {
    fn wrong(&self, name: &str) -> Option<&str> {
        self.filled.wrong.iter().find(|wrong| wrong.field == name).map(|wrong| wrong.reason.as_str())
    }

    /// What the form carries unseen.
    fn hidden(&self) -> Result<Markup, Instead> {
        let once = match self.filled.values.get("once") {
            "" => session::new_token()?,
            token => token.to_owned(),
        };
        Ok(html! {
            input type="hidden" name="once" value=(once);
            input type="hidden" name="in" value=(self.logging.entry.programme.key);
            input type="hidden" name=(undo::BACK) value=(self.logging.back);
            input type="hidden" name="asked" value=(self.filled.words);
            @if let Some(person) = self.logging.person() {
                input type="hidden" name="for" value=(person);
            }
        })
    }

    fn text(&self, name: &str, label: &str) -> Markup {
        let question = Question::new(name, label).error(self.wrong(name)).size(ui::Size::Small);
        text_input(&question, &TextInput { value: self.filled.values.get(name), ..TextInput::default() })
    }

    fn channel(&self) -> Markup {
        let channels: Vec<Item<'_>> = CHANNEL.iter().map(|choice| Item::new(choice.key, choice.label)).collect();
        radios(
            &Question::new("channel", "How").error(self.wrong("channel")).size(ui::Size::Small),
            &Radios { items: &channels, selected: self.filled.values.get("channel"), inline: true, small: true },
        )
    }

    fn reason(&self) -> Markup {
        let reasons = REASON.iter().map(|choice| Item::new(choice.key, choice.label));
        let reasons: Vec<Item<'_>> = std::iter::once(Item::new("", "Not said")).chain(reasons).collect();
        let question = Question::new("reason", "Why not in person (optional)").error(self.wrong("reason"));
        html! { div class="wm-reason" { (select(&question, &reasons, self.filled.values.get("reason"))) } }
    }

    fn minutes(&self) -> Markup {
        let value = self.filled.values.get("minutes");
        text_input(
            &Question::new("minutes", "How long").error(self.wrong("minutes")).size(ui::Size::Small),
            &TextInput { value, holds: Holds::Number, width: Some(4), suffix: Some("minutes"), ..TextInput::default() },
        )
    }

    fn services(&self) -> Markup {
        let terms = self.logging.entry.terms(Vocabulary::Service).filter(|term| !term.retired);
        let services: Vec<(String, &str)> = terms.map(|term| (term.id.to_string(), term.label.as_str())).collect();
        let services: Vec<Item<'_>> = services.iter().map(|(id, label)| Item::new(id, label)).collect();
        let chosen: Vec<&str> = self.filled.services.iter().map(String::as_str).collect();
        let question = Question::new("service", "Services").error(self.wrong("service_id")).size(ui::Size::Small);
        html! { @if !services.is_empty() { div class="wm-choices" { (checkboxes(&question, &services, &chosen)) } } }
    }

    fn despite(&self) -> Markup {
        html! { @if self.wrong("despite").is_some() { (self.text("despite", "Why is it right all the same?")) } }
    }

    fn notes(&self, rows: u8) -> Markup {
        let question = Question::new("notes", "What was said (optional)").error(self.wrong("notes"));
        textarea(&question.size(ui::Size::Small), self.filled.values.get("notes"), rows)
    }

    fn date(&self) -> Markup {
        let question = Question::new("date", "When").error(self.wrong("date")).size(ui::Size::Small);
        date_input(&question, &DateParts::read(self.filled.values.get("date")))
    }
}

pub(super) fn form(logging: &Logging<'_>, filled: &Filled, who: &Who) -> Result<Markup, Instead> {
    let fields = Fields { logging, filled };
    let content = html! {
        (fields.hidden()?)
        (with(logging, filled, who))
        (fields.channel())
        (fields.reason())
        (fields.minutes())
        (fields.services())
        (fields.despite())
        (fields.notes(4))
        (fields.date())
        (fields.text("present", "Who else was there (optional)"))
        div class="govuk-button-group" {
            (ui::button(&Button::submit("Save")))
            (ui::button(&Button::submit("Save and add another").secondary().sends("another", "1")))
            (drafts::button())
            a class="govuk-link" href=(logging.back) { "Leave without saving" }
        }
    };
    Ok(html! { div class="wm-log-form" { (logging.key().form(logging.place, "/log", &content)) } })
}

/// The same with few fields in sight, for one person on their own page; `before` is said of what stands in it.
pub(super) fn quick(logging: &Logging<'_>, filled: &Filled, before: &Markup) -> Result<Markup, Instead> {
    let fields = Fields { logging, filled };
    let rest = html! {
        (fields.services())
        (fields.reason())
        (fields.date())
        (fields.text("present", "Who else was there (optional)"))
    };
    let whole = logging.address(&logging.entry.programme.key);
    let content = html! {
        (fields.hidden()?)
        input type="hidden" name="with" value=[logging.person()];
        (fields.notes(2))
        (fields.channel())
        (fields.minutes())
        (details("Services, another day, who else was there", &rest, false, None))
        div class="govuk-button-group" {
            (ui::button(&Button::submit("Save")))
            (drafts::button())
            a class="govuk-link" href=(whole) { "Log with somebody else too" }
        }
    };
    Ok(html! {
        section class="wm-box wm-log-form wm-quick-log" aria-labelledby="quick-log" {
            h2 class="govuk-heading-s" id="quick-log" { "Log an interaction" }
            (before)
            (logging.key().form(logging.place, "/log", &content))
        }
    })
}

/// With whom: those chosen, a search, and one's own people.
fn with(logging: &Logging<'_>, filled: &Filled, who: &Who) -> Markup {
    let missing = filled.wrong.iter().find(|wrong| ["with", "person_id"].contains(&wrong.field));
    let own = logging.person().map(|id| id.to_string());
    let open = missing.is_some() || who.found.is_some();
    let picker = html! {
        div id="log-found" { @if let Some(people) = &who.found { (found(people, &filled.words, who.more)) } }
        (list(&who.near))
        @if !who.rest.is_empty() {
            (details(&format!("The other {} of my people", who.rest.len()), &list(&who.rest), false, None))
        }
        @let find: Query = [(PROGRAMME, logging.entry.programme.key.as_str())].into_iter().collect();
        div class="wm-find wm-find--row" data-find-people=(find.at("/log/people")) {
            (text_input(
                &Question::new("q", "Find somebody by name or reference"),
                &TextInput { value: &filled.words, holds: Holds::Search, autocomplete: Some("off"), ..TextInput::default() },
            ))
            (ui::button(&Button::submit("Find").secondary().sends("find", "1")))
        }
    };
    html! {
        @if let Some(own) = &own { input type="hidden" name="with" value=(own); }
        fieldset class={ "govuk-fieldset govuk-form-group wm-with" @if missing.is_some() { " govuk-form-group--error" } } {
            legend class="govuk-fieldset__legend govuk-fieldset__legend--s" { @if own.is_some() { "With somebody else too" } @else { "With whom" } }
            @if let Some(missing) = missing {
                p class="govuk-error-message" { span class="govuk-visually-hidden" { "Error:" } " " (missing.reason) }
            }
            @let chosen: Vec<&Choice> = who.chosen.iter().filter(|choice| Some(&choice.id) != own.as_ref()).collect();
            div id="log-chosen" class=(BOXES) { @for choice in chosen { (tick(choice, "with", true)) } }
            @if own.is_some() { (details("Choose somebody", &picker, open, None)) } @else { (picker) }
        }
    }
}

/// Those who were found by these words, to be ticked.
pub(super) fn found(found: &[Choice], words: &str, more: bool) -> Markup {
    html! {
        p class="govuk-body-s" role="status" {
            @match found.len() {
                0 => { "Nobody else whom you can log with is found by “" (words) "”. Try fewer letters." }
                1 => "One person found:",
                several => { (several) " people found" @if more { ", and there are more: type a little more" } ":" }
            }
        }
        @if !found.is_empty() { div class=(BOXES) { @for choice in found { (tick(choice, "found", false)) } } }
    }
}

fn list(choices: &[Choice]) -> Markup {
    html! { @if !choices.is_empty() { div class=(BOXES) { @for choice in choices { (tick(choice, "with", false)) } } } }
}

/// How boxes to tick people stand together.
const BOXES: &str = "govuk-checkboxes govuk-checkboxes--small wm-people";

/// A box to tick somebody; `part` tells it from another one of the same person.
fn tick(choice: &Choice, part: &str, ticked: bool) -> Markup {
    let id = format!("{part}-{}", choice.id);
    html! {
        div class="govuk-checkboxes__item" {
            input class="govuk-checkboxes__input" type="checkbox" id=(id) name="with" value=(choice.id) checked[ticked];
            label class="govuk-label govuk-checkboxes__label" for=(id) {
                (choice.name) " " span class="wm-quiet" { (choice.detail) }
            }
        }
    }
}

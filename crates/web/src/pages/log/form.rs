//! The form itself: few fields, the most likely first.

use super::who::{Choice, Who};
use super::{Filled, Logging};
use crate::Instead;
use crate::pages::{drafts, undo};
use crate::ui::{
    self, Button, DateParts, Error, Holds, Item, Question, Radios, TextInput, checkboxes, date_input, details, radios,
    select, text_input, textarea,
};
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

pub(super) fn form(logging: &Logging<'_>, filled: &Filled, who: &Who) -> Result<Markup, Instead> {
    let values = &filled.values;
    let once = match values.get("once") {
        "" => session::new_token()?,
        token => token.to_owned(),
    };
    let wrong = |name: &str| filled.wrong.iter().find(|wrong| wrong.field == name).map(|wrong| wrong.reason.as_str());
    let services: Vec<(String, &str)> = logging
        .entry
        .terms(Vocabulary::Service)
        .filter(|term| !term.retired)
        .map(|term| (term.id.to_string(), term.label.as_str()))
        .collect();
    let services: Vec<Item<'_>> = services.iter().map(|(id, label)| Item::new(id, label)).collect();
    let chosen: Vec<&str> = filled.services.iter().map(String::as_str).collect();
    let channels: Vec<Item<'_>> = CHANNEL.iter().map(|choice| Item::new(choice.key, choice.label)).collect();
    let reasons: Vec<Item<'_>> = std::iter::once(Item::new("", "Not said"))
        .chain(REASON.iter().map(|choice| Item::new(choice.key, choice.label)))
        .collect();
    let content = html! {
        input type="hidden" name="once" value=(once);
        input type="hidden" name="in" value=(logging.entry.programme.key);
        input type="hidden" name=(undo::BACK) value=(logging.back);
        input type="hidden" name="asked" value=(filled.words);
        @if let Some(person) = logging.person() {
            input type="hidden" name="for" value=(person);
        }
        (with(logging, filled, who))
        (radios(
            &Question::new("channel", "How").error(wrong("channel")).size(ui::Size::Small),
            &Radios { items: &channels, selected: values.get("channel"), inline: true, small: true },
        ))
        div class="wm-reason" {
            (select(&Question::new("reason", "Why not in person (optional)").error(wrong("reason")), &reasons, values.get("reason")))
        }
        (text_input(
            &Question::new("minutes", "How long").error(wrong("minutes")).size(ui::Size::Small),
            &TextInput { value: values.get("minutes"), holds: Holds::Number, width: Some(4), suffix: Some("minutes"), ..TextInput::default() },
        ))
        @if !services.is_empty() {
            div class="wm-choices" {
                (checkboxes(&Question::new("service", "Services").error(wrong("service_id")).size(ui::Size::Small), &services, &chosen))
            }
        }
        @if let Some(why) = wrong("despite") {
            (text_input(
                &Question::new("despite", "Why is it right all the same?").error(Some(why)),
                &TextInput { value: values.get("despite"), ..TextInput::default() },
            ))
        }
        (textarea(&Question::new("notes", "What was said (optional)").error(wrong("notes")).size(ui::Size::Small), values.get("notes"), 4))
        (date_input(&Question::new("date", "When").error(wrong("date")).size(ui::Size::Small), &DateParts::read(values.get("date"))))
        (text_input(
            &Question::new("present", "Who else was there (optional)").error(wrong("present")).size(ui::Size::Small),
            &TextInput { value: values.get("present"), ..TextInput::default() },
        ))
        div class="govuk-button-group" {
            (ui::button(&Button::submit("Save")))
            (ui::button(&Button::submit("Save and add another").secondary().sends("another", "1")))
            (drafts::button())
            a class="govuk-link" href=(logging.back) { "Leave without saving" }
        }
    };
    Ok(html! { div class="wm-log-form" { (logging.key().form(logging.place, "/log", &content)) } })
}

/// With whom: those chosen, a search, and one's own people.
fn with(logging: &Logging<'_>, filled: &Filled, who: &Who) -> Markup {
    let missing = filled.wrong.iter().find(|wrong| ["with", "person_id"].contains(&wrong.field));
    let own = logging.person().map(|id| id.to_string());
    let open = missing.is_some() || who.found.is_some();
    let picker = html! {
        @if let Some(found) = &who.found { (found_people(found, filled, who.more)) }
        (list(&who.near))
        @if !who.rest.is_empty() {
            (details(&format!("The other {} of my people", who.rest.len()), &list(&who.rest), false, None))
        }
        div class="wm-find wm-find--row" {
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
            @if !chosen.is_empty() { (boxes(&chosen, true)) }
            @if own.is_some() { (details("Choose somebody", &picker, open, None)) } @else { (picker) }
        }
    }
}

fn found_people(found: &[Choice], filled: &Filled, more: bool) -> Markup {
    html! {
        p class="govuk-body-s" role="status" {
            @match found.len() {
                0 => { "Nobody else whom you can log with is found by “" (filled.words) "”. Try fewer letters." }
                1 => "One person found:",
                several => { (several) " people found" @if more { ", and there are more: type a little more" } ":" }
            }
        }
        (list(found))
    }
}

fn list(choices: &[Choice]) -> Markup {
    boxes(&choices.iter().collect::<Vec<_>>(), false)
}

fn boxes(choices: &[&Choice], ticked: bool) -> Markup {
    html! {
        @if !choices.is_empty() {
            div class="govuk-checkboxes govuk-checkboxes--small wm-people" {
                @for choice in choices {
                    @let id = format!("with-{}", choice.id);
                    div class="govuk-checkboxes__item" {
                        input class="govuk-checkboxes__input" type="checkbox" id=(id) name="with" value=(choice.id) checked[ticked];
                        label class="govuk-label govuk-checkboxes__label" for=(id) {
                            (choice.name) " " span class="wm-quiet" { (choice.detail) }
                        }
                    }
                }
            }
        }
    }
}

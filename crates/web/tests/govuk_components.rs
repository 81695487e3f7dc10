//! The components make the same HTML as GOV.UK Frontend does, by the examples that it publishes.

mod normal;

use maud::{Markup, PreEscaped, html};
use normal::normal;
use serde_json::Value;
use web::ui;

const EXAMPLES: &str = include_str!("../fixtures/govuk-frontend-6.6.0.json");

#[test]
fn every_component_makes_the_html_that_govuk_frontend_makes() {
    let examples: Value = serde_json::from_str(EXAMPLES).unwrap();
    let (mut compared, mut different) = (0, Vec::new());
    for (component, examples) in examples.as_object().unwrap() {
        for example in examples.as_array().unwrap() {
            let ours = made(component, &example["options"]).into_string();
            let theirs = example["html"].as_str().unwrap();
            compared += 1;
            if normal(&ours) != normal(theirs) {
                different.push(format!(
                    "{component}, {}\nours:\n{}\ntheirs:\n{}\n",
                    example["name"],
                    normal(&ours),
                    normal(theirs)
                ));
            }
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    assert!(compared > 50, "only {compared} examples were compared");
}

/// What our component makes of the options of theirs.
fn made(component: &str, options: &Value) -> Markup {
    let question = question(options);
    match component {
        "back-link" => ui::back_link("#"),
        "breadcrumbs" => ui::breadcrumbs(&links(&options["items"])),
        "button" => ui::button(&button(options)),
        "checkboxes" => ui::checkboxes(&question, &items(options), &[]),
        "date-input" => date_input(options),
        "details" => ui::details(
            text(&options["summaryText"]),
            &html! { (content(options)) },
            options["open"] == true,
            options["id"].as_str(),
        ),
        "error-summary" => ui::error_summary(&errors(options)),
        "fieldset" => {
            let legend = &options["legend"];
            let size = if legend["classes"].is_null() { ui::Size::Plain } else { ui::Size::Medium };
            ui::fieldset(text(&legend["text"]), size, &html! {})
        }
        "file-upload" => ui::file_upload(&question, &ui::FileUpload::default()),
        "input" => ui::text_input(&question, &input(options)),
        "inset-text" => ui::inset(&content(options)),
        "notification-banner" => notification(options),
        "pagination" => {
            let (previous, next) = (options["previous"]["href"].as_str(), options["next"]["href"].as_str());
            ui::pagination(&ui::Pages { previous, next, ..ui::Pages::default() })
        }
        "panel" => ui::panel(text(&options["titleHtml"]), &content(options)),
        "radios" => radios(&question, options),
        "select" => ui::select(&question, &items(options), "none of them"),
        "summary-list" => ui::summary_list(&lines(options)),
        "table" => table(options),
        "tag" => ui::tag(text(&options["text"]), colour(options)),
        "textarea" => {
            let rows = options["rows"].as_u64().map_or(5, |rows| rows as u8);
            ui::textarea(&question, text(&options["value"]), rows)
        }
        "warning-text" => ui::warning(text(&options["text"])),
        other => html! { "there is no component called " (other) },
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn content(options: &Value) -> Markup {
    options["html"].as_str().map_or_else(|| html! { (text(&options["text"])) }, |html| PreEscaped(html.to_owned()))
}

fn question(options: &Value) -> ui::Question<'_> {
    let label = if options["fieldset"].is_null() { &options["label"] } else { &options["fieldset"]["legend"] };
    let mut question = ui::Question::new(text(&options["name"]), text(&label["text"]))
        .hint(text(&options["hint"]["text"]))
        .error(options["errorMessage"]["text"].as_str());
    question.id = options["id"].as_str();
    if label["isPageHeading"] == true { question.heading() } else { question }
}

fn items(options: &Value) -> Vec<ui::Item<'_>> {
    let items = list(&options["items"]).iter();
    items
        .map(|item| ui::Item {
            value: value(&item["value"]),
            label: text(&item["text"]),
            hint: item["hint"]["text"].as_str(),
        })
        .collect()
}

/// The examples number some values; ours are text.
fn value(value: &Value) -> &str {
    match value.as_u64() {
        Some(1) => "1",
        Some(2) => "2",
        Some(3) => "3",
        _ => text(value),
    }
}

fn links(items: &Value) -> Vec<ui::Link<'_>> {
    list(items).iter().map(|item| ui::Link::new(text(&item["text"]), text(&item["href"]))).collect()
}

fn button(options: &Value) -> ui::Button<'_> {
    let said = text(&options["text"]);
    let button = options["href"].as_str().map_or_else(|| ui::Button::submit(said), |href| ui::Button::link(said, href));
    let look = match text(&options["classes"]) {
        "govuk-button--secondary" => ui::Look::Secondary,
        "govuk-button--warning" => ui::Look::Warning,
        _ => ui::Look::Primary,
    };
    ui::Button {
        look,
        disabled: options["disabled"] == true,
        sends: options["name"].as_str().map(|name| (name, "")),
        ..button
    }
}

fn date_input(options: &Value) -> Markup {
    let name = text(&options["namePrefix"]);
    let part = |part: &str| options["values"][format!("{name}-{part}")].to_string();
    let parts = ui::DateParts { day: part("day"), month: part("month"), year: part("year") };
    ui::date_input(&ui::Question { name, ..question(options) }, &parts)
}

fn errors(options: &Value) -> Vec<ui::Error> {
    let errors = list(&options["errorList"]).iter();
    let control = |error: &Value| error["href"].as_str().map(|href| href.trim_start_matches('#').to_owned());
    errors.map(|error| ui::Error { text: text(&error["text"]).to_owned(), control: control(error) }).collect()
}

fn input(options: &Value) -> ui::TextInput<'_> {
    let width = text(&options["classes"]).strip_prefix("govuk-input--width-").and_then(|width| width.parse().ok());
    let (prefix, suffix) = (options["prefix"]["text"].as_str(), options["suffix"]["text"].as_str());
    ui::TextInput { width, prefix, suffix, ..ui::TextInput::default() }
}

fn notification(options: &Value) -> Markup {
    let weight = if options["type"] == "success" { ui::Weight::Done } else { ui::Weight::Important };
    ui::notification(&ui::Notice { weight, text: text(&options["text"]), action: None })
}

fn radios(question: &ui::Question<'_>, options: &Value) -> Markup {
    let inline = text(&options["classes"]).contains("inline");
    let checked = list(&options["items"]).iter().find(|item| item["checked"] == true);
    let selected = checked.map_or("none of them", |item| text(&item["value"]));
    ui::radios(question, &ui::Radios { items: &items(options), selected, inline, small: false })
}

fn lines(options: &Value) -> Vec<ui::Line<'_>> {
    list(&options["rows"]).iter().map(line).collect()
}

fn line(row: &Value) -> ui::Line<'_> {
    ui::Line { key: text(&row["key"]["text"]), value: content(&row["value"]), actions: links(&row["actions"]["items"]) }
}

fn table(options: &Value) -> Markup {
    let columns = list(&options["head"]).iter();
    let rows = list(&options["rows"]).iter();
    let cells = |row: &Value| list(row).iter().map(content).collect();
    ui::table(&ui::Table {
        caption: text(&options["caption"]),
        size: ui::Size::Medium,
        columns: columns
            .map(|head| ui::Column {
                label: text(&head["text"]),
                numeric: head["format"] == "numeric",
                ..ui::Column::default()
            })
            .collect(),
        rows: rows.map(cells).collect(),
        ..ui::Table::default()
    })
}

fn colour(options: &Value) -> ui::Colour {
    match text(&options["classes"]) {
        "govuk-tag--grey" => ui::Colour::Grey,
        "govuk-tag--green" => ui::Colour::Green,
        "govuk-tag--yellow" => ui::Colour::Yellow,
        "govuk-tag--red" => ui::Colour::Red,
        "govuk-tag--purple" => ui::Colour::Purple,
        _ => ui::Colour::Plain,
    }
}

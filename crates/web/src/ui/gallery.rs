//! Every component once, as it would stand on a page, to be looked at and checked.

use super::form::{Form, Values};
use super::*;
use base::{Choice, Field, Invalid, Kind};
use charts::{Chart, Row};
use maud::{Markup, html};

/// A page with every component, in its frame.
#[must_use]
pub fn gallery() -> Markup {
    let programmes = [
        Link::new("Positive Communities", "#1"),
        Link::new("More Positive Together", "#2"),
        Link::new("Positive Progressions", "#3"),
    ];
    let way = [Link::new("Home", "#home"), Link::new("Reports", "#reports")];
    let undo = html! { form method="get" action="#undo" { (button(&Button::submit("Undo").secondary())) } };
    let frame = Frame {
        programmes: &programmes,
        programme: Some("Positive Communities"),
        navigation: &[
            (Section::Home, "#home"),
            (Section::People, "#people"),
            (Section::Groups, "#groups"),
            (Section::Community, "#community"),
            (Section::Reports, "#reports"),
            (Section::Programme, "#programme"),
        ],
        section: Some(Section::Reports),
        breadcrumbs: &way,
        search: Some(("#found", "")),
        log: Some("#log"),
        notice: Some(Notice { weight: Weight::Done, text: "The outcome was saved.", action: Some(undo) }),
        synthetic: true,
        ..Frame::new("Gallery of components", "East Lancashire")
    };
    frame.page(&html! {
        (heading(&Heading {
            title: "Gallery of components",
            caption: Some("Positive Communities"),
            lead: Some("Every part that pages are made of, once, so that it can be looked at and checked."),
            action: Some(Button::link("Log an outcome", "#log")),
        }))
        (overview())
        (lists())
        (words())
        (forms())
    })
}

fn overview() -> Markup {
    let everyone =
        [Item::new("", "All partners"), Item::new("bridge", "Bridge House"), Item::new("mill", "Mill Lane Trust")];
    let periods = [Item::new("", "Since the start"), Item::new("2021/22", "2021/22"), Item::new("2022/23", "2022/23")];
    html! {
        (tiles(&[
            Tile { label: "participants", value: Some(858), target: Some(800), counted: Some("#counted-1"), ..Tile::default() },
            Tile {
                label: "core outcomes",
                value: Some(809),
                target: Some(889),
                detail: Some("achieved by 577 people"),
                counted: Some("#counted-2"),
            },
            Tile { label: "people with a non-core outcome", value: Some(503), detail: Some("222 of them with a core one too"), ..Tile::default() },
            Tile { label: "volunteer hours", detail: Some("not collected before April 2023"), ..Tile::default() },
        ]))
        (filters(&Filters {
            action: "#",
            filters: &[
                Filter { name: "partner", label: "Partner", items: &everyone, selected: "bridge" },
                Filter { name: "over", label: "Period", items: &periods, selected: "" },
            ],
            result: Some("142 people"),
            named: &[Named { text: "Partner: Bridge House", without: "#all" }],
            clear: Some("#all"),
            ..Filters::default()
        }))
        (charted())
    }
}

fn charted() -> Markup {
    let outcomes = Chart::new(
        "outcomes",
        "Core outcomes",
        vec![
            Row::new("Better able to manage money and household bills without help", 312.0).of(858),
            Row::new("Moved into employment", 204.0).of(858),
            Row::new("Improved confidence", 61.0).of(858),
            Row::new("Started volunteering", None),
        ],
    );
    let reached = Chart::new(
        "reached",
        "Against target",
        vec![Row::new("Participants", 858.0).target(800), Row::new("Core outcomes", 809.0).target(889)],
    );
    let both = Chart::new(
        "both",
        "People and outcomes",
        vec![Row::new("Employment", 204.0).and(231.0), Row::new("Wellbeing", 577.0).and(809.0)],
    )
    .series(["People", "Outcomes"]);
    let months = ["Apr to Jun 2021", "Jul to Sep 2021", "Oct to Dec 2021", "Jan to Mar 2022", "Apr to Jun 2022"];
    let quarters = |values: [f64; 5]| months.iter().zip(values).map(|(label, value)| Row::new(*label, value)).collect();
    let joined = Chart::new("joined", "Joined by quarter", quarters([120.0, 260.0, 198.0, 154.0, 126.0]))
        .kind(charts::Kind::Columns);
    let total = Chart::new("total", "Joined since the start", quarters([120.0, 380.0, 578.0, 732.0, 858.0]))
        .kind(charts::Kind::Line);
    let ages = Chart::new(
        "ages",
        "Age and gender",
        vec![
            Row::new("16 to 24", 88.0).and(61.0).and(4.0),
            Row::new("25 to 49", 241.0).and(203.0).and(7.0),
            Row::new("50 and over", 131.0).and(120.0).and(3.0),
        ],
    )
    .kind(charts::Kind::Stacked)
    .series(["Women", "Men", "Another gender or not stated"]);
    let downloads = [Link::new("CSV", "#csv"), Link::new("Excel", "#xlsx"), Link::new("JSON", "#json")];
    let notes = ["A person can have several outcomes, so the rows add up to more than 858.".to_owned()];
    let one = |chart| drawn(chart, &downloads);
    html! {
        (figures(&[
            Figure { base: Some("858 participants"), notes: &notes, ..one(&outcomes) },
            Figure { open: true, ..one(&reached) },
            one(&both),
            one(&joined),
            one(&total),
            one(&ages),
            Figure {
                key: "distance",
                title: "Distance travelled",
                empty: Some("No data yet. It is collected since 1 April 2023."),
                ..Figure::default()
            },
        ]))
    }
}

/// A figure of this chart, its table made from the chart's own rows.
fn drawn<'a>(chart: &'a Chart, downloads: &'a [Link<'a>]) -> Figure<'a> {
    let names =
        if chart.series.is_empty() { vec!["Number"] } else { chart.series.iter().map(String::as_str).collect() };
    let cell =
        |value: &Option<f64>| html! { @if let Some(value) = value { (charts::value(*value)) } @else { "no data yet" } };
    Figure {
        key: &chart.id,
        title: &chart.title,
        page: Some("#figure"),
        chart: Some(chart),
        table: Table {
            caption: &chart.title,
            caption_hidden: true,
            columns: std::iter::once(Column::text("Which")).chain(names.into_iter().map(Column::number)).collect(),
            rows: chart
                .rows
                .iter()
                .map(|row| std::iter::once(html! { (row.label) }).chain(row.values.iter().map(cell)).collect())
                .collect(),
            ..Table::default()
        },
        counted: Some("#counted"),
        downloads,
        ..Figure::default()
    }
}

fn lists() -> Markup {
    let person = |name: &str, partner: &str, state: Markup, hours: &str| {
        vec![html! { (link(Link::new(name, "#person"))) }, html! { (partner) }, state, html! { (hours) }]
    };
    html! {
        (table(&Table {
            caption: "People",
            size: Size::Medium,
            columns: vec![
                Column::text("Name").sort("#by-name", Some(Order::Ascending)),
                Column::text("Partner"),
                Column::text("State"),
                Column::number("Hours of support").sort("#by-hours", None),
            ],
            rows: vec![
                person("Joan Adeyemi", "Bridge House", tag("Active", Colour::Green), "41.5"),
                person("Piotr Example", "Mill Lane Trust", tag("Waiting", Colour::Yellow), "3.0"),
                person("Sana Sample", "Bridge House", tag("Left", Colour::Grey), "112.0"),
            ],
            cards: true,
            ..Table::default()
        }))
        (pagination(&Pages { next: Some("#next"), next_label: Some("after Sana Sample"), previous: Some("#previous"), ..Pages::default() }))
        (table(&Table {
            caption: "People by partner and year",
            size: Size::Medium,
            columns: ["Partner", "2018/19", "2019/20", "2020/21", "2021/22", "2022/23", "All years"].into_iter().enumerate()
                .map(|(index, label)| if index == 0 { Column::text(label) } else { Column::number(label) }).collect(),
            rows: vec![["Bridge House", "31", "44", "25", "61", "12", "173"].map(|cell| html! { (cell) }).to_vec()],
            total: Some(["All partners", "31", "44", "25", "61", "12", "173"].map(|cell| html! { (cell) }).to_vec()),
            ..Table::default()
        }))
        (summary_list(&[
            Line::text("Reference", "PC-0417").action(Link::new("Change", "#change")),
            Line::text("Date of birth", ""),
        ]))
        (empty(&Empty {
            title: "No outcomes yet",
            text: "Outcomes appear here as they are recorded or imported.",
            action: Some(Button::link("Import outcomes", "#import")),
        }))
        (progress(&Progress { id: "import", label: "Reading outcomes.csv", done: 41_000, of: Some(1_000_000), unit: "rows", again: None }))
    }
}

fn words() -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Words" }
        (paragraph("People are counted once, whoever works with them."))
        (inset(&html! { "Percentages are shares of everybody who has taken part, not only of those who answered." }))
        (warning("What is deleted cannot be brought back after thirty days."))
        (details("What counts as a core outcome", &paragraph("One of the outcomes promised to the funder."), false, None))
        p class="govuk-body" { @for (text, colour) in [("Plain", Colour::Plain), ("Grey", Colour::Grey), ("Green", Colour::Green),
            ("Yellow", Colour::Yellow), ("Red", Colour::Red), ("Purple", Colour::Purple)] { (tag(text, colour)) " " } }
        (buttons(&[Button::submit("Save"), Button::submit("Save and add another").secondary(), Button::link("Delete", "#delete").warning()]))
    }
}

const GENDER: &[Choice] =
    &[Choice::new("female", "Female"), Choice::new("male", "Male"), Choice::new("other", "Another")];
const FIELDS: &[Field] = &[
    Field::new("family_name", "Family name", Kind::Text).required().help("As it stands on official letters"),
    Field::new("born", "Date of birth", Kind::Date).required().help("For example, 3 9 1984"),
    Field::new("gender", "Gender", Kind::Choice(GENDER)),
    Field::new("consent", "May we write to them?", Kind::YesNo),
    Field::new("service", "Service", Kind::Term("service")),
    Field::new("fee", "Fee paid", Kind::Money),
    Field::new("note", "Note", Kind::LongText),
];

fn forms() -> Markup {
    let values: Values =
        [("family_name", "Adeyemi"), ("born", "31/9/1984"), ("gender", "female")].into_iter().collect();
    let wrong = [Invalid::new("born", "31/9/1984", "September has only 30 days")];
    let names: Vec<String> = (1..8).map(|number| format!("Service {number}")).collect();
    let services: Vec<Item<'_>> = names.iter().map(|name| Item::new(name, name)).collect();
    let form = Form { fields: FIELDS, values: &values, invalid: &wrong, lists: &[("service", &services)] };
    let channels = [Item::new("call", "Telephone").hint("We leave no message"), Item::new("text", "Text message")];
    html! {
        h2 class="govuk-heading-m" { "A form" }
        (back_link("#back"))
        (form.summary())
        form method="get" action="#sent" {
            (form.fields())
            (fieldset("About the call", Size::Medium, &html! {
                (checkboxes(&Question::new("channel", "How may we reach them?").size(Size::Small), &channels, &["text"]))
                (text_input(&Question::new("minutes", "How long it took"), &TextInput {
                    holds: Holds::Number, width: Some(4), suffix: Some("minutes"), ..TextInput::default() }))
            }))
            (file_upload(&Question::new("file", "Their form, as a file").hint("PDF or a picture"), &FileUpload::default()))
            (buttons(&[Button::submit("Save")]))
        }
    }
}

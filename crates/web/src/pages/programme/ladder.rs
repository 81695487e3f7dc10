//! The ladder of involvement as a picture: how many stand on each rung, and how many moved, with the numbers beneath.

use crate::Instead;
use crate::pages::place::{Page, Place};
use crate::ui::{self, Column, Heading, Link, Section};
use base::{Act, Id, Whose};
use charts::Flow;
use definition::Vocabulary;
use maud::{Markup, html};
use records::ladder::{self, Passage};

pub(crate) fn show(place: &Place) -> Result<Markup, Instead> {
    let entry = place.entry()?;
    if !place.sees_figures(entry) {
        return Err(crate::routes::may_not(&place.viewer, Act::SeeFigures));
    }
    let scope = place.scope();
    let passages = place.app.workspace().read(|reader| ladder::flow(reader, &scope, entry.programme.id))?;
    let reached = |id: Id| passages.iter().any(|one| one.to == id || one.from == Some(id));
    // A rung that is no longer offered stays as long as somebody has stood on it.
    let rungs: Vec<(Id, &str)> = entry
        .terms(Vocabulary::Rung)
        .filter(|term| !term.retired || reached(term.id))
        .map(|term| (term.id, term.label.as_str()))
        .collect();
    let definition = place.about("/programme");
    let way = [Link::new("Programme", &definition)];
    let title = "The ladder of involvement";
    let main = html! {
        (ui::heading(&Heading {
            title,
            caption: Some(&entry.programme.name),
            lead: Some("How many people stand on each rung, and how they came there."),
            action: None,
        }))
        @if let Whose::Partners { .. } = scope.whose(Act::SeeFigures, entry.programme.id) {
            p class="govuk-body" { "Counted are the moves that your own organisation recorded." }
        }
        @if rungs.is_empty() {
            (ui::empty(&ui::Empty { title: "No ladder", text: "This programme\u{2019}s definition has no rungs.", action: None }))
        } @else if passages.is_empty() {
            (ui::empty(&ui::Empty { title: "No moves yet", text: "Once a move on the ladder is recorded, on a person\u{2019}s measures, it stands here.", action: None }))
        } @else {
            div class="wm-figure wm-flow" {
                (drawn(&rungs, &passages).svg())
                p class="wm-quiet" { "Unbroken arrows lead up, broken ones down; the thicker, the more often." }
                (table(&rungs, &passages))
                ul class="wm-figure__notes" {
                    li { "Everybody is counted once, on the rung on which they last stood, whether or not they have left since." }
                    li { "Somebody who moved twice is two moves." }
                }
            }
        }
    };
    let page = Page { title, section: Some(Section::Programme), way: &way, entry: Some(entry), ..Page::default() };
    Ok(place.page(&page, &main))
}

fn drawn(rungs: &[(Id, &str)], passages: &[Passage]) -> Flow {
    let at = |id: Id| rungs.iter().position(|(rung, _)| *rung == id);
    Flow {
        id: "ladder".to_owned(),
        title: "The ladder of involvement".to_owned(),
        rungs: rungs.iter().map(|(rung, label)| ((*label).to_owned(), standing(passages, *rung))).collect(),
        moves: passages.iter().filter_map(|one| Some((at(one.from?)?, at(one.to)?, one.moves))).collect(),
    }
}

fn standing(passages: &[Passage], rung: Id) -> i64 {
    passages.iter().filter(|one| one.to == rung).map(|one| one.standing).sum()
}

fn table(rungs: &[(Id, &str)], passages: &[Passage]) -> Markup {
    let at = |id: Id| rungs.iter().position(|(rung, _)| *rung == id);
    let rows = rungs.iter().enumerate().rev().map(|(place, (rung, label))| {
        let came = |fits: &dyn Fn(Option<usize>) -> bool| -> i64 {
            let came = passages.iter().filter(|one| one.to == *rung && fits(one.from.and_then(at)));
            came.map(|one| one.moves).sum()
        };
        let joined: i64 =
            passages.iter().filter(|one| one.to == *rung && one.from.is_none()).map(|one| one.moves).sum();
        let numbers = [
            standing(passages, *rung),
            joined,
            came(&|from| from.is_some_and(|from| from + 1 == place)),
            came(&|from| from.is_some_and(|from| from + 1 < place)),
            came(&|from| from.is_some_and(|from| from > place)),
        ];
        std::iter::once(html! { (label) }).chain(numbers.map(|count| html! { (charts::number(count)) })).collect()
    });
    ui::table(&ui::Table {
        caption: "The ladder of involvement, in numbers",
        caption_hidden: true,
        columns: ["Standing here", "Joined here", "Came up", "Came up, skipping", "Came down"].into_iter().fold(
            vec![Column::text("Rung")],
            |mut columns, label| {
                columns.push(Column::number(label));
                columns
            },
        ),
        rows: rows.collect(),
        ..ui::Table::default()
    })
}

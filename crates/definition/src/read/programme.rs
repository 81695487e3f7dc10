//! `[programme]` and the small tables about it.

use super::table::Table;
use crate::model::{
    AgeBand, Amount, FURTHER_QUESTIONS, Funder, FunderKind, MarkedEvent, Phrase, PlannedEnd, Programme, ProgrammeKind,
    Published, Relation, Role, Strand, Word,
};
use crate::nearest::nearest;
use crate::question::BEFORE;
use base::Date;
use std::collections::BTreeMap;
use toml::de::DeValue;

/// The bands used where a programme names none: the first year of each.
const USUAL_BANDS: [u8; 6] = [16, 25, 35, 45, 55, 65];

/// The scale of assessments where a programme says nothing else: 1 is worst, 10 is best.
const USUAL_SCALE: (i64, i64) = (1, 10);

/// Names of the parts whose silence can be explained in `[silent]` beside every `[[table]]`.
const SILENT_PARTS: [&str; 9] =
    ["start", "ended", "lead", "targets", "logic", "age-bands", "summary", "eligibility", "figures"];

/// The programme, and its bands of ages.
pub(super) fn programme(root: &Table<'_>) -> (Programme, Vec<AgeBand>) {
    if !root.has("programme") {
        root.reader().missing(
            &(0..0),
            "the definition has no [programme]",
            "Begin with [programme], then key = \"\u{2026}\", name = \"\u{2026}\" and summary = \"\u{2026}\".",
        );
    }
    let read = root.table("programme", |table| {
        let name = table.required("name");
        let programme = Programme {
            key: table.key("programme"),
            kind: table.choice("kind", &ProgrammeKind::ALL, ProgrammeKind::key).unwrap_or(ProgrammeKind::Programme),
            short_name: table.text("short-name").unwrap_or_else(|| name.clone()),
            name,
            summary: table.required("summary"),
            purpose: table.text("purpose"),
            umbrella: table.text("umbrella"),
            lead: table.text("lead"),
            start: table.date("start"),
            ended: table.date("ended"),
            min_age: table.whole("min-age", &(0..=120)).and_then(|age| u8::try_from(age).ok()),
            eligibility: table.texts("eligibility"),
            questions: questions(table),
            assessment_scale: scale(table),
            sources: table.texts("sources"),
            notes: table.texts("notes"),
        };
        if programme.umbrella.as_ref() == Some(&programme.key) {
            table.wrong(
                &table.place("umbrella"),
                "a programme cannot be its own umbrella",
                "Name another programme, or take the line out.",
            );
        }
        not_before(table, "ended", programme.ended, "start", programme.start);
        let bands = age_bands(table);
        (programme, bands)
    });
    read.unwrap_or_else(|| (nothing(), bands_from(&USUAL_BANDS)))
}

/// What stands for a programme that the file does not have; it never leaves this crate, since that is a fault.
fn nothing() -> Programme {
    Programme {
        key: String::new(),
        kind: ProgrammeKind::Programme,
        name: String::new(),
        short_name: String::new(),
        summary: String::new(),
        purpose: None,
        umbrella: None,
        lead: None,
        start: None,
        ended: None,
        min_age: None,
        eligibility: Vec::new(),
        questions: None,
        assessment_scale: USUAL_SCALE,
        sources: Vec::new(),
        notes: Vec::new(),
    }
}

/// The further questions that the programme asks; none where it says nothing of them.
fn questions(table: &Table<'_>) -> Option<Vec<String>> {
    let said = table.has("questions");
    let mut questions: Vec<String> = Vec::new();
    for (question, place) in table.placed_texts("questions") {
        if !FURTHER_QUESTIONS.contains(&question.as_str()) {
            let mend = nearest(&question, FURTHER_QUESTIONS).map_or_else(
                || format!("Choose among: {}.", FURTHER_QUESTIONS.join(", ")),
                |near| format!("Did you mean \u{201c}{near}\u{201d}?"),
            );
            table.wrong(&place, format!("there is no further question \u{201c}{question}\u{201d}"), mend);
        } else if questions.contains(&question) {
            table.wrong(&place, format!("\u{201c}{question}\u{201d} stands here twice"), "Take one out.");
        }
        questions.push(question);
    }
    if let Some((_, place)) = table.placed_texts("questions").into_iter().find(|(question, _)| question == "limits")
        && !questions.iter().any(|question| question == "condition")
    {
        table.wrong(
            &place,
            "how much a condition limits somebody is asked without asking whether there is one",
            "Ask \u{201c}condition\u{201d} too.",
        );
    }
    said.then_some(questions)
}

/// The least and the most that an assessment can come to.
fn scale(table: &Table<'_>) -> (i64, i64) {
    let ends = table.wholes("assessment-scale", &(0..=100));
    match ends.as_slice() {
        [] => USUAL_SCALE,
        [(least, _), (most, _)] if least < most => (*least, *most),
        [(_, place), ..] => {
            let mend = "Write the least and the most, such as assessment-scale = [1, 10].";
            table.wrong(place, "a scale has a least and a most, and the most is more", mend);
            USUAL_SCALE
        }
    }
}

/// Reports that a day lies before another that it must not lie before.
pub(super) fn not_before(table: &Table<'_>, later: &str, end: Option<Date>, earlier: &str, start: Option<Date>) {
    if let (Some(end), Some(start)) = (end, start)
        && end < start
    {
        table.wrong(
            &table.place(later),
            format!("\u{201c}{later}\u{201d} is {end}, which is before \u{201c}{earlier}\u{201d}, {start}"),
            "Mend one of the two dates.",
        );
    }
}

fn age_bands(table: &Table<'_>) -> Vec<AgeBand> {
    let placed = table.wholes("age-bands", &(1..=120));
    if placed.is_empty() {
        return bands_from(&USUAL_BANDS);
    }
    for pair in placed.windows(2) {
        if let [(before, _), (after, place)] = pair
            && after <= before
        {
            table.wrong(
                place,
                format!("{after} comes after {before}"),
                "Put the ages in order, each once, youngest first.",
            );
        }
    }
    let ages: Vec<u8> = placed.iter().filter_map(|(age, _)| u8::try_from(*age).ok()).collect();
    bands_from(&ages)
}

/// Bands that begin at these ages, with one before the first.
fn bands_from(ages: &[u8]) -> Vec<AgeBand> {
    let mut bands = Vec::new();
    if let Some(first) = ages.first() {
        bands.push(AgeBand { key: format!("under-{first}"), label: format!("Under {first}"), from: 0 });
    }
    for (index, from) in ages.iter().copied().enumerate() {
        let band = match ages.get(index + 1) {
            Some(next) => {
                let to = next.saturating_sub(1);
                AgeBand { key: format!("{from}-{to}"), label: format!("{from} to {to}"), from }
            }
            None => AgeBand { key: format!("{from}-plus"), label: format!("{from} and over"), from },
        };
        bands.push(band);
    }
    bands
}

/// `[words]`: what the programme calls the fixed words.
pub(super) fn words(root: &Table<'_>) -> BTreeMap<Word, Phrase> {
    let read = root.free_table("words", |table| {
        let mut words = BTreeMap::new();
        for (name, place, value) in table.free() {
            let Some(word) = Word::ALL.into_iter().find(|word| word.key() == name) else {
                let known = Word::ALL.map(Word::key);
                let mend = nearest(name, known).map_or_else(
                    || format!("The words that can be replaced are: {}.", known.join(", ")),
                    |near| format!("Did you mean \u{201c}{near}\u{201d}?"),
                );
                table.wrong(&place, format!("\u{201c}{name}\u{201d} is not one of the fixed words"), mend);
                continue;
            };
            match phrase(value.get_ref()) {
                Some(phrase) => {
                    words.insert(word, phrase);
                }
                None => table.wrong(
                    &value.span(),
                    "this should be a word, or a list of two: for one and for many",
                    format!("Write {name} = \"child\" or {name} = [\"child\", \"children\"]."),
                ),
            }
        }
        words
    });
    read.unwrap_or_default()
}

fn phrase(value: &DeValue<'_>) -> Option<Phrase> {
    let word = |text: &str| !text.trim().is_empty() && text.chars().count() <= 40;
    match value {
        DeValue::String(one) if word(one) => Some(Phrase::regular(one.trim())),
        DeValue::Array(two) => match two.iter().map(toml::Spanned::get_ref).collect::<Vec<_>>().as_slice() {
            [DeValue::String(one), DeValue::String(many)] if word(one) && word(many) => {
                Some(Phrase::new(one.trim(), many.trim()))
            }
            _ => None,
        },
        _ => None,
    }
}

/// `[silent]`: what the documents do not say, by the table concerned.
pub(super) fn silent(root: &Table<'_>) -> BTreeMap<String, String> {
    let known = || crate::model::Vocabulary::ALL.iter().map(|v| v.key()).chain(TABLES).chain(SILENT_PARTS);
    let read = root.free_table("silent", |table| {
        let mut silent = BTreeMap::new();
        for (name, place, value) in table.free() {
            if !known().any(|known| known == name) {
                let mend = nearest(name, known())
                    .map_or_else(String::new, |near| format!("Did you mean \u{201c}{near}\u{201d}?"));
                table.wrong(&place, format!("a definition has no part called \u{201c}{name}\u{201d}"), mend);
            }
            match value.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => {
                    silent.insert(name.to_owned(), text.trim().to_owned());
                }
                _ => table.wrong(&value.span(), "this should be text", "Say what the documents leave out."),
            }
        }
        silent
    });
    read.unwrap_or_default()
}

/// The tables that are not vocabularies.
const TABLES: [&str; 20] = [
    "strand",
    "role",
    "funder",
    "planned-end",
    "marked-event",
    "predecessor",
    "successor",
    "partner",
    "sub-area",
    "area",
    "post",
    "evidence",
    "indicator",
    "instrument",
    "frame",
    "grouping",
    "figure",
    "report",
    "published",
    "words",
];

/// `[[strand]]`.
pub(super) fn strands(root: &Table<'_>) -> Vec<Strand> {
    root.tables("strand", |table| Strand {
        key: table.key("strand"),
        label: table.required("label"),
        description: table.text("description"),
        members: table.texts("members"),
    })
}

/// `[[role]]`.
pub(super) fn roles(root: &Table<'_>) -> Vec<Role> {
    root.tables("role", |table| Role {
        key: table.key("role"),
        label: table.required("label"),
        description: table.text("description"),
        organisation: table.text("organisation"),
    })
}

/// `[[funder]]`. Amounts are written in whole pounds.
pub(super) fn funders(root: &Table<'_>) -> Vec<Funder> {
    root.tables("funder", |table| {
        let every_year = table.flag("every-year");
        let amount = table.whole("amount", &(0..=10_000_000_000));
        Funder {
            key: table.key("funder"),
            label: table.required("label"),
            fund: table.text("fund"),
            kind: table.choice("kind", &FunderKind::ALL, FunderKind::key).unwrap_or(FunderKind::Grant),
            amount: amount.map(|pounds| Amount { pence: pounds * 100, every_year }),
            note: table.text("note"),
        }
    })
}

/// `[[planned-end]]`, oldest first.
pub(super) fn planned_ends(root: &Table<'_>, start: Option<Date>) -> Vec<PlannedEnd> {
    let mut known_before: Option<Date> = None;
    let read = root.tables("planned-end", |table| {
        let known = table.date("known");
        let date = table.required_date("date");
        not_before(table, "date", date, "start", start);
        not_before(table, "known", known, "known of the planned end before it", known_before);
        known_before = known.or(known_before);
        let (reason, note) = (table.text("reason"), table.text("note"));
        date.map(|date| PlannedEnd { date, known, reason, note })
    });
    read.into_iter().flatten().collect()
}

/// `[[marked-event]]`, in the order of time.
pub(super) fn marked_events(root: &Table<'_>) -> Vec<MarkedEvent> {
    let mut last: Option<Date> = None;
    let read = root.tables("marked-event", |table| {
        let key = table.key("marked-event");
        if key == BEFORE {
            let said = format!("\u{201c}{BEFORE}\u{201d} stands for the time before all marked events");
            table.wrong(&table.place("key"), said, "Give this one another key.");
        }
        let label = table.required("label");
        let date = table.required_date("date");
        if let (Some(date), Some(before)) = (date, last)
            && date <= before
        {
            let said = format!("{date} is not after {before}, the day of the marked event above it");
            table.wrong(
                &table.place("date"),
                said,
                "Put marked events in the order of time, each on a day of its own.",
            );
        }
        last = date.or(last);
        let description = table.text("description");
        date.map(|date| MarkedEvent { key, label, date, description })
    });
    read.into_iter().flatten().collect()
}

/// `[[predecessor]]` and `[[successor]]`.
pub(super) fn relations(root: &Table<'_>, name: &'static str) -> Vec<Relation> {
    root.tables(name, |table| Relation {
        key: table.key(name),
        label: table.required("label"),
        funder: table.text("funder"),
        area: table.text("area"),
        partner: table.text("partner"),
        note: table.text("note"),
    })
}

/// `[[published]]`: what the programme's own publications state.
pub(super) fn published(root: &Table<'_>) -> Vec<Published> {
    root.tables("published", |table| Published {
        key: table.key("published"),
        statement: table.required("statement"),
        value: table.required_whole("value", &(0..=i64::MAX)),
        unit: table.required("unit"),
        at_least: table.flag("at-least"),
        approximate: table.flag("approximate"),
        as_of: table.date("as-of"),
        source: table.required("source"),
        figure: table.refer("figure", "figure"),
        partner: table.refer("partner", "partner"),
    })
}

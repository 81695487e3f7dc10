//! From text to a [`Definition`], with everything that is wrong on the way.

mod area;
mod evaluation;
mod figure;
mod logic;
mod programme;
mod source;
mod space;
mod table;
mod target;
mod term;
mod value;

use crate::fault::Fault;
use crate::model::Definition;
use source::{Saying, Source};
use space::Spaces;
use std::cell::RefCell;
use std::ops::Range;
use table::Table;
use toml::de::DeTable;

/// How many faults are told at most. A text with more is not a definition, and each fault holds the whole of its line.
const MOST_FAULTS: usize = 300;

/// Reads a definition from the text of a TOML file; `file` is its name in messages.
///
/// # Errors
///
/// Every fault in the text (the first few hundred, should there be more), in the order in which they stand there. Never
/// empty.
pub fn parse(file: &str, text: &str) -> Result<Definition, Vec<Fault>> {
    let source = Source::new(file, text);
    let (document, errors) = DeTable::parse_recoverable(text);
    let broken = !errors.is_empty();
    let reader = Reader { source, faults: RefCell::new(Vec::new()), spaces: Spaces::default(), broken };
    for error in errors.iter().take(MOST_FAULTS / 2) {
        reader.syntax(error.message(), &error.span().unwrap_or(0..0));
    }
    let unreadable: Vec<usize> = reader.faults.borrow().iter().map(|fault| fault.line).collect();
    let definition = read(&reader, document.get_ref());
    let mut faults = reader.faults.into_inner();
    // What stands on a line that could not be read was not understood either, and says nothing more.
    let mut index = 0;
    faults.retain(|fault| {
        index += 1;
        index <= unreadable.len() || !unreadable.contains(&fault.line)
    });
    faults.sort_by_key(|fault| (fault.line, fault.column));
    faults.dedup();
    if faults.is_empty() { Ok(definition) } else { Err(faults) }
}

fn read(reader: &Reader<'_>, document: &DeTable<'_>) -> Definition {
    let root = Table::root(reader, document);
    let (programme, age_bands) = programme::programme(&root);
    let (target_sets, targets_in_force) = target::sets(&root);
    let mut definition = Definition {
        words: programme::words(&root),
        silent: programme::silent(&root),
        strands: programme::strands(&root),
        roles: programme::roles(&root),
        funders: programme::funders(&root),
        planned_ends: programme::planned_ends(&root, programme.start),
        marked_events: programme::marked_events(&root),
        predecessors: programme::relations(&root, "predecessor"),
        successors: programme::relations(&root, "successor"),
        partners: area::partners(&root),
        sub_areas: area::sub_areas(&root),
        areas: area::areas(&root),
        posts: area::posts(&root),
        terms: term::terms(&root),
        age_bands,
        evidence: evaluation::evidence(&root),
        indicators: target::indicators(&root),
        target_sets,
        targets_in_force,
        instruments: evaluation::instruments(&root),
        frames: evaluation::frames(&root),
        groupings: evaluation::groupings(&root),
        logic: logic::logic(&root),
        figures: Vec::new(),
        reports: Vec::new(),
        published: programme::published(&root),
        programme,
    };
    figure::figures_and_reports(&root, &mut definition);
    root.finish();
    reader.spaces.resolve(reader);
    definition
}

/// What is shared while one file is read.
pub(crate) struct Reader<'t> {
    source: Source<'t>,
    faults: RefCell<Vec<Fault>>,
    spaces: Spaces,
    /// The text is not TOML everywhere, so what seems to be missing may only be unreadable.
    broken: bool,
}

impl Reader<'_> {
    /// Whether the text is not TOML everywhere.
    fn is_broken(&self) -> bool {
        self.broken
    }

    /// Reports what is wrong at a place.
    fn wrong(&self, range: &Range<usize>, message: impl Into<String>, mend: impl Into<String>) {
        self.report(self.source.fault(range, Saying::new(message, mend)));
    }

    /// Reports that something is not there, unless the text around it could not be read.
    fn missing(&self, range: &Range<usize>, message: impl Into<String>, mend: impl Into<String>) {
        if !self.broken {
            self.wrong(range, message, mend);
        }
    }

    fn report(&self, fault: Fault) {
        let mut faults = self.faults.borrow_mut();
        if faults.len() < MOST_FAULTS {
            faults.push(fault);
        }
    }

    /// Reports that the text is not TOML.
    fn syntax(&self, message: &str, range: &Range<usize>) {
        let line = self.source.line_of(range.start);
        let mend = if let Some(said) = value::impossible_date_in(line) {
            said
        } else if line.split('#').next().is_some_and(|code| value::looks_like_uk_date(code) && !code.contains('"')) {
            "Write a date as year-month-day, or in quotation marks: 2019-09-30 or \"30/09/2019\".".to_owned()
        } else if message.contains("string") || message.contains("quote") {
            "Put text between quotation marks: \"like this\".".to_owned()
        } else if message.contains("duplicate key") {
            "Keep one of the two; a thing that may stand several times is written [[with two brackets]].".to_owned()
        } else {
            "Each line is a heading such as [[partner]], or a name, an equals sign and a value: label = \"text\"."
                .to_owned()
        };
        self.wrong(range, format!("this cannot be read: {message}"), mend);
    }
}

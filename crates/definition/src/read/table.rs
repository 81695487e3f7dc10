//! One table of the file. It remembers which fields were asked for, and reports the others as unknown.

use super::value::{self, kind_name};
use super::{Reader, Saying};
use crate::nearest::nearest;
use base::{Date, Period};
use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Value<'a> = Spanned<DeValue<'a>>;

/// A table of the file being read.
pub(crate) struct Table<'a> {
    reader: &'a Reader<'a>,
    fields: &'a DeTable<'a>,
    span: Range<usize>,
    /// What it is called in messages: `[[partner]]`.
    name: String,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Table<'a> {
    pub(super) fn root(reader: &'a Reader<'a>, fields: &'a DeTable<'a>) -> Self {
        Self { reader, fields, span: 0..0, name: "the file".to_owned(), asked: RefCell::default() }
    }

    /// Reports every field that nobody asked for.
    pub(super) fn finish(&self) {
        let asked = self.asked.borrow();
        for (name, _) in self.fields {
            let text = name.get_ref().as_ref();
            if asked.contains(&text) {
                continue;
            }
            let mend = nearest(text, asked.iter().copied()).map_or_else(
                || format!("{} can have: {}.", self.name, asked.join(", ")),
                |near| format!("Did you mean \u{201c}{near}\u{201d}?"),
            );
            self.wrong(&name.span(), format!("{} has no \u{201c}{text}\u{201d}", self.name), mend);
        }
    }

    /// The table's own place: its heading or its opening brace.
    pub(super) fn span(&self) -> &Range<usize> {
        &self.span
    }

    /// The place of a field's value, or of the table if the field is not there.
    pub(super) fn place(&self, name: &str) -> Range<usize> {
        self.fields.get(name).map_or_else(|| self.span.clone(), Spanned::span)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.get(name).is_some()
    }

    /// Reports what is wrong at a place.
    pub(super) fn wrong(&self, range: &Range<usize>, message: impl Into<String>, mend: impl Into<String>) {
        self.reader.wrong(range, message, mend);
    }

    fn get(&self, name: &'static str) -> Option<&'a Value<'a>> {
        let mut asked = self.asked.borrow_mut();
        if !asked.contains(&name) {
            asked.push(name);
        }
        drop(asked);
        self.fields.get(name)
    }

    fn wrong_kind(&self, name: &str, value: &Value<'_>, wanted: &str) {
        let found = kind_name(value.get_ref());
        self.wrong(&value.span(), format!("\u{201c}{name}\u{201d} should be {wanted}, and this is {found}"), "");
    }

    fn need(&self, name: &str) {
        self.reader.missing(
            &self.span,
            format!("{} has no \u{201c}{name}\u{201d}, and needs one", self.name),
            format!("Add a line: {name} = \u{2026}"),
        );
    }

    /// Text that may be left out. Empty text is the same as none.
    pub(super) fn text(&self, name: &'static str) -> Option<String> {
        let value = self.get(name)?;
        match value.get_ref() {
            DeValue::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            _ => {
                self.wrong_kind(name, value, "text in quotation marks");
                None
            }
        }
    }

    /// Text that must be there.
    pub(super) fn required(&self, name: &'static str) -> String {
        let text = self.text(name);
        match (&text, self.has(name)) {
            (Some(_), _) => {}
            (None, false) => self.need(name),
            (None, true) if matches!(self.fields.get(name).map(Spanned::get_ref), Some(DeValue::String(_))) => {
                self.wrong(&self.place(name), format!("\u{201c}{name}\u{201d} is empty"), "Say what it is.");
            }
            (None, true) => {}
        }
        text.unwrap_or_default()
    }

    /// The table's own key, declared in `space`: kebab-case, and used once.
    pub(super) fn key(&self, space: &str) -> String {
        let key = self.required("key");
        if key.is_empty() {
            return key;
        }
        let place = self.place("key");
        if !value::is_kebab(&key) {
            let better = value::kebab(&key);
            let mend = if better.is_empty() {
                "A key is small letters, digits and hyphens.".to_owned()
            } else {
                format!("A key is small letters, digits and hyphens: \u{201c}{better}\u{201d}.")
            };
            self.wrong(&place, format!("\u{201c}{key}\u{201d} cannot be a key"), mend);
        }
        if let Some(first) = self.reader.spaces.declare(space, &key, &place) {
            let mut fault = self.reader.source.fault(
                &place,
                Saying::new(
                    format!("there are two {space}s with the key \u{201c}{key}\u{201d}"),
                    "Give one of them another key, or take it out.",
                ),
            );
            fault.also = Some(self.reader.source.place(&first, "the first stands"));
            self.reader.report(fault);
        }
        key
    }

    /// A list of texts with their places; one text alone is a list of one.
    pub(super) fn placed_texts(&self, name: &'static str) -> Vec<(String, Range<usize>)> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let items = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        let mut texts = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::String(text) => texts.push((text.trim().to_owned(), item.span())),
                _ => self.wrong_kind(name, item, "text in quotation marks, or a list of such texts"),
            }
        }
        texts
    }

    /// A list of texts.
    pub(super) fn texts(&self, name: &'static str) -> Vec<String> {
        self.placed_texts(name).into_iter().map(|(text, _)| text).filter(|text| !text.is_empty()).collect()
    }

    /// A key declared elsewhere, in `space`.
    pub(super) fn refer(&self, name: &'static str, space: &str) -> Option<String> {
        let key = self.text(name)?;
        self.reader.spaces.refer(space, &key, &self.place(name));
        Some(key)
    }

    /// Keys declared elsewhere, each once.
    pub(super) fn refers(&self, name: &'static str, space: &str) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for (key, place) in self.placed_texts(name) {
            if keys.contains(&key) {
                self.wrong(&place, format!("\u{201c}{key}\u{201d} stands here twice"), "Once is enough: take one out.");
            }
            self.reader.spaces.refer(space, &key, &place);
            keys.push(key);
        }
        keys
    }

    /// Yes or no; no if left out.
    pub(super) fn flag(&self, name: &'static str) -> bool {
        self.flag_or(name, false)
    }

    /// Yes or no, with what it is if left out.
    pub(super) fn flag_or(&self, name: &'static str, otherwise: bool) -> bool {
        let Some(value) = self.get(name) else { return otherwise };
        match value.get_ref() {
            DeValue::Boolean(flag) => *flag,
            _ => {
                self.wrong_kind(name, value, "true or false");
                otherwise
            }
        }
    }

    /// A whole number within a range.
    pub(super) fn whole(&self, name: &'static str, range: &RangeInclusive<i64>) -> Option<i64> {
        let value = self.get(name)?;
        let number = value::whole(value.get_ref());
        match number {
            Some(number) if range.contains(&number) => Some(number),
            Some(number) => {
                let (from, to) = (range.start(), range.end());
                let wanted = if *to == i64::MAX { format!("{from} or more") } else { format!("from {from} to {to}") };
                self.wrong(
                    &value.span(),
                    format!("\u{201c}{name}\u{201d} should be {wanted}, and this is {number}"),
                    "",
                );
                None
            }
            None => {
                self.wrong_kind(name, value, "a whole number");
                None
            }
        }
    }

    /// A whole number that must be there.
    pub(super) fn required_whole(&self, name: &'static str, range: &RangeInclusive<i64>) -> i64 {
        if !self.has(name) {
            self.need(name);
        }
        self.whole(name, range).unwrap_or(*range.start())
    }

    /// A list of whole numbers within a range, with their places.
    pub(super) fn wholes(&self, name: &'static str, range: &RangeInclusive<i64>) -> Vec<(i64, Range<usize>)> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_kind(name, value, "a list of whole numbers");
            return Vec::new();
        };
        let mut numbers = Vec::new();
        for item in items {
            match value::whole(item.get_ref()).filter(|number| range.contains(number)) {
                Some(number) => numbers.push((number, item.span())),
                None => {
                    let (from, to) = (range.start(), range.end());
                    self.wrong_kind(name, item, &format!("whole numbers from {from} to {to}"));
                }
            }
        }
        numbers
    }

    /// A number with up to three decimals, times 1,000.
    pub(super) fn thousandths(&self, name: &'static str) -> i64 {
        let Some(value) = self.get(name) else {
            self.need(name);
            return 0;
        };
        value::thousandths(value.get_ref()).unwrap_or_else(|| {
            self.wrong_kind(name, value, "a number with no more than three decimals");
            0
        })
    }

    /// A day that may be left out.
    pub(super) fn date(&self, name: &'static str) -> Option<Date> {
        let value = self.get(name)?;
        match value::date(value.get_ref()) {
            Ok(date) => Some(date),
            Err((message, mend)) => {
                self.wrong(&value.span(), message, mend);
                None
            }
        }
    }

    /// A date that must be there.
    pub(super) fn required_date(&self, name: &'static str) -> Option<Date> {
        if !self.has(name) {
            self.need(name);
        }
        self.date(name)
    }

    /// A period that may be left out.
    pub(super) fn period(&self, name: &'static str) -> Option<Period> {
        let text = self.text(name)?;
        match text.parse() {
            Ok(period) => Some(period),
            Err(error) => {
                self.wrong(&self.place(name), format!("{error}"), "");
                None
            }
        }
    }

    /// One of some words.
    pub(super) fn choice<T: Copy>(&self, name: &'static str, all: &[T], key: fn(T) -> &'static str) -> Option<T> {
        let text = self.text(name)?;
        if let Some(found) = all.iter().find(|one| key(**one) == text) {
            return Some(*found);
        }
        let known: Vec<_> = all.iter().map(|one| key(*one)).collect();
        let mend = nearest(&text, known.iter().copied()).map_or_else(
            || format!("It can be: {}.", known.join(", ")),
            |near| format!("Did you mean \u{201c}{near}\u{201d}?"),
        );
        self.wrong(&self.place(name), format!("\u{201c}{text}\u{201d} is not a {name} that is known here"), mend);
        None
    }

    /// One of some words, that must be there.
    pub(super) fn required_choice<T: Copy>(
        &self,
        name: &'static str,
        all: &[T],
        key: fn(T) -> &'static str,
        otherwise: T,
    ) -> T {
        if !self.has(name) {
            self.need(name);
        }
        self.choice(name, all, key).unwrap_or(otherwise)
    }

    /// The one table of this name.
    pub(super) fn table<T>(&self, name: &'static str, read: impl FnOnce(&Table<'_>) -> T) -> Option<T> {
        let value = self.get(name)?;
        let DeValue::Table(fields) = value.get_ref() else {
            self.wrong_kind(name, value, &format!("a table with the heading [{name}]"));
            return None;
        };
        let name = if self.span == (0..0) { format!("[{name}]") } else { name.to_owned() };
        let table = Table { reader: self.reader, fields, span: value.span(), name, asked: RefCell::default() };
        let result = read(&table);
        table.finish();
        Some(result)
    }

    /// Every table of this name, in order.
    pub(super) fn tables<T>(&self, name: &'static str, mut read: impl FnMut(&Table<'_>) -> T) -> Vec<T> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            let mend = format!("Write the heading with two brackets, [[{name}]], since there can be several.");
            let found = kind_name(value.get_ref());
            self.wrong(&value.span(), format!("\u{201c}{name}\u{201d} should be a list, and this is {found}"), mend);
            return Vec::new();
        };
        let mut results = Vec::new();
        for item in items {
            let DeValue::Table(fields) = item.get_ref() else {
                self.wrong_kind(name, item, "a list of tables");
                continue;
            };
            let name = format!("[[{name}]]");
            let table = Table { reader: self.reader, fields, span: item.span(), name, asked: RefCell::default() };
            results.push(read(&table));
            table.finish();
        }
        results
    }

    /// Every field of a table whose names are free, as name, place of the name, and value.
    pub(super) fn free(&self) -> impl Iterator<Item = (&'a str, Range<usize>, &'a Value<'a>)> {
        self.fields.iter().map(|(name, value)| (name.get_ref().as_ref(), name.span(), value))
    }

    /// What is shared while the file is read.
    pub(super) fn reader(&self) -> &'a Reader<'a> {
        self.reader
    }

    /// A table whose field names are free, such as `[words]`.
    pub(super) fn free_table<T>(&self, name: &'static str, read: impl FnOnce(&Table<'_>) -> T) -> Option<T> {
        let value = self.get(name)?;
        let DeValue::Table(fields) = value.get_ref() else {
            self.wrong_kind(name, value, &format!("a table with the heading [{name}]"));
            return None;
        };
        let table = Table {
            reader: self.reader,
            fields,
            span: value.span(),
            name: format!("[{name}]"),
            asked: RefCell::default(),
        };
        Some(read(&table))
    }
}

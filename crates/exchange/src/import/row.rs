//! One row of a file, read field by field, with everything that is wrong with it.

use super::resolve::Names;
use crate::{Fault, Mapping, Reading, Row, To, Value};
use base::{Date, Field, Id, Invalid};

/// The columns of a file as fields, and how its cells are read.
pub(super) struct Columns {
    pub fields: Vec<Field>,
    places: Vec<Option<usize>>,
    headings: Vec<String>,
    reading: Reading,
}

impl Columns {
    pub fn new(fields: Vec<Field>, mapping: &Mapping, reading: Reading) -> Self {
        let places = mapping.columns(&fields);
        let heading = |field: &Field| {
            let column = mapping
                .columns
                .iter()
                .find(|column| matches!(&column.to, To::Field { name, .. } if name == field.name));
            column.map_or_else(|| field.label.to_owned(), |column| column.heading.clone())
        };
        let headings = fields.iter().map(heading).collect();
        Self { fields, places, headings, reading }
    }

    /// What is wrong with a field, under the heading that the file gives it.
    fn fault(&self, row: &Row<'_>, invalid: Invalid) -> Fault {
        let heading =
            self.fields.iter().position(|field| field.name == invalid.field).map_or("", |place| &self.headings[place]);
        Fault::new(row, heading, invalid)
    }
}

/// A row being read: values come out by field name, faults gather.
pub(super) struct Reader<'a, 'r> {
    pub row: &'a Row<'r>,
    columns: &'a Columns,
    faults: Vec<Fault>,
    /// Where the next field is most likely found: fields are asked for in their order.
    next: usize,
}

impl<'a, 'r> Reader<'a, 'r> {
    pub fn new(row: &'a Row<'r>, columns: &'a Columns) -> Self {
        Self { row, columns, faults: Vec::new(), next: 0 }
    }

    /// Everything that is wrong with the row so far.
    pub fn into_faults(self) -> Vec<Fault> {
        self.faults
    }

    pub fn is_good(&self) -> bool {
        self.faults.is_empty()
    }

    pub fn refuse(&mut self, invalid: Invalid) {
        let fault = self.columns.fault(self.row, invalid);
        self.faults.push(fault);
    }

    pub fn refuse_all(&mut self, wrong: Vec<Invalid>) {
        for invalid in wrong {
            self.refuse(invalid);
        }
    }

    /// What the row says for a field; empty if it says nothing or something that cannot be, which is then a fault.
    fn value(&mut self, name: &'static str) -> Value<'r> {
        let columns = self.columns;
        let place = if columns.fields.get(self.next).is_some_and(|field| field.name == name) {
            self.next
        } else {
            columns.fields.iter().position(|field| field.name == name).unwrap_or(columns.fields.len())
        };
        self.next = place + 1;
        let Some(field) = columns.fields.get(place) else { return Value::Empty };
        let cell = self.row.at(columns.places[place]);
        match columns.reading.understand(cell, field) {
            Ok(Value::Empty) if field.required => {
                self.refuse(Invalid::new(name, "", "is empty, and a row needs it"));
                Value::Empty
            }
            Ok(value) => value,
            Err(invalid) => {
                self.refuse(invalid);
                Value::Empty
            }
        }
    }

    pub fn text(&mut self, name: &'static str) -> Option<std::borrow::Cow<'r, str>> {
        match self.value(name) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What was found, or none and a fault.
    pub fn keep<T>(&mut self, found: Result<T, Invalid>) -> Option<T> {
        found.map_err(|invalid| self.refuse(invalid)).ok()
    }

    /// The record that the row names in a field.
    pub fn name(&mut self, field: &'static str, names: &mut Names) -> Option<Id> {
        let given = self.text(field)?;
        self.keep(names.find(field, &given))
    }

    pub fn date(&mut self, name: &'static str) -> Option<Date> {
        match self.value(name) {
            Value::Date(date) => Some(date),
            _ => None,
        }
    }

    pub fn whole(&mut self, name: &'static str) -> Option<i64> {
        match self.value(name) {
            Value::Whole(number) => Some(number),
            _ => None,
        }
    }

    pub fn choice(&mut self, name: &'static str) -> Option<&'static str> {
        match self.value(name) {
            Value::Choice(choice) => Some(choice.key),
            _ => None,
        }
    }
}

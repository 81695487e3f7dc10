//! Which heading is which field.

use crate::words::{plain, same, suggest};
use crate::write::REASONS;
use base::Field;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Which column of a file is which field: made by [`Mapping::new`], shown, and kept for the next file with
/// [`Mapping::kept`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The columns that have a heading, from the left.
    pub columns: Vec<Column>,
    /// What stops an import: required fields without a column, and fields with two.
    pub faults: Vec<HeaderFault>,
}

/// One column of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Where it stands, from 0.
    pub position: usize,
    /// Its heading.
    pub heading: String,
    /// What becomes of it.
    pub to: To,
}

/// What becomes of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum To {
    /// It is the field with this name.
    Field {
        /// The field's name.
        name: String,
        /// How that is known.
        how: How,
    },
    /// It is left out; perhaps the field with this label was meant.
    Ignored {
        /// The label of the field that the heading is most like.
        perhaps: Option<String>,
    },
}

/// How a column's field is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// Somebody chose it, now or for an earlier file.
    Chosen,
    /// The heading is the field's label, name or a synonym.
    Heading,
}

/// Why a file's headings will not do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeaderFault {
    /// No column is this required field.
    Missing {
        /// The field's label.
        label: String,
        /// The heading that is most like it.
        perhaps: Option<String>,
    },
    /// More than one column is this field.
    Twice {
        /// The field's label.
        label: String,
        /// The headings.
        headings: Vec<String>,
    },
}

/// Choices made for headings, to be remembered between files: a heading, written plainly, and the name of its field, or
/// none if its column is to be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kept(BTreeMap<String, Option<String>>);

impl Kept {
    /// Remembers that `heading` is the field with this name, or is to be left out.
    pub fn choose(&mut self, heading: &str, field: Option<&str>) {
        self.0.insert(plain(heading), field.map(str::to_owned));
    }

    /// Remembers besides what `later` remembers; of the same heading, the later choice counts.
    pub fn add(&mut self, later: &Self) {
        self.0.extend(later.0.iter().map(|(heading, field)| (heading.clone(), field.clone())));
    }

    pub(super) fn knows(&self, heading: &str) -> bool {
        !self.0.is_empty() && self.0.get(&plain(heading)).is_some_and(Option::is_some)
    }
}

impl Mapping {
    /// Matches headings to fields. What was chosen wins; then comes the heading itself, whatever its case, spaces and
    /// punctuation and whatever it adds in brackets. A column whose field another column was chosen for is left out.
    /// What is merely like a field's label is suggested, not taken.
    #[must_use]
    pub fn new(headings: &[String], fields: &[Field], kept: &Kept) -> Self {
        let mut columns = Vec::new();
        for (position, heading) in headings.iter().enumerate().filter(|(_, heading)| !heading.is_empty()) {
            columns.push(Column { position, heading: heading.clone(), to: destination(heading, fields, kept) });
        }
        let mut mapping = Self { columns, faults: Vec::new() };
        mapping.prefer_the_chosen();
        mapping.suggest(fields);
        mapping.faults = fields.iter().filter_map(|field| mapping.fault_of(field)).collect();
        mapping
    }

    /// The column of each of `fields`, in their order.
    #[must_use]
    pub fn columns(&self, fields: &[Field]) -> Vec<Option<usize>> {
        fields.iter().map(|field| self.columns_of(field.name).next().map(|column| column.position)).collect()
    }

    /// The headings of columns that are left out.
    pub fn ignored(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| matches!(column.to, To::Ignored { .. }) && !same(&column.heading, REASONS))
    }

    /// What to remember for the next file: the fields that were chosen for columns, and those that somebody chose to leave out. What a heading
    /// says of itself need not be remembered, and would be taken for a choice.
    #[must_use]
    pub fn kept(&self, before: &Kept) -> Kept {
        let mut kept = before.clone();
        for column in &self.columns {
            if let To::Field { name, how: How::Chosen } = &column.to {
                kept.choose(&column.heading, Some(name));
            }
        }
        kept
    }

    fn columns_of(&self, field: &str) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| matches!(&column.to, To::Field { name, .. } if name == field))
    }

    fn prefer_the_chosen(&mut self) {
        let is_chosen = |column: &&Column| matches!(column.to, To::Field { how: How::Chosen, .. });
        let chosen: Vec<To> = self.columns.iter().filter(is_chosen).map(|column| column.to.clone()).collect();
        for column in &mut self.columns {
            let To::Field { name, how: How::Heading } = &column.to else { continue };
            let taken = chosen.iter().any(|to| matches!(to, To::Field { name: other, .. } if other == name));
            if taken {
                column.to = To::Ignored { perhaps: None };
            }
        }
    }

    /// Suggests, for columns left out, a field that has no column yet.
    fn suggest(&mut self, fields: &[Field]) {
        let free: Vec<&Field> = fields.iter().filter(|field| self.columns_of(field.name).next().is_none()).collect();
        for column in &mut self.columns {
            if let To::Ignored { perhaps } = &mut column.to {
                let field = free.iter().find(|field| suggest(&column.heading, names(field)).is_some());
                *perhaps = field.map(|field| field.label.to_owned());
            }
        }
    }

    fn fault_of(&self, field: &Field) -> Option<HeaderFault> {
        let label = field.label.to_owned();
        let headings: Vec<String> = self.columns_of(field.name).map(|column| column.heading.clone()).collect();
        if headings.len() > 1 {
            return Some(HeaderFault::Twice { label, headings });
        }
        if !headings.is_empty() || !field.required {
            return None;
        }
        let like_it =
            |column: &&Column| matches!(&column.to, To::Ignored { perhaps: Some(like) } if *like == field.label);
        let perhaps = self.columns.iter().find(like_it).map(|column| column.heading.clone());
        Some(HeaderFault::Missing { label, perhaps })
    }
}

fn destination(heading: &str, fields: &[Field], kept: &Kept) -> To {
    match kept.0.get(&plain(heading)) {
        Some(Some(name)) if fields.iter().any(|field| field.name == name) => {
            To::Field { name: name.clone(), how: How::Chosen }
        }
        Some(None) => To::Ignored { perhaps: None },
        // What was chosen for a field that is no more counts for nothing.
        Some(Some(_)) | None => field_of(heading, fields).map_or(To::Ignored { perhaps: None }, |field| To::Field {
            name: field.name.to_owned(),
            how: How::Heading,
        }),
    }
}

/// The field that `heading` is, by its label, name or a synonym. What the heading adds in brackets, as in "Start
/// (dd/mm/yyyy)", is not counted when the whole is unknown.
pub(super) fn field_of<'f>(heading: &str, fields: &'f [Field]) -> Option<&'f Field> {
    let whole = |heading: &str| fields.iter().find(|field| names(field).any(|name| same(name, heading)));
    if plain(heading).is_empty() || same(heading, REASONS) {
        return None;
    }
    whole(heading).or_else(|| {
        let (before, _) = heading.split_once(['(', '['])?;
        (!plain(before).is_empty()).then(|| whole(before))?
    })
}

fn names(field: &Field) -> impl Iterator<Item = &'static str> + use<> {
    [field.label, field.name].into_iter().chain(field.synonyms.iter().copied())
}

impl fmt::Display for HeaderFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { label, perhaps: Some(perhaps) } => {
                write!(
                    f,
                    "there is no column \u{201c}{label}\u{201d}: is it \u{201c}{perhaps}\u{201d}? Rename that, or choose it"
                )
            }
            Self::Missing { label, perhaps: None } => {
                write!(f, "there is no column \u{201c}{label}\u{201d}: add one, or choose which column it is")
            }
            Self::Twice { label, headings } => {
                let headings = headings.join("\u{201d} and \u{201c}");
                write!(
                    f,
                    "\u{201c}{headings}\u{201d} could each be {label}: take out or rename all but one, or choose one"
                )
            }
        }
    }
}

impl fmt::Display for Mapping {
    /// One line for each column, then the faults.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.columns.iter().map(|column| column.heading.chars().count()).max().unwrap_or(0).min(40);
        for column in &self.columns {
            write!(f, "{:width$}  ", column.heading)?;
            match &column.to {
                To::Field { name, how: How::Heading } => writeln!(f, "is {name}")?,
                To::Field { name, how: How::Chosen } => writeln!(f, "is {name} (chosen)")?,
                To::Ignored { perhaps: None } => writeln!(f, "is left out")?,
                To::Ignored { perhaps: Some(label) } => {
                    writeln!(f, "is left out: did you mean \u{201c}{label}\u{201d}?")?;
                }
            }
        }
        for fault in &self.faults {
            writeln!(f, "{fault}")?;
        }
        Ok(())
    }
}

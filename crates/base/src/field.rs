//! Field descriptions: what is known of each field of each kind of record, said once.

/// One field of a kind of record. The name is also the column in the database and in files out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Column name, in lower case with underscores.
    pub name: &'static str,
    /// What people see as its label, in sentence case.
    pub label: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether a record without it is refused.
    pub required: bool,
    /// Whether it is special-category or otherwise so private that it is left out of logs and shown by role.
    pub sensitive: bool,
    /// A sentence of help under the label; empty when the label is enough.
    pub help: &'static str,
    /// Other headings under which spreadsheets carry it, compared without case, spaces or punctuation.
    pub synonyms: &'static [&'static str],
}

impl Field {
    /// A field that may be left empty, is not sensitive, and whose label says enough.
    #[must_use]
    pub const fn new(name: &'static str, label: &'static str, kind: Kind) -> Self {
        Self { name, label, kind, required: false, sensitive: false, help: "", synonyms: &[] }
    }

    /// The same field, but a record without it is refused.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same field, marked as private (see [`Field::sensitive`]).
    #[must_use]
    pub const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// The same field with a sentence of help.
    #[must_use]
    pub const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// The same field, known in spreadsheets by these headings too.
    #[must_use]
    pub const fn synonyms(mut self, synonyms: &'static [&'static str]) -> Self {
        self.synonyms = synonyms;
        self
    }
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Text,
    /// Text of any length, with line breaks.
    LongText,
    /// A date without a time.
    Date,
    /// A moment.
    Timestamp,
    /// A whole number.
    Whole,
    /// An amount of money, in pence.
    Money,
    /// Yes or no.
    YesNo,
    /// One of a fixed list that the program itself knows.
    Choice(&'static [Choice]),
    /// A term of one of the programme's vocabularies, by the vocabulary's name ("service", "outcome").
    Term(&'static str),
    /// Another record, by its table.
    Record(&'static str),
}

/// One entry of a fixed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// What is stored.
    pub key: &'static str,
    /// What people see.
    pub label: &'static str,
    /// What spreadsheets call it besides, compared without case, spaces or punctuation.
    pub synonyms: &'static [&'static str],
}

impl Choice {
    /// A choice known only by its key and label.
    #[must_use]
    pub const fn new(key: &'static str, label: &'static str) -> Self {
        Self { key, label, synonyms: &[] }
    }

    /// The same choice, known in spreadsheets by these words too.
    #[must_use]
    pub const fn or(mut self, synonyms: &'static [&'static str]) -> Self {
        self.synonyms = synonyms;
        self
    }
}

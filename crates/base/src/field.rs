//! Field descriptions: what is known of each field of each kind of record, said once.

use crate::Act;

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
    /// How private it is, which says who sees it.
    pub privacy: Privacy,
    /// A sentence of help under the label; empty when the label is enough.
    pub help: &'static str,
    /// Other headings under which spreadsheets carry it, compared without case, spaces or punctuation.
    pub synonyms: &'static [&'static str],
}

impl Field {
    /// A field that may be left empty, is not private, and whose label says enough.
    #[must_use]
    pub const fn new(name: &'static str, label: &'static str, kind: Kind) -> Self {
        Self { name, label, kind, required: false, privacy: Privacy::Open, help: "", synonyms: &[] }
    }

    /// The same field, but a record without it is refused.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same field, as private as this.
    #[must_use]
    pub const fn private(mut self, privacy: Privacy) -> Self {
        self.privacy = privacy;
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

/// How private a field is. What it takes to see it is a [rule](crate::Act) like any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Privacy {
    /// Whoever sees the record sees it.
    Open,
    /// It says who somebody is: name, reference, date of birth.
    Identifying,
    /// It says where somebody is found, or what was said in confidence.
    Sensitive,
    /// Special-category data (UK GDPR article 9), such as ethnic group and disability; each view of it is audited.
    Special,
    /// A password or key: never shown, and not even the audit log keeps it.
    Secret,
}

impl Privacy {
    /// What it takes to see it, beyond seeing the record; none for what everybody or nobody sees.
    #[must_use]
    pub fn act(self) -> Option<Act> {
        match self {
            Self::Open | Self::Secret => None,
            Self::Identifying => Some(Act::SeeNames),
            Self::Sensitive => Some(Act::SeeSensitive),
            Self::Special => Some(Act::SeeSpecial),
        }
    }

    /// Why a field is withheld from those who may not see it, and what to do.
    #[must_use]
    pub fn withheld(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::Identifying => "Withheld: your role sees people without their names",
            Self::Sensitive => {
                "Withheld: only those who work with the person see it; ask their partner\u{2019}s manager"
            }
            Self::Special => {
                "Withheld: special-category details are for those who work with the person; the figures count them"
            }
            Self::Secret => "Never shown",
        }
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

/// How many letters a line holds, and a text of any length: nobody writes more of their own.
const LINE: usize = 300;
const LONG: usize = 20_000;

impl Kind {
    /// Why this text does not fit a field of this kind, as the end of a sentence about it: it is longer than anybody writes, or has
    /// signs that do not show, which a database refuses, a letter takes for its own, or which turn round what stands beside them.
    #[must_use]
    pub fn misfit(self, text: &str) -> Option<String> {
        let most = if self == Self::Text { LINE } else { LONG };
        let unseen = |letter: char| match letter {
            '\n' | '\r' | '\t' => self == Self::Text,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
            other => other.is_control(),
        };
        if !matches!(self, Self::Text | Self::LongText) {
            None
        } else if text.chars().nth(most).is_some() {
            Some(format!("is longer than {most} letters: say it shorter"))
        } else if text.chars().any(unseen) {
            Some("has signs in it that do not show: type it instead of pasting it".to_owned())
        } else {
            None
        }
    }
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

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn a_name_is_a_line_of_signs_that_show() {
        assert_eq!(Kind::Text.misfit("Zo\u{eb} O\u{2019}Neill-\u{17b}ak"), None);
        assert_eq!(Kind::LongText.misfit("One line\r\nand another\tof it"), None);
        for hidden in ["Bea\r\nBcc: x@example.org", "a\0b", "a\u{202e}b", "a\u{1b}[2J"] {
            assert!(Kind::Text.misfit(hidden).is_some_and(|why| why.contains("do not show")), "{hidden:?}");
        }
        assert!(Kind::Text.misfit(&"a".repeat(301)).is_some_and(|why| why.contains("longer than 300")));
        assert_eq!(Kind::LongText.misfit(&"a".repeat(301)), None);
        assert_eq!(Kind::Date.misfit("\0"), None, "what is no text is read by its own rules");
    }
}

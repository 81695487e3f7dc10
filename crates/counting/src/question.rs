//! What can be asked.

use base::{Date, Grain, Id, Period};
use std::fmt;
use std::sync::Arc;

/// A question: what to count, of which facts, by what.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Question {
    /// What to count in each cell.
    pub count: Count,
    /// Which facts are counted.
    pub of: Facts,
    /// The dimensions of the table: none, one or two.
    pub by: Vec<Dimension>,
    /// Whether each period counts everything up to its end, instead of what falls within it. The start of
    /// `of.over` then only says which period is shown first. At most one of `by` may be a [`Dimension::Period`].
    pub cumulative: bool,
    /// The population to which percentages refer; its distinct people are counted alongside.
    pub base: Option<Facts>,
}

impl Question {
    /// A question that counts people and records of these facts, in one total.
    #[must_use]
    pub fn of(facts: Facts) -> Self {
        Self { of: facts, ..Self::default() }
    }

    /// The same question by one dimension more.
    #[must_use]
    pub fn by(mut self, dimension: Dimension) -> Self {
        self.by.push(dimension);
        self
    }

    /// The same question, counting this.
    #[must_use]
    pub fn count(mut self, count: Count) -> Self {
        self.count = count;
        self
    }

    /// The same question, cumulatively.
    #[must_use]
    pub fn cumulative(mut self) -> Self {
        self.cumulative = true;
        self
    }

    /// The same question with a base.
    #[must_use]
    pub fn base(mut self, base: Facts) -> Self {
        self.base = Some(base);
        self
    }
}

/// Which of the three tallies a question wants in each cell. Those not asked for cost nothing and come out as zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Count {
    /// Distinct people.
    pub people: bool,
    /// Facts.
    pub records: bool,
    /// The total of the facts' quantities, and how many of them have one (the mean is one over the other).
    pub quantity: bool,
}

impl Count {
    /// Distinct people only.
    pub const PEOPLE: Self = Self { people: true, records: false, quantity: false };
    /// Facts only.
    pub const RECORDS: Self = Self { people: false, records: true, quantity: false };
    /// "809 outcomes by 577 people".
    pub const PEOPLE_AND_RECORDS: Self = Self { people: true, records: true, quantity: false };
    /// Quantities only.
    pub const QUANTITY: Self = Self { people: false, records: false, quantity: true };
    /// Everything.
    pub const ALL: Self = Self { people: true, records: true, quantity: true };
}

impl Default for Count {
    fn default() -> Self {
        Self::PEOPLE_AND_RECORDS
    }
}

/// A choice of facts: those that satisfy everything said here. By default, all.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Facts {
    /// Of one of these kinds; empty means any kind.
    pub kinds: Vec<String>,
    /// With one of these terms; none means any term or no term. Core outcomes are the set of core terms.
    pub terms: Option<Vec<Id>>,
    /// Passing all of these.
    pub filters: Vec<Filter>,
    /// Dated in this period. A fact without a date is in no period.
    pub over: Option<Period>,
}

impl Facts {
    /// All facts of one kind.
    #[must_use]
    pub fn kind(kind: &str) -> Self {
        Self { kinds: vec![kind.to_owned()], ..Self::default() }
    }

    /// Those of them with one of these terms.
    #[must_use]
    pub fn terms(mut self, terms: impl IntoIterator<Item = Id>) -> Self {
        self.terms = Some(terms.into_iter().collect());
        self
    }

    /// Those of them passing this filter too.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filters.push(filter);
        self
    }

    /// Those of them dated in this period.
    #[must_use]
    pub fn over(mut self, period: Period) -> Self {
        self.over = Some(period);
        self
    }
}

/// A condition on a fact, or on the person it is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Filter {
    /// The dimension's value is one of these. Of a dimension with several values for a person, at least one of them is.
    In(Dimension, Vec<Key>),
    /// The dimension's value, or every one of its values, is none of these.
    NotIn(Dimension, Vec<Key>),
    /// The person has at least one of these facts, in whatever programme unless the facts say which.
    Has(Facts),
    /// The person has none of these facts. True of a fact without a subject.
    HasNot(Facts),
}

/// Something to count by or to filter by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// The programme.
    Programme,
    /// The kind of fact.
    Kind,
    /// The term of the fact.
    Term,
    /// The partner of the fact.
    Partner,
    /// The area of the fact.
    Area,
    /// The worker of the fact.
    Worker,
    /// The state of the fact.
    State,
    /// Whether the person had the fact's term for the first time, `first`, or had it before, `repeat`: before means on an earlier day, in
    /// the same programme, by a fact of any kind. So everything of the first day is first, in whatever order it was written
    /// down. Missing of what has no term, no date or no subject.
    Turn(Before),
    /// The period in which the fact is dated. Periods come out without gaps.
    Period(Grain),
    /// Which of these days, in order, each with its name, was the last to have come on the day of the fact: a [`Key::Text`] by that name, or
    /// [`Key::None`] before the first.
    Since(Vec<(Date, String)>),
    /// A declared attribute, by name: of the person, or of their enrolment in the fact's programme.
    Attribute(String),
    /// Age in bands. Each band is named by its youngest age in whole years; a band from 0 is always there. Missing without a
    /// date of birth, or before it. Someone born on 29 February is a year older on 1 March of a common year.
    Age {
        /// The youngest age of each band, 0 to 254.
        bands: Vec<u8>,
        /// The day on which age is taken.
        at: AgeAt,
    },
    /// Another dimension with its values put in groups: core and non-core, sub-areas, an older list of terms. A value takes the
    /// first group that lists it; one in no group is [`Key::None`].
    Grouped(Box<Dimension>, Vec<Group>),
    /// The values of a dimension over the same person's facts that satisfy this, in whatever programme: the services that a person with an outcome has
    /// had. A person is in the row of each of their values, or in [`Key::None`] having no such fact.
    Also(Box<Dimension>, Box<Facts>),
}

impl Dimension {
    /// An attribute, by name.
    #[must_use]
    pub fn attribute(name: &str) -> Self {
        Self::Attribute(name.to_owned())
    }

    /// Age in bands at the start of the enrolment.
    #[must_use]
    pub fn age(bands: &[u8]) -> Self {
        Self::Age { bands: bands.to_vec(), at: AgeAt::Start }
    }

    /// The values of `dimension` over the same person's `facts`.
    #[must_use]
    pub fn also(dimension: Self, facts: Facts) -> Self {
        Self::Also(Box::new(dimension), Box::new(facts))
    }
}

/// The day on which age is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AgeAt {
    /// The start of the enrolment in the fact's programme.
    Start,
    /// A stated day.
    On(Date),
    /// The day of the fact.
    Fact,
}

/// Which earlier facts of a person make a fact a repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Before {
    /// Those of any partner.
    WithAnybody,
    /// Those of the fact's own partner.
    WithThePartner,
}

impl Before {
    /// The first time, as a [`Key::Text`].
    pub const FIRST: &'static str = "first";
    /// Again, as a [`Key::Text`].
    pub const REPEAT: &'static str = "repeat";
}

/// Values that count as one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Group {
    /// The name under which it appears, as [`Key::Text`].
    pub name: String,
    /// The values in it.
    pub keys: Vec<Key>,
}

/// One value of a dimension: the head of a row or column. In order, as answers list them, missing and none come last.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A period, by the number its [`Grain`] gives it.
    Period(Grain, i32),
    /// An age band, by its youngest age.
    Age(u8),
    /// A record: a term, a partner, a programme.
    Id(Id),
    /// A code, a kind, a state, or the name of a group.
    Text(Arc<str>),
    /// In no group; or, of [`Dimension::Also`], no such fact.
    None,
    /// Nothing is recorded.
    Missing,
}

impl Key {
    /// A code, a kind, a state, or the name of a group.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl fmt::Display for Dimension {
    /// What it is called where a fault names it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Programme => f.write_str("programme"),
            Self::Kind => f.write_str("kind"),
            Self::Term => f.write_str("term"),
            Self::Partner => f.write_str("partner"),
            Self::Area => f.write_str("area"),
            Self::Worker => f.write_str("worker"),
            Self::State => f.write_str("state"),
            Self::Turn(_) => f.write_str("first or repeat"),
            Self::Period(grain) => f.write_str(grain.key()),
            Self::Since(_) => f.write_str("phase"),
            Self::Attribute(name) => f.write_str(name),
            Self::Age { .. } => f.write_str("age"),
            Self::Grouped(of, _) | Self::Also(of, _) => of.fmt(f),
        }
    }
}

//! What is compared, how well it can agree, and what each way of agreeing is worth before a register has taught better.

/// What is compared of two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Field {
    /// Given names; also the whole name, if given and family name stand in each other's place.
    Given,
    /// Family name.
    Family,
    /// Birth date, both known to the day.
    Birth,
    /// Birth date where one is known in part.
    BirthPart,
    /// Gender.
    Gender,
    /// Postcode.
    Postcode,
    /// Telephone number.
    Phone,
    /// E-mail address.
    Email,
    /// House number.
    House,
    /// Lines of the address.
    Street,
    /// Town, where the postcode does not say the same already.
    Town,
}

/// How many fields there are.
pub const FIELDS: usize = 11;

/// More than any field has levels, the one for "not compared" included.
pub const LEVELS: usize = 8;

/// One way in which two values can agree or differ.
#[derive(Debug)]
pub struct Level {
    /// What it is called on a page.
    pub words: &'static str,
    /// How often two records of one person stand so (m), as assumed before learning.
    pub m: f64,
    /// How often records of two people stand so by chance (u), as assumed before learning.
    pub u: f64,
    /// The level of the same field than which this is never worth less: to agree better never lowers a score.
    pub over: Option<usize>,
}

const fn level(words: &'static str, m: f64, u: f64, over: usize) -> Level {
    Level { words, m, u, over: Some(over) }
}

const fn worst(words: &'static str, m: f64, u: f64) -> Level {
    Level { words, m, u, over: None }
}

pub mod given {
    pub const SAME: u8 = 1;
    pub const CLOSE: u8 = 2;
    pub const NICKNAME: u8 = 3;
    pub const SHARED: u8 = 4;
    pub const ALIKE: u8 = 5;
    pub const SWAPPED: u8 = 6;
    pub const DIFFERENT: u8 = 7;
}

pub mod family {
    pub const SAME: u8 = 1;
    pub const CLOSE: u8 = 2;
    pub const PART: u8 = 3;
    pub const ALIKE: u8 = 4;
    pub const DIFFERENT: u8 = 5;
}

pub mod birth {
    pub const SAME: u8 = 1;
    pub const SWAPPED: u8 = 2;
    pub const SLIP: u8 = 3;
    pub const TWO_PARTS: u8 = 4;
    pub const YEAR: u8 = 5;
    pub const DIFFERENT: u8 = 6;
}

/// Levels of fields that agree, nearly agree, or do not.
pub mod plain {
    pub const SAME: u8 = 1;
    pub const CLOSE: u8 = 2;
    pub const DIFFERENT: u8 = 3;
}

pub mod gender {
    pub const SAME: u8 = 1;
    pub const DIFFERENT: u8 = 2;
}

pub mod postcode {
    pub const SAME: u8 = 1;
    pub const SLIP: u8 = 2;
    pub const OUTWARD: u8 = 3;
    pub const DIFFERENT: u8 = 4;
}

pub mod street {
    pub const SAME: u8 = 1;
    pub const CLOSE: u8 = 2;
    pub const PARTLY: u8 = 3;
    pub const DIFFERENT: u8 = 4;
}

impl Field {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; FIELDS] = [
        Self::Given,
        Self::Family,
        Self::Birth,
        Self::BirthPart,
        Self::Gender,
        Self::Postcode,
        Self::Phone,
        Self::Email,
        Self::House,
        Self::Street,
        Self::Town,
    ];

    /// Its levels, from 1; a level of 0 means that one side does not say, and weighs nothing.
    ///
    /// The numbers are our own round assumptions: one record in twenty to fifty has a typing error in a given field,
    /// one person in ten has moved, one in four has another telephone; and agreeing by accident is as likely as names,
    /// days and postcodes are spread. What matters is their order of magnitude: a register of some hundred people
    /// with some dozen doubles outweighs them.
    #[must_use]
    pub(crate) const fn levels(self) -> &'static [Level] {
        match self {
            Self::Given => {
                const {
                    &[
                        level("same given name", 0.82, 0.006, 2),
                        level("given name almost the same", 0.05, 0.003, 5),
                        level("a short form of the same given name", 0.06, 0.004, 7),
                        level("one of several given names, or an initial, the same", 0.02, 0.004, 7),
                        level("given name sounds or looks similar", 0.015, 0.02, 7),
                        level("given and family name in each other\u{2019}s place", 0.01, 0.000_001, 7),
                        worst("different given name", 0.025, 0.963),
                    ]
                }
            }
            Self::Family => {
                const {
                    &[
                        level("same family name", 0.88, 0.0015, 2),
                        level("family name almost the same", 0.05, 0.002, 4),
                        level("one part of a double family name the same", 0.015, 0.0005, 5),
                        level("family name sounds or looks similar", 0.01, 0.015, 5),
                        worst("different family name", 0.045, 0.981),
                    ]
                }
            }
            Self::Birth => {
                const {
                    &[
                        level("same date of birth", 0.92, 0.000_05, 4),
                        level("day and month of birth in each other\u{2019}s place", 0.01, 0.000_03, 4),
                        level("date of birth one digit off", 0.035, 0.0008, 4),
                        level("two parts of the date of birth the same", 0.015, 0.004, 5),
                        level("same year of birth", 0.005, 0.015, 6),
                        worst("different date of birth", 0.015, 0.980),
                    ]
                }
            }
            Self::BirthPart => {
                const {
                    &[
                        level("date of birth the same as far as known", 0.90, 0.015, 2),
                        level("year of birth one off, or the same in another month", 0.06, 0.03, 3),
                        worst("different year of birth", 0.04, 0.955),
                    ]
                }
            }
            Self::Gender => const { &[level("same gender", 0.98, 0.5, 2), worst("different gender", 0.02, 0.5)] },
            Self::Postcode => {
                const {
                    &[
                        level("same postcode", 0.78, 0.0003, 2),
                        level("postcode one letter off", 0.04, 0.0005, 3),
                        level("same first half of the postcode", 0.08, 0.02, 4),
                        worst("different postcode", 0.10, 0.979),
                    ]
                }
            }
            Self::Phone => {
                const {
                    &[
                        level("same telephone number", 0.70, 0.000_002, 2),
                        level("telephone number one digit off", 0.03, 0.000_001, 3),
                        worst("different telephone number", 0.27, 0.999_99),
                    ]
                }
            }
            Self::Email => {
                const {
                    &[
                        level("same e-mail address", 0.75, 0.000_001, 2),
                        level("e-mail address almost the same", 0.06, 0.000_02, 3),
                        worst("different e-mail address", 0.19, 0.999_979),
                    ]
                }
            }
            Self::House => {
                const {
                    &[
                        level("same house number", 0.82, 0.015, 2),
                        level("house number almost the same", 0.05, 0.07, 3),
                        worst("different house number", 0.13, 0.915),
                    ]
                }
            }
            Self::Street => {
                const {
                    &[
                        level("same address", 0.75, 0.002, 2),
                        level("address almost the same", 0.09, 0.001, 3),
                        level("address partly the same", 0.04, 0.005, 4),
                        worst("different address", 0.12, 0.992),
                    ]
                }
            }
            Self::Town => {
                const {
                    &[
                        level("same town", 0.80, 0.03, 2),
                        level("town almost the same", 0.05, 0.005, 3),
                        worst("different town", 0.15, 0.965),
                    ]
                }
            }
        }
    }

    /// How often, at most, records of one person differ altogether in this field, whatever a register seems to teach. Without
    /// it, households, who share much and differ in given names and birth dates, would be learnt as people with many mistakes.
    pub(crate) const fn most_different(self) -> f64 {
        match self {
            Self::Birth | Self::Gender => 0.05,
            Self::Given | Self::BirthPart => 0.1,
            // Some marry.
            Self::Family => 0.2,
            // Many move, or share nothing but themselves.
            _ => 0.6,
        }
    }

    /// How a level is called on a page; "not known of both" for none.
    #[must_use]
    pub fn words(self, level: u8) -> &'static str {
        let at = usize::from(level).wrapping_sub(1);
        self.levels().get(at).map_or("not known of both", |level| level.words)
    }
}

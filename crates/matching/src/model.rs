//! The weights: how much each agreement speaks for one person, and each difference for two.

use crate::compare::Pattern;
use crate::fields::{FIELDS, Field, LEVELS, birth, family, given, plain, postcode};
use crate::form::Side;
use crate::lexicon::Word;

/// A probability for each level of each field; place 0 of a field is not used.
pub type Table = [[f64; LEVELS]; FIELDS];

/// Doubles of a person that are expected in a register of which nothing has been learnt yet.
const DOUBLES: f64 = 0.05;

/// As many people's names weigh as much as the average does in how common one name is taken to be.
const USUAL: f64 = 500.0;

/// A value that no more than this many people have can be one person's, registered again and again.
const FEW: usize = 4;

/// What a register has taught, or what is assumed before: see `docs/matching.md`.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub(crate) m: Table,
    pub(crate) u: Table,
    pub(crate) doubles: f64,
    weights: Table,
}

/// How many people of a register share a value that should be somebody's own, and how many people there are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Crowd {
    pub people: usize,
    pub birth: usize,
    pub postcode: usize,
    pub phone: usize,
    pub email: usize,
}

/// How common the names of a register are altogether.
#[derive(Debug, Clone, Copy)]
pub struct Borne {
    pub given: u32,
    pub family: u32,
}

impl Default for Model {
    fn default() -> Self {
        let read = |of: fn(&crate::fields::Level) -> f64| {
            Field::ALL.map(|field| {
                let mut row = [0.0; LEVELS];
                for (place, level) in row.iter_mut().skip(1).zip(field.levels()) {
                    *place = of(level);
                }
                row
            })
        };
        Self::new(read(|level| level.m), read(|level| level.u), DOUBLES)
    }
}

impl Model {
    /// A model with these chances. Weights are put in order: an agreement never weighs less than the worse one beside
    /// it (as few pairs can make it seem), the best never less than nothing, the worst never more.
    pub(crate) fn new(m: Table, u: Table, doubles: f64) -> Self {
        let mut weights = [[0.0; LEVELS]; FIELDS];
        for field in Field::ALL {
            let (chances, row) = (m[field as usize].iter().zip(&u[field as usize]), &mut weights[field as usize]);
            for (place, (m, u)) in row.iter_mut().zip(chances).skip(1).take(field.levels().len()) {
                *place = (m / u).log2();
            }
            // From the worst up: each level's floor is settled before it is asked for.
            for (at, level) in field.levels().iter().enumerate().rev() {
                let floor = level.over.and_then(|over| row.get(over).copied());
                if let Some(weight) = row.get_mut(at + 1) {
                    *weight = floor.map_or(weight.min(0.0), |floor| weight.max(floor));
                    if at == 0 {
                        *weight = weight.max(0.0);
                    }
                }
            }
        }
        Self { m, u, doubles, weights }
    }

    /// The chance that records of one person stand at this level of a field (m), and that records of two people do (u).
    #[must_use]
    pub fn chances(&self, field: Field, level: u8) -> Option<(f64, f64)> {
        let at = usize::from(level);
        (at > 0 && at <= field.levels().len())
            .then_some((*self.m[field as usize].get(at)?, *self.u[field as usize].get(at)?))
    }

    /// How many other records a record of this register has of the same person, on average.
    #[must_use]
    pub const fn doubles(&self) -> f64 {
        self.doubles
    }

    /// What speaks against one person before anything is compared, in bits: of so many people, few are this one.
    pub(crate) fn before(&self, people: usize) -> f64 {
        let chance = (self.doubles / (people.max(2) as f64)).min(0.5);
        (chance / (1.0 - chance)).log2()
    }

    /// The weight of one level in bits, whatever the value: positive for one person, negative for two.
    pub(crate) fn weight(&self, field: Field, level: u8) -> f64 {
        self.weights[field as usize].get(usize::from(level)).copied().unwrap_or_default()
    }

    /// The weight of a whole pattern, by levels alone.
    pub(crate) fn sum(&self, pattern: Pattern) -> f64 {
        Field::ALL.into_iter().map(|field| self.weight(field, pattern.level(field))).sum()
    }

    /// The weight of a level for these very values. Agreeing on a rare name weighs more than on a common one; agreeing
    /// on a value that many share (the first of January, a hostel's postcode, an office's telephone) weighs less.
    pub(crate) fn weigh(
        &self,
        field: Field,
        pattern: Pattern,
        sides: (&Side<'_>, &Side<'_>),
        borne: Borne,
        crowd: &Crowd,
    ) -> f64 {
        let level = pattern.level(field);
        let (a, b) = sides;
        match (field, level) {
            (Field::Given, 1..=given::ALIKE) => self.named(field, level, (a.given, b.given), borne.given),
            (Field::Family, 1..=family::ALIKE) => self.named(field, level, (a.family, b.family), borne.family),
            // A postcode says no less than its town, which is not asked then; a whole date no less than its year.
            (Field::Postcode, postcode::SAME) => {
                self.shared(field, crowd.postcode, crowd.people).max(self.weight(Field::Town, plain::SAME))
            }
            (Field::Birth, birth::SAME) => {
                self.shared(field, crowd.birth, crowd.people).max(self.weight(Field::BirthPart, plain::SAME))
            }
            (Field::Phone, plain::SAME) => self.shared(field, crowd.phone, crowd.people),
            (Field::Email, plain::SAME) => self.shared(field, crowd.email, crowd.people),
            _ => self.weight(field, level),
        }
    }

    /// The weight of names that agree: by how many people bear the commoner of the two, drawn towards the average in a
    /// small register. Names that are only alike weigh no more than the same name would.
    fn named(&self, field: Field, level: u8, names: (Option<&Word>, Option<&Word>), borne: u32) -> f64 {
        let count = |name: Option<&Word>| name.map_or(0, |name| name.count);
        let count = f64::from(count(names.0).max(count(names.1)).max(1));
        let (m, u) = self.best(field);
        let same = (m * (f64::from(borne) + USUAL) / (count + USUAL * u)).log2().max(0.0);
        if level == 1 { same } else { same.min(self.weight(field, level)) }
    }

    /// The weight of a value that agrees and should be somebody's own, but which so many of the people have.
    fn shared(&self, field: Field, by: usize, people: usize) -> f64 {
        let (usual, (m, u)) = (self.weight(field, 1), self.best(field));
        let share = by.saturating_sub(2) as f64 / people.max(1) as f64;
        if by > FEW && share > u { (m / share).log2().clamp(0.0, usual) } else { usual }
    }

    /// The chances of a field's best level.
    fn best(&self, field: Field) -> (f64, f64) {
        (self.m[field as usize][1], self.u[field as usize][1])
    }
}

/// Bits as a probability.
pub fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

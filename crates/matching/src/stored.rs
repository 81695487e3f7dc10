//! A model as text, so that what a register has taught can be kept.

use crate::Model;
use crate::fields::{Field, LEVELS};
use crate::model::Table;
use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

/// The text is not a model of this version of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAModel;

impl fmt::Display for NotAModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("these weights were not learnt by this version of the program")
    }
}

impl std::error::Error for NotAModel {}

/// A line to a field: its name, then m and u of each level; the number of doubles first.
impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "doubles {}", self.doubles())?;
        for field in Field::ALL {
            let mut line = format!("{field:?}");
            for level in 1..=field.levels().len() as u8 {
                let (m, u) = self.chances(field, level).unwrap_or_default();
                let _ = write!(line, " {m} {u}");
            }
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}

impl FromStr for Model {
    type Err = NotAModel;

    fn from_str(text: &str) -> Result<Self, NotAModel> {
        let mut lines = text.lines();
        let chance = |text: &str| -> Result<f64, NotAModel> {
            let number: f64 = text.parse().map_err(|_| NotAModel)?;
            // A chance of nothing would weigh infinitely.
            (number.is_finite() && number > 0.0).then_some(number).ok_or(NotAModel)
        };
        let doubles = chance(lines.next().and_then(|line| line.strip_prefix("doubles ")).ok_or(NotAModel)?)?;
        let (mut m, mut u): (Table, Table) = Default::default();
        for field in Field::ALL {
            let mut parts = lines.next().ok_or(NotAModel)?.split(' ');
            if parts.next() != Some(&format!("{field:?}")) {
                return Err(NotAModel);
            }
            for level in 1..=field.levels().len() {
                for table in [&mut m, &mut u] {
                    let place = table.get_mut(field as usize).and_then(|row| row.get_mut(level)).ok_or(NotAModel)?;
                    *place = chance(parts.next().ok_or(NotAModel)?)?;
                }
            }
            if parts.next().is_some() {
                return Err(NotAModel);
            }
        }
        const { assert!(LEVELS > 7) };
        Ok(Self::new(m, u, doubles))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_was_kept_is_the_same_model() {
        let model = Model::default();
        assert_eq!(model.to_string().parse(), Ok(model));
    }

    #[test]
    fn what_is_no_model_is_refused() {
        for text in ["", "doubles x", "doubles 0.05\nGiven 1"] {
            assert_eq!(text.parse::<Model>(), Err(NotAModel), "{text}");
        }
        let whole = Model::default().to_string();
        assert_eq!(whole.replace("Family ", "Familiar ").parse::<Model>(), Err(NotAModel));
        assert_eq!(whole.replacen("0.05", "0", 1).parse::<Model>(), Err(NotAModel));
    }
}

//! Two people compared without a register in memory: whoever asks says how common their values are.

use crate::compare::compare;
use crate::fields::Field;
use crate::form::{Facts, Side, family, given};
use crate::lexicon::Word;
use crate::model::{Borne, Crowd, probability};
use crate::register::class;
use crate::relatives::{kinship, namesakes};
use crate::{Comparison, Contribution, Identity, Model};

/// How common one person's values are in a register. A count that is not known, or of a value that is not, is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// How many people there are.
    pub people: usize,
    /// How many bear the given name.
    pub given: u32,
    /// How many bear the family name.
    pub family: u32,
    /// How many were born on that day.
    pub birth: usize,
    /// How many have the postcode.
    pub postcode: usize,
    /// How many have the telephone number.
    pub phone: usize,
    /// How many have the e-mail address.
    pub email: usize,
}

impl Model {
    /// Compares `one`, whose values are as common as `among` says, with another person, and says why. As
    /// [`Register::compare`](crate::Register::compare), but that the other's names are taken to be as common as `one`'s.
    #[must_use]
    pub fn compare(&self, one: &Identity, other: &Identity, among: &Surroundings) -> Comparison {
        let named = |word: Option<Word>, count: u32| word.map(|word| Word { count, ..word });
        let (given_one, family_one) = (named(given(one), among.given), named(family(one), among.family));
        let (given_other, family_other) = (named(given(other), among.given), named(family(other), among.family));
        let (facts, theirs) = (Facts::of(one), Facts::of(other));
        let a = Side { given: given_one.as_ref(), family: family_one.as_ref(), facts: &facts };
        let b = Side { given: given_other.as_ref(), family: family_other.as_ref(), facts: &theirs };
        let people = u32::try_from(among.people).unwrap_or(u32::MAX);
        let borne = Borne { given: people, family: people };
        let crowd = Crowd {
            people: among.people,
            birth: among.birth,
            postcode: among.postcode,
            phone: among.phone,
            email: among.email,
        };
        self.explain(&a, &b, borne, &crowd)
    }

    /// Two sides compared, with what each field weighs.
    pub(crate) fn explain(&self, a: &Side<'_>, b: &Side<'_>, borne: Borne, crowd: &Crowd) -> Comparison {
        let pattern = compare(a, b);
        let known = Field::ALL.into_iter().filter(|field| pattern.level(*field) != 0);
        let contributions: Vec<Contribution> = known
            .map(|field| Contribution {
                field,
                words: field.words(pattern.level(field)),
                bits: self.weigh(field, pattern, (a, b), borne, crowd),
            })
            .collect();
        let before = self.before(crowd.people);
        let bits = before + contributions.iter().map(|contribution| contribution.bits).sum::<f64>();
        Comparison {
            before,
            contributions,
            bits,
            probability: probability(bits),
            class: class(bits, pattern, a, b),
            kinship: kinship(pattern, a, b),
            namesakes: namesakes(pattern, a, b),
        }
    }
}

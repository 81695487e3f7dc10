//! One person after another, from recipe to recipe.

use crate::apportion::{Urn, apportion};
use crate::enrol::enrol;
use crate::names;
use crate::person::DemoPerson;
use crate::random::Random;
use crate::recipe::{Fault, Recipe, Weights};
use crate::support::support;
use crate::vocabulary::Vocabulary;
use crate::{fit, when};
use base::Date;

/// The people of these recipes, in the order of the recipes; the same for the same `seed`, always and everywhere.
///
/// With `people`, that many in all: every cohort is scaled in proportion, so that the totals keep their proportions and are no
/// longer exactly those published. Without, every cohort has exactly the number its recipe says.
///
/// # Errors
/// When a recipe uses a key that is not in the definition of its programme, or asks for dates outside the programme, or in
/// another way cannot be followed. All faults are given, not the first.
pub fn generate<'a>(
    recipes: &'a [Recipe],
    vocabularies: &'a [Vocabulary],
    seed: u64,
    people: Option<u64>,
) -> Result<People<'a>, Vec<Fault>> {
    let faults: Vec<Fault> = recipes.iter().flat_map(|recipe| fit::faults(recipe, vocabularies)).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut counts: Vec<u64> = recipes.iter().flat_map(|recipe| &recipe.cohorts).map(|cohort| cohort.people).collect();
    if let Some(people) = people {
        counts = apportion(&counts, people);
    }
    let mut counts = counts.into_iter();
    let registers = recipes
        .iter()
        .map(|recipe| {
            let cohorts = counts.by_ref().take(recipe.cohorts.len()).collect();
            Register { recipe, urn: Urn::new(cohorts, Random::of(seed, &recipe.register, u64::MAX)), number: 0 }
        })
        .collect();
    Ok(People { registers, vocabularies, seed })
}

/// The people of some recipes, made as they are asked for.
#[derive(Debug, Clone)]
pub struct People<'a> {
    registers: Vec<Register<'a>>,
    vocabularies: &'a [Vocabulary],
    seed: u64,
}

/// Where one recipe stands.
#[derive(Debug, Clone)]
struct Register<'a> {
    recipe: &'a Recipe,
    urn: Urn,
    number: u64,
}

impl<'a> Iterator for People<'a> {
    type Item = DemoPerson<'a>;

    fn next(&mut self) -> Option<DemoPerson<'a>> {
        let register = self.registers.iter_mut().find(|register| register.urn.left() > 0)?;
        let cohort = register.urn.draw()?;
        register.number += 1;
        let random = Random::of(self.seed, &register.recipe.register, register.number);
        Some(person(register.recipe, self.vocabularies, cohort, register.number, random))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.registers.iter().map(|register| register.urn.left()).sum::<u64>();
        usize::try_from(left).map_or((usize::MAX, None), |left| (left, Some(left)))
    }
}

impl ExactSizeIterator for People<'_> {}

fn person<'a>(
    recipe: &'a Recipe,
    vocabularies: &'a [Vocabulary],
    cohort: usize,
    number: u64,
    mut random: Random,
) -> DemoPerson<'a> {
    let random = &mut random;
    let mut person = DemoPerson {
        register: &recipe.register,
        reference: format!("{}-{number:05}", recipe.reference),
        given_name: "",
        family_name: "",
        birth_date: None,
        gender: asked(&recipe.gender, random),
        ethnicity: asked(&recipe.ethnicity, random),
        disability: asked(&recipe.disability, random),
        postcode: postcode(random),
        enrolments: Vec::new(),
        interactions: Vec::new(),
        outcomes: Vec::new(),
    };
    for part in recipe.cohorts.get(cohort).map_or(&[][..], |cohort| &cohort.parts) {
        let plan = recipe.plan(&part.programme);
        let vocabulary = vocabularies.iter().find(|vocabulary| vocabulary.programme == part.programme);
        // The fit of recipe and definitions was checked before the first person: both are there.
        if let (Some(plan), Some(vocabulary)) = (plan, vocabulary) {
            enrol(&mut person, plan, part, vocabulary, random);
            support(&mut person, plan, part, vocabulary, random);
        }
    }
    let first = person.enrolments.first().map_or(Date::ZERO, |enrolment| enrolment.start);
    // People who did not give an age have one all the same, and a name of their generation.
    let said = asked(&recipe.age, random);
    let band = said.or_else(|| recipe.age.draw(random, |key| key == NOT_ASKED)).and_then(fit::ages);
    let (youngest, oldest) = band.unwrap_or((18, 64));
    let age = random.between(youngest, oldest);
    let born = when::birthday(random, age, first);
    person.birth_date = said.map(|_| born);
    (person.given_name, person.family_name) = name(recipe, &person, born, random);
    person
}

/// The answer of somebody who was never asked.
pub(crate) const NOT_ASKED: &str = "not-asked";

fn asked<'a>(answers: &'a Weights, random: &mut Random) -> Option<&'a str> {
    answers.any(random).filter(|answer| *answer != NOT_ASKED)
}

/// A name that goes with the ethnic group, which people have whether or not they stated it.
fn name(recipe: &Recipe, person: &DemoPerson<'_>, born: Date, random: &mut Random) -> (&'static str, &'static str) {
    let unsaid = |key: &str| matches!(key, "prefer-not-to-say" | "not-stated" | NOT_ASKED);
    let ethnicity = person.ethnicity.filter(|key| !unsaid(key)).or_else(|| recipe.ethnicity.draw(random, unsaid));
    names::name(random, ethnicity.unwrap_or(""), person.gender.unwrap_or(""), born.year())
}

/// A postcode in ZZ99, which is given to nobody's home, with letters that inward codes use.
fn postcode(random: &mut Random) -> String {
    const LETTERS: [char; 20] =
        ['A', 'B', 'D', 'E', 'F', 'G', 'H', 'J', 'L', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'W', 'X', 'Y', 'Z'];
    let mut letter = || random.pick(&LETTERS).copied().unwrap_or('A');
    let (one, two) = (letter(), letter());
    format!("ZZ99 {}{one}{two}", random.below(10))
}

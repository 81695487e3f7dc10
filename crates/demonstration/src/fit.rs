//! Whether a recipe can be followed: every key is in the definitions, every date in the programme, every number possible.

use crate::generate::NOT_ASKED;
use crate::person::{CHANNELS, DISABILITIES, ETHNICITIES, GENDERS};
use crate::recipe::{Cohort, Fault, Part, Plan, Recipe, Weights, Window};
use crate::vocabulary::Vocabulary;
use crate::when::days;

/// The ages of a band such as `25-34`, both included: 18 to 110, the younger first.
pub(crate) fn ages(band: &str) -> Option<(u32, u32)> {
    let (from, to) = band.split_once('-')?;
    let (from, to) = (from.parse().ok()?, to.parse().ok()?);
    (18 <= from && from <= to && to <= 110).then_some((from, to))
}

/// Everything in the recipe that does not fit the definitions.
pub(crate) fn faults(recipe: &Recipe, vocabularies: &[Vocabulary]) -> Vec<Fault> {
    let mut check = Check { recipe, vocabularies, faults: Vec::new() };
    check.answers();
    for plan in &recipe.programmes {
        check.plan(plan);
    }
    for (at, cohort) in recipe.cohorts.iter().enumerate() {
        check.cohort(at, cohort);
    }
    check.faults
}

struct Check<'a> {
    recipe: &'a Recipe,
    vocabularies: &'a [Vocabulary],
    faults: Vec<Fault>,
}

impl<'a> Check<'a> {
    fn unknown(&mut self, programme: &str, place: String, key: &str) {
        let (register, programme, key) = (self.recipe.register.clone(), programme.to_owned(), key.to_owned());
        self.faults.push(Fault::Unknown { register, programme, place, key });
    }

    fn impossible(&mut self, place: String, reason: impl Into<String>) {
        let register = self.recipe.register.clone();
        self.faults.push(Fault::Impossible { register, place, reason: reason.into() });
    }

    fn vocabulary(&self, programme: &str) -> Option<&'a Vocabulary> {
        self.vocabularies.iter().find(|vocabulary| vocabulary.programme == programme)
    }

    fn answers(&mut self) {
        let recipe = self.recipe;
        let asked: [(&str, &Weights, &[&str]); 3] = [
            ("gender", &recipe.gender, &GENDERS),
            ("ethnicity", &recipe.ethnicity, &ETHNICITIES),
            ("disability", &recipe.disability, &DISABILITIES),
        ];
        for (field, weights, choices) in asked {
            for key in weights.keys().filter(|key| *key != NOT_ASKED && !choices.contains(key)) {
                self.impossible(field.to_owned(), format!("\u{201c}{key}\u{201d} is not an answer"));
            }
        }
        for band in recipe.age.keys().filter(|band| *band != NOT_ASKED && ages(band).is_none()) {
            self.impossible(
                "age".to_owned(),
                format!("\u{201c}{band}\u{201d} is not a band of ages from 18 such as 25-34"),
            );
        }
    }

    fn keys<'w>(
        &mut self,
        programme: &str,
        place: &str,
        weights: impl IntoIterator<Item = &'w str>,
        known: impl Fn(&str) -> bool,
    ) {
        for key in weights {
            if !known(key) {
                self.unknown(programme, place.to_owned(), key);
            }
        }
    }

    fn plan(&mut self, plan: &Plan) {
        let programme = plan.key.as_str();
        let Some(words) = self.vocabulary(programme) else {
            self.unknown(programme, "programme".to_owned(), programme);
            return;
        };
        let has = |list: &[String], key: &str| list.iter().any(|known| known == key);
        let outcome = |core: bool| move |key: &str| words.outcome(key).is_some_and(|term| term.core == core);
        self.keys(programme, "partners", plan.partners.keys(), |key| words.partner(key).is_some());
        self.keys(programme, "areas", plan.areas.keys(), |key| has(&words.areas, key));
        self.keys(programme, "routes", plan.routes.keys(), |key| has(&words.routes, key));
        self.keys(programme, "employment", plan.employment.keys(), |key| has(&words.employments, key));
        self.keys(programme, "destinations", plan.destinations.keys(), |key| has(&words.destinations, key));
        self.keys(programme, "services", plan.services.keys(), |key| has(&words.services, key));
        self.keys(programme, "core", plan.core.keys(), outcome(true));
        self.keys(programme, "non-core", plan.non_core.keys(), outcome(false));
        self.keys(programme, "leads-to", plan.leads_to.keys().map(String::as_str), |key| words.outcome(key).is_some());
        self.keys(programme, "leads-to", plan.leads_to.values().map(String::as_str), |key| {
            has(&words.destinations, key)
        });
        for channel in plan.channels.iter().flat_map(|channels| channels.mix.keys()) {
            if !CHANNELS.contains(&channel) {
                self.unknown(programme, "channels".to_owned(), channel);
            }
        }
        if plan.partners.keys().next().is_none() || plan.services.keys().next().is_none() {
            self.impossible(programme.to_owned(), "needs at least one partner and one service");
        }
    }

    fn cohort(&mut self, at: usize, cohort: &Cohort) {
        // Counted as a reader of the file counts them.
        let place = format!("cohort {}", at + 1);
        if cohort.parts.is_empty() {
            self.impossible(place, "is in no programme");
            return;
        }
        for (part, before) in cohort.parts.iter().zip(std::iter::once(None).chain(cohort.parts.iter().map(Some))) {
            self.part(&place, part, before);
        }
    }

    fn part(&mut self, place: &str, part: &Part, before: Option<&Part>) {
        let programme = part.programme.as_str();
        let (Some(plan), Some(words)) = (self.recipe.plan(programme), self.vocabulary(programme)) else {
            self.unknown(programme, place.to_owned(), programme);
            return;
        };
        let has = |list: &[String], key: &str| list.iter().any(|known| known == key);
        self.keys(programme, place, part.partner.as_deref(), |key| words.partner(key).is_some());
        self.keys(programme, place, part.employment.as_deref(), |key| has(&words.employments, key));
        self.keys(programme, place, part.destination.as_deref(), |key| has(&words.destinations, key));
        self.keys(programme, place, part.outcomes.iter().map(String::as_str), |key| words.outcome(key).is_some());
        let Window(from, to) = part.start;
        let Window(first, last) = part.end.unwrap_or(Window(from, words.end));
        if from > to || first > last || from < words.start || last > words.end || to > last {
            self.impossible(place.to_owned(), format!("its dates are not in order, or not within {programme}"));
        }
        // Two weeks, so that there is room for support between the latest start and the latest leaving.
        if days(to, last) < 14 {
            self.impossible(
                place.to_owned(),
                format!("leaves less than two weeks between start and leaving in {programme}"),
            );
        }
        if before.is_some_and(|before| before.end.is_none_or(|end| end.1 >= to)) {
            self.impossible(
                place.to_owned(),
                format!("must leave one programme, by a date, before starting {programme}"),
            );
        }
        let core = part.core.unwrap_or(plan.core_each).1;
        let non_core = part.non_core.unwrap_or(plan.non_core_each).1;
        for (name, most, terms) in [("core", core, &plan.core), ("non-core", non_core, &plan.non_core)] {
            let repeatable = terms.keys().any(|key| words.outcome(key).is_some_and(|term| term.repeatable));
            if most as usize > terms.keys().count() && !repeatable {
                self.impossible(place.to_owned(), format!("asks for more {name} outcomes than there are to achieve"));
            }
        }
    }
}

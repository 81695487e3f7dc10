//! What holds for any recipe: the same every time, in order of time, scaled in proportion, and refused when it does not fit.

#[cfg(test)]
mod small;

use demonstration::{DemoPerson, Fault, Recipe, generate};
use jiff::civil::Weekday;

/// A number that is different for different people and the same for the same (FNV-1a over everything about them).
fn digest<'a>(people: impl Iterator<Item = DemoPerson<'a>>) -> u64 {
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    for person in people {
        for byte in format!("{person:?}").bytes() {
            digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    digest
}

#[test]
fn the_same_seed_makes_the_same_people_on_every_machine() {
    let (recipes, words) = ([small::recipe()], [small::vocabulary()]);
    let first = digest(generate(&recipes, &words, 1, None).unwrap());
    assert_eq!(first, digest(generate(&recipes, &words, 1, None).unwrap()));
    assert_ne!(first, digest(generate(&recipes, &words, 2, None).unwrap()));
    // Written down once: it changes when the way of making people changes, and at no other time.
    assert_eq!(first, 13_649_770_645_094_268_775);
}

#[test]
fn a_recipe_is_followed_exactly() {
    let (recipes, words) = ([small::recipe()], [small::vocabulary()]);
    let people: Vec<_> = generate(&recipes, &words, 1, None).unwrap().collect();
    let achieved = |person: &DemoPerson<'_>, key: &str| person.outcomes.iter().filter(|o| o.outcome == key).count();
    assert_eq!(people.len(), 10);
    assert_eq!(people.iter().filter(|p| achieved(p, "job") == 1 && achieved(p, "qualification") == 1).count(), 4);
    assert_eq!(people.iter().filter(|p| (1..=3).contains(&achieved(p, "confidence"))).count(), 6);
    assert_eq!(people.iter().filter(|p| p.outcomes.is_empty()).count(), 0);
    let references: Vec<_> = people.iter().map(|person| person.reference.as_str()).collect();
    assert_eq!((references[0], references[9]), ("SM-00001", "SM-00010"));
}

#[test]
fn nothing_happens_before_it_can_or_after_it_may() {
    let (recipes, words) = ([small::recipe()], [small::vocabulary()]);
    for person in generate(&recipes, &words, 5, Some(2_000)).unwrap() {
        let enrolment = &person.enrolments[0];
        let last = enrolment.end.unwrap_or(words[0].end);
        assert!(words[0].start <= enrolment.start && enrolment.start < last && last <= words[0].end, "{person:?}");
        assert!(enrolment.reentry.is_none_or(|back| enrolment.start < back && back < last), "{person:?}");
        assert_eq!(enrolment.end.is_some(), enrolment.destination.is_some());
        assert_eq!(person.interactions[0].date, enrolment.start, "the start is the first day of real support");
        for date in person.interactions.iter().map(|i| i.date).chain(person.outcomes.iter().map(|o| o.date)) {
            assert!(enrolment.start <= date && date <= last, "{person:?}");
            assert!(!matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday), "{date} {person:?}");
        }
        assert!(person.interactions.is_sorted_by_key(|i| i.date) && person.outcomes.is_sorted_by_key(|o| o.date));
        for interaction in &person.interactions {
            let lockdown = interaction.date <= "2022-02-28".parse().unwrap();
            assert_eq!(interaction.channel, if lockdown { "phone" } else { "in-person" });
        }
    }
}

#[test]
fn some_people_have_a_second_partner_who_is_credited() {
    let (recipes, words) = ([small::recipe()], [small::vocabulary()]);
    let supported = |person: &DemoPerson<'_>| {
        person.interactions.iter().any(|interaction| interaction.partner != person.enrolments[0].partner)
    };
    let shared = generate(&recipes, &words, 5, Some(2_000)).unwrap().filter(supported).count();
    assert!((500..700).contains(&shared), "{shared} of 2,000 where 30 in a hundred were asked for");
}

#[test]
fn another_number_of_people_keeps_the_proportions() {
    let (recipes, words) = ([small::recipe()], [small::vocabulary()]);
    for people in [0, 1, 5, 10, 1_000, 12_345] {
        let made = generate(&recipes, &words, 1, Some(people)).unwrap();
        assert_eq!(made.len() as u64, people);
        let workers = made.filter(|p| p.enrolments[0].destination == Some("work")).count() as u64;
        assert!(workers * 10 + 10 >= people * 6, "six in ten of {people} were to find work: {workers}");
    }
}

#[test]
fn a_million_people_are_made_one_at_a_time() {
    let (recipes, words) = ([small::recipe()], [small::vocabulary()]);
    let mut people = generate(&recipes, &words, 1, Some(1_000_000)).unwrap();
    // The iterator is a few counters: asking for three makes three.
    assert!(size_of_val(&people) < 200);
    assert_eq!(people.by_ref().take(3).count(), 3);
    assert_eq!(people.len(), 999_997);
}

#[test]
fn a_recipe_that_does_not_fit_the_definition_says_all_that_is_wrong() {
    let text = small::RECIPE
        .replace("bridge-house = 2", "bridge-hose = 2")
        .replace("woman = 6", "women = 6")
        .replace("18-24", "16-24")
        .replace("core = [2, 2]", "core = [3, 3]")
        .replacen("2022-03-31", "2022-06-30", 1)
        .replace("{ phone = 1 }", "{ pigeon = 1 }");
    let recipes = [Recipe::parse("small.demo.toml", &text).unwrap()];
    let faults = generate(&recipes, &[small::vocabulary()], 1, None).unwrap_err();
    let text = faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n");
    for expected in ["bridge-hose", "women", "16-24", "more core outcomes", "two weeks", "pigeon"] {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
    assert_eq!(faults.len(), 6, "{text}");
    let nowhere = generate(&[small::recipe()], &[], 1, None).unwrap_err().len();
    assert_eq!(nowhere, 3, "the programme is unknown where it is planned and in both cohorts");
}

#[test]
fn a_file_that_is_not_a_recipe_is_refused_with_its_place() {
    let error = Recipe::parse("broken.demo.toml", "register = \"x\"\nreferenc = \"y\"\n").unwrap_err().to_string();
    assert!(error.contains("broken.demo.toml") && error.contains("line 2"), "{error}");
}

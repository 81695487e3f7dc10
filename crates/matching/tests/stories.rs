//! What a manager of a programme would expect of "is this the same person?".

use base::Id;
use matching::{BirthDate, Class, Gender, Identity, Kinship, Model, Register, Suggestion, Surroundings};

/// Somebody with everything known.
fn amara() -> Identity {
    Identity {
        given_names: Some("Amara".into()),
        family_name: Some("Okonkwo".into()),
        birth_date: Some(BirthDate::new(1985, 3, 27)),
        gender: Some(Gender::Woman),
        postcode: Some("LS12 4AP".into()),
        phone: Some("07700 900123".into()),
        email: Some("amara.o@example.org".into()),
        address: vec!["Flat 2".into(), "14 Garden Street".into()],
        town: Some("Leeds".into()),
    }
}

/// Only a name and a birth date, as on many a sign-up sheet.
fn named(given: &str, family: &str, birth: BirthDate) -> Identity {
    Identity {
        given_names: Some(given.into()),
        family_name: Some(family.into()),
        birth_date: Some(birth),
        ..Identity::default()
    }
}

fn id(number: i64) -> Id {
    Id::from_number(number)
}

/// A register of a small town, in which the person of the story is number 1.
fn register(first: &Identity) -> Register {
    let mut register = Register::new();
    register.put(id(1), first);
    let families = ["Smith", "Jones", "Taylor", "Brown", "Khan", "Evans", "Walker", "Hussain", "Lewis", "Begum"];
    let given = ["Olivia", "Jack", "Fatima", "Harry", "Sophie", "Ali", "Emily", "George", "Grace", "Daniel"];
    for number in 0..400_u16 {
        let pick = |names: &[&str], at: u16| names[usize::from(at) % names.len()].to_owned();
        let birth = BirthDate::new(1940 + number % 65, (number % 12 + 1) as u8, (number % 28 + 1) as u8);
        let other = Identity {
            postcode: Some(format!("LS{} {}AB", number % 19 + 1, number % 9)),
            phone: Some(format!("0113 4960{number:03}")),
            ..named(&pick(&given, number / 7), &pick(&families, number), birth)
        };
        register.put(id(i64::from(number) + 100), &other);
    }
    register
}

/// What the register says of number 1 when somebody is registered.
fn asked(register: &Register, new: &Identity) -> Option<Suggestion> {
    register.candidates(new, 10).into_iter().find(|suggestion| suggestion.id == id(1))
}

fn class(first: &Identity, new: &Identity) -> Option<Class> {
    asked(&register(first), new).map(|suggestion| suggestion.class)
}

#[test]
fn somebody_unknown_is_nobody() {
    let stranger =
        Identity { postcode: Some("BD3 9XX".into()), ..named("Wiktor", "Zielinski", BirthDate::new(1990, 11, 2)) };
    assert!(register(&amara()).candidates(&stranger, 10).is_empty());
    assert!(register(&amara()).candidates(&Identity::default(), 10).is_empty(), "nothing known, nothing said");
}

#[test]
fn written_differently_is_the_same() {
    let other = Identity {
        given_names: Some("  AMÁRA ".into()),
        family_name: Some("o\u{2019}konkwo".into()),
        postcode: Some("ls124ap".into()),
        phone: Some("+44 7700 900 123".into()),
        ..amara()
    };
    assert_eq!(class(&amara(), &other), Some(Class::Likely));
}

#[test]
fn a_nickname_is_recognised() {
    let william =
        Identity { postcode: Some("LS12 4AP".into()), ..named("William", "Hartley", BirthDate::new(1962, 7, 9)) };
    let bill = Identity { given_names: Some("Bill".into()), ..william.clone() };
    assert_eq!(class(&william, &bill), Some(Class::Likely));
    let liz = named("Elizabeth (Liz)", "Hartley", BirthDate::new(1962, 7, 9));
    assert!(class(&liz, &named("Beth", "Hartley", BirthDate::new(1962, 7, 9))).is_some());
}

#[test]
fn a_birthday_typed_over_is_recognised() {
    for wrong in
        [BirthDate::new(1985, 3, 28), BirthDate::new(1985, 3, 72), BirthDate::new(1958, 3, 27), BirthDate::year(1985)]
    {
        let new = Identity { birth_date: Some(wrong), ..amara() };
        let found = asked(&register(&amara()), &new).expect("found");
        assert!(matches!(found.class, Class::Likely | Class::Possible), "{wrong}: {found:?}");
    }
    let march = Identity { birth_date: Some(BirthDate::new(1985, 3, 4)), ..amara() };
    let april = Identity { birth_date: Some(BirthDate::new(1985, 4, 3)), ..amara() };
    assert_eq!(class(&march, &april), Some(Class::Likely), "day and month in each other\u{2019}s place");
}

#[test]
fn a_moved_house_and_a_new_telephone_do_not_make_another_person() {
    let moved = Identity {
        postcode: Some("HX1 5TT".into()),
        phone: Some("07700 900999".into()),
        address: vec!["3 Mill Lane".into()],
        town: Some("Halifax".into()),
        email: None,
        ..amara()
    };
    assert!(class(&amara(), &moved).is_some());
}

#[test]
fn a_married_name_is_recognised_and_a_double_one_too() {
    let married = Identity { family_name: Some("Whitfield".into()), ..amara() };
    assert_eq!(class(&amara(), &married), Some(Class::Likely));
    let double = Identity { family_name: Some("Okonkwo-Whitfield".into()), phone: None, email: None, ..amara() };
    assert_eq!(class(&amara(), &double), Some(Class::Likely));
}

#[test]
fn names_in_each_others_place_are_recognised() {
    let first = Identity { postcode: Some("LS12 4AP".into()), ..named("Nguyen", "Thanh", BirthDate::new(1979, 1, 30)) };
    let other = Identity { given_names: Some("Thanh".into()), family_name: Some("Nguyen".into()), ..first.clone() };
    assert_eq!(class(&first, &other), Some(Class::Likely));
}

#[test]
fn twins_are_two_people() {
    let twin = Identity { given_names: Some("Chidi".into()), gender: Some(Gender::Man), ..amara() };
    assert_eq!(class(&amara(), &twin), Some(Class::Relatives(Kinship::Twins)));
    let alike = Identity { given_names: Some("Tamara".into()), ..amara() };
    assert_ne!(class(&amara(), &alike), None, "names as alike as this are shown to somebody");
}

#[test]
fn father_and_son_of_one_name_are_two_people() {
    let home =
        Identity { postcode: Some("LS9 8RB".into()), phone: Some("0113 496 0999".into()), ..Identity::default() };
    let father = Identity {
        postcode: home.postcode.clone(),
        phone: home.phone.clone(),
        ..named("Idris", "Mbeki", BirthDate::new(1958, 5, 16))
    };
    let son = Identity { birth_date: Some(BirthDate::new(1987, 10, 2)), ..father.clone() };
    assert_eq!(class(&father, &son), Some(Class::Relatives(Kinship::Generations)));
    let same_day = Identity { birth_date: Some(BirthDate::new(1988, 5, 16)), ..father.clone() };
    assert_eq!(
        class(&father, &same_day),
        Some(Class::Possible),
        "a digit typed over, or a son born on the day: never likely"
    );
}

#[test]
fn a_household_is_several_people() {
    let mother =
        Identity { given_names: Some("Ngozi".into()), birth_date: Some(BirthDate::new(1961, 8, 3)), ..amara() };
    match class(&amara(), &mother) {
        None | Some(Class::Relatives(Kinship::Household)) => {}
        other => panic!("a mother is not her daughter: {other:?}"),
    }
}

#[test]
fn a_rare_name_says_more_than_a_common_one() {
    let birth = BirthDate::new(1970, 2, 14);
    let rare = named("Amara", "Featherstonehaugh", birth);
    let common = named("Sophie", "Smith", birth);
    let weight = |first: &Identity| asked(&register(first), first).map_or(0.0, |found| found.bits);
    assert!(weight(&rare) > weight(&common) + 2.0);
}

#[test]
fn what_a_whole_hostel_shares_says_little() {
    let mut register = register(&amara());
    let hostel = |given: &str, family: &str, year| Identity {
        postcode: Some("LS12 4AP".into()),
        phone: Some("0113 496 0000".into()),
        ..named(given, family, BirthDate::new(year, 1, 1))
    };
    for number in 0..60_u16 {
        let family = ["Adeyemi", "Novak", "Rossi", "Haddad", "Silva"][usize::from(number) % 5];
        register.put(id(2000 + i64::from(number)), &hostel("Sam", &format!("{family}{number}"), 1960 + number % 30));
    }
    register.put(id(3000), &hostel("Petra", "Novak", 1981));
    register.put(id(3001), &hostel("Petra", "Silva", 1964));
    let compared = register.compare(id(3000), id(3001)).expect("both are there");
    assert!(compared.probability < 0.5, "{compared:?}");
    let phone = compared.contributions.iter().find(|said| said.words == "same telephone number").expect("compared");
    assert!(phone.bits < 4.0, "a telephone of sixty people: {}", phone.bits);
}

#[test]
fn every_score_is_the_sum_of_its_reasons() {
    let register = register(&amara());
    let new = Identity { given_names: Some("Amarra".into()), email: None, ..amara() };
    let compared = register.compare_new(&new, id(1)).expect("there");
    let sum = compared.before + compared.contributions.iter().map(|said| said.bits).sum::<f64>();
    assert!((compared.bits - sum).abs() < 1e-9);
    let found = asked(&register, &new).expect("found");
    assert!((found.bits - compared.bits).abs() < 1e-9, "list and page say the same");
    let words: Vec<&str> = compared.contributions.iter().map(|said| said.words).collect();
    assert!(words.contains(&"same date of birth") && words.contains(&"given name almost the same"), "{words:?}");
    assert!(!words.iter().any(|words| words.contains("e-mail")), "what one side does not say is not among the reasons");
}

#[test]
fn a_person_changed_is_found_as_now_and_one_removed_not_at_all() {
    let mut register = register(&amara());
    let married =
        Identity { given_names: Some("Ada".into()), family_name: Some("Whitfield".into()), ..Identity::default() };
    register.put(
        id(1),
        &Identity { birth_date: Some(BirthDate::new(1985, 3, 27)), phone: Some("07700 900555".into()), ..married },
    );
    assert_eq!(asked(&register, &amara()), None);
    let ada = Identity { phone: Some("07700 900555".into()), ..named("Ada", "Whitfield", BirthDate::new(1985, 3, 27)) };
    assert_eq!(asked(&register, &ada).map(|found| found.class), Some(Class::Likely));
    assert!(register.remove(id(1)) && !register.remove(id(1)));
    assert_eq!(asked(&register, &ada), None);
    assert_eq!(register.len(), 400);
}

#[test]
fn a_register_compared_with_itself_shows_each_pair_once() {
    let mut register = register(&amara());
    register.put(id(2), &Identity { given_names: Some("Amarra".into()), ..amara() });
    let review = register.pairs();
    let pair: Vec<_> = review.pairs.iter().filter(|pair| (pair.one, pair.other) == (id(1), id(2))).collect();
    assert_eq!(pair.len(), 1);
    assert_eq!(pair[0].class, Class::Likely);
    assert_eq!(register.doubles(id(1)).first().map(|found| found.id), Some(id(2)));
    assert_eq!(review, register.pairs(), "the same again");
}

#[test]
fn many_changes_leave_the_register_as_if_made_at_once() {
    let mut changed = register(&amara());
    for round in 0..40 {
        for number in 0..200 {
            let family = format!("Temporary{}", char::from(b'a' + (round % 26) as u8));
            changed.put(id(5000 + number), &named("Pat", &family, BirthDate::new(1970, 1, (number % 28 + 1) as u8)));
        }
    }
    for number in 0..200 {
        changed.remove(id(5000 + number));
    }
    let fresh = register(&amara());
    assert_eq!(changed.len(), fresh.len());
    assert_eq!(changed.pairs(), fresh.pairs());
    assert_eq!(changed.candidates(&amara(), 5), fresh.candidates(&amara(), 5));
}

#[test]
fn nonsense_is_survived() {
    for text in ["", " ", "-", "'", "\u{0}", "x", "🙂", "\u{301}", "محمد", "李", &"a".repeat(10_000)] {
        let odd = Identity {
            given_names: Some(text.into()),
            family_name: Some(text.into()),
            birth_date: Some(BirthDate { year: Some(u16::MAX), month: Some(254), day: Some(255) }),
            postcode: Some(text.into()),
            phone: Some(text.into()),
            email: Some(text.into()),
            address: vec![text.into(); 9],
            town: Some(text.into()),
            gender: None,
        };
        let mut register = register(&odd);
        let _ = register.candidates(&odd, 3);
        register.learn();
    }
}

#[test]
fn namesakes_agree_in_both_names_and_differ_in_nothing_that_stays_the_same_all_ones_life() {
    let bare = |given: &str, family: &str| Identity {
        given_names: Some(given.into()),
        family_name: Some(family.into()),
        ..Identity::default()
    };
    let victoria = Identity {
        birth_date: Some(BirthDate::new(1988, 12, 5)),
        gender: Some(Gender::Woman),
        phone: Some("07700 900555".into()),
        ..bare("Victoria", "Eccles")
    };
    let compared = |other: &Identity| {
        let among = Surroundings { people: 1, ..Surroundings::default() };
        Model::default().compare(&victoria, other, &among)
    };
    for (given, family) in [("Victoria", "Eccles"), ("Vicky", "Ecles"), ("V", "Eccles"), ("Eccles", "Victoria")] {
        let compared = compared(&bare(given, family));
        assert!(compared.namesakes, "{given} {family}");
        assert_ne!(compared.class, Some(Class::Likely), "by names alone nobody is likely, however few there are");
    }
    let same = bare("Victoria", "Eccles");
    assert!(compared(&Identity { phone: Some("0161 555 0999".into()), ..same.clone() }).namesakes);
    assert!(compared(&Identity { birth_date: Some(BirthDate::new(1988, 5, 12)), ..same.clone() }).namesakes);
    for other in [
        Identity { birth_date: Some(BirthDate::new(1971, 3, 30)), ..same.clone() },
        Identity { gender: Some(Gender::Man), ..same.clone() },
        Identity { family_name: None, ..same },
        bare("Veronica", "Eccles"),
        bare("Victoria", "Hargreaves"),
    ] {
        assert!(!compared(&other).namesakes, "{other:?}");
    }
}

//! What holds of any two people.

use base::Id;
use matching::{BirthDate, Gender, Identity, Register};
use proptest::option;
use proptest::prelude::*;

fn given() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "John",
        "Jon",
        "Jack",
        "Mary",
        "Mary Ann",
        "Ann",
        "J",
        "Elizabeth",
        "Liz",
        "Smith",
        "Møller",
        "李",
    ])
    .prop_map(str::to_owned)
}

fn family() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "Smith",
        "Smyth",
        "Smith-Jones",
        "Jones",
        "O'Neill",
        "ONeil",
        "John",
        "van der Berg",
        "Mary",
    ])
    .prop_map(str::to_owned)
}

fn birth() -> impl Strategy<Value = BirthDate> {
    let part = |some: std::ops::Range<u8>| option::weighted(0.9, some);
    (option::weighted(0.9, 1980_u16..1984), part(1..4), part(1..4)).prop_map(|(year, month, day)| BirthDate {
        year,
        month,
        day,
    })
}

fn postcode() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["LS1 4AP", "LS1 4AQ", "LS1 4PA", "LS2 1AA", "M1 1AA"]).prop_map(str::to_owned)
}

fn phone() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["07700900123", "+447700900123", "07700900124", "0113496000"]).prop_map(str::to_owned)
}

fn email() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["john.smith@a.org", "john.smith@b.org", "jon.smith@a.org", "mary@c.org"])
        .prop_map(str::to_owned)
}

fn town() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["Leeds", "Leeds ", "Leads", "Bradford"]).prop_map(str::to_owned)
}

fn address() -> impl Strategy<Value = Vec<String>> {
    let line =
        prop::sample::select(vec!["14 Garden Street", "14 Gardn St", "41 Garden Street", "Flat 2", "3 Mill Lane"]);
    prop::collection::vec(line.prop_map(str::to_owned), 0..3)
}

prop_compose! {
    fn person()(
        given_names in option::of(given()), family_name in option::of(family()), birth_date in option::of(birth()),
        woman in option::of(any::<bool>()), postcode in option::of(postcode()), phone in option::of(phone()),
        email in option::of(email()), address in address(), town in option::of(town()),
    ) -> Identity {
        let gender = woman.map(|woman| if woman { Gender::Woman } else { Gender::Man });
        Identity { given_names, family_name, birth_date, gender, postcode, phone, email, address, town }
    }
}

/// Two people in a register with some others, learnt from or not.
fn register(a: &Identity, b: &Identity, learn: bool) -> Register {
    let mut register = Register::new();
    register.put(Id::from_number(1), a);
    register.put(Id::from_number(2), b);
    for number in 0..30_u8 {
        let other = Identity {
            given_names: Some(["Ruth", "Noor", "Owen"][usize::from(number) % 3].to_owned()),
            family_name: Some(["Price", "Iqbal"][usize::from(number) % 2].to_owned()),
            birth_date: Some(BirthDate::new(1950 + u16::from(number), 5, 6)),
            postcode: Some(format!("LS{number} 1AA")),
            ..Identity::default()
        };
        register.put(Id::from_number(10 + i64::from(number)), &other);
    }
    if learn {
        register.learn();
    }
    register
}

fn bits(a: &Identity, b: &Identity, learn: bool) -> f64 {
    register(a, b, learn).compare(Id::from_number(1), Id::from_number(2)).map_or(f64::NAN, |compared| compared.bits)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn who_is_asked_about_whom_does_not_matter(a in person(), b in person(), learn: bool) {
        let register = register(&a, &b, learn);
        let (one, other) = (Id::from_number(1), Id::from_number(2));
        let (there, back) = (register.compare(one, other), register.compare(other, one));
        prop_assert_eq!(there, back);
    }

    #[test]
    fn what_is_missing_says_nothing(a in person(), b in person(), which in 0..8) {
        let mut less = a.clone();
        let register = register(&a, &b, false);
        match which {
            0 => less.given_names = None,
            1 => less.family_name = None,
            2 => less.birth_date = None,
            3 => less.gender = None,
            4 => less.postcode = None,
            5 => less.phone = None,
            6 => less.email = None,
            _ => less.address = Vec::new(),
        }
        let said = register.compare_new(&less, Id::from_number(2)).expect("there");
        for field in said.contributions {
            use matching::Field::*;
            let of = match field.field {
                Given => 0, Family => 1, Birth | BirthPart => 2, Gender => 3, Postcode => 4, Phone => 5, Email => 6, House | Street => 7, Town => 8,
            };
            prop_assert_ne!(of, which);
        }
    }

    #[test]
    fn to_agree_in_one_thing_more_never_lowers_the_score(a in person(), b in person(), with in person(), which in 0..8, learn: bool) {
        let (mut fewer, mut others) = (a.clone(), b.clone());
        let (mut more, mut most) = (a.clone(), b.clone());
        macro_rules! set { ($field:ident, $none:expr) => {{
            fewer.$field = $none; others.$field = $none;
            more.$field.clone_from(&with.$field); most.$field.clone_from(&with.$field);
        }} }
        match which {
            0 => set!(given_names, None),
            1 => set!(family_name, None),
            2 => set!(birth_date, None),
            3 => set!(gender, None),
            4 => set!(postcode, None),
            5 => set!(phone, None),
            6 => set!(email, None),
            _ => set!(address, Vec::new()),
        }
        // The same weights for both, learnt from one of the two registers.
        let mut before = register(&fewer, &others, learn);
        let after = register(&more, &most, learn);
        before.set_model(after.model().clone());
        let (one, other) = (Id::from_number(1), Id::from_number(2));
        let (before, after) = (before.compare(one, other).expect("there"), after.compare(one, other).expect("there"));
        prop_assert!(after.bits >= before.bits - 1e-9, "{before:#?} {after:#?}");
    }

    #[test]
    fn the_same_people_teach_the_same(a in person(), b in person()) {
        prop_assert_eq!(bits(&a, &b, true).to_bits(), bits(&a, &b, true).to_bits());
    }

    #[test]
    fn whoever_is_suggested_is_also_paired(a in person(), b in person()) {
        let register = register(&a, &b, false);
        let (one, other) = (Id::from_number(1), Id::from_number(2));
        let suggested = register.doubles(one).into_iter().find(|found| found.id == other);
        let paired = register.pairs().pairs.into_iter().find(|pair| (pair.one, pair.other) == (one, other));
        prop_assert_eq!(suggested.map(|found| found.class), paired.map(|pair| pair.class));
    }
}

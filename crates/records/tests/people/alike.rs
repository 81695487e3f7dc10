//! Noticing who is registered twice.

use crate::office::{Office, day, elise, person};
use base::{Actor, Date, Id};
use db::{Db, db_test};
use matching::Class;
use records::Error;
use records::people::{Person, duplicates, merging, restriction};

#[db_test]
fn somebody_who_is_known_is_noticed_and_said_only_to_those_who_see_them(db: Db) {
    let office = Office::open(db);
    office.enrolled(0, &elise());
    let again =
        Person { birth_date: Some(day("1984-09-03")), phone: Some("01615550123".into()), ..person("Liz", "ONeil") };
    let seen = office.alike(&office.manager, &again);
    assert_eq!(seen.candidates.len(), 1);
    assert!(matches!(seen.candidates[0].comparison.class, Some(Class::Likely | Class::Possible)), "{seen:?}");
    assert!(!seen.elsewhere);
    let unseen = office.alike(&office.other, &again);
    assert!(unseen.candidates.is_empty() && unseen.elsewhere, "somewhere else, and nothing more: {unseen:?}");
    assert!(office.alike(&office.manager, &person("Elise", "Somebody")).is_nobody());
    // Whoever knows a name does not learn by it where somebody lives, nor who has a telephone number.
    let guessed = Person { birth_date: None, ..elise() };
    assert!(!office.alike(&office.manager, &guessed).is_nobody());
    assert!(office.alike(&office.other, &guessed).is_nobody());
}

#[db_test]
fn by_the_full_name_alone_ones_own_people_are_possible_and_nobody_elses_are_told_of(db: Db) {
    let office = Office::open(db);
    let bare = |given: &str, family: &str| Person { birth_date: None, ..person(given, family) };
    let victoria = Person {
        birth_date: Some(day("1988-12-05")),
        gender: Some("woman".into()),
        phone: Some("07700 900555".into()),
        ..person("Victoria", "Eccles")
    };
    let own = office.enrolled(0, &victoria);
    let classes = |who: &Actor, asked: &Person| -> Vec<(Id, Option<Class>)> {
        let alike = office.alike(who, asked);
        alike.candidates.iter().map(|one| (one.seen.id(), one.comparison.class)).collect()
    };
    let possible = [(own, Some(Class::Possible))];
    let worker = Office::worker_of(&office.manager);
    for (given, family) in
        [("Victoria", "Eccles"), ("Vicky", "Eccles"), ("Vicky", "Ecles"), ("Victria", "Eccles"), ("Victoria", "Ecclse")]
    {
        assert_eq!(classes(&worker, &bare(given, family)), possible, "{given} {family}");
        assert!(office.alike(&office.other, &bare(given, family)).is_nobody(), "a name alone tells nothing elsewhere");
    }
    let moved = Person { phone: Some("0161 555 0999".into()), ..bare("Victoria", "Eccles") };
    assert_eq!(classes(&worker, &moved), possible, "a telephone number may be another one");
    let exchanged = |given: &str, family: &str| Person { birth_date: Some(day("1988-05-12")), ..person(given, family) };
    for (given, family) in [("Vicky", "Ecles"), ("Victoria", "Eccles"), ("Viktoria", "Eckles")] {
        let alike = office.alike(&worker, &exchanged(given, family));
        assert!(alike.candidates.iter().any(|one| one.seen.id() == own), "{given} {family}: {alike:?}");
        assert!(office.alike(&office.other, &exchanged(given, family)).is_nobody(), "only the very day is told of");
    }
    assert!(office.alike(&office.other, &victoria).elsewhere, "as before: full name and day of birth");
}

#[db_test]
fn of_very_many_of_one_name_ones_own_is_shown(db: Db) {
    let office = Office::open(db);
    let namesakes = (0..700).map(|number| Person {
        id: office.workspace.id(),
        register: office.programme,
        reference: format!("N-{number}"),
        ..person("John", "Smith")
    });
    office.workspace.write(&Actor::operator(), |tx| Ok::<_, Error>(tx.insert_all(namesakes.clone())?)).unwrap();
    let own = office.enrolled(0, &person("John", "Smith"));
    let found = office.alike(&office.manager, &person("John", "Smith"));
    assert_eq!(found.candidates.iter().map(|one| one.seen.id()).collect::<Vec<_>>(), [own]);
    assert!(!found.elsewhere);
}

#[db_test]
fn a_guess_at_what_is_withheld_counts_for_nothing(db: Db) {
    let office = Office::open(db);
    office.enrolled(0, &elise());
    let grants = [&office.lead, &Office::worker_of(&office.other)].map(|hat| hat.scope().grants().to_vec());
    let both = Actor::user(office.workspace.id(), "Two hats", grants.concat());
    let typed = |phone: &str, postcode: &str| Person {
        phone: Some(phone.into()),
        postcode: Some(postcode.into()),
        ..Person { email: None, ..elise() }
    };
    let (right, wrong) = (typed("0161 555 0123", "LS1 4AP"), typed("0161 555 0199", "M1 1AA"));
    let said = |who: &Actor, person| {
        let alike = office.alike(who, person).candidates;
        alike.into_iter().map(|one| (one.seen.id(), one.comparison)).collect::<Vec<_>>()
    };
    assert!(!said(&both, &right).is_empty(), "the lead knows her by name");
    assert_eq!(said(&both, &right), said(&both, &wrong));
    assert_ne!(said(&office.manager, &right), said(&office.manager, &wrong), "her own partner sees where she lives");
}

#[db_test]
fn of_five_hundred_of_one_name_the_right_one_is_noticed_although_a_date_was_mistyped(db: Db) {
    let office = Office::open(db);
    let namesakes = (0..500_i16).map(|number| Person {
        id: office.workspace.id(),
        register: office.programme,
        reference: format!("N-{number}"),
        birth_date: Date::new(1900 + number % 60, 1, 1 + (number % 28) as i8).ok(),
        ..person("John", "Smith")
    });
    office.workspace.write(&Actor::operator(), |tx| Ok::<_, Error>(tx.insert_all(namesakes.clone())?)).unwrap();
    // What is no key: nobody is looked up by it.
    let home = Some("12 Mill Lane\nHeslington".to_owned());
    let asked = Person { birth_date: Some(day("1984-09-03")), address: home, ..person("John", "Smith") };
    assert!(office.alike(&office.manager, &asked).candidates.is_empty());
    let registered = ["1984-03-09", "1948-09-03", "1984-09-13", "1974-09-03"].map(|born| {
        let mistyped = Person { birth_date: Some(day(born)), address: asked.address.clone(), ..person("Jon", "Smith") };
        (
            born,
            office.enrolled(0, &mistyped),
            office.enrolled(0, &Person { given_name: Some("John".into()), ..mistyped }),
        )
    });
    let noticed: Vec<Id> =
        office.alike(&office.manager, &asked).candidates.iter().map(|candidate| candidate.seen.id()).collect();
    for (born, sounding, same) in registered {
        assert!(noticed.contains(&same) && noticed.contains(&sounding), "{born}: {noticed:?}");
    }
}

#[db_test]
fn twins_and_parents_are_shown_as_relatives_and_not_across_partners(db: Db) {
    let office = Office::open(db);
    office.enrolled(0, &elise());
    let twin = Person {
        birth_date: Some(day("1984-09-03")),
        postcode: Some("LS1 4AP".into()),
        ..person("Patrick", "O'Neill")
    };
    let child = Person {
        birth_date: Some(day("2006-02-11")),
        postcode: Some("LS1 4AP".into()),
        ..person("Elise Ann", "O'Neill")
    };
    for relative in [twin, child] {
        let seen = office.alike(&office.manager, &relative);
        for candidate in &seen.candidates {
            assert!(matches!(candidate.comparison.class, Some(Class::Relatives(_))), "{:?}", candidate.comparison);
        }
        assert!(!office.alike(&office.other, &relative).elsewhere);
    }
}

#[db_test]
fn a_restricted_person_is_not_even_said_to_be_somewhere(db: Db) {
    let office = Office::open(db);
    let id = office.enrolled(0, &elise());
    restriction::restrict(&office.workspace, &office.manager, id, "a colleague", &[office.manager.id().unwrap()])
        .unwrap();
    let unnamed = office.other.clone().with_restricted(true, vec![]);
    assert!(office.alike(&unnamed, &elise()).is_nobody());
}

#[db_test]
fn a_register_is_compared_with_itself_and_what_was_decided_is_remembered(db: Db) {
    let office = Office::open(db);
    let first = office.enrolled(0, &elise());
    let second = office.enrolled(0, &Person { reference: "HL-00920".into(), known_as: None, ..elise() });
    let elsewhere = office.enrolled(1, &Person { reference: "BH-1".into(), ..elise() });
    let parts = ["Ash", "Birk", "Clay", "Dun", "Elm", "Fox", "Gorse", "Hawk"];
    for (number, one) in parts.into_iter().enumerate() {
        for (given, other) in
            ["Ada", "Ben", "Cleo", "Dov", "Eve"].into_iter().zip(["worth", "ley", "ton", "dale", "ham"])
        {
            office.enrolled(
                0,
                &Person { postcode: Some(format!("M{number} 1AA")), ..person(given, &format!("{one}{other}")) },
            );
        }
    }
    let mut steps = 0;
    let learnt = duplicates::review(&office.workspace, &office.lead, office.programme, &mut |_| steps += 1).unwrap();
    assert!(learnt.people == 43 && learnt.pairs >= 3 && steps >= 3, "{learnt:?}");
    let listed = |who: &Actor| {
        let (workspace, scope) = (&office.workspace, who.scope());
        let page = |after, most| {
            workspace.read(|reader| duplicates::list(reader, workspace, &scope, office.programme, after, most)).unwrap()
        };
        let whole = page(None, 50);
        assert_eq!(whole.next, None);
        let mut one_by_one = page(None, 1);
        while let Some(next) = one_by_one.next {
            let more = page(Some(next), 1);
            one_by_one = duplicates::Pairs { pairs: [one_by_one.pairs, more.pairs].concat(), next: more.next };
        }
        assert_eq!(one_by_one, whole, "a page at a time it is the same list");
        whole.pairs.iter().map(|pair| (pair.one.id(), pair.other.id())).collect::<Vec<_>>()
    };
    assert_eq!(listed(&office.manager), [(first, second)], "the pair with another partner's is the lead's to see");
    assert_eq!(listed(&office.lead).len(), 3);
    assert!(listed(&office.other).is_empty());
    merging::keep_apart(&office.workspace, &office.lead, &office.form(), second, first).unwrap();
    assert!(listed(&office.manager).is_empty(), "and is not asked again");
    duplicates::review(&office.workspace, &office.lead, office.programme, &mut |_| {}).unwrap();
    assert_eq!(listed(&office.lead).len(), 2);
    merging::merge(&office.workspace, &office.lead, &office.form(), (first, elsewhere), &[], None).unwrap();
    assert_eq!(listed(&office.lead).len(), 0, "the one left names somebody who is no more, or was decided");
}

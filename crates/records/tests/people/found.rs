//! Finding people by whatever is remembered of them, and listing them.

use crate::office::{KEY, Office, day, elise, person};
use base::{Actor, Date, Id};
use db::{Db, db_test};
use records::Error;
use records::enrolments::Enrolment;
use records::people::{self, Person, Search, State, finding, keys, restriction};

#[db_test]
fn somebody_is_found_by_whatever_is_remembered(db: Db) {
    let office = Office::open(db);
    office.enrolled(0, &elise());
    office.enrolled(0, &person("Robert", "Hargreaves"));
    for text in [
        "elise",
        "eli",
        "ELISE O'NEILL",
        "oneill elise",
        "o neill",
        "ann oneil",
        "lizzie",
        "liz",
        "Elize Oneil",
        "onyle",
        "3/9/84",
        "1984-09-03",
        "3 Sept 1984",
        "oneill 1984",
        "9/1984",
        "01615550123",
        "0161 555 0123",
        "0123",
        "ls1 4ap",
        "LS14AP",
        "oneill ls1",
        "hl-00417",
        "HL004",
        "00417",
        "elise@example.org",
        "elise 3/9/84",
    ] {
        assert_eq!(office.finds(&office.manager, text), ["Lizzie O\u{2019}Neill"], "{text}");
    }
    for text in ["bob hargreaves", "hargraves", "Hargreavse", "hargreaves rob", "Roburt Hargreeves", "hagreaves"] {
        assert_eq!(office.finds(&office.manager, text), ["Robert Hargreaves"], "{text}");
    }
    for text in ["", " ", "%", "_", "'", "zebedee", "elise 4/9/84", "elise hargreaves", "99999", "elise@example.com"] {
        assert_eq!(office.finds(&office.manager, text), [""; 0], "{text}");
    }
}

#[db_test]
fn a_name_of_several_words_is_found_by_any_of_them(db: Db) {
    let office = Office::open(db);
    let brynn = Person {
        known_as: Some("Shiv".into()),
        ..person("S\u{ed}ofra M\u{e1}ire", "O\u{2019}D\u{f3}nnell-Bry\u{304}n")
    };
    let people = [
        person("Ewan", "Mac Donald"),
        person("Ross", "Mc Allister"),
        person("Maria", "de la Cruz"),
        person("Pat", "O'Donnell"),
        brynn,
        person("Ana", "van der Berg"),
        person("Mary-Ann", "Smith-Jones"),
        person("Iain", "McEwan"),
    ];
    for one in &people {
        office.enrolled(0, one);
    }
    let wanted = [
        (0, &["donald", "don", "mac donald", "macdonald", "ewan donald", "donald ewan", "Mac Donald Ewan"][..]),
        (1, &["allister", "mc allister", "mcallister", "ross allister", "McAllister"]),
        (2, &["cruz", "la cruz", "de la cruz", "de la", "delacruz", "maria cruz", "maria de la cruz", "Cruz Maria"]),
        (5, &["berg", "der berg", "van der berg", "vanderberg", "ana berg"]),
        (6, &["maryann", "mary ann", "smithjones", "jones", "smith-jones", "maryann jones", "ann smith"]),
        (7, &["mcewan", "iain ewan", "mc ewan"]),
    ];
    for (who, texts) in wanted {
        for text in texts {
            assert_eq!(office.finds(&office.manager, text)[0], people[who].name(), "{text}");
        }
    }
    for text in ["donnell", "o'donnell", "o\u{2019}donnell", "odonnell", "O Donnell", "donn"] {
        let mut found = office.finds(&office.manager, text);
        found.sort_unstable();
        assert_eq!(found, [people[3].name(), people[4].name()], "{text}");
    }
    for text in ["o'donnell-bryn", "odonnell bryn", "bryn", "donnell bryn", "shiv donnell", "maire bryn"] {
        assert_eq!(office.finds(&office.manager, text), [people[4].name()], "{text}");
    }
    assert!(office.keys_hold());
}

#[db_test]
fn a_telephone_number_is_found_by_how_it_begins_and_how_it_ends(db: Db) {
    let office = Office::open(db);
    let called = |name: &str, number: &str| Person { phone: Some(number.into()), ..person(name, "Example") };
    office.enrolled(0, &called("Ada", "01632 960 123"));
    office.enrolled(0, &called("Ben", "+44 7700 900555"));
    office.enrolled(0, &person("Cai", "Example"));
    for text in ["01632 96", "01632", "0163", "1632 960", "01632960123", "+44 1632 960", "0123", "960123"] {
        assert_eq!(office.finds(&office.manager, text), ["Ada Example"], "{text}");
    }
    for text in ["07700 900", "0770", "07700900555", "+44 7700 9", "ben 07700", "0555"] {
        assert_eq!(office.finds(&office.manager, text), ["Ben Example"], "{text}");
    }
    for text in ["07701", "01633 96", "077009005556"] {
        assert_eq!(office.finds(&office.manager, text), [""; 0], "{text}");
    }
    assert_eq!(office.finds(&office.lead, "01632 96"), [""; 0], "a lead does not see telephone numbers");
}

#[db_test]
fn the_best_fit_comes_first(db: Db) {
    let office = Office::open(db);
    for name in ["Joanne", "John", "Jon", "Johanna"] {
        office.enrolled(0, &person(name, "Smith"));
    }
    let found = office.finds(&office.manager, "john smith");
    assert_eq!(found[0], "John Smith");
    assert!(found.contains(&"Jon Smith".to_owned()), "{found:?}");
    assert_eq!(office.finds(&office.manager, "smi").len(), 4);
}

#[db_test]
fn nobody_is_found_who_is_out_of_sight_nor_by_what_is_withheld(db: Db) {
    let office = Office::open(db);
    let elise_id = office.enrolled(0, &elise());
    for text in ["elise", "3/9/84", "0123", "hl-00417", "ls1 4ap"] {
        assert_eq!(office.finds(&office.other, text), [""; 0], "{text}");
    }
    assert_eq!(office.finds(&office.other, &elise_id.to_string()), [""; 0]);
    assert_eq!(office.finds(&office.lead, "elise").len(), 1);
    for withheld in ["0123", "ls1 4ap", "elise@example.org"] {
        assert_eq!(
            office.finds(&office.lead, withheld),
            [""; 0],
            "a lead does not see telephone and address: {withheld}"
        );
    }
    office.support(elise_id, 1, "2023-01-09");
    assert_eq!(office.finds(&office.other, "elise").len(), 1, "whom a partner supports it finds");
    let named = [office.manager.id().unwrap()];
    restriction::restrict(&office.workspace, &office.manager, elise_id, "a colleague", &named).unwrap();
    let knowing = |who: &Actor, named: Vec<Id>| who.clone().with_restricted(true, named);
    assert_eq!(office.finds(&knowing(&office.lead, vec![]), "elise"), [""; 0]);
    assert_eq!(office.finds(&knowing(&office.manager, vec![elise_id]), "elise").len(), 1);
}

#[db_test]
fn keys_follow_the_person_and_are_mended(db: Db) {
    let office = Office::open(db);
    let id = office.enrolled(0, &elise());
    let before: Person = office.workspace.read(|reader| Ok(reader.find(id)?)).unwrap().unwrap();
    let after = Person { family_name: Some("Featherstone".into()), ..before.clone() };
    office.workspace.write(&Actor::operator(), |tx| Ok::<_, Error>(tx.update(&before, &after)?)).unwrap();
    assert_eq!(office.finds(&office.manager, "featherst").len(), 1);
    assert_eq!(office.finds(&office.manager, "oneill"), [""; 0]);
    assert!(office.keys_hold());
    let many: Vec<Person> =
        (0..30).map(|number| Person::new(office.workspace.id(), office.programme, format!("M{number}"))).collect();
    office.workspace.write(&Actor::operator(), |tx| Ok::<_, Error>(tx.insert_all(many.clone())?)).unwrap();
    assert!(office.keys_hold());
    office.workspace.write(&Actor::operator(), |tx| Ok::<_, Error>(tx.remove(&many[0])?)).unwrap();
    assert!(office.keys_hold());
    assert!(keys::mend(&office.workspace).unwrap().contains("are those of the people"));
}

#[db_test]
fn as_many_are_found_as_are_wanted_although_some_who_stand_before_them_are_not_seen(db: Db) {
    let office = Office::open(db);
    let hidden: Vec<Id> = (0..30).map(|_| office.enrolled(0, &person("Aaron", "Smith"))).collect();
    for number in 0..12 {
        office.enrolled(0, &person(["Zoe", "Zelda"][number % 2], "Smith"));
    }
    for person in &hidden {
        let named = [office.lead.id().unwrap()];
        restriction::restrict(&office.workspace, &office.manager, *person, "a colleague", &named).unwrap();
    }
    let who = office.manager.clone().with_restricted(true, Vec::new());
    let find = |most| office.workspace.read(|reader| finding::find(reader, &who.scope(), "smith", most)).unwrap();
    assert_eq!(find(10).len(), 10);
    assert_eq!(find(20).len(), 12, "and not one of those who are restricted to others");
}

#[db_test]
fn a_list_goes_by_name_and_counts_everybody_once_however_many_a_partner_knows(db: Db) {
    let office = Office::open(db);
    let many: Vec<Person> = (0..4100)
        .map(|number: i64| {
            // Not in the order in which they came.
            let family = format!("Name{:04}", number * 1009 % 4100);
            Person {
                id: office.workspace.id(),
                register: office.programme,
                reference: number.to_string(),
                ..person("A", &family)
            }
        })
        .collect();
    let enrolment = |person: Id, partner: usize, end: Option<Date>| Enrolment {
        id: office.workspace.id(),
        person,
        programme: office.programme,
        partner: Some(office.partners[partner]),
        area: None,
        start: day("2022-03-01"),
        reentry: None,
        end,
        destination: None,
        employment: None,
        evidence: None,
        evidence_seen: None,
        route: None,
    };
    let left = |place: usize| place.is_multiple_of(2).then(|| day("2023-01-01"));
    office
        .workspace
        .write(&Actor::operator(), |tx| {
            tx.insert_all(many.iter().cloned())?;
            // The last five are with the other partner, two of them no more.
            let partner = |place: usize| usize::from(place >= 4095);
            let end = |place: usize| left(place).filter(|_| partner(place) == 1);
            let all = many.iter().enumerate();
            tx.insert_all(all.map(|(place, one)| enrolment(one.id, partner(place), end(place))))?;
            Ok::<_, Error>(())
        })
        .unwrap();
    // Both know this one.
    office.support(many[0].id, 1, "2022-04-01");
    let listed = |who: &Actor, search: &Search| -> Vec<Id> {
        let (workspace, scope) = (&office.workspace, who.scope());
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = workspace.read(|reader| people::list(reader, &scope, workspace, search, after, 1500)).unwrap();
            all.extend(page.people.iter().map(people::Seen::id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let count = workspace.read(|reader| people::counted(reader, &scope, workspace, search, 9000)).unwrap();
        assert_eq!(count, all.len() as i64, "{search:?}");
        all
    };
    let by_name = |places: &mut dyn Iterator<Item = usize>| -> Vec<Id> {
        let mut some: Vec<&Person> = places.map(|place| &many[place]).collect();
        some.sort_by(|a, b| a.family_name.cmp(&b.family_name));
        some.iter().map(|one| one.id).collect()
    };
    let all = Search::default();
    let state = |state: State| Search { state: Some(state), ..Search::default() };
    assert_eq!(listed(&office.lead, &all), by_name(&mut (0..4100)));
    assert_eq!(listed(&office.manager, &all), by_name(&mut (0..4095)), "more than are put in order when asked for");
    assert_eq!(listed(&office.other, &all), by_name(&mut (4095..4100).chain([0])), "few");
    let ended = || (4095..4100).filter(|place| left(*place).is_some());
    assert_eq!(listed(&office.lead, &state(State::Left)), by_name(&mut ended()));
    assert_eq!(listed(&office.other, &state(State::Left)), by_name(&mut ended()));
    assert!(listed(&office.manager, &state(State::Left)).is_empty());
    assert_eq!(listed(&office.manager, &state(State::Current)).len(), 4095);
    assert_eq!(listed(&office.other, &state(State::Current)).len(), 3, "of another partner\u{2019}s it is not told");
    let catalogue = office.workspace.catalogue();
    let organisation = catalogue.programme(KEY).unwrap().partners[1].organisation;
    let theirs = Search { organisation: Some(organisation), state: Some(State::Current), ..Search::default() };
    assert_eq!(listed(&office.lead, &theirs).len(), 4, "and the lead sees that support of both goes on");
}

//! Making two records one, and two again.

use crate::office::{KEY, Office, day, elise, person};
use base::{Actor, Id};
use db::{Db, db_test};
use definition::Vocabulary;
use records::assignments::Assignment;
use records::ladder::{self, Move};
use records::people::{self, Person, duplicates, merging, restriction};
use records::{Error, enrolments, submissions};

#[db_test]
fn two_records_become_one_that_has_everything_and_two_again(db: Db) {
    let office = Office::open(db);
    let kept = office.enrolled(0, &elise());
    let gone = office.enrolled(
        0,
        &Person {
            reference: "HL-00920".into(),
            family_name: Some("Baker".into()),
            phone: Some("0161 555 9999".into()),
            address: Some("1 Mill Lane".into()),
            no_voicemail: Some(true),
            ..elise()
        },
    );
    office.support(kept, 0, "2022-04-01");
    office.support(gone, 0, "2022-05-01");
    office.enrolled(0, &person("Somebody", "Else"));
    assert_eq!(office.participants(), 3);
    let made = office.merge(kept, gone, &["family_name"]).unwrap();
    assert_eq!(office.participants(), 2, "people are counted once");
    let whole: Person = office.workspace.read(|reader| Ok(reader.find(kept)?)).unwrap().unwrap();
    assert_eq!(whole.family_name.as_deref(), Some("Baker"), "chosen");
    assert_eq!(whole.phone.as_deref(), Some("0161 555 0123"), "not chosen");
    assert_eq!((whole.address.as_deref(), whole.no_voicemail), (Some("1 Mill Lane"), Some(true)), "known of one only");
    assert!(office.seen(&office.manager, gone).is_none());
    assert_eq!(office.workspace.read(|reader| merging::now(reader, gone)).unwrap(), kept);
    let count = |person: Id| {
        let sql = "SELECT COUNT(*) FROM interaction WHERE person_id = $1";
        office.workspace.read(|reader| Ok(reader.one(sql, &[person.into()], |row| row.get::<i64>(0))?)).unwrap()
    };
    assert_eq!((count(kept), count(gone)), (2, 0));
    assert_eq!(office.finds(&office.manager, "baker").len(), 1);
    assert!(office.keys_hold());
    // The partner's next file still says the old reference.
    let mut known = Vec::new();
    office
        .workspace
        .read(|reader| {
            people::references(reader, &office.manager.scope(), office.programme, |reference, id, _| {
                known.push((reference.to_owned(), id));
            })
        })
        .unwrap();
    assert!(known.contains(&("HL-00920".to_owned(), kept)), "{known:?}");

    // Months later, with more written down since, it turns out that they are two.
    office.support(kept, 0, "2023-02-01");
    let undone = merging::unmerge(&office.workspace, &office.lead, &office.form(), made.record).unwrap();
    assert_eq!((undone.person, undone.changed_since), (gone, false));
    assert_eq!((count(kept), count(gone)), (2, 1), "what was written since stays where it was written");
    assert_eq!(office.participants(), 3);
    let whole: Person = office.workspace.read(|reader| Ok(reader.find(kept)?)).unwrap().unwrap();
    assert_eq!((whole.family_name.as_deref(), whole.address), (Some("O\u{2019}Neill"), None));
    assert!(office.seen(&office.manager, gone).is_some() && office.keys_hold());
    let again = merging::unmerge(&office.workspace, &office.lead, &office.form(), made.record);
    assert!(again.unwrap_err().to_string().contains("undone already"));
}

#[db_test]
fn the_other_reference_goes_on_leading_to_whom_it_was_merged_with(db: Db) {
    let office = Office::open(db);
    let called = |name: &str, reference: &str| Person {
        reference: reference.into(),
        birth_date: None,
        ..person(name, "Featherstone")
    };
    let first = office.enrolled(0, &called("Mary", "W-4638-ESF9"));
    let second = office.enrolled(0, &called("Marie", "W-7QQ2-B4TX"));
    let kept = office.enrolled(0, &called("Maria", "W-YZJJ-Y8S5"));
    office.merge(second, first, &[]).unwrap();
    let made = office.merge(kept, second, &[]).unwrap();
    assert!(office.keys_hold());
    let one = ["Maria Featherstone"];
    for text in ["W-4638-ESF9", "w4638esf9", "W-4638", "4638-esf9", "ESF9", "W-7QQ2-B4TX", "W-YZJJ-Y8S5"] {
        assert_eq!(office.finds(&office.manager, text), one, "{text}");
        assert_eq!(office.finds(&office.lead, text), one, "{text}");
        assert_eq!(office.finds(&office.other, text), [""; 0], "not theirs to see: {text}");
    }
    assert_eq!(office.finds(&office.manager, "W-4638-ESF8"), [""; 0]);
    let listed = |text: &str| {
        let (workspace, scope) = (&office.workspace, office.manager.scope());
        let search = people::Search { words: text.to_owned(), ..people::Search::default() };
        let list = workspace.read(|reader| people::list(reader, &scope, workspace, &search, None, 20)).unwrap();
        list.people.iter().map(people::Seen::name).collect::<Vec<_>>()
    };
    assert_eq!(listed("W-4638-ESF9"), one);

    let named = [office.lead.id().unwrap()];
    restriction::restrict(&office.workspace, &office.manager, kept, "a colleague", &named).unwrap();
    let unnamed = office.manager.clone().with_restricted(true, vec![]);
    assert_eq!(office.finds(&unnamed, "W-4638-ESF9"), [""; 0], "nor what is restricted");
    restriction::lift(&office.workspace, &Actor::operator(), kept).unwrap();

    merging::unmerge(&office.workspace, &office.lead, &office.form(), made.record).unwrap();
    for text in ["W-4638-ESF9", "W-7QQ2-B4TX"] {
        assert_eq!(office.finds(&office.manager, text), ["Marie Featherstone"], "as before the second merge: {text}");
    }
    assert!(office.keys_hold());
}

#[db_test]
fn how_exactly_a_birth_date_is_known_goes_with_the_date_that_was_chosen(db: Db) {
    let office = Office::open(db);
    let guess = |reference: &str| Person {
        reference: reference.into(),
        birth_date: Some(day("1985-01-01")),
        birth_precision: Some("about".into()),
        ..elise()
    };
    let exact = |reference: &str| Person { reference: reference.into(), ..elise() };
    let unknown = |reference: &str| Person { birth_date: None, ..exact(reference) };
    let merged = |one: &Person, other: &Person, chosen: &[&str]| {
        let (kept, gone) = (office.enrolled(0, one), office.enrolled(0, other));
        office.merge(kept, gone, chosen).unwrap();
        let whole: Person = office.workspace.read(|reader| Ok(reader.find(kept)?)).unwrap().unwrap();
        (whole.birth_date.unwrap().to_string(), whole.birth_precision)
    };
    let (guessed, known) = (("1985-01-01".to_owned(), Some("about".to_owned())), ("1984-09-03".to_owned(), None));
    assert_eq!(merged(&guess("A"), &exact("B"), &["birth_date"]), known, "the exact date is no guess any more");
    assert_eq!(merged(&exact("C"), &guess("D"), &["birth_date"]), guessed);
    assert_eq!(merged(&exact("E"), &guess("F"), &[]), known);
    assert_eq!(merged(&guess("G"), &exact("H"), &[]), guessed);
    assert_eq!(merged(&unknown("I"), &guess("J"), &[]), guessed, "the only date there is");
    assert_eq!(merged(&guess("K"), &unknown("L"), &["birth_date"]), guessed);
}

#[db_test]
fn whoever_works_with_both_as_the_same_works_with_the_one_once(db: Db) {
    let office = Office::open(db);
    let (kept, gone) = (office.enrolled(0, &elise()), office.enrolled(0, &Person { reference: "B".into(), ..elise() }));
    let (mina, otto) = (office.manager.id().unwrap(), office.other.id().unwrap());
    let assigned = |person: Id, worker: Id, role: &str, from: &str, until: Option<&str>, note: Option<&str>| {
        let told = Assignment {
            id: office.workspace.id(),
            partner: Some(office.partners[usize::from(worker == otto)]),
            end: until.map(day),
            handover: note.map(str::to_owned),
            ..Assignment::new(person, office.programme, worker, role, day(from))
        };
        office.workspace.write(&Actor::operator(), |tx| Ok::<_, Error>(tx.insert(&told)?)).unwrap();
        told
    };
    assigned(kept, mina, "keyworker", "2022-05-01", None, Some("Mornings are best."));
    assigned(kept, mina, "mentor", "2022-03-01", Some("2022-04-01"), None);
    let doubled = assigned(gone, mina, "keyworker", "2022-04-01", None, Some("Lives with her sister."));
    assigned(gone, mina, "mentor", "2022-06-01", None, None);
    assigned(gone, otto, "keyworker", "2022-07-01", None, None);
    let cover = Assignment {
        id: office.workspace.id(),
        covers: Some(doubled.id),
        partner: doubled.partner,
        end: Some(day("2023-06-01")),
        ..Assignment::new(gone, office.programme, otto, "keyworker", day("2023-05-01"))
    };
    office.workspace.write(&Actor::operator(), |tx| Ok::<_, Error>(tx.insert(&cover)?)).unwrap();
    let of = |person: Id| -> Vec<Assignment> {
        let sql = "WHERE person_id = $1 ORDER BY id";
        office.workspace.read(|reader| Ok(reader.list(sql, &[person.into()])?)).unwrap()
    };
    let before = (of(kept), of(gone));
    let made = office.merge(kept, gone, &[]).unwrap();
    let after = of(kept);
    let is = |one: &&Assignment| one.worker == mina && one.role == "keyworker";
    let [one] = after.iter().filter(is).collect::<Vec<_>>()[..] else { panic!("{after:?}") };
    assert_eq!((one.start, one.end), (day("2022-04-01"), None), "since the first of both");
    let note = one.handover.as_deref().unwrap();
    assert!(note.contains("Mornings") && note.contains("sister"), "{note}");
    assert_eq!(after.iter().find(|one| one.id == cover.id).unwrap().covers, Some(one.id), "who stands in still does");
    assert_eq!(after.len(), 5, "another time, and another worker, are not the same");
    office.participants();
    merging::unmerge(&office.workspace, &office.lead, &office.form(), made.record).unwrap();
    assert_eq!((of(kept), of(gone)), before);
}

#[db_test]
fn a_merge_is_undone_at_once_like_anything_else(db: Db) {
    let office = Office::open(db);
    let (kept, gone) = (office.enrolled(0, &elise()), office.enrolled(0, &Person { reference: "B".into(), ..elise() }));
    let made = office.merge(kept, gone, &[]).unwrap();
    submissions::undo(&office.workspace, &office.manager, made.submission).unwrap();
    assert!(office.seen(&office.manager, gone).is_some());
    assert_eq!(office.participants(), 2);
}

#[db_test]
fn a_merge_is_undone_by_whoever_could_have_made_it(db: Db) {
    let office = Office::open(db);
    let somebody = |partner, reference: &str| {
        let id = office.enrolled(partner, &Person { reference: reference.into(), ..elise() });
        office.support(id, 1 - partner, "2022-04-01");
        id
    };
    let merged = |who: &Actor, kept, gone| {
        merging::merge(&office.workspace, who, &office.form(), (kept, gone), &[], None).unwrap().record
    };
    let offered = |who: &Actor, person| {
        let merges = office.workspace.read(|reader| merging::of_person(reader, &who.scope(), person)).unwrap();
        merges.len()
    };
    let undo = |who: &Actor, merge| merging::unmerge(&office.workspace, who, &office.form(), merge);
    // Of two whom the first partner enrolled, the other has supported one: its manager knows them, and decides nothing.
    let (kept, gone) = (somebody(0, "A"), somebody(0, "B"));
    let merge = merged(&office.lead, kept, gone);
    assert_eq!([&office.manager, &office.other, &office.lead].map(|who| offered(who, kept)), [1, 0, 1]);
    let refused = undo(&office.other, merge).unwrap_err().to_string();
    assert!(refused.contains("ask the programme\u{2019}s lead"), "{refused}");
    undo(&office.manager, merge).unwrap();
    // Of two partners' people the lead decides, also once one enrolment is left of both.
    let (kept, gone) = (somebody(0, "C"), somebody(1, "D"));
    let merge = merged(&office.lead, kept, gone);
    assert_eq!([&office.manager, &office.other].map(|who| offered(who, kept)), [0, 0]);
    assert!([&office.manager, &office.other].iter().all(|who| matches!(undo(who, merge), Err(Error::Refused(_)))));
    // While the record is restricted, nobody undoes it who is not named.
    let named = [office.manager.id().unwrap()];
    restriction::restrict(&office.workspace, &Actor::operator(), kept, "a colleague", &named).unwrap();
    let lead = office.lead.clone().with_restricted(true, vec![]);
    assert!(matches!(undo(&lead, merge).unwrap_err(), Error::NotFound { .. }));
    undo(&office.lead.clone().with_restricted(true, vec![kept]), merge).unwrap();
}

#[db_test]
fn a_partner_goes_on_seeing_whom_it_enrolled(db: Db) {
    let office = Office::open(db);
    let (kept, gone) = (office.enrolled(0, &elise()), office.enrolled(1, &Person { reference: "B".into(), ..elise() }));
    let merge = |who: &Actor| merging::merge(&office.workspace, who, &office.form(), (kept, gone), &[], None);
    assert!(
        matches!(merge(&office.manager).unwrap_err(), Error::NotFound { .. }),
        "nobody merges with whom they do not see"
    );
    merge(&office.lead).unwrap();
    assert!(office.seen(&office.manager, kept).is_some() && office.seen(&office.other, kept).is_some());
    let seen = office.workspace.read(|reader| enrolments::of_person(reader, &office.lead.scope(), kept)).unwrap();
    assert_eq!(seen.len(), 1, "one enrolment to a programme");
}

#[db_test]
fn what_cannot_be_merged_says_why(db: Db) {
    let office = Office::open(db);
    let (kept, gone) = (office.enrolled(0, &elise()), office.enrolled(0, &Person { reference: "B".into(), ..elise() }));
    assert!(office.merge(kept, kept, &[]).unwrap_err().to_string().contains("one person already"));
    restriction::restrict(&office.workspace, &office.manager, gone, "a colleague", &[office.manager.id().unwrap()])
        .unwrap();
    let compared = office.workspace.read(|reader| duplicates::compare(reader, &office.manager.scope(), kept, gone));
    assert_eq!(compared.unwrap().unwrap().restricted, [gone], "and is said before one tries");
    assert!(office.merge(kept, gone, &[]).unwrap_err().to_string().contains("restricted to named users"));
}

#[db_test]
fn the_moves_of_both_become_one_way_up_the_ladder_and_two_again(db: Db) {
    let office = Office::open(db);
    let (kept, gone) = (office.enrolled(0, &elise()), office.enrolled(0, &Person { reference: "B".into(), ..elise() }));
    let catalogue = office.workspace.catalogue();
    let rungs: Vec<Id> = catalogue.programme(KEY).unwrap().terms(Vocabulary::Rung).map(|rung| rung.id).collect();
    for (person, rung, date) in
        [(kept, 0, "2022-04-01"), (gone, 1, "2022-05-01"), (kept, 2, "2022-06-01"), (gone, 2, "2022-07-01")]
    {
        let told = Move::new(person, office.programme, rungs[rung], day(date));
        ladder::step(&office.workspace, &office.manager, &office.form(), &told).unwrap();
    }
    let way = |person: Id| -> Vec<(Option<usize>, usize)> {
        let sql = "WHERE person_id = $1 ORDER BY date, id";
        let moves = office.workspace.read(|reader| Ok(reader.list::<Move>(sql, &[person.into()])?)).unwrap();
        let place = |rung: Id| rungs.iter().position(|known| *known == rung).unwrap();
        moves.iter().map(|step| (step.from.map(place), place(step.rung))).collect()
    };
    let before = (way(kept), way(gone));
    assert_eq!(before, (vec![(None, 0), (Some(0), 2)], vec![(None, 1), (Some(1), 2)]));
    let made = office.merge(kept, gone, &[]).unwrap();
    // That they came to the last rung was told twice, and stays as it was told.
    assert_eq!(way(kept), [(None, 0), (Some(0), 1), (Some(1), 2), (Some(1), 2)]);
    merging::unmerge(&office.workspace, &office.lead, &office.form(), made.record).unwrap();
    assert_eq!((way(kept), way(gone)), before);
}

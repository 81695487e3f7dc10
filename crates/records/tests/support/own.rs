//! A person's own details, as forms ask for them.

use crate::office::{Office, day, why};
use db::{Db, db_test};
use records::keeping::{Changed, Held, Sort};

fn found(office: &Office, sort: &Sort, person: base::Id) -> Held {
    let scope = office.keyworker.scope();
    office.workspace.read(|reader| sort.find(reader, &scope, person)).unwrap().unwrap()
}

fn send(
    office: &Office,
    who: &base::Actor,
    sort: &Sort,
    from: &Held,
    told: &[(&str, &str)],
) -> records::Result<Changed> {
    let text = |name: &str| {
        let told = told.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned());
        let known = || from.texts.iter().find(|(known, _)| *known == name).map(|(_, text)| text.clone());
        told.or_else(known).unwrap_or_default()
    };
    sort.change(&office.workspace, who, &office.form(), &from.version, from.place.person, &text, None)
}

#[db_test]
fn a_year_of_birth_alone_is_kept_as_one(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let details = Sort::from_key("details").unwrap();
    let shown = found(&office, &details, amina);
    let born = shown.texts.iter().find(|(name, _)| *name == "birth_date").unwrap();
    assert_eq!(born.1, "//1990", "no day or month is made up");
    assert!(
        why(send(&office, &office.keyworker, &details, &shown, &[("birth_date", "31/9/1990")])).contains("birth_date")
    );
    send(&office, &office.keyworker, &details, &shown, &[("birth_date", "/3/1991"), ("known_as", "Mina")]).unwrap();
    let person = office.page(&office.keyworker, amina).unwrap().person;
    assert_eq!((person.birth_date, person.birth_precision.as_deref()), (Some(day("1991-03-01")), Some("month")));
    assert_eq!(person.name(), "Mina Example");
}

#[db_test]
fn two_who_change_different_parts_do_not_stand_in_each_others_way(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let (details, contact) = (Sort::from_key("details").unwrap(), Sort::from_key("contact").unwrap());
    let (mine, theirs) = (found(&office, &details, amina), found(&office, &contact, amina));
    let saved = send(&office, &office.colleague, &contact, &theirs, &[("phone", "0113 496 0000"), ("no_calls", "yes")]);
    assert!(matches!(saved, Ok(Changed::Done(_))));
    let saved = send(&office, &office.keyworker, &details, &mine, &[("pronouns", "she/her")]);
    assert!(matches!(saved, Ok(Changed::Done(_))), "another part of the same person");
    match send(&office, &office.keyworker, &contact, &theirs, &[("phone", "0113 496 0999")]).unwrap() {
        Changed::Conflict { theirs, by, .. } => {
            assert!(theirs.texts.contains(&("phone", "0113 496 0000".to_owned())), "the other's is shown: {theirs:?}");
            assert!(!by.is_empty());
        }
        Changed::Done(_) => panic!("the other's change would be lost"),
    }
    let person = office.page(&office.keyworker, amina).unwrap().person;
    assert_eq!((person.phone.as_deref(), person.no_calls), (Some("0113 496 0000"), Some(true)));
}

#[db_test]
fn what_cannot_be_a_number_or_an_address_is_refused_unless_it_stood_there_before(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let contact = Sort::from_key("contact").unwrap();
    let shown = found(&office, &contact, amina);
    for (field, text, told) in [
        ("phone", "abc", "is not a telephone number"),
        ("email", "foo", "is not an e-mail address"),
        ("postcode", "!!!!", "is not a postcode"),
    ] {
        let refused = why(send(&office, &office.keyworker, &contact, &shown, &[(field, text)]));
        assert!(refused.contains(field) && refused.contains(told), "{refused}");
        let mut newcomer = office.newcomer();
        let to = match field {
            "phone" => &mut newcomer.person.phone,
            "email" => &mut newcomer.person.email,
            _ => &mut newcomer.person.postcode,
        };
        *to = Some(text.to_owned());
        let refused = why(records::people::register(&office.workspace, &office.keyworker, &office.form(), &newcomer));
        assert!(refused.contains(told), "{refused}");
    }
    let old = office.workspace.write(&base::Actor::operator(), |tx| {
        let known: records::people::Person = tx.find(amina)?.unwrap();
        tx.update(&known, &records::people::Person { phone: Some("ask her sister".to_owned()), ..known.clone() })?;
        Ok::<_, records::Error>(())
    });
    old.unwrap();
    let shown = found(&office, &contact, amina);
    send(&office, &office.keyworker, &contact, &shown, &[("postcode", "75008"), ("email", "amina@example.org")])
        .unwrap();
    let person = office.page(&office.keyworker, amina).unwrap().person;
    assert_eq!((person.phone.as_deref(), person.postcode.as_deref()), (Some("ask her sister"), Some("75008")));
}

#[db_test]
fn not_asked_is_no_answer_and_prefer_not_to_say_is_one(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let further = Sort::from_key("characteristics").unwrap();
    let shown = found(&office, &further, amina);
    send(
        &office,
        &office.keyworker,
        &further,
        &shown,
        &[("religion", "prefer-not-to-say"), ("condition", "yes"), ("limits", "a-lot")],
    )
    .unwrap();
    let stale = send(&office, &office.colleague, &further, &shown, &[("religion", "none")]).unwrap();
    assert!(matches!(stale, Changed::Conflict { .. }));
    let page = office.page(&office.keyworker, amina).unwrap();
    let known = page.characteristics.unwrap();
    assert_eq!((known.religion.as_deref(), known.sex), (Some("prefer-not-to-say"), None));
    assert_eq!(page.person.disability.as_deref(), Some("yes"), "follows from the harmonised questions");
    let tutor = further.change(
        &office.workspace,
        &office.tutor,
        &office.form(),
        &shown.version,
        amina,
        &|_| String::new(),
        None,
    );
    assert!(tutor.is_err(), "another partner's people are not there");
}

#[db_test]
fn a_programme_chooses_its_further_questions_and_its_scale(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let further = Sort::from_key("characteristics").unwrap();
    let shown = found(&office, &further, amina);
    send(&office, &office.keyworker, &further, &shown, &[("religion", "none")]).unwrap();
    let body = include_str!("../../../../programmes/positive-communities.toml");
    let chosen = "[programme]\nquestions = [\"household\"]\nassessment-scale = [1, 5]\n";
    let body = body.replacen("[programme]\n", chosen, 1);
    let plan = records::programmes::plan(&office.workspace, "positive-communities.toml", &body).unwrap();
    records::programmes::apply(&office.workspace, &base::Actor::operator(), &plan).unwrap();
    let catalogue = office.workspace.catalogue();
    let entry = catalogue.programme(crate::KEY).unwrap();
    let asked: Vec<&str> = further.fields_in(entry, false).iter().map(|field| field.name).collect();
    assert_eq!(asked, ["household"]);
    let shown = found(&office, &further, amina);
    let text = |name: &str| if name == "household" { "alone".to_owned() } else { String::new() };
    further.change(&office.workspace, &office.keyworker, &office.form(), &shown.version, amina, &text, None).unwrap();
    let known = office.page(&office.keyworker, amina).unwrap().characteristics.unwrap();
    assert_eq!(known.household.as_deref(), Some("alone"));
    assert_eq!(known.religion.as_deref(), Some("none"), "what is not asked any more is not wiped out");
    let area = entry.terms(definition::Vocabulary::GoalArea).next().unwrap().id;
    let told = records::assessments::Assessment::new(amina, office.programme, area, 7, day("2022-03-01"));
    assert!(why(office.add(&told)).contains("between 1 and 5"));
    office.add(&records::assessments::Assessment { score: 5, ..told }).unwrap();
}

//! Finding people by whatever is remembered of them, noticing who is registered twice, and making two records one.
#![cfg(test)]

use base::{Actor, Clock, Date, Grant, Id, Role};
use db::{Db, db_test};
use definition::Vocabulary;
use matching::Class;
use records::enrolments::{self, Enrolment};
use records::interactions::Interaction;
use records::ladder::{self, Move};
use records::people::{self, Person, Search, State, duplicates, finding, keys, merging, restriction};
use records::users::{Membership, User};
use records::{Error, Workspace, programmes, submissions};

const KEY: &str = "positive-communities";

/// A workspace with two partners, a manager of each, and the programme's lead.
struct Office {
    workspace: Workspace,
    programme: Id,
    partners: Vec<Id>,
    manager: Actor,
    other: Actor,
    lead: Actor,
    forms: std::cell::Cell<u32>,
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

impl Office {
    fn open(db: Db) -> Self {
        let workspace = Workspace::over(db, Clock::Stopped("2023-05-15T10:00:00Z".parse().unwrap())).unwrap();
        let body = include_str!("../../../programmes/positive-communities.toml");
        let plan = programmes::plan(&workspace, "positive-communities.toml", body).unwrap();
        programmes::apply(&workspace, &Actor::operator(), &plan).unwrap();
        let catalogue = workspace.catalogue();
        let entry = catalogue.programme(KEY).unwrap();
        let programme = entry.programme.id;
        let parts: Vec<(Id, Id)> = entry.partners.iter().take(2).map(|part| (part.id, part.organisation)).collect();
        let user = |name: &str, role: Role, (partner, organisation): (Id, Id)| {
            let user = workspace.id();
            workspace
                .write(&Actor::operator(), |tx| {
                    tx.insert(&User::new(user, &format!("{name}@example.org"), name))?;
                    tx.insert(&Membership {
                        id: tx.new_id(),
                        user,
                        organisation,
                        programme: Some(programme),
                        role,
                        start: day("2019-01-01"),
                        end: None,
                    })?;
                    Ok::<_, Error>(())
                })
                .unwrap();
            let grant =
                Grant { role, organisation, programmes: vec![programme], partners: vec![partner], everywhere: false };
            Actor::user(user, name, vec![grant])
        };
        let (manager, other) = (user("mina", Role::Manager, parts[0]), user("otto", Role::Manager, parts[1]));
        let lead = user("lena", Role::Lead, parts[0]);
        let partners = parts.iter().map(|(partner, _)| *partner).collect();
        Self { workspace: workspace.clone(), programme, partners, manager, other, lead, forms: 0.into() }
    }

    fn form(&self) -> String {
        self.forms.set(self.forms.get() + 1);
        format!("form-{}", self.forms.get())
    }

    /// Somebody enrolled by the first (0) or second (1) partner.
    fn enrolled(&self, partner: usize, person: &Person) -> Id {
        let id = self.workspace.id();
        let reference = if person.reference.is_empty() { id.to_string() } else { person.reference.clone() };
        let person = Person { id, register: self.programme, reference, ..person.clone() };
        self.workspace
            .write(&Actor::operator(), |tx| {
                tx.insert(&person)?;
                tx.insert(&Enrolment {
                    id: tx.new_id(),
                    person: id,
                    programme: self.programme,
                    partner: Some(self.partners[partner]),
                    area: None,
                    start: day("2022-03-01"),
                    reentry: None,
                    end: None,
                    destination: None,
                    employment: None,
                    route: None,
                })?;
                Ok::<_, Error>(())
            })
            .unwrap();
        id
    }

    fn support(&self, person: Id, partner: usize, date: &str) {
        let interaction = Interaction {
            partner: Some(self.partners[partner]),
            service: self.workspace.catalogue().programme(KEY).unwrap().terms(Vocabulary::Service).next().map(|t| t.id),
            ..Interaction::new(self.workspace.id(), person, self.programme, day(date))
        };
        self.workspace.write(&Actor::operator(), |tx| Ok::<_, Error>(tx.insert(&interaction)?)).unwrap();
    }

    /// The names of those whom somebody finds.
    fn finds(&self, who: &Actor, text: &str) -> Vec<String> {
        let found = self.workspace.read(|reader| finding::find(reader, &who.scope(), text, 20)).unwrap();
        found.iter().map(people::Seen::name).collect()
    }

    fn alike(&self, who: &Actor, person: &Person) -> duplicates::Alike {
        let (workspace, scope) = (&self.workspace, who.scope());
        workspace.read(|reader| duplicates::alike(reader, workspace, &scope, self.programme, person)).unwrap()
    }

    fn merge(&self, kept: Id, gone: Id, chosen: &[&str]) -> records::Result<submissions::Made> {
        let chosen: Vec<String> = chosen.iter().map(ToString::to_string).collect();
        merging::merge(&self.workspace, &self.manager, &self.form(), (kept, gone), &chosen, None)
    }

    fn participants(&self) -> i64 {
        let none = records::figures::Narrowing::default();
        let figure = definition::Figure::participants();
        let scope = Actor::operator().scope();
        let tables = records::figures::answers(&self.workspace, &scope, KEY, &[figure], &none).unwrap();
        let compared = records::figures::compare(&self.workspace, &scope).unwrap();
        assert!(compared.iter().all(|cell| cell.engine == cell.sql), "engine and SQL agree");
        match tables[0].total {
            Some(records::figures::Number::Whole(number)) => number,
            ref other => panic!("{other:?}"),
        }
    }

    fn seen(&self, who: &Actor, person: Id) -> Option<people::Seen> {
        self.workspace.read(|reader| people::seen(reader, &who.scope(), person)).unwrap()
    }

    fn keys_hold(&self) -> bool {
        self.workspace.read(|reader| Ok(reader.keys_hold::<Person>()?)).unwrap().2
    }
}

fn person(given: &str, family: &str) -> Person {
    let nobody = Id::from_number(0);
    Person { given_name: Some(given.into()), family_name: Some(family.into()), ..Person::new(nobody, nobody, "") }
}

fn elise() -> Person {
    Person {
        birth_date: Some(day("1984-09-03")),
        gender: Some("woman".into()),
        phone: Some("0161 555 0123".into()),
        postcode: Some("LS1 4AP".into()),
        email: Some("elise@example.org".into()),
        known_as: Some("Lizzie".into()),
        reference: "HL-00417".into(),
        ..person("\u{c9}lise Ann", "O\u{2019}Neill")
    }
}

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
fn a_merge_is_undone_at_once_like_anything_else(db: Db) {
    let office = Office::open(db);
    let (kept, gone) = (office.enrolled(0, &elise()), office.enrolled(0, &Person { reference: "B".into(), ..elise() }));
    let made = office.merge(kept, gone, &[]).unwrap();
    submissions::undo(&office.workspace, &office.manager, made.submission).unwrap();
    assert!(office.seen(&office.manager, gone).is_some());
    assert_eq!(office.participants(), 2);
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

//! Two partners, a person whom both support, and one whose record is restricted: what each role sees of them, by every function that
//! reads.
#![cfg(test)]

mod garden;
mod known;
mod lending;
mod logged;
mod told;

use base::{Act, Actor, Id, Privacy, Role};
use db::{Db, db_test};
use definition::{Base, Count, Dimension, FactKind, Figure, Filter, Of};
use garden::{ADA, BEN, CY, DEE, Story, person, user, whole};
use records::figures::{self, Narrowing, Number, approval};
use records::interactions::Interaction;
use records::people::{self, Born, Person, Search, Shown, State, restriction};
use records::users::{self, View};
use records::{Error, enrolments, keeping, outcomes};

fn of(kind: FactKind, count: Count) -> Figure {
    Figure { of: Of::kind(kind), count, ..Figure::participants() }
}

#[db_test]
fn each_counts_their_own_and_the_lead_everybody_but_the_restricted(db: Db) {
    let story = Story::new(db);
    let participants = Figure::participants();
    for (role, partner, people) in [
        (Role::Lead, "north", 3),
        (Role::Evaluator, "north", 3),
        (Role::Administrator, "north", 3),
        (Role::Worker, "north", 2),
        (Role::Manager, "north", 2),
        (Role::Worker, "south", 2),
    ] {
        let actor = story.someone(role, partner);
        assert_eq!(story.total(&actor, &participants), people, "{role:?} of the {partner}");
    }
    let nia = story.actor(story.nia);
    assert_eq!(story.total(&nia, &participants), 3, "who is named counts Dee too");
    assert_eq!(story.total(&Actor::operator(), &participants), 4);
    restriction::lift(&story.workspace, &nia, story.people[DEE]).unwrap();
    assert_eq!(
        story.total(&story.someone(Role::Lead, "south"), &participants),
        4,
        "lifted, and everybody sees her again"
    );
}

#[db_test]
fn percentages_targets_and_cuts_are_of_ones_own_people(db: Db) {
    let story = Story::new(db);
    let worker = story.someone(Role::Worker, "north");
    let table = story.table(&worker, &story.declared("gender"), &Narrowing::default());
    assert_eq!(table.base.as_ref().unwrap().value, Some(2));
    assert_eq!(table.rows.iter().find(|row| row.key == ["woman"]).unwrap().percent, Some(100.0));
    assert!(table.whose.as_ref().unwrap().contains("North Plot only"), "{:?}", table.whose);
    let against = |actor: &Actor| {
        let table = story.table(actor, &story.declared("participants"), &Narrowing::default());
        table.against.map(|against| against.target)
    };
    assert_eq!(against(&worker), Some(4), "their own target");
    assert_eq!(against(&story.someone(Role::Worker, "south")), None, "never the whole's beside a part");
    assert_eq!(against(&story.someone(Role::Lead, "north")), Some(10));
    // Another partner is neither a row, nor a choice, nor named in an error.
    let by = |dimension| Figure { by: vec![dimension], ..Figure::participants() };
    for dimension in [Dimension::Partner, Dimension::EnrolmentPartner] {
        let table = story.table(&worker, &by(dimension), &Narrowing::default());
        assert!(table.rows.iter().all(|row| !row.label.join(" ").contains("South")), "{table:?}");
        assert_eq!(whole(table.total), 2);
    }
    let services = story.table(&worker, &by(Dimension::Service), &Narrowing::default());
    let sowing = services.rows.iter().find(|row| row.key == ["sowing"]).unwrap();
    assert_eq!(sowing.value, Number::Whole(0), "what the other partner gave to Cy");
    let offers =
        figures::offers(&story.workspace.catalogue(), &worker.scope(), "garden", &[Dimension::Partner]).unwrap();
    assert_eq!(offers[0].values, [("north".to_owned(), "North Plot".to_owned())]);
    let filter = Filter { dimension: Dimension::Partner, values: vec!["south".to_owned()] };
    let narrowing = Narrowing { filters: vec![filter], ..Narrowing::default() };
    let refused = story.refused(&worker, &Figure::participants(), &narrowing).to_string();
    assert!(refused.contains("there are: north") && !refused.contains("South"), "{refused}");
    // Nor does a zero say that others have such records, and since when.
    let jobs = story.table(&worker, &of(FactKind::Outcome, Count::Records), &Narrowing::default());
    assert!(jobs.nothing().unwrap().starts_with("No data yet"), "{jobs:?}");
    let base = Figure { base: Some(Base::Participants), ..of(FactKind::Interaction, Count::People) };
    let supported = story.table(&worker, &base, &Narrowing::default());
    assert_eq!((whole(supported.total), supported.base.unwrap().value), (2, Some(2)));
}

#[db_test]
fn behind_a_number_stand_those_whom_one_sees(db: Db) {
    let story = Story::new(db);
    let participants = Figure::participants();
    let names = |actor: &Actor| {
        let mut names: Vec<String> = story.behind(actor, &participants).into_iter().map(|(name, _)| name).collect();
        names.sort();
        names
    };
    let worker = story.someone(Role::Worker, "north");
    assert_eq!(names(&worker), ["Ada Example", "Cy Example"]);
    assert_eq!(names(&story.someone(Role::Lead, "south")), ["Ada Example", "Ben Example", "Cy Example"]);
    assert_eq!(names(&story.actor(story.nia)), ["Ada Example", "Cy Example", "Dee Example"]);
    let cy = story.behind(&worker, &participants).into_iter().find(|(name, _)| name.starts_with("Cy")).unwrap();
    assert_eq!(cy.1, "Another partner");
    let given = story.behind(&worker, &of(FactKind::Interaction, Count::Records));
    assert_eq!(given.len(), 2, "of Cy only what the north gave: {given:?}");
    // An administrator sees the number and nobody behind it; a lead nobody by ethnic group.
    let refused = |actor: &Actor, figure: &Figure| {
        figures::behind(&story.workspace, &actor.scope(), "garden", figure, &[], None, 10).unwrap_err().to_string()
    };
    let told = refused(&story.someone(Role::Administrator, "north"), &participants);
    assert!(told.contains("see the records of single people") && told.contains("partner manager"), "{told}");
    let filter = Filter { dimension: Dimension::Ethnicity, values: vec!["white-british".to_owned()] };
    let by_group = Figure { filters: vec![filter], ..Figure::participants() };
    assert!(refused(&story.someone(Role::Lead, "north"), &by_group).contains("special-category"));
    assert_eq!(story.behind(&worker, &by_group).len(), 2);
    // For what somebody was referred is for those who work with them, as needs are.
    for kind in [FactKind::Need, FactKind::Referral] {
        let told = refused(&story.someone(Role::Lead, "north"), &of(kind, Count::Records));
        assert!(told.contains("the list would say what is confidential"), "{told}");
        assert!(story.behind(&worker, &of(kind, Count::Records)).is_empty(), "of whom there are none here");
    }
}

#[db_test]
fn lists_and_searches_hold_whom_one_sees(db: Db) {
    let story = Story::new(db);
    let all = Search::default();
    let words = |words: &str| Search { words: words.to_owned(), ..Search::default() };
    let worker = story.someone(Role::Worker, "north");
    assert_eq!(story.listed(&worker, &all), ["Ada Example", "Cy Example"]);
    assert_eq!(story.listed(&worker, &words("example CY")), ["Cy Example"]);
    assert_eq!(story.listed(&worker, &words("r-ada")), ["Ada Example"]);
    for hidden in ["Ben", "R-Ben", "Dee", "R-Dee", "100%", "_"] {
        assert!(story.listed(&worker, &words(hidden)).is_empty(), "{hidden}");
    }
    assert!(story.listed(&worker, &words(&story.people[DEE].to_string())).is_empty());
    assert_eq!(story.listed(&story.actor(story.nia), &words("dee")), ["Dee Example"]);
    assert_eq!(story.listed(&story.someone(Role::Lead, "north"), &all).len(), 3);
    let catalogue = story.workspace.catalogue();
    let south = catalogue.programme("garden").unwrap().partners.iter().find(|part| part.key == "south").unwrap();
    let of_south = Search { organisation: Some(south.organisation), ..Search::default() };
    assert!(story.listed(&worker, &of_south).is_empty(), "whom else Cy is with is not to be found out by a filter");
    assert_eq!(story.listed(&story.someone(Role::Lead, "north"), &of_south), ["Ben Example", "Cy Example"]);
    let current = Search { state: Some(State::Current), ..Search::default() };
    assert_eq!(story.listed(&worker, &current), ["Ada Example"], "Cy's enrolment is the other partner's");
    for role in [Role::Administrator, Role::Funder] {
        assert!(story.listed(&story.someone(role, "north"), &all).is_empty(), "{role:?}");
    }
    // Where somebody hidden stands in the list cannot be found out either.
    let after = |actor: &Actor, person: usize| {
        let (workspace, id) = (&story.workspace, story.people[person]);
        workspace.read(|reader| people::list(reader, &actor.scope(), workspace, &all, Some(id), 10))
    };
    assert_eq!(after(&worker, ADA).unwrap().people.len(), 1);
    let (hidden, absent) = (after(&worker, DEE).unwrap_err(), after(&worker, BEN).unwrap_err());
    assert_eq!(hidden.to_string(), absent.to_string());
}

#[db_test]
fn of_a_shared_person_each_sees_their_own_entries_and_how_many_others_there_are(db: Db) {
    let story = Story::new(db);
    let told = |actor: &Actor| {
        let (scope, cy) = (actor.scope(), story.people[CY]);
        story
            .workspace
            .read(|reader| {
                let notes: Vec<Option<String>> =
                    keeping::of_person::<Interaction>(reader, &scope, cy)?.into_iter().map(|one| one.notes).collect();
                let enrolments = enrolments::of_person(reader, &scope, cy)?.len();
                let outcomes = outcomes::of_person(reader, &scope, cy)?.len();
                Ok((
                    enrolments,
                    notes,
                    outcomes,
                    people::of_others(reader, &scope, &keeping::Sight::of(reader, &scope, cy)?)?,
                ))
            })
            .unwrap()
    };
    let said = |text: &str| Some(text.to_owned());
    assert_eq!(told(&story.someone(Role::Worker, "north")), (0, vec![said("the north said")], 0, 3));
    assert_eq!(told(&story.someone(Role::Manager, "south")), (1, vec![said("the south said")], 1, 1));
    assert_eq!(told(&story.someone(Role::Lead, "north")), (1, vec![None, None], 1, 0), "a lead reads no notes");
    assert_eq!(told(&story.someone(Role::Funder, "north")), (0, vec![], 0, 0));
}

#[db_test]
fn fields_are_withheld_by_role_and_an_evaluator_sees_pseudonyms(db: Db) {
    let story = Story::new(db);
    let field = |name: &str| *Person::fields().iter().find(|field| field.name == name).unwrap();
    let ada = |actor: &Actor| story.seen(actor, ADA).unwrap();
    let worker = ada(&story.someone(Role::Worker, "north"));
    assert_eq!(worker.field(&field("postcode")), Shown::Value("M1 1AA".to_owned()));
    assert_eq!(worker.special(), ["ethnicity"]);
    let lead = ada(&story.someone(Role::Lead, "south"));
    assert_eq!((lead.name(), lead.reference()), ("Ada Example".to_owned(), Some("R-Ada")));
    assert_eq!(lead.field(&field("postcode")), Shown::Withheld(Privacy::Sensitive.withheld()));
    assert_eq!(lead.field(&field("ethnicity")), Shown::Withheld(Privacy::Special.withheld()));
    assert!(lead.special().is_empty());
    let evaluator = ada(&story.someone(Role::Evaluator, "south"));
    assert_eq!(evaluator.name(), format!("Person {}", story.people[ADA]));
    assert_eq!((evaluator.reference(), evaluator.born()), (None, Some(Born::In(1990))));
    assert_eq!(evaluator.field(&field("family_name")), Shown::Withheld(Privacy::Identifying.withheld()));
    assert_eq!(evaluator.field(&field("birth_date")), Shown::Value("1990 (year only)".to_owned()));
    let words = Search { words: "ada".to_owned(), ..Search::default() };
    let evaluator = story.someone(Role::Evaluator, "south");
    assert!(story.listed(&evaluator, &words).is_empty(), "a search must not tell a name that is withheld");
    assert_eq!(worker.born().unwrap().aged("2023-09-30".parse().unwrap()), "32");
}

#[db_test]
fn somebody_who_is_named_for_a_person_and_nobody_else_finds_them(db: Db) {
    let story = Story::new(db);
    for role in Role::ALL {
        for partner in ["north", "south"] {
            let actor = story.someone(role, partner);
            assert!(story.seen(&actor, DEE).is_none(), "{role:?} of the {partner}");
            let reads =
                |reader: &db::Reader<'_>| people::may(reader, &actor.scope(), Act::SeeRecords, story.people[DEE]);
            assert!(!story.workspace.read(reads).unwrap());
            let tries = restriction::lift(&story.workspace, &actor, story.people[DEE]).unwrap_err();
            assert!(matches!(tries, Error::NotFound { .. }), "{tries}");
        }
    }
    let nia = story.actor(story.nia);
    assert!(story.seen(&nia, DEE).is_some());
    let held = |actor: &Actor| {
        let scope = actor.scope();
        story.workspace.read(|reader| restriction::of_person(reader, &scope, story.people[DEE])).unwrap()
    };
    assert_eq!(held(&nia).unwrap().0.reason, "a colleague");
    assert!(held(&story.someone(Role::Manager, "north")).is_none());
    // A worker cannot restrict, nobody can lock everybody out, and only those who could see the person can be named.
    let restrict = |actor: &Actor, reason: &str, named: &[Id]| {
        restriction::restrict(&story.workspace, actor, story.people[ADA], reason, named).unwrap_err().to_string()
    };
    assert!(restrict(&story.someone(Role::Worker, "north"), "why", &[story.nia]).contains("ask one of them"));
    assert!(restrict(&nia, " ", &[story.nia]).contains("say why"));
    assert!(restrict(&nia, "why", &[]).contains("at least one"));
    let stranger = user(&story.workspace, "Stranger", Role::Worker, "south");
    assert!(restrict(&nia, "why", &[stranger]).contains("whose role lets them see"));
}

#[db_test]
fn a_funder_sees_what_was_approved_as_it_was_approved(db: Db) {
    let story = Story::new(db);
    let (lead, funder) = (story.someone(Role::Lead, "north"), story.someone(Role::Funder, "south"));
    let (participants, gender) = (story.declared("participants"), story.declared("gender"));
    let absent = Figure { key: "absent".to_owned(), ..participants.clone() };
    let nothing = Narrowing::default();
    let unapproved = story.refused(&funder, &gender, &nothing).to_string();
    assert_eq!(unapproved.replace("gender", "absent"), story.refused(&funder, &absent, &nothing).to_string());
    let keys = ["participants".to_owned()];
    assert!(approval::set(&story.workspace, &story.someone(Role::Manager, "north"), "garden", &keys, true).is_err());
    approval::set(&story.workspace, &lead, "garden", &keys, true).unwrap();
    assert_eq!(story.total(&funder, &participants), 4, "the whole programme, in which nobody can be found");
    let over = Narrowing { over: Some("2022".parse().unwrap()), ..Narrowing::default() };
    story.table(&funder, &participants, &over);
    let filter = Filter { dimension: Dimension::Partner, values: vec!["north".to_owned()] };
    let filtered = Narrowing { filters: vec![filter], ..Narrowing::default() };
    let cut = Figure { by: vec![Dimension::Gender], ..participants.clone() };
    for refused in [story.refused(&funder, &participants, &filtered), story.refused(&funder, &cut, &nothing)] {
        assert!(refused.to_string().contains("only its period can be chosen"), "{refused}");
    }
    let day = Narrowing { over: Some("2023-01-09..2023-01-09".parse().unwrap()), ..Narrowing::default() };
    assert!(
        story.refused(&funder, &participants, &day).to_string().contains("whole months"),
        "day by day is person by person"
    );
    let catalogue = story.workspace.catalogue();
    let entry = catalogue.programme("garden").unwrap();
    let view = View { role: Role::Funder, organisation: entry.partners[0].organisation, programme: entry.programme.id };
    let viewing = users::viewing(&catalogue, lead.clone(), view);
    assert_eq!(
        story.total(&viewing, &participants),
        story.total(&lead, &participants),
        "the difference would be somebody"
    );
    let behind = figures::behind(&story.workspace, &funder.scope(), "garden", &participants, &[], None, 10);
    assert!(matches!(behind, Err(Error::Refused(_))));
    approval::set(&story.workspace, &lead, "garden", &keys, false).unwrap();
    assert!(matches!(story.refused(&funder, &participants, &nothing), Error::NotFound { .. }));
}

#[db_test]
fn the_questions_asked_do_not_grow_with_the_people(db: Db) {
    let story = Story::new(db);
    let worker = story.someone(Role::Worker, "north");
    let asked = || {
        let before = story.workspace.db().asked();
        story.listed(&worker, &Search::default());
        story.behind(&worker, &Figure::participants());
        story.workspace.db().asked() - before
    };
    asked();
    let few = asked();
    let catalogue = story.workspace.catalogue();
    let entry = catalogue.programme("garden").unwrap();
    story
        .workspace
        .write(&Actor::operator(), |tx| {
            for number in 0..5 {
                let id = tx.new_id();
                person(tx, entry, id, &format!("More{number}"), "north")?;
            }
            Ok(())
        })
        .unwrap();
    story.workspace.engine().unwrap();
    assert_eq!(asked(), few);
}

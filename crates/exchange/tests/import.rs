//! A programme lead brings in spreadsheets: everything or nothing, told row by row, and the same file twice changes nothing.
#![cfg(test)]

use base::{Actor, Clock, Id, Timestamp};
use db::{Db, Record, db_test};
use definition::{Count, Dimension, FactKind, Figure, Of};
use exchange::Source;
use exchange::import::{ImportFault, Kind, Options, Summary, run};
use records::assignments::Assignment;
use records::figures::{self, Narrowing, Number};
use records::interactions::{FurtherService, Interaction};
use records::outcomes::Outcome;
use records::plans::Plan;
use records::users::User;
use records::{Workspace, programmes};
use std::fmt::Write as _;

const DEFINITION: &str = include_str!("../../../programmes/positive-communities.toml");
const PROGRAMME: &str = "positive-communities";

const PEOPLE: &str = "\
Participant ID,First Name,SURNAME,D.O.B.,Sex,Start date,Date left,Destination,Delivery partner,Favourite colour
P1,Ann,Example,27/3/1985,F,1/9/2021,,,,red
P2,Ben,Example,1990-12-01,Male,03/09/2021,,,,
P3,Cai,Sample,,prefer not to say,4 October 2021,,,,
";

/// Opens a workspace with Positive Communities in it, on the first of July 2023.
fn workspace(db: &Db) -> Workspace {
    let clock = Clock::Stopped("2023-07-01T12:00:00Z".parse::<Timestamp>().unwrap());
    let workspace = Workspace::over(db.clone(), clock).unwrap();
    let plan = programmes::plan(&workspace, "positive-communities.toml", DEFINITION).unwrap();
    programmes::apply(&workspace, &Actor::operator(), &plan).unwrap();
    workspace
}

fn bring(workspace: &Workspace, kind: Kind, text: &str, options: &Options) -> Result<Summary, ImportFault> {
    let source = Source::from_bytes("file.csv", text.as_bytes().to_vec()).unwrap();
    let mut files = [("file.csv".to_owned(), source)];
    run(workspace, &Actor::operator(), PROGRAMME, kind, &mut files, options, &mut |_| {})
}

fn brought(workspace: &Workspace, kind: Kind, text: &str) -> (u64, u64, u64, u64) {
    let summary = bring(workspace, kind, text, &Options::default()).unwrap();
    (summary.created, summary.changed, summary.unchanged, summary.rejected)
}

fn rows(workspace: &Workspace, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table}");
    workspace.read(|reader| Ok(reader.one(&sql, &[], |row| row.get(0))?)).unwrap()
}

fn counted(workspace: &Workspace, figure: &Figure) -> i64 {
    let scope = Actor::operator().scope();
    match figures::answer(workspace, &scope, PROGRAMME, figure, &Narrowing::default()).unwrap().total {
        Some(Number::Whole(total)) => total,
        other => panic!("{other:?}"),
    }
}

/// Labels of the definition, for rows that use them.
fn labels(workspace: &Workspace) -> (String, String, String, String) {
    let catalogue = workspace.catalogue();
    let entry = catalogue.programme(PROGRAMME).unwrap();
    let partner = &catalogue.organisation(entry.partners[0].organisation).unwrap().name;
    let service = &entry.terms(definition::Vocabulary::Service).next().unwrap().label;
    let core = entry.terms(definition::Vocabulary::Outcome).find(|term| term.core == Some(true)).unwrap();
    let once = entry.terms(definition::Vocabulary::Outcome).find(|term| term.repeatable == Some(false)).unwrap();
    (partner.clone(), service.clone(), core.label.clone(), once.label.clone())
}

#[db_test]
fn three_people_are_brought_in_whatever_their_headings_and_dates_look_like(db: Db) {
    let workspace = workspace(&db);
    let summary = bring(&workspace, Kind::People, PEOPLE, &Options::default()).unwrap();
    assert_eq!((summary.created, summary.rejected, summary.saved), (3, 0, true));
    let ignored: Vec<&str> = summary.files[0].mapping.ignored().map(|column| column.heading.as_str()).collect();
    assert_eq!(ignored, ["Favourite colour"]);
    assert_eq!(counted(&workspace, &Figure::participants()), 3);
}

#[db_test]
fn the_same_file_again_changes_nothing(db: Db) {
    let workspace = workspace(&db);
    let (_, service, core, _) = labels(&workspace);
    let interactions = format!("reference,date,service\nP1,1/10/2021,\"{service}\"\nP1,1/10/2021,\"{service}\"\n");
    let outcomes = format!("reference,date,outcome\nP2,1/11/2021,\"{core}\"\n");
    assert_eq!(brought(&workspace, Kind::People, PEOPLE), (3, 0, 0, 0));
    assert_eq!(brought(&workspace, Kind::Interactions, &interactions), (2, 0, 0, 0));
    assert_eq!(brought(&workspace, Kind::Outcomes, &outcomes), (1, 0, 0, 0));
    let audit = rows(&workspace, "audit");
    assert_eq!(brought(&workspace, Kind::People, PEOPLE), (0, 0, 3, 0));
    assert_eq!(brought(&workspace, Kind::Interactions, &interactions), (0, 0, 2, 0), "two visits told alike are two");
    assert_eq!(brought(&workspace, Kind::Outcomes, &outcomes), (0, 0, 1, 0));
    assert_eq!(rows(&workspace, "audit"), audit);
}

#[db_test]
fn rows_with_the_reference_of_somebody_who_was_merged_reach_whom_they_were_merged_with(db: Db) {
    let workspace = workspace(&db);
    let (_, service, core, _) = labels(&workspace);
    assert_eq!(brought(&workspace, Kind::People, PEOPLE), (3, 0, 0, 0));
    let id = |reference: &str| -> Id {
        let sql = "SELECT id FROM person WHERE reference = $1";
        workspace.read(|reader| Ok(reader.one(sql, &[reference.into()], |row| row.get(0))?)).unwrap()
    };
    let (kept, second, first) = (id("P1"), id("P2"), id("P3"));
    let merge = |kept, gone, form: &str| {
        let merged = records::people::merging::merge(&workspace, &Actor::operator(), form, (kept, gone), &[], None);
        merged.unwrap().record
    };
    merge(second, first, "one");
    let undone = merge(kept, second, "two");
    let interactions = format!("reference,date,service\nP2,1/10/2021,\"{service}\"\nP3,2/10/2021,\"{service}\"\n");
    assert_eq!(brought(&workspace, Kind::Interactions, &interactions), (2, 0, 0, 0));
    let outcomes = format!("reference,date,outcome\nP3,1/11/2021,\"{core}\"\n");
    assert_eq!(brought(&workspace, Kind::Outcomes, &outcomes), (1, 0, 0, 0));
    let people = "reference,postcode,start date\nP3,M1 1AA,4/10/2021\n";
    assert_eq!(brought(&workspace, Kind::People, people), (0, 1, 0, 0));
    let of = |table: &str, person: Id| -> i64 {
        let sql = format!("SELECT COUNT(*) FROM {table} WHERE person_id = $1");
        workspace.read(|reader| Ok(reader.one(&sql, &[person.into()], |row| row.get(0))?)).unwrap()
    };
    assert_eq!(["interaction", "outcome", "enrolment"].map(|table| of(table, kept)), [2, 1, 1]);
    let home = workspace.read(|reader| Ok(reader.find::<records::people::Person>(kept)?)).unwrap().unwrap();
    assert_eq!((home.reference.as_str(), home.postcode.as_deref()), ("P1", Some("M1 1AA")));
    assert_eq!(rows(&workspace, "person"), 3, "nobody was registered anew");

    records::people::merging::unmerge(&workspace, &Actor::operator(), "three", undone).unwrap();
    let later = format!("reference,date,service\nP3,3/10/2021,\"{service}\"\n");
    assert_eq!(brought(&workspace, Kind::Interactions, &later), (1, 0, 0, 0));
    assert_eq!((of("interaction", second), of("interaction", kept)), (1, 2), "it is the second person's again");
}

#[db_test]
fn one_bad_row_and_nothing_is_saved(db: Db) {
    let workspace = workspace(&db);
    let audit = rows(&workspace, "audit");
    let people = format!("{PEOPLE}P4,Dee,Sample,31/09/2019,F,1/9/2021,,,,\n");
    let summary = bring(&workspace, Kind::People, &people, &Options::default()).unwrap();
    assert_eq!((summary.rejected, summary.saved), (1, false));
    let fault = &summary.faults[0];
    assert_eq!((fault.row, fault.column.as_str(), fault.value.as_str()), (5, "D.O.B.", "31/09/2019"));
    assert!(fault.reason.contains("30 days"), "{}", fault.reason);
    assert_eq!((rows(&workspace, "person"), rows(&workspace, "audit")), (0, audit));
}

#[db_test]
fn what_cannot_be_is_told_row_by_row(db: Db) {
    let workspace = workspace(&db);
    let people = "\
reference,first name,start date,leaving date,re-entry date,phone,email,postcode
P1,Ann,1/9/2021,,,abc,,
P2,Ben,1/9/2021,,,,foo,
P3,Cai,1/9/2021,,,,,!!!!
P4,Dee,1/9/2021,,1/1/2030,,,
P5,Eve,1/9/1821,,,,,
";
    let summary = bring(&workspace, Kind::People, people, &Options::default()).unwrap();
    let told: Vec<(u64, &str)> = summary.faults.iter().map(|fault| (fault.row, fault.reason.as_str())).collect();
    for (row, reason) in [
        (2, "is not a telephone number"),
        (3, "is not an e-mail address"),
        (4, "is not a postcode"),
        (5, "is in the future"),
        (6, "is before 1900"),
    ] {
        assert!(told.iter().any(|(at, why)| *at == row && why.contains(reason)), "{row} {reason}: {told:?}");
    }
    assert_eq!((summary.rejected, summary.saved), (5, false));
    assert_eq!(brought(&workspace, Kind::People, PEOPLE), (3, 0, 0, 0));
    let early = bring(&workspace, Kind::Interactions, "reference,date\nP1,31/8/2021\n", &Options::default()).unwrap();
    assert!(early.faults[0].reason.contains("is before their support began, 2021-09-01"), "{:?}", early.faults);
}

#[db_test]
fn a_dry_run_promises_and_keeps_nothing(db: Db) {
    let workspace = workspace(&db);
    let options = Options { dry_run: true, ..Options::default() };
    let summary = bring(&workspace, Kind::People, PEOPLE, &options).unwrap();
    assert_eq!((summary.created, summary.saved), (3, false));
    assert_eq!(rows(&workspace, "person"), 0);
}

#[db_test]
fn good_rows_are_accepted_and_the_rejected_ones_come_back_to_be_mended(db: Db) {
    let workspace = workspace(&db);
    let folder = tempfile::tempdir().unwrap();
    let rejects = folder.path().join("to-mend.csv");
    let options = Options { accept_good: true, rejects: Some(rejects.clone()), ..Options::default() };
    let people = format!("{PEOPLE}P4,Dee,Sample,31/09/2019,F,1/9/2021,,,,\nP5,Eve,Sample,1/1/2030,F,1/9/2021,,,,\n");
    let summary = bring(&workspace, Kind::People, &people, &options).unwrap();
    assert_eq!((summary.created, summary.rejected, summary.saved), (3, 2, true));
    let written = std::fs::read_to_string(&rejects).unwrap();
    assert!(written.lines().next().unwrap().ends_with("Waymark says"), "{written}");
    let mended = written.replace("31/09/2019", "30/09/1979").replace("1/1/2030", "1/1/1980");
    // Brought in from that very file, in which what is still wrong is to stand afterwards.
    std::fs::write(&rejects, mended.replace("1/1/1980", "1/1/2030")).unwrap();
    let mut files = [("to-mend.csv".to_owned(), Source::open(&rejects).unwrap())];
    let again =
        run(&workspace, &Actor::operator(), PROGRAMME, Kind::People, &mut files, &options, &mut |_| {}).unwrap();
    assert_eq!((again.created, again.rejected, again.saved), (1, 1, true));
    let left = std::fs::read_to_string(&rejects).unwrap();
    assert!(left.contains("P5") && !left.contains("P4"), "{left}");
    assert_eq!(brought(&workspace, Kind::People, &left.replace("1/1/2030", "1/1/1980")), (1, 0, 0, 0));
    assert_eq!(counted(&workspace, &Figure::participants()), 5);
}

#[db_test]
fn rejected_rows_of_files_with_other_headings_are_not_mixed_in_one_file(db: Db) {
    let workspace = workspace(&db);
    let folder = tempfile::tempdir().unwrap();
    let rejects = folder.path().join("to-mend.csv");
    std::fs::write(&rejects, "what is still to be mended").unwrap();
    let options = Options { accept_good: true, rejects: Some(rejects.clone()), ..Options::default() };
    let bring = |second: &str| {
        let texts = [("north.csv", "reference,start date\nP1,never\n"), ("south.csv", second)];
        let mut files =
            texts.map(|(name, text)| (name.to_owned(), Source::from_bytes(name, text.as_bytes().to_vec()).unwrap()));
        run(&workspace, &Actor::operator(), PROGRAMME, Kind::People, &mut files, &options, &mut |_| {})
    };
    let fault = bring("start date,reference\nnever,P2\n").unwrap_err().to_string();
    assert!(fault.starts_with("south.csv") && fault.contains("north.csv"), "{fault}");
    assert_eq!(std::fs::read_to_string(&rejects).unwrap(), "what is still to be mended", "nothing came of it");
    assert_eq!(
        bring("start date,reference\n1/9/2021,P2\n").unwrap().created,
        1,
        "without rejected rows it does not matter"
    );
    assert_eq!(std::fs::read_to_string(&rejects).unwrap().lines().count(), 2);
}

#[db_test]
fn somebody_who_comes_back_is_the_same_participant_with_the_first_start_and_the_last_leaving(db: Db) {
    let workspace = workspace(&db);
    let head = "reference,start date,leaving date\n";
    assert_eq!(brought(&workspace, Kind::People, &format!("{head}P1,1/9/2021,1/12/2021\n")), (1, 0, 0, 0));
    assert_eq!(brought(&workspace, Kind::People, &format!("{head}P1,1/3/2022,\n")), (0, 1, 0, 0));
    assert_eq!(brought(&workspace, Kind::People, &format!("{head}P1,1/3/2022,1/6/2022\n")), (0, 1, 0, 0));
    assert_eq!(brought(&workspace, Kind::People, &format!("{head}P1,1/9/2021,1/12/2021\n")), (0, 0, 1, 0), "old news");
    assert_eq!(counted(&workspace, &Figure::participants()), 1);
    let dates: (String, String, String) = workspace
        .read(|reader| {
            let sql =
                "SELECT CAST(start_date AS TEXT), CAST(reentry_date AS TEXT), CAST(end_date AS TEXT) FROM enrolment";
            Ok(reader.one(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
        })
        .unwrap();
    assert_eq!(dates, ("2021-09-01".to_owned(), "2022-03-01".to_owned(), "2022-06-01".to_owned()));
}

#[db_test]
fn two_people_under_one_reference_are_told_row_by_row_and_neither_wins(db: Db) {
    let workspace = workspace(&db);
    let file = "reference,given name,family name,date of birth,start date\n\
        Z1,Ann,One,1/1/1980,1/9/2021\nZ1,Bob,Two,2/2/1990,1/10/2021\n";
    let summary = bring(&workspace, Kind::People, file, &Options::default()).unwrap();
    assert!(!summary.saved);
    let said: Vec<String> = summary.faults.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|said| said.contains("Bob") && said.contains("earlier row")), "{said:?}");
    let stays = "reference,given name,start date,leaving date\nZ1,Ann,1/9/2021,1/12/2021\nZ1,,1/3/2022,\nZ1,Ann,1/3/2022,1/5/2022\n";
    assert_eq!(brought(&workspace, Kind::People, stays).3, 0, "several stays of one person may stand in one file");
}

#[db_test]
fn an_umbrella_enrols_nobody_itself(db: Db) {
    let workspace = Workspace::over(db, Clock::System).unwrap();
    for (name, body) in [
        ("lancashire.toml", include_str!("../../../programmes/lancashire.toml")),
        ("mpt-steps.toml", include_str!("../../../programmes/mpt-steps.toml")),
    ] {
        let plan = programmes::plan(&workspace, name, body).unwrap();
        programmes::apply(&workspace, &Actor::operator(), &plan).unwrap();
    }
    let source = Source::from_bytes("u.csv", b"Ref,Start\nU1,1/9/2021\n".to_vec()).unwrap();
    let mut files = [("u.csv".to_owned(), source)];
    let options = Options::default();
    let brought = run(&workspace, &Actor::operator(), "lancashire", Kind::People, &mut files, &options, &mut |_| {});
    let said = brought.unwrap_err().to_string();
    assert!(said.contains("enrols nobody itself") && said.contains("mpt-steps"), "{said}");
}

#[db_test]
fn somebody_of_whom_a_file_says_that_they_left_is_on_nobodys_list_any_more(db: Db) {
    let workspace = workspace(&db);
    brought(&workspace, Kind::People, "reference,start date\nP1,1/9/2021\n");
    let (person, programme): (Id, Id) = workspace
        .read(|reader| {
            let sql = "SELECT person_id, programme_id FROM enrolment";
            Ok(reader.one(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
        .unwrap();
    workspace
        .write(&Actor::operator(), |tx| {
            let worker = tx.new_id();
            tx.insert(&User::new(worker, "kim@example.org", "Kim"))?;
            let began = "2021-09-01".parse().unwrap();
            let assignment = Assignment::new(person, programme, worker, "keyworker", began);
            tx.insert(&Assignment { id: tx.new_id(), ..assignment })?;
            let plan = Plan::new(person, programme, began);
            tx.insert(&Plan { id: tx.new_id(), ..plan })?;
            Ok(())
        })
        .unwrap();
    brought(&workspace, Kind::People, "reference,start date,leaving date\nP1,1/9/2021,1/12/2021\n");
    let ends = |table: &str, column: &str| {
        let sql = format!("SELECT CAST({column} AS TEXT) FROM {table}");
        workspace.read(|reader| Ok(reader.one(&sql, &[], |row| row.get::<Option<String>>(0))?)).unwrap()
    };
    assert_eq!(ends("assignment", "end_date").as_deref(), Some("2021-12-01"));
    assert_eq!(ends("plan", "closed").as_deref(), Some("2021-12-01"));
}

#[db_test]
fn an_empty_cell_does_not_wipe_out_what_is_known(db: Db) {
    let workspace = workspace(&db);
    brought(&workspace, Kind::People, PEOPLE);
    assert_eq!(
        brought(&workspace, Kind::People, "reference,start date,gender,phone\nP1,1/9/2021,,01632 960001\n"),
        (0, 1, 0, 0)
    );
    let by_gender = Figure { by: vec![Dimension::Gender], ..Figure::participants() };
    let table =
        figures::answer(&workspace, &Actor::operator().scope(), PROGRAMME, &by_gender, &Narrowing::default()).unwrap();
    let women = table.rows.iter().find(|row| row.key == ["woman"]).unwrap();
    assert_eq!(women.value, Number::Whole(1));
}

#[db_test]
fn an_outcome_needs_a_person_a_known_outcome_and_a_date_after_the_start(db: Db) {
    let workspace = workspace(&db);
    brought(&workspace, Kind::People, PEOPLE);
    let (_, _, core, once) = labels(&workspace);
    let mut file = String::from("reference,date,outcome\n");
    let _ = writeln!(file, "P9,1/11/2021,\"{core}\"");
    let _ = writeln!(file, "P1,31/8/2021,\"{core}\"");
    let _ = writeln!(file, "P1,1/11/2021,Found a job on the moon");
    let _ = writeln!(file, "P1,1/11/2031,\"{core}\"");
    let _ = writeln!(file, "P2,1/11/2021,\"{once}\"");
    let _ = writeln!(file, "P2,2/11/2021,\"{once}\"");
    let summary = bring(&workspace, Kind::Outcomes, &file, &Options::default()).unwrap();
    assert_eq!((summary.rejected, summary.saved), (5, false));
    let told: Vec<(u64, &str)> = summary.faults.iter().map(|fault| (fault.row, fault.column.as_str())).collect();
    assert_eq!(told, [(2, "reference"), (3, "date"), (4, "outcome"), (5, "date"), (7, "outcome")]);
    for fault in &summary.faults {
        assert!(!fault.reason.is_empty(), "{fault}");
    }
}

#[db_test]
fn people_and_records_are_different_counts(db: Db) {
    let workspace = workspace(&db);
    brought(&workspace, Kind::People, PEOPLE);
    let (partner, service, ..) = labels(&workspace);
    let file = format!(
        "Ref;When;Support;Delivery partner;Duration;How\nP1;1/10/2021;{service};{partner};45;Phone\nP1;2/10/2021;{service};{partner};30;Video\nP2;2/10/2021;{service};;;\n"
    );
    assert_eq!(brought(&workspace, Kind::Interactions, &file), (3, 0, 0, 0));
    let of = |count| Figure { count, of: Of::kind(FactKind::Interaction), ..Figure::participants() };
    assert_eq!(counted(&workspace, &of(Count::People)), 2);
    assert_eq!(counted(&workspace, &of(Count::Records)), 3);
    assert_eq!(counted(&workspace, &of(Count::Total)), 75);
}

#[db_test]
fn a_row_with_its_own_number_can_be_corrected(db: Db) {
    let workspace = workspace(&db);
    brought(&workspace, Kind::People, PEOPLE);
    let file = |person: &str, minutes: u32| {
        format!("reference,date,minutes,record reference\n{person},1/10/2021,{minutes},V17\n")
    };
    assert_eq!(brought(&workspace, Kind::Interactions, &file("P1", 30)), (1, 0, 0, 0));
    assert_eq!(brought(&workspace, Kind::Interactions, &file("P1", 30)), (0, 0, 1, 0));
    assert_eq!(brought(&workspace, Kind::Interactions, &file("P1", 40)), (0, 1, 0, 0));
    // It was somebody else whom they met.
    assert_eq!(brought(&workspace, Kind::Interactions, &file("P2", 40)), (0, 1, 0, 0));
    assert_eq!(rows(&workspace, "interaction"), 1);
}

/// What was brought in, and what their worker has made of it on the page since.
fn rewritten<R: Record + Clone>(workspace: &Workspace, write: impl Fn(&R) -> R) -> R {
    let change = |tx: &mut db::Tx<'_>| {
        let before = tx.list::<R>("", &[])?.remove(0);
        let after = write(&before);
        tx.update(&before, &after)?;
        Ok::<_, records::Error>(after)
    };
    workspace.write(&Actor::operator(), change).unwrap()
}

fn only<R: Record>(workspace: &Workspace) -> R {
    let mut all = workspace.read(|reader| Ok(reader.list::<R>("", &[])?)).unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[db_test]
fn what_a_worker_wrote_since_stays_when_the_file_comes_again(db: Db) {
    let workspace = workspace(&db);
    brought(&workspace, Kind::People, PEOPLE);
    let (partner, service, core, _) = labels(&workspace);
    let visit = format!(
        "reference,date,service,partner,how,record reference\nP1,1/10/2021,\"{service}\",\"{partner}\",Phone,V17\n"
    );
    assert_eq!(brought(&workspace, Kind::Interactions, &visit), (1, 0, 0, 0));
    let known = rewritten(&workspace, |visit: &Interaction| Interaction {
        notes: Some("Wants to learn to swim".to_owned()),
        minutes: Some(25),
        reason: Some("quick".to_owned()),
        present: Some("Her sister".to_owned()),
        ..visit.clone()
    });
    assert_eq!(brought(&workspace, Kind::Interactions, &visit), (0, 0, 1, 0), "the same file again");
    let short = "reference,date,minutes,record reference\nP1,2/10/2021,30,V17\n";
    assert_eq!(brought(&workspace, Kind::Interactions, short), (0, 1, 0, 0), "it says another day, and how long");
    let told = Interaction { date: "2021-10-02".parse().unwrap(), minutes: Some(30), ..known };
    assert_eq!(only::<Interaction>(&workspace), told);
    assert_eq!(brought(&workspace, Kind::Interactions, &visit.replace("Phone", "In person")), (0, 1, 0, 0));
    assert_eq!(only::<Interaction>(&workspace).reason, None, "why it was not in person goes once it was");

    let outcome = |day| format!("reference,date,outcome,record reference\nP1,{day}/11/2021,\"{core}\",O1\n");
    assert_eq!(brought(&workspace, Kind::Outcomes, &outcome(1)), (1, 0, 0, 0));
    let known = rewritten(&workspace, |outcome: &Outcome| Outcome {
        evidence: Some("Certificate seen".to_owned()),
        verification: "verified".to_owned(),
        ..outcome.clone()
    });
    assert_eq!(brought(&workspace, Kind::Outcomes, &outcome(1)), (0, 0, 1, 0));
    assert_eq!(brought(&workspace, Kind::Outcomes, &outcome(3)), (0, 1, 0, 0));
    assert_eq!(only::<Outcome>(&workspace), Outcome { date: "2021-11-03".parse().unwrap(), ..known });
}

#[db_test]
fn what_was_given_besides_goes_along_when_it_was_somebody_else(db: Db) {
    let workspace = workspace(&db);
    brought(&workspace, Kind::People, PEOPLE);
    let visit = |person| format!("reference,date,record reference\n{person},1/10/2021,V17\n");
    brought(&workspace, Kind::Interactions, &visit("P1"));
    let (of, catalogue) = (only::<Interaction>(&workspace), workspace.catalogue());
    let entry = catalogue.programme(PROGRAMME).unwrap();
    let service = entry.terms(definition::Vocabulary::Service).next().unwrap().id;
    let (interaction, person) = (of.id, of.person);
    let besides = FurtherService { id: workspace.id(), interaction, person, service };
    workspace.write(&Actor::operator(), |tx| Ok::<_, records::Error>(tx.insert(&besides)?)).unwrap();
    assert_eq!(brought(&workspace, Kind::Interactions, &visit("P2")), (0, 1, 0, 0));
    let now = only::<Interaction>(&workspace).person;
    assert_ne!(now, person);
    assert_eq!(only::<FurtherService>(&workspace).person, now);
}

#[db_test]
fn a_correction_that_is_rejected_leaves_what_counts_once_as_it_was(db: Db) {
    let workspace = workspace(&db);
    brought(&workspace, Kind::People, PEOPLE);
    let catalogue = workspace.catalogue();
    let entry = catalogue.programme(PROGRAMME).unwrap();
    let once = entry.terms(definition::Vocabulary::Outcome).filter(|term| term.repeatable == Some(false));
    let once: Vec<&str> = once.map(|term| term.label.as_str()).collect();
    let row = |day, which: usize, own| format!("P1,{day}/11/2021,\"{}\",{own}\n", once[which]);
    let file = |rows: &[String]| format!("reference,date,outcome,record reference\n{}", rows.concat());
    assert_eq!(brought(&workspace, Kind::Outcomes, &file(&[row(1, 0, "O1"), row(1, 1, "O2")])), (2, 0, 0, 0));
    // The first is not to become the second, which she has; and so she cannot have it anew.
    assert_eq!(brought(&workspace, Kind::Outcomes, &file(&[row(1, 1, "O1"), row(2, 0, "O3")])), (0, 0, 0, 2));
}

#[db_test]
fn how_headings_were_understood_is_kept_for_the_next_file(db: Db) {
    let workspace = workspace(&db);
    let file = "Who,Began\nP1,1/9/2021\n";
    let fault = bring(&workspace, Kind::People, file, &Options::default()).unwrap_err();
    assert!(fault.to_string().contains("Reference"), "{fault}");
    let mut options = Options::default();
    options.chosen.choose("Who", Some("reference"));
    options.chosen.choose("Began", Some("start_date"));
    assert_eq!(bring(&workspace, Kind::People, file, &options).unwrap().created, 1);
    let again = bring(&workspace, Kind::People, "Who,Began\nP2,1/9/2021\n", &Options::default()).unwrap();
    assert_eq!(again.created, 1);
}

#[db_test]
fn the_engine_sees_an_import_at_once(db: Db) {
    let workspace = workspace(&db);
    assert_eq!(brought(&workspace, Kind::People, PEOPLE).0, 3);
    assert_eq!(counted(&workspace, &Figure::participants()), 3);
    assert_eq!(brought(&workspace, Kind::People, "reference,start date\nP7,1/9/2021\nP8,1/9/2021\n").0, 2);
    assert_eq!(counted(&workspace, &Figure::participants()), 5);
    let compared = figures::compare(&workspace, &Actor::operator().scope()).unwrap();
    assert!(compared.iter().all(|one| one.engine == one.sql));
}

/// Start, re-entry and leaving of the one enrolment there is.
fn dates(workspace: &Workspace) -> Vec<Option<String>> {
    let sql = "SELECT CAST(start_date AS TEXT), CAST(reentry_date AS TEXT), CAST(end_date AS TEXT) FROM enrolment";
    workspace.read(|reader| Ok(reader.one(sql, &[], |row| Ok(vec![row.get(0)?, row.get(1)?, row.get(2)?]))?)).unwrap()
}

#[db_test]
fn in_whatever_order_stays_are_told_the_first_start_and_the_last_leaving_stay(db: Db) {
    let workspace = workspace(&db);
    let rows = ["T1,1/8/2021,1/9/2021", "T1,1/11/2021,1/12/2021", "T1,1/5/2021,1/6/2021"];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]] {
        let rows: Vec<&str> = order.iter().map(|place| rows[*place]).collect();
        let file = format!("reference,start date,leaving date\n{}\n", rows.join("\n"));
        brought(&workspace, Kind::People, &file);
        let told = dates(&workspace);
        let known: Vec<Option<&str>> = told.iter().map(Option::as_deref).collect();
        assert_eq!(known, [Some("2021-05-01"), Some("2021-11-01"), Some("2021-12-01")], "{order:?}");
        assert_eq!(brought(&workspace, Kind::People, &file), (0, 0, 3, 0), "the same file again");
    }
}

#[db_test]
fn two_partners_who_tell_of_one_stay_do_not_move_its_start(db: Db) {
    let workspace = workspace(&db);
    let file = "reference,start date\nT1,1/9/2021\nT 1,1/10/2021\n";
    assert_eq!(brought(&workspace, Kind::People, file), (1, 0, 1, 0), "a space does not make another person");
    assert_eq!(brought(&workspace, Kind::People, file), (0, 0, 2, 0));
    assert_eq!(dates(&workspace)[0].as_deref(), Some("2021-09-01"));
}

#[db_test]
fn a_file_of_outcomes_is_not_taken_for_interactions(db: Db) {
    let workspace = workspace(&db);
    brought(&workspace, Kind::People, PEOPLE);
    let fault = bring(&workspace, Kind::Interactions, "reference,date,outcome\nP1,1/10/2021,x\n", &Options::default());
    assert!(fault.unwrap_err().to_string().contains("looks like a file of outcomes"));
}

#[db_test]
fn whoever_a_partner_supports_is_its_participant_and_no_percentage_exceeds_a_hundred(db: Db) {
    let workspace = workspace(&db);
    let catalogue = workspace.catalogue();
    let entry = catalogue.programme(PROGRAMME).unwrap();
    let [first, second] = [&entry.partners[0].key, &entry.partners[1].key];
    let (_, service, ..) = labels(&workspace);
    brought(
        &workspace,
        Kind::People,
        &format!("reference,start date,partner\nP1,1/9/2021,{first}\nP2,1/9/2021,{second}\n"),
    );
    let visits = format!(
        "reference,date,service,partner\nP1,1/10/2021,\"{service}\",{second}\nP2,1/10/2021,\"{service}\",{second}\n"
    );
    brought(&workspace, Kind::Interactions, &visits);
    let scope = Actor::operator().scope();
    let by_partner = Figure { by: vec![Dimension::Partner], ..Figure::participants() };
    let table = figures::answer(&workspace, &scope, PROGRAMME, &by_partner, &Narrowing::default()).unwrap();
    let of = |key: &str| table.rows.iter().find(|row| row.key == [key]).unwrap().value;
    assert_eq!((of(first), of(second), table.total), (Number::Whole(1), Number::Whole(2), Some(Number::Whole(2))));
    let filters = vec![definition::Filter { dimension: Dimension::Partner, values: vec![second.clone()] }];
    let narrowing = Narrowing { filters, ..Narrowing::default() };
    for figure in &entry.definition.figures {
        let table = figures::answer(&workspace, &scope, PROGRAMME, figure, &narrowing).unwrap();
        if table.count == "people" {
            assert!(table.rows.iter().all(|row| row.percent.is_none_or(|percent| percent <= 100.0)), "{}", figure.key);
        }
    }
}

#[db_test]
fn an_answer_that_there_is_not_is_a_fault_and_not_a_zero(db: Db) {
    let workspace = workspace(&db);
    let filters = vec![definition::Filter { dimension: Dimension::Gender, values: vec!["female".to_owned()] }];
    let narrowing = Narrowing { filters, ..Narrowing::default() };
    let fault = figures::answer(&workspace, &Actor::operator().scope(), PROGRAMME, &Figure::participants(), &narrowing);
    assert!(fault.unwrap_err().to_string().contains("woman"));
}

#[db_test]
fn evidence_of_somebodys_employment_status_comes_in_with_the_day_on_which_it_was_seen(db: Db) {
    const HARBOUR: &str = include_str!("../../../programmes/harbour-lane.toml");
    let workspace = workspace(&db);
    let plan = programmes::plan(&workspace, "harbour-lane.toml", HARBOUR).unwrap();
    programmes::apply(&workspace, &Actor::operator(), &plan).unwrap();
    let head = "reference,start date,employment status,status evidence,evidence date\n";
    let bring = |rows: &str| {
        let source = Source::from_bytes("file.csv", format!("{head}{rows}").into_bytes()).unwrap();
        let mut files = [("file.csv".to_owned(), source)];
        let options = Options::default();
        run(&workspace, &Actor::operator(), "harbour-lane", Kind::People, &mut files, &options, &mut |_| {}).unwrap()
    };
    assert_eq!(bring("H1,1/9/2022,Unemployed,Pay slip,3/9/2022\nH2,1/9/2022,Unemployed,,\n").created, 2);
    assert_eq!(bring("H1,1/9/2022,Unemployed,Pay slip,3/9/2022\nH2,1/9/2022,Unemployed,,\n").unchanged, 2);
    let refused = bring("H3,1/9/2022,Unemployed,Hearsay,3/9/2022\nH4,1/9/2022,,Pay slip,\n");
    assert_eq!(refused.rejected, 2, "{:?}", refused.faults);
    let by = |label: &str| {
        let figure = Figure { by: vec![Dimension::StatusEvidence], ..Figure::participants() };
        let scope = Actor::operator().scope();
        let table = figures::answer(&workspace, &scope, "harbour-lane", &figure, &Narrowing::default()).unwrap();
        table.rows.into_iter().find(|row| row.label == [label]).map(|row| row.value)
    };
    assert_eq!((by("Pay slip"), by("Not recorded")), (Some(Number::Whole(1)), Some(Number::Whole(1))));
}

//! What was written down wrongly is mended, with what follows from it; and whoever is supported no longer is put away, not deleted.

use crate::office::{Office, day, saved, why};
use base::{Act, Actor};
use db::{Db, db_test};
use definition::Vocabulary;
use records::audit;
use records::enrolments::{self, Enrolment};
use records::keeping::{Changed, Saved, Sort, version};
use records::leaving::{self, Leaving};
use records::people::{self, Search, State, archiving};
use records::plans::Plan;
use records::submissions;

fn enrolment(office: &Office, person: base::Id) -> Enrolment {
    office.workspace.read(|reader| enrolments::held(reader, person, office.programme)).unwrap().unwrap()
}

fn mend(office: &Office, from: &Enrolment, after: &Enrolment) -> records::Result<Saved<Enrolment>> {
    leaving::correct(&office.workspace, &office.keyworker, &office.form(), &version(from), after)
}

/// Somebody who left on 14 February 2023, with a plan.
fn gone(office: &Office) -> base::Id {
    let amina = office.amina();
    office.add(&Plan::new(amina, office.programme, day("2022-03-10"))).unwrap();
    let left = Leaving::new(amina, office.programme, day("2023-02-14"), "achieved");
    leaving::leave(&office.workspace, &office.keyworker, &office.form(), &left, None).unwrap();
    amina
}

#[db_test]
fn a_leaving_on_the_wrong_day_is_mended_with_all_that_followed_from_it(db: Db) {
    let office = Office::open(db);
    let amina = gone(&office);
    let wrong = enrolment(&office, amina);
    let to =
        office.workspace.catalogue().programme(crate::KEY).unwrap().terms(Vocabulary::Destination).next().unwrap().id;
    let right = Enrolment { end: Some(day("2023-01-14")), destination: Some(to), ..wrong.clone() };
    saved(mend(&office, &wrong, &right).unwrap());
    let page = office.page(&office.keyworker, amina).unwrap();
    assert_eq!(page.leavings[0].date, day("2023-01-14"));
    assert_eq!(page.assignments[0].end, Some(day("2023-01-14")));
    assert_eq!(page.plans[0].closed, Some(day("2023-01-14")));
    let asked: Vec<_> = page.follow_ups.iter().map(|one| (one.opens, one.closes)).collect();
    assert_eq!(asked, [(day("2023-07-14"), day("2023-08-11")), (day("2023-01-14"), day("2023-02-11"))]);
    assert_eq!(enrolment(&office, amina).destination, Some(to));

    // Whoever had the form open before is shown both, and nothing is lost.
    let late = mend(&office, &wrong, &Enrolment { end: Some(day("2023-01-31")), ..wrong.clone() }).unwrap();
    assert!(matches!(late, Saved::Conflict { theirs, .. } if theirs.end == right.end));
}

#[db_test]
fn a_leaving_that_was_none_is_taken_back_unless_they_were_asked_since(db: Db) {
    let office = Office::open(db);
    let amina = gone(&office);
    let left = enrolment(&office, amina);
    let stays = Enrolment { end: None, destination: None, ..left.clone() };
    let done = saved(mend(&office, &left, &stays).unwrap());
    let page = office.page(&office.keyworker, amina).unwrap();
    assert!(page.leavings.is_empty() && page.follow_ups.is_empty());
    assert_eq!((page.assignments[0].end, page.plans[0].closed), (None, None));
    submissions::undo(&office.workspace, &office.keyworker, done.submission).unwrap();
    assert_eq!(office.page(&office.keyworker, amina).unwrap().follow_ups.len(), 2, "and that can be undone");

    let asked = office.page(&office.keyworker, amina).unwrap().follow_ups.remove(1);
    let answer = leaving::FollowUp { result: Some("not-reached".to_owned()), ..asked.clone() };
    saved(leaving::answer(&office.workspace, &office.keyworker, &office.form(), &version(&asked), &answer).unwrap());
    let left = enrolment(&office, amina);
    assert!(
        why(mend(&office, &left, &Enrolment { end: None, destination: None, ..left.clone() })).contains("asked since")
    );
}

#[db_test]
fn an_enrolment_keeps_its_rules_and_is_the_enrolling_partners(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let now = enrolment(&office, amina);
    let end = Enrolment { end: Some(day("2023-02-14")), ..now.clone() };
    assert!(why(mend(&office, &now, &end)).contains("record that they leave"), "leaving asks what became of them");
    let unborn = Enrolment { start: day("1989-01-01"), ..now.clone() };
    assert!(why(mend(&office, &now, &unborn)).contains("date of birth"));
    let later = Enrolment { start: day("2022-03-09"), ..now.clone() };
    saved(mend(&office, &now, &later).unwrap());

    let tutor = records::assignments::Assignment::new(
        amina,
        office.programme,
        office.tutor.id().unwrap(),
        "tutor",
        day("2023-05-01"),
    );
    records::assignments::assign(&office.workspace, &office.keyworker, &office.form(), &tutor).unwrap();
    let sort = Sort::from_key("enrolment").unwrap();
    let scope = office.tutor.scope();
    assert!(office.workspace.read(|reader| people::may(reader, &scope, Act::Record, amina)).unwrap());
    assert_eq!(office.workspace.read(|reader| sort.find(reader, &scope, now.id)).unwrap(), None);
    let texts = |_: &str| String::new();
    let mine = sort.change(&office.workspace, &office.tutor, &office.form(), "", now.id, &texts, None);
    assert!(!matches!(mine, Ok(Changed::Done(_))));
    assert_eq!(enrolment(&office, amina), later);
}

#[db_test]
fn a_record_is_put_away_and_found_again(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let away = |why: &str| {
        archiving::archive(&office.workspace, &office.keyworker, &office.form(), office.programme, amina, why)
    };
    assert!(why(away("No longer in touch")).contains("still supported"));
    let left = Leaving::new(amina, office.programme, day("2023-02-14"), "lost-touch");
    leaving::leave(&office.workspace, &office.keyworker, &office.form(), &left, None).unwrap();
    assert!(why(away(" ")).contains("say why"));
    let other = archiving::archive(&office.workspace, &office.tutor, &office.form(), office.programme, amina, "Mine");
    assert!(why(other).contains("no person"), "nobody else puts them away");
    let counted = office.count("enrolment");
    let made = away("No longer in touch").unwrap();
    assert_eq!(office.count("enrolment"), counted, "every figure counts them as before");

    let scope = office.keyworker.scope();
    let listed = |state: Option<State>, words: &str| {
        let search = Search { state, words: words.to_owned(), ..Search::default() };
        let list = |reader: &db::Reader<'_>| people::list(reader, &scope, &office.workspace, &search, None, 10);
        office.workspace.read(list).unwrap().people.iter().any(|person| person.id() == amina)
    };
    assert!(!listed(None, "") && !listed(Some(State::Left), ""), "they stand in no list");
    assert!(listed(Some(State::PutAway), ""), "but in that of those put away");
    assert!(listed(None, "Amina"), "and are found by name");
    let wanted = audit::Wanted { person: Some(amina), changes: true, limit: 50, ..audit::Wanted::default() };
    let past = audit::read(&office.workspace, &Actor::operator().scope(), &wanted).unwrap().told;
    assert!(past.iter().any(|past| past.why == "No longer in touch"), "their history says why");

    submissions::undo(&office.workspace, &office.keyworker, made.submission).unwrap();
    assert!(listed(None, ""));
    away("No longer in touch").unwrap();
    archiving::take_out(&office.workspace, &office.keyworker, &office.form(), office.programme, amina).unwrap();
    assert!(listed(None, ""));
    away("No longer in touch").unwrap();
    let (programme, on) = (office.programme, day("2023-05-01"));
    leaving::come_back(&office.workspace, &office.keyworker, &office.form(), amina, programme, on).unwrap();
    assert!(listed(Some(State::Current), ""), "whoever comes back is there again");
}

#[db_test]
fn what_showed_one_status_shows_no_other(db: Db) {
    let office = Office::open(db);
    let known = enrolment(&office, office.amina());
    let [job, out, letter] = [1, 2, 3].map(|number| Some(base::Id::from_number(number)));
    let seen = Some(day("2022-03-02"));
    let shown = Enrolment { employment: job, evidence: letter, evidence_seen: seen, ..known.clone() };
    let proof = |one: &Enrolment| (one.evidence, one.evidence_seen);
    assert_eq!(proof(&known.followed_by(&shown)), (letter, seen), "told again with what was seen");
    assert_eq!(proof(&shown.followed_by(&known)), (letter, seen), "and nothing is lost by what says nothing");
    let other = Enrolment { employment: out, ..known.clone() };
    assert_eq!(proof(&shown.followed_by(&other)), (None, None));
    let later = Enrolment { start: day("2022-06-01"), employment: out, ..known.clone() };
    assert_eq!(shown.followed_by(&later).employment, job, "what was so at the start stays");
}

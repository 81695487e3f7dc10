//! Referrals: one partner asks another, or an agency outside; and both learn what became of it.

use crate::office::{Office, day, saved, why};
use base::{Actor, Date, Grant, Id, Role};
use db::{Db, db_test};
use definition::{Count, Dimension, FactKind, Figure, Of, Vocabulary};
use records::figures::{Narrowing, Number, answers, compare_figures};
use records::keeping::{self, version};
use records::people::{Person, restriction};
use records::referrals::{self, Arrived, Referral};
use records::{assignments, people, submissions};

/// The day on which the office's clock stands.
const TODAY: &str = "2023-05-15";

fn to_the_tutors(office: &Office, person: Id) -> Referral {
    Referral {
        to: Some(office.partners[1]),
        help: Some(office.term(Vocabulary::Help, "learning")),
        message: Some("Wants to write better English; evenings are best.".to_owned()),
        ..Referral::new(person, office.programme, "between", day("2023-05-10"))
    }
}

fn refer(office: &Office, who: &Actor, referral: &Referral) -> records::Result<records::submissions::Made> {
    referrals::refer(&office.workspace, who, &office.form(), referral, None)
}

fn waiting(office: &Office, who: &Actor) -> Vec<Arrived> {
    office.workspace.read(|reader| referrals::waiting(reader, &who.scope())).unwrap()
}

fn own(office: &Office, person: Id) -> Referral {
    office.page(&office.keyworker, person).unwrap().referrals.remove(0)
}

#[db_test]
fn a_referral_arrives_is_accepted_and_only_then_shows_the_person(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let phone = |person: &Person| Person { phone: Some("01632 960001".to_owned()), ..person.clone() };
    let before = office.page(&office.keyworker, amina).unwrap().person;
    people::change(
        &office.workspace,
        &office.keyworker,
        &office.form(),
        office.programme,
        &version(&before),
        &phone(&before),
    )
    .unwrap();
    let made = refer(&office, &office.keyworker, &to_the_tutors(&office, amina)).unwrap();
    assert!(waiting(&office, &office.keyworker).is_empty(), "it arrives at the other end only");

    let arrived = waiting(&office, &office.tutor).remove(0);
    assert_eq!(arrived.name, "Amina Example");
    let reach = arrived.reach.unwrap();
    assert_eq!((reach.phone.as_deref(), reach.not.as_slice()), (Some("01632 960001"), &["no voicemail"][..]));
    assert_eq!(arrived.referral.message.as_deref(), Some("Wants to write better English; evenings are best."));
    assert!(office.page(&office.tutor, amina).is_none(), "the person is not seen before");

    let tutor = office.tutor.id().unwrap();
    let stranger = office.colleague.id().unwrap();
    let accept = |worker| referrals::accept(&office.workspace, &office.tutor, &office.form(), made.record, worker);
    assert!(why(accept(stranger)).contains("works for you"), "one assigns one's own");
    let accepted = accept(tutor).unwrap();
    assert!(why(accept(tutor)).contains("answered this referral already"));
    assert!(office.page(&office.tutor, amina).is_some_and(|page| page.assignments.len() == 2));
    assert!(waiting(&office, &office.tutor).is_empty());
    assert_eq!((own(&office, amina).status.as_str(), own(&office, amina).answered), ("accepted", Some(day(TODAY))));

    // What came of it is for the other end to say, and for both to read.
    let theirs = keeping::change(
        &office.workspace,
        &office.keyworker,
        &office.form(),
        &version(&own(&office, amina)),
        &Referral { status: "ended".to_owned(), ended: Some(day(TODAY)), ..own(&office, amina) },
    );
    assert!(why(theirs).contains("for the partner to say"));
    let tell = |status| {
        let outcome = "Passed the entry test.";
        let from = version(&own(&office, amina));
        referrals::tell(&office.workspace, &office.tutor, &office.form(), &from, made.record, status, outcome)
    };
    saved(tell("under-way").unwrap());
    saved(tell("ended").unwrap());
    let known = own(&office, amina);
    assert_eq!((known.outcome.as_deref(), known.ended), (Some("Passed the entry test."), Some(day(TODAY))));
    let news = office.workspace.read(|reader| {
        referrals::answered_lately(
            reader,
            &office.keyworker.scope(),
            office.keyworker.id().unwrap(),
            office.workspace.clock().today(),
        )
    });
    assert_eq!(news.unwrap()[0].name, "Amina Example");
    let undone = submissions::undo(&office.workspace, &office.tutor, accepted.submission);
    assert!(why(undone).contains("changed the record since"));
}

#[db_test]
fn a_partner_declines_with_a_reason_and_is_told_no_more(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let made = refer(&office, &office.keyworker, &to_the_tutors(&office, amina)).unwrap();
    let decline = |reason| referrals::decline(&office.workspace, &office.tutor, &office.form(), made.record, reason);
    assert!(why(decline(" ")).contains("say why"));
    let answer = decline("The class is full until September.").unwrap();
    assert_eq!(answer.person, None);
    assert_eq!(own(&office, amina).reason.as_deref(), Some("The class is full until September."));
    let told = office.workspace.read(|reader| referrals::received(reader, &office.tutor.scope())).unwrap().remove(0);
    let confided = (told.reach, told.referral.message, told.referral.help);
    assert_eq!(confided, (None, None, None), "who is not helped there is no longer told of");
    assert!(office.page(&office.tutor, amina).is_none());

    // A slip is taken back as any other.
    submissions::undo(&office.workspace, &office.tutor, answer.submission).unwrap();
    assert_eq!(waiting(&office, &office.tutor).len(), 1);
    assert!(own(&office, amina).is_waiting());

    let take_back = |who| referrals::take_back(&office.workspace, who, &office.form(), made.record);
    assert!(take_back(&office.tutor).is_err(), "only whoever made it takes it back");
    take_back(&office.keyworker).unwrap();
    let received = office.workspace.read(|reader| referrals::received(reader, &office.tutor.scope())).unwrap();
    assert!(received.is_empty(), "what was taken back is not told at all");
    assert!(why(decline("too late")).contains("answered"));
}

/// Somebody with these roles, each for one of the programme's partners.
fn somebody(office: &Office, roles: &[(Role, usize)]) -> Actor {
    let catalogue = office.workspace.catalogue();
    let entry = catalogue.entry(office.programme).unwrap();
    let grant = |(role, partner): &(Role, usize)| Grant {
        role: *role,
        organisation: entry.partners[*partner].organisation,
        programmes: vec![office.programme],
        everywhere: false,
        partners: vec![entry.partners[*partner].id],
    };
    let user = office.workspace.id();
    let account = records::users::User::new(user, &format!("{user}@example.org"), "Somebody");
    office.workspace.write(&Actor::operator(), |tx| Ok::<_, records::Error>(tx.insert(&account)?)).unwrap();
    Actor::user(user, "Somebody", roles.iter().map(grant).collect())
}

#[db_test]
fn of_two_roles_the_lead_does_not_read_for_what_another_partner_referred_somebody(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    refer(&office, &office.keyworker, &to_the_tutors(&office, amina)).unwrap();
    let ours = |who: &Actor| office.workspace.read(|reader| referrals::ours(reader, &who.scope())).unwrap().remove(0);
    let read = ours(&office.keyworker).referral;
    assert!(read.help.is_some() && read.message.is_some());
    let read = ours(&somebody(&office, &[(Role::Lead, 2), (Role::Worker, 2)])).referral;
    assert_eq!((read.help, read.message), (None, None));
}

#[db_test]
fn a_guests_referral_does_not_outlive_its_invitation(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let tutor = office.tutor.id().unwrap();
    let invited = assignments::Assignment::new(amina, office.programme, tutor, "tutor", day("2023-05-01"));
    let invited = assignments::assign(&office.workspace, &office.keyworker, &office.form(), &invited).unwrap().record;
    let third = office.workspace.catalogue().programme(crate::KEY).unwrap().partners[2].id;
    let onward = Referral { to: Some(third), ..to_the_tutors(&office, amina) };
    let made = refer(&office, &office.tutor, &onward).unwrap().record;
    let beyond = somebody(&office, &[(Role::Worker, 2)]);
    assert!(waiting(&office, &beyond)[0].reach.is_some());
    let yesterday = day("2023-05-14");
    assignments::release(&office.workspace, &office.keyworker, &office.form(), invited, yesterday, "").unwrap();
    let told = waiting(&office, &beyond).remove(0);
    assert_eq!((told.reach, told.referral.message), (None, None), "nobody who works with her says this any more");
    let accepted = referrals::accept(&office.workspace, &beyond, &office.form(), made, beyond.id().unwrap());
    assert!(why(accepted).contains("does not work with them any more"));
    referrals::take_back(&office.workspace, &office.keyworker, &office.form(), made).unwrap();
    assert!(waiting(&office, &beyond).is_empty(), "who enrolled her has taken it back");
}

#[db_test]
fn nothing_is_passed_on_without_their_agreement_unless_somebody_is_at_risk(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let silent = Referral { agreed: false, ..to_the_tutors(&office, amina) };
    assert!(why(refer(&office, &office.keyworker, &silent)).contains("without their agreement"));
    assert!(waiting(&office, &office.tutor).is_empty());
    let at_risk = Some("a child is at risk");
    referrals::refer(&office.workspace, &office.keyworker, &office.form(), &silent, at_risk).unwrap();
    let known = waiting(&office, &office.tutor).remove(0);
    assert!(!known.referral.agreed, "and the other end is told so");
    let log =
        office.workspace.read(|reader| Ok(reader.history(<Referral as db::Record>::TABLE, known.referral.id, 1)?));
    assert_eq!(log.unwrap()[0].why, "passed on without their agreement: a child is at risk");
}

#[db_test]
fn a_referral_goes_where_it_can_and_once(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let good = to_the_tutors(&office, amina);
    let told = |referral: Referral| why(refer(&office, &office.keyworker, &referral));
    assert!(told(Referral { to: None, ..good.clone() }).contains("say to which partner"));
    assert!(told(Referral { to: Some(office.partners[0]), ..good.clone() }).contains("is your own"));
    assert!(told(Referral { to: Some(amina), ..good.clone() }).contains("not a partner"));
    assert!(told(Referral { date: day("2023-05-16"), ..good.clone() }).contains("in the future"));
    assert!(told(Referral::new(amina, office.programme, "out", day("2023-05-01"))).contains("say which agency"));
    let theirs = refer(&office, &office.tutor, &good);
    assert!(why(theirs).contains("no person"), "who does not see them does not refer them");
    refer(&office, &office.keyworker, &good).unwrap();
    assert!(told(good.clone()).contains("referred there on 2023-05-10 already"));
    let tutor = office.tutor.id().unwrap();
    let waiting = waiting(&office, &office.tutor).remove(0).referral.id;
    referrals::accept(&office.workspace, &office.tutor, &office.form(), waiting, tutor).unwrap();
    assert!(told(good).contains("works with them already"));
}

#[db_test]
fn a_restricted_or_departed_person_is_not_handed_on(db: Db) {
    let office = Office::open(db);
    let (amina, bo) = (office.amina(), office.amina());
    let made = refer(&office, &office.keyworker, &to_the_tutors(&office, amina)).unwrap();
    let left = records::leaving::Leaving::new(amina, office.programme, day("2023-05-12"), "moved-away");
    records::leaving::leave(&office.workspace, &office.keyworker, &office.form(), &left, None).unwrap();
    let tutor = office.tutor.id().unwrap();
    let late = referrals::accept(&office.workspace, &office.tutor, &office.form(), made.record, tutor);
    assert!(why(late).contains("have left the programme"));

    refer(&office, &office.keyworker, &to_the_tutors(&office, bo)).unwrap();
    let named = [office.keyworker.id().unwrap()];
    restriction::restrict(&office.workspace, &Actor::operator(), bo, "a colleague", &named).unwrap();
    let today: Date = day(TODAY);
    let tutor = office.workspace.read(|reader| {
        let user = records::users::find(reader, office.tutor.id().unwrap())?.unwrap();
        Ok::<_, records::Error>(records::users::actor(reader, &office.workspace.catalogue(), user, None, today)?.actor)
    });
    let told: Vec<Id> = waiting(&office, &tutor.unwrap()).iter().map(|one| one.referral.person).collect();
    assert_eq!(told, [amina], "nobody is told of who is restricted, and of others as before");
}

#[db_test]
fn referrals_are_counted_by_what_for_direction_status_and_other_end(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let agency = referrals::agency(&office.workspace, &office.keyworker, "Harbour Debt Advice").unwrap();
    let again = referrals::agency(&office.workspace, &office.keyworker, " harbour debt advice ").unwrap();
    assert_eq!(agency, again, "an agency is known again by its name");
    assert!(why(referrals::agency(&office.workspace, &office.keyworker, " ")).contains("say which agency"));
    let help = |key| Some(office.term(Vocabulary::Help, key));
    let date = day("2023-05-10");
    refer(&office, &office.keyworker, &to_the_tutors(&office, amina)).unwrap();
    let out = Referral {
        agency: Some(agency),
        help: help("debt-advice"),
        ..Referral::new(amina, office.programme, "out", date)
    };
    refer(&office, &office.keyworker, &out).unwrap();
    let came = Referral { agency: Some(agency), ..Referral::new(amina, office.programme, "in", day("2022-03-01")) };
    refer(&office, &office.keyworker, &came).unwrap();
    let sent = office.page(&office.keyworker, amina).unwrap().referrals;
    let sent = sent.iter().find(|one| one.way == "out").unwrap();
    let missed = Referral { status: "absent".to_owned(), ..sent.clone() }.dated(day(TODAY));
    assert_eq!((missed.answered, missed.ended), (Some(day(TODAY)), Some(day(TODAY))), "days nobody said are today's");
    saved(keeping::change(&office.workspace, &office.keyworker, &office.form(), &version(sent), &missed).unwrap());

    let catalogue = office.workspace.catalogue();
    let entry = catalogue.programme(crate::KEY).unwrap();
    let scope = Actor::operator().scope();
    let counted = |by| {
        let figure = Figure {
            of: Of::kind(FactKind::Referral),
            by: vec![by],
            count: Count::Records,
            base: None,
            ..Figure::participants()
        };
        let figures = std::slice::from_ref(&figure);
        for cell in compare_figures(&office.workspace, &scope, &catalogue, entry, figures).unwrap() {
            assert_eq!(cell.engine, cell.sql, "{cell}");
        }
        let tables = answers(&office.workspace, &scope, crate::KEY, figures, &Narrowing::default()).unwrap();
        let rows = tables[0].rows.iter().filter(|row| row.value != Number::Whole(0));
        rows.map(|row| format!("{}: {:?}", row.label.join(", "), row.value)).collect::<Vec<_>>()
    };
    assert_eq!(
        counted(Dimension::Direction),
        ["Between partners: Whole(1)", "To an agency outside: Whole(1)", "From an agency outside: Whole(1)"]
    );
    assert_eq!(counted(Dimension::State), ["Waiting: Whole(1)", "Accepted: Whole(1)", "Did not attend: Whole(1)"]);
    assert!(counted(Dimension::OtherEnd).contains(&"Harbour Debt Advice: Whole(2)".to_owned()));
    assert!(counted(Dimension::Term).contains(&"Debt and benefits advice: Whole(1)".to_owned()));
}

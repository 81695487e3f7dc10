//! The published totals, counted by the engine and by SQL, from a filled workspace.
#![cfg(test)]

use base::{Actor, Clock};
use definition::{Count, Dimension, FactKind, Figure, Of};
use records::Workspace;
use records::figures::{self, Narrowing, Number};
use std::sync::LazyLock;
use tempfile::TempDir;

/// Filled once: nothing here changes it.
static FILLED: LazyLock<(TempDir, Workspace)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("demo.sqlite").display());
    let workspace = Workspace::open(&url, Clock::System).unwrap();
    demonstration::fill(&workspace, None, &mut |_, _| {}).unwrap();
    (folder, workspace)
});

fn filled() -> &'static Workspace {
    &FILLED.1
}

fn total(workspace: &Workspace, programme: &str, figure: &Figure) -> i64 {
    let scope = Actor::operator().scope();
    let table = figures::answer(workspace, &scope, programme, figure, &Narrowing::default()).unwrap();
    match table.total {
        Some(Number::Whole(total)) => total,
        other => panic!("{programme} {}: {other:?}", figure.key),
    }
}

fn outcomes(core: bool, count: Count) -> Figure {
    Figure { count, of: Of { core: Some(core), ..Of::kind(FactKind::Outcome) }, ..Figure::participants() }
}

#[test]
fn positive_communities_comes_out_as_published() {
    let workspace = filled();
    let count = |figure: &Figure| total(workspace, "positive-communities", figure);
    assert_eq!(count(&Figure::participants()), 858);
    assert_eq!(count(&outcomes(true, Count::Records)), 809);
    assert_eq!(count(&outcomes(true, Count::People)), 577);
    assert_eq!(count(&outcomes(false, Count::People)), 503);
    let partners = Figure { count: Count::Records, of: Of::kind(FactKind::Partner), ..Figure::participants() };
    assert_eq!(count(&partners), 12);
    let both = Figure {
        having: vec![Of { core: Some(false), ..Of::kind(FactKind::Outcome) }],
        ..outcomes(true, Count::People)
    };
    assert_eq!(count(&both), 371);
}

#[test]
fn the_lancashire_programmes_together_are_people_and_not_the_sum_of_two_registers() {
    let workspace = filled();
    let people = |programme| total(workspace, programme, &Figure::participants());
    let (together, mpt, steps) = (people("lancashire"), people("more-positive-together"), people("mpt-steps"));
    assert!(together > 9500);
    assert_eq!(mpt + steps - together, 341);
    let partners = Figure { count: Count::Records, of: Of::kind(FactKind::Partner), ..Figure::participants() };
    assert_eq!(total(workspace, "lancashire", &partners), 30);
}

#[test]
fn every_figure_of_every_programme_is_the_same_by_engine_and_by_sql() {
    let workspace = filled();
    let compared = figures::compare(workspace, &Actor::operator().scope()).unwrap();
    assert!(compared.len() > 1000, "only {} cells were compared", compared.len());
    for one in compared {
        assert_eq!(one.engine, one.sql, "{one}");
    }
}

#[test]
fn every_declared_figure_of_every_programme_can_be_answered() {
    let workspace = filled();
    let scope = Actor::operator().scope();
    for entry in workspace.catalogue().entries() {
        let tables =
            figures::answers(workspace, &scope, &entry.programme.key, &entry.definition.figures, &Narrowing::default());
        let tables = tables.unwrap();
        assert_eq!(tables.len(), entry.definition.figures.len());
        let by_partner = Figure { by: vec![Dimension::Partner, Dimension::Gender], ..Figure::participants() };
        figures::answer(workspace, &scope, &entry.programme.key, &by_partner, &Narrowing::default()).unwrap();
    }
}

#[test]
fn a_keyworker_of_the_programme_of_today_has_a_real_day_before_them() {
    let workspace = filled();
    let today = workspace.clock().today();
    let user = |name: &str| {
        let email = format!("made-up.{name}.harbour-lane@example.org");
        workspace.read(|reader| records::users::by_email(reader, &email)).unwrap().unwrap()
    };
    let catalogue = workspace.catalogue();
    for name in ["worker", "kit-keyworker", "mo-mentor", "toni-tutor", "bo-keyworker", "jo-jobcoach"] {
        let user = user(name);
        let (id, who) = (user.id, &user.name);
        let actor = workspace.read(|reader| records::users::actor(reader, &catalogue, user.clone(), None, today));
        let scope = actor.unwrap().actor.scope();
        let day =
            workspace.read(|reader| records::due::day(reader, workspace, &scope, id, records::due::QUIET)).unwrap();
        assert!(day.appointments.iter().filter(|one| one.date == today).count() >= 3, "{who} meets people today");
        let (people, quiet) = (day.people.len(), day.quiet.len());
        assert!((12..30).contains(&people) && (1..=5).contains(&quiet), "{who}: {quiet} of {people} have gone quiet");
        let due = |what| day.due.iter().filter(|due| due.what == what).count();
        assert!(due(records::due::Task::FollowUp) >= 1, "{who} asks what became of somebody");
        assert!(due(records::due::Task::Placement) >= 1, "{who} says what a placement ended in");
        let waiting = workspace.read(|reader| records::referrals::waiting(reader, &scope)).unwrap();
        assert!(waiting.len() >= 2, "{who} has referrals to answer: {}", waiting.len());
        let others = day.due.iter().filter(|due| due.date >= today.saturating_sub(jiff::Span::new().days(120))).count();
        assert!(others * 2 >= day.due.len(), "{who}: what is overdue is not years old");
    }
}

#[test]
fn people_of_the_demonstration_are_referred_and_placed() {
    let workspace = filled();
    for (programme, kind, least) in [
        ("positive-communities", FactKind::Referral, 80),
        ("more-positive-together", FactKind::PlacementEnded, 50),
        ("harbour-lane", FactKind::Referral, 20),
    ] {
        let figure = Figure { count: Count::Records, of: Of::kind(kind), base: None, ..Figure::participants() };
        let counted = total(workspace, programme, &figure);
        assert!(counted >= least, "{programme}: {counted} {}", kind.plural());
    }
}

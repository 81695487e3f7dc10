//! From a declared figure to a question for the engine: words become ids.

use super::key::Lookup;
use crate::Result;
use crate::head_counts::APPROXIMATE;
use crate::plans::STATUS;
use crate::referrals;
use base::{Id, Period};
use counting::{Before, Dimension as Cut, Facts, Filter as Condition, Group, Key, Question};
use definition::{Base, Count, Dimension, FactKind, Figure, Filter, Of, Vocabulary};

/// The questions that one figure asks.
pub(super) struct Asked {
    /// The figure itself, with the participants as base if it has that base.
    pub main: Question,
    /// How many of the records behind each number say that theirs is about right, if any may.
    pub approximate: Option<Question>,
    /// The participants by the last dimension, if each group is a base of its own.
    pub groups: Option<Question>,
}

impl Asked {
    /// Everything that the engine is asked.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        std::iter::once(&self.main).chain(&self.approximate).chain(&self.groups)
    }
}

pub(super) fn asked(figure: &Figure, lookup: &Lookup<'_>) -> Result<Asked> {
    let mut of = facts(&figure.of, figure, figure.over, lookup)?;
    for having in &figure.having {
        of.filters.push(Condition::Has(facts(having, figure, figure.over, lookup)?));
    }
    let mut main = Question::of(of).count(counting::Count::ALL);
    for dimension in by(figure) {
        main = main.by(grouped(figure, dimension, cut(dimension, figure.of.kind, lookup), lookup)?);
    }
    main.cumulative = figure.cumulative;
    let participants = match figure.base {
        Some(Base::Participants | Base::Group) => Some(participants(figure, lookup)?),
        Some(Base::Counted) | None => None,
    };
    let groups = match (figure.base, figure.by.last(), &participants) {
        (Some(Base::Group), Some(last), Some(participants)) => {
            let cut = grouped(figure, *last, cut(*last, FactKind::Enrolment, lookup), lookup)?;
            let question = Question::of(participants.clone()).by(cut);
            Some(question.count(counting::Count::PEOPLE))
        }
        _ => None,
    };
    let mut approximate = None;
    if figure.of.kind == FactKind::Event && matches!(figure.count, Count::Total | Count::Mean) {
        let mut about = main.clone().count(counting::Count::RECORDS);
        about.of.filters.push(Condition::In(Cut::State, vec![Key::text(APPROXIMATE)]));
        approximate = Some(about);
    }
    main.base = participants;
    Ok(Asked { main, approximate, groups })
}

/// The dimensions that the engine is asked by. Partners are counted as organisations, so that one in two programmes
/// under an umbrella is one: without any other dimension the question is by partner, and the answer is how many there are.
pub(super) fn by(figure: &Figure) -> Vec<Dimension> {
    if is_partner_count(figure) { vec![Dimension::Partner] } else { figure.by.clone() }
}

pub(super) fn is_partner_count(figure: &Figure) -> bool {
    figure.of.kind == FactKind::Partner && figure.by.is_empty()
}

/// The facts that `of` names, under the figure's filters, in this period.
fn facts(of: &Of, figure: &Figure, over: Option<Period>, lookup: &Lookup<'_>) -> Result<Facts> {
    let mut facts = Facts::kind(of.kind.key()).filter(in_family(lookup));
    if let Some(vocabulary) = of.kind.vocabulary()
        && (of.core.is_some() || !of.terms.is_empty())
    {
        facts = facts.terms(lookup.terms(vocabulary, of.core, &of.terms)?);
    }
    for filter in &figure.filters {
        facts.filters.push(condition(filter, of.kind, lookup)?);
    }
    facts.filters.extend(lookup.whose().conditions(of.kind, lookup));
    facts.over = over;
    Ok(facts)
}

fn in_family(lookup: &Lookup<'_>) -> Condition {
    Condition::In(Cut::Programme, lookup.family().into_iter().map(Key::Id).collect())
}

fn condition(filter: &Filter, kind: FactKind, lookup: &Lookup<'_>) -> Result<Condition> {
    let keys =
        filter.values.iter().map(|value| lookup.key(filter.dimension, kind, value)).collect::<Result<Vec<_>>>()?;
    let keys = keys.into_iter().flatten().collect();
    Ok(Condition::In(cut(filter.dimension, kind, lookup), keys))
}

/// Everybody enrolled up to the end of the figure's period, under those of its filters that speak of the person. Where
/// enrolments themselves are counted, they are their own base: those of the period.
fn participants(figure: &Figure, lookup: &Lookup<'_>) -> Result<Facts> {
    let enrolled = FactKind::Enrolment;
    let mut facts = Facts::kind(enrolled.key()).filter(in_family(lookup));
    for filter in figure.filters.iter().filter(|filter| speaks_of_the_person(filter.dimension, figure.of.kind)) {
        facts.filters.push(condition(filter, enrolled, lookup)?);
    }
    facts.filters.extend(lookup.whose().conditions(enrolled, lookup));
    facts.over = match figure.of.kind {
        FactKind::Enrolment => figure.over,
        _ => figure.over.map(|over| Period { start: base::Date::MIN, ..over }),
    };
    Ok(facts)
}

/// Whether a filter narrows the people rather than only what is counted of them.
fn speaks_of_the_person(dimension: Dimension, counted: FactKind) -> bool {
    match dimension {
        Dimension::Programme
        | Dimension::Partner
        | Dimension::Area
        | Dimension::Gender
        | Dimension::Age
        | Dimension::Ethnicity
        | Dimension::Disability
        | Dimension::Employment
        | Dimension::StatusEvidence
        | Dimension::Route
        | Dimension::EnrolmentPartner
        | Dimension::EnrolmentArea => true,
        // Of what is counted itself, a service or outcome says only which of it; of anything else, it says who.
        Dimension::Service | Dimension::Turn => counted != FactKind::Interaction,
        Dimension::Outcome | Dimension::Core => counted != FactKind::Outcome,
        Dimension::Destination => !matches!(counted, FactKind::Leaving | FactKind::FollowUp),
        Dimension::Rung
        | Dimension::Need
        | Dimension::Barrier
        | Dimension::GoalArea
        | Dimension::Horizon
        | Dimension::Direction
        | Dimension::OtherEnd => dimension.fact_kind() != Some(counted),
        _ => false,
    }
}

/// The engine's dimension. A service, outcome or destination is the term of the fact counted if the fact is of that
/// kind, and otherwise any that the same person has had in this programme.
pub(super) fn cut(dimension: Dimension, kind: FactKind, lookup: &Lookup<'_>) -> Cut {
    let own = |mut facts: Facts| {
        facts.filters.extend(lookup.whose().own());
        facts.filter(in_family(lookup))
    };
    let term_of = |wanted: FactKind, term: Cut| {
        if kind == wanted { term } else { Cut::also(term, own(Facts::kind(wanted.key()))) }
    };
    match dimension {
        Dimension::Programme => Cut::Programme,
        Dimension::Kind => Cut::Kind,
        Dimension::Service if kind == FactKind::Event => Cut::Term,
        // Of a person, the services given on the same occasions count like the interactions' own.
        Dimension::Service if kind != FactKind::Interaction => {
            let kinds = [FactKind::Interaction, FactKind::FurtherService].map(|kind| kind.key().to_owned());
            let facts = Facts { kinds: kinds.into(), ..Facts::default() };
            if kind == FactKind::FurtherService { Cut::Term } else { Cut::also(Cut::Term, own(facts)) }
        }
        Dimension::Service => Cut::Term,
        Dimension::Turn if kind == FactKind::FurtherService => turn(lookup),
        Dimension::Turn => term_of(FactKind::Interaction, turn(lookup)),
        Dimension::Outcome => term_of(FactKind::Outcome, Cut::Term),
        Dimension::Destination if kind == FactKind::FollowUp => Cut::Term,
        Dimension::Destination => term_of(FactKind::Leaving, Cut::Term),
        Dimension::Rung => term_of(FactKind::Rung, Cut::Term),
        Dimension::Need if kind == FactKind::NeedMet => Cut::Term,
        Dimension::Need => term_of(FactKind::Need, Cut::Term),
        Dimension::Barrier if kind == FactKind::BarrierRemoved => Cut::Term,
        Dimension::Barrier => term_of(FactKind::Barrier, Cut::Term),
        Dimension::GoalArea if is_goal(kind) => Cut::Term,
        Dimension::GoalArea => term_of(FactKind::Goal, Cut::Term),
        Dimension::Horizon if is_goal(kind) => horizon(lookup),
        Dimension::Horizon => term_of(FactKind::Goal, horizon(lookup)),
        Dimension::Core => term_of(FactKind::Outcome, Cut::Grouped(Box::new(Cut::Term), core_groups(lookup))),
        // Whoever has been supported by a partner is its participant too, whichever of them enrolled the person.
        Dimension::Partner if kind == FactKind::Enrolment => {
            let kinds =
                [FactKind::Enrolment, FactKind::Interaction, FactKind::Outcome].map(|kind| kind.key().to_owned());
            let records = Facts { kinds: kinds.into(), ..Facts::default() };
            Cut::also(Cut::Partner, own(records))
        }
        Dimension::Partner => Cut::Partner,
        // What says no area of its own was done in that of the person's enrolment.
        // A referral's own is its other end.
        Dimension::Area if matches!(kind, FactKind::Interaction | FactKind::Outcome | FactKind::Referral) => {
            Cut::attribute(Dimension::EnrolmentArea.key())
        }
        Dimension::Area => Cut::Area,
        Dimension::Worker if matches!(kind, FactKind::Enrolment | FactKind::Outcome | FactKind::Leaving) => {
            Cut::also(Cut::Worker, own(Facts::kind(FactKind::Assignment.key())))
        }
        // Which other partner enrolled somebody is that partner's to tell.
        Dimension::EnrolmentPartner if lookup.whose().organisations().is_some() => {
            Cut::Grouped(Box::new(Cut::attribute(dimension.key())), lookup.own_partners())
        }
        Dimension::Worker => Cut::Worker,
        Dimension::Direction => {
            term_of(FactKind::Referral, part_of_state(referrals::WAY, referrals::STATUS, |way, how| (way, how)))
        }
        Dimension::OtherEnd => term_of(FactKind::Referral, Cut::Area),
        Dimension::State if kind == FactKind::Referral => {
            part_of_state(referrals::STATUS, referrals::WAY, |how, way| (way, how))
        }
        Dimension::State if is_goal(kind) => status(lookup),
        Dimension::State => Cut::State,
        Dimension::Time(grain) => Cut::Period(grain),
        Dimension::Phase => Cut::Since(lookup.phases().iter().map(|event| (event.date, event.key.clone())).collect()),
        Dimension::Age => Cut::age(&lookup.age_bands()),
        // What no record supplies yet is never asked: `Figure::awaits` answers for it. The term stands in.
        Dimension::Term
        | Dimension::SubArea
        | Dimension::AreaKind
        | Dimension::Respondent
        | Dimension::Theme
        | Dimension::Model => Cut::Term,
        Dimension::Gender
        | Dimension::Ethnicity
        | Dimension::Disability
        | Dimension::Employment
        | Dimension::StatusEvidence
        | Dimension::Route
        | Dimension::EnrolmentPartner
        | Dimension::EnrolmentArea => Cut::attribute(dimension.key()),
    }
}

/// A cut in the groups of the figure's grouping, if that is of its terms.
fn grouped(figure: &Figure, dimension: Dimension, cut: Cut, lookup: &Lookup<'_>) -> Result<Cut> {
    let Some(groups) = lookup.groups(figure, dimension)? else { return Ok(cut) };
    Ok(match cut {
        Cut::Also(of, facts) => Cut::Also(Box::new(Cut::Grouped(of, groups)), facts),
        plain => Cut::Grouped(Box::new(plain), groups),
    })
}

/// First or repeat: with anybody, or where others' work is not counted, with the same partner.
fn turn(lookup: &Lookup<'_>) -> Cut {
    Cut::Turn(if lookup.whose().organisations().is_some() { Before::WithThePartner } else { Before::WithAnybody })
}

fn core_groups(lookup: &Lookup<'_>) -> Vec<Group> {
    [("core", true), ("non-core", false)]
        .map(|(name, core)| {
            let ids: Vec<Id> = lookup.outcomes(core);
            Group { name: name.to_owned(), keys: ids.into_iter().map(Key::Id).collect() }
        })
        .into()
}

/// Whether it is of goals, whose state holds horizon and status together: `short:open`.
pub(super) fn is_goal(kind: FactKind) -> bool {
    matches!(kind, FactKind::Goal | FactKind::GoalAchieved)
}

/// The horizon of a goal, read out of its state.
fn horizon(lookup: &Lookup<'_>) -> Cut {
    let horizons = lookup.horizons();
    let group = |horizon: &&str| Group {
        name: (*horizon).to_owned(),
        keys: STATUS.iter().map(|status| Key::text(&format!("{horizon}:{}", status.key))).collect(),
    };
    Cut::Grouped(Box::new(Cut::State), horizons.iter().map(group).collect())
}

/// How a goal stands, read out of its state.
fn status(lookup: &Lookup<'_>) -> Cut {
    let mut horizons = lookup.horizons();
    horizons.push("none");
    let group = |status: &base::Choice| Group {
        name: status.key.to_owned(),
        keys: horizons.iter().map(|horizon| Key::text(&format!("{horizon}:{}", status.key))).collect(),
    };
    Cut::Grouped(Box::new(Cut::State), STATUS.iter().map(group).collect())
}

/// One of the two things that a referral's state says, `out:accepted`: each of `ones` is a group of it with each of `others`, in the order
/// that `placed` gives.
fn part_of_state<'c>(
    ones: &'c [base::Choice],
    others: &'c [base::Choice],
    placed: impl Fn(&'c str, &'c str) -> (&'c str, &'c str),
) -> Cut {
    let state = |one: &'c base::Choice, other: &'c base::Choice| {
        let (way, how) = placed(one.key, other.key);
        Key::text(&format!("{way}:{how}"))
    };
    let group = |one: &'c base::Choice| Group {
        name: one.key.to_owned(),
        keys: others.iter().map(|other| state(one, other)).collect(),
    };
    Cut::Grouped(Box::new(Cut::State), ones.iter().map(group).collect())
}

/// The vocabulary whose terms stand along a dimension, if it has one.
pub(super) fn vocabulary(dimension: Dimension, kind: FactKind) -> Option<Vocabulary> {
    match dimension {
        Dimension::Service => Some(Vocabulary::Service),
        Dimension::Outcome => Some(Vocabulary::Outcome),
        Dimension::Destination => Some(Vocabulary::Destination),
        Dimension::Rung => Some(Vocabulary::Rung),
        Dimension::Need => Some(Vocabulary::Need),
        Dimension::Barrier => Some(Vocabulary::Barrier),
        Dimension::GoalArea => Some(Vocabulary::GoalArea),
        Dimension::Employment => Some(Vocabulary::Employment),
        Dimension::StatusEvidence => Some(Vocabulary::StatusEvidence),
        Dimension::Route => Some(Vocabulary::Route),
        Dimension::Term => kind.vocabulary(),
        _ => None,
    }
}

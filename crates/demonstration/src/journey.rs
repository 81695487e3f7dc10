//! What lies between somebody's start and their leaving: needs, barriers, the ladder, plans, and what became of them. Made
//! from a person that a recipe has made, and from nothing else, so that the published totals stay what they are.

use crate::person::DemoPerson;
use crate::random::Random;
use crate::when::{days, later};
use base::{Date, Id};
use db::Tx;
use definition::Vocabulary as Kind;
use jiff::Span;
use records::assessments::Assessment;
use records::barriers::{Barrier, BarrierNote};
use records::enrolments::Enrolment;
use records::ladder::Move;
use records::leaving::{self, FollowUp, Leaving};
use records::needs::Need;
use records::organisations::Organisation;
use records::people::Consent;
use records::placements::Placement;
use records::plans::{Action, Goal, Plan, Review};
use records::programmes::Entry;
use records::referrals::Referral;
use records::support::Support;

/// How far what is told of somebody reaches.
#[derive(Clone, Copy)]
pub(crate) struct Until {
    /// The last day of those who have not left; none: some months after they came.
    pub open: Option<Date>,
    /// The last day on which somebody was asked what became of them.
    pub asked: Date,
}

impl Until {
    /// Of programmes that are over.
    pub const PAST: Self = Self { open: None, asked: Date::constant(2025, 12, 31) };
}

/// Goals that people set themselves: what is to be different, how they will know, what makes it possible, why it matters, and
/// who does what first.
const GOALS: [[&str; 5]; 6] = [
    [
        "Finish an entry course in English",
        "The certificate is here",
        "The class is near and in the evening",
        "To help the children with school",
        "Ring the college about a place",
    ],
    [
        "Apply for four jobs with a new CV",
        "Four applications are sent",
        "The Tuesday group helps with writing",
        "To earn one’s own money again",
        "Write down every job so far",
    ],
    [
        "Leave the house three days a week",
        "The diary shows three days",
        "A friend walks along at first",
        "Being indoors makes the days long",
        "Come to the Thursday walk",
    ],
    [
        "Have a plan for the debts",
        "Every letter is opened and listed",
        "The adviser has time every second week",
        "Sleep comes easier without letters",
        "Bring the letters in a bag",
    ],
    [
        "Find childcare for two mornings",
        "The place is confirmed",
        "The nursery has a waiting list of a month",
        "To have time to learn",
        "Visit the nursery",
    ],
    [
        "Help at the community kitchen",
        "Four afternoons done",
        "The kitchen trains newcomers",
        "To meet people and be useful",
        "Meet the cook",
    ],
];
const REASONS: [(&str, u32); 5] =
    [("achieved", 45), ("moved-on", 25), ("circumstances", 12), ("lost-touch", 12), ("moved-away", 6)];

/// The records of the chunk that is being saved.
#[derive(Default)]
pub(crate) struct Journeys {
    pub consents: Vec<Consent>,
    pub moves: Vec<Move>,
    pub needs: Vec<Need>,
    pub barriers: Vec<Barrier>,
    pub notes: Vec<BarrierNote>,
    pub support: Vec<Support>,
    pub assessments: Vec<Assessment>,
    pub plans: Vec<Plan>,
    pub goals: Vec<Goal>,
    pub actions: Vec<Action>,
    pub reviews: Vec<Review>,
    pub leavings: Vec<Leaving>,
    pub follow_ups: Vec<FollowUp>,
    pub referrals: Vec<Referral>,
    pub placements: Vec<Placement>,
}

/// One enrolment being told.
struct Stay<'a> {
    entry: &'a Entry,
    enrolment: &'a Enrolment,
    /// The person's name, as they write it.
    name: String,
    last: Date,
    asked_until: Date,
    random: Random,
    id: &'a mut dyn FnMut() -> Id,
}

impl Journeys {
    /// Adds what lies between the start and the leaving of one enrolment; `id` gives new ids.
    pub(crate) fn add(
        &mut self,
        made: &DemoPerson<'_>,
        entry: &Entry,
        enrolment: &Enrolment,
        agencies: &[Organisation],
        until: Until,
        id: &mut dyn FnMut() -> Id,
    ) {
        let number =
            made.reference.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(131).wrapping_add(u64::from(byte)));
        let random = Random::of(crate::SEED, &entry.programme.key, number);
        let last = enrolment.end.or(until.open).unwrap_or_else(|| later(enrolment.start, 120));
        let name = format!("{} {}", made.given_name, made.family_name);
        let mut stay = Stay { entry, enrolment, name, last, asked_until: until.asked, random, id };
        let notice = stay.notice();
        self.consents.push(notice);
        stay.ladder(&mut self.moves);
        let urgent = stay.needs(&mut self.needs, &mut self.support);
        stay.barriers(&mut self.barriers, &mut self.notes);
        stay.assessments(&mut self.assessments);
        if stay.random.chance(45) {
            let begun = later(urgent.unwrap_or(enrolment.start), 7).min(last);
            stay.plan(self, begun);
        }
        if let Some(left) = enrolment.end {
            stay.leaving(self, left);
        }
        stay.onward(self, made, agencies);
    }

    /// Saves them all.
    pub(crate) fn save(self, tx: &mut Tx<'_>) -> records::Result<()> {
        tx.insert_all(self.consents)?;
        tx.insert_all(self.moves)?;
        tx.insert_all(self.needs)?;
        tx.insert_all(self.barriers)?;
        tx.insert_all(self.notes)?;
        tx.insert_all(self.support)?;
        tx.insert_all(self.assessments)?;
        tx.insert_all(self.plans)?;
        tx.insert_all(self.goals)?;
        tx.insert_all(self.actions)?;
        tx.insert_all(self.reviews)?;
        tx.insert_all(self.leavings)?;
        tx.insert_all(self.follow_ups)?;
        tx.insert_all(self.referrals)?;
        tx.insert_all(self.placements)?;
        Ok(())
    }
}

impl Stay<'_> {
    fn id(&mut self) -> Id {
        (self.id)()
    }

    fn place(&self) -> (Id, Id, Option<Id>) {
        (self.enrolment.person, self.enrolment.programme, self.enrolment.partner)
    }

    /// A day of the stay, so many parts of a hundred on the way.
    fn on_the_way(&self, percent: u32) -> Date {
        later(self.enrolment.start, days(self.enrolment.start, self.last) * percent / 100)
    }

    fn term(&mut self, vocabulary: Kind) -> Option<Id> {
        let terms: Vec<Id> = self.entry.terms(vocabulary).filter(|term| !term.retired).map(|term| term.id).collect();
        self.random.pick(&terms).copied()
    }

    fn notice(&mut self) -> Consent {
        let (person, programme, partner) = self.place();
        let basis = Some("legitimate-interests".to_owned());
        Consent {
            id: self.id(),
            partner,
            basis,
            ..Consent::given(person, programme, "privacy-notice", self.enrolment.start)
        }
    }

    /// Onto the ladder, up it, sometimes past a rung, sometimes down again.
    fn ladder(&mut self, moves: &mut Vec<Move>) {
        let rungs: Vec<Id> = self.entry.terms(Kind::Rung).filter(|rung| !rung.retired).map(|rung| rung.id).collect();
        let (person, programme, partner) = self.place();
        let mut at: Option<usize> = None;
        let steps = self.random.between(1, 4);
        for step in 0..steps {
            let next = match at {
                None => 0,
                Some(at) if at > 0 && self.random.chance(12) => at - 1,
                Some(at) if self.random.chance(15) => at + 2,
                Some(at) => at + 1,
            };
            let Some(rung) = rungs.get(next).copied() else { break };
            let (id, date) = (self.id(), self.on_the_way(step * 100 / steps));
            let from = at.and_then(|at| rungs.get(at).copied());
            moves.push(Move { id, partner, from, ..Move::new(person, programme, rung, date) });
            at = Some(next);
        }
    }

    /// Needs found at the start, urgent ones met first, with a food parcel as like as not. The day on which the last urgent
    /// one was met.
    fn needs(&mut self, needs: &mut Vec<Need>, support: &mut Vec<Support>) -> Option<Date> {
        let (person, programme, partner) = self.place();
        let mut met_last = None;
        let mut had = Vec::new();
        for _ in 0..self.random.between(0, 2) {
            let Some(term) = self.term(Kind::Need).filter(|term| !had.contains(term)) else { continue };
            had.push(term);
            let urgent = self.random.chance(20);
            let found = self.on_the_way(0);
            let met = later(found, if urgent { self.random.between(1, 14) } else { self.random.between(20, 150) });
            let met = Some(met).filter(|met| *met <= self.last && (urgent || self.random.chance(65)));
            let id = self.id();
            needs.push(Need { id, partner, urgent, met, ..Need::new(person, programme, term, found) });
            if urgent {
                met_last = met_last.max(met);
                let (kind, value) = *self
                    .random
                    .pick(&[("food-parcel", 2500), ("financial-advice", 0), ("item", 6000), ("money", 4000)])
                    .unwrap_or(&("food-parcel", 2500));
                let value = Some(value).filter(|value| *value > 0);
                let what = (kind == "item").then(|| "A bed and bedding".to_owned());
                let support_id = self.id();
                support.push(Support {
                    id: support_id,
                    partner,
                    value,
                    what,
                    meets: Some(id),
                    ..Support::new(person, programme, kind, met.unwrap_or(found))
                });
            }
        }
        met_last
    }

    fn barriers(&mut self, barriers: &mut Vec<Barrier>, notes: &mut Vec<BarrierNote>) {
        let (person, programme, partner) = self.place();
        let mut had = Vec::new();
        for _ in 0..self.random.between(0, 2) {
            let Some(term) = self.term(Kind::Barrier).filter(|term| !had.contains(term)) else { continue };
            had.push(term);
            let found = self.on_the_way(10);
            let removed = self.random.chance(60).then(|| self.on_the_way(70)).filter(|removed| *removed >= found);
            let barrier = Barrier { id: self.id(), partner, removed, ..Barrier::new(person, programme, term, found) };
            if self.random.chance(25) {
                let lines = [
                    ("issue", "Came late twice because of it."),
                    ("solution", "We moved the lesson to the afternoon; it helps."),
                ];
                for (kind, text) in lines {
                    notes.push(BarrierNote { id: self.id(), partner, ..BarrierNote::new(&barrier, found, kind, text) });
                }
            }
            barriers.push(barrier);
        }
    }

    fn assessments(&mut self, assessments: &mut Vec<Assessment>) {
        let (person, programme, partner) = self.place();
        if !self.random.chance(50) {
            return;
        }
        let Some(area) = self.term(Kind::GoalArea) else { return };
        let mut score = i64::from(self.random.between(2, 6));
        for percent in [0, 50, 100].into_iter().take(self.random.between(1, 3) as usize) {
            let (id, date) = (self.id(), self.on_the_way(percent));
            assessments.push(Assessment { id, partner, ..Assessment::new(person, programme, area, score, date) });
            score = (score + i64::from(self.random.between(0, 3)) - i64::from(self.random.chance(20))).clamp(1, 10);
        }
    }

    fn plan(&mut self, into: &mut Journeys, begun: Date) {
        let (person, programme, partner) = self.place();
        let agreed = self.random.chance(92);
        let looked = later(begun, 90);
        let plan = Plan {
            id: self.id(),
            partner,
            next_review: Some(if looked < self.last { later(looked, 90) } else { looked }),
            agreed_by: agreed.then(|| self.name.clone()),
            agreed_on: agreed.then_some(begun),
            disagreement: (!agreed).then(|| "Would rather wait with the course until spring.".to_owned()),
            closed: self.enrolment.end,
            ..Plan::new(person, programme, begun)
        };
        let horizons: Vec<Id> = self.entry.terms(Kind::Horizon).map(|term| term.id).collect();
        for place in 0..self.random.between(1, 3) as usize {
            let Some(words) = self.random.pick(&GOALS).copied() else { continue };
            let due = later(begun, [60, 150, 330][place]);
            let achieved = self.random.chance(55).then(|| due.min(self.last)).filter(|on| *on >= begun);
            let goal = Goal {
                id: self.id(),
                partner,
                area: self.term(Kind::GoalArea),
                horizon: horizons.get(place).copied(),
                specific: words[0].to_owned(),
                measurable: words[1].to_owned(),
                achievable: words[2].to_owned(),
                relevant: words[3].to_owned(),
                status: if achieved.is_some() { "achieved" } else { "open" }.to_owned(),
                status_on: achieved,
                ..Goal::new(&plan, begun, due)
            };
            let done = achieved.or_else(|| self.random.chance(50).then(|| later(begun, 20).min(self.last)));
            let (id, due) = (self.id(), Some(later(begun, 21)));
            into.actions.push(Action { id, partner, goal: Some(goal.id), due, done, ..Action::new(&plan, words[4]) });
            into.goals.push(goal);
        }
        if looked < self.last {
            let id = self.id();
            let next_review = Some(later(looked, 90));
            into.reviews.push(Review {
                id,
                partner,
                next_review,
                ..Review::new(&plan, looked, "Further on than we thought; the next step is smaller.")
            });
        }
        into.plans.push(plan);
    }

    fn leaving(&mut self, into: &mut Journeys, left: Date) {
        let (person, programme, partner) = self.place();
        let mut at = self.random.below(100);
        let mut reason = "achieved";
        for (key, weight) in REASONS {
            reason = key;
            if at < u64::from(weight) {
                break;
            }
            at -= u64::from(weight);
        }
        let leaving = Leaving { id: self.id(), partner, ..Leaving::new(person, programme, left, reason) };
        for (stage, opens, due, closes) in leaving::windows(left) {
            let reached = self.random.chance(if stage == "four-weeks" { 70 } else { 55 });
            let asked = due <= self.asked_until && self.random.chance(90);
            let reached = reached && self.enrolment.destination.is_some();
            into.follow_ups.push(FollowUp {
                id: self.id(),
                person,
                programme,
                partner,
                leaving: leaving.id,
                stage: stage.to_owned(),
                opens,
                due,
                closes,
                result: asked.then(|| if reached { "reached" } else { "not-reached" }.to_owned()),
                as_of: (asked && reached).then_some(due),
                destination: self.enrolment.destination.filter(|_| asked && reached),
                qualification: None,
                note: None,
                user: None,
            });
        }
        into.leavings.push(leaving);
    }

    /// Referrals as they follow from what is known: to the second partner before it begins, from the agency that sent them, to agencies
    /// outside now and then; and a placement, which ends in a job or a reference.
    fn onward(&mut self, into: &mut Journeys, made: &DemoPerson<'_>, agencies: &[Organisation]) {
        let (person, programme, partner) = self.place();
        let (key, start) = (self.entry.programme.key.as_str(), self.enrolment.start);
        let part = |key: &str| self.entry.partners.iter().find(|known| known.key == key).map(|known| known.id);
        let others = made.interactions.iter().filter(|one| one.programme == key);
        let second =
            others.filter_map(|one| Some((one.date, part(one.partner)?))).filter(|(_, of)| Some(*of) != partner).min();
        let route = made.enrolments.iter().find(|one| one.programme == key).and_then(|one| one.route);
        if let Some((joined, to)) = second {
            let date = joined.saturating_sub(Span::new().days(9)).max(start);
            let (ended, outcome) = match self.enrolment.end {
                Some(end) => (Some(end), Some("They worked with both of us until they left.".to_owned())),
                None => (None, None),
            };
            let status = if ended.is_some() { "ended" } else { "under-way" }.to_owned();
            let (id, help) = (self.id(), self.term(Kind::Help));
            let asked = Referral::new(person, programme, "between", date);
            let answered = Some(joined);
            into.referrals.push(Referral {
                id,
                partner,
                to: Some(to),
                help,
                status,
                answered,
                ended,
                outcome,
                ..asked
            });
        }
        if matches!(route, Some("agency" | "specialist")) {
            let (id, agency) = (self.id(), self.random.pick(agencies).map(|agency| agency.id));
            into.referrals.push(Referral { id, partner, agency, ..Referral::new(person, programme, "in", start) });
        }
        if self.random.chance(12) {
            let (id, date, agency) = (self.id(), self.on_the_way(20), self.random.pick(agencies).map(|one| one.id));
            let help = self.term(Kind::Help);
            let (status, over) = *self
                .random
                .pick(&[("ended", true), ("ended", true), ("absent", true), ("declined", false), ("accepted", false)])
                .unwrap_or(&("ended", true));
            let answered = later(date, 7).min(self.last).max(date);
            let reason = (status == "declined").then(|| "They do not take people from this side of town.".to_owned());
            let ended = over.then(|| later(date, 30).min(self.last).max(answered));
            into.referrals.push(Referral {
                id,
                partner,
                agency,
                help,
                status: status.to_owned(),
                answered: Some(answered),
                reason,
                ended,
                ..Referral::new(person, programme, "out", date)
            });
        }
        let places =
            self.entry.terms(Kind::Activity).filter(|term| ["work-experience", "volunteering"].contains(&&*term.key));
        let places: Vec<Id> = places.map(|term| term.id).collect();
        if !places.is_empty() && self.enrolment.end.is_some() && self.random.chance(8) {
            let start = self.on_the_way(40);
            let until = later(start, 42);
            let result = *self.random.pick(&["job", "reference", "reference", "neither"]).unwrap_or(&"reference");
            let (id, activity) = (self.id(), self.random.pick(&places).copied());
            into.placements.push(Placement {
                id,
                partner,
                activity,
                end: Some(until.min(self.last).max(start)),
                result: Some(result.to_owned()),
                reason: (result == "neither").then(|| "The employer closed.".to_owned()),
                ..Placement::new(person, programme, "A local employer (fictional)", start, until)
            });
        }
    }
}

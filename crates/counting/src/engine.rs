//! The engine: a snapshot of all facts, and what it can be asked.

use crate::cells::Scratch;
use crate::dictionary::{Dictionaries, Dictionary};
use crate::loader::Loaded;
use crate::memory::Memory;
use crate::pass::{Touched, each_fact};
use crate::plan::{Axis, AxisKind, Plan, Seen, share_looks};
use crate::shard::{Field, Shard};
use crate::tally::Tallies;
use crate::{
    Answer, Count, Data, Dimension, Dossier, Facts, Fault, Filter, Key, Loader, Question, Schema, Tally, Traced, Value,
    blocks, day,
};
use base::{Date, Id, Period};
use std::ops::Range;
use std::sync::Arc;

/// All facts as they stood at one moment. Cloning shares them; nothing changes a snapshot once it is made.
#[derive(Debug, Clone)]
pub struct Engine {
    schema: Arc<Schema>,
    dictionaries: Dictionaries,
    seen: Arc<Seen>,
    /// In the order of their people's ids.
    pub(crate) shards: Vec<Arc<Shard>>,
    nobody: Option<Arc<Shard>>,
    /// How many people a shard is made with; one that grows to twice as many is split.
    shard_people: usize,
    /// What was counted lately, of this snapshot and of others.
    pub(crate) memory: Option<Arc<Memory>>,
}

/// How much an engine holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// Distinct people.
    pub people: u64,
    /// People in programmes: somebody in two of them is two.
    pub participations: u64,
    /// Facts.
    pub facts: u64,
    /// Memory taken, in bytes, dictionaries apart.
    pub bytes: u64,
}

impl Engine {
    /// An engine with nothing in it.
    #[must_use]
    pub fn empty(schema: Schema) -> Self {
        Loader::new(schema).finish()
    }

    pub(crate) fn new(schema: Arc<Schema>, shard_people: usize, loaded: Loaded) -> Self {
        let mut seen = Seen::default();
        for shard in loaded.shards.iter().chain(&loaded.nobody) {
            seen.add(shard);
        }
        Self {
            schema,
            dictionaries: loaded.dictionaries,
            seen: Arc::new(seen),
            shards: loaded.shards.into_iter().map(Arc::new).collect(),
            nobody: loaded.nobody.map(Arc::new),
            shard_people,
            memory: None,
        }
    }

    /// The same, but it and the snapshots made of it remember what they have counted lately, up to so many bytes, so that the same question asked
    /// after a change is counted anew only for some hundredth of the people, those about whom something has changed among them.
    #[must_use]
    pub fn remembering(mut self, bytes: usize) -> Self {
        self.memory = Some(Arc::new(Memory::new(bytes)));
        self
    }

    /// The next snapshot, in which these people's dossiers stand in place of what was held on them. Takes well under a
    /// millisecond for one person, whatever the size of the whole.
    #[must_use]
    pub fn replace(&self, dossiers: &[Dossier<'_>]) -> Self {
        let mut next = self.clone();
        let loaded = self.load(dossiers);
        next.dictionaries = loaded.dictionaries;
        let seen = Arc::make_mut(&mut next.seen);
        loaded.shards.iter().chain(&loaded.nobody).for_each(|shard| seen.add(shard));
        if dossiers.iter().any(|dossier| dossier.id.is_none()) {
            next.nobody = loaded.nobody.map(Arc::new);
        }
        let mut ids: Vec<i64> = dossiers.iter().filter_map(|dossier| Some(dossier.id?.number())).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut ids = ids.as_slice();
        let mut at = 0;
        while let Some(first) = ids.first() {
            // The shard of an id is the last that starts at or before it; ids before all belong to the first.
            let later = next.shards.partition_point(|shard| shard.first() <= Some(*first));
            at = at.max(later.saturating_sub(1));
            let until = next.shards.get(at + 1).and_then(|shard| shard.first());
            let here = until.map_or(ids.len(), |until| ids.partition_point(|id| *id < until));
            let (changed, rest) = ids.split_at(here);
            let held = next.shards.get(at).cloned().unwrap_or_default();
            let shards = spliced(&held, changed, &loaded.shards, self.shard_people);
            let made = shards.len();
            next.shards.splice(at..(at + 1).min(next.shards.len()), shards.into_iter().map(Arc::new));
            at += made;
            ids = rest;
        }
        next
    }

    fn load(&self, dossiers: &[Dossier<'_>]) -> Loaded {
        let mut loader = Loader::with(Arc::clone(&self.schema), self.dictionaries.clone(), self.shard_people);
        for dossier in dossiers {
            if let Some(id) = dossier.id {
                loader.person(id, &dossier.person);
                dossier.enrolments.iter().for_each(|enrolment| loader.enrolment(id, enrolment));
            }
            dossier.facts.iter().for_each(|fact| loader.fact(dossier.id, fact));
        }
        loader.load().1
    }

    /// The answer to one question.
    ///
    /// # Errors
    ///
    /// A [`Fault`] of the question.
    pub fn answer(&self, question: &Question) -> Result<Answer, Fault> {
        let mut answers = self.answer_all(std::slice::from_ref(question))?;
        answers.pop().ok_or(Fault::TooManyDimensions(question.by.len()))
    }

    /// The answers to several questions, in order, out of one pass over the facts.
    ///
    /// # Errors
    ///
    /// The first [`Fault`] of a question.
    pub fn answer_all(&self, questions: &[Question]) -> Result<Vec<Answer>, Fault> {
        let mut plans = questions.iter().map(|question| self.plan(question)).collect::<Result<Vec<_>, _>>()?;
        share_looks(&mut plans);
        let mut answers = self.count(questions, &plans);
        for (answer, question) in answers.iter_mut().zip(questions) {
            if answer.total == Tally::default() {
                answer.data = self.why_empty(question)?;
            }
        }
        Ok(answers)
    }

    pub(crate) fn plan(&self, question: &Question) -> Result<Plan, Fault> {
        Plan::new(question, &self.dictionaries, &self.seen, &self.schema)
    }

    fn count(&self, questions: &[Question], plans: &[Plan]) -> Vec<Answer> {
        let shards: Vec<Arc<Shard>> = self.all_shards().map(Arc::clone).collect();
        let counted = blocks::count(&shards, questions, plans, self.memory.as_deref());
        counted.into_iter().map(Tallies::answer).collect()
    }

    fn all_shards(&self) -> impl Iterator<Item = &Arc<Shard>> {
        self.shards.iter().chain(&self.nobody)
    }

    /// Why a question found nothing.
    fn why_empty(&self, question: &Question) -> Result<Data, Fault> {
        let records = Question { count: Count::RECORDS, by: Vec::new(), base: None, ..question.clone() };
        let plan = self.plan(&records)?;
        let answers = self.count(std::slice::from_ref(&records), std::slice::from_ref(&plan));
        if answers.iter().any(|answer| answer.total.records > 0) {
            return Ok(Data::Counted);
        }
        let of_programme = |filter: &&Filter| {
            matches!(filter, Filter::In(Dimension::Programme, _) | Filter::NotIn(Dimension::Programme, _))
        };
        let filters = question.of.filters.iter().filter(of_programme).cloned().collect();
        let (any, since) = self.first(&Facts { filters, over: None, ..question.of.clone() })?;
        Ok(if any { Data::FilteredOut { since } } else { Data::NotCollected })
    }

    /// Whether there are any such facts, and the earliest date of one.
    fn first(&self, facts: &Facts) -> Result<(bool, Option<Date>), Fault> {
        let plan = self.plan(&Question::of(facts.clone()))?;
        let mut scratch = Scratch::default();
        // The code of a date, which is compared more quickly than the date; 0 until there is one.
        let (mut any, mut first) = (false, 0);
        for shard in self.all_shards() {
            scratch.next_shard(shard);
            let earlier = earlier(&plan, shard, &mut scratch);
            each_fact(shard, &plan.main, &earlier, &mut scratch, |_, kind, fact, _| {
                any = true;
                let day = shard.slices[kind].fields[Field::Date as usize].get(fact);
                if day > 0 {
                    first = if first == 0 { day } else { day::earlier(first, day) };
                }
            });
        }
        Ok((any, day::date(first)))
    }

    /// The people whom the question's total counts, in the order of their ids: at most `limit` of those after `after`. Ask it of
    /// [`Question::behind`] for the people of one cell.
    ///
    /// # Errors
    ///
    /// A [`Fault`] of the question.
    pub fn people(&self, question: &Question, after: Option<Id>, limit: usize) -> Result<Vec<Id>, Fault> {
        let plan = self.plan(question)?;
        let after = after.map(Id::number);
        let start = self.shards.partition_point(|shard| shard.last() <= after);
        let mut scratch = Scratch::default();
        let mut people = Vec::new();
        for shard in &self.shards[start..] {
            if people.len() >= limit {
                break;
            }
            scratch.next_shard(shard);
            let earlier = earlier(&plan, shard, &mut scratch);
            let touched = plan.main.touched(shard, &earlier, &mut scratch, true);
            let counted = (0..shard.people()).filter(|person| touched.has(*person));
            let ids = counted.filter_map(|person| shard.id(person)).filter(|id| Some(*id) > after);
            people.extend(ids.take(limit - people.len()).map(Id::from_number));
        }
        Ok(people)
    }

    /// The earliest date of any fact of this kind, in one programme or in any. Costs the same however many facts a shard has.
    #[must_use]
    pub fn since(&self, kind: &str, programme: Option<Id>) -> Option<Date> {
        let kind = self.dictionaries.kind.find(Value::Text(kind))? as usize;
        let programme = match programme {
            Some(id) => Some(u64::from(self.dictionaries.programme.find(Value::Id(id))?)),
            None => None,
        };
        let slices = self.all_shards().filter_map(|shard| shard.slices.get(kind));
        let dates = slices.flat_map(|slice| &slice.dates);
        let dates = dates.filter(|(of, _)| programme.is_none_or(|programme| programme == *of));
        day::date(dates.fold((0, 0), |span, (_, dates)| day::spanning(span, *dates)).0)
    }

    /// The attributes it was built with.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// How much it holds.
    #[must_use]
    pub fn size(&self) -> Size {
        self.all_shards().fold(Size::default(), |size, shard| Size {
            people: size.people + shard.ids.len() as u64,
            participations: size.participations + if shard.is_nobody() { 0 } else { shard.row_count() as u64 },
            facts: size.facts + shard.facts() as u64,
            bytes: size.bytes + shard.bytes() as u64,
        })
    }

    /// An engine of these dossiers alone.
    fn of(&self, dossiers: &[Dossier<'_>]) -> Self {
        Self::new(Arc::clone(&self.schema), self.shard_people, self.load(dossiers))
    }

    /// Which facts of these dossiers the question counts, and in which rows: the records behind a number. The dossiers are taken as given,
    /// whatever the engine itself holds on the same people; a condition on a person sees their dossier only.
    ///
    /// # Errors
    ///
    /// A [`Fault`] of the question.
    pub fn trace(&self, question: &Question, dossiers: &[Dossier<'_>]) -> Result<Vec<Traced>, Fault> {
        let few = self.of(dossiers);
        let plan = few.plan(question)?;
        let given = few.order(dossiers);
        let mut placed = vec![0; few.dictionaries.kind.keys().len()];
        let mut scratch = Scratch::default();
        let mut traced = Vec::new();
        for shard in few.all_shards() {
            scratch.next_shard(shard);
            let earlier = earlier(&plan, shard, &mut scratch);
            each_fact(shard, &plan.main, &earlier, &mut scratch, |person, kind, fact, cell| {
                let (dossier, fact) = given[kind][placed[kind] + fact];
                traced.push(Traced { dossier, fact, rows: rows(&plan, cell as usize, person, &earlier) });
            });
            for (placed, slice) in placed.iter_mut().zip(&shard.slices) {
                *placed += slice.len();
            }
        }
        traced.sort_by_key(|traced| (traced.dossier, traced.fact));
        Ok(traced)
    }

    /// For each kind, the dossiers' facts in the order in which an engine of them holds them.
    fn order(&self, dossiers: &[Dossier<'_>]) -> Vec<Vec<(usize, usize)>> {
        let code = |dictionary: &Dictionary, value| dictionary.find(value).unwrap_or(0);
        let mut facts: Vec<Vec<_>> = vec![Vec::new(); self.dictionaries.kind.keys().len()];
        for (dossier_at, dossier) in dossiers.iter().enumerate() {
            for (fact_at, fact) in dossier.facts.iter().enumerate() {
                let kind = code(&self.dictionaries.kind, Value::Text(fact.kind));
                let programme = code(&self.dictionaries.programme, Value::Id(fact.programme));
                let key = (dossier.id.is_none(), dossier.id, programme, fact.date);
                facts[kind as usize].push((key, (dossier_at, fact_at)));
            }
        }
        let sorted = facts.into_iter().map(|mut facts| {
            facts.sort_by_key(|(key, _)| *key);
            facts.into_iter().map(|(_, place)| place).collect()
        });
        sorted.collect()
    }
}

/// The rows of each axis in which a fact counts.
fn rows(plan: &Plan, cell: usize, person: usize, earlier: &[Touched]) -> Vec<Vec<Key>> {
    let mut rest = cell;
    let mut rows: Vec<Vec<Key>> = Vec::new();
    for axis in plan.axes.iter().rev() {
        rows.push(match axis.kind {
            AxisKind::Plain => {
                let row = rest % axis.keys.len();
                rest /= axis.keys.len();
                vec![axis.keys[row].clone()]
            }
            AxisKind::Also { selection, none } => match earlier[selection].of(person) {
                [] => vec![axis.keys[none as usize].clone()],
                cells => {
                    let mut keys: Vec<Key> = cells.iter().map(|cell| axis.keys[*cell as usize].clone()).collect();
                    keys.sort();
                    keys
                }
            },
        });
    }
    rows.reverse();
    rows
}

/// What each person of a shard touches of the selections to which others refer.
pub(crate) fn earlier(plan: &Plan, shard: &Shard, scratch: &mut Scratch) -> Vec<Touched> {
    let mut earlier = Vec::with_capacity(plan.selections.len());
    for (number, selection) in plan.selections.iter().enumerate() {
        // Nothing refers to the facts whose pairs are counted but the pairs themselves.
        if plan.pairs && plan.main_is == Some(number) {
            earlier.push(Touched::default());
            continue;
        }
        let is_axis = |axis: &Axis| matches!(axis.kind, AxisKind::Also { selection, .. } if selection == number);
        let only_whether = !plan.axes.iter().any(is_axis);
        let touched = selection.touched(shard, &earlier, scratch, only_whether);
        earlier.push(touched);
    }
    earlier
}

/// A shard with `changed` people replaced by what `loaded` has of them, split if it has grown too large.
fn spliced(held: &Shard, changed: &[i64], loaded: &[Shard], shard_people: usize) -> Vec<Shard> {
    let mut parts: Vec<(&Shard, Range<usize>)> = Vec::new();
    let mut kept = 0;
    for id in changed {
        let before = held.before(*id);
        if kept < before {
            parts.push((held, kept..before));
        }
        kept = before + usize::from(held.id(before) == Some(*id));
        let from = loaded.partition_point(|shard| shard.last() < Some(*id));
        if let Some(shard) = loaded.get(from)
            && let person = shard.before(*id)
            && shard.id(person) == Some(*id)
        {
            match parts.last_mut() {
                Some((last, people)) if std::ptr::eq(*last, shard) && people.end == person => people.end += 1,
                _ => parts.push((shard, person..person + 1)),
            }
        }
    }
    if kept < held.ids.len() {
        parts.push((held, kept..held.ids.len()));
    }
    if parts.is_empty() {
        return Vec::new();
    }
    let whole = Shard::concat(&parts);
    if whole.people() <= 2 * shard_people {
        return vec![whole];
    }
    let starts = (0..whole.people()).step_by(shard_people);
    starts.map(|start| Shard::concat(&[(&whole, start..(start + shard_people).min(whole.people()))])).collect()
}

impl Seen {
    fn add(&mut self, shard: &Shard) {
        for (kind, slice) in shard.slices.iter().enumerate() {
            if kind >= self.codes.len() {
                self.codes.resize_with(kind + 1, Default::default);
                self.dates.resize(kind + 1, (0, 0));
                self.undated.resize(kind + 1, false);
            }
            for (seen, column) in self.codes[kind].iter_mut().zip(&slice.fields) {
                column.mark(seen);
            }
            self.undated[kind] |= slice.undated;
            self.dates[kind] = day::spanning(self.dates[kind], slice.span());
        }
    }
}

impl Question {
    /// The question of one cell: the same, of only those facts that this one counts there. Where a key is none (a margin, the
    /// total), that dimension is left as it is. The rest of the question stays, so its total is the cell's tally.
    #[must_use]
    pub fn behind(&self, cell: &[Option<Key>]) -> Self {
        let mut behind = self.clone();
        for (by, key) in self.by.iter().zip(cell) {
            match (by, key) {
                (Dimension::Period(_), Some(Key::Period(grain, number))) if self.cumulative => {
                    // What is not a period has no last day; nothing is in it.
                    let whole = grain.period(*number);
                    let Some(whole) = whole else {
                        behind.of.filters.push(Filter::In(by.clone(), Vec::new()));
                        continue;
                    };
                    let end = self.of.over.map_or(whole.end, |over| over.end.min(whole.end));
                    let start = self.of.over.map_or(whole.start, |over| over.start).min(end);
                    behind.of.over = Some(Period { start, end });
                }
                (_, Some(key)) => behind.of.filters.push(Filter::In(by.clone(), vec![key.clone()])),
                (_, None) => {}
            }
        }
        behind
    }
}

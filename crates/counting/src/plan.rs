//! A question made ready: names looked up, values turned into lists by code.

mod places;

use crate::bits;
use crate::dictionary::{Dictionaries, Dictionary};
use crate::shard::Field;
use crate::{AgeAt, Count, Dimension, Facts, Fault, Filter, Key, Question, Value, day};
use base::Period;
use places::{Days, NOWHERE, Resolved, ages, compact, grouped, periods, since, turns};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A cell, or a sum of parts of one, from here upwards is none: the fact does not count.
pub(crate) const EXCLUDED: u32 = 1 << 24;

/// The most cells a table may have.
const LIMIT: u64 = 1 << 22;

/// What a plan needs to know of the facts there are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// By kind, then by field, then by code: whether there may be a fact with it.
    pub(crate) codes: Vec<[Vec<bool>; 5]>,
    /// By kind, the first and last day's codes; 0 and 0 if none is dated.
    pub(crate) dates: Vec<(u64, u64)>,
    /// By kind, whether there may be a fact without a date.
    pub(crate) undated: Vec<bool>,
}

/// Where the code is found that says a fact's place in a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Kind,
    Field(Field),
    Programme,
    Attribute(usize),
    AgeAtStart,
    /// The age on a stated day, by its code.
    AgeOn(u64),
}

/// Which facts count, and in which cell: the sum of what its kind, its class, its row and what is put off say.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Selection {
    /// The kinds looked at, and what each adds to the cell.
    pub(crate) kinds: Vec<(usize, u32)>,
    /// How the fields of facts are looked at.
    pub(crate) look: Arc<Look>,
    /// What each class of facts adds to the cell.
    pub(crate) cells_of: Vec<u32>,
    /// What the day adds by its code, where somebody's first fact of a class tells all that is to be known of the days of the others.
    pub(crate) first_day: Option<Vec<u32>>,
    /// By what is the same for all facts of a row.
    pub(crate) rows: Vec<(Source, Vec<u32>)>,
    /// Of each of these, the person has facts of one of the selections, or none of one: by number, and which.
    pub(crate) conditions: Vec<Vec<(usize, bool)>>,
    /// How many cells.
    pub(crate) cells: usize,
}

/// How the fields of facts are looked at: which facts pass, and which are of the same class, whatever the cells are called that classes
/// stand for. Questions that look alike share what is found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    /// Which codes of a field pass, the fewest runs first.
    pub(crate) narrowing: Vec<Narrowing>,
    /// What each code of a field adds to the class.
    pub(crate) classes: Vec<(Field, Vec<u32>)>,
    /// How many classes.
    pub(crate) count: usize,
}

/// Which codes of a field pass.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Narrowing {
    pub(crate) field: Field,
    pub(crate) runs: Runs,
    /// By code, 1 for those that pass and 0 for others; empty if the runs are few.
    pub(crate) list: Vec<u8>,
}

/// The first and last code of each run of codes that pass; no fact has any other that they take in.
pub(crate) type Runs = Vec<(u64, u64)>;

/// What a field of a fact says of its cell.
#[derive(Debug)]
struct ByField {
    field: Field,
    /// By code.
    list: Vec<u32>,
    /// Whether some facts do not count for it.
    narrows: bool,
    /// Whether it adds to the cell of any.
    adds: bool,
    runs: Runs,
}

impl Selection {
    /// Takes what fields say into the look, the day put off or not.
    fn look_at(&mut self, fields: Vec<ByField>, first_day: bool) {
        let mut look = Look { count: 1, ..Look::default() };
        self.cells_of = vec![0];
        for ByField { field, list, narrows, adds, runs } in fields {
            if narrows {
                let few = runs.len() <= bits::FEW_RUNS;
                let passes = list.iter().map(|cell| u8::from(*cell < EXCLUDED));
                let list = if few { Vec::new() } else { passes.collect() };
                look.narrowing.push(Narrowing { field, runs, list });
            }
            if field == Field::Date && first_day {
                self.first_day = Some(list);
            } else if adds {
                let (mut of_code, cells) = classes(&list);
                of_code.iter_mut().for_each(|class| *class *= look.count as u32);
                look.classes.push((field, of_code));
                look.count *= cells.len();
                let known = &self.cells_of;
                self.cells_of = cells.iter().flat_map(|more| known.iter().map(move |cell| cell + more)).collect();
            }
        }
        look.narrowing.sort_by_key(|narrowing| narrowing.runs.len());
        self.look = Arc::new(look);
    }
}

/// The class of each code, being numbered in the order of their codes, and the cell of each class.
fn classes(list: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let (mut cells, mut known) = (Vec::new(), HashMap::new());
    let mut last = (EXCLUDED, 0);
    let of_code = list.iter().map(|cell| {
        if *cell < EXCLUDED && *cell != last.0 {
            let class = *known.entry(*cell).or_insert_with(|| {
                cells.push(*cell);
                cells.len() as u32 - 1
            });
            last = (*cell, class);
        }
        // What does not pass may have any class.
        last.1
    });
    (of_code.collect(), cells)
}

/// Lets selections that look alike have the same look.
pub(crate) fn share_looks(plans: &mut [Plan]) {
    let mut known: Vec<Arc<Look>> = Vec::new();
    for plan in plans {
        for selection in plan.selections.iter_mut().chain([&mut plan.main]).chain(&mut plan.base) {
            match known.iter().find(|look| **look == selection.look) {
                Some(look) => selection.look = Arc::clone(look),
                None => known.push(Arc::clone(&selection.look)),
            }
        }
    }
}

/// A dimension of the table.
#[derive(Debug, Clone)]
pub(crate) struct Axis {
    pub(crate) keys: Vec<Key>,
    pub(crate) kind: AxisKind,
    /// Whether these are the periods of a stated span, to be shown whether or not anything was counted in them.
    pub(crate) whole_span: bool,
    /// Whether all facts of a kind in a row have the same place.
    pub(crate) by_row: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AxisKind {
    /// Each fact has one place.
    Plain,
    /// Each person has a list of places, the cells of this selection; at the place `none` when it is empty.
    Also { selection: usize, none: u32 },
}

/// A question made ready for one snapshot.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// What the others refer to, each after all it refers to itself.
    pub(crate) selections: Vec<Selection>,
    /// The facts counted; cells are those of the plain axes, the first outermost.
    pub(crate) main: Selection,
    /// Which of `selections` is the same as `main`, in a table with axes that refer to them.
    pub(crate) main_is: Option<usize>,
    /// Whether all there is to count is people by pairs of the values of one dimension over the same facts.
    pub(crate) pairs: bool,
    pub(crate) base: Option<Selection>,
    pub(crate) axes: Vec<Axis>,
    pub(crate) count: Count,
    /// The axis along which cells are cumulative.
    pub(crate) cumulative: Option<usize>,
}

impl Plan {
    pub(crate) fn new(
        question: &Question,
        dictionaries: &Dictionaries,
        seen: &Seen,
        schema: &crate::Schema,
    ) -> Result<Self, Fault> {
        let names = schema.person.iter().chain(&schema.enrolment).map(String::as_str).collect();
        let mut compiler = Compiler { dictionaries, seen, names, selections: Vec::new() };
        if question.by.len() > 2 {
            return Err(Fault::TooManyDimensions(question.by.len()));
        }
        let plain: Vec<&Dimension> = question.by.iter().filter(|by| !matches!(by, Dimension::Also(..))).collect();
        let first_day = question.cumulative && plain.len() == question.by.len();
        let (main, plain_keys) = compiler.select(&question.of, &plain, question.cumulative, first_day)?;
        let mut plain_keys = plain_keys.into_iter();
        let mut axes = Vec::new();
        for by in &question.by {
            axes.push(match by {
                Dimension::Also(of, facts) => compiler.also(of, facts)?,
                _ => Axis {
                    keys: plain_keys.next().unwrap_or_default(),
                    kind: AxisKind::Plain,
                    whole_span: question.of.over.is_some() && matches!(by, Dimension::Period(_)),
                    by_row: by_row(by),
                },
            });
        }
        within_limit(axes.iter().zip(&question.by).map(|(axis, by)| (axis.keys.len(), by)))?;
        let base = match &question.base {
            Some(base) => Some(compiler.select(base, &[], false, false)?.0),
            None => None,
        };
        let mut periods = (0..).zip(&question.by).filter(|(_, by)| matches!(by, Dimension::Period(_)));
        let (first, second) = (periods.next(), periods.next());
        if question.cumulative && second.is_some() {
            return Err(Fault::TwoPeriods);
        }
        let cumulative = first.filter(|_| question.cumulative).map(|(axis, _)| axis);
        let selections = compiler.selections;
        let also = axes.iter().any(|axis| axis.kind != AxisKind::Plain);
        let main_is = selections.iter().position(|selection| also && *selection == main);
        let is_main = |axis: &Axis| matches!(axis.kind, AxisKind::Also { selection, .. } if Some(selection) == main_is);
        let plain = axes.iter().filter(|axis| axis.kind == AxisKind::Plain).count();
        let pairs = question.count == Count::PEOPLE
            && axes.len() == 2
            && plain == 1
            && axes.iter().any(is_main)
            && cumulative.is_none();
        Ok(Self { selections, main, main_is, pairs, base, axes, count: question.count, cumulative })
    }
}

impl Plan {
    /// About how many bytes what is counted takes.
    pub(crate) fn bytes(&self) -> usize {
        let cells = self.axes.iter().map(|axis| axis.keys.len()).product::<usize>();
        let quantity = if self.count.quantity { size_of::<i64>() + size_of::<u32>() } else { 0 };
        let each = size_of::<u32>() * (1 + usize::from(self.count.records)) + quantity;
        each * (cells + self.axes.iter().map(|axis| axis.keys.len()).sum::<usize>())
    }
}

/// Whether all facts of a kind in a row have the same value.
fn by_row(dimension: &Dimension) -> bool {
    match dimension {
        Dimension::Programme | Dimension::Kind | Dimension::Attribute(_) => true,
        Dimension::Age { at, .. } => *at != AgeAt::Fact,
        Dimension::Grouped(of, _) => by_row(of),
        _ => false,
    }
}

fn within_limit<'a>(axes: impl Iterator<Item = (usize, &'a Dimension)>) -> Result<(), Fault> {
    let axes: Vec<_> = axes.collect();
    let cells = axes.iter().fold(1_u64, |cells, (len, _)| cells.saturating_mul(*len as u64));
    if cells <= LIMIT {
        return Ok(());
    }
    let widest = axes.iter().max_by_key(|(len, _)| *len).map_or(String::new(), |(_, by)| by.to_string());
    Err(Fault::TooLarge { cells, limit: LIMIT, widest })
}

struct Compiler<'a> {
    dictionaries: &'a Dictionaries,
    seen: &'a Seen,
    names: Vec<&'a str>,
    selections: Vec<Selection>,
}

impl Compiler<'_> {
    /// The selection of these facts with the cells of these axes, and the axes' values. With `first_day`, the day is put off where somebody's
    /// first fact of a class tells the period in which they are counted first: not if the day also says the row of the other axis, or there are undated
    /// facts to count, or facts of several kinds.
    fn select(
        &mut self,
        facts: &Facts,
        axes: &[&Dimension],
        cumulative: bool,
        first_day: bool,
    ) -> Result<(Selection, Vec<Vec<Key>>), Fault> {
        let kinds = self.kinds(facts);
        let days = self.days(&kinds, facts.over, cumulative);
        let mut lists = Lists { sources: Vec::new() };
        let mut conditions = Vec::new();
        if facts.over.is_some() {
            lists.of(Source::Field(Field::Date), || self.start(Source::Field(Field::Date), &days));
        }
        if let Some(terms) = &facts.terms {
            let terms: HashSet<Key> = terms.iter().copied().map(Key::Id).collect();
            self.restrict(&mut lists, &Dimension::Term, &days, |key| terms.contains(key))?;
        }
        for filter in &facts.filters {
            match filter {
                Filter::Has(facts) => conditions.push(vec![(self.refer(facts)?, true)]),
                Filter::HasNot(facts) => conditions.push(vec![(self.refer(facts)?, false)]),
                Filter::In(Dimension::Also(of, facts), keys) => conditions.push(self.also_any_of(of, facts, keys)?),
                Filter::NotIn(Dimension::Also(of, facts), keys) => {
                    let any = self.also_any_of(of, facts, keys)?;
                    conditions.extend(any.into_iter().map(|(selection, has)| vec![(selection, !has)]));
                }
                Filter::In(dimension, keys) => {
                    let keys: HashSet<&Key> = keys.iter().collect();
                    self.restrict(&mut lists, dimension, &days, |key| keys.contains(key))?;
                }
                Filter::NotIn(dimension, keys) => {
                    let keys: HashSet<&Key> = keys.iter().collect();
                    self.restrict(&mut lists, dimension, &days, |key| !keys.contains(key))?;
                }
            }
        }
        let mut resolved = Vec::new();
        for dimension in axes {
            let mut axis = self.resolve(dimension, &days, days.over)?;
            let source = axis.source;
            let list = lists.of(source, || self.start(source, &days));
            let gapless = matches!(dimension, Dimension::Period(_));
            compact(&mut axis, list, |code| self.may_have(&kinds, source, code), gapless.then_some(days.over));
            resolved.push(axis);
        }
        within_limit(resolved.iter().zip(axes).map(|(axis, by)| (axis.keys.len(), *by)))?;
        let mut stride = 1;
        for axis in resolved.iter().rev() {
            lists.add(axis, stride);
            stride *= axis.keys.len();
        }
        let periods = axes.iter().position(|axis| matches!(axis, Dimension::Period(_)));
        let (mut selection, mut fields) = lists.into_selection(&kinds, conditions, stride);
        for by in &mut fields {
            self.characterise(&kinds, by);
        }
        let first_day = first_day
            && periods.is_some_and(|axis| {
                let inner = resolved.last().map_or(1, |axis| axis.keys.len() as u32);
                let alone =
                    |cell: &u32| axes.len() == 1 || if axis == 0 { cell.is_multiple_of(inner) } else { *cell < inner };
                let mut dates = fields.iter().filter(|by| by.field == Field::Date).flat_map(|by| &by.list);
                selection.kinds.len() == 1
                    && stride > 0
                    && resolved[axis].keys.last() != Some(&Key::Missing)
                    && dates.all(|cell| *cell >= EXCLUDED || alone(cell))
            });
        selection.look_at(fields, first_day);
        Ok((selection, resolved.into_iter().map(|axis| axis.keys).collect()))
    }

    /// The number of a selection to which others refer.
    fn refer(&mut self, facts: &Facts) -> Result<usize, Fault> {
        let (selection, _) = self.select(facts, &[], false, false)?;
        Ok(self.number(selection))
    }

    fn number(&mut self, selection: Selection) -> usize {
        self.selections.iter().position(|known| *known == selection).unwrap_or_else(|| {
            self.selections.push(selection);
            self.selections.len() - 1
        })
    }

    /// That one of the values of `of` over the person's `facts` is one of `keys`.
    fn also_any_of(&mut self, of: &Dimension, facts: &Facts, keys: &[Key]) -> Result<Vec<(usize, bool)>, Fault> {
        let mut any = vec![(self.refer(&facts.clone().filter(Filter::In(of.clone(), keys.to_vec())))?, true)];
        if keys.contains(&Key::None) {
            any.push((self.refer(facts)?, false));
        }
        Ok(any)
    }

    fn also(&mut self, of: &Dimension, facts: &Facts) -> Result<Axis, Fault> {
        let (selection, keys) = self.select(facts, &[of], false, false)?;
        let mut keys = keys.into_iter().next().unwrap_or_default();
        let none = keys.iter().position(|key| *key == Key::None).unwrap_or_else(|| {
            keys.push(Key::None);
            keys.len() - 1
        });
        let whole_span = facts.over.is_some() && matches!(of, Dimension::Period(_));
        let kind = AxisKind::Also { selection: self.number(selection), none: none as u32 };
        Ok(Axis { keys, kind, whole_span, by_row: false })
    }

    /// The codes of the kinds that the facts may be of.
    fn kinds(&self, facts: &Facts) -> Vec<usize> {
        let known = &self.dictionaries.kind;
        let mut kinds: Vec<usize> = match facts.kinds.as_slice() {
            [] => (1..known.keys().len()).collect(),
            kinds => kinds.iter().filter_map(|kind| known.find(Value::Text(kind))).map(|code| code as usize).collect(),
        };
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    fn days(&self, kinds: &[usize], over: Option<Period>, cumulative: bool) -> Days {
        let (first, last) = self.span(kinds);
        let codes = first.max(last) as usize + 1;
        let mut span = day::number(first).zip(day::number(last));
        if let (Some((first, last)), Some(over)) = (&mut span, over) {
            let number = |date| day::number(day::code(Some(date)));
            *last = number(over.end).map_or(*last, |end| end.min(*last));
            *first = number(over.start).filter(|_| !cumulative).map_or(*first, |start| start.max(*first));
        }
        let all = span.map_or(0..0, |(first, last)| first..last + 1);
        Days { all, codes, undated: over.is_none(), over }
    }

    /// The first and last code of a day of facts of these kinds; 0 and 0 if none is dated.
    fn span(&self, kinds: &[usize]) -> (u64, u64) {
        let spans = kinds.iter().filter_map(|kind| self.seen.dates.get(*kind));
        spans.fold((0, 0), |all, span| day::spanning(all, *span))
    }

    fn dictionary(&self, source: Source) -> Option<&Dictionary> {
        match source {
            Source::Kind => Some(&self.dictionaries.kind),
            Source::Programme => Some(&self.dictionaries.programme),
            Source::Field(field) => self.dictionaries.fields.get(field as usize).map(|dictionary| &**dictionary),
            Source::Attribute(index) => Some(&self.dictionaries.attributes[index]),
            Source::AgeAtStart | Source::AgeOn(_) => None,
        }
    }

    /// The list of a source that everything passes; of days, those looked at.
    fn start(&self, source: Source, days: &Days) -> Vec<u32> {
        match (source, self.dictionary(source)) {
            (_, Some(dictionary)) => vec![0; dictionary.keys().len()],
            (Source::Field(Field::Date), None) => {
                let mut list = vec![EXCLUDED; days.codes];
                list[0] = if days.undated { 0 } else { EXCLUDED };
                for day in days.all.clone() {
                    list[day::code_of(day) as usize] = 0;
                }
                list
            }
            _ => vec![0; 256],
        }
    }

    fn restrict(
        &self,
        lists: &mut Lists,
        dimension: &Dimension,
        days: &Days,
        passes: impl Fn(&Key) -> bool,
    ) -> Result<(), Fault> {
        let Resolved { source, keys, places, .. } = self.resolve(dimension, days, None)?;
        let passes: Vec<bool> = keys.iter().map(passes).collect();
        let list = lists.of(source, || self.start(source, days));
        for (cell, place) in list.iter_mut().zip(places) {
            if !passes.get(place as usize).copied().unwrap_or(false) {
                *cell = EXCLUDED;
            }
        }
        Ok(())
    }

    /// Finds what is to be known of a field's list, as far as facts of these kinds go.
    fn characterise(&self, kinds: &[usize], by: &mut ByField) {
        let mut codes: Vec<usize> = match by.field {
            // Of days, what lies between the first and the last.
            Field::Date => {
                let (first, last) = self.span(kinds);
                let days = day::number(first).zip(day::number(last)).map_or(0..0, |(first, last)| first..last + 1);
                std::iter::once(0).chain(days.map(|day| day::code_of(day) as usize)).collect()
            }
            _ => (0..by.list.len()).collect(),
        };
        codes.sort_unstable();
        let mut passed = false;
        for code in codes {
            let cell = by.list.get(code).copied().unwrap_or(EXCLUDED);
            let passes = cell < EXCLUDED;
            if !self.may_have(kinds, Source::Field(by.field), code) {
                continue;
            }
            match by.runs.last_mut().filter(|_| passed) {
                Some((_, last)) if passes => *last = code as u64,
                _ if passes => by.runs.push((code as u64, code as u64)),
                _ => {}
            }
            by.narrows |= !passes;
            by.adds |= passes && cell > 0;
            passed = passes;
        }
    }

    /// Whether any fact of these kinds may have this code.
    fn may_have(&self, kinds: &[usize], source: Source, code: usize) -> bool {
        let Source::Field(field) = source else { return true };
        if field == Field::Date && code == 0 {
            return kinds.iter().any(|kind| self.seen.undated.get(*kind).copied().unwrap_or(false));
        }
        kinds.iter().any(|kind| {
            self.seen.codes.get(*kind).is_some_and(|seen| match seen.get(field as usize) {
                Some(seen) => seen.get(code).copied().unwrap_or(false),
                None => true,
            })
        })
    }

    /// A dimension's values. Of periods, those of `shown` if it is given, the first taking in whatever came before it.
    fn resolve(&self, dimension: &Dimension, days: &Days, shown: Option<Period>) -> Result<Resolved, Fault> {
        let source = match dimension {
            Dimension::Programme => Source::Programme,
            Dimension::Kind => Source::Kind,
            Dimension::Term => Source::Field(Field::Term),
            Dimension::Partner => Source::Field(Field::Partner),
            Dimension::Area => Source::Field(Field::Area),
            Dimension::Worker => Source::Field(Field::Worker),
            Dimension::State => Source::Field(Field::State),
            Dimension::Attribute(name) => {
                let index = self.names.iter().position(|known| known == name);
                Source::Attribute(index.ok_or_else(|| Fault::UnknownAttribute(name.clone()))?)
            }
            Dimension::Period(grain) => return Ok(periods(*grain, days, shown)),
            Dimension::Since(marked) => return Ok(since(marked, days)),
            Dimension::Age { bands, at } => return Ok(ages(bands, *at)),
            Dimension::Turn(before) => return Ok(turns(*before)),
            Dimension::Grouped(of, groups) => return Ok(grouped(&self.resolve(of, days, None)?, groups)),
            Dimension::Also(..) => return Err(Fault::Nested),
        };
        let keys = self.dictionary(source).map_or(Vec::new(), |dictionary| dictionary.keys().to_vec());
        Ok(Resolved { source, places: (0..keys.len() as u32).collect(), keys, ordered: false })
    }
}

/// The lists by code of each source that matters.
struct Lists {
    sources: Vec<(Source, Vec<u32>)>,
}

impl Lists {
    fn of(&mut self, source: Source, start: impl FnOnce() -> Vec<u32>) -> &mut Vec<u32> {
        let place = self.sources.iter().position(|(known, _)| *known == source).unwrap_or_else(|| {
            self.sources.push((source, start()));
            self.sources.len() - 1
        });
        &mut self.sources[place].1
    }

    /// Adds an axis to the cells.
    fn add(&mut self, axis: &Resolved, stride: usize) {
        let list = self.of(axis.source, Vec::new);
        for (cell, place) in list.iter_mut().zip(&axis.places) {
            *cell = if *cell >= EXCLUDED || *place == NOWHERE { EXCLUDED } else { *cell + place * stride as u32 };
        }
    }

    fn into_selection(
        self,
        kinds: &[usize],
        conditions: Vec<Vec<(usize, bool)>>,
        cells: usize,
    ) -> (Selection, Vec<ByField>) {
        let mut fields = Vec::new();
        let mut selection = Selection {
            kinds: kinds.iter().map(|kind| (*kind, 0)).collect(),
            look: Arc::default(),
            cells_of: Vec::new(),
            first_day: None,
            rows: Vec::new(),
            conditions,
            cells,
        };
        for (source, list) in self.sources {
            match source {
                Source::Kind => {
                    selection.kinds.iter_mut().for_each(|(kind, cell)| *cell = list[*kind]);
                    selection.kinds.retain(|(_, cell)| *cell < EXCLUDED);
                }
                Source::Field(field) => {
                    fields.push(ByField { field, list, narrows: false, adds: false, runs: Vec::new() });
                }
                Source::Programme | Source::Attribute(_) | Source::AgeAtStart | Source::AgeOn(_) => {
                    selection.rows.push((source, list));
                }
            }
        }
        (selection, fields)
    }
}

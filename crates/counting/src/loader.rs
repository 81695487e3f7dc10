//! Loading: people, enrolments and facts in any order, sorted by counting.

mod growing;

use crate::column::Column;
use crate::dictionary::{Dictionaries, Mix, code, code_of};
use crate::shard::{FIELDS, PEOPLE, Shard, Slice, id_code, quantity_code};
use crate::{Engine, Enrolment, Fact, Person, Schema, Value, day};
use base::Id;
use growing::Growing;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

/// Takes everything in once and makes an [`Engine`] of it.
///
/// Nothing need be in any order: facts may come before the people they are about. It is meant to run beside a database
/// reader that streams rows unsorted and unjoined. It holds what it is given in columns as narrow as the engine's own,
/// so that loading takes about twice the memory of the engine that it makes.
#[derive(Debug)]
pub struct Loader {
    schema: Arc<Schema>,
    dictionaries: Dictionaries,
    subjects: Staged,
    nobody: Staged,
    shard_people: usize,
}

impl Loader {
    /// A loader for people and enrolments with these attributes.
    #[must_use]
    pub fn new(schema: Schema) -> Self {
        let mut dictionaries = Dictionaries::default();
        dictionaries.attributes.resize_with(schema.person.len() + schema.enrolment.len(), Arc::default);
        Self::with(Arc::new(schema), dictionaries, PEOPLE)
    }

    /// A loader that goes on with the dictionaries of an engine.
    pub(crate) fn with(schema: Arc<Schema>, dictionaries: Dictionaries, shard_people: usize) -> Self {
        Self { schema, dictionaries, subjects: Staged::default(), nobody: Staged::default(), shard_people }
    }

    /// The same loader, whose engine keeps this many people together, at least one, instead of some thousands: fewer make a change
    /// quicker to apply, more make the engine smaller.
    #[must_use]
    pub fn people_together(mut self, people: usize) -> Self {
        self.shard_people = people.max(1);
        self
    }

    /// Takes in what is known of a person; said twice, the later holds. Of someone without any enrolment or fact nothing is kept.
    pub fn person(&mut self, id: Id, person: &Person<'_>) {
        let known = &mut self.subjects.people;
        known.ids.push(id.number());
        known.days.push(day::code(person.born));
        let dictionaries = &mut self.dictionaries.attributes[..self.schema.person.len()];
        push_attributes(&mut known.attributes, dictionaries, person.attributes);
    }

    /// Takes in a person's enrolment.
    pub fn enrolment(&mut self, person: Id, enrolment: &Enrolment<'_>) {
        let programme = code_of(&mut self.dictionaries.programme, Some(enrolment.programme));
        let row = self.subjects.row(person.number(), programme as u32);
        let known = &mut self.subjects.enrolments;
        known.rows.push(row);
        known.days.push(day::code(enrolment.start));
        let dictionaries = &mut self.dictionaries.attributes[self.schema.person.len()..];
        push_attributes(&mut known.attributes, dictionaries, enrolment.attributes);
    }

    /// Takes in a fact about a person, or about nobody in particular.
    pub fn fact(&mut self, subject: Option<Id>, fact: &Fact<'_>) {
        let dictionaries = &mut self.dictionaries;
        let programme = code_of(&mut dictionaries.programme, Some(fact.programme)) as u32;
        let kind = code(&mut dictionaries.kind, Value::Text(fact.kind)) as usize;
        let [term, partner, area, worker, state] = &mut dictionaries.fields;
        let fields: [u64; FIELDS] = [
            code_of(term, fact.term),
            code_of(partner, fact.partner),
            code_of(area, fact.area),
            code_of(worker, fact.worker),
            code(state, fact.state.map_or(Value::Missing, Value::Text)),
            day::code(fact.date),
        ];
        match subject {
            Some(id) => self.subjects.fact(id.number(), programme, kind, fields, fact.quantity),
            None => self.nobody.fact(0, programme, kind, fields, fact.quantity),
        }
    }

    /// The engine with all that was taken in.
    #[must_use]
    pub fn finish(self) -> Engine {
        let shard_people = self.shard_people;
        let (schema, loaded) = self.load();
        Engine::new(schema, shard_people, loaded)
    }

    pub(crate) fn load(self) -> (Arc<Schema>, Loaded) {
        let attributes = (self.schema.person.len(), self.schema.enrolment.len());
        let shards = self.subjects.shards(attributes, self.shard_people);
        let nobody = self.nobody.shards(attributes, self.shard_people).pop().map(|mut shard| {
            shard.ids = Column::default();
            shard
        });
        (self.schema, Loaded { dictionaries: self.dictionaries, shards, nobody })
    }
}

/// What a loader makes.
pub(crate) struct Loaded {
    pub(crate) dictionaries: Dictionaries,
    pub(crate) shards: Vec<Shard>,
    pub(crate) nobody: Option<Shard>,
}

fn push_attributes(
    columns: &mut Vec<Growing>,
    dictionaries: &mut [Arc<crate::dictionary::Dictionary>],
    values: &[Value<'_>],
) {
    columns.resize_with(dictionaries.len(), Growing::default);
    for (index, (column, dictionary)) in columns.iter_mut().zip(dictionaries).enumerate() {
        column.push(code(dictionary, values.get(index).copied().unwrap_or(Value::Missing)));
    }
}

/// Everything in the order in which it came.
#[derive(Debug, Default)]
struct Staged {
    /// The person and programme of each row, numbered as they are first heard of.
    rows: Vec<(i64, u32)>,
    numbers: HashMap<(i64, u32), u32, BuildHasherDefault<Mix>>,
    people: StagedPeople,
    enrolments: StagedEnrolments,
    /// By the code of their kind.
    kinds: Vec<StagedFacts>,
}

#[derive(Debug, Default)]
struct StagedPeople {
    ids: Vec<i64>,
    days: Growing,
    attributes: Vec<Growing>,
}

#[derive(Debug, Default)]
struct StagedEnrolments {
    rows: Vec<u32>,
    days: Growing,
    attributes: Vec<Growing>,
}

#[derive(Debug, Default)]
struct StagedFacts {
    rows: Vec<u32>,
    fields: [Growing; FIELDS],
    /// Zigzag codes, one up; 0 for no quantity. Only the whole range of 64 bits, less one, has room here.
    quantity: Growing,
}

impl Staged {
    fn row(&mut self, person: i64, programme: u32) -> u32 {
        let next = self.rows.len() as u32;
        let row = *self.numbers.entry((person, programme)).or_insert(next);
        if row == next {
            self.rows.push((person, programme));
        }
        row
    }

    fn fact(&mut self, person: i64, programme: u32, kind: usize, fields: [u64; FIELDS], quantity: Option<i64>) {
        let row = self.row(person, programme);
        if kind >= self.kinds.len() {
            self.kinds.resize_with(kind + 1, StagedFacts::default);
        }
        let facts = &mut self.kinds[kind];
        facts.rows.push(row);
        for (column, value) in facts.fields.iter_mut().zip(fields) {
            column.push(value);
        }
        facts.quantity.push(zigzag(quantity));
    }

    /// Shards of everything, the attributes being so many of people and so many of enrolments.
    fn shards(mut self, attributes: (usize, usize), shard_people: usize) -> Vec<Shard> {
        drop(std::mem::take(&mut self.numbers));
        if self.rows.is_empty() {
            return Vec::new();
        }
        // The order of rows, and where the numbers they had till now are in it.
        let mut order: Vec<u32> = (0..self.rows.len() as u32).collect();
        order.sort_unstable_by_key(|row| self.rows[*row as usize]);
        let mut place = vec![0; order.len()];
        for (at, row) in order.iter().enumerate() {
            place[*row as usize] = at as u32;
        }
        let mut shards = self.rows_in_shards(&order, &place, attributes, shard_people);
        drop(order);
        for facts in std::mem::take(&mut self.kinds) {
            facts.into_slices(&place, &mut shards);
        }
        shards
    }

    /// Shards without facts.
    fn rows_in_shards(
        &self,
        order: &[u32],
        place: &[u32],
        attributes: (usize, usize),
        shard_people: usize,
    ) -> Vec<Shard> {
        let known_person = self.people.places(&self.rows, order);
        let known_enrolment = self.enrolments.places(place);
        let row = |at: u32| self.rows[order[at as usize] as usize];
        let mut shards = Vec::new();
        let mut start = 0;
        while start < order.len() {
            let mut ids: Vec<i64> = Vec::new();
            let mut rows: Vec<u64> = Vec::new();
            let mut end = start;
            while end < order.len() {
                let (person, _) = row(end as u32);
                if ids.last() != Some(&person) {
                    if ids.len() == shard_people {
                        break;
                    }
                    ids.push(person);
                    rows.push(0);
                }
                if let Some(rows) = rows.last_mut() {
                    *rows += 1;
                }
                end += 1;
            }
            let stretch = |places: &[u32], column: &Growing| {
                // Places are numbered from one: what was never said is missing.
                Column::new(|| {
                    places[start..end].iter().map(|place| match place.checked_sub(1) {
                        Some(place) => column.get(place as usize),
                        None => 0,
                    })
                })
            };
            let born = stretch(&known_person, &self.people.days);
            let started = stretch(&known_enrolment, &self.enrolments.days);
            let age = |row: usize| day::age(day::ready(born.get(row)), day::ready(started.get(row)));
            let of_person = (0..attributes.0).map(|index| {
                self.people.attributes.get(index).map_or(Column::Same(0, end - start), |c| stretch(&known_person, c))
            });
            let of_enrolment = (0..attributes.1).map(|index| {
                self.enrolments
                    .attributes
                    .get(index)
                    .map_or(Column::Same(0, end - start), |c| stretch(&known_enrolment, c))
            });
            shards.push(Shard {
                rows: Column::new(|| rows.iter().copied()),
                programme: Column::new(|| (start..end).map(|at| u64::from(row(at as u32).1))),
                age: Column::new(|| (0..end - start).map(age)),
                attributes: of_person.chain(of_enrolment).collect(),
                ids: Column::new(|| ids.iter().map(|id| id_code(*id))),
                born,
                slices: Vec::new(),
            });
            start = end;
        }
        shards
    }
}

impl StagedPeople {
    /// For each row in order, one more than the place of what is known of its person; 0 if nothing is.
    fn places(&self, rows: &[(i64, u32)], order: &[u32]) -> Vec<u32> {
        let mut known: Vec<u32> = (0..self.ids.len() as u32).collect();
        known.sort_by_key(|place| self.ids[*place as usize]);
        let mut known = known.into_iter().peekable();
        let mut held: Option<(i64, u32)> = None;
        order
            .iter()
            .map(|row| {
                let (person, _) = rows[*row as usize];
                while let Some(place) = known.next_if(|place| self.ids[*place as usize] <= person) {
                    held = Some((self.ids[place as usize], place + 1));
                }
                held.filter(|(id, _)| *id == person).map_or(0, |(_, place)| place)
            })
            .collect()
    }
}

impl StagedEnrolments {
    /// For each row in order, one more than the place of its earliest enrolment; 0 if it has none. An enrolment without a
    /// start comes last.
    fn places(&self, place: &[u32]) -> Vec<u32> {
        let mut first = vec![0; place.len()];
        let start = |enrolment: u32| {
            let start = day::date(self.days.get(enrolment as usize));
            (start.is_none(), start)
        };
        for (enrolment, row) in (0..).zip(&self.rows) {
            let held: &mut u32 = &mut first[place[*row as usize] as usize];
            if held.checked_sub(1).is_none_or(|held| start(enrolment) < start(held)) {
                *held = enrolment + 1;
            }
        }
        first
    }
}

impl StagedFacts {
    /// Gives each shard its slice. The sort keeps the order in which facts of the same row and day came.
    fn into_slices(self, place: &[u32], shards: &mut [Shard]) {
        let sorted = self.sorted(place);
        let mut starts_in_all = self.counted(place);
        starts_in_all.push(self.rows.len() as u32);
        let mut row = 0;
        for shard in shards {
            let rows = row..row + shard.row_count();
            let starts = &starts_in_all[rows.start..=rows.end];
            let facts = &sorted[starts[0] as usize..starts[rows.len()] as usize];
            let quantities = || facts.iter().map(|fact| unzigzag(self.quantity.get(*fact as usize)));
            let least = quantities().flatten().min().unwrap_or(0);
            let gathered = |field: &Growing| Column::new(|| facts.iter().map(|fact| field.get(*fact as usize)));
            shard.slices.push(Slice::new(
                &shard.programme,
                Column::new(|| starts.windows(2).map(|pair| u64::from(pair[1] - pair[0]))),
                std::array::from_fn(|field| gathered(&self.fields[field])),
                Column::new(|| quantities().map(|quantity| quantity_code(quantity, least))),
                least,
            ));
            row = rows.end;
        }
    }

    /// Where each row's facts start.
    fn counted(&self, place: &[u32]) -> Vec<u32> {
        let mut starts = vec![0; place.len()];
        for row in &self.rows {
            starts[place[*row as usize] as usize] += 1;
        }
        let mut start = 0;
        for count in &mut starts {
            start += std::mem::replace(count, start);
        }
        starts
    }

    /// The facts by row, and by day within a row.
    fn sorted(&self, place: &[u32]) -> Vec<u32> {
        let mut next = self.counted(place);
        let mut sorted = vec![0; self.rows.len()];
        for (fact, row) in (0..).zip(&self.rows) {
            let next = &mut next[place[*row as usize] as usize];
            sorted[*next as usize] = fact;
            *next += 1;
        }
        // Now every `next` is where its row ends.
        let dates = &self.fields[crate::shard::Field::Date as usize];
        let mut start = 0;
        for end in next {
            sorted[start as usize..end as usize].sort_by_key(|fact| day::number(dates.get(*fact as usize)));
            start = end;
        }
        sorted
    }
}

/// A quantity as an unsigned number that is small when the quantity is near zero, one up; 0 for none. The one number for which there is no room is the
/// least of all, which is taken for the next.
fn zigzag(quantity: Option<i64>) -> u64 {
    quantity.map_or(0, |quantity| {
        let quantity = quantity.max(i64::MIN + 1);
        ((quantity << 1) ^ (quantity >> 63)).cast_unsigned() + 1
    })
}

fn unzigzag(code: u64) -> Option<i64> {
    let code = code.checked_sub(1)?;
    Some((code >> 1).cast_signed() ^ -((code & 1).cast_signed()))
}

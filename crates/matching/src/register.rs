//! Everybody, ready to be compared.

use crate::blocks::{self, Blocks, Rule, Slot};
use crate::compare::{Pattern, compare};
use crate::fields::Field;
use crate::form::{Form, Names, Side, Stranger};
use crate::model::{Borne, Crowd, Model, probability};
use crate::relatives::{doubtful, kinship};
use crate::suggestion::{Class, Comparison, LIKELY, POSSIBLE, Pair, Review, Suggestion};
use crate::{Identity, learn};
use base::Id;
use hashbrown::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Somebody new is not compared with a block of more people than this: what so many share tells nobody from another.
const MANY_FOR_ONE: usize = 5_000;

/// The people of a block are not compared with each other if there are more than this.
const MANY_FOR_ALL: usize = 1_000;

/// Bits that the values of a pair can add at most to what its levels say, because its names are rare.
const RARITY: f64 = 24.0;

/// An index of people, in memory, that finds who may be the same person. Changes of one person cost microseconds.
#[derive(Debug, Default)]
pub struct Register {
    people: Vec<Option<(Id, Form)>>,
    slots: HashMap<Id, Slot>,
    /// Slots of people who have left, which the blocks may still name.
    left: Vec<Slot>,
    /// Slots that nothing names.
    free: Vec<Slot>,
    names: Names,
    blocks: Blocks,
    model: Model,
}

impl Register {
    /// Nobody yet, and the weights that are assumed before anything is learnt.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many people there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Adds a person, or replaces what was known of them.
    pub fn put(&mut self, id: Id, identity: &Identity) {
        self.remove(id);
        let form = self.names.form(identity);
        let mut keys = Vec::with_capacity(16);
        blocks::keys(&self.names.side(&form), &mut keys);
        let slot = self.free.pop().unwrap_or_else(|| Slot::try_from(self.people.len()).unwrap_or(Slot::MAX));
        if let Some(place) = self.people.get_mut(slot as usize) {
            *place = Some((id, form));
        } else {
            self.people.push(Some((id, form)));
        }
        self.slots.insert(id, slot);
        self.blocks.add(slot, &keys);
        if self.blocks.untidy() {
            let people = &self.people;
            self.blocks.tidy(|slot| people.get(slot as usize).is_some_and(Option::is_some));
            self.free.append(&mut self.left);
        }
    }

    /// Forgets a person; whether there was one.
    pub fn remove(&mut self, id: Id) -> bool {
        let Some(slot) = self.slots.remove(&id) else { return false };
        let form = self.people.get_mut(slot as usize).and_then(Option::take);
        if let Some((_, form)) = form {
            self.names.remove(&form);
        }
        self.left.push(slot);
        true
    }

    /// The weights in force.
    #[must_use]
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// Puts weights in force, such as those that [`Self::learnt`] gave while others went on asking.
    pub fn set_model(&mut self, model: Model) {
        self.model = model;
    }

    /// Learns the weights from the people themselves, without being told who is whom: see `docs/matching.md`. The same
    /// people in the same order give the same weights. A few seconds for a hundred thousand.
    pub fn learn(&mut self) {
        self.model = self.learnt();
    }

    /// What [`Self::learn`] would put in force.
    #[must_use]
    pub fn learnt(&self) -> Model {
        learn::model(self)
    }

    /// Who of the register may be this person, the most probable first, at most `limit`.
    #[must_use]
    pub fn candidates(&self, identity: &Identity, limit: usize) -> Vec<Suggestion> {
        let stranger = Stranger::new(identity, &self.names);
        let mut found = self.like(&stranger.side(), None);
        found.truncate(limit);
        found
    }

    /// Who else of the register may be this person of the register, the most probable first.
    #[must_use]
    pub fn doubles(&self, id: Id) -> Vec<Suggestion> {
        let slot = self.slots.get(&id).copied();
        let side = slot.and_then(|slot| self.side(slot));
        side.map_or_else(Vec::new, |(_, side)| self.like(&side, slot))
    }

    /// Two people of the register compared, with the reasons; none if one of them is not there.
    #[must_use]
    pub fn compare(&self, one: Id, other: Id) -> Option<Comparison> {
        let (_, a) = self.side(*self.slots.get(&one)?)?;
        let (_, b) = self.side(*self.slots.get(&other)?)?;
        Some(self.explain(&a, &b))
    }

    /// Somebody new compared with a person of the register, with the reasons; none if that person is not there.
    #[must_use]
    pub fn compare_new(&self, identity: &Identity, other: Id) -> Option<Comparison> {
        let (_, b) = self.side(*self.slots.get(&other)?)?;
        Some(self.explain(&Stranger::new(identity, &self.names).side(), &b))
    }

    /// All pairs of the register that may be one person, the most probable first.
    #[must_use]
    pub fn pairs(&self) -> Review {
        let ordered = self.blocks.all();
        let groups: Vec<&[u64]> = ordered.chunk_by(|a, b| a >> 32 == b >> 32).filter(|group| group.len() > 1).collect();
        let too_large = groups.iter().filter(|group| group.len() > MANY_FOR_ALL).count();
        let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let mut own = Vec::new();
                    loop {
                        let from = next.fetch_add(256, Ordering::Relaxed);
                        let Some(some) = groups.get(from..(from + 256).min(groups.len())) else { break };
                        if some.is_empty() {
                            break;
                        }
                        for group in some.iter().filter(|group| group.len() <= MANY_FOR_ALL) {
                            self.pairs_of(group, &mut own);
                        }
                    }
                    found.lock().unwrap_or_else(PoisonError::into_inner).append(&mut own);
                });
            }
        });
        let mut pairs = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        pairs.sort_unstable_by_key(|pair: &Pair| (pair.one, pair.other));
        pairs.dedup_by_key(|pair| (pair.one, pair.other));
        pairs.sort_by(|a, b| b.bits.total_cmp(&a.bits));
        Review { pairs, too_large }
    }

    /// The pairs within one block.
    fn pairs_of(&self, group: &[u64], found: &mut Vec<Pair>) {
        let members: Vec<(Id, Side<'_>)> = group.iter().filter_map(|entry| self.side(*entry as Slot)).collect();
        for (at, (id, a)) in members.iter().enumerate() {
            for (other, b) in members.iter().skip(at + 1) {
                if let Some((bits, class)) = self.judge(a, b) {
                    let (one, other) = (*id.min(other), *id.max(other));
                    found.push(Pair { one, other, probability: probability(bits), bits, class });
                }
            }
        }
    }

    /// Everybody like this side, but for the person of a slot.
    fn like(&self, side: &Side<'_>, but: Option<Slot>) -> Vec<Suggestion> {
        let mut found: Vec<Suggestion> = self
            .near(side, MANY_FOR_ONE)
            .into_iter()
            .filter(|slot| Some(*slot) != but)
            .filter_map(|slot| {
                let (id, other) = self.side(slot)?;
                let (bits, class) = self.judge(side, &other)?;
                Some(Suggestion { id, probability: probability(bits), bits, class })
            })
            .collect();
        found.sort_by(|a, b| b.bits.total_cmp(&a.bits).then(a.id.cmp(&b.id)));
        found
    }

    /// Everybody who shares a key with this side, each once.
    pub(crate) fn near(&self, side: &Side<'_>, many: usize) -> Vec<Slot> {
        let (mut keys, mut slots) = (Vec::with_capacity(16), Vec::new());
        blocks::keys(side, &mut keys);
        for key in keys {
            let (count, members) = self.blocks.block(key);
            if count <= many {
                slots.extend(members);
            }
        }
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    /// The bits and class of a pair; none where it is not worth showing.
    fn judge(&self, a: &Side<'_>, b: &Side<'_>) -> Option<(f64, Class)> {
        let pattern = compare(a, b);
        let before = self.model.before(self.len());
        // Most pairs are worth no further look.
        if self.model.sum(pattern) + before + RARITY < 0.0 {
            return None;
        }
        let bits = before + self.evidence(pattern, a, b);
        Some((bits, class(bits, pattern, a, b)?))
    }

    /// What all fields say together, in bits.
    pub(crate) fn evidence(&self, pattern: Pattern, a: &Side<'_>, b: &Side<'_>) -> f64 {
        let borne = self.borne();
        let known = |crowd: &Crowd| -> f64 {
            Field::ALL.into_iter().map(|field| self.model.weigh(field, pattern, (a, b), borne, crowd)).sum()
        };
        let bits = known(&Crowd::default());
        // Who shares a value is asked only of pairs that it can still make a difference to, because asking takes time.
        if bits + self.model.before(self.len()) < -4.0 { bits } else { known(&self.crowd(a)) }
    }

    fn explain(&self, a: &Side<'_>, b: &Side<'_>) -> Comparison {
        self.model.explain(a, b, self.borne(), &self.crowd(a))
    }

    /// How many people share this side's values.
    fn crowd(&self, side: &Side<'_>) -> Crowd {
        let size = |rule| blocks::own_key(rule, side).map_or(0, |key| self.blocks.block(key).0);
        Crowd {
            people: self.len(),
            birth: size(Rule::Birth),
            postcode: size(Rule::Postcode),
            phone: size(Rule::Phone),
            email: size(Rule::Email),
        }
    }

    fn borne(&self) -> Borne {
        Borne { given: self.names.given.borne(), family: self.names.family.borne() }
    }

    /// The person of a slot.
    pub(crate) fn side(&self, slot: Slot) -> Option<(Id, Side<'_>)> {
        let (id, form) = self.people.get(slot as usize)?.as_ref()?;
        Some((*id, self.names.side(form)))
    }

    /// Everybody's slots, in order.
    pub(crate) fn everybody(&self) -> Vec<Slot> {
        let slots = (0..).zip(&self.people);
        slots.filter(|(_, person)| person.is_some()).map(|(slot, _)| slot).collect()
    }

    pub(crate) const fn blocks(&self) -> &Blocks {
        &self.blocks
    }
}

/// In which class so many bits put a pair.
pub fn class(bits: f64, pattern: Pattern, a: &Side<'_>, b: &Side<'_>) -> Option<Class> {
    let probability = probability(bits);
    if probability < POSSIBLE {
        return None;
    }
    Some(match kinship(pattern, a, b) {
        Some(kinship) => Class::Relatives(kinship),
        None if probability >= LIKELY && !doubtful(pattern, a, b) => Class::Likely,
        None => Class::Possible,
    })
}

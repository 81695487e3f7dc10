//! Finding people by whatever is remembered of them: any part of a name, a short form, a reference, date of birth, telephone number or
//! postcode; accents, spelling and the order of words forgiven.
//!
//! The database gives a few candidates out of the table of [keys](super::keys), within scope and however many people there are; what
//! is typed is then held against each of them as the asker sees them, so that nothing is found by what is withheld. The reference of
//! somebody who was merged with another finds that one.

mod born;
mod fit;
mod merged;
mod wanted;

use super::keys::{self, Stretch};
use super::seen::{Seen, rows, select};
use crate::Result;
use crate::reach::{Span, Sql};
use base::{Act, Id, Privacy, Scope};
use db::Reader;
use fit::fit;
use matching::words;
use wanted::Wanted;

/// How many keys are looked at in one stretch: where more people are called so, the first of them, by name.
const LOOKED_AT: i64 = 2500;
/// Of a partner to whom few of so many are known, as many people are looked through instead.
const LOOKED_THROUGH: i64 = 3000;
/// How many times as many as are wanted are taken out of a stretch, since not all will fit.
const SPARE: usize = 3;
/// How many words are compared with one that is misspelt.
const WORDS: i64 = 4000;
/// How many words like it are looked for.
const LIKE: usize = 4;
/// When so many are found, spelling is not forgiven any further.
const ENOUGH: usize = 8;

/// The people who fit what was typed, best first, at most `most`, as the asker sees them.
///
/// # Errors
/// When the database fails.
pub fn find(reader: &Reader<'_>, scope: &Scope, text: &str, most: usize) -> Result<Vec<Seen>> {
    narrowed(reader, scope, text, most, |_| {})
}

/// The same of those only to whom a further condition applies: `narrow` adds it, as `AND …` about `p`.
pub(super) fn narrowed(
    reader: &Reader<'_>,
    scope: &Scope,
    text: &str,
    most: usize,
    narrow: impl Fn(&mut Sql),
) -> Result<Vec<Seen>> {
    let wanted = Wanted::read(text);
    if wanted.is_nothing() {
        return Ok(Vec::new());
    }
    let mut search = Search { reader, scope, narrow, most, looked: Vec::new(), found: Vec::new() };
    if let Some(id) = wanted.id {
        search.take(&[id], |_| Some(10.0))?;
    }
    if search.found.is_empty() {
        for wanted in wanted.joined().iter().chain([&wanted]) {
            search.by(wanted)?;
        }
    }
    let mut found = search.found;
    let name = |seen: &Seen| seen.sorted().map(str::to_lowercase);
    found.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| name(x).cmp(&name(y))).then(x.id().cmp(&y.id())));
    Ok(found.into_iter().take(most).map(|(_, seen)| seen).collect())
}

/// A search at work.
struct Search<'r, 'c, N> {
    reader: &'r Reader<'c>,
    scope: &'r Scope,
    narrow: N,
    most: usize,
    looked: Vec<Id>,
    found: Vec<(f64, Seen)>,
}

impl<N: Fn(&mut Sql)> Search<'_, '_, N> {
    /// Looks in ever wider circles, until there is somebody.
    fn by(&mut self, wanted: &Wanted) -> Result<()> {
        if let Some(reference) = &wanted.reference {
            self.look(wanted, &keys::reference(reference))?;
            let merged = merged::by_reference(self.reader, self.scope, reference, self.most)?;
            self.take(&merged, |seen| seen.reads(Privacy::Identifying).then_some(2.0))?;
        }
        if let Some(stretches) = wanted.surest() {
            return self.look(wanted, &stretches);
        }
        let names: Vec<&str> = wanted.names.iter().map(String::as_str).collect();
        let (Some(first), Some(last)) = (names.first(), names.last()) else { return Ok(()) };
        let two = (names.len() > 1).then_some((*first, *last));
        let direct = match two {
            Some((first, last)) => vec![keys::name_pair(first, last), keys::name_pair(last, first)],
            None => vec![keys::name_beginning(first)],
        };
        self.look(wanted, &direct)?;
        let short = match two {
            Some((first, last)) => {
                let with = |one: &str, other: &str| -> Vec<Stretch> {
                    words::other_forms(one).into_iter().map(|form| keys::name_pair(form, other)).collect()
                };
                [with(first, last), with(last, first)].concat()
            }
            None => words::other_forms(first).into_iter().map(keys::name_word).collect(),
        };
        self.look(wanted, &short)?;
        if self.found.len() < ENOUGH {
            let sounds = match two {
                Some((first, last)) => keys::sounds(first, Some(last)),
                None => keys::sounds(first, None).filter(|_| first.len() > 2),
            };
            self.look(wanted, sounds.as_slice())?;
        }
        if self.found.is_empty() {
            self.misspelt(wanted, first, two.map(|(_, last)| last))?;
        }
        if self.found.is_empty() {
            self.of_a_small_partner(wanted, &direct)?;
        }
        Ok(())
    }

    /// Looks among the words that are like those typed.
    fn misspelt(&mut self, wanted: &Wanted, first: &str, last: Option<&str>) -> Result<()> {
        let mut like = self.like(first)?;
        let mut stretches: Vec<Stretch> = Vec::new();
        match last {
            None => stretches.extend(like.iter().map(|word| keys::name_word(word))),
            Some(last) => {
                let mut others = self.like(last)?;
                like.push(first.to_owned());
                others.push(last.to_owned());
                for one in &like {
                    stretches.extend(others.iter().map(|other| keys::name_pair(one, other)));
                }
            }
        }
        self.look(wanted, &stretches)
    }

    /// Words of people's names that begin with the same letter and are like this one, the likest first: each found by one step in the
    /// tree, past everybody who has the word before.
    fn like(&self, word: &str) -> Result<Vec<String>> {
        let Some(letter) = word.chars().next() else { return Ok(Vec::new()) };
        let (from, to) = keys::name_beginning(&letter.to_string());
        let sql = "WITH RECURSIVE word (key) AS (SELECT MIN(key) FROM person_key WHERE key >= $1 AND key <= $2 UNION ALL \
                   SELECT (SELECT MIN(k.key) FROM person_key k WHERE k.key >= ((word.key >> 30) + 1) << 30 AND k.key <= $2) \
                   FROM word WHERE word.key IS NOT NULL) SELECT key FROM word WHERE key IS NOT NULL LIMIT $3";
        let typed: String = word.chars().take(6).collect();
        let mut like: Vec<(f64, String)> = Vec::new();
        self.reader.each(sql, &[from.into(), to.into(), WORDS.into()], |row| {
            let (known, _) = keys::first_word(row.get(0)?);
            let likeness = words::likeness(&typed, &known);
            if known != typed && (likeness >= 0.85 || words::one_slip(&typed, &known)) {
                like.push((likeness, known));
            }
            Ok(())
        })?;
        like.sort_by(|a, b| b.0.total_cmp(&a.0));
        Ok(like.into_iter().take(LIKE).map(|(_, word)| word).collect())
    }

    /// Where more people are called so than are looked at, those of a partner who knows few people may be among the others: then its own
    /// people are looked through.
    fn of_a_small_partner(&mut self, wanted: &Wanted, stretches: &[Stretch]) -> Result<()> {
        let Span::These { partners, .. } = Span::of(self.scope, Act::SeeNames, None) else { return Ok(()) };
        let sql = "SELECT 1 FROM person_key WHERE key >= $1 AND key <= $2 ORDER BY key, id LIMIT 1 OFFSET $3";
        let mut more = false;
        for (from, to) in stretches {
            let values = [(*from).into(), (*to).into(), LOOKED_AT.into()];
            more |= self.reader.optional(sql, &values, |_| Ok(()))?.is_some();
        }
        if partners.is_empty() || !more {
            return Ok(());
        }
        let mut sql = Sql::new("SELECT person_id FROM enrolment WHERE partner_id IN ");
        sql.list(&partners).push(" LIMIT ").value(LOOKED_THROUGH);
        let ids: Vec<Id> = self.reader.query(&sql.text, &sql.values, |row| row.get(0))?;
        self.take(&ids, |seen| fit(wanted, seen))
    }

    /// Looks for as many as are wanted, and no further: mostly they all fit. Only where some do not, more are taken.
    fn look(&mut self, wanted: &Wanted, stretches: &[Stretch]) -> Result<()> {
        for most in [self.most, self.most * SPARE] {
            if stretches.is_empty() || self.found.len() >= self.most {
                break;
            }
            let ids = candidates(self.reader, self.scope, stretches, most)?;
            self.take(&ids, |seen| fit(wanted, seen))?;
            if ids.len() < most {
                break;
            }
        }
        Ok(())
    }

    /// Takes those who fit, out of those who have not been looked at yet.
    fn take(&mut self, ids: &[Id], fit: impl Fn(&Seen) -> Option<f64>) -> Result<()> {
        let mut fresh: Vec<Id> = ids.iter().copied().filter(|id| !self.looked.contains(id)).collect();
        fresh.sort_unstable();
        fresh.dedup();
        for some in fresh.chunks(400) {
            let mut sql = select(self.scope);
            sql.push(" AND p.id IN ").list(some);
            (self.narrow)(&mut sql);
            let people = rows(self.reader, &sql)?;
            self.found.extend(people.into_iter().filter_map(|seen| Some((fit(&seen)?, seen))));
        }
        self.looked.extend(fresh);
        Ok(())
    }
}

/// People with a key in one of these stretches whom the asker sees.
pub(super) fn candidates(reader: &Reader<'_>, scope: &Scope, stretches: &[Stretch], most: usize) -> Result<Vec<Id>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let span = Span::of(scope, Act::SeeNames, None);
    let mut sql = Sql::default();
    for (place, (from, to)) in stretches.iter().enumerate() {
        sql.push(if place > 0 { " UNION ALL " } else { "" });
        sql.push("SELECT id FROM (SELECT k.id FROM (SELECT key, id FROM person_key WHERE key >= ").value(*from);
        sql.push(" AND key <= ").value(*to).push(" ORDER BY key, id LIMIT ").value(LOOKED_AT).push(") k WHERE ");
        // Without an order of its own this ends with the last one taken.
        sql.is_within(&span, "k.id").unrestricted(scope, "k.id").push(" LIMIT ").value(most).push(") found");
    }
    Ok(reader.query(&sql.text, &sql.values, |row| row.get(0))?)
}

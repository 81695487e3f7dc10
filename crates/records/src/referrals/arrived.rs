//! Referrals as those at either end see them: what reached a partner, and what became of what it sent.

use super::Referral;
use crate::due::later;
use crate::reach::Sql;
use crate::{Result, people};
use base::{Act, Date, Id, Scope};
use db::{Reader, Record as _, Row};

/// The most referrals that are listed at once, the newest first.
pub const MOST: i64 = 200;
/// For how many days an answer stands on the home page of whoever referred somebody.
const NEWS: i16 = 14;

/// A referral that reached a partner: all that is told of the person before it is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// The referral.
    pub referral: Referral,
    /// What the person is called.
    pub name: String,
    /// How to reach them; none where it is withheld.
    pub reach: Option<Reach>,
}

/// How to reach somebody, and how not to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// What not to do, in words: "no voicemail".
    pub not: Vec<&'static str>,
}

/// A referral of our own, or that an agency sent us, with the person's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ours {
    /// The referral.
    pub referral: Referral,
    /// What the person is called.
    pub name: String,
}

/// The referrals from other partners that reached those of the asker, newest first.
///
/// # Errors
/// When the database fails.
pub fn received(reader: &Reader<'_>, scope: &Scope) -> Result<Vec<Arrived>> {
    arrived(reader, scope, "", None)
}

/// Those of them that wait for an answer, the longest first.
///
/// # Errors
/// When the database fails.
pub fn waiting(reader: &Reader<'_>, scope: &Scope) -> Result<Vec<Arrived>> {
    let mut waiting = arrived(reader, scope, " AND q.status = 'made'", None)?;
    waiting.reverse();
    Ok(waiting)
}

/// The referral with this id, if it reached a partner of the asker's.
///
/// # Errors
/// When the database fails.
pub fn addressed(reader: &Reader<'_>, scope: &Scope, referral: Id) -> Result<Option<Arrived>> {
    Ok(arrived(reader, scope, "", Some(referral))?.pop())
}

fn arrived(reader: &Reader<'_>, scope: &Scope, more: &str, one: Option<Id>) -> Result<Vec<Arrived>> {
    let mut sql = Sql::new("SELECT ");
    sql.push(&Referral::TABLE.columns("q.")).push(
        ", p.known_as, p.given_name, p.family_name, p.reference, p.phone, p.email, p.no_calls, p.no_voicemail, p.no_text, p.no_email, \
         q.partner_id IS NULL OR EXISTS (SELECT 1 FROM enrolment e WHERE e.person_id = q.person_id AND e.programme_id = q.programme_id \
         AND e.partner_id = q.partner_id) OR EXISTS (SELECT 1 FROM assignment a WHERE a.person_id = q.person_id \
         AND a.programme_id = q.programme_id AND a.partner_id = q.partner_id AND (a.end_date IS NULL OR a.end_date >= ",
    );
    sql.value(scope.today().unwrap_or(Date::MAX));
    sql.push(")) FROM referral q JOIN person p ON p.id = q.person_id WHERE q.way = 'between' AND q.status <> 'withdrawn' AND ");
    // To answer one is to record: a lead, who sees all of them, has none of their own.
    sql.is_addressed(scope, Act::Record, "q.").unrestricted(scope, "q.person_id").push(more);
    if let Some(one) = one {
        sql.push(" AND q.id = ").value(one);
    }
    sql.push(" ORDER BY q.date DESC, q.id DESC LIMIT ").value(MOST);
    Ok(reader.query(&sql.text, &sql.values, |row| {
        let referral = Referral::read(row)?;
        let at = Referral::TABLE.fields.len() + 1;
        // Who is not to be helped here is no longer told of, nor one for whom those who referred them answer no more.
        let gone = referral.status == "declined" || referral.is_waiting() && !row.get::<bool>(at + 10)?;
        let reads = !gone && scope.reaches(Act::SeeSensitive, referral.programme, referral.to);
        let reach = if reads { Some(reach(row, at + 4)?) } else { None };
        let (help, message) = if reads { (referral.help, referral.message.clone()) } else { (None, None) };
        Ok(Arrived { name: people::called(row, at)?, reach, referral: Referral { help, message, ..referral } })
    })?)
}

/// The referrals that the asker's partners made, and those that agencies sent them, newest first; for whoever sees a whole programme, all of it.
///
/// # Errors
/// When the database fails.
pub fn ours(reader: &Reader<'_>, scope: &Scope) -> Result<Vec<Ours>> {
    let mut sql = own(scope);
    sql.push(" ORDER BY q.date DESC, q.id DESC LIMIT ").value(MOST);
    told(reader, scope, &sql)
}

/// What a user referred, and what became of it lately; and what has waited for an answer for a week.
///
/// # Errors
/// When the database fails.
pub fn answered_lately(reader: &Reader<'_>, scope: &Scope, user: Id, today: Date) -> Result<Vec<Ours>> {
    let mut sql = own(scope);
    sql.push(" AND q.way <> 'in' AND q.user_id = ").value(user);
    sql.push(" AND (q.status = 'made' AND q.date <= ").value(later(today, -crate::due::AHEAD));
    sql.push(" OR q.status IN ('accepted', 'declined', 'under-way', 'ended', 'absent') AND COALESCE(q.ended, q.answered) >= ");
    sql.value(later(today, -NEWS)).push(")");
    sql.push(" ORDER BY q.date DESC, q.id DESC LIMIT ").value(MOST);
    told(reader, scope, &sql)
}

fn own(scope: &Scope) -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.push(&Referral::TABLE.columns("q."));
    sql.push(", p.known_as, p.given_name, p.family_name, p.reference FROM referral q JOIN person p ON p.id = q.person_id WHERE ");
    sql.sees_record(scope, Act::SeeNames, "q.").unrestricted(scope, "q.person_id");
    sql
}

fn told(reader: &Reader<'_>, scope: &Scope, sql: &Sql) -> Result<Vec<Ours>> {
    let mut all = reader.query(&sql.text, &sql.values, |row| {
        let at = Referral::TABLE.fields.len() + 1;
        Ok(Ours { referral: Referral::read(row)?, name: people::called(row, at)? })
    })?;
    let reads = |told: &Referral| scope.reaches(Act::SeeSensitive, told.programme, told.partner);
    for one in all.iter_mut().filter(|one| !reads(&one.referral)) {
        let told = &mut one.referral;
        (told.help, told.message, told.reason, told.outcome) = (None, None, None, None);
    }
    Ok(all)
}

fn reach(row: &Row<'_>, at: usize) -> db::Result<Reach> {
    const NOT: [&str; 4] = ["no calls", "no voicemail", "no texts", "no e-mail"];
    let mut not = Vec::new();
    for (place, words) in NOT.into_iter().enumerate() {
        if row.get::<Option<bool>>(at + 2 + place)? == Some(true) {
            not.push(words);
        }
    }
    Ok(Reach { phone: row.get(at)?, email: row.get(at + 1)?, not })
}

//! Registering: the short first step, and what is asked later.

use super::{Born, Characteristics, Consent, Person};
use crate::assignments::Assignment;
use crate::enrolments::Enrolment;
use crate::keeping::{Place, Saved, for_partner, permitted, settled, stamped, version};
use crate::programmes::Entry;
use crate::submissions::{self, About, Made};
use crate::{Error, Result, Workspace};
use base::{Act, Actor, Date, Id, Invalid};
use db::Tx;
use definition::ProgrammeKind;

/// Somebody who comes to a programme for the first time.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// Who they are and how to reach them. The id and the register are set in registering; an empty reference gets one made.
    pub person: Person,
    /// The programme they come to.
    pub programme: Id,
    /// The partner that supports them; none means the one that whoever registers them belongs to.
    pub partner: Option<Id>,
    /// The area they belong to.
    pub area: Option<Id>,
    /// The day on which real support first began, which is not the day a form was filled in.
    pub start: Date,
    /// How they came, a term of the vocabulary "route".
    pub route: Option<Id>,
    /// Their standing in the labour market at the start.
    pub employment: Option<Id>,
    /// What was seen that shows it.
    pub evidence: Option<Id>,
    /// The day on which that was seen.
    pub evidence_seen: Option<Date>,
    /// What they were told of and agreed to. Person, programme and partner are set in registering.
    pub consents: Vec<Consent>,
    /// The user who will be their keyworker, if that is known.
    pub keyworker: Option<Id>,
    /// Why they are registered although a rule of [eligibility] is not met; goes into the audit log.
    pub despite: Option<String>,
}

/// One rule of who may take part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The rule, in the programme's words.
    pub text: String,
    /// Whether it is met; none where that is not for the program to say.
    pub met: Option<bool>,
}

/// Who may take part in the programme, rule by rule, and whether somebody born then who starts then does, as far as that is
/// known: of a year of birth alone it may not be.
#[must_use]
pub fn eligibility(entry: &Entry, born: Option<Born>, start: Date) -> Vec<Rule> {
    let programme = &entry.definition.programme;
    let youngest = programme.min_age.map(|age| Rule {
        text: format!("aged {age} or over at the start"),
        met: born.and_then(|born| {
            let (first, last) = born.span();
            let old_enough = |born| super::age_on(born, start) >= i16::from(age);
            (old_enough(first) == old_enough(last)).then(|| old_enough(first))
        }),
    });
    let others = programme.eligibility.iter().map(|rule| Rule { text: rule.clone(), met: None });
    youngest.into_iter().chain(others).collect()
}

/// Registers somebody: the person, the enrolment, the consents and the keyworker, all or nothing.
///
/// # Errors
/// [`Error::Refused`] where the actor may not record for this partner, or a rule of eligibility is not met and nobody said why
/// that is right; [`Error::Invalid`] where a rule is broken.
pub fn register(workspace: &Workspace, actor: &Actor, token: &str, newcomer: &Newcomer) -> Result<Made> {
    let catalogue = workspace.catalogue();
    let programme = newcomer.programme;
    let entry = catalogue.entry(programme).ok_or_else(|| Error::not_found("programme", programme.to_string()))?;
    enrols(entry)?;
    let partner = for_partner(entry, actor, newcomer.partner)?;
    submissions::once(workspace, actor, token, "Registered", |tx| {
        let mut person = newcomer.person.clone();
        (person.id, person.register) = (tx.new_id(), catalogue.register(programme));
        if person.reference.trim().is_empty() {
            person.reference = reference()?;
        }
        let enrolment = Enrolment {
            id: tx.new_id(),
            person: person.id,
            programme,
            partner,
            area: newcomer.area,
            start: newcomer.start,
            reentry: None,
            end: None,
            destination: None,
            employment: newcomer.employment,
            evidence: newcomer.evidence,
            evidence_seen: newcomer.evidence_seen,
            route: newcomer.route,
        };
        check(workspace, entry, newcomer, &person, &enrolment)?;
        free(tx, &person)?;
        because(tx, newcomer.despite.as_deref());
        tx.insert(&person)?;
        tx.insert(&enrolment)?;
        for consent in &newcomer.consents {
            let consent = Consent { person: person.id, programme, partner, ..consent.clone() };
            let consent = stamped(tx, workspace, &consent)?;
            tx.insert(&consent)?;
        }
        if let Some(worker) = newcomer.keyworker {
            let keyworker = Assignment::new(person.id, programme, worker, "keyworker", newcomer.start);
            crate::assignments::put(tx, workspace, &keyworker)?;
        }
        Ok(About { person: Some(person.id), record: person.id })
    })
}

/// Refuses an umbrella, which enrols nobody itself.
fn enrols(entry: &Entry) -> Result<()> {
    if entry.definition.programme.kind != ProgrammeKind::Umbrella {
        return Ok(());
    }
    let name = &entry.programme.name;
    Err(Error::Refused(format!(
        "{name} is an umbrella and enrols nobody itself: choose one of the programmes under it"
    )))
}

/// Enrols somebody who is known already in a further programme of the same umbrella; `despite` says why, although a rule of
/// [eligibility] is not met, and goes into the audit log.
///
/// # Errors
/// As [`register`].
pub fn enrol(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    enrolment: &Enrolment,
    despite: Option<&str>,
) -> Result<Made> {
    let catalogue = workspace.catalogue();
    let programme = enrolment.programme;
    let entry = catalogue.entry(programme).ok_or_else(|| Error::not_found("programme", programme.to_string()))?;
    enrols(entry)?;
    let partner = for_partner(entry, actor, enrolment.partner)?;
    submissions::once(workspace, actor, token, "Enrolled", |tx| {
        let hidden = || Error::not_found("person", enrolment.person.to_string());
        if !super::may(tx, &actor.scope(), Act::Record, enrolment.person)? {
            return Err(hidden());
        }
        let person: Person = tx.find(enrolment.person)?.ok_or_else(hidden)?;
        if person.register != catalogue.register(programme) {
            return Err(Error::Refused("the programme keeps a register of its own: register them there".to_owned()));
        }
        let sql = "SELECT id FROM enrolment WHERE person_id = $1 AND programme_id = $2";
        if tx.optional(sql, &[person.id.into(), programme.into()], |row| row.get::<Id>(0))?.is_some() {
            // By whom, and that it is so, may not be the actor's to know.
            let why = format!("{} cannot be enrolled here: they may be in this programme already", person.name());
            return Err(Error::Refused(format!("{why}; ask the programme\u{2019}s lead")));
        }
        let enrolment = Enrolment { id: tx.new_id(), partner, ..enrolment.clone() };
        let wrong = unfit(workspace, entry, &person, &enrolment, despite);
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        because(tx, despite);
        tx.insert(&enrolment)?;
        super::archiving::supported_again(tx, person.id)?;
        Ok(About { person: Some(person.id), record: enrolment.id })
    })
}

/// Writes down the answers to the harmonised questions, in place of those given before.
///
/// # Errors
/// [`Error::Refused`] or [`Error::NotFound`] where the actor may not record about this person in this programme.
pub fn characterise(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    programme: Id,
    answers: &Characteristics,
) -> Result<Made> {
    submissions::once(workspace, actor, token, "Details changed", |tx| characterised(tx, workspace, programme, answers))
}

/// As [`characterise`], if the answers still are what the form was made from: `from` is their [`version`].
///
/// # Errors
/// As [`characterise`].
pub fn recharacterise(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    programme: Id,
    from: &str,
    answers: &Characteristics,
) -> Result<Saved<Characteristics>> {
    settled(workspace, actor, token, "Details changed", |tx| {
        let now = held(tx, answers.person)?.unwrap_or_else(|| Characteristics::unasked(answers.person));
        if version(&now) != from {
            permitted(tx, workspace, actor, place_of(answers, programme))?;
            return Ok(Err(now));
        }
        characterised(tx, workspace, programme, answers).map(Ok)
    })
}

fn held(tx: &Tx<'_>, person: Id) -> Result<Option<Characteristics>> {
    Ok(tx.list::<Characteristics>("WHERE person_id = $1", &[person.into()])?.pop())
}

fn place_of(answers: &Characteristics, programme: Id) -> Place {
    Place { person: answers.person, programme, partner: None }
}

fn characterised(tx: &mut Tx<'_>, workspace: &Workspace, programme: Id, answers: &Characteristics) -> Result<About> {
    let person = answers.person;
    permitted(tx, workspace, tx.actor(), place_of(answers, programme))?;
    let mut wrong = crate::keeping::answers(answers);
    wrong.extend(answers.check());
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let before = held(tx, person)?;
    let id = before.as_ref().map_or_else(|| tx.new_id(), |before| before.id);
    let after = Characteristics { id, ..answers.clone() };
    match before {
        Some(before) => tx.update(&before, &after)?,
        None => tx.insert(&after)?,
    }
    if let (Some(known), Some(disability)) = (tx.find::<Person>(person)?, answers.disability()) {
        tx.update(&known, &Person { disability: Some(disability.to_owned()), ..known.clone() })?;
    }
    Ok(About { person: Some(person), record: id })
}

fn check(
    workspace: &Workspace,
    entry: &Entry,
    newcomer: &Newcomer,
    person: &Person,
    enrolment: &Enrolment,
) -> Result<()> {
    let mut wrong = person.check(None, workspace.clock().today());
    wrong.extend(unfit(workspace, entry, person, enrolment, newcomer.despite.as_deref()));
    if person.given_name.is_none() && person.family_name.is_none() && person.known_as.is_none() {
        wrong.push(Invalid::new("given_name", "", "give at least one name"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// Notes why somebody is enrolled although a rule of eligibility is not met.
fn because(tx: &mut Tx<'_>, despite: Option<&str>) {
    if let Some(why) = despite {
        tx.because(format!("not eligible by the rules, but: {why}"));
    }
}

/// What stands against enrolling this person so: the enrolment itself, the programme's days, and its rules of eligibility unless it
/// is said why.
fn unfit(
    workspace: &Workspace,
    entry: &Entry,
    person: &Person,
    enrolment: &Enrolment,
    despite: Option<&str>,
) -> Vec<Invalid> {
    let mut wrong = enrolment.check(person.born(), workspace.clock().today());
    wrong.extend(crate::keeping::described(entry, enrolment, None));
    if let Some(opens) = entry.programme.start
        && enrolment.start < opens
    {
        let reason = format!("is before the programme began, {opens}");
        wrong.push(Invalid::new("start_date", enrolment.start.to_string(), reason));
    }
    if let Some(closes) = entry.programme.end
        && enrolment.start > closes
    {
        let reason = format!("is after the programme ended, {closes}");
        wrong.push(Invalid::new("start_date", enrolment.start.to_string(), reason));
    }
    let unmet = eligibility(entry, person.born(), enrolment.start).into_iter().find(|rule| rule.met == Some(false));
    if let Some(rule) = unmet
        && despite.is_none_or(|why| why.trim().is_empty())
    {
        let reason =
            format!("{} is for people {}; say why this person is right all the same", entry.programme.name, rule.text);
        wrong.push(Invalid::new("despite", "", reason));
    }
    wrong
}

/// Refuses a reference that somebody else has.
pub(super) fn free(tx: &Tx<'_>, person: &Person) -> Result<()> {
    let sql = "SELECT id FROM person WHERE register_id = $1 AND reference = $2";
    let values = [person.register.into(), person.reference.as_str().into()];
    if tx.optional(sql, &values, |row| row.get::<Id>(0))?.is_some() {
        let reason = "somebody else has this reference already";
        return Err(Error::Invalid(vec![Invalid::new("reference", person.reference.as_str(), reason)]));
    }
    Ok(())
}

/// A reference for somebody who has none: short enough to be read out on the telephone. It is drawn, and not made of the id: that is the
/// pseudonym under which those know them who are told neither.
fn reference() -> Result<String> {
    let mut drawn = [0; 8];
    getrandom::fill(&mut drawn).map_err(|fault| Error::Refused(format!("no randomness: {fault}")))?;
    let text = Id::from_number(i64::from_le_bytes(drawn)).to_string();
    let (_, end) = text.split_at(text.len() - 8);
    Ok(format!("W-{}-{}", &end[..4], &end[4..]))
}

//! Putting a definition in force: what would change is shown first, nothing is orphaned, and what falls away is retired.

use super::{Area, Entry, Partner, Programme, Target, Term, Version};
use crate::organisations::Organisation;
use crate::{Error, Result, Workspace};
use base::{Actor, Id};
use db::{Reader, Record, Tx, Value};
use definition::{Change, Definition, OutcomeRule};

/// What applying a definition would do.
#[derive(Debug)]
pub struct Plan {
    /// The definition.
    pub definition: Definition,
    /// Its text.
    body: String,
    /// Whether the programme is not in the workspace yet.
    pub new: bool,
    /// What would change, in the order of the file; of a new programme, nothing is listed.
    pub changes: Vec<Change>,
    /// Consequences for records, such as outcomes that would now count as core.
    pub warnings: Vec<String>,
    /// Why it cannot be applied; empty when it can.
    pub refusals: Vec<String>,
    synthetic: bool,
}

/// What applying a definition did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The programme.
    pub programme: Id,
    /// The version now in force.
    pub version: i64,
}

/// Reads the definition in `body`, which stands in the file `name`, and works out what applying it would do.
///
/// # Errors
/// [`Error::Definition`] with every fault of the text; or the database fails.
pub fn plan(workspace: &Workspace, name: &str, body: &str) -> Result<Plan> {
    let definition = definition::parse(name, body).map_err(Error::Definition)?;
    let catalogue = workspace.catalogue();
    let mut plan = Plan {
        body: body.to_owned(),
        new: true,
        changes: Vec::new(),
        warnings: Vec::new(),
        refusals: Vec::new(),
        synthetic: false,
        definition,
    };
    let umbrella = plan.definition.programme.umbrella.clone();
    if let Some(key) = &umbrella
        && catalogue.programme(key).is_err()
    {
        plan.refusals.push(format!(
            "it belongs under \u{201c}{key}\u{201d}, which is not here yet: apply that definition first"
        ));
    }
    if let Ok(entry) = catalogue.programme(plan.definition.key()) {
        plan.new = false;
        plan.changes = definition::compare(&entry.definition, &plan.definition);
        if umbrella != entry.definition.programme.umbrella {
            let people = workspace.read(|reader| enrolled(reader, entry.programme.id))?;
            if people > 0 {
                plan.refusals.push(format!(
                    "it moves to another umbrella, but {people} people are enrolled in it and their references belong to the umbrella"
                ));
            }
        }
        workspace.read(|reader| consequences(reader, entry, &mut plan))?;
    }
    Ok(plan)
}

impl Plan {
    /// The same plan for a programme whose records are made up, which every page about it will say.
    #[must_use]
    pub fn synthetic(mut self) -> Self {
        self.synthetic = true;
        self
    }
}

/// Puts a planned definition in force.
///
/// # Errors
/// [`Error::Refused`] with the plan's refusals; or the database fails. Then nothing has changed.
pub fn apply(workspace: &Workspace, actor: &Actor, plan: &Plan) -> Result<Applied> {
    if !plan.refusals.is_empty() {
        return Err(Error::Refused(plan.refusals.join("; ")));
    }
    let applied = workspace.write(actor, |tx| {
        tx.because("definition applied");
        Applying { workspace, tx, definition: &plan.definition, synthetic: plan.synthetic }.run(&plan.body)
    })?;
    workspace.reload()?;
    Ok(applied)
}

fn enrolled(reader: &Reader<'_>, programme: Id) -> Result<i64> {
    Ok(reader.one("SELECT COUNT(*) FROM enrolment WHERE programme_id = $1", &[programme.into()], |row| row.get(0))?)
}

/// What a changed rule would mean for the records there are.
fn consequences(reader: &Reader<'_>, entry: &Entry, plan: &mut Plan) -> Result<()> {
    for term in &plan.definition.terms {
        let Some(rule) = &term.outcome else { continue };
        let Some(known) = entry.term(term.vocabulary, &term.key) else { continue };
        if rule.once && known.repeatable == Some(true) {
            let sql = "SELECT COUNT(*) FROM (SELECT person_id FROM outcome WHERE outcome_id = $1 GROUP BY person_id HAVING COUNT(*) > 1) AS twice";
            let twice: i64 = reader.one(sql, &[known.id.into()], |row| row.get(0))?;
            if twice > 0 {
                let label = &term.label;
                plan.refusals.push(format!(
                    "outcome \u{201c}{label}\u{201d} becomes once per person, but {twice} people already have it more than once"
                ));
            }
        }
        if known.core != Some(rule.core) {
            let sql = "SELECT COUNT(*) FROM outcome WHERE outcome_id = $1";
            let count: i64 = reader.one(sql, &[known.id.into()], |row| row.get(0))?;
            if count > 0 {
                let (label, now) = (&term.label, if rule.core { "core" } else { "non-core" });
                plan.warnings
                    .push(format!("{count} outcomes \u{201c}{label}\u{201d} will count as {now} in every figure"));
            }
        }
    }
    Ok(())
}

/// One definition on its way into the database.
struct Applying<'a, 't> {
    workspace: &'a Workspace,
    tx: &'a mut Tx<'t>,
    definition: &'a Definition,
    synthetic: bool,
}

impl Applying<'_, '_> {
    fn run(mut self, body: &str) -> Result<Applied> {
        let programme = self.programme()?;
        self.partners(programme)?;
        self.areas(programme)?;
        self.terms(programme)?;
        self.targets(programme)?;
        let version = self.version(programme, body)?;
        Ok(Applied { programme, version })
    }

    /// What there is of kind `R` in this programme, or in the workspace when `programme` is none.
    fn existing<R: Record>(&self, programme: Option<Id>) -> Result<Vec<R>> {
        Ok(match programme {
            Some(id) => self.tx.list::<R>("WHERE programme_id = $1 ORDER BY id", &[id.into()])?,
            None => self.tx.list::<R>("ORDER BY id", &[])?,
        })
    }

    fn save<R: Record + PartialEq>(&mut self, before: Option<&R>, after: &R) -> Result<()> {
        match before {
            None => self.tx.insert(after)?,
            Some(before) if before == after => {}
            Some(before) => self.tx.update(before, after)?,
        }
        Ok(())
    }

    fn programme(&mut self) -> Result<Id> {
        let wanted = &self.definition.programme;
        let all = self.existing::<Programme>(None)?;
        let before = all.iter().find(|programme| programme.key == wanted.key);
        let parent = wanted.umbrella.as_ref().and_then(|key| all.iter().find(|programme| programme.key == *key));
        let planned_end = self.definition.planned_ends.last().map(|end| end.date);
        let after = Programme {
            id: before.map_or_else(|| self.workspace.id(), |programme| programme.id),
            key: wanted.key.clone(),
            name: wanted.name.clone(),
            parent: parent.map(|programme| programme.id),
            start: wanted.start,
            end: wanted.ended.or(planned_end),
            synthetic: self.synthetic || before.is_some_and(|programme| programme.synthetic),
        };
        self.save(before, &after)?;
        Ok(after.id)
    }

    fn partners(&mut self, programme: Id) -> Result<()> {
        let organisations = self.existing::<Organisation>(None)?;
        let partners = self.existing::<Partner>(Some(programme))?;
        for wanted in &self.definition.partners {
            let before = organisations.iter().find(|organisation| organisation.key == wanted.key);
            let organisation = Organisation {
                id: before.map_or_else(|| self.workspace.id(), |organisation| organisation.id),
                key: wanted.key.clone(),
                name: wanted.label.clone(),
                sector: wanted.sector.clone(),
                about: wanted.note.clone(),
            };
            self.save(before, &organisation)?;
            let before = partners.iter().find(|partner| partner.key == wanted.key);
            let partner = Partner {
                id: before.map_or_else(|| self.workspace.id(), |partner| partner.id),
                programme,
                organisation: organisation.id,
                key: wanted.key.clone(),
                joined: wanted.joined.or(self.definition.programme.start),
                left: wanted.left,
                retired: wanted.retired,
            };
            self.save(before, &partner)?;
        }
        for gone in partners.iter().filter(|partner| self.definition.partner(&partner.key).is_none()) {
            self.save(Some(gone), &Partner { retired: true, ..gone.clone() })?;
        }
        Ok(())
    }

    fn areas(&mut self, programme: Id) -> Result<()> {
        let areas = self.existing::<Area>(Some(programme))?;
        for (place, wanted) in (0..).zip(&self.definition.areas) {
            let before = areas.iter().find(|area| area.key == wanted.key);
            let after = Area {
                id: before.map_or_else(|| self.workspace.id(), |area| area.id),
                programme,
                key: wanted.key.clone(),
                label: wanted.label.clone(),
                kind: wanted.kind.key().to_owned(),
                place,
                retired: wanted.retired,
            };
            self.save(before, &after)?;
        }
        for gone in areas.iter().filter(|area| self.definition.area(&area.key).is_none()) {
            self.save(Some(gone), &Area { retired: true, ..gone.clone() })?;
        }
        Ok(())
    }

    fn terms(&mut self, programme: Id) -> Result<()> {
        let terms = self.existing::<Term>(Some(programme))?;
        for (place, wanted) in (0..).zip(&self.definition.terms) {
            let vocabulary = wanted.vocabulary.key();
            let before = terms.iter().find(|term| term.vocabulary == vocabulary && term.key == wanted.key);
            let after = Term {
                id: before.map_or_else(|| self.workspace.id(), |term| term.id),
                programme,
                vocabulary: vocabulary.to_owned(),
                key: wanted.key.clone(),
                label: wanted.label.clone(),
                place,
                core: wanted.outcome.as_ref().map(|rule: &OutcomeRule| rule.core),
                repeatable: wanted.outcome.as_ref().map(|rule| !rule.once),
                retired: wanted.retired,
            };
            self.save(before, &after)?;
        }
        let kept = |term: &&Term| {
            self.definition
                .terms
                .iter()
                .any(|wanted| wanted.vocabulary.key() == term.vocabulary && wanted.key == term.key)
        };
        let gone: Vec<&Term> = terms.iter().filter(|term| !kept(term)).collect();
        for term in gone {
            self.save(Some(term), &Term { retired: true, ..term.clone() })?;
        }
        Ok(())
    }

    fn targets(&mut self, programme: Id) -> Result<()> {
        let partners = self.existing::<Partner>(Some(programme))?;
        let mut left_over = self.existing::<Target>(Some(programme))?;
        for set in &self.definition.target_sets {
            for wanted in &set.targets {
                let partner =
                    wanted.partner.as_ref().and_then(|key| partners.iter().find(|partner| partner.key == *key));
                let after = Target {
                    id: self.workspace.id(),
                    programme,
                    version: set.key.clone(),
                    indicator: wanted.indicator.clone(),
                    partner: partner.map(|partner| partner.id),
                    period_start: wanted.period.map(|period| period.start),
                    period_end: wanted.period.map(|period| period.end),
                    value: wanted.value,
                    in_force: self.definition.targets_in_force.as_deref() == Some(set.key.as_str()),
                };
                let is_of_the_same = |target: &Target| {
                    target.version == after.version
                        && target.indicator == after.indicator
                        && target.partner == after.partner
                        && target.period_start == after.period_start
                        && target.period_end == after.period_end
                };
                match left_over.iter().position(is_of_the_same) {
                    Some(place) => {
                        let before = left_over.swap_remove(place);
                        self.save(Some(&before), &Target { id: before.id, ..after })?;
                    }
                    None => self.save(None, &after)?,
                }
            }
        }
        // Nothing refers to a target, and every version of the definition keeps those it had.
        for gone in &left_over {
            self.tx.remove(gone)?;
        }
        Ok(())
    }

    fn version(&mut self, programme: Id, body: &str) -> Result<i64> {
        let rest = "WHERE programme_id = $1 ORDER BY version DESC LIMIT 1";
        let newest = self.tx.list::<Version>(rest, &[Value::from(programme)])?.pop();
        if let Some(newest) = &newest
            && newest.body == body
        {
            return Ok(newest.number);
        }
        let number = newest.map_or(1, |newest| newest.number + 1);
        let version = Version {
            id: self.workspace.id(),
            programme,
            number,
            applied_at: self.workspace.clock().now(),
            body: body.to_owned(),
        };
        self.tx.insert(&version)?;
        Ok(number)
    }
}

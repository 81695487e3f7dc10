//! The same figures by plain SQL: a second way of counting, for checking the engine and never for showing.

use super::question::is_goal;
use super::{Narrowing, Number, answers};
use crate::Result;
use crate::programmes::{Catalogue, Entry};
use crate::{Workspace, programmes};
use base::{Grain, Scope};
use db::{Reader, Value};
use definition::{BEFORE, Count, Dimension, FactKind, Figure, MarkedEvent, NONE, Of};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

/// Everything that a dimension can be read from, beside the fact. The joins are to one row each.
const FROM: &str = "FROM fact AS f \
    LEFT JOIN programme AS g ON g.id = f.programme \
    LEFT JOIN term AS t ON t.id = f.term \
    LEFT JOIN partner AS p ON p.id = f.partner \
    LEFT JOIN organisation AS o ON o.id = p.organisation_id \
    LEFT JOIN area AS a ON a.id = f.area \
    LEFT JOIN person AS s ON s.id = f.subject \
    LEFT JOIN enrolment AS e ON e.person_id = f.subject AND e.programme_id = f.programme \
    LEFT JOIN term AS w ON w.id = e.employment_id \
    LEFT JOIN term AS se ON se.id = e.evidence_id \
    LEFT JOIN term AS r ON r.id = e.route_id \
    LEFT JOIN area AS ea ON ea.id = e.area_id \
    LEFT JOIN goal AS gl ON gl.id = f.record \
    LEFT JOIN term AS hz ON hz.id = gl.horizon_id \
    LEFT JOIN referral AS rf ON rf.id = f.record \
    LEFT JOIN partner AS rp ON rp.id = rf.to_partner_id \
    LEFT JOIN organisation AS ro ON ro.id = COALESCE(rp.organisation_id, rf.agency_id)";

/// One cell counted in both ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The programme, the figure and the cell.
    pub what: String,
    /// What the engine says.
    pub engine: i64,
    /// What SQL says.
    pub sql: i64,
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the engine counts {} and SQL {}", self.what, self.engine, self.sql)
    }
}

/// Counts every declared figure of every programme that SQL can count too, cell by cell, in both ways; and every kind of
/// fact by each plain dimension besides.
///
/// # Errors
/// When the database fails or a figure cannot be counted.
pub fn compare(workspace: &Workspace, scope: &Scope) -> Result<Vec<Compared>> {
    let catalogue = workspace.catalogue();
    let mut compared = Vec::new();
    for entry in catalogue.entries() {
        let declared = entry.definition.figures.iter().cloned();
        let figures: Vec<Figure> =
            declared.chain(plain()).filter(|figure| figure.awaits().is_none() && can(figure)).collect();
        compared.extend(compare_figures(workspace, scope, &catalogue, entry, &figures)?);
    }
    Ok(compared)
}

/// Counts these figures of one programme in both ways, cell by cell; those that SQL cannot count are left out.
///
/// # Errors
/// As [`compare`].
pub fn compare_figures(
    workspace: &Workspace,
    scope: &Scope,
    catalogue: &Catalogue,
    entry: &programmes::Entry,
    figures: &[Figure],
) -> Result<Vec<Compared>> {
    let figures: Vec<Figure> = figures.iter().filter(|figure| can(figure)).cloned().collect();
    let programme = &entry.programme.key;
    let tables = answers(workspace, scope, programme, &figures, &Narrowing::default())?;
    let mut compared = Vec::new();
    for (figure, table) in figures.iter().zip(&tables) {
        let name = if figure.key.is_empty() { figure.describe(&entry.definition) } else { figure.key.clone() };
        let mut engine: BTreeMap<Vec<String>, i64> = BTreeMap::new();
        for row in table.rows.iter().filter(|row| !row.is_margin()) {
            engine.insert(row.key.clone(), whole(row.value));
        }
        let mut sql = BTreeMap::new();
        if !figure.by.is_empty() {
            sql = workspace.read(|reader| cells(reader, catalogue, entry, figure, &figure.by))?;
        }
        let total = workspace
            .read(|reader| cells(reader, catalogue, entry, figure, &[]))?
            .into_values()
            .next()
            .unwrap_or_default();
        compared.push(Compared {
            what: format!("{programme}, {name}"),
            engine: table.total.map_or(0, whole),
            sql: total,
        });
        for (cell, engine) in engine {
            let what = format!("{programme}, {name}, {}", cell.join(" and "));
            compared.push(Compared { what, engine, sql: sql.remove(&cell).unwrap_or_default() });
        }
        for (cell, sql) in sql {
            compared.push(Compared { what: format!("{programme}, {name}, {}", cell.join(" and ")), engine: 0, sql });
        }
    }
    Ok(compared)
}

/// Questions without a name that every programme can be asked.
fn plain() -> impl Iterator<Item = Figure> {
    let kinds = [
        FactKind::Enrolment,
        FactKind::Leaving,
        FactKind::Interaction,
        FactKind::Outcome,
        FactKind::Rung,
        FactKind::Need,
        FactKind::BarrierRemoved,
        FactKind::Goal,
        FactKind::Support,
        FactKind::FollowUp,
        FactKind::Referral,
        FactKind::PlacementEnded,
        FactKind::Event,
    ];
    let dimensions =
        [Dimension::Partner, Dimension::Gender, Dimension::Term, Dimension::State, Dimension::Time(Grain::Month)];
    kinds.into_iter().flat_map(move |kind| {
        dimensions.into_iter().flat_map(move |by| {
            [Count::People, Count::Records].map(|count| Figure {
                of: Of::kind(kind),
                by: vec![by],
                count,
                ..Figure::participants()
            })
        })
    })
}

fn whole(number: Number) -> i64 {
    match number {
        Number::Whole(whole) => whole,
        Number::Mean(_) | Number::Pounds(_) => 0,
    }
}

/// Whether SQL can count it: everything of it lies in the fact's own row or in a row that belongs to it alone.
fn can(figure: &Figure) -> bool {
    let dimensions = figure.by.iter().copied().chain(figure.filters.iter().map(|filter| filter.dimension));
    let plain = figure.of.terms.is_empty() && figure.having.iter().all(|of| of.terms.is_empty());
    // Partners are counted as organisations when nothing else is asked, which is another question.
    let partners = figure.of.kind == FactKind::Partner;
    let counts = matches!(figure.count, Count::People | Count::Records);
    plain
        && counts
        && !partners
        && !figure.cumulative
        && figure.grouping.is_none()
        && dimensions.into_iter().all(|by| column(by, figure.of.kind, &[]).is_some())
}

/// The SQL that gives a dimension's key.
fn column(dimension: Dimension, kind: FactKind, marked: &[MarkedEvent]) -> Option<Cow<'static, str>> {
    if dimension == Dimension::Phase {
        return Some(phase(marked).into());
    }
    plain_column(dimension, kind).map(Cow::from)
}

/// The last of the marked events that had come.
fn phase(marked: &[MarkedEvent]) -> String {
    let mut sql = "CASE WHEN f.date IS NULL THEN NULL".to_owned();
    for event in marked.iter().rev() {
        let _ = write!(sql, " WHEN f.date >= '{}' THEN '{}'", event.date, event.key);
    }
    let _ = write!(sql, " ELSE '{BEFORE}' END");
    sql
}

fn plain_column(dimension: Dimension, kind: FactKind) -> Option<&'static str> {
    let own = |wanted: FactKind, column| if kind == wanted { Some(column) } else { None };
    match dimension {
        Dimension::Programme => Some("g.key"),
        Dimension::Kind => Some("f.kind"),
        Dimension::Service if kind == FactKind::Event => Some("t.key"),
        Dimension::Service => own(FactKind::Interaction, "t.key"),
        Dimension::Turn => own(FactKind::Interaction, TURN),
        Dimension::Outcome => own(FactKind::Outcome, "t.key"),
        Dimension::Destination if kind == FactKind::FollowUp => Some("t.key"),
        Dimension::Destination => own(FactKind::Leaving, "t.key"),
        Dimension::Core => own(FactKind::Outcome, "CASE WHEN t.core THEN 'core' ELSE 'non-core' END"),
        Dimension::Term => kind.vocabulary().map(|_| "t.key"),
        // Of participants, partners are those of any of their records: not a matter of one row.
        Dimension::Partner if kind == FactKind::Enrolment => None,
        Dimension::Partner => Some("o.key"),
        Dimension::Area if matches!(kind, FactKind::Interaction | FactKind::Outcome | FactKind::Referral) => {
            Some("ea.key")
        }
        Dimension::Area => Some("a.key"),
        Dimension::Rung => own(FactKind::Rung, "t.key"),
        Dimension::Need if kind == FactKind::NeedMet => Some("t.key"),
        Dimension::Need => own(FactKind::Need, "t.key"),
        Dimension::Barrier if kind == FactKind::BarrierRemoved => Some("t.key"),
        Dimension::Barrier => own(FactKind::Barrier, "t.key"),
        Dimension::GoalArea => is_goal(kind).then_some("t.key"),
        Dimension::Horizon => is_goal(kind).then_some("hz.key"),
        Dimension::State if is_goal(kind) => Some("gl.status"),
        Dimension::State if kind == FactKind::Referral => Some("rf.status"),
        Dimension::Direction => own(FactKind::Referral, "rf.way"),
        Dimension::OtherEnd => own(FactKind::Referral, "ro.key"),
        Dimension::State => Some("f.state"),
        Dimension::Time(Grain::Month) => Some("SUBSTR(CAST(f.date AS TEXT), 1, 7)"),
        Dimension::Time(Grain::CalendarYear) => Some("SUBSTR(CAST(f.date AS TEXT), 1, 4)"),
        Dimension::Gender => Some("s.gender"),
        Dimension::Ethnicity => Some("s.ethnicity"),
        Dimension::Disability => Some("s.disability"),
        Dimension::Employment => Some("w.key"),
        Dimension::StatusEvidence => Some("se.key"),
        Dimension::Route => Some("r.key"),
        _ => None,
    }
}

/// Whether anything of the same term was had on an earlier day.
const TURN: &str = "CASE WHEN f.term IS NULL THEN NULL WHEN EXISTS (SELECT 1 FROM fact AS b WHERE b.subject = f.subject \
    AND b.programme = f.programme AND b.term = f.term AND b.date < f.date) THEN 'repeat' ELSE 'first' END";

/// The cells in which something was counted, or under the empty key the total.
fn cells(
    reader: &Reader<'_>,
    catalogue: &Catalogue,
    entry: &Entry,
    figure: &Figure,
    by: &[Dimension],
) -> Result<BTreeMap<Vec<String>, i64>> {
    let mut values: Vec<Value> = Vec::new();
    let marked = &entry.definition.marked_events;
    let columns: Vec<_> = by.iter().filter_map(|dimension| column(*dimension, figure.of.kind, marked)).collect();
    let count = if figure.count == Count::People { "COUNT(DISTINCT f.subject)" } else { "COUNT(*)" };
    let mut sql = String::from("SELECT ");
    for column in &columns {
        let _ = write!(sql, "{column}, ");
    }
    let _ = write!(sql, "{count} {FROM} WHERE {}", of("f", &figure.of, &mut values));
    sql.push_str(" AND f.programme IN (");
    list(&mut sql, &mut values, catalogue.family(entry.programme.id).into_iter().map(Value::from));
    for filter in &figure.filters {
        let Some(column) = column(filter.dimension, figure.of.kind, marked) else { continue };
        let _ = write!(sql, ") AND COALESCE({column}, '{NONE}') IN (");
        list(&mut sql, &mut values, filter.values.iter().map(Value::from));
    }
    sql.push(')');
    if let Some(over) = figure.over {
        between(&mut sql, "f", over, &mut values);
    }
    for having in &figure.having {
        let condition = of("h", having, &mut values);
        let _ = write!(
            sql,
            " AND EXISTS (SELECT 1 FROM fact AS h LEFT JOIN term AS ht ON ht.id = h.term WHERE h.subject = f.subject AND {condition} AND h.programme IN ("
        );
        list(&mut sql, &mut values, catalogue.family(entry.programme.id).into_iter().map(Value::from));
        sql.push(')');
        if let Some(over) = figure.over {
            between(&mut sql, "h", over, &mut values);
        }
        sql.push(')');
    }
    if !columns.is_empty() {
        let _ = write!(sql, " GROUP BY {}", columns.join(", "));
    }
    let cells = reader.query(&sql, &values, |row| {
        let keys =
            (0..columns.len()).map(|place| Ok(row.get::<Option<String>>(place)?.unwrap_or_else(|| NONE.to_owned())));
        Ok((keys.collect::<db::Result<Vec<String>>>()?, row.get::<i64>(columns.len())?))
    })?;
    Ok(cells.into_iter().filter(|(_, count)| *count > 0).collect())
}

fn of(fact: &str, of: &Of, values: &mut Vec<Value>) -> String {
    values.push(of.kind.key().into());
    let term = if fact == "f" { "t" } else { "ht" };
    let core = match of.core {
        Some(true) => format!(" AND {term}.core"),
        Some(false) => format!(" AND NOT {term}.core"),
        None => String::new(),
    };
    format!("{fact}.kind = ${}{core}", values.len())
}

fn between(sql: &mut String, fact: &str, over: base::Period, values: &mut Vec<Value>) {
    values.push(over.start.into());
    let _ = write!(sql, " AND {fact}.date >= ${}", values.len());
    values.push(over.end.into());
    let _ = write!(sql, " AND {fact}.date <= ${}", values.len());
}

fn list(sql: &mut String, values: &mut Vec<Value>, given: impl Iterator<Item = Value>) {
    for (place, value) in given.enumerate() {
        values.push(value);
        let _ = write!(sql, "{}${}", if place == 0 { "" } else { ", " }, values.len());
    }
}

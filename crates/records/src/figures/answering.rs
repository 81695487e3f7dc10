//! Answering: figures go to the engine together, in one pass over the facts, and come back as tables.

use super::approval;
use super::key::Lookup;
use super::question::{Asked, asked, is_partner_count};
use super::table::{Against, BaseValue, Beside, Number, Row, Standing, Table};
use super::whose::Counted;
use crate::programmes::{Catalogue, Entry};
use crate::{Result, Workspace};
use base::{Act, Date, Period, Scope};
use counting::{Answer, Data, Key, Question, Tally};
use definition::{Base, Count, Dimension, FactKind, Figure, Filter, Word};
use std::collections::HashSet;

/// What the one who looks has narrowed every figure to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Narrowing {
    /// Only where all of these hold.
    pub filters: Vec<Filter>,
    /// Only in this period.
    pub over: Option<Period>,
    /// Everything up to the end of the period, rather than what falls within it.
    pub cumulative: bool,
}

impl Narrowing {
    /// The figure as narrowed.
    #[must_use]
    pub fn of(&self, figure: &Figure) -> Figure {
        let mut narrowed = figure.clone();
        // What is about nobody has no gender, age or area that could be asked for.
        let speaks = |filter: &&Filter| {
            let of_itself = match filter.dimension {
                Dimension::Partner | Dimension::Programme => true,
                Dimension::Service | Dimension::Area => figure.of.kind == FactKind::Event,
                _ => false,
            };
            figure.of.kind.has_subject() || of_itself || filter.dimension.is_time()
        };
        narrowed.filters.extend(self.filters.iter().filter(speaks).cloned());
        if let Some(over) = self.over {
            // A partner counts for as long as it takes part, not only when it joins.
            let whole = self.cumulative || figure.of.kind == FactKind::Partner;
            // Cut by time, each period counts what came before it, and the first to be shown stays the first.
            let timed = figure.by.iter().any(|by| by.is_time());
            narrowed.cumulative |= whole && timed;
            let from = if whole && !timed { Date::MIN } else { over.start };
            narrowed.over = Some(match figure.over {
                Some(own) => Period { start: own.start.max(from), end: own.end.min(over.end) },
                None => Period { start: from, end: over.end },
            });
        }
        narrowed
    }

    /// Whether it narrows nothing.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.filters.is_empty() && self.over.is_none()
    }
}

/// One figure of a programme, counted.
///
/// # Errors
/// As [`answers`].
pub fn answer(
    workspace: &Workspace,
    scope: &Scope,
    programme: &str,
    figure: &Figure,
    narrowing: &Narrowing,
) -> Result<Table> {
    let mut tables = answers(workspace, scope, programme, std::slice::from_ref(figure), narrowing)?;
    tables.pop().ok_or_else(|| crate::Error::not_found("figure", &figure.key))
}

/// Figures of a programme, counted in one pass.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound) when there is no such programme or a filter names something unknown;
/// [`Error::Refused`](crate::Error::Refused) when the asker may count nobody in it, or may see approved figures only and asks for
/// more; [`Error::Counting`](crate::Error::Counting) when a question cannot be answered as put.
pub fn answers(
    workspace: &Workspace,
    scope: &Scope,
    programme: &str,
    figures: &[Figure],
    narrowing: &Narrowing,
) -> Result<Vec<Table>> {
    let catalogue = workspace.catalogue();
    let entry = catalogue.programme(programme)?;
    let whose = if scope.may(Act::SeeFigures, entry.programme.id) {
        Counted::by(scope, entry, Act::SeeFigures)?
    } else {
        approval::check(workspace, scope, entry, figures, narrowing)?;
        Counted::approved(scope)
    };
    let narrowed: Vec<Figure> = figures.iter().map(|figure| narrowing.of(figure)).collect();
    let lookup = Lookup::new(&catalogue, entry, whose).knowing_workers(workspace, &narrowed)?;
    let asked = narrowed
        .iter()
        .map(|figure| if figure.awaits().is_some() { Ok(None) } else { asked(figure, &lookup).map(Some) })
        .collect::<Result<Vec<Option<Asked>>>>()?;
    let questions: Vec<Question> = asked.iter().flatten().flat_map(Asked::questions).cloned().collect();
    let engine = workspace.engine()?;
    let mut answers = workspace.remembered().answers(&engine, &questions)?.into_iter();
    let telling = Telling { catalogue: &catalogue, entry, lookup: &lookup, narrowing };
    let mut tables = Vec::with_capacity(narrowed.len());
    for (figure, asked) in narrowed.iter().zip(&asked) {
        let counted = asked.as_ref().and_then(|asked| {
            Some((
                answers.next()?,
                asked.approximate.as_ref().and_then(|_| answers.next()),
                asked.groups.as_ref().and_then(|_| answers.next()),
            ))
        });
        let mut table = match counted {
            Some((main, approximate, groups)) => {
                let data = match main.data {
                    // That others have such records, and since when, is not to be told.
                    Data::FilteredOut { .. } if lookup.whose().is_partial() => {
                        let any = Figure { filters: Vec::new(), having: Vec::new(), over: None, ..figure.clone() };
                        let any = asked_of(&any, &lookup)?;
                        let found = workspace.remembered().answers(&engine, std::slice::from_ref(&any))?;
                        match found.first() {
                            Some(found) if found.total.records > 0 => Data::FilteredOut { since: None },
                            _ => Data::NotCollected,
                        }
                    }
                    other => other,
                };
                telling.table(figure, &main, data, groups.as_deref(), approximate.as_deref())
            }
            None => telling.awaiting(figure),
        };
        table.notes.extend(table.nothing());
        tables.push(table);
    }
    Ok(tables)
}

/// The question for all records of a figure's kind that count, without its cuts.
fn asked_of(figure: &Figure, lookup: &Lookup<'_>) -> Result<Question> {
    let plain = Figure { by: Vec::new(), base: None, ..figure.clone() };
    Ok(asked(&plain, lookup)?.main)
}

/// Puts answers into words.
struct Telling<'a> {
    catalogue: &'a Catalogue,
    entry: &'a Entry,
    lookup: &'a Lookup<'a>,
    narrowing: &'a Narrowing,
}

impl Telling<'_> {
    fn awaiting(&self, figure: &Figure) -> Table {
        let mut table = self.blank(figure);
        table.standing = Standing::NotYetCollectable(figure.awaits().unwrap_or("such records"));
        table
    }

    fn blank(&self, figure: &Figure) -> Table {
        Table {
            figure: figure.key.clone(),
            title: figure.title.clone(),
            count: figure.count.key(),
            of: self.of(figure),
            by: figure.by.iter().map(|dimension| dimension.key()).collect(),
            base: None,
            over: figure.over.map(label_of),
            rows: Vec::new(),
            total: None,
            notes: figure.notes.clone(),
            definition_version: self.entry.version,
            heads: figure.by.iter().map(|by| figure.name_of(*by, &self.entry.definition)).collect(),
            counted: self.counted(figure, figure.count),
            beside: None,
            against: None,
            standing: Standing::NoDataYet,
            approximate: false,
            whose: if figure.of.kind != FactKind::Partner { self.lookup.whose().said(self.catalogue) } else { None },
        }
    }

    /// What is counted, in the programme's own words.
    fn of(&self, figure: &Figure) -> String {
        let definition = &self.entry.definition;
        let noun = match figure.of.kind {
            FactKind::Enrolment => definition.word(Word::Participant).many,
            FactKind::Interaction => definition.word(Word::Interaction).many,
            FactKind::Outcome => definition.word(Word::Outcome).many,
            FactKind::Partner => definition.word(Word::Partner).many,
            other => other.plural().to_owned(),
        };
        match figure.of.core {
            Some(true) => format!("core {noun}"),
            Some(false) => format!("non-core {noun}"),
            None => noun,
        }
    }

    /// What stands over a column that counts in this way.
    fn counted(&self, figure: &Figure, count: Count) -> String {
        let definition = &self.entry.definition;
        let quantity = figure.of.kind.quantity().unwrap_or("quantity");
        let words = match (count, figure.of.kind) {
            (Count::People, FactKind::Enrolment) => definition.word(Word::Participant).many,
            (Count::People, _) => definition.word(Word::Person).many,
            (Count::Records, _) => self.of(figure),
            (Count::Total, _) => quantity.to_owned(),
            (Count::Mean, _) => format!("mean {quantity}"),
        };
        let mut letters = words.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
    }

    fn table(
        &self,
        figure: &Figure,
        answer: &Answer,
        data: Data,
        groups: Option<&Answer>,
        approximate: Option<&Answer>,
    ) -> Table {
        let mut table = self.blank(figure);
        table.standing = match data {
            Data::Counted => Standing::Counted,
            Data::FilteredOut { since } => Standing::FilteredOut { since },
            Data::NotCollected => Standing::NoDataYet,
        };
        if table.standing == Standing::NoDataYet {
            return table;
        }
        let total = if is_partner_count(figure) {
            Number::Whole(answer.axes.first().map_or(0, |partners| whole(partners.len() as u64)))
        } else {
            number(figure, figure.count, &answer.total)
        };
        table.total = Some(total);
        table.beside = figure.beside.map(|count| Beside {
            count: count.key(),
            counted: self.counted(figure, count),
            total: number(figure, count, &answer.total),
        });
        table.base = self.base(figure, answer, total);
        table.against = self.against(figure, total);
        table.rows = self.rows(figure, answer, groups, approximate, total);
        if let Some(about) = approximate.map(|about| about.total.records).filter(|about| *about > 0) {
            table.approximate = true;
            let which = if about == 1 { "one of the events".to_owned() } else { format!("{about} of the events") };
            table.notes.push(format!("Approximate: of {which} the number of people is only about right."));
        }
        self.explain(figure, answer, &mut table);
        table
    }

    fn base(&self, figure: &Figure, answer: &Answer, total: Number) -> Option<BaseValue> {
        let participants = self.entry.definition.word(Word::Participant).many;
        match figure.base? {
            Base::Participants => Some(BaseValue { label: participants, value: answer.base }),
            Base::Counted => {
                let Number::Whole(counted) = total else { return None };
                let label = match figure.count {
                    Count::People => format!("people with {}", self.of(figure)),
                    _ => self.of(figure),
                };
                let label = if figure.of.kind == FactKind::Enrolment { participants } else { label };
                Some(BaseValue { label, value: Some(counted.unsigned_abs()) })
            }
            Base::Group => Some(BaseValue { label: format!("{participants} in the same group"), value: None }),
        }
    }

    fn rows(
        &self,
        figure: &Figure,
        answer: &Answer,
        groups: Option<&Answer>,
        approximate: Option<&Answer>,
        total: Number,
    ) -> Vec<Row> {
        let axes: Vec<Vec<Key>> =
            figure.by.iter().zip(&answer.axes).map(|(by, counted)| self.axis(*by, figure, counted)).collect();
        let base_of = |last: Option<&Key>| match figure.base {
            Some(Base::Participants) => answer.base,
            Some(Base::Counted) => Some(total.value().max(0.0) as u64),
            Some(Base::Group) => groups.map(|groups| last.map_or(groups.total, |key| groups.get(&[Some(key)])).people),
            None => None,
        };
        let row = |cell: &[Option<&Key>]| {
            let heads: Vec<_> =
                figure.by.iter().zip(cell).map(|(by, key)| key.map(|key| self.lookup.head(*by, figure, key))).collect();
            let tally = answer.get(cell);
            let value = number(figure, figure.count, &tally);
            Row {
                key: heads
                    .iter()
                    .map(|head| head.as_ref().map_or_else(|| "*".to_owned(), |head| head.key.clone()))
                    .collect(),
                label: heads
                    .iter()
                    .map(|head| head.as_ref().map_or_else(|| "All".to_owned(), |head| head.label.clone()))
                    .collect(),
                value,
                percent: base_of(cell.last().copied().flatten()).and_then(|base| percent(value, base)),
                beside: figure.beside.map(|count| number(figure, count, &tally)),
                approximate: approximate.is_some_and(|about| about.get(cell).records > 0),
            }
        };
        match axes.as_slice() {
            [] => Vec::new(),
            [only] => only.iter().map(|key| row(&[Some(key)])).collect(),
            [first, second, ..] => {
                let with_margin = |axis: &[Key]| axis.iter().cloned().map(Some).chain([None]).collect::<Vec<_>>();
                let (first, second) = (with_margin(first), with_margin(second));
                let cells = first.iter().flat_map(|a| second.iter().map(move |b| [a.as_ref(), b.as_ref()]));
                cells.filter(|cell| cell.iter().any(Option::is_some)).map(|cell| row(&cell)).collect()
            }
        }
    }

    /// The rows along one dimension: what the definition lists, in its order, then whatever else was counted.
    fn axis(&self, dimension: Dimension, figure: &Figure, counted: &[Key]) -> Vec<Key> {
        let mut axis = self.lookup.expected(dimension, figure);
        if !Lookup::shows_zeros(dimension) {
            axis.retain(|key| counted.contains(key));
        }
        let filtered: HashSet<Key> = figure
            .filters
            .iter()
            .filter(|filter| filter.dimension == dimension)
            .flat_map(|filter| {
                filter
                    .values
                    .iter()
                    .filter_map(|value| self.lookup.key(dimension, figure.of.kind, value).ok())
                    .flatten()
            })
            .collect();
        if !filtered.is_empty() {
            axis.retain(|key| filtered.contains(key) || counted.contains(key));
        }
        let listed: HashSet<Key> = axis.iter().cloned().collect();
        axis.extend(counted.iter().filter(|key| !listed.contains(*key)).cloned());
        axis
    }

    /// The target in force, when the figure is counted for just what a target was set for.
    fn against(&self, figure: &Figure, total: Number) -> Option<Against> {
        let indicator = self.entry.definition.indicator(figure.against.as_ref()?)?;
        // Whoever sees one partner's people only sees that partner's target, and never the whole's, beside them.
        let own = match self.lookup.whose().organisations() {
            None => None,
            Some([only]) => {
                let partner = self.entry.partners.iter().find(|partner| partner.organisation == *only)?;
                Some(partner.id)
            }
            Some(_) => return None,
        };
        let partner = match self.narrowing.filters.as_slice() {
            [] => own,
            [only] if only.dimension == Dimension::Partner && only.values.len() == 1 => {
                let key = only.values.first()?;
                Some(self.entry.partners.iter().find(|partner| partner.key == *key)?.id)
            }
            _ => return None,
        };
        if self.narrowing.cumulative && self.narrowing.over.is_some() {
            return None;
        }
        let over = self.narrowing.over;
        let target = self.entry.targets.iter().find(|target| {
            target.in_force
                && target.indicator == indicator.key
                && target.partner == partner
                && target.period_start == over.map(|over| over.start)
                && target.period_end == over.map(|over| over.end)
        })?;
        let version = self.entry.definition.target_sets.iter().find(|set| set.key == target.version);
        Some(Against {
            label: indicator.label.clone(),
            target: target.value,
            version: version.map_or_else(|| target.version.clone(), |set| set.label.clone()),
            percent: percent(total, target.value.unsigned_abs()),
        })
    }

    /// The notes that print themselves.
    fn explain(&self, figure: &Figure, answer: &Answer, table: &mut Table) {
        if figure.by.contains(&Dimension::Turn) {
            let whom =
                if self.lookup.whose().organisations().is_some() { "from their partner" } else { "from anybody" };
            table.notes.push(format!(
                "First time: of the first day on which somebody had the service in the programme {whom}; again: of any day after it."
            ));
        }
        let marked = self.lookup.phases();
        if figure.by.contains(&Dimension::Phase) {
            table.notes.push(
                "These stretches of time are of different lengths: by month, one sees how much of it was usual."
                    .to_owned(),
            );
        } else if figure.by.iter().any(|by| by.is_time()) && !marked.is_empty() {
            let told = marked.iter().map(|event| format!("{}, {}", event.date.strftime("%-d %B %Y"), event.label));
            table.notes.push(format!("Marked events: {}.", told.collect::<Vec<_>>().join("; ")));
        }
        if figure.count != Count::People || figure.cumulative {
            return;
        }
        for (dimension, margin) in figure.by.iter().zip(&answer.margins) {
            let sum: u64 = margin.iter().map(|tally| tally.people).sum();
            if sum > answer.total.people {
                let label = dimension.label().to_lowercase();
                table.notes.push(format!(
                    "Somebody in more than one row is counted once in each and once in the total: the rows of {label} add up to {sum}, \
                     and they are {} people.",
                    answer.total.people
                ));
            }
        }
        let programmes = self.catalogue.children(self.entry.programme.id).count();
        let one_of_them = figure.filters.iter().any(|filter| filter.dimension == Dimension::Programme);
        if programmes > 1 && !one_of_them && figure.by.is_empty() && !is_partner_count(figure) {
            table.notes.push(format!(
                "People of {programmes} programmes together, each counted once, even if in more than one of them."
            ));
        }
    }
}

fn label_of(over: Period) -> String {
    if over.start == Date::MIN {
        let day = Period { start: over.end, end: over.end };
        return format!("Up to {}", day.label().split(" to ").next().unwrap_or_default());
    }
    over.label()
}

#[expect(clippy::cast_precision_loss, reason = "amounts stay far below the 2^53 pence at which this would lose one")]
fn number(figure: &Figure, count: Count, tally: &Tally) -> Number {
    match count {
        Count::People => Number::Whole(whole(tally.people)),
        Count::Records => Number::Whole(whole(tally.records)),
        Count::Total if figure.of.kind.is_money() => pounds(tally.quantity as f64),
        Count::Total => Number::Whole(tally.quantity),
        Count::Mean if figure.of.kind.is_money() => tally.mean().map_or(Number::Mean(None), pounds),
        Count::Mean => Number::Mean(tally.mean()),
    }
}

/// Pence as pounds, to the penny.
fn pounds(pence: f64) -> Number {
    Number::Pounds(pence.round() / 100.0)
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Percent to two decimal places; none of a base of nobody.
#[expect(clippy::cast_precision_loss, reason = "a percentage is shown to a few digits")]
fn percent(value: Number, base: u64) -> Option<f64> {
    (base > 0).then(|| (value.value() * 10_000.0 / base as f64).round() / 100.0)
}

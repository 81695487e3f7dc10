//! The report set of the design beside DuckDB: overview, codes by three cuts, cumulative by quarter and partner, co-occurrence.

use crate::peer::{Peer, Table};
use crate::population::{self, CHANNELS, CORE, EMPLOYMENTS, Event, FIRST_DAY, GENDERS, OUTCOMES, VERIFICATIONS};
use base::{Date, Grain, Id, Period};
use counting::{
    Answer, Count, Dimension, Dossier, Engine, Enrolment, Fact, Facts, Filter, Key, Loader, Person, Question, Schema,
    Value,
};
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// How often each is asked in a row and timed, in each round.
const IN_A_ROW: u32 = 3;

/// Ids of terms start here, services apart from outcomes.
const SERVICE: i64 = 1000;
const OUTCOME: i64 = 2000;
const BANDS: [u8; 4] = [25, 35, 50, 65];
const ETHNICITIES: [&str; 19] = [
    "not-stated",
    "e1",
    "e2",
    "e3",
    "e4",
    "e5",
    "e6",
    "e7",
    "e8",
    "e9",
    "e10",
    "e11",
    "e12",
    "e13",
    "e14",
    "e15",
    "e16",
    "e17",
    "e18",
];
const DISABILITIES: [&str; 3] = ["no", "yes", "not-stated"];

fn id(number: impl Into<i64>) -> Id {
    Id::from_number(number.into())
}

/// Which reports are measured.
pub struct Which {
    only: Option<String>,
    /// Without the peer, for a profiler to look at.
    alone: bool,
}

impl Which {
    /// As the options say: `--only overview/filtered`, `--alone`.
    pub fn of(options: &[&str]) -> Self {
        let only = options.iter().position(|option| *option == "--only").and_then(|at| options.get(at + 1));
        Self { only: only.map(|&name| name.to_owned()), alone: options.contains(&"--alone") }
    }
}

/// Measures and prints.
pub fn run(people: u32, rounds: u32, which: &Which) -> Outcome<()> {
    println!("making {people} people");
    if which.alone {
        return alone(&load(people)?, rounds, which);
    }
    let folder = tempfile::tempdir()?;
    write_files(people, folder.path())?;
    let start = Instant::now();
    let engine = load(people)?;
    let loading = start.elapsed();
    let size = engine.size();
    let nanoseconds = loading.as_nanos() / u128::from(size.facts.max(1));
    println!(
        "engine: {} facts of {} people loaded in {:.1} s, {nanoseconds} ns a fact, making them included",
        size.facts,
        size.people,
        loading.as_secs_f64()
    );
    let mut peer = Peer::start(folder.path())?;
    let (own, peers) = (size.bytes, peer.number("size")?);
    println!("DuckDB {} loaded\n", peer.number("version")?);
    println!(
        "{:<24} {:>11} {:>11} {:>8} {:>15} {:>15}",
        "report", "engine ms", "DuckDB ms", "ratio", "engine CPU ms", "DuckDB CPU ms"
    );
    let mut product = 1.0_f64;
    let mut peer_times = Vec::new();
    for filtered in [false, true] {
        for report in REPORTS {
            let name = report.named(filtered);
            if which.only.as_ref().is_some_and(|only| *only != name) {
                continue;
            }
            let questions = (report.questions)(filtered);
            let (mut mine, mut theirs) = (Vec::new(), Vec::new());
            let (mut my_work, mut their_work) = (0.0, 0.0);
            for round in 0..rounds {
                // Each is asked several times in a row, and the first of these does not count: it finds what the other left in the caches, and
                // waits for what the other has still to clear away.
                for again in 0..=IN_A_ROW {
                    let before = processor_time("self");
                    let start = Instant::now();
                    let answers = engine.answer_all(&questions)?;
                    if again > 0 {
                        mine.push(start.elapsed());
                        my_work += processor_time("self") - before;
                    } else if round == 0 {
                        // Before anything is timed, both are compared.
                        same(&name, (report.tables)(&answers), peer.report(&name)?.1)?;
                    }
                }
                for again in 0..=IN_A_ROW {
                    let before = processor_time(&peer.id());
                    let (time, _) = peer.report(&name)?;
                    if again > 0 {
                        theirs.push(time);
                        their_work += processor_time(&peer.id()) - before;
                    }
                }
            }
            let (mine, theirs) = (milliseconds(median(&mut mine)), milliseconds(median(&mut theirs)));
            let each = |work: f64| work / f64::from(rounds * IN_A_ROW);
            println!(
                "{name:<24} {mine:>11.2} {theirs:>11.1} {:>8.1} {:>15.1} {:>15.1}",
                theirs / mine,
                each(my_work),
                each(their_work)
            );
            product *= theirs / mine;
            peer_times.push((name, theirs));
        }
    }
    let mean = product.powf(1.0 / peer_times.len().max(1) as f64);
    println!("{:<24} {:>11} {:>11} {mean:>8.1}", "geometric mean", "", "");
    println!(
        "\nmemory: engine {:.1} MB, DuckDB's tables {:.1} MB, ratio {:.2}",
        megabytes(own),
        megabytes(peers),
        megabytes(own) / megabytes(peers)
    );
    changes(&engine, people)?;
    again(&engine, people, &peer_times)
}

/// The engine's own times.
fn alone(engine: &Engine, rounds: u32, which: &Which) -> Outcome<()> {
    for (report, filtered) in REPORTS.iter().flat_map(|report| [(report, false), (report, true)]) {
        let name = report.named(filtered);
        if which.only.as_ref().is_some_and(|only| *only != name) {
            continue;
        }
        let questions = (report.questions)(filtered);
        let mut times = Vec::new();
        let before = processor_time("self");
        for _ in 0..rounds {
            let start = Instant::now();
            engine.answer_all(&questions)?;
            times.push(start.elapsed());
        }
        let work = (processor_time("self") - before) / f64::from(rounds);
        let fastest = times.iter().min().copied().unwrap_or_default();
        println!(
            "{name:<24} median {:.2} ms, fastest {:.2} ms, CPU {work:.2} ms",
            milliseconds(median(&mut times)),
            milliseconds(fastest)
        );
    }
    Ok(())
}

/// How long one changed person takes, and that the next answer has them.
fn changes(engine: &Engine, people: u32) -> Outcome<()> {
    let question = Question::of(Facts::kind("outcome")).count(Count::RECORDS);
    let before = engine.answer(&question)?.total.records;
    let mut next = engine.clone();
    let mut times = Vec::new();
    let new: Vec<Fact<'_>> = (1..=3)
        .map(|term| Fact { term: Some(id(OUTCOME + term)), date: Some(FIRST_DAY), ..Fact::new(id(1), "outcome") })
        .collect();
    for round in 0..101_u32 {
        // A person who was not there before, somewhere among the others.
        let dossier = Dossier {
            id: Some(id(4 * i64::from(round * (people / 101)) + 1)),
            facts: new.clone(),
            ..Dossier::default()
        };
        let start = Instant::now();
        next = next.replace(&[dossier]);
        times.push(start.elapsed());
    }
    let after = next.answer(&question)?.total.records;
    if after != before + 303 {
        return Err(format!("{before} outcomes became {after}, not three for each of 101 new people").into());
    }
    let slowest = times.iter().max().copied().unwrap_or_default();
    println!(
        "one changed person: {:.3} ms, the slowest of 101 {:.3} ms",
        milliseconds(median(&mut times)),
        milliseconds(slowest)
    );
    Ok(())
}

/// How long each report takes after one changed person when it was asked before, as it is in the program, beside what it takes the peer; and that the
/// answers are those of an engine that remembers nothing.
fn again(engine: &Engine, people: u32, peer_times: &[(String, f64)]) -> Outcome<()> {
    println!(
        "\nafter one changed person, asked of an engine that remembers what it counted lately, as the program's does:\n"
    );
    println!("{:<24} {:>11} {:>11} {:>8}", "report", "engine ms", "DuckDB ms", "ratio");
    let mut product = 1.0_f64;
    for (name, theirs) in peer_times {
        let reports = REPORTS.iter().flat_map(|report| [(report, false), (report, true)]);
        let Some((report, filtered)) = reports.into_iter().find(|(report, filtered)| report.named(*filtered) == *name)
        else {
            continue;
        };
        let questions = (report.questions)(filtered);
        let (mut plain, mut remembering) = (engine.clone(), engine.clone().remembering(16 << 20));
        remembering.answer_all(&questions)?;
        let mut times = Vec::new();
        for round in 0..21_u32 {
            let whose = Some(id(4 * i64::from(round * (people / 21)) + 2));
            let outcome = Fact { term: Some(id(OUTCOME + 1)), date: Some(FIRST_DAY), ..Fact::new(id(1), "outcome") };
            let dossier = [Dossier { id: whose, facts: vec![outcome], ..Dossier::default() }];
            (plain, remembering) = (plain.replace(&dossier), remembering.replace(&dossier));
            let start = Instant::now();
            let answers = remembering.answer_all(&questions)?;
            times.push(start.elapsed());
            if answers != plain.answer_all(&questions)? {
                return Err("what is remembered is not what is counted".into());
            }
        }
        let mine = milliseconds(median(&mut times));
        println!("{name:<24} {mine:>11.2} {theirs:>11.1} {:>8.1}", theirs / mine);
        product *= theirs / mine;
    }
    println!(
        "{:<24} {:>11} {:>11} {:>8.1}",
        "geometric mean",
        "",
        "",
        product.powf(1.0 / peer_times.len().max(1) as f64)
    );
    Ok(())
}

/// Milliseconds that a process has had of any processor, to a hundredth of a second; 0 where the system does not say.
fn processor_time(process: &str) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The second field, the name, may have spaces in it; user and system time are the fourteenth and fifteenth.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * 10.0
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[expect(clippy::cast_precision_loss, reason = "megabytes are shown to one digit")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn date(day: u16) -> Date {
    FIRST_DAY.checked_add(Duration::from_secs(u64::from(day) * 86_400)).unwrap_or(FIRST_DAY)
}

/// The database's id of a person: such as the program makes, spread out and in order.
fn person_id(number: u32) -> Id {
    id(i64::from(number) * 4)
}

fn fact<'a>(event: &Event, kind: &'a str, terms: i64, states: &[&'a str], dates: &[Date]) -> Fact<'a> {
    Fact {
        programme: id(event.programme),
        kind,
        term: Some(id(terms + i64::from(event.term))),
        partner: Some(id(event.partner)),
        area: Some(id(event.area)),
        worker: Some(id(event.worker)),
        date: dates.get(usize::from(event.day)).copied(),
        state: states.get(usize::from(event.state)).copied(),
        quantity: (event.minutes > 0).then_some(event.minutes.into()),
    }
}

fn load(people: u32) -> Outcome<Engine> {
    let dates: Vec<Date> = (0..=7 * 365).map(date).collect();
    let mut loader =
        Loader::new(Schema::new(&["gender", "ethnicity", "disability"], &["employment", "partner", "area"]));
    population::each(people, |person| {
        let whose = person_id(person.number);
        let (year, month, day) = person.born;
        let attributes = [
            Value::Text(GENDERS[usize::from(person.gender)]),
            Value::Text(ETHNICITIES[usize::from(person.ethnicity)]),
            Value::Text(DISABILITIES[usize::from(person.disability)]),
        ];
        loader.person(whose, &Person { born: Date::new(year, month, day).ok(), attributes: &attributes });
        for enrolment in &person.enrolments {
            let (programme, start) = (id(enrolment.programme), dates.get(usize::from(enrolment.start)).copied());
            let (partner, area) = (id(enrolment.partner), id(enrolment.area));
            let attributes =
                [Value::Text(EMPLOYMENTS[usize::from(enrolment.employment)]), Value::Id(partner), Value::Id(area)];
            loader.enrolment(whose, &Enrolment { programme, start, attributes: &attributes });
            let start =
                Fact { date: start, partner: Some(partner), area: Some(area), ..Fact::new(programme, "enrolment") };
            loader.fact(Some(whose), &start);
        }
        for event in &person.interactions {
            loader.fact(Some(whose), &fact(event, "interaction", SERVICE, &CHANNELS, &dates));
        }
        for event in &person.outcomes {
            loader.fact(Some(whose), &fact(event, "outcome", OUTCOME, &VERIFICATIONS, &dates));
        }
    });
    Ok(loader.finish())
}

/// The same people as files for the peer.
fn write_files(people: u32, folder: &Path) -> Outcome<()> {
    let create = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
    let (mut enrolments, mut interactions, mut outcomes) =
        (create("enrolment.csv")?, create("interaction.csv")?, create("outcome.csv")?);
    let dates: Vec<String> = (0..=7 * 365).map(|day| date(day).to_string()).collect();
    let mut result = Ok(());
    population::each(people, |person| {
        let mut write = || -> std::io::Result<()> {
            let (number, (year, month, day)) = (person.number, person.born);
            let (gender, ethnicity, disability) = (person.gender, person.ethnicity, person.disability);
            for e in &person.enrolments {
                let (start, born) = (&dates[usize::from(e.start)], format!("{year}-{month:02}-{day:02}"));
                let (programme, employment, partner, area) = (e.programme, e.employment, e.partner, e.area);
                writeln!(
                    enrolments,
                    "{number},{programme},{start},{born},{gender},{ethnicity},{disability},{employment},{partner},{area}"
                )?;
            }
            for (events, file) in [(&person.interactions, &mut interactions), (&person.outcomes, &mut outcomes)] {
                for event in events {
                    let Event { programme, term, partner, area, worker, day, state, minutes } = event;
                    let date = &dates[usize::from(*day)];
                    write!(file, "{number},{programme},{term},{partner},{area},{worker},{date},{state},")?;
                    if *minutes > 0 {
                        write!(file, "{minutes}")?;
                    }
                    writeln!(file)?;
                }
            }
            Ok(())
        };
        if result.is_ok() {
            result = write();
        }
    });
    result?;
    for mut file in [enrolments, interactions, outcomes] {
        file.flush()?;
    }
    Ok(())
}

struct Report {
    name: &'static str,
    questions: fn(bool) -> Vec<Question>,
    tables: fn(&[Answer]) -> Vec<Table>,
}

impl Report {
    fn named(&self, filtered: bool) -> String {
        format!("{}{}", self.name, if filtered { "/filtered" } else { "" })
    }
}

const REPORTS: [Report; 4] = [
    Report { name: "overview", questions: overview, tables: overview_tables },
    Report { name: "cuts", questions: cuts, tables: |answers| answers.iter().map(people_by).collect() },
    Report { name: "cumulative", questions: cumulative, tables: |answers| answers.iter().map(people_by).collect() },
    Report { name: "together", questions: together, tables: |answers| answers.iter().map(upper_half).collect() },
];

/// Facts of a kind, as every filter of the benchmark has them.
fn facts(kind: &str, filtered: bool) -> Facts {
    let facts = Facts::kind(kind);
    if !filtered {
        return facts;
    }
    let partners = [3, 7, 11].map(|partner: i64| Key::Id(id(partner))).to_vec();
    let over = Period { start: Date::constant(2018, 4, 1), end: Date::constant(2020, 3, 31) };
    facts.filter(Filter::In(Dimension::Partner, partners)).over(over)
}

fn overview(filtered: bool) -> Vec<Question> {
    let people = |facts: Facts| Question::of(facts).count(Count::PEOPLE);
    let outcomes =
        |from: u8, to: u8| facts("outcome", filtered).terms((from..=to).map(|term| id(OUTCOME + i64::from(term))));
    vec![
        people(facts("enrolment", filtered)).by(Dimension::attribute("gender")),
        people(facts("enrolment", filtered)).by(Dimension::age(&BANDS)),
        people(facts("interaction", filtered)).by(Dimension::Term),
        Question::of(outcomes(1, CORE)).by(Dimension::Term),
        Question::of(outcomes(CORE + 1, OUTCOMES)).by(Dimension::Term),
        people(outcomes(1, CORE).filter(Filter::Has(outcomes(CORE + 1, OUTCOMES)))),
    ]
}

fn overview_tables(answers: &[Answer]) -> Vec<Table> {
    let [gender, age, service, core, other, both] = answers else { return Vec::new() };
    let count = |number: u64| number as i64;
    let outcomes = [core, other].into_iter().flat_map(|answer| {
        let rows = answer.axes[0].iter().zip(&answer.cells);
        rows.map(|(key, tally)| vec![number(key), count(tally.records), count(tally.people)])
    });
    let totals = [core, other, both].map(|answer| count(answer.total.people)).to_vec();
    vec![people_by(gender), people_by(age), people_by(service), outcomes.collect(), vec![totals]]
}

fn cuts(filtered: bool) -> Vec<Question> {
    let cuts = [Dimension::attribute("gender"), Dimension::age(&BANDS), Dimension::attribute("employment")];
    cuts.map(|cut| Question::of(facts("outcome", filtered)).count(Count::PEOPLE).by(Dimension::Term).by(cut)).to_vec()
}

fn cumulative(filtered: bool) -> Vec<Question> {
    let mut facts = facts("interaction", filtered);
    if let Some(over) = facts.over.take() {
        // In the period only, as the peer is asked too: a cumulative question would count what came before.
        facts = facts.filter(Filter::In(Dimension::Period(Grain::Month), months(over)));
    }
    vec![
        Question::of(facts)
            .count(Count::PEOPLE)
            .by(Dimension::Period(Grain::Quarter))
            .by(Dimension::Partner)
            .cumulative(),
    ]
}

fn months(over: Period) -> Vec<Key> {
    let number = |date| Grain::Month.number(date);
    (number(over.start)..=number(over.end)).map(|month| Key::Period(Grain::Month, month)).collect()
}

fn together(filtered: bool) -> Vec<Question> {
    let of = facts("outcome", filtered);
    vec![Question::of(of.clone()).count(Count::PEOPLE).by(Dimension::Term).by(Dimension::also(Dimension::Term, of))]
}

/// A key as the peer has it.
fn number(key: &Key) -> i64 {
    let listed = |list: &[&str], text: &str| list.iter().position(|known| *known == text).map(|at| at as i64);
    match key {
        Key::Period(_, number) => i64::from(*number),
        Key::Age(age) => i64::from(*age),
        Key::Id(id) => match id.number() {
            number if number > OUTCOME => number - OUTCOME,
            number if number > SERVICE => number - SERVICE,
            number => number,
        },
        Key::Text(text) => listed(&GENDERS, text).or(listed(&EMPLOYMENTS, text)).unwrap_or(-1),
        Key::None | Key::Missing => -1,
    }
}

fn people_by(answer: &Answer) -> Table {
    let mut table = Table::new();
    let columns = answer.axes.get(1).map_or(1, Vec::len);
    for (row, key) in answer.axes[0].iter().enumerate() {
        for column in 0..columns {
            let second = answer.axes.get(1).map(|keys| number(&keys[column]));
            let people = answer.cells[row * columns + column].people as i64;
            table.push([Some(number(key)), second, Some(people)].into_iter().flatten().collect());
        }
    }
    table
}

fn upper_half(answer: &Answer) -> Table {
    people_by(answer).into_iter().filter(|row| row[0] <= row[1]).collect()
}

/// Fails unless both have the same tables. A cell that one of them leaves out is zero.
fn same(name: &str, mine: Vec<Table>, theirs: Vec<Table>) -> Outcome<()> {
    if mine.len() != theirs.len() {
        return Err(format!("{name}: {} tables, and the peer has {}", mine.len(), theirs.len()).into());
    }
    for (table, (mut mine, mut theirs)) in mine.into_iter().zip(theirs).enumerate() {
        for rows in [&mut mine, &mut theirs] {
            rows.retain(|row| row.last() != Some(&0));
            rows.sort_unstable();
        }
        if mine != theirs {
            let odd = mine.iter().zip(&theirs).find(|(mine, theirs)| mine != theirs);
            let (more, fewer) = (mine.len(), theirs.len());
            return Err(format!(
                "{name}, table {table}: {more} rows and {fewer} of the peer; the first to differ: {odd:?}"
            )
            .into());
        }
    }
    Ok(())
}

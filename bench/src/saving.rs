//! Keyworkers who log interactions, each a durable save through the router: fifty at once beside one alone who logs as many, and
//! beside the bare disk.

use crate::filled::{Done, Filled};
use crate::measure::{Watch, median, milliseconds};
use crate::signed::{self, Asker};
use base::{Id, Role};
use fastrand::Rng;
use records::Workspace;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// How many log at once.
const WORKERS: usize = 50;
/// With how many people each of them works.
const CASELOAD: i64 = 40;
/// Between two saves, whoever they are by, on average: so that each of fifty logs about once a second.
const PACE: Duration = Duration::from_millis(20);
const PACED: &str = "fifty a second";
/// How many saves one stretch has, and how many stretches each has, taking turns. Of all of them, twenty are slower than what is called p99.
const STRETCH: usize = 200;
const TURNS: usize = 10;
/// What a save writes, about, and the place in which the disk is written to over and over, as the write-ahead log is.
const WRITTEN: usize = 16 << 10;
const PLACE: u64 = 8 << 20;

/// Who takes turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Disk,
    Alone,
    Fifty,
}

impl Who {
    const ALL: [Self; 3] = [Self::Disk, Self::Alone, Self::Fifty];
}

/// What some took: milliseconds that a save took, from when it was begun and from when it was due, and those of the processor.
pub struct Logged {
    pace: &'static str,
    who: Who,
    begun: Spread,
    due: Spread,
    work: f64,
}

/// How long one took: since it was begun, and since it was due, which was before if the one before it was not through.
type Took = (Duration, Duration);

struct Spread {
    median: f64,
    p99: f64,
}

impl Spread {
    fn of(mut times: Vec<Duration>) -> Self {
        let median = median(&mut times);
        Self { median, p99: milliseconds(times.get(times.len() * 99 / 100).copied().unwrap_or_default()) }
    }
}

/// Measures at both paces.
pub fn run(filled: &Filled, runtime: &Runtime) -> Done<Vec<Logged>> {
    let team = Team::of(filled)?;
    // The first are not counted: a program that has just begun has no connection open, and its log has no place on the disk yet.
    team.log(runtime, WORKERS, &vec![Duration::ZERO; STRETCH * TURNS])?;
    let folder = filled.file.as_deref().and_then(Path::parent).ok_or("no folder")?;
    let mut disk = Disk::within(folder)?;
    let mut random = Rng::with_seed(1);
    let mut all = Vec::new();
    for (pace, mean) in [(PACED, PACE), ("without a pause", Duration::ZERO)] {
        let mut times: [Vec<Took>; 3] = Default::default();
        let mut work = [0.0; 3];
        for turn in 0..TURNS {
            // The same moments for all: people come independently of one another, two at once as well as none for a while.
            let mut at = Duration::ZERO;
            let moments: Vec<Duration> = (0..STRETCH)
                .map(|_| {
                    at += mean.mul_f64(-(1.0 - random.f64()).ln());
                    at
                })
                .collect();
            // Each goes first, second and last as often as the others, about.
            for place in 0..Who::ALL.len() {
                let next = (turn + place) % Who::ALL.len();
                let watch = Watch::start();
                times[next].extend(match Who::ALL[next] {
                    Who::Disk => disk.write(&moments)?,
                    Who::Alone => team.log(runtime, 1, &moments)?,
                    Who::Fifty => team.log(runtime, WORKERS, &moments)?,
                });
                work[next] += watch.took().work;
            }
        }
        for ((who, times), work) in Who::ALL.into_iter().zip(times).zip(work) {
            let work = work / times.len() as f64;
            let (begun, due) = times.into_iter().unzip();
            all.push(Logged { pace, who, begun: Spread::of(begun), due: Spread::of(due), work });
        }
    }
    Ok(all)
}

/// Prints what was measured at one size.
pub fn print(logged: &[Logged], people: u32) {
    println!(
        "\na durable save of an interaction through the router, {people} people, ms: median, p99, processor; p99 of fifty \
         beside that of one alone (goal 3)"
    );
    for one in logged {
        let alone = logged.iter().find(|other| other.pace == one.pace && other.who == Who::Alone);
        let line = |what: &str, Spread { median, p99 }: &Spread, beside: Option<&Spread>| {
            let ratio = beside.map(|alone| format!("   {:.2} times", p99 / alone.p99)).unwrap_or_default();
            println!("{:<16} {what:<40} {median:>8.2} {p99:>8.2} {:>8.2}{ratio}", one.pace, one.work);
        };
        match one.who {
            Who::Disk => line("the disk itself", &one.begun, None),
            Who::Alone => line("one keyworker alone", &one.begun, None),
            Who::Fifty => line("fifty keyworkers", &one.begun, alone.map(|alone| &alone.begun)),
        }
        if one.pace == PACED && one.who != Who::Disk {
            line(
                "  since the moment each was due",
                &one.due,
                alone.filter(|_| one.who == Who::Fifty).map(|alone| &alone.due),
            );
        }
    }
}

/// Writes what a save writes, and nothing else of what a save is.
struct Disk {
    file: File,
    at: u64,
}

impl Disk {
    /// In a file that is as long from the start as it ever becomes, and goes when the program ends.
    fn within(folder: &Path) -> Done<Self> {
        let mut file = tempfile::tempfile_in(folder)?;
        file.write_all(&vec![1; usize::try_from(PLACE)?])?;
        file.sync_all()?;
        Ok(Self { file, at: 0 })
    }

    /// Writes at each of these moments, counted from now, or as soon after as it is through with the one before.
    fn write(&mut self, moments: &[Duration]) -> Done<Vec<Took>> {
        let begun = Instant::now();
        let mut times = Vec::with_capacity(moments.len());
        for moment in moments {
            std::thread::sleep(moment.saturating_sub(begun.elapsed()));
            let start = Instant::now();
            self.file.seek(SeekFrom::Start(self.at))?;
            self.file.write_all(&[2; WRITTEN])?;
            self.file.sync_data()?;
            times.push((start.elapsed(), begun.elapsed().saturating_sub(*moment)));
            self.at = (self.at + WRITTEN as u64) % PLACE;
        }
        Ok(times)
    }
}

/// Keyworkers with their people.
struct Team {
    workers: Vec<Worker>,
    service: Id,
}

#[derive(Clone)]
struct Worker {
    asker: Asker,
    /// The addresses of the forms about those with whom they work.
    forms: Vec<String>,
}

impl Team {
    fn of(filled: &Filled) -> Done<Self> {
        let workspace = &filled.workspace;
        let router = web::router(web::App::new(workspace.clone(), "Bench"));
        let organisations = signed::partners(workspace);
        let mut workers = Vec::new();
        for number in 0..WORKERS {
            let organisation = organisations.get(number % organisations.len()).copied().ok_or("no partners")?;
            let asker = Asker::new(&router, workspace, &[(Role::Worker, &[organisation])])?;
            let people = people_of(workspace, organisation)?;
            let forms = people.iter().map(|person| format!("/people/{person}/add/interaction")).collect();
            workers.push(Worker { asker, forms });
        }
        // So that the counting engine follows every save, and other processes are looked after, as in use.
        workspace.engine()?;
        workspace.follow_others();
        let service = workspace.read(|reader| {
            let sql = "SELECT id FROM term WHERE vocabulary = 'service' ORDER BY id LIMIT 1";
            Ok(reader.one(sql, &[], |row| row.get(0))?)
        })?;
        Ok(Self { workers, service })
    }

    /// So many of them log at these moments, counted from now, in turn, or as soon after as each is through with their last: what each
    /// save took.
    fn log(&self, runtime: &Runtime, many: usize, moments: &[Duration]) -> Done<Vec<Took>> {
        let all = runtime.block_on(async {
            let mut ready = Vec::new();
            for worker in self.workers.iter().take(many) {
                let token = worker.asker.token(worker.forms.first().map_or("", String::as_str)).await;
                ready.push((worker.clone(), token.map_err(|fault| fault.to_string())?));
            }
            let begun = Instant::now();
            let at_work: Vec<_> = ready
                .into_iter()
                .enumerate()
                .map(|(place, (worker, token))| {
                    let own: Vec<Duration> = moments.iter().copied().skip(place).step_by(many).collect();
                    tokio::spawn(log(worker, token, self.service, begun, own))
                })
                .collect();
            let mut all = Vec::new();
            for one in at_work {
                all.extend(one.await.map_err(|fault| fault.to_string())??);
            }
            Ok::<_, String>(all)
        });
        Ok(all?)
    }
}

/// Some people of a partner who have been met.
fn people_of(workspace: &Workspace, organisation: Id) -> Done<Vec<Id>> {
    let sql = "SELECT DISTINCT e.person_id FROM enrolment e JOIN partner p ON p.id = e.partner_id \
               WHERE p.organisation_id = $1 ORDER BY e.person_id LIMIT $2";
    Ok(workspace.read(|reader| Ok(reader.query(sql, &[organisation.into(), CASELOAD.into()], |row| row.get(0))?))?)
}

/// What one keyworker logs, with one person after the other.
async fn log(
    worker: Worker,
    token: String,
    service: Id,
    begun: Instant,
    moments: Vec<Duration>,
) -> Result<Vec<Took>, String> {
    static FORMS: AtomicU32 = AtomicU32::new(0);
    // Forms of another run of the same database are other forms.
    let run = std::process::id();
    let mut times = Vec::new();
    for (form, moment) in worker.forms.iter().cycle().zip(moments) {
        tokio::time::sleep_until((begun + moment).into()).await;
        let once = FORMS.fetch_add(1, Ordering::Relaxed);
        let filled = format!(
            "form-token={token}&once=bench-{run}-{once}&service_id={service}&channel=phone&minutes=20&notes=Bench\
             &date-day=3&date-month=9&date-year=2021"
        );
        let start = Instant::now();
        worker.asker.post(form, filled).await.map_err(|fault| fault.to_string())?;
        times.push((start.elapsed(), begun.elapsed().saturating_sub(moment)));
    }
    Ok(times)
}

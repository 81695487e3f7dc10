//! A keyworker's day: the page of a participant, finding and registering people, at ten thousand people and at as many as are asked for;
//! and [saving].

use crate::filled::{Done, Filled};
use crate::measure::median;
use crate::saving;
use crate::signed::{self, Asker};
use base::{Id, Role};
use records::Workspace;
use std::path::Path;
use std::time::Instant;
use tokio::runtime::Runtime;

/// The size beside which the large one is measured.
const FEW: u32 = 10_000;
/// In `only`: saving, and no page.
const SAVING: &str = "save";

/// What is typed into the search, and what kind of search that is.
const SEARCHES: [(&str, &str); 13] = [
    ("one letter, a page full of people at any size", "m"),
    ("commonest family name", "Smith"),
    ("the same, being typed", "smi"),
    ("one letter more than nothing", "sm"),
    ("name and family name", "John Smith"),
    ("the other way round, begun", "smith jo"),
    ("short form", "Liz Smith"),
    ("misspelt", "Smyht"),
    ("both misspelt", "Jhon Smtih"),
    ("date of birth", "3/9/1984"),
    ("family name and date of birth", "smith 3/9/84"),
    ("reference", "R0004711"),
    ("nobody", "Qwertyuiop"),
];

/// What a form asks while somebody is registered.
const ALIKE: &str = "who may this already be: Jon Smith";

/// One page at one size: how long it took, and how many people it shows.
struct Took {
    what: String,
    lead: (f64, usize),
    worker: (f64, usize),
}

/// Measures and prints. `kept` is where the databases stay, one to a size; `only` leaves the pages of whose names it is a part, or saving.
pub fn run(people: u32, rounds: u32, kept: Option<&Path>, only: &str) -> Done<()> {
    let mut sizes = Vec::new();
    for size in [FEW, people] {
        let file = kept.map(|kept| kept.with_extension(format!("{size}.db")));
        let start = Instant::now();
        let filled = Filled::make(size, true, file.as_deref())?;
        println!("{size} people are there after {:.0} s", start.elapsed().as_secs_f64());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let pages = if only == SAVING { Vec::new() } else { pages(&filled, rounds, &runtime, only)? };
        let logged = if [SAVING, ""].contains(&only) { saving::run(&filled, &runtime)? } else { Vec::new() };
        sizes.push((pages, logged));
    }
    let [(few, _), (many, _)] = sizes.as_slice() else { return Err("two sizes".into()) };
    println!(
        "\nserver time in ms, median of {rounds}: {FEW} people, {people} people, ratio (goals: under 30 ms, at most 1.5)"
    );
    println!("a ratio says something where as many people are shown; a page that shows more has more to do\n");
    println!("{:<56} {:>7} {:>7} {:>6} {:>10}   lead", "", "worker", "", "", "shown");
    for (small, large) in few.iter().zip(many) {
        let told = |(small, few): (f64, usize), (large, many): (f64, usize)| {
            let shown = if few == many { few.to_string() } else { format!("{few} to {many}") };
            format!("{small:>7.2} {large:>7.2} {:>6.2} {shown:>10}", large / small)
        };
        println!("{:<56} {}  {}", small.what, told(small.worker, large.worker), told(small.lead, large.lead));
    }
    for ((_, logged), size) in sizes.iter().zip([FEW, people]) {
        saving::print(logged, size);
    }
    Ok(())
}

fn pages(filled: &Filled, rounds: u32, runtime: &Runtime, only: &str) -> Done<Vec<Took>> {
    let workspace = &filled.workspace;
    let router = web::router(web::App::new(workspace.clone(), "Bench"));
    // A partner of middling size: the work is spread unevenly.
    let organisations = signed::partners(workspace);
    let middle = organisations.get(organisations.len() / 2).copied().ok_or("no partners")?;
    let asker = |role: Role| Asker::new(&router, workspace, &[(role, &[middle])]);
    let (lead, worker) = (asker(Role::Lead)?, asker(Role::Worker)?);
    let [usual, busiest] = [met(workspace, middle, 12)?, met(workspace, middle, 20)?];
    let mut addresses = vec![
        ("the page of a participant".to_owned(), format!("/people/{usual}")),
        ("the page of one often met".to_owned(), format!("/people/{busiest}")),
        ("the list of people".to_owned(), "/people".to_owned()),
    ];
    for (what, words) in SEARCHES {
        let query: String = words.replace(' ', "+");
        addresses.push((format!("search, {what}: {words}"), format!("/people/find?q={query}")));
    }
    addresses.push(("the list of those found: m".to_owned(), "/people?q=m".to_owned()));
    addresses.push(("the list of those found: Smith".to_owned(), "/people?q=Smith".to_owned()));
    let mut all = Vec::new();
    addresses.retain(|(what, _)| what.contains(only));
    for (what, address) in addresses {
        let time = |asker: &Asker| -> Done<(f64, usize)> {
            let (mut times, mut shown) = (Vec::new(), 0);
            for _ in 0..rounds {
                let start = Instant::now();
                let page = runtime.block_on(asker.get(&address))?;
                times.push(start.elapsed());
                shown = page.matches("wm-found__person").count().max(page.matches("<tr").count().saturating_sub(1));
            }
            Ok((median(&mut times), shown))
        };
        all.push(Took { what, lead: time(&lead)?, worker: time(&worker)? });
    }
    if !ALIKE.contains(only) {
        return Ok(all);
    }
    let token = runtime.block_on(worker.token("/people/new"))?;
    let form = format!(
        "form-token={token}&given_name=Jon&family_name=Smith&birth_date-day=3&birth_date-month=9&birth_date-year=1984&postcode=M1+1AA"
    );
    let mut times = Vec::new();
    for _ in 0..rounds {
        let start = Instant::now();
        runtime.block_on(worker.post("/people/new/alike", form.clone()))?;
        times.push(start.elapsed());
    }
    all.push(Took { what: ALIKE.to_owned(), lead: (f64::NAN, 0), worker: (median(&mut times), 0) });
    Ok(all)
}

/// Somebody whom a partner enrolled and who was met so many times, which makes pages of the same length at any size; or who was met the most often
/// below that.
fn met(workspace: &Workspace, organisation: Id, times: i64) -> Done<Id> {
    let sql = "SELECT e.person_id FROM enrolment e JOIN partner p ON p.id = e.partner_id JOIN interaction i ON i.person_id = e.person_id \
               WHERE p.organisation_id = $1 GROUP BY e.person_id HAVING COUNT(*) <= $2 ORDER BY COUNT(*) DESC, e.person_id LIMIT 1";
    let found =
        workspace.read(|reader| Ok(reader.optional(sql, &[organisation.into(), times.into()], |row| row.get(0))?))?;
    found.ok_or_else(|| "nobody was met".into())
}

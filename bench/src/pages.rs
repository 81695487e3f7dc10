//! Server time of pages, in process, as the number of people grows.

use crate::filled::{Done, Filled};
use crate::measure::{median, milliseconds};
use crate::signed::{self, Asker};
use base::{Clock, Role};
use records::Workspace;
use std::path::Path;
use std::time::{Duration, Instant};

/// The programme of the demonstration whose overview the goal is about.
const SHOWN: &str = "programme=positive-communities";
const PAGES: [&str; 4] = ["/", "/reports/overview", "/reports/by-partner", "/reports/by-partner/counted"];

/// What a page took: the first time, and the median of later times.
struct Page {
    first: Duration,
    later: f64,
    bytes: usize,
}

/// Measures and prints.
pub fn run(people: u32, rounds: u32, kept: Option<&Path>) -> Done<()> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("demonstration.db").display());
    let workspace = Workspace::open(&url, Clock::System)?;
    demonstration::fill(&workspace, None, &mut |_, _| {})?;
    println!("{:<30} {:<30} {:>9} {:>9} {:>7}", "workspace", "page", "median ms", "first ms", "kB");
    let shown = measure("demonstration", &workspace, SHOWN, rounds)?;
    println!("the overview of the demonstration takes {:.1} ms (goal under 20 ms)\n", shown[1].later);
    let mut smallest: Option<Vec<Page>> = None;
    for size in [10_000, 100_000, people] {
        let filled = Filled::make(size, true, kept.filter(|_| size == people))?;
        let pages = measure(&format!("{size} people"), &filled.workspace, "", rounds)?;
        let Some(smallest) = &smallest else {
            smallest = Some(pages);
            continue;
        };
        for ((path, page), small) in PAGES.iter().zip(&pages).zip(smallest) {
            println!("{:<30} {path:<30} {:.1} times that of 10000 people", "", page.later / small.later);
        }
    }
    Ok(())
}

fn measure(name: &str, workspace: &Workspace, query: &str, rounds: u32) -> Done<Vec<Page>> {
    workspace.engine()?;
    let router = web::router(web::App::new(workspace.clone(), "Bench"));
    let lead = Asker::new(&router, workspace, &[(Role::Lead, &signed::partners(workspace))])?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let mut pages = Vec::new();
    for path in PAGES {
        let address = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        let start = Instant::now();
        let bytes = runtime.block_on(lead.get(&address))?.len();
        let first = start.elapsed();
        let mut times = Vec::new();
        for _ in 0..rounds {
            let start = Instant::now();
            runtime.block_on(lead.get(&address))?;
            times.push(start.elapsed());
        }
        let page = Page { first, later: median(&mut times), bytes };
        let first = milliseconds(page.first);
        println!("{name:<30} {path:<30} {:>9.2} {first:>9.2} {:>7}", page.later, page.bytes / 1000);
        pages.push(page);
    }
    Ok(pages)
}

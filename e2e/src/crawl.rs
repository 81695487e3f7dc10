//! Following every link of a site, as a search engine would: without a browser, and without leaving the site.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::time::Duration;

use crate::Error;

/// How many addresses of one shape are visited: the pages of a thousand people differ only in their data.
const OF_A_SHAPE: usize = 8;

/// What was visited and what was wrong.
#[derive(Clone, Debug, Default)]
pub struct Crawl {
    /// The HTML pages that answered 200, as paths with their query, in the order of their finding.
    pub pages: Vec<String>,
    /// Everything else that answered 200: style sheets, downloads, pictures.
    pub files: Vec<String>,
    /// Links that lead nowhere.
    pub failures: Vec<Failure>,
}

impl Crawl {
    /// The first page of each shape: what is enough to look at when pages that differ only in their data are the same.
    #[must_use]
    pub fn one_of_each(&self) -> Vec<&str> {
        let mut shapes = BTreeSet::new();
        self.pages.iter().map(String::as_str).filter(|page| shapes.insert(shape(page))).collect()
    }
}

/// A link that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Where it leads: path with query, and fragment where that is what is missing.
    pub address: String,
    /// The page it is on.
    pub found_on: String,
    /// What is wrong.
    pub why: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (linked from {}): {}", self.address, self.found_on, self.why)
    }
}

/// Starts at a path of the site and follows every `href` and `src` that stays on it, at most `limit` addresses in all. Of addresses of one
/// shape (the same path but for ids, the same names in the query) only some are visited. Whoever `session` is a cookie of is
/// signed in; an empty one signs nobody in.
///
/// # Errors
/// When the site does not answer at all.
pub fn crawl(site: &str, session: &str, start: &str, limit: usize) -> Result<Crawl, Error> {
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .new_agent();
    let mut result = Crawl::default();
    let mut seen = BTreeSet::from([start.to_owned()]);
    let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
    let mut waiting = VecDeque::from([(start.to_owned(), "the start".to_owned())]);
    let mut asked = 0;
    while let Some((address, found_on)) = waiting.pop_front() {
        let count = shapes.entry(shape(&address)).or_default();
        *count += 1;
        if *count > OF_A_SHAPE || asked == limit {
            continue;
        }
        asked += 1;
        let fail = |why: String| Failure { address: address.clone(), found_on: found_on.clone(), why };
        let mut answer = agent.get(format!("{site}{address}")).header("cookie", session).call()?;
        let status = answer.status();
        if status.is_redirection() {
            let to = answer.headers().get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
            match follow(site, &address, to) {
                Some((to, _)) if seen.insert(to.clone()) => waiting.push_back((to, found_on)),
                Some(_) => {}
                None => result.failures.push(fail(format!("{status} to “{to}”"))),
            }
            continue;
        }
        if status != 200 {
            result.failures.push(fail(status.to_string()));
            continue;
        }
        if answer.body().mime_type().is_none_or(|kind| kind != "text/html") {
            result.files.push(address);
            continue;
        }
        let html = answer.body_mut().with_config().limit(64 << 20).read_to_string()?;
        let ids: BTreeSet<String> = attributes(&html, "id").into_iter().collect();
        let links = ["href", "src"].into_iter().flat_map(|name| attributes(&html, name));
        for (to, fragment) in links.filter_map(|link| follow(site, &address, &link)) {
            if let Some(fragment) = fragment
                && to == address
                && !ids.contains(&fragment)
            {
                let why = "no element has that id".to_owned();
                let missing = Failure { address: format!("{to}#{fragment}"), found_on: address.clone(), why };
                result.failures.push(missing);
            }
            if seen.insert(to.clone()) {
                waiting.push_back((to, address.clone()));
            }
        }
        result.pages.push(address);
    }
    Ok(result)
}

/// Where a link on a page leads, if it stays on the site: path with query, and the fragment.
fn follow(site: &str, page: &str, link: &str) -> Option<(String, Option<String>)> {
    let link = link.strip_prefix(site).unwrap_or(link);
    let (link, fragment) = match link.split_once('#') {
        Some((link, "" | "top")) => (link, None),
        Some((link, fragment)) => (link, Some(fragment.to_owned())),
        None => (link, None),
    };
    let path = page.split('?').next().unwrap_or(page);
    let address = match link.chars().next() {
        None => page.to_owned(),
        Some('?') => format!("{path}{link}"),
        Some('/') if link.starts_with("//") => return None,
        Some('/') => link.to_owned(),
        _ if link.split(['/', '?']).next().is_some_and(|first| first.contains(':')) => return None,
        _ => format!("{}/{link}", path.rsplit_once('/').map_or("", |(folder, _)| folder)),
    };
    Some((address, fragment))
}

/// An address without what is only data: ids become `*`, and of a query only the names stay.
fn shape(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let path: Vec<&str> = path.split('/').map(|part| if is_id(part) { "*" } else { part }).collect();
    let names: BTreeSet<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{}?{}", path.join("/"), names.into_iter().collect::<Vec<_>>().join("&"))
}

/// Whether a part of a path is one of Waymark's ids: thirteen characters of Crockford's base 32.
fn is_id(part: &str) -> bool {
    part.len() == 13 && part.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// Every value of an attribute in a page, its entities resolved. Waymark's pages always quote attributes with `"`.
fn attributes(html: &str, name: &str) -> Vec<String> {
    let opening = format!(" {name}=\"");
    html.split(&opening)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(|value| value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
        .collect()
}

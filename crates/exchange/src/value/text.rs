//! Text made clean.

use base::Kind;
use std::borrow::Cow;

/// Characters in a line of text.
const LINE: usize = 1_000;
/// Characters in a long text; Excel's own limit for a cell.
const LONG: usize = 32_767;

/// Without the spaces around it and without characters that nobody sees. Text that is clean already is only borrowed.
pub(super) fn clean(given: &str, kind: Kind) -> Result<Cow<'_, str>, String> {
    let given = without_guard(given);
    let limit = if matches!(kind, Kind::LongText) { LONG } else { LINE };
    let clean = if given.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        Cow::Borrowed(given.trim_ascii())
    } else {
        thorough(given, matches!(kind, Kind::LongText))?
    };
    if clean.len() > limit && clean.chars().count() > limit {
        return Err(format!("is longer than {limit} characters: shorten it"));
    }
    Ok(clean)
}

/// Whether a spreadsheet would take the text for a formula.
pub(crate) fn is_formula_like(text: &str) -> bool {
    matches!(text.bytes().next(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'))
}

/// Takes off the apostrophe that files out carry before what a spreadsheet would take for a formula.
fn without_guard(given: &str) -> &str {
    given.strip_prefix('\'').filter(|rest| is_formula_like(rest)).unwrap_or(given)
}

fn thorough(given: &str, keeps_lines: bool) -> Result<Cow<'_, str>, String> {
    if given.contains(char::REPLACEMENT_CHARACTER) {
        return Err(
            "has characters that cannot be read: type them again, and save the file as CSV UTF-8 or .xlsx".to_owned()
        );
    }
    let given = given.trim_matches(is_space);
    if !given.chars().any(|letter| letter.is_control() || is_unseen(letter) || letter == '\u{a0}') {
        return Ok(Cow::Borrowed(given));
    }
    let mut clean = String::with_capacity(given.len());
    let mut letters = given.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' if letters.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' if keeps_lines => clean.push('\n'),
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\t' | '\u{a0}' => clean.push(' '),
            letter if letter.is_control() || is_unseen(letter) => {}
            letter => clean.push(letter),
        }
    }
    let ends = clean.trim_matches(is_space);
    Ok(Cow::Owned(if ends.len() == clean.len() { clean } else { ends.to_owned() }))
}

fn is_space(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || is_unseen(letter)
}

/// Marks that have no width and change nothing that is read: joiners within words stay, as some languages need them.
fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{feff}' | '\u{200b}' | '\u{2060}' | '\u{ad}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
    )
}

/// Whether nothing can be seen.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// What stands in a cell as faults show it: on one line, and at most 100 characters.
pub(crate) fn shortened(text: &str) -> String {
    let mut letters = text.trim_matches(is_space).chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    let mut short: String = letters.by_ref().take(100).collect();
    if letters.next().is_some() {
        short.push('\u{2026}');
    }
    short
}

/// Whether the text is what Excel shows in place of a value that it cannot work out.
pub(super) fn is_spreadsheet_error(text: &str) -> bool {
    const SHOWN: [&str; 12] = [
        "#REF!",
        "#N/A",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#BUSY!",
    ];
    SHOWN.iter().any(|shown| shown.eq_ignore_ascii_case(text))
        || (text.len() > 3 && text.bytes().all(|byte| byte == b'#'))
}

/// Refuses "4.47701E+11", which is all that is left of a long number that Excel saved as it was shown.
pub(super) fn not_shortened_by_excel(text: &str) -> Result<(), String> {
    // Hardly any text begins like that.
    if !matches!(text.as_bytes(), [b'0'..=b'9', b'.' | b'E', ..]) {
        return Ok(());
    }
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_short = text.split_once("E+").is_some_and(|(number, power)| {
        let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
        whole.len() == 1 && digits(whole) && digits(part) && digits(power)
    });
    if is_short {
        return Err(
            "is a long number that Excel has cut short: set the column's format to Text and type it again".to_owned()
        );
    }
    Ok(())
}

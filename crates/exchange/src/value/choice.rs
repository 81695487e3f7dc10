//! Choices from a list, and yes or no.

use super::{not_known, shortened};
use crate::words::{same, suggest};
use base::Choice;

/// The choice with this key, label or synonym.
pub(super) fn find(text: &str, choices: &'static [Choice]) -> Result<&'static Choice, String> {
    // Files that a system wrote have one spelling throughout.
    let spelt = |name: &str| name.eq_ignore_ascii_case(text);
    if let Some(choice) = choices.iter().find(|choice| spelt(choice.label) || spelt(choice.key)) {
        return Ok(choice);
    }
    let mut meant = choices.iter().filter(|choice| names(choice).any(|name| same(name, text)));
    match (meant.next(), meant.next()) {
        (Some(choice), None) => Ok(choice),
        (Some(one), Some(other)) => {
            Err(format!("could be \u{201c}{}\u{201d} or \u{201c}{}\u{201d}: write one of them", one.label, other.label))
        }
        (None, _) => Err(not_one_of(text, choices)),
    }
}

fn names(choice: &Choice) -> impl Iterator<Item = &'static str> + use<> {
    [choice.label, choice.key].into_iter().chain(choice.synonyms.iter().copied())
}

fn not_one_of(text: &str, choices: &[Choice]) -> String {
    let nearest = choices.iter().find(|choice| {
        let best = suggest(text, choices.iter().flat_map(names));
        best.is_some_and(|best| names(choice).any(|name| name == best))
    });
    if let Some(choice) = nearest {
        return format!("is not one of the choices: did you mean \u{201c}{}\u{201d}?", choice.label);
    }
    let labels: Vec<&str> = choices.iter().map(|choice| choice.label).collect();
    format!("is not one of the choices: write one of {}", shortened_list(&labels))
}

fn shortened_list(labels: &[&str]) -> String {
    const SHOWN: usize = 12;
    let shown: Vec<String> = labels.iter().take(SHOWN).map(|label| shortened(label)).collect();
    let more = if labels.len() > SHOWN { format!(" and {} more", labels.len() - SHOWN) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// Yes or no, in the words that spreadsheets have for them. A cross is neither: some mean yes by it and some no.
pub(super) fn yes_or_no(text: &str) -> Result<bool, String> {
    const YES: [&str; 7] = ["yes", "y", "true", "t", "1", "\u{2713}", "\u{2714}"];
    const NO: [&str; 5] = ["no", "n", "false", "f", "0"];
    let is_one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is_one_of(&YES) {
        Ok(true)
    } else if is_one_of(&NO) {
        Ok(false)
    } else {
        Err(not_known(text).unwrap_or_else(|| "is not yes or no: write one of them".to_owned()))
    }
}

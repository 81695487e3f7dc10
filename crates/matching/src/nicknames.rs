//! Which given names are short, pet or other spellings of the same name.
//!
//! The table is ours, of what is common in the United Kingdom: each line of `nicknames.txt` is a name and what its bearers
//! are called. A short form may be of several names (`alex`, `sam`, `pat`), which does not make those names the same.

use std::collections::HashMap;
use std::sync::OnceLock;

/// The lines of the table in which a name stands, counted from one; zero where there is no further one. Names of more
/// lines than this keep the first.
pub type Lines = [u16; 6];

/// The lines of a folded name.
pub fn lines(name: &str) -> Lines {
    static TABLE: OnceLock<HashMap<&'static str, Lines>> = OnceLock::new();
    TABLE.get_or_init(read).get(name).copied().unwrap_or_default()
}

/// Whether two names can be what one person is called: one line of the table has both.
pub fn same_person(a: Lines, b: Lines) -> bool {
    a.iter().any(|line| *line != 0 && b.contains(line))
}

/// The other names in the lines of a folded name, each once.
pub fn others(name: &str) -> Vec<&'static str> {
    let mut others: Vec<&'static str> = Vec::new();
    for line in lines(name).into_iter().filter(|line| *line != 0) {
        let names = include_str!("nicknames.txt").lines().nth(usize::from(line) - 1).unwrap_or_default();
        others.extend(names.split(' ').filter(|other| *other != name));
    }
    others.sort_unstable();
    others.dedup();
    others
}

fn read() -> HashMap<&'static str, Lines> {
    let mut table: HashMap<&'static str, Lines> = HashMap::new();
    for (number, names) in (1..).zip(include_str!("nicknames.txt").lines()) {
        for name in names.split(' ') {
            let lines = table.entry(name).or_default();
            if !lines.contains(&number)
                && let Some(free) = lines.iter_mut().find(|line| **line == 0)
            {
                *free = number;
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bill_is_william_and_alexander_is_not_alexandra() {
        let same = |a, b| same_person(lines(a), lines(b));
        assert!(same("bill", "william") && same("liz", "beth") && same("mohammed", "muhammad"));
        assert!(same("alex", "alexander") && same("alex", "alexandra"));
        assert!(!same("alexander", "alexandra") && !same("xyz", "xyz"));
    }

    #[test]
    fn no_name_stands_in_more_lines_than_are_kept() {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for names in include_str!("nicknames.txt").lines() {
            let mut names: Vec<&str> = names.split(' ').collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                *counts.entry(name).or_default() += 1;
            }
        }
        let kept = Lines::default().len();
        let more: Vec<_> = counts.into_iter().filter(|(_, count)| *count > kept).collect();
        assert!(more.is_empty(), "{more:?}");
    }
}

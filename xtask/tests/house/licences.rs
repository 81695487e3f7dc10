//! Others' work is used under licences that fit ours.

use std::fmt;

use crate::metadata::Metadata;

/// Licences under which a program may be given on as Apache-2.0 with a notice. MPL-2.0 binds only its own files, which we do not change.
const FIT: [&str; 16] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

#[test]
fn every_dependency_may_be_used_under_a_licence_that_fits() {
    let mut wrong = Vec::new();
    for (package, licence) in Metadata::read().licences() {
        match licence {
            None => wrong.push(format!("{package} names no licence")),
            Some(licence) => match fits(&licence) {
                Ok(true) => {}
                Ok(false) => wrong.push(format!("{package}: {licence}")),
                Err(why) => wrong.push(format!("{package}: {licence}: {why}")),
            },
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_choice_of_licences_fits_when_one_does_and_a_sum_when_all_do() {
    for (licence, expected) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("Apache-2.0 OR GPL-2.0-only", true),
        ("MIT AND GPL-2.0-only", false),
        ("(MIT OR GPL-2.0-only) AND Unicode-3.0", true),
        ("GPL-2.0-only OR MIT AND ISC", true),
        ("GPL-2.0-only AND (MIT OR ISC)", false),
        ("Apache-2.0 WITH LLVM-exception OR GPL-2.0-only", true),
        ("GPL-2.0-only WITH Classpath-exception-2.0", false),
        // As cargo allowed it in its first years.
        ("MIT/Apache-2.0", true),
    ] {
        assert_eq!(fits(licence), Ok(expected), "{licence}");
    }
    assert!(fits("MIT OR").is_err());
    assert!(fits("(MIT").is_err());
    assert!(fits("MIT ISC").is_err());
}

/// Why an expression cannot be understood.
#[derive(Debug, PartialEq, Eq)]
struct Malformed(String);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether an SPDX expression can be satisfied with licences of the list. AND binds closer than OR (SPDX 2.3, annex D.4).
fn fits(expression: &str) -> Result<bool, Malformed> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
    let result = either(&mut words)?;
    match words.last() {
        None => Ok(result),
        Some(word) => Err(Malformed(format!("“{word}” is too much"))),
    }
}

/// One or more sums with OR between. The words still to read are kept last first.
fn either(words: &mut Vec<&str>) -> Result<bool, Malformed> {
    let mut result = all(words)?;
    while words.pop_if(|word| *word == "OR").is_some() {
        result |= all(words)?;
    }
    Ok(result)
}

/// One or more licences with AND between.
fn all(words: &mut Vec<&str>) -> Result<bool, Malformed> {
    let mut result = one(words)?;
    while words.pop_if(|word| *word == "AND").is_some() {
        result &= one(words)?;
    }
    Ok(result)
}

/// A licence, with its exception if it has one, or an expression in parentheses.
fn one(words: &mut Vec<&str>) -> Result<bool, Malformed> {
    match words.pop() {
        Some("(") => {
            let result = either(words)?;
            words.pop_if(|word| *word == ")").map(|_| result).ok_or_else(|| Malformed("a “)” is missing".to_owned()))
        }
        None | Some("AND" | "OR" | "WITH" | ")") => Err(Malformed("a licence is missing".to_owned())),
        Some(licence) if words.pop_if(|word| *word == "WITH").is_some() => {
            let exception = words.pop().ok_or_else(|| Malformed("an exception is missing".to_owned()))?;
            Ok(FIT.contains(&format!("{licence} WITH {exception}").as_str()))
        }
        Some(licence) => Ok(FIT.contains(&licence)),
    }
}

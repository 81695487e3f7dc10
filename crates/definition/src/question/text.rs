//! The single values of a question, read and written.

use super::PartFault;
use crate::model::{Dimension, FactKind, Filter, Of};
use crate::nearest::nearest;
use base::Period;
use std::fmt;

type Read<T> = Result<T, PartFault>;

/// One of some words.
pub(super) fn one_of<T: Copy>(part: &str, value: &str, all: &[T], key: fn(T) -> &'static str) -> Read<T> {
    all.iter().copied().find(|one| key(*one) == value).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|one| key(*one)).collect();
        let mend = did_you_mean(value, &known).unwrap_or_else(|| format!("It can be: {}.", known.join(", ")));
        PartFault::new(part, value, format!("\u{201c}{value}\u{201d} is not known here"), mend)
    })
}

fn did_you_mean(value: &str, known: &[&str]) -> Option<String> {
    nearest(value, known.iter().copied()).map(|near| format!("Did you mean \u{201c}{near}\u{201d}?"))
}

/// Yes or no, in the ways that forms and people write it.
pub(super) fn flag(part: &str, value: &str) -> Read<bool> {
    match value.to_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(true),
        "0" | "false" | "no" | "off" => Ok(false),
        _ => {
            Err(PartFault::new(part, value, format!("\u{201c}{value}\u{201d} is neither yes nor no"), "Write 1 or 0."))
        }
    }
}

/// Core or not.
pub(super) fn core(part: &str, value: &str) -> Read<bool> {
    match value {
        "core" => Ok(true),
        "non-core" => Ok(false),
        other => flag(part, other),
    }
}

/// Texts between commas.
pub(super) fn list(value: &str) -> Vec<String> {
    value.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

/// Facts: `outcome`, `outcome:core`, `outcome:job,training`, `code:frame=contexts`.
pub(super) fn of(part: &str, value: &str) -> Read<Of> {
    let (kind, rest) = value.split_once(':').unwrap_or((value, ""));
    let mut of = Of::kind(one_of(part, kind, &FactKind::ALL, FactKind::key)?);
    for word in rest.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match word {
            "core" => of.core = Some(true),
            "non-core" => of.core = Some(false),
            term => match term.strip_prefix("frame=") {
                Some(frame) => of.frame = Some(frame.to_owned()),
                None => of.terms.push(term.to_owned()),
            },
        }
    }
    Ok(of)
}

impl fmt::Display for Of {
    /// As questions write it: `outcome:core`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.key())?;
        let core = self.core.map(|core| if core { "core" } else { "non-core" }.to_owned());
        let frame = self.frame.as_ref().map(|frame| format!("frame={frame}"));
        let words: Vec<String> = core.into_iter().chain(frame).chain(self.terms.iter().cloned()).collect();
        if words.is_empty() { Ok(()) } else { write!(f, ":{}", words.join(",")) }
    }
}

/// Names of dimensions between commas.
pub(super) fn dimensions(part: &str, value: &str) -> Read<Vec<Dimension>> {
    list(value).iter().map(|name| dimension(part, name)).collect()
}

fn dimension(part: &str, name: &str) -> Read<Dimension> {
    Dimension::from_key(name).ok_or_else(|| {
        let known = Dimension::ALL.map(Dimension::key);
        let mend =
            did_you_mean(name, &known).unwrap_or_else(|| format!("A figure can be cut by: {}.", known.join(", ")));
        PartFault::new(part, name, format!("there is no dimension called \u{201c}{name}\u{201d}"), mend)
    })
}

/// A filter: `partner=harbour-lane,old-mill`.
pub(super) fn filter(part: &str, value: &str) -> Read<Filter> {
    let Some((name, wanted)) = value.split_once('=') else {
        let name = value.trim();
        let shown = if Dimension::from_key(name).is_some() { name } else { "partner" };
        let message = format!("\u{201c}{value}\u{201d} does not say which values are wanted");
        return Err(PartFault::new(
            part,
            value,
            message,
            format!("Write a dimension, an equals sign and a value: {shown}=value."),
        ));
    };
    on(part, dimension(part, name.trim())?, wanted)
}

/// A filter on a dimension: its values between commas.
pub(super) fn on(part: &str, dimension: Dimension, wanted: &str) -> Read<Filter> {
    let mut values = list(wanted);
    if values.is_empty() {
        return Err(PartFault::new(
            part,
            wanted,
            "no value is given",
            "Write at least one value after the equals sign.",
        ));
    }
    for text in &mut values {
        match dimension {
            Dimension::Time(grain) => {
                let period: Period =
                    text.parse().map_err(|error| PartFault::new(part, text, format!("{error}"), ""))?;
                if grain.period(grain.number(period.start)) != Some(period) {
                    let message = format!("\u{201c}{text}\u{201d} is not a {}", grain.key().replace('-', " "));
                    return Err(PartFault::new(part, text, message, "Use \u{201c}over\u{201d} for any other span."));
                }
            }
            Dimension::Core => *text = if core(part, text)? { "core" } else { "non-core" }.to_owned(),
            _ => {}
        }
    }
    Ok(Filter { dimension, values })
}

impl fmt::Display for Filter {
    /// As questions write it: `partner=harbour-lane,old-mill`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.dimension.key(), self.values.join(","))
    }
}

/// A value as it stands in the query of a web address. What need not be escaped stays readable.
pub(super) fn encode(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~,:/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

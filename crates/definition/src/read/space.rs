//! Keys that are declared and keys that are referred to, brought together once the whole file has been read.

use super::Reader;
use super::source::Saying;
use crate::nearest::nearest;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

/// A key, and where it stands.
type Placed = (String, Range<usize>);

/// Keys by the table that declares them.
#[derive(Default)]
pub(crate) struct Spaces {
    declared: RefCell<BTreeMap<String, Vec<Placed>>>,
    referred: RefCell<Vec<(String, Placed)>>,
}

impl Spaces {
    /// Notes that `space` has a `key`; says where it stood before if it did.
    pub(super) fn declare(&self, space: &str, key: &str, range: &Range<usize>) -> Option<Range<usize>> {
        let mut declared = self.declared.borrow_mut();
        let keys = declared.entry(space.to_owned()).or_default();
        if let Some((_, first)) = keys.iter().find(|(known, _)| known == key) {
            return Some(first.clone());
        }
        keys.push((key.to_owned(), range.clone()));
        None
    }

    /// Notes that a key of `space` is meant at `range`.
    pub(super) fn refer(&self, space: &str, key: &str, range: &Range<usize>) {
        self.referred.borrow_mut().push((space.to_owned(), (key.to_owned(), range.clone())));
    }

    /// Reports every reference to nothing.
    pub(super) fn resolve(&self, reader: &Reader<'_>) {
        let declared = self.declared.borrow();
        for (space, (key, range)) in self.referred.borrow().iter() {
            let known = declared.get(space).map(Vec::as_slice).unwrap_or_default();
            if known.iter().any(|(known, _)| known == key) || reader.broken {
                continue;
            }
            let mend = match nearest(key, known.iter().map(|(known, _)| known.as_str())) {
                Some(near) => format!("Did you mean \u{201c}{near}\u{201d}?"),
                None if known.is_empty() => format!("This definition has no {} yet: add one.", table_name(space)),
                None => format!("Add it as {}, or use one that is there.", table_name(space)),
            };
            reader.report(
                reader
                    .source
                    .fault(range, Saying::new(format!("there is no {space} with the key \u{201c}{key}\u{201d}"), mend)),
            );
        }
    }
}

/// A space as the heading that adds to it.
fn table_name(space: &str) -> String {
    match space.split_once(" of ") {
        Some((inner, outer)) => format!("{inner} of {outer}"),
        None => format!("[[{space}]]"),
    }
}

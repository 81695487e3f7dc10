//! `[[partner]]`, `[[sub-area]]`, `[[area]]` and `[[post]]`.

use super::programme::not_before;
use super::table::Table;
use crate::model::{Area, AreaKind, Partner, Post, Share, SubArea};
use base::Date;
use std::ops::Range;

/// `[[partner]]`.
pub(super) fn partners(root: &Table<'_>) -> Vec<Partner> {
    root.tables("partner", |table| {
        let (joined, left) = (table.date("joined"), table.date("left"));
        not_before(table, "left", left, "joined", joined);
        Partner {
            key: table.key("partner"),
            label: table.required("label"),
            sector: table.text("sector"),
            joined,
            left,
            sub_areas: table.refers("sub-areas", "sub-area"),
            fictional: table.flag("fictional"),
            note: table.text("note"),
            retired: table.flag("retired"),
        }
    })
}

/// `[[sub-area]]`.
pub(super) fn sub_areas(root: &Table<'_>) -> Vec<SubArea> {
    root.tables("sub-area", |table| SubArea {
        key: table.key("sub-area"),
        label: table.required("label"),
        note: table.text("note"),
    })
}

/// `[[area]]`. An area may lie in another, but not in itself by whatever way.
pub(super) fn areas(root: &Table<'_>) -> Vec<Area> {
    let mut parents = Vec::new();
    let areas = root.tables("area", |table| {
        let area = Area {
            key: table.key("area"),
            label: table.required("label"),
            kind: table.required_choice("kind", &AreaKind::ALL, AreaKind::key, AreaKind::Interest),
            parent: table.refer("parent", "area"),
            combines: table.refers("combines", "area"),
            served: table.flag_or("served", true),
            note: table.text("note"),
            retired: table.flag("retired"),
        };
        if area.combines.contains(&area.key) {
            table.wrong(
                &table.place("combines"),
                "an area cannot be part of itself",
                "Take its own key out of the list.",
            );
        }
        if let Some(parent) = &area.parent {
            parents.push(Parent { key: area.key.clone(), parent: parent.clone(), place: table.place("parent") });
        }
        area
    });
    no_circles(root, &parents);
    areas
}

/// That one thing lies in another.
pub(super) struct Parent {
    pub(super) key: String,
    pub(super) parent: String,
    pub(super) place: Range<usize>,
}

/// Reports everything that is its own parent, directly or by way of others.
pub(super) fn no_circles(root: &Table<'_>, parents: &[Parent]) {
    let parent_of = |key: &str| parents.iter().find(|one| one.key == key).map(|one| one.parent.as_str());
    let mut reported: Vec<&str> = Vec::new();
    for one in parents {
        if reported.contains(&one.key.as_str()) {
            continue;
        }
        let mut way = vec![one.key.as_str()];
        let mut at = parent_of(&one.key);
        while let Some(key) = at {
            way.push(key);
            if key == one.key {
                root.wrong(
                    &one.place,
                    format!("\u{201c}{}\u{201d} lies in itself: {}", one.key, way.join(" in ")),
                    "Take one of these parents out.",
                );
                reported.append(&mut way);
                break;
            }
            // A circle further up is reported where it is.
            at = (way.len() <= parents.len()).then(|| parent_of(key)).flatten();
        }
    }
}

/// `[[post]]`.
pub(super) fn posts(root: &Table<'_>) -> Vec<Post> {
    root.tables("post", |table| {
        let shares = table.tables("share", |share| {
            let (from, to) = (share.date("from"), share.date("to"));
            not_before(share, "to", to, "from", from);
            Share {
                area: share.refer("area", "area").unwrap_or_else(|| share.required("area")),
                percent: u8::try_from(share.required_whole("percent", &(1..=100))).unwrap_or(100),
                from,
                to,
            }
        });
        if let Some((day, percent)) = too_much(&shares) {
            let when = day.map_or_else(String::new, |day| format!(" on {day}"));
            table.wrong(
                table.span(),
                format!("the shares of this post come to {percent} percent{when}"),
                "No post has more than 100 percent: make the shares smaller, or give them dates.",
            );
        }
        Post { key: table.key("post"), label: table.required("label"), shares, note: table.text("note") }
    })
}

/// A day on which the shares come to more than the whole, and to how much.
fn too_much(shares: &[Share]) -> Option<(Option<Date>, u32)> {
    let days = std::iter::once(None).chain(shares.iter().filter_map(|share| share.from).map(Some));
    days.map(|day| {
        let holds = |share: &&Share| {
            let begun = share.from.is_none_or(|from| day.is_some_and(|day| from <= day));
            begun && share.to.is_none_or(|to| day.is_none_or(|day| day <= to))
        };
        (day, shares.iter().filter(holds).map(|share| u32::from(share.percent)).sum())
    })
    .find(|(_, percent)| *percent > 100)
}

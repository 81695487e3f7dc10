//! Who delivers the programme, and where.

use super::super::words::day;
use super::{Part, maybe, table};
use crate::instead::capital;
use definition::{Definition, Word};
use maud::{Markup, html};

pub(super) fn parts(definition: &Definition) -> Vec<Part> {
    let mut parts = Vec::new();
    if !definition.partners.is_empty() {
        parts.push(Part::new("partners", capital(&definition.word(Word::Partner).many), partners(definition)));
    }
    if !definition.areas.is_empty() {
        parts.push(Part::new("areas", capital(&definition.word(Word::Area).many), areas(definition)));
    }
    if !definition.posts.is_empty() {
        parts.push(Part::new("posts", "Posts", posts(definition)));
    }
    parts
}

fn partners(definition: &Definition) -> Markup {
    let sub_area = |key: &String| {
        let found = definition.sub_areas.iter().find(|one| one.key == *key);
        found.map_or_else(|| key.clone(), |one| one.label.clone())
    };
    let rows = definition.partners.iter().map(|partner| {
        let areas: Vec<String> = partner.sub_areas.iter().map(sub_area).collect();
        let joined = partner.joined.map(|joined| format!("Joined {}.", day(joined)));
        let left = partner.left.map(|left| format!("Left {}.", day(left)));
        let made_up = partner.fictional.then_some("The name is made up.");
        let retired = partner.retired.then_some("Kept only for earlier records.");
        let about = [joined.as_deref(), left.as_deref(), partner.note.as_deref(), made_up, retired];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        vec![
            html! { (partner.label) },
            maybe(partner.sector.as_deref()),
            html! { (areas.join(", ")) },
            html! { (about.join(" ")) },
        ]
    });
    let fictional = definition.partners.iter().filter(|partner| partner.fictional).count();
    html! {
        @if fictional > 0 {
            p class="govuk-body" { (fictional) " of the names are made up, because the documents do not give them." }
        }
        (table("Partners", &["Partner", "Sector", "Sub-areas", "About it"], rows.collect()))
    }
}

fn areas(definition: &Definition) -> Markup {
    let rows = definition.areas.iter().map(|area| {
        let kind =
            if area.kind.is_geographic() { capital(area.kind.key()) } else { "Community of interest".to_owned() };
        let parent =
            area.parent.as_ref().and_then(|key| definition.area(key)).map(|parent| format!("In {}.", parent.label));
        let served = (!area.served).then_some("Known for comparison; not served.");
        let retired = area.retired.then_some("Kept only for earlier records.");
        let about: Vec<&str> =
            [parent.as_deref(), area.note.as_deref(), served, retired].into_iter().flatten().collect();
        vec![html! { (area.label) }, html! { (kind) }, html! { (about.join(" ")) }]
    });
    table("Areas", &["Area", "Kind", "About it"], rows.collect())
}

fn posts(definition: &Definition) -> Markup {
    let rows = definition.posts.iter().map(|post| {
        let shares = post.shares.iter().map(|share| {
            let label = definition.area(&share.area).map_or(share.area.as_str(), |area| &area.label);
            format!("{label} ({}%)", share.percent)
        });
        vec![html! { (post.label) }, html! { (shares.collect::<Vec<_>>().join(", ")) }, maybe(post.note.as_deref())]
    });
    table("Posts", &["Post", "Areas served", "About it"], rows.collect())
}

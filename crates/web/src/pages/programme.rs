//! placeholder
use super::place::{Page, Place};
use crate::Instead;
use maud::{Markup, html};
pub(crate) fn show(place: &Place) -> Result<Markup, Instead> {
    let entry = place.entry()?;
    Ok(place.page(&Page { title: "Programme", entry: Some(entry), ..Page::default() }, &html! {}))
}

//! The frame and the components as whole pages.

use web::ui::{self, Frame, Link, Section};

fn gallery() -> String {
    ui::gallery().into_string()
}

#[test]
fn no_page_carries_a_script_or_style_of_its_own() {
    let page = gallery();
    assert!(!page.contains("style=") && !page.contains("<style"));
    for handler in ["onclick=", "onchange=", "onload=", "onsubmit=", "javascript:"] {
        assert!(!page.contains(handler), "{handler}");
    }
    let scripts: Vec<&str> = page.split("<script").skip(1).collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        assert!(script.starts_with(" src=\"/assets/") && script.contains("defer></script>"), "{script}");
    }
}

#[test]
fn no_two_parts_of_a_page_have_the_same_id() {
    let page = gallery();
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    for reference in ["for", "aria-labelledby", "aria-describedby"] {
        for named in page.split(&format!(" {reference}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()) {
            for id in named.split(' ') {
                assert!(ids.contains(&id), "{reference} names {id}, which is not on the page");
            }
        }
    }
}

#[test]
fn a_page_says_where_one_is() {
    let frame = Frame {
        programme: Some("Positive Communities"),
        navigation: &[(Section::Home, "/"), (Section::Reports, "/reports")],
        section: Some(Section::Reports),
        breadcrumbs: &[Link::new("Home", "/")],
        ..Frame::new("Cumulative overview", "East Lancashire")
    };
    let page = frame.page(&maud::html! { h1 { "Cumulative overview" } }).into_string();
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\""));
    assert!(page.contains("<title>Cumulative overview \u{2013} Positive Communities \u{2013} East Lancashire</title>"));
    assert!(page.contains("<a href=\"#main\" class=\"govuk-skip-link\">"));
    assert!(page.contains("href=\"/reports\" aria-current=\"true\">Reports</a>"));
    assert!(!page.contains("Community</a>"), "a section that does not exist is not in the navigation");
    assert!(!page.contains("synthetic"), "only made-up records are called so");
}

#[test]
fn a_page_with_something_wrong_says_so_in_its_title() {
    let frame = Frame { faulty: true, synthetic: true, ..Frame::new("Register a person", "East Lancashire") };
    let page = frame.page(&maud::html! {}).into_string();
    assert!(page.contains("<title>Error: Register a person"));
    assert!(page.contains("synthetic"));
}

#[test]
fn a_tile_never_shows_a_share_without_its_target_nor_zero_for_no_data() {
    let tiles = [
        ui::Tile { label: "participants", value: Some(858), target: Some(800), ..ui::Tile::default() },
        ui::Tile { label: "hours", target: Some(100), ..ui::Tile::default() },
    ];
    let page = ui::tiles(&tiles).into_string();
    assert!(page.contains("<strong>107%</strong> of the target of 800"));
    assert!(page.contains("No data yet") && !page.contains("<strong>0%</strong>"));
}

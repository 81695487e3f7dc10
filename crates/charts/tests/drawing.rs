//! What a chart shows, and what it never does.

use charts::{Chart, Kind, Row};
use proptest::prelude::*;

const KINDS: [Kind; 4] = [Kind::Bars, Kind::Stacked, Kind::Columns, Kind::Line];

fn svg(chart: &Chart) -> String {
    chart.svg().into_string()
}

#[test]
fn participants_stand_against_their_target() {
    let drawn = svg(&Chart::new("against-target", "Against target", vec![Row::new("Participants", 858.0).target(800)]));
    assert!(drawn.contains(">858 of 800 (107%)</text>"), "{drawn}");
    assert!(drawn.contains("role=\"img\""));
    assert!(drawn.contains("aria-labelledby=\"against-target-title against-target-desc\""));
    assert!(drawn.contains("<title id=\"against-target-title\">Against target</title>"));
    assert!(drawn.contains("<desc id=\"against-target-desc\">Participants: 858 of 800 (107%).</desc>"));
}

#[test]
fn a_share_is_written_beside_its_number() {
    let drawn = svg(&Chart::new("outcomes", "People with a core outcome", vec![Row::new("Any", 577.0).of(858)]));
    assert!(drawn.contains(">577 (67.2%)</text>"), "{drawn}");
}

#[test]
fn not_collected_is_not_zero() {
    let rows = vec![Row::new("Volunteer hours", None), Row::new("Visits", 0.0)];
    let chart = Chart::new("hours", "Hours", rows);
    let drawn = svg(&chart);
    assert!(drawn.contains(">no data yet</text>") && drawn.contains(">0</text>"), "{drawn}");
    assert!(!chart.is_empty());
    assert!(Chart::new("hours", "Hours", vec![Row::new("Volunteer hours", None)]).is_empty());
}

#[test]
fn a_line_is_broken_where_nothing_was_collected() {
    let rows = [Some(1.0), Some(2.0), None, Some(4.0), Some(5.0)]
        .into_iter()
        .zip(1..)
        .map(|(value, quarter)| Row::new(format!("Q{quarter}"), value));
    let drawn = svg(&Chart::new("joined", "Joined", rows.collect()).kind(Kind::Line));
    assert_eq!(drawn.matches("<circle").count(), 4);
    assert_eq!(drawn.matches("stroke-linecap").count(), 1);
    let between_points = drawn.matches("<line x1=").count();
    assert_eq!(between_points, 2, "{drawn}");
}

#[test]
fn two_series_are_told_apart_without_colour() {
    let chart = Chart::new("both", "People and outcomes", vec![Row::new("Wellbeing", 577.0).and(809.0)])
        .series(["People", "Outcomes"]);
    let drawn = svg(&chart);
    assert!(drawn.contains("url(#both-pattern-2)") && drawn.contains("<pattern id=\"both-pattern-2\""));
    assert!(drawn.contains(">People</text>") && drawn.contains(">Outcomes</text>"));
}

#[test]
fn a_number_too_long_to_stand_beside_its_bar_stands_above_it() {
    let drawn = svg(&Chart::new("long", "Long", vec![Row::new("Hours", 1_234_567.0).target(1_000_000)]));
    assert!(drawn.contains("<text class=\"wm-chart__value\" x=\"0.00%\" dx=\"0\""), "{drawn}");
}

#[test]
fn nothing_is_styled_inline() {
    for kind in KINDS {
        let chart = Chart::new("plain", "Plain", vec![Row::new("One", 1.0).and(2.0)]).kind(kind).series(["A", "B"]);
        assert!(!svg(&chart).contains("style="));
    }
}

/// Any number a table could hold, and some that none should.
fn value() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        Just(None),
        (0..100_000_i64).prop_map(|whole| Some(whole as f64)),
        any::<f64>().prop_map(Some),
        Just(Some(f64::NAN)),
        Just(Some(f64::INFINITY)),
        Just(Some(-3.0)),
    ]
}

fn row() -> impl Strategy<Value = Row> {
    (".{0,80}", prop::collection::vec(value(), 0..4), any::<Option<i64>>(), any::<Option<i64>>())
        .prop_map(|(label, values, base, target)| Row { label, values, base, target })
}

proptest! {
    #[test]
    fn whatever_the_table_the_drawing_stays_within_its_edges(
        id in ".{0,20}", title in ".{0,40}", rows in prop::collection::vec(row(), 0..30), series in prop::collection::vec(".{0,20}", 0..4)
    ) {
        for kind in KINDS {
            let chart = Chart { id: id.clone(), title: title.clone(), description: String::new(), kind, series: series.clone(), rows: rows.clone() };
            let drawn = svg(&chart);
            for part in drawn.split('<').filter(|part| !part.starts_with("text") && !part.starts_with("title") && !part.starts_with("desc")) {
                prop_assert!(!part.contains("NaN") && !part.contains("inf"), "{part}");
            }
            for attribute in ["x", "x1", "x2", "width", "cx"] {
                for share in drawn.split(&format!(" {attribute}=\"")).skip(1).filter_map(|rest| rest.split('"').next()?.strip_suffix('%')) {
                    let share: f64 = share.parse().unwrap();
                    prop_assert!((0.0..=100.01).contains(&share), "{attribute}={share}");
                }
            }
        }
    }

    #[test]
    fn no_label_becomes_markup(label in "[a-z<>&\"' /]{0,30}") {
        let chart = Chart::new(label.clone(), label.clone(), vec![Row::new(label.clone(), 1.0).and(2.0)]).series([label.clone(), label]);
        let drawn = svg(&chart);
        let tags: Vec<&str> = drawn.split('<').skip(1).map(|tag| tag.split(|c: char| !c.is_ascii_alphabetic() && c != '/').next().unwrap()).collect();
        for tag in tags {
            let known = ["svg", "title", "desc", "defs", "pattern", "rect", "path", "text", "line", "g", "circle"];
            prop_assert!(known.contains(&tag.trim_start_matches('/')), "{tag}");
        }
    }
}

//! The shape in which programs get figures, held exactly.

use crate::app::TestApp;
use db::{Db, db_test};
use serde_json::json;

#[db_test]
fn a_figure_has_one_shape_everywhere(db: Db) {
    let app = TestApp::garden(db);
    let figure = json!({
        "figure": "gender",
        "title": "Gender",
        "count": "people",
        "of": "participants",
        "by": ["gender"],
        "base": { "label": "participants", "value": 4 },
        "over": null,
        "rows": [
            { "key": ["woman"], "label": ["Woman"], "value": 2, "percent": 50.0 },
            { "key": ["man"], "label": ["Man"], "value": 1, "percent": 25.0 },
            { "key": ["none"], "label": ["Not asked"], "value": 1, "percent": 25.0 },
        ],
        "total": 4,
        "notes": [],
        "definition_version": 1,
    });
    let answer = app.get("/api/v1/programmes/garden/figures/gender?partner=north");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.json(), figure);
    // The order of its parts is part of the shape.
    assert!(
        answer.text().starts_with("{\"figure\":\"gender\",\"title\":\"Gender\",\"count\":\"people\",\"of\":"),
        "{}",
        answer.text()
    );
    assert_eq!(app.get("/reports/gender.json?programme=garden&partner=north").json(), figure);
    let report = app.get("/reports/overview.json?programme=garden&partner=north").json();
    assert!(report["figures"].as_array().unwrap().contains(&figure), "{report}");
}

#[db_test]
fn a_question_by_two_has_its_margins(db: Db) {
    let app = TestApp::garden(db);
    let answer =
        app.get("/api/v1/programmes/garden/question?of=outcome:core&count=records&by=outcome,financial-year").json();
    assert_eq!(answer["figure"], "");
    let rows = answer["rows"].as_array().unwrap();
    let find = |key: [&str; 2]| rows.iter().find(|row| row["key"] == json!(key)).map(|row| row["value"].clone());
    assert_eq!(find(["job", "2022/23"]), Some(json!(2)));
    assert_eq!(find(["job", "*"]), Some(json!(2)));
    assert_eq!(find(["*", "2023/24"]), Some(json!(1)));
    assert_eq!(answer["total"], 3);
}

#[db_test]
fn nothing_collected_is_null_and_not_zero(db: Db) {
    let app = TestApp::garden(db);
    assert_eq!(app.get("/api/v1/programmes/garden/figures/destinations").json()["total"], json!(null));
    assert_eq!(app.get("/api/v1/programmes/garden/figures/participants?over=2021").json()["total"], json!(0));
}

#[db_test]
fn the_programmes_and_the_interface_itself_are_described(db: Db) {
    let app = TestApp::garden(db);
    let programmes = app.get("/api/v1/programmes").json();
    let garden = &programmes["programmes"][0];
    assert_eq!(
        (&garden["key"], &garden["end"], &garden["synthetic"]),
        (&json!("garden"), &json!("2024-12-31"), &json!(false))
    );
    assert_eq!(garden["figures"][0], json!({ "key": "participants", "title": "Participants" }));
    let description = app.get("/api").json();
    assert!(description["paths"].as_object().unwrap().contains_key("/api/v1/programmes/{key}/figures/{figure}"));
}

//! The programmes, and the description of this interface.

use crate::Instead;
use crate::pages::{self, Place};
use axum::extract::Path;
use axum::response::Response;
use records::programmes::{Catalogue, Entry};
use serde_json::{Value, json};

/// Every programme.
pub(super) async fn list(place: Place) -> Result<Response, Instead> {
    let programmes: Vec<Value> = place.programmes().iter().map(|entry| told(&place.catalogue, entry)).collect();
    pages::json(&json!({ "programmes": programmes }))
}

/// One programme.
pub(super) async fn one(Path(key): Path<String>, place: Place) -> Result<Response, Instead> {
    pages::json(&told(&place.catalogue, place.programme(&key)?))
}

fn told(catalogue: &Catalogue, entry: &Entry) -> Value {
    let programme = &entry.programme;
    let umbrella = programme.parent.and_then(|parent| catalogue.entry(parent)).map(|parent| &parent.programme.key);
    let figures = entry.definition.figures.iter().map(|figure| json!({ "key": figure.key, "title": figure.title }));
    let reports = entry.definition.reports.iter().map(|report| json!({ "key": report.key, "title": report.title }));
    json!({
        "key": programme.key,
        "name": programme.name,
        "umbrella": umbrella,
        "start": programme.start.map(|date| date.to_string()),
        "end": programme.end.map(|date| date.to_string()),
        "synthetic": programme.synthetic,
        "definition_version": entry.version,
        "figures": figures.collect::<Vec<_>>(),
        "reports": reports.collect::<Vec<_>>(),
    })
}

/// What can be asked here, as OpenAPI.
pub(super) async fn description() -> Result<Response, Instead> {
    pages::json(&openapi())
}

fn openapi() -> Value {
    let text = |name: &str, place: &str, about: &str| json!({ "name": name, "in": place, "required": place == "path", "description": about, "schema": { "type": "string" } });
    let narrowing = [
        text("where", "query", "A filter, dimension=value,value; may stand several times"),
        text("over", "query", "A period: 2021-06, 2021-Q2, 2021/22, 2021, or 2021-06-01..2022-03-31"),
        text("cumulative", "query", "1: everything up to the end of the period, or of each period"),
    ];
    let shape = [
        text("count", "query", "people, records, total or mean"),
        text(
            "of",
            "query",
            "enrolment, leaving, interaction, outcome, outcome:core, outcome:non-core, or with terms: interaction:iag",
        ),
        text("by", "query", "One or two dimensions, separated by a comma"),
        text("base", "query", "What percentages are of: participants, counted or group"),
    ];
    let key = text("key", "path", "The programme\u{2019}s key");
    let answers = |about: &str, schema: &str| {
        json!({
            "200": { "description": about, "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } } },
            "400": { "description": "It cannot be asked so; says why and what to do", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Errors" } } } },
            "404": { "description": "There is no such thing; says what there is", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Errors" } } } },
        })
    };
    let with = |first: &[Value], rest: &[&[Value]]| [first, &rest.concat()].concat();
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Waymark", "version": env!("CARGO_PKG_VERSION"), "description": "The figures of a workspace\u{2019}s programmes, and the records behind them." },
        "paths": {
            "/api/v1/programmes": { "get": { "summary": "Every programme, with its figures and reports", "responses": answers("The programmes", "Programmes") } },
            "/api/v1/programmes/{key}": { "get": { "summary": "One programme", "parameters": [key], "responses": answers("The programme", "Programme") } },
            "/api/v1/people/{person}": { "get": {
                "summary": "One person with their records, as far as you may see them",
                "parameters": [text("person", "path", "The person\u{2019}s id")],
                "responses": answers("The person", "Person"),
            } },
            "/api/v1/programmes/{key}/figures/{figure}": { "get": {
                "summary": "A declared figure, counted",
                "parameters": with(&[key.clone(), text("figure", "path", "The figure\u{2019}s key")], &[&shape, &narrowing]),
                "responses": answers("The figure", "Figure"),
            } },
            "/api/v1/programmes/{key}/question": { "get": {
                "summary": "Any question, counted",
                "parameters": with(&[key], &[&shape, &narrowing]),
                "responses": answers("The answer", "Figure"),
            } },
        },
        "components": { "schemas": schemas() },
    })
}

fn schemas() -> Value {
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let number = json!({ "type": ["number", "null"] });
    json!({
        "Programmes": { "type": "object", "properties": { "programmes": { "type": "array", "items": { "$ref": "#/components/schemas/Programme" } } } },
        "Programme": { "type": "object", "properties": { "key": { "type": "string" }, "name": { "type": "string" }, "synthetic": { "type": "boolean" } } },
        "Person": { "type": "object", "properties": {
            "id": { "type": "string" },
            "name": { "type": "string", "description": "A pseudonym for those who see no names" },
            "details": { "type": "object", "description": "By field; null where nothing is known or nobody asked" },
            "withheld": { "type": "object", "description": "The fields that you may not see, each with the reason" },
            "enrolments": { "type": "array", "items": { "type": "object" } },
            "records": { "type": "object", "description": "By kind (need, barrier, goal, action, outcome, follow-up \u{2026}), newest first",
                "additionalProperties": { "type": "array", "items": { "type": "object" } } },
        } },
        "Figure": { "type": "object", "properties": {
            "figure": { "type": "string", "description": "Its key; empty for a question of one\u{2019}s own" },
            "title": { "type": "string" },
            "count": { "enum": ["people", "records", "total", "mean"] },
            "of": { "type": "string" },
            "by": texts,
            "base": { "type": ["object", "null"], "properties": { "label": { "type": "string" }, "value": number } },
            "over": { "type": ["string", "null"] },
            "rows": { "type": "array", "items": { "type": "object", "properties": {
                "key": texts, "label": texts, "value": number, "percent": number,
                "beside": { "type": "number", "description": "The second count, of figures that have one" },
            } }, "description": "Of two dimensions also the margins, whose key there is *" },
            "total": { "type": ["number", "null"], "description": "Everything, each person once; null where nothing has been collected" },
            "notes": texts,
            "definition_version": { "type": "integer" },
        } },
        "Errors": { "type": "object", "properties": { "errors": { "type": "array", "items": { "type": "object", "properties": {
            "message": { "type": "string" }, "mend": { "type": "string" },
        } } } } },
    })
}

//! One person with their records, as far as the one who asks may see them.

use crate::Instead;
use crate::pages::{self, Place};
use axum::extract::Path;
use axum::response::Response;
use base::{Field, Id, Kind, Privacy};
use records::enrolments;
use records::keeping::{Held, SORTS, Sight, Sort};
use records::people::{self, Born, Characteristics, Shown};
use records::programmes::Catalogue;
use serde_json::{Map, Value, json};

/// A person: details, enrolments, and every kind of record, newest first. What is withheld is named with the reason, in no value.
pub(super) async fn one(Path(person): Path<String>, place: Place) -> Result<Response, Instead> {
    place.work(move |place| pages::json(&told(place, &person)?)).await
}

fn told(place: &Place, person: &str) -> Result<Value, Instead> {
    let nobody = || Instead::missing("There is no such person here", "Check the id.");
    let id: Id = person.parse().map_err(|_| nobody())?;
    let (workspace, scope) = (place.app.workspace(), place.scope());
    let found = workspace.read(|reader| {
        let Some(seen) = people::seen(reader, &scope, id)? else { return Ok(None) };
        let answers = people::characteristics::of_person(reader, &scope, id)?;
        let sight = Sight::of(reader, &scope, id)?;
        let records = SORTS.iter().map(|sort| Ok((*sort, sort.list(reader, &sight)?)));
        let records = records.collect::<records::Result<Vec<_>>>()?;
        Ok(Some((seen, answers, enrolments::of_person(reader, &scope, id)?, records, sight)))
    })?;
    let (seen, answers, enrolments, records, sight) = found.ok_or_else(nobody)?;
    let answers = answers.as_ref().map(Characteristics::answers).unwrap_or_default();
    let further = answers.iter().filter(|(field, answer)| field.privacy == Privacy::Special && answer.is_some());
    let special = seen.special().into_iter().chain(further.map(|(field, _)| field.name));
    let looked_at = |(sort, held): &(Sort, Vec<(Id, Held)>)| (!held.is_empty()).then(|| sort.noted()).flatten();
    let mut special: Vec<&str> = special.chain(records.iter().filter_map(looked_at)).collect();
    special.sort_unstable();
    special.dedup();
    people::viewed(workspace, &place.actor(), &[(id, special)], "asked by a program")?;
    let (mut details, mut withheld) = (Map::new(), Map::new());
    for field in people::Person::fields().iter().filter(|field| field.name != "register_id") {
        match seen.field(field) {
            Shown::Value(value) => {
                let born = seen.born().filter(|_| field.name == "birth_date");
                let value = born.map_or(value, Born::iso);
                details.insert(field.name.to_owned(), value.into());
            }
            Shown::Unknown => drop(details.insert(field.name.to_owned(), Value::Null)),
            Shown::Withheld(why) => drop(withheld.insert(field.name.to_owned(), why.into())),
        }
    }
    for (field, answer) in answers {
        if seen.reads(field.privacy) {
            details.insert(field.name.to_owned(), answer.into());
        }
    }
    let catalogue = &place.catalogue;
    let enrolments = enrolments.iter().map(|one| {
        let term = |id: Option<Id>| key_of(catalogue, one.programme, id?);
        json!({
            "programme": programme(catalogue, one.programme),
            "partner": partner(catalogue, one.programme, one.partner),
            "start_date": one.start.to_string(),
            "reentry_date": one.reentry.map(|date| date.to_string()),
            "end_date": one.end.map(|date| date.to_string()),
            "destination": term(one.destination),
            "employment": term(one.employment),
            "evidence": term(one.evidence),
            "evidence_seen": one.evidence_seen.map(|date| date.to_string()),
            "route": term(one.route),
        })
    });
    let enrolments: Vec<Value> = enrolments.collect();
    let mut kinds = Map::new();
    for (sort, held) in records.iter().filter(|(_, held)| !held.is_empty()) {
        let fields = sort.told();
        let held = held.iter().map(|(id, held)| record(catalogue, &sight, &fields, *id, held)).collect();
        kinds.insert(sort.key.to_owned(), Value::Array(held));
    }
    Ok(
        json!({ "id": id.to_string(), "name": seen.name(), "details": details, "withheld": withheld, "enrolments": enrolments, "records": kinds }),
    )
}

fn record(catalogue: &Catalogue, sight: &Sight, fields: &[Field], id: Id, held: &Held) -> Value {
    let place = held.place;
    let mut told = Map::new();
    told.insert("id".to_owned(), id.to_string().into());
    told.insert("programme".to_owned(), programme(catalogue, place.programme).into());
    told.insert("partner".to_owned(), partner(catalogue, place.programme, place.partner).into());
    let (read, withheld): (Vec<&Field>, Vec<&Field>) =
        fields.iter().partition(|field| sight.reads(field.privacy, place));
    if !withheld.is_empty() {
        let why = withheld.iter().map(|field| (field.name.to_owned(), field.privacy.withheld().into()));
        told.insert("withheld".to_owned(), Value::Object(why.collect()));
    }
    for field in read {
        let text = held.texts.iter().find(|(name, _)| *name == field.name).map_or("", |(_, text)| text.as_str());
        let value = match field.kind {
            _ if text.is_empty() => Value::Null,
            Kind::YesNo => (text == "yes").into(),
            Kind::Whole => text.parse::<i64>().map_or(Value::Null, Value::from),
            Kind::Term(_) => text.parse::<Id>().ok().and_then(|id| key_of(catalogue, place.programme, id)).into(),
            _ => text.into(),
        };
        // The name of a column that holds an id says what it is the id of.
        let name = if matches!(field.kind, Kind::Term(_)) { field.name.trim_end_matches("_id") } else { field.name };
        told.insert(name.to_owned(), value);
    }
    Value::Object(told)
}

fn programme(catalogue: &Catalogue, id: Id) -> Option<String> {
    catalogue.entry(id).map(|entry| entry.programme.key.clone())
}

fn partner(catalogue: &Catalogue, programme: Id, partner: Option<Id>) -> Option<String> {
    let known = catalogue.entry(programme)?.partners.iter().find(|known| Some(known.id) == partner)?;
    Some(known.key.clone())
}

fn key_of(catalogue: &Catalogue, programme: Id, term: Id) -> Option<String> {
    catalogue.entry(programme)?.terms.iter().find(|known| known.id == term).map(|known| known.key.clone())
}

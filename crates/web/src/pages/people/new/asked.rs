//! What the first step asks, and what it makes of the answers.

use crate::pages::place::Place;
use crate::ui::form::Values;
use crate::ui::{Error, Item};
use base::{Act, Date, Field, Id, Invalid, Whose};
use records::enrolments::Enrolment;
use records::people::{Consent, Newcomer, Person};
use records::programmes::Entry;

pub(super) const WHO: [&str; 3] = ["given_name", "family_name", "known_as"];
pub(super) const REACH: [&str; 3] = ["phone", "email", "postcode"];
pub(super) const ENROLMENT: [&str; 7] =
    ["route_id", "start_date", "partner_id", "area_id", "employment_id", "evidence_id", "evidence_seen"];

/// What somebody may not want, in the fields that say so.
pub(super) const NO: [(&str, &str); 5] = [
    ("no_calls", "No calls"),
    ("no_voicemail", "No voicemail"),
    ("no_text", "No text messages"),
    ("no_email", "No e-mail"),
    ("no_post", "No post"),
];

/// The consents that are asked for at once.
pub(super) const CONSENTS: [(&str, &str); 2] = [
    ("sharing", "May we share what they tell us with the other partners?"),
    ("follow-up", "May we ask after they leave how they are doing?"),
];

/// What may be chosen in the form: values and labels.
pub(super) struct Choosing(Vec<(&'static str, Vec<(String, String)>)>);

impl Choosing {
    pub fn of(place: &Place, entry: &Entry) -> Self {
        let terms = |vocabulary: &str| -> Vec<(String, String)> {
            let terms = entry.terms.iter().filter(|term| term.vocabulary == vocabulary && !term.retired);
            terms.map(|term| (term.id.to_string(), term.label.clone())).collect()
        };
        let areas = entry.areas.iter().filter(|area| !area.retired);
        let areas = areas.map(|area| (area.id.to_string(), area.label.clone())).collect();
        let own = |part: &Id| match place.scope().whose(Act::Record, entry.programme.id) {
            Whose::Everybody => true,
            Whose::Partners { partners, .. } => partners.contains(part),
            Whose::Nobody => false,
        };
        let parts = entry.partners.iter().filter(|part| !part.retired && own(&part.id));
        let parts = parts.filter_map(|part| {
            Some((part.id.to_string(), place.catalogue.organisation(part.organisation)?.name.clone()))
        });
        Self(vec![
            ("route_id", terms("route")),
            ("employment_id", terms("employment")),
            ("evidence_id", terms("status-evidence")),
            ("area_id", areas),
            ("partner_id", parts.collect()),
        ])
    }

    pub fn lists(&self) -> Vec<(&'static str, Vec<Item<'_>>)> {
        let items = self
            .0
            .iter()
            .map(|(name, list)| (*name, list.iter().map(|(value, label)| Item::new(value, label)).collect()));
        items.collect()
    }

    fn choices(&self, name: &str) -> usize {
        self.0.iter().find(|(known, _)| *known == name).map_or(0, |(_, list)| list.len())
    }
}

/// The fields that are asked for: what there is nothing to choose in is not.
pub(super) fn fields(choosing: &Choosing) -> Vec<Field> {
    let person = WHO.iter().chain(&REACH).filter_map(|name| find(Person::fields(), name));
    let asked = |name: &&&str| match **name {
        "start_date" => true,
        "evidence_seen" => choosing.choices("evidence_id") > 0,
        "partner_id" => choosing.choices(name) > 1,
        name => choosing.choices(name) > 0,
    };
    let enrolment = ENROLMENT.iter().filter(asked).filter_map(|name| find(Enrolment::fields(), name));
    person.chain(enrolment).collect()
}

fn find(fields: &[Field], name: &str) -> Option<Field> {
    let field = fields.iter().find(|field| field.name == name)?;
    Some(match name {
        "phone" => Field { help: "Mobile or landline.", ..*field },
        "start_date" => Field { label: "Support began", ..*field },
        "route_id" => Field { label: "How they came", ..*field },
        "partner_id" => field.required(),
        _ => *field,
    })
}

/// What a browser sent.
pub(super) fn values(fields: &[Field], pairs: Vec<(String, String)>) -> Values {
    let no: Vec<String> = pairs.iter().filter(|(name, _)| name == "no").map(|(_, value)| value.clone()).collect();
    let mut dated = fields.to_vec();
    dated.extend(find(Person::fields(), "birth_date"));
    let mut values = Values::sent(&dated, pairs);
    values.set("no", no.join(","));
    values
}

/// What is wrong with a field, for the head of the page.
pub(super) fn told(fields: &[Field], wrong: &Invalid) -> Error {
    let named = fields.iter().find(|field| field.name == wrong.field).map(|field| field.label);
    let named =
        named.or_else(|| Person::fields().iter().find(|field| field.name == wrong.field).map(|field| field.label));
    let text = named.map_or_else(|| wrong.reason.clone(), |label| format!("{label}: {}", wrong.reason));
    let control = match wrong.field {
        "" => None,
        name @ ("birth_date" | "start_date" | "evidence_seen") => Some(format!("{name}-day")),
        name => Some(name.to_owned()),
    };
    Error { text, control }
}

/// The date of birth, and how exactly it is known.
fn birth(text: &str, guess: bool, today: Date) -> Result<(Option<Date>, Option<String>), &'static str> {
    const HOW: &str = "is not a date: write the day, month and year as numbers, or only the year";
    if text.is_empty() {
        return Ok((None, None));
    }
    let about = |exact: Option<&str>| if guess { Some("about".to_owned()) } else { exact.map(str::to_owned) };
    if let Ok(date) = text.parse::<Date>() {
        return Ok((Some(date), about(None)));
    }
    let parts: Vec<&str> = text.split('/').map(str::trim).collect();
    let [day, month, year] = parts.as_slice() else { return Err(HOW) };
    let number: i16 = year.parse().map_err(|_| HOW)?;
    let year = match year.len() {
        // Of two digits: the latest such year that is not to come.
        2 if 2000 + number <= today.year() => 2000 + number,
        2 => 1900 + number,
        4 => number,
        _ => return Err(HOW),
    };
    let part = |text: &str| text.parse::<i8>().map_err(|_| HOW);
    let (month, day, precision) = match (*month, *day) {
        ("", "") => (1, 1, Some("year")),
        (month, "") => (part(month)?, 1, Some("month")),
        (month, day) => (part(month)?, part(day)?, None),
    };
    Ok((Some(Date::new(year, month, day).map_err(|_| HOW)?), about(precision)))
}

/// The person as far as the form says; with what is wrong, where something is.
pub(super) fn person(place: &Place, values: &Values) -> (Person, Vec<Invalid>) {
    let text = |name: &str| Some(values.get(name).to_owned()).filter(|text| !text.is_empty());
    let no = |name: &str| values.get("no").split(',').any(|chosen| chosen == name).then_some(true);
    let today = place.app.workspace().clock().today();
    let born = birth(values.get("birth_date"), values.get("birth_about") == "yes", today);
    let nobody = Id::from_number(0);
    let mut person = Person {
        given_name: text("given_name"),
        family_name: text("family_name"),
        known_as: text("known_as"),
        phone: text("phone"),
        email: text("email"),
        postcode: text("postcode"),
        gender: text("gender"),
        ethnicity: text("ethnicity"),
        disability: text("disability"),
        no_calls: no("no_calls"),
        no_voicemail: no("no_voicemail"),
        no_text: no("no_text"),
        no_email: no("no_email"),
        no_post: no("no_post"),
        ..Person::new(nobody, nobody, "")
    };
    match born {
        Ok((date, precision)) => {
            (person.birth_date, person.birth_precision) = (date, precision);
            (person, Vec::new())
        }
        Err(why) => (person, vec![Invalid::new("birth_date", values.get("birth_date"), why)]),
    }
}

/// Whom to register, as the form says.
pub(super) fn newcomer(place: &Place, entry: &Entry, values: &Values) -> Result<Newcomer, Vec<Invalid>> {
    const HOW: &str = "is not a date: write it like 3 9 2021";
    let (person, mut wrong) = person(place, values);
    if person.given_name.is_none() && person.family_name.is_none() && person.known_as.is_none() {
        wrong.push(Invalid::new("given_name", "", "give at least one name"));
    }
    let mut id = |name: &'static str| -> Option<Id> {
        let text = values.get(name);
        let id = text.parse().ok();
        if !text.is_empty() && id.is_none() {
            wrong.push(Invalid::new(name, text, "is not one of those to choose from"));
        }
        id
    };
    let (partner, area, route) = (id("partner_id"), id("area_id"), id("route_id"));
    let (employment, evidence) = (id("employment_id"), id("evidence_id"));
    let start = values.get("start_date").parse::<Date>();
    if start.is_err() {
        wrong.push(Invalid::new("start_date", values.get("start_date"), HOW));
    }
    let seen = values.get("evidence_seen");
    let evidence_seen = seen.parse::<Date>().ok();
    if evidence_seen.is_none() && !seen.is_empty() {
        wrong.push(Invalid::new("evidence_seen", seen, HOW));
    }
    let today = place.app.workspace().clock().today();
    let given = |kind: &str, given: bool| Consent {
        given,
        ..Consent::given(Id::from_number(0), entry.programme.id, kind, today)
    };
    let mut consents = Vec::new();
    match (values.get("notice"), values.get("basis")) {
        ("yes", "") => wrong.push(Invalid::new("basis", "", "say on which lawful basis the record is kept")),
        ("yes", basis) => consents.push(Consent { basis: Some(basis.to_owned()), ..given("privacy-notice", true) }),
        _ => {
            let why = "give them the privacy notice first: nobody\u{2019}s details are kept without their knowing";
            wrong.push(Invalid::new("notice", "", why));
        }
    }
    for (kind, _) in CONSENTS {
        match values.get(kind) {
            "yes" => consents.push(given(kind, true)),
            "no" => consents.push(given(kind, false)),
            _ => {}
        }
    }
    let Ok(start) = start else { return Err(wrong) };
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(Newcomer {
        person,
        programme: entry.programme.id,
        partner,
        area,
        start,
        route,
        employment,
        evidence,
        evidence_seen,
        consents,
        keyworker: place.actor().id().filter(|_| values.get("keyworker") == "yes"),
        despite: Some(values.get("despite").to_owned()).filter(|why| !why.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_much_of_a_birth_date_as_is_known() {
        let today = Date::constant(2023, 5, 15);
        let read = |text: &str, guess: bool| {
            birth(text, guess, today).map(|(date, precision)| (date.map(|d| d.to_string()), precision))
        };
        let known = |date: &str, precision: Option<&str>| Ok((Some(date.to_owned()), precision.map(str::to_owned)));
        assert_eq!(read("1984-09-03", false), known("1984-09-03", None));
        assert_eq!(read("3/9/84", false), known("1984-09-03", None));
        assert_eq!(read("/9/1984", false), known("1984-09-01", Some("month")));
        assert_eq!(read("//1984", false), known("1984-01-01", Some("year")));
        assert_eq!(read("//84", true), known("1984-01-01", Some("about")));
        assert_eq!(read("//05", false), known("2005-01-01", Some("year")));
        for text in ["31/9/1984", "3//1984", "3/9/", "x", "//1", "3/13/1984"] {
            assert!(read(text, false).is_err(), "{text}");
        }
        assert_eq!(read("", false), Ok((None, None)));
    }
}

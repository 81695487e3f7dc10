//! Enrolling somebody who is known already in a further programme of the same umbrella: they are registered once.

use super::asking::{Asking, choice, date, optional};
use super::new::eligibility;
use super::{About, nobody, partner};
use crate::pages::place::Place;
use crate::ui::form::Values;
use crate::ui::{self, Item, Link};
use crate::{App, Instead};
use axum::Form as Sent;
use axum::extract::{Path, State};
use axum::response::Response;
use base::{Act, Field, Id, Invalid, Kind, Whose};
use definition::Vocabulary;
use maud::{Markup, html};
use records::enrolments::Enrolment;
use records::people;
use records::programmes::Entry;
use records::submissions;

const FIELDS: [Field; 8] = [
    Field::new("partner_id", "For which partner", Kind::Record("partner")).required(),
    Field::new("start_date", "Support begins on", Kind::Date)
        .required()
        .help("The day support first began in this programme, not the day a form was signed."),
    Field::new("route_id", "How they came to it", Kind::Term("route")),
    Field::new("employment_id", "Employment status at the start", Kind::Term("employment")),
    Field::new("evidence_id", "Evidence of it", Kind::Term("status-evidence"))
        .help("What was seen that shows their employment status at the start."),
    Field::new("evidence_seen", "Evidence seen on", Kind::Date),
    Field::new("area_id", "Area", Kind::Record("area")),
    Field::new("despite", "Why is it right all the same?", Kind::Text),
];

/// The programmes that they could join: of the same register, in which the viewer records, and they are not.
fn open<'a>(place: &'a Place, about: &About<'_>) -> Vec<&'a Entry> {
    let Some(known) = about.programme(place) else { return Vec::new() };
    let register = place.catalogue.register(known);
    let scope = place.scope();
    let joins = |entry: &&Entry| {
        let id = entry.programme.id;
        scope.may(Act::Record, id)
            && place.catalogue.register(id) == register
            && place.catalogue.children(id).next().is_none()
            && !about.enrolments.iter().any(|one| one.programme == id)
            && !about.programmes.contains(&id)
    };
    place.catalogue.entries().iter().filter(joins).collect()
}

/// The ways to enrol them further, for whoever may.
pub(super) fn ways(place: &Place, about: &About<'_>) -> Result<Markup, Instead> {
    let open = if about.may(place, Act::Record)? { open(place, about) } else { Vec::new() };
    let way = |entry: &Entry| place.about(&about.path(&format!("enrol/{}", entry.programme.key)));
    Ok(html! {
        @if !open.is_empty() {
            h2 class="govuk-heading-m" { "Another programme" }
            ul class="govuk-list" {
                @for entry in open {
                    @let text = format!("Enrol them in {} as well", entry.programme.name);
                    li { (ui::link(Link::new(&text, &way(entry)))) }
                }
            }
        }
    })
}

struct Form<'a> {
    entry: &'a Entry,
    path: String,
    partners: Vec<(String, String)>,
    /// A rule of who may take part is not met, or was not: it is asked why they are enrolled all the same.
    despite: bool,
}

impl<'a> Form<'a> {
    /// The form; also for one that was sent before, when they are in the programme already.
    fn of(place: &'a Place, about: &About<'_>, key: &str, once: &str) -> Result<Self, Instead> {
        let gone = || Instead::missing("They cannot be enrolled in such a programme", "Go back to their details.");
        if !about.may(place, Act::Record)? {
            return Err(nobody());
        }
        let again = place.app.workspace().read(|reader| submissions::is_sent(reader, once))?;
        let entry = match open(place, about).into_iter().find(|entry| entry.programme.key == key) {
            Some(entry) => entry,
            None if again => place.programme(key)?,
            None => return Err(gone()),
        };
        let id = entry.programme.id;
        let own = match place.scope().whose(Act::Record, id) {
            Whose::Partners { partners, .. } => partners,
            Whose::Everybody => entry.partners.iter().map(|one| one.id).collect(),
            Whose::Nobody => Vec::new(),
        };
        let named = |one: &Id| Some((one.to_string(), partner(&place.catalogue, id, *one)?));
        Ok(Self {
            entry,
            path: format!("enrol/{key}"),
            partners: own.iter().filter_map(named).collect(),
            despite: false,
        })
    }

    /// What is asked: only that for which there is something to choose.
    fn fields(&self) -> Vec<Field> {
        let offers = |vocabulary| self.entry.terms(vocabulary).any(|term| !term.retired);
        let asked = |field: &&Field| match field.name {
            "partner_id" => self.partners.len() > 1,
            "route_id" => offers(Vocabulary::Route),
            "employment_id" => offers(Vocabulary::Employment),
            "evidence_id" | "evidence_seen" => offers(Vocabulary::StatusEvidence),
            "area_id" => self.entry.areas.iter().any(|area| !area.retired),
            "despite" => self.despite,
            _ => true,
        };
        FIELDS.iter().filter(asked).copied().collect()
    }

    fn with<T>(&self, place: &Place, done: impl FnOnce(&Asking<'_>) -> T) -> T {
        let terms = |vocabulary| {
            let terms = self.entry.terms(vocabulary).filter(|term| !term.retired);
            terms.map(|term| (term.id.to_string(), term.label.clone())).collect::<Vec<_>>()
        };
        let (routes, standing) = (terms(Vocabulary::Route), terms(Vocabulary::Employment));
        let shows = terms(Vocabulary::StatusEvidence);
        let areas = self.entry.areas.iter().filter(|area| !area.retired);
        let areas: Vec<(String, String)> = areas.map(|area| (area.id.to_string(), area.label.clone())).collect();
        let [partners, routes, standing, shows, areas] = [&self.partners, &routes, &standing, &shows, &areas]
            .map(|list| list.iter().map(|(id, label)| Item::new(id, label)).collect::<Vec<Item<'_>>>());
        let above = format!(
            "They are registered once: name, how to reach them and what they agreed to stay as they are. In {} their support is \
             written down and counted by itself.",
            self.entry.programme.name
        );
        done(&Asking {
            tab: "details",
            path: &self.path,
            title: "another programme",
            above: html! { (ui::paragraph(&above)) (eligibility(place, self.entry)) },
            fields: &self.fields(),
            lists: &[
                ("partner_id", &partners),
                ("route_id", &routes),
                ("employment_id", &standing),
                ("evidence_id", &shows),
                ("area_id", &areas),
            ],
            button: "Enrol",
        })
    }

    fn told(&self, about: &About<'_>, values: &Values) -> Result<Enrolment, Invalid> {
        let only = self.partners.first().filter(|_| self.partners.len() == 1).and_then(|(id, _)| id.parse().ok());
        Ok(Enrolment {
            id: Id::from_number(0),
            person: about.seen.id(),
            programme: self.entry.programme.id,
            partner: choice(values, "partner_id")?.or(only),
            area: choice(values, "area_id")?,
            start: date(values, "start_date")?,
            reentry: None,
            end: None,
            destination: None,
            employment: choice(values, "employment_id")?,
            evidence: choice(values, "evidence_id")?,
            evidence_seen: optional(values, "evidence_seen")?,
            route: choice(values, "route_id")?,
        })
    }
}

pub(super) async fn ask(Path((person, programme)): Path<(String, String)>, place: Place) -> Result<Markup, Instead> {
    place
        .work(move |place| {
            let about = About::find(place, &person)?;
            let form = Form::of(place, &about, &programme, "")?;
            let today = place.app.workspace().clock().today().to_string();
            let values: Values = [("start_date", today.as_str())].into_iter().collect();
            form.with(place, |asking| asking.page(place, &about, &values, &[]))
        })
        .await
}

pub(super) async fn sent(
    State(app): State<App>,
    Path((person, programme)): Path<(String, String)>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let about = About::find(&place, &person)?;
        let values = Values::sent(&FIELDS, pairs);
        let mut form = Form::of(&place, &about, &programme, values.get("once"))?;
        let told = form.told(&about, &values).map_err(|wrong| records::Error::Invalid(vec![wrong]));
        let despite = Some(values.get("despite")).filter(|why| !why.is_empty());
        let made = told
            .and_then(|told| people::enrol(place.app.workspace(), &place.actor(), values.get("once"), &told, despite));
        let unmet =
            matches!(&made, Err(records::Error::Invalid(wrong)) if wrong.iter().any(|one| one.field == "despite"));
        form.despite = unmet || despite.is_some();
        form.with(&place, |asking| asking.answer(&place, &about, &values, made))
    })
    .await
}

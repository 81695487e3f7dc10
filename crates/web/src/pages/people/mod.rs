//! People: the list, and one person's timeline, details, history and restriction. Whoever is out of the viewer's sight is not there.

mod archive;
mod asking;
mod banner;
mod details;
mod duplicates;
mod enrol;
mod family;
mod find;
mod history;
mod kept;
mod leave;
mod list;
mod measures;
mod mistake;
mod needs;
mod new;
mod outcomes;
mod plan;
mod refer;
mod referrals;
mod restrict;
mod subject;
mod summary;
mod timeline;
mod workers;

use super::files::Format;
use super::place::{PROGRAMME, Page, Place};
use crate::Instead;
use crate::routes::{Routes, Rule};
use crate::ui::{self, Link, Section};
use axum::extract::Path;
use axum::response::Response;
use base::{Act, Id};
use maud::{Markup, html};
use records::enrolments::{self, Enrolment};
use records::people::{self, Seen, Standing, restriction};
use records::programmes::{Catalogue, Entry};
use std::cell::OnceCell;

pub(super) fn routes() -> Routes {
    let rule = Rule::May(Act::SeeRecords);
    Routes::new()
        .get("/people", rule, async |place: Place| place.work(list::show).await)
        .get("/people.csv", rule, async |place: Place| place.work(|place| list::file(place, Format::Csv)).await)
        .get("/people.xlsx", rule, async |place: Place| place.work(|place| list::file(place, Format::Excel)).await)
        .get("/people/find", rule, async |place: Place| place.work(find::show).await)
        .get("/people/new", Rule::May(Act::Record), new::show)
        .post("/people/new", Rule::May(Act::Record), new::sent)
        .post("/people/new/alike", Rule::May(Act::Record), new::known)
        .get("/people/duplicates", Rule::May(Act::Merge), async |place: Place| place.work(duplicates::show).await)
        .post("/people/duplicates", Rule::May(Act::Merge), duplicates::begun)
        .get("/people/duplicates/{one}/{other}", Rule::May(Act::Merge), duplicates::pair)
        .post("/people/duplicates/{one}/{other}", Rule::May(Act::Merge), duplicates::decided)
        .post("/people/merges/{merge}/undo", Rule::May(Act::Merge), duplicates::undone)
        .get("/people/{person}", rule, async |path: Path<String>, place: Place| one(path, place, timeline::show).await)
        .get("/people/{person}/needs", rule, async |path: Path<String>, place: Place| {
            one(path, place, needs::show).await
        })
        .get("/people/{person}/plan", rule, async |path: Path<String>, place: Place| one(path, place, plan::show).await)
        .get("/people/{person}/measures", rule, async |path: Path<String>, place: Place| {
            one(path, place, measures::show).await
        })
        .get("/people/{person}/outcomes", rule, async |path: Path<String>, place: Place| {
            one(path, place, outcomes::show).await
        })
        .get("/people/{person}/referrals", rule, async |path: Path<String>, place: Place| {
            one(path, place, referrals::show).await
        })
        .get("/people/{person}/refer/{way}", Rule::May(Act::Record), refer::ask)
        .post("/people/{person}/refer/{way}", Rule::May(Act::Record), refer::sent)
        .get("/people/{person}/workers", rule, async |path: Path<String>, place: Place| {
            one(path, place, workers::show).await
        })
        .get("/people/{person}/assign", Rule::May(Act::Record), workers::assign)
        .post("/people/{person}/assign", Rule::May(Act::Record), workers::assigned)
        .get("/people/{person}/workers/{assignment}/{act}", Rule::May(Act::Record), workers::change)
        .post("/people/{person}/workers/{assignment}/{act}", Rule::May(Act::Record), workers::changed)
        .get("/people/{person}/leave", Rule::May(Act::Record), leave::leave)
        .post("/people/{person}/leave", Rule::May(Act::Record), leave::left)
        .get("/people/{person}/return", Rule::May(Act::Record), leave::back)
        .post("/people/{person}/return", Rule::May(Act::Record), leave::returned)
        .get("/people/{person}/family", Rule::May(Act::Record), family::ask)
        .post("/people/{person}/family", Rule::May(Act::Record), family::sent)
        .get("/people/{person}/enrol/{programme}", Rule::May(Act::Record), enrol::ask)
        .post("/people/{person}/enrol/{programme}", Rule::May(Act::Record), enrol::sent)
        .get("/people/{person}/archive", Rule::May(Act::Record), archive::ask)
        .post("/people/{person}/archive", Rule::May(Act::Record), archive::sent)
        .get("/people/{person}/mistake", Rule::May(Act::Merge), mistake::ask)
        .post("/people/{person}/mistake", Rule::May(Act::Merge), mistake::sent)
        .get("/people/{person}/plan/{plan}", Rule::May(Act::SeeSensitive), plan::copy)
        .get("/people/{person}/agree/{plan}", Rule::May(Act::Record), plan::agree)
        .post("/people/{person}/agree/{plan}", Rule::May(Act::Record), plan::agreed)
        .post("/people/{person}/tick/{action}", Rule::May(Act::Record), plan::tick)
        .get("/people/{person}/add/{kind}", Rule::May(Act::Record), kept::add)
        .post("/people/{person}/add/{kind}", Rule::May(Act::Record), kept::added)
        .get("/people/{person}/record/{kind}/{record}", Rule::May(Act::Record), kept::change)
        .post("/people/{person}/record/{kind}/{record}", Rule::May(Act::Record), kept::changed)
        .get("/people/{person}/summary", rule, async |path: Path<String>, place: Place| {
            one(path, place, summary::show).await
        })
        .get("/people/{person}/details", rule, async |path: Path<String>, place: Place| {
            one(path, place, details::show).await
        })
        .get("/people/{person}/history", Rule::May(Act::SeeHistory), async |path: Path<String>, place: Place| {
            one(path, place, history::show).await
        })
        .get("/people/{person}/restrict", Rule::May(Act::Restrict), async |path: Path<String>, place: Place| {
            one(path, place, restrict::show).await
        })
        .post("/people/{person}/restrict", Rule::May(Act::Restrict), restrict::sent)
}

async fn one(
    Path(person): Path<String>,
    place: Place,
    show: impl FnOnce(&Place, &About<'_>) -> Result<Response, Instead> + Send + 'static,
) -> Result<Response, Instead> {
    place.work(move |place| show(place, &About::find(place, &person)?)).await
}

/// One person, with what every page about them says.
pub(super) struct About<'a> {
    pub seen: Seen,
    /// The enrolments that the viewer sees.
    enrolments: Vec<Enrolment>,
    /// The programmes in which the viewer may record about them, the latest last; whichever partner enrolled them.
    programmes: Vec<Id>,
    restricted: bool,
    /// Who works with them today, where they stand, what they refused: read when a page shows it.
    standing: OnceCell<Standing>,
    /// The programme under which the pages stand.
    entry: Option<&'a Entry>,
}

/// What is said of somebody who is not there, whose record is restricted, or who is out of reach: the same.
pub(super) fn nobody() -> Instead {
    Instead::missing(
        "There is no such person here",
        "Check the address, or find the person by name. If you expected to see them, ask your programme\u{2019}s lead.",
    )
}

impl<'a> About<'a> {
    pub fn find(place: &'a Place, id: &str) -> Result<Self, Instead> {
        let id: Id = id.parse().map_err(|_| nobody())?;
        let scope = place.scope();
        let found = place.app.workspace().read(|reader| {
            // An old address of somebody who was merged with another leads to that one.
            let seen = match people::seen(reader, &scope, id)? {
                Some(seen) => Some(seen),
                None => people::seen(reader, &scope, people::merging::now(reader, id)?)?,
            };
            let Some(seen) = seen else { return Ok(None) };
            let id = seen.id();
            let enrolments = enrolments::of_person(reader, &scope, id)?;
            let restricted = restriction::of_person(reader, &scope, id)?.is_some();
            let programmes = enrolments::programmes_of(reader, &scope, Act::Record, id)?;
            Ok(Some((seen, enrolments, programmes, restricted)))
        })?;
        let (seen, enrolments, programmes, restricted) = found.ok_or_else(nobody)?;
        let first = enrolments.last().map(|enrolment| enrolment.programme);
        let entry = place.entry().ok().or_else(|| place.catalogue.entry(first?));
        Ok(Self { seen, enrolments, programmes, restricted, standing: OnceCell::new(), entry })
    }

    /// How they stand today.
    fn standing(&self, place: &Place) -> Result<&Standing, Instead> {
        if let Some(standing) = self.standing.get() {
            return Ok(standing);
        }
        let (workspace, scope) = (place.app.workspace(), place.scope());
        let today = workspace.clock().today();
        let read = workspace.read(|reader| people::standing(reader, &scope, &self.seen, today))?;
        Ok(self.standing.get_or_init(|| read))
    }

    /// Whether the viewer may do this with the person.
    pub fn may(&self, place: &Place, act: Act) -> Result<bool, Instead> {
        let scope = place.scope();
        if people::may_with_whom_they_see(&scope, act) {
            return Ok(true);
        }
        Ok(scope.may_somewhere(act)
            && place.app.workspace().read(|reader| people::may(reader, &scope, act, self.seen.id()))?)
    }

    /// The programme that something recorded here belongs to: the one the page stands under, if they are in it, else their latest.
    pub fn programme(&self, place: &Place) -> Option<Id> {
        let under =
            place.query.get(PROGRAMME).and_then(|key| place.programme(key).ok()).map(|entry| entry.programme.id);
        let seen = self.enrolments.iter().map(|enrolment| enrolment.programme);
        let programmes = seen.chain(self.programmes.iter().copied());
        programmes.clone().find(|programme| Some(*programme) == under).or_else(|| programmes.clone().next_back())
    }

    fn path(&self, page: &str) -> String {
        let id = self.seen.id();
        if page.is_empty() { format!("/people/{id}") } else { format!("/people/{id}/{page}") }
    }

    /// The whole document: banner, the ways to the pages about the person, and one of them.
    fn page(&self, place: &Place, page: &str, title: &str, main: &Markup) -> Result<Markup, Instead> {
        let name = self.seen.name();
        let whole = if page.is_empty() { name.clone() } else { format!("{name}: {title}") };
        let (list, start) = (place.about("/people"), place.about(&self.path("")));
        let mut way = vec![Link::new("People", &list)];
        if !page.is_empty() {
            way.push(Link::new(&name, &start));
        }
        let mut tabs = vec![
            ("", "Timeline"),
            ("needs", "Needs"),
            ("plan", "Plan"),
            ("outcomes", "Outcomes"),
            ("referrals", "Referrals"),
            ("measures", "Measures"),
            ("workers", "Workers"),
            ("details", "Details"),
        ];
        if self.may(place, Act::SeeHistory)? {
            tabs.push(("history", "History"));
        }
        if self.may(place, Act::Restrict)? {
            tabs.push(("restrict", if self.restricted { "Restriction" } else { "Restrict" }));
        }
        let banner = self.banner(place)?;
        let framed = html! {
            (ui::heading(&ui::Heading { title: &whole, caption: self.entry.map(|entry| entry.programme.name.as_str()), ..ui::Heading::default() }))
            nav class="wm-tabs" aria-label="About this person" {
                ul class="wm-tabs__list" {
                    @for (tab, label) in &tabs {
                        @let here = *tab == page;
                        li {
                            a class={ "wm-tabs__link" @if here { " wm-tabs__link--here" } } href=(place.about(&self.path(tab)))
                                aria-current=[here.then_some("page")] { (label) }
                        }
                    }
                }
            }
            (archive::notice(place, self)?)
            (duplicates::notice(place, self.seen.id())?)
            (main)
        };
        let page = Page {
            title: &whole,
            section: Some(Section::People),
            way: &way,
            entry: self.entry,
            banner: Some(&banner),
            ..Page::default()
        };
        Ok(place.page(&page, &framed))
    }
}

/// A partner's name.
pub(super) fn partner(catalogue: &Catalogue, programme: Id, partner: Id) -> Option<String> {
    let partner = catalogue.entry(programme)?.partners.iter().find(|known| known.id == partner)?;
    catalogue.organisation(partner.organisation).map(|organisation| organisation.name.clone())
}

/// What a term is called.
pub(super) fn term(catalogue: &Catalogue, programme: Id, term: Option<Id>) -> Option<String> {
    let term = term?;
    catalogue.entry(programme)?.terms.iter().find(|known| known.id == term).map(|known| known.label.clone())
}

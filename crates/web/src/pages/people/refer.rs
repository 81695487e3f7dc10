//! Referring somebody: to another partner, to an agency outside; or that an agency sent them.

use super::asking::{Asking, choice, date};
use super::subject::Subject;
use super::{About, nobody, partner, workers};
use crate::pages::place::Place;
use crate::ui::form::Values;
use crate::ui::{self, Item};
use crate::{App, Instead};
use axum::Form as Sent;
use axum::extract::{Path, State};
use axum::response::Response;
use base::{Field, Invalid, Kind};
use definition::Vocabulary;
use maud::Markup;
use records::keeping;
use records::programmes::Entry;
use records::referrals::{self, Referral};

const HELP: Field = Field::new("help_id", "For what", Kind::Term("help"));
const MADE: Field = Field::new("date", "When", Kind::Date).required();
const AGREED: Field = Field::new("agreed", "Do they agree that this is passed on?", Kind::YesNo).required();
const DESPITE: Field = Field::new("despite", "If not, why it is passed on all the same", Kind::Text)
    .help("Only where somebody is at risk. It stands in the audit log.");

const BETWEEN: &[Field] = &[
    Field::new("to_partner_id", "To which partner", Kind::Record("partner")).required(),
    HELP,
    Field::new("message", "What they are told", Kind::LongText).help(
        "They see this, the name, and how to reach the person: nothing else until they accept. Write what they need in order to answer.",
    ),
    AGREED,
    DESPITE,
    MADE,
];
const OUT: &[Field] = &[
    Field::new("agency", "To which agency", Kind::Text).required().help("Names used before are suggested."),
    HELP,
    Field::new("message", "What they were told", Kind::LongText),
    AGREED,
    DESPITE,
    MADE,
];
const IN: &[Field] = &[
    Field::new("agency", "Which agency sent them", Kind::Text).required().help("Names used before are suggested."),
    HELP,
    Field::new("message", "What the agency told us", Kind::LongText),
    MADE,
];

struct Form<'a> {
    entry: &'a Entry,
    way: &'static str,
    partners: Vec<(String, String)>,
    terms: Vec<(String, &'a str)>,
    agencies: Vec<String>,
}

impl<'a> Form<'a> {
    fn of(place: &'a Place, about: &'a About<'a>, way: &str) -> Result<Self, Instead> {
        let way = ["between", "out", "in"].into_iter().find(|known| *known == way).ok_or_else(nobody)?;
        let subject = Subject::of(place, about)?;
        if !subject.records || !subject.reads() {
            return Err(crate::routes::may_not(&place.viewer, base::Act::Record));
        }
        if way == "between" && !workers::answers_for(place, about)? {
            return Err(Instead::from(referrals::not_theirs()));
        }
        let entry = subject.entry().ok_or_else(nobody)?;
        let scope = place.scope();
        let others = entry
            .partners
            .iter()
            .filter(|one| !one.retired && !keeping::writes(&scope, entry.programme.id, Some(one.id)));
        let partners =
            others.filter_map(|one| Some((one.id.to_string(), partner(&place.catalogue, entry.programme.id, one.id)?)));
        let terms = entry.terms(Vocabulary::Help).filter(|term| !term.retired);
        let agencies = place.app.workspace().read(referrals::agencies)?;
        Ok(Self {
            entry,
            way,
            partners: partners.collect(),
            terms: terms.map(|term| (term.id.to_string(), term.label.as_str())).collect(),
            agencies: agencies.into_iter().map(|agency| agency.name).collect(),
        })
    }

    fn fields(&self) -> Vec<Field> {
        let fields = match self.way {
            "between" => BETWEEN,
            "out" => OUT,
            _ => IN,
        };
        fields.iter().filter(|field| field.name != "help_id" || !self.terms.is_empty()).copied().collect()
    }

    fn with<T>(&self, done: impl FnOnce(&Asking<'_>) -> T) -> T {
        let partners: Vec<Item<'_>> = self.partners.iter().map(|(id, name)| Item::new(id, name)).collect();
        let terms: Vec<Item<'_>> = self.terms.iter().map(|(id, label)| Item::new(id, label)).collect();
        let agencies: Vec<Item<'_>> = self.agencies.iter().map(|name| Item::new(name, name)).collect();
        let (title, above, button) = match self.way {
            "between" => (
                "refer to another partner",
                "It arrives on that partner\u{2019}s home page. If they accept, one of their workers works with this person and sees \
                 their records; if they decline, they say why. You see here what becomes of it.",
                "Refer",
            ),
            "out" => (
                "refer to an agency outside",
                "This only writes down that you referred them: tell the agency yourself, and write here what becomes of it.",
                "Save",
            ),
            _ => (
                "an agency sent them",
                "That somebody else asked you to support this person, and what they told you.",
                "Save",
            ),
        };
        done(&Asking {
            tab: "referrals",
            path: &format!("refer/{}", self.way),
            title,
            above: ui::paragraph(above),
            fields: &self.fields(),
            lists: &[("to_partner_id", &partners), ("help_id", &terms), ("agency", &agencies)],
            button,
        })
    }

    fn done(
        &self,
        place: &Place,
        about: &About<'_>,
        values: &Values,
    ) -> Result<records::submissions::Made, records::Error> {
        let (workspace, actor, token) = (place.app.workspace(), place.actor(), values.get("once"));
        let said = |name: &str| Some(values.get(name).to_owned()).filter(|text| !text.is_empty());
        let read = || -> Result<Referral, Invalid> {
            let made = date(values, "date")?;
            let agreed = match values.get("agreed") {
                _ if self.way == "in" => true,
                "" => return Err(Invalid::new("agreed", "", "ask them, and say what they answered")),
                answer => answer == "yes",
            };
            Ok(Referral {
                to: choice(values, "to_partner_id")?,
                help: choice(values, "help_id")?,
                message: said("message"),
                agreed,
                ..Referral::new(about.seen.id(), self.entry.programme.id, self.way, made)
            })
        };
        let mut told = read().map_err(|wrong| records::Error::Invalid(vec![wrong]))?;
        if !told.is_between() {
            told.agency = Some(referrals::agency(workspace, &actor, values.get("agency"))?);
        }
        referrals::refer(workspace, &actor, token, &told, said("despite").as_deref())
    }
}

pub(super) async fn ask(Path((person, way)): Path<(String, String)>, place: Place) -> Result<Markup, Instead> {
    place
        .work(move |place| {
            let about = About::find(place, &person)?;
            let form = Form::of(place, &about, &way)?;
            let today = place.app.workspace().clock().today().to_string();
            let values: Values = [("date", today.as_str())].into_iter().collect();
            form.with(|asking| asking.page(place, &about, &values, &[]))
        })
        .await
}

pub(super) async fn sent(
    State(app): State<App>,
    Path((person, way)): Path<(String, String)>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let about = About::find(&place, &person)?;
        let form = Form::of(&place, &about, &way)?;
        let values = Values::sent(&form.fields(), pairs);
        let made = form.done(&place, &about, &values);
        form.with(|asking| asking.answer(&place, &about, &values, made))
    })
    .await
}

//! Registering somebody: the short first step. Who they are, how to reach them, how they came; the rest is asked when it is known.
//! Before anybody is registered, whoever registers them is told who this may already be.

mod alike;
mod asked;

use super::super::undo;
use crate::pages::place::{PROGRAMME, Page, Place};
use crate::ui::form::{Form, Values};
use crate::ui::{self, Button, DateParts, Error, Heading, Item, Link, Question, Section, Size, TextInput};
use crate::{App, Instead};
use alike::Noticed;
pub(super) use alike::{chance, reasons};
use asked::{CONSENTS, Choosing, NO, REACH, WHO};
use axum::Form as Sent;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Act, Invalid, Kind};
use maud::{Markup, html};
use records::people::{self, Person, consent};
use records::programmes::Entry;
use records::users::session;

/// The form as it is shown.
struct Shown<'a> {
    entry: &'a Entry,
    values: Values,
    wrong: Vec<Invalid>,
    noticed: Noticed,
}

pub(super) async fn show(place: Place) -> Result<Response, Instead> {
    place
        .work(|place| {
            let Some(entry) = entry(place)? else { return Ok(choose(place).into_response()) };
            let mut values = Values::default();
            let workspace = place.app.workspace();
            let today = workspace.clock().today();
            // Of a programme that has ended, people are registered late: when they began is for whoever registers them to know.
            if entry.programme.end.is_none_or(|end| today <= end) {
                values.set("start_date", today.to_string());
            }
            let basis = workspace.read(|reader| consent::usual_basis(reader, entry.programme.id))?;
            values.set("basis", basis.unwrap_or_default());
            values.set("keyworker", "yes");
            // What was typed into a search that found nobody goes along.
            for name in ["given_name", "family_name"] {
                values.set(name, place.query.get(name).unwrap_or_default());
            }
            Ok(page(place, &Shown { entry, values, wrong: Vec::new(), noticed: Noticed::default() })?.into_response())
        })
        .await
}

/// The programme to register in: the one the address names, else the only one in which the viewer registers people.
fn entry(place: &Place) -> Result<Option<&Entry>, Instead> {
    let scope = place.scope();
    let mut own = place.programmes().into_iter().filter(|entry| scope.may(Act::Record, entry.programme.id));
    if let Some(key) = place.query.get(PROGRAMME) {
        let found = own.find(|entry| entry.programme.key == key);
        return match found {
            Some(entry) => Ok(Some(entry)),
            None => Err(crate::routes::may_not(&place.viewer, Act::Record)),
        };
    }
    let first = own.next();
    Ok(if own.next().is_none() { first } else { None })
}

/// In which programme: asked only of those who work in several.
fn choose(place: &Place) -> Markup {
    let scope = place.scope();
    let own = place.programmes().into_iter().filter(|entry| scope.may(Act::Record, entry.programme.id));
    let own: Vec<(&str, String)> = own
        .map(|entry| {
            (entry.programme.name.as_str(), place.query.with(PROGRAMME, &entry.programme.key).at("/people/new"))
        })
        .collect();
    let main = html! {
        (ui::heading(&Heading { title: "In which programme?", lead: Some("Somebody is registered once, and can join others later."), ..Heading::default() }))
        ul class="govuk-list govuk-list--spaced" {
            @for (name, href) in &own { li { (ui::link(Link::new(name, href))) } }
        }
    };
    framed(place, None, false, &main)
}

fn framed(place: &Place, entry: Option<&Entry>, faulty: bool, main: &Markup) -> Markup {
    let list = place.about("/people");
    let way = [Link::new("People", &list)];
    let title = "Register somebody";
    place.page(&Page { title, section: Some(Section::People), way: &way, entry, faulty, ..Page::default() }, main)
}

fn page(place: &Place, shown: &Shown<'_>) -> Result<Markup, Instead> {
    let (entry, values, wrong) = (shown.entry, &shown.values, shown.wrong.as_slice());
    let token = match values.get("once") {
        "" => session::new_token()?,
        token => token.to_owned(),
    };
    let choosing = Choosing::of(place, entry);
    let lists = choosing.lists();
    let lists: Vec<(&str, &[Item<'_>])> = lists.iter().map(|(name, items)| (*name, items.as_slice())).collect();
    let fields = asked::fields(&choosing);
    let form = |names: &[&str]| {
        let fields: Vec<base::Field> = fields.iter().filter(|field| names.contains(&field.name)).copied().collect();
        Form { fields: &fields, values, invalid: wrong, lists: &lists }.fields()
    };
    let error = |name: &str| wrong.iter().find(|wrong| wrong.field == name).map(|wrong| wrong.reason.as_str());
    let path =
        |path: &str| place.query.keeping(|name, _| name == PROGRAMME).with(PROGRAMME, &entry.programme.key).at(path);
    let content = html! {
        input type="hidden" name="once" value=(token);
        (section("Who they are", &html! {
            (form(&WHO))
            (birth(values, error("birth_date")))
        }))
        (alike::place(place, &shown.noticed))
        (section("How to reach them", &html! {
            (form(&REACH))
            (ui::checkboxes(
                &Question::new("no", "What they do not want").hint("Stays in sight for whoever opens their page.").size(Size::Small),
                &NO.map(|(name, label)| Item::new(name, label)),
                &values.get("no").split(',').collect::<Vec<_>>(),
            ))
        }))
        (section("How they came", &form(&asked::ENROLMENT)))
        (eligibility(place, entry))
        @if error("despite").is_some() || !values.get("despite").is_empty() {
            (ui::text_input(
                &Question::new("despite", "Why is it right all the same?").error(error("despite")).size(Size::Small),
                &TextInput { value: values.get("despite"), ..TextInput::default() },
            ))
        }
        (section("Privacy and consent", &html! {
            (ui::checkboxes(
                &Question::new("notice", "Privacy notice").error(error("notice")).size(Size::Small),
                &[Item::new("yes", "They have been given the privacy notice").hint("On paper, by message, or read to them.")],
                &[values.get("notice")],
            ))
            (ui::select(
                &Question::new("basis", "Lawful basis for keeping the record").error(error("basis")).size(Size::Small),
                &once("", "Choose one", consent::BASIS),
                values.get("basis"),
            ))
            @for (kind, label) in CONSENTS {
                (ui::radios(&Question::new(kind, label).size(Size::Small), &ui::Radios {
                    items: &[Item::new("", "Not asked"), Item::new("yes", "Agreed"), Item::new("no", "Refused")],
                    selected: values.get(kind),
                    inline: true,
                    small: true,
                }))
            }
        }))
        (ui::details("Questions for equality monitoring, if they were asked", &html! {
            (ui::paragraph("Nobody has to answer. \u{201c}Prefer not to say\u{201d} is an answer; leave \u{201c}Not asked\u{201d} where you did not ask. Further questions stand on the person\u{2019}s page."))
            @for name in ["gender", "ethnicity", "disability"] { (special(name, values.get(name), error(name))) }
        }, ["gender", "ethnicity", "disability"].iter().any(|name| !values.get(name).is_empty()), None))
        (ui::checkboxes(
            &Question::new("keyworker", "Keyworker").size(Size::Small),
            &[Item::new("yes", "I will be their keyworker")],
            &[values.get("keyworker")],
        ))
        @if shown.noticed.stops() {
            (ui::warning("Look at who this may already be, above. Registering somebody twice leaves two records that each know half."))
            (ui::buttons(&[Button::submit("Register anyway").secondary().sends("anyway", "1"), Button::submit("Check again")]))
        } @else {
            (ui::button(&Button::submit("Register")))
        }
    };
    let errors: Vec<Error> = wrong.iter().map(|wrong| asked::told(&fields, wrong)).collect();
    let main = html! {
        (ui::heading(&Heading { title: "Register somebody", caption: Some(&entry.programme.name), ..Heading::default() }))
        (ui::error_summary(&errors))
        @if shown.noticed.stops() && errors.is_empty() {
            (ui::error_summary(&[Error { text: "This person may be known already".to_owned(), control: Some("alike".to_owned()) }]))
        }
        form class="wm-narrow" method="post" action=(path("/people/new")) data-alike=(path("/people/new/alike")) novalidate {
            (crate::form_token::hidden(place.viewer.token()))
            (content)
        }
    };
    Ok(framed(place, Some(entry), !errors.is_empty() || shown.noticed.stops(), &main))
}

fn section(title: &str, content: &Markup) -> Markup {
    html! {
        h2 class="govuk-heading-m" { (title) }
        (content)
    }
}

fn once<'a>(value: &'a str, label: &'a str, choices: &[base::Choice]) -> Vec<Item<'a>> {
    let choices = choices.iter().map(|choice| Item::new(choice.key, choice.label));
    std::iter::once(Item::new(value, label)).chain(choices).collect()
}

/// One of the harmonised questions: *not asked* stands first, and is no answer.
fn special(name: &str, value: &str, error: Option<&str>) -> Markup {
    let Some(field) = Person::fields().iter().find(|field| field.name == name) else { return html! {} };
    let Kind::Choice(choices) = field.kind else { return html! {} };
    ui::select(
        &Question::new(field.name, field.label).hint(field.help).error(error).size(Size::Small),
        &once("", "Not asked", choices),
        value,
    )
}

/// The date of birth, as much of it as is known.
fn birth(values: &Values, error: Option<&str>) -> Markup {
    html! {
        (ui::date_input(
            &Question::new("birth_date", "Date of birth (optional)")
                .hint("As much as is known: the year alone will do.")
                .error(error),
            &DateParts::read(values.get("birth_date")),
        ))
        (ui::checkboxes(
            &Question::new("birth_about", "How sure is it?"),
            &[Item::new("yes", "It is a guess")],
            &[values.get("birth_about")],
        ))
    }
}

/// Whom the programme is for.
pub(super) fn eligibility(place: &Place, entry: &Entry) -> Markup {
    let rules = people::eligibility(entry, None, place.app.workspace().clock().today());
    html! {
        @if !rules.is_empty() {
            (ui::inset(&html! {
                p class="govuk-body" { (entry.programme.name) " is for people who are:" }
                ul class="govuk-list govuk-list--bullet" { @for rule in &rules { li { (rule.text) } } }
                p class="govuk-body" { "The age is checked when you register; the rest is for you to know." }
            }))
        }
    }
}

/// The form was sent.
pub(super) async fn sent(
    State(app): State<App>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let Some(entry) = entry(&place)? else { return Ok(choose(&place).into_response()) };
        let anyway = pairs.iter().any(|(name, _)| name == "anyway");
        let choosing = Choosing::of(&place, entry);
        let values = asked::values(&asked::fields(&choosing), pairs);
        let workspace = place.app.workspace();
        let newcomer = match asked::newcomer(&place, entry, &values) {
            Ok(newcomer) => newcomer,
            Err(wrong) => {
                let noticed = Noticed::of(&place, entry, &asked::person(&place, &values).0)?;
                return again(&place, &Shown { entry, values, wrong, noticed });
            }
        };
        // The same form sent again is answered as it was, not told that its person is known.
        let sent = workspace.read(|reader| records::submissions::is_sent(reader, values.get("once")))?;
        let noticed = Noticed::of(&place, entry, &newcomer.person)?;
        if !anyway && !sent && noticed.stops() {
            return again(&place, &Shown { entry, values, wrong: Vec::new(), noticed });
        }
        match people::register(workspace, &place.actor(), values.get("once"), &newcomer) {
            Ok(made) => {
                let start = place.about(&format!("/people/{}", made.record));
                Ok(Redirect::to(&undo::after(&start, &made)).into_response())
            }
            Err(records::Error::Invalid(wrong)) => again(&place, &Shown { entry, values, wrong, noticed }),
            Err(records::Error::Refused(why)) => {
                let wrong = vec![Invalid::new("", "", crate::instead::capital(&why))];
                again(&place, &Shown { entry, values, wrong, noticed })
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

fn again(place: &Place, shown: &Shown<'_>) -> Result<Response, Instead> {
    Ok((StatusCode::BAD_REQUEST, page(place, shown)?).into_response())
}

/// Who that may already be, while it is typed: a part of the page, for a script.
pub(super) async fn known(
    State(app): State<App>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Markup, Instead> {
    app.work(move || {
        let Some(entry) = entry(&place)? else { return Ok(html! {}) };
        let values = asked::values(&asked::fields(&Choosing::of(&place, entry)), pairs);
        Ok(Noticed::of(&place, entry, &asked::person(&place, &values).0)?.told(&place))
    })
    .await
}

//! Where one is: who one is here, in which role, for which organisation; and changing between one's roles without leaving
//! the page.

use super::Place;
use super::place::PROGRAMME;
use super::sign_in::is_ours;
use super::words::role;
use crate::routes::{Routes, Rule};
use crate::viewer::Signed;
use crate::{Instead, Query, router};
use axum::Form;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Act, Id, Scope};
use maud::{Markup, html};
use records::users::{self, Membership, View};

/// The name in the address that says that another page was meant, which one's role does not see.
pub(super) const MOVED: &str = "moved";

pub(super) fn routes() -> Routes {
    Routes::new().post("/role", Rule::SignedIn, change).post("/view-as", Rule::May(Act::ViewAs), view_as).post(
        "/view-as/stop",
        Rule::SignedIn,
        stop,
    )
}

/// The line under the header that says where one is.
pub(super) fn line(place: &Place) -> Option<Markup> {
    let signed = place.viewer.signed()?;
    let demonstration = super::sign_in::is_demonstration(&place.app);
    let here = place.query.at(&place.path);
    if let Some(view) = signed.session.view {
        return Some(html! {
            div class="wm-standing wm-standing--viewing" role="region" aria-label="Viewing as somebody else" {
                div class="wm-width wm-standing__row" {
                    p { "You see what " (a(&viewed(place, view))) " would see. Nothing can be changed." }
                    (place.form("/view-as/stop", &html! {
                        button type="submit" class="wm-standing__stop" { "Stop viewing as" span class="govuk-visually-hidden" { " somebody else" } }
                    }))
                }
            }
        });
    }
    let used = used(signed);
    Some(html! {
        div class="wm-standing" role="region" aria-label="Where you are" {
            div class="wm-width wm-standing__row" {
                p {
                    @if demonstration { "You are looking as " } @else { "You are " }
                    strong { (signed.user.name) } ": "
                    @match (used.as_slice(), signed.memberships.len()) {
                        (_, 0) => "without a role at present. Ask your programme\u{2019}s lead or an administrator.",
                        ([one], _) => (said(place, one)),
                        (several, _) => { "all of your " (several.len()) " roles" },
                    }
                }
                @if signed.memberships.len() > 1 { (switcher(place, signed, &here)) }
                @if demonstration {
                    @let to: Query = [("to", here.as_str())].into_iter().collect();
                    a class="govuk-link" href=(to.at("/sign-in")) { "Look as somebody else" }
                }
            }
        }
    })
}

/// The roles in use: the one chosen, or all.
fn used(signed: &Signed) -> Vec<&Membership> {
    let chosen = signed.session.membership;
    signed.memberships.iter().filter(|membership| chosen.is_none_or(|chosen| membership.id == chosen)).collect()
}

fn switcher(place: &Place, signed: &Signed, here: &str) -> Markup {
    let chosen = signed.session.membership;
    let button = |value: &str, text: &str, on: bool| {
        html! {
            li {
                button type="submit" class="wm-switch__choice" name="membership" value=(value) aria-current=[on.then_some("true")] { (text) }
            }
        }
    };
    html! {
        details class="wm-switch wm-switch--roles" {
            summary class="wm-switch__summary" { "Change role" }
            (place.form("/role", &html! {
                input type="hidden" name="to" value=(here);
                ul class="wm-switch__list" {
                    (button("all", "All my roles", chosen.is_none()))
                    @for membership in &signed.memberships {
                        (button(&membership.id.to_string(), &said(place, membership), chosen == Some(membership.id)))
                    }
                }
            }))
        }
    }
}

/// "Keyworker for York College in Positive Progressions".
pub(super) fn said(place: &Place, membership: &Membership) -> String {
    words(place, membership.role, membership.organisation, membership.programme)
}

fn viewed(place: &Place, view: View) -> String {
    let words = words(place, view.role, view.organisation, Some(view.programme));
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn words(place: &Place, of: base::Role, organisation: Id, programme: Option<Id>) -> String {
    let entry = programme.and_then(|id| place.catalogue.entry(id));
    let organisation = place.catalogue.organisation(organisation).map_or("\u{2026}", |known| known.name.as_str());
    let programme = entry.map_or("every programme", |entry| entry.definition.programme.short_name.as_str());
    format!("{} for {organisation} in {programme}", role(of, entry))
}

/// With the article that it takes.
fn a(words: &str) -> String {
    let vowel = words.chars().next().is_some_and(|first| "aeiou".contains(first));
    format!("{} {words}", if vowel { "an" } else { "a" })
}

/// Uses another role, and leads back to the page one was on, or as near to it as that role sees.
async fn change(place: Place, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let said =
                |name: &str| pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
            let Some(signed) = place.viewer.signed() else { return Ok(Redirect::to("/sign-in").into_response()) };
            let membership = match said("membership") {
                "all" => None,
                id => Some(id.parse().map_err(|_| {
                    Instead::wrong("No role was chosen", "Choose one of your roles at the head of any page.")
                })?),
            };
            let had: Vec<Id> = signed.memberships.iter().map(|membership| membership.id).collect();
            let workspace = place.app.workspace();
            users::use_role(workspace, &signed.session, &had, membership)?;
            let today = workspace.clock().today();
            let user = signed.user.clone();
            let standing = workspace.read(|reader| users::actor(reader, &place.catalogue, user, membership, today))?;
            Ok(Redirect::to(&nearest(place, &standing.actor.scope(), said("to"))).into_response())
        })
        .await
}

/// The address itself if this scope may see it; else the start of its section, else home.
fn nearest(place: &Place, scope: &Scope, address: &str) -> String {
    let uri: Uri = match address.parse() {
        Ok(uri) if is_ours(address) => uri,
        _ => return "/".to_owned(),
    };
    let query = Query::read(&uri).unwrap_or_default().without(MOVED);
    let entry = query.get(PROGRAMME).and_then(|key| place.catalogue.programme(key).ok());
    let may = |path: &str| match (router::rule_of(path), entry) {
        (Some(Rule::May(act)), Some(entry)) => scope.may(act, entry.programme.id),
        (Some(Rule::May(act)), None) => scope.may_somewhere(act),
        (_, Some(entry)) => scope.sees(entry.programme.id),
        (_, None) => true,
    };
    // Whether one record may be seen is known only once it is looked for.
    let one_record = uri.path().split('/').any(|part| part.len() == 13 && part.parse::<Id>().is_ok());
    if may(uri.path()) && !one_record {
        return query.at(uri.path());
    }
    let start = uri.path().split('/').nth(1).map_or_else(|| "/".to_owned(), |section| format!("/{section}"));
    if router::rule_of(&start).is_some() && may(&start) {
        return query.keeping(|name, _| name == PROGRAMME).with(MOVED, "yes").at(&start);
    }
    format!("/?{MOVED}=yes")
}

/// Begins to look through the eyes of another role.
async fn view_as(place: Place, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let said =
                |name: &str| pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
            let Some(signed) = place.viewer.signed() else { return Ok(Redirect::to("/sign-in").into_response()) };
            let missing = || {
                Instead::wrong(
                    "Say whose eyes you want to look through",
                    "Choose a role, an organisation and a programme on the page of roles.",
                )
            };
            let view = View {
                role: base::Role::from_key(said("role")).ok_or_else(missing)?,
                organisation: said("organisation").parse().map_err(|_| missing())?,
                programme: said("programme").parse().map_err(|_| missing())?,
            };
            users::view_as(place.app.workspace(), &place.actor(), &signed.session, view)?;
            Ok(Redirect::to("/").into_response())
        })
        .await
}

/// Looks with one's own eyes again.
async fn stop(place: Place) -> Result<Response, Instead> {
    place
        .work(|place| {
            let Some(signed) = place.viewer.signed() else { return Ok(Redirect::to("/sign-in").into_response()) };
            users::view_as_oneself(place.app.workspace(), &place.actor(), &signed.session)?;
            Ok(Redirect::to("/admin/roles").into_response())
        })
        .await
}

//! Setting up an authenticator: its key as a picture and as text, and the recovery codes it comes with.

use super::super::place::Place;
use super::{Begun, Faults, Next, fault, held, narrow, said, with_cookie};
use crate::Instead;
use crate::routes::leading_to;
use crate::ui::{self, Button, Question, TextInput};
use axum::Form;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use base::Act;
use fast_qr::QRBuilder;
use maud::{Markup, html};
use records::users::{self, Owed, Try, User, session, signing, totp};

pub(super) async fn show(place: Place, headers: HeaderMap) -> Result<Response, Instead> {
    let next = Next::to(place.query.get("to").unwrap_or("/"));
    let token = crate::viewer::token(&headers).unwrap_or_default();
    match place.viewer.known().map(|known| known.owes) {
        Some(Some(Owed::SetUp)) => place.work(move |place| Ok(fresh(place, &token, &next)?.into_response())).await,
        Some(Some(Owed::Code)) => Ok(Redirect::to(&leading_to("/sign-in/code", &next.to)).into_response()),
        Some(None) => Ok(Redirect::to(&next.to).into_response()),
        None => Ok(Redirect::to(&leading_to("/sign-in", &next.to)).into_response()),
    }
}

/// The page with a new key, for the session with this token.
pub(super) fn fresh(place: &Place, token: &str, next: &Next) -> Result<Markup, Instead> {
    let user = owner(place, token)?;
    page(place, token, next, &user, &totp::new_key()?, &[])
}

/// Whose session this is.
fn owner(place: &Place, token: &str) -> Result<User, Instead> {
    let found = place.app.workspace().read(|reader| {
        let session = session::with_token(reader, token)?;
        session.map(|session| users::find(reader, session.user)).transpose()
    })?;
    found.flatten().ok_or_else(|| Instead::wrong("You are not signed in", "Sign in again."))
}

fn page(
    place: &Place,
    token: &str,
    next: &Next,
    user: &User,
    key: &[u8],
    faults: Faults<'_>,
) -> Result<Markup, Instead> {
    let begun = Begun { place, token };
    let content = html! {
        (ui::paragraph(&format!("{}signing in takes a second step: a code from an app on your telephone. You set it up once.", why(place, user)?)))
        (drawn(place, user, key, faults, &|content| begun.form("/sign-in/set-up", next, content))?)
        (begun.way_out())
    };
    Ok(narrow(place, "Set up your authenticator", faults, &content))
}

/// Why it takes a second step, as the beginning of a sentence: what one's roles see, or decide.
fn why(place: &Place, user: &User) -> Result<&'static str, Instead> {
    let workspace = place.app.workspace();
    let memberships = workspace.read(|reader| users::memberships(reader, user.id))?;
    let roles = users::roles_in_force(&memberships, workspace.clock().today());
    let may = |act| roles.iter().any(|role| role.may(act));
    Ok(if may(Act::SeeNames) {
        "You will see personal details of the people your programme supports, so "
    } else if may(Act::SeeRecords) {
        "You will see records of the people your programme supports, though not their names, so "
    } else if may(Act::ManageUsers) {
        "You will decide who may sign in and what they see, so "
    } else {
        "For your role, "
    })
}

/// The key, and the form, made by `form`, that takes the first code.
pub(crate) fn drawn(
    place: &Place,
    user: &User,
    key: &[u8],
    faults: Faults<'_>,
    form: &dyn Fn(&Markup) -> Markup,
) -> Result<Markup, Instead> {
    let address = totp::address(key, place.app.name(), &user.email);
    let spelt = totp::spelt(key);
    let question = Question::new("code", "Code")
        .hint("The six digits that the app shows for this account")
        .error(fault(faults, "code"));
    let input = TextInput {
        holds: ui::Holds::Number,
        width: Some(10),
        autocomplete: Some("one-time-code"),
        ..TextInput::default()
    };
    Ok(html! {
        ol class="govuk-list govuk-list--number govuk-list--spaced" {
            li { "Get an authenticator app if you have none. Any will do: those of your telephone\u{2019}s maker, of Google, Microsoft, or a password manager." }
            li {
                "Add an account in it by scanning this picture"
                (picture(&address)?)
                "or, on the telephone itself, " a class="govuk-link" href=(address) { "open it in the app" }
                ", or type this key: " code class="wm-key" { (spelt) }
            }
            li { "Type the code that the app then shows." }
        }
        (form(&html! {
            input type="hidden" name="key" value=(spelt.replace(' ', ""));
            (ui::text_input(&question, &input))
            (ui::button(&Button::submit("Go on")))
        }))
    })
}

/// A QR code: dark squares on white, with the quiet border that scanners need, four modules wide.
fn picture(text: &str) -> Result<Markup, Instead> {
    const QUIET: usize = 4;
    let code = QRBuilder::new(text).build().map_err(|fault| Instead::Broken(format!("no QR code: {fault:?}")))?;
    let side = code.size + 2 * QUIET;
    let mut path = String::new();
    for row in 0..code.size {
        for column in 0..code.size {
            if code[row][column].value() {
                path.push_str(&format!("M{} {}h1v1h-1z", column + QUIET, row + QUIET));
            }
        }
    }
    Ok(html! {
        svg class="wm-qr" viewBox={ "0 0 " (side) " " (side) } width="220" height="220" role="img" aria-label="QR code of the key that stands beneath as text" shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    })
}

pub(super) async fn sent(
    place: Place,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let next = Next::of(&pairs);
            let token = crate::viewer::token(&headers).unwrap_or_default();
            let Some(known) = place.viewer.known().filter(|known| known.owes == Some(Owed::SetUp)) else {
                return Ok(Redirect::to(&leading_to("/sign-in", &next.to)).into_response());
            };
            let key = totp::read(said(&pairs, "key")).filter(|key| key.len() == 20);
            let Some(key) = key else { return Ok(fresh(place, &token, &next)?.into_response()) };
            match signing::set_up(place.app.workspace(), &known.session, &key, said(&pairs, "code"))? {
                Try::Right(done) => {
                    let content = html! {
                        (kept(&done.codes))
                        @if next.is_for(known.user.id) {
                            (held::offered(&crate::viewer::form_token(&done.token), &next))
                        } @else {
                            (ui::button(&Button::link("I have kept them: go on", &next.to)))
                        }
                    };
                    Ok(with_cookie(
                        place,
                        &done.token,
                        narrow(&place.unsigned(), "Keep your recovery codes", &[], &content),
                    ))
                }
                Try::Wrong | Try::Wait => {
                    let wrong = [("code", "Code is not right. Type the one that the app shows now".to_owned())];
                    Ok((StatusCode::BAD_REQUEST, page(place, &token, &next, &known.user, &key, &wrong)?)
                        .into_response())
                }
            }
        })
        .await
}

/// The recovery codes, which are shown this once.
pub(crate) fn kept(codes: &[String]) -> Markup {
    html! {
        (ui::paragraph("If you lose your telephone, one of these codes lets you in instead of the app\u{2019}s. Each works once. Print them or write them down, and keep them where you keep what matters: they are not shown again."))
        ul class="govuk-list wm-codes" { @for code in codes { li { code { (code) } } } }
    }
}

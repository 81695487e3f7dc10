//! One's own account: name, password, second factor, and where one is signed in.

mod device;
mod passkeys;
mod second_factor;
mod sessions;

use super::place::Place;
use super::sign_in::{Faults, fault, narrow, new_password, said, unfit};
use crate::Instead;
use crate::routes::{Routes, Rule};
use crate::ui::{self, Button, Holds, Line, Link, Notice, Question, TextInput};
use crate::viewer::Signed;
use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use records::users::{Try, User, passkey, recovery, session, signing};

/// What a form sent.
type Pairs = Form<Vec<(String, String)>>;

pub(super) fn routes() -> Routes {
    let rule = Rule::SignedIn;
    Routes::new()
        .get("/account", rule, async |place: Place| place.work(show).await)
        .get("/account/name", rule, async |place: Place| {
            place.work(|place| Ok(name(place, &signed(place)?.user.name, &[]))).await
        })
        .post("/account/name", rule, named)
        .get("/account/password", rule, async |place: Place| password(&place, &[]))
        .post("/account/password", rule, changed)
        .get("/account/second-factor", rule, second_factor::show)
        .post("/account/second-factor", rule, second_factor::sent)
        .get("/account/recovery-codes", rule, async |place: Place| second_factor::codes(&place, &[]))
        .post("/account/recovery-codes", rule, second_factor::renewed)
        .post("/account/sessions", rule, sessions::ended)
        // That the request came is the sign of life.
        .post("/account/stay", rule, async || StatusCode::NO_CONTENT)
        .merge(passkeys::routes())
}

/// Who is signed in.
fn signed(place: &Place) -> Result<&Signed, Instead> {
    place
        .viewer
        .signed()
        .map(|signed| &**signed)
        .ok_or_else(|| Instead::wrong("You are not signed in", "Sign in first."))
}

fn show(place: &Place) -> Result<Markup, Instead> {
    let signed = signed(place)?;
    let (user, workspace) = (&signed.user, place.app.workspace());
    let now = workspace.clock().now();
    let (sessions, codes, passkeys) = workspace.read(|reader| {
        let passkeys = passkey::of_user(reader, user.id)?.len();
        Ok((session::of_user(reader, user.id, now)?, recovery::left(reader, user.id)?, passkeys))
    })?;
    let passkeys = if passkeys == 0 { "None".to_owned() } else { passkeys.to_string() };
    let change = |href| Link::new("Change", href);
    let mut lines = vec![
        Line::text("Name", &user.name).action(change("/account/name")),
        Line::text("E-mail address", &user.email),
        Line::text("Password", if user.password.is_some() { "Set" } else { "Not set" })
            .action(change("/account/password")),
        Line::text("Authenticator", if user.totp.is_some() { "Set up" } else { "Not set up" })
            .action(Link::new(if user.totp.is_some() { "Change" } else { "Set up" }, "/account/second-factor")),
    ];
    if user.totp.is_some() {
        let left = format!("{codes} left");
        lines.push(Line::text("Recovery codes", &left).action(Link::new("Make new", "/account/recovery-codes")));
    }
    lines.push(Line::text("Passkeys", &passkeys).action(change("/account/passkeys")));
    let done = match place.query.get("done") {
        Some("name") => Some("Your name is changed."),
        Some("password") => Some("Your password is changed, and you are signed out everywhere else."),
        Some("ended") => Some("Signed out there."),
        _ => None,
    };
    let content = html! {
        @if let Some(text) = done { (ui::notification(&Notice { text, ..Notice::default() })) }
        (ui::summary_list(&lines))
        (sessions::listed(place, &sessions, signed.session.id))
    };
    Ok(narrow(place, "Your account", &[], &content))
}

fn name(place: &Place, name: &str, faults: Faults<'_>) -> Markup {
    let question = Question::new("name", "Name").hint("As colleagues know you.").error(fault(faults, "name"));
    let input = TextInput { value: name, autocomplete: Some("name"), ..TextInput::default() };
    let content = place.form(
        "/account/name",
        &html! {
            (ui::text_input(&question, &input))
            (ui::button(&Button::submit("Save")))
        },
    );
    narrow(place, "Change your name", faults, &content)
}

async fn named(place: Place, Form(pairs): Pairs) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let user = &signed(place)?.user;
            let after = User { name: said(&pairs, "name").trim().to_owned(), ..user.clone() };
            if after.name.is_empty() || after.name.chars().count() > 200 {
                let wrong = [("name", "Enter your name, in 200 characters or fewer".to_owned())];
                return Ok((StatusCode::BAD_REQUEST, name(place, &after.name, &wrong)).into_response());
            }
            place.app.workspace().write(&place.actor(), |tx| Ok(tx.update(user, &after)?))?;
            Ok(Redirect::to("/account?done=name").into_response())
        })
        .await
}

fn password(place: &Place, faults: Faults<'_>) -> Markup {
    let has = place.viewer.signed().is_some_and(|signed| signed.user.password.is_some());
    let content = html! {
        (ui::paragraph("You stay signed in here, and are signed out everywhere else."))
        (place.form("/account/password", &html! {
            @if has { (current(faults)) }
            (new_password(faults))
            (ui::button(&Button::submit("Change password")))
        }))
    };
    narrow(place, "Change your password", faults, &content)
}

/// The question for the password one has, before something that matters.
fn current(faults: Faults<'_>) -> Markup {
    let question = Question::new("password", "Your password now").error(fault(faults, "password"));
    let input = TextInput { holds: Holds::Password, autocomplete: Some("current-password"), ..TextInput::default() };
    ui::text_input(&question, &input)
}

/// What is wrong with the password given, and with which status it is answered.
fn refused<T>(tried: &Try<T>) -> (StatusCode, (&'static str, String)) {
    let (status, why) = match tried {
        Try::Wait => (StatusCode::TOO_MANY_REQUESTS, "There were too many tries. Wait 15 minutes and try again"),
        Try::Wrong | Try::Right(_) => (StatusCode::BAD_REQUEST, "Password is not right"),
    };
    (status, ("password", why.to_owned()))
}

async fn changed(place: Place, Form(pairs): Pairs) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let signed = signed(place)?;
            let new = said(&pairs, "new-password");
            let unfit = unfit(place, new, &signed.user);
            if !unfit.is_empty() {
                return Ok((StatusCode::BAD_REQUEST, password(place, &unfit)).into_response());
            }
            let old = said(&pairs, "password");
            match signing::change_password(place.app.workspace(), &place.actor(), &signed.session, old, new)? {
                Try::Right(()) => Ok(Redirect::to("/account?done=password").into_response()),
                tried => {
                    let (status, wrong) = refused(&tried);
                    Ok((status, password(place, &[wrong])).into_response())
                }
            }
        })
        .await
}

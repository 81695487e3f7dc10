//! Signing in through an organisation's own sign-on.

use super::super::place::Place;
use super::{Next, first, narrow};
use crate::client::Client;
use crate::instead::Problem;
use crate::routes::{Routes, Rule, leading_to};
use crate::sign_on::{Begun, Provider};
use crate::ui::{self, Button};
use crate::{App, Instead};
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use records::users::signing::From;
use records::users::{ceremony, sign_on};

const KIND: &str = "sign-on";
/// The cookie by which a browser is known again that was sent to a provider: whoever comes back with an answer that was made for another
/// browser is not signed in by it.
const COOKIE: &str = "waymark-sign-on";

pub(super) fn routes() -> Routes {
    Routes::new().get("/sign-in/sign-on/{provider}", Rule::Anyone, begin).get(
        "/sign-in/sign-on/{provider}/back",
        Rule::Anyone,
        back,
    )
}

/// The way to it on the sign-in page.
pub(super) fn offered(place: &Place) -> Markup {
    let to = Next::to(place.query.get("to").unwrap_or("/")).to;
    html! {
        @for provider in place.app.providers() {
            @let address = leading_to(&format!("/sign-in/sign-on/{}", provider.settings.key()), &to);
            (ui::button(&Button::link(&format!("Sign in with {}", provider.settings.name), &address).secondary()))
        }
    }
}

/// Sends the browser to the provider.
async fn begin(Path(key): Path<String>, place: Place, headers: HeaderMap) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let provider = provider(&place.app, &key)?;
            let to = Next::to(place.query.get("to").unwrap_or("/")).to;
            let back = format!("{}/sign-in/sign-on/{key}/back", base(&place.app, &headers));
            let (address, begun) = provider.begin(&back, &to).map_err(|why| unreachable(provider, &why))?;
            let state = serde_json::to_string(&begun).map_err(|fault| Instead::Broken(fault.to_string()))?;
            let token = ceremony::begin(place.app.workspace(), KIND, &state)?;
            let cookie = cookie(&place.app, &token, ceremony::LASTS.as_secs());
            Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(&address)).into_response())
        })
        .await
}

/// Takes the browser back, with what the provider says.
async fn back(Path(key): Path<String>, place: Place, client: Client, headers: HeaderMap) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let provider = provider(&place.app, &key)?;
            let answer = match come_back(place, provider, &client, &headers) {
                Ok(Some((signed_in, to))) => first::entered(place, &signed_in, &Next::to(&to)),
                Ok(None) => (StatusCode::FORBIDDEN, uninvited(place, provider)).into_response(),
                Err(Refused::Ours(instead)) => return Err(instead),
                Err(Refused::Theirs(why)) => {
                    eprintln!("{} sign-on by {}: {why}", place.app.workspace().clock().now(), provider.settings.name);
                    (StatusCode::BAD_REQUEST, unsigned(place, provider)).into_response()
                }
            };
            Ok((AppendHeaders([(header::SET_COOKIE, cookie(&place.app, "", 0))]), answer).into_response())
        })
        .await
}

/// Why nobody is signed in.
enum Refused {
    Ours(Instead),
    /// What came back is not believed; why is for the log alone.
    Theirs(String),
}

impl<E: Into<Instead>> std::convert::From<E> for Refused {
    fn from(fault: E) -> Self {
        Self::Ours(fault.into())
    }
}

type SignedIn = (records::users::SignedIn, String);

fn come_back(
    place: &Place,
    provider: &Provider,
    client: &Client,
    headers: &HeaderMap,
) -> Result<Option<SignedIn>, Refused> {
    let theirs = |why: &str| Refused::Theirs(why.to_owned());
    let token = token(headers).ok_or_else(|| theirs("the browser was not sent there from here"))?;
    let kept = ceremony::take(place.app.workspace(), KIND, &token)?;
    let kept = kept.ok_or_else(|| theirs("the answer came too late, or for the second time"))?;
    let begun: Begun = serde_json::from_str(&kept).map_err(|fault| Refused::Theirs(fault.to_string()))?;
    let said = |name: &str| place.query.get(name);
    if begun.provider != provider.settings.key() || said("state") != Some(begun.state.as_str()) {
        return Err(theirs("the answer is to another question"));
    }
    // RFC 9207: an answer that says whose it is must be this provider's.
    if said("iss").is_some_and(|issuer| issuer != provider.settings.issuer) {
        return Err(theirs("the answer is another provider's"));
    }
    let Some(code) = said("code") else {
        return Err(Refused::Theirs(format!("it said {:?}", said("error").unwrap_or("nothing"))));
    };
    let to = begun.to.clone();
    let said = provider.end(code.to_owned(), begun).map_err(Refused::Theirs)?;
    let session = place.viewer.known().map(|known| known.session.id);
    let from = From { device: &client.device, address: client.address.as_deref(), session };
    Ok(sign_on::sign_in(place.app.workspace(), &said, from)?.map(|signed_in| (signed_in, to)))
}

fn uninvited(place: &Place, provider: &Provider) -> Markup {
    let name = &provider.settings.name;
    let content = html! {
        p class="govuk-body" { (name) " says who you are, but nobody waits here to be let in by that e-mail address." }
        p class="govuk-body" { "If you have signed in here before, sign in the way you did then: an account that is in use is not joined with another sign-on." }
        p class="govuk-body" { "If not, ask your manager, or the lead of the programme, to invite you: it takes them a minute. Then come back and sign in the same way." }
        p class="govuk-body" { a class="govuk-link" href="/sign-in" { "Sign in another way" } }
    };
    narrow(place, "You have not been invited yet", &[], &content)
}

fn unsigned(place: &Place, provider: &Provider) -> Markup {
    let content = html! {
        p class="govuk-body" { "You came back from " (provider.settings.name) " without being signed in. That happens when it takes more than ten minutes, or when you go back to an earlier page." }
        p class="govuk-body" { a class="govuk-link" href="/sign-in" { "Try again" } }
    };
    narrow(place, "You are not signed in", &[], &content)
}

fn unreachable(provider: &Provider, why: &str) -> Instead {
    eprintln!("sign-on by {}: {why}", provider.settings.name);
    let problem = Problem::new(
        format!("{} cannot be reached just now", provider.settings.name),
        "Try again in a few minutes, or sign in another way.",
    );
    Instead::Refused(StatusCode::SERVICE_UNAVAILABLE, problem)
}

fn provider<'a>(app: &'a App, key: &str) -> Result<&'a Provider, Instead> {
    let found = app.providers().iter().find(|provider| provider.settings.key() == key);
    found.ok_or_else(|| Instead::missing("There is no such way to sign in", "Begin at the sign-in page."))
}

/// Where browsers reach this server: as it was told, or on this machine as they asked, which the guard has looked at.
fn base(app: &App, headers: &HeaderMap) -> String {
    let host = || headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    app.settings().address.clone().unwrap_or_else(|| format!("http://{}", host()))
}

fn cookie(app: &App, token: &str, seconds: u64) -> HeaderValue {
    let (prefix, secure) = if app.is_secure() { ("__Host-", "; Secure") } else { ("", "") };
    let text = format!("{prefix}{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    // A token is hexadecimal digits, which a header can carry.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("waymark-sign-on="))
}

fn token(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let mut cookies = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find(|(name, _)| name.trim_start_matches("__Host-") == COOKIE).map(|(_, token)| token.to_owned())
}

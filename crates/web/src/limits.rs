//! How much one address may ask, and how long one request may take.

use crate::App;
use crate::client::Origin;
use crate::instead::{Instead, Problem};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// How many addresses are remembered before those that have rested are forgotten.
const REMEMBERED: usize = 10_000;

/// So many at once, and then so many a second.
#[derive(Debug, Clone, Copy)]
struct Allowance {
    at_once: f64,
    a_second: f64,
}

/// Of everything: far more than people at their desks ask, an office of them behind one address.
const ALL: Allowance = Allowance { at_once: 600.0, a_second: 40.0 };
/// Of what signs in, where each try also costs a hash. An office may come to work at once; whoever guesses may not go on. That one
/// account or address has been tried too often is kept in the database, where it holds for every process.
const SIGN_IN: Allowance = Allowance { at_once: 60.0, a_second: 0.5 };

/// What each address has left. It is kept in this process and not in the database, which it is there to spare; a restart forgives.
#[derive(Clone, Default)]
pub(crate) struct Limits {
    left: Arc<Mutex<HashMap<(IpAddr, bool), Left>>>,
}

#[derive(Debug, Clone, Copy)]
struct Left {
    count: f64,
    at: Instant,
}

impl Limits {
    /// Takes one from what the address has left; false when there is nothing left.
    fn take(&self, address: IpAddr, signing_in: bool, now: Instant) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if left.len() >= REMEMBERED {
            left.retain(|(_, signing_in), left| !left.is_rested(allowance(*signing_in), now));
        }
        let allowance = allowance(signing_in);
        let mine = left.entry((address, signing_in)).or_insert(Left { count: allowance.at_once, at: now });
        mine.count = mine.at_rest(allowance, now);
        mine.at = now;
        let some = mine.count >= 1.0;
        if some {
            mine.count -= 1.0;
        }
        some
    }
}

impl Left {
    fn at_rest(self, allowance: Allowance, now: Instant) -> f64 {
        let rested = now.saturating_duration_since(self.at).as_secs_f64();
        (self.count + rested * allowance.a_second).min(allowance.at_once)
    }

    fn is_rested(self, allowance: Allowance, now: Instant) -> bool {
        self.at_rest(allowance, now) >= allowance.at_once
    }
}

fn allowance(signing_in: bool) -> Allowance {
    if signing_in { SIGN_IN } else { ALL }
}

/// Lets an address ask as much as anybody would, and no more. This machine asks as it likes.
pub(crate) async fn rate(State(app): State<App>, request: Request, next: Next) -> Response {
    let origin = request.extensions().get::<Origin>().copied().unwrap_or_default();
    let address = origin.household();
    let now = Instant::now();
    let limits = app.limits();
    let too_many = !address.is_loopback()
        && (!limits.take(address, false, now) || signs_in(&request) && !limits.take(address, true, now));
    if !too_many {
        return next.run(request).await;
    }
    let problem = Problem::new(
        "Too much was asked from your network in a short time",
        "Nothing was changed. Wait a minute, and do it again.",
    );
    let mut response = Instead::Refused(StatusCode::TOO_MANY_REQUESTS, problem).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    response
}

/// Whether a request is a try to sign in.
fn signs_in(request: &Request) -> bool {
    let path = request.uri().path();
    let ways = ["/sign-in", "/forgotten", "/invitation/", "/reset/", "/welcome/"];
    path.starts_with("/sign-in/sign-on/")
        || request.method() == Method::POST && ways.iter().any(|way| path.starts_with(way))
}

/// Ends what takes too long: a form that comes a letter at a time, or an answer that does not come.
pub(crate) async fn in_time(State(app): State<App>, request: Request, next: Next) -> Response {
    let uploads = request.method() == Method::POST && request.uri().path() == "/import";
    let patience = app.settings().patience;
    let limit = if uploads { patience.upload } else { patience.request };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let problem = Problem::new(
                "This took too long, and was given up",
                "Try again; if it happens again, ask for less at once.",
            );
            Instead::Refused(StatusCode::REQUEST_TIMEOUT, problem).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn whoever_guesses_is_slowed_and_others_are_not() {
        let (limits, now) = (Limits::default(), Instant::now());
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let tries = (0..1000).filter(|_| limits.take(one, true, now)).count();
        assert_eq!(tries, 60);
        assert!(limits.take(other, true, now), "another address");
        assert!(limits.take(one, false, now), "pages are still shown");
        assert!(!limits.take(one, true, now + Duration::from_secs(1)));
        assert!(limits.take(one, true, now + Duration::from_secs(3)), "after a rest");
    }

    #[test]
    fn those_who_have_rested_are_forgotten() {
        let (limits, now) = (Limits::default(), Instant::now());
        for number in 0..REMEMBERED {
            let [.., a, b] = number.to_be_bytes();
            limits.take(IpAddr::from([10, 0, a, b]), false, now);
        }
        limits.take(IpAddr::from([192, 0, 2, 1]), false, now + Duration::from_secs(60));
        assert!(limits.left.lock().unwrap().len() < 10);
    }
}

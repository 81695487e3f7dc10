//! The browser that asks: what it says it is, and the network address it asks from.

use crate::App;
use crate::serve::Carried;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub IpAddr);

/// The browser that asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Client {
    /// What it says it is; anything may stand there.
    pub device: String,
    /// The network address that tries are counted by.
    pub address: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let device = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        let address = parts.extensions.get::<Origin>().map(|origin| origin.household().to_string());
        Ok(Self { device: device.to_owned(), address })
    }
}

/// The address of whoever asks, which behind a proxy is what the proxy says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin(pub IpAddr);

impl Default for Origin {
    /// This machine.
    fn default() -> Self {
        Self(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }
}

impl Origin {
    /// Who stands behind an address: of IPv6, where a household has as many as it likes, the network.
    pub fn household(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(_) => self.0,
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }
}

/// Finds out from where a request comes, for the routes within.
pub(crate) async fn known(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().map_or(Origin::default().0, |peer| peer.0);
    let behind = app.settings().carried == Carried::Proxy;
    let origin = Origin(client(peer, behind, request.headers()));
    request.extensions_mut().insert(origin);
    next.run(request).await
}

/// Only a proxy that was announced, from this machine or its own network, is believed; and only what it added itself, which is the
/// last address. Those before it are whatever the browser wrote.
fn client(peer: IpAddr, behind_proxy: bool, headers: &HeaderMap) -> IpAddr {
    let peer = peer.to_canonical();
    if !behind_proxy || !is_near(peer) {
        return peer;
    }
    let said = headers.get_all("x-forwarded-for").iter().next_back().and_then(|said| said.to_str().ok());
    let last = said.and_then(|said| said.rsplit(',').next()).map(str::trim);
    last.and_then(|last| last.parse::<IpAddr>().ok()).map_or(peer, |address| address.to_canonical())
}

fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(peer: &str, behind_proxy: bool, headers: &[&str]) -> String {
        let mut map = HeaderMap::new();
        for header in headers {
            map.append("x-forwarded-for", header.parse().unwrap());
        }
        client(peer.parse().unwrap(), behind_proxy, &map).to_string()
    }

    #[test]
    fn a_browser_cannot_write_itself_another_address() {
        assert_eq!(said("198.51.100.7", false, &["203.0.113.9"]), "198.51.100.7");
        assert_eq!(said("198.51.100.7", true, &["203.0.113.9"]), "198.51.100.7", "no proxy of ours stands there");
        assert_eq!(said("127.0.0.1", false, &["203.0.113.9"]), "127.0.0.1");
        assert_eq!(said("127.0.0.1", true, &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(
            said("10.0.0.2", true, &["10.9.9.9, 203.0.113.9"]),
            "203.0.113.9",
            "the proxy's own word is the last"
        );
        assert_eq!(said("10.0.0.2", true, &["10.9.9.9", "203.0.113.9"]), "203.0.113.9");
        assert_eq!(said("::1", true, &["2001:db8::1"]), "2001:db8::1");
        assert_eq!(said("10.0.0.2", true, &["nonsense"]), "10.0.0.2");
    }

    #[test]
    fn a_household_is_one_however_many_addresses_it_has() {
        let address = |text: &str| Origin(text.parse().unwrap()).household();
        assert_eq!(address("2001:db8:1:2:3::4"), address("2001:db8:1:2:ffff::1"));
        assert_ne!(address("2001:db8:1:2::1"), address("2001:db8:1:3::1"));
        assert_ne!(address("192.0.2.1"), address("192.0.2.2"));
    }
}

//! Listening, and stopping without dropping anybody's request.

mod connection;
mod crowd;
mod tls;

use crate::{App, Settings, router};
use connection::serve_one;
use crowd::Crowd;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tls::Keys;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long running requests may take to end when the program is asked to stop.
const LEAVE: Duration = Duration::from_secs(30);
/// How long to wait before listening again when the system has no socket to give.
const BREATH: Duration = Duration::from_millis(100);

/// How browsers' requests reach the program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Carried {
    /// From this machine alone.
    #[default]
    Here,
    /// From anywhere, encrypted by the program itself.
    Tls {
        /// The certificate and those it rests on, in PEM, the server's own first.
        certificate: PathBuf,
        /// Its private key, in PEM.
        key: PathBuf,
    },
    /// From a proxy that encrypts, and that alone can reach the program.
    Proxy,
}

/// Why the pages cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Others could reach the address, and nothing would encrypt what they send and see.
    #[error(
        "refusing to listen on {0}: passwords and personal data would cross the network unencrypted. Listen on 127.0.0.1; or give \
         --address https://… with either --tls-cert and --tls-key, or --behind-proxy"
    )]
    NotLoopback(SocketAddr),
    /// The address that browsers use is needed, and it must be encrypted.
    #[error(
        "{0} is not an address like https://waymark.example.org, without a path: browsers must reach Waymark encrypted"
    )]
    Address(String),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}; choose another port, or 0 for any that is free")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// The certificate or its key cannot be used.
    #[error("the certificate {certificate} with the key {key} cannot be used: {why}")]
    Certificate {
        /// Where the certificate is.
        certificate: PathBuf,
        /// Where its key is.
        key: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The server broke down.
    #[error("the server stopped: {0}")]
    Io(#[from] std::io::Error),
}

/// Listens on `address`. Others than this machine may reach it only if what crosses the network is encrypted.
///
/// # Errors
/// [`ServeError::NotLoopback`] and [`ServeError::Address`] when it would not be; [`ServeError::Listen`] when the address is
/// taken or not allowed.
pub async fn listen(address: SocketAddr, settings: &Settings) -> Result<TcpListener, ServeError> {
    check(address, settings)?;
    TcpListener::bind(address).await.map_err(|error| ServeError::Listen { address, error })
}

fn check(address: SocketAddr, settings: &Settings) -> Result<(), ServeError> {
    if settings.demonstration && !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    match (&settings.carried, &settings.address) {
        (Carried::Here, _) if !address.ip().is_loopback() => Err(ServeError::NotLoopback(address)),
        (Carried::Here, None) => Ok(()),
        (_, Some(named)) if is_origin(named) => Ok(()),
        (_, named) => Err(ServeError::Address(named.clone().unwrap_or_else(|| "(none)".to_owned()))),
    }
}

/// Whether an address is `https://`, a host and perhaps a port, and nothing else.
fn is_origin(address: &str) -> bool {
    let host = address.strip_prefix("https://").unwrap_or_default();
    !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
}

/// Serves the pages until the program is asked to stop (interrupt or terminate), and then lets running requests end.
///
/// # Errors
/// As [`listen`]; [`ServeError::Certificate`] when the certificate cannot be used. Then nothing is served.
pub async fn serve(app: App, listener: TcpListener) -> Result<(), ServeError> {
    serve_until(app, listener, asked_to_stop()).await
}

/// Serves the pages until `stop` is done, and then lets running requests end.
///
/// # Errors
/// As [`serve`].
pub async fn serve_until(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    check(listener.local_addr()?, app.settings())?;
    let keys = match &app.settings().carried {
        Carried::Tls { certificate, key } => Some(Keys::read(certificate, key)?),
        Carried::Here | Carried::Proxy => None,
    };
    let renewing = keys.clone().map(|keys| tokio::spawn(keys.renewed()));
    let crowd = Crowd::new(app.settings().carried == Carried::Proxy);
    let (stopping, stopped) = watch::channel(());
    let head = app.settings().patience.head;
    let router = router(app);
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accepted(&listener, &crowd) => accepted,
        };
        let Some((stream, peer, place)) = accepted else { continue };
        let (router, keys, stopped) = (router.clone(), keys.clone(), stopped.clone());
        tokio::spawn(async move {
            serve_one(router, stream, peer, keys, head, stopped).await;
            drop(place);
        });
    }
    if let Some(renewing) = renewing {
        renewing.abort();
    }
    drop((listener, stopped));
    // Every connection holds an end of the channel until it is done.
    let _ = stopping.send(());
    let _ = tokio::time::timeout(LEAVE, stopping.closed()).await;
    Ok(())
}

/// The next connection, with its place among those that are open. None of one that there is no room for.
async fn accepted(
    listener: &TcpListener,
    crowd: &Arc<Crowd>,
) -> Option<(tokio::net::TcpStream, SocketAddr, crowd::Place)> {
    let room = crowd.room().await;
    match listener.accept().await {
        Ok((stream, peer)) => crowd.place(room, peer.ip()).map(|place| (stream, peer, place)),
        Err(_) => {
            // Out of sockets, or a connection that went away meanwhile: neither ends the server.
            tokio::time::sleep(BREATH).await;
            None
        }
    }
}

/// Waits until the program is asked to stop: Ctrl+C, or the system's own word.
pub async fn asked_to_stop() {
    let interrupt = async {
        // Where there are no signals to listen for, the program ends as the system ends it.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_reach_the_pages_encrypted_or_not_at_all() {
        let open: SocketAddr = "0.0.0.0:8750".parse().unwrap();
        let here: SocketAddr = "127.0.0.1:8750".parse().unwrap();
        let settings = |carried: Carried, address: Option<&str>| Settings {
            carried,
            address: address.map(str::to_owned),
            ..Settings::default()
        };
        assert!(check(here, &settings(Carried::Here, None)).is_ok());
        assert!(check(open, &settings(Carried::Here, Some("https://waymark.example.org"))).is_err());
        assert!(check(open, &settings(Carried::Proxy, Some("https://waymark.example.org"))).is_ok());
        for address in [None, Some("http://waymark.example.org"), Some("https://"), Some("https://a.example/path")] {
            assert!(check(open, &settings(Carried::Proxy, address)).is_err(), "{address:?}");
        }
        let demonstration =
            Settings { demonstration: true, ..settings(Carried::Proxy, Some("https://waymark.example.org")) };
        assert!(check(open, &demonstration).is_err(), "a demonstration lets anybody in");
    }
}

//! Listening, and stopping without dropping anybody's request.

use crate::{App, router};
use std::future::Future;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// Why the pages cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Others could reach the address, and there is no sign-in yet to keep them from what is private.
    #[error(
        "refusing to listen on {0}: anybody on the network could read personal data there, since there is no sign-in yet. \
         Listen on 127.0.0.1 instead"
    )]
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}; choose another port, or 0 for any that is free")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// The server broke down.
    #[error("the server stopped: {0}")]
    Io(#[from] std::io::Error),
}

/// Listens on `address`, which only this machine may be able to reach.
///
/// # Errors
/// [`ServeError::NotLoopback`] for any other; [`ServeError::Listen`] when it is taken or not allowed.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    if !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    TcpListener::bind(address).await.map_err(|error| ServeError::Listen { address, error })
}

/// Serves the pages until the program is asked to stop (interrupt or terminate), and then lets running requests end.
///
/// # Errors
/// [`ServeError::NotLoopback`] when others could reach the listener; then nothing is served.
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
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    Ok(axum::serve(listener, router(app)).with_graceful_shutdown(stop).await?)
}

async fn asked_to_stop() {
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

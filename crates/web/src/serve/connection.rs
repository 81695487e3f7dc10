//! One connection, from its handshake to its end: nothing about it may take for ever.

use super::tls::Keys;
use crate::client::Peer;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

/// How long a browser may take over the handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// The largest head of a request, in bytes.
const HEAD_SIZE: usize = 64 * 1024;
/// How long a connection is used before its browser is asked to open another.
const LIFE: Duration = Duration::from_secs(60 * 60);
/// How long what is under way then may still take.
const END: Duration = Duration::from_secs(20 * 60);

/// The first byte of a TLS handshake.
const TLS: u8 = 22;

const PLAIN: &str = "This server speaks HTTPS only: write https:// before its address.\n";

/// Serves one connection.
pub(super) async fn serve_one(
    router: Router,
    stream: TcpStream,
    peer: SocketAddr,
    keys: Option<Keys>,
    head: Duration,
    stopped: watch::Receiver<()>,
) {
    // Answers are written whole, so that waiting for more of them gains nothing.
    let _ = stream.set_nodelay(true);
    let Some(keys) = keys else { return talk(router, stream, peer, head, stopped).await };
    let encrypted = async {
        let mut first = [0];
        if stream.peek(&mut first).await.ok()? == 1 && first[0] != TLS {
            refuse_plain(stream).await;
            return None;
        }
        keys.acceptor().accept(stream).await.ok()
    };
    if let Ok(Some(stream)) = timeout(HANDSHAKE, encrypted).await {
        talk(router, stream, peer, head, stopped).await;
    }
}

async fn refuse_plain(mut stream: TcpStream) {
    let answer = format!(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{PLAIN}",
        PLAIN.len()
    );
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    router: Router,
    stream: S,
    peer: SocketAddr,
    head: Duration,
    mut stopped: watch::Receiver<()>,
) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer.ip()));
        router.clone().oneshot(request)
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .max_buf_size(HEAD_SIZE)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // What went wrong on the way is the browser's to know; there is nothing to tell about it here.
        _ = &mut connection => return,
        _ = stopped.changed() => {}
        () = sleep(LIFE) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(END, connection).await;
}

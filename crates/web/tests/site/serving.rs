//! Over real connections: what is slow, too large, forged or unencrypted is refused, and everybody else is still served.

use crate::app::GARDEN;
use base::{Actor, Clock};
use records::{Workspace, programmes};
use rustls::pki_types::ServerName;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};
use web::{App, Carried, Patience, Settings};

const NAME: &str = "waymark.example.org";
const ADDRESS: &str = "https://waymark.example.org";

/// A server on a free port of this machine, until it is dropped.
struct Server {
    address: SocketAddr,
    runtime: Option<tokio::runtime::Runtime>,
    _folder: db::testing::Folder,
}

impl Server {
    fn start(settings: Settings) -> Self {
        let folder = db::testing::Folder::new();
        let url = format!("sqlite:{}", folder.path().join("serving.db").display());
        let workspace = Workspace::open(&url, Clock::System).unwrap();
        let plan = programmes::plan(&workspace, "garden.toml", GARDEN).unwrap();
        programmes::apply(&workspace, &Actor::operator(), &plan).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let app = App::with(workspace, "Served", settings);
        let listen = web::listen("127.0.0.1:0".parse().unwrap(), app.settings());
        let listener = runtime.block_on(listen).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(web::serve_until(app, listener, std::future::pending()));
        Self { address, runtime: Some(runtime), _folder: folder }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// Sends these bytes, and reads until the server closes the connection.
    fn say(&self, request: &str) -> String {
        let mut stream = self.connect();
        // A server that has heard enough need not read the rest.
        let _ = stream.write_all(request.as_bytes());
        rest(&mut stream)
    }

    /// Asks for a page, with more lines to the head.
    fn get(&self, path: &str, host: &str, lines: &str) -> String {
        self.say(&format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{lines}Connection: close\r\n\r\n"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.runtime.take().unwrap().shutdown_background();
    }
}

/// What comes until the connection ends, however it ends.
fn rest(stream: &mut impl Read) -> String {
    let mut all = Vec::new();
    let mut some = [0; 4096];
    while let Ok(count) = stream.read(&mut some) {
        if count == 0 {
            break;
        }
        all.extend_from_slice(&some[..count]);
    }
    String::from_utf8_lossy(&all).into_owned()
}

fn quick() -> Settings {
    let patience =
        Patience { head: Duration::from_millis(500), request: Duration::from_millis(700), ..Patience::default() };
    Settings { patience, ..Settings::default() }
}

fn proxied() -> Settings {
    Settings { carried: Carried::Proxy, address: Some(ADDRESS.to_owned()), ..Settings::default() }
}

#[test]
fn a_head_that_comes_a_letter_at_a_time_is_not_waited_for() {
    let server = Server::start(quick());
    let began = Instant::now();
    let mut slow: Vec<TcpStream> = (0..50).map(|_| server.connect()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").unwrap();
    }
    // Meanwhile others are served.
    assert!(server.get("/", "localhost", "").starts_with("HTTP/1.1 303"));
    for stream in &mut slow {
        let said = rest(stream);
        assert!(!said.contains(" 200 "), "{said}");
    }
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[test]
fn a_connection_that_says_nothing_is_closed() {
    let server = Server::start(quick());
    let began = Instant::now();
    assert_eq!(rest(&mut server.connect()), "");
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_form_that_comes_a_letter_at_a_time_is_given_up() {
    let server = Server::start(quick());
    let began = Instant::now();
    let mut stream = server.connect();
    let head = "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    for _ in 0..5 {
        std::thread::sleep(Duration::from_millis(100));
        let _ = stream.write_all(b"a");
    }
    let said = rest(&mut stream);
    assert!(said.starts_with("HTTP/1.1 4"), "{said}");
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let server = Server::start(Settings::default());
    let long = format!("X-Long: {}\r\n", "a".repeat(1024 * 1024));
    let said = server.get("/", "localhost", &long);
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 431"), "{said}");
    let many: String = (0..200).map(|number| format!("X-{number}: a\r\n")).collect();
    let said = server.get("/", "localhost", &many);
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 431"), "{said}");
    assert!(server.get("/", "localhost", "").starts_with("HTTP/1.1 303"), "and the server goes on");
}

#[test]
fn forged_heads_are_refused() {
    let server = Server::start(proxied());
    assert!(server.get("/", NAME, "").starts_with("HTTP/1.1 303"));
    for (why, host, lines) in [
        ("another host", "evil.example", ""),
        ("this machine's own name", "localhost", ""),
        ("a second host", NAME, "Host: evil.example\r\n"),
        ("a host that only a proxy's header names", "evil.example", "X-Forwarded-Host: waymark.example.org\r\n"),
    ] {
        let said = server.get("/", host, lines);
        assert!(said.starts_with("HTTP/1.1 4"), "{why}: {said}");
        assert!(!said.contains("Town Garden") && !said.contains("evil.example"), "{why}: {said}");
    }
    let said = server.say(&format!("GET http://evil.example/ HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n"));
    assert!(said.starts_with("HTTP/1.1 421"), "a target elsewhere: {said}");
    let said = server.get("/", NAME, "X-Forwarded-Proto: http\r\n");
    assert!(said.starts_with("HTTP/1.1 403") && said.contains("encrypted only"), "{said}");
    for line in [
        "Origin: https://evil.example\r\n",
        "Origin: null\r\n",
        "Origin: https://waymark.example.org.evil.example\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
        "Sec-Fetch-Site: cross-site\r\nOrigin: https://waymark.example.org\r\nReferer: https://waymark.example.org/\r\n",
    ] {
        let said = server.say(&format!(
            "POST /sign-in HTTP/1.1\r\nHost: {NAME}\r\n{line}Content-Length: 0\r\nConnection: close\r\n\r\n"
        ));
        assert!(said.starts_with("HTTP/1.1 403"), "{line}: {said}");
    }
}

#[test]
fn two_lengths_or_a_length_with_chunks_are_one_request_or_none() {
    let server = Server::start(Settings::default());
    for lines in [
        "Content-Length: 5\r\nContent-Length: 50\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
    ] {
        let hidden = "GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n";
        let said = server.say(&format!("POST /sign-in HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n0\r\n\r\n{hidden}"));
        // What is answered, if anything, is answered as the standard reads it, and the connection is not used for more.
        let answers = said.matches("HTTP/1.1 ").count();
        assert!(answers <= 1 || lines.contains("Length: 4"), "{lines}: {said}");
        assert!(!said.contains(" 500 "), "{said}");
    }
}

#[test]
fn one_address_that_asks_without_end_is_slowed_and_cannot_pass_for_others() {
    let server = Server::start(proxied());
    let mut stream = server.connect();
    let mut ask = |forwarded: &str| {
        let head = format!("GET /favicon.ico HTTP/1.1\r\nHost: {NAME}\r\nX-Forwarded-For: {forwarded}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut said = Vec::new();
        let mut byte = [0];
        while !said.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte).unwrap();
            said.push(byte[0]);
        }
        let said = String::from_utf8(said).unwrap();
        let length = said
            .to_lowercase()
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.lines().next().map(str::to_owned));
        let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
        stream.read_exact(&mut body).unwrap();
        said.split(' ').nth(1).unwrap().to_owned()
    };
    // What stands before the proxy's own word is the browser's invention.
    let answers: Vec<String> = (0..2000).map(|number| ask(&format!("10.0.0.{}, 203.0.113.9", number % 250))).collect();
    let refused = answers.iter().filter(|status| *status == "429").count();
    assert!(refused > 100, "{refused} of {} were refused", answers.len());
    assert_eq!(answers[0], "308");
    assert_eq!(ask("203.0.113.10"), "308", "a neighbour is served");
}

#[test]
fn the_program_encrypts_by_itself() {
    let folder = db::testing::Folder::new();
    let made = rcgen::generate_simple_self_signed([NAME.to_owned()]).unwrap();
    let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let carried = Carried::Tls { certificate, key };
    let server = Server::start(Settings { carried, address: Some(ADDRESS.to_owned()), ..Settings::default() });

    let mut trusted = rustls::RootCertStore::empty();
    trusted.add(made.cert.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_root_certificates(trusted).with_no_client_auth());
    let name = ServerName::try_from(NAME).unwrap();
    let mut client = rustls::ClientConnection::new(config, name).unwrap();
    let mut stream = server.connect();
    let mut encrypted = rustls::Stream::new(&mut client, &mut stream);
    write!(encrypted, "GET / HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n").unwrap();
    let said = rest(&mut encrypted);
    assert!(said.starts_with("HTTP/1.1 303") && said.contains("location: /sign-in"), "{said}");
    assert!(said.contains("strict-transport-security: max-age=63072000"), "{said}");
    assert_eq!(client.protocol_version(), Some(rustls::ProtocolVersion::TLSv1_3));

    let plain = server.get("/", NAME, "");
    assert!(plain.starts_with("HTTP/1.1 400") && plain.contains("HTTPS only"), "{plain}");
    assert!(!plain.contains("Town Garden"));
}

#[test]
fn a_certificate_that_cannot_be_used_is_told_at_once() {
    let folder = db::testing::Folder::new();
    let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    std::fs::write(&certificate, "not a certificate").unwrap();
    std::fs::write(&key, "not a key").unwrap();
    let url = format!("sqlite:{}", folder.path().join("serving.db").display());
    let workspace = Workspace::open(&url, Clock::System).unwrap();
    let carried = Carried::Tls { certificate: certificate.clone(), key };
    let app =
        App::with(workspace, "Served", Settings { carried, address: Some(ADDRESS.to_owned()), ..Settings::default() });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let fault = runtime.block_on(async {
        let listener = web::listen("127.0.0.1:0".parse().unwrap(), app.settings()).await.unwrap();
        web::serve(app, listener).await.unwrap_err()
    });
    assert!(fault.to_string().contains("cert.pem"), "{fault}");
}

//! A site small enough to know by heart, served from memory on a free port, with the strict content security policy of the real one.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// The running site. It stops when this is dropped.
pub struct Site {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
}

impl Site {
    /// Serves these pages: path, media type, content. Whatever is posted is answered with its length and what it says.
    pub fn serve(pages: &[(&str, &str, &str)]) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let stopped = Arc::new(AtomicBool::new(false));
        let pages: BTreeMap<String, (String, String)> =
            pages.iter().map(|(path, kind, body)| (path.to_string(), (kind.to_string(), body.to_string()))).collect();
        let (pages, stop) = (Arc::new(pages), Arc::clone(&stopped));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                // A thread each, since a browser opens connections ahead of having anything to ask.
                let pages = Arc::clone(&pages);
                thread::spawn(move || answer(stream, &pages));
            }
        });
        Ok(Self { address, stopped })
    }

    /// The address of a path of it.
    pub fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        drop(TcpStream::connect(self.address));
    }
}

fn answer(stream: TcpStream, pages: &BTreeMap<String, (String, String)>) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut length = 0;
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header)? == 0 || header == "\r\n" {
            break;
        }
        if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut posted = vec![0; length];
    reader.read_exact(&mut posted)?;
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = target.split('?').next().unwrap_or_default();
    let received = String::from_utf8_lossy(&posted).replace('<', "&lt;");
    let thanks = format!(
        "<!DOCTYPE html><html lang=en><title>Received</title><main><h1>Received</h1><pre>{received}</pre></main></html>"
    );
    let (status, kind, body) = match pages.get(path) {
        _ if method == "POST" => ("200 OK", "text/html", thanks.as_str()),
        Some((kind, body)) => ("200 OK", kind.as_str(), body.as_str()),
        None => ("404 Not Found", "text/plain", "nothing here"),
    };
    write!(
        reader.get_mut(),
        "HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\
         Content-Security-Policy: default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'\r\n\r\n{body}",
        body.len()
    )
}

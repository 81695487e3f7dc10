//! Receiving a file: into a nameless temporary file as it comes, and never more of it than is allowed.

use super::super::place::{PROGRAMME, Place};
use super::start::{self, Form};
use super::to;
use crate::instead::{Problem, capital};
use crate::jobs::Job;
use crate::{App, Instead, form_token};
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use exchange::import::Kind;
use std::fs::File;
use std::io::Write;

/// The largest file that is taken, in bytes. The command line takes larger ones.
const LARGEST: u64 = 64 * 1024 * 1024;
/// How much is read of what is too large before the connection is cut, in bytes.
pub(super) const READ: usize = 1024 * 1024 * 1024;
/// How much of a file is gathered before it is written, in bytes.
const BLOCK: usize = 1024 * 1024;
/// The longest word of the form that is read, in bytes.
const WORD: usize = 200;
/// The longest name of a file that is kept, in characters.
const NAME: usize = 120;

/// A file that was sent.
struct Sent {
    name: String,
    file: File,
    bytes: u64,
}

/// Why no more is received.
enum Stop {
    Sending(MultipartError),
    Keeping(std::io::Error),
    Ours(Instead),
}

impl From<MultipartError> for Stop {
    fn from(fault: MultipartError) -> Self {
        Self::Sending(fault)
    }
}

impl From<std::io::Error> for Stop {
    fn from(fault: std::io::Error) -> Self {
        Self::Keeping(fault)
    }
}

/// Takes the form and its file, and leads to the page of the import that begins with it.
pub(super) async fn send(place: Place, sent: Result<Multipart, MultipartRejection>) -> Result<Response, Instead> {
    let app = place.app.clone();
    let Some(_leave) = app.jobs().send() else { return Err(busy()) };
    let mut form = Form::default();
    let file = match sent {
        Ok(multipart) => match receive(&place, multipart, &mut form).await {
            Ok(file) => file,
            Err(Stop::Ours(instead)) => return Err(instead),
            Err(Stop::Keeping(fault)) => {
                return Err(Instead::Broken(format!("a file that was sent cannot be kept: {fault}")));
            }
            Err(Stop::Sending(fault)) if fault.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                too_large(&mut form);
                None
            }
            Err(Stop::Sending(_)) => {
                form.fault("file", "The file did not arrive whole: choose it again");
                None
            }
        },
        Err(_) => {
            form.fault("file", "What was sent is not this form with a file: choose the file again");
            None
        }
    };
    place.work(move |place| taken(place, form, file)).await
}

fn busy() -> Instead {
    Instead::Refused(
        StatusCode::SERVICE_UNAVAILABLE,
        Problem::new(
            "Too many files are being imported at once",
            "Nothing was saved. Wait a minute, and send the file again.",
        ),
    )
}

fn too_large(form: &mut Form) {
    form.status = Some(StatusCode::PAYLOAD_TOO_LARGE);
    form.fault("file", "The file is larger than 64 MB: split it, or import it on the command line with waymark import");
}

/// Reads the parts of the form in the order in which they come.
async fn receive(place: &Place, mut multipart: Multipart, form: &mut Form) -> Result<Option<Sent>, Stop> {
    let app = &place.app;
    // The first part says that the form was made here: before that, nothing is taken.
    let first = multipart.next_field().await?.filter(|field| field.name() == Some(form_token::NAME));
    let token = match first {
        Some(field) => word(field).await?,
        None => String::new(),
    };
    if !form_token::fits(&place.viewer, &token) {
        return Err(Stop::Ours(form_token::forged()));
    }
    let mut sent: Option<Sent> = None;
    while let Some(field) = multipart.next_field().await? {
        match field.name() {
            Some(PROGRAMME) => form.programme = word(field).await?,
            Some("kind") => form.kind = word(field).await?,
            Some("file") if sent.is_some() => form.fault("file", "Choose one file at a time"),
            // Where none is chosen, a browser sends a file without a name.
            Some("file") if field.file_name().is_some_and(|name| !name.is_empty()) => {
                sent = Some(keep(app, field).await?);
            }
            _ => {}
        }
    }
    Ok(sent)
}

async fn word(mut field: Field<'_>) -> Result<String, MultipartError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        let room = WORD.saturating_sub(bytes.len());
        bytes.extend(chunk.iter().take(room));
    }
    Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
}

/// Writes a file as it comes; of one that is too large, nothing is kept.
async fn keep(app: &App, mut field: Field<'_>) -> Result<Sent, Stop> {
    let name = tidy(field.file_name().unwrap_or_default());
    let mut file = tempfile::tempfile()?;
    let mut block = Vec::new();
    let mut bytes = 0;
    while let Some(chunk) = field.chunk().await? {
        bytes += chunk.len() as u64;
        if bytes > LARGEST {
            file.set_len(0)?;
            block.clear();
            continue;
        }
        block.extend_from_slice(&chunk);
        if block.len() >= BLOCK {
            file = write(app, file, std::mem::take(&mut block)).await?;
        }
    }
    let file = write(app, file, block).await?;
    Ok(Sent { name, file, bytes })
}

async fn write(app: &App, mut file: File, block: Vec<u8>) -> Result<File, Stop> {
    let written = app.work(move || {
        let written = file.write_all(&block).map(|()| file);
        Ok(written)
    });
    Ok(written.await.map_err(Stop::Ours)??)
}

/// A file's own name: without the folders that some browsers send before it.
fn tidy(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|letter| !letter.is_control()).take(NAME).collect();
    if name.trim().is_empty() { "file".to_owned() } else { name.trim().to_owned() }
}

/// Begins the import, or shows the form again with what is wrong.
fn taken(place: &Place, mut form: Form, sent: Option<Sent>) -> Result<Response, Instead> {
    if place.programme(&form.programme).is_err() {
        form.fault(PROGRAMME, "Choose the programme into which the file is brought");
    }
    let kind = Kind::from_key(&form.kind);
    if kind.is_none() {
        form.fault("kind", "Choose what the file holds");
    }
    match &sent {
        Some(sent) if sent.bytes > LARGEST => too_large(&mut form),
        None if !form.faults.iter().any(|(at, _)| *at == "file") => form.fault("file", "Choose a file"),
        _ => {}
    }
    if let (Some(sent), Some(kind), true) = (sent, kind, form.faults.is_empty()) {
        let broken = |fault: std::io::Error| Instead::Broken(format!("an import cannot begin: {fault}"));
        let job = Job::new(place.actor(), &form.programme, kind, &sent.name, sent.file).map_err(broken)?;
        match job.open() {
            Ok(_) => return place.app.jobs().add(&place.app, job).map(|job| to(&job)).map_err(|_| busy()),
            Err(fault) => form.fault("file", capital(&fault.to_string())),
        }
    }
    // In the order in which they stand on the page.
    form.faults.sort_by_key(|(at, _)| [PROGRAMME, "kind", "file"].iter().position(|name| name == at));
    let status = form.status.unwrap_or(StatusCode::BAD_REQUEST);
    Ok((status, start::page(place, &form)?).into_response())
}

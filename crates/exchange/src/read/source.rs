//! A file opened: what it is, which sheets it has, and the way to their rows.

use super::cell::SerialDates;
use super::dsv::Splitter;
use super::encoding::{self, Encoding};
use super::kind::{self, Kind};
use super::ods::Document;
use super::package::{self, Limits, Package};
use super::rows::{From, Rows};
use super::separator;
use super::xlsx::Workbook;
use crate::{FileFault, Header, Kept};
use base::Field;
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes at the start of a file from which its kind, encoding and separator are told.
const HEAD: u64 = 64 * 1024;

/// A file of rows: CSV, Excel or OpenDocument, recognised by its content.
pub struct Source {
    sheets: Vec<String>,
    inner: Inner,
    limits: Limits,
}

enum Inner {
    Text { input: Input, encoding: Encoding, separator: u8, says_separator: bool },
    Workbook(Box<Workbook>),
    Document(Box<Document>),
}

/// What comes out of a pipe, as a file in which one can go back.
fn whole(mut pipe: File) -> std::io::Result<File> {
    let mut file = tempfile::tempfile()?;
    std::io::copy(&mut pipe, &mut file)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

impl Source {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// When it cannot be read, is not a table, is protected, damaged, or larger than the [`Limits`].
    pub fn open(path: &Path) -> Result<Self, FileFault> {
        Self::open_within(path, Limits::default())
    }

    /// Opens the file at `path`, to be read within `limits`.
    ///
    /// # Errors
    /// See [`Source::open`].
    pub fn open_within(path: &Path, limits: Limits) -> Result<Self, FileFault> {
        let file = File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(FileFault::NotATable { what: "a folder", mend: "choose one file in it" });
        }
        let file = if file.metadata()?.is_file() { file } else { whole(file)? };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Self::new(&name, Input::File(file), limits)
    }

    /// Opens a file that somebody has sent: its bytes, and the name that it had.
    ///
    /// # Errors
    /// See [`Source::open`].
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, FileFault> {
        Self::from_bytes_within(name, bytes, Limits::default())
    }

    /// Opens a file that somebody has sent, to be read within `limits`.
    ///
    /// # Errors
    /// See [`Source::open`].
    pub fn from_bytes_within(name: &str, bytes: Vec<u8>, limits: Limits) -> Result<Self, FileFault> {
        Self::new(name, Input::Bytes(Cursor::new(bytes)), limits)
    }

    /// Opens a file that somebody has sent and that is kept here under another name: the name that it had, and the file.
    ///
    /// # Errors
    /// See [`Source::open`].
    pub fn from_file(name: &str, file: File) -> Result<Self, FileFault> {
        Self::new(name, Input::File(file), Limits::default())
    }

    fn new(name: &str, mut input: Input, limits: Limits) -> Result<Self, FileFault> {
        let mut head = Vec::new();
        (&mut input).take(HEAD).read_to_end(&mut head)?;
        let bytes = input.seek(SeekFrom::End(0))?;
        input.seek(SeekFrom::Start(0))?;
        let kind = kind::recognise(&head)?;
        if kind != Kind::Text {
            limits.workbook(bytes)?;
        }
        let inner = match kind {
            Kind::Text => {
                let encoding = encoding::detect(&mut input, &head)?;
                let (separator, says_separator) = separator::detect(&encoding.head(&mut input)?);
                Inner::Text { input, encoding, separator, says_separator }
            }
            Kind::Ole => return Err(kind::ole(&mut input)?),
            Kind::Zip => match package::inspect(&mut input, &limits)? {
                Package::Xlsx => Inner::Workbook(Box::new(Workbook::open(input, limits)?)),
                Package::Ods => Inner::Document(Box::new(Document::open(input, limits)?)),
            },
        };
        let sheets = match &inner {
            Inner::Text { .. } => vec![name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()],
            Inner::Workbook(workbook) => workbook.sheets(),
            Inner::Document(document) => document.sheets().to_vec(),
        };
        Ok(Self { sheets, inner, limits })
    }

    /// The names of its sheets, in their order. A CSV file is one sheet, named like the file.
    #[must_use]
    pub fn sheets(&self) -> &[String] {
        &self.sheets
    }

    /// From which day its serial dates count.
    #[must_use]
    pub fn dates(&self) -> SerialDates {
        match &self.inner {
            Inner::Workbook(workbook) => workbook.dates(),
            Inner::Text { .. } | Inner::Document(_) => SerialDates::From1900,
        }
    }

    /// What it was recognised as, for people: "CSV, separated by semicolons, Windows-1252", "Excel workbook".
    #[must_use]
    pub fn described(&self) -> String {
        match &self.inner {
            Inner::Text { encoding, separator, .. } => {
                let separated = match separator {
                    b',' => "CSV".to_owned(),
                    b';' => "CSV, separated by semicolons".to_owned(),
                    b'\t' => "text, separated by tabs".to_owned(),
                    other => format!("CSV, separated by \u{201c}{}\u{201d}", char::from(*other)),
                };
                format!("{separated}, {}", encoding.name())
            }
            Inner::Workbook(_) => "Excel workbook".to_owned(),
            Inner::Document(_) => "OpenDocument spreadsheet".to_owned(),
        }
    }

    /// The rows of a sheet, counted from 0 in [`Source::sheets`], from below row number `after`: 0 for all, a header's
    /// row for what lies under it. It may be called as often as needed, and starts anew each time.
    ///
    /// # Errors
    /// When there is no such sheet, or it cannot be read.
    pub fn rows(&mut self, sheet: usize, after: u64) -> Result<Rows<'_>, FileFault> {
        let name = self.sheets.get(sheet).ok_or(FileFault::NoSuchSheet(sheet + 1, self.sheets.len()))?;
        Ok(match &mut self.inner {
            Inner::Text { input, encoding, separator, says_separator } => {
                let splitter = Splitter::new(encoding.decoded(input)?, *separator, self.limits);
                Rows::new(From::Text(Box::new(splitter)), after.max(u64::from(*says_separator)))
            }
            Inner::Workbook(workbook) => Rows::new(From::Xlsx(Box::new(workbook.rows(name)?)), after),
            Inner::Document(document) => Rows::new(From::Ods(Box::new(document.rows(sheet)?)), after),
        })
    }

    /// Finds the row of headings of a sheet among its first rows, above which there may be titles and notes.
    ///
    /// # Errors
    /// When the sheet is empty or cannot be read.
    pub fn header(&mut self, sheet: usize, fields: &[Field], kept: &Kept) -> Result<Header, FileFault> {
        let header = Header::find(&mut self.rows(sheet, 0)?, fields, kept)?;
        header.ok_or_else(|| FileFault::EmptySheet(self.sheets.get(sheet).cloned().unwrap_or_default()))
    }
}

/// The bytes of a file, on disk or in memory.
#[derive(Debug)]
pub(super) enum Input {
    File(File),
    Bytes(Cursor<Vec<u8>>),
}

impl Read for Input {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::File(file) => file.read(out),
            Self::Bytes(bytes) => bytes.read(out),
        }
    }
}

impl Seek for Input {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        match self {
            Self::File(file) => file.seek(to),
            Self::Bytes(bytes) => bytes.seek(to),
        }
    }
}

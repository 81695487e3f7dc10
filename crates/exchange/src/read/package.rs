//! What a workbook may cost, checked before any of it is parsed.
//!
//! A workbook is a zip archive of XML. Its directory can lie about sizes, so every part is unpacked once into nothing, counting.

use super::rows::Buffer;
use crate::FileFault;
use std::io::{Read, Seek};
use zip::ZipArchive;
use zip::result::ZipError;

/// How much is read. A file beyond it is refused with a sentence that names the limit. CSV files have no limit but on
/// the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of a workbook as it stands, in bytes.
    pub workbook_bytes: u64,
    /// Size of a workbook unpacked, in bytes.
    pub unpacked_bytes: u64,
    /// Rows of a workbook's sheet, blank ones included.
    pub rows: u64,
    /// Columns of a row.
    pub columns: usize,
    /// Text of one row, in bytes.
    pub row_bytes: usize,
}

impl Default for Limits {
    /// 200 MB of workbook, 2 GB unpacked, Excel's own 1,048,576 rows, 1,000 columns, 1 MB of text in a row.
    fn default() -> Self {
        Self {
            workbook_bytes: 200_000_000,
            unpacked_bytes: 2_000_000_000,
            rows: 1_048_576,
            columns: 1_000,
            row_bytes: 1_000_000,
        }
    }
}

impl Limits {
    pub(super) fn too_many_columns(&self, row: u64) -> FileFault {
        FileFault::TooLarge {
            what: format!("the number of cells in row {row}"),
            limit: format!("{} columns", self.columns),
            mend: "take out the columns that are not needed, or check that this is the right file",
        }
    }

    pub(super) fn row_too_long(&self, row: u64) -> FileFault {
        FileFault::TooLarge {
            what: format!("the text in row {row}"),
            limit: size(self.row_bytes as u64),
            mend: "shorten it, or check that this is the right file",
        }
    }

    fn too_many_rows(&self) -> FileFault {
        FileFault::TooLarge {
            what: "the number of rows on the sheet".to_owned(),
            limit: format!("{} rows", self.rows),
            mend: "split it into several sheets or files",
        }
    }

    /// Refuses a cell of a workbook that lies beyond the rows and columns read, or whose row has grown too long.
    pub(super) fn hold(&self, row: u64, column: usize, buffer: &Buffer) -> Result<(), FileFault> {
        if row > self.rows {
            Err(self.too_many_rows())
        } else if column >= self.columns {
            Err(self.too_many_columns(row))
        } else if buffer.text.len() > self.row_bytes {
            Err(self.row_too_long(row))
        } else {
            Ok(())
        }
    }

    pub(super) fn workbook(&self, bytes: u64) -> Result<(), FileFault> {
        if bytes <= self.workbook_bytes {
            return Ok(());
        }
        Err(FileFault::TooLarge {
            what: "the size of the workbook".to_owned(),
            limit: size(self.workbook_bytes),
            mend: "save the sheet as CSV, which may be of any size, or split it",
        })
    }

    fn unpacked(&self) -> FileFault {
        FileFault::TooLarge {
            what: "the size of the workbook when unpacked".to_owned(),
            limit: size(self.unpacked_bytes),
            mend: "save the sheet as CSV, which may be of any size, or split it",
        }
    }
}

fn size(bytes: u64) -> String {
    if bytes >= 1_000_000 { format!("{} MB", bytes / 1_000_000) } else { format!("{} kB", bytes / 1_000) }
}

/// What kind of workbook an archive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Package {
    Xlsx,
    Ods,
}

/// Parts of an archive beyond this number: no workbook has as many, and each costs memory before it is read.
const PARTS: usize = 5_000;
/// Bytes of XML without a single tag: far beyond the 32,767 characters of the longest cell.
const TEXT_BYTES: usize = 4_000_000;
/// Elements within elements: a workbook needs some twenty.
const DEPTH: usize = 1_000;
/// The table of texts of an xlsx workbook is held in memory, several times its size in the worst case.
const SHARED_TEXT_BYTES: u64 = 256_000_000;
/// So are its styles.
const STYLE_BYTES: u64 = 16_000_000;

/// Looks at the whole archive without keeping any of it, and says what it is.
pub(super) fn inspect<R: Read + Seek>(input: R, limits: &Limits) -> Result<Package, FileFault> {
    let mut archive = ZipArchive::new(input).map_err(zip_fault)?;
    if archive.len() > PARTS {
        return Err(FileFault::TooLarge {
            what: "the number of parts in the workbook".to_owned(),
            limit: PARTS.to_string(),
            mend: "save the sheet as CSV, and try that",
        });
    }
    let package = recognise(&mut archive)?;
    let mut left = limits.unpacked_bytes;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(zip_fault)?;
        if part.encrypted() {
            return Err(FileFault::Password);
        }
        let name = part.name().map_err(zip_fault)?.to_ascii_lowercase();
        let own_limit = match name.rsplit('/').next() {
            Some("sharedstrings.xml") => SHARED_TEXT_BYTES,
            Some("styles.xml") => STYLE_BYTES,
            _ => u64::MAX,
        };
        let is_xml = name.ends_with(".xml") || name.ends_with(".rels");
        if name == "meta-inf/manifest.xml" && is_protected(&mut part)? {
            return Err(FileFault::Password);
        }
        drop(part);
        let mut part = archive.by_index(index).map_err(zip_fault)?;
        let bytes = weigh(&mut part, left.min(own_limit), is_xml)?.ok_or_else(|| limits.unpacked())?;
        left -= bytes;
    }
    Ok(package)
}

/// Whether the manifest of an OpenDocument file says that its parts are encrypted. It is a few thousand bytes long.
fn is_protected(manifest: &mut impl Read) -> Result<bool, FileFault> {
    let mut text = Vec::new();
    manifest.take(1_000_000).read_to_end(&mut text).map_err(|fault| FileFault::Damaged(fault.to_string()))?;
    Ok(memchr::memmem::find(&text, b"manifest:encryption-data").is_some())
}

/// The unpacked size of one part, or none if it is more than `limit`.
fn weigh(part: &mut impl Read, limit: u64, is_xml: bool) -> Result<Option<u64>, FileFault> {
    let mut chunk = vec![0; 64 * 1024];
    let mut bytes = 0;
    let mut shape = Shape::default();
    loop {
        let read = part.read(&mut chunk).map_err(|fault| FileFault::Damaged(fault.to_string()))?;
        if read == 0 {
            return Ok(Some(bytes));
        }
        bytes += read as u64;
        if bytes > limit {
            return Ok(None);
        }
        if is_xml {
            shape.add(&chunk[..read])?;
        }
    }
}

/// How the XML of one part is built, near enough to refuse what would cost a parser memory without end: a text that
/// never ends, and elements within elements within elements.
#[derive(Default)]
struct Shape {
    without_tag: usize,
    depth: usize,
    within_tag: bool,
    /// The byte before this chunk, and whether it opened a tag whose kind is not known yet.
    before: u8,
}

impl Shape {
    fn add(&mut self, text: &[u8]) -> Result<(), FileFault> {
        if self.before == b'<' {
            self.open(text.first().copied());
        }
        for place in memchr::memchr2_iter(b'<', b'>', text) {
            if text[place] == b'<' {
                if let Some(next) = text.get(place + 1) {
                    self.open(Some(*next));
                }
            } else if std::mem::take(&mut self.within_tag) {
                let last = if place == 0 { self.before } else { text[place - 1] };
                self.depth -= usize::from(last == b'/').min(self.depth);
            }
        }
        self.before = text.last().copied().unwrap_or(self.before);
        self.without_tag = match memchr::memrchr(b'<', text) {
            Some(last) => text.len() - last,
            None => self.without_tag + text.len(),
        };
        if self.depth > DEPTH {
            return Err(FileFault::Damaged(format!("its parts lie more than {DEPTH} deep within one another")));
        }
        if self.without_tag > TEXT_BYTES {
            return Err(FileFault::TooLarge {
                what: "the text of one cell".to_owned(),
                limit: size(TEXT_BYTES as u64),
                mend: "shorten it, or check that this is the right file",
            });
        }
        Ok(())
    }

    fn open(&mut self, next: Option<u8>) {
        match next {
            Some(b'/') => self.depth = self.depth.saturating_sub(1),
            Some(b'!' | b'?') | None => {}
            Some(_) => {
                self.depth += 1;
                self.within_tag = true;
            }
        }
    }
}

fn recognise<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Package, FileFault> {
    let mut names = Vec::with_capacity(archive.len());
    for name in archive.file_names() {
        names.push(name.map_err(zip_fault)?.to_ascii_lowercase());
    }
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let has_within = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    if has("xl/workbook.xml") {
        return Ok(Package::Xlsx);
    }
    let save_as_xlsx = "open it, save it as .xlsx or .csv, and try that";
    let (what, mend) = if has("xl/workbook.bin") {
        ("a binary Excel workbook (.xlsb)", save_as_xlsx)
    } else if has("mimetype") {
        let mut mimetype = String::new();
        let part = archive.by_name("mimetype").map_err(zip_fault)?;
        // A part that is not text is no mimetype either.
        let _ = part.take(200).read_to_string(&mut mimetype);
        if mimetype.starts_with("application/vnd.oasis.opendocument.spreadsheet") {
            return Ok(Package::Ods);
        }
        ("an OpenDocument file, but not a spreadsheet", "choose the spreadsheet that has the rows in it")
    } else if has_within("word/") || has_within("ppt/") {
        ("a Word or PowerPoint file", "copy its table into a spreadsheet, save that as .xlsx, and try it")
    } else if names.iter().any(|name| name.ends_with(".iwa")) {
        ("an Apple Numbers or Pages file", "choose File, Export To, Excel, and try the exported file")
    } else {
        ("a zip archive", "unpack it and choose the spreadsheet inside")
    };
    Err(FileFault::NotATable { what, mend })
}

pub(super) fn zip_fault(fault: ZipError) -> FileFault {
    match fault {
        ZipError::Io(fault) => FileFault::Damaged(fault.to_string()),
        ZipError::UnsupportedArchive(why) if why == ZipError::PASSWORD_REQUIRED => FileFault::Password,
        other => FileFault::Damaged(other.to_string()),
    }
}

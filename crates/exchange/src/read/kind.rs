//! What a file is, told from how it begins: names and extensions are often wrong.

use super::source::Input;
use crate::FileFault;
use std::io::Read;

/// What can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Zip,
    /// The container of Excel before 2007, and of workbooks with a password since.
    Ole,
}

/// How a file of another kind begins, what it is, and what to do.
const OTHERS: [(&[u8], &str, &str); 12] = [
    (b"%PDF", "a PDF", "ask for the spreadsheet that it was made from"),
    (b"\x89PNG", "a picture", "type its rows into a spreadsheet"),
    (b"\xff\xd8\xff", "a picture", "type its rows into a spreadsheet"),
    (b"GIF8", "a picture", "type its rows into a spreadsheet"),
    (b"\x1f\x8b", "a compressed file (gzip)", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file (7-Zip)", UNPACK),
    (b"Rar!", "a compressed file (RAR)", UNPACK),
    (
        b"{\\rtf",
        "a word-processing document (RTF)",
        "copy its table into a spreadsheet, save that as .xlsx, and try it",
    ),
    (b"SQLite format 3", "a database", "export its table as CSV, and try that"),
    (b"PAR1", "a Parquet file", "export its table as CSV, and try that"),
    (b"\x00\x01\x00\x00Standard ", "an Access database", "export its table to Excel, and try that"),
    (b"PK\x05\x06", "an empty zip archive", UNPACK),
];
const UNPACK: &str = "unpack it and choose the spreadsheet inside";
const SAVE_AS_XLSX: &str = "open it in Excel or LibreOffice, save it as .xlsx, and try that";

/// Tells the kind of file from its first bytes, a few thousand or all there are.
pub(super) fn recognise(head: &[u8]) -> Result<Kind, FileFault> {
    if head.is_empty() {
        return Err(FileFault::Empty);
    }
    if let Some((_, what, mend)) = OTHERS.iter().find(|(start, ..)| head.starts_with(start)) {
        return Err(FileFault::NotATable { what, mend });
    }
    if head.starts_with(b"PK\x03\x04") {
        return Ok(Kind::Zip);
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Ok(Kind::Ole);
    }
    // Excel 2 to 4 wrote their records without a container.
    if head.first() == Some(&9) && matches!(head.get(1..4), Some([0 | 2 | 4, 4 | 6, 0])) {
        return Err(FileFault::NotATable { what: "a workbook of a very old Excel", mend: SAVE_AS_XLSX });
    }
    markup(head)?;
    Ok(Kind::Text)
}

/// Why a file in the old container is not read: it is protected, an old workbook, or something else.
///
/// Old workbooks are refused, not read: their format lets a small file claim any amount of memory, and every program
/// that opens them saves the new one.
pub(super) fn ole(input: &mut Input) -> Result<FileFault, FileFault> {
    let mut start = Vec::new();
    input.take(OLE_SEARCH).read_to_end(&mut start)?;
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(&start, &name).is_some()
    };
    if has("EncryptedPackage") {
        return Ok(FileFault::Password);
    }
    let (what, mend) = if has("WordDocument") || has("PowerPoint Document") {
        ("a Word or PowerPoint file", "copy its table into a spreadsheet, save that as .xlsx, and try it")
    } else {
        ("a workbook of Excel 2003 or older (.xls)", SAVE_AS_XLSX)
    };
    Ok(FileFault::NotATable { what, mend })
}

/// Bytes of an old container that are searched for the names of its streams.
const OLE_SEARCH: u64 = 50_000_000;

/// Refuses web pages and XML, which some systems call .xls, and JSON.
fn markup(head: &[u8]) -> Result<(), FileFault> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let next = head.get(1).copied().unwrap_or_default();
    match head.first() {
        Some(b'<') if next == b'?' => Err(FileFault::NotATable { what: "an XML file", mend: SAVE_AS_XLSX }),
        Some(b'<') if next == b'!' || next.is_ascii_alphabetic() => {
            Err(FileFault::NotATable { what: "a web page that is called a spreadsheet", mend: SAVE_AS_XLSX })
        }
        Some(b'{') if head[1..].trim_ascii_start().first() == Some(&b'"') => json(),
        Some(b'[') if head[1..].trim_ascii_start().first() == Some(&b'{') => json(),
        _ => Ok(()),
    }
}

fn json() -> Result<(), FileFault> {
    Err(FileFault::NotATable { what: "a JSON file", mend: "export its table as CSV, and try that" })
}

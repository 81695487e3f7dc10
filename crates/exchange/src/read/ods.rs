//! The rows of an OpenDocument spreadsheet (.ods), streamed.
//!
//! Read here rather than by the workbook reader, which expands a whole document into memory: the format lets a few bytes stand
//! for a million repeated cells. Element and attribute names are those of OpenDocument 1.3, part 3, chapter 9.

use super::cell::Held;
use super::package::{Limits, zip_fault};
use super::rows::Buffer;
use super::source::Input;
use super::xlsx::iso;
use crate::FileFault;
use jiff::SignedDuration;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::io::BufReader;
use zip::ZipArchive;
use zip::read::ZipFile;

type Xml<'s> = Reader<BufReader<ZipFile<'s, Input>>>;

/// An open document.
pub(super) struct Document {
    archive: ZipArchive<Input>,
    sheets: Vec<String>,
    limits: Limits,
}

impl Document {
    /// Opens a document whose size has been checked, and lists its sheets.
    pub fn open(input: Input, limits: Limits) -> Result<Self, FileFault> {
        let mut archive = ZipArchive::new(input).map_err(zip_fault)?;
        let mut sheets = Vec::new();
        let mut xml = content(&mut archive)?;
        let mut event = Vec::new();
        loop {
            event.clear();
            match xml.read_event_into(&mut event).map_err(damaged)? {
                Event::Start(start) => sheets.extend(sheet_name(&start)?),
                Event::Eof => break,
                _ => {}
            }
        }
        drop(xml);
        Ok(Self { archive, sheets, limits })
    }

    pub fn sheets(&self) -> &[String] {
        &self.sheets
    }

    pub fn rows(&mut self, sheet: usize) -> Result<OdsRows<'_>, FileFault> {
        let mut xml = content(&mut self.archive)?;
        let mut event = Vec::new();
        let mut before = sheet + 1;
        while before > 0 {
            event.clear();
            match xml.read_event_into(&mut event).map_err(damaged)? {
                Event::Start(start) => before -= usize::from(sheet_name(&start)?.is_some()),
                Event::Eof => return Err(FileFault::Damaged("a sheet is missing".to_owned())),
                _ => {}
            }
        }
        Ok(OdsRows { xml, event, limits: self.limits, row: 0, repeated: Buffer::default(), repeats: 0 })
    }
}

fn content(archive: &mut ZipArchive<Input>) -> Result<Xml<'_>, FileFault> {
    let part = archive.by_name("content.xml").map_err(zip_fault)?;
    let mut xml = Reader::from_reader(BufReader::with_capacity(64 * 1024, part));
    let config = xml.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    Ok(xml)
}

/// The name of the sheet that this element begins, if it does begin one. Linked tables of other files have no name.
fn sheet_name(start: &BytesStart<'_>) -> Result<Option<String>, FileFault> {
    if start.name().as_ref() != "table:table" {
        return Ok(None);
    }
    attribute(start, "table:name")
}

/// The rows of one sheet.
pub(super) struct OdsRows<'s> {
    xml: Xml<'s>,
    event: Vec<u8>,
    limits: Limits,
    row: u64,
    /// The last row, when it stands for several.
    repeated: Buffer,
    repeats: u64,
}

impl OdsRows<'_> {
    /// Reads one row, be it blank; false after the last. A run of blank rows is passed over at once.
    pub fn fill(&mut self, buffer: &mut Buffer) -> Result<bool, FileFault> {
        if self.repeats > 0 {
            self.repeats -= 1;
            self.row += 1;
            buffer.number = self.row;
            buffer.text.extend_from_slice(&self.repeated.text);
            buffer.cells.extend_from_slice(&self.repeated.cells);
            self.limits.hold(self.row, 0, buffer)?;
            return Ok(true);
        }
        loop {
            self.event.clear();
            match self.xml.read_event_into(&mut self.event).map_err(damaged)? {
                Event::Start(start) if start.name().as_ref() == "table:table-row" => {
                    let times = repetition(&start, "table:number-rows-repeated")?;
                    return self.read_row(times, buffer).map(|()| true);
                }
                Event::End(end) if end.name().as_ref() == "table:table" => return Ok(false),
                Event::Eof => return Err(FileFault::Damaged("it ends in the middle of a sheet".to_owned())),
                _ => {}
            }
        }
    }

    fn read_row(&mut self, times: u64, buffer: &mut Buffer) -> Result<(), FileFault> {
        self.row = self.row.saturating_add(1);
        buffer.number = self.row;
        let mut column = 0;
        loop {
            self.event.clear();
            match self.xml.read_event_into(&mut self.event).map_err(damaged)? {
                Event::Start(start) if start.name().as_ref() == "table:table-cell" => {
                    let cells = repetition(&start, "table:number-columns-repeated")?;
                    let described = Described::read(&start)?;
                    let text = buffer.text.len();
                    read_text(&mut self.xml, &mut self.event, &mut buffer.text)?;
                    let held = described.held(text, buffer);
                    if !matches!(held, Held::Empty) {
                        let last = column + (cells - 1) as usize;
                        self.limits.hold(self.row, last, buffer)?;
                        (column..=last).for_each(|column| buffer.put(column, held.clone()));
                    }
                    column = column.saturating_add(cells as usize);
                }
                // A cell hidden under a merged one.
                Event::Start(start) if start.name().as_ref() == "table:covered-table-cell" => {
                    let cells = repetition(&start, "table:number-columns-repeated")?;
                    column = column.saturating_add(cells as usize);
                }
                Event::End(end) if end.name().as_ref() == "table:table-row" => break,
                Event::Eof => return Err(FileFault::Damaged("it ends in the middle of a row".to_owned())),
                _ => {}
            }
        }
        if buffer.cells.is_empty() {
            self.row = self.row.saturating_add(times - 1);
        } else if times > 1 {
            self.repeats = times - 1;
            self.repeated.clear();
            self.repeated.text.extend_from_slice(&buffer.text);
            self.repeated.cells.extend_from_slice(&buffer.cells);
        }
        Ok(())
    }
}

/// What the attributes of a cell say of its value.
#[derive(Default)]
struct Described {
    kind: String,
    value: Option<String>,
    is_error: bool,
}

impl Described {
    fn read(start: &BytesStart<'_>) -> Result<Self, FileFault> {
        let mut described = Self::default();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(damaged)?;
            let value = || {
                attribute.normalized_value(XmlVersion::Implicit1_0).map(std::borrow::Cow::into_owned).map_err(damaged)
            };
            match attribute.key.as_ref() {
                "office:value-type" => described.kind = value()?,
                "calcext:value-type" => described.is_error = value()? == "error",
                "office:value"
                | "office:date-value"
                | "office:time-value"
                | "office:boolean-value"
                | "office:string-value" => described.value = Some(value()?),
                _ => {}
            }
        }
        Ok(described)
    }

    /// The cell, whose text stands in the buffer from `text` on; where the cell is not text, it is taken out again.
    fn held(&self, text: usize, buffer: &mut Buffer) -> Held {
        let shown = text as u32..buffer.text.len() as u32;
        if self.is_error {
            return Held::Error(shown);
        }
        let value = self.value.as_deref().map(str::trim);
        let held = match (self.kind.as_str(), value) {
            ("float" | "currency" | "percentage", Some(value)) => value.parse().ok().map(Held::Number),
            ("boolean", Some(value)) => Some(Held::Bool(value == "true")),
            ("date", Some(value)) => Some(iso(value, buffer)),
            ("time", Some(value)) => minutes(value).map(Held::Time),
            ("string", Some(value)) if shown.is_empty() => Some(Held::Text(buffer.keep(value))),
            _ => None,
        };
        match held {
            Some(held) => held,
            None if shown.is_empty() => Held::Empty,
            None => Held::Text(shown),
        }
    }
}

/// A length of time as XML has it ("PT00H45M00S"), in minutes.
fn minutes(text: &str) -> Option<f64> {
    text.parse::<SignedDuration>().ok().map(|length| length.as_secs_f64() / 60.0)
}

/// Appends the paragraphs of a cell to `text`, up to the cell's end. Comments and drawings have paragraphs too, which
/// are not the cell's.
fn read_text(xml: &mut Xml<'_>, event: &mut Vec<u8>, text: &mut Vec<u8>) -> Result<(), FileFault> {
    let mut foreign = 0_u32;
    let mut paragraphs = 0;
    loop {
        event.clear();
        match xml.read_event_into(event).map_err(damaged)? {
            Event::Start(start) => {
                let name = start.name();
                if foreign > 0 || !name.as_ref().starts_with("text:") {
                    foreign += 1;
                } else if name.as_ref() == "text:p" {
                    if paragraphs > 0 {
                        text.push(b'\n');
                    }
                    paragraphs += 1;
                } else {
                    spaces(&start, text)?;
                }
            }
            Event::End(end) if foreign == 0 && end.name().as_ref() == "table:table-cell" => return Ok(()),
            Event::End(_) => foreign = foreign.saturating_sub(1),
            Event::Text(part) if foreign == 0 && paragraphs > 0 => {
                text.extend_from_slice(part.xml10_content().as_bytes());
            }
            Event::CData(part) if foreign == 0 && paragraphs > 0 => text.extend_from_slice(part.as_ref().as_bytes()),
            Event::GeneralRef(entity) if foreign == 0 && paragraphs > 0 => {
                let letter = entity.resolve_char_ref().map_err(damaged)?;
                match letter {
                    Some(letter) => text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
                    None => text.extend_from_slice(named(entity.as_ref())?.as_bytes()),
                }
            }
            Event::Eof => return Err(FileFault::Damaged("it ends in the middle of a cell".to_owned())),
            _ => {}
        }
    }
}

/// Runs of spaces, tabs and line breaks are elements.
fn spaces(start: &BytesStart<'_>, text: &mut Vec<u8>) -> Result<(), FileFault> {
    match start.name().as_ref() {
        "text:s" => {
            let count = repetition(start, "text:c")?.min(1_000);
            text.extend(std::iter::repeat_n(b' ', count as usize));
        }
        "text:tab" => text.push(b'\t'),
        "text:line-break" => text.push(b'\n'),
        _ => {}
    }
    Ok(())
}

/// One of the five entities that XML itself knows. Others are not expanded.
fn named(entity: &str) -> Result<&'static str, FileFault> {
    quick_xml::escape::resolve_xml_entity(entity)
        .ok_or_else(|| FileFault::Damaged(format!("it uses &{};, which it may not", crate::value::shortened(entity))))
}

/// How often this element stands for itself, at least once.
fn repetition(start: &BytesStart<'_>, name: &str) -> Result<u64, FileFault> {
    let Some(times) = attribute(start, name)? else { return Ok(1) };
    let times: u32 = times.trim().parse().map_err(|_| FileFault::Damaged(format!("{name} is not a number")))?;
    Ok(u64::from(times.max(1)))
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, FileFault> {
    let Some(found) = start.try_get_attribute(name).map_err(damaged)? else { return Ok(None) };
    found.normalized_value(XmlVersion::Implicit1_0).map(|value| Some(value.into_owned())).map_err(damaged)
}

fn damaged(fault: impl std::fmt::Display) -> FileFault {
    FileFault::Damaged(fault.to_string())
}

//! Files made for the tests, part by part, so that each part can be broken.

#![expect(clippy::unwrap_used, reason = "in a test, a failure is told by panicking")]

use base::{Choice, Date, Field, Kind};
use exchange::{Fault, FileFault, Kept, Mapping, Reading, Source, Value};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

pub const GENDERS: &[Choice] = &[
    Choice::new("female", "Female").or(&["F", "Woman"]),
    Choice::new("male", "Male").or(&["M", "Man"]),
    Choice::new("not-said", "Prefer not to say"),
];

/// A register as a partner might send it.
pub const FIELDS: &[Field] = &[
    Field::new("reference", "Reference", Kind::Text).required().synonyms(&["Ref", "ID", "Participant number"]),
    Field::new("name", "Name", Kind::Text).synonyms(&["Full name"]),
    Field::new("born", "Date of birth", Kind::Date).synonyms(&["DOB", "Birth date"]),
    Field::new("gender", "Gender", Kind::Choice(GENDERS)).synonyms(&["Sex"]),
    Field::new("start", "Start date", Kind::Date).required(),
    Field::new("minutes", "Minutes", Kind::Whole),
    Field::new("spent", "Spent", Kind::Money),
    Field::new("consent", "Consent", Kind::YesNo),
    Field::new("notes", "Notes", Kind::LongText),
];

pub const TODAY: Date = Date::constant(2026, 6, 1);

/// A whole file, read as an import reads it: the values of each row, and the faults.
#[derive(Debug, Default)]
pub struct Outcome {
    pub rows: Vec<(u64, Vec<Value<'static>>)>,
    pub faults: Vec<Fault>,
}

pub fn import(name: &str, bytes: impl Into<Vec<u8>>) -> Result<Outcome, FileFault> {
    import_from(Source::from_bytes(name, bytes.into())?)
}

pub fn import_from(mut source: Source) -> Result<Outcome, FileFault> {
    let reading = Reading::new(TODAY, source.dates());
    let header = source.header(0, FIELDS, &Kept::default())?;
    let columns = Mapping::new(&header.names, FIELDS, &Kept::default()).columns(FIELDS);
    let mut outcome = Outcome::default();
    let mut rows = source.rows(0, header.row)?;
    while let Some(row) = rows.next_row()? {
        if let Err(invalid) = header.check(&row) {
            outcome.faults.push(Fault::new(&row, "", invalid));
            continue;
        }
        let mut values = Vec::new();
        for (field, column) in FIELDS.iter().zip(&columns) {
            match reading.understand(row.at(*column), field) {
                Ok(Value::Text(text)) => values.push(Value::Text(text.into_owned().into())),
                Ok(Value::Empty) => values.push(Value::Empty),
                Ok(Value::Date(date)) => values.push(Value::Date(date)),
                Ok(Value::Moment(at)) => values.push(Value::Moment(at)),
                Ok(Value::Whole(number)) => values.push(Value::Whole(number)),
                Ok(Value::Money(pence)) => values.push(Value::Money(pence)),
                Ok(Value::YesNo(yes)) => values.push(Value::YesNo(yes)),
                Ok(Value::Choice(choice)) => values.push(Value::Choice(choice)),
                Err(invalid) => {
                    values.push(Value::Empty);
                    let heading = column.and_then(|column| header.names.get(column)).map_or("", String::as_str);
                    outcome.faults.push(Fault::new(&row, heading, invalid));
                }
            }
        }
        outcome.rows.push((row.number(), values));
    }
    Ok(outcome)
}

/// The cells of the first sheet as they would stand in CSV, with the number of each row.
pub fn cells(name: &str, bytes: impl Into<Vec<u8>>) -> Result<Vec<(u64, Vec<String>)>, FileFault> {
    let mut source = Source::from_bytes(name, bytes.into())?;
    let mut rows = source.rows(0, 0)?;
    let mut cells = Vec::new();
    while let Some(row) = rows.next_row()? {
        cells.push((row.number(), row.cells().map(|cell| cell.to_string()).collect()));
    }
    Ok(cells)
}

pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let method =
            if *name == "mimetype" { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
        archive.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"#;
const WORKBOOK_RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>
<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>
</Relationships>"#;
/// Style 1 is a date, style 2 a length of time.
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="46"/></cellXfs></styleSheet>"#;

pub const SPREADSHEET: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;

/// An Excel workbook whose one sheet has these rows, in the format's XML, and these shared texts.
pub fn xlsx_with(rows: &str, shared: &str, is_1904: bool) -> Vec<u8> {
    let epoch = if is_1904 { "<workbookPr date1904=\"1\"/>" } else { "" };
    let workbook = format!(
        r#"<?xml version="1.0"?><workbook {SPREADSHEET} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
        {epoch}<sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let sheet = format!(r#"<?xml version="1.0"?><worksheet {SPREADSHEET}><sheetData>{rows}</sheetData></worksheet>"#);
    let texts = format!(r#"<?xml version="1.0"?><sst {SPREADSHEET}>{shared}</sst>"#);
    zip(&[
        ("[Content_Types].xml", CONTENT_TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/sharedStrings.xml", texts.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

pub fn xlsx(rows: &str) -> Vec<u8> {
    xlsx_with(rows, "", false)
}

/// One row of texts in the XML of a workbook.
pub fn texts(number: u32, cells: &[&str]) -> String {
    let cells: Vec<String> = (b'A'..)
        .zip(cells)
        .filter(|(_, text)| !text.is_empty())
        .map(|(letter, text)| {
            format!(r#"<c r="{}{number}" t="inlineStr"><is><t>{text}</t></is></c>"#, char::from(letter))
        })
        .collect();
    format!(r#"<row r="{number}">{}</row>"#, cells.join(""))
}

pub const ODS_MIMETYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";
pub const ODS_MANIFEST: &str = r#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>"#;

pub fn ods_content(tables: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
        xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
        xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
        <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    )
}

/// An OpenDocument spreadsheet with these tables, in the format's XML.
pub fn ods(tables: &str) -> Vec<u8> {
    zip(&[
        ("mimetype", ODS_MIMETYPE.as_bytes()),
        ("content.xml", ods_content(tables).as_bytes()),
        ("META-INF/manifest.xml", ODS_MANIFEST.as_bytes()),
    ])
}

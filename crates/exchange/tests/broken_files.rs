//! Files that went wrong on the way, each ending in a list of row, column, value and reason, or in one sentence about the file that
//! says what to do.

#![expect(clippy::panic, reason = "in a test, a failure is told by panicking")]

mod made;

use exchange::{FileFault, Limits, Source};
use made::{ODS_MANIFEST, ODS_MIMETYPE, cells, import, ods, ods_content, texts, xlsx, zip};

/// A file that cannot be read at all, or not to its end.
#[track_caller]
fn refused(what: &str, bytes: impl Into<Vec<u8>>, says: &str) {
    match import("people.xlsx", bytes) {
        Ok(outcome) => panic!("{what} was read: {outcome:?}"),
        Err(fault) => {
            let said = fault.to_string();
            assert!(said.contains(says), "{what}: {said}");
            assert!(said.contains(": "), "{what}: {said} does not say what to do");
        }
    }
}

/// A file with faults in its cells, and those faults as they are shown.
#[track_caller]
fn faults(what: &str, bytes: impl Into<Vec<u8>>, expected: &[&str]) {
    let outcome = import("people.csv", bytes).unwrap_or_else(|fault| panic!("{what}: {fault}"));
    let found: Vec<String> = outcome.faults.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected, "{what}");
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The container of old Excel, with the name of one stream in its directory.
fn ole(stream: &str) -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(1024, 0);
    bytes.extend(utf16(stream));
    bytes.resize(4096, 0);
    bytes
}

#[test]
fn what_is_not_a_table_is_named_and_its_sender_told_what_to_do() {
    refused("an empty file", "", "the file is empty");
    refused("a web page saved as .xls", "\n<html><table><tr><td>Ref</td></tr></table></html>", "a web page");
    refused("a web page with a document type", "\u{feff}<!DOCTYPE html><body>", "a web page");
    refused("the XML of Excel 2003", "<?xml version=\"1.0\"?><Workbook/>", "an XML file");
    refused("a PDF", "%PDF-1.7 ...", "a PDF");
    refused("a photograph of the register", b"\xff\xd8\xff\xe0 JFIF".to_vec(), "a picture");
    refused("JSON", "[{\"ref\": 1}]", "a JSON file");
    refused("rich text", "{\\rtf1 Ref}", "a word-processing document");
    refused("a compressed file", b"\x1f\x8b\x08 ...".to_vec(), "a compressed file");
    refused("a Word file", zip(&[("word/document.xml", b"<w/>")]), "a Word or PowerPoint file");
    refused("an archive of spreadsheets", zip(&[("people.xlsx", b"x")]), "a zip archive");
    refused("an empty archive", zip(&[]), "an empty zip archive");
    refused("a Numbers file", zip(&[("Index/Document.iwa", b"x")]), "an Apple Numbers or Pages file");
    refused("a binary workbook", zip(&[("xl/workbook.bin", b"x")]), "a binary Excel workbook");
    let text_document = [("mimetype", &b"application/vnd.oasis.opendocument.text"[..]), ("content.xml", b"<x/>")];
    refused("an OpenDocument text", zip(&text_document), "not a spreadsheet");
    refused("an old workbook", ole("Workbook"), "Excel 2003 or older");
    refused("an old Word file", ole("WordDocument"), "a Word or PowerPoint file");
    refused("a program", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0\0\0\0\0".to_vec(), "not text");
    refused("only blank lines", "\n\n  \n,,,\n", "is empty");
    refused("a workbook without cells", xlsx(""), "is empty");
    refused("a document without cells", ods("<table:table table:name=\"A\"/>"), "is empty");
    let missing = Source::open(std::path::Path::new("/no/such/file.csv")).map(|_| ()).unwrap_err();
    assert!(matches!(missing, FileFault::Io(_)), "{missing}");
    let folder = Source::open(&std::env::temp_dir()).map(|_| ()).unwrap_err();
    assert!(folder.to_string().contains("a folder"), "{folder}");
}

#[test]
fn a_password_is_asked_to_be_taken_off() {
    refused("an encrypted workbook", ole("EncryptedPackage"), "protected by a password");
    let manifest = ODS_MANIFEST.replace("/>", "><manifest:encryption-data/></manifest:file-entry>");
    let parts = [
        ("mimetype", ODS_MIMETYPE.as_bytes()),
        ("content.xml", b"\x01\x02\x03"),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ];
    refused("an encrypted document", zip(&parts), "protected by a password");
}

#[test]
fn a_damaged_workbook_is_said_to_be_damaged() {
    let rows = texts(1, &["Ref", "Start date"]) + &texts(2, &["1", "1/2/2021"]);
    let whole = xlsx(&rows);
    for length in [4, 30, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
        refused("a workbook cut off", &whole[..length], "damaged");
    }
    let mut overwritten = whole.clone();
    for byte in &mut overwritten[600..700] {
        *byte ^= 0x55;
    }
    refused("a workbook overwritten", overwritten, "damaged");
    refused("a workbook without its parts", zip(&[("xl/workbook.xml", b"<workbook/>")]), "damaged");
    refused(
        "a sheet cut off",
        xlsx("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Ref</t></is></c></row><row "),
        "damaged",
    );
    refused("a cell whose place is no place", xlsx("<row r=\"1\"><c r=\"1A1\"><v>1</v></c></row>"), "damaged");
    refused(
        "a cell beyond all numbers",
        xlsx("<row r=\"1\"><c r=\"ZZZZZZZZ99999999999\"><v>1</v></c></row>"),
        "damaged",
    );
    let no_text = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99</v></c></row>";
    refused("a text that is not in the table of texts", xlsx(no_text), "damaged");
    let huge_index =
        "<row r=\"1\"><c r=\"A1\"><f t=\"shared\" si=\"99999999999999\" ref=\"A1:A2\">1</f><v>1</v></c></row>";
    assert_eq!(cells("x", xlsx(huge_index)).unwrap(), [(1, vec!["1".to_owned()])]);
    let deep = "<a>".repeat(100_000);
    refused("elements a hundred thousand deep", xlsx(&deep), "deep");
    refused("a document a hundred thousand deep", ods(&deep), "deep");
    let cut = ods_content("<table:table table:name=\"A\"><table:table-row><table:table-cell><text:p>Ref");
    let parts = |content: &str| {
        zip(&[
            ("mimetype", ODS_MIMETYPE.as_bytes()),
            ("content.xml", content.as_bytes()),
            ("META-INF/manifest.xml", ODS_MANIFEST.as_bytes()),
        ])
    };
    refused("a document cut off", parts(cut.split("</office").next().unwrap()), "damaged");
    let laughs = r#"<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>"#.to_owned()
        + &ods_content(
            "<table:table table:name=\"A\"><table:table-row><table:table-cell office:value-type=\"string\"><text:p>&b;</text:p></table:table-cell></table:table-row></table:table>",
        );
    refused("entities within entities", parts(&laughs), "damaged");
}

#[test]
fn what_would_cost_too_much_is_refused_with_the_limit() {
    let zeros = vec![b' '; 30_000_000];
    let limits = Limits { unpacked_bytes: 20_000_000, ..Limits::default() };
    let bomb = zip(&[("xl/workbook.xml", b"<x/>"), ("xl/media/image.png", &zeros)]);
    assert!(bomb.len() < 100_000, "a small file that unpacks to a large one");
    let fault = Source::from_bytes_within("bomb.xlsx", bomb, limits).map(|_| ()).unwrap_err();
    assert!(fault.to_string().contains("unpacked is more than 20 MB"), "{fault}");
    refused("a text without end", zip(&[("xl/workbook.xml", &zeros)]), "the text of one cell");
    refused("text beyond a row's limit", xlsx(&texts(1, &["Ref", &"x".repeat(2_000_000)])), "the text in row 1");
    let fault = Source::from_bytes_within("a.xlsx", xlsx(""), Limits { workbook_bytes: 100, ..Limits::default() });
    assert!(fault.map(|_| ()).unwrap_err().to_string().contains("the size of the workbook"));
    refused("a million columns", "a,".repeat(1_000_000), "1000 columns");
    refused("a cell far to the right", xlsx("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>"), "1000 columns");
    refused("a row beyond the last", xlsx("<row r=\"2000000\"><c r=\"A2000000\"><v>1</v></c></row>"), "1048576 rows");
    refused("a huge cell", format!("Ref,Start date\n1,{}\n", "x".repeat(3_000_000)), "the text in row 2");
    let cell =
        r#"<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>"#;
    let row = format!("<table:table-row table:number-rows-repeated=\"1000000\">{cell}</table:table-row>");
    refused(
        "a document of sixteen billion cells",
        ods(&format!("<table:table table:name=\"A\">{row}</table:table>")),
        "1000 columns",
    );
    let many: Vec<String> = (0..6_000).map(|number| format!("xl/{number}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b"<x/>"[..])).collect();
    refused("an archive of thousands of parts", zip(&parts), "the number of parts");
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_found() {
    let unclosed = "Ref,Name,Start date\n1,Ada,1/2/2021\n2,\"Bo,1/2/2021\n3,Cy,1/2/2021\n";
    refused("an open quotation mark", unclosed, "the quotation mark in row 3 (line 3 of the file) is never closed");
    let later = format!("Ref,Notes\n1,\"two\nlines\"\n2,\"{}", "x,y\n".repeat(500_000));
    refused("an open quotation mark in a large file", later, "row 3 (line 4 of the file)");
}

#[test]
fn dates_that_never_were_are_named_with_their_cell() {
    let csv = "Ref,DOB,Start date\n\
        1,31/09/2019,1/2/2021\n\
        2,29/02/2021,29/02/2020\n\
        3,12/25/1990,2021-13-01\n\
        4,1990,00/01/2021\n\
        5,N/A,unknown\n\
        6,yesterday,32/1/2021\n\
        7,3/9/02021,1/2\n";
    faults(
        "dates of every wrong kind",
        csv,
        &[
            "row 2, DOB \u{201c}31/09/2019\u{201d}: is no date: September has 30 days; check the day",
            "row 3, DOB \u{201c}29/02/2021\u{201d}: is no date: 2021 was not a leap year, so February has 28 days; check the day",
            "row 4, DOB \u{201c}12/25/1990\u{201d}: has no month 25: write the day first, as in 25/12/1990",
            "row 4, Start date \u{201c}2021-13-01\u{201d}: has no month 13: write the date like 3/9/2021",
            "row 5, DOB \u{201c}1990\u{201d}: is only a year: write the date like 3/9/2021",
            "row 5, Start date \u{201c}00/01/2021\u{201d}: is no date: January has 31 days; check the day",
            "row 6, DOB \u{201c}N/A\u{201d}: is not a value: leave the cell empty if it is not known",
            "row 6, Start date \u{201c}unknown\u{201d}: is not a value: leave the cell empty if it is not known",
            "row 7, DOB \u{201c}yesterday\u{201d}: is not a date: write the date like 3/9/2021",
            "row 7, Start date \u{201c}32/1/2021\u{201d}: is no date: January has 31 days; check the day",
            "row 8, DOB \u{201c}3/9/02021\u{201d}: cannot be understood as a date: write the date like 3/9/2021, the day first, with the year",
            "row 8, Start date \u{201c}1/2\u{201d}: cannot be understood as a date: write the date like 3/9/2021, the day first, with the year",
        ],
    );
    let mixed = texts(1, &["Ref", "DOB", "Start date"])
        + r#"<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"><v>29832</v></c><c r="C2" t="inlineStr"><is><t>31/04/2021</t></is></c></row>"#
        + r#"<row r="3"><c r="A3"><v>2</v></c><c r="B3"><v>2019</v></c><c r="C3"><v>44287</v></c></row>"#
        + r#"<row r="4"><c r="A4"><v>3</v></c><c r="B4"><v>60</v></c><c r="C4" t="d"><v>2021-04-01</v></c></row>"#;
    faults(
        "mixed kinds of date in one column",
        xlsx(&mixed),
        &[
            "row 2, Start date \u{201c}31/04/2021\u{201d}: is no date: April has 30 days; check the day",
            "row 3, DOB \u{201c}2019\u{201d}: is only a year: write the date like 3/9/2021",
            "row 4, DOB \u{201c}60\u{201d}: is not a date: write the date like 3/9/2021",
        ],
    );
}

#[test]
fn errors_and_accidents_of_spreadsheets_are_faults() {
    let rows = texts(1, &["Ref", "Name", "Gender", "Start date", "Minutes"])
        + r#"<row r="2"><c r="A2" t="e"><v>#REF!</v></c><c r="B2" t="str"><f>A1</f></c><c r="C2" s="1"><v>46000</v></c>
            <c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E2" s="2"><v>0.03125</v></c></row>"#;
    let told = "is an error in the spreadsheet: mend its formula, or type the value in its place";
    faults(
        "errors, a formula without result, a choice and minutes that became a date and a time",
        xlsx(&rows),
        &[
            &format!("row 2, Ref \u{201c}#REF!\u{201d}: {told}"),
            "row 2, Name \u{201c}a formula without its result\u{201d}: has not been worked out: open the file in Excel or LibreOffice, save it, and try that",
            "row 2, Gender \u{201c}2025-12-09\u{201d}: has become a date in the spreadsheet: set the cell's format to Text and type the words again",
            &format!("row 2, Start date \u{201c}#DIV/0!\u{201d}: {told}"),
            "row 2, Minutes \u{201c}00:45\u{201d}: is a time in the spreadsheet: write a number, such as 45 for the minutes",
        ],
    );
    faults(
        "the same errors saved as CSV",
        "Ref,Name,Start date\n4.47701E+11,#N/A,#######\n",
        &[
            "row 2, Ref \u{201c}4.47701E+11\u{201d}: is a long number that Excel has cut short: set the column's format to Text and type it again",
            &format!("row 2, Name \u{201c}#N/A\u{201d}: {told}"),
            &format!("row 2, Start date \u{201c}#######\u{201d}: {told}"),
        ],
    );
    let spill = texts(1, &["Ref", "Start date"]) + r#"<row r="2"><c r="A2" t="e"><v>#SPILL!</v></c></row>"#;
    refused("an error that the reader does not know", xlsx(&spill), "#SPILL!");
}

#[test]
fn numbers_money_and_words_that_cannot_be_are_faults() {
    let csv = "Ref,Start date,Gender,Minutes,Spent,Consent\n\
        1,1/2/2021,Femal,45 mins,\"1.234,50\",maybe\n\
        2,1/2/2021,Wombat,12.5,12.345,x\n\
        3,1/2/2021,n/a,-,TBC,NULL\n";
    faults(
        "words where numbers belong",
        csv,
        &[
            "row 2, Gender \u{201c}Femal\u{201d}: is not one of the choices: did you mean \u{201c}Female\u{201d}?",
            "row 2, Minutes \u{201c}45 mins\u{201d}: is not a whole number: write digits only",
            "row 2, Spent \u{201c}1.234,50\u{201d}: is not an amount in pounds: write it like 1234.50",
            "row 2, Consent \u{201c}maybe\u{201d}: is not yes or no: write one of them",
            "row 3, Gender \u{201c}Wombat\u{201d}: is not one of the choices: write one of Female, Male, Prefer not to say",
            "row 3, Minutes \u{201c}12.5\u{201d}: is not a whole number: round it",
            "row 3, Spent \u{201c}12.345\u{201d}: has more than two digits of pence: round it",
            "row 3, Consent \u{201c}x\u{201d}: is not yes or no: write one of them",
            "row 4, Gender \u{201c}n/a\u{201d}: is not one of the choices: write one of Female, Male, Prefer not to say",
            "row 4, Minutes \u{201c}-\u{201d}: is not a value: leave the cell empty if it is not known",
            "row 4, Spent \u{201c}TBC\u{201d}: is not a value: leave the cell empty if it is not known",
            "row 4, Consent \u{201c}NULL\u{201d}: is not a value: leave the cell empty if it is not known",
        ],
    );
}

#[test]
fn rows_that_are_ragged_or_garbled_are_told_by_row() {
    faults(
        "a comma in a name without quotation marks",
        "Ref,Name,Start date\n1,Brook, Ada,1/2/2021\n2,Bo,1/2/2021\n",
        &[
            "row 2 \u{201c}1/2/2021\u{201d}: stands to the right of the last heading: put quotation marks around any text in this row \
         that has the separator in it, or give the column a heading",
        ],
    );
    faults("a short row", "Ref,Start date,Name\n1,1/2/2021\n", &[]);
    let unreadable = "has characters that cannot be read: type them again, and save the file as CSV UTF-8 or .xlsx";
    let mut damaged = "Ref,Name,Start date\n1,Zo\u{eb},1/2/2021\n2,Ren\u{e9},1/2/2021\n3,".to_owned().into_bytes();
    damaged.extend(b"Zo\xeb,1/2/2021\n");
    faults(
        "one letter of another encoding",
        damaged,
        &[&format!("row 4, Name \u{201c}Zo\u{fffd}\u{201d}: {unreadable}")],
    );
    let mut odd = vec![0xff, 0xfe];
    odd.extend(utf16("Ref\tStart date\n1\t1/2/2021"));
    odd.push(0x41);
    faults(
        "UTF-16 with half a letter",
        odd,
        &[&format!("row 2, Start date \u{201c}1/2/2021\u{fffd}\u{201d}: {unreadable}")],
    );
    let long = format!("Ref,Name,Start date\n1,{},1/2/2021\n", "x".repeat(1001));
    let shown =
        format!("row 2, Name \u{201c}{}\u{2026}\u{201d}: is longer than 1000 characters: shorten it", "x".repeat(100));
    faults("a name as long as a page", long, &[&shown]);
}

#[test]
fn what_nobody_sees_does_no_harm() {
    let expected = format!("{:?}", import("a.csv", "Ref,Name,Start date\n1,Ada Brook,1/2/2021\n").unwrap().rows);
    for (what, csv) in [
        ("zeros", "Ref,Name,Start date\n1,Ada\0 Brook\0,1/2/2021\n"),
        ("a byte order mark in the middle", "Ref,Name,Start date\n\u{feff}1,Ada Brook,1/2/2021\n"),
        ("hard spaces", "Ref\u{a0},Name,Start date\n1,\u{a0}Ada\u{a0}Brook ,1/2/2021\u{a0}\n"),
        ("marks of direction", "Ref,Name,Start date\n1,\u{200e}Ada Brook\u{200f},\u{200e}1/2/2021\n"),
        ("a line break in a name", "Ref,Name,Start date\n1,\"Ada\r\nBrook\",1/2/2021\n"),
        ("escape codes", "Ref,Name,Start date\n\u{1b}1,Ada Brook\u{7},1/2/2021\n"),
        ("text after a closing quotation mark", "Ref,Name,Start date\n1,\"Ada\" Brook,1/2/2021\n"),
    ] {
        let outcome = import("a.csv", csv).unwrap();
        assert!(outcome.faults.is_empty(), "{what}: {:?}", outcome.faults);
        assert_eq!(format!("{:?}", outcome.rows), expected, "{what}");
    }
    let only_headings = import("a.csv", "Ref,Name,Start date\n").unwrap();
    assert!(only_headings.rows.is_empty() && only_headings.faults.is_empty());
    let twice =
        r#"<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row><row r="1"><c r="A1"><v>3</v></c></row>"#;
    assert_eq!(cells("x", xlsx(twice)).unwrap()[0].1, ["1"]);
}

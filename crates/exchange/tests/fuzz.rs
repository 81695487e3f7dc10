//! Files at random: none makes reading panic, hang, or take memory without end.

mod made;

use exchange::Limits;
use made::{ODS_MANIFEST, ODS_MIMETYPE, cells, import, import_from, ods, ods_content, texts, xlsx, xlsx_with, zip};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Reads a file as an import does; what comes of it does not matter, only that something does, and soon.
fn read(bytes: Vec<u8>) -> Result<(), TestCaseError> {
    let limits = Limits { unpacked_bytes: 50_000_000, ..Limits::default() };
    let started = Instant::now();
    if let Ok(source) = exchange::Source::from_bytes_within("file", bytes, limits) {
        for sheet in source.sheets() {
            prop_assert!(sheet.len() < 1_000_000);
        }
        if let Ok(outcome) = import_from(source) {
            prop_assert!(outcome.faults.iter().all(|fault| fault.row > 0 && !fault.reason.is_empty()));
        }
    }
    prop_assert!(started.elapsed() < Duration::from_secs(20));
    Ok(())
}

/// The most memory this process has held, in kilobytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn sheet() -> String {
    texts(1, &["Ref", "Name", "DOB", "Gender", "Start date", "Minutes"])
        + r#"<row r="2"><c r="A2"><v>1001</v></c><c r="B2" t="s"><v>0</v></c><c r="C2" s="1"><v>29832</v></c>
        <c r="D2" t="str"><f>UPPER("f")</f><v>F</v></c><c r="E2"><v>44287.5</v></c><c r="F2"><f t="shared" si="0" ref="F2:F3">1</f><v>45</v></c></row>
        <row r="3"><c r="A3" t="b"><v>1</v></c><c r="B3" t="e"><v>#N/A</v></c><c r="C3" t="d"><v>2021-01-01</v></c><c r="F3"><f t="shared" si="0"/></c></row>"#
}

const TABLE: &str = r#"<table:table table:name="People"><table:table-row><table:table-cell office:value-type="string"><text:p>Ref</text:p></table:table-cell>
    <table:table-cell office:value-type="string"><text:p>Start date</text:p></table:table-cell></table:table-row>
    <table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="7" table:number-columns-repeated="1"/>
    <table:table-cell office:value-type="date" office:date-value="2021-04-01"><text:p>a &amp; b<text:s text:c="3"/></text:p></table:table-cell></table:table-row>
    </table:table>"#;

const CSV: &str = "Ref,Name,DOB,Notes,Start date\r\n1,\"Brook, Ada\",3/9/1981,\"two\nlines\",2021-04-01\r\n2,Zo\u{eb},,\"say \"\"hi\"\"\",1 May 2021\r\n";

/// Changes to a file: at a place between 0 and 1, bytes taken out, and others put in.
fn changes() -> impl Strategy<Value = Vec<(f64, usize, Vec<u8>)>> {
    let telling = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..6),
        "[<>/\"&;=,0-9\n\r\t -]{0,8}".prop_map(String::into_bytes),
        prop_oneof![
            Just("\"99999999999\""),
            Just("\"-1\""),
            Just("<a>"),
            Just("</c>"),
            Just("\0"),
            Just("&#x110000;"),
            Just("<![CDATA["),
            Just("table:number-rows-repeated=\"4294967295\""),
            Just("r=\"XFD1048576\""),
            Just("\u{feff}"),
            Just("1e308"),
            Just("<!--"),
        ]
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    proptest::collection::vec((0.0..1.0_f64, 0_usize..12, telling), 1..6)
}

fn changed(mut bytes: Vec<u8>, changes: &[(f64, usize, Vec<u8>)]) -> Vec<u8> {
    for (place, length, put) in changes {
        let start = (bytes.len() as f64 * place) as usize;
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, put.iter().copied());
    }
    bytes
}

proptest! {
    #[test]
    fn random_bytes(start in 0_usize..8, bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
        let starts: [&[u8]; 8] = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"sep=;\n", b"Ref,Start date\n"];
        read([starts[start], &bytes].concat())?;
    }

    #[test]
    fn random_text(text in "[\"',;\t\n\r a-z0-9\u{e9}\u{0}]{0,400}") {
        read(text.clone().into_bytes())?;
        read(encoding_rs::WINDOWS_1252.encode(&text).0.into_owned())?;
    }

    #[test]
    fn changed_csv(changes in changes()) {
        read(changed(CSV.as_bytes().to_vec(), &changes))?;
        let utf16: Vec<u8> = format!("\u{feff}{CSV}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        read(changed(utf16, &changes))?;
    }

    #[test]
    fn changed_archives(changes in changes()) {
        read(changed(xlsx(&sheet()), &changes))?;
        read(changed(ods(TABLE), &changes))?;
    }

    #[test]
    fn changed_sheets(changes in changes()) {
        let text = String::from_utf8_lossy(&changed(sheet().into_bytes(), &changes)).into_owned();
        read(xlsx_with(&text, "<si><t>Ada</t></si>", false))?;
        read(xlsx_with(&sheet(), &text, true))?;
        let content = changed(ods_content(TABLE).into_bytes(), &changes);
        read(zip(&[("mimetype", ODS_MIMETYPE.as_bytes()), ("content.xml", &content), ("META-INF/manifest.xml", ODS_MANIFEST.as_bytes())]))?;
        if let Some(peak) = peak_memory() {
            prop_assert!(peak < 1_000_000, "{} MB", peak / 1000);
        }
    }

    /// What another writer of CSV writes is read cell by cell.
    #[test]
    fn csv_reads_back(rows in proptest::collection::vec(proptest::collection::vec("[a-z\u{e9}\",\n\r ]{0,12}", 3), 1..30)) {
        let mut written = csv::Writer::from_writer(Vec::new());
        written.write_record(["Ref", "Name", "Start date"]).unwrap();
        for row in &rows {
            written.write_record(row).unwrap();
        }
        let read = cells("a.csv", written.into_inner().unwrap()).unwrap();
        let expected: Vec<&Vec<String>> = rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
        prop_assert_eq!(read.iter().skip(1).map(|(_, row)| row).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_file_cut_off_anywhere_is_read_or_refused() {
    for whole in [xlsx(&sheet()), ods(TABLE), CSV.as_bytes().to_vec()] {
        for length in 0..whole.len() {
            let _ = import("file", &whole[..length]);
        }
    }
}

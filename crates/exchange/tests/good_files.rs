//! Files as partners send them: every shape that is read.

mod made;

use exchange::{Source, Value};
use made::{cells, import, ods, texts, xlsx, xlsx_with};

const SIMPLE: &str = "Reference,Name,DOB,Sex,Start date,Minutes\nR1,Ada Brook,3/9/1981,F,2021-04-01,45\nR2,Bo Lea,,m,1 May 2021,\"1,200\"\n";

fn row_texts(rows: &[(u64, Vec<Value<'static>>)]) -> Vec<String> {
    rows.iter().map(|(number, values)| format!("{number}: {values:?}")).collect()
}

#[test]
fn a_register_reads_the_same_in_every_encoding_and_with_every_separator() {
    let expected = row_texts(&import("a.csv", SIMPLE).unwrap().rows);
    assert_eq!(expected.len(), 2);
    let semicolons = SIMPLE.replace(',', ";").replace("1;200", "1,200");
    let tabs = SIMPLE.replace(',', "\t").replace("1\t200", "1,200");
    let utf16 = |big: bool, mark: bool| -> Vec<u8> {
        let text = if mark { format!("\u{feff}{SIMPLE}") } else { SIMPLE.to_owned() };
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("UTF-8 with mark", format!("\u{feff}{SIMPLE}").into_bytes()),
        ("semicolons", semicolons.clone().into_bytes()),
        ("tabs", tabs.into_bytes()),
        ("CRLF", SIMPLE.replace('\n', "\r\n").into_bytes()),
        ("CR alone", SIMPLE.replace('\n', "\r").into_bytes()),
        ("no line end at the end", SIMPLE.trim_end().as_bytes().to_vec()),
        ("UTF-16 little-endian", utf16(false, true)),
        ("UTF-16 big-endian", utf16(true, true)),
        ("UTF-16 without mark", utf16(false, false)),
        ("trailing columns", SIMPLE.replace('\n', ",,,\n").into_bytes()),
        ("blank lines at the end", format!("{SIMPLE}\n\n,,,,,\n   \n").into_bytes()),
    ];
    for (what, bytes) in files {
        let outcome = import("a.csv", bytes).unwrap();
        assert!(outcome.faults.is_empty(), "{what}: {:?}", outcome.faults);
        assert_eq!(row_texts(&outcome.rows), expected, "{what}");
    }
    let outcome = import("a.csv", format!("sep=;\n{semicolons}")).unwrap();
    assert_eq!(outcome.rows[0].0, 3, "the line that says the separator is a row too");
}

#[test]
fn windows_1252_is_told_from_utf_8_by_content() {
    let name = |bytes: Vec<u8>| {
        let outcome = import("a.csv", bytes).unwrap();
        assert!(outcome.faults.is_empty(), "{:?}", outcome.faults);
        outcome.rows[0].1[1].clone()
    };
    let text = "Ref,Name,Start date\n1,Zo\u{eb} O\u{2019}Hare \u{2013} \u{a3}5,1/2/2021\n";
    let expected = Value::Text("Zo\u{eb} O\u{2019}Hare \u{2013} \u{a3}5".into());
    assert_eq!(name(text.into()), expected);
    assert_eq!(name(encoding_rs::WINDOWS_1252.encode(text).0.into_owned()), expected);
    // The first letter beyond ASCII is far into the file.
    let mut long = String::from("Ref,Name,Start date\n");
    for number in 0..20_000 {
        long.push_str(&format!("{number},Ada Brook,1/2/2021\n"));
    }
    long.push_str("x,Zo\u{eb},1/2/2021\n");
    let outcome = import("a.csv", encoding_rs::WINDOWS_1252.encode(&long).0.into_owned()).unwrap();
    assert_eq!(outcome.rows[20_000].1[1], Value::Text("Zo\u{eb}".into()));
    // A character of UTF-8 that lies over the edge of the chunks in which the file is read.
    for shift in 0..4 {
        let text =
            format!("Ref,Name,Start date\n{},{}\u{eb}\u{2019},1/2/2021\n", "1".repeat(shift), "a".repeat(65_500));
        let read = cells("a.csv", text.clone()).unwrap();
        assert!(text.contains(&read[1].1[1]) && read[1].1[1].ends_with("\u{eb}\u{2019}"));
    }
}

#[test]
fn rows_are_numbered_as_people_see_them() {
    let csv = "Ref,Notes,Start date\n1,\"first\nsecond\r\nthird\",1/2/2021\n\n  \n2,\"say \"\"hi\"\"\",1/2/2021\n";
    let mut source = Source::from_bytes("notes.csv", csv.into()).unwrap();
    let mut rows = source.rows(0, 0).unwrap();
    let mut seen = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        seen.push((row.number(), row.line().unwrap(), row.cell(1).to_string()));
    }
    let expected = [(1, 1, "Notes"), (2, 2, "first\nsecond\r\nthird"), (5, 7, "say \"hi\"")];
    assert_eq!(seen, expected.map(|(row, line, text)| (row, line, text.to_owned())));
    drop(rows);
    assert_eq!(source.sheets(), ["notes"]);
    assert_eq!(source.described(), "CSV, UTF-8");
}

#[test]
fn titles_above_the_headings_are_passed_over() {
    let csv = "Riverside Partnership,,\nRegister to 31 March 2021,,\n,,\nRef,Name,Start date\n1,Ada,1/2/2021\n";
    let outcome = import("a.csv", csv).unwrap();
    assert_eq!((outcome.rows.len(), outcome.rows[0].0), (1, 5));
    let sheet = [
        texts(1, &["Register of people"]),
        texts(3, &["Ref", "Name", "Start date"]),
        texts(4, &["1", "Ada", "1/2/2021"]),
    ];
    let outcome = import("a.xlsx", xlsx(&sheet.concat())).unwrap();
    assert_eq!((outcome.rows.len(), outcome.rows[0].0), (1, 4));
}

#[test]
fn a_workbook_keeps_the_types_of_its_cells() {
    let shared = "<si><t>Ada Brook</t></si><si><r><t xml:space=\"preserve\">Rich </t></r><r><t>text</t></r></si>";
    let rows = texts(1, &["Ref", "Name", "DOB", "Gender", "Start date", "Minutes", "Spent", "Consent", "Notes"])
        + r#"<row r="2"><c r="A2"><v>1001</v></c><c r="B2" t="s"><v>0</v></c><c r="C2" s="1"><v>29832</v></c>
        <c r="D2" t="str"><f>UPPER("f")</f><v>F</v></c><c r="E2"><v>44287</v></c><c r="F2"><f>30+15</f><v>45</v></c>
        <c r="G2"><v>19.99</v></c><c r="H2" t="b"><v>1</v></c><c r="I2" t="s"><v>1</v></c></row>
        <row r="1048576"><c r="A1048576"/></row>"#;
    let expected = |born: &str, start: &str| {
        vec![
            Value::Text("1001".into()),
            Value::Text("Ada Brook".into()),
            Value::Date(born.parse().unwrap()),
            Value::Choice(&made::GENDERS[0]),
            Value::Date(start.parse().unwrap()),
            Value::Whole(45),
            Value::Money(1999),
            Value::YesNo(true),
            Value::Text("Rich text".into()),
        ]
    };
    let outcome = import("wrong-name.csv", xlsx_with(&rows, shared, false)).unwrap();
    assert!(outcome.faults.is_empty(), "{:?}", outcome.faults);
    assert_eq!(outcome.rows, [(2, expected("1981-09-03", "2021-04-01"))]);
    // The same serial numbers in a workbook that counts from 1904.
    let outcome = import("mac.xlsx", xlsx_with(&rows, shared, true)).unwrap();
    assert_eq!(outcome.rows, [(2, expected("1985-09-04", "2025-04-02"))]);
}

#[test]
fn an_opendocument_sheet_reads_like_a_workbook() {
    let table = r#"<table:table table:name="People"><table:table-column/><table:table-header-rows><table:table-row>
        <table:table-cell office:value-type="string"><text:p>Ref</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p>Date of birth</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p>Start date</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p>Minutes</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p>Consent</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p>Notes</text:p></table:table-cell></table:table-row>
        </table:table-header-rows>
        <table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        <table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="1981-09-03"><text:p>03/09/81</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2021-04-01T09:30:00"><text:p>x</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="45"/>
        <table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><office:annotation><text:p>a comment</text:p></office:annotation>
            <text:p>two<text:s text:c="2"/>spaces &amp; <text:span>a span</text:span></text:p><text:p>second&#x21;</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        </table:table><table:table table:name="Other"/>"#;
    let mut source = Source::from_bytes("x", ods(table)).unwrap();
    assert_eq!(source.sheets(), ["People", "Other"]);
    assert!(source.rows(1, 0).unwrap().next_row().unwrap().is_none());
    let outcome = made::import_from(source).unwrap();
    assert!(outcome.faults.is_empty(), "{:?}", outcome.faults);
    assert_eq!(outcome.rows.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [5, 6]);
    let values = &outcome.rows[0].1;
    assert_eq!(values[0], Value::Text("7".into()));
    assert_eq!(values[2], Value::Date("1981-09-03".parse().unwrap()));
    assert_eq!(values[4], Value::Date("2021-04-01".parse().unwrap()));
    assert_eq!((&values[5], &values[7]), (&Value::Whole(45), &Value::YesNo(true)));
    assert_eq!(values[8], Value::Text("two  spaces & a span\nsecond!".into()));
    assert_eq!(outcome.rows[1].1, outcome.rows[0].1);
}

#[test]
fn a_file_can_be_read_on_another_thread() {
    let source = Source::from_bytes("a.csv", SIMPLE.into()).unwrap();
    assert_eq!(std::thread::spawn(move || made::import_from(source).unwrap().rows.len()).join().unwrap(), 2);
}

#[test]
fn a_file_is_opened_from_disk_too_and_can_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.march.csv");
    std::fs::write(&path, SIMPLE).unwrap();
    let mut source = Source::open(&path).unwrap();
    assert_eq!(source.sheets(), ["people.march"]);
    for _ in 0..2 {
        let mut rows = source.rows(0, 1).unwrap();
        assert_eq!(rows.next_row().unwrap().unwrap().cell(0).to_string(), "R1");
    }
    let mut rows = source.rows(0, 2).unwrap();
    assert_eq!(rows.next_row().unwrap().unwrap().number(), 3);
}

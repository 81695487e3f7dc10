//! Tables, rejected rows and templates, written and read again.

#![expect(clippy::unwrap_used, reason = "in a test, a failure is told by panicking")]

use base::{Choice, Date, Field, Kind};
use exchange::{Header, Kept, Mapping, Rejects, Source, Table, TableColumn, TableValue, template};

const GENDERS: &[Choice] = &[Choice::new("female", "Female"), Choice::new("male", "Male")];

const FIELDS: &[Field] = &[
    Field::new("reference", "Reference", Kind::Text).required().help("The number on the form"),
    Field::new("born", "Date of birth", Kind::Date),
    Field::new("gender", "Gender", Kind::Choice(GENDERS)),
];

fn table() -> Table {
    let column = |name: &str, numeric| TableColumn { name: name.to_lowercase(), label: name.to_owned(), numeric };
    Table {
        title: "People by service: 2021/22 [draft], by every partner there is".to_owned(),
        columns: vec![
            column("Service", false),
            column("People", true),
            column("Percent", true),
            column("Since", false),
        ],
        rows: vec![
            vec![
                TableValue::Text("=HYPERLINK(\"http://example.org\",\"Job club\")".to_owned()),
                TableValue::Whole(-858),
                TableValue::Number(12.5),
                TableValue::Date(Date::constant(2021, 4, 1)),
            ],
            vec![
                TableValue::Text("Advice, \"drop-in\"".to_owned()),
                TableValue::Empty,
                TableValue::Number(f64::NAN),
                TableValue::Empty,
            ],
        ],
        notes: vec!["People are counted once per row.".to_owned()],
    }
}

fn cells(bytes: Vec<u8>, sheet: usize) -> Vec<Vec<String>> {
    let mut source = Source::from_bytes("x", bytes).unwrap();
    let mut rows = source.rows(sheet, 0).unwrap();
    let mut cells = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        cells.push(row.cells().map(|cell| cell.to_string()).collect());
    }
    cells
}

#[test]
fn a_table_leaves_as_csv_without_formulas() {
    let mut out = Vec::new();
    table().csv(&mut out, true).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(
        text,
        "\u{feff}Service,People,Percent,Since\r\n\
         \"'=HYPERLINK(\"\"http://example.org\"\",\"\"Job club\"\")\",-858,12.5,2021-04-01\r\n\
         \"Advice, \"\"drop-in\"\"\",,,\r\n"
    );
}

#[test]
fn a_table_leaves_as_a_workbook_with_its_notes() {
    let bytes = table().xlsx().unwrap();
    let source = Source::from_bytes("x", bytes.clone()).unwrap();
    assert_eq!(source.sheets(), ["People by service 202122 draft,", "Notes"]);
    let rows = cells(bytes.clone(), 0);
    assert_eq!(rows[0], ["Service", "People", "Percent", "Since"]);
    assert_eq!(rows[1], ["=HYPERLINK(\"http://example.org\",\"Job club\")", "-858", "12.5", "2021-04-01"]);
    assert_eq!(cells(bytes, 1)[1], ["People are counted once per row."]);
    let nameless = Table { title: "[]".to_owned(), ..table() };
    assert!(nameless.xlsx().is_ok());
}

#[test]
fn rejected_rows_come_back_as_they_were_with_the_reasons_and_can_be_imported_again() {
    let original =
        "Waymark says;Ref;Phone;Note\nold;007;+44 7700 900123;\"two\nlines; one cell\"\nold;008;-5;=1+1;stray\n";
    let mut source = Source::from_bytes("people.csv", original.into()).unwrap();
    let header = source.header(0, FIELDS, &Kept::default()).unwrap();
    let mut rejects = Rejects::new(Vec::new(), &header).unwrap();
    let mut rows = source.rows(0, header.row).unwrap();
    while let Some(row) = rows.next_row().unwrap() {
        rejects.add(&row, ["Ref: is not known", "Note: is odd"]).unwrap();
    }
    assert_eq!(rejects.rows(), 2);
    let bytes = rejects.finish().unwrap();
    let written = cells(bytes.clone(), 0);
    assert_eq!(written[0], ["Ref", "Phone", "Note", "Waymark says"]);
    let reasons = "Ref: is not known; Note: is odd";
    assert_eq!(written[1], ["007", "'+44 7700 900123", "two\nlines; one cell", reasons]);
    assert_eq!(written[2], ["008", "-5", "'=1+1", reasons, "stray"]);
    let mut again = Source::from_bytes("rejects.csv", bytes).unwrap();
    let header = again.header(0, FIELDS, &Kept::default()).unwrap();
    let mapping = Mapping::new(&header.names, FIELDS, &Kept::default());
    assert!(mapping.ignored().all(|column| column.heading != "Waymark says"));
}

#[test]
fn rows_of_a_workbook_are_rejected_as_csv() {
    let header = Header { row: 1, names: vec!["Service".into(), "People".into(), "Percent".into(), "Since".into()] };
    let mut source = Source::from_bytes("x", table().xlsx().unwrap()).unwrap();
    let mut rejects = Rejects::new(Vec::new(), &header).unwrap();
    let mut rows = source.rows(0, 1).unwrap();
    let row = rows.next_row().unwrap().unwrap();
    rejects.add(&row, ["why"]).unwrap();
    let written = cells(rejects.finish().unwrap(), 0);
    assert_eq!(written[1][1..], ["-858", "12.5", "2021-04-01", "why"]);
}

#[test]
fn a_template_has_the_headings_and_says_what_to_write() {
    assert_eq!(
        String::from_utf8(template::csv(FIELDS).unwrap()).unwrap(),
        "\u{feff}Reference,Date of birth,Gender\r\n"
    );
    assert_eq!(template::help(&FIELDS[0]), "Reference (required): text. The number on the form");
    let bytes = template::xlsx("People", FIELDS).unwrap();
    let mut source = Source::from_bytes("x", bytes.clone()).unwrap();
    assert_eq!(source.sheets(), ["People", "Help"]);
    let header = source.header(0, FIELDS, &Kept::default()).unwrap();
    let mapping = Mapping::new(&header.names, FIELDS, &Kept::default());
    assert!(mapping.faults.is_empty() && mapping.columns(FIELDS) == [Some(0), Some(1), Some(2)]);
    assert_eq!(cells(bytes, 1)[3], ["Gender", "", "one of Female, Male"]);
}

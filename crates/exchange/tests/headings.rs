//! A partner's headings, matched to the fields of a kind of record.

use base::{Field, Kind};
use exchange::{HeaderFault, How, Kept, Mapping, To};

const FIELDS: &[Field] = &[
    Field::new("reference", "Reference", Kind::Text).required().synonyms(&["Ref", "Client ID"]),
    Field::new("born", "Date of birth", Kind::Date).synonyms(&["DOB"]),
    Field::new("start", "Start date", Kind::Date).required(),
    Field::new("notes", "Notes", Kind::LongText),
];

fn mapped(headings: &[&str], kept: &Kept) -> Mapping {
    let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
    Mapping::new(&headings, FIELDS, kept)
}

#[test]
fn headings_match_whatever_their_case_order_and_punctuation() {
    for born in
        ["DOB", "Date of Birth", "D.O.B.", "date_of_birth", "DATE  OF BIRTH:", "Date of birth (dd/mm/yyyy)", "born"]
    {
        let mapping = mapped(&["", "START DATE*", born, "client-id"], &Kept::default());
        assert!(mapping.faults.is_empty(), "{born}: {mapping}");
        assert_eq!(mapping.columns(FIELDS), [Some(3), Some(2), Some(1), None], "{born}");
    }
}

#[test]
fn near_misses_are_suggested_but_not_taken() {
    let mapping = mapped(&["Refrence", "Start dte", "Date of brith", "Shoe size"], &Kept::default());
    assert_eq!(mapping.columns(FIELDS), [None; 4]);
    let shown = mapping.to_string();
    assert!(shown.contains("is left out: did you mean \u{201c}Date of birth\u{201d}?"), "{shown}");
    assert!(shown.contains("there is no column \u{201c}Reference\u{201d}: is it \u{201c}Refrence\u{201d}?"), "{shown}");
    assert!(shown.contains("Shoe size      is left out\n"), "{shown}");
    assert_eq!(mapping.ignored().count(), 4);
}

#[test]
fn two_columns_for_one_field_and_missing_fields_stop_an_import() {
    let mapping = mapped(&["Ref", "DOB", "Date of birth"], &Kept::default());
    let start = HeaderFault::Missing { label: "Start date".into(), perhaps: None };
    let born =
        HeaderFault::Twice { label: "Date of birth".into(), headings: vec!["DOB".into(), "Date of birth".into()] };
    assert_eq!(mapping.faults, [born, start]);
    assert!(mapping.faults[0].to_string().contains("take out or rename all but one"));
    let before = mapped(&["Ref", "DOB", "Start date"], &Kept::default()).kept(&Kept::default());
    let after = mapped(&["Ref", "DOB", "Date of birth", "Start date"], &before);
    assert_eq!(after.faults.len(), 1, "a heading that was understood once is no choice against another: {after}");
}

#[test]
fn what_somebody_chose_wins_and_is_remembered() {
    let mut kept = Kept::default();
    kept.choose("Joined", Some("start"));
    kept.choose("Client ID", None);
    kept.choose("Was", Some("a field of long ago"));
    let mapping = mapped(&["Ref", "Client ID", "JOINED", "Start date", "Was"], &kept);
    assert!(mapping.faults.is_empty(), "{mapping}");
    assert_eq!(mapping.columns(FIELDS), [Some(0), None, Some(2), None]);
    assert_eq!(mapping.columns[2].to, To::Field { name: "start".into(), how: How::Chosen });
    assert!(matches!(mapping.columns[3].to, To::Ignored { .. }), "its field is taken by a choice");

    let stored = serde_json::to_string(&mapping.kept(&kept)).unwrap();
    let next: Kept = serde_json::from_str(&stored).unwrap();
    let again = mapped(&["joined", "ref"], &next);
    assert_eq!(again.columns(FIELDS), [Some(1), None, Some(0), None]);
    let read: Mapping = serde_json::from_str(&serde_json::to_string(&mapping).unwrap()).unwrap();
    assert_eq!(read, mapping);
}

#[test]
fn the_column_of_reasons_of_rejected_rows_is_left_out_quietly() {
    let mapping = mapped(&["Ref", "Start date", "Waymark says"], &Kept::default());
    assert!(mapping.faults.is_empty());
    assert_eq!(mapping.ignored().count(), 0);
}

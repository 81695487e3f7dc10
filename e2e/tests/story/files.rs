//! What is taken away as a file says the same as the page.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use e2e::{DESKTOP, EVERYWHERE, Error, JavaScript};
use serde_json::Value;

use crate::stage::{OVERVIEW, demonstration, leads, table};

/// A file, fetched as any program fetches one for whoever may have it.
fn fetch(address: &str, kind: &str) -> Result<Vec<u8>, Error> {
    let session = demonstration()?.session(EVERYWHERE)?;
    let mut answer = ureq::get(address).header("cookie", session).call()?;
    assert_eq!(answer.body().mime_type(), Some(kind), "{address}");
    let named = answer.headers().get("content-disposition").and_then(|name| name.to_str().ok()).unwrap_or_default();
    assert!(kind == "application/json" || named.starts_with("attachment; filename="), "{address}: {named}");
    Ok(answer.body_mut().read_to_vec()?)
}

/// The rows of a CSV file.
fn csv(content: &[u8]) -> Vec<Vec<String>> {
    let text = content.strip_prefix("\u{feff}".as_bytes()).unwrap_or(content);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    reader.records().map(|row| row.unwrap_or_default().iter().map(str::to_owned).collect()).collect()
}

const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[test]
fn a_figure_taken_away_as_csv_excel_or_json_agrees_with_the_page() -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(DESKTOP, JavaScript::Off, EVERYWHERE)?;
    // Also with a filter, which the files then have too.
    for filter in ["", "&partner=bridge-house"] {
        browser.goto(&waymark.at(&format!("{OVERVIEW}{filter}")))?;
        let page = table(&browser, "core-by-outcome")?;
        let link = |ending: &str| leads(&browser, &format!("#core-by-outcome .wm-figure__foot a[href*='.{ending}']"));
        // Each label with its people and records, without the heads and percentages.
        let of_page: Vec<(String, String, String)> =
            page.iter().skip(1).map(|row| (row[0].clone(), row[1].replace(',', ""), row[3].replace(',', ""))).collect();
        assert!(of_page.len() > 5, "{page:?}");

        let rows = csv(&fetch(&waymark.at(&link("csv")?), "text/csv")?);
        let of_csv: Vec<(String, String, String)> = of_page
            .iter()
            .map(|(label, ..)| rows.iter().find(|row| row[0] == *label).cloned().unwrap_or_default())
            .map(|row| (row[0].clone(), row[1].clone(), row[3].clone()))
            .collect();
        assert_eq!(of_csv, of_page);

        let mut excel: Xlsx<_> = Xlsx::new(Cursor::new(fetch(&waymark.at(&link("xlsx")?), EXCEL)?))
            .map_err(|fault| Error::Shape(fault.to_string()))?;
        let sheets = excel.worksheets();
        let cells: Vec<Vec<String>> = sheets
            .iter()
            .flat_map(|(_, sheet)| sheet.rows().map(|row| row.iter().map(Data::to_string).collect()))
            .collect();
        for (label, people, records) in &of_page {
            let row = cells.iter().find(|row| row.first() == Some(label));
            assert!(row.is_some_and(|row| row.contains(people) && row.contains(records)), "{label}: {cells:?}");
        }

        let json: Value = serde_json::from_slice(&fetch(&waymark.at(&link("json")?), "application/json")?)
            .map_err(|fault| Error::Shape(fault.to_string()))?;
        let mut of_json: Vec<(String, String, String)> = json["rows"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|row| {
                let label = row["label"][0].as_str().unwrap_or_default().to_owned();
                (label, row["value"].to_string(), row["beside"].to_string())
            })
            .collect();
        let all = of_page.last().cloned().unwrap_or_default();
        assert_eq!(json["total"].to_string(), all.1);
        of_json.push(all);
        assert_eq!(of_json, of_page);
    }
    Ok(())
}

#[test]
fn the_records_behind_a_number_are_as_many_as_it_says() -> Result<(), Error> {
    let waymark = demonstration()?;
    for (figure, records, people) in [("participants", None, 858), ("core-outcomes", Some(809), 577)] {
        let address = waymark.at(&format!("/reports/{figure}/counted.csv?programme=positive-communities"));
        let rows = csv(&fetch(&address, "text/csv")?);
        let rows = &rows[1..];
        let references: BTreeSet<&String> = rows.iter().map(|row| &row[1]).collect();
        assert_eq!(references.len(), people, "{figure}");
        assert!(records.is_none_or(|records| rows.len() == records), "{figure}: {} records", rows.len());
    }
    Ok(())
}

#[test]
fn the_whole_overview_is_taken_away_at_once() -> Result<(), Error> {
    let waymark = demonstration()?;
    let address = |ending: &str| waymark.at(&OVERVIEW.replace("overview", &format!("overview.{ending}")));
    let text = String::from_utf8_lossy(&fetch(&address("csv"), "text/csv")?).into_owned();
    for part in ["858", "809", "577", "503", "371"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let json: Value = serde_json::from_slice(&fetch(&address("json"), "application/json")?)
        .map_err(|fault| Error::Shape(fault.to_string()))?;
    let totals: Vec<(&str, u64)> = json["figures"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|figure| Some((figure["figure"].as_str()?, figure["total"].as_u64()?)))
        .collect();
    for expected in [("participants", 858), ("core-outcomes", 809), ("people-core", 577), ("partners", 12)] {
        assert!(totals.contains(&expected), "{expected:?}: {totals:?}");
    }
    assert!(fetch(&address("xlsx"), EXCEL)?.starts_with(b"PK"));
    Ok(())
}

//! The demonstration shows what was published, and every number can be narrowed, looked into and taken away.

use e2e::{DESKTOP, EVERYWHERE, Error, JavaScript};

use crate::stage::{OVERVIEW, address, demonstration, how_counted, leads, number, says, table, tile, words};

const PROGRAMMES: [&str; 5] = [
    "Positive Communities",
    "More Positive Together",
    "MPT Steps",
    "Positive Progressions",
    "Fair Shares: Community Builders",
];

#[test]
fn from_the_first_page_to_the_cumulative_overview_of_positive_communities() -> Result<(), Error> {
    let waymark = demonstration()?;
    for javascript in [JavaScript::On, JavaScript::Off] {
        let browser = waymark.browser(DESKTOP, javascript, EVERYWHERE)?;
        browser.goto(&waymark.at("/"))?;
        for programme in PROGRAMMES {
            browser.by_role("link", programme)?;
        }
        browser.by_role("link", "Positive Communities")?.click()?;
        assert_eq!(browser.find("h1")?.text()?, "Positive Communities\nCumulative overview");
        for (label, said) in [
            ("Participants", "858 Participants 107% of the target of 800"),
            ("Core outcomes", "809 Core outcomes 91% of the target of 889 by 577 people"),
            ("People with a core outcome", "577 People with a core outcome 67.2% of 858 participants"),
            ("People with a non-core outcome", "503 People with a non-core outcome 58.6% of 858 participants"),
            ("People with both", "371 People with both 43.2% of 858 participants"),
            ("Partners", "12 Partners"),
        ] {
            assert_eq!(tile(&browser, label)?, said);
        }
        says(&browser, &["These records are synthetic", "Data has been collected since", "Counted by version 1"])?;
    }
    Ok(())
}

#[test]
fn who_they_were_what_they_received_and_what_came_of_it_stand_in_tables_under_the_charts() -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(DESKTOP, JavaScript::On, EVERYWHERE)?;
    browser.goto(&waymark.at(OVERVIEW))?;
    let headings = [
        "Gender of participants",
        "Age range of participants",
        "Outputs: Services received",
        "Core outcomes",
        "Non-core outcomes",
    ];
    let charts = browser.find_all("svg.wm-chart")?;
    assert_eq!(charts.len(), headings.len());
    for (chart, heading) in charts.iter().zip(headings) {
        browser.by_role("heading", heading)?;
        // The chart is told in words to whoever does not see it.
        assert!(["image", "img"].contains(&&*chart.role()?));
        let told = chart.name()?;
        assert!(told.starts_with(heading) && told.contains(": "), "{told}");
    }

    let genders = table(&browser, "gender")?;
    assert_eq!(genders.first(), Some(&strings(&["Gender", "Participants", "Percent"])));
    assert_eq!(genders.last(), Some(&strings(&["All", "858", "100.0%"])));
    let ages = table(&browser, "age")?;
    assert_eq!(ages.last(), Some(&strings(&["All", "858", "100.0%"])));
    for rows in [&genders, &ages] {
        assert_eq!(column(rows, 1).iter().sum::<u64>(), 858, "everybody is in one row and no more: {rows:?}");
    }

    // People and records, side by side. Nobody is counted twice in the total, so the rows of people may add up to more.
    let outputs = table(&browser, "outputs")?;
    assert_eq!(outputs[0][..3], ["Service", "People", "Percent"]);
    assert!(column(&outputs, 1).iter().zip(column(&outputs, 3)).all(|(people, records)| *people <= records));
    assert!(column(&outputs, 1).iter().all(|people| *people <= 858));
    says(&browser, &["Out of 858 participants"])?;
    for (key, records, people) in [("core-by-outcome", 809, 577), ("non-core-by-outcome", 778, 503)] {
        let rows = table(&browser, key)?;
        let last = rows.last().cloned().unwrap_or_default();
        assert_eq!((&*last[0], &*last[1], &*last[3]), ("All", &*people.to_string(), &*records.to_string()), "{key}");
        assert_eq!(column(&rows, 3).iter().sum::<u64>(), records, "{key}: {rows:?}");
        assert!(column(&rows, 1).iter().sum::<u64>() >= people, "{key}: {rows:?}");
    }
    Ok(())
}

#[test]
fn a_filter_changes_every_number_stays_in_the_address_and_is_cleared() -> Result<(), Error> {
    let waymark = demonstration()?;
    for javascript in [JavaScript::On, JavaScript::Off] {
        let browser = waymark.browser(DESKTOP, javascript, EVERYWHERE)?;
        browser.goto(&waymark.at(OVERVIEW))?;
        let mut before = 858;
        for (field, option, in_address) in [
            ("Partner", "Bridge House (fictional)", "partner=bridge-house"),
            ("Service", "Voluntary work", "service=voluntary-work"),
            ("Period", "2022/23", "over=2022/23"),
        ] {
            browser.by_label(field)?.select(option)?;
            // With the page's script it follows what one chooses.
            if javascript == JavaScript::Off {
                browser.by_role("button", "Apply filters")?.click()?;
            }
            browser.wait_until(&format!("{in_address} is in the address"), || {
                Ok(address(&browser)?.contains(in_address))
            })?;
            browser.wait_until(&format!("“{field}” leaves fewer people"), || {
                Ok(number(&browser, "Participants")? < before)
            })?;
            before = number(&browser, "Participants")?;
            assert!(before > 0);
        }
        assert!(!tile(&browser, "Participants")?.contains("target"), "a part is not held against the whole target");
        says(&browser, &["Partner: Bridge House (fictional)", "Service: Voluntary work", "2022/23"])?;

        // To a figure and back.
        let filtered = browser.url()?;
        browser.by_role("link", "Gender of participants")?.click()?;
        for part in ["partner=bridge-house", "service=voluntary-work", "over=2022/23"] {
            assert!(address(&browser)?.contains(part), "{}", browser.url()?);
        }
        let genders = table(&browser, "gender")?;
        assert_eq!(genders.last().map(|row| row[1].clone()), Some(before.to_string()));
        browser.back()?;
        assert_eq!(browser.url()?, filtered);
        assert_eq!(number(&browser, "Participants")?, before);
        assert_eq!(browser.by_label("Partner")?.value()?, "bridge-house");

        // One filter less, then none.
        browser.by_role("link", "Remove filter Service: Voluntary work")?.click()?;
        let left = address(&browser)?;
        assert!(!left.contains("service=voluntary-work") && left.contains("partner=bridge-house"), "{left}");
        assert!(number(&browser, "Participants")? > before);
        browser.by_role("link", "Clear filters")?.click()?;
        let left = address(&browser)?;
        assert!(!left.contains("partner=") && !left.contains("over="), "{left}");
        assert_eq!(number(&browser, "Participants")?, 858);
    }
    Ok(())
}

#[test]
fn every_number_leads_to_how_it_was_counted_and_to_the_records_behind_it() -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(DESKTOP, JavaScript::Off, EVERYWHERE)?;
    browser.goto(&waymark.at(OVERVIEW))?;
    browser.by_role("link", &how_counted("Core outcomes"))?.click()?;
    assert!(browser.find("h1")?.text()?.ends_with("Core outcomes: how this was counted"));
    says(
        &browser,
        &["The number 809 core outcomes", "Counts as often as the person has such a record", "The records behind it"],
    )?;
    assert!(browser.find_all("tbody tr")?.len() >= 25, "the outcomes of 25 people to a page");

    // From page to page, without meeting anybody twice.
    let first = browser.find("tbody tr")?.text()?;
    let next = leads(&browser, ".govuk-pagination__next a")?;
    browser.goto(&waymark.at(&next))?;
    assert_ne!(browser.find("tbody tr")?.text()?, first);

    // A cell of a table leads to its own people.
    browser.goto(&waymark.at("/reports/gender?programme=positive-communities"))?;
    let rows = table(&browser, "gender")?;
    browser.by_role("link", &rows[2][1])?.click()?;
    says(&browser, &[&format!("The number {} participants", rows[2][1]), &format!("Gender: {}", rows[2][0])])?;
    Ok(())
}

#[test]
fn an_umbrella_counts_people_and_explains_why_they_are_fewer_than_in_the_registers() -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(DESKTOP, JavaScript::On, EVERYWHERE)?;
    browser.goto(&waymark.at("/"))?;
    browser.by_role("link", "More Positive Together and MPT Steps")?.click()?;
    assert_eq!(number(&browser, "Participants")?, 9_545);
    assert_eq!(number(&browser, "People into employment")?, 1_743);
    assert_eq!(number(&browser, "Partners")?, 30);
    says(
        &browser,
        &[
            "People, not registers",
            "MPT Steps 3,574 More Positive Together 6,312",
            "Both registers added up 9,886",
            "Of these, in both \u{2212}341",
            "Different people together 9,545",
        ],
    )?;
    // The registers are those of the programmes.
    browser.by_role("link", "More Positive Together")?.click()?;
    assert_eq!(number(&browser, "Participants")?, 6_312);
    Ok(())
}

#[test]
fn a_programme_without_data_says_so_and_shows_no_zero() -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(DESKTOP, JavaScript::Off, EVERYWHERE)?;
    browser.goto(&waymark.at("/"))?;
    browser.by_role("link", "Fair Shares: Community Builders")?.click()?;
    for tile in browser.find_all(".wm-tile")? {
        // Which partners take part stands in the definition.
        let text = tile.text()?;
        assert!(text.starts_with("No data yet") || text.contains("Partners"), "{text}");
    }
    says(&browser, &["No data has been collected yet"])?;
    for figure in browser.find_all(".wm-figure")? {
        let text = figure.text()?;
        assert!(text.contains("No data yet"), "{text}");
    }
    // A filter that leaves nobody is something else, and says so.
    browser.goto(&waymark.at(&format!("{OVERVIEW}&over=2021-04")))?;
    says(&browser, &["None with these filters"])?;
    assert!(!words(&browser)?.contains("No data yet"));
    Ok(())
}

fn strings(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// The whole numbers of a column, without its heading and its total.
fn column(rows: &[Vec<String>], column: usize) -> Vec<u64> {
    let inner = rows.get(1..rows.len().saturating_sub(1)).unwrap_or_default();
    inner.iter().filter_map(|row| row.get(column)?.replace(',', "").parse().ok()).collect()
}

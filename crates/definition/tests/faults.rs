//! A programme lead makes mistakes in a definition, and is told where each is and how to mend it.

use definition::{Fault, parse};

/// A definition without fault, to which a test adds one.
const SOUND: &str = r#"
[programme]
key = "bridges"
name = "Bridges"
summary = "Helps people into work."
start = 2021-04-01

[[partner]]
key = "harbour-lane"
label = "Harbour Lane Trust (fictional)"
sub-areas = ["coastal"]

[[sub-area]]
key = "coastal"
label = "Coastal"

[[service]]
key = "iag"
label = "Advice"

[[outcome]]
key = "job"
label = "A job"
core = true

[[indicator]]
key = "participants"
label = "Participants"
unit = "people"

[[figure]]
key = "participants"
title = "Participants"

[[report]]
key = "overview"
title = "Overview"
headline = ["participants"]
"#;

fn faults(text: &str) -> Vec<Fault> {
    parse("bridges.toml", text).err().unwrap_or_default()
}

/// Everything said about the sound definition with `addition` at its end, or in place of `[[report]]` where it must come first.
fn said_of(addition: &str) -> Vec<Fault> {
    faults(&format!("{SOUND}{addition}"))
}

/// Holds that there is one fault, at this text of the addition, and that its message and mend hold these words.
#[track_caller]
fn one(addition: &str, at: &str, words: &[&str]) {
    let found = said_of(addition);
    let said: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 1, "{addition}\n{}", said.join("\n"));
    let fault = &found[0];
    let rest: String = fault.text.chars().skip(fault.column - 1).collect();
    assert!(rest.starts_with(at), "{}", said[0]);
    for word in words {
        assert!(said[0].contains(word), "{word} is not in\n{}", said[0]);
    }
}

#[test]
fn a_sound_definition_has_no_fault() {
    assert_eq!(said_of(""), []);
}

#[test]
fn a_fault_shows_the_line_with_a_caret_and_the_mend() {
    let found = said_of("[[need]]\nkey = \"debt\"\nlabl = \"Debt\"\n");
    let last = found.last().unwrap().to_string();
    assert_eq!(
        last,
        "bridges.toml:41:1: [[need]] has no \u{201c}labl\u{201d}\n  41 | labl = \"Debt\"\n     | ^^^^\n  Did you mean \u{201c}label\u{201d}?"
    );
    assert_eq!(found.len(), 2, "the label that is missing is said too");
}

#[test]
fn slips_in_names_are_answered_with_what_was_meant() {
    one("[[patner]]\nkey = \"x\"\nlabel = \"X\"\n", "patner", &["Did you mean \u{201c}partner\u{201d}?"]);
    one("[words]\npersn = \"learner\"\n", "persn", &["Did you mean \u{201c}person\u{201d}?"]);
    one("[silent]\npartners = \"They are not named.\"\n", "partners", &["Did you mean \u{201c}partner\u{201d}?"]);
    one("[[area]]\nkey = \"x\"\nlabel = \"X\"\nkind = \"wrad\"\n", "\"wrad\"", &["Did you mean \u{201c}ward\u{201d}?"]);
    one(
        "[[partner]]\nkey = \"x\"\nlabel = \"X\"\nsub-areas = [\"costal\"]\n",
        "\"costal\"",
        &["no sub-area", "Did you mean \u{201c}coastal\u{201d}?"],
    );
}

#[test]
fn keys_are_plain_and_used_once() {
    one(
        "[[need]]\nkey = \"Poor Health\"\nlabel = \"Poor health\"\n",
        "\"Poor Health\"",
        &["\u{201c}poor-health\u{201d}"],
    );
    one(
        "[[service]]\nkey = \"iag\"\nlabel = \"Guidance\"\n",
        "\"iag\"",
        &["two services with the key", "the first stands on line 18"],
    );
    one("[[service]]\nkey = \"advice\"\nlabel = \"advice\"\n", "\"advice\"", &["has the label"]);
}

#[test]
fn a_grouping_is_of_terms_by_which_the_figure_is_cut() {
    let figure = |more: &str| format!("[[figure]]\nkey = \"x\"\ntitle = \"X\"\nof = \"interaction\"\n{more}\n");
    one(&figure("by = [\"service\"]\ngrouping = \"side\""), "\"side\"", &["no grouping with the key"]);
    let sides = "[[grouping]]\nkey = \"sides\"\nlabel = \"Sides\"\nof = \"service\"\n\
                 group = [{ key = \"a\", label = \"A\", members = [\"iag\"] }]\n";
    one(
        &format!("{sides}{}", figure("by = [\"gender\"]\ngrouping = \"sides\"")),
        "\"sides\"",
        &["not cut", "Cut by service"],
    );
    assert!(said_of(&format!("{sides}{}", figure("by = [\"service\"]\ngrouping = \"sides\""))).is_empty());
}

#[test]
fn marked_events_stand_in_the_order_of_time() {
    const FLOOD: &str = "[[marked-event]]\nkey = \"flood\"\nlabel = \"the flood\"\n";
    one(FLOOD, "[[marked-event]]", &["has no \u{201c}date\u{201d}", "date ="]);
    let two =
        format!("{FLOOD}date = 2022-02-18\n[[marked-event]]\nkey = \"war\"\nlabel = \"the war\"\ndate = 2022-02-18\n");
    one(&two, "2022-02-18", &["is not after 2022-02-18", "in the order of time"]);
    one(
        &FLOOD.replace("\"flood\"", "\"before\"").replace("flood\"\n", "flood\"\ndate = 2022-02-18\n"),
        "\"before\"",
        &["another key"],
    );
    one(
        "[[figure]]\nkey = \"x\"\ntitle = \"X\"\nof = \"interaction\"\ncount = \"records\"\nby = [\"phase\"]\n",
        "\"phase\"",
        &["no marked events", "[[marked-event]]"],
    );
}

#[test]
fn days_that_cannot_be_are_refused() {
    one(
        "[[planned-end]]\ndate = \"31/09/2021\"\n",
        "\"31/09/2021\"",
        &["there is no such day as 2021-09-31", "2021-09-30"],
    );
    one("[[planned-end]]\ndate = 2021-09-31\n", "2021-09-31", &["there is no such day as 2021-09-31"]);
    one("[[planned-end]]\ndate = 30/09/2021\n", "30", &["2019-09-30"]);
    one("[[planned-end]]\ndate = 2020-09-30\n", "2020-09-30", &["before \u{201c}start\u{201d}, 2021-04-01"]);
    one(
        "[[partner]]\nkey = \"x\"\nlabel = \"X\"\njoined = 2022-02-01\nleft = 2022-01-31\n",
        "2022-01-31",
        &["before \u{201c}joined\u{201d}"],
    );
}

#[test]
fn targets_are_for_indicators_that_there_are() {
    let set = "[[targets]]\nkey = \"first\"\nlabel = \"First\"\nin-force = true\n";
    one(
        &format!("{set}target = [{{ indicator = \"participnts\", value = 800 }}]\n"),
        "\"participnts\"",
        &["Did you mean \u{201c}participants\u{201d}?"],
    );
    one(&format!("{set}target = [{{ indicator = \"participants\", value = -1 }}]\n"), "-1", &["0 or more"]);
    one(
        &format!("{set}target = [{{ indicator = \"participants\", value = 800, period = \"2021-Q5\" }}]\n"),
        "\"2021-Q5\"",
        &["is not a period"],
    );
    one("[[targets]]\nkey = \"first\"\nlabel = \"First\"\n", "[[targets]]", &["in-force = true"]);
}

#[test]
fn a_figure_asks_what_can_be_counted() {
    let figure = |lines: &str| format!("[[figure]]\nkey = \"f\"\ntitle = \"F\"\n{lines}\n");
    one(&figure("by = \"gendre\""), "\"gendre\"", &["Did you mean \u{201c}gender\u{201d}?"]);
    one(&figure("by = [\"age\", \"gender\", \"month\"]"), "\"month\"", &["two dimensions at most"]);
    one(&figure("by = [\"month\", \"quarter\"]"), "\"quarter\"", &["one length of time"]);
    one(&figure("of = \"outcome\"\ncount = \"mean\""), "\"mean\"", &["no quantity"]);
    one(&figure("of = \"enrolment\"\ncore = true"), "true", &["only outcomes are core"]);
    one(&figure("of = \"partner\""), "[[figure]]", &["are not people", "Count records"]);
    one(&figure("percent = true"), "true", &["a percentage needs a base"]);
    one(&figure("count = \"records\"\nbase = \"participants\""), "\"participants\"", &["needs people counted"]);
    one(&figure("of = \"outcome\"\nby = \"outcome\"\nbase = \"group\""), "\"group\"", &["groups of people"]);
    one(&figure("of = \"outcome\"\nterm = [\"jbo\"]"), "\"jbo\"", &["Did you mean \u{201c}job\u{201d}?"]);
    one(&figure("where = [\"partner=harbor-lane\"]"), "\"partner=harbor-lane\"", &["\u{201c}harbour-lane\u{201d}"]);
    one(&figure("where = [\"month=2021\"]"), "\"month=2021\"", &["is not a month"]);
    one(&figure("by = [\"gender\"]\nagainst = \"participants\""), "\"participants\"", &["a target is one number"]);
    one(&figure("against = \"participant\""), "\"participant\"", &["Did you mean \u{201c}participants\u{201d}?"]);
    one(&figure("by = [\"gender\"]\nchart = \"line\""), "\"line\"", &["a line needs time"]);
    one(&figure("of = \"interaction\"\nterm = [\"iag\"]\ncount = [\"people\"]"), "[", &["should be text"]);
}

#[test]
fn reports_show_figures_that_there_are() {
    one("[[report]]\nkey = \"r\"\ntitle = \"R\"\nheadline = [\"particpants\"]\n", "\"particpants\"", &["participants"]);
    let without = SOUND.replace("key = \"overview\"", "key = \"first\"");
    assert!(faults(&without)[0].message.contains("overview"));
}

#[test]
fn nothing_lies_in_itself_and_nothing_leads_to_nothing() {
    one(
        "[[area]]\nkey = \"a\"\nlabel = \"A\"\nkind = \"ward\"\nparent = \"b\"\n\n[[area]]\nkey = \"b\"\nlabel = \"B\"\nkind = \"ward\"\nparent = \"a\"\n",
        "\"b\"",
        &["a in b in a"],
    );
    let column =
        "[logic]\nlabel = \"L\"\ncolumn = [{ key = \"c\", label = \"C\", entry = [{ key = \"e\", label = \"E\" }] }]\n";
    one(&format!("{column}link = [{{ from = \"e\", to = [] }}]\n"), "[]", &["leads to nothing"]);
    one(&format!("{column}link = [{{ from = \"e\", to = [\"ee\"] }}]\n"), "\"ee\"", &["no entry of the logic model"]);
    one(&format!("{column}link = [{{ from = \"e\", to = [\"e\"] }}]\n"), "[\"e\"]", &["leads to itself"]);
}

#[test]
fn a_post_has_no_more_than_a_hundred_percent_at_a_time() {
    let areas = "[[area]]\nkey = \"a\"\nlabel = \"A\"\nkind = \"ward\"\n\n[[area]]\nkey = \"b\"\nlabel = \"B\"\nkind = \"ward\"\n\n";
    let post = |shares: &str| format!("{areas}[[post]]\nkey = \"p\"\nlabel = \"P\"\nshare = [{shares}]\n");
    let too_much = post("{ area = \"a\", percent = 60 }, { area = \"b\", percent = 60 }");
    one(&too_much, "[[post]]", &["120 percent"]);
    let in_turn =
        post("{ area = \"a\", percent = 60, to = 2022-01-31 }, { area = \"b\", percent = 60, from = 2022-02-01 }");
    assert_eq!(said_of(&in_turn), []);
}

#[test]
fn text_that_is_not_toml_is_shown_where_it_breaks() {
    let found = faults("[programme]\nkey = \"a\nname = \"b\"\n");
    assert_eq!((found[0].line, found[0].text.as_str()), (2, "key = \"a"));
    assert!(found[0].mend.contains("quotation marks"), "{}", found[0]);
    let empty = faults("");
    assert!(empty[0].message.contains("no [programme]"), "{}", empty[0]);
}

#[test]
fn all_faults_are_told_at_once() {
    let text =
        SOUND.replace("2021-04-01", "2021-04-31").replace("sub-areas", "subareas").replace("core = true", "core = 1");
    let lines: Vec<usize> = faults(&text).iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [6, 11, 24]);
}

/// Everything said about the sound definition with this line in `[programme]`.
fn said_of_programme(line: &str) -> Vec<String> {
    let text = SOUND.replace("start = 2021-04-01", &format!("start = 2021-04-01\n{line}"));
    faults(&text).iter().map(ToString::to_string).collect()
}

#[test]
fn a_further_question_that_there_is_not_is_named_with_its_place() {
    let said = said_of_programme("questions = [\"sex\", \"religon\"]");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].contains("bridges.toml:7:") && said[0].contains("religon") && said[0].contains("religion"),
        "{said:?}"
    );
    assert!(said_of_programme("questions = [\"sex\", \"sex\"]")[0].contains("twice"));
    assert!(said_of_programme("questions = [\"limits\"]")[0].contains("without asking whether there is one"));
    assert!(said_of_programme("questions = [\"condition\", \"limits\"]").is_empty());
    assert!(said_of_programme("questions = []").is_empty(), "a programme may ask none");
}

#[test]
fn a_scale_has_a_least_and_a_most() {
    for wrong in ["[5, 1]", "[3]", "[1, 5, 10]", "[1, 1]"] {
        let said = said_of_programme(&format!("assessment-scale = {wrong}"));
        assert!(said.len() == 1 && said[0].contains("a least and a most"), "{wrong}: {said:?}");
    }
    assert!(said_of_programme("assessment-scale = [0, 5]").is_empty());
}

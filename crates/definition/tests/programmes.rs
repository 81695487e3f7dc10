//! The definitions that ship with Waymark.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its files should stop")]

use definition::{Cell, Definition, Figure, ProgrammeKind, Word, compare, parse};
use std::path::PathBuf;

fn files() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap()))
        .filter(|(name, _)| !name.ends_with(".demo.toml"))
        .collect();
    files.sort();
    files
}

fn definitions() -> Vec<Definition> {
    files()
        .into_iter()
        .map(|(name, text)| {
            parse(&name, &text).unwrap_or_else(|faults| {
                let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
                panic!("{}", said.join("\n\n"))
            })
        })
        .collect()
}

#[test]
fn every_definition_that_ships_is_without_fault_and_changes_nothing_when_applied_again() {
    for definition in definitions() {
        assert_eq!(compare(&definition, &definition), [], "{}", definition.key());
        assert!(definition.report("overview").is_some(), "{}", definition.key());
    }
}

fn definition(key: &str) -> Definition {
    definitions().into_iter().find(|definition| definition.key() == key).unwrap()
}

fn published(definition: &Definition, key: &str) -> i64 {
    definition.published.iter().find(|fact| fact.key == key).unwrap().value
}

#[test]
fn positive_communities_set_out_to_reach_800_people_and_889_core_outcomes() {
    let programme = definition("positive-communities");
    assert_eq!(programme.target("participants").map(|target| target.value), Some(800));
    assert_eq!(programme.target("core-outcomes").map(|target| target.value), Some(889));
    assert_eq!(programme.partners.len(), 12);
    assert!(programme.partners.iter().all(|partner| partner.fictional && partner.label.ends_with("(fictional)")));
    let totals =
        ["participants", "core-outcomes", "people-core", "people-non-core"].map(|key| published(&programme, key));
    assert_eq!(totals, [858, 809, 577, 503]);
    for silent in ["partner", "rung", "outcome", "start"] {
        assert!(programme.silent.contains_key(silent), "{silent}");
    }
    let overview = programme.report("overview").unwrap();
    assert_eq!(overview.headline.len(), 6);
    assert_eq!(overview.sections.len(), 4);
}

#[test]
fn the_two_lancashire_programmes_share_an_umbrella_and_count_thirty_partners_between_them() {
    let (umbrella, first, second) =
        (definition("lancashire"), definition("more-positive-together"), definition("mpt-steps"));
    assert_eq!(umbrella.programme.kind, ProgrammeKind::Umbrella);
    for programme in [&first, &second] {
        assert_eq!(programme.programme.umbrella.as_deref(), Some("lancashire"));
    }
    let mut keys: Vec<&str> =
        first.partners.iter().chain(&second.partners).map(|partner| partner.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 30);
    assert_eq!(published(&umbrella, "partners"), 30);
    assert_eq!(first.sub_areas.len(), 4);
    let values: Vec<i64> = first.target_sets.iter().map(|set| set.targets[0].value).collect();
    assert_eq!(values, [2250, 4067]);
    let ends: Vec<String> = first.planned_ends.iter().map(|end| end.date.to_string()).collect();
    assert_eq!(ends, ["2019-12-31", "2020-12-31", "2021-12-31", "2023-12-31"]);
    let after: Vec<&str> = umbrella.successors.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(after, ["Move Forward", "Rossendale Works", "Pendle YES Hub"]);
    // One partner of each programme published a partition of its people: the parts come to the whole.
    assert_eq!(published(&first, "one-partner-unemployed") + published(&first, "one-partner-inactive"), 368);
    assert_eq!(published(&second, "one-partner-unemployed") + published(&second, "one-partner-inactive"), 228);
}

#[test]
fn positive_progressions_works_in_four_districts_for_130_learners_and_mends_an_impossible_day() {
    let programme = definition("positive-progressions");
    assert_eq!(programme.target("participants").map(|target| target.value), Some(130));
    let districts: Vec<&str> = programme.areas.iter().map(|area| area.label.as_str()).collect();
    assert_eq!(districts, ["Selby", "Craven", "Harrogate", "York"]);
    let first_end = &programme.planned_ends[0];
    assert_eq!(first_end.date.to_string(), "2019-09-30");
    assert!(first_end.note.as_ref().unwrap().contains("31 September 2019"));
    assert_eq!(programme.word(Word::Participant).many, "learners");
}

#[test]
fn the_review_declares_its_nineteen_figures_and_says_that_there_is_no_data_yet() {
    let review = definition("pcf-review");
    let appendix = review.report("appendix-c").unwrap();
    let keys: Vec<&String> = appendix.sections.iter().flat_map(|section| &section.figures).collect();
    assert_eq!(keys.len(), 19);
    for key in keys {
        assert!(review.figure(key).unwrap().awaits().is_some(), "{key}");
    }
    // The bases of the interviews agree over all three cuts; those of the exercise do not, and are not made to.
    let sum = |keys: &[&str], of: &str| keys.iter().map(|key| published(&review, &format!("{of}-{key}"))).sum::<i64>();
    let (types, themes) = (["partners", "anchors", "members"], ["advice", "training", "volunteering"]);
    let models = ["traditional", "employability", "two-level", "progression", "double"];
    assert_eq!([sum(&types, "interview"), sum(&themes, "interview"), sum(&models, "interview")], [120; 3]);
    assert_eq!([sum(&types, "exercise"), sum(&themes, "exercise"), sum(&models[..4], "exercise")], [109, 109, 118]);
}

#[test]
fn fair_shares_has_thirteen_builders_for_fifteen_communities_and_nine_indicators_two_not_yet_collected() {
    let programme = definition("fair-shares");
    let served: Vec<_> = programme.areas.iter().filter(|area| area.served).collect();
    let places = served.iter().filter(|area| area.kind.is_geographic()).count();
    assert_eq!((places, served.len() - places), (8, 7));
    assert_eq!(programme.posts.len(), 13);
    assert_eq!(programme.indicators.len(), 9);
    assert_eq!(programme.indicators.iter().filter(|one| one.collected_from.is_some()).count(), 7);
    assert_eq!(programme.strands.len(), 3);
    let logic = programme.logic.unwrap();
    let lead_to = |entry: &str| logic.links.iter().filter(|link| link.to.iter().any(|to| to == entry)).count();
    assert_eq!(lead_to("connecting"), 7 + 2, "seven indicators and two characteristics");
    let twice = logic.links.iter().filter(|link| link.from == "i-volunteers").count();
    assert_eq!(twice, 2, "one indicator stands under two outcomes");
    assert!(logic.links.iter().any(|link| link.secondary == Cell::Blank), "an empty cell stays empty");
    let money = programme.funders[0].amount.unwrap();
    assert_eq!((money.pence, money.every_year), (80_000_000, true));
}

#[test]
fn every_figure_reads_as_a_sentence_and_comes_back_from_its_own_address() {
    for definition in definitions() {
        for figure in &definition.figures {
            let parts = figure.parts();
            let again = Figure::from_parts(parts.iter().map(|(name, value)| (*name, value.as_str()))).unwrap();
            let same = Figure { key: figure.key.clone(), notes: figure.notes.clone(), ..again };
            assert_eq!(&same, figure, "{} of {}", figure.key, definition.key());
            let sentence = figure.describe(&definition);
            assert!(sentence.chars().next().is_some_and(char::is_uppercase), "{sentence}");
        }
    }
    let programme = definition("positive-communities");
    let said = programme.figure("people-both").unwrap().describe(&programme);
    assert_eq!(said, "People with core outcomes, who also have non-core outcomes; percentages are of all participants");
}

#[test]
fn no_two_of_them_have_the_same_fingerprint() {
    let definitions = definitions();
    let mut digests: Vec<String> = definitions.iter().map(Definition::digest).collect();
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), definitions.len());
}

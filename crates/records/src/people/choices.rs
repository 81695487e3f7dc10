//! The answers to choose from for what is asked of everyone.
//!
//! *Prefer not to say* and *not stated* are answers; *not asked* is an empty field. The three are never added together.

use base::Choice;

const PREFER_NOT: Choice = Choice::new("prefer-not-to-say", "Prefer not to say").or(&[
    "prefer not to answer",
    "pnts",
    "rather not say",
    "declined",
    "refused",
]);
const NOT_STATED: Choice =
    Choice::new("not-stated", "Not stated").or(&["unknown", "not known", "not provided", "no answer", "blank"]);

/// Gender.
pub const GENDER: &[Choice] = &[
    Choice::new("woman", "Woman").or(&["f", "female", "w", "women", "girl"]),
    Choice::new("man", "Man").or(&["m", "male", "men", "boy"]),
    Choice::new("non-binary", "Non-binary").or(&["nb", "nonbinary", "enby"]),
    Choice::new("self-described", "In another way").or(&[
        "other",
        "self described",
        "prefer to self describe",
        "another",
    ]),
    PREFER_NOT,
    NOT_STATED,
];

/// Ethnic group: the nineteen groups of the 2021 census of England and Wales.
pub const ETHNICITY: &[Choice] = &[
    Choice::new("asian-indian", "Asian: Indian").or(&["indian", "asian or asian british indian"]),
    Choice::new("asian-pakistani", "Asian: Pakistani").or(&["pakistani", "asian or asian british pakistani"]),
    Choice::new("asian-bangladeshi", "Asian: Bangladeshi").or(&["bangladeshi", "asian or asian british bangladeshi"]),
    Choice::new("asian-chinese", "Asian: Chinese").or(&["chinese", "asian or asian british chinese"]),
    Choice::new("asian-other", "Asian: any other").or(&["any other asian background", "other asian", "asian"]),
    Choice::new("black-african", "Black: African").or(&["african", "black or black british african"]),
    Choice::new("black-caribbean", "Black: Caribbean").or(&["caribbean", "black or black british caribbean"]),
    Choice::new("black-other", "Black: any other").or(&["any other black background", "other black", "black"]),
    Choice::new("mixed-white-black-caribbean", "Mixed: White and Black Caribbean").or(&["white and black caribbean"]),
    Choice::new("mixed-white-black-african", "Mixed: White and Black African").or(&["white and black african"]),
    Choice::new("mixed-white-asian", "Mixed: White and Asian").or(&["white and asian"]),
    Choice::new("mixed-other", "Mixed: any other").or(&["any other mixed background", "other mixed", "mixed"]),
    Choice::new("white-british", "White: English, Welsh, Scottish, Northern Irish or British").or(&[
        "white british",
        "british",
        "english",
        "welsh",
        "scottish",
        "northern irish",
        "white english",
    ]),
    Choice::new("white-irish", "White: Irish").or(&["irish"]),
    Choice::new("white-gypsy-irish-traveller", "White: Gypsy or Irish Traveller")
        .or(&["gypsy or irish traveller", "traveller"]),
    Choice::new("white-roma", "White: Roma").or(&["roma"]),
    Choice::new("white-other", "White: any other").or(&["any other white background", "other white", "white"]),
    Choice::new("other-arab", "Other: Arab").or(&["arab"]),
    Choice::new("other", "Any other ethnic group").or(&["any other", "other ethnic group"]),
    PREFER_NOT,
    NOT_STATED,
];

/// Disability: a lasting condition that limits day-to-day activities, as the harmonised questions put it.
pub const DISABILITY: &[Choice] = &[
    Choice::new("yes", "Disabled").or(&["y", "true", "disabled", "limited a lot", "limited a little"]),
    Choice::new("no", "Not disabled").or(&["n", "false", "none", "not disabled", "non disabled"]),
    PREFER_NOT,
    NOT_STATED,
];

/// How exactly a date of birth is known. What is not known is kept as the first month or day.
pub const PRECISION: &[Choice] = &[
    Choice::new("day", "To the day"),
    Choice::new("month", "Month and year only"),
    Choice::new("year", "Year only"),
    Choice::new("about", "About: a guess"),
];

/// What people see for `key` in a list of choices; the key itself if the list does not have it.
#[must_use]
pub fn label_of<'a>(choices: &[Choice], key: &'a str) -> &'a str {
    choices.iter().find(|choice| choice.key == key).map_or(key, |choice| choice.label)
}

//! A form rendered from the description of its fields: one way for every kind of record.

use super::{
    DateParts, Error, Holds, Item, Question, Radios, TextInput, date_input, error_summary, radios, select, text_input,
    textarea,
};
use base::{Field, Invalid, Kind};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// A fixed list this short is shown as radios, a longer one as a select.
const FEW: usize = 6;

/// What stands in the fields of a form, by the fields' names, as text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Values(BTreeMap<String, String>);

impl Values {
    /// The text in the field `name`, empty if there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Puts `text` into the field `name`.
    pub fn set(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.0.insert(name.into(), text.into());
    }

    /// What a browser sent: the three boxes of each date among `fields` become one text, as [`DateParts::text`] writes it, and
    /// all text is trimmed.
    #[must_use]
    pub fn sent(fields: &[Field], pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut values = Self(pairs.into_iter().map(|(name, text)| (name, text.trim().to_owned())).collect());
        for field in fields.iter().filter(|field| field.kind == Kind::Date) {
            let part = |part: &str| values.0.get(&format!("{}-{part}", field.name)).cloned();
            let (day, month, year) = (part("day"), part("month"), part("year"));
            if day.is_some() || month.is_some() || year.is_some() {
                let of = Option::unwrap_or_default;
                values.set(field.name, DateParts { day: of(day), month: of(month), year: of(year) }.text());
            }
        }
        values
    }
}

impl<N: Into<String>, T: Into<String>> FromIterator<(N, T)> for Values {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, text)| (name.into(), text.into())).collect())
    }
}

/// A form to be shown.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// Its fields, in order.
    pub fields: &'a [Field],
    /// What stands in them.
    pub values: &'a Values,
    /// What is wrong with what stands in them.
    pub invalid: &'a [Invalid],
    /// What may be chosen in the fields that hold a term or another record, by the field's name.
    pub lists: &'a [(&'a str, &'a [Item<'a>])],
}

impl Form<'_> {
    /// The error summary, for the head of the page; nothing if nothing is wrong.
    #[must_use]
    pub fn summary(&self) -> Markup {
        let errors: Vec<Error> = self.invalid.iter().map(|invalid| self.error(invalid)).collect();
        error_summary(&errors)
    }

    /// The fields, each with its label, help, value, and what is wrong with it.
    #[must_use]
    pub fn fields(&self) -> Markup {
        html! { @for field in self.fields { (self.field(field)) } }
    }

    /// What may be chosen in a field, or is suggested for it.
    fn list(&self, field: &Field) -> &[Item<'_>] {
        self.lists.iter().find(|(name, _)| *name == field.name).map_or(&[][..], |(_, items)| items)
    }

    fn error(&self, invalid: &Invalid) -> Error {
        let field = self.fields.iter().find(|field| field.name == invalid.field);
        let text = field.map_or_else(|| invalid.reason.clone(), |field| format!("{}: {}", field.label, invalid.reason));
        let control = field.map(|field| match field.kind {
            Kind::Date => format!("{}-day", field.name),
            _ => field.name.to_owned(),
        });
        Error { text, control }
    }

    fn field(&self, field: &Field) -> Markup {
        let error = self.invalid.iter().find(|invalid| invalid.field == field.name);
        let label = if field.required { field.label.to_owned() } else { format!("{} (optional)", field.label) };
        let question =
            Question::new(field.name, &label).hint(field.help).error(error.map(|invalid| invalid.reason.as_str()));
        let value = self.values.get(field.name);
        match field.kind {
            Kind::Text => {
                let suggestions = self.list(field);
                text_input(&question, &TextInput { value, suggestions, ..TextInput::default() })
            }
            Kind::LongText => textarea(&question, value, 5),
            Kind::Date => date_input(&question, &DateParts::read(value)),
            Kind::Timestamp => text_input(&question, &TextInput { value, width: Some(20), ..TextInput::default() }),
            Kind::Whole => text_input(
                &question,
                &TextInput { value, holds: Holds::Number, width: Some(10), ..TextInput::default() },
            ),
            Kind::Money => {
                let input = TextInput {
                    value,
                    holds: Holds::Decimal,
                    width: Some(10),
                    prefix: Some("\u{a3}"),
                    ..TextInput::default()
                };
                text_input(&question, &input)
            }
            Kind::YesNo => {
                let items = [Item::new("yes", "Yes"), Item::new("no", "No")];
                radios(&question, &Radios { items: &items, selected: value, inline: true, small: false })
            }
            Kind::Choice(choices) => {
                let items: Vec<Item<'_>> = choices.iter().map(|choice| Item::new(choice.key, choice.label)).collect();
                // Whoever may prefer not to say may also not have been asked, which is no answer.
                let unasked = items.iter().any(|item| item.value == "prefer-not-to-say").then_some("Not asked");
                one_of(&question, &items, value, unasked)
            }
            Kind::Term(_) | Kind::Record(_) => one_of(&question, self.list(field), value, None),
        }
    }
}

/// One of a list: radios if it is short, else a select that begins with nothing chosen. `none` is what it means to choose none of
/// them, where that is an answer too.
fn one_of(question: &Question<'_>, items: &[Item<'_>], value: &str, none: Option<&str>) -> Markup {
    let few = items.len() <= FEW && !items.is_empty();
    let first = none.or((!few).then_some("Choose one")).map(|label| Item::new("", label));
    let items: Vec<Item<'_>> = first.into_iter().chain(items.iter().copied()).collect();
    if few {
        return radios(question, &Radios { items: &items, selected: value, inline: false, small: false });
    }
    select(question, &items, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Choice;

    const GENDER: &[Choice] = &[Choice::new("female", "Female"), Choice::new("male", "Male")];
    const FIELDS: &[Field] = &[
        Field::new("family_name", "Family name", Kind::Text).required().help("As on official letters"),
        Field::new("born", "Date of birth", Kind::Date).required(),
        Field::new("gender", "Gender", Kind::Choice(GENDER)),
        Field::new("service", "Service", Kind::Term("service")),
    ];

    fn shown(values: &Values, invalid: &[Invalid]) -> (String, String) {
        let services: Vec<String> = (1..9).map(|number| format!("service-{number}")).collect();
        let items: Vec<Item<'_>> = services.iter().map(|key| Item::new(key, key)).collect();
        let form = Form { fields: FIELDS, values, invalid, lists: &[("service", &items)] };
        (form.summary().into_string(), form.fields().into_string())
    }

    #[test]
    fn what_was_typed_stands_in_the_form_again_with_what_is_wrong_beside_it() {
        let pairs = [
            ("family_name", " O'Hara "),
            ("born-day", "31"),
            ("born-month", "9"),
            ("born-year", "1980"),
            ("gender", "female"),
        ];
        let values = Values::sent(FIELDS, pairs.map(|(name, text)| (name.to_owned(), text.to_owned())));
        assert_eq!(values.get("born"), "31/9/1980");
        let wrong = [Invalid::new("born", "31/9/1980", "September has 30 days")];
        let (summary, fields) = shown(&values, &wrong);
        assert!(summary.contains("<a href=\"#born-day\">Date of birth: September has 30 days</a>"), "{summary}");
        assert!(fields.contains("value=\"O'Hara\""));
        assert!(fields.contains("id=\"born-error\""));
        assert!(fields.contains("name=\"born-day\" type=\"text\" inputmode=\"numeric\" value=\"31\""), "{fields}");
        assert!(fields.contains("id=\"gender\" name=\"gender\" type=\"radio\" value=\"female\" checked"), "{fields}");
    }

    #[test]
    fn a_faultless_form_has_no_summary_and_says_what_is_optional() {
        let (summary, fields) = shown(&Values::default(), &[]);
        assert_eq!(summary, "");
        assert!(fields.contains("Family name</label>") && fields.contains("Service (optional)</label>"));
        assert!(fields.contains("Choose one"));
    }

    #[test]
    fn a_fault_in_no_one_field_is_still_said() {
        let (summary, _) = shown(&Values::default(), &[Invalid::new("", "", "This person is already enrolled")]);
        assert!(summary.contains("<li>This person is already enrolled</li>"), "{summary}");
    }

    #[test]
    fn what_is_typed_cannot_become_markup() {
        let values: Values = [("family_name", "\"><script>")].into_iter().collect();
        let (_, fields) = shown(&values, &[]);
        assert!(!fields.contains("<script>"));
    }
}

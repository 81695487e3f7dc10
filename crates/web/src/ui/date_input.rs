//! A date in three boxes.

use super::Question;
use base::Date;
use maud::{Markup, html};

/// What stands in the three boxes, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DateParts {
    /// The day of the month.
    pub day: String,
    /// The month, as a number.
    pub month: String,
    /// The year, with all four digits.
    pub year: String,
}

impl DateParts {
    /// The parts of a date as it is stored (`2021-09-03`) or written (`3/9/2021`). Anything else stands in the first box, so that
    /// nothing typed is lost.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let part = |text: &str| text.trim().to_owned();
        let pieces: Vec<&str> = text.split(['-', '/']).collect();
        match pieces.as_slice() {
            [year, month, day] if year.len() == 4 => {
                let plain = |text: &str| part(text.trim_start_matches('0'));
                Self { day: plain(day), month: plain(month), year: part(year) }
            }
            [day, month, year] => Self { day: part(day), month: part(month), year: part(year) },
            _ => Self { day: part(text), ..Self::default() },
        }
    }

    /// The date in one text: as it is stored if the parts are a date, else day, month and year with strokes between; empty if
    /// all are.
    #[must_use]
    pub fn text(&self) -> String {
        let (day, month, year) = (self.day.trim(), self.month.trim(), self.year.trim());
        if day.is_empty() && month.is_empty() && year.is_empty() {
            return String::new();
        }
        self.date().map_or_else(|| format!("{day}/{month}/{year}"), |date| date.to_string())
    }

    /// The date, if the parts make one.
    fn date(&self) -> Option<Date> {
        let year = self.year.trim();
        let year = (year.len() == 4).then(|| year.parse().ok()).flatten()?;
        Date::new(year, self.month.trim().parse().ok()?, self.day.trim().parse().ok()?).ok()
    }
}

/// A date in three boxes, sent as `name-day`, `name-month` and `name-year`.
#[must_use]
pub fn date_input(question: &Question<'_>, parts: &DateParts) -> Markup {
    let boxes = [("day", "Day", 2, &parts.day), ("month", "Month", 2, &parts.month), ("year", "Year", 4, &parts.year)];
    let controls = html! {
        div class="govuk-date-input" id=(question.key()) {
            @for (part, label, width, value) in boxes {
                @let id = format!("{}-{part}", question.key());
                div class="govuk-date-input__item" {
                    div class="govuk-form-group" {
                        label class="govuk-label govuk-date-input__label" for=(id) { (label) }
                        input class={ (question.class("govuk-input")) " govuk-date-input__input govuk-input--width-" (width) }
                            id=(id) name={ (question.name) "-" (part) } type="text" inputmode="numeric"
                            value=[(!value.is_empty()).then_some(value)];
                    }
                }
            }
        }
    };
    question.around_several(Some("group"), &controls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_as_it_was() {
        for (text, day, month, year) in [
            ("2021-09-03", "3", "9", "2021"),
            ("31/9/2019", "31", "9", "2019"),
            ("soon", "soon", "", ""),
            ("", "", "", ""),
        ] {
            let parts = DateParts::read(text);
            assert_eq!((parts.day.as_str(), parts.month.as_str(), parts.year.as_str()), (day, month, year), "{text}");
        }
    }

    #[test]
    fn three_boxes_make_one_date_or_say_what_was_in_them() {
        let parts = |day: &str, month: &str, year: &str| {
            DateParts { day: day.to_owned(), month: month.to_owned(), year: year.to_owned() }.text()
        };
        assert_eq!(parts("3", "09", "2021"), "2021-09-03");
        assert_eq!(parts("31", "9", "2019"), "31/9/2019");
        assert_eq!(parts("3", "9", "21"), "3/9/21");
        assert_eq!(parts("", " ", ""), "");
    }
}

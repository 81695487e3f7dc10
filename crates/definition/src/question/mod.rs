//! A figure as text: the same names and values in a definition, on the command line and in a web address.

mod check;
mod describe;
mod text;

use crate::model::{Base, Chart, Count, Dimension, FactKind, Figure, Of};
use crate::nearest::nearest;
use base::Period;
use std::fmt;

/// Every name that a question can have, beside those of the dimensions.
pub(crate) const PARTS: [&str; 17] = [
    "title",
    "count",
    "beside",
    "of",
    "core",
    "term",
    "frame",
    "having",
    "by",
    "grouping",
    "where",
    "over",
    "cumulative",
    "base",
    "percent",
    "against",
    "chart",
];

/// The value that stands for facts and people without one: no partner, no area, no answer.
pub const NONE: &str = "none";

/// The value that stands for the time before all marked events.
pub const BEFORE: &str = "before";

/// What is wrong with one part of a question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct PartFault {
    /// The name of the part: `by`, `where`, `count` \u{2026}
    pub part: String,
    /// The value, or the bit of it, that is meant.
    pub value: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it; empty if the message says it all.
    pub mend: String,
}

impl fmt::Display for PartFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.part, self.message)?;
        if self.mend.is_empty() { Ok(()) } else { write!(f, ". {}", self.mend) }
    }
}

impl PartFault {
    pub(crate) fn new(part: &str, value: &str, message: impl Into<String>, mend: impl Into<String>) -> Self {
        let short: String = value.chars().take(80).collect();
        Self { part: part.to_owned(), value: short, message: message.into(), mend: mend.into() }
    }
}

impl Figure {
    /// The question asked when nothing is said: how many people are enrolled.
    #[must_use]
    pub fn participants() -> Self {
        Self {
            key: String::new(),
            title: String::new(),
            count: Count::People,
            beside: None,
            of: Of::kind(FactKind::Enrolment),
            having: Vec::new(),
            by: Vec::new(),
            grouping: None,
            filters: Vec::new(),
            over: None,
            cumulative: false,
            base: None,
            percent: false,
            against: None,
            chart: None,
            notes: Vec::new(),
        }
    }

    /// Reads a question from its parts, as in `[("of", "outcome"), ("by", "gender,age"), ("where", "partner=x")]`.
    ///
    /// A part with an empty value is ignored, as forms send them. The name of a dimension is a filter on it. This looks at
    /// the text alone; [`check`](Self::check) holds it against a definition.
    ///
    /// # Errors
    ///
    /// Everything wrong with the parts. Never empty.
    pub fn from_parts<'p>(parts: impl IntoIterator<Item = (&'p str, &'p str)>) -> Result<Self, Vec<PartFault>> {
        Self::participants().with(parts)
    }

    /// This question with other parts. Each part named replaces the one that was there, save that filters are added: what a
    /// declared figure leaves out stays left out.
    ///
    /// # Errors
    ///
    /// Everything wrong with the parts. Never empty.
    pub fn with<'p>(mut self, parts: impl IntoIterator<Item = (&'p str, &'p str)>) -> Result<Self, Vec<PartFault>> {
        let mut faults = Vec::new();
        let parts =
            parts.into_iter().map(|(name, value)| (name.trim(), value.trim())).filter(|(_, value)| !value.is_empty());
        for (name, value) in parts {
            if let Err(fault) = self.set(name, value) {
                faults.push(fault);
            }
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), PartFault> {
        match name {
            "title" => value.clone_into(&mut self.title),
            "count" => self.count = text::one_of(name, value, &Count::ALL, Count::key)?,
            "beside" => self.beside = Some(text::one_of(name, value, &Count::ALL, Count::key)?),
            "of" => self.of = text::of(name, value)?,
            "core" => self.of.core = Some(text::core(name, value)?),
            "term" => self.of.terms = text::list(value),
            "frame" => self.of.frame = Some(value.to_owned()),
            "having" => {
                self.having = value
                    .split(' ')
                    .filter(|one| !one.is_empty())
                    .map(|one| text::of(name, one))
                    .collect::<Result<_, _>>()?;
            }
            "by" => self.by = text::dimensions(name, value)?,
            "grouping" => self.grouping = Some(value.to_owned()),
            "where" => self.filters.push(text::filter(name, value)?),
            "over" => {
                let period: Period =
                    value.parse().map_err(|error| PartFault::new(name, value, format!("{error}"), ""))?;
                self.over = Some(period);
            }
            "cumulative" => self.cumulative = text::flag(name, value)?,
            "base" => self.base = Some(text::one_of(name, value, &Base::ALL, Base::key)?),
            "percent" => self.percent = text::flag(name, value)?,
            "against" => self.against = Some(value.to_owned()),
            "chart" => self.chart = Some(text::one_of(name, value, &Chart::ALL, Chart::key)?),
            other => match Dimension::from_key(other) {
                Some(dimension) => self.filters.push(text::on(other, dimension, value)?),
                None => {
                    let known = PARTS.into_iter().chain(Dimension::ALL.map(Dimension::key));
                    let mend = nearest(other, known).map_or_else(
                        || format!("A question has these parts: {}.", PARTS.join(", ")),
                        |near| format!("Did you mean \u{201c}{near}\u{201d}?"),
                    );
                    let message = format!("a question has no part called \u{201c}{other}\u{201d}");
                    return Err(PartFault::new(other, value, message, mend));
                }
            },
        }
        Ok(())
    }

    /// The question as parts, from which [`from_parts`](Self::from_parts) makes it again. Key and notes are not among them.
    #[must_use]
    pub fn parts(&self) -> Vec<(&'static str, String)> {
        let plain = Self::participants();
        let mut parts = Vec::new();
        let mut add = |name, value: String| parts.push((name, value));
        if !self.title.is_empty() {
            add("title", self.title.clone());
        }
        if self.count != plain.count {
            add("count", self.count.key().to_owned());
        }
        if let Some(beside) = self.beside {
            add("beside", beside.key().to_owned());
        }
        if self.of.kind != plain.of.kind {
            add("of", self.of.kind.key().to_owned());
        }
        if let Some(core) = self.of.core {
            add("core", core.to_string());
        }
        if !self.of.terms.is_empty() {
            add("term", self.of.terms.join(","));
        }
        if let Some(frame) = &self.of.frame {
            add("frame", frame.clone());
        }
        if !self.having.is_empty() {
            let having: Vec<String> = self.having.iter().map(Of::to_string).collect();
            add("having", having.join(" "));
        }
        if !self.by.is_empty() {
            let by: Vec<&str> = self.by.iter().map(|dimension| dimension.key()).collect();
            add("by", by.join(","));
        }
        if let Some(grouping) = &self.grouping {
            add("grouping", grouping.clone());
        }
        for filter in &self.filters {
            add("where", filter.to_string());
        }
        if let Some(over) = self.over {
            add("over", over.to_string());
        }
        if self.cumulative {
            add("cumulative", "1".to_owned());
        }
        if let Some(base) = self.base {
            add("base", base.key().to_owned());
        }
        if self.percent {
            add("percent", "1".to_owned());
        }
        if let Some(against) = &self.against {
            add("against", against.clone());
        }
        if let Some(chart) = self.chart {
            add("chart", chart.key().to_owned());
        }
        parts
    }

    /// The question as the query of a web address, without the question mark: `of=outcome&core=true&by=gender,age`.
    #[must_use]
    pub fn query(&self) -> String {
        let pairs: Vec<String> =
            self.parts().into_iter().map(|(name, value)| format!("{name}={}", text::encode(&value))).collect();
        pairs.join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Filter;

    fn ask(parts: &[(&str, &str)]) -> Result<Figure, Vec<PartFault>> {
        Figure::from_parts(parts.iter().copied())
    }

    #[test]
    fn a_question_comes_back_from_its_own_address() {
        let parts = [
            ("count", "records"),
            ("of", "outcome"),
            ("core", "true"),
            ("having", "outcome:non-core interaction:iag"),
            ("by", "gender,quarter"),
            ("where", "partner=harbour-lane,old-mill"),
            ("where", "age=25-34"),
            ("over", "2021/22"),
            ("cumulative", "1"),
            ("base", "counted"),
        ];
        let figure = ask(&parts).unwrap();
        let again = Figure::from_parts(figure.parts().iter().map(|(name, value)| (*name, value.as_str()))).unwrap();
        assert_eq!(figure, again);
        assert_eq!(
            figure.query(),
            "count=records&of=outcome&core=true&having=outcome:non-core%20interaction:iag&by=gender,quarter\
             &where=partner%3Dharbour-lane,old-mill&where=age%3D25-34&over=2021-04-01..2022-03-31&cumulative=1&base=counted"
        );
    }

    #[test]
    fn a_filter_form_may_name_dimensions_plainly_and_leave_boxes_empty() {
        let figure = ask(&[("partner", "harbour-lane"), ("age", ""), ("over", "")]).unwrap();
        assert_eq!(figure.filters, [Filter { dimension: Dimension::Partner, values: vec!["harbour-lane".to_owned()] }]);
    }

    #[test]
    fn every_slip_is_answered_with_what_was_probably_meant() {
        let faults =
            ask(&[("by", "gendre,age"), ("cuont", "people"), ("where", "partner"), ("count", "peple")]).unwrap_err();
        let said: Vec<String> = faults.iter().map(PartFault::to_string).collect();
        assert_eq!(said.len(), 4, "{said:?}");
        assert!(said[0].contains("Did you mean \u{201c}gender\u{201d}?"), "{}", said[0]);
        assert!(said[1].contains("Did you mean \u{201c}count\u{201d}?"), "{}", said[1]);
        assert!(said[2].contains("partner=value"), "{}", said[2]);
        assert!(said[3].contains("people"), "{}", said[3]);
    }

    #[test]
    fn filters_of_the_reader_narrow_a_declared_figure_and_never_widen_it() {
        let declared = ask(&[("of", "outcome"), ("where", "gender=female"), ("by", "outcome")]).unwrap();
        let narrowed = declared.with([("where", "partner=x"), ("by", "age")]).unwrap();
        assert_eq!(narrowed.filters.len(), 2);
        assert_eq!(narrowed.by, [Dimension::Age]);
    }
}

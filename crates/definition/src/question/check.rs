//! Whether a question can be answered, and whether a definition has what it names.

use super::{BEFORE, NONE, PartFault};
use crate::model::{
    Base, Chart, Count, Definition, Dimension, FactKind, Figure, Filter, Of, ProgrammeKind, Vocabulary,
};
use crate::nearest::nearest;

impl Figure {
    /// What is wrong with this question under a definition: combinations that cannot be counted, and names that the
    /// definition does not have. Empty if it can be asked. Under an umbrella names are not looked up, since they belong to
    /// the programmes beneath it.
    #[must_use]
    pub fn check(&self, definition: &Definition) -> Vec<PartFault> {
        let mut faults = self.combinations();
        if let Some(grouping) = &self.grouping {
            let known = definition.groupings.iter().map(|grouping| grouping.key.as_str());
            match definition.grouping(grouping) {
                None => faults.push(unknown("grouping", "grouping", grouping, known)),
                Some(found) if !self.by.iter().any(|by| self.vocabulary(*by) == Some(found.of)) => {
                    let message = format!("it groups terms of {}, by which this figure is not cut", found.of.key());
                    let mend = format!("Cut by {}, or take the grouping out.", found.of.key());
                    faults.push(PartFault::new("grouping", grouping, message, mend));
                }
                Some(_) => {}
            }
        }
        if definition.marked_events.is_empty()
            && let Some((part, phase)) = self.dimensions().find(|(_, dimension)| *dimension == Dimension::Phase)
        {
            let message = "this programme has no marked events to tell before and after by";
            let mend = "Add a [[marked-event]] with key, label and date to the definition, or cut by month or quarter.";
            faults.push(PartFault::new(part, phase.key(), message, mend));
        }
        if definition.programme.kind != ProgrammeKind::Umbrella {
            names(self, definition, &mut faults);
        }
        if let Some(against) = &self.against
            && definition.indicator(against).is_none()
        {
            let known = definition.indicators.iter().map(|indicator| indicator.key.as_str());
            faults.push(unknown("against", "indicator", against, known));
        }
        faults
    }

    /// Combinations that cannot be counted, whatever the programme.
    fn combinations(&self) -> Vec<PartFault> {
        let mut faults = Vec::new();
        let mut wrong =
            |part, value: &str, message: String, mend: &str| faults.push(PartFault::new(part, value, message, mend));
        let facts = self.of.kind.plural();
        for (part, count) in [("count", Some(self.count)), ("beside", self.beside)] {
            match count {
                Some(count @ (Count::Total | Count::Mean)) if self.of.kind.quantity().is_none() => {
                    let message = format!("{facts} have no quantity of which there could be a {}", count.key());
                    wrong(part, count.key(), message, "Count people or records.");
                }
                Some(Count::People) if !self.of.kind.has_subject() => {
                    wrong(part, "people", format!("{facts} are not people"), "Count records.");
                }
                _ => {}
            }
        }
        if self.beside == Some(self.count) {
            wrong(
                "beside",
                self.count.key(),
                "it is counted so already".to_owned(),
                "Count the other: people or records.",
            );
        }
        for (part, of) in std::iter::once(("of", &self.of)).chain(self.having.iter().map(|of| ("having", of))) {
            if of.core.is_some() && of.kind != FactKind::Outcome {
                let message = format!("only outcomes are core or non-core, not {}", of.kind.plural());
                wrong(
                    if part == "of" { "core" } else { part },
                    of.kind.key(),
                    message,
                    "Take it out, or count outcomes.",
                );
            }
            if of.frame.is_some() && of.kind != FactKind::Code {
                wrong(
                    if part == "of" { "frame" } else { part },
                    of.kind.key(),
                    "only codes belong to a frame".to_owned(),
                    "",
                );
            }
            if part == "having" && !of.kind.has_subject() {
                wrong(part, of.kind.key(), format!("nobody has {}: they are not about a person", of.kind.plural()), "");
            }
        }
        for (part, dimension) in self.dimensions() {
            if dimension == Dimension::Term && matches!(self.of.kind, FactKind::Enrolment | FactKind::Partner) {
                let message = format!("{facts} have no term of their own");
                wrong(part, "term", message, "Say of which kind: service, outcome or destination.");
            }
            // The service of an event is its own, although services are usually those of interactions.
            let own_term = dimension.vocabulary().is_some_and(|one| self.of.kind.vocabulary() == Some(one));
            let by_way_of_person =
                dimension.is_of_person() || !own_term && dimension.fact_kind().is_some_and(|kind| kind != self.of.kind);
            if by_way_of_person && !self.of.kind.has_subject() {
                let message =
                    format!("{facts} are not about a person, so they have no {}", dimension.label().to_lowercase());
                wrong(part, dimension.key(), message, "Cut by something of the fact itself, such as area or partner.");
            }
        }
        self.cuts(&mut faults);
        faults
    }

    /// What `by`, `base` and `against` ask of one another.
    fn cuts(&self, faults: &mut Vec<PartFault>) {
        let mut wrong =
            |part, value: &str, message: &str, mend: &str| faults.push(PartFault::new(part, value, message, mend));
        if self.by.len() > 2 {
            wrong(
                "by",
                self.by[2].key(),
                "a figure can be cut by two dimensions at most",
                "Make another figure of it.",
            );
        }
        for (index, dimension) in self.by.iter().enumerate() {
            if self.by[..index].contains(dimension) {
                wrong("by", dimension.key(), "this stands twice", "Take one of them out.");
            } else if dimension.is_time() && self.by[..index].iter().any(|earlier| earlier.is_time()) {
                wrong("by", dimension.key(), "a figure can be cut by one length of time only", "Keep one of them.");
            }
        }
        if self.percent && self.base.is_none() {
            wrong(
                "percent",
                "true",
                "a percentage needs a base: the people or facts it is a percentage of",
                "Add base = \"participants\", \"counted\" or \"group\".",
            );
        }
        match self.base {
            Some(base @ (Base::Participants | Base::Group)) if self.count != Count::People => {
                let message = "a percentage of people needs people counted";
                wrong("base", base.key(), message, "Count people, or use base = \"counted\".");
            }
            Some(base) if self.count == Count::Mean => {
                wrong("base", base.key(), "a mean is not a part of anything", "Take the base out.");
            }
            Some(Base::Group)
                if !self.by.last().is_some_and(|last| last.is_of_person() || *last == Dimension::Programme) =>
            {
                let last = self.by.last().map_or("nothing", |last| last.key());
                wrong(
                    "base",
                    last,
                    "the groups whose percentages these are must be groups of people, by the last dimension",
                    "Cut last by something of the person, such as gender or enrolment-partner, or use another base.",
                );
            }
            _ => {}
        }
        let timed = self.by.iter().any(|dimension| dimension.is_time());
        match self.chart {
            Some(Chart::Number) if !self.by.is_empty() => {
                wrong("chart", "number", "a figure that is cut is not one number", "Leave the chart or the cut out.");
            }
            Some(Chart::Line) if !timed => {
                wrong("chart", "line", "a line needs time", "Cut by month, quarter or year.");
            }
            Some(chart @ (Chart::Grouped | Chart::Stacked)) if self.by.len() < 2 => {
                wrong("chart", chart.key(), "this chart needs two dimensions", "Cut by a second one, or use bars.");
            }
            _ => {}
        }
        if let Some(against) = &self.against {
            let one_number = |by: &[Dimension]| by.iter().all(|one| one.is_time() || *one == Dimension::Partner);
            if !one_number(&self.by) {
                let message = "a target is one number, or one for each period or partner";
                wrong("against", against, message, "Cut by time, by partner or not at all, or take the target out.");
            }
        }
    }

    /// Every dimension in use, with the part it stands in.
    fn dimensions(&self) -> impl Iterator<Item = (&'static str, Dimension)> {
        let by = self.by.iter().map(|dimension| ("by", *dimension));
        by.chain(self.filters.iter().map(|filter| ("where", filter.dimension)))
    }
}

fn names(figure: &Figure, definition: &Definition, faults: &mut Vec<PartFault>) {
    names_of(&figure.of, ["term", "frame"], definition, faults);
    for of in &figure.having {
        names_of(of, ["having", "having"], definition, faults);
    }
    for filter in &figure.filters {
        names_in(filter, figure, definition, faults);
    }
}

fn names_of(of: &Of, [term_part, frame_part]: [&str; 2], definition: &Definition, faults: &mut Vec<PartFault>) {
    if let Some(key) = &of.frame
        && !definition.frames.iter().any(|frame| frame.key == *key)
    {
        faults.push(unknown(frame_part, "frame", key, definition.frames.iter().map(|frame| frame.key.as_str())));
    }
    if of.terms.is_empty() {
        return;
    }
    let (name, known) = match (of.kind.vocabulary(), of.kind) {
        (Some(vocabulary), _) => (vocabulary.key(), keys(definition, vocabulary)),
        (None, FactKind::Code) => {
            let frames = definition.frames.iter().filter(|frame| of.frame.as_ref().is_none_or(|key| *key == frame.key));
            ("code", frames.flat_map(|frame| frame.codes.iter().map(|code| code.key.as_str())).collect())
        }
        (None, kind) => {
            let message = format!("{} have no terms to choose from", kind.plural());
            faults.push(PartFault::new(term_part, &of.terms.join(","), message, "Take the terms out."));
            return;
        }
    };
    for term in of.terms.iter().filter(|term| !known.contains(&term.as_str())) {
        faults.push(unknown(term_part, name, term, known.iter().copied()));
    }
}

fn names_in(filter: &Filter, figure: &Figure, definition: &Definition, faults: &mut Vec<PartFault>) {
    let known: Vec<&str> = match filter.dimension {
        Dimension::Partner | Dimension::EnrolmentPartner => {
            definition.partners.iter().map(|one| one.key.as_str()).collect()
        }
        Dimension::Area | Dimension::EnrolmentArea => definition.areas.iter().map(|one| one.key.as_str()).collect(),
        Dimension::SubArea => definition.sub_areas.iter().map(|one| one.key.as_str()).collect(),
        Dimension::Age => definition.age_bands.iter().map(|band| band.key.as_str()).collect(),
        Dimension::Phase => {
            std::iter::once(BEFORE).chain(definition.marked_events.iter().map(|one| one.key.as_str())).collect()
        }
        Dimension::Core => vec!["core", "non-core"],
        Dimension::Kind => FactKind::ALL.map(FactKind::key).to_vec(),
        Dimension::AreaKind => crate::model::AreaKind::ALL.map(crate::model::AreaKind::key).to_vec(),
        Dimension::Term => match figure.of.kind.vocabulary() {
            Some(vocabulary) => keys(definition, vocabulary),
            None => return,
        },
        other => match other.vocabulary() {
            Some(vocabulary) => keys(definition, vocabulary),
            None => return,
        },
    };
    for value in filter.values.iter().filter(|value| *value != NONE && !known.contains(&value.as_str())) {
        faults.push(unknown("where", filter.dimension.key(), value, known.iter().copied()));
    }
}

fn keys(definition: &Definition, vocabulary: Vocabulary) -> Vec<&str> {
    definition.terms(vocabulary).map(|term| term.key.as_str()).collect()
}

fn unknown<'k>(part: &str, what: &str, key: &str, known: impl Iterator<Item = &'k str>) -> PartFault {
    let known: Vec<&str> = known.collect();
    let mend = match nearest(key, known.iter().copied()) {
        Some(near) => format!("Did you mean \u{201c}{near}\u{201d}?"),
        None if known.is_empty() => format!("This programme has no {what} at all."),
        None if known.len() <= 12 => format!("There are: {}.", known.join(", ")),
        None => String::new(),
    };
    PartFault::new(part, key, format!("there is no {what} with the key \u{201c}{key}\u{201d}"), mend)
}

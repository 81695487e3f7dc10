//! The answer's table out of what was counted.

use super::{Tallies, plus};
use crate::plan::AxisKind;
use crate::{Answer, Data, Key, Tally};

impl Tallies<'_> {
    /// The answer out of what was added, taking it that something was counted.
    pub(crate) fn answer(mut self) -> Answer {
        let shape = self.shape;
        let count = self.plan.count;
        let cells = shape.plain[0] * shape.plain[1];
        let facts = (0..cells).fold(Tally::default(), |sum, cell| plus(sum, self.counted.plain.facts.of(cell)));
        let total = Tally { people: self.counted.people, ..facts };
        // Facts in the margins of plain axes, each being in one cell. Later the cells become cumulative.
        let mut plain = 0;
        for (axis, margin) in self.plan.axes.iter().zip(&mut self.counted.margins) {
            if axis.kind != AxisKind::Plain {
                continue;
            }
            let inner = !shape.both_plain || plain == 1;
            for cell in 0..cells {
                let row = if inner { cell % shape.plain[1] } else { cell / shape.plain[1] };
                margin.facts.add(row, &self.counted.plain.facts.of(cell));
                if !shape.both_plain {
                    margin.people[row] += self.counted.plain.people[cell];
                }
            }
            plain += 1;
        }
        // Rows in which nothing was counted are left out; periods have no gaps.
        let kept: Vec<Vec<usize>> = (0..self.plan.axes.len()).map(|axis| self.kept(axis)).collect();
        if let Some((axis, periods)) = shape.periods {
            let also: usize = shape.also.iter().flatten().map(|(.., len)| len).product();
            match axis {
                0 => self.counted.plain.accumulate(periods, shape.plain[1], 1, 0),
                _ => self.counted.plain.accumulate(periods, 1, shape.plain[0], shape.plain[1]),
            }
            if shape.also[0].is_some() {
                self.counted.crossed.accumulate(periods, also, 1, 0);
            }
            if let Some(margin) = self.plan.cumulative {
                self.counted.margins[margin].accumulate(periods, 1, 1, 0);
            }
        }
        let lengths: Vec<usize> = self.plan.axes.iter().map(|axis| axis.keys.len()).collect();
        let cell = |row: usize, column: usize| -> Tally {
            match (self.plan.axes.first().map(|axis| axis.kind), self.plan.axes.get(1).map(|axis| axis.kind)) {
                (None, _) | (Some(AxisKind::Plain), None) => self.counted.plain.tally(row),
                (Some(AxisKind::Plain), Some(AxisKind::Plain)) => self.counted.plain.tally(row * lengths[1] + column),
                (Some(AxisKind::Also { .. }), None) => self.counted.crossed.tally(row),
                (Some(AxisKind::Also { .. }), Some(AxisKind::Plain)) => {
                    self.counted.crossed.tally(column * lengths[0] + row)
                }
                (_, Some(AxisKind::Also { .. })) => self.counted.crossed.tally(row * lengths[1] + column),
            }
        };
        let wanted = |tally: Tally| Tally { people: if count.people { tally.people } else { 0 }, ..tally };
        let first: &[usize] = kept.first().map_or(&[0], |kept| kept);
        let second: &[usize] = kept.get(1).map_or(&[0], |kept| kept);
        let cells = first.iter().flat_map(|row| second.iter().map(move |column| (*row, *column)));
        let cells = cells.map(|(row, column)| wanted(cell(row, column))).collect();
        let margins = kept
            .iter()
            .zip(&self.counted.margins)
            .map(|(kept, margin)| kept.iter().map(|row| wanted(margin.tally(*row))).collect());
        let axes = kept
            .iter()
            .zip(&self.plan.axes)
            .map(|(kept, axis)| kept.iter().map(|row| axis.keys[*row].clone()).collect());
        Answer {
            axes: axes.collect(),
            cells,
            margins: margins.collect(),
            total: wanted(total),
            base: self.plan.base.as_ref().map(|_| self.counted.base),
            data: Data::Counted,
        }
    }
    /// The rows of an axis in which something was counted. Periods between are kept, and all those of a stated span.
    fn kept(&self, axis: usize) -> Vec<usize> {
        let (margin, of) = (&self.counted.margins[axis], &self.plan.axes[axis]);
        let counted = |row: &usize| {
            let Tally { people, records, measured, .. } = margin.tally(*row);
            (self.plan.count.people && people > 0) || records > 0 || measured > 0
        };
        let is_period = |row: &usize| matches!(of.keys[*row], Key::Period(..));
        let with_facts = || {
            let mut counted = (0..of.keys.len()).filter(|row| is_period(row) && counted(row));
            let first = counted.next()?;
            Some((first, counted.next_back().unwrap_or(first)))
        };
        let span = if self.plan.cumulative == Some(axis) { self.counted.span } else { with_facts() };
        let shown = |row: &usize| of.whole_span || span.is_some_and(|(first, last)| (first..=last).contains(row));
        (0..of.keys.len()).filter(|row| if is_period(row) { shown(row) } else { counted(row) }).collect()
    }
}

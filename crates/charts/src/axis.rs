//! Round numbers for an upright axis.

/// Round numbers from zero to at least `largest`, evenly spaced, at most six of them; whole ones where `largest` is at least 4.
pub(crate) fn ticks(largest: f64) -> Vec<f64> {
    if !largest.is_finite() || largest <= 0.0 {
        return vec![0.0, 1.0];
    }
    let rough = largest / 4.0;
    let magnitude = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|unit| unit * magnitude).find(|step| *step >= rough);
    let step = step.unwrap_or(rough).max(if largest >= 4.0 { 1.0 } else { 0.0 });
    // Of the round steps only two and a half is not whole, and half a person is nobody.
    let step = if largest >= 4.0 && step == 2.5 { 5.0 } else { step };
    if !step.is_normal() {
        return vec![0.0, largest];
    }
    let count = (largest / step).ceil().clamp(1.0, 5.0) as usize;
    let ticks: Vec<f64> = (0..=count).map(|index| index as f64 * step).collect();
    if ticks.iter().all(|tick| tick.is_finite()) { ticks } else { vec![0.0, largest] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_the_largest() {
        assert_eq!(ticks(858.0), [0.0, 250.0, 500.0, 750.0, 1000.0]);
        assert_eq!(ticks(40.0), [0.0, 10.0, 20.0, 30.0, 40.0]);
        assert_eq!(ticks(9.0), [0.0, 5.0, 10.0]);
        assert_eq!(ticks(0.0), [0.0, 1.0]);
    }
}

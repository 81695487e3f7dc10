//! Days: offices are closed at weekends, and nothing happens before a start or after an end.

use crate::random::Random;
use crate::recipe::Window;
use base::Date;
use jiff::civil::Weekday;
use jiff::{Span, ToSpan};

/// Days from one date to a later one; 0 when it is not later.
pub(crate) fn days(from: Date, to: Date) -> u32 {
    from.until(to).map_or(0, |span| u32::try_from(span.get_days()).unwrap_or(0))
}

/// The date so many days later, or earlier.
pub(crate) fn later(date: Date, days: impl Into<i64>) -> Date {
    date.saturating_add(Span::new().days(days.into()))
}

/// A working day of the window, or any day of it when it has none.
pub(crate) fn day_in(random: &mut Random, Window(from, to): Window) -> Date {
    let day = later(from, random.between(0, days(from, to)));
    let (back, on) = match day.weekday() {
        Weekday::Saturday => (1, 2),
        Weekday::Sunday => (2, 1),
        _ => return day,
    };
    let friday = day.saturating_sub(back.days());
    let monday = day.saturating_add(on.days());
    if friday >= from {
        friday
    } else if monday <= to {
        monday
    } else {
        day
    }
}

/// A birthday of somebody who is `age` years old on the day `on`.
pub(crate) fn birthday(random: &mut Random, age: u32, on: Date) -> Date {
    let turned = on.saturating_sub(i64::from(age).years());
    turned.saturating_sub(i64::from(random.between(0, 364)).days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_in_their_window_and_not_at_the_weekend() {
        let mut random = Random::new(3);
        let window = Window(date("2021-09-04"), date("2021-09-12"));
        for _ in 0..200 {
            let day = day_in(&mut random, window);
            assert!(window.0 <= day && day <= window.1);
            assert!(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday), "{day}");
        }
        let weekend = Window(date("2021-09-04"), date("2021-09-05"));
        assert!(day_in(&mut random, weekend) <= weekend.1);
    }

    #[test]
    fn people_are_as_old_as_they_should_be() {
        let mut random = Random::new(3);
        for on in ["2024-02-29", "2021-08-31", "2022-01-01"].map(date) {
            for _ in 0..400 {
                let born = birthday(&mut random, 18, on);
                let eighteen = born.saturating_add(18.years());
                let nineteen = born.saturating_add(19.years());
                assert!(eighteen <= on && on < nineteen, "{born} on {on}");
            }
        }
    }
}

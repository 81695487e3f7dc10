//! What is measured: time on the clock, time of the processor, memory.

use std::time::{Duration, Instant};

/// The time since it was made, on the clock and of the processor. On a machine that others use too, the second is the steadier.
pub struct Watch(Instant, f64);

/// What a piece of work took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Took {
    pub time: Duration,
    /// Milliseconds of this process on all processors.
    pub work: f64,
}

impl Watch {
    pub fn start() -> Self {
        Self(Instant::now(), processor_time())
    }

    pub fn took(&self) -> Took {
        Took { time: self.0.elapsed(), work: processor_time() - self.1 }
    }
}

/// Milliseconds that this process has had of any processor, to a hundredth of a second; 0 where the system does not say.
fn processor_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field, the name, may have spaces in it; user and system time are the fourteenth and fifteenth.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * 10.0
}

/// The most memory that this process has held, in megabytes; 0 where the system does not say.
pub fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or_default() / 1024
}

/// The middle one, in milliseconds.
pub fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    milliseconds(times.get(times.len() / 2).copied().unwrap_or_default())
}

/// The middle one.
pub fn middle(numbers: &mut [f64]) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

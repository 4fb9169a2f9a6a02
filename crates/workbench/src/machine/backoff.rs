//! Backoff: how long what did not answer is left alone. [`crate::machine::chance`] spreads it, so that many that were put off together do not
//! come back together.

use std::time::Duration;

/// Twice as long after each failure in a row as after the one before, from a first pause on and up to a longest.
pub fn doubled(first: Duration, failures: u32, longest: Duration) -> Duration {
    first.saturating_mul(1 << failures.min(16)).min(longest)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::doubled;

    #[test]
    fn a_pause_doubles_up_to_the_longest_however_often_it_fails() {
        let pause = |failures| doubled(Duration::from_secs(60), failures, Duration::from_secs(3_600)).as_secs();
        assert_eq!([0, 1, 2, 5, 6, 7, 40, u32::MAX].map(pause), [60, 120, 240, 1_920, 3_600, 3_600, 3_600, 3_600]);
        assert_eq!(doubled(Duration::MAX, 3, Duration::MAX), Duration::MAX);
    }
}

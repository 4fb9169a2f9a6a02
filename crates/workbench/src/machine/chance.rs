//! Chance: by it what would come at one moment is spread, so that many do not come together. Nothing that counts depends on it.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// A generator: SplitMix64.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// Another one in each process.
    pub fn of_process() -> Chance {
        Chance(RandomState::new().build_hasher().finish())
    }

    /// The one of a seed, for tests.
    pub fn seeded(seed: u64) -> Chance {
        Chance(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Some part of a time.
    pub fn part(&mut self, of: Duration) -> Duration {
        let most = u64::try_from(of.as_millis()).unwrap_or(u64::MAX).max(1);
        Duration::from_millis(self.next() % most)
    }
}

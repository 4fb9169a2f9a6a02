//! Repeated: which things undated statements of one moment said again as they were known. Such a word adds nothing by itself. Beside another
//! word of that moment on the same thing it does: neither says of when it is, so nobody knows which of the two is right.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use linehaul_domain::time::Instant;

/// What was repeated at one moment: a thing, by a digest of its name, and where it was said. A source that hands out everything each day
/// repeats a million.
#[derive(Debug, Default)]
pub(crate) struct Repeated {
    at: Option<Instant>,
    receipts: HashMap<u64, u64>,
}

fn digest(thing: (&str, &str)) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}

impl Repeated {
    /// One more of that moment; what was of another one is forgotten.
    pub fn note(&mut self, at: Instant, thing: (&str, &str), receipt: u64) {
        if self.at != Some(at) {
            self.at = Some(at);
            self.receipts.clear();
        }
        self.receipts.entry(digest(thing)).or_insert(receipt);
    }

    /// Where a thing was repeated at that moment, if it was; it is told once.
    pub fn take(&mut self, at: Instant, thing: (&str, &str)) -> Option<u64> {
        if self.at == Some(at) { self.receipts.remove(&digest(thing)) } else { None }
    }
}

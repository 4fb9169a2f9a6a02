//! Made keys: those that a mapping makes of what identifies a thing, and which two rows of one file may both have.

use std::collections::BTreeMap;

use linehaul_domain::canonical;
use linehaul_domain::fact::Fact;
use linehaul_domain::fault::Code;
use linehaul_domain::ids::Hash;
use linehaul_domain::time::Instant;

use crate::cell::BadCell;
use crate::drop::RowFault;
use crate::mapping::{Kind, MadeRow};

/// The rows of a file with such keys: by key, and version where it says one, which line said it first, and what.
#[derive(Default)]
pub struct MadeKeys(BTreeMap<(String, Option<Instant>), (u32, Hash)>);

impl MadeKeys {
    /// What a row says of a key that an earlier row of the file has too, with something else to say: they are two things as a rule,
    /// and the first one would be lost. Where each says its own last change the later one stands.
    pub fn said_otherwise(&mut self, line: u32, made: &[MadeRow], facts: &[Fact]) -> Vec<RowFault> {
        let keyed = made.iter().zip(facts).filter(|(row, _)| row.made_key);
        let said = |(row, fact): (&MadeRow, &Fact)| {
            let version = (!fact.undated).then_some(fact.version);
            (row.kind, fact.key(), version, canonical::hash(&(&fact.said, &fact.body)))
        };
        let keyed: Vec<(Kind, String, Option<Instant>, Hash)> = keyed.map(said).collect();
        let mut faults = Vec::new();
        for (kind, key, version, content) in &keyed {
            match self.first(key, *version) {
                Some((first, other)) if other != content => faults.push(twice(*kind, key, *first)),
                _ => {}
            }
        }
        if faults.is_empty() {
            for (_, key, version, content) in keyed {
                self.0.entry((key, version)).or_insert((line, content));
            }
        }
        faults
    }

    /// Who said it first in that version, or in none; in any where it is said in none now.
    fn first(&self, key: &str, version: Option<Instant>) -> Option<&(u32, Hash)> {
        let undated = (key.to_owned(), None);
        let Some(_) = version else {
            return self.0.range(undated..).next().filter(|((other, _), _)| other == key).map(|(_, said)| said);
        };
        self.0.get(&(key.to_owned(), version)).or_else(|| self.0.get(&undated))
    }
}

/// LH-246.
fn twice(kind: Kind, key: &str, first: u32) -> RowFault {
    let (own, changed) = match kind {
        Kind::Events => ("event_id", "recorded_at"),
        _ => ("document_id", "updated_at"),
    };
    let message = format!(
        "it makes {key} as line {first} does, and says something else of it: where they are two, map a column that tells them apart \
         as {own}; where they are one, map its last change as {changed}"
    );
    (None, BadCell { code: Code::RowMakesTwice, message }).into()
}

//! Marked: what was had of a publication last, by the marks that its server gave it. It stands in the archive, and only by its content there it
//! is said again: an answer that nothing changed is read as the same text once more.

use linehaul_connectors::marks::{Marks, is_believed};
use linehaul_domain::canonical;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::Hash;
use linehaul_domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::settings::config::TableSource;
use crate::settings::tables::Publication;
use crate::workspace::home::Workbench;

/// What is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Known {
    /// Its marks.
    pub marks: Marks,
    /// Its text, in the archive.
    pub hash: Hash,
    /// When all of it was had, UTC.
    pub whole_at: Instant,
}

/// Of which table, and by which settings it was asked for.
fn key(set: &TableSource, of: &Publication) -> String {
    let by = canonical::hash(&(&of.from, &of.secret_parameter));
    format!("table {} had by {by}", set.name)
}

/// What was had last, where it is still to be believed and the archive still has it.
pub(crate) fn known(bench: &Workbench, set: &TableSource, of: &Publication, now: Instant) -> Outcome<Option<Known>> {
    let text = bench.cache.remembered(&key(set, of))?;
    let known: Option<Known> = text.and_then(|text| canonical::decode(text.as_bytes()).ok());
    let is_there = |known: &Known| is_believed(Some(known.whole_at), now) && bench.archive.get(&known.hash).is_ok();
    Ok(known.filter(is_there))
}

/// Remembers a text that the archive has, with its marks; one without any is not asked for by them.
pub(crate) fn remember(
    bench: &mut Workbench,
    (set, of): (&TableSource, &Publication),
    (marks, bytes, whole_at): (Marks, &[u8], Instant),
) -> Outcome<()> {
    if marks.is_empty() {
        return bench.cache.forget(&key(set, of));
    }
    let known = Known { marks, hash: canonical::hash_bytes(bytes), whole_at };
    bench.cache.remember(&key(set, of), &String::from_utf8_lossy(&canonical::encode(&known)))
}

//! Rebuild: archive + book → cache, and the proof that what is stored is what would be rebuilt.

use std::collections::BTreeMap;

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_store::Cache;

use crate::documents::DOCUMENT;
use crate::drain::drain;
use crate::home::Workbench;
use crate::take::take_archived;
use crate::world;

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Loads compared.
    pub loads: usize,
    /// Loads, customers or quarantined rows that differ, by key.
    pub differing: Vec<String>,
}

/// The cache remembers under this name that it has every delivery of the archive.
const WHOLE: &str = "whole";

/// Has the cache every delivery that the archive had when it was made?
pub fn is_whole(bench: &Workbench) -> Outcome<bool> {
    Ok(bench.cache.remembered(WHOLE)?.is_some() || bench.archive.deliveries()?.is_empty())
}

/// Fills the cache of an open workbench from archive and book. It goes on where an interrupted one was: what a delivery said
/// is in the cache with the fact that it was read.
pub fn rebuild_into(bench: &mut Workbench, keep_going: &mut dyn FnMut(usize, usize) -> bool) -> Outcome<()> {
    for delivery in bench.archive.deliveries()? {
        if delivery.kind != DOCUMENT {
            take_archived(bench, &delivery)?;
            crate::crash::point("rebuild.after_delivery");
        }
    }
    bench.cache.remember(WHOLE, "yes")?;
    world::follow(bench)?;
    drain(bench, keep_going)?;
    Ok(())
}

/// Remembers that a cache which nothing was delivered to yet has all that there is.
pub(crate) fn begin(bench: &mut Workbench) -> Outcome<()> {
    if bench.cache.remembered(WHOLE)?.is_some() { Ok(()) } else { bench.cache.remember(WHOLE, "yes") }
}

/// Throws the cache away and makes it again.
pub fn rebuild(bench: &mut Workbench) -> Outcome<usize> {
    bench.cache.clear()?;
    rebuild_into(bench, &mut |_, _| true)?;
    Ok(bench.cache.loads()?.len())
}

/// Rebuilds beside the stored cache, in a file of its own, and compares everything: facts, and what is derived.
pub fn check(bench: &mut Workbench) -> Outcome<Checked> {
    let path = bench.dir.join("cache.check.sqlite");
    remove(&path);
    let stored = std::mem::replace(&mut bench.cache, Cache::open(&path)?);
    let result = rebuild_into(bench, &mut |_, _| true).and_then(|()| bench.cache.digest());
    bench.cache = stored;
    remove(&path);
    let rebuilt: BTreeMap<String, Hash> = result?;
    let kept = bench.cache.digest()?;
    let mut differing: Vec<String> = Vec::new();
    for key in kept.keys().chain(rebuilt.keys()) {
        if kept.get(key) != rebuilt.get(key) {
            differing.push(key.clone());
        }
    }
    differing.sort();
    differing.dedup();
    Ok(Checked { loads: bench.cache.loads()?.len(), differing })
}

fn remove(path: &std::path::Path) {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        // A file that is not there is what is wanted.
        let _ = std::fs::remove_file(name);
    }
}

/// Loads of a digest's keys, for messages.
pub fn load_of_key(key: &str) -> Option<LoadNumber> {
    key.strip_prefix("load/").map(LoadNumber::from)
}

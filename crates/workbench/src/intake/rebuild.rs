//! Rebuild: archive + book → cache, and the proof that what is stored is what would be rebuilt.

use std::collections::BTreeMap;

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_store::Cache;

use crate::assessment::drain::drain;
use crate::assessment::world;
use crate::intake::follow::{empty, follow};
use crate::workspace::home::Workbench;

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Loads compared.
    pub loads: usize,
    /// Loads, customers or quarantined rows that differ, by key.
    pub differing: Vec<String>,
}

/// Brings an open workbench's cache from archive and book to what it has to be: what is listed is taken, and all of it assessed.
/// It goes on where an interrupted one was.
pub fn rebuild_into(bench: &mut Workbench, on_progress: &mut dyn FnMut(usize, usize) -> bool) -> Outcome<()> {
    follow(bench)?;
    world::follow(bench)?;
    drain(bench, on_progress)?;
    Ok(())
}

/// Throws the cache away and makes it again. LH-518, and the cache stays, when a delivery of the archive cannot be read.
pub fn rebuild(bench: &mut Workbench) -> Outcome<usize> {
    empty(bench)?;
    rebuild_into(bench, &mut |_, _| true)?;
    Ok(bench.cache.loads()?.len())
}

/// Rebuilds beside the stored cache, in a file of its own, and compares everything: facts, and what is derived.
pub fn check(bench: &mut Workbench) -> Outcome<Checked> {
    // What is stale is known to differ; assessing it may make entries, which a check does not.
    drain(bench, &mut |_, _| true)?;
    let path = bench.dir.join("cache.check.sqlite");
    remove(&path);
    let stored = std::mem::replace(&mut bench.cache, Cache::open(&path)?);
    let unread = bench.unread.clone();
    bench.only_looks = true;
    let result = rebuild_into(bench, &mut |_, _| true).and_then(|()| bench.cache.digest());
    bench.only_looks = false;
    // What the other cache lacks, this one may have.
    (bench.cache, bench.unread) = (stored, unread);
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

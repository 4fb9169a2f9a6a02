//! Rebuild: archive + book → cache, and the proof that what is stored is what would be rebuilt.

use std::collections::BTreeMap;

use linehaul_domain::canonical;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_store::Cache;

use crate::assessment::drain::drain;
use crate::assessment::world;
use crate::intake::documents::DOCUMENT;
use crate::intake::take::take_archived;
use crate::settings::config::Source;
use crate::workspace::home::Workbench;

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Loads compared.
    pub loads: usize,
    /// Loads, customers or quarantined rows that differ, by key.
    pub differing: Vec<String>,
}

/// The cache remembers under this name that it has every delivery of the archive, and as what sources they were read.
const WHOLE: &str = "whole";

/// What decides of which load a row speaks and what its columns are: the sources in their order, what they join and own, their
/// mappings.
fn sources(bench: &Workbench) -> String {
    let one = |s: &Source| canonical::hash(&(&s.name, &s.joins, &s.owns, &s.columns));
    canonical::hash(&bench.config.sources.iter().map(one).collect::<Vec<_>>()).0
}

/// Has the cache every delivery that the archive had when it was made, read as the sources are configured now?
pub fn is_whole(bench: &Workbench) -> Outcome<bool> {
    Ok(bench.cache.remembered(WHOLE)?.is_some_and(|known| known == sources(bench))
        || bench.archive.deliveries()?.is_empty())
}

/// Makes a cache whole that is not: goes on with one that was being made, and begins anew with one of other sources.
pub(crate) fn make_whole(bench: &mut Workbench) -> Outcome<()> {
    if bench.cache.remembered(WHOLE)?.is_some() {
        bench.archive.must_read_but(DOCUMENT)?;
        bench.cache.clear()?;
    }
    rebuild_into(bench, &mut |_, _| true)
}

/// Fills the cache of an open workbench from archive and book. It goes on where an interrupted one was: what a delivery said
/// is in the cache with the fact that it was read.
pub fn rebuild_into(bench: &mut Workbench, keep_going: &mut dyn FnMut(usize, usize) -> bool) -> Outcome<()> {
    for delivery in bench.archive.deliveries()? {
        if delivery.kind != DOCUMENT {
            take_archived(bench, &delivery)?;
            crate::machine::crash::point("rebuild.after_delivery");
        }
    }
    bench.cache.remember(WHOLE, &sources(bench))?;
    world::follow(bench)?;
    drain(bench, keep_going)?;
    Ok(())
}

/// Remembers that a cache which nothing was delivered to yet has all that there is.
pub(crate) fn begin(bench: &mut Workbench) -> Outcome<()> {
    let sources = sources(bench);
    let known = bench.cache.remembered(WHOLE)?;
    if known.is_some_and(|known| known == sources) { Ok(()) } else { bench.cache.remember(WHOLE, &sources) }
}

/// Throws the cache away and makes it again. LH-518, and the cache stays, when a delivery of the archive cannot be read.
pub fn rebuild(bench: &mut Workbench) -> Outcome<usize> {
    bench.archive.must_read_but(DOCUMENT)?;
    bench.cache.clear()?;
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
    bench.only_looks = true;
    let result = rebuild_into(bench, &mut |_, _| true).and_then(|()| bench.cache.digest());
    bench.only_looks = false;
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

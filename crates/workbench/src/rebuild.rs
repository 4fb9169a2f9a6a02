//! Rebuild: archive + book → cache, and the proof that what is stored is what would be rebuilt.

use std::collections::BTreeMap;

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_store::Cache;

use crate::assess::assess;
use crate::config::Source;
use crate::home::Workbench;
use crate::sync::{self, DOCUMENT, SourceReport, Touched};

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Loads compared.
    pub loads: usize,
    /// Loads, customers or quarantined rows that differ, by key.
    pub differing: Vec<String>,
}

/// Fills the (empty) cache of an open workbench from archive and book.
pub fn rebuild_into(bench: &mut Workbench) -> Outcome<()> {
    let sources = sync::sources_by_name(bench);
    let mut touched = Touched::default();
    for delivery in bench.archive.deliveries()? {
        if delivery.kind == DOCUMENT {
            continue;
        }
        let bytes = bench.archive.get(&delivery.hash)?;
        let map = match sources.get(delivery.source.as_str()) {
            Some(source) => map_for(source, &delivery.kind),
            None => Default::default(),
        };
        let reading = sync::read_with_documents(bench, &delivery, &bytes, &map, None)?;
        let mut report = SourceReport::default();
        sync::take(bench, &delivery, reading, &mut report, &mut touched)?;
    }
    let loads = bench.cache.known_loads()?.into_iter().collect();
    assess(bench, &loads, &mut |_, _| true)?;
    let head = bench.book.head()?.seq;
    bench.cache.set_applied(head)
}

fn map_for(source: &Source, kind: &str) -> linehaul_connectors::mapping::ColumnMap {
    linehaul_connectors::mapping::Kind::from_name(kind).map(|k| sync::columns(source, k)).unwrap_or_default()
}

/// Throws the cache away and makes it again.
pub fn rebuild(bench: &mut Workbench) -> Outcome<usize> {
    bench.cache.clear()?;
    rebuild_into(bench)?;
    Ok(bench.cache.loads()?.len())
}

/// Rebuilds beside the stored cache, in a file of its own, and compares everything derived.
pub fn check(bench: &mut Workbench) -> Outcome<Checked> {
    let path = bench.dir.join("cache.check.sqlite");
    remove(&path);
    let stored = std::mem::replace(&mut bench.cache, Cache::open(&path)?);
    let result = rebuild_into(bench).and_then(|()| bench.cache.digest());
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

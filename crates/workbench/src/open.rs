//! Open: the way into a workspace.

use std::path::Path;

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::LoadNumber;

use crate::assess::refresh;
use crate::home::Workbench;
use crate::rebuild::rebuild_into;

/// Opens a workspace and takes its lock. A cache that is missing or damaged is made again from archive and book.
pub fn open(dir: &Path) -> Outcome<Workbench> {
    let mut bench = Workbench::open_files(dir)?;
    catch_up(&mut bench)?;
    Ok(bench)
}

/// Brings the cache to where archive and book are: after a cache was lost, or a process died between the two files.
fn catch_up(bench: &mut Workbench) -> Outcome<()> {
    let applied = bench.cache.applied()?;
    let fresh = applied == 0 && bench.cache.loads()?.is_empty();
    if fresh && !bench.archive.deliveries()?.is_empty() {
        bench.cache_was_rebuilt = true;
        return rebuild_into(bench);
    }
    if applied == bench.book.head()?.seq {
        return Ok(());
    }
    let mut loads: Vec<LoadNumber> = Vec::new();
    for entry in bench.book.entries_after(applied)? {
        loads.extend(entry.entry.decision.load().cloned());
        if let Some(number) = entry.entry.decision.invoice()
            && let Some(row) = bench.book.invoice(number)?
        {
            loads.extend(row.body.loads());
        }
    }
    refresh(bench, loads)
}

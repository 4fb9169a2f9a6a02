//! Open: the way into a workspace.

use std::path::Path;

use linehaul_domain::fault::{Code, Outcome};

use crate::assessment::drain::drain;
use crate::assessment::world;
use crate::intake::follow::{follow, must_name_sources};
use crate::intake::mended;
use crate::intake::rebuild::rebuild_into;
use crate::log;
use crate::workspace::home::Workbench;

/// Up to so many stale loads are assessed when a workspace is opened; more wait for a sync, which tells how far it is.
const AT_ONCE: u64 = 500;

/// Opens a workspace and takes its lock. What the archive lists and the cache lacks is taken, all of it where the cache is
/// missing or damaged; what a process that died left to be assessed is assessed, where it is little. LH-518 when a delivery of
/// the archive cannot be read that the cache lacks.
pub fn open(dir: &Path) -> Outcome<Workbench> {
    let bench = open_in_part(dir)?;
    match &bench.unread {
        Some(fault) => Err(fault.clone()),
        None => Ok(bench),
    }
}

/// The same for what mends a workspace or only looks after it: where a delivery of the archive cannot be read, and the cache
/// lacks what it said, the workspace is open all the same, and nothing is assessed or decided in it.
pub fn open_in_part(dir: &Path) -> Outcome<Workbench> {
    let mut bench = Workbench::open_files(dir).inspect_err(|fault| log::not_opened(dir, fault))?;
    let log = bench.log.clone();
    log.verb("open", None, || brought_up_to_date(&mut bench))?;
    Ok(bench)
}

/// Takes what the archive lists and the cache lacks, and assesses what a process that died left.
fn brought_up_to_date(bench: &mut Workbench) -> Outcome<()> {
    must_name_sources(bench)?;
    match follow(bench) {
        Err(fault) if fault.code == Code::ArchiveUnreadable => return Ok(()),
        other => other?,
    }
    if mended::go_on(bench)? {
        follow(bench)?;
    }
    if bench.cache.world()?.is_empty() && bench.archive.end()?.seq > 0 {
        // Nothing was ever assessed in this one.
        rebuild_into(bench, &mut |_, _| true)?;
        bench.cache_was_rebuilt = true;
        return Ok(());
    }
    bench.follow()?;
    // Rules that changed on the disk come into force with a sync, and not because somebody looked.
    if bench.cache.stale_count()? <= AT_ONCE && world::is_followed(bench)? {
        match drain(bench, &mut |_, _| true) {
            // What is stale waits; a workspace that does not open could not be saved, looked after or made to go on.
            Err(fault) if fault.code == Code::ClockImplausible => {}
            other => drop(other?),
        }
    }
    Ok(())
}

//! Open: the way into a workspace.

use std::path::Path;

use linehaul_domain::fault::{Code, Outcome};

use crate::assessment::drain::drain;
use crate::assessment::world;
use crate::intake::rebuild::{begin, is_whole, make_whole};
use crate::log;
use crate::workspace::home::Workbench;

/// Up to so many stale loads are assessed when a workspace is opened; more wait for a sync, which tells how far it is.
const AT_ONCE: u64 = 500;

/// Opens a workspace and takes its lock. A cache that is missing, damaged or was made only in part is made again from archive
/// and book; what a process that died left to be assessed is assessed, where it is little. LH-518 when that cannot be done.
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

/// Makes the cache again where it must be, and assesses what a process that died left.
fn brought_up_to_date(bench: &mut Workbench) -> Outcome<()> {
    if !is_whole(bench)? {
        match make_whole(bench) {
            Err(fault) if fault.code == Code::ArchiveUnreadable => bench.unread = Some(fault),
            other => bench.cache_was_rebuilt = other.map(|()| true)?,
        }
        return Ok(());
    }
    begin(bench)?;
    bench.follow()?;
    // Rules that changed on the disk come into force with a sync, and not because somebody looked.
    if bench.cache.stale_count()? <= AT_ONCE && world::is_followed(bench)? {
        drain(bench, &mut |_, _| true)?;
    }
    Ok(())
}

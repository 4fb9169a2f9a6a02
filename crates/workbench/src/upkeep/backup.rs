//! Backup and restore of a workspace, in one file.

use std::path::Path;

use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::reason::Reason;
use linehaul_store::BookWrite;
use linehaul_store::backup::{Restored, Written};

use crate::book::behind;
use crate::log::Log;
use crate::machine::clock::Clock;
use crate::machine::disk::taken;
use crate::settings::actor;
use crate::settings::config;
use crate::workspace::home::Workbench;

/// Writes a backup; the book remembers it. LH-106 when the file is there already or lies in what is backed up, LH-104 what is to
/// be in it cannot be read, LH-513 disk, LH-518 when a delivery is lost and nobody knows it yet.
pub fn backup(bench: &mut Workbench, to: &Path) -> Outcome<Written> {
    if to.symlink_metadata().is_ok() {
        return Err(taken(to));
    }
    if lies_within(to, &bench.dir) {
        return Err(Fault::new(
            Code::PlaceTaken,
            format!("{} lies in a folder that the backup holds", to.display()),
            "No backup was made.",
            "Name a file outside of it, best on another disk: a backup within would hold itself.",
        ));
    }
    if let Some(behind) = &bench.behind {
        return Err(behind.fault());
    }
    bench.must_hold()?;
    // Whoever knows that a delivery is lost saves the rest; who does not would take the backup for whole, and find out too late.
    if bench.unread.is_none() {
        bench.archive.must_read()?;
    }
    let written = linehaul_store::backup::write(&bench.book, &bench.dir, to)?;
    let file = to.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let decision = Decision::BackedUp { file, reason: Reason::ours("asked for") };
    let entry = actor::entry(bench.clock.now(), decision);
    // That a backup was made is no decision: what the cache lacks is no reason not to write it down. A time that cannot be is.
    if bench.clock.must_be_plausible(&bench.book).is_ok() {
        bench.append_unasked(&BookWrite { entries: vec![entry], ..BookWrite::default() })?;
    }
    Ok(written)
}

/// Is the file in a folder that the backup of a workspace reads?
fn lies_within(to: &Path, dir: &Path) -> bool {
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(parent) = parent.canonicalize() else { return false };
    let within = |folder: &&str| dir.join(folder).canonicalize().is_ok_and(|folder| parent.starts_with(folder));
    linehaul_store::backup::FOLDERS.iter().any(within)
}

/// Checks a book where nothing can be written: on read-only media, say.
pub fn audit_unwritten(dir: &Path) -> Outcome<linehaul_store::ChainReport> {
    linehaul_store::Book::open_unwritten(&dir.join("book.sqlite"))?.verify()
}

/// Puts a backup back into a workspace, or into an empty folder. The book that is there is kept beside it. Nothing is decided
/// on the restored one until a person has looked at what it lacks (LH-524, [`crate::invoicing::recover`]).
pub fn restore(dir: &Path, from: &Path) -> Outcome<Restored> {
    std::fs::create_dir_all(dir).map_err(|e| {
        Fault::new(
            Code::FileUnwritable,
            format!("{}: {e}", dir.display()),
            "Nothing was restored.",
            "Check the disk and your rights.",
        )
    })?;
    let _lock = linehaul_store::lock(dir)?;
    let log = || Log::of(dir, &Clock::new(None), true);
    if dir.join(config::FILE).is_file() {
        return log().verb("restore", None, || put_back(dir, from));
    }
    // A backup that is refused leaves nothing in an empty folder, no log either.
    let restored = put_back(dir, from)?;
    log().verb("restore", None, || Ok(restored))
}

fn put_back(dir: &Path, from: &Path) -> Outcome<Restored> {
    // The mark stands before the book is exchanged: a process that dies in between, or a disk that fails, leaves a question too many,
    // never one less. A backup that is refused leaves everything as it was.
    linehaul_store::backup::restore(from, dir, &mut |head| behind::restored(dir, head))
}

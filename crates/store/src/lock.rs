//! The workspace's lock: one process writes a workspace at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use linehaul_domain::fault::{Code, Fault, Outcome};

/// Holds the lock until dropped; the operating system frees it when the process ends in any way.
#[derive(Debug)]
pub struct WorkspaceLock {
    _file: File,
}

/// Takes the lock of a workspace folder (`.lock`, which names the process that has it).
///
/// LH-108 when another process has it, LH-109 when the file cannot be made, or is a link or a pipe.
pub fn lock(dir: &Path) -> Outcome<WorkspaceLock> {
    let path = dir.join(".lock");
    let failed = |why: io::Error| {
        Fault::new(
            Code::LockUnwritable,
            format!("the workspace {} cannot be locked: {why}", dir.display()),
            "Nothing was read and nothing was billed.",
            "Check that the folder is there and that you may write in it.",
        )
    };
    let mut file = open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(taken(dir, &mut file)),
        Err(TryLockError::Error(why)) => return Err(failed(why)),
    }
    file.set_len(0).map_err(failed)?;
    file.rewind().map_err(failed)?;
    writeln!(file, "{}", std::process::id()).map_err(failed)?;
    Ok(WorkspaceLock { _file: file })
}

/// Opens or makes the lock's file. It is written over, so a link is not followed to what it leads to.
fn open(path: &Path) -> io::Result<File> {
    let odd = || io::Error::new(io::ErrorKind::InvalidInput, ".lock is no ordinary file; remove it");
    if path.symlink_metadata().is_ok_and(|about| !about.is_file()) {
        return Err(odd());
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // It may have been exchanged since it was looked at.
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32);
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(odd()) }
}

fn taken(dir: &Path, file: &mut File) -> Fault {
    let mut pid = String::new();
    // Where the system also guards the content of a locked file, the process stays unnamed.
    let _ = file.read_to_string(&mut pid);
    let who = match pid.trim() {
        "" => "another process".to_owned(),
        pid => format!("process {pid}"),
    };
    Fault::new(
        Code::WorkspaceInUse,
        format!("{who} has the workspace {} open", dir.display()),
        "Nothing was read and nothing was billed.",
        "Wait until it is done, or end it, then try again.",
    )
}

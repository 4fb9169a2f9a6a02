//! Plain files: what comes from a folder that others write into is opened only when it is an ordinary file of a bounded
//! length. A pipe would be waited for without end, a device read without end, and a link would lead out of the folder.

use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result};
use std::path::Path;

/// Longest file of rows that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 256 * 1024 * 1024;

/// Longest file of a document that is read, in bytes.
pub const MAX_DOCUMENT_BYTES: u64 = 64 * 1024 * 1024;

/// The bytes of an ordinary file of at most `limit` bytes.
///
/// Fails with [`ErrorKind::InvalidInput`] for whatever is no ordinary file, a link too, and with
/// [`ErrorKind::FileTooLarge`] for one that is longer; neither is waited for or read. Links among the folders above it are
/// followed. A file that is exchanged while it is being opened does no harm: what was opened is what is looked at.
pub fn read_plain_file(path: &Path, limit: u64) -> Result<Vec<u8>> {
    read_open(open(path)?, limit)
}

/// Opens an ordinary file in a folder inside `outer`: the inner folder is not followed either when it is a link.
pub fn open_in(outer: &Path, folder: &str, file: &str) -> Result<File> {
    let opened = system::open_in(outer, folder, file).map_err(|why| {
        // Of a link in the folder's place systems say that it is no folder, or a loop.
        let odd = std::fs::symlink_metadata(outer.join(folder)).is_ok_and(|about| !about.is_dir());
        if odd { no_plain_file() } else { refusal(&outer.join(folder).join(file), why) }
    })?;
    if opened.metadata()?.is_file() { Ok(opened) } else { Err(no_plain_file()) }
}

/// Opens an ordinary file; fails like [`read_plain_file`].
pub fn open(path: &Path) -> Result<File> {
    // A device may act when it is opened, so it is not opened to find out.
    if !std::fs::symlink_metadata(path)?.is_file() {
        return Err(no_plain_file());
    }
    let file = system::open(path).map_err(|e| refusal(path, e))?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(no_plain_file()) }
}

/// Refuses a file of more than `limit` bytes.
pub fn within(length: u64, limit: u64) -> Result<()> {
    if length > limit { Err(Error::new(ErrorKind::FileTooLarge, too_long(limit))) } else { Ok(()) }
}

/// What is said of whatever is longer than a limit.
pub fn too_long(limit: u64) -> String {
    match limit / 1024 / 1024 {
        0 => format!("it is longer than {limit} bytes"),
        mebibytes => format!("it is longer than {mebibytes} MiB"),
    }
}

fn read_open(file: File, limit: u64) -> Result<Vec<u8>> {
    let about = file.metadata()?;
    if !about.is_file() {
        return Err(no_plain_file());
    }
    within(about.len(), limit)?;
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or_default());
    // It may have grown since.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    within(bytes.len() as u64, limit)?;
    Ok(bytes)
}

fn no_plain_file() -> Error {
    Error::new(ErrorKind::InvalidInput, "it is no ordinary file")
}

/// Systems refuse to open links and sockets each in its own words.
fn refusal(path: &Path, why: Error) -> Error {
    let odd = std::fs::symlink_metadata(path).is_ok_and(|about| !about.is_file());
    if odd { no_plain_file() } else { why }
}

#[cfg(unix)]
mod system {
    //! Without following a link, and without waiting for the other end of a pipe.

    use std::fs::File;
    use std::io::Result;
    use std::path::Path;

    use rustix::fs::{CWD, Mode, OFlags, openat};

    fn flags() -> OFlags {
        OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC
    }

    pub fn open(path: &Path) -> Result<File> {
        Ok(openat(CWD, path, flags(), Mode::empty())?.into())
    }

    pub fn open_in(outer: &Path, folder: &str, file: &str) -> Result<File> {
        let folder = openat(CWD, outer.join(folder), flags() | OFlags::DIRECTORY, Mode::empty())?;
        let about = rustix::fs::statat(&folder, file, rustix::fs::AtFlags::SYMLINK_NOFOLLOW)?;
        if !rustix::fs::FileType::from_raw_mode(about.st_mode).is_file() {
            return Err(super::no_plain_file());
        }
        Ok(openat(&folder, file, flags(), Mode::empty())?.into())
    }
}

#[cfg(not(unix))]
mod system {
    //! Where the system has no such flags, what is there is looked at before it is opened.

    use std::fs::File;
    use std::io::Result;
    use std::path::Path;

    pub fn open(path: &Path) -> Result<File> {
        if !std::fs::symlink_metadata(path)?.is_file() {
            return Err(super::no_plain_file());
        }
        File::open(path)
    }

    pub fn open_in(outer: &Path, folder: &str, file: &str) -> Result<File> {
        let folder = outer.join(folder);
        if !std::fs::symlink_metadata(&folder)?.is_dir() {
            return Err(super::no_plain_file());
        }
        open(&folder.join(file))
    }
}

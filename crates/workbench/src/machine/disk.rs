//! Disk: files and folders of rules as they are read, and files that somebody names to be written. What is no ordinary file is
//! said, and not waited for; what is there already is not written over.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use linehaul_domain::fault::{Code, Fault, Outcome};

/// The bytes of an ordinary file; in words why there are none. What is no file (a folder, a pipe) is not waited for.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    let about = std::fs::metadata(path).map_err(|e| format!("it cannot be read: {e}"))?;
    if !about.is_file() {
        return Err("it is no file".to_owned());
    }
    std::fs::read(path).map_err(|e| format!("it cannot be read: {e}"))
}

/// The same of a file that somebody names, which is read up to a bound.
pub fn bytes_within(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let about = std::fs::metadata(path).map_err(|e| format!("it cannot be read: {e}"))?;
    if !about.is_file() {
        return Err("it is no file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| format!("it cannot be read: {e}"))?;
    file.take(most + 1).read_to_end(&mut bytes).map_err(|e| format!("it cannot be read: {e}"))?;
    match bytes.len() as u64 > most {
        true => Err(format!("it is longer than {} MiB", most / 1024 / 1024)),
        false => Ok(bytes),
    }
}

/// The same as text.
pub fn text_of(path: &Path) -> Result<String, String> {
    String::from_utf8(bytes_of(path)?).map_err(|e| {
        let line = e.as_bytes()[..e.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        format!("it is not text in UTF-8 (line {line}): save it as UTF-8")
    })
}

/// The paths in a folder, sorted; none when it is not there.
pub fn sorted(folder: &Path) -> Outcome<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(folder).map_err(|e| unreadable(folder, &e))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.sort();
    Ok(paths)
}

/// The last part of a path, as text.
pub fn file_name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Writes a file that is not there yet: whatever stands under the name, a book or a link to one, stays as it is. LH-106 when
/// something does, LH-107 when it cannot be written.
pub fn write_new(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => return Err(taken(path)),
        other => other.map_err(|why| unwritable(path, &why))?,
    };
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|why| {
        // A part of it would be taken for all of it, and stand in the way of the next attempt.
        let _ = std::fs::remove_file(path);
        unwritable(path, &why)
    })
}

/// LH-106: there is something under the name.
pub fn taken(path: &Path) -> Fault {
    Fault::new(
        Code::PlaceTaken,
        format!("{} is there already", path.display()),
        "Nothing was written there; what stands there is as it was.",
        "Name a new file: none takes the place of another.",
    )
}

/// LH-107: a file or folder cannot be written.
pub fn unwritable(path: &Path, why: &std::io::Error) -> Fault {
    Fault::new(
        Code::FileUnwritable,
        format!("{} cannot be written: {why}", path.display()),
        "What was to be written is not there, or only a part of it.",
        "Check free space and your rights in the folder, then do it again.",
    )
}

/// LH-104: a file or folder of the workspace cannot be read.
pub fn unreadable(path: &Path, why: &std::io::Error) -> Fault {
    Fault::new(
        Code::FileUnreadable,
        format!("{} cannot be read: {why}", path.display()),
        "What it holds was not taken into account; nothing was billed from it.",
        "Check that the file is there, is text in UTF-8 where it should be, and may be read by you.",
    )
}

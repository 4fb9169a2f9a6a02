//! Disk: files and folders of rules as they are read. What is no ordinary file is said, and not waited for.

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

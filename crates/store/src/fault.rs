//! Faults of storage: what SQLite or the disk said, as a coded error for a person.

use std::path::Path;

use linehaul_domain::fault::{Code, Fault, Outcome};
use rusqlite::ErrorCode;

/// Names the file in errors of SQLite.
pub(crate) trait InFile<T> {
    /// The value, or the error as a fault of the named file (`the book`, `the cache`, …).
    fn in_file(self, name: &str) -> Outcome<T>;
}

impl<T> InFile<T> for rusqlite::Result<T> {
    fn in_file(self, name: &str) -> Outcome<T> {
        self.map_err(|why| of_sqlite(name, &why))
    }
}

/// Is the file itself not what it should be?
pub(crate) fn is_damage(why: &rusqlite::Error) -> bool {
    use rusqlite::Error::*;
    // Every statement of ours runs in a test: a table or column that it misses is not in the file.
    let missing = |text: &str| text.starts_with("no such table") || text.starts_with("no such column");
    match why {
        SqliteFailure(_, Some(text)) if missing(text) => true,
        SqlInputError { msg, .. } if missing(msg) => true,
        SqliteFailure(e, _) => matches!(e.code, ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt),
        InvalidColumnType(..) | FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | Utf8Error(..) => true,
        _ => false,
    }
}

/// LH-512 damaged, LH-513 disk, LH-514 busy, LH-951 for what only a defect of ours can cause.
pub(crate) fn of_sqlite(name: &str, why: &rusqlite::Error) -> Fault {
    if is_damage(why) {
        return damaged(name, &why.to_string());
    }
    match why.sqlite_error_code() {
        Some(
            ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::ReadOnly
            | ErrorCode::CannotOpen
            | ErrorCode::PermissionDenied
            | ErrorCode::NoLargeFileSupport,
        ) => disk(name, &why.to_string()),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Fault::new(
            Code::DatabaseBusy,
            format!("{name} is held by another process: {why}"),
            "Nothing was written.",
            "Close the other program that has the file open, then try again.",
        ),
        _ => Fault::new(
            Code::StatementRefused,
            format!("{name} did not take a statement of ours: {why}"),
            "Nothing was written.",
            "This is a defect of Linehaul: report it with this message.",
        ),
    }
}

/// LH-512: the file is damaged.
pub(crate) fn damaged(name: &str, why: &str) -> Fault {
    Fault::new(
        Code::FileDamaged,
        format!("{name} is damaged: {why}"),
        "Nothing is billed from a file that cannot be trusted.",
        "For the cache delete cache.sqlite, it is made again; for the book put a backup back with `linehaul restore FILE`.",
    )
}

/// LH-511: a newer program wrote it.
pub(crate) fn newer(what: String) -> Fault {
    Fault::new(
        Code::FileNewer,
        what,
        "Nothing is billed from it, and it was not touched.",
        "Use the newer version of Linehaul.",
    )
}

/// LH-513: the disk or its rights.
pub(crate) fn disk(name: &str, why: &str) -> Fault {
    Fault::new(
        Code::DiskFailed,
        format!("{name} cannot be read or written: {why}"),
        "What was asked was not kept; what was confirmed before is safe.",
        "Check free space and your rights in the workspace, then try again.",
    )
}

/// LH-513 for an operation on a path.
pub(crate) fn disk_at(path: &Path, why: &std::io::Error) -> Fault {
    disk(&path.display().to_string(), &why.to_string())
}

/// LH-950: a write that contradicts itself, which only a defect of ours can ask for.
pub(crate) fn contradiction(what: impl Into<String>) -> Fault {
    Fault::new(
        Code::WriteContradicts,
        what,
        "Nothing was written to the book.",
        "This is a defect of Linehaul: report it with this message.",
    )
}

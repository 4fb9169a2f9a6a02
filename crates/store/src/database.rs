//! A database file: opened, brought to this build's schema with a backup before each step, copied, compared.

use std::path::{Path, PathBuf};
use std::time::Duration;

use linehaul_domain::fault::{Code, Fault, Outcome};
use rusqlite::Connection;
use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite_migration::{M, Migrations};

use crate::fault::{InFile, damaged, disk_at};
use crate::whole;

/// SQLite's own size of a page.
pub(crate) const PAGE: u32 = 4_096;

/// KiB of pages that a connection may keep: what one transaction touches is written once then, where it assesses or makes a
/// batch of a hundred thousand loads, whose indexes by hash are touched all over.
const PAGES_KIB: i64 = 131_072;

/// Bytes of a log from which on it is written into its database: so long that a day's sync waits for the disk once, when it
/// closes, and not behind each of its transactions.
const LOG_BYTES: u32 = 64 * 1024 * 1024;

/// What a file should look like.
pub(crate) struct Schema {
    /// `the book`, `the cache`, ….
    pub name: &'static str,
    /// SQL texts of each version, from 1. A released version is never edited, only followed by another.
    pub versions: &'static [&'static [&'static str]],
    /// Bytes in a page of a file that is made now.
    pub page: u32,
    /// `FULL` where nothing can be fetched again, else `NORMAL`.
    pub synchronous: &'static str,
    /// A query for a number that names the content in a backup's file name.
    pub mark: &'static str,
}

impl Schema {
    fn latest(&self) -> i64 {
        self.versions.len() as i64
    }

    fn steps(&self) -> Vec<String> {
        self.versions.iter().map(|texts| texts.join("\n")).collect()
    }
}

/// Opens or makes a file and brings it to the latest version. Before a step changes a file that holds anything, it is
/// copied to `backups/<stem>-v<version>-<mark>.sqlite`.
///
/// LH-511 a newer version (the file is not touched), LH-512 damaged, LH-513 disk, LH-517 a step failed (and was rolled back).
pub(crate) fn open(path: &Path, schema: &Schema, backups: Option<&Path>) -> Outcome<Connection> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| disk_at(folder, &e))?;
    }
    // A pipe in its place would be waited for without end.
    if std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        return Err(damaged(schema.name, "it is no plain file"));
    }
    let mut connection = Connection::open(path).in_file(schema.name)?;
    // Until the version is known, closing must leave the file and its log as they are.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).in_file(schema.name)?;
    connection.busy_timeout(Duration::from_secs(5)).in_file(schema.name)?;
    let version = version_of(&connection, schema.name)?;
    refuse_newer(&connection, path, schema, version)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).in_file(schema.name)?;
    prepare(&connection, schema).in_file(schema.name)?;
    if version < schema.latest() {
        migrate(&mut connection, path, schema, version, backups)?;
    }
    Ok(connection)
}

/// Opens a file that is not written, not even its companions.
pub(crate) fn open_unwritten(path: &Path, name: &str) -> Outcome<Connection> {
    use rusqlite::OpenFlags;
    let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags).in_file(name)
}

/// Opens an ordinary file to read: a pipe in its place would be waited for without end.
pub(crate) fn open_plain(path: &Path) -> std::io::Result<std::fs::File> {
    match std::fs::metadata(path)?.is_file() {
        true => std::fs::File::open(path),
        false => Err(std::io::Error::other("it is no plain file")),
    }
}

fn prepare(connection: &Connection, schema: &Schema) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(64);
    // A statement keeps its plan: without this one with a bound limit is planned anew for each value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "page_size", schema.page)?;
    connection.pragma_update(None, "cache_size", -PAGES_KIB)?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_BYTES / schema.page)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", schema.synchronous)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)
}

/// Runs several questions in one transaction that reads, within whatever one there is.
pub(crate) fn at_once<T>(connection: &Connection, name: &str, questions: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let reading = match connection.is_autocommit() {
        true => Some(connection.unchecked_transaction().in_file(name)?),
        false => None,
    };
    let answer = questions();
    drop(reading);
    answer
}

fn version_of(connection: &Connection, name: &str) -> Outcome<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).in_file(name)
}

fn refuse_newer(connection: &Connection, path: &Path, schema: &Schema, version: i64) -> Outcome<()> {
    if version <= schema.latest() {
        return Ok(());
    }
    // What has another database's tables is not a newer one of ours.
    connection.query_row(schema.mark, [], |row| row.get::<_, i64>(0)).in_file(schema.name)?;
    Err(Fault::new(
        Code::FileNewer,
        format!(
            "{} ({}) was written by a newer Linehaul: its schema is version {version}, this one knows {}",
            schema.name,
            path.display(),
            schema.latest()
        ),
        "The file was not touched and nothing was billed.",
        "Use the newer Linehaul, or restore a backup that this version made.",
    ))
}

fn migrate(
    connection: &mut Connection,
    path: &Path,
    schema: &Schema,
    from: i64,
    backups: Option<&Path>,
) -> Outcome<()> {
    let steps = schema.steps();
    let migrations = Migrations::new(steps.iter().map(|sql| M::up(sql)).collect());
    for to in from + 1..=schema.latest() {
        if let Some(folder) = backups.filter(|_| to > 1) {
            let mark: i64 = connection.query_row(schema.mark, [], |row| row.get(0)).in_file(schema.name)?;
            let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
            copy(connection, schema.name, &folder.join(format!("{stem}-v{}-{mark}.sqlite", to - 1)))?;
        }
        migrations.to_version(connection, usize::try_from(to).unwrap_or_default()).map_err(|why| {
            Fault::new(
                Code::UpgradeFailed,
                format!("{} could not be brought from version {} to {to}: {why}", schema.name, to - 1),
                "The step was rolled back; the file is as it was.",
                "Check free space and your rights in the workspace, then open it again.",
            )
        })?;
    }
    Ok(())
}

/// Copies an open database to a file that stands alone: whole or not at all.
pub(crate) fn copy(connection: &Connection, name: &str, to: &Path) -> Outcome<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|e| disk_at(folder, &e))?;
    remove(&whole::part(to));
    let mut unread = None;
    let written = whole::write(to, |file| {
        // Into the file that stands there empty, by its name.
        unread = copy_pages(connection, file.path()).in_file(name).err();
        if unread.is_some() { Err(std::io::Error::other("it was not copied")) } else { Ok(()) }
    });
    match unread {
        Some(fault) => Err(fault),
        None => written.map_err(|e| disk_at(to, &e)),
    }
}

fn copy_pages(connection: &Connection, part: &Path) -> rusqlite::Result<()> {
    let mut target = Connection::open(part)?;
    Backup::new(connection, &mut target)?.run_to_completion(4096, Duration::ZERO, None)?;
    target.pragma_update(None, "journal_mode", "DELETE")?;
    target.close().map_err(|(_, why)| why)
}

/// Makes a rename or a new file in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> Outcome<()> {
    whole::sync_folder(folder).map_err(|e| disk_at(folder, &e))
}

/// The path with `ending` behind its whole name.
pub(crate) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Removes a database file with its companions, if they are there.
pub(crate) fn remove(path: &Path) {
    for ending in ["", "-wal", "-shm", "-journal"] {
        // A file that is not there is what is wanted.
        let _ = std::fs::remove_file(with_ending(path, ending));
    }
}

/// Renames a damaged file with its write-ahead log to `<name>.damaged-N`; answers the new path.
pub(crate) fn set_aside(path: &Path) -> Outcome<PathBuf> {
    let free = (1..).map(|n| with_ending(path, &format!(".damaged-{n}"))).find(|p| !p.exists());
    let aside = free.unwrap_or_else(|| with_ending(path, ".damaged"));
    std::fs::rename(path, &aside).map_err(|e| disk_at(path, &e))?;
    if with_ending(path, "-wal").exists() {
        std::fs::rename(with_ending(path, "-wal"), with_ending(&aside, "-wal")).map_err(|e| disk_at(path, &e))?;
    }
    remove(path);
    Ok(aside)
}

/// How the tables, indexes and triggers of an open file differ from those of its version; `None` when they do not.
pub(crate) fn schema_difference(connection: &Connection, schema: &Schema) -> Outcome<Option<String>> {
    let mut fresh = Connection::open_in_memory().in_file(schema.name)?;
    migrate(&mut fresh, Path::new(""), schema, 0, None)?;
    let (expected, found) = (objects(&fresh).in_file(schema.name)?, objects(connection).in_file(schema.name)?);
    let changed = expected.iter().find(|o| !found.contains(o)).map(|o| format!("{} is missing or altered", o.0));
    let added = || found.iter().find(|o| !expected.contains(o)).map(|o| format!("{} is not ours", o.0));
    Ok(changed.or_else(added))
}

fn objects(connection: &Connection) -> rusqlite::Result<Vec<(String, Option<String>)>> {
    let sql = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1";
    connection.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &[&str] = &["CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"];
    const TWO: &[&str] = &["ALTER TABLE notes ADD COLUMN author TEXT;", "CREATE TABLE tags (name TEXT) STRICT;"];
    const BROKEN: &[&str] = &["CREATE TABLE tags (name TEXT) STRICT;", "INSERT INTO nowhere VALUES (1);"];
    const MARK: &str = "SELECT count(*) FROM notes";

    const fn schema(versions: &'static [&'static [&'static str]]) -> Schema {
        Schema { name: "the notes", versions, page: PAGE, synchronous: "FULL", mark: MARK }
    }

    const V1: Schema = schema(&[ONE]);
    const V2: Schema = schema(&[ONE, TWO]);
    const V2_BROKEN: Schema = schema(&[ONE, BROKEN]);

    fn with_two_notes(folder: &Path) -> PathBuf {
        let path = folder.join("notes.sqlite");
        let connection = open(&path, &V1, Some(&folder.join("backups"))).expect("opens");
        connection.execute_batch("INSERT INTO notes VALUES (1, 'a'), (2, 'b')").expect("writes");
        path
    }

    fn count(path: &Path, sql: &str) -> i64 {
        Connection::open(path).and_then(|c| c.query_row(sql, [], |row| row.get(0))).expect("reads")
    }

    #[test]
    fn a_step_from_version_1_keeps_the_rows_and_takes_a_backup_first() {
        let folder = tempfile::tempdir().expect("folder");
        let path = with_two_notes(folder.path());
        assert!(!folder.path().join("backups").exists(), "a new file needs no backup");
        let connection = open(&path, &V2, Some(&folder.path().join("backups"))).expect("migrates");
        assert_eq!(version_of(&connection, "x"), Ok(2));
        assert_eq!(schema_difference(&connection, &V2), Ok(None));
        assert!(schema_difference(&connection, &V1).expect("compares").is_some());
        assert_eq!(count(&path, "SELECT count(*) FROM notes WHERE author IS NULL"), 2);
        let backup = folder.path().join("backups/notes-v1-2.sqlite");
        assert_eq!(count(&backup, MARK), 2);
        assert_eq!(count(&backup, "PRAGMA user_version"), 1);
    }

    #[test]
    fn a_failing_step_leaves_the_file_as_it_was() {
        let folder = tempfile::tempdir().expect("folder");
        let path = with_two_notes(folder.path());
        let fault = open(&path, &V2_BROKEN, Some(&folder.path().join("backups"))).expect_err("fails");
        assert_eq!(fault.code, Code::UpgradeFailed);
        let connection = open(&path, &V1, None).expect("opens as before");
        assert_eq!(schema_difference(&connection, &V1), Ok(None));
        assert_eq!(count(&path, MARK), 2);
    }

    #[test]
    fn a_backup_that_cannot_be_taken_stops_the_step() {
        let folder = tempfile::tempdir().expect("folder");
        let path = with_two_notes(folder.path());
        let blocked = folder.path().join("blocked");
        std::fs::write(&blocked, "a file where the folder should be").expect("writes");
        assert_eq!(open(&path, &V2, Some(&blocked)).expect_err("stops").code, Code::DiskFailed);
        assert_eq!(count(&path, "PRAGMA user_version"), 1);
    }

    #[test]
    fn a_newer_file_is_not_touched() {
        let folder = tempfile::tempdir().expect("folder");
        let path = with_two_notes(folder.path());
        drop(open(&path, &V2, None).expect("migrates"));
        let before = std::fs::read(&path).expect("reads");
        assert_eq!(open(&path, &V1, None).expect_err("refuses").code, Code::FileNewer);
        assert_eq!(std::fs::read(&path).expect("reads"), before);
    }
}

//! Backup: what a workspace cannot get again, in one file: the book, the archive of deliveries, rules, mappings and configuration, and
//! the ledger of the embedded ERP, which nobody else keeps: with a disk that dies it would be gone.
//!
//! Left out: the cache, which is made again; the log, of which nothing is made; secrets; import files, which the book has; and the
//! marks: a restored book must not bring along what says whether it is the latest. For the same reason a ledger that is there is
//! never replaced: it may know of invoices that the book lost.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Component, Path, PathBuf};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use linehaul_domain::fault::{Code, Fault, Outcome};
use tar::{Archive as Tar, Builder, EntryType};

use crate::book::Book;
use crate::database::{self, sync_folder, with_ending};
use crate::fault::disk_at;
use crate::ledger::Ledger;
use crate::table::head::Head;
use crate::whole;

/// The book's name in a workspace and in a backup.
pub const BOOK_FILE: &str = "book.sqlite";
/// The book's copy while a backup is made of it.
const COPY: &str = "book.backing-up.sqlite";
/// The embedded ERP's ledger in a workspace and in a backup.
pub const LEDGER_FILE: &str = "erp/ledger.sqlite";
/// The ledger's copy while a backup is made of it.
const LEDGER_COPY: &str = "ledger.backing-up.sqlite";
/// Folders that a backup holds.
pub const FOLDERS: &[&str] = &["archive", "rules", "mappings"];
/// Files that a backup holds beside the book.
const FILES: &[&str] = &["linehaul.toml"];

/// Longest name of a file in a backup, in bytes.
const MAX_NAME_BYTES: u64 = 4_096;

/// How deep a folder may lie in another. The deepest of ours lies four deep.
const MAX_DEPTH: usize = 16;

/// What a backup brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the restored book ends.
    pub head: Head,
    /// Where the book that was there is now, if one was.
    pub aside: Option<PathBuf>,
    /// Files that were put back beside the book: those that were missing.
    pub files: usize,
}

/// What a backup has.
#[derive(Debug, Clone)]
pub struct Written {
    /// Where its book ends.
    pub head: Head,
    /// Why the ledger of the embedded ERP is not in it, where there is one that does not read: the rest is saved all the same.
    pub without_ledger: Option<Fault>,
}

/// Writes a backup of a workspace whose book is open: whole or not at all. LH-104 where something that is to be in it cannot be read,
/// LH-513 disk.
pub fn write(book: &Book, dir: &Path, to: &Path) -> Outcome<Written> {
    // In the workspace, which no other process has: beside the backup a file of that name may be somebody's.
    let (copy, ledger) = (dir.join(COPY), dir.join(LEDGER_COPY));
    let packed = book.backup(&copy).and_then(|()| {
        let kept = copy_ledger(dir, &ledger);
        let head = book.head()?;
        let files =
            [(Some(copy.as_path()), BOOK_FILE), (matches!(kept, Ok(true)).then_some(ledger.as_path()), LEDGER_FILE)];
        whole::write(to, |file| pack(dir, &files, file)).map_err(|e| in_the_way(e, to))?;
        Ok(Written { head, without_ledger: kept.err() })
    });
    // What a full disk broke off would take up what is left of it.
    for left in [&copy, &ledger] {
        [left, &with_ending(left, ".part")].into_iter().for_each(|left| database::remove(left));
    }
    packed
}

/// A file or folder of the workspace that cannot be taken in, by its name there: LH-104.
fn unread(path: &Path, why: impl std::fmt::Display) -> std::io::Error {
    std::io::Error::other(Fault::new(
        Code::FileUnreadable,
        format!("{} cannot be read: {why}", path.display()),
        "No backup was made: it would lack what that name holds.",
        "Mend or remove it (a link to something that is gone, say), or give yourself the right to read it; then make the backup again.",
    ))
}

/// What keeps a backup from being written: a file that is to be in it, or else the disk.
fn in_the_way(why: std::io::Error, to: &Path) -> Fault {
    match why.downcast::<Fault>() {
        Ok(fault) => fault,
        Err(why) => disk_at(to, &why),
    }
}

/// Copies the embedded ERP's ledger; answers whether there is one.
fn copy_ledger(dir: &Path, to: &Path) -> Outcome<bool> {
    let path = dir.join(LEDGER_FILE);
    if !path.is_file() {
        return Ok(false);
    }
    Ledger::open(&path)?.backup(to).map(|()| true)
}

fn pack(dir: &Path, copies: &[(Option<&Path>, &str)], into: impl std::io::Write) -> std::io::Result<()> {
    let mut tar = Builder::new(GzEncoder::new(into, Compression::default()));
    // What a link names is part of the workspace: a checkout of rules, a configuration that is kept elsewhere.
    tar.follow_symlinks(true);
    for (copy, name) in copies {
        if let Some(copy) = copy {
            tar.append_path_with_name(copy, name)?;
        }
    }
    for name in FILES.iter().filter(|name| dir.join(name).is_file()) {
        take_in(&mut tar, &dir.join(name), Path::new(name))?;
    }
    for folder in FOLDERS {
        pack_folder(&mut tar, &dir.join(folder), Path::new(folder), MAX_DEPTH)?;
    }
    tar.into_inner()?.finish().map(drop)
}

fn take_in<W: std::io::Write>(tar: &mut Builder<W>, path: &Path, name: &Path) -> std::io::Result<()> {
    let mut file = File::open(path).map_err(|e| unread(path, e))?;
    tar.append_file(name, &mut file)
}

fn pack_folder<W: std::io::Write>(
    tar: &mut Builder<W>,
    folder: &Path,
    name: &Path,
    depth: usize,
) -> std::io::Result<()> {
    let Some(deeper) = depth.checked_sub(1) else {
        return Err(unread(folder, "it lies too deep, or is a link to a folder that it lies in"));
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(unread(folder, e)),
    };
    // A name that cannot be read fails the backup: it is whole or not at all.
    let paths = entries.map(|e| e.map(|e| e.path())).collect::<std::io::Result<Vec<PathBuf>>>();
    let mut paths = paths.map_err(|e| unread(folder, e))?;
    paths.sort();
    for path in paths {
        let Some(last) = path.file_name() else { continue };
        // A link that leads nowhere fails the backup too.
        let about = path.metadata().map_err(|e| unread(&path, e))?;
        if about.is_dir() {
            pack_folder(tar, &path, &name.join(last), deeper)?;
        } else if about.is_file() {
            take_in(tar, &path, &name.join(last))?;
        }
    }
    Ok(())
}

/// Puts a backup back into a workspace that no process has open. Its book takes the place of the one that is there, which is
/// kept beside it; other files are put back where they are missing. `about_to` is told where the restored book ends, once nothing of
/// the backup can be refused any more and before the book is exchanged; where it fails nothing is. LH-513 disk, LH-525 it is no
/// backup, or does not hold.
pub fn restore(from: &Path, dir: &Path, about_to: &mut dyn FnMut(&Head) -> Outcome<()>) -> Outcome<Restored> {
    std::fs::create_dir_all(dir).map_err(|e| disk_at(dir, &e))?;
    let fresh = dir.join("book.restored.sqlite");
    database::remove(&fresh);
    // The book is judged, and the backup read to its end, before anything of it comes to lie in the workspace.
    let result = unpack(from, dir, &fresh, true).and_then(|_| checked(&fresh)).and_then(|head| {
        let files = unpack(from, dir, &fresh, false)?;
        about_to(&head)?;
        let path = dir.join(BOOK_FILE);
        let aside = if path.exists() { Some(set_aside(&path)?) } else { None };
        std::fs::rename(&fresh, &path).map_err(|e| disk_at(&path, &e))?;
        sync_folder(dir)?;
        Ok(Restored { head, aside, files })
    });
    database::remove(&fresh);
    result
}

fn no_backup(what: String) -> Fault {
    Fault::new(
        Code::NoBackup,
        what,
        "Nothing was restored; the workspace is as it was.",
        "Name a file that `linehaul backup FILE` wrote.",
    )
}

/// Is the book of a backup whole? Its end.
fn checked(path: &Path) -> Outcome<Head> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let book =
        Book::open(path, &folder.join("backups")).map_err(|why| no_backup(format!("its book does not open: {why}")))?;
    let report = book.verify()?;
    let head = book.head()?;
    match report.why {
        None if head.seq == 0 => Err(no_backup("its book has no entry".to_owned())),
        None => Ok(head),
        Some(why) => Err(no_backup(format!("its book does not hold: {why}"))),
    }
}

/// `book.sqlite.before-restore-N`, with its log.
fn set_aside(path: &Path) -> Outcome<PathBuf> {
    let free = (1..).map(|n| with_ending(path, &format!(".before-restore-{n}"))).find(|p| !p.exists());
    let aside = free.unwrap_or_else(|| with_ending(path, ".before-restore"));
    std::fs::rename(path, &aside).map_err(|e| disk_at(path, &e))?;
    for end in ["-wal", "-shm"] {
        if with_ending(path, end).exists() {
            std::fs::rename(with_ending(path, end), with_ending(&aside, end)).map_err(|e| disk_at(path, &e))?;
        }
    }
    Ok(aside)
}

/// Unpacks the book alone to a path of its own, or everything else where it is missing; answers how many files that were. The
/// whole backup is read either way.
fn unpack(from: &Path, dir: &Path, book: &Path, only_book: bool) -> Outcome<usize> {
    let file = File::open(from).map_err(|e| disk_at(from, &e))?;
    let bad = |e: std::io::Error| no_backup(format!("{} does not read as a backup: {e}", from.display()));
    let mut tar = Tar::new(GzDecoder::new(BufReader::new(file)));
    let (mut files, mut names, mut long) = (0, BTreeSet::new(), None);
    // As they stand: what stands before an entry and speaks of it would be read whole, however long it says that it is.
    for entry in tar.entries().map_err(bad)?.raw(true) {
        let mut entry = entry.map_err(bad)?;
        if entry.header().entry_type() == EntryType::GNULongName {
            long = Some(long_name(&mut entry).map_err(bad)?);
            continue;
        }
        let name = match long.take() {
            Some(name) => name,
            None => entry.path().map_err(bad)?.into_owned(),
        };
        if entry.header().entry_type() != EntryType::Regular || !is_ours(&name) {
            return Err(no_backup(format!(
                "{} holds `{}`, which is no part of a backup",
                from.display(),
                name.display()
            )));
        }
        let to = if name == Path::new(BOOK_FILE) { book.to_owned() } else { dir.join(&name) };
        if !names.insert(name.clone()) {
            return Err(no_backup(format!("{} holds `{}` twice", from.display(), name.display())));
        }
        if (to == book) != only_book || to.exists() {
            std::io::copy(&mut entry, &mut std::io::sink()).map_err(bad)?;
            continue;
        }
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder).map_err(|e| disk_at(folder, &e))?;
        }
        let mut unread = false;
        let written = whole::write(&to, |out| std::io::copy(&mut entry, out).map(drop).inspect_err(|_| unread = true));
        written.map_err(|e| if unread { bad(e) } else { disk_at(&to, &e) })?;
        files += usize::from(to != book);
    }
    // What stands behind the last file is read too: the checksum of all of it is there.
    let mut packed = tar.into_inner();
    std::io::copy(&mut packed, &mut std::io::sink()).map_err(bad)?;
    if !packed.into_inner().fill_buf().map_err(bad)?.is_empty() {
        return Err(no_backup(format!("{} goes on behind its end", from.display())));
    }
    match names.contains(Path::new(BOOK_FILE)) {
        true => Ok(files),
        false => Err(no_backup(format!("{} holds no book", from.display()))),
    }
}

/// The name of the next entry, where it is too long for its header: no longer than a system takes.
fn long_name(entry: &mut impl Read) -> std::io::Result<PathBuf> {
    let mut bytes = Vec::new();
    entry.take(MAX_NAME_BYTES + 1).read_to_end(&mut bytes)?;
    let text = String::from_utf8(bytes).ok().filter(|text| text.len() as u64 <= MAX_NAME_BYTES);
    let text = text.ok_or_else(|| std::io::Error::other("a name in it is too long, or no text"))?;
    Ok(PathBuf::from(text.trim_end_matches('\0')))
}

/// A plain name below what a backup holds: nothing absolute, nothing upwards.
fn is_ours(name: &Path) -> bool {
    let plain = name.components().all(|part| matches!(part, Component::Normal(_)));
    let text = |part: Option<Component<'_>>| part.and_then(|p| p.as_os_str().to_str().map(str::to_owned));
    let first = text(name.components().next()).unwrap_or_default();
    let alone = name.components().count() == 1;
    plain
        && (name == Path::new(LEDGER_FILE)
            || alone && (first == BOOK_FILE || FILES.contains(&first.as_str()))
            || !alone && FOLDERS.contains(&first.as_str()))
}

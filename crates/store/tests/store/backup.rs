//! A backup is made by somebody else, or so it may be: what it says of itself is not believed.

use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use linehaul_domain::fault::Code;
use linehaul_store::{Book, Ledger, backup};
use tar::{Builder, EntryType, Header};

use crate::support::*;

fn header(name: &str, kind: EntryType, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_path(name).expect("a name");
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_cksum();
    header
}

fn packed(folder: &Path, entries: &[(Header, Vec<u8>)]) -> PathBuf {
    let path = folder.join("made.bak");
    let mut tar = Builder::new(GzEncoder::new(std::fs::File::create(&path).expect("a file"), Compression::fast()));
    entries.iter().for_each(|(header, bytes)| tar.append(header, bytes.as_slice()).expect("appended"));
    tar.into_inner().and_then(|gz| gz.finish()).and_then(|mut file| file.flush()).expect("written");
    path
}

fn code(from: &Path, folder: &Path) -> &'static str {
    backup::restore(from, &folder.join("w"), &mut |_| Ok(())).expect_err("refused").code.as_str()
}

#[test]
fn a_book_without_an_entry_takes_no_books_place() {
    let folder = tempfile::tempdir().expect("folder");
    let empty = packed(folder.path(), &[(header("book.sqlite", EntryType::Regular, 0), Vec::new())]);
    assert_eq!(code(&empty, folder.path()), "LH-525");
    assert!(!folder.path().join("w/book.sqlite").exists());
}

#[test]
fn a_name_without_end_is_not_read_to_its_end() {
    let folder = tempfile::tempdir().expect("folder");
    let bytes = vec![b'x'; 8 * 1024 * 1024];
    let size = bytes.len() as u64;
    for (kind, name) in [(EntryType::GNULongName, "././@LongLink"), (EntryType::XHeader, "pax")] {
        let book = (header("book.sqlite", EntryType::Regular, 0), Vec::new());
        let made = packed(folder.path(), &[(header(name, kind, size), bytes.clone()), book]);
        let fault = backup::restore(&made, &folder.path().join("w"), &mut |_| Ok(())).expect_err("refused");
        assert_eq!(fault.code, "LH-525");
        assert!(fault.what.contains("too long") || fault.what.contains("no part of a backup"), "{}", fault.what);
    }
}

#[test]
fn a_file_of_a_long_name_comes_back() {
    let folder = tempfile::tempdir().expect("folder");
    let dir = folder.path().join("w");
    let deep = format!("rules/customers/{}/2025-01-01.rhai", "n".repeat(150));
    std::fs::create_dir_all(dir.join(&deep).parent().expect("a parent")).expect("folders");
    std::fs::write(dir.join(&deep), "contract").expect("written");
    let (mut book, _) = book(&dir);
    append(&mut book, &decisions([linehaul_domain::decision::Decision::Opened { workspace: "w".into() }]));
    let to = folder.path().join("w.bak");
    backup::write(&book, &dir, &to).expect("a backup");
    let fresh = folder.path().join("fresh");
    let restored = backup::restore(&to, &fresh, &mut |_| Ok(())).expect("restored");
    assert_eq!((restored.head.seq, restored.files), (1, 1));
    assert_eq!(std::fs::read_to_string(fresh.join(&deep)).expect("read"), "contract");
    drop(Book::open(&fresh.join("book.sqlite"), &fresh.join("backups")).expect("opens"));
}

#[test]
fn a_backup_that_cannot_be_made_leaves_no_part_of_itself() {
    let folder = tempfile::tempdir().expect("folder");
    let dir = folder.path().join("w");
    let (book, _) = book(&dir);
    // A part that cannot be written over, as on a full disk.
    let to = folder.path().join("w.bak");
    std::fs::create_dir(folder.path().join("w.bak.part")).expect("a folder");
    assert!(backup::write(&book, &dir, &to).is_err());
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("lists").map(|e| e.expect("one").file_name()).collect();
    assert!(left.iter().all(|name| name != "w.bak.book" && name != "w.bak"), "{left:?}");
    std::fs::remove_dir(folder.path().join("w.bak.part")).expect("removed");
    std::fs::create_dir(&to).expect("a folder");
    std::fs::write(to.join("full"), "").expect("written");
    assert!(backup::write(&book, &dir, &to).is_err());
    assert!(!folder.path().join("w.bak.part").exists() && !folder.path().join("w.bak.book").exists());
    let left: Vec<_> = std::fs::read_dir(&dir).expect("lists").map(|e| e.expect("one").file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("backing-up")), "{left:?}");
}

#[test]
fn a_file_beside_the_backup_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("folder");
    let dir = folder.path().join("w");
    let (book, _) = book(&dir);
    let to = folder.path().join("ours.bak");
    let theirs = ["ours.bak.book", "ours.bak.book-wal", "ours.bak.book.part"].map(|name| folder.path().join(name));
    theirs.iter().for_each(|path| std::fs::write(path, "somebody's").expect("written"));
    backup::write(&book, &dir, &to).expect("a backup");
    for path in theirs {
        assert_eq!(std::fs::read_to_string(&path).ok().as_deref(), Some("somebody's"), "{}", path.display());
    }
}

#[test]
fn what_is_behind_a_backup_or_in_it_twice_makes_it_none() {
    let folder = tempfile::tempdir().expect("folder");
    let dir = folder.path().join("from");
    let (mut book, _) = book(&dir);
    append(&mut book, &decisions([linehaul_domain::decision::Decision::Opened { workspace: "w".into() }]));
    let whole = folder.path().join("whole.bak");
    backup::write(&book, &dir, &whole).expect("a backup");
    let mut longer = std::fs::read(&whole).expect("its bytes");
    longer.extend([b'x'; 1_000]);
    let longer_file = folder.path().join("longer.bak");
    std::fs::write(&longer_file, longer).expect("written");
    assert_eq!(code(&longer_file, folder.path()), "LH-525");
    let bytes = std::fs::read(dir.join("book.sqlite")).expect("a book");
    let entry = || (header("book.sqlite", EntryType::Regular, bytes.len() as u64), bytes.clone());
    assert_eq!(code(&packed(folder.path(), &[entry(), entry()]), folder.path()), "LH-525");
}

#[test]
fn the_ledger_and_mappings_come_back_where_they_are_missing() {
    let folder = tempfile::tempdir().expect("folder");
    let dir = folder.path().join("w");
    let (mut book, _) = book(&dir);
    append(&mut book, &decisions([linehaul_domain::decision::Decision::Opened { workspace: "w".into() }]));
    for name in ["mappings", "erp"] {
        std::fs::create_dir(dir.join(name)).expect("a folder");
    }
    std::fs::write(dir.join("mappings/tms.toml"), "a mapping").expect("written");
    let ledger = Ledger::open(&dir.join(backup::LEDGER_FILE)).expect("a ledger");
    let to = folder.path().join("w.bak");
    assert!(backup::write(&book, &dir, &to).expect("a backup").without_ledger.is_none());
    let fresh = folder.path().join("fresh");
    backup::restore(&to, &fresh, &mut |_| Ok(())).expect("restored");
    assert_eq!(std::fs::read_to_string(fresh.join("mappings/tms.toml")).expect("read"), "a mapping");
    let restored = Ledger::open(&fresh.join(backup::LEDGER_FILE)).expect("the ledger");
    assert_eq!(restored.identity(), ledger.identity());

    // One that is there may know more than the book that is put back.
    let other = folder.path().join("other");
    std::fs::create_dir_all(other.join("erp")).expect("a folder");
    let there = Ledger::open(&other.join(backup::LEDGER_FILE)).expect("a ledger").identity().to_owned();
    backup::restore(&to, &other, &mut |_| Ok(())).expect("restored");
    assert_eq!(Ledger::open(&other.join(backup::LEDGER_FILE)).expect("the ledger").identity(), there);

    // One that does not read keeps nothing else from being saved, and that is told.
    drop(ledger);
    std::fs::write(dir.join(backup::LEDGER_FILE), "no ledger").expect("written");
    let second = folder.path().join("second.bak");
    assert!(backup::write(&book, &dir, &second).expect("a backup").without_ledger.is_some());
    assert!(backup::restore(&second, &folder.path().join("third"), &mut |_| Ok(())).is_ok());
}

#[cfg(unix)]
#[test]
fn what_links_name_comes_back_as_files() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("folder");
    let dir = folder.path().join("w");
    let (mut book, _) = book(&dir);
    append(&mut book, &decisions([linehaul_domain::decision::Decision::Opened { workspace: "w".into() }]));
    let elsewhere = folder.path().join("checkout");
    std::fs::create_dir_all(elsewhere.join("customers")).expect("folders");
    std::fs::write(elsewhere.join("customers/acme.rhai"), "contract").expect("written");
    std::fs::write(elsewhere.join("settings"), "settings").expect("written");
    symlink(&elsewhere, dir.join("rules")).expect("a link");
    symlink(elsewhere.join("settings"), dir.join("linehaul.toml")).expect("a link");
    let to = folder.path().join("w.bak");
    backup::write(&book, &dir, &to).expect("a backup");
    let fresh = folder.path().join("fresh");
    backup::restore(&to, &fresh, &mut |_| Ok(())).expect("restored");
    for (name, text) in [("rules/customers/acme.rhai", "contract"), ("linehaul.toml", "settings")] {
        assert_eq!(std::fs::read_to_string(fresh.join(name)).expect("read"), text);
    }
    // One that leads into itself has no end, and one that leads nowhere is not left out in silence.
    for target in [&elsewhere, &folder.path().join("nowhere")] {
        let link = elsewhere.join("again");
        symlink(target, &link).expect("a link");
        let refused = backup::write(&book, &dir, &folder.path().join("no.bak")).expect_err("refused");
        assert_eq!(refused.code, Code::FileUnreadable, "a disk is not to blame: {refused}");
        assert!(refused.what.contains("rules") && refused.what.contains("again"), "by its name here: {refused}");
        assert!(!folder.path().join("no.bak").exists());
        std::fs::remove_file(link).expect("removed");
    }
}

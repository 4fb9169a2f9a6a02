//! The archive: every delivery as it was received, compressed, by the hash of its content; and the list of deliveries.
//!
//! A delivery's content is durable before its line in the list is, and a line counts only with its end, so that a process
//! that dies leaves a content that nobody names, never a name without content.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::database::sync_folder;
use crate::fault::{contradiction, disk_at};
use crate::whole;

/// One delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// From which source.
    pub source: SourceName,
    /// The file's name there.
    pub file: String,
    /// What it holds: `loads`, `stops`, `document`, ….
    pub kind: String,
    /// When it was first received, UTC.
    pub received: Instant,
    /// Hash of its content.
    pub hash: Hash,
    /// From where its source goes on behind it, for a source that has cursors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// An open archive.
#[derive(Debug)]
pub struct Archive {
    folder: PathBuf,
    list: RefCell<List>,
}

#[derive(Debug, Default)]
struct List {
    deliveries: Vec<Delivery>,
    known: BTreeSet<(SourceName, String, String, Hash)>,
}

/// The least hash there can be: where the contents of a file begin in the list of what is known.
fn first_hash() -> Hash {
    Hash(String::new())
}

impl List {
    fn add(&mut self, delivery: Delivery) -> bool {
        let Delivery { source, file, kind, hash, .. } = delivery.clone();
        let new = self.known.insert((source, file, kind, hash));
        if new {
            self.deliveries.push(delivery);
        }
        new
    }
}

impl Archive {
    /// Opens or makes an archive. A last line that a dying process left unfinished is cut off.
    ///
    /// LH-513 disk, LH-519 a line of the list does not read.
    pub fn open(folder: &Path) -> Outcome<Archive> {
        std::fs::create_dir_all(folder).map_err(|e| disk_at(folder, &e))?;
        let archive = Archive { folder: folder.to_owned(), list: RefCell::default() };
        let path = archive.list_path();
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(archive),
            Err(why) => return Err(disk_at(&path, &why)),
        };
        let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        if whole < bytes.len() {
            let file = OpenOptions::new().write(true).open(&path).map_err(|e| disk_at(&path, &e))?;
            file.set_len(whole as u64).and_then(|()| file.sync_all()).map_err(|e| disk_at(&path, &e))?;
        }
        let lines = bytes.get(..whole).unwrap_or_default().split(|b| *b == b'\n').filter(|l| !l.is_empty());
        for (number, line) in lines.enumerate() {
            let delivery = canonical::decode(line).map_err(|why| bad_line(&path, number + 1, &why.what))?;
            archive.list.borrow_mut().add(delivery);
        }
        Ok(archive)
    }

    fn list_path(&self) -> PathBuf {
        self.folder.join("deliveries.jsonl")
    }

    fn content_path(&self, hash: &Hash) -> PathBuf {
        let text = hash.as_str();
        self.folder.join(text.get(..2).unwrap_or("__")).join(format!("{text}.gz"))
    }

    /// Keeps a delivery; answers whether it is new. The same content of the same file and source is one delivery, that of
    /// its first receipt. Both content and list are on the disk when this returns.
    ///
    /// LH-513 disk, LH-950 when the hash is not that of the bytes.
    pub fn put(&self, delivery: &Delivery, bytes: &[u8]) -> Outcome<bool> {
        self.content_file(&delivery.hash).write(bytes)?;
        self.enlist(delivery)
    }

    /// Where the content of a hash goes. It can be written there by another thread, before [`Archive::enlist`].
    pub fn content_file(&self, hash: &Hash) -> ContentFile {
        ContentFile { path: self.content_path(hash), hash: hash.clone() }
    }

    /// Names a delivery whose content is on the disk; answers whether it is new. LH-513 disk, LH-950 without a content.
    pub fn enlist(&self, delivery: &Delivery) -> Outcome<bool> {
        if !self.content_path(&delivery.hash).exists() {
            return Err(contradiction(format!("the delivery {} would be named before it is kept", delivery.file)));
        }
        if !self.list.borrow_mut().add(delivery.clone()) {
            return Ok(false);
        }
        let kept = self.append(delivery);
        if kept.is_err() {
            // Not on the disk, so not known: the next attempt writes it again.
            let mut list = self.list.borrow_mut();
            list.deliveries.pop();
            let Delivery { source, file, kind, hash, .. } = delivery.clone();
            list.known.remove(&(source, file, kind, hash));
        }
        kept.map(|()| true)
    }

    fn append(&self, delivery: &Delivery) -> Outcome<()> {
        let path = self.list_path();
        let new = !path.exists();
        let mut line = canonical::encode(delivery);
        line.push(b'\n');
        let append = || -> std::io::Result<()> {
            let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
            let before = file.metadata()?.len();
            let written = file.write_all(&line).and_then(|()| file.sync_data());
            if written.is_err() {
                // Half a line would run into the next one.
                file.set_len(before)?;
            }
            written
        };
        append().map_err(|e| disk_at(&path, &e))?;
        if new { sync_folder(&self.folder) } else { Ok(()) }
    }

    /// The content of a hash. LH-518 when it is gone or not what it was.
    pub fn get(&self, hash: &Hash) -> Outcome<Vec<u8>> {
        self.content_file(hash).read()
    }

    /// Every content but those of a kind can be read: before a cache is thrown away that has what they said. LH-518 one cannot.
    pub fn must_read_but(&self, kind: &str) -> Outcome<()> {
        let all = self.deliveries()?;
        all.iter().filter(|delivery| delivery.kind != kind).try_for_each(|delivery| self.get(&delivery.hash).map(drop))
    }

    /// Every delivery in order of receipt, then source, file and hash.
    pub fn deliveries(&self) -> Outcome<Vec<Delivery>> {
        let mut deliveries = self.list.borrow().deliveries.clone();
        deliveries.sort_by(|a, b| {
            (a.received, &a.source, &a.file, &a.hash, &a.kind).cmp(&(b.received, &b.source, &b.file, &b.hash, &b.kind))
        });
        Ok(deliveries)
    }

    /// The delivery that was kept last, those of a kind left out.
    pub fn last_but(&self, kind: &str) -> Option<Delivery> {
        self.list.borrow().deliveries.iter().rev().find(|delivery| delivery.kind != kind).cloned()
    }

    /// From where a source goes on: behind what was delivered last. It survives a cache that is lost.
    pub fn cursor_of(&self, source: &SourceName) -> Option<String> {
        let list = self.list.borrow();
        list.deliveries.iter().rev().filter(|d| d.source == *source).find_map(|d| d.cursor.clone())
    }

    /// The contents that a file of a kind ever had at a source, in order of hash.
    pub fn contents_of(&self, source: &SourceName, file: &str, kind: &str) -> Vec<Hash> {
        let from = (source.clone(), file.to_owned(), kind.to_owned(), first_hash());
        let list = self.list.borrow();
        let own = list.known.range(from..).take_while(|(s, f, k, _)| s == source && f == file && k == kind);
        own.map(|(_, _, _, hash)| hash.clone()).collect()
    }
}

/// Where a content goes.
#[derive(Debug, Clone)]
pub struct ContentFile {
    path: PathBuf,
    hash: Hash,
}

impl ContentFile {
    /// Writes the content, unless it is there. LH-513 disk, LH-950 when the hash is not that of the bytes.
    pub fn write(&self, bytes: &[u8]) -> Outcome<()> {
        if canonical::hash_bytes(bytes) != self.hash {
            return Err(contradiction(format!("a delivery does not have the hash {} it came with", self.hash)));
        }
        // What is there but spoilt is written again: a source that delivers it once more mends it.
        if self.path.exists() && self.read().is_ok() { Ok(()) } else { write_content(&self.path, bytes) }
    }

    fn read(&self) -> Outcome<Vec<u8>> {
        let lost = |why: String| {
            Fault::new(
                Code::ArchiveUnreadable,
                format!("the archived delivery {} {why}", self.path.display()),
                "What it said of loads cannot be taken in again, so nothing is assessed or decided where the cache lacks it.",
                "Put it back from a copy of the workspace, or have the source deliver the same file again; then run \
                 `linehaul sync`.",
            )
        };
        let file = File::open(&self.path).map_err(|e| lost(format!("cannot be read: {e}")))?;
        let mut bytes = Vec::new();
        GzDecoder::new(file).read_to_end(&mut bytes).map_err(|e| lost(format!("does not unpack: {e}")))?;
        if canonical::hash_bytes(&bytes) == self.hash { Ok(bytes) } else { Err(lost("is not what it was".to_owned())) }
    }
}

fn write_content(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let fresh = !folder.exists();
    std::fs::create_dir_all(folder).map_err(|e| disk_at(folder, &e))?;
    let packed = whole::write(path, |file| {
        let mut encoder = GzEncoder::new(file, Compression::fast());
        encoder.write_all(bytes)?;
        encoder.finish().map(drop)
    });
    packed.map_err(|e| disk_at(path, &e))?;
    match folder.parent() {
        Some(above) if fresh => sync_folder(above),
        _ => Ok(()),
    }
}

fn bad_line(path: &Path, line: usize, why: &str) -> Fault {
    Fault::new(
        Code::ArchiveListBroken,
        format!("line {line} of {} does not read: {why}", path.display()),
        "What was delivered cannot be listed, so the cache cannot be made again; the book is not concerned.",
        "Restore the file from a copy of the workspace, or remove that line and have the source deliver again.",
    )
}

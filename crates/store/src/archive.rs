//! The archive: every delivery as it was received, compressed, by the hash of its content; and the list of deliveries.
//!
//! A delivery's content is durable before its line in the list is, and a line counts only with its end, so that a process
//! that dies leaves a content that nobody names, never a name without content.

mod list;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, SourceName};

use crate::database::sync_folder;
use crate::fault::{contradiction, disk_at};
use list::ListFile;
pub use list::{Behind, Delivery, Line, Position};

use crate::whole;

/// An open archive.
#[derive(Debug)]
pub struct Archive {
    folder: PathBuf,
    file: ListFile,
    /// All of the list, once something had to be looked for in it.
    list: OnceCell<RefCell<List>>,
    /// New lines are numbered behind this: see [`Archive::number_behind`].
    floor: Cell<u64>,
}

#[derive(Debug, Default)]
struct List {
    lines: Vec<Line>,
    /// Where the lines of a file's name stand among them.
    by_file: BTreeMap<String, Vec<usize>>,
}

impl List {
    fn of(lines: Vec<Line>) -> List {
        let mut list = List::default();
        lines.into_iter().for_each(|line| list.add(line));
        list
    }

    fn add(&mut self, line: Line) {
        self.by_file.entry(line.delivery.file.clone()).or_default().push(self.lines.len());
        self.lines.push(line);
    }

    /// The deliveries of a file of a kind at a source, in order.
    fn of_file<'a>(&'a self, of: (&'a SourceName, &'a str, &'a str)) -> impl DoubleEndedIterator<Item = &'a Line> {
        let (source, file, kind) = of;
        let own = self.by_file.get(file).into_iter().flatten().filter_map(|at| self.lines.get(*at));
        own.filter(move |line| line.delivery.source == *source && line.delivery.kind == kind)
    }

    /// Is everything known that this would say? What a file of a source said last, said once more, is one delivery, unless its
    /// source goes on from somewhere else behind it. What it said before it said something else is news again.
    fn says(&self, delivery: &Delivery) -> bool {
        let Delivery { source, file, kind, .. } = delivery;
        let known =
            self.of_file((source, file, kind)).next_back().is_some_and(|line| line.delivery.hash == delivery.hash);
        let of_scope = |line: &&Line| line.delivery.source == *source && line.delivery.scope == delivery.scope;
        let last = || self.lines.iter().rev().filter(of_scope).find_map(|line| line.delivery.cursor.as_ref());
        known && (delivery.cursor.is_none() || last() == delivery.cursor.as_ref())
    }
}

impl Archive {
    /// Opens or makes an archive. Its list is not read yet; a last line that a dying process left unfinished does not count.
    ///
    /// LH-513 disk.
    pub fn open(folder: &Path) -> Outcome<Archive> {
        std::fs::create_dir_all(folder).map_err(|e| disk_at(folder, &e))?;
        let (file, list, floor) = (ListFile::of(folder), OnceCell::new(), Cell::new(0));
        Ok(Archive { folder: folder.to_owned(), file, list, floor })
    }

    fn list(&self) -> Outcome<&RefCell<List>> {
        if self.list.get().is_none() {
            // Nobody else can have set it since.
            let _ = self.list.set(RefCell::new(List::of(self.file.lines()?)));
        }
        self.list.get().ok_or_else(|| contradiction("the archive's list is read and not there"))
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

    /// Names a delivery whose content is on the disk; answers whether it is new. LH-513 disk, LH-519 the list does not read, LH-950
    /// without a content.
    pub fn enlist(&self, delivery: &Delivery) -> Outcome<bool> {
        if !self.content_path(&delivery.hash).exists() {
            return Err(contradiction(format!("the delivery {} would be named before it is kept", delivery.file)));
        }
        let list = self.list()?;
        if list.borrow().says(delivery) {
            return Ok(false);
        }
        let end = self.end()?;
        let line = self.file.append(delivery, end.seq.max(self.floor.get()) + 1, &end)?;
        list.borrow_mut().add(line);
        Ok(true)
    }

    /// New lines are numbered behind this one too. Where an older copy of the archive was put back, whoever took the lines that
    /// it lacks would take new ones of the same numbers for these.
    pub fn number_behind(&self, seq: u64) {
        self.floor.set(self.floor.get().max(seq));
    }

    /// Where the list ends. LH-513 disk, LH-519 a line does not read.
    pub fn end(&self) -> Outcome<Position> {
        match self.list.get() {
            Some(list) => Ok(list.borrow().lines.last().map_or_else(Position::nothing, |line| line.at.clone())),
            None => self.file.end(),
        }
    }

    /// What stands behind a line that was taken. LH-513 disk, LH-519 a line does not read.
    pub fn behind(&self, taken: &Position) -> Outcome<Behind> {
        self.file.behind(taken)
    }

    /// The content of a hash. LH-518 when it is gone or not what it was.
    pub fn get(&self, hash: &Hash) -> Outcome<Vec<u8>> {
        self.content_file(hash).read()
    }

    /// Every content but those of a kind can be read: before a cache is thrown away that has what they said. LH-518 one cannot.
    pub fn must_read_but(&self, kind: &str) -> Outcome<()> {
        let list = self.list()?.borrow();
        let deliveries = list.lines.iter().map(|line| &line.delivery).filter(|delivery| delivery.kind != kind);
        deliveries.into_iter().try_for_each(|delivery| self.get(&delivery.hash).map(drop))
    }

    /// Has it this delivery, by its list and with a content that reads? LH-513 disk, LH-519 a line does not read.
    pub fn keeps(&self, delivery: &Delivery) -> Outcome<bool> {
        let Delivery { source, file, kind, hash, .. } = delivery;
        Ok(self.line_of((source, file, kind), hash)?.is_some() && self.get(hash).is_ok())
    }

    /// Did this file of its source say this last, as far as the list knows: before a line of it, or now?
    pub fn said_last(&self, delivery: &Delivery, before: Option<&Position>) -> Outcome<bool> {
        let Delivery { source, file, kind, hash, .. } = delivery;
        let list = self.list()?.borrow();
        let earlier = |line: &&Line| before.is_none_or(|at| line.at.seq < at.seq);
        Ok(list.of_file((source, file, kind)).rfind(earlier).is_some_and(|line| line.delivery.hash == *hash))
    }

    /// Every line, in order. LH-513 disk, LH-519 a line does not read.
    pub fn lines(&self) -> Outcome<Vec<Line>> {
        Ok(self.list()?.borrow().lines.clone())
    }

    /// Every content can be read: before what holds them is taken for whole. LH-518 one cannot.
    pub fn must_read(&self) -> Outcome<()> {
        let contents: BTreeSet<Hash> =
            self.list()?.borrow().lines.iter().map(|line| line.delivery.hash.clone()).collect();
        contents.iter().try_for_each(|hash| self.get(hash).map(drop))
    }

    /// The line that names a content of a file of a kind at a source, the last one where several do.
    pub fn line_of(&self, (source, file, kind): (&SourceName, &str, &str), hash: &Hash) -> Outcome<Option<Line>> {
        let list = self.list()?.borrow();
        Ok(list.of_file((source, file, kind)).rfind(|line| line.delivery.hash == *hash).cloned())
    }

    /// The lines of a file of a kind at a source, in order.
    pub fn of_file(&self, of: (&SourceName, &str, &str)) -> Outcome<Vec<Line>> {
        let list = self.list()?.borrow();
        Ok(list.of_file(of).cloned().collect())
    }

    /// What a source delivered last of a kind, up to a line: at most so many contents, the last one first.
    pub fn last_of(&self, (source, kind): (&SourceName, &str), upto: u64, most: usize) -> Outcome<Vec<Hash>> {
        let list = self.list()?.borrow();
        let own = list.lines.iter().rev().filter(|line| line.at.seq <= upto).map(|line| &line.delivery);
        let own = own.filter(|delivery| delivery.source == *source && delivery.kind == kind);
        Ok(own.take(most).map(|delivery| delivery.hash.clone()).collect())
    }

    /// The contents that a file of a kind ever had at a source, each with where it was listed last, in that order.
    pub fn contents_of(&self, source: &SourceName, file: &str, kind: &str) -> Outcome<Vec<(u64, Hash)>> {
        let list = self.list()?.borrow();
        let all = list.of_file((source, file, kind)).map(|line| (line.delivery.hash.clone(), line.at.seq));
        let last: BTreeMap<Hash, u64> = all.collect();
        let mut contents: Vec<(u64, Hash)> = last.into_iter().map(|(hash, place)| (place, hash)).collect();
        contents.sort();
        Ok(contents)
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

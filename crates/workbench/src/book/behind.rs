//! Behind: does this book go as far as was known elsewhere? A backup put back, a file lost, a log cut off: each leaves a book
//! that is sound in itself and lacks what was posted since. Its head is kept where such a restore does not bring it along: in
//! the cache, in the archive's folder, in the import files that were handed out. The farthest of them is compared with the
//! book whenever it is opened.

use std::path::{Path, PathBuf};

use linehaul_domain::canonical;
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::Hash;
use linehaul_domain::time::Instant;
use linehaul_store::{Book, Cache, Head, whole};
use serde::{Deserialize, Serialize};

use crate::machine::disk::{bytes_of, text_of};

const IN_FILE: &str = "by an import file";
const BY_RESTORE: &str = "by a restore";
const AT_ERP: &str = "at the ERP";

/// A head that was kept outside of the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Sequence of the last entry.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
    /// When it was kept, UTC.
    pub at: Option<Instant>,
}

/// A book that is not the latest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// Where this book ends.
    pub ends: u64,
    /// What was known.
    pub known: Anchor,
    /// Where that stands, in words.
    pub found_in: String,
}

impl Behind {
    /// LH-524: nothing is decided on it until a person has looked.
    pub fn fault(&self) -> Fault {
        let Behind { ends, known, found_in } = self;
        let when = known.at.map(|at| format!(" on {}", at.format("%Y-%m-%d %H:%M UTC"))).unwrap_or_default();
        let what = match known.seq > *ends {
            _ if found_in == BY_RESTORE => {
                format!(
                    "this book was restored from a backup and ends at entry {ends}: was anything posted after it was made?"
                )
            }
            _ if found_in == AT_ERP => format!(
                "the ERP has invoices with our mark that this book, which ends at entry {ends}, never sent: was a backup \
                 restored, or does another desk use this letter?"
            ),
            true => format!(
                "this book ends at entry {ends}; {} were known{when} ({found_in}): was a backup restored?",
                known.seq
            ),
            false => format!(
                "entry {} of this book is not the one that was known{when} ({found_in}): is it another book?",
                known.seq
            ),
        };
        Fault::new(
            Code::BookBehind,
            what,
            "Nothing is decided and nothing is sent: what was posted since could be billed a second time.",
            "Put the latest book back if you have it. If it is lost, `linehaul recover` lists what stands at the ERP and is not \
             in this book, and goes on from there.",
        )
    }
}

fn file(dir: &Path) -> PathBuf {
    dir.join("archive").join("head.json")
}

/// Keeps the head in the archive's folder. That it cannot be written is no reason to stop: the cache has it too.
pub fn keep(dir: &Path, head: &Head, now: Instant) {
    let anchor = Anchor { seq: head.seq, hash: head.hash.clone(), at: Some(now) };
    drop(whole::exchange(&file(dir), &canonical::encode(&anchor)));
}

/// Says in the archive's folder that a book was restored, which nothing in a restored book itself can say.
pub fn restored(dir: &Path, head: &Head) -> Outcome<()> {
    note(dir, RESTORED, head)
}

/// Says there that the ERP has what this book never sent, so that the next verb knows it without asking.
pub fn seen_at_erp(dir: &Path, head: &Head) -> Outcome<()> {
    note(dir, SEEN_AT_ERP, head)
}

fn note(dir: &Path, name: &str, head: &Head) -> Outcome<()> {
    let folder = dir.join("archive");
    let path = folder.join(name);
    let anchor = Anchor { seq: head.seq, hash: head.hash.clone(), at: None };
    let written =
        std::fs::create_dir_all(&folder).and_then(|()| whole::write_bytes(&path, &canonical::encode(&anchor)));
    written.map_err(|e| {
        Fault::new(
            Code::FileUnwritable,
            format!("{} cannot be written: {e}", path.display()),
            "This book is not the latest, and nothing says so.",
            "Run `linehaul recover` before anything is sent.",
        )
    })
}

/// Does the mark of a restore stand?
pub fn is_restored(dir: &Path) -> bool {
    dir.join("archive").join(RESTORED).exists()
}

/// A person looked at what a restored book lacks.
pub fn looked_at(dir: &Path) {
    for name in [RESTORED, SEEN_AT_ERP] {
        // A file that is not there is what is wanted.
        let _ = std::fs::remove_file(dir.join("archive").join(name));
    }
}

/// The mark that a restore leaves.
const RESTORED: &str = "restored.json";
/// The mark that a look at the ERP leaves.
const SEEN_AT_ERP: &str = "seen_at_erp.json";

fn in_archive(dir: &Path) -> Option<Anchor> {
    canonical::decode(&bytes_of(&file(dir)).ok()?).ok()
}

/// The head in the last line of an import file: `book,BATCH,…,SEQ HASH,…`.
fn in_import_files(dir: &Path) -> Option<Anchor> {
    let entries = std::fs::read_dir(dir.join("erp/batches")).ok()?;
    let of = |path: PathBuf| -> Option<Anchor> {
        let text = text_of(&path).ok()?;
        let line = text.lines().rev().find(|line| line.starts_with("book,"))?;
        let cell = line.split(',').find(|cell| cell.len() > 65 && cell.contains(' '))?;
        let (seq, hash) = cell.split_once(' ')?;
        Some(Anchor { seq: seq.parse().ok()?, hash: Hash(hash.to_owned()), at: None })
    };
    let csv = |path: &PathBuf| path.extension().is_some_and(|end| end == "csv");
    let written = |path: &PathBuf| path.metadata().and_then(|about| about.modified()).ok();
    // The file that was handed out last knows the farthest head.
    let last = entries.filter_map(|e| e.ok().map(|e| e.path())).filter(csv).max_by_key(written)?;
    of(last)
}

/// Compares a book with what was known of it elsewhere. A person who looked and went on is not asked again.
pub fn compare(dir: &Path, book: &Book, cache: &Cache) -> Outcome<Option<Behind>> {
    let accepted = match book.last_of_kinds(&["book_continues"])?.map(|e| e.entry.decision) {
        Some(Decision::BookContinues { known_seq, .. }) => Some(known_seq),
        _ => None,
    };
    let cached = cache.applied()?.map(|head| Anchor { seq: head.seq, hash: head.hash, at: None });
    let places = [(cached, "by the cache"), (in_archive(dir), "by the archive"), (in_import_files(dir), IN_FILE)];
    let mut farthest: Option<(Anchor, &str)> = None;
    for (anchor, place) in places {
        let Some(anchor) = anchor else { continue };
        let head = Head { seq: anchor.seq, hash: anchor.hash.clone() };
        // Cache and archive are written anew when a person goes on; an import file of the lost part stays as it is.
        let looked_at = place == IN_FILE && accepted.is_some_and(|seq| anchor.seq <= seq);
        if looked_at || book.runs_through(&head)? {
            continue;
        }
        if farthest.as_ref().is_none_or(|(known, _)| anchor.seq > known.seq) {
            farthest = Some((anchor, place));
        }
    }
    let ends = book.head()?.seq;
    for (name, found_in) in [(RESTORED, BY_RESTORE), (SEEN_AT_ERP, AT_ERP)] {
        let bytes = bytes_of(&dir.join("archive").join(name)).ok();
        if let (None, Some(known)) = (&farthest, bytes.and_then(|bytes| canonical::decode(&bytes).ok())) {
            return Ok(Some(Behind { ends, known, found_in: found_in.to_owned() }));
        }
    }
    Ok(farthest.map(|(known, place)| Behind { ends, known, found_in: place.to_owned() }))
}

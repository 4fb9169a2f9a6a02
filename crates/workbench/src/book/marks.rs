//! Marks: what is known of a book that the book itself cannot say. Each is a file of the folder `marks`, so that neither a book that
//! is put back nor a cache that is made again takes it away, and each ends in one way: the head moves on with the book, the others
//! go once a person has looked, or once what they say is no longer so.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::Hash;
use linehaul_domain::time::Instant;
use linehaul_store::{Head, whole};
use serde::{Deserialize, Serialize};

use crate::machine::disk::bytes_of;

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The book went as far as this. It moves on with each entry.
    Head,
    /// The book was found to lack what this says that it went to. It ends once the book goes through it again, or a person has looked.
    Behind,
    /// The book was restored from a backup that ends there. It ends once a person has looked.
    Restored,
    /// The ERP has what the book, which ended there, never sent. It ends once a person has looked.
    SeenAtErp,
    /// The book was found not to hold. It ends once a check of the whole finds that it does.
    Broken,
}

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

impl Anchor {
    /// A head as it stands now.
    pub fn of(head: &Head, at: Option<Instant>) -> Anchor {
        Anchor { seq: head.seq, hash: head.hash.clone(), at }
    }

    /// The same without the time.
    pub fn head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash.clone() }
    }
}

fn path(dir: &Path, mark: Mark) -> PathBuf {
    let name = match mark {
        Mark::Head => "head",
        Mark::Behind => "behind",
        Mark::Restored => "restored",
        Mark::SeenAtErp => "seen-at-erp",
        Mark::Broken => "broken",
    };
    dir.join("marks").join(format!("{name}.json"))
}

/// Moves the head on. It is written with every decision and believed only where it reads; that it cannot be written is no reason
/// to stop, since the cache has it too.
pub fn keep_head(dir: &Path, head: &Head, now: Instant) {
    let path = path(dir, Mark::Head);
    let bytes = canonical::encode(&Anchor::of(head, Some(now)));
    let folder = path.parent().unwrap_or(dir);
    drop(std::fs::create_dir_all(folder).and_then(|()| whole::exchange(&path, &bytes)));
}

/// Sets a mark that stands until it ends. LH-107 it cannot be written.
pub fn set(dir: &Path, mark: Mark, anchor: &Anchor) -> Outcome<()> {
    let path = path(dir, mark);
    let folder = path.parent().unwrap_or(dir);
    let written = std::fs::create_dir_all(folder).and_then(|()| whole::write_bytes(&path, &canonical::encode(anchor)));
    written.map_err(|e| {
        Fault::new(
            Code::FileUnwritable,
            format!("{} cannot be written: {e}", path.display()),
            "Nothing may be decided on this book, and nothing would say so next time.",
            "Check the disk and your rights in the workspace, then do it again.",
        )
    })
}

/// Ends a mark. What cannot be taken away stays, which asks a person once too often and never once too little.
pub fn end(dir: &Path, mark: Mark) {
    let _ = std::fs::remove_file(path(dir, mark));
}

/// A head that is kept in a mark, where it reads.
pub fn anchor(dir: &Path, mark: Mark) -> Option<Anchor> {
    canonical::decode(&bytes_of(&path(dir, mark)).ok()?).ok()
}

/// Does a mark stand? One that does not read any more stands.
pub fn stands(dir: &Path, mark: Mark) -> bool {
    !matches!(path(dir, mark).symlink_metadata(), Err(why) if why.kind() == ErrorKind::NotFound)
}

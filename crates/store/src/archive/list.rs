//! The list of deliveries: a line for each, in the order in which they were kept. Each line has a sequence, so that whoever takes
//! deliveries remembers one number, and says by what its content is read, so that it reads the same whatever the settings become.
//!
//! The list is read whole only where something is kept; what came behind a line is read from there.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::database::{open_plain, sync_folder};
use crate::fault::disk_at;

/// Bytes from a list's end in which its last line is looked for first.
const NEAR_THE_END: u64 = 16 * 1024;

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
    /// Where that cursor means something: at another address, or to another kind of source, it means nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Hash>,
    /// The kind of source that reads it; none in a line of before this was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reader: Option<String>,
    /// Hash of the header's mapping with which it came, a content of the archive; none where nothing was mapped, or said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Hash>,
}

/// A delivery as its line is written: the lines of before sequences were written count from the one above them.
#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
    #[serde(flatten)]
    delivery: Delivery,
}

/// A line's place in the list. Whoever took the list up to a line remembers this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Its sequence; 0 is before the first line.
    pub seq: u64,
    /// Where it begins, in bytes.
    pub from: u64,
    /// Where it ends, its end of line left out.
    pub to: u64,
    /// Hash of its bytes.
    pub hash: Hash,
}

impl Position {
    /// Before the first line.
    pub fn nothing() -> Position {
        Position { seq: 0, from: 0, to: 0, hash: canonical::hash_bytes(b"") }
    }
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What was delivered.
    pub delivery: Delivery,
    /// Where the line stands.
    pub at: Position,
}

/// What stands behind a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behind {
    /// These lines, in their order.
    Lines(Vec<Line>),
    /// The list ends before it: an older copy of the archive was put back, or its end was lost.
    Shorter,
    /// Another line stands in its place: it is another list.
    Other,
}

/// The file of the list.
#[derive(Debug)]
pub(super) struct ListFile {
    path: PathBuf,
}

impl ListFile {
    pub(super) fn of(folder: &Path) -> ListFile {
        ListFile { path: folder.join("deliveries.jsonl") }
    }

    /// All of its whole lines. LH-513 disk, LH-519 a line does not read.
    pub(super) fn lines(&self) -> Outcome<Vec<Line>> {
        self.lines_behind(&Position::nothing(), self.open()?)
    }

    /// What stands behind a line, read from there where the line is where it was. Else the list is gone through, since somebody
    /// may have taken a line out by hand.
    pub(super) fn behind(&self, known: &Position) -> Outcome<Behind> {
        let mut file = self.open()?;
        if self.stands(known, &mut file)? {
            return self.lines_behind(known, file).map(Behind::Lines);
        }
        let mut lines = self.lines()?;
        let last = lines.last().map_or(0, |line| line.at.seq);
        match lines.iter().find(|line| line.at.seq == known.seq) {
            Some(line) if line.at.hash != known.hash => Ok(Behind::Other),
            None if last < known.seq => Ok(Behind::Shorter),
            _ => {
                lines.retain(|line| line.at.seq > known.seq);
                Ok(Behind::Lines(lines))
            }
        }
    }

    /// The last line's place, without the others where that line says its sequence.
    pub(super) fn end(&self) -> Outcome<Position> {
        let Some(mut file) = self.open()? else { return Ok(Position::nothing()) };
        let length = file.seek(SeekFrom::End(0)).map_err(|e| self.disk(&e))?;
        let start = length.saturating_sub(NEAR_THE_END);
        let tail = self.bytes(&mut file, start)?;
        let whole = tail.iter().rposition(|b| *b == b'\n').unwrap_or_default();
        let line = tail.get(..whole).unwrap_or_default();
        let begins = line.iter().rposition(|b| *b == b'\n').map(|at| at + 1);
        let begins = begins.or((start == 0).then_some(0)).filter(|_| whole > 0);
        let text = begins.and_then(|begins| line.get(begins..));
        let said = text.and_then(|text| canonical::decode::<Written>(text).ok()).and_then(|written| written.seq);
        match (said, begins, text) {
            (Some(seq), Some(begins), Some(text)) => {
                let (from, to) = (start + begins as u64, start + whole as u64);
                Ok(Position { seq, from, to, hash: canonical::hash_bytes(text) })
            }
            _ => Ok(self.lines()?.pop().map_or_else(Position::nothing, |line| line.at)),
        }
    }

    /// Writes a line behind the others; what a dying process left unfinished there is cut off. It is on the disk when this
    /// returns. LH-513 disk.
    pub(super) fn append(&self, delivery: &Delivery, seq: u64, end: &Position) -> Outcome<Line> {
        let new = !self.path.exists();
        let mut bytes = canonical::encode(&Written { seq: Some(seq), delivery: delivery.clone() });
        let from = if end.seq == 0 { 0 } else { end.to + 1 };
        let at = Position { seq, from, to: from + bytes.len() as u64, hash: canonical::hash_bytes(&bytes) };
        bytes.push(b'\n');
        let append = || -> std::io::Result<()> {
            let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&self.path)?;
            file.set_len(from)?;
            file.seek(SeekFrom::Start(from))?;
            let written = file.write_all(&bytes).and_then(|()| file.sync_data());
            if written.is_err() {
                // Half a line would run into the next one.
                file.set_len(from)?;
            }
            written
        };
        append().map_err(|e| self.disk(&e))?;
        if new {
            sync_folder(self.path.parent().unwrap_or(Path::new(".")))?;
        }
        Ok(Line { delivery: delivery.clone(), at })
    }

    fn open(&self) -> Outcome<Option<File>> {
        match open_plain(&self.path) {
            Ok(file) => Ok(Some(file)),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(self.disk(&why)),
        }
    }

    fn bytes(&self, file: &mut File, from: u64) -> Outcome<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = file.seek(SeekFrom::Start(from)).and_then(|_| file.read_to_end(&mut bytes));
        read.map_err(|e| self.disk(&e)).map(|_| bytes)
    }

    /// Does a line stand where it stood?
    fn stands(&self, known: &Position, file: &mut Option<File>) -> Outcome<bool> {
        if known.seq == 0 {
            return Ok(true);
        }
        let Some(file) = file else { return Ok(false) };
        let mut bytes = Vec::new();
        let length = known.to.saturating_sub(known.from);
        let read = file.seek(SeekFrom::Start(known.from)).and_then(|_| file.take(length + 1).read_to_end(&mut bytes));
        read.map_err(|e| self.disk(&e))?;
        Ok(bytes.pop() == Some(b'\n') && canonical::hash_bytes(&bytes) == known.hash)
    }

    fn lines_behind(&self, known: &Position, file: Option<File>) -> Outcome<Vec<Line>> {
        let Some(mut file) = file else { return Ok(Vec::new()) };
        let mut from = if known.seq == 0 { 0 } else { known.to + 1 };
        let bytes = self.bytes(&mut file, from)?;
        let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let (mut seq, mut lines) = (known.seq, Vec::new());
        for text in bytes.get(..whole).unwrap_or_default().split_inclusive(|b| *b == b'\n') {
            let line = text.strip_suffix(b"\n").unwrap_or(text);
            let to = from + line.len() as u64;
            if !line.is_empty() {
                let wrong = |why: &str| self.bad_line(seq + 1, why);
                let written: Written = canonical::decode(line).map_err(|why| wrong(&why.what))?;
                let next = written.seq.unwrap_or(seq + 1);
                if next <= seq {
                    return Err(wrong(&format!("its sequence {next} does not follow on {seq}")));
                }
                seq = next;
                let at = Position { seq, from, to, hash: canonical::hash_bytes(line) };
                lines.push(Line { delivery: written.delivery, at });
            }
            from = to + 1;
        }
        Ok(lines)
    }

    fn disk(&self, why: &std::io::Error) -> Fault {
        disk_at(&self.path, why)
    }

    fn bad_line(&self, line: u64, why: &str) -> Fault {
        Fault::new(
            Code::ArchiveListBroken,
            format!("line {line} of {} does not read: {why}", self.path.display()),
            "What was delivered cannot be listed, so the cache cannot be made again; the book is not concerned.",
            "Restore the file from a copy of the workspace, or remove that line and have the source deliver again.",
        )
    }
}

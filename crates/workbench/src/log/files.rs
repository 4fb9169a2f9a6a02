//! The log's files: one that grows, and those before it, each of bounded size and so many of them. A line is written at once and
//! whole, so that a kill loses none. What cannot be written costs nothing but itself: it is remembered, to be said once.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, Weak};

use linehaul_domain::spelt;
use tracing_subscriber::fmt::MakeWriter;

/// The folder in a workspace.
pub const FOLDER: &str = "log";
/// The most bytes of one file.
const MOST_BYTES: u64 = 4 * 1024 * 1024;
/// Full files that are kept beside the one that grows.
const KEPT: u32 = 8;
/// The most bytes of a line. Every field has its bound; this one holds whatever was forgotten.
const MOST_OF_A_LINE: usize = 32 * 1024;

/// What could not be written first, in this process.
static TROUBLE: OnceLock<String> = OnceLock::new();

/// Why the log of this process is not whole, where it is not.
pub fn trouble() -> Option<&'static str> {
    TROUBLE.get().map(String::as_str)
}

/// The files of one workspace. Whoever has it open in this process shares them.
pub(super) struct Files {
    folder: PathBuf,
    most_bytes: u64,
    kept: u32,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    file: Option<File>,
    length: u64,
    /// Without the workspace's lock another process may be writing: nothing is renamed then.
    may_rotate: bool,
}

/// `linehaul.jsonl` grows; `linehaul-1.jsonl` is the newest of those that are full.
fn path(folder: &Path, age: u32) -> PathBuf {
    match age {
        0 => folder.join("linehaul.jsonl"),
        age => folder.join(format!("linehaul-{age}.jsonl")),
    }
}

impl Files {
    /// The files in a workspace; with its lock, they may be exchanged when one is full.
    pub fn of(dir: &Path, has_lock: bool) -> Arc<Files> {
        static SHARED: Mutex<BTreeMap<PathBuf, Weak<Files>>> = Mutex::new(BTreeMap::new());
        let folder = dir.canonicalize().unwrap_or_else(|_| dir.to_owned()).join(FOLDER);
        let Ok(mut shared) = SHARED.lock() else {
            return Arc::new(Files::bounded(&folder, has_lock, MOST_BYTES, KEPT));
        };
        shared.retain(|_, files| files.strong_count() > 0);
        if let Some(files) = shared.get(&folder).and_then(Weak::upgrade) {
            if let Ok(mut open) = files.open.lock() {
                open.may_rotate |= has_lock;
            }
            return files;
        }
        let files = Arc::new(Files::bounded(&folder, has_lock, MOST_BYTES, KEPT));
        shared.insert(folder, Arc::downgrade(&files));
        files
    }

    fn bounded(folder: &Path, may_rotate: bool, most_bytes: u64, kept: u32) -> Files {
        let open = Mutex::new(Open { may_rotate, ..Open::default() });
        Files { folder: folder.to_owned(), most_bytes, kept, open }
    }

    /// Writes a line: what a terminal obeys is escaped in it, and it is left out where it is too long.
    fn line(&self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let mut line = spelt::in_json(&text);
        if line.len() > MOST_OF_A_LINE {
            line =
                format!("{{\"level\":\"WARN\",\"message\":\"a line of {} bytes was left out\"}}\n", line.len()).into();
        }
        let Ok(mut open) = self.open.lock() else { return };
        if let Err(why) = self.write(&mut open, line.as_bytes()) {
            // What comes later may fit again.
            open.file = None;
            TROUBLE.get_or_init(|| format!("{} cannot be written: {why}", path(&self.folder, 0).display()));
        }
    }

    fn write(&self, open: &mut Open, line: &[u8]) -> io::Result<()> {
        let added = line.len() as u64;
        let mut file = match open.file.take() {
            Some(file) => file,
            None => self.grown(open)?,
        };
        if open.length > 0 && open.length + added > self.most_bytes {
            if !open.may_rotate {
                return Ok(());
            }
            drop(file);
            self.rotate()?;
            file = self.grown(open)?;
        }
        file.write_all(line)?;
        open.length += added;
        // Another process writes too, where this one has no lock: it is opened anew for each line.
        open.file = open.may_rotate.then_some(file);
        Ok(())
    }

    /// Opens the one that grows. What is no ordinary file (a pipe, a link elsewhere) is not written to.
    fn grown(&self, open: &mut Open) -> io::Result<File> {
        std::fs::create_dir_all(&self.folder)?;
        let path = path(&self.folder, 0);
        if std::fs::symlink_metadata(&path).is_ok_and(|about| !about.is_file()) {
            return Err(io::Error::other("it is no ordinary file"));
        }
        let file = OpenOptions::new().append(true).create(true).open(&path)?;
        open.length = file.metadata()?.len();
        Ok(file)
    }

    /// The full one becomes the newest of those kept, and the oldest goes.
    fn rotate(&self) -> io::Result<()> {
        for age in (0..self.kept).rev() {
            match std::fs::rename(path(&self.folder, age), path(&self.folder, age + 1)) {
                Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(why),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Takes the lines of the subscriber, each in one piece.
pub(super) struct Lines(pub Arc<Files>);

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.line(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Lines;

    fn make_writer(&'a self) -> Lines {
        Lines(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(folder: &Path, age: u32) -> String {
        std::fs::read_to_string(path(folder, age)).unwrap_or_default()
    }

    #[test]
    fn size_and_number_are_bounded_and_the_newest_lines_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::bounded(folder.path(), true, 100, 2);
        for n in 0..1_000 {
            files.line(format!("{{\"n\":{n:04}}}\n").as_bytes());
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
        let all: String = (0..3).rev().map(|age| read(folder.path(), age)).collect();
        assert!((0..3).all(|age| read(folder.path(), age).len() <= 100), "{all}");
        assert!(all.len() > 200 && all.ends_with("{\"n\":0999}\n"), "{all}");
        let numbers: Vec<u32> = all.lines().map(|l| l[5..9].parse().unwrap()).collect();
        assert!(numbers.windows(2).all(|two| two[1] == two[0] + 1), "{numbers:?}");
        // Another process goes on in the same file.
        Files::bounded(folder.path(), true, 100, 2).line(b"{\"n\":1000}\n");
        assert!(read(folder.path(), 0).ends_with("{\"n\":1000}\n"));
    }

    #[test]
    fn without_the_lock_nothing_is_exchanged_and_nothing_grows_beyond_its_bound() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::bounded(folder.path(), false, 100, 2);
        (0..50).for_each(|_| files.line(b"{\"n\":0000}\n"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(read(folder.path(), 0).len(), 99);
    }

    #[test]
    fn a_line_is_a_line_and_has_an_end() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::bounded(folder.path(), true, MOST_BYTES, 2);
        files.line("{\"said\":\"\u{9b}31m \u{202e}\"}\n".as_bytes());
        files.line(format!("{{\"said\":\"{}\"}}\n", "x".repeat(MOST_OF_A_LINE)).as_bytes());
        let text = read(folder.path(), 0);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "{\"said\":\"\\u009b31m \\u202e\"}");
        assert!(lines.len() == 2 && lines[1].contains("left out"), "{text}");
    }

    #[test]
    fn what_cannot_be_written_is_remembered_and_no_more() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(path(folder.path(), 0)).unwrap();
        let files = Files::bounded(folder.path(), true, 100, 2);
        files.line(b"{}\n");
        assert!(trouble().is_some_and(|why| why.contains("linehaul.jsonl")));
        std::fs::remove_dir(path(folder.path(), 0)).unwrap();
        files.line(b"{\"n\":1}\n");
        assert_eq!(read(folder.path(), 0), "{\"n\":1}\n", "it goes on when it can");
    }
}

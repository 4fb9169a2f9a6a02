//! Covers: does a mapping read everything of a file that another one read of it? Where it does not, reading the file again by it
//! would take from loads what they have, and nothing would say so.

use serde_json::Value;

use crate::delimited;
use crate::drop::bind::bind;
use crate::drop::document::FullPath;
use crate::drop::records::{self, Records};
use crate::drop::{check_header, document, mapped};
use crate::mapping::{FileMapping, Kind, ReadBy};
use crate::workbook;

/// What a file has, as far as it decides by what it can be read.
pub struct Shape<'f> {
    kind: Kind,
    file: &'f str,
    has: Has<'f>,
}

enum Has<'f> {
    /// Rows, with this header.
    Rows(Vec<String>),
    /// Records, in this text.
    Document(&'f str),
    /// Nothing that anybody reads.
    Neither,
}

impl<'f> Shape<'f> {
    /// Of a delivery of that kind and name.
    pub fn of(kind: Kind, file: &'f str, bytes: &'f [u8]) -> Shape<'f> {
        let has = match mapped::is_document(file) && kind == Kind::Mapped {
            true => records::text(bytes).map_or(Has::Neither, Has::Document),
            false => header(bytes).map_or(Has::Neither, Has::Rows),
        };
        Shape { kind, file, has }
    }

    /// Does it read by this at all, whatever its rows hold?
    pub fn reads(&self, by: &ReadBy) -> bool {
        self.read(by).is_some()
    }

    /// What of the file `former` reads and `by` neither reads nor ignores, by its names there.
    pub fn lacks(&self, former: &ReadBy, by: &ReadBy) -> Vec<String> {
        if let (Has::Document(document), ReadBy::Mapping(former), ReadBy::Mapping(by)) = (&self.has, former, by) {
            return match (former.file(self.file), by.file(self.file)) {
                (Some(former), Some(by)) => lacks(document, former, by),
                _ => Vec::new(),
            };
        }
        let (Some(former), Some(by)) = (self.read(former), self.read(by)) else { return Vec::new() };
        former.read.into_iter().filter(|name| by.left.contains(name)).collect()
    }

    /// Which columns are read by it; nothing where the header does not read with it.
    fn read(&self, by: &ReadBy) -> Option<Columns> {
        match (&self.has, by) {
            // Whatever it is read by, it is told in the same words.
            (Has::Neither, _) => Some(Columns::default()),
            (_, ReadBy::Columns(_)) if self.kind == Kind::Mapped => None,
            (Has::Rows(header), ReadBy::Columns(map)) => {
                let ours: Vec<String> = header.iter().map(|name| map.column(name)).collect();
                let left = check_header(self.kind, &ours).ok()?;
                let (left, read): (Vec<_>, Vec<_>) =
                    header.iter().zip(&ours).partition(|(_, ours)| left.contains(&ours.as_str()));
                let names = |all: Vec<(&String, &String)>| -> Vec<String> {
                    all.into_iter().map(|(theirs, _)| theirs.clone()).collect()
                };
                let wanted = |name: &String| !map.of_source.ignores(name);
                Some(Columns { read: names(read), left: names(left).into_iter().filter(wanted).collect() })
            }
            (Has::Rows(header), ReadBy::Mapping(mapping)) => {
                let file = mapping.file(self.file)?;
                // Of lines of fixed width the mapping itself says what they have.
                let cut = file.fixed.as_ref().map(|fixed| fixed.header());
                let bound = bind(file, cut.as_deref().unwrap_or(header)).ok()?;
                Some(Columns { read: bound.read, left: bound.unread })
            }
            (Has::Document(document), ReadBy::Mapping(mapping)) => {
                let file = mapping.file(self.file)?;
                let there = document::Paths::new(file).is_ok() && Records::of(document, file).is_ok();
                there.then(Columns::default)
            }
            (Has::Document(_), ReadBy::Columns(_)) => None,
        }
    }
}

#[derive(Default)]
struct Columns {
    /// Read.
    read: Vec<String>,
    /// Neither read nor ignored.
    left: Vec<String>,
}

fn header(bytes: &[u8]) -> Option<Vec<String>> {
    let sheet = workbook::is_workbook(bytes).then(|| workbook::sheet(bytes, None)).transpose().ok()?;
    let delimited = delimited::read(sheet.as_ref().map_or(bytes, |sheet| &sheet.text)).ok()?;
    Some(delimited.header.clone())
}

/// The same of a document: the paths that some record of it has.
fn lacks(document: &str, former: &FileMapping, by: &FileMapping) -> Vec<String> {
    let (Ok(paths), Ok(records)) = (document::Paths::new(former), Records::of(document, former)) else {
        return Vec::new();
    };
    let now = FullPath::all(by);
    let read = |path: &FullPath| {
        let shown = path.pattern();
        now.iter().any(|now| now.covers(path)) || by.ignores(&shown)
    };
    let all = FullPath::all(former).into_iter().enumerate();
    let mut unread: Vec<usize> = all.filter(|(_, path)| !read(path)).map(|(column, _)| column).collect();
    let mut had = Vec::new();
    let mut look = |record: &Value| {
        let (there, rest) = unread.iter().partition(|column| paths.is_in(record, **column));
        unread = rest;
        had.extend::<Vec<usize>>(there);
        !unread.is_empty()
    };
    // What does not read is told where it is read.
    let _ = records.each(&mut look);
    had.into_iter().map(|column| former.column_name(column)).collect()
}

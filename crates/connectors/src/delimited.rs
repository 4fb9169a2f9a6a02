//! Delimited text: bytes to rows. Encodings, delimiters and quotes are told from the bytes; what cannot be told is said.
//!
//! A quote that is opened and never closed would swallow every row behind it. Such a row is bad by itself: reading goes on
//! with the next physical line. Codes LH-210 to LH-212.
//!
//! Whatever comes, the work is linear in its bytes and nothing is kept of a row that has been passed.

pub(crate) mod header;
mod torn;

use std::borrow::Cow;

use linehaul_domain::fault::Code;

use crate::cell::BadCell;
use crate::row_text::RowText;
use crate::swallowed::swallows;

pub use header::cells;

/// Longest field that is read, in bytes.
pub const MAX_FIELD_BYTES: usize = 64 * 1024;

/// Most fields of a row; what has more is no file that somebody made.
pub const MAX_COLUMNS: usize = 1_000;

/// Most rows of a file; one with more is refused whole, since all of a file is in memory at once.
pub const MAX_ROWS: usize = 1_000_000;

/// Longest row that is read, in bytes.
pub const MAX_ROW_BYTES: usize = 1024 * 1024;

/// A row with the physical line on which it starts, from 1.
#[derive(Debug, Clone)]
pub struct Row<'s> {
    /// Line.
    pub line: u32,
    /// Cells, trimmed.
    pub cells: Vec<Cow<'s, str>>,
    /// The row as it came.
    raw: &'s str,
}

impl Row<'_> {
    /// The row as it came.
    pub fn content(&self) -> RowText {
        RowText::of(self.raw)
    }
}

/// A row that is no row: what is wrong with it.
#[derive(Debug, Clone)]
pub struct BrokenRow<'s> {
    /// Physical line, from 1.
    pub line: u32,
    /// Why.
    pub why: BadCell,
    raw: &'s str,
    delimiter: u8,
}

/// A text as rows.
#[derive(Debug, Clone)]
pub struct DelimitedText<'b> {
    /// The header.
    pub header: Vec<String>,
    /// How it was read, where that is worth saying.
    pub note: Option<String>,
    text: Cow<'b, str>,
    delimiter: u8,
    /// Where the rows begin: a byte, and its line.
    body: (usize, u32),
}

impl DelimitedText<'_> {
    /// Rows, one after the other. Rows without any content are left out.
    pub fn rows(&self) -> Rows<'_> {
        let (at, line) = self.body;
        Rows { at, line, looked: at, ..Rows::new(&self.text, self.delimiter, self.header.len()) }
    }

    /// The same where a row that is lost costs more than one that is asked about: a field that goes over lines which look like rows
    /// is bad, and each of its lines is read for itself.
    pub fn wary_rows(&self) -> Rows<'_> {
        Rows { wary: true, ..self.rows() }
    }

    /// The same, where a last row without an end of line may be cut: it is bad then (LH-253), unless a quote closes its last cell.
    pub fn rows_of(&self, may_be_cut: bool) -> Rows<'_> {
        Rows { may_be_cut, ..self.wary_rows() }
    }

    /// Are there more rows than so many? Rows are gone through only where there are as many ends of lines.
    pub fn has_more_than(&self, rows: usize) -> bool {
        let ends = self.text.bytes().filter(|b| matches!(b, b'\n' | b'\r')).count();
        ends > rows && self.rows().nth(rows).is_some()
    }
}

fn no_text(why: &str) -> BadCell {
    BadCell { code: Code::FileNoText, message: format!("the file is no text: {why}") }
}

/// The text of bytes: UTF-8 or UTF-16 by byte-order mark, UTF-8 when valid, else Windows-1252 with a note. LH-211 when it
/// is no text.
pub fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<String>), BadCell> {
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes[length..]);
        if damaged {
            return Err(no_text(&format!("it is marked as {} and is not", encoding.name())));
        }
        return Ok((text, None));
    }
    // A few zero bytes damage their rows; many are another kind of file, or UTF-16 without its mark.
    if bytes.iter().filter(|b| **b == 0).count() > bytes.len() / 10 {
        return Err(no_text("it is full of zero bytes"));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((Cow::Borrowed(text), None)),
        Err(_) => {
            let (text, _, _) = encoding_rs::WINDOWS_1252.decode(bytes);
            Ok((text, Some("it is not UTF-8; it was read as Windows-1252".to_owned())))
        }
    }
}

/// The delimiter that stands most often in the first line with content, outside quotes.
pub fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for c in text.trim_start_matches(['\r', '\n', ' ']).bytes() {
        match c {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(d, _)| *d == c).for_each(|(_, n)| *n += 1),
        }
    }
    counts.iter().rev().max_by_key(|(_, n)| *n).map_or(b',', |(d, _)| *d)
}

/// Reads bytes as a header and rows. LH-210 when there is no header, LH-211 when it is no text; a row of another length,
/// with misplaced quotes, zero bytes or an endless field is bad by itself (LH-212).
pub fn read(bytes: &[u8]) -> Result<DelimitedText<'_>, BadCell> {
    let (text, note) = decode(bytes)?;
    if text.trim().is_empty() {
        return Err(BadCell { code: Code::FileEmpty, message: "the file is empty".to_owned() });
    }
    let start = header::begins(&text);
    let delimiter = delimiter(&text[start..]);
    let mut rows = Rows::new(&text, delimiter, 0);
    rows.pass(start);
    let note = header::above(rows.line).into_iter().chain(note).reduce(|one, other| format!("{one}; {other}"));
    let header = match rows.next() {
        Some(Ok(row)) => row.cells.into_iter().map(Cow::into_owned).collect::<Vec<String>>(),
        Some(Err(broken)) => {
            return Err(BadCell { message: format!("the header: {}", broken.why.message), ..broken.why });
        }
        None => return Err(BadCell { code: Code::FileEmpty, message: "the file has no header".to_owned() }),
    };
    if header.iter().any(|c| c.contains('\0')) {
        return Err(no_text("its header holds zero bytes"));
    }
    Ok(DelimitedText { header, note, body: (rows.at, rows.line), text, delimiter })
}

/// Goes through a sheet.
#[derive(Debug, Clone)]
pub struct Rows<'s> {
    text: &'s str,
    delimiter: u8,
    /// Fields of the header; 0 while it is looked for.
    wanted: usize,
    at: usize,
    line: u32,
    /// Bytes that were gone through so far.
    looked: usize,
    /// So many bytes may be gone through again.
    again: usize,
    /// Is a field that goes over what looks like rows taken for a quote too many?
    wary: bool,
    /// Is a last row without an end of line bad?
    may_be_cut: bool,
    /// Did the text end inside a row that was passed: short of fields, or in a quote that stayed open?
    pub(crate) cut: bool,
}

impl<'s> Iterator for Rows<'s> {
    type Item = Result<Row<'s>, BrokenRow<'s>>;

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        loop {
            let blank = bytes[self.at..].iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
            self.pass(self.at + blank);
            if self.at == bytes.len() {
                return None;
            }
            let (start, line) = (self.at, self.line);
            let most = if self.wanted == 0 { MAX_COLUMNS } else { self.wanted };
            let next = next_line(bytes, start);
            // Rows that open a quote each and swallow what follows would make n rows cost n times their length. Once that
            // was tried often enough, a quote reaches no further than its line.
            let reach = if self.looked - self.at >= self.again { next } else { bytes.len() };
            let split = split(&self.text[..reach], start, self.delimiter, most);
            self.cut |= match &split {
                Ok(split) => split.end == bytes.len() && split.fields < self.wanted,
                Err((why, end)) => *end == bytes.len() && why == STRAY_QUOTE,
            };
            let (why, end) = match split {
                Ok(split) if split.blank => {
                    self.pass(split.end);
                    continue;
                }
                Ok(split) => match self.wrong(&split) {
                    None => {
                        self.pass(split.end);
                        let raw = self.text[start..split.end].trim_end_matches(['\r', '\n']);
                        if self.may_be_cut && split.end == bytes.len() && torn::is_open(raw, bytes) {
                            return Some(Err(BrokenRow {
                                line,
                                why: torn::open_end(),
                                raw,
                                delimiter: self.delimiter,
                            }));
                        }
                        return Some(Ok(Row { line, cells: split.cells, raw }));
                    }
                    Some(why) => (why, split.end),
                },
                Err(broken) => broken,
            };
            self.looked += end.saturating_sub(next);
            self.pass(next);
            let raw = self.text[start..next].trim_end();
            let (why, delimiter) = (BadCell { code: Code::RowBroken, message: why }, self.delimiter);
            return Some(Err(BrokenRow { line, why, raw, delimiter }));
        }
    }
}

impl<'s> Rows<'s> {
    fn new(text: &'s str, delimiter: u8, wanted: usize) -> Rows<'s> {
        let again = text.len().saturating_mul(4).saturating_add(MAX_ROW_BYTES);
        Rows { text, delimiter, wanted, at: 0, line: 1, looked: 0, again, wary: false, may_be_cut: false, cut: false }
    }

    /// Bytes that were gone through so far, one that was looked at again counted again.
    pub fn looked_at(&self) -> usize {
        self.looked
    }

    /// Goes on to a byte, counting lines.
    fn pass(&mut self, to: usize) {
        let bytes = self.text.as_bytes();
        let ends = (self.at..to).filter(|at| ends_line(bytes, *at)).count();
        self.line = self.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.looked += to - self.at;
        self.at = to;
    }

    fn wrong(&self, split: &Split<'_>) -> Option<String> {
        let (found, wanted) = (split.fields, self.wanted);
        if split.endless {
            return Some(format!("a field is longer than {MAX_FIELD_BYTES} bytes: a quote may be missing"));
        }
        if wanted > 0 && found != wanted {
            return Some(format!("the row has {found} fields, the header has {wanted}"));
        }
        if self.wary && wanted > 0 && split.swallowed {
            return Some("a field holds what looks like another row: a quote may be missing".to_owned());
        }
        if found > MAX_COLUMNS {
            return Some(format!("it has {found} fields; {MAX_COLUMNS} are the most"));
        }
        let zeros = wanted > 0 && split.cells.iter().any(|c| c.contains('\0'));
        zeros.then(|| "the row holds zero bytes".to_owned())
    }
}

/// Physical lines are ended by LF, CR LF or CR.
fn ends_line(text: &[u8], at: usize) -> bool {
    text[at] == b'\n' || (text[at] == b'\r' && text.get(at + 1) != Some(&b'\n'))
}

/// The byte after the end of the line that holds a byte.
fn next_line(text: &[u8], from: usize) -> usize {
    (from..text.len()).find(|at| ends_line(text, *at)).map_or(text.len(), |end| end + 1)
}

/// A row taken apart.
struct Split<'t> {
    /// Cells, trimmed; no more than were asked for.
    cells: Vec<Cow<'t, str>>,
    /// How many there are.
    fields: usize,
    /// None of them has any content.
    blank: bool,
    /// One of them is longer than is read.
    endless: bool,
    /// One of them goes over lines of which one looks like a row, or like the beginning of one.
    swallowed: bool,
    /// The byte behind the row and its end of line.
    end: usize,
}

/// Takes the row at a byte apart, keeping at most `most` cells. A quote counts where a field begins; there it must be
/// closed, with the end of the field behind it. Else what is wrong, and the byte up to which it was looked at.
fn split(text: &str, from: usize, delimiter: u8, most: usize) -> Result<Split<'_>, (String, usize)> {
    let bytes = text.as_bytes();
    let mut row = Split { cells: Vec::new(), fields: 0, blank: true, endless: false, swallowed: false, end: from };
    let mut at = from;
    loop {
        let (cell, end) = match bytes.get(at) {
            Some(b'"') => quoted(text, at + 1)?,
            _ => {
                let ends = |b: &u8| *b == delimiter || matches!(b, b'\r' | b'\n');
                let end = bytes[at..].iter().position(ends).map_or(bytes.len(), |length| at + length);
                (Cow::Borrowed(text[at..end].trim()), end)
            }
        };
        row.fields += 1;
        row.blank &= cell.is_empty();
        row.endless |= cell.len() > MAX_FIELD_BYTES;
        row.swallowed |=
            bytes.get(at) == Some(&b'"') && swallows(&text[at..end], delimiter, row.cells.first(), (row.fields, most));
        if row.fields <= most {
            row.cells.push(cell);
        }
        if end - from > MAX_ROW_BYTES {
            return Err((format!("the row is longer than {MAX_ROW_BYTES} bytes: a quote may be missing"), end));
        }
        at = end + 1;
        match bytes.get(end) {
            Some(b) if *b == delimiter => {}
            Some(b'\r') if bytes.get(at) == Some(&b'\n') => row.end = at + 1,
            Some(b'\r' | b'\n') => row.end = at,
            None => row.end = end,
            Some(_) => return Err((STRAY_QUOTE.to_owned(), end)),
        }
        if bytes.get(end) != Some(&delimiter) {
            return Ok(row);
        }
    }
}

const STRAY_QUOTE: &str = "a quote stands inside a field, or is never closed";

/// A quoted field whose content begins at a byte: the cell, and the byte behind its closing quote.
fn quoted(text: &str, from: usize) -> Result<(Cow<'_, str>, usize), (String, usize)> {
    let bytes = text.as_bytes();
    let mut doubled = false;
    let mut at = from;
    // Every byte of a field may be a doubled quote. What is longer is not searched for its end: that may be the file's.
    while let Some(b) = bytes.get(at).filter(|_| at - from <= 2 * MAX_FIELD_BYTES) {
        match (b, bytes.get(at + 1)) {
            (b'"', Some(b'"')) => {
                doubled = true;
                at += 2;
            }
            (b'"', _) => {
                let inner = text[from..at].trim();
                let cell = if doubled { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) };
                return Ok((cell, at + 1));
            }
            _ => at += 1,
        }
    }
    let why = match at < bytes.len() {
        true => format!("a field is longer than {MAX_FIELD_BYTES} bytes: a quote may be missing"),
        false => STRAY_QUOTE.to_owned(),
    };
    Err((why, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_must_be_paired() {
        for good in ["a,b", "\"a\",b\n", "\"a \"\"b\"\" c\",d", "6\" pipe,x", "\"\",\"\"", "\"two\nlines\",x\r\n"] {
            assert!(split(good, 0, b',', 9).is_ok_and(|s| s.fields == 2 && s.end == good.len()), "{good}");
        }
        for bad in ["\"a", "a,\"b", "\"a\"b,c", "\"a \"b\" c\",d"] {
            assert!(split(bad, 0, b',', 9).is_err(), "{bad}");
        }
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        let mut rows = Rows::new("a\r\nb\rc\nd", b',', 0);
        let lines = [0, 3, 5, 7].map(|at| {
            rows.pass(at);
            rows.line
        });
        assert_eq!(lines, [1, 2, 3, 4]);
        assert_eq!(next_line(b"a\r\nb\rc\nd", 3), 5);
    }
}

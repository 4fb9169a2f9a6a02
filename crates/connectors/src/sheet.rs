//! Sheets: bytes to rows. Encodings, delimiters and quotes are told from the bytes; what cannot be told is said.
//!
//! A quote that is opened and never closed would swallow every row behind it. Such a row is bad by itself: reading goes on
//! with the next physical line. Codes LH-210 to LH-212.

use crate::cell::BadCell;

/// Longest field that is read, in bytes.
pub const MAX_FIELD_BYTES: usize = 64 * 1024;

/// Longest text of a bad row that is kept, in characters; the delivery in the archive has all of it.
pub const MAX_CONTENT_CHARS: usize = 2_000;

/// A row with the physical line on which it starts, from 1.
#[derive(Debug, Clone)]
pub struct Row {
    /// Line.
    pub line: u32,
    /// Cells, trimmed.
    pub cells: Vec<String>,
    /// The row as it came, as bytes of the sheet's text.
    span: (usize, usize),
}

/// A row that is no row: what is wrong with it.
#[derive(Debug, Clone)]
pub struct BrokenRow {
    /// Physical line, from 1.
    pub line: u32,
    /// As it came, at most [`MAX_CONTENT_CHARS`].
    pub content: String,
    /// Why.
    pub why: BadCell,
}

/// A text as rows.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The header.
    pub header: Vec<String>,
    /// Rows. Rows without any content are left out.
    pub rows: Vec<Result<Row, BrokenRow>>,
    /// How it was read, where that is worth saying.
    pub note: Option<String>,
    text: String,
}

impl Sheet {
    /// A row as it came, at most [`MAX_CONTENT_CHARS`].
    pub fn content(&self, row: &Row) -> String {
        bounded(self.text.get(row.span.0..row.span.1).unwrap_or_default())
    }
}

fn bounded(text: &str) -> String {
    match text.char_indices().nth(MAX_CONTENT_CHARS) {
        Some((cut, _)) => format!("{} …", &text[..cut]),
        None => text.to_owned(),
    }
}

fn no_text(why: &str) -> BadCell {
    BadCell { code: "LH-211", message: format!("the file is no text: {why}") }
}

/// The text of bytes: UTF-8 or UTF-16 by byte-order mark, UTF-8 when valid, else Windows-1252 with a note. LH-211 when it
/// is no text.
pub fn decode(bytes: &[u8]) -> Result<(String, Option<String>), BadCell> {
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes[length..]);
        if damaged {
            return Err(no_text(&format!("it is marked as {} and is not", encoding.name())));
        }
        return Ok((text.into_owned(), None));
    }
    // A few zero bytes damage their rows; many are another kind of file, or UTF-16 without its mark.
    if bytes.iter().filter(|b| **b == 0).count() > bytes.len() / 10 {
        return Err(no_text("it is full of zero bytes"));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), None)),
        Err(_) => {
            let (text, _, _) = encoding_rs::WINDOWS_1252.decode(bytes);
            Ok((text.into_owned(), Some("it is not UTF-8; it was read as Windows-1252".to_owned())))
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
pub fn read(bytes: &[u8]) -> Result<Sheet, BadCell> {
    let (text, note) = decode(bytes)?;
    if text.trim().is_empty() {
        return Err(BadCell { code: "LH-210", message: "the file is empty".to_owned() });
    }
    let mut scan = Scan {
        text: &text,
        lines: LineIndex::new(&text),
        delimiter: delimiter(&text),
        header: None,
        rows: Vec::new(),
        unreadable: None,
        budget: text.len().saturating_mul(8).saturating_add(1 << 20),
    };
    let mut from = Some(0);
    while let Some(start) = from {
        from = scan.run(start);
    }
    let Scan { header, rows, unreadable, .. } = scan;
    if let Some(why) = unreadable {
        return Err(why);
    }
    let header = header.ok_or(BadCell { code: "LH-210", message: "the file has no header".to_owned() })?;
    if header.iter().any(|c| c.contains('\0')) {
        return Err(no_text("its header holds zero bytes"));
    }
    Ok(Sheet { header, rows, note, text })
}

struct Scan<'t> {
    text: &'t str,
    lines: LineIndex<'t>,
    delimiter: u8,
    header: Option<Vec<String>>,
    rows: Vec<Result<Row, BrokenRow>>,
    /// A header that cannot be told.
    unreadable: Option<BadCell>,
    /// Bytes that may still be read a second time; bounds the work that hostile quotes can make.
    budget: usize,
}

impl Scan<'_> {
    /// Reads records from a byte on; answers where to begin again after a row that swallowed its followers.
    fn run(&mut self, from: usize) -> Option<usize> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(&self.text.as_bytes()[from..]);
        let mut record = csv::StringRecord::new();
        // The bytes are valid UTF-8 in memory: reading them cannot fail.
        while reader.read_record(&mut record).unwrap_or(false) {
            let start = self.lines.first_text(from + byte(record.position().map_or(0, |p| p.byte())));
            let end = (from + byte(reader.position().byte())).clamp(start, self.text.len());
            let cells: Vec<String> = record.iter().map(|c| c.trim().to_owned()).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            let raw = self.text.get(start..end).unwrap_or_default();
            let wrong = self.wrong(raw, &cells);
            let line = self.lines.line_at(start);
            let raw = raw.trim_end_matches(['\r', '\n']);
            match (wrong, &self.header) {
                (Some(why), None) => {
                    self.unreadable = Some(BadCell { message: format!("the header: {}", why.message), ..why });
                    return None;
                }
                (Some(why), Some(_)) => {
                    let next = self.lines.next_line(start);
                    let again = next < end && end - start <= self.budget;
                    let content = if again { self.text.get(start..next).unwrap_or_default().trim_end() } else { raw };
                    self.rows.push(Err(BrokenRow { line, content: bounded(content), why }));
                    if again {
                        self.budget -= end - start;
                        return Some(next);
                    }
                }
                (None, None) => self.header = Some(cells),
                (None, Some(_)) => self.rows.push(Ok(Row { line, cells, span: (start, start + raw.len()) })),
            }
        }
        None
    }

    fn wrong(&self, raw: &str, cells: &[String]) -> Option<BadCell> {
        let bad = |message: String| Some(BadCell { code: "LH-212", message });
        if raw.contains('"') && !quotes_are_paired(raw, self.delimiter) {
            return bad("a quote stands inside a field, or is never closed".to_owned());
        }
        if cells.iter().any(|c| c.len() > MAX_FIELD_BYTES) {
            return bad(format!("a field is longer than {MAX_FIELD_BYTES} bytes: a quote may be missing"));
        }
        let wanted = self.header.as_ref()?.len();
        if cells.len() != wanted {
            return bad(format!("the row has {} fields, the header has {wanted}", cells.len()));
        }
        cells.iter().any(|c| c.contains('\0')).then(|| bad("the row holds zero bytes".to_owned())).flatten()
    }
}

fn byte(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// Is every quoted field closed, with a delimiter or the end behind its closing quote?
fn quotes_are_paired(raw: &str, delimiter: u8) -> bool {
    let bytes = raw.as_bytes();
    let (mut at, mut field_begins) = (0, true);
    while at < bytes.len() {
        if field_begins && bytes[at] == b'"' {
            let Some(close) = closing_quote(bytes, at + 1) else { return false };
            match bytes.get(close + 1) {
                None | Some(b'\r' | b'\n') => {}
                Some(c) if *c == delimiter => {}
                Some(_) => return false,
            }
            at = close + 1;
            field_begins = false;
            continue;
        }
        field_begins = bytes[at] == delimiter;
        at += 1;
    }
    true
}

fn closing_quote(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some(c) = bytes.get(at) {
        match (c, bytes.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => return Some(at),
            _ => at += 1,
        }
    }
    None
}

/// Physical lines of a text, ended by LF, CR LF or CR.
struct LineIndex<'t> {
    text: &'t [u8],
    ends: Vec<usize>,
}

impl<'t> LineIndex<'t> {
    fn new(text: &'t str) -> LineIndex<'t> {
        let bytes = text.as_bytes();
        let is_end = |at: usize| bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        LineIndex { text: bytes, ends: (0..bytes.len()).filter(|at| is_end(*at)).collect() }
    }

    /// The byte at which a record's text begins: blank lines before it belong to it.
    fn first_text(&self, from: usize) -> usize {
        let start = from.min(self.text.len());
        start + self.text[start..].iter().take_while(|b| matches!(b, b'\n' | b'\r')).count()
    }

    fn line_at(&self, byte: usize) -> u32 {
        let before = self.ends.partition_point(|end| *end < byte);
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }

    /// The byte after the end of the line that holds a byte.
    fn next_line(&self, byte: usize) -> usize {
        let before = self.ends.partition_point(|end| *end < byte);
        self.ends.get(before).map_or(self.text.len(), |end| end + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_must_be_paired() {
        for good in ["a,b", "\"a\",b\n", "\"a \"\"b\"\" c\",d", "6\" pipe,x", "\"\",\"\"", "\"two\nlines\",x\r\n"] {
            assert!(quotes_are_paired(good, b','), "{good}");
        }
        for bad in ["\"a", "a,\"b", "\"a\"b,c", "\"a \"b\" c\",d"] {
            assert!(!quotes_are_paired(bad, b','), "{bad}");
        }
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        let index = LineIndex::new("a\r\nb\rc\nd");
        assert_eq!([0, 3, 5, 7].map(|at| index.line_at(at)), [1, 2, 3, 4]);
        assert_eq!(index.next_line(3), 5);
    }
}

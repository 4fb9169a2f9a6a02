//! Sheets: bytes to rows. Encodings, delimiters and quotes are told from the bytes; what cannot be told is said.

use crate::cell::BadCell;

/// Longest field that is read, in bytes.
pub const MAX_FIELD_BYTES: usize = 64 * 1024;

/// A row with the physical line on which it starts, from 1.
#[derive(Debug, Clone)]
pub struct Row {
    /// Line.
    pub line: u32,
    /// Cells.
    pub cells: Vec<String>,
}

/// A text as rows.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The header.
    pub header: Vec<String>,
    /// Rows, each good or bad with its line and text.
    pub rows: Vec<Result<Row, (u32, String, BadCell)>>,
    /// How it was read, where that is worth saying.
    pub note: Option<String>,
}

/// The text of bytes: UTF-8 or UTF-16 by byte-order mark, UTF-8 when valid, else Windows-1252 with a note. LH-211 when it
/// is no text.
pub fn decode(bytes: &[u8]) -> Result<(String, Option<String>), BadCell> {
    let no_text = |why: &str| BadCell { code: "LH-211", message: format!("the file is no text: {why}") };
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes[length..]);
        if damaged {
            return Err(no_text(&format!("it is marked as {} and is not", encoding.name())));
        }
        return Ok((text.into_owned(), None));
    }
    if bytes.contains(&0) {
        return Err(no_text("it contains zero bytes"));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), None)),
        Err(_) => {
            let (text, _, _) = encoding_rs::WINDOWS_1252.decode(bytes);
            Ok((text.into_owned(), Some("it is not UTF-8; it was read as Windows-1252".to_owned())))
        }
    }
}

/// The delimiter that stands most often in the header, outside quotes.
pub fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for c in text.bytes() {
        match c {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(d, _)| *d == c).for_each(|(_, n)| *n += 1),
        }
    }
    counts.iter().rev().max_by_key(|(_, n)| *n).map_or(b',', |(d, _)| *d)
}

/// Reads bytes as a header and rows. LH-210 when there is no header; a row of another length is bad (LH-212).
pub fn read(bytes: &[u8]) -> Result<Sheet, BadCell> {
    let (text, note) = decode(bytes)?;
    if text.trim().is_empty() {
        return Err(BadCell { code: "LH-210", message: "the file is empty".to_owned() });
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut header: Option<Vec<String>> = None;
    let mut rows = Vec::new();
    let lines = LineIndex::new(&text);
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(why) => {
                let at = why.position().map_or(0, |p| p.byte());
                let bad = BadCell { code: "LH-212", message: format!("the row cannot be read: {why}") };
                rows.push(Err((lines.line_at(at), String::new(), bad)));
                continue;
            }
        };
        let line = lines.line_at(record.position().map_or(0, |p| lines.first_text(p.byte())));
        let cells: Vec<String> = record.iter().map(|c| c.trim().to_owned()).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        let Some(header) = &header else {
            header = Some(cells);
            continue;
        };
        rows.push(row(line, cells, header.len()));
    }
    let header = header.ok_or(BadCell { code: "LH-210", message: "the file has no header".to_owned() })?;
    Ok(Sheet { header, rows, note })
}

fn row(line: u32, cells: Vec<String>, wanted: usize) -> Result<Row, (u32, String, BadCell)> {
    let found = cells.len();
    if cells.iter().any(|c| c.len() > MAX_FIELD_BYTES) {
        let start: String = cells.join(",").chars().take(500).collect();
        let message = format!("a field is longer than {MAX_FIELD_BYTES} bytes: a quote may be missing");
        return Err((line, start, BadCell { code: "LH-212", message }));
    }
    if found != wanted {
        let message = format!("the row has {found} fields, the header has {wanted}");
        return Err((line, cells.join(","), BadCell { code: "LH-212", message }));
    }
    Ok(Row { line, cells })
}

/// Physical lines of a text.
struct LineIndex<'t> {
    text: &'t [u8],
    ends: Vec<usize>,
}

impl<'t> LineIndex<'t> {
    fn new(text: &'t str) -> LineIndex<'t> {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i).collect();
        LineIndex { text: bytes, ends }
    }

    /// The byte at which a record's text begins: blank lines before it belong to it.
    fn first_text(&self, from: u64) -> u64 {
        let start = usize::try_from(from).unwrap_or(usize::MAX).min(self.text.len());
        let blank = self.text[start..].iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        (start + blank) as u64
    }

    fn line_at(&self, byte: u64) -> u32 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        let before = self.ends.partition_point(|end| *end < byte);
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }
}

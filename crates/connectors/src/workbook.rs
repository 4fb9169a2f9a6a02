//! Workbooks: a sheet of an XLSX file as delimited text, so that what reads rows reads it too. A line of the text is a row of the
//! sheet, so that what is told of a line is found there.
//!
//! A date is what its cell's style says (`2025-03-04`, with a time `2025-03-04 09:12:00`), a number what the sheet shows at full
//! width: fifteen digits. Of a formula the value counts that was stored with it; without one its row is
//! a bad one, since an empty cell would say that there is nothing. Cells come one by one and in their order: a
//! sheet that says it has a cell at its far end costs nothing.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use calamine::{Data, DataRef, Reader, Xls, Xlsx, XlsxError};
use linehaul_domain::chrono::{Duration, Timelike};
use linehaul_domain::fault::Code;

use crate::cell::{BadCell, shown};
use crate::delimited::header::{MOST_ABOVE, is_header};
use crate::delimited::{MAX_COLUMNS, MAX_ROWS};

/// How a ZIP archive begins, which an XLSX file is.
const SIGN: &[u8] = b"PK\x03\x04";

/// Most bytes of a workbook when it is unpacked: one of some hundred thousand rows has a third of that.
const MAX_UNPACKED_BYTES: u64 = 512 * 1024 * 1024;

/// Most bytes of a sheet as text: one text may stand in any number of cells, and a row is as wide as the header.
const MAX_TEXT_BYTES: usize = 256 * 1024 * 1024;

/// Names of sheets that a note tells.
const MAX_NAMES: usize = 10;

/// A sheet as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Tab between cells, a line for each row of the sheet.
    pub text: Vec<u8>,
    /// Which sheet was read, and which others there are.
    pub note: String,
    /// Cells with a formula of which no value is stored: line and column of the first of each row, from 1 and from 0.
    unreckoned: BTreeMap<u32, usize>,
}

impl Sheet {
    /// What is wrong with a row of it that its text does not show: the column, from 0, and why.
    pub fn wrong(&self, line: u32) -> Option<(usize, BadCell)> {
        let column = *self.unreckoned.get(&line)?;
        let message = "formula without a stored value: open and save the file in the spreadsheet program, or have it written with \
                       values in place of formulas"
            .to_owned();
        Some((column, BadCell { code: Code::FormulaUnreckoned, message }))
    }
}

/// Do bytes begin as a workbook does?
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGN)
}

/// Has a workbook its end? An archive's table of contents is written last.
pub fn is_whole(bytes: &[u8]) -> bool {
    const END: &[u8] = b"PK\x05\x06";
    let tail = &bytes[bytes.len().saturating_sub(22 + usize::from(u16::MAX))..];
    tail.windows(END.len()).any(|window| window == END)
}

fn refused(why: &str) -> BadCell {
    BadCell { code: Code::FileNoText, message: format!("the workbook does not read: {}", shown(why)) }
}

/// Looks for the beginning of a formula in the text of a sheet.
#[derive(Default)]
struct Formulas {
    last: [u8; 2],
    found: bool,
}

impl Write for Formulas {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        for byte in bytes {
            self.found |= matches!((self.last, byte), ([b'<' | b':', b'f'], b'>' | b' ' | b'/'));
            self.last = [self.last[1], *byte];
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Is there no more in it than may be unpacked, whatever it says of itself, and may it have formulas? LH-211.
fn within_bounds(bytes: &[u8]) -> Result<bool, BadCell> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|why| refused(&why.to_string()))?;
    let mut left = MAX_UNPACKED_BYTES;
    let mut formulas = Formulas::default();
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|why| refused(&why.to_string()))?;
        let read = std::io::copy(&mut file.take(left + 1), &mut formulas);
        let read = read.map_err(|why| refused(&why.to_string()))?;
        let Some(rest) = left.checked_sub(read) else {
            return Err(refused(&format!("it is more than {} MiB unpacked", MAX_UNPACKED_BYTES / 1024 / 1024)));
        };
        left = rest;
    }
    Ok(formulas.found)
}

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

fn open(bytes: &[u8]) -> Result<Book<'_>, BadCell> {
    Xlsx::new(Cursor::new(bytes)).map_err(|why| refused(&why.to_string()))
}

/// The rows of a sheet of a workbook of the older kind (XLS), each cell as text. LH-211 when it does not read.
pub fn old_sheet(bytes: &[u8], name: &str) -> Result<Vec<Vec<String>>, BadCell> {
    // Its reader is one of a form that has no bounds of its own: what it stumbles over is this file's fault and nobody else's.
    let read = std::panic::catch_unwind(|| {
        let mut book = Xls::new(Cursor::new(bytes)).map_err(|why| why.to_string())?;
        book.worksheet_range(name).map_err(|why| why.to_string())
    });
    let range = read.unwrap_or_else(|_| Err("it is damaged".to_owned())).map_err(|why| refused(&why))?;
    Ok(range.rows().map(|row| row.iter().map(data).collect()).collect())
}

/// Reads a sheet by its name, or the first one that has rows. LH-211 when the workbook does not read or has no such sheet, LH-215
/// when it has too many rows.
pub fn sheet(bytes: &[u8], name: Option<&str>) -> Result<Sheet, BadCell> {
    // Values and formulas are read side by side, where there are formulas.
    let mut formulas = if within_bounds(bytes)? { Some(open(bytes)?) } else { None };
    let mut book = open(bytes)?;
    let names = book.sheet_names();
    if let Some(wanted) = name {
        let Some(found) = names.iter().find(|known| known.trim().eq_ignore_ascii_case(wanted.trim())) else {
            return Err(refused(&format!("it has no sheet `{wanted}`; it has {}", names.join(", "))));
        };
        let (text, unreckoned) = text(&mut book, formulas.as_mut(), found)?;
        return Ok(Sheet { text, note: note(found, &names), unreckoned });
    }
    for name in &names {
        // A sheet of a chart has no cells.
        let Ok((text, unreckoned)) = text(&mut book, formulas.as_mut(), name) else { continue };
        if !text.is_empty() {
            return Ok(Sheet { text, note: note(name, &names), unreckoned });
        }
    }
    let Some(first) = names.first() else { return Err(refused("it has no sheet")) };
    let (text, unreckoned) = text(&mut book, formulas.as_mut(), first)?;
    Ok(Sheet { text, note: note(first, &names), unreckoned })
}

fn note(read: &str, all: &[String]) -> String {
    let others: Vec<String> = all.iter().filter(|name| *name != read).take(MAX_NAMES).map(|name| shown(name)).collect();
    match others.is_empty() {
        true => format!("sheet {}", shown(read)),
        false => format!("sheet {}; nobody reads the sheets {}", shown(read), others.join(", ")),
    }
}

/// The text of a sheet, with the first cell of each row that has a formula and no value. There the formula stands in the text, so that a
/// row of such cells is no empty one.
fn text(
    book: &mut Book<'_>,
    formulas: Option<&mut Book<'_>>,
    name: &str,
) -> Result<(Vec<u8>, BTreeMap<u32, usize>), BadCell> {
    let why = |why: XlsxError| refused(&why.to_string());
    let mut cells = book.worksheet_cells_reader(name).map_err(why)?;
    let mut formulas = formulas.map(|book| book.worksheet_cells_reader(name)).transpose().map_err(why)?;
    let mut text = Text { most: MAX_TEXT_BYTES, ..Text::default() };
    let mut unreckoned = BTreeMap::new();
    while let Some(cell) = cells.next_cell().map_err(why)? {
        let (row, column) = cell.get_position();
        let formula = match &mut formulas {
            Some(formulas) => formulas.next_formula().map_err(why)?,
            None => None,
        };
        let formula =
            formula.filter(|formula| formula.get_position() == (row, column) && !formula.get_value().is_empty());
        let mut written = written(cell.get_value());
        if let (Some(formula), DataRef::Empty) = (formula, cell.get_value()) {
            written = Cow::Owned(format!("={}", formula.get_value()));
            unreckoned.entry(row.saturating_add(1)).or_insert(column as usize);
        }
        if !written.is_empty() {
            text.put(row as usize, column as usize, &written)?;
        }
    }
    Ok((text.end(), unreckoned))
}

/// Rows as they are written, each with as many cells as the widest one before it; the first one has the header.
#[derive(Default)]
struct Text {
    bytes: Vec<u8>,
    row: usize,
    /// Cells that the row has already.
    cells: usize,
    /// Cells of the first row that has any, or of the header below it.
    wide: usize,
    /// Most bytes.
    most: usize,
}

impl Text {
    fn put(&mut self, row: usize, column: usize, cell: &str) -> Result<(), BadCell> {
        if column >= MAX_COLUMNS {
            return Err(refused(&format!("it has more than {MAX_COLUMNS} columns")));
        }
        if row > MAX_ROWS {
            let message = format!("it has more than {MAX_ROWS} rows; deliver it in parts");
            return Err(BadCell { code: Code::RowsTooMany, message });
        }
        if self.bytes.len().saturating_add(cell.len()) > self.most {
            return Err(refused(&format!("its cells are more than {} MiB", self.most / 1024 / 1024)));
        }
        if row < self.row || (row == self.row && column < self.cells) {
            return Err(refused("its cells are out of order"));
        }
        while self.row < row {
            self.end_row();
        }
        while self.cells < column {
            self.cell("");
        }
        self.cell(cell);
        Ok(())
    }

    fn cell(&mut self, cell: &str) {
        if self.cells > 0 {
            self.bytes.push(b'\t');
        }
        self.cells += 1;
        // A row of the sheet stays a line, whatever stands in its cells.
        if !cell.bytes().any(|byte| matches!(byte, b'\t' | b'\r' | b'\n' | b'"')) {
            self.bytes.extend_from_slice(cell.as_bytes());
            return;
        }
        let plain = cell.replace(['\t', '\r', '\n'], " ");
        match plain.contains('"') {
            true => self.bytes.extend(format!("\"{}\"", plain.replace('"', "\"\"")).into_bytes()),
            false => self.bytes.extend(plain.into_bytes()),
        }
    }

    fn end_row(&mut self) {
        match (self.wide, self.cells) {
            (_, 0) => {}
            (0, cells) => self.wide = cells,
            // What was taken for the header was a title above it.
            (wide, cells) if self.row <= MOST_ABOVE && is_header(wide, cells) => self.wide = cells,
            // Cells behind the last one with content are not there.
            (wide, cells) => (cells..wide).for_each(|_| self.cell("")),
        }
        self.bytes.push(b'\n');
        (self.row, self.cells) = (self.row + 1, 0);
    }

    fn end(mut self) -> Vec<u8> {
        if self.cells > 0 {
            self.end_row();
        }
        if self.wide == 0 { Vec::new() } else { self.bytes }
    }
}

/// A cell as text. Most cells are texts, which stand in the workbook already.
fn written<'c>(value: &'c DataRef<'_>) -> Cow<'c, str> {
    match value {
        DataRef::Empty => Cow::Borrowed(""),
        DataRef::SharedString(text) => Cow::Borrowed(text),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cow::Borrowed(text),
        other => Cow::Owned(data(&Data::from(other.clone()))),
    }
}

fn data(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => as_shown(*number),
        Data::Bool(flag) => flag.to_string(),
        Data::Error(error) => format!("{error}"),
        Data::DateTime(at) => match at.as_datetime() {
            Some(moment) if at.is_datetime() => {
                // A serial number of days is off by parts of a second.
                let moment = moment + Duration::milliseconds(500);
                let midnight = moment.num_seconds_from_midnight() == 0;
                moment.format(if midnight { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" }).to_string()
            }
            _ => as_shown(at.as_f64()),
        },
    }
}

/// A number in the fifteen digits that a sheet shows at most: what is behind them is of the binary form, and nobody typed it.
fn as_shown(number: f64) -> String {
    // A whole number of that many digits is shown as it is.
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return number.to_string();
    }
    let rounded = format!("{number:.14e}").parse::<f64>();
    rounded.map_or_else(|_| number.to_string(), |number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_stands_in_every_cell_has_an_end() {
        let mut text = Text { most: 10_000, ..Text::default() };
        let long = "x".repeat(900);
        let put = (0..100).map(|row| text.put(row, 0, &long)).take_while(Result::is_ok).count();
        assert_eq!(put, 11);
        // A row that ends soon is filled up to the header's width, and that counts as well.
        let mut text = Text { most: 10_000, ..Text::default() };
        text.put(0, 999, "x").expect("a wide header");
        let put = (1..100).map(|row| text.put(row, 0, "x")).take_while(Result::is_ok).count();
        assert!(put < 11, "{put} rows of a thousand cells");
    }
}

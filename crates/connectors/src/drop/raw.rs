//! Raw: a row of a file as it came, by the names that the file has for its columns, and a file of one row made of such ones.

use crate::delimited::{self, DelimitedText};
use crate::workbook;

/// A row with the names of its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRow {
    /// Names, as they came.
    pub header: Vec<String>,
    /// Cells, one for each; of a torn row those up to where it is torn, and empty ones behind it.
    pub cells: Vec<String>,
}

/// The row that begins at a line; nothing where the file has no rows, or none there.
pub fn row_at(bytes: &[u8], line: u32) -> Option<RawRow> {
    let sheet = workbook::is_workbook(bytes).then(|| workbook::sheet(bytes, None)).transpose().ok()?;
    let text = delimited::read(sheet.as_ref().map_or(bytes, |sheet| &sheet.text)).ok()?;
    let mut cells = cells_at(&text, line)?;
    cells.resize(text.header.len(), String::new());
    Some(RawRow { header: text.header, cells })
}

fn cells_at(text: &DelimitedText<'_>, line: u32) -> Option<Vec<String>> {
    for row in text.wary_rows() {
        let (at, cells) = match row {
            Ok(row) => (row.line, row.cells),
            Err(broken) => (broken.line, broken.leading()),
        };
        if at == line {
            return Some(cells.into_iter().map(std::borrow::Cow::into_owned).collect());
        }
    }
    None
}

impl RawRow {
    /// A file of this row alone.
    pub fn file(&self) -> String {
        let line = |cells: &[String]| {
            let quoted = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
            quoted.collect::<Vec<_>>().join(",")
        };
        format!("{}\n{}\n", line(&self.header), line(&self.cells))
    }
}

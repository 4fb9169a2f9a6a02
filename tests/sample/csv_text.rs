//! CSV as a dispatch system exports it: rows of cells by column, in a dialect.

use std::collections::BTreeMap;

/// A row: cell by canonical column. A column that is not there is an empty cell.
pub type Row = BTreeMap<String, String>;

/// How a file is written.
pub struct Dialect {
    /// Between cells.
    pub delimiter: char,
    /// After a row.
    pub line_end: &'static str,
    /// A byte order mark before the header.
    pub mark: bool,
    /// Canonical column to the source's own header.
    pub headers: &'static [(&'static str, &'static str)],
}

/// Commas, canonical headers.
pub const PLAIN: Dialect = Dialect { delimiter: ',', line_end: "\n", mark: false, headers: &[] };

/// The text of a file: these columns first, then whatever else the rows have.
pub fn text(columns: &[&str], rows: &[Row], dialect: &Dialect) -> Vec<u8> {
    let mut header: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
    let mut further: Vec<&String> =
        rows.iter().flat_map(|r| r.keys()).filter(|k| !columns.contains(&k.as_str())).collect();
    further.sort();
    further.dedup();
    header.extend(further.into_iter().cloned());
    let shown = header.iter().map(|c| {
        let own = dialect.headers.iter().find(|(canonical, _)| canonical == c);
        own.map_or(c.clone(), |(_, theirs)| (*theirs).to_owned())
    });
    let mut out = if dialect.mark { String::from('\u{feff}') } else { String::new() };
    out.push_str(&line(shown, dialect));
    for row in rows {
        out.push_str(&line(header.iter().map(|c| row.get(c).cloned().unwrap_or_default()), dialect));
    }
    out.into_bytes()
}

fn line(cells: impl Iterator<Item = String>, dialect: &Dialect) -> String {
    let cells: Vec<String> = cells.map(|cell| quoted(cell, dialect.delimiter)).collect();
    format!("{}{}", cells.join(&dialect.delimiter.to_string()), dialect.line_end)
}

fn quoted(cell: String, delimiter: char) -> String {
    if cell.contains(delimiter) || cell.contains(['"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

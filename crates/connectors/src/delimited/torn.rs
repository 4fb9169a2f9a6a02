//! Torn: what is left of a row that is none.

use std::borrow::Cow;

use linehaul_domain::fault::Code;

use super::{BrokenRow, MAX_COLUMNS, quoted};
use crate::cell::BadCell;
use crate::row_text::RowText;

/// Is there nothing behind a last row that says where its last cell ends?
pub(super) fn is_open(raw: &str, text: &[u8]) -> bool {
    !text.last().is_some_and(|last| matches!(last, b'\n' | b'\r')) && !raw.trim_end().ends_with('"')
}

/// What is wrong with such a row.
pub(super) fn open_end() -> BadCell {
    let message = "the file ends with this row and no end of line: its last cell may be cut short".to_owned();
    BadCell { code: Code::RowEndOpen, message }
}

impl<'s> BrokenRow<'s> {
    /// Its first line as it came.
    pub fn content(&self) -> RowText {
        RowText::of(self.raw)
    }

    /// Its cells up to where it is torn, each with the end of its field behind it: the last one may be a part of itself, or hold what
    /// is of others.
    pub fn leading(&self) -> Vec<Cow<'s, str>> {
        let (text, bytes) = (self.raw, self.raw.as_bytes());
        let (mut cells, mut at) = (Vec::new(), 0);
        while cells.len() < MAX_COLUMNS {
            let (cell, end) = match bytes.get(at) {
                None => break,
                Some(b'"') => match quoted(text, at + 1) {
                    Ok(found) => found,
                    Err(_) => break,
                },
                Some(_) => match bytes[at..].iter().position(|b| *b == self.delimiter) {
                    Some(length) => (Cow::Borrowed(text[at..at + length].trim()), at + length),
                    None => break,
                },
            };
            if bytes.get(end) != Some(&self.delimiter) {
                break;
            }
            cells.push(cell);
            at = end + 1;
        }
        cells
    }
}

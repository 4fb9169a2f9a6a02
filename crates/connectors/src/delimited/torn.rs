//! Torn: what is left of a row that is none.

use std::borrow::Cow;

use super::{BrokenRow, MAX_COLUMNS, quoted};
use crate::row_text::RowText;

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

//! Fields of a row by column, each read with the column's name in the error.

use std::borrow::Cow;

use linehaul_domain::fault::Code;
use linehaul_domain::ids::normal;
use linehaul_domain::said::Said;
use linehaul_domain::time::{Instant, Tz};

use crate::cell::{self, BadCell, Read};
use crate::mapping::{is_open, open_name};

/// A bad cell with its column.
pub type BadField = (String, BadCell);

/// Cells of a row by column; an empty one is absent.
pub struct Fields<'a> {
    columns: &'a [String],
    cells: &'a [Cow<'a, str>],
    /// Whether what is wrong is told with what was probably meant.
    hints: bool,
}

/// Free text, in which a person may have broken lines: names, notes, extras of text.
pub fn may_have_lines(column: &str) -> bool {
    let extra = column.strip_prefix("extra:").map(|rest| rest.rsplit_once(':').map_or("text", |(_, kind)| kind));
    ["name", "note"].contains(&column) || extra == Some("text")
}

impl<'a> Fields<'a> {
    /// Of a row.
    pub fn new(columns: &'a [String], cells: &'a [Cow<'a, str>], hints: bool) -> Fields<'a> {
        Fields { columns, cells, hints }
    }

    /// Refuses control characters: no dispatcher typed them, and a screen may obey them. Where `lines` says so, tabs and
    /// ends of lines may stand.
    pub fn printable(&self, lines: &[bool]) -> Result<(), BadField> {
        for ((column, text), lines) in self.all().zip(lines) {
            let plain = |c: &char| c.is_control() && !(*lines && matches!(c, '\t' | '\n' | '\r'));
            if let Some(c) = text.chars().find(plain) {
                let message = format!("the cell holds the control character {}", c.escape_unicode());
                return Err((column.to_owned(), BadCell { code: Code::ControlCharacter, message }));
            }
        }
        Ok(())
    }

    /// Has the row such a column, filled or not?
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|known| known == column)
    }

    /// A zone that must be there.
    pub fn zone(&self, column: &str) -> Result<Tz, BadField> {
        self.needed(column, if self.hints { cell::zone } else { cell::zone_unhinted })
    }

    /// A cell, if it is there and not empty.
    pub fn get(&self, column: &str) -> Option<&'a str> {
        let at = self.columns.iter().position(|c| c == column)?;
        self.cells.get(at).map(AsRef::as_ref).filter(|c| !c.is_empty())
    }

    /// What the row says: what its file's columns say, but for the open ones that are empty.
    pub fn said(&self, of_columns: &Said) -> Said {
        let mut said = of_columns.clone();
        for (column, text) in self.all().filter(|(column, _)| is_open(column)) {
            if text.is_empty() {
                said.emptying(open_name(column).to_owned());
            }
        }
        said
    }

    /// Every column with its cell, empty ones too.
    pub fn all(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.columns.iter().map(String::as_str).zip(self.cells.iter().map(AsRef::as_ref))
    }

    /// A text that must be there.
    pub fn required(&self, column: &str) -> Result<&'a str, BadField> {
        let missing = || (column.to_owned(), BadCell { code: Code::CellEmpty, message: format!("{column} is empty") });
        // Invisible characters alone are nothing to name a load by.
        let says = |text: &&str| text.bytes().any(|b| b.is_ascii_alphanumeric()) || !normal(text).is_empty();
        self.get(column).filter(says).ok_or_else(missing)
    }

    /// A text.
    pub fn text(&self, column: &str) -> Option<String> {
        self.get(column).map(str::to_owned)
    }

    /// A value, if the cell is not empty.
    pub fn value<T>(&self, column: &str, read: impl FnOnce(&str) -> Read<T>) -> Result<Option<T>, BadField> {
        self.get(column).map(read).transpose().map_err(|bad| (column.to_owned(), bad))
    }

    /// A value that must be there.
    pub fn needed<T>(&self, column: &str, read: impl FnOnce(&str) -> Read<T>) -> Result<T, BadField> {
        read(self.required(column)?).map_err(|bad| (column.to_owned(), bad))
    }

    /// An instant, local times in the zone given.
    pub fn instant(&self, column: &str, zone: Option<Tz>) -> Result<Option<Instant>, BadField> {
        self.value(column, |text| cell::instant(text, zone))
    }
}

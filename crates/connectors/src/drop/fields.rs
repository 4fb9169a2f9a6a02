//! Fields of a row by column, each read with the column's name in the error.

use linehaul_domain::time::{Instant, Tz};

use crate::cell::{self, BadCell, Read};

/// A bad cell with its column.
pub type BadField = (String, BadCell);

/// Cells of a row by column; an empty one is absent.
pub struct Fields<'a> {
    columns: &'a [String],
    cells: &'a [String],
}

/// Is this one of the open columns of loads: `ref:NAME`, `extra:NAME:TYPE`, `booked:CODE`?
pub fn is_open(column: &str) -> bool {
    ["ref:", "extra:", "booked:"].iter().any(|p| column.starts_with(p))
}

impl<'a> Fields<'a> {
    /// Of a row.
    pub fn new(columns: &'a [String], cells: &'a [String]) -> Fields<'a> {
        Fields { columns, cells }
    }

    /// A cell, if it is there and not empty.
    pub fn get(&self, column: &str) -> Option<&'a str> {
        let at = self.columns.iter().position(|c| c == column)?;
        self.cells.get(at).map(String::as_str).filter(|c| !c.is_empty())
    }

    /// Every column with its cell, empty ones too.
    pub fn all(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.columns.iter().map(String::as_str).zip(self.cells.iter().map(String::as_str))
    }

    /// A text that must be there.
    pub fn required(&self, column: &str) -> Result<&'a str, BadField> {
        let missing = || (column.to_owned(), BadCell { code: "LH-220", message: format!("{column} is empty") });
        self.get(column).ok_or_else(missing)
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

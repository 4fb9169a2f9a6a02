//! Numbered: the columns and lists that a mapping's file names, each with its number.

use super::makes::When;
use super::record::Pattern;
use super::text::{ConditionText, FileText, OrColumn, WhenText};

/// One of their columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, or its path.
    pub name: String,
    /// The list of whose elements it is.
    pub of: Option<usize>,
}

/// A column of the record in a row that is made of each element: `$.LoadNumber`.
const ROOT: &str = "$.";

/// Numbers their columns and lists while a file's fields are read.
pub(super) struct Numbers<'a> {
    pub file: &'a FileText,
    pub columns: Vec<Column>,
    pub lists: Vec<String>,
}

impl Numbers<'_> {
    pub fn column(&mut self, name: &str, of: Option<usize>) -> Result<usize, String> {
        let (name, of) = match name.trim().strip_prefix(ROOT) {
            Some(root) => (root.to_owned(), None),
            None => (name.trim().to_owned(), of),
        };
        if name.is_empty() {
            return Err("a column has no name".to_owned());
        }
        let full = match of.and_then(|list| self.lists.get(list)) {
            Some(list) => format!("{list}[].{name}"),
            None => name.clone(),
        };
        if let Some(ignored) = self.file.ignore.0.iter().find(|text| {
            let pattern = Pattern::new(text);
            pattern.is_plain() && pattern.fits(&full)
        }) {
            return Err(format!("`{ignored}` is read, and it is to be ignored"));
        }
        let column = Column { name, of };
        let same = |known: &Column| known.of == column.of && known.name.to_lowercase() == column.name.to_lowercase();
        Ok(self.columns.iter().position(same).unwrap_or_else(|| {
            self.columns.push(column);
            self.columns.len() - 1
        }))
    }

    pub fn list(&mut self, path: &str) -> usize {
        let path = path.trim().trim_end_matches("[]").to_owned();
        self.lists.iter().position(|known| *known == path).unwrap_or_else(|| {
            self.lists.push(path);
            self.lists.len() - 1
        })
    }

    pub fn when(&mut self, text: &WhenText, of: Option<usize>) -> Result<When, String> {
        let condition = match text {
            OrColumn::Column(name) => ConditionText { column: name.clone(), ..ConditionText::default() },
            OrColumn::Table(condition) => condition.clone(),
        };
        let ConditionText { column, is, not, empty } = condition;
        if empty && (!is.0.is_empty() || !not.0.is_empty()) {
            return Err("when: what is empty is nothing else".to_owned());
        }
        Ok(When { column: self.column(&column, of)?, is: is.0, not: not.0, empty })
    }
}

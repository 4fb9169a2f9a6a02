//! Told: what is amiss with the rows of a table that is fetched, and how it has been read.

use linehaul_connectors::figures::Key;
use linehaul_domain::fault::{Code, Fault};
use serde::{Deserialize, Serialize};

/// Something about a row, or about a publication as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// `2025-03-03`, `2025-03-03 USD CAD`, or what else it is of.
    pub of: String,
    /// `LH-26n`.
    pub code: Code,
    /// In words.
    pub what: String,
}

/// A row, as it is told and chosen by.
pub fn name_of((day, pair): &Key) -> String {
    pair.map_or_else(|| day.to_string(), |(from, to)| format!("{day} {from} {to}"))
}

impl Finding {
    /// About a row.
    pub fn of_row(key: &Key, code: Code, what: String) -> Finding {
        Finding { of: name_of(key), code, what }
    }

    /// The same as it is told where troubles are.
    pub fn fault(&self, table: &str) -> Fault {
        let (means, next) = (self.code.means(), self.code.ends());
        Fault::new(self.code, format!("table {table}: {}", self.what), means, next)
    }
}

//! Received: which delivery the receipts of facts are of, so that it can be told where a statement stands.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use linehaul_domain::conflict::Came;
use linehaul_domain::fault::Outcome;
use rusqlite::{Connection, OptionalExtension, params};

use crate::archive::Delivery;
use crate::column::{instant, instant_text, signed};
use crate::fault::InFile;
use crate::table::CACHE;

/// So many places are between what two deliveries say: within one a receipt goes by the line.
pub const ROWS_APART: u64 = 1 << 32;

/// The line of a receipt.
pub(crate) fn line_of(receipt: u64) -> u64 {
    receipt % ROWS_APART
}

/// Its table, by what all receipts of a delivery begin with.
pub(crate) const TABLE: &str = "
CREATE TABLE received (place INTEGER PRIMARY KEY, file TEXT NOT NULL, received TEXT NOT NULL) STRICT;
";

/// Remembers a delivery; one that is read again is where it was.
pub(crate) fn put(connection: &Connection, place: u64, delivery: &Delivery) -> Outcome<()> {
    let mut statement =
        connection.prepare_cached("INSERT OR IGNORE INTO received VALUES (?1, ?2, ?3)").in_file(CACHE)?;
    let values = params![signed(place), delivery.file, instant_text(delivery.received)];
    statement.execute(values).in_file(CACHE).map(|_| ())
}

/// Where statements stand, each delivery looked up once.
#[derive(Default)]
pub(crate) struct Places(BTreeMap<u64, Option<Came>>);

impl Places {
    /// Where a receipt is; nothing where nobody remembers.
    pub fn of(&mut self, connection: &Connection, receipt: u64) -> Outcome<Option<Came>> {
        let place = receipt / ROWS_APART;
        if let Entry::Vacant(unknown) = self.0.entry(place) {
            let sql = "SELECT file, received FROM received WHERE place = ?1";
            let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
            let read = |row: &rusqlite::Row<'_>| Ok(Came { file: row.get(0)?, line: 0, received: instant(row, 1)? });
            let came = statement.query_row([signed(place)], read).optional().in_file(CACHE)?;
            unknown.insert(came);
        }
        let came = self.0.get(&place).cloned().flatten();
        Ok(came.map(|came| Came { line: line_of(receipt), ..came }))
    }
}

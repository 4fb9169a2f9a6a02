//! The check of what is about to be handed out: each file and each invoice that its row says waits, against the entries.

use std::collections::BTreeMap;

use linehaul_domain::decision::Decision;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{BatchId, InvoiceNumber};
use rusqlite::Connection;

use crate::chain::{broken, verify_entry, verify_invoice};
use crate::column::signed;
use crate::table::files::{self, FileRow};
use crate::table::{entries, head, invoices};

/// LH-520 where a row says of a file that it waits, or of an invoice that it is in none, and an entry says otherwise.
pub(crate) fn verify_waiting(connection: &Connection) -> Outcome<()> {
    let end = head::read(connection)?.head.seq + 1;
    for file in files::list(connection, "handed_out IS NULL", [])? {
        verify_entry(connection, file.prepared)?;
        let entry = entries::list(connection, "seq = ?1", [signed(file.prepared)])?.pop();
        if !entry.is_some_and(|entry| prepares(&entry.entry.decision, &file)) {
            return Err(broken(&format!("the import file {} is not what its entry prepared", file.name)));
        }
        if files::said_handed_out(connection, &file.name, (file.prepared, end))? {
            return Err(broken(&format!("the import file {} waits, and was handed out", file.name)));
        }
    }
    let mut named: BTreeMap<BatchId, BTreeMap<InvoiceNumber, String>> = BTreeMap::new();
    for number in files::unfiled(connection)? {
        verify_invoice(connection, &number)?;
        let Some(batch) = invoices::get(connection, &number)?.map(|row| row.batch) else { continue };
        if !named.contains_key(&batch) {
            named.insert(batch.clone(), files::named_before(connection, &batch, end)?);
        }
        if let Some(file) = named.get(&batch).and_then(|named| named.get(&number)) {
            return Err(broken(&format!("{number} waits for an import file, and is in {file}")));
        }
    }
    Ok(())
}

fn prepares(decision: &Decision, row: &FileRow) -> bool {
    matches!(decision, Decision::FilePrepared { file, batch, body, .. }
        if *file == row.name && *batch == row.batch && *body == row.body)
}

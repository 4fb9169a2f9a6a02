//! Import files: what goes to an ERP that takes files. Each posted invoice is in exactly one, by the key of `file_invoices`;
//! the content is a body of the book, so that a file is made once and can be written again until it was handed out, and never
//! after.

use std::collections::BTreeMap;

use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{BatchId, Hash, InvoiceNumber};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::column::{count, hash, signed};
use crate::fault::{InFile, contradiction};
use crate::table::{BOOK, entries, invoices};

/// Version 2. What version 1 posted, up to the entry in `files_from`, it also wrote to files, of which it kept nothing: none of
/// it waits for a file.
pub(crate) const V2: &str = "
CREATE TABLE files (
  name       TEXT PRIMARY KEY,
  batch      TEXT NOT NULL,
  body       TEXT NOT NULL,
  prepared   INTEGER NOT NULL REFERENCES entries (seq),
  handed_out INTEGER REFERENCES entries (seq)
) STRICT;
CREATE INDEX files_by_batch ON files (batch, prepared);
CREATE INDEX files_waiting ON files (handed_out, prepared) WHERE handed_out IS NULL;
CREATE TABLE file_invoices (
  invoice TEXT PRIMARY KEY REFERENCES invoices (number),
  file    TEXT NOT NULL REFERENCES files (name)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_invoices_by_file ON file_invoices (file, invoice);
CREATE TABLE unfiled (invoice TEXT PRIMARY KEY REFERENCES invoices (number)) STRICT, WITHOUT ROWID;
CREATE TABLE files_from (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL) STRICT;
INSERT INTO files_from SELECT 1, seq FROM head;
CREATE TRIGGER files_from_stays BEFORE UPDATE ON files_from
  BEGIN SELECT RAISE(ABORT, 'what was imported before stays so'); END;
CREATE TRIGGER file_invoices_come AFTER INSERT ON file_invoices
  BEGIN DELETE FROM unfiled WHERE invoice = NEW.invoice; END;
CREATE TRIGGER files_once BEFORE INSERT ON files WHEN EXISTS (SELECT 1 FROM files WHERE name = NEW.name)
  BEGIN SELECT RAISE(ABORT, 'a file is made once'); END;
CREATE TRIGGER file_invoices_once BEFORE INSERT ON file_invoices
  WHEN EXISTS (SELECT 1 FROM file_invoices WHERE invoice = NEW.invoice)
  BEGIN SELECT RAISE(ABORT, 'an invoice is in one file'); END;
CREATE TRIGGER files_stay BEFORE DELETE ON files BEGIN SELECT RAISE(ABORT, 'a file stays in the book'); END;
CREATE TRIGGER files_are_handed_out_once BEFORE UPDATE ON files
  WHEN OLD.handed_out IS NOT NULL OR OLD.name <> NEW.name OR OLD.body <> NEW.body OR OLD.batch <> NEW.batch
    OR OLD.prepared <> NEW.prepared
  BEGIN SELECT RAISE(ABORT, 'a file that was handed out never changes'); END;
CREATE TRIGGER file_invoices_stay BEFORE DELETE ON file_invoices
  BEGIN SELECT RAISE(ABORT, 'an invoice is in one file'); END;
CREATE TRIGGER file_invoices_are_not_edited BEFORE UPDATE ON file_invoices
  BEGIN SELECT RAISE(ABORT, 'an invoice is in one file'); END;
";

/// An import file as the book has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Its name.
    pub name: String,
    /// The batch whose invoices it holds.
    pub batch: BatchId,
    /// Hash of its content.
    pub body: Hash,
    /// The entry that prepared it.
    pub prepared: u64,
    /// The entry that says that it is handed out.
    pub handed_out: Option<u64>,
}

fn row(row: &Row<'_>) -> rusqlite::Result<FileRow> {
    let handed_out: Option<i64> = row.get(4)?;
    Ok(FileRow {
        name: row.get(0)?,
        batch: BatchId(row.get(1)?),
        body: hash(row, 2)?,
        prepared: count(row, 3)?,
        handed_out: handed_out.and_then(|seq| u64::try_from(seq).ok()),
    })
}

fn twice(what: &str) -> Fault {
    Fault::new(
        Code::ImportedTwice,
        what,
        "Nothing was written: an invoice is imported once.",
        "Run `linehaul audit verify` and report it.",
    )
}

/// Keeps a prepared file with its invoices; LH-522 when one of them is in another, LH-950 when the file is made already.
pub(crate) fn prepare(connection: &Connection, file: &FileRow, invoices: &[InvoiceNumber]) -> Outcome<()> {
    if get(connection, &file.name)?.is_some() {
        return Err(contradiction(format!("the import file {} is made already", file.name)));
    }
    let sql = "INSERT INTO files VALUES (?1, ?2, ?3, ?4, NULL)";
    let values = params![file.name, file.batch.as_str(), file.body.as_str(), signed(file.prepared)];
    connection.prepare_cached(sql).in_file(BOOK)?.execute(values).in_file(BOOK)?;
    let named = named_before(connection, &file.batch, file.prepared)?;
    for invoice in invoices {
        let other = of_invoice(connection, invoice)?;
        if let Some(other) = other.as_ref().or_else(|| named.get(invoice)) {
            return Err(twice(&format!("{invoice} is in the import file {other} already")));
        }
        if invoices::get(connection, invoice)?.is_none_or(|row| row.batch != file.batch) {
            return Err(contradiction(format!("the import file {} holds {invoice} of another batch", file.name)));
        }
        let mut statement = connection.prepare_cached("INSERT INTO file_invoices VALUES (?1, ?2)").in_file(BOOK)?;
        statement.execute([invoice.as_str(), &file.name]).in_file(BOOK)?;
    }
    Ok(())
}

/// Remembers that a file is handed out; LH-950 when it was, or was never made.
pub(crate) fn hand_out(connection: &Connection, name: &str, seq: u64) -> Outcome<()> {
    let waiting = get(connection, name)?.filter(|file| file.handed_out.is_none());
    let not_waiting =
        || contradiction(format!("the import file {name} would be handed out, and is not waiting for that"));
    let file = waiting.ok_or_else(not_waiting)?;
    if said_handed_out(connection, name, (file.prepared, seq))? {
        return Err(twice(&format!("the import file {name} was handed out already")));
    }
    let mut statement = connection.prepare_cached("UPDATE files SET handed_out = ?2 WHERE name = ?1").in_file(BOOK)?;
    statement.execute(params![name, signed(seq)]).in_file(BOOK).map(|_| ())
}

/// The invoices of a batch with the files that entries before this one put them into: asked of the entries themselves, since rows
/// can be edited. A file holds invoices of one batch.
pub(crate) fn named_before(
    connection: &Connection,
    batch: &BatchId,
    before: u64,
) -> Outcome<BTreeMap<InvoiceNumber, String>> {
    let mut named = BTreeMap::new();
    // By the batch: with the plus the index of kinds, which has the files of every batch, is none to take.
    let condition = "batch = ?1 AND +kind = 'file_prepared' AND seq < ?2";
    entries::each(connection, condition, params![batch.as_str(), signed(before)], &mut |entry| {
        if let Decision::FilePrepared { file, invoices, .. } = entry.entry.decision {
            named.extend(invoices.into_iter().map(|invoice| (invoice, file.clone())));
        }
        Ok(())
    })?;
    Ok(named)
}

/// Does an entry behind this one and before that say that a file was handed out?
pub(crate) fn said_handed_out(connection: &Connection, name: &str, (after, before): (u64, u64)) -> Outcome<bool> {
    let mut found = false;
    let condition = "kind = 'file_handed_out' AND seq > ?1 AND seq < ?2";
    entries::each(connection, condition, [signed(after), signed(before)], &mut |entry| {
        found |= matches!(entry.entry.decision, Decision::FileHandedOut { file } if file == name);
        Ok(())
    })?;
    Ok(found)
}

/// The file of a name.
pub(crate) fn get(connection: &Connection, name: &str) -> Outcome<Option<FileRow>> {
    Ok(list(connection, "name = ?1", [name])?.pop())
}

/// The file that holds an invoice.
pub(crate) fn of_invoice(connection: &Connection, invoice: &InvoiceNumber) -> Outcome<Option<String>> {
    let mut statement = connection.prepare_cached("SELECT file FROM file_invoices WHERE invoice = ?1").in_file(BOOK)?;
    statement.query_row([invoice.as_str()], |row| row.get(0)).optional().in_file(BOOK)
}

/// The files of a condition, in order of preparation.
pub(crate) fn list(connection: &Connection, condition: &str, params: impl rusqlite::Params) -> Outcome<Vec<FileRow>> {
    let sql = format!("SELECT name, batch, body, prepared, handed_out FROM files WHERE {condition} ORDER BY prepared");
    let mut statement = connection.prepare_cached(&sql).in_file(BOOK)?;
    let rows = statement.query_map(params, row).in_file(BOOK)?;
    rows.collect::<rusqlite::Result<_>>().in_file(BOOK)
}

/// An invoice is posted, and waits for a file unless it is in one.
pub(crate) fn wait(connection: &Connection, invoice: &InvoiceNumber) -> Outcome<()> {
    let sql = "INSERT OR IGNORE INTO unfiled SELECT ?1
               WHERE NOT EXISTS (SELECT 1 FROM file_invoices WHERE invoice = ?1)";
    connection.prepare_cached(sql).in_file(BOOK)?.execute([invoice.as_str()]).in_file(BOOK).map(|_| ())
}

/// An invoice that was given up is in no file any more that is still to be made.
pub(crate) fn give_up(connection: &Connection, invoice: &InvoiceNumber) -> Outcome<()> {
    let mut statement = connection.prepare_cached("DELETE FROM unfiled WHERE invoice = ?1").in_file(BOOK)?;
    statement.execute([invoice.as_str()]).in_file(BOOK).map(|_| ())
}

/// The entry behind which what is posted waits for a file.
pub(crate) fn from(connection: &Connection) -> Outcome<u64> {
    connection.query_row("SELECT seq FROM files_from", [], |row| count(row, 0)).in_file(BOOK)
}

/// Every invoice that waits for a file, cancelled ones too, in order of number.
pub(crate) fn all_waiting(connection: &Connection) -> Outcome<Vec<String>> {
    let mut statement = connection.prepare("SELECT invoice FROM unfiled ORDER BY invoice").in_file(BOOK)?;
    let rows = statement.query_map([], |row| row.get(0)).in_file(BOOK)?;
    rows.collect::<rusqlite::Result<_>>().in_file(BOOK)
}

/// Posted invoices that are in no file, in order of number.
pub(crate) fn unfiled(connection: &Connection) -> Outcome<Vec<InvoiceNumber>> {
    let sql = "SELECT u.invoice FROM unfiled u CROSS JOIN outbox o ON o.invoice = u.invoice
               WHERE o.state = 'posted' ORDER BY u.invoice";
    let mut statement = connection.prepare_cached(sql).in_file(BOOK)?;
    let rows = statement.query_map([], |row| row.get(0).map(InvoiceNumber)).in_file(BOOK)?;
    rows.collect::<rusqlite::Result<_>>().in_file(BOOK)
}

/// Every invoice with its file.
pub(crate) fn all_invoices(connection: &Connection) -> Outcome<Vec<(String, String)>> {
    let mut statement = connection.prepare("SELECT invoice, file FROM file_invoices ORDER BY invoice").in_file(BOOK)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).in_file(BOOK)?;
    rows.collect::<rusqlite::Result<_>>().in_file(BOOK)
}

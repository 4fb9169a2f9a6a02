//! Live: which original bills a load, by payor. The key of the table is the promise that no load is billed twice, and the
//! guard beside it that a row goes only when its invoice was voided, or cancelled at the ERP and given up by a person.
//!
//! Settled: which invoice settles a difference after posting. The key is the promise that none is settled twice.

use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{CustomerId, InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::Invoice;
use rusqlite::{Connection, OptionalExtension, params};

use crate::column::{count, signed};
use crate::fault::InFile;
use crate::table::{BOOK, invoices};

/// Version 2. An invoice that this book does not have (it was restored, or the bill is older) has no row in `invoices`.
pub(crate) const V2: &str = "
CREATE TABLE live (
  load    TEXT NOT NULL,
  payor   TEXT NOT NULL,
  invoice TEXT NOT NULL,
  PRIMARY KEY (load, payor)
) STRICT, WITHOUT ROWID;
CREATE INDEX live_by_invoice ON live (invoice, load);
INSERT INTO live
  SELECT l.load, json_extract(substr(CAST(i.body AS TEXT), 3), '$.customer'), l.invoice
  FROM invoice_loads l JOIN invoices i ON i.number = l.invoice JOIN outbox o ON o.invoice = l.invoice
  WHERE o.state <> 'voided'
  ORDER BY CASE o.state WHEN 'posted' THEN 0 WHEN 'rejected' THEN 2 ELSE 1 END
  ON CONFLICT DO NOTHING;
UPDATE approvals SET waits = 0 WHERE load IN (SELECT load FROM live);
CREATE TRIGGER live_comes AFTER INSERT ON live
  BEGIN UPDATE approvals SET waits = 0 WHERE load = NEW.load; END;
CREATE TRIGGER live_goes AFTER DELETE ON live WHEN NOT EXISTS (SELECT 1 FROM live WHERE load = OLD.load)
  BEGIN UPDATE approvals SET waits = 1 WHERE load = OLD.load; END;
CREATE TRIGGER live_once BEFORE INSERT ON live
  WHEN EXISTS (SELECT 1 FROM live WHERE load = NEW.load AND payor = NEW.payor)
  BEGIN SELECT RAISE(ABORT, 'a live invoice bills its loads'); END;
CREATE TRIGGER live_stays BEFORE DELETE ON live
  WHEN NOT EXISTS (SELECT 1 FROM outbox WHERE invoice = OLD.invoice AND state IN ('voided', 'replaced'))
  BEGIN SELECT RAISE(ABORT, 'a live invoice bills its loads'); END;
CREATE TRIGGER live_is_not_edited BEFORE UPDATE ON live
  BEGIN SELECT RAISE(ABORT, 'a live invoice bills its loads'); END;
CREATE TABLE settled (
  difference INTEGER PRIMARY KEY REFERENCES entries (seq),
  invoice    TEXT NOT NULL REFERENCES invoices (number)
) STRICT;
CREATE INDEX settled_by_invoice ON settled (invoice);
CREATE TRIGGER settled_once BEFORE INSERT ON settled
  WHEN EXISTS (SELECT 1 FROM settled WHERE difference = NEW.difference)
  BEGIN SELECT RAISE(ABORT, 'a difference is settled once'); END;
CREATE TRIGGER settled_is_not_edited BEFORE UPDATE ON settled
  BEGIN SELECT RAISE(ABORT, 'a difference is settled once'); END;
CREATE TRIGGER settled_stays BEFORE DELETE ON settled
  WHEN NOT EXISTS (SELECT 1 FROM outbox WHERE invoice = OLD.invoice AND state IN ('voided', 'replaced'))
  BEGIN SELECT RAISE(ABORT, 'a difference is settled once'); END;
";

/// LH-521: a load would be billed twice.
pub(crate) fn refused(what: String) -> Fault {
    Fault::new(
        Code::BilledTwice,
        what,
        "Nothing was written: a load is billed once.",
        "Look at it with `linehaul show`; the cache may be behind the book: `linehaul rebuild` makes it anew.",
    )
}

/// LH-528: a difference would be settled twice.
fn settled(what: String) -> Fault {
    Fault::new(
        Code::SettledTwice,
        what,
        "Nothing was written: a difference is settled once.",
        "Look at it with `linehaul show`; the cache may be behind the book: `linehaul rebuild` makes it anew.",
    )
}

/// Binds a load to an invoice; LH-521 when another binds it.
pub(crate) fn bind(
    connection: &Connection,
    load: &LoadNumber,
    payor: &CustomerId,
    invoice: &InvoiceNumber,
) -> Outcome<()> {
    if let Some(other) = of(connection, load, payor)? {
        return Err(refused(format!(
            "{load} is billed to {payor} by {other} already, and {invoice} would bill it again"
        )));
    }
    let mut statement = connection.prepare_cached("INSERT INTO live VALUES (?1, ?2, ?3)").in_file(BOOK)?;
    statement.execute(params![load.as_str(), payor.as_str(), invoice.as_str()]).in_file(BOOK).map(|_| ())
}

/// Settles differences by an invoice; LH-528 when one is settled already.
pub(crate) fn settle(connection: &Connection, invoice: &Invoice) -> Outcome<()> {
    for seq in &invoice.settles {
        let known: Option<String> = connection
            .prepare_cached("SELECT invoice FROM settled WHERE difference = ?1")
            .in_file(BOOK)?
            .query_row([signed(*seq)], |row| row.get(0))
            .optional()
            .in_file(BOOK)?;
        if let Some(other) = known {
            return Err(settled(format!("the difference of entry {seq} is settled by {other} already")));
        }
        let mut statement = connection.prepare_cached("INSERT INTO settled VALUES (?1, ?2)").in_file(BOOK)?;
        statement.execute(params![signed(*seq), invoice.number.as_str()]).in_file(BOOK)?;
    }
    Ok(())
}

/// Frees what an invoice bound and settled, as the entry of a sequence says.
pub(crate) fn free(connection: &Connection, invoice: &InvoiceNumber, seq: u64) -> Outcome<()> {
    for sql in ["DELETE FROM live WHERE invoice = ?1", "DELETE FROM settled WHERE invoice = ?1"] {
        connection.prepare_cached(sql).in_file(BOOK)?.execute([invoice.as_str()]).in_file(BOOK)?;
    }
    invoices::loads_of(connection, invoice)?.iter().try_for_each(|load| bind_to_what_is_left(connection, load, seq))
}

/// Books of version 1 did not keep a load from being billed twice. Where one of two such invoices goes, the other still bills;
/// one that a later entry of the same write drafts does not yet.
fn bind_to_what_is_left(connection: &Connection, load: &LoadNumber, seq: u64) -> Outcome<()> {
    for other in invoices::binding(connection, load)?.into_iter().filter(|other| other.drafted < seq) {
        let Some(row) = invoices::get(connection, &other.number)? else { continue };
        if row.body.kind.is_original() && of(connection, load, &row.body.customer)?.is_none() {
            bind(connection, load, &row.body.customer, &other.number)?;
        }
    }
    Ok(())
}

/// The invoice that bills a load to a payor.
fn of(connection: &Connection, load: &LoadNumber, payor: &CustomerId) -> Outcome<Option<InvoiceNumber>> {
    let sql = "SELECT invoice FROM live WHERE load = ?1 AND payor = ?2";
    let mut statement = connection.prepare_cached(sql).in_file(BOOK)?;
    let found = statement.query_row([load.as_str(), payor.as_str()], |row| row.get(0).map(InvoiceNumber));
    found.optional().in_file(BOOK)
}

/// Every invoice that bills a load, in order of payor.
pub(crate) fn of_load(connection: &Connection, load: &LoadNumber) -> Outcome<Vec<(CustomerId, InvoiceNumber)>> {
    let sql = "SELECT payor, invoice FROM live WHERE load = ?1 ORDER BY payor";
    let mut statement = connection.prepare_cached(sql).in_file(BOOK)?;
    let rows = statement.query_map([load.as_str()], |row| Ok((CustomerId(row.get(0)?), InvoiceNumber(row.get(1)?))));
    rows.in_file(BOOK)?.collect::<rusqlite::Result<_>>().in_file(BOOK)
}

/// Every row: load, payor, invoice.
pub(crate) fn all(connection: &Connection) -> Outcome<Vec<(String, String, String)>> {
    let mut statement =
        connection.prepare("SELECT load, payor, invoice FROM live ORDER BY load, payor").in_file(BOOK)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).in_file(BOOK)?;
    rows.collect::<rusqlite::Result<_>>().in_file(BOOK)
}

/// Every settled difference with its invoice.
pub(crate) fn all_settled(connection: &Connection) -> Outcome<Vec<(u64, String)>> {
    let mut statement = connection.prepare("SELECT difference, invoice FROM settled ORDER BY 1").in_file(BOOK)?;
    let rows = statement.query_map([], |row| Ok((count(row, 0)?, row.get(1)?))).in_file(BOOK)?;
    rows.collect::<rusqlite::Result<_>>().in_file(BOOK)
}

/// Is a difference settled?
pub(crate) fn is_settled(connection: &Connection, difference: u64) -> Outcome<bool> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM settled WHERE difference = ?1").in_file(BOOK)?;
    statement.exists([signed(difference)]).in_file(BOOK)
}

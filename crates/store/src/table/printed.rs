//! Printed: which invoice bears a printed number, by legal entity. The key of the table is the promise that no two invoices of an
//! entity do, and the guard beside it that a number is free again only when its invoice was voided: nobody ever saw it then.

use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{InvoiceNumber, LegalEntityId};
use linehaul_domain::invoice::Invoice;
use rusqlite::{Connection, OptionalExtension, params};

use crate::fault::InFile;
use crate::table::BOOK;

/// Version 2.
pub(crate) const V2: &str = "
CREATE TABLE printed (
  entity  TEXT NOT NULL,
  number  TEXT NOT NULL,
  invoice TEXT NOT NULL REFERENCES invoices (number),
  PRIMARY KEY (entity, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX printed_by_invoice ON printed (invoice);
CREATE INDEX printed_by_number ON printed (number);
INSERT INTO printed
  SELECT ifnull(json_extract(substr(CAST(i.body AS TEXT), 3), '$.legal_entity'), ''), i.number, i.number
  FROM invoices i JOIN outbox o ON o.invoice = i.number WHERE o.state <> 'voided';
CREATE TRIGGER printed_once BEFORE INSERT ON printed
  WHEN EXISTS (SELECT 1 FROM printed WHERE entity = NEW.entity AND number = NEW.number)
  BEGIN SELECT RAISE(ABORT, 'a printed number is one invoice''s'); END;
CREATE TRIGGER printed_stays BEFORE DELETE ON printed
  WHEN NOT EXISTS (SELECT 1 FROM outbox WHERE invoice = OLD.invoice AND state = 'voided')
  BEGIN SELECT RAISE(ABORT, 'a printed number is one invoice''s'); END;
CREATE TRIGGER printed_is_not_edited BEFORE UPDATE ON printed
  BEGIN SELECT RAISE(ABORT, 'a printed number is one invoice''s'); END;
";

/// A row: legal entity, printed number, our number.
pub(crate) type Row = (String, String, String);

/// The row of an invoice.
pub(crate) fn of(invoice: &Invoice) -> Row {
    let entity = invoice.legal_entity.as_ref().map_or("", LegalEntityId::as_str);
    (entity.to_owned(), invoice.printed_number().to_owned(), invoice.number.0.clone())
}

/// Binds the printed number of an invoice; LH-443 when another bears it.
pub(crate) fn bind(connection: &Connection, invoice: &Invoice) -> Outcome<()> {
    let (entity, number, own) = of(invoice);
    if let Some(other) = by(connection, invoice.legal_entity.as_ref(), &number)? {
        return Err(Fault::new(
            Code::PrintedNumberTaken,
            format!("{own} would be printed as {number}, which {other} is already"),
            "Nothing was written: a printed number is one invoice's.",
            "Have dispatch mend the PRO, or say in [printed_number] how the second is told apart (`twin`).",
        ));
    }
    let mut statement = connection.prepare_cached("INSERT INTO printed VALUES (?1, ?2, ?3)").in_file(BOOK)?;
    statement.execute(params![entity, number, own]).in_file(BOOK).map(|_| ())
}

/// Frees the number of an invoice that was voided.
pub(crate) fn free(connection: &Connection, invoice: &InvoiceNumber) -> Outcome<()> {
    let mut statement = connection.prepare_cached("DELETE FROM printed WHERE invoice = ?1").in_file(BOOK)?;
    statement.execute([invoice.as_str()]).in_file(BOOK).map(|_| ())
}

/// The invoice of an entity that bears a printed number.
pub(crate) fn by(
    connection: &Connection,
    entity: Option<&LegalEntityId>,
    number: &str,
) -> Outcome<Option<InvoiceNumber>> {
    let sql = "SELECT invoice FROM printed WHERE entity = ?1 AND number = ?2";
    let mut statement = connection.prepare_cached(sql).in_file(BOOK)?;
    let found = statement.query_row([entity.map_or("", LegalEntityId::as_str), number], |row| row.get(0));
    Ok(found.optional().in_file(BOOK)?.map(InvoiceNumber))
}

/// Invoices whose printed number begins like this, at most so many.
pub(crate) fn beginning(connection: &Connection, text: &str, most: u32) -> Outcome<Vec<InvoiceNumber>> {
    let sql = "SELECT invoice FROM printed WHERE number >= ?1 AND number < ?2 ORDER BY number LIMIT ?3";
    let mut statement = connection.prepare_cached(sql).in_file(BOOK)?;
    let rows =
        statement.query_map(params![text, format!("{text}\u{10ffff}"), most], |row| row.get(0).map(InvoiceNumber));
    rows.in_file(BOOK)?.collect::<rusqlite::Result<_>>().in_file(BOOK)
}

/// Every row.
pub(crate) fn all(connection: &Connection) -> Outcome<Vec<Row>> {
    let mut statement =
        connection.prepare("SELECT entity, number, invoice FROM printed ORDER BY 1, 2").in_file(BOOK)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).in_file(BOOK)?;
    rows.collect::<rusqlite::Result<_>>().in_file(BOOK)
}

//! Invoices as drafted: never changed afterwards. Where one stands is in the outbox.

use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{BatchId, ErpPlace, Hash, InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::{Invoice, InvoiceState};
use linehaul_domain::time::Instant;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use crate::column::{count, maybe_instant, signed, wrong};
use crate::fault::InFile;
use crate::table::BOOK;

/// Version 1.
pub(crate) const V1: &str = "
CREATE TABLE invoices (
  number  TEXT PRIMARY KEY,
  batch   TEXT NOT NULL,
  drafted INTEGER NOT NULL,
  hash    TEXT NOT NULL,
  body    BLOB NOT NULL
) STRICT;
CREATE INDEX invoices_by_batch ON invoices (batch, number);
CREATE INDEX invoices_by_hash ON invoices (hash);
CREATE TABLE invoice_loads (
  load    TEXT NOT NULL,
  invoice TEXT NOT NULL REFERENCES invoices (number),
  PRIMARY KEY (load, invoice)
) STRICT, WITHOUT ROWID;
CREATE INDEX invoice_loads_by_invoice ON invoice_loads (invoice, load);
CREATE TRIGGER invoices_once BEFORE INSERT ON invoices
  WHEN EXISTS (SELECT 1 FROM invoices WHERE number = NEW.number)
  BEGIN SELECT RAISE(ABORT, 'a number is used once'); END;
CREATE TRIGGER invoices_are_not_edited BEFORE UPDATE ON invoices
  BEGIN SELECT RAISE(ABORT, 'a drafted invoice is not edited'); END;
CREATE TRIGGER invoices_are_not_deleted BEFORE DELETE ON invoices
  BEGIN SELECT RAISE(ABORT, 'a drafted invoice is not deleted'); END;
CREATE TRIGGER invoice_loads_are_not_edited BEFORE UPDATE ON invoice_loads
  BEGIN SELECT RAISE(ABORT, 'a drafted invoice is not edited'); END;
CREATE TRIGGER invoice_loads_are_not_deleted BEFORE DELETE ON invoice_loads
  BEGIN SELECT RAISE(ABORT, 'a drafted invoice is not edited'); END;
";

/// An invoice with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceRow {
    /// Our external number.
    pub number: InvoiceNumber,
    /// Its batch.
    pub batch: BatchId,
    /// Where it stands.
    pub state: InvoiceState,
    /// Attempts to send so far that count: one of which the ERP says that nothing came of it does not.
    pub attempt: u32,
    /// Was it ever sent, by the entries of the book? Whatever was answered since, something of it may stand at the ERP.
    pub ever_sent: bool,
    /// The ERP that it was sent to last, by the entries; none where it never was, or where nothing of it is there.
    pub erp: Option<ErpPlace>,
    /// The ERP's record, once known.
    pub erp_id: Option<String>,
    /// The ERP's number, once known.
    pub erp_number: Option<String>,
    /// Why it is rejected, in doubt, voided, ….
    pub reason: Option<String>,
    /// Not tried or asked again before this, UTC.
    pub next_attempt_at: Option<Instant>,
    /// As drafted.
    pub body: Invoice,
    /// The book's head when the row was last written.
    pub updated_seq: u64,
}

impl InvoiceRow {
    /// Where it stands.
    pub fn at(&self) -> (&InvoiceNumber, InvoiceState, u32) {
        (&self.number, self.state, self.attempt)
    }

    /// May something of it stand at this ERP, and at no other?
    pub fn belongs_to(&self, erp: &ErpPlace) -> bool {
        self.erp.as_ref().is_none_or(|own| own == erp)
    }

    /// A draft of this invoice; the book fills in the sequence.
    pub fn draft(body: Invoice) -> InvoiceRow {
        InvoiceRow {
            number: body.number.clone(),
            batch: body.batch.clone(),
            state: InvoiceState::Draft,
            attempt: 0,
            ever_sent: false,
            erp: None,
            erp_id: None,
            erp_number: None,
            reason: None,
            next_attempt_at: None,
            body,
            updated_seq: 0,
        }
    }
}

/// Where an invoice stands, without its lines: a summary of thousands of loads costs each of them no more than a bill of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceAt {
    /// Our external number.
    pub number: InvoiceNumber,
    /// Its batch.
    pub batch: BatchId,
    /// Where it stands.
    pub state: InvoiceState,
    /// Attempts to send so far that count.
    pub attempt: u32,
    /// Was it ever sent, by the entries of the book?
    pub ever_sent: bool,
    /// The ERP's record, once known.
    pub erp_id: Option<String>,
    /// The ERP's number, once known.
    pub erp_number: Option<String>,
    /// Why it is rejected, in doubt, voided, ….
    pub reason: Option<String>,
    /// The entry that drafted it.
    pub drafted: u64,
}

/// The invoices that bind a load: voided and replaced ones are left out.
pub(crate) fn binding(connection: &Connection, load: &LoadNumber) -> Outcome<Vec<InvoiceAt>> {
    let sql = format!(
        "SELECT i.number, i.batch, o.state, o.attempt, o.erp_id, o.erp_number, o.reason, i.drafted, {EVER_SENT}
         FROM invoice_loads l JOIN invoices i ON i.number = l.invoice JOIN outbox o ON o.invoice = l.invoice
         WHERE l.load = ?1 AND o.state NOT IN ('voided', 'replaced') ORDER BY l.invoice"
    );
    let mut statement = connection.prepare_cached(&sql).in_file(BOOK)?;
    let rows = statement.query_map([load.as_str()], |row| {
        let state: String = row.get(2)?;
        Ok(InvoiceAt {
            number: InvoiceNumber(row.get(0)?),
            batch: BatchId(row.get(1)?),
            state: InvoiceState::from_name(&state).ok_or_else(|| wrong(2, format!("`{state}` is no state")))?,
            attempt: row.get(3)?,
            erp_id: row.get(4)?,
            erp_number: row.get(5)?,
            reason: row.get(6)?,
            drafted: count(row, 7)?,
            ever_sent: row.get(8)?,
        })
    });
    rows.in_file(BOOK)?.collect::<rusqlite::Result<_>>().in_file(BOOK)
}

/// The invoice of a load that was given up to be billed again, the last of them.
pub(crate) fn replaced_of(connection: &Connection, load: &LoadNumber) -> Outcome<Option<InvoiceNumber>> {
    let sql = "SELECT l.invoice, max(o.updated_seq) FROM invoice_loads l CROSS JOIN outbox o ON o.invoice = l.invoice
               WHERE l.load = ?1 AND o.state = 'replaced'";
    let mut statement = connection.prepare_cached(sql).in_file(BOOK)?;
    let last: Option<String> = statement.query_row([load.as_str()], |row| row.get(0)).in_file(BOOK)?;
    Ok(last.map(InvoiceNumber))
}

/// Keeps a new invoice and its loads; answers the hash of its body. LH-516 when the number is used.
pub(crate) fn insert(connection: &Connection, invoice: &Invoice, drafted: u64) -> Outcome<Hash> {
    if get(connection, &invoice.number)?.is_some() {
        return Err(Fault::new(
            Code::NumberUsed,
            format!("the invoice number {} is used already", invoice.number),
            "Nothing was written: a number names one invoice for ever.",
            "Try again; if it stays, run `linehaul audit verify` and report it.",
        ));
    }
    let body = canonical::encode(invoice);
    let hash = canonical::hash_bytes(&body);
    let mut statement = connection.prepare_cached("INSERT INTO invoices VALUES (?1, ?2, ?3, ?4, ?5)").in_file(BOOK)?;
    let (number, batch) = (invoice.number.as_str(), invoice.batch.as_str());
    statement.execute(params![number, batch, signed(drafted), hash.as_str(), body]).in_file(BOOK)?;
    let mut statement = connection.prepare_cached("INSERT INTO invoice_loads VALUES (?1, ?2)").in_file(BOOK)?;
    for load in invoice.loads() {
        statement.execute(params![load.as_str(), number]).in_file(BOOK)?;
    }
    Ok(hash)
}

/// What stands in a row beside the body.
type Raw = (OutboxColumns, Vec<u8>);

struct OutboxColumns {
    state: InvoiceState,
    attempt: u32,
    ever_sent: bool,
    erp: Option<ErpPlace>,
    erp_id: Option<String>,
    erp_number: Option<String>,
    reason: Option<String>,
    next_attempt_at: Option<Instant>,
    updated_seq: u64,
}

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    let state: String = row.get(1)?;
    let beside = OutboxColumns {
        state: InvoiceState::from_name(&state).ok_or_else(|| wrong(1, format!("`{state}` is no state")))?,
        attempt: row.get(2)?,
        erp_id: row.get(3)?,
        erp_number: row.get(4)?,
        reason: row.get(5)?,
        next_attempt_at: maybe_instant(row, 6)?,
        updated_seq: count(row, 7)?,
        ever_sent: row.get(8)?,
        erp: row.get::<_, Option<String>>(9)?.map(ErpPlace),
    };
    Ok((beside, row.get(0)?))
}

fn row_of((beside, body): Raw) -> Outcome<InvoiceRow> {
    let OutboxColumns { state, attempt, ever_sent, erp, erp_id, erp_number, reason, next_attempt_at, updated_seq } =
        beside;
    let body: Invoice = canonical::decode(&body)?;
    let draft = InvoiceRow::draft(body);
    Ok(InvoiceRow { state, attempt, ever_sent, erp, erp_id, erp_number, reason, next_attempt_at, updated_seq, ..draft })
}

/// Whether an invoice `i` was ever sent, by the entries, which nothing takes back.
/// By the invoice: with the plus the index of kinds, which has every sending there ever was, is none to take.
const EVER_SENT: &str = "EXISTS (SELECT 1 FROM entries e WHERE e.invoice = i.number AND +e.kind = 'sending')";

/// The ERP that an invoice `i` was sent to last, by the entries; none since one of them said that nothing of it is there.
const SENT_TO: &str =
    "(SELECT CASE e.kind WHEN 'sending' THEN json_extract(CAST(substr(e.body, 3) AS TEXT), '$.decision.erp') END
   FROM entries e WHERE e.invoice = i.number AND (+e.kind = 'sending' OR +e.kind = 'requeued'
     AND json_extract(CAST(substr(e.body, 3) AS TEXT), '$.decision.nothing_there'))
   ORDER BY e.seq DESC LIMIT 1)";

fn select() -> String {
    format!(
        "SELECT i.body, o.state, o.attempt, o.erp_id, o.erp_number, o.reason, o.next_attempt_at, o.updated_seq, {EVER_SENT}, {SENT_TO}
         FROM invoices i JOIN outbox o ON o.invoice = i.number"
    )
}

/// The invoices of a condition on `i` (invoices) and `o` (outbox), in order of number.
pub(crate) fn list(connection: &Connection, condition: &str, params: impl Params) -> Outcome<Vec<InvoiceRow>> {
    let sql = format!("{} WHERE {condition} ORDER BY i.number", select());
    let mut statement = connection.prepare_cached(&sql).in_file(BOOK)?;
    let rows = statement.query_map(params, raw).in_file(BOOK)?;
    rows.map(|row| row.in_file(BOOK).and_then(row_of)).collect()
}

/// The invoice of a number.
pub(crate) fn get(connection: &Connection, number: &InvoiceNumber) -> Outcome<Option<InvoiceRow>> {
    let sql = format!("{} WHERE i.number = ?1", select());
    let mut statement = connection.prepare_cached(&sql).in_file(BOOK)?;
    let row = statement.query_row([number.as_str()], raw).optional().in_file(BOOK)?;
    row.map(row_of).transpose()
}

/// Numbers of the invoices of a state behind one, in order, at most so many: those that may be at this ERP, and at no other.
pub(crate) fn numbers_after(
    connection: &Connection,
    state: InvoiceState,
    (after, limit): (&str, u64),
    here: &ErpPlace,
) -> Outcome<Vec<InvoiceNumber>> {
    let sql = format!(
        "SELECT i.number FROM outbox o JOIN invoices i ON i.number = o.invoice
         WHERE o.state = ?1 AND o.invoice > ?2 AND coalesce({SENT_TO} = ?4, 1) ORDER BY o.invoice LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&sql).in_file(BOOK)?;
    let values = params![state.name(), after, signed(limit), here.as_str()];
    let rows = statement.query_map(values, |row| row.get(0).map(InvoiceNumber));
    rows.in_file(BOOK)?.collect::<rusqlite::Result<_>>().in_file(BOOK)
}

/// How many invoices of a state were sent to another ERP than this.
pub(crate) fn elsewhere(connection: &Connection, state: InvoiceState, here: &ErpPlace) -> Outcome<u64> {
    let sql = format!(
        "SELECT count(*) FROM outbox o JOIN invoices i ON i.number = o.invoice WHERE o.state = ?1 AND {SENT_TO} <> ?2"
    );
    let mut statement = connection.prepare_cached(&sql).in_file(BOOK)?;
    statement.query_row(params![state.name(), here.as_str()], |row| count(row, 0)).in_file(BOOK)
}

/// The loads that an invoice names.
pub(crate) fn loads_of(connection: &Connection, number: &InvoiceNumber) -> Outcome<Vec<LoadNumber>> {
    let sql = "SELECT load FROM invoice_loads WHERE invoice = ?1 ORDER BY load";
    let mut statement = connection.prepare_cached(sql).in_file(BOOK)?;
    let rows = statement.query_map([number.as_str()], |row| row.get(0).map(LoadNumber)).in_file(BOOK)?;
    rows.collect::<rusqlite::Result<_>>().in_file(BOOK)
}

/// What stands beside an invoice's body.
pub(crate) struct Marks {
    /// The hash that is said to be its.
    pub stated: Hash,
    /// The hash that it has.
    pub is: Hash,
    /// The entry that drafted it.
    pub drafted: u64,
    /// Its batch.
    pub batch: BatchId,
}

pub(crate) fn marks(connection: &Connection, number: &InvoiceNumber) -> Outcome<Option<Marks>> {
    let sql = "SELECT hash, body, drafted, batch FROM invoices WHERE number = ?1";
    let mut statement = connection.prepare_cached(sql).in_file(BOOK)?;
    let read = |row: &Row<'_>| {
        let is = canonical::hash_bytes(&row.get::<_, Vec<u8>>(1)?);
        Ok(Marks { stated: row.get(0).map(Hash)?, is, drafted: count(row, 2)?, batch: BatchId(row.get(3)?) })
    };
    statement.query_row([number.as_str()], read).optional().in_file(BOOK)
}

/// The bytes of the invoice whose body has this hash.
pub(crate) fn body(connection: &Connection, hash: &Hash) -> Outcome<Option<Vec<u8>>> {
    let mut statement = connection.prepare_cached("SELECT body FROM invoices WHERE hash = ?1").in_file(BOOK)?;
    statement.query_row([hash.as_str()], |row| row.get(0)).optional().in_file(BOOK)
}

/// One invoice as it stands in the tables, for the check of the chain.
pub(crate) struct StoredInvoice {
    pub number: String,
    pub batch: String,
    pub drafted: u64,
    pub hash: String,
    pub body: Vec<u8>,
    pub loads: Vec<LoadNumber>,
}

/// Every invoice as it stands, with its loads.
pub(crate) fn each_stored(connection: &Connection, take: &mut dyn FnMut(StoredInvoice)) -> Outcome<()> {
    let mut loads =
        connection.prepare("SELECT load FROM invoice_loads WHERE invoice = ?1 ORDER BY load").in_file(BOOK)?;
    let sql = "SELECT number, batch, drafted, hash, body FROM invoices ORDER BY number";
    let mut statement = connection.prepare(sql).in_file(BOOK)?;
    let mut rows = statement.query([]).in_file(BOOK)?;
    while let Some(row) = rows.next().in_file(BOOK)? {
        let number: String = row.get(0).in_file(BOOK)?;
        let of = loads.query_map([&number], |row| row.get(0).map(LoadNumber)).in_file(BOOK)?;
        let of: Vec<LoadNumber> = of.collect::<rusqlite::Result<_>>().in_file(BOOK)?;
        take(StoredInvoice {
            batch: row.get(1).in_file(BOOK)?,
            drafted: count(row, 2).in_file(BOOK)?,
            hash: row.get(3).in_file(BOOK)?,
            body: row.get(4).in_file(BOOK)?,
            loads: of,
            number,
        });
    }
    Ok(())
}

/// Rows of loads that belong to no invoice, or outbox rows without one; 0 in a sound book.
pub(crate) fn orphans(connection: &Connection) -> Outcome<u64> {
    let sql = "SELECT (SELECT count(*) FROM invoice_loads WHERE invoice NOT IN (SELECT number FROM invoices))
                    + (SELECT count(*) FROM outbox WHERE invoice NOT IN (SELECT number FROM invoices))
                    + (SELECT count(*) FROM invoices WHERE number NOT IN (SELECT invoice FROM outbox))";
    connection.query_row(sql, [], |row| count(row, 0)).in_file(BOOK)
}

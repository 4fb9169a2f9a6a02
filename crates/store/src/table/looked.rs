//! Looked: what each posted invoice was like at the ERP when it was read last. What is lost of it is asked again.

use linehaul_domain::Decimal;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::money::Currency;
use linehaul_domain::time::Instant;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::column::{count, currency, instant, instant_text, maybe_decimal, signed};
use crate::fault::InFile;
use crate::table::CACHE;

/// The table.
pub(crate) const TABLE: &str = "
CREATE TABLE looked (
  invoice  TEXT PRIMARY KEY,
  erp_id   TEXT,
  state    TEXT NOT NULL,
  total    TEXT,
  open     TEXT,
  currency TEXT,
  agrees   INTEGER NOT NULL CHECK (agrees IN (0, 1)),
  at       TEXT NOT NULL,
  run      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX looked_by_record ON looked (erp_id);
CREATE INDEX looked_by_time ON looked (at, invoice);
";

/// What is still to be paid of an invoice, as the ERP told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// All of it.
    pub total: Decimal,
    /// What is left.
    pub open: Decimal,
    /// Currency of both.
    pub currency: Currency,
}

/// An invoice as it was when somebody looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// Our number.
    pub invoice: InvoiceNumber,
    /// Its record there.
    pub erp_id: Option<String>,
    /// Where that stood, as a word; empty where there was none.
    pub state: String,
    /// What was open of it, where it is posted once and the ERP tells.
    pub open: Option<Open>,
    /// Was it as ours?
    pub agrees: bool,
    /// When.
    pub at: Instant,
    /// In which run, counted in this cache.
    pub run: u64,
}

const COLUMNS: &str = "invoice, erp_id, state, total, open, currency, agrees, at, run";

fn read(row: &Row<'_>) -> rusqlite::Result<Looked> {
    let open = match (maybe_decimal(row, 3)?, maybe_decimal(row, 4)?) {
        (Some(total), Some(open)) => Some(Open { total, open, currency: currency(row, 5)? }),
        _ => None,
    };
    Ok(Looked {
        invoice: InvoiceNumber(row.get(0)?),
        erp_id: row.get(1)?,
        state: row.get(2)?,
        open,
        agrees: row.get(6)?,
        at: instant(row, 7)?,
        run: count(row, 8)?,
    })
}

/// How an invoice was.
pub(crate) fn get(connection: &Connection, invoice: &InvoiceNumber) -> Outcome<Option<Looked>> {
    let sql = format!("SELECT {COLUMNS} FROM looked WHERE invoice = ?1");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    statement.query_row([invoice.as_str()], read).optional().in_file(CACHE)
}

/// Invoices whose record this was.
pub(crate) fn of_record(connection: &Connection, erp_id: &str) -> Outcome<Vec<InvoiceNumber>> {
    let mut statement =
        connection.prepare_cached("SELECT invoice FROM looked WHERE erp_id = ?1 ORDER BY invoice").in_file(CACHE)?;
    let rows = statement.query_map([erp_id], |row| row.get(0).map(InvoiceNumber)).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// Those at which nobody looked since a moment, the longest ago first, at most so many.
pub(crate) fn before(connection: &Connection, moment: Instant, limit: u64) -> Outcome<Vec<InvoiceNumber>> {
    let sql = "SELECT invoice FROM looked WHERE at < ?1 ORDER BY at, invoice LIMIT ?2";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let values = params![instant_text(moment), signed(limit)];
    let rows = statement.query_map(values, |row| row.get(0).map(InvoiceNumber)).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// How many there are.
pub(crate) fn total(connection: &Connection) -> Outcome<u64> {
    connection.query_row("SELECT count(*) FROM looked", [], |row| count(row, 0)).in_file(CACHE)
}

/// Keeps how one is.
pub(crate) fn put(connection: &Connection, looked: &Looked) -> Outcome<()> {
    let sql = "INSERT OR REPLACE INTO looked VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let (open, at) = (looked.open, instant_text(looked.at));
    let values = params![
        looked.invoice.as_str(),
        looked.erp_id,
        looked.state,
        open.map(|o| o.total.to_string()),
        open.map(|o| o.open.to_string()),
        open.map(|o| o.currency.to_string()),
        looked.agrees,
        at,
        signed(looked.run)
    ];
    connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE).map(|_| ())
}

/// Forgets one, or all.
pub(crate) fn forget(connection: &Connection, invoice: Option<&InvoiceNumber>) -> Outcome<()> {
    let done = match invoice {
        Some(invoice) => connection.execute("DELETE FROM looked WHERE invoice = ?1", [invoice.as_str()]),
        None => connection.execute("DELETE FROM looked", []),
    };
    done.in_file(CACHE).map(|_| ())
}

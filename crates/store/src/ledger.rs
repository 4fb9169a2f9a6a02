//! The ledger of the embedded file ERP: its own SQLite file, as another system would keep it.
//!
//! Like real ERPs it does not make our invoice number unique: two drafts of one number can stand beside each other.

use std::path::Path;

use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{BatchId, CustomerId, InvoiceNumber};
use linehaul_domain::invoice::Invoice;
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;
use rusqlite::{Connection, Params, Row, TransactionBehavior, params};

use crate::column::{currency, decimal, maybe_date, wrong};
use crate::database::{self, Schema};
use crate::fault::InFile;

const LEDGER: &str = "the file ERP's ledger";

const V1: &str = "
CREATE TABLE ledger (
  erp_id       TEXT PRIMARY KEY,
  erp_number   TEXT UNIQUE,
  state        TEXT NOT NULL CHECK (state IN ('draft', 'posted')),
  number       TEXT NOT NULL,
  customer     TEXT NOT NULL,
  currency     TEXT NOT NULL,
  total        TEXT NOT NULL,
  tax          TEXT NOT NULL,
  invoice_date TEXT NOT NULL,
  lines        INTEGER NOT NULL,
  batch        TEXT NOT NULL,
  body         BLOB NOT NULL,
  CHECK ((state = 'posted') = (erp_number IS NOT NULL))
) STRICT;
CREATE INDEX ledger_by_number ON ledger (number, erp_id);
CREATE INDEX ledger_by_batch ON ledger (batch, number);
CREATE TABLE counter (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL) STRICT;
INSERT INTO counter VALUES (1, 0);
CREATE TRIGGER ledger_keeps_posted BEFORE DELETE ON ledger WHEN OLD.state = 'posted'
  BEGIN SELECT RAISE(ABORT, 'a posted invoice stays'); END;
";

/// Records of version 1 have neither mark nor seal: nothing is known of them but their columns and body.
const V2: &str = "
ALTER TABLE ledger ADD COLUMN mark TEXT;
ALTER TABLE ledger ADD COLUMN hash TEXT;
";

/// Which ledger it is: it keeps that wherever its file goes, and one that is made anew is another.
const V3: &str = "
CREATE TABLE identity (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL) STRICT;
INSERT INTO identity VALUES (1, lower(hex(randomblob(16))));
";

const SCHEMA: Schema = Schema {
    name: LEDGER,
    versions: &[&[V1], &[V2], &[V3]],
    page: database::PAGE,
    synchronous: "FULL",
    mark: "SELECT last FROM counter",
};

/// Where an invoice stands in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerState {
    /// Can still be removed.
    Draft,
    /// Final.
    Posted,
}

/// An invoice in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    /// The ledger's record.
    pub erp_id: String,
    /// The ledger's number, once posted: `F-000001`, without gaps.
    pub erp_number: Option<String>,
    /// Where it stands.
    pub state: LedgerState,
    /// Our number.
    pub number: InvoiceNumber,
    /// The customer.
    pub customer: CustomerId,
    /// Currency.
    pub currency: Currency,
    /// Total, `currency`.
    pub total: Decimal,
    /// Tax in it, `currency`.
    pub tax: Decimal,
    /// Invoice date, local in the business's zone.
    pub invoice_date: NaiveDate,
    /// Number of lines.
    pub lines: u32,
    /// Our batch.
    pub batch: BatchId,
    /// The invoice as it was sent.
    pub body: Invoice,
    /// The mark of the invoice as it was sent; a record of an older build has none.
    pub mark: Option<String>,
    /// Why this record is not as the ledger wrote it, in words. Somebody edited the file.
    pub altered: Option<String>,
}

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
    identity: String,
}

impl Ledger {
    /// Opens or makes a ledger. LH-511 newer, LH-512 damaged, LH-513 disk.
    pub fn open(path: &Path) -> Outcome<Ledger> {
        let backups = path.parent().map(|folder| folder.join("backups"));
        let connection = database::open(path, &SCHEMA, backups.as_deref())?;
        let identity = connection.query_row("SELECT name FROM identity", [], |row| row.get(0)).in_file(LEDGER)?;
        Ok(Ledger { connection, identity })
    }

    /// Which ledger it is.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// Copies it to a file, consistently, while it is open.
    pub fn backup(&self, to: &Path) -> Outcome<()> {
        database::copy(&self.connection, LEDGER, to)
    }

    /// Takes an invoice in as a draft. LH-632 when the record's id is used.
    pub fn insert_draft(&mut self, erp_id: &str, invoice: &Invoice) -> Outcome<()> {
        let sql = "INSERT INTO ledger (erp_id, erp_number, state, number, customer, currency, total, tax, invoice_date,
                                       lines, batch, body, mark, hash)
                   VALUES (?1, NULL, 'draft', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                   ON CONFLICT (erp_id) DO NOTHING";
        let body = canonical::encode(invoice);
        let values = params![
            erp_id,
            invoice.number.as_str(),
            invoice.customer.as_str(),
            invoice.currency.code(),
            invoice.total.to_string(),
            invoice.tax.to_string(),
            invoice.invoice_date.to_string(),
            invoice.lines.len() as i64,
            invoice.batch.as_str(),
            body,
            invoice.mark(),
            seal(erp_id, None, &body),
        ];
        if self.connection.prepare_cached(sql).in_file(LEDGER)?.execute(values).in_file(LEDGER)? == 1 {
            return Ok(());
        }
        Err(refused(Code::LedgerRecordUsed, format!("the record {erp_id} is used already")))
    }

    /// Every record of these numbers, drafts and posted, in order of number and record.
    pub fn find(&self, numbers: &[InvoiceNumber]) -> Outcome<Vec<LedgerRow>> {
        let mut found = Vec::new();
        for number in numbers {
            found.extend(self.list("number = ?1 ORDER BY erp_id", [number.as_str()])?);
        }
        found.sort_by(|a, b| (&a.number, &a.erp_id).cmp(&(&b.number, &b.erp_id)));
        found.dedup_by(|a, b| a.erp_id == b.erp_id);
        Ok(found)
    }

    /// At most `most` records whose number begins with `prefix` and comes after `after` as text, in that order and by record;
    /// only those that were made after the record `since`, where that is said and there.
    pub fn under(&self, prefix: &str, since: Option<&str>, after: &str, most: usize) -> Outcome<Vec<LedgerRow>> {
        // Above every number that begins so.
        let end = format!("{prefix}\u{10ffff}");
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let Some(since) = since else {
            let condition = "number >= ?1 AND number < ?2 AND number > ?3 ORDER BY number, erp_id LIMIT ?4";
            return self.list(condition, params![prefix, end, after, most]);
        };
        // Rows are numbered as they come, and what is posted stays. With the plus they are gone through from there on.
        let condition = "rowid > coalesce((SELECT rowid FROM ledger WHERE erp_id = ?5), 0)
             AND +number >= ?1 AND +number < ?2 AND +number > ?3 ORDER BY number, erp_id LIMIT ?4";
        self.list(condition, params![prefix, end, after, most, since])
    }

    /// The records of these ids, in the order asked; ids that are not there are left out.
    pub fn get(&self, erp_ids: &[String]) -> Outcome<Vec<LedgerRow>> {
        let mut found = Vec::new();
        for id in erp_ids {
            found.extend(self.list("erp_id = ?1", [id])?);
        }
        Ok(found)
    }

    /// Posts a draft; answers its number. A posted one keeps the number it has. LH-630 when there is no such record.
    pub fn post(&mut self, erp_id: &str) -> Outcome<String> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).in_file(LEDGER)?;
        let known: Option<(Option<String>, Vec<u8>, Option<String>)> = rusqlite::OptionalExtension::optional(
            transaction.query_row("SELECT erp_number, body, hash FROM ledger WHERE erp_id = ?1", [erp_id], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            }),
        )
        .in_file(LEDGER)?;
        let (body, sealed) = match known {
            None => return Err(refused(Code::LedgerRecordMissing, format!("there is no record {erp_id}"))),
            Some((Some(number), ..)) => return Ok(number),
            Some((None, body, sealed)) => (body, sealed),
        };
        let next = "UPDATE counter SET last = last + 1 WHERE id = 1 RETURNING last";
        let last: i64 = transaction.query_row(next, [], |row| row.get(0)).in_file(LEDGER)?;
        let number = format!("F-{last:06}");
        // A seal that is broken already stays broken.
        let whole = sealed.as_ref() == Some(&seal(erp_id, None, &body));
        let sealed = if whole { Some(seal(erp_id, Some(&number), &body)) } else { sealed };
        let sql = "UPDATE ledger SET state = 'posted', erp_number = ?2, hash = ?3 WHERE erp_id = ?1";
        transaction.execute(sql, params![erp_id, number, sealed]).in_file(LEDGER)?;
        transaction.commit().in_file(LEDGER)?;
        Ok(number)
    }

    /// Removes a draft; nothing happens when it is not there. LH-631 when it is posted.
    pub fn remove_draft(&mut self, erp_id: &str) -> Outcome<()> {
        let sql = "DELETE FROM ledger WHERE erp_id = ?1 AND state = 'draft'";
        let removed = self.connection.prepare_cached(sql).in_file(LEDGER)?.execute([erp_id]).in_file(LEDGER)?;
        if removed == 0 && !self.list("erp_id = ?1", [erp_id])?.is_empty() {
            return Err(refused(Code::LedgerRecordPosted, format!("the record {erp_id} is posted")));
        }
        Ok(())
    }

    fn list(&self, condition: &str, params: impl Params) -> Outcome<Vec<LedgerRow>> {
        let sql = format!(
            "SELECT erp_id, erp_number, state, number, customer, currency, total, tax, invoice_date, lines, batch, body,
                    mark, hash
             FROM ledger WHERE {condition}"
        );
        let mut statement = self.connection.prepare_cached(&sql).in_file(LEDGER)?;
        let rows = statement.query_map(params, row_of).in_file(LEDGER)?;
        rows.map(|row| row.in_file(LEDGER).and_then(|read| read)).collect()
    }
}

fn row_of(row: &Row<'_>) -> rusqlite::Result<Outcome<LedgerRow>> {
    let state: String = row.get(2)?;
    let bytes: Vec<u8> = row.get(11)?;
    let body = match canonical::decode(&bytes) {
        Ok(body) => body,
        Err(fault) => return Ok(Err(fault)),
    };
    let mut read = LedgerRow {
        erp_id: row.get(0)?,
        erp_number: row.get(1)?,
        state: if state == "posted" { LedgerState::Posted } else { LedgerState::Draft },
        number: InvoiceNumber(row.get(3)?),
        customer: CustomerId(row.get(4)?),
        currency: currency(row, 5)?,
        total: decimal(row, 6)?,
        tax: decimal(row, 7)?,
        invoice_date: maybe_date(row, 8)?.ok_or_else(|| wrong(8, "there is no invoice date".to_owned()))?,
        lines: row.get(9)?,
        batch: BatchId(row.get(10)?),
        body,
        mark: row.get(12)?,
        altered: None,
    };
    let sealed: Option<String> = row.get(13)?;
    let whole = sealed.is_none_or(|sealed| sealed == seal(&read.erp_id, read.erp_number.as_deref(), &bytes));
    read.altered = altered(&read, whole);
    Ok(Ok(read))
}

/// What a record is sealed with: an edit of its body, its id or its number shows. It guards against slips, not against
/// whoever seals anew.
fn seal(erp_id: &str, erp_number: Option<&str>, body: &[u8]) -> String {
    canonical::hash(&(erp_id, erp_number, canonical::hash_bytes(body))).0
}

fn altered(row: &LedgerRow, whole: bool) -> Option<String> {
    let body = &row.body;
    let columns = [
        ("number", row.number == body.number),
        ("customer", row.customer == body.customer),
        ("currency", row.currency == body.currency),
        ("total", row.total == body.total),
        ("tax", row.tax == body.tax),
        ("invoice_date", row.invoice_date == body.invoice_date),
        ("lines", usize::try_from(row.lines) == Ok(body.lines.len())),
        ("batch", row.batch == body.batch),
    ];
    let edited: Vec<&str> = columns.iter().filter(|(_, fits)| !fits).map(|(name, _)| *name).collect();
    let what = match edited.as_slice() {
        [] if whole => return None,
        [] => "its body, id or number is not what was written".to_owned(),
        some => format!("its {} does not fit its body", some.join(", ")),
    };
    Some(format!("record {} was edited in the ledger: {what}", row.erp_id))
}

fn refused(code: Code, what: String) -> Fault {
    Fault::new(
        code,
        format!("the file ERP's ledger refuses: {what}"),
        "The ledger is as it was.",
        "Run `linehaul reconcile` to see what the ledger has.",
    )
}

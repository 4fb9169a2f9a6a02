//! The outbox: where each invoice stands on its way to the ERP. The one table of the book whose rows change; each change
//! goes with an entry, and each row is sealed over its own content.

use std::collections::BTreeMap;

use linehaul_domain::canonical;
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::{Hash, InvoiceNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::time::Instant;
use rusqlite::{Connection, params};

use crate::column::{instant_text, signed};
use crate::fault::{InFile, contradiction};
use crate::table::BOOK;
use crate::table::invoices::{self, InvoiceRow};

/// Version 1.
pub(crate) const V1: &str = "
CREATE TABLE outbox (
  invoice         TEXT PRIMARY KEY REFERENCES invoices (number),
  state           TEXT NOT NULL CHECK (state IN
    ('draft', 'queued', 'sending', 'posted', 'rejected', 'in_doubt', 'needs_person', 'voided')),
  attempt         INTEGER NOT NULL CHECK (attempt >= 0),
  erp_id          TEXT,
  erp_number      TEXT,
  reason          TEXT,
  next_attempt_at TEXT,
  updated_seq     INTEGER NOT NULL,
  seal            TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_by_state ON outbox (state, invoice);
CREATE TRIGGER outbox_rows_stay BEFORE DELETE ON outbox
  BEGIN SELECT RAISE(ABORT, 'an invoice stays in the outbox'); END;
";

/// A change of where an invoice stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateChange {
    /// Which.
    pub invoice: InvoiceNumber,
    /// Where it must stand now.
    pub from: InvoiceState,
    /// Where it goes.
    pub to: InvoiceState,
    /// Attempts so far.
    pub attempt: u32,
    /// The ERP's record; `None` keeps what is known.
    pub erp_id: Option<String>,
    /// The ERP's number; `None` keeps what is known.
    pub erp_number: Option<String>,
    /// Why; `None` clears it.
    pub reason: Option<String>,
    /// Not before this, UTC; `None` clears it.
    pub next_attempt_at: Option<Instant>,
}

/// Where the book's entries say that an invoice stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub state: InvoiceState,
    /// The attempt that began, where the entry names one.
    pub attempt: Option<u32>,
    /// The ERP's record and number, where the entry names them.
    pub erp: Option<(String, String)>,
}

/// Takes in what one decision says of invoices.
pub(crate) fn tell(told: &mut BTreeMap<InvoiceNumber, Told>, decision: &Decision) {
    let mut plain = |invoice: &InvoiceNumber, state| {
        told.insert(invoice.clone(), Told { state, attempt: None, erp: None });
    };
    match decision {
        Decision::InvoiceDrafted { invoice, .. } => plain(invoice, InvoiceState::Draft),
        Decision::InvoiceVoided { invoice, .. } => plain(invoice, InvoiceState::Voided),
        Decision::Batched { invoices, .. } => invoices.iter().for_each(|i| plain(i, InvoiceState::Queued)),
        Decision::Requeued { invoice } => plain(invoice, InvoiceState::Queued),
        Decision::Rejected { invoice, .. } => plain(invoice, InvoiceState::Rejected),
        Decision::InDoubt { invoice, .. } => plain(invoice, InvoiceState::InDoubt),
        Decision::NeedsPerson { invoice, .. } => plain(invoice, InvoiceState::NeedsPerson),
        Decision::Sending { invoice, attempt } => {
            let told_now = Told { state: InvoiceState::Sending, attempt: Some(*attempt), erp: None };
            told.insert(invoice.clone(), told_now);
        }
        Decision::Posted { invoice, erp_id, erp_number, .. } => {
            let erp = Some((erp_id.clone(), erp_number.clone()));
            told.insert(invoice.clone(), Told { state: InvoiceState::Posted, attempt: None, erp });
        }
        _ => {}
    }
}

/// What keeps a row from standing where the entries say; `None` when it does.
pub(crate) fn disagreement(row: &InvoiceRow, told: &Told) -> Option<String> {
    let (number, state) = (&row.number, row.state.name());
    if row.state != told.state {
        return Some(format!("{number} stands as {state}, the entries say {}", told.state.name()));
    }
    if told.attempt.is_some_and(|n| n != row.attempt) {
        return Some(format!("{number} counts {} attempts, the entries say otherwise", row.attempt));
    }
    let differs = |(id, erp_number): &(String, String)| {
        row.erp_id.as_ref() != Some(id) || row.erp_number.as_ref() != Some(erp_number)
    };
    told.erp.as_ref().is_some_and(differs).then(|| format!("{number} names another ERP record than its entry"))
}

/// The seal over a row's content.
pub(crate) fn seal(row: &InvoiceRow) -> Hash {
    canonical::hash(&(
        &row.number,
        row.state,
        row.attempt,
        &row.erp_id,
        &row.erp_number,
        &row.reason,
        row.next_attempt_at.map(instant_text),
        row.updated_seq,
    ))
}

/// Writes a row, new or changed.
pub(crate) fn put(connection: &Connection, row: &InvoiceRow) -> Outcome<()> {
    let sql = "INSERT INTO outbox VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (invoice) DO UPDATE SET
                 state = excluded.state, attempt = excluded.attempt, erp_id = excluded.erp_id,
                 erp_number = excluded.erp_number, reason = excluded.reason,
                 next_attempt_at = excluded.next_attempt_at, updated_seq = excluded.updated_seq,
                 seal = excluded.seal";
    let seal = seal(row);
    let values = params![
        row.number.as_str(),
        row.state.name(),
        row.attempt,
        row.erp_id,
        row.erp_number,
        row.reason,
        row.next_attempt_at.map(instant_text),
        signed(row.updated_seq),
        seal.as_str(),
    ];
    connection.prepare_cached(sql).in_file(BOOK)?.execute(values).in_file(BOOK).map(|_| ())
}

/// Applies a change; answers the row as it now stands. LH-515 when the invoice stands elsewhere than the change expects,
/// LH-950 when there is none of that number.
pub(crate) fn change(connection: &Connection, change: &StateChange, head: u64) -> Outcome<InvoiceRow> {
    let row = invoices::get(connection, &change.invoice)?
        .ok_or_else(|| contradiction(format!("a change of {}, which the book does not have", change.invoice)))?;
    if row.state != change.from {
        return Err(Fault::new(
            "LH-515",
            format!("{} is {}, not {}", row.number, row.state.name(), change.from.name()),
            "Nothing was written: somebody else decided in between.",
            "Look at it again with `linehaul show`, then decide.",
        ));
    }
    let StateChange { to, attempt, erp_id, erp_number, reason, next_attempt_at, .. } = change.clone();
    let row = InvoiceRow {
        state: to,
        attempt,
        erp_id: erp_id.or(row.erp_id),
        erp_number: erp_number.or(row.erp_number),
        reason,
        next_attempt_at,
        updated_seq: head,
        number: row.number,
        batch: row.batch,
        body: row.body,
    };
    put(connection, &row)?;
    Ok(row)
}

/// The seal that stands in a row.
pub(crate) fn seal_of(connection: &Connection, number: &InvoiceNumber) -> Outcome<String> {
    let mut statement = connection.prepare_cached("SELECT seal FROM outbox WHERE invoice = ?1").in_file(BOOK)?;
    statement.query_row([number.as_str()], |row| row.get(0)).in_file(BOOK)
}

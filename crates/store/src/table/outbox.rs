//! The outbox: where each invoice stands on its way to the ERP. The one table of the book whose rows change; each change
//! goes with an entry, and each row is sealed over its own content.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::canonical;
use linehaul_domain::decision::Decision;
use linehaul_domain::effect::Manner;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, InvoiceNumber};
use linehaul_domain::invoice::{InvoiceState, MOVES};
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

/// Version 2: more states, and an invoice goes only where its state machine allows
/// ([`linehaul_domain::invoice::MOVES`], repeated here as rows of a table that has the machines of effects too; a test holds
/// the two together).
pub(crate) const V2: &str = "
CREATE TABLE moves (machine TEXT NOT NULL, from_state TEXT NOT NULL, to_state TEXT NOT NULL,
  PRIMARY KEY (machine, from_state, to_state)) STRICT, WITHOUT ROWID;
INSERT INTO moves SELECT 'invoice', column1, column2 FROM (VALUES
  ('draft', 'queued'), ('draft', 'voided'),
  ('queued', 'sending'), ('queued', 'posted'), ('queued', 'rejected'), ('queued', 'in_doubt'),
  ('queued', 'needs_person'), ('queued', 'voiding'), ('queued', 'voided'),
  ('sending', 'posted'), ('sending', 'rejected'), ('sending', 'in_doubt'), ('sending', 'needs_person'),
  ('sending', 'queued'),
  ('in_doubt', 'sending'), ('in_doubt', 'posted'), ('in_doubt', 'rejected'), ('in_doubt', 'needs_person'),
  ('in_doubt', 'queued'),
  ('needs_person', 'posted'), ('needs_person', 'rejected'), ('needs_person', 'queued'), ('needs_person', 'voiding'),
  ('needs_person', 'voided'),
  ('rejected', 'queued'), ('rejected', 'posted'), ('rejected', 'voiding'), ('rejected', 'voided'),
  ('voiding', 'voided'), ('voiding', 'posted'), ('voiding', 'needs_person'),
  ('posted', 'cancelled'),
  ('cancelled', 'posted'), ('cancelled', 'replaced'), ('cancelled', 'closed'));
CREATE TABLE outbox_2 (
  invoice         TEXT PRIMARY KEY REFERENCES invoices (number),
  state           TEXT NOT NULL CHECK (state IN
    ('draft', 'queued', 'sending', 'posted', 'rejected', 'in_doubt', 'needs_person', 'voiding', 'voided', 'cancelled',
     'replaced', 'closed')),
  attempt         INTEGER NOT NULL CHECK (attempt >= 0),
  erp_id          TEXT,
  erp_number      TEXT,
  reason          TEXT,
  next_attempt_at TEXT,
  updated_seq     INTEGER NOT NULL,
  seal            TEXT NOT NULL
) STRICT;
INSERT INTO outbox_2 SELECT * FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_2 RENAME TO outbox;
CREATE INDEX outbox_by_state ON outbox (state, invoice);
CREATE TRIGGER outbox_rows_stay BEFORE DELETE ON outbox
  BEGIN SELECT RAISE(ABORT, 'an invoice stays in the outbox'); END;
CREATE TRIGGER outbox_begins_with_a_draft BEFORE INSERT ON outbox
  WHEN NEW.state <> 'draft' OR EXISTS (SELECT 1 FROM outbox WHERE invoice = NEW.invoice)
  BEGIN SELECT RAISE(ABORT, 'an invoice begins as a draft'); END;
CREATE TRIGGER outbox_moves BEFORE UPDATE ON outbox
  WHEN NEW.state <> OLD.state
    AND NOT EXISTS (SELECT 1 FROM moves WHERE machine = 'invoice' AND from_state = OLD.state AND to_state = NEW.state)
  BEGIN SELECT RAISE(ABORT, 'an invoice does not go from there to there'); END;
CREATE TRIGGER outbox_keeps_numbers BEFORE UPDATE ON outbox WHEN NEW.invoice <> OLD.invoice
  BEGIN SELECT RAISE(ABORT, 'an invoice keeps its number'); END;
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
    /// Nothing of it stands anywhere: the record that was known is forgotten.
    pub nothing_there: bool,
}

impl StateChange {
    /// A change of state with nothing else told: number, where it stands, attempts so far, where it goes.
    pub fn of((number, from, attempt): (&InvoiceNumber, InvoiceState, u32), to: InvoiceState) -> StateChange {
        StateChange {
            invoice: number.clone(),
            from,
            to,
            attempt,
            erp_id: None,
            erp_number: None,
            reason: None,
            next_attempt_at: None,
            nothing_there: false,
        }
    }
}

/// Where the book's entries say that an invoice stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BookedState {
    pub state: InvoiceState,
    /// The attempt that began, where the entry names one.
    pub attempt: Option<u32>,
    /// The ERP's record, where the entry names it.
    pub erp_id: Option<String>,
    /// The ERP's number, where the entry names it.
    pub erp_number: Option<String>,
}

/// Takes in what one decision says of invoices.
pub(crate) fn apply(states: &mut BTreeMap<InvoiceNumber, BookedState>, decision: &Decision) {
    let mut plain = |invoice: &InvoiceNumber, state| {
        let booked = BookedState { state, attempt: None, erp_id: None, erp_number: None };
        states.insert(invoice.clone(), booked);
    };
    match decision {
        Decision::InvoiceDrafted { invoice, .. } => plain(invoice, InvoiceState::Draft),
        Decision::InvoiceVoiding { invoice, .. } => plain(invoice, InvoiceState::Voiding),
        Decision::InvoiceVoided { invoice, .. } => plain(invoice, InvoiceState::Voided),
        Decision::Batched { invoices, .. } => invoices.iter().for_each(|i| plain(i, InvoiceState::Queued)),
        Decision::Requeued { invoice, .. } => plain(invoice, InvoiceState::Queued),
        Decision::Rejected { invoice, .. } => plain(invoice, InvoiceState::Rejected),
        Decision::InDoubt { invoice, .. } => plain(invoice, InvoiceState::InDoubt),
        Decision::NeedsPerson { invoice, .. } => plain(invoice, InvoiceState::NeedsPerson),
        Decision::CancelledAtErp { invoice, .. } => plain(invoice, InvoiceState::Cancelled),
        Decision::StandsAtErp { invoice } => plain(invoice, InvoiceState::Posted),
        Decision::BillAgain { invoice, .. } => plain(invoice, InvoiceState::Replaced),
        Decision::InvoiceClosed { invoice, .. } => plain(invoice, InvoiceState::Closed),
        Decision::Sending { invoice, attempt, .. } => {
            plain(invoice, InvoiceState::Sending);
            states.entry(invoice.clone()).and_modify(|booked| booked.attempt = Some(*attempt));
        }
        Decision::DraftMade { invoice, erp_id } => {
            plain(invoice, InvoiceState::Sending);
            states.entry(invoice.clone()).and_modify(|booked| booked.erp_id = Some(erp_id.clone()));
        }
        Decision::Posted { invoice, erp_id, erp_number, .. } => {
            plain(invoice, InvoiceState::Posted);
            states.entry(invoice.clone()).and_modify(|booked| {
                booked.erp_id = Some(erp_id.clone());
                booked.erp_number = Some(erp_number.clone());
            });
        }
        Decision::Opened { .. }
        | Decision::ControlsSet { .. }
        | Decision::Approved { .. }
        | Decision::ApprovalLapsed { .. }
        | Decision::ApprovalWithdrawn { .. }
        | Decision::Held { .. }
        | Decision::Released { .. }
        | Decision::Adjusted { .. }
        | Decision::DifferenceAfterPosting { .. }
        | Decision::NotADuplicate { .. }
        | Decision::Answered(_)
        | Decision::Stated(_)
        | Decision::BilledOutside { .. }
        | Decision::OwedOutside { .. }
        | Decision::CutoverSet { .. }
        | Decision::CutoverKept { .. }
        | Decision::BilledElsewhere { .. }
        | Decision::BilledHere { .. }
        | Decision::MayBeBilled(_)
        | Decision::BookContinues { .. }
        | Decision::ContractProposed { .. }
        | Decision::ContractPublished { .. }
        | Decision::Effect { .. }
        | Decision::StrayDraft { .. }
        | Decision::Row(_)
        | Decision::SettingSet(_)
        | Decision::BackedUp { .. } => {}
    }
}

/// What keeps a row from standing where the entries say; `None` when it does.
pub(crate) fn disagreement(row: &InvoiceRow, booked: &BookedState) -> Option<String> {
    let (number, state) = (&row.number, row.state.name());
    if row.state != booked.state {
        return Some(format!("{number} stands as {state}, the entries say {}", booked.state.name()));
    }
    if booked.attempt.is_some_and(|n| n != row.attempt) {
        return Some(format!("{number} counts {} attempts, the entries say otherwise", row.attempt));
    }
    let other = |booked: &Option<String>, here: &Option<String>| booked.is_some() && booked != here;
    let differs = other(&booked.erp_id, &row.erp_id) || other(&booked.erp_number, &row.erp_number);
    differs.then(|| format!("{number} names another ERP record than its entry"))
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

/// Writes a new row, which is a draft.
pub(crate) fn insert(connection: &Connection, row: &InvoiceRow) -> Outcome<()> {
    write(connection, "INSERT INTO outbox VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", row)
}

fn update(connection: &Connection, row: &InvoiceRow) -> Outcome<()> {
    let sql = "UPDATE outbox SET state = ?2, attempt = ?3, erp_id = ?4, erp_number = ?5, reason = ?6,
                 next_attempt_at = ?7, updated_seq = ?8, seal = ?9 WHERE invoice = ?1";
    write(connection, sql, row)
}

fn write(connection: &Connection, sql: &str, row: &InvoiceRow) -> Outcome<()> {
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

/// Does the state machine of invoices allow this move? Staying is no move.
fn may_move(from: InvoiceState, to: InvoiceState) -> bool {
    from == to || MOVES.iter().any(|(a, targets)| *a == from && targets.contains(&to))
}

/// Does the table that the guards ask say what the state machines say, of invoices and of effects?
pub(crate) fn moves_are_ours(connection: &Connection) -> Outcome<bool> {
    let mut statement = connection.prepare("SELECT machine, from_state, to_state FROM moves").in_file(BOOK)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).in_file(BOOK)?;
    let found: BTreeSet<(String, String, String)> = rows.collect::<rusqlite::Result<_>>().in_file(BOOK)?;
    let of_invoices =
        MOVES.iter().flat_map(|(from, targets)| targets.iter().map(|to| ("invoice", from.name(), to.name())));
    let of_effects = Manner::ALL.iter().flat_map(|manner| {
        manner.moves().iter().flat_map(|(from, to)| to.iter().map(|to| (manner.name(), from.name(), to.name())))
    });
    let owned = |(machine, from, to): (&str, &str, &str)| (machine.to_owned(), from.to_owned(), to.to_owned());
    Ok(found == of_invoices.chain(of_effects).map(owned).collect())
}

/// Applies a change; answers the row as it now stands. LH-515 when the invoice stands elsewhere than the change expects,
/// LH-950 when there is none of that number.
pub(crate) fn change(connection: &Connection, change: &StateChange, head: u64) -> Outcome<InvoiceRow> {
    let row = invoices::get(connection, &change.invoice)?
        .ok_or_else(|| contradiction(format!("a change of {}, which the book does not have", change.invoice)))?;
    if row.state != change.from {
        return Err(Fault::new(
            Code::InvoiceMoved,
            format!("{} is {}, not {}", row.number, row.state.name(), change.from.name()),
            "Nothing was written: somebody else decided in between.",
            "Look at it again with `linehaul show`, then decide.",
        ));
    }
    if !may_move(row.state, change.to) {
        let (from, to) = (row.state.name(), change.to.name());
        return Err(contradiction(format!("{} would go from {from} to {to}, which no invoice does", row.number)));
    }
    let StateChange { to, attempt, erp_id, erp_number, reason, next_attempt_at, nothing_there, .. } = change.clone();
    let known = |id: Option<String>| id.filter(|_| !nothing_there);
    let row = InvoiceRow {
        state: to,
        attempt,
        ever_sent: row.ever_sent,
        erp: row.erp,
        erp_id: erp_id.or(known(row.erp_id)),
        erp_number: erp_number.or(known(row.erp_number)),
        reason,
        next_attempt_at,
        updated_seq: head,
        number: row.number,
        batch: row.batch,
        body: row.body,
    };
    update(connection, &row)?;
    Ok(row)
}

/// The seal that stands in a row.
pub(crate) fn seal_of(connection: &Connection, number: &InvoiceNumber) -> Outcome<String> {
    let mut statement = connection.prepare_cached("SELECT seal FROM outbox WHERE invoice = ?1").in_file(BOOK)?;
    statement.query_row([number.as_str()], |row| row.get(0)).in_file(BOOK)
}

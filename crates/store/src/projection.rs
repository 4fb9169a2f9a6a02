//! Projection: what entries mean for the tables beside them: which approvals stand, which invoice bills a load, which file
//! holds an invoice. One place follows every entry, so that no caller has to remember it, and the check of the chain follows
//! the same entries again.

use linehaul_domain::decision::{Decision, Entry};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::Invoice;
use rusqlite::Connection;

use crate::fault::contradiction;
use crate::table::files::{self, FileRow};
use crate::table::{approvals, invoices, live, printed};

/// Follows one entry. LH-521, LH-528, LH-522 and LH-443 where it would bill, settle, import or print a number a second time.
#[deny(clippy::wildcard_enum_match_arm)]
pub(crate) fn follow(connection: &Connection, entry: &Entry) -> Outcome<()> {
    match &entry.entry.decision {
        Decision::Approved { load, .. } => match live::of_load(connection, load)?.first() {
            Some((_, invoice)) => Err(contradiction(format!("{load} would be approved while {invoice} bills it"))),
            None => approvals::put(connection, load, entry.seq),
        },
        Decision::ApprovalLapsed { load, .. } | Decision::ApprovalWithdrawn { load, .. } => {
            approvals::end(connection, load)
        }
        Decision::InvoiceDrafted { invoice, .. } => drafted(connection, invoice),
        Decision::InvoiceVoided { invoice, .. } => {
            live::free(connection, invoice, entry.seq)?;
            printed::free(connection, invoice)
        }
        Decision::BillAgain { invoice, .. } => {
            live::free(connection, invoice, entry.seq)?;
            files::give_up(connection, invoice)?;
            invoices::loads_of(connection, invoice)?.iter().try_for_each(|load| approvals::end(connection, load))
        }
        Decision::BilledOutside { load, payor, invoice, .. } => live::bind(connection, load, payor, invoice),
        Decision::FilePrepared { file, batch, invoices, body } => {
            let (name, batch, body) = (file.clone(), batch.clone(), body.clone());
            let row = FileRow { name, batch, body, prepared: entry.seq, handed_out: None };
            files::prepare(connection, &row, invoices)
        }
        Decision::InvoiceClosed { invoice, .. } => files::give_up(connection, invoice),
        Decision::Posted { invoice, .. } => files::wait(connection, invoice),
        Decision::FileHandedOut { file } => files::hand_out(connection, file, entry.seq),
        Decision::Opened { .. }
        | Decision::ControlsSet { .. }
        | Decision::Held { .. }
        | Decision::Released { .. }
        | Decision::Adjusted { .. }
        | Decision::DifferenceAfterPosting { .. }
        | Decision::NotADuplicate { .. }
        | Decision::BookContinues { .. }
        | Decision::ContractProposed { .. }
        | Decision::ContractPublished { .. }
        | Decision::InvoiceVoiding { .. }
        | Decision::DraftMade { .. }
        | Decision::CancelledAtErp { .. }
        | Decision::StandsAtErp { .. }
        | Decision::Batched { .. }
        | Decision::Sending { .. }
        | Decision::Rejected { .. }
        | Decision::InDoubt { .. }
        | Decision::NeedsPerson { .. }
        | Decision::Requeued { .. }
        | Decision::BackedUp { .. } => Ok(()),
    }
}

fn drafted(connection: &Connection, number: &InvoiceNumber) -> Outcome<()> {
    let row = invoices::get(connection, number)?
        .ok_or_else(|| contradiction(format!("an entry drafts {number}, which the book does not have")))?;
    let invoice = &row.body;
    printed::bind(connection, invoice)?;
    live::settle(connection, invoice)?;
    if !invoice.kind.is_original() {
        return Ok(());
    }
    for load in invoice.loads() {
        let approved = approvals::get(connection, &load)?;
        if approved.is_none_or(|seq| !invoice.approvals.contains(&seq)) {
            return Err(contradiction(format!("{number} bills {load} without an approval that stands")));
        }
        live::bind(connection, &load, &invoice.customer, number)?;
        if let Some(other) = other_original(connection, &load, invoice)? {
            return Err(live::refused(format!("{number} would bill {load}, which {other} bills")));
        }
    }
    Ok(())
}

/// Another original that binds a load for the same payor, asked of the invoices themselves: two locks, each of which a hand that
/// edits the file would have to open.
fn other_original(connection: &Connection, load: &LoadNumber, invoice: &Invoice) -> Outcome<Option<InvoiceNumber>> {
    for at in invoices::binding(connection, load)? {
        if at.number == invoice.number {
            continue;
        }
        let other = invoices::get(connection, &at.number)?;
        if other.is_some_and(|row| row.body.kind.is_original() && row.body.customer == invoice.customer) {
            return Ok(Some(at.number));
        }
    }
    Ok(None)
}

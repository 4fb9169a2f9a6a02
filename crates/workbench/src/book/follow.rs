//! Follow: new entries of the book become stale loads, from the last entry that the cache has seen on. No verb names the loads
//! that it touched; whatever was appended, by this process or by one that died, is followed the same way.

use std::collections::BTreeSet;

use linehaul_domain::decision::{Decision, Entry, RowSaid};
use linehaul_domain::desk::{self, Dismissed};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::LoadNumber;
use linehaul_store::{Book, Cache, Head};

/// Loads marked in one transaction, at the least: a chunk ends with the entry that reaches it.
const CHUNK: usize = 2_000;

/// Marks what the book says new things of.
pub fn follow(book: &Book, cache: &mut Cache) -> Outcome<()> {
    let mut at = cache.applied()?.map_or(0, |head| head.seq);
    let (mut loads, mut all, mut cleared) = (BTreeSet::new(), false, Vec::new());
    let mut last: Option<Head> = None;
    loop {
        let entries = book.entries_between(at, CHUNK as u64)?;
        let Some(end) = entries.last() else { break };
        at = end.seq;
        last = Some(Head { seq: end.seq, hash: end.hash.clone() });
        for entry in &entries {
            concerned(book, entry, &mut loads)?;
            cleared.extend(cleared_by(entry));
            // A cut-over says something of every load that no approval covers; none that one covers may change by it.
            all |= matches!(entry.entry.decision, Decision::CutoverSet { .. });
        }
        if loads.len() >= CHUNK {
            write(cache, (&mut loads, &mut all, &mut cleared), last.take())?;
        }
    }
    write(cache, (&mut loads, &mut all, &mut cleared), last)
}

/// What entries say: loads, all of them, and items of the quarantine that are cleared or no longer.
type Says<'a> = (&'a mut BTreeSet<LoadNumber>, &'a mut bool, &'a mut Vec<(String, Option<u64>)>);

fn write(cache: &mut Cache, of: Says<'_>, head: Option<Head>) -> Outcome<()> {
    let Some(head) = head else { return Ok(()) };
    let (marked, all) = (std::mem::take(of.0).into_iter().collect::<Vec<_>>(), std::mem::take(of.1));
    cache.follow_entries(&marked, &std::mem::take(of.2), all, &head)
}

/// The item of the quarantine that an entry clears, or takes back that it was.
fn cleared_by(entry: &Entry) -> Option<(String, Option<u64>)> {
    let Decision::Row(row) = &entry.entry.decision else { return None };
    match row.said {
        RowSaid::Cleared => Some((row.item.clone(), Some(entry.seq))),
        RowSaid::Reopened => Some((row.item.clone(), None)),
        RowSaid::Mended { .. } => None,
    }
}

/// The loads that an entry says something of: its own, else those of its invoice.
fn concerned(book: &Book, entry: &Entry, loads: &mut BTreeSet<LoadNumber>) -> Outcome<()> {
    match &entry.entry.decision {
        // They speak of no load, or of all, or of what nothing is seen of at a load. The entry that closes a batch follows on those that drafted its invoices, and these name them.
        Decision::Opened { .. }
        | Decision::ControlsSet { .. }
        | Decision::OwedOutside { .. }
        | Decision::CutoverSet { .. }
        | Decision::CutoverKept { .. }
        | Decision::BookContinues { .. }
        | Decision::ContractProposed { .. }
        | Decision::ContractPublished { .. }
        | Decision::Effect { .. }
        | Decision::StrayDraft { .. }
        | Decision::Batched { .. }
        | Decision::SettingSet(_)
        | Decision::BackedUp { .. } => {}
        Decision::Row(row) => loads.extend(row.load.clone()),
        Decision::MayBeBilled(unsaid) => drop(loads.insert(unsaid.load.clone())),
        Decision::Answered(answer) => drop(loads.insert(answer.load.clone())),
        Decision::Stated(statement) => {
            loads.insert(statement.load.clone());
            // The load that a dismissed one is once more is in doubt no longer.
            if let desk::Says::Dismissed(Dismissed { of: Some(of), .. }) = &statement.says {
                loads.insert(of.clone());
            }
        }
        Decision::InvoiceDrafted { loads: drafted, .. } => loads.extend(drafted.iter().cloned()),
        Decision::Approved { load, .. }
        | Decision::ApprovalLapsed { load, .. }
        | Decision::ApprovalWithdrawn { load, .. }
        | Decision::Held { load, .. }
        | Decision::Released { load, .. }
        | Decision::Adjusted { load, .. }
        | Decision::DifferenceAfterPosting { load, .. }
        | Decision::NotADuplicate { load, .. }
        | Decision::BilledElsewhere { load, .. }
        | Decision::BilledHere { load, .. }
        | Decision::BilledOutside { load, .. } => drop(loads.insert(load.clone())),
        Decision::InvoiceVoiding { invoice, .. }
        | Decision::InvoiceVoided { invoice, .. }
        | Decision::DraftMade { invoice, .. }
        | Decision::CancelledAtErp { invoice, .. }
        | Decision::StandsAtErp { invoice }
        | Decision::BillAgain { invoice, .. }
        | Decision::InvoiceClosed { invoice, .. }
        | Decision::Sending { invoice, .. }
        | Decision::Posted { invoice, .. }
        | Decision::Rejected { invoice, .. }
        | Decision::InDoubt { invoice, .. }
        | Decision::NeedsPerson { invoice, .. }
        | Decision::Requeued { invoice, .. } => loads.extend(book.loads_of_invoice(invoice)?),
    }
    Ok(())
}

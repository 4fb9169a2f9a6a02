//! Append: everything that one decision writes, checked against what stands and against itself before any of it counts.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::canonical;
use linehaul_domain::decision::{Decision, Entry, NewEntry};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::Invoice;
use rusqlite::Connection;

use crate::chain;
use crate::cutover::Memo;
use crate::fault::contradiction;
use crate::projection;
use crate::table::head::{self, Head};
use crate::table::invoices::{self, InvoiceRow};
use crate::table::outbox::{self, BookedState, StateChange};
use crate::table::{bodies, entries, sequence};

/// Everything that one decision writes, in one transaction.
#[derive(Debug, Clone, Default)]
pub struct BookWrite {
    /// The loads that the entries speak of, each with the last entry about it that the decision saw ([`crate::Book::version_of`]).
    pub expects: BTreeMap<LoadNumber, u64>,
    /// Entries in order.
    pub entries: Vec<NewEntry>,
    /// Bytes to keep by their hash; those kept already are left alone.
    pub bodies: Vec<(Hash, Vec<u8>)>,
    /// New invoices.
    pub invoices: Vec<InvoiceRow>,
    /// Changes of where invoices stand, new ones among them. Each goes with an entry of this write that says the same.
    pub states: Vec<StateChange>,
    /// The next free value of the invoice sequence, when values were used.
    pub sequence: Option<u64>,
}

/// Writes it within a transaction of the caller, which is taken back as a whole where any of this fails. So some checks come
/// after the rows that they look at: what stands in the tables by then is what the write would leave behind.
pub(crate) fn apply(connection: &Connection, cutover: &Memo, write: &BookWrite) -> Outcome<Vec<Entry>> {
    let mut ends = head::read(connection)?;
    must_be_current(connection, write)?;
    // Entries and bodies are two chains, and the head has the end of both: it is written once, behind the last of either.
    for (hash, bytes) in &write.bodies {
        bodies::keep(connection, &mut ends, hash, bytes)?;
    }
    let mut states = BTreeMap::new();
    let mut written = Vec::with_capacity(write.entries.len());
    for new in &write.entries {
        let entry = entries::insert(connection, &ends.head, new)?;
        ends.head = Head { seq: entry.seq, hash: entry.hash.clone() };
        // Several entries may speak of one invoice, as drafting and queueing do: what the last says is where it ends.
        outbox::apply(&mut states, &entry.entry.decision);
        written.push(entry);
    }
    head::write(connection, &ends)?;
    let (mut touched, drafts) = (BTreeMap::new(), drafts(&written));
    for row in &write.invoices {
        let drafted = drafted_by(&drafts, &row.body)?;
        invoices::insert(connection, &row.body, drafted)?;
        let row = InvoiceRow { updated_seq: ends.head.seq, ..row.clone() };
        outbox::insert(connection, &row)?;
        touched.insert(row.number.clone(), row);
    }
    for change in &write.states {
        let row = outbox::change(connection, change, ends.head.seq)?;
        touched.insert(row.number.clone(), row);
    }
    agrees(connection, &states, &touched, write)?;
    // Behind the invoices, since the body that a drafting entry names is the invoice's own.
    must_be_kept(connection, &written)?;
    // Behind everything: it asks for the invoices that entries speak of. Entry by entry, in their order: what one frees
    // another may bind. Here a load that would be billed twice is refused.
    written.iter().try_for_each(|entry| projection::follow(connection, cutover, entry))?;
    if let Some(next) = write.sequence {
        sequence::advance(connection, next)?;
    }
    says_the_same_of_numbers(write)?;
    Ok(written)
}

/// An entry that says from where invoice numbers go on, and the sequence, say the same: the one is checked by the other. The
/// last entry decides. A batch of an earlier version says nothing of it.
fn says_the_same_of_numbers(write: &BookWrite) -> Outcome<()> {
    let said = write.entries.iter().rev().find_map(|new| match &new.decision {
        Decision::Batched { next, .. } => *next,
        Decision::BookContinues { numbers_from, .. } => Some(*numbers_from),
        _ => None,
    });
    match said {
        Some(said) if write.sequence != Some(said) => {
            Err(contradiction(format!("an entry says that invoice numbers go on from {said}, the write does not")))
        }
        _ => Ok(()),
    }
}

/// Each load that an entry speaks of must stand where the decision saw it.
fn must_be_current(connection: &Connection, write: &BookWrite) -> Outcome<()> {
    // A caller that names no version would decide blindly, and nothing below would notice.
    for load in write.entries.iter().flat_map(|new| concerned(&new.decision)) {
        if !write.expects.contains_key(load) {
            return Err(contradiction(format!("a decision on {load} that does not say what it saw of it")));
        }
    }
    // Read within the transaction that writes, which nobody else can be in: what is current here is current at the commit.
    for (load, seen) in &write.expects {
        let now = entries::version_of_load(connection, load)?;
        if now != *seen {
            return Err(Fault::new(
                Code::DecidedMeanwhile,
                format!("{load} was decided on in between: entry {now} of the book, seen was {seen}"),
                "Nothing was written.",
                "Look at it again with `linehaul show`, then decide.",
            ));
        }
    }
    Ok(())
}

/// The loads of which a decision says something by itself. What becomes of an invoice once it is drafted names no load: it
/// expects the invoice's state instead ([`StateChange`]'s `from`), and the loads are bound to it.
fn concerned(decision: &Decision) -> Vec<&LoadNumber> {
    match decision {
        Decision::InvoiceDrafted { loads, .. } => loads.iter().collect(),
        other => other.load().into_iter().collect(),
    }
}

/// The entries that draft invoices, by number.
fn drafts(written: &[Entry]) -> BTreeMap<&InvoiceNumber, &Entry> {
    let draft = |entry: &'_ Entry| matches!(entry.entry.decision, Decision::InvoiceDrafted { .. });
    written.iter().filter(|e| draft(e)).filter_map(|e| Some((e.entry.decision.invoice()?, e))).collect()
}

/// The sequence of the entry that drafts this invoice as it is; LH-950 when the write has none.
fn drafted_by(drafts: &BTreeMap<&InvoiceNumber, &Entry>, invoice: &Invoice) -> Outcome<u64> {
    let as_it_is = |entry: &&&Entry| match &entry.entry.decision {
        Decision::InvoiceDrafted { batch, body, loads, total, .. } => {
            *batch == invoice.batch
                && *body == canonical::hash(invoice)
                && *loads == invoice.loads()
                && (total.amount, total.currency) == (invoice.total, invoice.currency)
        }
        _ => false,
    };
    let found = drafts.get(&invoice.number).filter(as_it_is).map(|e| e.seq);
    found.ok_or_else(|| contradiction(format!("no entry drafts {} as it is", invoice.number)))
}

/// Every invoice that this write speaks of must end where its entries say, and none may move without an entry.
fn agrees(
    connection: &Connection,
    states: &BTreeMap<InvoiceNumber, BookedState>,
    touched: &BTreeMap<InvoiceNumber, InvoiceRow>,
    write: &BookWrite,
) -> Outcome<()> {
    for (number, booked) in states {
        let row = match touched.get(number) {
            Some(row) => row.clone(),
            // An entry that moves nothing must still be true of where the invoice stands.
            None => invoices::get(connection, number)?
                .ok_or_else(|| contradiction(format!("an entry on {number}, which the book does not have")))?,
        };
        if let Some(why) = outbox::disagreement(&row, booked) {
            return Err(contradiction(why));
        }
    }
    // A change within one state, such as when a doubt is asked about next, is no decision and has no entry.
    let moved: BTreeSet<&InvoiceNumber> = write.states.iter().filter(|c| c.from != c.to).map(|c| &c.invoice).collect();
    match moved.into_iter().find(|number| !states.contains_key(*number)) {
        Some(number) => Err(contradiction(format!("{number} would move without an entry"))),
        None => Ok(()),
    }
}

/// What entries name by hash must be in the book.
fn must_be_kept(connection: &Connection, written: &[Entry]) -> Outcome<()> {
    for hash in written.iter().flat_map(|e| chain::referenced(&e.entry.decision)) {
        if !bodies::has(connection, hash)? && invoices::body(connection, hash)?.is_none() {
            return Err(contradiction(format!("an entry names the body {hash}, which is not kept")));
        }
    }
    Ok(())
}

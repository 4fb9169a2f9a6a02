//! The book: what people and the pusher decided. Append-only, chained, and the only thing that cannot be fetched again.
//!
//! Its narrow door is [`Book::append`] with the expected head, and reading after a sequence.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use linehaul_domain::decision::{Decision, Entry, NewEntry};
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::{BatchId, Hash, InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::{ControlTotal, Invoice, InvoiceState, control_totals};
use linehaul_domain::time::Instant;
use rusqlite::{Connection, TransactionBehavior, params};

use crate::chain::{self, ChainReport};
use crate::column::signed;
use crate::database::{self, Schema};
use crate::fault::{InFile, contradiction};
use crate::table::head::{self, Head};
use crate::table::invoices::{self, InvoiceRow};
use crate::table::lease::{self, Lease};
use crate::table::outbox::{self, StateChange, Told};
use crate::table::{BOOK, bodies, entries, sequence};

/// The book's tables by version.
pub(crate) const SCHEMA: Schema = Schema {
    name: BOOK,
    versions: &[&[head::V1, entries::V1, bodies::V1, invoices::V1, outbox::V1, sequence::V1, lease::V1]],
    synchronous: "FULL",
    mark: "SELECT seq FROM head WHERE id = 1",
};

/// Everything that one decision writes, in one transaction.
#[derive(Debug, Clone, Default)]
pub struct BookWrite {
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

/// A batch as the book has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    /// Its name.
    pub id: BatchId,
    /// Its invoices in order of number.
    pub invoices: Vec<InvoiceNumber>,
    /// Control totals: as closed, else of its invoices.
    pub totals: Vec<ControlTotal>,
    /// The entry that closed it.
    pub closed_seq: Option<u64>,
}

/// An open book.
#[derive(Debug)]
pub struct Book {
    connection: Connection,
}

impl Book {
    /// Opens or makes a book and brings it to this version's schema, with a copy in `backups` before each step.
    ///
    /// LH-511 newer (untouched), LH-512 damaged, LH-513 disk, LH-517 a step of the schema failed and was rolled back.
    pub fn open(path: &Path, backups: &Path) -> Outcome<Book> {
        let book = Book { connection: database::open(path, &SCHEMA, Some(backups))? };
        // Another database under the book's name is found out here and not in the middle of a decision.
        book.head()?;
        Ok(book)
    }

    /// The end of the chain.
    pub fn head(&self) -> Outcome<Head> {
        Ok(head::read(&self.connection)?.head)
    }

    /// Appends in one transaction: all of it or nothing. Answers the entries with their places.
    ///
    /// LH-510 the head moved, LH-515 an invoice stands elsewhere than a change expects, LH-516 a number is used, LH-950 the
    /// write contradicts itself.
    pub fn append(&mut self, expected_head: u64, write: &BookWrite) -> Outcome<Vec<Entry>> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).in_file(BOOK)?;
        let written = apply(&transaction, expected_head, write)?;
        transaction.commit().in_file(BOOK)?;
        Ok(written)
    }

    /// The entries behind a sequence, in order. LH-501 for one that does not read.
    pub fn entries_after(&self, seq: u64) -> Outcome<Vec<Entry>> {
        entries::list(&self.connection, "seq > ?1", [signed(seq)])
    }

    /// Hands over the entries behind a sequence one by one, in order.
    pub fn each_entry_after(&self, seq: u64, take: &mut dyn FnMut(Entry) -> Outcome<()>) -> Outcome<()> {
        entries::each(&self.connection, "seq > ?1", [signed(seq)], take)
    }

    /// The entry of a sequence.
    pub fn entry(&self, seq: u64) -> Outcome<Option<Entry>> {
        Ok(entries::list(&self.connection, "seq = ?1", [signed(seq)])?.pop())
    }

    /// The entries of some kinds, in order.
    pub fn entries_of_kinds(&self, kinds: &[&str]) -> Outcome<Vec<Entry>> {
        let wanted = vec!["?"; kinds.len()].join(", ");
        entries::list(&self.connection, &format!("kind IN ({wanted})"), rusqlite::params_from_iter(kinds))
    }

    /// Everything about a load: decisions on it, on the invoices that bill it, and the closing of their batches.
    pub fn entries_of_load(&self, load: &LoadNumber) -> Outcome<Vec<Entry>> {
        const OURS: &str = "SELECT invoice FROM invoice_loads WHERE load = ?1";
        let condition = format!(
            "seq IN (SELECT seq FROM entries WHERE load = ?1
             UNION ALL SELECT seq FROM entries WHERE invoice IN ({OURS}) AND load IS NULL
             UNION ALL SELECT seq FROM entries WHERE batch IN (SELECT batch FROM invoices WHERE number IN ({OURS}))
               AND kind = 'batched')"
        );
        entries::list(&self.connection, &condition, [load.as_str()])
    }

    /// Everything about an invoice, the closing of its batch among it.
    pub fn entries_of_invoice(&self, invoice: &InvoiceNumber) -> Outcome<Vec<Entry>> {
        let condition = "seq IN (SELECT seq FROM entries WHERE invoice = ?1
             UNION ALL SELECT seq FROM entries WHERE batch = (SELECT batch FROM invoices WHERE number = ?1)
               AND kind = 'batched')";
        entries::list(&self.connection, condition, [invoice.as_str()])
    }

    /// Bytes by their hash: a kept body or an invoice's.
    pub fn body(&self, hash: &Hash) -> Outcome<Option<Vec<u8>>> {
        match bodies::get(&self.connection, hash)? {
            Some(bytes) => Ok(Some(bytes)),
            None => invoices::body(&self.connection, hash),
        }
    }

    /// Invoices of a state and of a batch, or all, in order of number.
    pub fn invoices(&self, state: Option<InvoiceState>, batch: Option<&BatchId>) -> Outcome<Vec<InvoiceRow>> {
        let (state, batch) = (state.map(InvoiceState::name), batch.map(BatchId::as_str));
        match (state, batch) {
            (None, None) => invoices::list(&self.connection, "1", []),
            (Some(state), None) => invoices::list(&self.connection, "o.state = ?1", [state]),
            (None, Some(batch)) => invoices::list(&self.connection, "i.batch = ?1", [batch]),
            (Some(state), Some(batch)) => {
                invoices::list(&self.connection, "i.batch = ?1 AND o.state = ?2", params![batch, state])
            }
        }
    }

    /// The invoice of a number.
    pub fn invoice(&self, number: &InvoiceNumber) -> Outcome<Option<InvoiceRow>> {
        invoices::get(&self.connection, number)
    }

    /// The invoices that bill a load, voided ones left out; a rejected one still speaks for its load.
    pub fn live_invoices_of_load(&self, load: &LoadNumber) -> Outcome<Vec<InvoiceRow>> {
        let condition = "i.number IN (SELECT invoice FROM invoice_loads WHERE load = ?1) AND o.state <> 'voided'";
        invoices::list(&self.connection, condition, [load.as_str()])
    }

    /// The batches, oldest first.
    pub fn batches(&self) -> Outcome<Vec<BatchId>> {
        let sql = "SELECT batch FROM entries WHERE batch IS NOT NULL GROUP BY batch ORDER BY min(seq)";
        let mut statement = self.connection.prepare_cached(sql).in_file(BOOK)?;
        let rows = statement.query_map([], |row| row.get(0).map(BatchId)).in_file(BOOK)?;
        rows.collect::<rusqlite::Result<_>>().in_file(BOOK)
    }

    /// One batch.
    pub fn batch(&self, id: &BatchId) -> Outcome<Option<BatchRow>> {
        let rows = self.invoices(None, Some(id))?;
        let closing = entries::list(&self.connection, "batch = ?1 AND kind = 'batched'", [id.as_str()])?.pop();
        if rows.is_empty() && closing.is_none() {
            return Ok(None);
        }
        let closed_seq = closing.as_ref().map(|e| e.seq);
        let totals = match closing.map(|e| e.entry.decision) {
            Some(Decision::Batched { totals, .. }) => totals,
            _ => control_totals(rows.iter().map(|r| &r.body)),
        };
        let invoices = rows.into_iter().map(|r| r.number).collect();
        Ok(Some(BatchRow { id: id.clone(), invoices, totals, closed_seq }))
    }

    /// The next free value of the invoice sequence, from 1.
    pub fn next_sequence(&self) -> Outcome<u64> {
        sequence::next(&self.connection)
    }

    /// Takes or prolongs the lease of a name until an instant. LH-620 while another holds it.
    pub fn take_lease(&mut self, name: &str, holder: &str, now: Instant, until: Instant) -> Outcome<Lease> {
        let lease = Lease { name: name.to_owned(), holder: holder.to_owned(), until };
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).in_file(BOOK)?;
        lease::take(&transaction, &lease, now)?;
        transaction.commit().in_file(BOOK)?;
        Ok(lease)
    }

    /// Prolongs a lease that is still held. LH-621 when it ran out or another took it.
    pub fn renew_lease(&mut self, name: &str, holder: &str, now: Instant, until: Instant) -> Outcome<Lease> {
        let lease = Lease { name: name.to_owned(), holder: holder.to_owned(), until };
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).in_file(BOOK)?;
        lease::must_hold(&transaction, name, holder, now)?;
        lease::take(&transaction, &lease, now)?;
        transaction.commit().in_file(BOOK)?;
        Ok(lease)
    }

    /// Gives a lease back.
    pub fn release_lease(&mut self, name: &str, holder: &str) -> Outcome<()> {
        lease::release(&self.connection, name, holder)
    }

    /// Ends every lease: for who has the workspace's lock and so knows that their holders are dead.
    pub fn clear_leases(&mut self) -> Outcome<()> {
        lease::clear(&self.connection)
    }

    /// Checks the whole book: see [`ChainReport`].
    pub fn verify(&self) -> Outcome<ChainReport> {
        chain::verify(&self.connection, &SCHEMA)
    }

    /// Does the chain run through this head, as it was exported once? `false` for a book that was cut or made anew.
    pub fn runs_through(&self, exported: &Head) -> Outcome<bool> {
        if exported.seq == 0 {
            return Ok(exported.hash == head::genesis());
        }
        Ok(self.entry(exported.seq)?.is_some_and(|e| e.hash == exported.hash))
    }

    /// Copies the book to a file that stands alone: whole or not at all.
    pub fn backup(&self, to: &Path) -> Outcome<()> {
        database::copy(&self.connection, BOOK, to)
    }
}

fn apply(connection: &Connection, expected_head: u64, write: &BookWrite) -> Outcome<Vec<Entry>> {
    let mut ends = head::read(connection)?;
    if ends.head.seq != expected_head {
        return Err(Fault::new(
            "LH-510",
            format!("the book is at entry {}, not {expected_head}: somebody else decided in between", ends.head.seq),
            "Nothing was written.",
            "Look at it again, then decide.",
        ));
    }
    for (hash, bytes) in &write.bodies {
        bodies::keep(connection, &mut ends, hash, bytes)?;
    }
    let mut told = BTreeMap::new();
    let mut written = Vec::with_capacity(write.entries.len());
    for new in &write.entries {
        let entry = entries::insert(connection, &ends.head, new)?;
        ends.head = Head { seq: entry.seq, hash: entry.hash.clone() };
        outbox::tell(&mut told, &entry.entry.decision);
        written.push(entry);
    }
    head::write(connection, &ends)?;
    let mut touched = BTreeMap::new();
    for row in &write.invoices {
        let drafted = drafted_by(&written, &row.body)?;
        invoices::insert(connection, &row.body, drafted)?;
        let row = InvoiceRow { updated_seq: ends.head.seq, ..row.clone() };
        outbox::put(connection, &row)?;
        touched.insert(row.number.clone(), row);
    }
    for change in &write.states {
        let row = outbox::change(connection, change, ends.head.seq)?;
        touched.insert(row.number.clone(), row);
    }
    agrees(connection, &told, &touched, write)?;
    must_be_kept(connection, &written)?;
    if let Some(next) = write.sequence {
        sequence::advance(connection, next)?;
    }
    Ok(written)
}

/// The sequence of the entry that drafts this invoice as it is; LH-950 when the write has none.
fn drafted_by(written: &[Entry], invoice: &Invoice) -> Outcome<u64> {
    let hash = linehaul_domain::canonical::hash(invoice);
    let drafts = |e: &&Entry| match &e.entry.decision {
        Decision::InvoiceDrafted { invoice: number, batch, body, loads, total } => {
            *number == invoice.number
                && *batch == invoice.batch
                && *body == hash
                && *loads == invoice.loads()
                && (total.amount, total.currency) == (invoice.total, invoice.currency)
        }
        _ => false,
    };
    let found = written.iter().find(drafts).map(|e| e.seq);
    found.ok_or_else(|| contradiction(format!("no entry drafts {} as it is", invoice.number)))
}

/// Every invoice that this write speaks of must end where its entries say, and none may move without an entry.
fn agrees(
    connection: &Connection,
    told: &BTreeMap<InvoiceNumber, Told>,
    touched: &BTreeMap<InvoiceNumber, InvoiceRow>,
    write: &BookWrite,
) -> Outcome<()> {
    for (number, told) in told {
        let row = match touched.get(number) {
            Some(row) => row.clone(),
            None => invoices::get(connection, number)?
                .ok_or_else(|| contradiction(format!("an entry on {number}, which the book does not have")))?,
        };
        if let Some(why) = outbox::disagreement(&row, told) {
            return Err(contradiction(why));
        }
    }
    let moved: BTreeSet<&InvoiceNumber> = write.states.iter().filter(|c| c.from != c.to).map(|c| &c.invoice).collect();
    match moved.into_iter().find(|number| !told.contains_key(*number)) {
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

#[cfg(test)]
mod tests {
    use linehaul_domain::canonical;
    use linehaul_domain::decision::{Actor, Role};

    use super::*;

    /// A write that needs many pages.
    fn large() -> BookWrite {
        let actor = Actor { account: "a".into(), name: "b".into(), role: Role::Biller };
        let decision = Decision::Held { load: "L-1".into(), reason: "r".repeat(9000) };
        let bytes = vec![b'x'; 60_000];
        BookWrite {
            entries: vec![NewEntry { at: Instant::UNIX_EPOCH, actor, decision }],
            bodies: vec![(canonical::hash_bytes(&bytes), bytes)],
            ..BookWrite::default()
        }
    }

    #[test]
    fn a_disk_that_fills_up_at_any_page_takes_nothing_back() {
        let folder = tempfile::tempdir().expect("folder");
        let mut book = Book::open(&folder.path().join("book.sqlite"), folder.path()).expect("opens");
        let confirmed = BookWrite { bodies: Vec::new(), ..large() };
        book.append(0, &confirmed).expect("appends");
        let (head, write) = (book.head().expect("head"), large());
        let full: i64 = book.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).expect("pages");
        let mut refused = 0;
        for room in 0.. {
            book.connection.pragma_update(None, "max_page_count", full + room).expect("a limit");
            match book.append(head.seq, &write) {
                Ok(_) => break,
                Err(fault) => assert_eq!(fault.code, "LH-513", "{fault}"),
            }
            refused += 1;
            assert_eq!(book.head(), Ok(head.clone()));
            assert!(book.verify().expect("a report").ok);
        }
        assert!(refused > 10, "{refused}");
        assert_eq!(book.head().expect("head").seq, 2);
        assert!(book.verify().expect("a report").ok);
    }
}

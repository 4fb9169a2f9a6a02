//! The book: what people and the pusher decided. Append-only, chained, and the only thing that cannot be fetched again.
//!
//! Its narrow door is [`Book::append`], which expects the versions of the loads that it concerns, and reading after a
//! sequence. What must never happen is refused there whatever a caller or the cache believes: a load billed twice, a
//! difference settled twice, an effect that goes out twice, a state that no invoice reaches from where it stands.

mod cutover;
mod numbers;

use std::path::Path;

use linehaul_domain::decision::{Decision, Entry};
use linehaul_domain::effect::{EffectId, Subject};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{BatchId, CustomerId, EffectKind, Hash, InvoiceNumber, LoadNumber, PacketName};
use linehaul_domain::invoice::{ControlTotal, InvoiceState, control_totals};
use rusqlite::{Connection, TransactionBehavior, params};

use crate::append::{self, BookWrite};
use crate::chain::{self, ChainReport};
use crate::chain_effects;
use crate::column::signed;
use crate::cutover::Memo;
use crate::database::{self, Schema};
use crate::fault::InFile;
use crate::table::effects::{self, EffectRow};
use crate::table::head::{self, Head};
use crate::table::invoices::{self, InvoiceAt, InvoiceRow};
use crate::table::outbox;
use crate::table::{BOOK, approvals, bodies, entries, lease, live, printed, sequence};

/// The book's tables by version.
pub(crate) const SCHEMA: Schema = Schema {
    name: BOOK,
    versions: &[
        &[head::V1, entries::V1, bodies::V1, invoices::V1, outbox::V1, sequence::V1, lease::V1],
        &[entries::V2, outbox::V2, approvals::V2, live::V2, effects::V2, printed::V2],
    ],
    page: database::PAGE,
    synchronous: "FULL",
    mark: "SELECT seq FROM head WHERE id = 1",
};

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
    cutover: Memo,
}

impl Book {
    /// Opens or makes a book and brings it to this version's schema, with a copy in `backups` before each step.
    ///
    /// LH-511 newer (untouched), LH-512 damaged, LH-513 disk, LH-517 a step of the schema failed and was rolled back.
    pub fn open(path: &Path, backups: &Path) -> Outcome<Book> {
        let book = Book { connection: database::open(path, &SCHEMA, Some(backups))?, cutover: Memo::default() };
        // Another database under the book's name is found out here and not in the middle of a decision.
        book.head()?;
        Ok(book)
    }

    /// Opens a book to look at it and nothing else: on a medium that cannot be written, or one that must stay as it is. What
    /// stands in a write-ahead log beside it is not seen. LH-512 damaged, LH-513 disk.
    pub fn open_unwritten(path: &Path) -> Outcome<Book> {
        let book = Book { connection: database::open_unwritten(path, BOOK)?, cutover: Memo::default() };
        book.head()?;
        Ok(book)
    }

    /// Asks several questions of one state: their locks are taken once.
    pub fn at_once<T>(&self, questions: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        database::at_once(&self.connection, BOOK, questions)
    }

    /// The end of the chain.
    pub fn head(&self) -> Outcome<Head> {
        Ok(head::read(&self.connection)?.head)
    }

    /// Appends in one transaction: all of it or nothing. Answers the entries with their places.
    ///
    /// LH-510 a load was decided on in between, LH-515 an invoice stands elsewhere than a change expects, LH-516 a number is
    /// used, LH-521 a load would be billed twice, LH-522 an effect would go out twice, LH-950 the write contradicts
    /// itself.
    pub fn append(&mut self, write: &BookWrite) -> Outcome<Vec<Entry>> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).in_file(BOOK)?;
        let written = append::apply(&transaction, &self.cutover, write)?;
        transaction.commit().in_file(BOOK)?;
        Ok(written)
    }

    /// The entries behind a sequence, in order. LH-501 for one that does not read.
    pub fn entries_after(&self, seq: u64) -> Outcome<Vec<Entry>> {
        entries::list(&self.connection, "seq > ?1", [signed(seq)])
    }

    /// The entries behind a sequence, in order, at most so many.
    pub fn entries_between(&self, seq: u64, limit: u64) -> Outcome<Vec<Entry>> {
        entries::list(&self.connection, "seq > ?1 AND seq <= ?2", [signed(seq), signed(seq.saturating_add(limit))])
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

    /// The last entry of some kinds.
    pub fn last_of_kinds(&self, kinds: &[&str]) -> Outcome<Option<Entry>> {
        entries::last_of_kinds(&self.connection, kinds)
    }

    /// Was anything decided on a load? Of most nothing was: asked before the decisions are read.
    pub fn is_decided_on(&self, load: &LoadNumber) -> Outcome<bool> {
        entries::is_decided_on(&self.connection, load)
    }

    /// The loads that were decided on behind a sequence, in order of number.
    pub fn decided_on_after(&self, seq: u64) -> Outcome<Vec<LoadNumber>> {
        entries::loads_after(&self.connection, seq)
    }

    /// The decisions on a load that say where it stands; what became of its invoices is asked by [`Book::binding_invoices`].
    pub fn decisions_on(&self, load: &LoadNumber) -> Outcome<Vec<Entry>> {
        // By the load's invoices: with the plus the index of kinds, which has every such decision, is none to take.
        let condition = "seq IN (SELECT seq FROM entries WHERE load = ?1
             UNION ALL SELECT seq FROM entries WHERE +kind = 'bill_again'
               AND invoice IN (SELECT invoice FROM invoice_loads WHERE load = ?1))";
        entries::list(&self.connection, condition, [load.as_str()])
    }

    /// Everything about a load: decisions on it, and on the invoices that bill it.
    pub fn entries_of_load(&self, load: &LoadNumber) -> Outcome<Vec<Entry>> {
        let condition = "seq IN (SELECT seq FROM entries WHERE load = ?1
             UNION ALL SELECT seq FROM entries WHERE load IS NULL
               AND invoice IN (SELECT invoice FROM invoice_loads WHERE load = ?1))";
        entries::list(&self.connection, condition, [load.as_str()])
    }

    /// The last entry about a load, 0 when there is none: what a decision on it expects to still be the last.
    pub fn version_of(&self, load: &LoadNumber) -> Outcome<u64> {
        entries::version_of_load(&self.connection, load)
    }

    /// Everything about an invoice itself.
    pub fn entries_of_invoice(&self, invoice: &InvoiceNumber) -> Outcome<Vec<Entry>> {
        entries::list(&self.connection, "invoice = ?1", [invoice.as_str()])
    }

    /// The entry that closed a batch.
    pub fn closing_of_batch(&self, batch: &BatchId) -> Outcome<Option<Entry>> {
        Ok(entries::list(&self.connection, "batch = ?1 AND kind = 'batched'", [batch.as_str()])?.pop())
    }

    /// Bytes by their hash: a kept body or an invoice's. LH-520 when they are not what was written.
    pub fn body(&self, hash: &Hash) -> Outcome<Option<Vec<u8>>> {
        let bytes = match bodies::get(&self.connection, hash)? {
            Some(bytes) => Some(bytes),
            None => invoices::body(&self.connection, hash)?,
        };
        match bytes {
            Some(bytes) if linehaul_domain::canonical::hash_bytes(&bytes) != *hash => {
                let short = hash.as_str().get(..12).unwrap_or_default();
                Err(chain::broken(&format!("the body {short} is not what was written")))
            }
            other => Ok(other),
        }
    }

    /// Approved loads that no live invoice bills, in order.
    pub fn waiting(&self) -> Outcome<Vec<LoadNumber>> {
        approvals::waiting(&self.connection)
    }

    /// Who is billed for a load by which live invoice, in order of payor; invoices that this book does not have among them.
    pub fn billed(&self, load: &LoadNumber) -> Outcome<Vec<(CustomerId, InvoiceNumber)>> {
        live::of_load(&self.connection, load)
    }

    /// Is a difference after posting settled by an invoice?
    pub fn is_settled(&self, difference: u64) -> Outcome<bool> {
        live::is_settled(&self.connection, difference)
    }

    /// Every effect of which something is left to do, in the order in which they were planned.
    pub fn effects_open(&self) -> Outcome<Vec<EffectRow>> {
        effects::open(&self.connection)
    }

    /// The effects about an invoice or a batch.
    pub fn effects_of(&self, subject: &Subject) -> Outcome<Vec<EffectRow>> {
        effects::of_subject(&self.connection, subject)
    }

    /// The effects of a batch and of its invoices.
    pub fn effects_of_batch(&self, batch: &BatchId) -> Outcome<Vec<EffectRow>> {
        effects::of_batch(&self.connection, batch)
    }

    /// The effects that go out together.
    pub fn effects_of_packet(&self, of: &EffectKind, packet: &PacketName) -> Outcome<Vec<EffectRow>> {
        effects::of_packet(&self.connection, of, packet)
    }

    /// Is this done? Of the posting of an invoice the invoice is asked.
    pub fn is_effect_done(&self, effect: &EffectId) -> Outcome<bool> {
        effects::is_done(&self.connection, effect)
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

    /// Where the invoices stand that bind a load: voided and replaced ones are left out; a rejected one still speaks for its
    /// load.
    pub fn binding_invoices(&self, load: &LoadNumber) -> Outcome<Vec<InvoiceAt>> {
        invoices::binding(&self.connection, load)
    }

    /// The invoice of a load that was cancelled at the ERP and given up to be billed again, the last of them.
    pub fn replaced_of(&self, load: &LoadNumber) -> Outcome<Option<InvoiceNumber>> {
        invoices::replaced_of(&self.connection, load)
    }

    /// The loads of an invoice, in order.
    pub fn loads_of_invoice(&self, invoice: &InvoiceNumber) -> Outcome<Vec<LoadNumber>> {
        invoices::loads_of(&self.connection, invoice)
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
        let closing = self.closing_of_batch(id)?;
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

    /// The next free value of the invoice sequence, from 1: as the last batch, or the going on of a restored book, says.
    /// LH-520 when the table beside the entries says otherwise.
    pub fn next_sequence(&self) -> Outcome<u64> {
        let table = sequence::next(&self.connection)?;
        let said = match self.last_of_kinds(&["batched", "book_continues"])?.map(|e| e.entry.decision) {
            Some(Decision::Batched { next: Some(next), .. }) => next,
            Some(Decision::BookContinues { numbers_from, .. }) => numbers_from,
            _ => table,
        };
        if said == table {
            return Ok(table);
        }
        Err(chain::broken(&format!("the sequence of invoice numbers stands at {table}, the entries say {said}")))
    }

    /// Checks the whole book: see [`ChainReport`].
    pub fn verify(&self) -> Outcome<ChainReport> {
        chain::verify(&self.connection, &SCHEMA)
    }

    /// Checks what was appended behind a head that was checked before, and answers the head now. LH-520 when the chain does
    /// not run through that head or does not hold behind it. What it costs follows what was appended.
    pub fn verify_after(&self, checked: &Head) -> Outcome<Head> {
        chain::verify_after(&self.connection, checked)
    }

    /// Checks one invoice as it is about to be used: its body against the entry that drafted it, where it stands against the
    /// last entry on it, and the links of these entries. LH-520 when anything is not as it was written.
    pub fn verify_invoice(&self, number: &InvoiceNumber) -> Outcome<()> {
        chain::verify_invoice(&self.connection, number)
    }

    /// Checks every open effect against its entries, as it is about to go out. LH-520 when one of them is not as it was written.
    pub fn verify_effects(&self) -> Outcome<()> {
        chain_effects::verify_open(&self.connection)
    }

    /// Checks one entry as it is about to be used: its own hash, and the links to its neighbours. LH-520 when they do not
    /// hold.
    pub fn verify_entry(&self, seq: u64) -> Outcome<()> {
        chain::verify_entry(&self.connection, seq)
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

#[cfg(test)]
mod work;
#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use linehaul_domain::canonical;
    use linehaul_domain::decision::{Actor, NewEntry, Role};
    use linehaul_domain::reason::Reason;

    use super::*;

    /// A write that needs many pages.
    fn large() -> BookWrite {
        let actor = Actor { account: "a".into(), name: "b".into(), role: Role::Biller };
        let decision =
            Decision::Held { load: "L-1".into(), reason: Reason::given(&"r".repeat(9000)).expect("a reason") };
        let bytes = vec![b'x'; 60_000];
        let at = linehaul_domain::time::Instant::UNIX_EPOCH;
        BookWrite {
            expects: BTreeMap::from([("L-1".into(), 0)]),
            entries: vec![NewEntry { at, actor, decision }],
            bodies: vec![(canonical::hash_bytes(&bytes), bytes)],
            ..BookWrite::default()
        }
    }

    #[test]
    fn a_disk_that_fills_up_at_any_page_takes_nothing_back() {
        let folder = tempfile::tempdir().expect("folder");
        let mut book = Book::open(&folder.path().join("book.sqlite"), folder.path()).expect("opens");
        let confirmed = BookWrite { bodies: Vec::new(), ..large() };
        book.append(&confirmed).expect("appends");
        let (head, mut write) = (book.head().expect("head"), large());
        write.expects.insert("L-1".into(), 1);
        let full: i64 = book.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).expect("pages");
        let mut refused = 0;
        for room in 0.. {
            book.connection.pragma_update(None, "max_page_count", full + room).expect("a limit");
            match book.append(&write) {
                Ok(_) => break,
                Err(fault) => assert_eq!(fault.code, linehaul_domain::fault::Code::DiskFailed, "{fault}"),
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

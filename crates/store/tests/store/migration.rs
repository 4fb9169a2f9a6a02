//! A book of the first version becomes one of this with everything in it, and holds.
//!
//! Planted once and seen red: the newest of a load's approval entries not asked whether it approves; voided invoices live;
//! the last drafted of two invoices that bill one load live, and not the posted one; a load freed by one of the two; what version 1
//! posted waiting for an import file.

use crate::support::*;
use linehaul_domain::canonical;
use linehaul_domain::decision::{Decision, NewEntry};
use linehaul_domain::ids::Hash;
use linehaul_domain::invoice::InvoiceState::{self, *};
use linehaul_domain::invoice::{Invoice, control_totals};
use linehaul_store::{Book, StateChange};
use rusqlite::{Connection, params};

/// Writes a book as version 1 did.
struct Old {
    connection: Connection,
    entries: Vec<(NewEntry, Hash)>,
    bodies: Vec<Hash>,
    link: Hash,
}

impl Old {
    fn new(path: &std::path::Path) -> Old {
        let connection = Connection::open(path).expect("opens");
        connection.execute_batch(include_str!("support/book-v1.sql")).expect("version 1");
        connection.execute_batch("PRAGMA user_version = 1").expect("version 1");
        Old { connection, entries: Vec::new(), bodies: Vec::new(), link: Hash("0".repeat(64)) }
    }

    fn decide(&mut self, decision: Decision) -> u64 {
        let (new, seq) = (entry(decision), self.entries.len() as u64 + 1);
        let prev = self.entries.last().map_or_else(|| Hash("0".repeat(64)), |(_, hash)| hash.clone());
        let hash = canonical::hash(&(seq, 1u16, &prev, &new));
        let batch = match &new.decision {
            Decision::InvoiceDrafted { batch, .. } | Decision::Batched { batch, .. } => Some(batch.0.clone()),
            _ => None,
        };
        let (load, invoice) = (new.decision.load().map(|l| &l.0), new.decision.invoice().map(|i| &i.0));
        let (kind, body) = (new.decision.kind(), canonical::encode(&new));
        let at = "2025-03-07T08:53:20.123456789Z";
        let values = params![seq as i64, kind, load, invoice, batch, at, body, prev.as_str(), hash.as_str()];
        let sql = "INSERT INTO entries VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, 'desk', 'biller', 'biller', ?7, ?8, ?9)";
        self.connection.execute(sql, values).expect("an entry");
        self.entries.push((new, hash));
        seq
    }

    fn approve(&mut self, load: &str) -> u64 {
        let write = approval(load);
        for (hash, bytes) in &write.bodies {
            if self.bodies.contains(hash) {
                continue;
            }
            self.bodies.push(hash.clone());
            self.link = canonical::hash_bytes(format!("{}{hash}", self.link).as_bytes());
            let values = params![self.bodies.len() as i64, hash.as_str(), bytes, self.link.as_str()];
            self.connection.execute("INSERT INTO bodies VALUES (?1, ?2, ?3, ?4)", values).expect("a body");
        }
        self.decide(write.entries[0].decision.clone())
    }

    /// Drafts and queues an invoice, and says where it went from there.
    fn bill(&mut self, invoice: &Invoice, state: InvoiceState, last: Option<Decision>) {
        let drafted = self.decide(drafted(invoice));
        let (number, body) = (invoice.number.as_str(), canonical::encode(invoice));
        let hash = canonical::hash_bytes(&body);
        let values = params![number, invoice.batch.as_str(), drafted as i64, hash.as_str(), body];
        self.connection.execute("INSERT INTO invoices VALUES (?1, ?2, ?3, ?4, ?5)", values).expect("an invoice");
        for load in invoice.loads() {
            let values = [load.as_str(), number];
            self.connection.execute("INSERT INTO invoice_loads VALUES (?1, ?2)", values).expect("a load");
        }
        let totals = control_totals([invoice]);
        let invoices = vec![invoice.number.clone()];
        self.decide(Decision::Batched { batch: invoice.batch.clone(), invoices, totals, next: None });
        let seq = last.map_or(self.entries.len() as u64, |decision| self.decide(decision)) as i64;
        let (id, erp) = (format!("E-{number}"), format!("F-{number}"));
        let (id, erp) = if state == Posted { (Some(id), Some(erp)) } else { (None, None) };
        let none: Option<String> = None;
        let seal = canonical::hash(&(number, state, 0, &id, &erp, &none, &none, seq));
        let sql = "INSERT INTO outbox VALUES (?1, ?2, 0, ?3, ?4, NULL, NULL, ?5, ?6)";
        let values = params![number, state.name(), id, erp, seq, seal.as_str()];
        self.connection.execute(sql, values).expect("an outbox row");
    }

    fn close(self, next: i64) -> Vec<(NewEntry, Hash)> {
        let (seq, last) = (self.entries.len() as i64, self.entries.last().expect("an entry").1.clone());
        let values = params![seq, last.as_str(), self.bodies.len() as i64, self.link.as_str()];
        let sql = "UPDATE head SET seq = ?1, hash = ?2, bodies = ?3, link = ?4";
        self.connection.execute(sql, values).expect("a head");
        self.connection.execute("UPDATE sequence SET next = ?1", [next]).expect("a sequence");
        self.entries
    }
}

fn ends(number: &str, from: InvoiceState, to: InvoiceState) -> Option<Decision> {
    Some(step(number, from, to).entries[0].decision.clone())
}

/// A book of version 1 with a summary that is posted, voided and rejected invoices, approvals that ended and that wait, and a
/// load that was billed twice.
fn old(path: &std::path::Path) -> Vec<(NewEntry, Hash)> {
    let mut old = Old::new(path);
    let mut approvals = std::collections::BTreeMap::new();
    for load in ["L-1", "L-2", "L-3", "L-4", "L-5", "L-6", "L-7", "L-8", "L-9"] {
        approvals.insert(load, old.approve(load));
    }
    let of = |number: &str, loads: &[&str]| Invoice {
        approvals: loads.iter().map(|load| approvals[load]).collect(),
        ..invoice(number, &format!("B-{number}"), loads)
    };
    old.bill(&of("N-1", &["L-1", "L-2"]), Posted, ends("N-1", Queued, Posted));
    old.bill(&of("N-2", &["L-3"]), Voided, ends("N-2", Queued, Voided));
    old.decide(Decision::ApprovalLapsed { load: "L-3".into(), approval: 3, difference: "5.00 more".into() });
    old.bill(&of("N-3", &["L-4"]), Rejected, ends("N-3", Queued, Rejected));
    old.bill(&of("N-4", &["L-5"]), Voided, ends("N-4", Queued, Voided));
    old.bill(&of("N-5", &["L-5"]), Queued, None);
    old.decide(Decision::ApprovalWithdrawn { load: "L-6".into(), approval: 6, reason: why("too early") });
    old.decide(Decision::ApprovalLapsed { load: "L-8".into(), approval: 8, difference: "5.00 more".into() });
    old.approve("L-8");
    old.bill(&of("N-6", &["L-9"]), Posted, ends("N-6", Queued, Posted));
    old.bill(&of("N-7", &["L-9"]), Rejected, ends("N-7", Queued, Rejected));
    old.close(8)
}

fn migrated(folder: &std::path::Path) -> (Book, Vec<(NewEntry, Hash)>) {
    let path = folder.join("book.sqlite");
    let entries = old(&path);
    (Book::open(&path, &folder.join("backups")).expect("migrates"), entries)
}

#[test]
fn everything_is_there_and_holds() {
    let folder = tempfile::tempdir().expect("folder");
    let (book, entries) = migrated(folder.path());
    let report = book.verify().expect("report");
    assert!(report.ok, "{report:?}");
    let found = book.entries_after(0).expect("entries");
    assert_eq!(found.into_iter().map(|e| (e.entry, e.hash)).collect::<Vec<_>>(), entries);
    assert_eq!(book.waiting(), Ok(loads(&["L-7", "L-8"])));
    let billed = |load: &str| -> Vec<String> {
        book.billed(&load.into()).expect("reads").into_iter().map(|(_, invoice)| invoice.0).collect()
    };
    let all = ["L-1", "L-2", "L-3", "L-4", "L-5", "L-6", "L-7", "L-8", "L-9"].map(billed);
    let expected = [&["N-1"][..], &["N-1"], &[], &["N-3"], &["N-5"], &[], &[], &[], &["N-6"]];
    assert_eq!(
        all.each_ref().map(Vec::as_slice),
        expected.map(|names| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>()).each_ref().map(Vec::as_slice)
    );
    let states: Vec<InvoiceState> = book.invoices(None, None).expect("lists").iter().map(|row| row.state).collect();
    assert_eq!(states, [Posted, Voided, Rejected, Voided, Queued, Posted, Rejected]);
    assert_eq!((book.next_sequence(), book.is_settled(1), book.effects_open()), (Ok(8), Ok(false), Ok(Vec::new())));
    for row in book.invoices(None, None).expect("lists") {
        assert_eq!(book.verify_invoice(&row.number), Ok(()));
    }
    let kept = Book::open(&folder.path().join(format!("backups/book-v1-{}.sqlite", entries.len())), folder.path());
    assert!(kept.expect("a copy of what it was").verify().expect("report").ok);
}

#[test]
fn it_goes_on_from_there() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = migrated(folder.path());
    let next = batch("B-9", &[billed(&book, "N-8", "B-9", &["L-7", "L-8"])], 9);
    append(&mut book, &next);
    append(&mut book, &step("N-3", Rejected, Voided));
    assert_eq!(book.effects_open(), Ok(Vec::new()), "what version 1 posted, it wrote to its files");
    walk(&mut book, "N-5", &[Posted]);
    assert_eq!(book.effects_open().expect("reads").len(), 2);
    approve(&mut book, &["L-3", "L-6"]);
    assert_eq!(book.waiting(), Ok(loads(&["L-3", "L-4", "L-6"])));
    let report = book.verify().expect("report");
    assert!(report.ok, "{report:?}");
}

#[test]
fn a_load_that_was_billed_twice_stays_billed_until_both_are_gone() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = migrated(folder.path());
    let billed =
        |book: &Book| book.billed(&"L-9".into()).expect("reads").into_iter().map(|(_, i)| i.0).collect::<Vec<_>>();
    let cancelled = StateChange { erp_id: None, ..change("N-6", Posted, Cancelled) };
    append(&mut book, &moved(ends("N-6", Posted, Cancelled).expect("one"), cancelled));
    append(&mut book, &step("N-6", Cancelled, Replaced));
    assert_eq!(billed(&book), ["N-7"]);
    assert_eq!(try_append(&mut book, &approval("L-9")).expect_err("it is billed").code, "LH-950");
    assert!(book.verify().expect("report").ok);
    append(&mut book, &step("N-7", Rejected, Voided));
    assert_eq!(billed(&book), [""; 0]);
    assert!(book.verify().expect("report").ok);
}

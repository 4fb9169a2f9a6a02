//! What is checked as it is used: what was appended, one invoice, one entry. Each finds every single edit of what it checks, and
//! none looks at more.
//!
//! Planted once and seen red: a batch that is not compared; an entry before that is gone taken for the one before; the seal;
//! the loads; the body's own hash; links not followed; a head that is not compared.

use std::path::{Path, PathBuf};

use crate::support::*;
use linehaul_domain::ids::Hash;
use linehaul_domain::invoice::InvoiceState::*;
use linehaul_store::{Book, Head};
use rusqlite::Connection;

const ONE: &str = "PSL-A-000001-G1";
const TWO: &str = "PSL-A-000002-G1";

/// A book that ends with two invoices of one batch, each of its entries with others between.
fn checked_book(folder: &Path) -> (Book, PathBuf) {
    let (mut book, path) = book(folder);
    append(&mut book, &decisions([held("L-9", "ask Joe"), held("L-8", "ask Joe")]));
    approve(&mut book, &["L-1", "L-2", "L-3"]);
    let invoices = [billed(&book, ONE, "B-1", &["L-1", "L-2"]), billed(&book, TWO, "B-1", &["L-3"])];
    append(&mut book, &batch("B-1", &invoices, 3));
    walk(&mut book, ONE, &[Sending]);
    append(&mut book, &decisions([held("L-7", "ask Joe")]));
    append(&mut book, &step(ONE, Sending, Posted));
    append(&mut book, &decisions([held("L-6", "ask Joe")]));
    (book, path)
}

/// Does each edit to a copy of the book, and answers those that `check` did not see.
fn unseen(path: &Path, edits: &[String], check: &dyn Fn(&Book) -> bool) -> Vec<String> {
    let folder = path.parent().expect("folder");
    let copy = folder.join("copy.sqlite");
    let mut unseen = Vec::new();
    for sql in edits {
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(folder.join(format!("copy.sqlite{ending}")));
        }
        Book::open(path, folder).expect("opens").backup(&copy).expect("copies");
        let connection = raw(&copy);
        connection.execute_batch("PRAGMA ignore_check_constraints = ON").expect("pragma");
        let changed = without_guards(&connection, |c| c.execute(sql, [])).unwrap_or_else(|why| panic!("{sql}: {why}"));
        assert!(changed > 0, "{sql}");
        drop(connection);
        if !check(&Book::open(&copy, folder).expect("opens")) {
            unseen.push(sql.clone());
        }
    }
    unseen
}

/// An edit of each cell of some rows.
fn of_each_cell(path: &Path, table: &str, condition: &str) -> Vec<String> {
    let connection = Connection::open(path).expect("opens");
    let mut statement = connection.prepare("SELECT name, type, pk FROM pragma_table_info(?1)").expect("columns");
    let columns = statement.query_map([table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
    let edit = |(name, kind): (String, String)| {
        let other = match kind.as_str() {
            "INTEGER" => format!("{name} + 1000"),
            "BLOB" => format!("CAST(replace(CAST({name} AS TEXT), 'L-', 'M-') AS BLOB)"),
            _ => format!("ifnull({name}, '') || 'x'"),
        };
        format!("UPDATE {table} SET {name} = {other} WHERE {condition}")
    };
    columns.expect("columns").map(|column| edit(column.expect("a column"))).collect()
}

fn refuses(found: Result<(), linehaul_domain::fault::Fault>) -> bool {
    found.is_err_and(|fault| {
        assert!(matches!(fault.code.as_str(), "LH-520" | "LH-501" | "LH-512"), "{fault}");
        true
    })
}

#[test]
fn each_edit_of_an_invoice_is_seen_when_it_is_used() {
    let folder = tempfile::tempdir().expect("folder");
    let (book, path) = checked_book(folder.path());
    let (one, two) = (number(ONE), number(TWO));
    assert_eq!((book.verify_invoice(&one), book.verify_invoice(&two)), (Ok(()), Ok(())));
    assert_eq!(book.verify_invoice(&number("X-1")).expect_err("there is none").code, "LH-520");
    drop(book);
    // Somebody who knows the hash makes it anew.
    let forged = |text: &str| -> String {
        let body = Connection::open(&path).expect("opens").query_row(
            "SELECT CAST(replace(CAST(body AS TEXT), 'C-1', 'C-2') AS BLOB) FROM invoices WHERE number = ?1",
            [text],
            |row| row.get::<_, Vec<u8>>(0),
        );
        let hash = linehaul_domain::canonical::hash_bytes(&body.expect("a body"));
        let body = "CAST(replace(CAST(body AS TEXT), 'C-1', 'C-2') AS BLOB)";
        format!("UPDATE invoices SET body = {body}, hash = '{hash}' WHERE number = '{text}'")
    };
    for (invoice, text) in [(&one, ONE), (&two, TWO)] {
        let mut edits = of_each_cell(&path, "invoices", &format!("number = '{text}'"));
        edits.extend(of_each_cell(&path, "invoice_loads", &format!("invoice = '{text}'")));
        edits.extend(of_each_cell(&path, "outbox", &format!("invoice = '{text}'")));
        edits.push(format!("UPDATE outbox SET state = 'rejected' WHERE invoice = '{text}'"));
        edits.push(forged(text));
        edits.push(format!("INSERT INTO invoice_loads VALUES ('L-77', '{text}')"));
        edits.push(format!("UPDATE invoices SET body = (SELECT body FROM invoices WHERE number <> '{text}')"));
        for table in ["invoices WHERE number", "invoice_loads WHERE invoice", "outbox WHERE invoice"] {
            edits.push(format!("DELETE FROM {table} = '{text}'"));
        }
        let last = format!("(SELECT max(seq) FROM entries WHERE invoice = '{text}')");
        edits.extend(of_each_cell(&path, "entries", &format!("invoice = '{text}' AND kind = 'invoice_drafted'")));
        edits.extend(of_each_cell(&path, "entries", &format!("invoice = '{text}' AND seq = {last}")));
        edits.push(format!("DELETE FROM entries WHERE invoice = '{text}' AND kind = 'invoice_drafted'"));
        edits.push(format!("DELETE FROM entries WHERE seq = {last}"));
        edits.push(format!("DELETE FROM entries WHERE seq = {last} - 1"));
        assert_eq!(unseen(&path, &edits, &|book| refuses(book.verify_invoice(invoice))), [""; 0]);
    }
}

#[test]
fn another_invoices_damage_does_not_keep_one_from_being_used() {
    let folder = tempfile::tempdir().expect("folder");
    let (book, path) = checked_book(folder.path());
    let edit = |c: &Connection| c.execute("UPDATE outbox SET seal = 'x' WHERE invoice = ?1", [TWO]);
    without_guards(&raw(&path), edit).expect("edits");
    assert_eq!(book.verify_invoice(&number(ONE)), Ok(()));
    assert!(book.verify_invoice(&number(TWO)).is_err());
}

#[test]
fn a_batch_that_is_closed_by_no_entry_sends_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let (_, path) = checked_book(folder.path());
    // The next entry is not one of this invoice, so that only where the invoice stands tells it.
    let edits = ["DELETE FROM entries WHERE kind = 'batched'".to_owned()];
    assert_eq!(unseen(&path, &edits, &|book| refuses(book.verify_invoice(&number(TWO)))), [""; 0]);
}

#[test]
fn each_edit_of_an_entry_is_seen_when_it_is_used() {
    let folder = tempfile::tempdir().expect("folder");
    let (book, path) = checked_book(folder.path());
    let last = book.head().expect("head").seq;
    for seq in 1..=last {
        assert_eq!(book.verify_entry(seq), Ok(()), "{seq}");
    }
    assert!(book.verify_entry(last + 1).is_err() && book.verify_entry(0).is_err());
    drop(book);
    for seq in [1, 2, 6, last] {
        let mut edits = of_each_cell(&path, "entries", &format!("seq = {seq}"));
        edits.push(format!("DELETE FROM entries WHERE seq = {seq}"));
        if seq > 1 {
            edits.push(format!("DELETE FROM entries WHERE seq = {seq} - 1"));
            edits.push(format!("UPDATE entries SET hash = 'x' WHERE seq = {seq} - 1"));
        }
        if seq + 1 < last {
            edits.push(format!("DELETE FROM entries WHERE seq = {seq} + 1"));
            edits.push(format!("UPDATE entries SET prev = 'x' WHERE seq = {seq} + 1"));
        }
        let body = "replace(CAST(body AS TEXT), 'desk', 'mate')";
        edits.push(format!("UPDATE entries SET account = 'mate', body = CAST({body} AS BLOB) WHERE seq = {seq}"));
        assert_eq!(unseen(&path, &edits, &|book| refuses(book.verify_entry(seq))), [""; 0], "{seq}");
    }
    let far = ["UPDATE entries SET account = 'mate' WHERE seq = 1".to_owned()];
    assert_eq!(unseen(&path, &far, &|book| refuses(book.verify_entry(6))).len(), 1, "it looks at no more");
}

#[test]
fn what_was_appended_is_checked_and_what_was_before_is_not() {
    let folder = tempfile::tempdir().expect("folder");
    let (book, path) = checked_book(folder.path());
    let entry = book.entry(6).expect("reads").expect("an entry");
    let (checked, head) = (Head { seq: 6, hash: entry.hash }, book.head().expect("head"));
    let genesis = Head { seq: 0, hash: Hash("0".repeat(64)) };
    assert_eq!((book.verify_after(&checked), book.verify_after(&genesis)), (Ok(head.clone()), Ok(head.clone())));
    assert_eq!(book.verify_after(&head), Ok(head.clone()));
    drop(book);
    let check = |from: &Head, book: &Book| refuses(book.verify_after(from).map(|_| ()));
    let mut before: Vec<String> =
        (1..6).flat_map(|seq| of_each_cell(&path, "entries", &format!("seq = {seq}"))).collect();
    before.retain(|sql| !sql.contains("SET seq"));
    before.push("DELETE FROM entries WHERE seq = 3".to_owned());
    assert_eq!(unseen(&path, &before, &|book| check(&checked, book)), before, "that was checked before");
    assert_eq!(unseen(&path, &before, &|book| check(&genesis, book)), [""; 0]);
    let mut behind: Vec<String> =
        (7..=head.seq).flat_map(|seq| of_each_cell(&path, "entries", &format!("seq = {seq}"))).collect();
    behind.extend((7..=head.seq).map(|seq| format!("DELETE FROM entries WHERE seq = {seq}")));
    behind.extend(["DELETE FROM entries WHERE seq > 6", "DELETE FROM entries WHERE seq = 6"].map(str::to_owned));
    behind.extend(["UPDATE entries SET hash = 'x' WHERE seq = 6", "UPDATE head SET seq = seq - 1"].map(str::to_owned));
    behind.push("UPDATE head SET hash = 'x'".to_owned());
    assert_eq!(unseen(&path, &behind, &|book| check(&checked, book)), [""; 0]);
}

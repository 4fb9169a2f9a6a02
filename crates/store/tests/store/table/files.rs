//! Planted once and seen red: `file_invoices` not looked at, and then without its key; a file handed out twice; a body that
//! is not kept; rows believed where entries say otherwise, by who appends and by the check of the whole.

use linehaul_domain::canonical;
use linehaul_domain::decision::Decision;
use linehaul_domain::invoice::InvoiceState::*;
use linehaul_store::{Book, BookWrite, FileRow};

use crate::support::*;

const ONE: &str = "PSL-A-000001-G1";
const TWO: &str = "PSL-A-000002-G1";

fn prepared(file: &str, invoices: &[&str]) -> BookWrite {
    let content = format!("content of {file}").into_bytes();
    let body = canonical::hash_bytes(&content);
    let invoices = invoices.iter().map(|i| number(i)).collect();
    let decision = Decision::FilePrepared { file: file.into(), batch: "B-1".into(), invoices, body: body.clone() };
    BookWrite { bodies: vec![(body, content)], ..decisions([decision]) }
}

fn handed_out(file: &str) -> BookWrite {
    decisions([Decision::FileHandedOut { file: file.into() }])
}

fn code(book: &mut Book, write: &BookWrite) -> &'static str {
    let (before, fault) = (book.head(), try_append(book, write).expect_err("refuses"));
    assert_eq!(book.head(), before);
    assert!(book.verify().expect("report").ok);
    fault.code.as_str()
}

fn two_posted(folder: &tempfile::TempDir) -> (Book, std::path::PathBuf) {
    let (mut book, path) = book(folder.path());
    approve(&mut book, &["L-1", "L-2"]);
    let invoices = [billed(&book, ONE, "B-1", &["L-1"]), billed(&book, TWO, "B-1", &["L-2"])];
    append(&mut book, &batch("B-1", &invoices, 3));
    walk(&mut book, ONE, &[Sending, Posted]);
    walk(&mut book, TWO, &[Sending, Posted]);
    (book, path)
}

#[test]
fn a_posted_invoice_is_in_one_file() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = two_posted(&folder);
    assert_eq!(book.unfiled(), Ok(vec![number(ONE), number(TWO)]));
    append(&mut book, &prepared("one.csv", &[ONE]));
    assert_eq!((book.unfiled(), book.file_of(&number(ONE))), (Ok(vec![number(TWO)]), Ok(Some("one.csv".into()))));
    assert_eq!(code(&mut book, &prepared("two.csv", &[TWO, ONE])), "LH-522");
    assert_eq!(code(&mut book, &prepared("two.csv", &[TWO, TWO])), "LH-522");
    assert_eq!((book.unfiled(), book.files_of(&batch_id("B-1")).expect("files").len()), (Ok(vec![number(TWO)]), 1));
    append(&mut book, &step(TWO, Posted, Cancelled));
    assert_eq!(book.unfiled(), Ok(Vec::new()), "nothing is imported that is cancelled");
    append(&mut book, &step(TWO, Cancelled, Posted));
    assert_eq!(book.unfiled(), Ok(vec![number(TWO)]), "it stands after all");
    append(&mut book, &prepared("two.csv", &[TWO]));
    assert_eq!(book.unfiled(), Ok(Vec::new()));
    append(&mut book, &step(TWO, Posted, Cancelled));
    append(&mut book, &step(TWO, Cancelled, Posted));
    assert_eq!(book.unfiled(), Ok(Vec::new()), "it is in a file");
    assert!(book.verify().expect("report").ok);
}

#[test]
fn a_file_is_made_once_and_handed_out_once() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = two_posted(&folder);
    assert_eq!(code(&mut book, &handed_out("one.csv")), "LH-950");
    append(&mut book, &prepared("one.csv", &[ONE]));
    let seq = book.head().expect("head").seq;
    let body = canonical::hash_bytes(b"content of one.csv");
    let mut row = FileRow { name: "one.csv".into(), batch: "B-1".into(), body, prepared: seq, handed_out: None };
    assert_eq!((book.files_waiting(), book.is_handed_out("one.csv")), (Ok(vec![row.clone()]), Ok(false)));
    assert_eq!(book.body(&row.body), Ok(Some(b"content of one.csv".to_vec())), "it can be written again");
    append(&mut book, &handed_out("one.csv"));
    row.handed_out = Some(seq + 1);
    assert_eq!((book.files_waiting(), book.is_handed_out("one.csv")), (Ok(Vec::new()), Ok(true)));
    assert_eq!(book.files_of(&batch_id("B-1")), Ok(vec![row]));
    assert_eq!(code(&mut book, &handed_out("one.csv")), "LH-950");
    assert_eq!(code(&mut book, &prepared("one.csv", &[TWO])), "LH-950");
    let unkept = BookWrite { bodies: Vec::new(), ..prepared("two.csv", &[TWO]) };
    assert_eq!(code(&mut book, &unkept), "LH-950");
}

#[test]
fn the_tables_themselves_refuse_a_second_file_and_a_changed_one() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = two_posted(&folder);
    append(&mut book, &prepared("one.csv", &[ONE]));
    append(&mut book, &prepared("two.csv", &[TWO]));
    append(&mut book, &handed_out("one.csv"));
    let connection = raw(&path);
    for sql in [
        "INSERT INTO file_invoices VALUES ('PSL-A-000001-G1', 'two.csv')",
        "INSERT OR REPLACE INTO file_invoices VALUES ('PSL-A-000001-G1', 'two.csv')",
        "UPDATE file_invoices SET file = 'two.csv'",
        "DELETE FROM file_invoices",
        "UPDATE files SET body = 'x' WHERE name = 'one.csv'",
        "UPDATE files SET body = 'x' WHERE name = 'two.csv'",
        "UPDATE files SET handed_out = NULL WHERE name = 'one.csv'",
        "UPDATE files SET handed_out = handed_out + 1 WHERE name = 'one.csv'",
        "INSERT OR REPLACE INTO files SELECT name, batch, 'x', prepared, NULL FROM files WHERE name = 'one.csv'",
        "DELETE FROM files",
    ] {
        assert!(connection.execute(sql, []).is_err(), "{sql}");
    }
    assert!(book.verify().expect("report").ok);
}

#[test]
fn what_the_entries_handed_out_is_not_handed_out_again_whatever_the_rows_say() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = two_posted(&folder);
    append(&mut book, &prepared("one.csv", &[ONE]));
    append(&mut book, &handed_out("one.csv"));
    assert_eq!(book.verify_files(), Ok(()));
    let edit = |sql: &str| without_guards(&raw(&path), |c| c.execute_batch(sql).expect("edited"));
    let refused = |result: linehaul_domain::fault::Outcome<()>| result.expect_err("refused").code.as_str();

    edit("UPDATE files SET handed_out = NULL");
    assert_eq!(refused(book.verify_files()), "LH-520");
    assert_eq!(refused(try_append(&mut book, &handed_out("one.csv")).map(drop)), "LH-522");
    edit("UPDATE files SET handed_out = prepared + 1");

    edit("DELETE FROM file_invoices; INSERT INTO unfiled VALUES ('PSL-A-000001-G1')");
    assert_eq!(refused(book.verify_files()), "LH-520");
    assert_eq!(refused(try_append(&mut book, &prepared("two.csv", &[ONE])).map(drop)), "LH-522");
}

#[test]
fn an_invoice_that_two_entries_put_into_a_file_is_found() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = two_posted(&folder);
    append(&mut book, &prepared("one.csv", &[ONE]));
    let edit = |sql: &str| without_guards(&raw(&path), |c| c.execute_batch(sql).expect("edited"));
    // A hand that knows of the other locks opens them, and puts everything back afterwards.
    edit(
        "UPDATE entries SET kind = 'x' WHERE kind = 'file_prepared'; DELETE FROM file_invoices;
          INSERT INTO unfiled VALUES ('PSL-A-000001-G1')",
    );
    append(&mut book, &prepared("two.csv", &[ONE]));
    edit("UPDATE entries SET kind = 'file_prepared' WHERE kind = 'x'");
    let report = book.verify().expect("a report");
    assert!(!report.ok && report.why.is_some_and(|why| why.contains("one.csv and two.csv")));
}

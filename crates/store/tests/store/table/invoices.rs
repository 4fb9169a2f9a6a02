use linehaul_domain::invoice::InvoiceState::*;
use linehaul_store::InvoiceRow;

use crate::support::*;

fn numbers(rows: &[InvoiceRow]) -> Vec<&str> {
    rows.iter().map(|r| r.number.as_str()).collect()
}

#[test]
fn they_are_found_by_state_batch_and_load() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    story(&mut book);
    let all = book.invoices(None, None).expect("lists");
    assert_eq!(all.len(), 4);
    let binding = |load: &str| -> Vec<String> {
        let at = book.binding_invoices(&load.into()).expect("lists");
        at.into_iter().map(|at| at.number.0).collect()
    };
    assert_eq!(numbers(&book.invoices(Some(Queued), None).expect("lists")), ["PSL-A-000004-G1"]);
    let (one, two) = (batch_id("B-1"), batch_id("B-2"));
    assert_eq!(numbers(&book.invoices(None, Some(&one)).expect("lists")), numbers(&all[..3]));
    assert_eq!(numbers(&book.invoices(Some(Posted), Some(&one)).expect("lists")), ["PSL-A-000001-G1"]);
    assert!(book.invoices(Some(Posted), Some(&two)).expect("lists").is_empty());
    assert_eq!(binding("L-2"), ["PSL-A-000001-G1"]);
    assert!(binding("L-4").is_empty(), "voided");
    assert_eq!(book.invoice(&number("nowhere")), Ok(None));
}

#[test]
fn a_row_comes_back_as_it_was_drafted() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    approve(&mut book, &["L-1", "L-2"]);
    let body = billed(&book, "PSL-A-000001-G1", "B-1", &["L-1", "L-2", "L-1"]);
    append(&mut book, &batch("B-1", std::slice::from_ref(&body), 2));
    let row = book.invoice(&body.number).expect("reads").expect("a row");
    let expected = InvoiceRow { state: Queued, updated_seq: 4, ..InvoiceRow::draft(body) };
    assert_eq!(row, expected);
    assert_eq!(row.body.loads(), loads(&["L-1", "L-2"]));
}

#[test]
fn what_was_drafted_is_not_edited() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    story(&mut book);
    let connection = raw(&path);
    for sql in [
        "UPDATE invoices SET body = x'00'",
        "UPDATE invoices SET batch = 'B-7'",
        "DELETE FROM invoices",
        "INSERT OR REPLACE INTO invoices SELECT * FROM invoices",
        "UPDATE invoice_loads SET load = 'L-7'",
        "DELETE FROM invoice_loads",
    ] {
        assert!(connection.execute(sql, []).is_err(), "{sql}");
    }
}

use linehaul_domain::canonical;
use linehaul_store::BookWrite;

use crate::support::*;

#[test]
fn bytes_are_kept_once_under_their_hash() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    let bytes = vec![0u8, 255, 10];
    let hash = canonical::hash_bytes(&bytes);
    let write = BookWrite { bodies: vec![(hash.clone(), bytes.clone()); 2], ..BookWrite::default() };
    append(&mut book, &write);
    append(&mut book, &write);
    assert_eq!(book.body(&hash), Ok(Some(bytes)));
    assert_eq!(book.body(&canonical::hash_bytes(b"other")), Ok(None));
    let rows: i64 = raw(&path).query_row("SELECT count(*) FROM bodies", [], |row| row.get(0)).expect("counts");
    assert_eq!(rows, 1);
    assert!(book.verify().expect("report").ok);
}

#[test]
fn rows_are_not_edited_deleted_or_replaced() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    story(&mut book);
    let connection = raw(&path);
    for sql in [
        "UPDATE bodies SET bytes = x'00' WHERE position = 1",
        "DELETE FROM bodies WHERE position = 1",
        "INSERT OR REPLACE INTO bodies SELECT * FROM bodies WHERE position = 1",
    ] {
        assert!(connection.execute(sql, []).is_err(), "{sql}");
    }
}

#[test]
fn an_invoices_body_is_found_by_its_hash_too() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    story(&mut book);
    let row = book.invoice(&number("PSL-A-000004-G1")).expect("reads").expect("a row");
    let bytes = canonical::encode(&row.body);
    assert_eq!(book.body(&canonical::hash_bytes(&bytes)), Ok(Some(bytes)));
}

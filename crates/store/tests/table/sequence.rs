use linehaul_store::BookWrite;

use crate::support::*;

#[test]
fn it_begins_at_one_and_only_grows() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    assert_eq!(book.next_sequence(), Ok(1));
    let to = |next| BookWrite { sequence: Some(next), ..BookWrite::default() };
    append(&mut book, &to(4));
    assert_eq!(book.next_sequence(), Ok(4));
    assert_eq!(book.append(&to(3)).expect_err("refuses").code, "LH-950");
    assert!(raw(&path).execute("UPDATE sequence SET next = 1", []).is_err());
    assert!(raw(&path).execute("DELETE FROM sequence", []).is_err());
    assert_eq!(book.next_sequence(), Ok(4));
}

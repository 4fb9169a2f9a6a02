use linehaul_store::Head;

use crate::support::*;

#[test]
fn an_empty_book_begins_with_zeros() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    let genesis = Head { seq: 0, hash: linehaul_domain::ids::Hash("0".repeat(64)) };
    assert_eq!(book.head(), Ok(genesis.clone()));
    assert_eq!(book.runs_through(&genesis), Ok(true));
    let written = append(&mut book, &decisions([held("L-1", "x")]));
    assert_eq!(written[0].prev, genesis.hash);
    assert!(raw(&path).execute("DELETE FROM head", []).is_err());
}

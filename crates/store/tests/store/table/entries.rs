use linehaul_domain::canonical;

use crate::support::*;

#[test]
fn rows_are_not_edited_deleted_or_replaced() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    story(&mut book);
    let connection = raw(&path);
    for sql in [
        "UPDATE entries SET account = 'mate' WHERE seq = 1",
        "DELETE FROM entries WHERE seq = 1",
        "INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE seq = 1",
        "INSERT INTO entries SELECT seq + 1000, version, kind, load, invoice, batch, at, account, actor, role, body,
         prev, hash FROM entries WHERE seq = 1",
    ] {
        assert!(connection.execute(sql, []).is_err(), "{sql}");
    }
    assert!(book.verify().expect("report").ok);
}

#[test]
fn each_hash_covers_number_version_the_one_before_and_the_entry() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    story(&mut book);
    let entries = book.entries_after(0).expect("entries");
    let mut prev = linehaul_domain::ids::Hash("0".repeat(64));
    for (at, entry) in entries.iter().enumerate() {
        assert_eq!((entry.seq, entry.version, &entry.prev), (at as u64 + 1, 1, &prev));
        assert_eq!(entry.hash, canonical::hash(&(entry.seq, entry.version, &entry.prev, &entry.entry)));
        prev = entry.hash.clone();
    }
}

#[test]
fn the_columns_are_for_people_with_a_shell() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    story(&mut book);
    let sql = "SELECT kind || ' ' || ifnull(load, '-') || ' ' || at || ' ' || actor || ' ' || role FROM entries
               WHERE seq = 2";
    let row: String = raw(&path).query_row(sql, [], |row| row.get(0)).expect("reads");
    assert_eq!(row, "held L-9 2025-03-07T08:53:20.123456789Z biller biller");
}

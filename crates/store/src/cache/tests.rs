//! Planted once and seen red: facts and their marks in two transactions; tables of another build that are taken for its own.

use linehaul_domain::canonical;
use linehaul_domain::fact::FactBody;
use linehaul_domain::fault::Code;
use linehaul_domain::load::Load;

use super::*;
use crate::archive::Delivery;
use crate::table::assessments::column;
use crate::table::digest::{COLUMNS_NOT_COMPARED, NOT_COMPARED};
use crate::table::readings::ReadingRow;

/// A load's fact that needs pages.
fn fact(number: &str, version: i64) -> Fact {
    let mut load = Load::new(number.into());
    load.equipment = "x".repeat(3000);
    let version = linehaul_domain::time::Instant::from_timestamp(version, 0).expect("instant");
    Fact::whole("dispatch".into(), version, FactBody::Load(Box::new(load)))
}

fn reading(content: &[u8]) -> ReadingRow {
    let (file, kind, hash) = ("loads.csv".into(), "loads".into(), canonical::hash_bytes(content));
    let received = linehaul_domain::time::Instant::UNIX_EPOCH;
    let source = "dispatch".into();
    let (cursor, scope, reader, columns) = (None, None, None, None);
    let delivery = Delivery { source, file, kind, received, hash, cursor, scope, reader, columns };
    ReadingRow { delivery, rows: 40, quarantined: 0 }
}

#[test]
fn facts_and_what_they_make_stale_come_together_or_not_at_all() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    cache.take_reading(&reading(b"one"), &[fact("L-0", 1)], &[], &[]).expect("keeps");
    // Names so long that the marks need pages of their own.
    let facts: Vec<Fact> = (0..40).map(|n| fact(&format!("L-{n:0900}"), 2)).collect();
    let full: i64 = cache.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).expect("pages");
    let count = |cache: &Cache| -> (i64, u64) {
        let facts = cache.connection.query_row("SELECT count(*) FROM facts", [], |row| row.get(0));
        (facts.expect("a count"), cache.stale_count().expect("a count"))
    };
    let mut refused = 0;
    for room in 0.. {
        cache.connection.pragma_update(None, "max_page_count", full + room).expect("a limit");
        match cache.take_reading(&reading(b"two"), &facts, &[], &["pod.pdf".to_owned()]) {
            Ok(_) => break,
            Err(fault) => assert_eq!(fault.code, Code::DiskFailed, "{fault}"),
        }
        refused += 1;
        assert_eq!(count(&cache), (1, 1), "with room for {room} pages");
        assert_eq!(cache.mentioning(&"dispatch".into(), "pod.pdf"), Ok(Vec::new()));
    }
    assert!(refused > 10, "{refused}");
    assert_eq!(count(&cache), (41, 41));
}

#[test]
fn a_cache_of_other_tables_is_put_aside_and_made_again() {
    // A version of its own that is not known, and a table of this version that another build had otherwise.
    let changes = [
        "PRAGMA user_version = 6",
        "ALTER TABLE assessments ADD COLUMN of_another_build TEXT",
        "DROP INDEX assessments_by_total",
    ];
    for change in changes {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("cache.sqlite");
        let mut cache = Cache::open(&path).expect("opens");
        cache.take_reading(&reading(b"one"), &[fact("L-1", 1)], &[], &[]).expect("keeps");
        cache.connection.execute_batch(change).expect("changes");
        drop(cache);
        let cache = Cache::open(&path).expect("opens");
        assert!(folder.path().join("cache.sqlite.damaged-1").exists(), "{change}");
        assert_eq!((cache.applied(), cache.stale_count()), (Ok(None), Ok(0)), "{change}");
        assert_eq!((cache.index(), cache.digest()), (Ok(Vec::new()), Ok(BTreeMap::new())), "{change}");
    }
}

/// Columns of a table: the name, the kind, and another value than [`filled`] puts there.
fn columns(cache: &Cache, table: &str) -> Vec<(String, String)> {
    let sql = "SELECT name, type FROM pragma_table_info(?1) ORDER BY cid";
    let mut statement = cache.connection.prepare(sql).expect("reads");
    let rows = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?))).expect("reads");
    rows.collect::<rusqlite::Result<_>>().expect("columns")
}

/// A cache with a row in every table that its schema has, and without the triggers that would write to another.
fn filled(folder: &tempfile::TempDir) -> (Cache, Vec<String>) {
    let cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    let sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
    let triggers: Vec<String> = {
        let mut statement = cache.connection.prepare(sql).expect("reads");
        statement.query_map([], |row| row.get(0)).expect("reads").collect::<rusqlite::Result<_>>().expect("triggers")
    };
    triggers.iter().for_each(|name| cache.connection.execute_batch(&format!("DROP TRIGGER {name}")).expect("drops"));
    let tables = digest::tables(&cache.connection).expect("tables");
    for table in &tables {
        let columns = columns(&cache, table);
        let values: Vec<&str> = columns.iter().map(|(_, kind)| value(kind, false)).collect();
        let sql = format!("INSERT OR REPLACE INTO {table} VALUES ({})", values.join(", "));
        cache.connection.execute_batch(&sql).unwrap_or_else(|why| panic!("{table}: {why}"));
    }
    (cache, tables)
}

fn value(kind: &str, other: bool) -> &'static str {
    match (kind, other) {
        ("TEXT", false) => "'x'",
        ("TEXT", true) => "'y'",
        ("BLOB", false) => "x'01'",
        ("BLOB", true) => "x'02'",
        (_, false) => "1",
        (_, true) => "2",
    }
}

#[test]
fn the_digest_sees_every_table_and_column_but_those_that_say_why_not() {
    let folder = tempfile::tempdir().expect("folder");
    let (cache, tables) = filled(&folder);
    let before = cache.digest().expect("digest");
    let (mut unseen, mut unseen_columns) = (Vec::new(), Vec::new());
    let differs = |sql: &str| {
        cache.connection.execute_batch("BEGIN").expect("begins");
        let done = cache.connection.execute_batch(sql);
        let after = cache.digest().expect("digest");
        cache.connection.execute_batch("ROLLBACK").expect("goes back");
        done.map(|()| after != before)
    };
    for table in &tables {
        if !differs(&format!("DELETE FROM {table}")).expect("deletes") {
            unseen.push(table.as_str());
            continue;
        }
        for (column, kind) in columns(&cache, table) {
            match differs(&format!("UPDATE {table} SET \"{column}\" = {}", value(&kind, true))) {
                Ok(true) => {}
                Ok(false) => unseen_columns.push((table.clone(), column)),
                // It is yes or no.
                Err(_) if (table.as_str(), column.as_str()) == ("alike", "shared") => {
                    assert_eq!(differs("UPDATE alike SET shared = 0"), Ok(true));
                }
                // There can be no other row.
                Err(_) => assert_eq!((table.as_str(), column.as_str()), ("stale_count", "id")),
            }
        }
    }
    let mut may: Vec<&str> = NOT_COMPARED.iter().map(|(table, _)| *table).collect();
    may.sort_unstable();
    unseen.sort_unstable();
    assert_eq!(unseen, may);
    let may: Vec<_> = COLUMNS_NOT_COMPARED.iter().map(|(t, c, _)| ((*t).to_owned(), (*c).to_owned())).collect();
    assert!(unseen_columns.iter().all(|column| may.contains(column)), "{unseen_columns:?}");
    assert_eq!(unseen_columns.len(), may.len(), "{unseen_columns:?}");
}

#[test]
fn clearing_empties_every_table() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut cache, tables) = filled(&folder);
    cache.clear().expect("clears");
    for table in tables.iter().filter(|table| *table != "stale_count") {
        let rows: i64 = cache
            .connection
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
            .expect("a count");
        assert_eq!(rows, 0, "{table}");
    }
}

#[test]
fn the_columns_of_assessments_are_those_that_the_table_has() {
    let folder = tempfile::tempdir().expect("folder");
    let cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    let mut there: Vec<String> = columns(&cache, "assessments").into_iter().map(|(name, _)| name).collect();
    let mut written = column::names();
    there.sort();
    written.sort_unstable();
    assert_eq!(there, written);
}

//! Planted once and seen red: facts and their marks in two transactions; a version that is not emptied.

use linehaul_domain::fact::FactBody;
use linehaul_domain::fault::Code;
use linehaul_domain::load::Load;

use super::*;
use crate::archive::Delivery;

/// A load's fact that needs pages.
fn fact(number: &str, version: i64) -> Fact {
    let mut load = Load::new(number.into());
    load.equipment = "x".repeat(3000);
    let version = linehaul_domain::time::Instant::from_timestamp(version, 0).expect("instant");
    Fact { source: "dispatch".into(), version, body: FactBody::Load(Box::new(load)) }
}

fn reading(content: &[u8]) -> ReadingRow {
    let (file, kind, hash) = ("loads.csv".into(), "loads".into(), canonical::hash_bytes(content));
    let received = linehaul_domain::time::Instant::UNIX_EPOCH;
    let delivery = Delivery { source: "dispatch".into(), file, kind, received, hash, cursor: None };
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
fn an_older_cache_is_emptied_to_be_made_again() {
    // The fifth version adds to the fourth and empties nothing.
    for version in 1..4 {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("cache.sqlite");
        let older = Schema { versions: &SCHEMA.versions[..version], ..SCHEMA };
        let connection = database::open(&path, &older, None).expect("opens");
        let sql = "INSERT INTO meta VALUES ('applied', '7'); INSERT INTO facts VALUES ('L-1', 'load/L-1', 'h', x'00');
                   INSERT INTO loads VALUES ('L-1', 'r', x'00'); INSERT INTO customers VALUES ('ACME', 'h', x'00');
                   INSERT INTO assessments (load, state, customer, total, currency, body)
                     VALUES ('L-1', 'held', 'ACME', '1', 'USD', x'00');";
        connection.execute_batch(sql).expect("writes");
        drop(connection);
        let cache = Cache::open(&path).expect("opens");
        assert!(!folder.path().join("cache.sqlite.damaged-1").exists(), "version {version} is known");
        assert_eq!((cache.applied(), cache.counts_by_state()), (Ok(None), Ok(Vec::new())));
        assert_eq!((cache.index(), cache.digest()), (Ok(Vec::new()), Ok(BTreeMap::new())), "version {version}");
    }
}

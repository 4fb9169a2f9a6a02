use linehaul_domain::canonical;
use linehaul_store::Cache;

use crate::support::*;

fn cache(folder: &tempfile::TempDir) -> Cache {
    Cache::open(&folder.path().join("cache.sqlite")).expect("opens")
}

#[test]
fn each_statement_is_kept_once() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = cache(&folder);
    let first = take(&mut cache, &[load_fact("L-1", 600, 1), load_fact("L-1", 600, 1), stop_fact("L-1", 1, 2)]);
    assert_eq!((first.new, first.changed, first.duplicate), (2, 0, 1));
    assert_eq!(first.touched.into_iter().collect::<Vec<_>>(), loads(&["L-1"]));
    let again = take(&mut cache, &[load_fact("L-1", 600, 1), load_fact("L-1", 612, 3)]);
    assert_eq!((again.new, again.changed, again.duplicate), (0, 1, 1));
    let same = take(&mut cache, &[load_fact("L-1", 612, 3)]);
    assert_eq!((same.duplicate, same.touched.len()), (1, 0));
    assert_eq!(cache.facts_of_load(&"L-1".into()).expect("facts").len(), 3);
}

#[test]
fn they_come_back_the_same_in_an_order_of_their_own() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = cache(&folder);
    let facts = [stop_fact("L-1", 2, 2), load_fact("L-1", 600, 1), stop_fact("L-1", 1, 2), load_fact("L-2", 5, 1)];
    take(&mut cache, &facts);
    let back = cache.facts_of_load(&"L-1".into()).expect("facts");
    let expected = [facts[1].clone(), facts[2].clone(), facts[0].clone()];
    assert_eq!(canonical::encode(&back), canonical::encode(&expected));
}

#[test]
fn a_fact_that_is_not_what_was_taken_in_is_never_read() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = cache(&folder);
    take(&mut cache, &[load_fact("L-1", 600, 1), load_fact("L-2", 600, 1), customer_fact("ACME", "Acme", 1)]);
    let edit = |which: &str| {
        let sql =
            format!("UPDATE facts SET body = CAST(replace(CAST(body AS TEXT), '600', '900') AS BLOB) WHERE {which}");
        raw(&folder.path().join("cache.sqlite")).execute(&sql, []).expect("edits")
    };
    assert_eq!(edit("load = 'L-1'"), 1);
    let fault = cache.facts_of_load(&"L-1".into()).expect_err("refuses");
    assert_eq!(fault.code, "LH-523");
    assert!(fault.next.contains("linehaul rebuild"), "{fault}");
    let rows = cache.fact_rows(&"L-1".into()).expect("rows as they stand");
    assert_eq!(rows[0].read().expect_err("refuses").code, "LH-523");
    assert_eq!(cache.facts_of_load(&"L-2".into()).expect("facts").len(), 1, "another is not concerned");
    let rename = "UPDATE facts SET body = CAST(replace(CAST(body AS TEXT), 'Acme', 'Acne') AS BLOB) WHERE load = ''";
    raw(&folder.path().join("cache.sqlite")).execute(rename, []).expect("edits");
    let fault = try_take(&mut cache, &[customer_fact("ACME", "Acme Foods", 2)]).expect_err("refuses");
    assert_eq!(fault.code, "LH-523", "a customer is not folded of it either");
}

use linehaul_store::Cache;

use crate::support::*;

#[test]
fn the_latest_statement_stands_in_whatever_order_it_came() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("cache.sqlite");
    let mut cache = Cache::open(&path).expect("opens");
    let added = take(&mut cache, &[customer_fact("ACME", "New", 5), customer_fact("BETA", "Beta", 1)]);
    assert_eq!(added.touched_customers.len(), 2);
    let late = take(&mut cache, &[customer_fact("ACME", "Old", 1)]);
    assert_eq!((late.changed, late.touched.len()), (1, 0));
    let names: Vec<String> = cache.customers().expect("lists").into_iter().map(|c| c.name).collect();
    assert_eq!(names, ["New", "Beta"]);
    assert_eq!(cache.customer(&"GAMMA".into()), Ok(None));
    assert_eq!(number_of(&path, "SELECT count(*) FROM facts"), 3, "what does not stand is kept too");
}

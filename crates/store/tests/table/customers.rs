use linehaul_store::Cache;

use crate::support::*;

#[test]
fn the_latest_statement_stands_in_whatever_order_it_came() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    let added = cache.add_facts(&[customer_fact("ACME", "New", 5), customer_fact("BETA", "Beta", 1)]).expect("adds");
    assert_eq!(added.touched_customers.len(), 2);
    let late = cache.add_facts(&[customer_fact("ACME", "Old", 1)]).expect("adds");
    assert_eq!((late.changed, late.touched.len()), (1, 0));
    let names: Vec<String> = cache.customers().expect("lists").into_iter().map(|c| c.name).collect();
    assert_eq!(names, ["New", "Beta"]);
    assert_eq!(cache.customer(&"GAMMA".into()), Ok(None));
    assert_eq!(cache.facts_of_customer(&"ACME".into()).expect("facts").len(), 2);
    assert_eq!(cache.customer_facts().expect("facts").len(), 3);
}

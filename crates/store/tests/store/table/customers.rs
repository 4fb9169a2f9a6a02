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

#[test]
fn a_row_that_was_changed_is_refused_and_one_that_was_made_up_decides_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("cache.sqlite");
    let mut cache = Cache::open(&path).expect("opens");
    take(&mut cache, &[customer_fact("ACME", "Acme", 1), customer_fact("BETA", "Beta", 1)]);
    assert_eq!(cache.customer_as_delivered(&"ACME".into()), cache.customer(&"ACME".into()));
    // The row of another customer, hash and all.
    let edit =
        "UPDATE customers SET (hash, body) = (SELECT hash, body FROM customers WHERE id = 'BETA') WHERE id = 'ACME'";
    raw(&path).execute(edit, []).expect("edited");
    let code = |outcome: linehaul_domain::fault::Outcome<Option<linehaul_domain::party::Customer>>| {
        outcome.expect_err("refused").code.as_str()
    };
    assert_eq!(code(cache.customer_as_delivered(&"ACME".into())), "LH-523");
    raw(&path).execute("UPDATE customers SET body = CAST('1:{}' AS BLOB) WHERE id = 'ACME'", []).expect("edited");
    assert_eq!(code(cache.customer(&"ACME".into())), "LH-523");
    assert_eq!(cache.customers().expect_err("refused").code.as_str(), "LH-523");
}

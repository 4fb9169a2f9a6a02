//! What the ERP billed, as the list of a cut-over: kept in the book as a file is, and without what this book billed itself.

use std::path::Path;

use linehaul_connectors::billed_list;
use linehaul_connectors::erp::memory::{Clock, Fault, Faults, MemoryErp, Method, Rule, World, able};
use linehaul_connectors::erp::{Receivable, Traits};
use linehaul_domain::Decimal;
use linehaul_domain::cutover::{BilledList, Standing};
use linehaul_domain::decision::Decision;
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;
use linehaul_workbench::decisions::cutover::{CutAt, set, try_it};
use linehaul_workbench::decisions::cutover_erp::list_with;
use linehaul_workbench::intake::open::open;
use linehaul_workbench::intake::sync::sync;
use linehaul_workbench::workspace::home::Workbench;

const SETTINGS: &str = r#"
[business]
name = "Cut"
zone = "America/Chicago"
today = "2025-03-07"
invoice_prefix = "CUT"
desk = "A"
[[user]]
name = "boss"
accounts = ["*"]
roles = ["approver", "admin", "biller", "pricing"]
[[source]]
name = "dispatch"
kind = "csv-drop"
folder = "drop"
[erp]
kind = "file"
"#;

const LOADS: &str = "load_number,customer,status,ref:pro,ref:bol,updated_at\n\
                     L-1001,ACME,delivered,,,2025-02-01T00:00:00Z\n\
                     L-1002,ACME,delivered,77812,,2025-02-01T00:00:00Z\n\
                     L-1003,ACME,delivered,,B-9003,2025-02-01T00:00:00Z\n\
                     L-1004,ACME,delivered,,,2025-02-01T00:00:00Z\n\
                     L-1005,ACME,delivered,,,2025-02-01T00:00:00Z\n";

fn bench(folder: &Path) -> Workbench {
    std::fs::create_dir_all(folder.join("drop")).expect("a folder");
    std::fs::write(folder.join("linehaul.toml"), SETTINGS).expect("written");
    std::fs::write(folder.join("drop/loads-1.csv"), LOADS).expect("written");
    let mut bench = open(folder).expect("opens");
    sync(&mut bench, &[], &mut |_, _, _| true).expect("synced");
    bench
}

fn billed(made_as: &str, description: &str) -> Receivable {
    Receivable {
        id: made_as.to_owned(),
        number: format!("N-{made_as}"),
        made_as: made_as.to_owned(),
        reference: made_as.to_owned(),
        description: description.to_owned(),
        party: "ACME".to_owned(),
        date: NaiveDate::from_ymd_opt(2025, 2, 3),
        due: None,
        amount: Decimal::from(100),
        currency: Currency::USD,
        open: Decimal::ZERO,
        paid_on: None,
    }
}

/// By number whether the cut-over leaves it to others.
fn elsewhere(bench: &Workbench) -> Vec<String> {
    let cutover = bench.book.cutover().expect("reads");
    let mut found = Vec::new();
    for number in bench.cache.loads().expect("lists") {
        let (load, _) = bench.cache.load(&number).expect("reads").expect("a load");
        if matches!(cutover.standing(&load, None), Standing::Elsewhere(_)) {
            found.push(number.0);
        }
    }
    found
}

#[test]
fn what_the_erp_billed_is_billed_elsewhere_but_for_what_is_ours() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut bench = bench(folder.path());
    let world = World::new(Clock::new());
    world.bill_elsewhere(billed("L-1001", ""));
    world.bill_elsewhere(billed("OLD-1", "Freight, PRO# 77812, 3 pallets"));
    world.bill_elsewhere(billed("OLD-2", "BOL B-9003"));
    world.bill_elsewhere(billed("OLD-3", "thank you for load 9999"));
    // One of our own numbers is no word of another system, whatever it names.
    world.bill_elsewhere(billed("CUT-A-000001-G1", "L-1004"));
    let mut erp = MemoryErp::new(world, able());
    let listed = list_with(&bench, &mut erp, &mut |_, _, _| true).expect("a list");
    assert_eq!(listed.list().lines.len(), 4);
    let at = CutAt { day: None, billed: Some(listed.clone()) };
    assert!(try_it(&bench, &at).is_err(), "a company without a day before has no list");
    let at = CutAt { day: NaiveDate::from_ymd_opt(2025, 1, 1), billed: Some(listed) };
    set(&mut bench, at, Some("boss"), Some("the old system"), &mut |_, _| true).expect("set");
    assert_eq!(elsewhere(&bench), ["L-1001", "L-1002", "L-1003"]);
    // As it was read, and the text that it was read from, stand in the book.
    let entries = bench.book.entries_of_kinds(&["cutover_set"]).expect("reads");
    let Some(Decision::CutoverSet { billed: Some(list), file: Some(file), .. }) =
        entries.last().map(|entry| entry.entry.decision.clone())
    else {
        panic!("{entries:?}")
    };
    let kept = |hash| bench.book.body(hash).expect("reads").expect("kept");
    let list: BilledList = linehaul_domain::canonical::decode(&kept(&list)).expect("a list");
    assert_eq!(billed_list::read(&kept(&file)), Ok(list));
}

#[test]
fn a_list_that_is_not_there_or_not_whole_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let bench = bench(folder.path());
    let world = World::new(Clock::new());
    let code = |world: &World, traits: Traits| {
        let mut erp = MemoryErp::new(world.clone(), traits);
        list_with(&bench, &mut erp, &mut |_, _, _| true).expect_err("no list").code.as_str()
    };
    assert_eq!(code(&world, Traits { receivables: false, ..able() }), "LH-654");
    assert_eq!(code(&world, able()), "LH-654", "nothing stands there");
    world.bill_elsewhere(billed("CUT-A-000001-G1", "L-1004"));
    assert_eq!(code(&world, able()), "LH-654", "nothing but ours");
    (1..=9).for_each(|n| world.bill_elsewhere(billed(&format!("OLD-{n}"), "")));
    // The second page is lost for good: half a list would bill the other half again.
    let lost = Rule { method: Method::Catalogue, after: 1, times: 9, fault: Fault::Forbidden };
    world.plan(Faults::script(&[lost]));
    assert_eq!(code(&world, able()), "LH-655");
}

//! The conformance suite on every connector, in both currencies and with taxes: `file`, a real Tryton and a real Celerp.

use std::path::Path;

use linehaul_connectors::conformance::report;
use linehaul_connectors::erp::memory::{Clock, MemoryErp, World, able};
use linehaul_connectors::erp::{Erp, FileErp, Found, Key, Order};
use linehaul_domain::invoice::{Invoice, Taxed};
use linehaul_store::Ledger;
use linehaul_tests::harness::{Celerp, Tryton};
use linehaul_workbench::workspace::ledger::StoreLedger;

use crate::invoices::{dec, four};

/// The suite on every connector; the table of what came out stands in the connectors' guide. To write it anew:
/// `LINEHAUL_WRITE=1 cargo test -p linehaul-tests --test erp`.
#[test]
fn every_connector_conforms_and_the_guide_says_how() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).expect("a ledger");
    let mut file = FileErp::new(StoreLedger::new(ledger));
    let mut memory = MemoryErp::new(World::new(Clock::new()), able());
    let tryton = Tryton::start();
    let mut real = tryton.connector();
    let celerp = Celerp::start();
    let mut other = celerp.connector();
    let erps: Vec<&mut dyn Erp> = vec![&mut file, &mut memory, &mut real, &mut other];
    let mut columns = Vec::new();
    for erp in erps {
        let report = report(erp, &four(), &mut || ());
        let breaches: Vec<_> = report.iter().filter(|(_, result)| result.is_err()).collect();
        assert!(breaches.is_empty(), "{}: {breaches:?}", erp.name());
        columns.push((erp.name().to_owned(), report.len(), erp.traits().described(), report));
    }
    let mut table = String::from("| |");
    columns.iter().for_each(|(name, ..)| table.push_str(&format!(" `{name}` |")));
    table.push_str(&format!("\n|---|{}\n", "---|".repeat(columns.len())));
    for at in 0..columns[0].2.len() {
        let cells: Vec<&str> = columns.iter().map(|c| c.2[at].1.as_str()).collect();
        table.push_str(&format!("| {} | {} |\n", columns[0].2[at].0, cells.join(" | ")));
    }
    for at in 0..columns[0].1 {
        table.push_str(&format!("| {} |{}\n", columns[0].3[at].0, " kept |".repeat(columns.len())));
    }
    stands_in_the_guide(&table);
}

#[test]
fn a_session_that_ran_out_is_renewed_and_nothing_is_done_twice() {
    let tryton = Tryton::start();
    let mut erp = tryton.connector();
    let invoices = four();
    assert_eq!(erp.find(&[Key::from(&invoices[0].number)]), Ok(Found::default()));
    tryton.end_sessions();
    let orders: Vec<Order> = invoices.iter().map(|invoice| Order::of(invoice.clone(), None)).collect();
    let made = erp.make(&orders).expect("an answer");
    assert_eq!(made.iter().filter(|(_, fate)| fate.handle().is_some()).count(), 4);
    tryton.end_sessions();
    let keys: Vec<Key> = invoices.iter().map(|i| Key::from(&i.number)).collect();
    assert_eq!(erp.find(&keys).map(|found| found.records.len()), Ok(4));
}

/// What the ERP cannot take is refused before it is sent: an item, a party, a tax rate, terms and a currency that it does
/// not have, and a tax that its own rate does not give.
#[test]
fn what_tryton_has_no_name_for_is_said_before_sending() {
    let tryton = Tryton::start();
    let mut erp = tryton.connector();
    let four = four();
    let change = |number: &str, of: usize, how: &dyn Fn(&mut Invoice)| {
        let mut invoice = Invoice { number: number.into(), ..four[of].clone() };
        how(&mut invoice);
        invoice
    };
    let set_tax = |amount: &'static str, percent: &'static str| {
        move |i: &mut Invoice| {
            i.total += dec(amount) - i.lines[1].amount;
            i.lines[1].amount = dec(amount);
            i.lines[1].taxed = Some(Taxed { base: dec("100.10"), percent: dec(percent) });
        }
    };
    let bad = [
        change("A", 0, &|i| i.lines[0].erp_item = "9999".to_owned()),
        change("B", 0, &|i| i.erp_party = "C-404".to_owned()),
        change("C", 1, &set_tax("6.01", "6")),
        change("D", 1, &set_tax("5.02", "5")),
        change("E", 0, &|i| i.payment_terms = Some("Net 31".to_owned())),
        change("F", 0, &|i| i.currency = "MXN".parse().expect("a currency")),
        change("G", 0, &|i| i.lines.clear()),
        change("H", 0, &|i| i.total += dec("0.01")),
    ];
    let mut all = bad.to_vec();
    all.extend(four.clone());
    let lacking = erp.lacking(&all).expect("an answer");
    let codes: Vec<(&str, &str)> = lacking.iter().map(|(n, no)| (n.as_str(), no.code.as_str())).collect();
    let expected = ["LH-645", "LH-642", "LH-646", "LH-646", "LH-647", "LH-648", "LH-640", "LH-640"];
    assert_eq!(codes, ["A", "B", "C", "D", "E", "F", "G", "H"].into_iter().zip(expected).collect::<Vec<_>>());
}

#[test]
fn the_guide_names_every_refusal() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/connectors/README.md");
    let guide = std::fs::read_to_string(path).expect("the guide");
    for code in linehaul_connectors::erp::REFUSALS {
        assert!(guide.contains(&format!("\n| {code} | ")), "{code}");
    }
}

fn stands_in_the_guide(table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/connectors/README.md");
    let guide = std::fs::read_to_string(&path).expect("the guide");
    let (from, to) = ("<!-- conformance: made by tests/erp -->\n", "<!-- end -->");
    let (before, rest) = guide.split_once(from).expect("a place for the table");
    let (_, after) = rest.split_once(to).expect("its end");
    let made = format!("{before}{from}{table}{to}{after}");
    if std::env::var_os("LINEHAUL_WRITE").is_some() {
        std::fs::write(&path, &made).expect("written");
    }
    assert_eq!(std::fs::read_to_string(&path).expect("the guide"), made, "write it anew with LINEHAUL_WRITE=1");
}

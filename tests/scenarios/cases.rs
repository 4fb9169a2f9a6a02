//! No engine code knows a case: each worked contract, with one rate or clause changed, gives what its changed terms say.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use linehaul_api::command::contracts;
use linehaul_api::wire::charge::RatedLoad;

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/examples")
}

fn folder(case: &str) -> PathBuf {
    let mut found = std::fs::read_dir(examples()).expect("examples").flatten().map(|e| e.path());
    found.find(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with(case))).expect("the case")
}

fn contract(case: &str) -> PathBuf {
    let mut files = std::fs::read_dir(folder(case)).expect("a folder").flatten().map(|e| e.path());
    files.find(|p| p.extension().is_some_and(|e| e == "rhai")).expect("a contract")
}

/// Rates a case's load by its contract with one text replaced.
fn rate(case: &str, from: &str, to: &str) -> RatedLoad {
    let path = contract(case);
    let text = std::fs::read_to_string(&path).expect("a contract");
    assert!(text.contains(from), "{case} has no `{from}`");
    let copy = tempfile::tempdir().expect("a folder");
    let changed = copy.path().join(path.file_name().expect("a name"));
    std::fs::write(&changed, text.replacen(from, to, 1)).expect("written");
    let load = std::fs::File::open(folder(case).join("cases/golden.load.json")).expect("a load");
    let tables = examples().join("../tables");
    let mut rated = None;
    contracts::rate(&[changed], Some(&tables), &mut BufReader::new(load), &mut |result| {
        rated = Some(result.unwrap_or_else(|e| panic!("{case}: {}", e.message)));
        true
    })
    .expect("rated");
    rated.expect("one load")
}

/// Case, text, its replacement, the charge that moves, its amount then, and the total then.
const CHANGES: &[(&str, &str, &str, &str, &str, &str)] = &[
    ("01", "50.00 per hour", "60.00 per hour", "DETENTION_LOADING", "120.00", "2251.52"),
    ("01", "at most 400.00", "at most 90.00", "DETENTION_LOADING", "90.00", "2221.52"),
    (
        "01",
        "clock from the later of arrival and appointment",
        "clock from arrival",
        "DETENTION_LOADING",
        "125.00",
        "2256.52",
    ),
    ("03", "free 90 minutes", "free 130 minutes", "DETENTION_UNLOADING", "525.00", "2340.92"),
    ("03", "6.0 miles per gallon", "6.5 miles per gallon", "FSC", "219.47", "2397.57"),
    ("05", "1.65 per deadhead mile", "2.65 per deadhead mile", "TONU", "312.70", "312.70"),
    ("07", "third 250.00", "third 260.00", "STOP_OFF", "860.00", "2660.95"),
    ("07", "1.50 per mile", "1.60 per mile", "LINEHAUL", "1448.00", "2741.45"),
    ("09", "discount 62 percent", "discount 50 percent", "FSC", "71.21", "296.21"),
    ("09", "deficit weight charged", "no deficit weight", "LINEHAUL_GROSS", "490.00", "245.13"),
    ("11", "18.75 per cwt", "20.00 per cwt", "FSC", "872.26", "2216.26"),
    ("11", "monday price from wednesday", "monday price from friday", "FSC", "827.82", "2087.82"),
    ("13", "minimum 61.00", "minimum 50.00", "DETENTION_LOADING", "52.00", "52.00"),
    ("15", "at least 3 days", "at least 1 day", "CHASSIS", "90.00", "703.50"),
    ("17", "border_fee 21.95", "border_fee 30.00", "BORDER_FEE", "39.05", "4343.05"),
    ("17", "by actual pickup;\nborder_fee", "by actual delivery;\nborder_fee", "FSC", "1837.50", "4406.07"),
    ("19", "flat 850.00", "flat 900.00", "TAX_QST", "121.20", "1396.95"),
    ("21", "by date \"waybill_date\",\n", "by actual pickup,\n", "FSC", "207.65", "1482.65"),
    ("23", "not during layover,", "also during layover,", "DETENTION_UNLOADING", "1300.00", "4895.60"),
    ("23", "0.28 per mile", "0.30 per mile", "TEAM", "336.00", "3918.00"),
    ("25", "plus 50.00", "plus 10 percent", "PERMIT", "49.50", "2561.27"),
    ("25", "minimum 80.00", "minimum 10.00", "DETENTION_LOADING", "20.00", "2546.77"),
];

#[test]
fn a_changed_term_moves_the_result_as_it_says() {
    let mut wrong = Vec::new();
    for (case, from, to, code, amount, total) in CHANGES {
        let rated = rate(case, from, to);
        let charge = rated.charges.iter().find(|c| c.code == *code);
        let found = charge.map(|c| c.amount.as_str());
        if (found, rated.total.as_str()) != (Some(*amount), *total) {
            wrong.push(format!("{case}: `{from}` -> `{to}`: {code} {found:?}, total {}", rated.total));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_changed_date_of_the_contract_puts_it_out_of_force() {
    let load = folder("01").join("cases/golden.load.json");
    let copy = tempfile::tempdir().expect("a folder");
    let changed = copy.path().join("2025-05-22.rhai");
    std::fs::copy(contract("01"), &changed).expect("copied");
    let mut code = String::new();
    let mut input = BufReader::new(std::fs::File::open(load).expect("a load"));
    contracts::rate(&[changed], Some(&examples().join("../tables")), &mut input, &mut |result| {
        code = result.expect_err("not in force").code.to_string();
        true
    })
    .expect("an answer");
    assert_eq!(code, "LH-303");
}

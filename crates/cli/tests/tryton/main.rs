//! The real binary bills into a real Tryton: the whole sample company, a bad invoice among good ones, what the doctor says,
//! lost answers, kills on both sides.

mod broken;
mod person;
mod sample;
mod troubles;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use linehaul_tests::harness::{Company, InvoiceNumber, Tryton};
use serde_json::Value;

/// The binary in a workspace.
fn linehaul(dir: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
    command.arg("--workspace").arg(dir).args(words).stdin(Stdio::null());
    command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("XDG_RUNTIME_DIR");
    command
}

/// What it answers as JSON.
fn answer(dir: &Path, words: &[&str]) -> Value {
    let output = linehaul(dir, words).arg("--json").output().expect("the binary runs");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| {
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        panic!("{words:?} answered no JSON ({e}): {out}{err}")
    })
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key} in {value}"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// A company on a Tryton, with everything read and nothing approved.
fn company(url: &str, tryton: &Tryton, more: &str) -> Company {
    let company = Company::new(url, &tryton.password(), more);
    answer(&company.dir(), &["sync"]);
    company
}

/// Every invoice of the book that is not voided: number → (state, total).
fn invoices(dir: &Path) -> BTreeMap<String, (String, String)> {
    let batches = answer(dir, &["batch", "list"]);
    let all = list(&batches, "batches").iter().flat_map(|b| list(b, "invoices"));
    let live = all.filter(|i| i["state"] != "voided");
    live.map(|i| (text(i, "invoice").to_owned(), (text(i, "state").to_owned(), text(i, "total").to_owned()))).collect()
}

/// Each invoice of the book is posted at the ERP exactly once with our total, and no draft is left. Answers how many.
fn audit(dir: &Path, tryton: &Tryton) -> usize {
    let ours = invoices(dir);
    let numbers: Vec<InvoiceNumber> = ours.keys().map(|n| n.as_str().into()).collect();
    let (posted, drafts) = tryton.counts(&numbers);
    assert!(drafts.is_empty(), "drafts are left: {drafts:?}");
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for record in posted {
        let twice = seen.insert(record.number.0.clone(), format!("{:.2}", record.total));
        assert!(twice.is_none(), "{} is posted twice", record.number);
    }
    for (number, (state, total)) in &ours {
        assert_eq!(state, "posted", "{number}");
        assert_eq!(seen.get(number), Some(total), "{number}");
    }
    assert_eq!(seen.len(), ours.len());
    assert_eq!(answer(dir, &["audit", "verify"])["ok"], true);
    ours.len()
}

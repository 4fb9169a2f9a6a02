//! A company of two dozen loads that has a past: posted invoices, import files of which some were taken away, invoices that
//! wait, a lapsed approval, a voided summary invoice, a difference after posting, a draft at the ERP of an invoice that was
//! never posted. And a job before it, in which everything meets that can be interrupted.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::Asks;
use linehaul_api::command::session::{PushProgress, Signal};

use super::auditor::in_session;
use super::tiny::{CONFIG, CONTRACT};

/// Runs the binary in a workspace: words, and where to die.
pub type Run<'a> = &'a dyn Fn(&Path, &[&str], Option<&str>);

/// What is left to do, in order. Every step can be done again.
pub const JOB: &[&[&str]] = &[
    &["sync"],
    &["hold", "C-2", "--reason", "the customer called", "--as", "biller"],
    &["withdraw", "A-06", "--reason", "wrong customer", "--as", "biller"],
    &["approve", "--all-ready", "--as", "approver"],
    &["batch", "create", "--as", "biller"],
    &["push", "--yes", "--as", "biller"],
    &["reconcile", "--as", "biller"],
    &["approve", "--all-ready", "--as", "approver"],
    &["push", "--yes", "--as", "biller"],
    &["rebuild"],
    // It makes everything anew as well.
    &["recover"],
    &["recover", "--confirm", "--reason", "looked at", "--as", "biller"],
];

/// Takes every import file that is there, as an importer does: what it has seen of each name.
#[derive(Debug, Clone, Default)]
pub struct Importer {
    seen: std::collections::BTreeMap<String, String>,
}

impl Importer {
    /// Looks into the folder and takes every second file away. A name that was seen before must hold what it held, and one
    /// that was taken away must not come again.
    pub fn look(&mut self, dir: &Path) {
        let taken = dir.join("taken");
        std::fs::create_dir_all(&taken).expect("a folder");
        for (name, path) in csv_files(&dir.join("erp/batches")) {
            let text = std::fs::read_to_string(&path).expect("a file");
            assert!(!taken.join(&name).exists(), "{name} came again after it was taken");
            if let Some(before) = self.seen.insert(name.clone(), text.clone()) {
                assert_eq!(before, text, "{name} was written again");
            }
            if self.seen.len() % 2 == 1 {
                std::fs::rename(&path, taken.join(&name)).expect("taken");
            }
        }
    }

    /// Invoice → the files that bear it.
    pub fn invoices(&self) -> std::collections::BTreeMap<String, Vec<String>> {
        let mut all = std::collections::BTreeMap::<String, Vec<String>>::new();
        for (name, text) in &self.seen {
            let mut rows: Vec<&str> = text.lines().filter_map(|l| l.strip_prefix("line,")?.split(',').next()).collect();
            rows.dedup();
            for invoice in rows {
                all.entry(invoice.to_owned()).or_default().push(name.clone());
            }
        }
        all
    }

    /// What it knows of a workspace that was copied.
    pub fn of(dir: &Path) -> Importer {
        let mut importer = Importer::default();
        for folder in ["taken", "erp/batches"] {
            for (name, path) in csv_files(&dir.join(folder)) {
                importer.seen.insert(name, std::fs::read_to_string(path).expect("a file"));
            }
        }
        importer
    }
}

fn csv_files(folder: &Path) -> Vec<(String, PathBuf)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "csv"));
    let mut named: Vec<(String, PathBuf)> =
        paths.map(|p| (p.file_name().expect("a name").to_string_lossy().into_owned(), p)).collect();
    named.sort();
    named
}

/// Copies a workspace that nobody has open.
pub fn copy_workspace(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_workspace(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// Makes the company in a folder, with its past, and lays what the job is about into its drop folder.
pub fn company_with_a_past(dir: &Path, run: Run<'_>) {
    began(dir);
    let approve = |loads: &[&str]| {
        let words: Vec<&str> = ["approve", "--as", "approver"].iter().chain(loads).copied().collect();
        run(dir, &words, None);
    };
    let say = |words: &[&str]| run(dir, words, None);
    say(&["sync"]);
    approve(&["A-01", "A-02", "B-1", "B-2"]);
    say(&["push", "--yes", "--as", "biller"]);
    Importer::default().look(dir);
    approve(&["A-03"]);
    say(&["push", "--yes", "--as", "biller"]);
    approve(&["A-04", "A-05"]);
    say(&["batch", "create", "--as", "biller"]);
    // The first of two goes out, as when somebody says stop: the batch has a file, and gets another one.
    let stop = &mut |progress: PushProgress| if progress.done == 1 { Signal::Stop } else { Signal::Continue };
    let one = in_session(dir, |session| session.push(None, Some("biller"), stop));
    assert_eq!(one.expect("an answer").posted.len(), 1);
    approve(&["A-06", "A-07"]);
    say(&["batch", "create", "--as", "biller"]);
    // Two drafts at the ERP of invoices that are queued again.
    run(dir, &["push", &last_batch(dir), "--yes", "--as", "biller"], Some("push.after_send:1"));
    say(&["reconcile", "--as", "biller"]);
    // What people and dispatch took back: an approval that lapsed, one of a posted load that is worth more.
    approve(&["A-08"]);
    write(dir, "drop/loads-2.csv", &loads_csv(&[("A-08", "ACME", 580)], 4));
    write(dir, "drop/stops-2.csv", &stops_csv(&["A-01"], "13:00", 4));
    say(&["sync"]);
    approve(&["A-09", "B-5", "B-6"]);
    say(&["batch", "create", "--as", "biller"]);
    approve(&["B-3", "B-4"]);
    say(&["batch", "create", "--as", "biller"]);
    say(&["hold", "B-3", "--reason", "the customer asks", "--as", "biller"]);
    say(&["release", "B-3", "--reason", "answered", "--as", "biller"]);
    approve(&["C-3"]);
    comes_later(dir);
}

/// Loads of the beginning: number, customer, miles.
const LOADS: &[(&str, &str, u32)] = &[
    ("A-01", "ACME", 501),
    ("A-02", "ACME", 502),
    ("A-03", "ACME", 503),
    ("A-04", "ACME", 504),
    ("A-05", "ACME", 505),
    ("A-06", "ACME", 506),
    ("A-07", "ACME", 507),
    ("A-08", "ACME", 508),
    ("A-09", "ACME", 509),
    ("A-10", "ACME", 510),
    ("B-1", "BETA", 601),
    ("B-2", "BETA", 602),
    ("B-3", "BETA", 603),
    ("B-4", "BETA", 604),
    ("B-5", "BETA", 605),
    ("B-6", "BETA", 606),
    ("C-1", "GAMMA", 701),
    ("C-2", "GAMMA", 702),
    ("C-3", "GAMMA", 703),
];

fn began(dir: &Path) {
    write(dir, "linehaul.toml", &config());
    linehaul_workbench::upkeep::init::begin(dir).expect("a company without a history");
    for (customer, folder) in [("ACME", "acme"), ("BETA", "beta"), ("GAMMA", "gamma")] {
        write(dir, &format!("rules/customers/{folder}/2025-01-01.rhai"), &CONTRACT.replace("ACME", customer));
    }
    let styles = [("ACME", "per_load"), ("BETA", "summary"), ("GAMMA", "per_load")];
    let rows: String = styles.map(|(id, style)| customer_row(id, style)).concat();
    write(dir, "drop/customers.csv", &format!("{CUSTOMER_COLUMNS}{rows}"));
    let numbers: Vec<&str> = LOADS.iter().map(|(number, ..)| *number).collect();
    write(dir, "drop/loads.csv", &loads_csv(LOADS, 3));
    write(dir, "drop/stops.csv", &stops_csv(&numbers, "09:00", 3));
    let with_pod: Vec<&str> = numbers.into_iter().filter(|number| *number != "A-10").collect();
    write(dir, "drop/documents.csv", &documents_csv(&with_pod));
}

/// What the job's sync brings: a load's proof, another distance under a queued invoice of one load and of several, a longer
/// wait at a load that is posted, new loads, another contract.
fn comes_later(dir: &Path) {
    let changed = [
        ("A-09", "ACME", 590),
        ("B-5", "BETA", 650),
        ("N-1", "ACME", 801),
        ("N-2", "GAMMA", 802),
        ("N-3", "BETA", 803),
    ];
    write(dir, "drop/loads-3.csv", &loads_csv(&changed, 5));
    let stops = [stops_csv(&["A-02"], "12:00", 5), rows_of(&["N-1", "N-2", "N-3"], "09:00", 5)].concat();
    write(dir, "drop/stops-3.csv", &stops);
    write(dir, "drop/documents-3.csv", &documents_csv(&["A-10", "N-1", "N-2", "N-3"]));
    let gamma = CONTRACT.replace("ACME", "GAMMA").replace("2.00 per mile", "2.50 per mile");
    write(dir, "rules/customers/gamma/2025-02-01.rhai", &gamma);
}

/// A company of the same settings whose one load T-1 was delivered on this day, with everything that its contract needs.
pub fn company_of_one_load(dir: &Path, delivered: &str) {
    write(dir, "linehaul.toml", &config());
    linehaul_workbench::upkeep::init::begin(dir).expect("a company without a history");
    write(dir, "rules/customers/acme/2025-01-01.rhai", CONTRACT);
    write(dir, "drop/customers.csv", &format!("{CUSTOMER_COLUMNS}{}", customer_row("ACME", "per_load")));
    write(dir, "drop/loads.csv", &loads_csv(&[("T-1", "ACME", 500)], 3));
    write(dir, "drop/stops.csv", &stops_csv(&["T-1"], "09:00", 3).replace("2025-03-02", delivered));
    write(dir, "drop/documents.csv", &documents_csv(&["T-1"]));
}

fn last_batch(dir: &Path) -> String {
    let book = linehaul_store::Book::open_unwritten(&dir.join("book.sqlite")).expect("a book");
    book.batches().expect("batches").pop().expect("a batch").0
}

/// A record at the embedded ERP that somebody else made under a number, in draft and without a mark of ours.
pub fn somebody_elses_draft(dir: &Path, number: &str) {
    let mut ledger = linehaul_store::Ledger::open(&dir.join("erp/ledger.sqlite")).expect("a ledger");
    let mut invoice = ledger.under("", None, "", 1).expect("records").remove(0).body;
    invoice.number = number.into();
    ledger.insert_draft("R-of-another", &invoice).expect("a draft");
    drop(ledger);
    let program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); \
                   print(c.execute(\"UPDATE ledger SET mark = NULL WHERE erp_id = 'R-of-another'\").rowcount); c.commit()";
    let python = Command::new("python3").args(["-c", program]).arg(dir.join("erp/ledger.sqlite")).output();
    assert_eq!(String::from_utf8_lossy(&python.expect("python3 runs").stdout).trim(), "1");
}

/// Lays so many more loads into the drop folder, each on an invoice of its own.
pub fn many_more_loads(dir: &Path, count: u32) {
    let numbers: Vec<String> = (1..=count).map(|n| format!("M-{n:03}")).collect();
    let loads: Vec<(&str, &str, u32)> =
        numbers.iter().zip(900..).map(|(number, miles)| (number.as_str(), "ACME", miles)).collect();
    let names: Vec<&str> = numbers.iter().map(String::as_str).collect();
    write(dir, "drop/loads-9.csv", &loads_csv(&loads, 6));
    write(dir, "drop/stops-9.csv", &stops_csv(&names, "09:00", 6));
    write(dir, "drop/documents-9.csv", &documents_csv(&names));
}

/// The tiny company's settings under other names.
fn config() -> String {
    CONFIG.replace("\"Tiny\"", "\"Past\"").replace("\"TNY\"", "\"PST\"")
}

const CUSTOMER_COLUMNS: &str = "customer,name,erp_code,credit_hold,currency,invoice_style,updated_at\n";

fn customer_row(id: &str, style: &str) -> String {
    format!("{id},{id} Foods,C-{id},no,USD,{style},2025-01-01T00:00:00Z\n")
}

fn loads_csv(loads: &[(&str, &str, u32)], day: u32) -> String {
    let row = |(number, customer, miles): &(&str, &str, u32)| {
        format!("{number},{customer},TL,53ft dry van,delivered,{miles},USD,2025-03-0{day}T00:00:00Z\n")
    };
    let rows: String = loads.iter().map(row).collect();
    format!("load_number,customer,mode,equipment,status,miles,currency,updated_at\n{rows}")
}

fn stops_csv(loads: &[&str], departed: &str, day: u32) -> String {
    let header =
        "load_number,seq,type,name,city,zone,schedule,appointment,handling,arrived_at,departed_at,updated_at\n";
    format!("{header}{}", rows_of(loads, departed, day))
}

fn rows_of(loads: &[&str], departed: &str, day: u32) -> String {
    let at = format!("2025-03-0{day}T00:00:00Z");
    let row = |load: &&str| {
        let zone = "America/Chicago,FCFS,,live";
        format!(
            "{load},1,pickup,Shipper,Memphis TN,{zone},2025-03-01 08:00,2025-03-01 {departed},{at}\n\
             {load},2,delivery,Receiver,Dallas TX,{zone},2025-03-02 08:00,2025-03-02 09:00,{at}\n"
        )
    };
    loads.iter().map(row).collect()
}

fn documents_csv(loads: &[&str]) -> String {
    let row = |load: &&str| format!("D-{load},{load},2,pod_signed,,receiver,2025-03-03T00:00:00Z\n");
    let rows: String = loads.iter().map(row).collect();
    format!("document_id,load_number,stop,type,file,signed_by,updated_at\n{rows}")
}

fn write(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    std::fs::write(path, text).expect("written");
}

//! What the stories share: a copy of the sample company, and a tiny company of one load.

use std::path::{Path, PathBuf};
use std::process::Command;

use linehaul_api::command::session::{Session, Signal, init_workspace};
use linehaul_api::wire::batch::PushReport;
use linehaul_api::wire::sync::SyncReport;
use linehaul_tests::harness::Asks;
pub use linehaul_tests::harness::tiny::{CONFIG, CONTRACT};
use linehaul_workbench::upkeep::init::begin;

/// A workspace in a folder that goes away with it.
pub struct TestWorkspace {
    folder: tempfile::TempDir,
}

impl TestWorkspace {
    /// The sample company.
    pub fn sample() -> TestWorkspace {
        let workspace = TestWorkspace { folder: tempfile::tempdir().expect("a folder") };
        init_workspace(&workspace.dir(), true).expect("a sample");
        workspace
    }

    /// The sample company with every load so many times.
    pub fn large(times: usize) -> TestWorkspace {
        let workspace = TestWorkspace { folder: tempfile::tempdir().expect("a folder") };
        linehaul_tests::harness::large_company(&workspace.dir(), times);
        workspace
    }

    /// Nothing: what stands in it is put there.
    pub fn empty() -> TestWorkspace {
        TestWorkspace { folder: tempfile::tempdir().expect("a folder") }
    }

    /// One customer, one contract, one delivered load.
    pub fn tiny() -> TestWorkspace {
        let workspace = TestWorkspace::with_a_history();
        begin(&workspace.dir()).expect("a company without a history");
        workspace
    }

    /// The same of which nobody has said yet what was billed before.
    pub fn with_a_history() -> TestWorkspace {
        let workspace = TestWorkspace { folder: tempfile::tempdir().expect("a folder") };
        std::fs::create_dir_all(workspace.dir().join("drop")).expect("a folder");
        workspace.write("linehaul.toml", CONFIG);
        workspace.write("rules/customers/acme/2025-01-01.rhai", CONTRACT);
        workspace.write("drop/customers.csv", CUSTOMERS);
        workspace.write("drop/loads.csv", LOADS);
        workspace.write("drop/stops.csv", STOPS);
        workspace.write("drop/documents.csv", DOCUMENTS);
        workspace
    }

    /// Drops one more delivered load of the tiny company: its own number, its row with what stands in place of T-1's.
    pub fn another(&self, number: &str, change: impl Fn(&str) -> String) {
        for (file, text) in [("loads", LOADS), ("stops", STOPS), ("documents", DOCUMENTS)] {
            let text = text.replace("T-1", number).replace("D-1", &format!("D-{number}"));
            self.write(&format!("drop/{file}-{number}.csv"), change(&text));
        }
    }

    /// The workspace's folder.
    pub fn dir(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    /// Writes a file of the workspace.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.dir().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("written");
    }

    /// Opens it.
    pub fn open(&self) -> Session {
        Session::open(&self.dir()).unwrap_or_else(|e| panic!("{} {}", e.code, e.message))
    }
}

/// Syncs everything.
pub fn sync(session: &mut Session) -> SyncReport {
    let report = session.sync(&[], &mut |_, _, _| true).expect("synced");
    for source in &report.sources {
        assert_eq!(source.read, source.new + source.changed + source.duplicate + source.quarantined, "{source:?}");
    }
    report
}

/// Approves a load, or all that are ready.
pub fn approve(session: &mut Session, loads: &[&str]) -> linehaul_api::wire::review::Approvals {
    let loads: Vec<String> = loads.iter().map(|l| (*l).to_owned()).collect();
    session.approve(&loads, loads.is_empty(), Some("approver"), None, &mut |_, _| true).expect("an answer")
}

/// Pushes everything.
pub fn push(session: &mut Session) -> PushReport {
    session.push(None, Some("biller"), &mut |_| Signal::Continue).expect("an answer")
}

/// A load's state.
pub fn state(session: &Session, load: &str) -> String {
    session.show(load).expect("shown").state
}

/// Changes bytes of a file wherever `from` stands (a database file keeps stale copies in unused space).
pub fn replace_bytes(path: &Path, from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let mut bytes = std::fs::read(path).expect("read");
    let places: Vec<usize> = (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert!(!places.is_empty(), "the bytes are there");
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    std::fs::write(path, bytes).expect("written");
}

/// Does something to a database file behind the program's back, as somebody who may write the files does; at least one row.
pub fn in_database(path: &Path, statements: &[&str]) {
    let program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); \
                   print(sum(max(0, c.execute(s).rowcount) for s in sys.argv[2:])); c.commit()";
    let python = Command::new("python3").args(["-c", program]).arg(path).args(statements).output();
    let output = python.expect("python3 runs");
    let changed = String::from_utf8_lossy(&output.stdout);
    let why = String::from_utf8_lossy(&output.stderr);
    assert!(changed.trim().parse::<u32>().is_ok_and(|rows| rows > 0), "{statements:?} changed nothing: {why}");
}

/// The refusal of a verb.
pub fn code<T>(answer: Result<T, linehaul_api::ApiError>) -> String {
    match answer {
        Ok(_) => "done".to_owned(),
        Err(error) => error.code.to_string(),
    }
}

/// Its customer.
pub const CUSTOMERS: &str = "customer,name,erp_code,credit_hold,currency,invoice_style,updated_at\n\
ACME,Acme Foods,C-1,no,USD,per_load,2025-01-01T00:00:00Z\n";

/// Its load.
pub const LOADS: &str = "load_number,customer,mode,equipment,status,miles,currency,expected_total,updated_at\n\
T-1,ACME,TL,53ft dry van,delivered,500,USD,1000.00,2025-03-03T00:00:00Z\n";

/// Its stops.
pub const STOPS: &str = "load_number,seq,type,name,city,zone,schedule,appointment,handling,arrived_at,departed_at,updated_at\n\
T-1,1,pickup,Shipper,Memphis TN,America/Chicago,FCFS,,live,2025-03-01 08:00,2025-03-01 09:00,2025-03-03T00:00:00Z\n\
T-1,2,delivery,Receiver,Dallas TX,America/Chicago,FCFS,,live,2025-03-02 08:00,2025-03-02 09:00,2025-03-03T00:00:00Z\n";

/// Its documents.
pub const DOCUMENTS: &str = "document_id,load_number,stop,type,file,signed_by,updated_at\n\
D-1,T-1,2,pod_signed,,receiver,2025-03-03T00:00:00Z\n";

//! A first import of an export that is not ours, one row a load, beside `sqlite3 .import` of the same file into a bare table with an
//! index on what identifies a row of it.
//!
//! Ours makes of each row a load, two stops and a document by a mapping, keeps each as a fact in the archive's order, and folds the
//! loads, as the first import of our own files does.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::company::settle;
use crate::report::Report;
use crate::run::{self, median};

const SETTINGS: &str = r#"[business]
name = "Mapped"
zone = "America/Chicago"
today = "2025-03-07"
invoice_prefix = "MAP"
desk = "A"

[[user]]
name = "owner"
accounts = ["*"]
roles = ["admin"]

[[source]]
name = "tms"
kind = "csv-drop"
folder = "drop"
mapping = "orders"

[erp]
kind = "file"
"#;

const MAPPING: &str = r#"currency = "USD"
dates = ["M/D/YYYY h:mm A"]

[zones]
states = true
regions = { TX = "America/Chicago" }

[[file]]
names = ["orders*.csv"]

[[file.makes]]
kind = "load"
[file.makes.fields]
load_number = "Order #"
customer = "Bill To"
status = { column = "Status", values = { Completed = "delivered" } }
mode = { value = "TL" }
equipment = "Trailer"
miles = "Miles"
weight_lb = "Weight"
"ref:customer_po" = "PO #"

[[file.makes]]
kind = "stop"
[file.makes.fields]
seq = { value = "1" }
type = { value = "pickup" }
name = "Shipper"
city = "From City"
region = "From ST"
appointment = "PU Appt"
arrived_at = "PU In"
departed_at = "PU Out"

[[file.makes]]
kind = "stop"
[file.makes.fields]
seq = { value = "2" }
type = { value = "delivery" }
name = "Consignee"
city = "To City"
region = "To ST"
appointment = "Del Appt"
arrived_at = "Del In"
departed_at = "Del Out"

[[file.makes]]
kind = "document"
when = "POD"
[file.makes.fields]
type = { value = "pod" }
stop = { value = "2" }
"#;

const HEADER: &str = "Order #,Bill To,Status,Trailer,Miles,Weight,PO #,Shipper,From City,From ST,PU Appt,PU In,PU Out,Consignee,To City,\
                      To ST,Del Appt,Del In,Del Out,POD";

/// Imports so many rows, so often, and the peer beside each.
pub fn bench(folder: &Path, rows: usize, rounds: usize, report: &mut Report) {
    let (mut ours, mut peers) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let dir = tempfile::tempdir_in(folder).expect("a folder");
        let file = make(dir.path(), rows);
        let (said, _) = run::part(&[OsStr::new("import"), dir.path().as_os_str()]);
        let number = |name: &str| said[name].as_f64().unwrap_or_default();
        assert_eq!(said["loads"].as_u64(), Some(rows as u64), "every row is a load");
        ours.push(number("facts") + number("fold"));
        peers.push(peer(&dir.path().join("peer.sqlite"), &file));
        let (one, other) = (ours[round], peers[round]);
        report.say(&format!("mapped import, round {}: ours {one:.2} s, sqlite3 {other:.2} s", round + 1));
    }
    let (ours, peer) = (median(ours), median(peers));
    report.row("mapped import: rows in, archived and folded", ours, "s");
    report.row("mapped import: sqlite3, the same file and index", peer, "s");
    report.ratio("import_mapped_over_sqlite3", ours / peer);
}

/// A workspace with one export in its drop, and nothing read yet.
fn make(dir: &Path, rows: usize) -> PathBuf {
    for made in ["drop", "mappings", "rules/customers"] {
        std::fs::create_dir_all(dir.join(made)).expect("a folder");
    }
    std::fs::write(dir.join("linehaul.toml"), SETTINGS).expect("written");
    std::fs::write(dir.join("mappings/orders.toml"), MAPPING).expect("written");
    let mut text = String::from(HEADER);
    text.push('\n');
    for row in 0..rows {
        let day = 1 + row % 28;
        let (customer, miles, weight) = (row % 40, 120 + row % 900, 20_000 + row % 20_000);
        writeln!(
            text,
            "M-{row:07},CUST{customer},Completed,53ft dry van,{miles},\"{},{:03}\",PO-{row},Mill {customer},Dallas,TX,\
             2/{day}/2025 8:00 AM,2/{day}/2025 7:50 AM,2/{day}/2025 9:20 AM,Store {},Tulsa,OK,2/{day}/2025 3:00 PM,\
             2/{day}/2025 2:45 PM,2/{day}/2025 4:05 PM,Y",
            weight / 1000,
            weight % 1000,
            row % 500
        )
        .expect("a text grows");
    }
    let file = dir.join("drop/orders.csv");
    std::fs::write(&file, text).expect("written");
    settle();
    file
}

/// The other side: `.import`, then the index.
fn peer(database: &Path, file: &Path) -> f64 {
    let script = format!(
        ".mode csv\n.import {} orders\nCREATE UNIQUE INDEX orders_once ON orders (\"Order #\");\n",
        file.display()
    );
    let text = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(text.path(), script).expect("written");
    let mut sqlite = Command::new("sqlite3");
    sqlite.arg(database).arg(format!(".read {}", text.path().display()));
    run::took(&mut sqlite, &[0]).seconds
}

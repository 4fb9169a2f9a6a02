//! Mappings in a workspace: an export is read by one, a mended one reads again what it concerns, one that does not read stops its
//! own source alone, and a column that nobody reads is told until somebody says what it is.
//!
//! Planted once and seen red: what is in force read again though it leaves unread what was read; an element of a list taken for
//! another; a mapping that was read again because a workspace was opened.
//!
//! Planted once and seen red: a mapping that was mended and read nothing again; an unread column that nobody remembered.

use std::path::Path;

use linehaul_domain::load::Load;
use linehaul_workbench::intake::open::open;
use linehaul_workbench::intake::rebuild;
use linehaul_workbench::intake::sync::{Synced, sync};
use linehaul_workbench::intake::trial::trial;
use linehaul_workbench::workspace::home::Workbench;

const SETTINGS: &str = r#"
[business]
name = "One"
zone = "America/Chicago"
today = "2025-03-07"
invoice_prefix = "ON"
desk = "A"
[erp]
kind = "file"
[[source]]
name = "tms"
kind = "csv-drop"
folder = "drop"
mapping = "orders"
[[source]]
name = "two"
kind = "csv-drop"
folder = "two"
"#;

const MAPPING: &str = r#"
currency = "USD"
[[file]]
names = ["orders*.csv", "loads-*.csv"]
[[file.makes]]
kind = "load"
[file.makes.fields]
load_number = "Order #"
customer = "Bill To"
status = { column = "Status", values = { Completed = "delivered" } }
miles = "Miles"
[[file.makes]]
kind = "customer"
[file.makes.fields]
customer = "Bill To"
name = "Bill To"
"#;

const ORDERS: &str = "Order #,Bill To,Status,Miles,Haz\n10421,ACME,Completed,\"1,012\",Y\n10422,ACME,Open,40,N\n";

fn put(dir: &Path, file: &str, text: &str) {
    let path = dir.join(file);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("written");
}

fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "linehaul.toml", SETTINGS);
    put(folder.path(), "mappings/orders.toml", MAPPING);
    put(folder.path(), "drop/orders-1.csv", ORDERS);
    put(folder.path(), "two/loads.csv", "load_number,customer,status\nL-1,ACME,booked\n");
    folder
}

fn read(bench: &mut Workbench) -> Synced {
    let synced = sync(bench, &[], &mut |_, _, _| true).expect("synced");
    for source in &synced.sources {
        assert_eq!(source.read, source.new + source.changed + source.duplicate + source.quarantined, "{source:?}");
    }
    synced
}

fn load(bench: &Workbench, number: &str) -> Option<Load> {
    bench.cache.load(&number.into()).expect("asks").map(|(load, _)| load)
}

fn same_when_rebuilt(bench: &mut Workbench) {
    assert_eq!(rebuild::check(bench).expect("compares").differing, Vec::<String>::new());
}

#[test]
fn an_export_is_read_by_its_mapping_and_a_mended_one_reads_it_again() {
    let folder = workspace();
    let dir = folder.path();
    let mut bench = open(dir).expect("opens");
    let synced = read(&mut bench);
    let report = &synced.sources[0];
    assert_eq!((report.read, report.new, report.quarantined), (2, 1, 1), "{:?}", report.notes);
    let quarantine = bench.cache.quarantine().expect("a list");
    assert_eq!((quarantine.len(), quarantine[0].line, quarantine[0].column()), (1, 3, Some("Status")));
    assert!(load(&bench, "10421").is_some() && load(&bench, "10422").is_none());
    let told = |synced: &Synced| synced.sources[0].notes.iter().any(|note| note.contains("nobody reads Haz"));
    assert!(told(&synced) && told(&read(&mut bench)), "it is told until somebody says what it is");
    let mended = MAPPING
        .replace("Completed =", "Open = \"booked\", Completed =")
        .replace("miles =", "hazmat = \"Haz\"\nmiles =");
    put(dir, "mappings/orders.toml", &mended);
    // The workspace stays open: a window is, all day.
    let synced = read(&mut bench);
    assert!(!told(&synced), "{:?}", synced.sources[0].notes);
    assert!(load(&bench, "10422").is_some() && load(&bench, "10421").expect("a load").is_hazmat());
    assert_eq!(bench.cache.quarantine().expect("a list"), []);
    same_when_rebuilt(&mut bench);
    drop(bench);
    put(dir, "mappings/orders.toml", MAPPING);
    let mut bench = open(dir).expect("opens");
    assert!(load(&bench, "10422").is_some(), "whoever opens it reads nothing again");
    same_when_rebuilt(&mut bench);
    assert_eq!(rebuild::rebuild(&mut bench), Ok(3), "nor does whoever makes its cache again");
}

/// What the notes of a sync say of files that are not read by the mapping of the settings.
fn still(synced: &Synced) -> Vec<&str> {
    let notes = synced.sources[0].notes.iter().map(String::as_str);
    notes.filter(|note| note.contains("still read by the mapping of 2025-03-07")).collect()
}

#[test]
fn a_mended_mapping_takes_nothing_off_what_came_before() {
    let csv =
        MAPPING.replace("names =", "optional = [\"Haz*\"]\nnames =").replace("miles =", "hazmat = \"Haz\"\nmiles =");
    let json = csv.replace("orders*.csv", "orders*.json").replace("optional = [\"Haz*\"]\n", "");
    let record = |number: &str, haz: &str| {
        format!(
            "[{{\"Order #\": \"{number}\", \"Bill To\": \"A\", \"Status\": \"Completed\", \"Miles\": 5, \"{haz}\": true}}]"
        )
    };
    let row = |number: &str, haz: &str| format!("Order #,Bill To,Status,Miles,{haz}\n{number},A,Completed,5,Y\n");
    type Text<'a> = &'a dyn Fn(&str, &str) -> String;
    for (end, mapping, text) in [("csv", &csv, &row as Text<'_>), ("json", &json, &record as Text<'_>)] {
        let folder = workspace();
        let dir = folder.path();
        std::fs::remove_file(dir.join("drop/orders-1.csv")).expect("removed");
        let put_mapping = |text: &str| put(dir, "mappings/orders.toml", text);
        // It came by a mapping that did not read the field; what reads it once does not lose it any more.
        put_mapping(&mapping.replace("hazmat = \"Haz\"\n", ""));
        put(dir, &format!("drop/orders-1.{end}"), &text("1", "Haz"));
        let mut bench = open(dir).expect("opens");
        read(&mut bench);
        let hazmat = |bench: &Workbench, number| load(bench, number).expect("a load").is_hazmat();
        assert!(!hazmat(&bench, "1"), "{end}");
        put_mapping(mapping);
        assert!(still(&read(&mut bench)).is_empty() && hazmat(&bench, "1"), "{end}");
        let renamed = mapping.replace("\"Haz\"", "\"HazMat\"");
        put_mapping(&renamed);
        put(dir, &format!("drop/orders-2.{end}"), &text("2", "HazMat"));
        let synced = read(&mut bench);
        assert!(hazmat(&bench, "1") && hazmat(&bench, "2"), "{end}: {:?}", synced.sources[0].notes);
        let told = "1 file is still read by the mapping of 2025-03-07: it has Haz, which it does not read any more";
        assert!(still(&synced).iter().any(|note| note.starts_with(told)), "{:?}", synced.sources[0].notes);
        assert_eq!(still(&synced).len(), 1, "it is told once");
        same_when_rebuilt(&mut bench);
        rebuild::rebuild(&mut bench).expect("rebuilt");
        assert!(hazmat(&bench, "1") && still(&read(&mut bench)).len() == 1, "{end}");
        // That nobody wants it has to be said.
        put_mapping(&renamed.replace("names =", "ignore = [\"Haz\"]\nnames ="));
        assert!(still(&read(&mut bench)).is_empty() && !hazmat(&bench, "1"), "{end}");
        same_when_rebuilt(&mut bench);
    }
}

#[test]
fn another_element_of_a_list_is_not_what_was_read() {
    let folder = workspace();
    let dir = folder.path();
    std::fs::remove_file(dir.join("drop/orders-1.csv")).expect("removed");
    let mapping = MAPPING
        .replace("orders*.csv", "orders*.json")
        .replace("miles =", "\"ref:po\" = { column = \"Refs[Name=PO].Value\", default = \"\" }\nmiles =");
    put(dir, "mappings/orders.toml", &mapping);
    let page = r#"[{"Order #": "1", "Bill To": "A", "Status": "Completed", "Miles": 5, "Refs": [{"Name": "PO", "Value": "P-1"}]}]"#;
    put(dir, "drop/orders-1.json", page);
    let mut bench = open(dir).expect("opens");
    read(&mut bench);
    put(dir, "mappings/orders.toml", &mapping.replace("Name=PO", "Name=P.O."));
    let synced = read(&mut bench);
    assert_eq!(load(&bench, "1").expect("a load").reference("po"), Some("P-1"));
    assert!(still(&synced)[0].contains("it has Refs[Name=PO].Value,"), "{:?}", synced.sources[0].notes);
}

#[test]
fn columns_that_are_mapped_anew_read_again_what_came_before() {
    let folder = workspace();
    let dir = folder.path();
    put(dir, "two/loads.csv", "load_number,customer,status,Mi\nL-1,ACME,booked,500\nL-2,ACME,boked,500\n");
    let mut bench = open(dir).expect("opens");
    read(&mut bench);
    assert_eq!(load(&bench, "two/L-1").expect("a load").miles, None);
    drop(bench);
    put(dir, "linehaul.toml", &format!("{SETTINGS}[source.columns.loads]\n\"Mi\" = \"miles\"\n"));
    let mut bench = open(dir).expect("opens");
    read(&mut bench);
    assert!(load(&bench, "two/L-1").expect("a load").miles.is_some());
    assert_eq!(
        bench.cache.quarantine().expect("a list").iter().filter(|item| item.source.as_str() == "two").count(),
        1
    );
}

#[test]
fn a_file_that_came_before_its_mapping_is_read_by_it() {
    let folder = workspace();
    let dir = folder.path();
    put(dir, "linehaul.toml", &SETTINGS.replace("mapping = \"orders\"\n", ""));
    put(dir, "drop/loads-march.csv", ORDERS);
    let mut bench = open(dir).expect("opens");
    let synced = read(&mut bench);
    assert!(synced.sources[0].notes.iter().any(|note| note.contains("LH-203 orders-1.csv")), "{synced:?}");
    assert_eq!(bench.cache.quarantine().expect("a list")[0].code.as_str(), "LH-213");
    drop(bench);
    put(dir, "linehaul.toml", SETTINGS);
    let mut bench = open(dir).expect("opens");
    read(&mut bench);
    assert!(load(&bench, "10421").is_some());
    assert!(bench.cache.quarantine().expect("a list").iter().all(|item| item.code.as_str() != "LH-213"));
    // What it came as stays readable once its mapping is gone from the settings.
    drop(bench);
    put(dir, "linehaul.toml", &SETTINGS.replace("mapping = \"orders\"\n", ""));
    let mut bench = open(dir).expect("opens");
    std::fs::remove_file(dir.join("mappings/orders.toml")).expect("removed");
    assert!(load(&bench, "10421").is_some());
    same_when_rebuilt(&mut bench);
}

#[test]
fn a_mapping_that_does_not_read_stops_its_own_source_alone() {
    let folder = workspace();
    let dir = folder.path();
    let mut bench = open(dir).expect("opens");
    read(&mut bench);
    for broken in ["files = 1\n", ""] {
        put(dir, "mappings/orders.toml", broken);
        put(dir, "two/loads.csv", &format!("load_number,customer,status\nL-{},ACME,booked\n", broken.len()));
        let synced = read(&mut bench);
        let fault = synced.sources[0].error.as_ref().expect("a fault");
        assert_eq!((fault.code.as_str(), synced.sources[1].new), ("LH-244", 1));
        assert!(load(&bench, "10421").is_some(), "what was read stays");
        same_when_rebuilt(&mut bench);
    }
    drop(bench);
    let mut bench = open(dir).expect("it opens all the same");
    assert!(load(&bench, "10421").is_some());
    put(dir, "mappings/orders.toml", MAPPING);
    assert!(read(&mut bench).sources[0].error.is_none());
}

#[test]
fn a_row_is_counted_once_whatever_it_makes() {
    let folder = workspace();
    let dir = folder.path();
    let mut bench = open(dir).expect("opens");
    let counts = |synced: &Synced| {
        let source = &synced.sources[0];
        (source.read, source.new, source.changed, source.duplicate, source.quarantined)
    };
    put(dir, "drop/orders-1.csv", &ORDERS.replace("Open", "Completed"));
    assert_eq!(counts(&read(&mut bench)), (2, 2, 0, 0, 0), "two rows, two loads and a customer");
    // Theirs says no last change, so what is said again later is said anew.
    put(dir, "drop/orders-2.csv", "Order #,Bill To,Status,Miles,Haz\n10421,ACME,Completed,900,Y\n");
    assert_eq!(counts(&read(&mut bench)), (1, 0, 1, 0, 0));
    put(dir, "drop/orders-3.csv", "Order #,Bill To,Status,Miles,Haz\n10421,ACME,Completed,900,Y\n\n");
    assert_eq!(counts(&read(&mut bench)), (1, 0, 0, 1, 0), "and what is said again alike is known");
    assert_eq!(
        load(&bench, "10421").expect("a load").miles,
        linehaul_domain::canonical::exact("900"),
        "the last word stands"
    );
    same_when_rebuilt(&mut bench);
}

#[test]
fn a_scan_that_comes_after_its_row_is_looked_for() {
    let folder = workspace();
    let dir = folder.path();
    let pods = "[[file.makes]]\nkind = \"document\"\n[file.makes.fields]\ntype = { value = \"pod_signed\" }\nfile = { columns = [\"Order #\", \"Haz\"], join = \" \" }\n";
    put(dir, "mappings/orders.toml", &format!("{MAPPING}{pods}"));
    put(dir, "drop/orders-1.csv", "Order #,Bill To,Status,Miles,Haz\n10421,ACME,Completed,40,POD.pdf\n");
    let mut bench = open(dir).expect("opens");
    read(&mut bench);
    let readable = |bench: &Workbench| {
        let load = load(bench, "10421").expect("a load");
        load.documents.iter().map(|document| document.readability).collect::<Vec<_>>()
    };
    use linehaul_domain::document::Readability::{Absent, Readable};
    assert_eq!(readable(&bench), [Absent]);
    put(dir, "drop/documents/10421 POD.pdf", "%PDF-1.7 %%EOF");
    read(&mut bench);
    assert_eq!(readable(&bench), [Readable]);
    same_when_rebuilt(&mut bench);
}

#[test]
fn a_trial_reads_and_keeps_nothing() {
    let folder = workspace();
    let dir = folder.path();
    let bench = open(dir).expect("opens");
    let tried = trial(&bench, "tms", None, 5).expect("tried");
    assert_eq!((tried.mapping.as_str(), tried.file.as_str()), ("orders", "orders-1.csv"));
    let trial_of = tried.trial;
    assert_eq!((trial_of.read, trial_of.bad, trial_of.rows.len()), (2, 1, 2));
    assert_eq!((trial_of.unread.as_slice(), trial_of.faults.len()), (["Haz".to_owned()].as_slice(), 1));
    let miles = trial_of.rows[0].made[0].1.iter().find(|cell| cell.ours == "miles").expect("miles");
    assert_eq!((miles.text.as_str(), miles.theirs.as_str()), ("1012", "Miles"));
    assert_eq!(bench.cache.readings().expect("a list").len(), 0);
    let by_name = trial(&bench, "orders", Some(&dir.join("drop/orders-1.csv")), 1).expect("tried");
    assert_eq!(by_name.trial.rows.len(), 1);
    for (name, file) in [("nobody", None), ("two", None), ("tms", Some("gone.csv")), ("../orders", None)] {
        let file = file.map(|file| dir.join(file));
        assert_eq!(trial(&bench, name, file.as_deref(), 5).expect_err("refused").code.as_str(), "LH-247", "{name}");
    }
}

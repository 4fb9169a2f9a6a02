//! A folder of scans that no row names: each becomes a document of the load that its name says, or waits in quarantine until that load
//! has come or somebody has renamed it.
//!
//! Planted once and seen red: a scan that is of no load remembered as seen, so that its load came for nothing; a sign of joining that is
//! a blank as well.

use std::time::{Duration, SystemTime};

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;

use crate::workspace::{CONFIG, LOADS, STOPS, TestWorkspace, approve, state, sync};

pub const SCANS: &str = "[[source]]\nname = \"scans\"\nkind = \"csv-drop\"\nfolder = \"scans\"\njoins = \"dispatch\"\n\
owns = [\"documents\"]\ndocuments = \"pods\"\n";
const PDF: &str = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// The tiny company, with a folder of scans and no row of a document.
pub fn with_scans(settings: &str) -> TestWorkspace {
    let workspace = TestWorkspace::tiny();
    workspace.write("linehaul.toml", CONFIG.replace("[erp]", &format!("{settings}[erp]")));
    std::fs::remove_file(workspace.dir().join("drop/documents.csv")).expect("removed");
    std::fs::create_dir_all(workspace.dir().join("scans")).expect("a folder");
    std::fs::create_dir_all(workspace.dir().join("pods")).expect("a folder");
    workspace
}

/// Puts a scan there that nobody has written into for a while.
pub fn scan(workspace: &TestWorkspace, name: &str, text: &str) {
    workspace.write(&format!("pods/{name}"), text);
    let file = std::fs::File::options().write(true).open(workspace.dir().join("pods").join(name)).expect("opened");
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)).expect("set back");
}

/// Types and files of a load's documents.
pub fn documents(desk: &Session, load: &str) -> Vec<(String, String)> {
    let all = desk.show(load).expect("shown").documents;
    all.into_iter().map(|document| (document.kind, document.file.unwrap_or_default())).collect()
}

pub fn told(desk: &Session) -> Vec<(String, String)> {
    let items = desk.quarantine().expect("a list").items;
    items.into_iter().map(|item| (item.code, format!("{}: {}", item.file, item.message))).collect()
}

#[test]
fn a_scan_becomes_a_document_of_the_load_that_its_name_says() {
    let workspace = with_scans(SCANS);
    let mut desk = workspace.open();
    sync(&mut desk);
    assert_eq!(state(&desk, "T-1"), "held");
    scan(&workspace, "T-1 POD signed stop 2 p1.pdf", PDF);
    scan(&workspace, "T-1 POD signed stop 2 p2.pdf", &PDF.replace("1 0", "2 0"));
    scan(&workspace, "t_1_lumper.pdf", PDF);
    scan(&workspace, "Thumbs.db", "no scan");
    let report = sync(&mut desk);
    assert_eq!((report.sources[1].read, report.sources[1].new), (3, 3), "{:?}", report.sources[1]);
    assert_eq!(state(&desk, "T-1"), "ready");
    let all = [
        ("lumper_receipt", "t_1_lumper.pdf"),
        ("pod_signed", "T-1 POD signed stop 2 p1.pdf"),
        ("pod_signed", "T-1 POD signed stop 2 p2.pdf"),
    ];
    assert_eq!(documents(&desk, "T-1"), all.map(|(kind, file)| (kind.to_owned(), file.to_owned())));
    assert_eq!(told(&desk), []);
    // Nothing is said twice, and what the archive has says the same.
    let report = sync(&mut desk);
    assert_eq!((report.sources[1].read, report.assessed), (0, 0), "{:?}", report.sources[1]);
    assert_eq!(desk.rebuild_check().expect("an answer").differing, [""; 0]);
    // The settings may be others, the file may be gone: it stays what it was.
    workspace.write(
        "linehaul.toml",
        CONFIG.replace("[erp]", &format!("{}[erp]", SCANS.replace("documents = \"pods\"\n", ""))),
    );
    std::fs::remove_file(workspace.dir().join("pods/t_1_lumper.pdf")).expect("removed");
    drop(desk);
    let mut desk = workspace.open();
    sync(&mut desk);
    desk.rebuild().expect("made again");
    assert_eq!(documents(&desk, "T-1").len(), 3);
    assert_eq!(approve(&mut desk, &["T-1"]).approved, ["T-1"]);
}

#[test]
fn what_fits_no_load_or_two_waits_in_quarantine() {
    let workspace = with_scans(SCANS);
    let mut desk = workspace.open();
    sync(&mut desk);
    scan(&workspace, "T-2 POD signed.pdf", PDF);
    scan(&workspace, "T-1-T-2 lumper.pdf", PDF);
    scan(&workspace, "IMG_0007.jpg", "\u{ff}");
    scan(&workspace, "T-1 POD BOL.pdf", PDF);
    let report = sync(&mut desk);
    assert_eq!((report.sources[1].read, report.sources[1].quarantined), (4, 4), "{:?}", report.sources[1]);
    let all = told(&desk);
    let codes: Vec<&str> = all.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["LH-249", "LH-250", "LH-249", "LH-249"], "{all:?}");
    assert!(all[0].1.starts_with("documents/IMG_0007.jpg: no number of a load"), "{all:?}");
    assert!(all[2].1.contains("the load T-2 as well"), "{all:?}");
    assert_eq!(documents(&desk, "T-1"), []);
    // Each sync looks at them again, and says nothing that it has said.
    let report = sync(&mut desk);
    assert_eq!(report.sources[1].read, 0, "{:?}", report.sources[1]);
    assert_eq!(told(&desk).len(), 4);
    // The load comes after its scans.
    workspace.write("drop/loads-2.csv", LOADS.replace("T-1", "T-2"));
    workspace.write("drop/stops-2.csv", STOPS.replace("T-1", "T-2"));
    let report = sync(&mut desk);
    assert_eq!((report.sources[1].read, report.sources[1].new), (3, 3), "{:?}", report.sources[1]);
    assert_eq!(
        told(&desk).iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(),
        ["LH-249", "LH-250"],
        "what was placed waits no longer"
    );
    let both = ("lumper_receipt".to_owned(), "T-1-T-2 lumper.pdf".to_owned());
    assert_eq!(documents(&desk, "T-1"), std::slice::from_ref(&both));
    assert_eq!(documents(&desk, "T-2"), [both, ("pod_signed".to_owned(), "T-2 POD signed.pdf".to_owned())]);
    assert_eq!(desk.rebuild_check().expect("an answer").differing, [""; 0]);
    // A scan that stands in the folder under another name is another file.
    let folder = workspace.dir().join("pods");
    std::fs::rename(folder.join("T-1 POD BOL.pdf"), folder.join("T-1 POD signed.pdf")).expect("renamed");
    sync(&mut desk);
    assert_eq!(documents(&desk, "T-1")[1].0, "pod_signed");
    assert_eq!(desk.rebuild_check().expect("an answer").differing, [""; 0]);
}

#[test]
fn a_file_that_a_row_names_is_what_the_row_says() {
    let workspace =
        with_scans(&SCANS.replace("documents = \"pods\"", "documents = { folder = \"pods\", type = \"pod\" }"));
    let mut desk = workspace.open();
    let row = "document_id,load_number,stop,type,file,signed_by,updated_at\n\
D-1,T-1,2,pod_signed,T-1.pdf,receiver,2025-03-03T00:00:00Z\n";
    workspace.write("scans/documents.csv", row);
    scan(&workspace, "T-1.pdf", PDF);
    sync(&mut desk);
    assert_eq!(documents(&desk, "T-1"), [("pod_signed".to_owned(), "T-1.pdf".to_owned())]);
    assert_eq!(told(&desk), []);
    // What is made of a name has fewer columns than the rows of its source, and takes none away.
    workspace.write("drop/loads-2.csv", LOADS.replace("T-1", "1001"));
    workspace.write("drop/stops-2.csv", STOPS.replace("T-1", "1001"));
    scan(&workspace, "1001.pdf", PDF);
    let report = sync(&mut desk);
    assert_eq!(report.sources[1].notes, [""; 0]);
    assert_eq!(documents(&desk, "1001"), [("pod".to_owned(), "1001.pdf".to_owned())]);
    assert_eq!(state(&desk, "T-1"), "ready");
}

#[test]
fn what_is_told_last_of_a_name_is_what_the_quarantine_says() {
    let workspace = with_scans(SCANS);
    let mut desk = workspace.open();
    std::fs::remove_file(workspace.dir().join("drop/loads.csv")).expect("removed");
    std::fs::remove_file(workspace.dir().join("drop/stops.csv")).expect("removed");
    scan(&workspace, "T-1 T-2 POD.pdf", PDF);
    sync(&mut desk);
    assert!(told(&desk)[0].1.contains("no number of a load"), "{:?}", told(&desk));
    for number in ["T-1", "T-2"] {
        workspace.write(&format!("drop/loads-{number}.csv"), LOADS.replace("T-1", number));
        workspace.write(&format!("drop/stops-{number}.csv"), STOPS.replace("T-1", number));
    }
    sync(&mut desk);
    let all = told(&desk);
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(all[0].0 == "LH-250" && all[0].1.contains("of the load T-1 or of the load T-2"), "{all:?}");
    assert_eq!(desk.rebuild_check().expect("an answer").differing, [""; 0]);
}

#[test]
fn the_end_of_a_second_number_is_told_and_nothing_is_taken_from_it() {
    let workspace = with_scans(SCANS);
    let mut desk = workspace.open();
    for number in ["PS-24085", "PS-24096"] {
        workspace.write(&format!("drop/loads-{number}.csv"), LOADS.replace("T-1", number));
        workspace.write(&format!("drop/stops-{number}.csv"), STOPS.replace("T-1", number));
    }
    sync(&mut desk);
    for name in
        ["PS-24085-24096 POD.pdf", "PS-24085 24096 BOL.pdf", "PS-24085-24099 lumper.pdf", "PS-24096-PS-24085 scale.pdf"]
    {
        scan(&workspace, name, PDF);
    }
    sync(&mut desk);
    let all = told(&desk);
    let part =
        |name: &str| all.iter().find(|(_, words)| words.contains(name)).unwrap_or_else(|| panic!("{name}: {all:?}"));
    assert!(all.len() == 3, "{all:?}");
    for name in ["24096 POD", "24096 BOL"] {
        let (code, words) = part(name);
        assert!(code == "LH-250" && words.contains("PS-24085") && words.contains("PS-24096"), "{words}");
    }
    assert_eq!(part("24099 lumper").0, "LH-249", "it waits for that load");
    for load in ["PS-24085", "PS-24096"] {
        assert_eq!(documents(&desk, load), [("scale_ticket".to_owned(), "PS-24096-PS-24085 scale.pdf".to_owned())]);
    }
    assert_eq!(desk.rebuild_check().expect("an answer").differing, [""; 0]);
}

#[test]
fn a_scan_that_is_still_being_written_is_told_and_read_next_time() {
    let workspace = with_scans(SCANS);
    let mut desk = workspace.open();
    sync(&mut desk);
    workspace.write("pods/T-1 POD signed.pdf", PDF);
    let notes = sync(&mut desk).sources[1].notes.clone();
    assert!(notes.iter().any(|note| note.starts_with("LH-202 T-1 POD signed.pdf")), "{notes:?}");
    assert_eq!(documents(&desk, "T-1"), []);
    scan(&workspace, "T-1 POD signed.pdf", PDF);
    assert_eq!(sync(&mut desk).sources[1].notes, [""; 0]);
    assert_eq!(documents(&desk, "T-1").len(), 1);
}

#[test]
fn other_settings_of_names_look_at_every_scan_again() {
    let of_pods = |by_name: &str| SCANS.replace("documents = \"pods\"", by_name);
    let workspace = with_scans(&of_pods(""));
    let set = |by_name: &str| {
        workspace.write("linehaul.toml", CONFIG.replace("[erp]", &format!("{}[erp]", of_pods(by_name))))
    };
    std::fs::create_dir_all(workspace.dir().join("scans/documents")).expect("a folder");
    workspace.write("scans/documents/T-1.pdf", PDF);
    let file =
        std::fs::File::options().write(true).open(workspace.dir().join("scans/documents/T-1.pdf")).expect("opened");
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)).expect("set back");
    let mut desk = workspace.open();
    sync(&mut desk);
    assert_eq!(told(&desk), [], "nobody asked for names");
    for (by_name, codes) in [("documents = {}", &["LH-249"][..]), ("documents = { type = \"pod_signed\" }", &[][..])] {
        set(by_name);
        drop(desk);
        desk = workspace.open();
        sync(&mut desk);
        let all = told(&desk);
        assert_eq!(all.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), codes, "{by_name}: {all:?}");
    }
    assert_eq!(documents(&desk, "T-1"), [("pod_signed".to_owned(), "T-1.pdf".to_owned())]);
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let workspace = with_scans(&SCANS.replace("\"pods\"", "\"share/pods\""));
    let mut desk = workspace.open();
    let report = sync(&mut desk);
    let notes = &report.sources[1].notes;
    assert!(notes.iter().any(|note| note.contains("LH-104") && note.contains("share/pods")), "{notes:?}");
}

//! One scan of the PODs of several loads: who bills says which pages are whose, and each load has its own as a document.

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;

use crate::by_name::{SCANS, documents, scan, told, with_scans};
use crate::workspace::{LOADS, STOPS, TestWorkspace, state, sync};

/// A PDF of so many pages, each with its number on it.
pub fn pdf(pages: u32) -> String {
    let kids: Vec<String> = (0..pages).map(|page| format!("{} 0 R", 3 + 2 * page)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {pages} /MediaBox [0 0 612 792] >>", kids.join(" ")),
    ];
    for page in 0..pages {
        let shown = format!("BT /F1 24 Tf 72 720 Td (Page {}) Tj ET", page + 1);
        objects.push(format!("<< /Type /Page /Parent 2 0 R /Contents {} 0 R >>", 4 + 2 * page));
        objects.push(format!("<< /Length {} >>\nstream\n{shown}\nendstream", shown.len()));
    }
    let (mut text, mut places) = ("%PDF-1.4\n".to_owned(), Vec::new());
    for (at, object) in objects.iter().enumerate() {
        places.push(text.len());
        text.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let xref = text.len();
    text.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| text.push_str(&format!("{place:010} 00000 n \n")));
    text.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n", objects.len() + 1));
    text
}

/// Loads that are held for their PODs: T-1, and those that are named.
fn three(settings: &str) -> TestWorkspace {
    let workspace = with_scans(settings);
    for load in ["T-2", "T-3"] {
        workspace.write(&format!("drop/loads-{load}.csv"), LOADS.replace("T-1", load));
        workspace.write(&format!("drop/stops-{load}.csv"), STOPS.replace("T-1", load));
    }
    workspace
}

fn split(desk: &mut Session, scan: &str, parts: &[&str], kind: Option<&str>) -> Result<Vec<(String, String)>, String> {
    let done = desk.split(scan, parts, kind, "looked at it").map_err(|fault| fault.code.to_string())?;
    Ok(done.documents.into_iter().map(|cut| (cut.load, cut.file)).collect())
}

fn states(desk: &Session) -> [String; 3] {
    ["T-1", "T-2", "T-3"].map(|load| state(desk, load))
}

#[test]
fn one_scan_of_three_pods_ends_the_wait_of_three_loads() {
    let workspace = three(SCANS);
    let mut desk = workspace.open();
    scan(&workspace, "T-1,T-2,T-3 POD signed.pdf", &pdf(4));
    sync(&mut desk);
    assert_eq!(states(&desk), ["held", "held", "held"]);
    let all = told(&desk);
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(all[0].0, "LH-281");
    assert!(all[0].1.contains("it has 4 pages and its name says the loads T-1, T-2, T-3"), "{all:?}");
    let file = "T-1,T-2,T-3 POD signed.pdf";
    // Nothing is taken of what is not said whole, or not there.
    for (parts, code) in [
        (vec!["1=T-1", "2=T-2", "3=T-3"], "LH-446"),
        (vec!["1=T-1", "2=T-2", "3-5=T-3"], "LH-282"),
        (vec!["1=T-1", "2=T-2", "3-4=T-9"], "LH-410"),
        (vec!["1=T-1", "2", "3-4=T-3"], "LH-446"),
        (vec!["1=T-1", "0-2=T-2", "3-4=T-3"], "LH-446"),
    ] {
        assert_eq!(split(&mut desk, file, &parts, None), Err(code.to_owned()), "{parts:?}");
    }
    assert_eq!(split(&mut desk, "other.pdf", &["1=T-1"], None), Err("LH-445".to_owned()));
    assert_eq!(states(&desk), ["held", "held", "held"]);
    let done = split(&mut desk, file, &["1-2=T-1", "3=T-2", "4=T-3"], None).expect("split");
    let cut = |load: &str, pages: &str| (load.to_owned(), format!("{file}#pages={pages}"));
    assert_eq!(done, [cut("T-1", "1-2"), cut("T-2", "3"), cut("T-3", "4")]);
    assert_eq!(states(&desk), ["ready", "ready", "ready"]);
    assert_eq!(told(&desk), []);
    assert_eq!(documents(&desk, "T-2"), [("pod_signed".to_owned(), format!("{file}#pages=3"))]);
    // What each load has is its own pages.
    let shown = |load: &str| {
        let id = desk.show(load).expect("shown").documents.remove(0).id;
        String::from_utf8_lossy(&desk.document(load, &id).expect("its bytes")).into_owned()
    };
    let has = |text: &str, page: u32| text.contains(&format!("(Page {page})"));
    assert_eq!([1, 2, 3, 4].map(|page| has(&shown("T-1"), page)), [true, true, false, false]);
    assert_eq!([1, 2, 3, 4].map(|page| has(&shown("T-3"), page)), [false, false, false, true]);
    // Neither a look nor the archive says anything else, nor does the folder without the scan.
    // The first look at what was cut out of it finds what it has; behind it nothing is read.
    let report = sync(&mut desk);
    assert_eq!((report.sources[1].new + report.sources[1].changed, report.assessed), (0, 0), "{:?}", report.sources[1]);
    let report = sync(&mut desk);
    assert_eq!((report.sources[1].read, report.assessed), (0, 0), "{:?}", report.sources[1]);
    assert_eq!(desk.rebuild_check().expect("an answer").differing, [""; 0]);
    std::fs::remove_file(workspace.dir().join("pods").join(file)).expect("removed");
    sync(&mut desk);
    desk.rebuild().expect("made again");
    assert_eq!(states(&desk), ["ready", "ready", "ready"]);
    assert_eq!(split(&mut desk, file, &["1-4=T-1"], None), Err("LH-445".to_owned()));
}

#[test]
fn a_row_names_the_pages_of_a_scan() {
    let workspace = three(&SCANS.replace("documents = \"pods\"\n", "documents = { folder = \"pods\" }\n"));
    let mut desk = workspace.open();
    let row = "document_id,load_number,stop,type,file,pages,signed_by,updated_at\n\
D-1,T-1,2,pod_signed,stack.pdf,\"1,3\",receiver,2025-03-03T00:00:00Z\n\
D-2,T-2,2,pod_signed,stack.pdf,2,receiver,2025-03-03T00:00:00Z\n\
D-3,T-3,2,pod_signed,stack.pdf,4,receiver,2025-03-03T00:00:00Z\n\
D-4,T-9,2,pod_signed,stack.pdf,3-1,receiver,2025-03-03T00:00:00Z\n";
    workspace.write("scans/documents.csv", row);
    sync(&mut desk);
    assert_eq!(states(&desk), ["held", "held", "held"]);
    assert_eq!(told(&desk).iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["LH-280"]);
    // The scan comes after its rows, and lacks a page; then a whole one comes.
    scan(&workspace, "stack.pdf", &pdf(3));
    let report = sync(&mut desk);
    assert_eq!(states(&desk), ["ready", "ready", "held"]);
    let notes = &report.sources[1].notes;
    assert!(notes.iter().any(|note| note.starts_with("LH-282 stack.pdf#pages=4: it has 3 pages")), "{notes:?}");
    assert_eq!(desk.rebuild_check().expect("an answer").differing, [""; 0]);
    scan(&workspace, "stack.pdf", &pdf(5));
    sync(&mut desk);
    assert_eq!(states(&desk), ["ready", "ready", "ready"]);
    assert_eq!(desk.rebuild_check().expect("an answer").differing, [""; 0]);
}

#[test]
fn what_is_not_cut_says_why() {
    let workspace = three(SCANS);
    let mut desk = workspace.open();
    scan(&workspace, "scan0007.jpg", "\u{ff}");
    scan(&workspace, "scan0008.pdf", "%PDF-1.4\nbroken\n%%EOF\n");
    scan(&workspace, "scan0009.pdf", &pdf(2).replace("/Root", "/Encrypt 9 0 R /Root"));
    scan(&workspace, "scan0010.pdf", &pdf(2));
    sync(&mut desk);
    assert_eq!(told(&desk).len(), 4);
    for file in ["scan0007.jpg", "scan0008.pdf", "scan0009.pdf"] {
        assert_eq!(split(&mut desk, file, &["1=T-1", "2=T-2"], Some("pod_signed")), Err("LH-282".to_owned()), "{file}");
    }
    assert_eq!(split(&mut desk, "scan0010.pdf", &["1=T-1", "2=T-2"], None), Err("LH-446".to_owned()), "no type");
    split(&mut desk, "scan0010.pdf", &["1=T-1", "2=-"], Some("pod_signed")).expect("split");
    assert_eq!(states(&desk), ["ready", "held", "held"]);
}

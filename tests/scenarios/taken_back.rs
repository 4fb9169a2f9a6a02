//! What was known and is taken back: a delivery, an expected total, a paper that opened. None of it goes without a word on the load.

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;

use crate::workspace::{DOCUMENTS, LOADS, STOPS, TestWorkspace, approve, push, state, sync};

fn posted() -> (TestWorkspace, Session) {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    push(&mut session);
    (workspace, session)
}

fn is_rebuilt(session: &mut Session) {
    assert_eq!(session.rebuild_check().expect("checked").differing, Vec::<String>::new());
}

#[test]
fn a_posted_load_that_is_not_delivered_any_more_is_told() {
    let (workspace, mut session) = posted();
    workspace.write("drop/loads-4.csv", LOADS.replace("delivered", "in_transit").replace("03T", "04T"));
    let report = sync(&mut session);
    let told: Vec<_> = report.differing.iter().map(|one| (one.difference.as_str(), one.amount.as_deref())).collect();
    assert_eq!(told, [("dispatch says in_transit again: was it delivered?", Some("0.00"))]);
    assert!(sync(&mut session).differing.is_empty(), "once");
    let back = LOADS.replace("03T", "05T");
    workspace.write("drop/loads-5.csv", back);
    assert_eq!(sync(&mut session).differing.len(), 1, "that it is over is told too");
    is_rebuilt(&mut session);
}

#[test]
fn a_posted_load_that_loses_its_time_of_delivery_is_told() {
    let (workspace, mut session) = posted();
    let undone = STOPS.replace(",2025-03-02 08:00,2025-03-02 09:00,", ",,,").replace("03T", "04T");
    workspace.write("drop/stops-4.csv", undone);
    let report = sync(&mut session);
    assert_eq!(report.differing.len(), 1);
    let words = &report.differing[0].difference;
    assert!(words.contains("stop 2 Receiver, Dallas TX has no arrival and no departure any more"), "{words}");
    is_rebuilt(&mut session);
}

#[test]
fn an_expected_total_that_a_later_row_empties_goes_on_to_hold() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/loads.csv", LOADS.replace("1000.00", "1500.00"));
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "held");
    workspace.write("drop/loads-4.csv", LOADS.replace("1000.00", "").replace("03T", "04T"));
    sync(&mut session);
    let detail = session.show("T-1").expect("shown");
    let variance = detail.holds.iter().find(|hold| hold.code == "VARIANCE").map(|hold| hold.message.as_str());
    assert!(variance.is_some_and(|words| words.contains("says no total any more")), "{:?}", detail.holds);
    is_rebuilt(&mut session);
    workspace.write("drop/loads-5.csv", LOADS.replace("03T", "05T"));
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "ready");
}

const PDF: &str = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// What the load warns of its papers, and in which state it is.
fn papers(session: &mut Session) -> (String, Option<String>) {
    let detail = session.show("T-1").expect("shown");
    let warning = detail.warnings.into_iter().find(|warning| warning.code == "DOCUMENT_REPLACED");
    (detail.state, warning.map(|warning| warning.message))
}

#[test]
fn a_good_scan_that_garbage_takes_the_name_of_goes_on_to_count_and_is_told() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/documents.csv", DOCUMENTS.replace("pod_signed,,", "pod_signed,pod.pdf,"));
    workspace.write("drop/documents/pod.pdf", PDF);
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(papers(&mut session), ("ready".into(), None));
    for (garbage, wrong) in [
        (String::new(), "is empty"),
        ("see mail".to_owned(), "is not the kind of file that its name says"),
        (PDF[..40].to_owned(), "is cut short"),
    ] {
        workspace.write("drop/documents/pod.pdf", &garbage);
        sync(&mut session);
        let (state, warned) = papers(&mut session);
        let words = format!("pod.pdf (pod_signed) was replaced by one that {wrong}; the one before it counts");
        assert_eq!((state.as_str(), warned), ("ready", Some(words)), "{garbage}");
        is_rebuilt(&mut session);
    }
    workspace.write("drop/documents/pod.pdf", PDF);
    sync(&mut session);
    assert_eq!(papers(&mut session), ("ready".into(), None), "it is back");
    is_rebuilt(&mut session);
    let better = PDF.replace("<<>>", "<< /Better true >>");
    workspace.write("drop/documents/pod.pdf", &better);
    sync(&mut session);
    assert_eq!(papers(&mut session), ("ready".into(), None));
    is_rebuilt(&mut session);
}

#[test]
fn a_scan_that_is_cut_short_is_no_paper() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/documents.csv", DOCUMENTS.replace("pod_signed,,", "pod_signed,pod.pdf,"));
    workspace.write("drop/documents/pod.pdf", &PDF[..40]);
    let mut session = workspace.open();
    sync(&mut session);
    let holds = session.show("T-1").expect("shown").holds;
    assert!(
        holds.iter().any(|hold| hold.code == "DOCUMENT_UNREADABLE" && hold.message.contains("is cut short")),
        "{holds:?}"
    );
}

#[test]
fn two_scans_of_one_paper_are_told() {
    let workspace = TestWorkspace::tiny();
    let second =
        DOCUMENTS.lines().nth(1).expect("a row").replace("D-1", "D-2").replace("pod_signed,,", "pod_signed,two.pdf,");
    let first = DOCUMENTS.replace("pod_signed,,", "pod_signed,one.pdf,");
    workspace.write("drop/documents.csv", format!("{first}{second}\n"));
    workspace.write("drop/documents/one.pdf", PDF);
    workspace.write("drop/documents/two.pdf", PDF);
    let mut session = workspace.open();
    sync(&mut session);
    let warnings = session.show("T-1").expect("shown").warnings;
    let told = warnings.iter().find(|warning| warning.code == "DOCUMENT_TWICE").map(|warning| warning.message.as_str());
    assert_eq!(told, Some("2 files are pod_signed of stop 2 (one.pdf, two.pdf): any one of them counts as it"));
}

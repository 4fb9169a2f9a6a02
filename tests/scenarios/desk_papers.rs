//! Papers at the desk: a POD that came by mail is put on file and attested, what is noted on it is asked once, and a load that was entered twice
//! leaves the queue with what is on file of it.

use std::path::PathBuf;

use linehaul_api::command::desk_load::{Dismiss, DismissKind, Reopen};
use linehaul_api::command::desk_papers::{Attach, Attest};
use linehaul_api::command::session::Session;
use linehaul_api::wire::queue::QueueAsk;
use linehaul_tests::harness::Asks;

use crate::desk::{at_stop, held, is_rebuilt, refused, set, shown};
use crate::workspace::{CONTRACT, DOCUMENTS, TestWorkspace, approve, push, state, sync};

const PDF: &[u8] = b"%PDF-1.4\nreceived\n%%EOF\n";

fn attest(signed_by: &str) -> Attest {
    Attest {
        load: "T-1".to_owned(),
        document: None,
        signed_by: signed_by.to_owned(),
        clean: true,
        short: false,
        damaged: false,
        refused: false,
        seal_broken: false,
        came: None,
        left: None,
        because: "looked at it".to_owned(),
        seen: None,
    }
}

fn attach(load: &str, files: &[PathBuf]) -> Attach {
    Attach {
        load: load.to_owned(),
        files: files.to_vec(),
        kind: None,
        stop: None,
        signed_by: None,
        amount: None,
        because: "it came by mail".to_owned(),
        from: Some("driver, mail".to_owned()),
        seen: None,
    }
}

/// The tiny company without a POD, or with one that nobody signed.
fn without_pod(documents: &str) -> (TestWorkspace, Session) {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/documents.csv", documents);
    let mut session = workspace.open();
    sync(&mut session);
    (workspace, session)
}

fn no_documents() -> String {
    DOCUMENTS.lines().next().map(|header| header.to_owned() + "\n").unwrap_or_default()
}

fn unsigned() -> String {
    DOCUMENTS.replace("pod_signed", "pod").replace("receiver", "")
}

/// A file on the disk, outside of the workspace's drop.
fn file(workspace: &TestWorkspace, name: &str, bytes: &[u8]) -> PathBuf {
    workspace.write(&format!("inbox/{name}"), bytes);
    workspace.dir().join("inbox").join(name)
}

#[test]
fn a_pod_by_mail_is_put_on_file_attested_and_billed() {
    let (workspace, mut session) = without_pod(&no_documents());
    assert_eq!(held(&session), ["POD_MISSING"]);
    let scan = file(&workspace, "T-1 POD stop 2.pdf", PDF);
    let done = session.said_by(&attach("T-1", std::slice::from_ref(&scan)), "biller");
    assert!(done.refused.is_empty(), "{:?}", done.refused);
    assert_eq!(done.notes, ["T-1: T-1 POD stop 2.pdf is its pod of stop 2"]);
    assert_eq!(held(&session), ["POD_UNSIGNED"]);
    let detail = shown(&session);
    let id = detail.documents[0].id.clone();
    assert_eq!(session.document("T-1", &id).expect("its bytes"), PDF);
    is_rebuilt(&mut session);
    // The same file once more is no second document.
    assert_eq!(refused(&session.said_by(&attach("T-1", &[scan]), "biller")).0, "LH-464");
    let done = session.said_by(&attest("J. Doe"), "biller");
    assert!(done.refused.is_empty(), "{:?}", done.refused);
    assert_eq!((held(&session), state(&session, "T-1")), (vec![], "ready".to_owned()));
    assert_eq!(shown(&session).documents[0].signed_by.as_deref(), Some("J. Doe"));
    is_rebuilt(&mut session);
    assert_eq!(approve(&mut session, &["T-1"]).approved.len(), 1);
    assert_eq!(push(&mut session).posted.len(), 1);
    assert!(session.reproduce(&[], None, &mut |_, _| true).expect("made again").drifted.is_empty());
    let late = session.said_by(&attest("J. Roe"), "biller");
    assert_eq!(refused(&late).0, "LH-460");
}

/// A company whose cache is thrown away has what was put on file, since the archive has it.
#[test]
fn what_was_put_on_file_outlives_the_cache() {
    let (workspace, mut session) = without_pod(&no_documents());
    let scan = file(&workspace, "pod.pdf", PDF);
    let put = Attach {
        kind: Some("pod".to_owned()),
        signed_by: Some("J. Doe".to_owned()),
        ..attach("T-1", std::slice::from_ref(&scan))
    };
    assert!(session.said_by(&put, "biller").refused.is_empty());
    std::fs::remove_file(scan).expect("removed");
    let doctor = session.doctor().expect("looked");
    let amiss: Vec<_> = doctor.checks.iter().filter(|check| !check.ok && check.name.contains("archive")).collect();
    assert!(amiss.is_empty(), "{amiss:?}");
    drop(session);
    for name in ["cache.sqlite", "cache.sqlite-wal", "cache.sqlite-shm"] {
        let _ = std::fs::remove_file(workspace.dir().join(name));
    }
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!((held(&session), state(&session, "T-1")), (vec![], "ready".to_owned()));
    let id = shown(&session).documents[0].id.clone();
    assert_eq!(session.document("T-1", &id).expect("its bytes"), PDF);
}

#[test]
fn a_file_that_shows_nothing_is_told_with_what_to_do() {
    let (workspace, mut session) = without_pod(&no_documents());
    let heic = [&[0, 0, 0, 24][..], b"ftypheic", &[0; 16]].concat();
    let encrypted = [PDF, b"/Encrypt 5 0 R"].concat();
    let bad: [(&str, &[u8], &str); 6] = [
        ("empty POD.pdf", b"", "is empty"),
        ("locked POD.pdf", &encrypted, "asks for a password"),
        ("picture POD.pdf", b"\xff\xd8\xff\xe0", "its name says"),
        ("IMG POD.heic", &heic, "HEIC"),
        ("phone POD.jpg", &heic, "HEIC"),
        ("POD.html", b"<b>POD</b>", "no picture and no PDF"),
    ];
    for (name, bytes, words) in bad {
        let path = file(&workspace, name, bytes);
        let fault = session.try_said_by(&attach("T-1", &[path]), "biller").expect_err("nothing to see");
        assert_eq!(fault.code.to_string(), "LH-467", "{name}");
        assert!(fault.message.contains(words), "{name}: {}", fault.message);
    }
    let absent = workspace.dir().join("inbox/none.pdf");
    assert!(session.try_said_by(&attach("T-1", &[absent]), "biller").is_err());
    // What it is stands neither in its name nor in words.
    let path = file(&workspace, "scan0001.pdf", PDF);
    let (code, words) = refused(&session.said_by(&attach("T-1", std::slice::from_ref(&path)), "biller"));
    assert!(code == "LH-468" && words.contains("--type"), "{words}");
    let typed = |kind: &str| Attach { kind: Some(kind.to_owned()), ..attach("T-1", std::slice::from_ref(&path)) };
    let (code, words) = refused(&session.said_by(&typed("pdo"), "biller"));
    assert!(code == "LH-468" && words.contains("`pod`"), "{words}");
    assert_eq!(refused(&session.said_by(&typed("pod_signed"), "biller")).0, "LH-468", "and who signed it?");
    let there = Attach { stop: Some(9), ..typed("pod") };
    assert!(refused(&session.said_by(&there, "biller")).1.contains("1, 2"));
    assert!(shown(&session).documents.is_empty());
    // A name may say the load too.
    let named = file(&workspace, "T-1 POD.pdf", PDF);
    let done = session.said_by(&attach("-", &[named]), "biller");
    assert_eq!(done.done, ["T-1"], "{:?}", done.refused);
}

#[test]
fn a_receipt_comes_with_its_amount_in_the_loads_currency() {
    let (workspace, mut session) = without_pod(DOCUMENTS);
    let path = file(&workspace, "lumper.pdf", PDF);
    let receipt =
        |amount: &str| Attach { amount: Some(amount.to_owned()), ..attach("T-1", std::slice::from_ref(&path)) };
    assert_eq!(refused(&session.said_by(&receipt("75.00 CAD"), "biller")).0, "LH-472");
    assert_eq!(refused(&session.said_by(&receipt("75.001"), "biller")).0, "LH-418");
    assert!(session.said_by(&receipt("75.00"), "biller").refused.is_empty());
    let lumper = shown(&session).documents.into_iter().find(|one| one.kind == "lumper_receipt").expect("on file");
    assert_eq!(lumper.amount.as_deref(), Some("75.00 USD"));
}

#[test]
fn what_is_noted_on_a_pod_is_asked_once() {
    let (_workspace, mut session) = without_pod(&unsigned());
    assert_eq!(held(&session), ["POD_UNSIGNED"]);
    let noted = Attest { clean: false, short: true, damaged: true, ..attest("J. Doe") };
    assert!(session.said_by(&noted, "biller").refused.is_empty());
    let detail = shown(&session);
    assert_eq!(held(&session), ["DELIVERY_EXCEPTION"]);
    assert!(detail.holds[0].message.starts_with("short and damaged on D-1 of stop 2"), "{}", detail.holds[0].message);
    assert!(detail.events.iter().any(|event| event.kind == "short"));
    is_rebuilt(&mut session);
    session.release("T-1", Some("biller"), "claims has it").expect("released");
    assert_eq!((held(&session), state(&session, "T-1")), (vec![], "ready".to_owned()));
    is_rebuilt(&mut session);
}

#[test]
fn a_contract_that_speaks_of_what_is_noted_bills_it_and_asks_nobody() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/documents.csv", unsigned());
    let phrase = "when load.happened(\"short\") { accessorial \"REDELIVERY\" 20.00; }\n";
    workspace.write("rules/customers/acme/2025-01-01.rhai", CONTRACT.to_owned() + phrase);
    let mut session = workspace.open();
    sync(&mut session);
    let noted = Attest { clean: false, short: true, ..attest("J. Doe") };
    assert!(session.said_by(&noted, "biller").refused.is_empty());
    let told: Vec<String> = shown(&session).holds.into_iter().map(|hold| hold.message).collect();
    assert!(!held(&session).contains(&"DELIVERY_EXCEPTION".to_owned()), "{told:?}");
    assert_eq!(shown(&session).total, "1020.00");
}

/// Times on a bill of lading are evidence for waiting; where they are not those of dispatch, somebody is asked which are right.
#[test]
fn times_on_the_paper_are_compared_with_those_of_dispatch() {
    let (_workspace, mut session) = without_pod(&unsigned());
    let times = |came: &str, left: &str| Attest {
        came: Some(format!("2025-03-02 {came}")),
        left: Some(format!("2025-03-02 {left}")),
        ..attest("J. Doe")
    };
    assert_eq!(refused(&session.said_by(&times("11:00", "08:00"), "biller")).0, "LH-466");
    assert!(session.said_by(&times("08:00", "09:00"), "biller").refused.is_empty());
    assert_eq!(held(&session), [""; 0]);
    assert!(shown(&session).documents.iter().any(|one| one.kind == "in_out_times_on_bol"));
    assert!(session.said_by(&times("08:00", "11:30"), "biller").refused.is_empty());
    let detail = shown(&session);
    assert_eq!(held(&session), ["FACTS_DISPUTED"]);
    assert!(detail.holds[0].message.contains("the paper"), "{}", detail.holds[0].message);
    assert_eq!(detail.total, "1000.00", "what dispatch says stands until somebody says");
    session.said_by(&at_stop(2, set("T-1", "departed_at", "2025-03-02 11:30")), "biller");
    assert_eq!((held(&session), shown(&session).total.as_str()), (vec!["VARIANCE".to_owned()], "1090.00"));
}

/// An attestation is of what was looked at: another scan is to be looked at too.
#[test]
fn another_scan_is_not_attested_by_the_look_at_the_first() {
    let rows = unsigned().replace("D-1,T-1,2,pod,,", "D-1,T-1,2,pod,pod.pdf,");
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/documents.csv", &rows);
    workspace.write("drop/documents/pod.pdf", PDF);
    let mut session = workspace.open();
    sync(&mut session);
    session.said_by(&attest("J. Doe"), "biller");
    assert_eq!(held(&session), [""; 0]);
    workspace.write("drop/documents/pod-2.pdf", [PDF, b"another page"].concat());
    let again = rows.replace("pod.pdf", "pod-2.pdf").replace("2025-03-03T", "2025-03-04T");
    workspace.write("drop/documents-2.csv", again);
    sync(&mut session);
    assert_eq!(held(&session), ["POD_UNSIGNED"]);
    let (code, words) =
        refused(&session.said_by(&Attest { document: Some("D-7".to_owned()), ..attest("x") }, "biller"));
    assert!(code == "LH-466" && words.contains("D-1"), "{words}");
    is_rebuilt(&mut session);
}

fn dismiss(load: &str, kind: DismissKind, of: Option<&str>) -> Dismiss {
    let (load, because) = (load.to_owned(), "entered twice".to_owned());
    Dismiss { load, kind, of: of.map(str::to_owned), because, seen: None }
}

#[test]
fn a_load_that_was_entered_twice_leaves_the_queue_with_its_papers() {
    let workspace = TestWorkspace::tiny();
    let with_bol = |text: &str| match text.strip_prefix("load_number,customer,") {
        Some(rest) => format!("load_number,customer,ref:bol,{}", rest.replace(",ACME,", ",ACME,B-77,")),
        None => text.to_owned(),
    };
    workspace.write("drop/loads.csv", with_bol(crate::workspace::LOADS));
    workspace.write("drop/documents.csv", no_documents());
    workspace.another("T-2", with_bol);
    workspace.write("drop/documents-T-2.csv", no_documents());
    let mut session = workspace.open();
    sync(&mut session);
    let codes = |session: &Session, load: &str| -> Vec<String> {
        session.show(load).expect("shown").holds.into_iter().map(|hold| hold.code).collect()
    };
    assert_eq!(codes(&session, "T-1"), ["POD_MISSING", "DUPLICATE_SUSPECTED"]);
    let scan = file(&workspace, "pod.pdf", PDF);
    let put = Attach { kind: Some("pod".to_owned()), signed_by: Some("J. Doe".to_owned()), ..attach("T-2", &[scan]) };
    assert!(session.said_by(&put, "biller").refused.is_empty());
    let bad = [
        (dismiss("T-2", DismissKind::Duplicate, None), "--of"),
        (dismiss("T-2", DismissKind::Duplicate, Some("T-2")), "other load"),
        (dismiss("T-2", DismissKind::Test, Some("T-1")), "Leave"),
    ];
    for (said, advice) in bad {
        let (code, words) = refused(&session.said_by(&said, "biller"));
        assert!(code == "LH-473" && words.contains(advice), "{words}");
    }
    let done = session.said_by(&dismiss("T-2", DismissKind::Duplicate, Some("T-1")), "biller");
    assert!(done.refused.is_empty() && done.notes.len() == 2, "{done:?}");
    assert_eq!((codes(&session, "T-1"), state(&session, "T-1")), (vec![], "ready".to_owned()));
    assert_eq!((codes(&session, "T-2"), state(&session, "T-2")), (vec![], "not_billable".to_owned()));
    is_rebuilt(&mut session);
    // It stays in the record, and neither is approved by its number nor with the rest.
    assert_eq!(approve(&mut session, &["T-2"]).refused[0].code, "LH-474");
    let (code, _) = refused(&session.said_by(&dismiss("T-1", DismissKind::Duplicate, Some("T-2")), "biller"));
    assert_eq!(code, "LH-473", "then neither would be billed");
    assert_eq!(approve(&mut session, &[]).approved, ["T-1"]);
    let queue = session.queue(&QueueAsk { state: Some("ready".to_owned()), ..QueueAsk::default() }).expect("a queue");
    assert!(queue.loads.is_empty());
    let again = Reopen { load: "T-2".to_owned(), because: "they are two".to_owned(), seen: None };
    assert!(session.said_by(&again, "biller").refused.is_empty());
    assert_ne!(state(&session, "T-2"), "not_billable");
    assert_eq!(refused(&session.said_by(&again, "biller")).0, "LH-465");
    is_rebuilt(&mut session);
}

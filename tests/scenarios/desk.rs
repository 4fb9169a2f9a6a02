//! What the specialist says of a load, and how it stands beside what dispatch says: a correction that is followed, one that is contradicted, one
//! that comes too late.

use linehaul_api::command::desk::{Set, TakeBack};
use linehaul_api::command::session::Session;
use linehaul_api::wire::load::LoadDetail;
use linehaul_api::wire::review::Decisions;
use linehaul_tests::harness::Asks;

use crate::workspace::{LOADS, STOPS, TestWorkspace, approve, push, state, sync};

pub fn set(load: &str, field: &str, value: &str) -> Set {
    Set {
        load: load.to_owned(),
        field: field.to_owned(),
        value: value.to_owned(),
        stop: None,
        because: "by phone".to_owned(),
        from: Some("J. Smith, phone".to_owned()),
        seen: None,
    }
}

pub fn at_stop(stop: u32, set: Set) -> Set {
    Set { stop: Some(stop), ..set }
}

fn take_back(entry: u64) -> TakeBack {
    TakeBack { load: "T-1".to_owned(), entry, because: "a mistake".to_owned(), seen: None }
}

pub fn shown(session: &Session) -> LoadDetail {
    session.show("T-1").expect("shown")
}

pub fn held(session: &Session) -> Vec<String> {
    shown(session).holds.into_iter().map(|hold| hold.code).collect()
}

/// The code of a refusal, with what to do.
pub fn refused(done: &Decisions) -> (String, String) {
    let [one] = done.refused.as_slice() else { panic!("refused: {done:?}") };
    (one.code.clone(), format!("{}. {}", one.message, one.next_step))
}

pub fn is_rebuilt(session: &mut Session) {
    assert_eq!(session.rebuild_check().expect("checked").differing, Vec::<String>::new());
}

fn miles(workspace: &TestWorkspace, version: &str, miles: u32) {
    let text = LOADS.replace(",500,", &format!(",{miles},")).replace("2025-03-03T", version);
    workspace.write(&format!("drop/loads-{miles}.csv"), text);
}

fn opened() -> (TestWorkspace, Session) {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    (workspace, session)
}

#[test]
fn a_correction_is_billed_and_nothing_beside_it_changes() {
    let (workspace, mut session) = opened();
    let before = shown(&session);
    assert_eq!(before.total, "1000.00");
    let done = session.said_by(&set("T-1", "miles", "510"), "biller");
    assert_eq!((done.done.len(), done.notes.as_slice()), (1, &["T-1: miles is 510, in place of 500".to_owned()][..]));
    let now = shown(&session);
    assert_eq!((now.total.as_str(), now.miles.as_deref()), ("1020.00", Some("510")));
    assert_eq!((now.references, now.documents.len(), now.stops.len()), (before.references, 1, 2));
    assert_eq!(now.desk[0].text, "miles is 510, in place of 500");
    assert_eq!((now.desk[0].by.as_str(), now.desk[0].from.as_deref()), ("biller", Some("J. Smith, phone")));
    assert_eq!(now.decisions.last().expect("an entry").kind, "field_set");
    is_rebuilt(&mut session);
    // Dispatch sends what it said again, and then what the desk said: neither asks.
    miles(&workspace, "2025-03-04T", 500);
    sync(&mut session);
    assert_eq!((shown(&session).total.as_str(), held(&session)), ("1020.00", vec![]));
    miles(&workspace, "2025-03-05T", 510);
    sync(&mut session);
    assert_eq!((shown(&session).total.as_str(), held(&session)), ("1020.00", vec![]));
    // A third value is shown beside it, and asks.
    miles(&workspace, "2025-03-06T", 530);
    sync(&mut session);
    assert_eq!((held(&session), shown(&session).total.as_str()), (vec!["FACTS_DISPUTED".to_owned()], "1020.00"));
}

#[test]
fn what_dispatch_says_otherwise_afterwards_asks_until_somebody_says() {
    let (workspace, mut session) = opened();
    session.said_by(&set("T-1", "miles", "510"), "biller");
    miles(&workspace, "2025-03-06T", 505);
    sync(&mut session);
    let detail = shown(&session);
    assert_eq!((held(&session), detail.total.as_str()), (vec!["FACTS_DISPUTED".to_owned()], "1020.00"));
    assert!(detail.holds[0].message.contains("510 by the desk"), "{}", detail.holds[0].message);
    assert!(detail.holds[0].message.contains("505 by its sources"), "{}", detail.holds[0].message);
    assert!(detail.holds[0].next_step.contains("take-back"), "{}", detail.holds[0].next_step);
    is_rebuilt(&mut session);
    // What the hold advises is possible: that it stands, said anew, or taken back.
    session.release("T-1", Some("biller"), "the customer counts so").expect("released");
    assert_eq!((held(&session), shown(&session).total.as_str()), (vec![], "1020.00"));
    miles(&workspace, "2025-03-07T", 507);
    sync(&mut session);
    assert_eq!(held(&session), ["FACTS_DISPUTED"], "another word is another question");
    let entry = shown(&session).desk[0].entry;
    session.said_by(&take_back(entry), "biller");
    assert_eq!((held(&session), shown(&session).total.as_str()), (vec![], "1014.00"));
    assert_eq!(shown(&session).desk.len(), 0);
    assert_eq!(refused(&session.said_by(&take_back(entry), "biller")).0, "LH-465");
    is_rebuilt(&mut session);
}

#[test]
fn whoever_said_it_does_not_approve_it_and_what_is_approved_or_billed_is_not_corrected() {
    let (_workspace, mut session) = opened();
    session.said_by(&set("T-1", "miles", "510"), "owner");
    let one = ["T-1".to_owned()];
    let own = session.approve(&one, false, Some("owner"), None, &mut |_, _| true).expect("an answer");
    assert_eq!(own.refused[0].code, "LH-404");
    assert_eq!(approve(&mut session, &["T-1"]).approved.len(), 1);
    let (code, words) = refused(&session.said_by(&set("T-1", "miles", "512"), "biller"));
    assert!(code == "LH-460" && words.contains("linehaul withdraw T-1"), "{words}");
    // What the advice says is possible.
    session.withdraw("T-1", Some("biller"), "once more").expect("withdrawn");
    session.said_by(&set("T-1", "miles", "512"), "owner");
    assert_eq!(approve(&mut session, &["T-1"]).approved.len(), 1);
    let pushed = push(&mut session);
    assert_eq!(pushed.posted.len(), 1);
    let (code, words) = refused(&session.said_by(&set("T-1", "miles", "500"), "biller"));
    assert!(code == "LH-460" && words.contains("is posted"), "{words}");
    // What the approval saw has it, and the invoice is made again from that.
    let made = session.as_invoiced("T-1").expect("made again");
    assert_eq!((made.detail.total.as_str(), made.detail.desk.len()), ("1024.00", 1));
    let invoices = vec![made.invoice.clone()];
    assert!(session.reproduce(&invoices, None, &mut |_, _| true).expect("reproduced").drifted.is_empty());
    let proof = session.proof(&made.invoice).expect("a proof");
    let verified = linehaul_workbench::upkeep::proof::verify(&proof).expect("verified");
    assert!(verified.ok, "{}", verified.reason);
    is_rebuilt(&mut session);
}

#[test]
fn a_stops_time_is_said_by_its_own_clock() {
    let (_workspace, mut session) = opened();
    let done = session.said_by(&at_stop(2, set("T-1", "departed_at", "2025-03-02 11:30")), "biller");
    assert!(done.refused.is_empty(), "{:?}", done.refused);
    let detail = shown(&session);
    assert_eq!(detail.stops[1].departed.as_deref(), Some("2025-03-02T11:30:00-06:00"));
    // Three and a half hours of which two are free.
    assert_eq!(detail.total, "1090.00");
    let gap = session.said_by(&at_stop(2, set("T-1", "departed_at", "2025-03-09 02:30")), "biller");
    let (code, words) = refused(&gap);
    assert!(code == "LH-463" && words.contains("clocks went forward"), "{words}");
    let twice = session.said_by(&at_stop(2, set("T-1", "departed_at", "2025-11-02 01:30")), "biller");
    assert_eq!(refused(&twice).0, "LH-463");
    let exact = session.said_by(&at_stop(2, set("T-1", "departed_at", "2025-11-02T01:30-05:00")), "biller");
    assert!(exact.refused.is_empty(), "the advice is true: {:?}", exact.refused);
}

#[test]
fn what_cannot_be_said_is_told_with_what_can() {
    let (workspace, mut session) = opened();
    let says = [
        (set("T-1", "mils", "510"), "LH-461", "`miles`"),
        (set("T-1", "departed_at", "2025-03-02 11:30"), "LH-461", "--stop"),
        (at_stop(7, set("T-1", "departed_at", "2025-03-02 11:30")), "LH-461", "1, 2"),
        (at_stop(2, set("T-1", "departd_at", "2025-03-02 11:30")), "LH-461", "`departed_at`"),
        (set("T-1", "expected_total", "900.00"), "LH-461", "adjust"),
        (set("T-1", "ref:custmer_po", "P-1"), "LH-461", "ref:customer_po"),
        (set("T-1", "miles", "about 510"), "LH-462", "612"),
        (set("T-1", "bill_to", "ACNE"), "LH-462", "`ACME`"),
        (at_stop(2, set("T-1", "departed_at", "noon")), "LH-462", "2025-01-31 08:00"),
        (set("T-1", "customer_po", "P\u{7}1"), "LH-462", "signs"),
        (set("T-1", "miles", "500.0"), "LH-464", "its sources"),
    ];
    for (said, code, advice) in says {
        let what = format!("{} {}", said.field, said.value);
        let (found, words) = refused(&session.said_by(&said, "biller"));
        assert!(found == code && words.contains(advice), "{what}: {found} {words}");
    }
    let reasonless = Set { because: " ".to_owned(), ..set("T-1", "miles", "510") };
    assert_eq!(crate::workspace::code(session.try_said_by(&reasonless, "biller")), "LH-415");
    assert!(shown(&session).desk.is_empty());
    // Two people who say the same: the second learns who did.
    session.said_by(&set("T-1", "customer_po", "PO-77"), "biller");
    assert_eq!(shown(&session).references["customer_po"], "PO-77");
    let (code, words) = refused(&session.said_by(&set("T-1", "customer_po", "PO-77"), "owner"));
    assert!(code == "LH-464" && words.contains("as biller said in entry"), "{words}");
    // One that changed since it was looked at.
    let seen = Some(shown(&session).assessment);
    workspace
        .write("drop/stops-late.csv", STOPS.replace("2025-03-02 09:00,2025-03-03T", "2025-03-02 12:00,2025-03-04T"));
    sync(&mut session);
    let stale = Set { seen, ..set("T-1", "miles", "510") };
    let (code, words) = refused(&session.said_by(&stale, "biller"));
    assert!(code == "LH-423" && words.contains("is not as it was looked at"), "{words}");
    let seen = Some(shown(&session).assessment);
    assert!(session.said_by(&Set { seen, ..set("T-1", "miles", "510") }, "biller").refused.is_empty());
    assert_eq!(state(&session, "T-1"), "held", "1000.00 is what dispatch expects");
}

/// A reference that the contract asks for, by phone.
#[test]
fn a_reference_by_phone_ends_its_hold() {
    let (workspace, mut session) = opened();
    let contract = crate::workspace::CONTRACT.to_owned() + "need reference \"customer_po\" like \"PO-####\";\n";
    workspace.write("rules/customers/acme/2025-01-01.rhai", contract);
    drop(session);
    session = workspace.open();
    sync(&mut session);
    assert_eq!(held(&session), ["REFERENCE_MISSING"]);
    session.said_by(&set("T-1", "customer_po", "PO-12"), "biller");
    assert_eq!(held(&session), ["REFERENCE_MALFORMED"]);
    session.said_by(&set("T-1", "customer_po", "PO-1234"), "biller");
    assert_eq!((held(&session), state(&session, "T-1")), (vec![], "ready".to_owned()));
    session.said_by(&set("T-1", "customer_po", ""), "biller");
    assert_eq!(held(&session), ["REFERENCE_MISSING"], "and nothing by its name");
    is_rebuilt(&mut session);
}

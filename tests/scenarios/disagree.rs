//! Statements that contradict each other: both are told, with where they stand and by what rule; where no rule decides, the load is held until a
//! later word or a person says.
//!
//! Planted once and seen red: the same file with another value that asks; a dispute that a later word does not end; a field's owner whose word
//! does not stand.

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;

use crate::workspace::{CONFIG, CUSTOMERS, LOADS, TestWorkspace, approve, push, state, sync};

/// A file of the load without an instant of its last change.
fn undated(miles: u32) -> String {
    let text = LOADS.replace(",updated_at", "").replace(",2025-03-03T00:00:00Z", "").replace(",1000.00", ",");
    text.replace(",500,", &format!(",{miles},"))
}

fn held(session: &Session) -> Vec<String> {
    session.show("T-1").expect("shown").holds.into_iter().map(|hold| hold.code).collect()
}

fn told(session: &Session) -> Vec<String> {
    let warnings = session.show("T-1").expect("shown").warnings.into_iter();
    warnings.filter(|warning| warning.code == "FACTS_CONFLICT").map(|warning| warning.message).collect()
}

fn is_rebuilt(session: &mut Session) {
    assert_eq!(session.rebuild_check().expect("checked").differing, Vec::<String>::new());
}

/// Files of one sync, one after the other.
fn company(files: &[(&str, u32)]) -> TestWorkspace {
    let workspace = TestWorkspace::tiny();
    std::fs::remove_file(workspace.dir().join("drop/loads.csv")).expect("removed");
    for (file, miles) in files {
        workspace.write(&format!("drop/{file}"), undated(*miles));
    }
    workspace
}

#[test]
fn two_files_of_one_sync_that_differ_hold_the_load_until_somebody_says() {
    let workspace = company(&[("loads-a.csv", 500), ("loads-b.csv", 520)]);
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(held(&session), ["FACTS_DISPUTED"]);
    let words = &told(&session)[0];
    assert!(words.starts_with("miles: 520 by dispatch (loads-b.csv line 2, received 2025-03-07 "), "{words}");
    assert!(words.contains("500 by dispatch (loads-a.csv line 2, received 2025-03-07 "), "{words}");
    assert!(words.contains("neither says of when it is"), "{words}");
    assert_eq!(approve(&mut session, &["T-1"]).refused.len(), 1);
    is_rebuilt(&mut session);
    session.release("T-1", Some("biller"), "dispatch says 520").expect("released");
    assert_eq!((state(&session, "T-1"), held(&session)), ("ready".to_owned(), vec![]));
    assert!(told(&session)[0].ends_with("a person said that it stands"));
    // Another word on it is another question, or none.
    workspace.write("drop/loads-c.csv", undated(530));
    sync(&mut session);
    assert_eq!((held(&session), told(&session)), (vec![], vec![]));
    is_rebuilt(&mut session);
}

#[test]
fn a_later_word_ends_it_though_it_repeats_what_stands() {
    let workspace = company(&[("loads-a.csv", 500), ("loads-b.csv", 520)]);
    let mut session = workspace.open();
    sync(&mut session);
    workspace.write("drop/loads-b.csv", undated(520) + "\n");
    sync(&mut session);
    assert_eq!((held(&session), told(&session)), (vec![], vec![]));
    is_rebuilt(&mut session);
}

#[test]
fn two_rows_of_one_file_that_differ_are_told_likewise() {
    let second = undated(520).lines().nth(1).expect("a row").to_owned();
    let workspace = company(&[("loads-a.csv", 500)]);
    workspace.write("drop/loads-a.csv", undated(500) + &*second + "\n");
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(held(&session), ["FACTS_DISPUTED"]);
    let words = &told(&session)[0];
    assert!(
        words.contains("520 by dispatch (loads-a.csv line 3, ") && words.contains("(loads-a.csv line 2, "),
        "{words}"
    );
    assert!(words.contains("two rows of one file"), "{words}");
    is_rebuilt(&mut session);
}

/// An export of every day has the load as it is known, and once more for an extra charge: the first row says nothing new, and is a word all the
/// same.
#[test]
fn a_row_that_repeats_what_is_known_counts_beside_another_one_of_its_file() {
    let second = undated(40).lines().nth(1).expect("a row").to_owned();
    for other in ["loads.csv", "loads-pm.csv"] {
        let workspace = company(&[("loads.csv", 500)]);
        let mut session = workspace.open();
        sync(&mut session);
        match other {
            "loads.csv" => workspace.write("drop/loads.csv", undated(500) + &*second + "\n"),
            _ => {
                workspace.write("drop/loads-am.csv", undated(500) + "\n");
                workspace.write("drop/loads-pm.csv", undated(40));
            }
        }
        sync(&mut session);
        assert_eq!(held(&session), ["FACTS_DISPUTED"], "{other}: {:?}", told(&session));
        assert!(told(&session)[0].contains("500 by dispatch"), "{:?}", told(&session));
        is_rebuilt(&mut session);
    }
}

#[test]
fn an_old_export_under_another_name_holds_and_a_corrected_row_does_not() {
    let workspace = company(&[("loads.csv", 500)]);
    let mut session = workspace.open();
    sync(&mut session);
    // The ordinary correction, and one that takes it back: the same file, delivered again.
    for miles in [520, 500, 520] {
        workspace.write("drop/loads.csv", undated(miles));
        sync(&mut session);
        assert_eq!((held(&session), told(&session)), (vec![], vec![]), "{miles}");
    }
    workspace.write("drop/loads-copy.csv", undated(500));
    sync(&mut session);
    assert_eq!(held(&session), ["FACTS_DISPUTED"]);
    assert!(told(&session)[0].contains("it may be an old file"), "{:?}", told(&session));
    is_rebuilt(&mut session);
    // What the source sends next is a word of its own, whichever of the two it says.
    workspace.write("drop/loads.csv", undated(500) + "\n");
    sync(&mut session);
    assert_eq!((held(&session), state(&session, "T-1")), (vec![], "ready".to_owned()));
    is_rebuilt(&mut session);
}

/// Copies of an old file say nothing of which word is right, however many there are and whichever of the two they repeat.
#[test]
fn another_copy_of_an_old_file_settles_nothing() {
    let workspace = company(&[("loads.csv", 500)]);
    let mut session = workspace.open();
    sync(&mut session);
    workspace.write("drop/loads.csv", undated(520));
    sync(&mut session);
    let old = undated(500);
    let mut is_still_asked = |copy: &str, miles: u32, empty_lines: usize| {
        workspace.write(&format!("drop/{copy}"), undated(miles) + &*"\n".repeat(empty_lines));
        sync(&mut session);
        assert_eq!(held(&session), ["FACTS_DISPUTED"], "{copy}: {:?}", told(&session));
        assert!(told(&session)[0].contains("it may be an old file"), "{:?}", told(&session));
        is_rebuilt(&mut session);
    };
    is_still_asked("loads-old.csv", 500, 0);
    is_still_asked("loads-old-2.csv", 500, 0);
    is_still_asked("loads-old-2.csv", 500, 1);
    is_still_asked("loads-new-copy.csv", 520, 0);
    is_still_asked("loads-old-3.csv", 500, 2);
    // More of them than are looked at.
    for copy in 0..40 {
        workspace.write(&format!("drop/loads-copy-{copy}.csv"), old.clone() + &*"\n".repeat(copy + 3));
        sync(&mut session);
    }
    assert_eq!(held(&session), ["FACTS_DISPUTED"], "{:?}", told(&session));
    session.release("T-1", Some("biller"), "dispatch says 500").expect("released");
    workspace.write("drop/loads-copy-last.csv", old + &*"\n".repeat(60));
    sync(&mut session);
    // What was answered is asked once.
    assert_eq!(held(&session), Vec::<String>::new());
    is_rebuilt(&mut session);
    workspace.write("drop/loads-other.csv", undated(530));
    sync(&mut session);
    assert_eq!((held(&session), told(&session)), (vec![], vec![]));
    is_rebuilt(&mut session);
}

#[test]
fn two_files_of_one_sync_stay_disputed_when_one_of_them_comes_once_more_under_another_name() {
    for copied in [500, 520] {
        let workspace = company(&[("loads-a.csv", 500), ("loads-b.csv", 520)]);
        let mut session = workspace.open();
        sync(&mut session);
        workspace.write("drop/loads-copy.csv", undated(copied));
        sync(&mut session);
        assert_eq!(held(&session), ["FACTS_DISPUTED"], "{copied}: {:?}", told(&session));
        is_rebuilt(&mut session);
    }
}

#[test]
fn a_corrected_row_of_one_version_is_told_and_holds_nothing_and_one_of_another_file_does() {
    let workspace = TestWorkspace::tiny();
    let dated = |miles: &str| LOADS.replace(",500,", miles).replace(",1000.00", ",");
    workspace.write("drop/loads.csv", dated(",500,"));
    let mut session = workspace.open();
    sync(&mut session);
    workspace.write("drop/loads.csv", dated(",510,"));
    sync(&mut session);
    assert_eq!((held(&session), told(&session).len(), state(&session, "T-1")), (vec![], 1, "ready".to_owned()));
    assert!(told(&session)[0].ends_with("it was received last"), "{:?}", told(&session));
    workspace.write("drop/loads-mail.csv", dated(",520,"));
    sync(&mut session);
    assert_eq!(held(&session), ["FACTS_DISPUTED"]);
    assert!(told(&session)[0].contains("both are of 2025-03-03 00:00 UTC"), "{:?}", told(&session));
    is_rebuilt(&mut session);
}

#[test]
fn what_nothing_is_billed_by_is_told_and_holds_nothing() {
    let workspace = company(&[]);
    workspace.write("drop/loads-a.csv", undated(500));
    workspace.write("drop/loads-b.csv", undated(500).replace("53ft dry van", "53ft reefer"));
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!((held(&session), told(&session).len()), (vec![], 1));
    assert!(told(&session)[0].starts_with("equipment: 53ft reefer by dispatch"), "{:?}", told(&session));
}

#[test]
fn two_sources_that_disagree_are_told_and_the_owner_of_the_field_stands() {
    let workspace = TestWorkspace::tiny();
    let miles = "[[source]]\nname = \"router\"\nkind = \"csv-drop\"\nfolder = \"routes\"\njoins = \"dispatch\"\nowns = [\"loads.miles\"]\n";
    workspace.write("linehaul.toml", CONFIG.replace("[erp]", &format!("{miles}[erp]")));
    let row = |miles: u32, day: &str| {
        format!("load_number,customer,status,miles,updated_at\nT-1,OTHER,booked,{miles},2025-03-{day}T00:00:00Z\n")
    };
    workspace.write("routes/loads.csv", row(510, "02"));
    let mut session = workspace.open();
    sync(&mut session);
    // Dispatch's word is the later one, and not its own.
    let shown = session.show("T-1").expect("shown");
    assert_eq!((shown.total.as_str(), shown.customer.as_deref()), ("1020.00", Some("ACME")));
    let words = &told(&session)[0];
    assert!(words.starts_with("miles: 510 by router (loads.csv line 2, "), "{words}");
    assert!(
        words.contains("500 by dispatch (loads.csv line 2, ") && words.ends_with("router owns the field"),
        "{words}"
    );
    assert_eq!(held(&session), Vec::<String>::new());
    // A row of the owner that does not read is later than the owner's last word, whatever dispatch said since.
    workspace.write("routes/loads-bad.csv", row(510, "02").replace(",510,", ",5x0,").replace("02T00", "02T12"));
    sync(&mut session);
    assert_eq!(held(&session), ["ROW_QUARANTINED"]);
    workspace.write("routes/loads.csv", row(500, "04"));
    sync(&mut session);
    assert_eq!((told(&session), session.show("T-1").expect("shown").total), (vec![], "1000.00".to_owned()));
    assert_eq!(held(&session), Vec::<String>::new());
    is_rebuilt(&mut session);
    // It may contradict itself, as anybody may.
    workspace.write("routes/loads-a.csv", row(520, "05"));
    workspace.write("routes/loads-b.csv", row(999, "05"));
    sync(&mut session);
    assert_eq!(held(&session)[0], "FACTS_DISPUTED");
    is_rebuilt(&mut session);
}

/// Two files give one customer different words: its loads are held while they would be billed by that.
#[test]
fn files_that_contradict_each_other_on_a_customer_hold_its_loads() {
    let undated = CUSTOMERS.replace(",updated_at", "").replace(",2025-01-01T00:00:00Z", "");
    for text in [CUSTOMERS.to_owned(), undated] {
        for (from, to, field) in
            [(",no,", ",yes,", "credit_hold"), (",C-1,", ",C-2,", "erp_code"), (",USD,", ",CAD,", "currency")]
        {
            let workspace = TestWorkspace::tiny();
            std::fs::remove_file(workspace.dir().join("drop/customers.csv")).expect("removed");
            workspace.write("drop/customers-a.csv", &text);
            workspace.write("drop/customers-b.csv", text.replace(from, to));
            let mut session = workspace.open();
            sync(&mut session);
            assert!(held(&session).contains(&"FACTS_DISPUTED".to_owned()), "{field}: {:?}", held(&session));
            let words = told(&session).concat();
            assert!(words.starts_with(&format!("{field} of customer ACME: ")), "{words}");
            assert!(words.contains("customers-a.csv line 2") && words.contains("customers-b.csv line 2"), "{words}");
            is_rebuilt(&mut session);
            // A later word ends it.
            workspace.write("drop/customers-b.csv", text.replace("2025-01-01", "2025-01-02") + "\n");
            sync(&mut session);
            assert_eq!((held(&session), told(&session)), (vec![], vec![]), "{field}");
            is_rebuilt(&mut session);
        }
    }
}

#[test]
fn what_files_say_of_a_customer_otherwise_is_answered_on_its_load() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/customers-b.csv", CUSTOMERS.replace(",C-1,", ",C-2,"));
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(held(&session), ["FACTS_DISPUTED"]);
    session.release("T-1", Some("biller"), "accounting says C-2").expect("released");
    assert_eq!((state(&session, "T-1"), held(&session)), ("ready".to_owned(), vec![]));
    assert_eq!(approve(&mut session, &["T-1"]).approved, ["T-1"]);
    is_rebuilt(&mut session);
    assert_eq!(push(&mut session).posted.len(), 1);
}

/// What is said of the customer on one of its loads is said on all that ask the same, and by the same hand.
#[test]
fn an_answer_on_a_customer_is_an_answer_on_each_of_its_loads() {
    let workspace = TestWorkspace::tiny();
    for (load, miles) in [("T-2", ",501,"), ("T-3", ",502,")] {
        workspace.another(load, |text| text.replace(",500,", miles).replace("1000.00", ""));
    }
    workspace.write("drop/customers-b.csv", CUSTOMERS.replace(",C-1,", ",C-2,"));
    let mut session = workspace.open();
    sync(&mut session);
    let states = |session: &Session| ["T-1", "T-2", "T-3"].map(|load| state(session, load));
    assert_eq!(states(&session), ["held", "held", "held"]);
    session.release("T-2", Some("approver"), "accounting says C-2").expect("released");
    assert_eq!(states(&session), ["ready", "ready", "ready"]);
    is_rebuilt(&mut session);
    // Whoever answered approves none of them.
    let refused = approve(&mut session, &[]).refused;
    assert_eq!(refused.iter().map(|line| line.code.as_str()).collect::<Vec<_>>(), ["LH-404"; 3]);
}

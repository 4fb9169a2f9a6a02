//! One load under two numbers: the same shipment's papers hold both until a person says that they are two.

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;

use crate::workspace::{CONFIG, LOADS, TestWorkspace, approve, push, state, sync};

/// T-1 and T-2 with these cells of a column of references.
fn with_references(column: &str, first: &str, second: &str) -> TestWorkspace {
    let workspace = TestWorkspace::tiny();
    let with = |cell: &str| {
        let header = LOADS.replacen("updated_at\n", &format!("updated_at,{column}\n"), 1);
        header.replace("03-03T00:00:00Z\n", &format!("03-03T00:00:00Z,{cell}\n"))
    };
    workspace.another("T-2", |text| text.replace(",500,", ",501,").replace("1000.00", "1002.00"));
    workspace.write("drop/loads.csv", with(first));
    let other = with(second).replace("T-1", "T-2").replace(",500,", ",501,").replace("1000.00", "1002.00");
    workspace.write("drop/loads-T-2.csv", other);
    workspace
}

fn holds(session: &Session, load: &str) -> Vec<String> {
    session.show(load).expect("shown").holds.into_iter().map(|h| h.code).collect()
}

fn warnings(session: &Session, load: &str) -> Vec<String> {
    session.show(load).expect("shown").warnings.into_iter().map(|w| w.code).collect()
}

#[test]
fn the_same_bol_under_two_numbers_holds_both_until_released() {
    let workspace = with_references("ref:bol", "BL 77", "bl\u{a0}77");
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(
        (holds(&session, "T-1"), holds(&session, "T-2")),
        (vec!["DUPLICATE_SUSPECTED".to_owned()], vec!["DUPLICATE_SUSPECTED".to_owned()])
    );
    assert!(approve(&mut session, &[]).approved.is_empty());
    assert_eq!(approve(&mut session, &["T-1"]).refused[0].code, "LH-414");
    let no_reason = session.release("T-1", Some("biller"), " ");
    assert_eq!(no_reason.expect_err("refused").code, "LH-415");
    assert_eq!(session.release("T-1", Some("biller"), "two trailers on one bill").expect("an answer").done, ["T-1"]);
    assert_eq!((state(&session, "T-1"), state(&session, "T-2")), ("ready".to_owned(), "held".to_owned()));
    assert_eq!(approve(&mut session, &["T-1"]).approved, ["T-1"]);
    assert_eq!(holds(&session, "T-2"), ["DUPLICATE_SUSPECTED"], "that the other is approved is no answer");
    assert_eq!(session.release("T-2", Some("biller"), "two trailers on one bill").expect("an answer").done, ["T-2"]);
    assert_eq!(approve(&mut session, &[]).approved, ["T-2"]);
    assert_eq!(push(&mut session).posted.len(), 2);
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
}

/// A spreadsheet takes the zeros before a number: the load is posted, and comes once more without them.
#[test]
fn a_number_without_its_zeros_is_held_beside_the_one_that_has_them() {
    let workspace = TestWorkspace::tiny();
    workspace.another("050101", str::to_owned);
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(approve(&mut session, &["050101"]).approved.len(), 1);
    assert_eq!(push(&mut session).posted.len(), 1);
    workspace.another("50101", str::to_owned);
    workspace.another("150101", str::to_owned);
    sync(&mut session);
    assert_eq!(holds(&session, "50101"), ["DUPLICATE_SUSPECTED"]);
    assert_eq!(state(&session, "150101"), "ready");
    assert!(approve(&mut session, &["50101"]).approved.is_empty());
    assert_eq!(session.release("50101", Some("biller"), "they are two").expect("an answer").done, ["50101"]);
    assert_eq!(state(&session, "50101"), "ready");
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
}

#[test]
fn a_third_load_of_the_same_bol_asks_again() {
    let workspace = with_references("ref:bol", "BL-77", "BL-77");
    let mut session = workspace.open();
    sync(&mut session);
    for load in ["T-1", "T-2"] {
        session.release(load, Some("biller"), "two trailers").expect("an answer");
    }
    assert_eq!(state(&session, "T-1"), "ready");
    workspace.another("T-3", |text| {
        let text = text.replace(
            "miles,currency,expected_total,updated_at\n",
            "miles,currency,expected_total,updated_at,ref:bol\n",
        );
        text.replace("1000.00,2025-03-03T00:00:00Z\n", "1000.00,2025-03-03T00:00:00Z,BL-77\n")
    });
    sync(&mut session);
    for load in ["T-1", "T-2", "T-3"] {
        assert_eq!(holds(&session, load), ["DUPLICATE_SUSPECTED"], "{load}");
    }
}

#[test]
fn the_second_of_two_whose_first_is_posted_is_held() {
    let workspace = with_references("ref:bol", "BL-77", "BL-78");
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    push(&mut session);
    workspace.write(
        "drop/loads-3.csv",
        "load_number,customer,mode,equipment,status,miles,currency,expected_total,updated_at,ref:bol\n\
         T-2,ACME,TL,53ft dry van,delivered,501,USD,1002.00,2025-03-05T00:00:00Z,BL-77\n",
    );
    sync(&mut session);
    assert_eq!(holds(&session, "T-2"), ["DUPLICATE_SUSPECTED"]);
    assert_eq!(state(&session, "T-1"), "posted");
}

#[test]
fn a_purchase_order_of_two_loads_only_warns() {
    let workspace = with_references("ref:po", "PO-5", "PO-5");
    let mut session = workspace.open();
    sync(&mut session);
    for load in ["T-1", "T-2"] {
        assert_eq!(
            (state(&session, load).as_str(), warnings(&session, load).as_slice()),
            ("ready", ["SHARED_REFERENCE".to_owned()].as_slice())
        );
    }
    assert_eq!(approve(&mut session, &[]).approved.len(), 2);
}

#[test]
fn a_blanket_order_of_many_loads_is_nothing_to_warn_of() {
    let workspace = with_references("ref:po", "PO-5", "PO-5");
    for (number, miles) in [("T-3", "503"), ("T-4", "504"), ("T-5", "505")] {
        workspace.another(number, |text| text.replace(",500,", &format!(",{miles},")).replace(",1000.00,", ",,"));
        workspace.write(
            &format!("drop/loads-{number}.csv"),
            format!(
                "load_number,customer,mode,equipment,status,miles,currency,expected_total,updated_at,ref:po\n\
                 {number},ACME,TL,53ft dry van,delivered,{miles},USD,,2025-03-03T00:00:00Z,PO-5\n"
            ),
        );
    }
    let mut session = workspace.open();
    sync(&mut session);
    for load in ["T-1", "T-2", "T-3", "T-4", "T-5"] {
        assert_eq!((state(&session, load).as_str(), warnings(&session, load)), ("ready", Vec::new()), "{load}");
    }
}

#[test]
fn an_order_that_dispatch_says_is_split_is_no_duplicate() {
    let workspace = with_references("ref:bol,extra:order_split:flag", "BL-77,yes", "BL-77,yes");
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!((state(&session, "T-1"), state(&session, "T-2")), ("ready".to_owned(), "ready".to_owned()));
}

#[test]
fn lane_day_and_amount_hold_across_sources_and_warn_within_one() {
    let workspace = TestWorkspace::tiny();
    workspace.another("T-2", str::to_owned);
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!((state(&session, "T-2").as_str(), warnings(&session, "T-2").len()), ("ready", 1));
    drop(session);

    let workspace = TestWorkspace::tiny();
    let second = "[[source]]\nname = \"canada\"\nkind = \"csv-drop\"\nfolder = \"drop-canada\"\n";
    workspace.write("linehaul.toml", CONFIG.replace("[erp]", &format!("{second}[erp]")));
    for (file, text) in
        [("loads", LOADS), ("stops", crate::workspace::STOPS), ("documents", crate::workspace::DOCUMENTS)]
    {
        workspace.write(&format!("drop-canada/{file}.csv"), text.replace("T-1", "X-8"));
    }
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(holds(&session, "T-1"), ["DUPLICATE_SUSPECTED"]);
    assert_eq!(holds(&session, "canada/X-8"), ["DUPLICATE_SUSPECTED"]);
}

#[test]
fn whoever_says_that_two_loads_are_two_does_not_approve_them() {
    let workspace = with_references("ref:bol", "BL 77", "bl 77");
    let mut session = workspace.open();
    sync(&mut session);
    session.release("T-2", Some("approver"), "they are two").expect("released");
    assert_eq!(state(&session, "T-2"), "ready");
    assert_eq!(approve(&mut session, &["T-2"]).refused[0].code, "LH-404");
}

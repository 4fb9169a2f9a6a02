//! What does not go on by itself, in the real window: an invoice that was cancelled at the ERP, a book that is not the latest.

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;
use linehaul_tests::harness::{Tryton, Window};

use crate::{SIZE, company, queued, run, session};

#[test]
fn a_person_says_what_becomes_of_an_invoice_that_was_cancelled_at_the_erp() {
    let tryton = Tryton::start();
    let company = company(&tryton, "");
    let dir = company.dir();
    queued(&dir, 1);
    let home = tempfile::tempdir().expect("a home");
    let load = run(async {
        let window = Window::open(Some(&dir), home.path(), SIZE, &[]).await;
        window.press("Batches").await;
        window.press("Push 1 to tryton").await;
        window.see("tr[data-state=posted]").await;
        tryton.in_database("UPDATE account_invoice SET state = 'cancelled' WHERE state = 'posted'");
        window.press("Reconcile with the ERP").await;
        window.see("tr[data-state=cancelled]").await;
        let load = window.text("tr[data-invoice] .link").await;
        window.click("tr[data-invoice] .link").await;
        window.see_text("[data-testid=stuck]", "bill its loads again, or close it").await;
        window.press("Bill again or close").await;
        window.see_text("[role=dialog]", &format!("It billed {load}.")).await;
        window.click("[role=dialog] [value=again]").await;
        window.click("[role=dialog] [name=reason]").await;
        window.keys("finance credited it by mistake").await;
        window.press("Decide").await;
        window.see_text("[data-testid=last-told]", "its load can be billed again").await;
        window.see_text(".load-head .chip", "Ready").await;
        window.close().await;
        load
    });
    assert_eq!(session(&dir).show(&load).expect("the load").state, "ready");
}

#[test]
fn a_restored_book_decides_nothing_and_every_screen_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    linehaul_api::command::session::init_workspace(&dir, true).expect("the sample company");
    let mut before = Session::open(&dir).expect("a session");
    before.sync(&[], &mut |_, _, _| true).expect("a sync");
    drop(before);
    std::fs::copy(dir.join("book.sqlite"), folder.path().join("backup")).expect("a backup");
    let mut after = Session::open(&dir).expect("a session");
    after.approve(&[], true, Some("approver"), None, &mut |_, _| true).expect("approved");
    drop(after);
    for name in ["book.sqlite-wal", "book.sqlite-shm"] {
        // It is there only while somebody has the book open.
        let _ = std::fs::remove_file(dir.join(name));
    }
    std::fs::copy(folder.path().join("backup"), dir.join("book.sqlite")).expect("restored");
    let home = tempfile::tempdir().expect("a home");
    run(async {
        let window = Window::open(Some(&dir), home.path(), SIZE, &[]).await;
        window.see("[data-key]").await;
        for screen in ["Batches", "Sources", "Activity", "Quarantine", "Queue"] {
            window.press(screen).await;
            window.see_text(".error-box", "LH-524").await;
        }
        window.see(".status-bar .primary[aria-disabled=true][title*='was a backup restored']").await;
        window.click("[data-grid]").await;
        window.keys("a").await;
        window.see_text("[data-testid=last-told]", "Not done").await;
        window.close().await;
    });
}

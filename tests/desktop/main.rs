//! The real window, driven: a specialist's job from the queue to the ERP, and what a kill leaves.

mod access;
mod stuck;

use std::path::Path;
use std::time::Duration;

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;
use linehaul_tests::harness::erp::{Erp, Key, RecordState};
use linehaul_tests::harness::{Company, InvoiceNumber, Tryton, Window};

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

/// Waits for a window that is thought to be stuck no longer than this.
const LIMIT: Duration = Duration::from_secs(240);

fn run<T>(story: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async { tokio::time::timeout(LIMIT, story).await.expect("the window answers in time") })
}

/// A session on a workspace whose window has just ended.
fn session(dir: &Path) -> Session {
    for _ in 0..50 {
        if let Ok(session) = Session::open(dir) {
            return session;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Session::open(dir).expect("a session")
}

/// The sample company on a Tryton, with everything read.
fn company(tryton: &Tryton, more: &str) -> Company {
    let company = Company::new(&tryton.url(), &tryton.password(), more);
    let mut session = Session::open(&company.dir()).expect("a session");
    session.sync(&[], &mut |_, _, _| true).expect("a sync");
    company
}

const SIZE: (u32, u32) = (1440, 900);

#[test]
fn a_load_goes_from_the_queue_into_the_erp() {
    let tryton = Tryton::start();
    let company = company(&tryton, "");
    let home = tempfile::tempdir().expect("a home");
    let (load, invoice, in_queue) = run(async {
        let window = Window::open(Some(&company.dir()), home.path(), SIZE, &[]).await;
        window.see("[data-key]").await;
        window.press("Ready").await;
        window.see_text("[aria-pressed=true]", "Ready").await;
        window.see_text(".grid-row.current .chip", "Ready").await;
        let load = window.text(".grid-row.current strong").await;
        let in_queue = window.text(".grid-row.current .money.strong").await;
        window.click("[data-grid]").await;
        window.keys(ENTER).await;
        window.see_text(".load h1", &load).await;
        window.click(".unfold").await;
        window.see(".derivation li").await;
        let source = window.text(".derivation .source").await;
        assert!(source.contains(".rhai:"), "the derivation names no line of a contract: {source}");
        assert_eq!(window.text("[data-testid=load-total] .money").await, in_queue);
        window.keys("a").await;
        window.see_text("[data-testid=last-told]", &format!("{load} approved")).await;
        window.press("Batches").await;
        window.press("Batch 1 approved load").await;
        window.see("tr[data-invoice]").await;
        let invoice = window.text("tr[data-invoice] .unfold").await.trim_start_matches(['▸', '▾', ' ']).to_owned();
        let in_batch = window.text("tr[data-invoice] .money.strong").await;
        assert_eq!(in_batch, in_queue);
        window.press("Push 1 to tryton").await;
        window.see_text("[data-testid=push-report]", "1 invoice posted").await;
        window.see("tr[data-state=posted]").await;
        window.close().await;
        (load, invoice, in_queue)
    });
    let shown = in_queue.replace(',', "");
    let (amount, currency) = shown.split_once(' ').expect("an amount with its currency");
    let found = tryton.connector().find(&[Key::from(&InvoiceNumber(invoice.clone()))]).expect("an answer").records;
    let [theirs] = found.as_slice() else { panic!("{invoice} is there {} times", found.len()) };
    assert_eq!((theirs.state, theirs.currency.code()), (RecordState::Posted, currency));
    assert_eq!(format!("{:.2}", theirs.total), amount);
    let book = session(&company.dir()).show(&load).expect("the load");
    assert_eq!((book.state.as_str(), book.total.as_str()), ("posted", amount));
}

/// Queues a batch of so many invoices.
fn queued(dir: &Path, count: usize) {
    let mut session = Session::open(dir).expect("a session");
    let ask = linehaul_api::wire::queue::QueueAsk {
        state: Some("ready".to_owned()),
        customer: Some("ACME".to_owned()),
        limit: Some(count as u64),
        ..Default::default()
    };
    let loads: Vec<String> = session.queue(&ask).expect("a queue").loads.into_iter().map(|l| l.load).collect();
    assert_eq!(loads.len(), count);
    session.approve(&loads, false, Some("approver"), None, &mut |_, _| true).expect("approved");
    session.batch_create(Some("biller")).expect("a batch");
}

#[test]
fn a_killed_window_comes_back_where_it_was_and_nothing_is_doubled() {
    let tryton = Tryton::start();
    let company = company(&tryton, "batch_size = 2\nanswer_within_seconds = 20");
    let dir = company.dir();
    queued(&dir, 8);
    let home = tempfile::tempdir().expect("a home");
    run(async {
        let window = Window::open(Some(&dir), home.path(), SIZE, &[]).await;
        window.see("[data-key]").await;
        window.press("Held").await;
        window.see_text(".grid-row.current .chip", "Held").await;
        window.click("[data-grid]").await;
        window.keys("jjj").await;
        let row = window.text(".grid-row.current strong").await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        window.kill();
        drop(window);

        let window = Window::open(Some(&dir), home.path(), SIZE, &[]).await;
        window.see_text(".grid-row.current strong", &row).await;
        window.see_text("[aria-pressed=true]", "Held").await;
        window.press("Batches").await;
        window.press("Push 8 to tryton").await;
        window.see(".progress-bar").await;
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        window.kill();
        drop(window);

        let window = Window::open(Some(&dir), home.path(), SIZE, &[]).await;
        window.see_text("[aria-current=page]", "Batches").await;
        window.press("Push ").await;
        window.see("[data-testid=push-report]").await;
        let posted = window.texts("tr[data-state=posted]").await.len();
        assert_eq!(posted, 8, "{}", window.text("body").await);
        window.keys(ESCAPE).await;
        window.close().await;
    });
    let batches = session(&dir).batch_list().expect("batches").batches;
    let numbers = batches.iter().flat_map(|b| &b.invoices).map(|i| InvoiceNumber(i.invoice.clone()));
    let numbers: Vec<InvoiceNumber> = numbers.collect();
    let (posted, drafts) = tryton.counts(&numbers);
    assert_eq!((numbers.len(), posted.len(), drafts.len()), (8, 8, 0));
}

#[test]
fn what_was_half_typed_is_there_again_after_a_kill() {
    let tryton = Tryton::start();
    let company = company(&tryton, "");
    let home = tempfile::tempdir().expect("a home");
    run(async {
        let window = Window::open(Some(&company.dir()), home.path(), SIZE, &[]).await;
        window.see("[data-key]").await;
        let papers = window.texts(".grid-row [title*='POD signed']").await;
        assert!(papers.iter().any(|p| p.starts_with("POD✓")), "no proof of delivery in the queue: {papers:?}");
        window.press("Ready").await;
        window.see_text(".grid-row.current .chip", "Ready").await;
        let load = window.text(".grid-row.current strong").await;
        window.click("[data-grid]").await;
        window.keys("h").await;
        window.see("[role=dialog] input").await;
        window.keys("the shipper disp").await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        window.kill();
        drop(window);

        let window = Window::open(Some(&company.dir()), home.path(), SIZE, &[]).await;
        window.see_text("[role=dialog] h2", &format!("Hold {load}")).await;
        let value = "return document.querySelector('[role=dialog] input').value";
        let typed = window.client.execute(value, vec![]).await.expect("a script");
        assert_eq!(typed.as_str(), Some("the shipper disp"));
        window.keys("utes it").await;
        window.keys(ENTER).await;
        window.see_text("[data-testid=last-told]", &format!("{load} held: the shipper disputes it")).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        window.kill();
        drop(window);

        let window = Window::open(Some(&company.dir()), home.path(), SIZE, &[]).await;
        window.press("Activity").await;
        window.see_text(".inbox", &format!("{load} held: the shipper disputes it")).await;
        window.close().await;
    });
    let held = session(&company.dir());
    let ask = linehaul_api::wire::queue::QueueAsk {
        hold: Some(linehaul_api::wire::queue::HoldKey(linehaul_domain::hold::HoldCode::OnHold)),
        ..Default::default()
    };
    assert_eq!(held.queue(&ask).expect("a queue").total, 1);
}

#[test]
fn a_push_is_paused_resumed_and_stopped_between_calls() {
    const ALL: usize = 38;
    let tryton = Tryton::start();
    let company = company(&tryton, "");
    let dir = company.dir();
    // Ten are posted in a call.
    queued(&dir, ALL);
    let home = tempfile::tempdir().expect("a home");
    run(async {
        let window = Window::open(Some(&dir), home.path(), SIZE, &[]).await;
        let posted = async || window.texts("tr[data-state=posted]").await.len();
        let at_least = async |count: usize| {
            for _ in 0..1_200 {
                if posted().await >= count {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            panic!("{count} invoices are not posted: {}", window.text("body").await);
        };
        window.press("Batches").await;
        window.press(&format!("Push {ALL} to tryton")).await;
        at_least(2).await;
        window.press("Pause").await;
        // What was at the ERP is finished first, however slow the machine is; then it says that it rests.
        window.see_text(".progress-bar", "Paused after").await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let while_paused = posted().await;
        assert!((2..ALL).contains(&while_paused), "{while_paused} posted before the pause");
        window.press("Queue").await;
        window.see_text(".at-work", "Paused").await;
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        window.press("Batches").await;
        window.see_text(".progress-bar", "Paused").await;
        assert_eq!(posted().await, while_paused, "a paused push posts nothing");
        window.press("Go on").await;
        at_least(while_paused + 1).await;
        window.press("Stop after those at the ERP").await;
        window.see_text("[data-testid=last-told]", "posted").await;
        let stopped = posted().await;
        assert!((while_paused + 1..ALL).contains(&stopped), "{stopped} posted before the stop");
        window.press(&format!("Push {} to tryton", ALL - stopped)).await;
        at_least(ALL).await;
        window.close().await;
    });
    let batches = session(&dir).batch_list().expect("batches").batches;
    let numbers: Vec<_> = batches.iter().flat_map(|b| &b.invoices).map(|i| InvoiceNumber(i.invoice.clone())).collect();
    let (posted, drafts) = tryton.counts(&numbers);
    assert_eq!((numbers.len(), posted.len(), drafts.len()), (ALL, ALL, 0));
}

#[test]
fn the_first_start_offers_the_sample_company() {
    let home = tempfile::tempdir().expect("a home");
    let sample = home.path().join("sample");
    run(async {
        let envs = [("LINEHAUL_SAMPLE", sample.to_str().expect("a path"))];
        let window = Window::open(None, home.path(), (1024, 768), &envs).await;
        window.press("Open the sample company").await;
        window.see_text(".empty", "No loads yet").await;
        window.press("Go to the sources").await;
        window.press("Sync now").await;
        window.see_text("[data-testid=last-told]", "quarantined").await;
        window.press("Queue").await;
        window.see("[data-key]").await;
        window.close().await;
    });
}

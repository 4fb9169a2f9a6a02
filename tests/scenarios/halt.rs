//! A push is paused and stopped between two invoices, and goes on where it was.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use linehaul_api::command::session::{Session, Signal};
use linehaul_api::wire::queue::QueueAsk;
use linehaul_tests::harness::Asks;

use crate::workspace::{TestWorkspace, push, sync};

/// Six invoices of the sample company, queued, in one batch.
fn queued(session: &mut Session) {
    sync(session);
    let ask = QueueAsk {
        state: Some("ready".to_owned()),
        customer: Some("ACME".to_owned()),
        limit: Some(6),
        ..QueueAsk::default()
    };
    let loads: Vec<String> = session.queue(&ask).expect("a queue").loads.into_iter().map(|l| l.load).collect();
    session.approve(&loads, false, Some("approver"), None, &mut |_, _| true).expect("approved");
    session.batch_create(Some("biller")).expect("a batch");
}

#[test]
fn a_push_stops_between_two_invoices_of_one_call_to_the_erp() {
    let workspace = TestWorkspace::sample();
    let mut session = workspace.open();
    queued(&mut session);
    let stop_at_two = &mut |going: linehaul_api::command::session::PushProgress| match going.done {
        2 => Signal::Stop,
        _ => Signal::Continue,
    };
    let first = session.push(None, Some("biller"), stop_at_two).expect("an answer");
    assert_eq!((first.posted.len(), first.skipped.len(), first.in_doubt.len()), (2, 4, 0));
    assert!(first.skipped.iter().all(|s| s.code == "LH-605"), "{:?}", first.skipped);
    let second = push(&mut session);
    assert_eq!((second.posted.len(), second.skipped.len()), (4, 0));
    let numbers: BTreeSet<&String> = first.posted.iter().chain(&second.posted).map(|p| &p.invoice).collect();
    assert_eq!(numbers.len(), 6);
    assert_eq!(session.reconcile(None, &mut |_| Signal::Continue).expect("an answer").matched, 6);
}

#[test]
fn a_paused_push_sends_nothing_and_then_goes_on() {
    let workspace = TestWorkspace::sample();
    let mut session = workspace.open();
    queued(&mut session);
    let reader = Session::open_to_read(&workspace.dir()).expect("a reader");
    let posted = || {
        let batches = reader.batch_list().expect("batches").batches;
        batches.iter().flat_map(|b| &b.invoices).filter(|i| i.state == "posted").count()
    };
    let mut paused_since: Option<Instant> = None;
    let mut seen = BTreeSet::new();
    let report = session
        .push(None, Some("biller"), &mut |going| {
            if going.done < 3 {
                return Signal::Continue;
            }
            let since = *paused_since.get_or_insert_with(Instant::now);
            if since.elapsed() > Duration::from_millis(600) {
                return Signal::Continue;
            }
            seen.insert(posted());
            Signal::Pause
        })
        .expect("an answer");
    assert_eq!(seen, BTreeSet::from([3]), "while it pauses, nothing is posted");
    assert_eq!(report.posted.len(), 6);
}

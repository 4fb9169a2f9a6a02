//! How much is done, counted and not timed: what has not changed is not looked at again, and the book grows with what was
//! decided, not with what is there.

use linehaul_api::command::session::Session;
use linehaul_api::wire::queue::QueueAsk;
use linehaul_tests::harness::Asks;

use crate::workspace::{TestWorkspace, approve, push, sync};

fn entries(session: &Session) -> u64 {
    session.audit().expect("an answer").entries
}

/// Loads of a customer that no approval covers.
fn open_loads(session: &Session, customer: &str) -> usize {
    let ask = QueueAsk { customer: Some(customer.to_owned()), ..QueueAsk::default() };
    let rows = session.queue(&ask).expect("a queue").loads;
    rows.iter().filter(|r| !["approved", "queued", "in_doubt", "posted"].contains(&r.state.as_str())).count()
}

#[test]
fn a_sync_looks_at_what_changed_and_at_nothing_else() {
    let workspace = TestWorkspace::sample();
    let mut session = workspace.open();
    let all = sync(&mut session).assessed;
    assert!(all > 200, "{all}");
    assert_eq!(sync(&mut session).assessed, 0);
    approve(&mut session, &[]);
    push(&mut session);
    assert_eq!(sync(&mut session).assessed, 0, "what was decided is assessed with the decision");

    let contract =
        std::fs::read_to_string(workspace.dir().join("rules/customers/acme-foods/2025-02-01.rhai")).expect("rules");
    workspace.write("rules/customers/acme-foods/2025-02-01.rhai", format!("{contract}\n// mended\n"));
    let open = open_loads(&session, "ACME");
    let assessed = sync(&mut session).assessed;
    assert!(
        open > 0 && assessed == open,
        "{assessed} assessed, {open} of that customer are open, {all} loads are there"
    );
    assert_eq!(sync(&mut session).assessed, 0);
}

#[test]
fn the_book_grows_by_what_was_decided() {
    let workspace = TestWorkspace::sample();
    let mut session = workspace.open();
    let begun = entries(&session);
    sync(&mut session);
    assert_eq!(entries(&session), begun, "reading decides nothing");
    let approved = approve(&mut session, &[]).approved.len() as u64;
    assert_eq!(entries(&session), begun + approved);
    let invoices = session.batch_create(Some("biller")).expect("a batch").invoices.len() as u64;
    assert_eq!(entries(&session), begun + approved + invoices + 1);
    let posted = push(&mut session).posted.len() as u64;
    assert_eq!(posted, invoices);
    // It is being sent, a draft is made, it is posted; and one import file, prepared, begun and done.
    assert_eq!(entries(&session), begun + approved + invoices + 1 + 3 * invoices + 3);
    let all = entries(&session);
    sync(&mut session);
    push(&mut session);
    assert_eq!(entries(&session), all, "nothing was left to do");
}

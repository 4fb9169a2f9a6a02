//! Another ERP is configured while something is open at the one before, of another kind or of the same: it is asked nothing about
//! that, and given nothing of it.
//!
//! Planted once and seen red: a doubt that whatever ERP is configured may end; an ERP told by its kind alone; a ledger that was made
//! anew taken for the one before; a queued invoice that may stand elsewhere given to another; what is posted elsewhere looked for here.

use std::fs;
use std::time::Duration;

use linehaul_connectors::erp::Erp;
use linehaul_connectors::erp::memory::{Clock, Fault, Faults, MemoryErp, Method, Rule, World, able};
use linehaul_domain::fault::Code;
use linehaul_domain::invoice::InvoiceState;
use linehaul_workbench::decisions::review::hold;
use linehaul_workbench::effects::told;
use linehaul_workbench::invoicing::elsewhere::{nothing_came, open};
use linehaul_workbench::invoicing::push::{Scope, Signal, push_to};
use linehaul_workbench::invoicing::reconcile::{Which, reconcile_with};
use linehaul_workbench::invoicing::retry::retry_with;
use linehaul_workbench::invoicing::settle::Pushed;

use crate::joint::auditor::state_of;
use crate::joint::ends::{invoice_of, left_in_doubt};
use crate::joint::faults::{copy_of, queued};
use crate::joint::handed_out::{died, push};
use crate::joint::office::{BILLER, Office, load};

/// An ERP of the same kind, at another place and with a world of its own.
fn other() -> MemoryErp {
    MemoryErp::new(World::new(Clock::new()), able()).at("memory, the live one")
}

fn into(office: &mut Office, erp: &mut dyn Erp) -> Pushed {
    push_to(office.bench(), erp, &Scope::default(), BILLER, &mut |_| Signal::Continue).expect("pushes")
}

fn rule(method: Method, times: u32, fault: Fault) -> Rule {
    Rule { method, after: 0, times, fault }
}

#[test]
fn a_doubt_is_ended_by_the_erp_that_it_is_at_and_by_no_other() {
    for fault in [Fault::LostAfter, Fault::LostBefore] {
        let mut office = left_in_doubt(fault.clone());
        let mut live = other();
        let world = live.world().clone();
        for _ in 0..2 {
            let pushed = into(&mut office, &mut live);
            let words = &pushed.in_doubt.first().expect("it is told").reason.as_ref().expect("why").1;
            assert!(words.contains("`memory`") && words.contains("`memory, the live one`"), "{words}");
            assert!(pushed.in_doubt.iter().all(|sent| matches!(sent.reason, Some((Code::SentElsewhere, _)))));
            assert_eq!((pushed.posted.len(), world.count()), (0, 0), "{fault:?}");
            office.company.hands.advance(Duration::from_secs(90));
        }
        let reconciled = reconcile_with(office.bench(), &mut live, Which::Changed, BILLER, &mut |_| Signal::Continue)
            .expect("reconciled");
        assert_eq!((reconciled.in_doubt.len(), world.count()), (4, 0));
        let first = invoice_of(&mut office, "L-1");
        assert_eq!(state_of(&mut office, &first), InvoiceState::InDoubt);
        let row = office.bench().book.invoice(&first).expect("reads").expect("a row");
        assert!(row.reason.is_some_and(|reason| reason.contains("LH-618")), "a screen tells it");
        let refused = retry_with(office.bench(), &mut live, &[first], BILLER, "looked").expect("answers").refused;
        assert_eq!(refused.first().map(|one| one.fault.code), Some(Code::SentElsewhere));
        assert!(office.bench().book.verify().expect("a report").ok);
        // The settings are put back.
        office.settle().expect("settles");
        assert_eq!(office.records().len(), 4, "{fault:?}: each is there once");
        assert_eq!(world.count(), 0);
    }
}

#[test]
fn what_may_stand_elsewhere_is_given_to_no_other_and_a_person_who_looked_lets_it_go() {
    // One that is in the queue again, since a gateway said falsely that nothing came of it; one in doubt; one that is taken back.
    let mut office = Office::usual(copy_of(&queued()));
    office.company.world.plan(Faults::script(&[rule(Method::Make, 1, Fault::FalselyTurnedAway)]));
    push(&mut office);
    assert!(!office.records().is_empty(), "it is there");
    let first = invoice_of(&mut office, "L-1");
    assert_eq!(state_of(&mut office, &first), InvoiceState::Queued);
    let mut live = other();
    let pushed = into(&mut office, &mut live);
    assert!(pushed.posted.is_empty() && live.world().count() == 0);
    assert!(matches!(pushed.skipped.first().expect("told").reason, Some((Code::SentElsewhere, _))));
    let decided = hold(office.bench(), &load("dispatch/L-1"), BILLER, "wait").expect("held");
    assert!(decided.refused.is_empty());
    assert_eq!(state_of(&mut office, &first), InvoiceState::Voiding);
    let pushed = into(&mut office, &mut live);
    assert!(pushed.in_doubt.iter().any(|sent| sent.invoice.number == first));
    assert_eq!(
        state_of(&mut office, &first),
        InvoiceState::Voiding,
        "whether a draft is there, only the other can say"
    );
    assert!(!open(office.bench()).expect("reads").is_empty(), "a doctor tells it");
    // The configured ERP is the embedded one: a person looked at the one before.
    let rows = office.bench().book.invoices(None, None).expect("reads");
    let sent: Vec<_> = rows.into_iter().filter(|row| row.erp.is_some()).map(|row| row.number).collect();
    let unsaid = nothing_came(office.bench(), &sent, BILLER, " ");
    assert_eq!(unsaid.expect_err("refused").code, Code::ReasonMissing);
    nothing_came(office.bench(), &sent, BILLER, "its drafts were removed there").expect("said");
    assert_eq!(state_of(&mut office, &first), InvoiceState::Voided);
    let again = nothing_came(office.bench(), &sent[1..], BILLER, "looked");
    assert_eq!(again.expect_err("refused").code, Code::NotRetried, "it may go anywhere now");
    let pushed = into(&mut office, &mut live);
    assert_eq!((pushed.posted.len(), live.world().count()), (sent.len() - 1, sent.len() - 1));
    assert!(office.bench().book.verify().expect("a report").ok);
}

#[test]
fn what_is_posted_at_one_erp_is_neither_looked_for_nor_told_at_another() {
    let mut office = Office::usual(copy_of(&queued()));
    office.company.world.plan(Faults::script(&[rule(
        Method::FinishBatch,
        1,
        Fault::TurnedAway { retry_after_seconds: None },
    )]));
    assert_eq!(push(&mut office).posted.len(), 4);
    office.company.hands.advance(Duration::from_secs(90));
    let mut live = other();
    let reconciled = reconcile_with(office.bench(), &mut live, Which::Changed, BILLER, &mut |_| Signal::Continue)
        .expect("reconciled");
    assert_eq!((reconciled.elsewhere, reconciled.matched, reconciled.mismatched.len()), (4, 0, 0));
    let pushed = into(&mut office, &mut live);
    assert_eq!(live.world().notes().len(), 0, "its note goes to the other");
    let line = pushed.owed.first().map(told::Told::line).expect("it is told");
    assert!(line.contains("LH-615") && line.contains("the live one"), "{line}");
    push(&mut office);
    assert_eq!(office.company.world.notes().len(), 1);
    let reconciled = office.reconcile().expect("reconciled");
    assert_eq!((reconciled.elsewhere, reconciled.matched), (0, 4));
}

#[test]
fn a_ledger_that_was_made_anew_is_another_erp() {
    let mut office = died(&queued(), "push.after_post");
    let folder = office.dir().join("erp");
    office.bench = None;
    fs::create_dir(folder.join("first")).expect("made");
    let files = ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"];
    let there = |from: &std::path::Path, to: &std::path::Path| {
        for file in files.iter().filter(|file| from.join(file).exists()) {
            fs::rename(from.join(file), to.join(file)).expect("moved");
        }
    };
    there(&folder, &folder.join("first"));
    office.reopen();
    let pushed = push(&mut office);
    assert!(!pushed.in_doubt.is_empty());
    assert!(pushed.in_doubt.iter().all(|sent| matches!(sent.reason, Some((Code::SentElsewhere, _)))));
    assert!(
        office.records().iter().all(|record| pushed.posted.iter().any(|sent| sent.invoice.number == record.number))
    );
    office.bench = None;
    there(&folder.join("first"), &folder);
    office.reopen();
    office.settle().expect("settles");
    assert!(office.bench().book.invoices(Some(InvoiceState::InDoubt), None).expect("reads").is_empty());
}

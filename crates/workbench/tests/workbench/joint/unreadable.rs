//! What stands at the ERP under our numbers and cannot be read: it stops its own invoice, and nothing else.

use linehaul_connectors::erp::memory::{Fault, Method};
use linehaul_connectors::erp::{ErpRecord, RecordState};
use linehaul_domain::fault::Code;
use linehaul_domain::invoice::{InvoiceState, PersonReason};
use linehaul_workbench::invoicing::push::Signal;

use crate::joint::auditor::state_of;
use crate::joint::ends::{has_gone_on, invoice_of, left_in_doubt, number, office, record_of, records_of, rests, why};
use crate::joint::office::Office;

const WHY: &str = "it has no subtotal that can be read";

fn spoilt(office: &Office, erp_id: &str) {
    assert!(office.company.world.spoil(erp_id, WHY));
}

/// Posted records, and how often something was sent to be made.
fn made(office: &mut Office) -> (usize, usize) {
    let posted = office.records().iter().filter(|r| r.state == RecordState::Posted).count();
    let world = &office.company.world;
    (posted, world.requests().iter().filter(|request| request.method == Method::Make).count())
}

#[test]
fn what_was_sent_is_neither_sent_again_nor_adopted_while_what_is_there_cannot_be_read() {
    let mut office = left_in_doubt(Fault::LostAfter);
    let first = invoice_of(&mut office, "L-1");
    let record = records_of(&mut office, &first).remove(0);
    spoilt(&office, &record.erp_id);
    office.company.hands.advance(std::time::Duration::from_secs(90));
    let (_, before) = made(&mut office);
    let pushed = office.push(&mut |_| Signal::Continue).unwrap();
    assert_eq!((pushed.posted.len(), why(&mut office, &first)), (3, Some(PersonReason::Unreadable)), "{pushed:?}");
    assert_eq!(
        (made(&mut office), records_of(&mut office, &first).len()),
        ((3, before), 1),
        "nothing is made beside it"
    );
    let told = &office.bench().book.invoice(&first).unwrap().unwrap().reason.unwrap();
    assert!(told.contains(WHY) && told.contains(&record.erp_id), "{told}");
    // Asked again, it is the same; once it can be read, it goes on.
    let retried = office.retry(std::slice::from_ref(&first)).unwrap();
    assert_eq!(retried.refused.first().map(|one| one.fault.code), Some(Code::OthersAtTheErp), "{retried:?}");
    office.company.world.mend();
    office.retry(std::slice::from_ref(&first)).unwrap();
    rests(&mut office);
    assert_eq!(made(&mut office), (4, before));
}

#[test]
fn what_was_never_sent_waits_for_a_person_and_the_others_go_out() {
    let mut office = office();
    let first = invoice_of(&mut office, "L-1");
    let row = office.bench().book.invoice(&first).unwrap().unwrap();
    has_gone_on(&mut office);
    let foreign = ErpRecord { state: RecordState::Draft, ..record_of(&row.body) };
    let foreign = office.company.world.put(foreign);
    spoilt(&office, &foreign);
    office.push(&mut |_| Signal::Continue).unwrap();
    assert_eq!((why(&mut office, &first), made(&mut office).0), (Some(PersonReason::NumberTaken), 3));
    assert_eq!(records_of(&mut office, &first).len(), 1, "it is not removed either");
}

#[test]
fn of_a_posted_one_that_cannot_be_read_any_more_nothing_is_concluded() {
    let mut office = office();
    rests(&mut office);
    let first = number(1);
    let record = records_of(&mut office, &first).remove(0);
    spoilt(&office, &record.erp_id);
    let reconciled = office.reconcile().unwrap();
    let [mismatch] = reconciled.mismatched.as_slice() else { panic!("{reconciled:?}") };
    assert_eq!(mismatch.invoice, first);
    assert!(matches!(mismatch.differences.as_slice(), [one] if one.contains(WHY)), "{mismatch:?}");
    assert_eq!((reconciled.matched, state_of(&mut office, &first)), (3, InvoiceState::Posted));
    // Cancelled besides: whether it is one of the two is not to be told.
    let twin = office.company.world.put(ErpRecord { state: RecordState::Cancelled, ..record });
    office.reconcile().unwrap();
    assert_eq!(state_of(&mut office, &first), InvoiceState::Posted, "{twin}");
}

#[test]
fn a_recovery_tells_it_and_confirms_nothing_over_it() {
    let mut office = office();
    let row = office.bench().book.invoice(&number(1)).unwrap().unwrap();
    let there = ErpRecord { number: number(900), state: RecordState::Posted, ..record_of(&row.body) };
    let there = office.company.world.put(there);
    spoilt(&office, &there);
    let listed = office.recover_list().unwrap();
    assert_eq!((listed.unknown.len(), listed.unreadable.len()), (0, 1));
    let refused = office.recover_confirm().unwrap_err();
    assert_eq!((refused.code, refused.what.contains(WHY)), (Code::ForeignLoadsUnknown, true), "{refused:?}");
    // A book that never sent anything does not take such numbers for its own.
    let pushed = office.push(&mut |_| Signal::Continue).unwrap_err();
    assert_eq!(pushed.code, Code::NumbersTaken);
    // A draft bills nothing yet: it is told, and the numbers go on above it.
    assert!(office.company.world.edit(&there, |record| record.state = RecordState::Draft));
    assert_eq!(office.recover_confirm().unwrap_err().code, Code::ListChanged, "it is not what was listed");
    office.recover_list().unwrap();
    let recovered = office.recover_confirm().unwrap();
    assert!(recovered.remarks.iter().any(|remark| remark.contains(WHY)), "{recovered:?}");
    assert_eq!(recovered.numbers_from, 901);
}

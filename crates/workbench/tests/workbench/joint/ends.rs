//! How single stories end: what was taken back while the ERP may have it, what a clerk does there meanwhile, what stands under
//! a number that was never sent.

use linehaul_connectors::erp::memory::{Able, Fault, Faults, Method, Rule, able};
use linehaul_connectors::erp::{ErpRecord, RecordState, Refusal, Traits};
use linehaul_domain::decision::{Decision, KnownEntry, NewEntry};
use linehaul_domain::fault::Code;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::{InvoiceState, PersonReason};
use linehaul_domain::state::LoadState;
use linehaul_store::BookWrite;
use linehaul_workbench::decisions::cancelled::{self, Fate};
use linehaul_workbench::decisions::review::{hold, release, withdraw};
use linehaul_workbench::invoicing::batch::{self, Batch};
use linehaul_workbench::invoicing::push::Signal;

use crate::joint::auditor::{at_rest, state_of};
use crate::joint::company::Company;
use crate::joint::faults::{copy_of, kinds, queued};
use crate::joint::freight::{Load, loads, put_all, put_customers};
use crate::joint::office::{BILLER, Into, Office, load};

pub fn office() -> Office {
    Office::usual(copy_of(&queued()))
}

pub fn number(sequence: u32) -> InvoiceNumber {
    InvoiceNumber(format!("SM-A-{sequence:06}-G1"))
}

pub fn invoice_of(office: &mut Office, name: &str) -> InvoiceNumber {
    let rows = office.bench().book.binding_invoices(&load(name)).unwrap();
    rows.last().expect("an invoice").number.clone()
}

pub fn records_of(office: &mut Office, number: &InvoiceNumber) -> Vec<ErpRecord> {
    office.records().into_iter().filter(|r| r.number == *number).collect()
}

fn once(method: Method, fault: Fault) -> Rule {
    Rule { method, after: 0, times: 1, fault }
}

pub fn why(office: &mut Office, number: &InvoiceNumber) -> Option<PersonReason> {
    let entries = office.bench().book.entries_of_invoice(number).unwrap();
    entries.iter().rev().find_map(|e| match &e.entry.decision {
        Decision::NeedsPerson { why, .. } => *why,
        _ => None,
    })
}

pub fn rests(office: &mut Office) {
    let said = office.settle().unwrap();
    let problems = at_rest(office, &said);
    assert!(problems.is_empty(), "{problems:#?}");
}

/// Draft made, answer lost, nobody waits: what the ERP has is not known here.
pub fn left_in_doubt(fault: Fault) -> Office {
    let mut office = office();
    office.company.world.plan(Faults::script(&[once(Method::Make, fault)]));
    office.push(&mut |progress| if progress.asking > 0 { Signal::Stop } else { Signal::Continue }).unwrap();
    let first = invoice_of(&mut office, "L-1");
    assert_eq!(state_of(&mut office, &first), InvoiceState::InDoubt);
    office
}

#[test]
fn all_that_is_ready_is_approved_though_two_sources_count_alike() {
    let mut office = office();
    rests(&mut office);
    let posted = office.bench().cache.loads_in_state(LoadState::Posted).unwrap();
    let names: Vec<&str> = posted.iter().map(|load| load.as_str()).collect();
    assert_eq!(names, ["L-1", "L-2", "L-3", "L-4", "L-6", "west/L-1", "west/L-2"]);
}

/// The sample's L-5 and west/L-3 have one BOL.
#[test]
fn a_load_that_comes_again_under_another_number_is_held_though_the_first_is_billed() {
    for posted in [false, true] {
        let mut company = Company::new();
        put_customers(&mut company, 1, None, "Net 30");
        let (first, again) = (loads()[4].clone(), loads()[8].clone());
        put_load(&mut company, &first);
        let mut office = Office::usual(company);
        office.sync().unwrap();
        assert_eq!(office.approve_all().unwrap().done, [load("L-5")]);
        if posted {
            rests(&mut office);
        }
        put_load(&mut office.company, &again);
        office.sync().unwrap();
        let stored = office.bench().cache.assessment(&load("west/L-3")).unwrap().unwrap();
        assert!(stored.assessment.holds.iter().any(|h| h.code == HoldCode::DuplicateSuspected), "{}", stored.state);
        assert_eq!(office.approve_all().unwrap().done, []);
        rests(&mut office);
        release(office.bench(), (&load("west/L-3"), None), BILLER, "they are two").unwrap();
        assert_eq!(office.approve_all().unwrap().done, [load("west/L-3")]);
        rests(&mut office);
    }
}

fn put_load(company: &mut Company, load: &Load) {
    for delivery in [load.row(), load.stops(), load.pod()] {
        delivery.put(company, load.number, 0);
    }
    load.write_pod_file(company, true);
}

#[test]
fn what_is_in_doubt_is_not_taken_back_before_the_erp_was_asked() {
    for fault in [Fault::LostAfter, Fault::Late { seconds: 60 }, Fault::LostBefore, Fault::Half { items: 1 }] {
        let mut office = left_in_doubt(fault.clone());
        let first = invoice_of(&mut office, "L-1");
        let refused = hold(office.bench(), &load("dispatch/L-1"), BILLER, "wait").unwrap().refused;
        assert_eq!(refused[0].fault.code, "LH-416", "{fault:?}");
        office.company.hands.advance(std::time::Duration::from_secs(90));
        office.reconcile().unwrap();
        assert_eq!(state_of(&mut office, &first), InvoiceState::Queued, "{fault:?}");
        let decided = hold(office.bench(), &load("dispatch/L-1"), BILLER, "wait").unwrap();
        assert!(decided.refused.is_empty(), "{decided:?}");
        assert_eq!(state_of(&mut office, &first), InvoiceState::Voiding, "{fault:?}: the ERP is asked first");
        rests(&mut office);
        assert_eq!(state_of(&mut office, &first), InvoiceState::Voided);
        assert_eq!(records_of(&mut office, &first), [], "{fault:?}: nothing of ours stays");
        release(office.bench(), (&load("dispatch/L-1"), None), BILLER, "go on").unwrap();
        assert_eq!(office.approve_all().unwrap().done, [load("L-1")]);
        rests(&mut office);
        assert_ne!(invoice_of(&mut office, "L-1"), first, "a voided number is not used again");
    }
}

/// A gateway that passed a call on and then says that it did not: for the book nothing came of it, and it was sent all the same.
#[test]
fn what_was_sent_is_asked_about_though_somebody_said_that_nothing_came_of_it() {
    for number_again in [false, true] {
        let mut office = office();
        office.company.world.plan(Faults::script(&[once(Method::Make, Fault::FalselyTurnedAway)]));
        office.push(&mut |_| Signal::Continue).unwrap();
        let first = invoice_of(&mut office, "L-1");
        assert_eq!(state_of(&mut office, &first), InvoiceState::Queued);
        assert_ne!(records_of(&mut office, &first), [], "it is there");
        if !number_again {
            let decided = hold(office.bench(), &load("dispatch/L-1"), BILLER, "wait").unwrap();
            assert!(decided.refused.is_empty(), "{decided:?}");
            assert_eq!(state_of(&mut office, &first), InvoiceState::Voiding, "the ERP is asked first");
            rests(&mut office);
            assert_eq!(records_of(&mut office, &first), [], "nothing of ours stays");
            release(office.bench(), (&load("dispatch/L-1"), None), BILLER, "go on").unwrap();
            assert_eq!(office.approve_all().unwrap().done, [load("L-1")]);
        }
        // Its own number is no proof that this book is not the latest.
        rests(&mut office);
        assert_eq!(invoice_of(&mut office, "L-1") == first, number_again);
    }
}

#[test]
fn the_other_loads_of_a_summary_that_was_taken_back_are_billed_by_the_next_batch() {
    let mut office = left_in_doubt(Fault::LostAfter);
    let summary = invoice_of(&mut office, "L-4");
    office.reconcile().unwrap();
    let decided = withdraw(office.bench(), &load("L-4"), BILLER, "wrong").unwrap();
    assert!(decided.notes[0].contains("may be at the ERP"), "{decided:?}");
    rests(&mut office);
    assert_eq!(state_of(&mut office, &summary), InvoiceState::Voided);
    let again = invoice_of(&mut office, "L-6");
    let loads = office.bench().book.loads_of_invoice(&again).unwrap();
    assert_eq!(loads, [load("L-3"), load("L-6"), load("west/L-1")]);
}

#[test]
fn never_sent_is_voided_at_once_and_frees_its_siblings() {
    let mut office = office();
    let summary = invoice_of(&mut office, "L-4");
    hold(office.bench(), &load("L-4"), BILLER, "wait").unwrap();
    assert_eq!(state_of(&mut office, &summary), InvoiceState::Voided);
    assert_eq!(office.bench().book.waiting().unwrap(), [load("L-3"), load("L-6"), load("west/L-1")]);
    rests(&mut office);
}

#[test]
fn a_clerk_who_posts_the_draft_of_what_is_taken_back_has_the_last_word() {
    let mut office = left_in_doubt(Fault::LostAfter);
    let first = invoice_of(&mut office, "L-1");
    office.reconcile().unwrap();
    hold(office.bench(), &load("dispatch/L-1"), BILLER, "wait").unwrap();
    let draft = records_of(&mut office, &first).remove(0);
    office.company.world.post(&draft.erp_id).expect("posted");
    rests(&mut office);
    assert_eq!(state_of(&mut office, &first), InvoiceState::Posted);
}

#[test]
fn what_a_clerk_cancels_is_held_until_a_person_says_what_becomes_of_it() {
    for fate in [Fate::BillAgain, Fate::Closed] {
        let mut office = office();
        rests(&mut office);
        let first = invoice_of(&mut office, "L-1");
        let record = records_of(&mut office, &first).remove(0);
        assert!(office.company.world.cancel(&record.erp_id));
        rests(&mut office);
        assert_eq!(state_of(&mut office, &first), InvoiceState::Cancelled);
        let stored = office.bench().cache.assessment(&load("L-1")).unwrap().unwrap();
        assert!(stored.assessment.holds.iter().any(|h| h.code == HoldCode::CancelledAtErp), "{stored:?}");
        assert_eq!((stored.state, office.approve_all().unwrap().done.len()), (LoadState::Held, 0));
        let loads = cancelled::settle(office.bench(), &first, fate, BILLER, "agreed").unwrap();
        assert_eq!(loads, [load("L-1")]);
        let done = office.approve_all().unwrap().done;
        rests(&mut office);
        match fate {
            Fate::BillAgain => {
                assert_eq!(done, [load("L-1")]);
                assert_eq!(invoice_of(&mut office, "L-1").as_str(), "SM-A-000001-G2");
            }
            Fate::Closed => {
                let stored = office.bench().cache.assessment(&load("L-1")).unwrap().unwrap();
                assert_eq!((done.len(), stored.state), (0, LoadState::NotBillable));
            }
        }
    }
}

/// Somebody has looked once at what stands at the ERP: a first push would refuse all of a prefix that is used there.
pub fn has_gone_on(office: &mut Office) {
    let bench = office.bench();
    let (head, numbers_from) = (bench.book.head().unwrap(), bench.book.next_sequence().unwrap());
    let (known, reason) =
        (KnownEntry { seq: head.seq, hash: head.hash }, linehaul_domain::reason::Reason::ours("looked at"));
    let decision = Decision::BookContinues { known: Some(known), numbers_from, reason };
    let entry = NewEntry { at: bench.clock.now(), actor: linehaul_workbench::settings::actor::system(), decision };
    bench.append(&BookWrite { entries: vec![entry], sequence: Some(numbers_from), ..BookWrite::default() }).unwrap();
}

#[test]
fn a_number_that_was_never_sent_is_anothers_whatever_its_amount() {
    let mut office = office();
    let first = invoice_of(&mut office, "L-1");
    let row = office.bench().book.invoice(&first).unwrap().unwrap();
    has_gone_on(&mut office);
    // An ERP of another kind tells no marks.
    let foreign = office.company.world.put(ErpRecord { state: RecordState::Posted, ..record_of(&row.body) });
    office.push(&mut |_| Signal::Continue).unwrap();
    assert_eq!(state_of(&mut office, &first), InvoiceState::NeedsPerson);
    assert_eq!(why(&mut office, &first), Some(PersonReason::NumberTaken));
    let retried = office.retry(std::slice::from_ref(&first)).unwrap();
    assert_eq!(retried.posted, [], "it is not adopted: it was never sent");
    assert_eq!(state_of(&mut office, &first), InvoiceState::NeedsPerson);
    // What stands there may bill this very load: taken back, it would be billed again under another number.
    let refused = withdraw(office.bench(), &load("dispatch/L-1"), BILLER, "another number").unwrap();
    assert_eq!(refused.refused.first().map(|one| one.fault.code.to_string()), Some("LH-416".to_owned()));
    assert_eq!(state_of(&mut office, &first), InvoiceState::NeedsPerson);
    let there = office.records().into_iter().find(|r| r.erp_id == foreign).expect("it stays");
    assert_eq!(there.state, RecordState::Posted);
}

/// With its loads by their source: two count alike.
pub fn named(record: ErpRecord) -> ErpRecord {
    let loads = record.loads.iter().map(|l| load(&format!("dispatch/{}", l.as_str().trim_start_matches("dispatch/"))));
    ErpRecord { loads: loads.collect(), ..record }
}

#[test]
fn what_was_taken_back_at_the_erp_is_listed_by_no_recovery() {
    let mut office = office();
    let row = office.bench().book.invoice(&number(1)).unwrap().unwrap();
    for (sequence, state) in [(900, RecordState::Credited), (901, RecordState::Cancelled)] {
        let there = ErpRecord { number: number(sequence), state, ..named(ErpRecord::draft_of(&row.body, "")) };
        office.company.world.put(there);
    }
    assert!(office.recover_list().unwrap().unknown.is_empty(), "they bill nothing");
    // A number of ours that was never sent is used up by it: the invoice gives way, and that was all.
    office.company.world.put(ErpRecord { state: RecordState::Credited, ..record_of(&row.body) });
    assert_eq!(office.recover_list().unwrap().unknown.len(), 1);
    let recovered = office.recover_confirm().unwrap();
    assert_eq!((recovered.voided, recovered.billed), (vec![number(1)], vec![]));
    assert!(office.recover_list().unwrap().unknown.is_empty(), "it is settled");
}

#[test]
fn what_the_erp_has_yet_to_take_bills_its_loads() {
    let mut office = office();
    let row = office.bench().book.invoice(&number(1)).unwrap().unwrap();
    let there = named(ErpRecord::draft_of(&row.body, ""));
    office.company.world.put(ErpRecord { number: number(900), state: RecordState::Waiting, ..there });
    office.recover_list().unwrap();
    let recovered = office.recover_confirm().unwrap();
    let billed = row.body.loads().into_iter().map(|load| (load, number(900))).collect::<Vec<_>>();
    assert_eq!((&recovered.billed, &recovered.voided), (&billed, &vec![number(1)]), "{recovered:?}");
    assert!(recovered.remarks.iter().any(|r| r.contains("not taken yet")), "{recovered:?}");
    assert!(office.recover_list().unwrap().unknown.is_empty(), "it is settled");
    // Posted there tomorrow, it is the only one that bills them.
    office.send(&mut |_| Signal::Continue).unwrap();
    let ours = named(ErpRecord::draft_of(&row.body, "")).loads;
    let bills = |r: &ErpRecord| r.state.bills() && named(r.clone()).loads.iter().any(|load| ours.contains(load));
    assert_eq!(office.records().iter().filter(|r| bills(r)).count(), 1);
}

/// A restored book drafts the same invoice to the byte.
#[test]
fn one_of_ours_that_was_never_sent_stops_everything_before_anything_is_sent() {
    let mut office = office();
    let first = invoice_of(&mut office, "L-1");
    let row = office.bench().book.invoice(&first).unwrap().unwrap();
    has_gone_on(&mut office);
    let mark = Some(row.body.mark());
    office.company.world.put(ErpRecord { mark, state: RecordState::Posted, ..record_of(&row.body) });
    let pushed = office.push(&mut |_| Signal::Continue).unwrap();
    assert_eq!(pushed.stopped.map(|fault| fault.code), Some(Code::BookBehind));
    assert_eq!((state_of(&mut office, &first), office.records().len()), (InvoiceState::NeedsPerson, 1));
    office.reopen();
    assert_eq!(office.push(&mut |_| Signal::Continue).unwrap_err().code, Code::BookBehind);
    let taken_back = withdraw(office.bench(), &load("dispatch/L-1"), BILLER, "another number");
    assert_eq!(taken_back.unwrap_err().code, Code::BookBehind, "nothing is decided before a person looked");
}

#[test]
fn a_workspace_that_was_put_back_bills_nothing_under_its_next_numbers() {
    let one_by_one = Traits { max_batch: 1, ..able() };
    let mut office = Office::new(copy_of(&queued()), Into::Memory(Box::new(one_by_one.into())));
    office.push(&mut |progress| if progress.done > 0 { Signal::Stop } else { Signal::Continue }).unwrap();
    let posted = office.records().iter().filter(|r| r.state == RecordState::Posted).count();
    assert!((1..4).contains(&posted), "{posted} posted");
    let mut snapshot = copy_of(&office.company);
    office.settle().unwrap();
    let world = office.company.world.clone();
    assert_eq!(office.records().iter().filter(|r| r.state == RecordState::Posted).count(), 4);
    snapshot.world = world.clone();
    let mut back = Office::usual(snapshot);
    // What is queued there is drafted anew, under numbers that the ERP has never seen.
    for name in ["L-1", "L-2", "L-3", "L-4", "L-5", "L-6", "L-7"] {
        let _ = withdraw(back.bench(), &load(&format!("dispatch/{name}")), BILLER, "again");
    }
    back.approve_all().unwrap();
    let sent = back.send(&mut |_| Signal::Continue);
    assert_eq!(sent.unwrap_err().code, Code::BookBehind);
    assert_eq!(world.count(), 4, "nothing was sent");
}

#[test]
fn a_book_that_was_put_back_names_no_batch_as_the_lost_one_did() {
    let mut company = Company::new();
    put_all(&mut company);
    let mut office = Office::usual(company);
    office.sync().unwrap();
    office.approve_all().unwrap();
    let snapshot = copy_of(&office.company);
    let lost = batch::create(office.bench(), BILLER).unwrap().expect("a batch");
    let mut back = Office::usual(snapshot);
    back.company.hands.advance(std::time::Duration::from_secs(1));
    let again = batch::create(back.bench(), BILLER).unwrap().expect("a batch");
    let number = |batch: &Batch| batch.invoices[0].number.clone();
    assert_eq!(number(&again), number(&lost), "the same place in the book");
    assert_ne!(again.id, lost.id);
    for office in [&mut office, &mut back] {
        assert_eq!(batch::show(office.bench(), &"B-20250307-1".into()).unwrap_err().code, Code::BatchUnknown);
    }
}

/// A record as somebody else would have made it, of the same customer, day and amount.
pub fn record_of(invoice: &linehaul_domain::invoice::Invoice) -> ErpRecord {
    let seen = ErpRecord { erp_number: Some("M-9".to_owned()), mark: None, ..ErpRecord::draft_of(invoice, "") };
    ErpRecord { loads: Vec::new(), terms: None, items: None, ..seen }
}

#[test]
fn another_invoice_under_our_number_is_told_by_its_mark() {
    let mut office = left_in_doubt(Fault::LostBefore);
    let first = invoice_of(&mut office, "L-1");
    let row = office.bench().book.invoice(&first).unwrap().unwrap();
    let mark = Some("LH-0123456789abcdef".to_owned());
    office.company.world.put(ErpRecord { mark, state: RecordState::Posted, ..record_of(&row.body) });
    office.push(&mut |_| Signal::Continue).unwrap();
    assert_eq!(state_of(&mut office, &first), InvoiceState::NeedsPerson);
    assert_eq!(why(&mut office, &first), Some(PersonReason::NotAsOurs));
}

#[test]
fn a_draft_whose_reference_a_clerk_changed_is_found_by_its_handle() {
    let mut office = office();
    office.company.world.plan(Faults::script(&[Rule { times: 9, ..once(Method::Post, Fault::LostBefore) }]));
    office.push(&mut |progress| if progress.asking > 0 { Signal::Stop } else { Signal::Continue }).unwrap();
    let first = invoice_of(&mut office, "L-1");
    let draft = records_of(&mut office, &first).remove(0);
    let other = InvoiceNumber("PO 4711".to_owned());
    assert!(office.company.world.edit(&draft.erp_id, |record| record.number = other.clone()));
    office.mend();
    office.settle().unwrap();
    assert_eq!(state_of(&mut office, &first), InvoiceState::NeedsPerson);
    assert_eq!(why(&mut office, &first), Some(PersonReason::NotAsOurs));
    assert_eq!((records_of(&mut office, &first).len(), records_of(&mut office, &other).len()), (0, 1), "no second one");
    assert!(office.company.world.edit(&draft.erp_id, |record| record.number = first.clone()));
    assert_eq!(office.retry(std::slice::from_ref(&first)).unwrap().queued.len(), 1);
    rests(&mut office);
    assert_eq!(state_of(&mut office, &first), InvoiceState::Posted);
}

#[test]
fn a_draft_that_cannot_be_removed_waits_for_a_person() {
    let mut office = office();
    let (first, no) = (number(1), |message: &str| Refusal { code: Code::ErpRulesRefuse, message: message.to_owned() });
    office.company.world.refuse(Method::Post, &first, no("the period is closed"));
    office.company.world.refuse(Method::RemoveDraft, &first, no("drafts are kept"));
    office.push(&mut |_| Signal::Continue).unwrap();
    assert_eq!(why(&mut office, &first), Some(PersonReason::DraftStays));
    assert_eq!(office.records().iter().filter(|r| r.state == RecordState::Posted).count(), 3, "the others go on");
    office.company.world.refuse_nothing();
    office.retry(std::slice::from_ref(&first)).unwrap();
    rests(&mut office);
    assert_eq!(state_of(&mut office, &first), InvoiceState::Posted);
}

#[test]
fn a_doubt_that_nobody_can_end_waits_for_a_person_after_a_day() {
    let mut office = left_in_doubt(Fault::LostBefore);
    let first = invoice_of(&mut office, "L-1");
    let away = Rule { times: 99, ..once(Method::Find, Fault::TurnedAway { retry_after_seconds: None }) };
    office.company.world.plan(Faults::script(&[away]));
    office.company.hands.advance(std::time::Duration::from_secs(25 * 3_600));
    office.push(&mut |_| Signal::Continue).unwrap();
    assert_eq!(why(&mut office, &first), Some(PersonReason::TooLong));
    office.mend();
    let all: Vec<InvoiceNumber> = (1..=4).map(number).collect();
    assert_eq!(office.retry(&all).unwrap().queued.len(), 4);
    rests(&mut office);
}

#[test]
fn a_batch_that_is_sent_days_after_it_was_made_is_posted() {
    let mut office = office();
    let first = invoice_of(&mut office, "L-1");
    assert_eq!(state_of(&mut office, &first), InvoiceState::Queued);
    office.company.hands.advance(std::time::Duration::from_secs(3 * 24 * 3_600));
    office.push(&mut |_| Signal::Continue).unwrap();
    assert_eq!(why(&mut office, &first), None);
    assert_eq!(state_of(&mut office, &first), InvoiceState::Posted);
}

/// Rounded by the ERP it would be another amount, found after it was sent, or posted so.
#[test]
fn an_amount_that_is_finer_than_the_erp_keeps_is_not_sent_whatever_the_erp_is_like() {
    let company = queued();
    for kind in kinds() {
        for (money_decimals, price_decimals) in [(1, 4), (3, 1)] {
            let traits = Traits { money_decimals, price_decimals, ..kind.traits.clone() };
            let able = Able { traits, ..kind.clone() };
            let mut office = Office::new(copy_of(&company), Into::Memory(Box::new(able.clone())));
            let pushed = office.push(&mut |_| Signal::Continue).unwrap();
            let fine = |cents: linehaul_domain::Decimal| cents.normalize().scale() > 1;
            let (mut kept, mut sent) = (0, 0);
            for row in office.bench().book.invoices(None, None).unwrap() {
                let is_fine = row.body.lines.iter().any(|line| fine(line.amount));
                let told = pushed.skipped.iter().find(|one| one.invoice.number == row.number);
                let code = told.and_then(|one| one.reason.as_ref()).map(|(code, _)| *code);
                assert_eq!(code == Some(Code::AmountTooFine), is_fine, "{able:?}: {} {code:?}", row.number);
                assert_eq!(row.ever_sent, !is_fine, "{}", row.number);
                if is_fine { kept += 1 } else { sent += 1 }
            }
            assert!(kept > 0, "{kept} kept, {sent} sent");
            assert_eq!(office.records().len(), sent, "{able:?}");
        }
    }
}

/// Puts other bytes of the same length into the book's file, wherever they stand.
fn forge(office: &mut Office, from: &str, to: &str) {
    office.bench = None;
    let path = office.dir().join("book.sqlite");
    let mut bytes = std::fs::read(&path).unwrap();
    let at: Vec<usize> = (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from.as_bytes())).collect();
    assert!(!at.is_empty() && from.len() == to.len(), "{from} stands nowhere");
    at.iter().for_each(|at| bytes[*at..*at + to.len()].copy_from_slice(to.as_bytes()));
    std::fs::write(path, bytes).unwrap();
    office.reopen();
}

#[test]
fn an_invoice_that_was_changed_behind_the_books_back_is_not_sent() {
    let mut office = office();
    forge(&mut office, "\"erp_party\":\"C-ACME\"", "\"erp_party\":\"C-SOLO\"");
    let fault = office.push(&mut |_| Signal::Continue).expect_err("it is not as it was drafted");
    assert_eq!(fault.code, "LH-520");
    assert_eq!(office.records(), []);
}

//! Reconciling by what the ERP tells of what changed: no more is asked about than that, nothing that people do there is missed, and
//! what was found stands though the rest could not be asked.
//!
//! Planted once and seen red: the cursor moves on before what it told is written down; a lost cursor beside what was seen;
//! another ERP's cursor; no turns for what no feed tells; verdicts that wait for the last question; findings that go with a fault; what
//! was seen forgotten before the new answer is there; a census without a feed that begins anew; a last push that is asked about at
//! each run; a clerk's copy that is taken for a lost attempt's draft.

use std::time::Duration;

use linehaul_connectors::erp::memory::{Fault, Faults, Method, Rule, able};
use linehaul_connectors::erp::{ErpRecord, Feed, RecordState, Refusal, Traits};
use linehaul_domain::Decimal;
use linehaul_domain::fault::Code;
use linehaul_domain::invoice::InvoiceState;
use linehaul_workbench::invoicing::push::Signal;
use linehaul_workbench::invoicing::reconcile::{Reconciled, Which};

use crate::joint::auditor::state_of;
use crate::joint::faults::{copy_of, queued};
use crate::joint::office::{Into, Office};

/// What is done in an office, and its name.
type Deed<'a> = (&'a str, &'a dyn Fn(&mut Office));

fn second(office: &Office) {
    office.company.hands.advance(Duration::from_secs(5));
}

/// Four invoices are posted and were looked at.
fn posted(feed: Feed) -> Office {
    let mut office = Office::new(copy_of(&queued()), Into::Memory(Box::new(Traits { feed, ..able() }.into())));
    office.push(&mut |_| Signal::Continue).unwrap();
    second(&office);
    let first = office.reconcile().unwrap();
    assert_eq!((first.asked, first.matched, first.unseen), (4, 4, 0));
    second(&office);
    office
}

fn again(office: &mut Office) -> Reconciled {
    let told = office.reconcile().unwrap();
    second(office);
    told
}

fn owed(told: &Reconciled) -> (u32, u32, u32, Decimal) {
    told.owed.values().fold((0, 0, 0, Decimal::ZERO), |(paid, part, unpaid, open), owed| {
        (paid + owed.paid, part + owed.part_paid, unpaid + owed.unpaid, open + owed.open)
    })
}

#[test]
fn only_what_changed_is_asked_about_and_all_of_it_is_told() {
    let mut office = posted(Feed::OfAll);
    let before = again(&mut office);
    assert_eq!((before.asked, before.matched), (0, 4));
    let record = office.records().remove(0);
    office.company.world.pay(&record.erp_id, Decimal::ONE);
    second(&office);
    let told = again(&mut office);
    assert_eq!((told.asked, told.matched, owed(&told).1), (1, 4, 1));
    assert_eq!(owed(&told).3, owed(&before).3 - Decimal::ONE);
    office.company.world.pay(&record.erp_id, record.total - Decimal::ONE);
    second(&office);
    let told = again(&mut office);
    assert_eq!((told.asked, owed(&told).0, owed(&told).1, owed(&told).2), (1, 1, 0, 3));
    let found = office.company.world.requests().iter().filter(|r| r.method == Method::Find).count();
    let quiet = again(&mut office);
    assert_eq!((quiet.asked, owed(&quiet)), (0, owed(&told)));
    let asked = office.company.world.requests().iter().filter(|r| r.method == Method::Find).count();
    assert_eq!(asked, found, "nothing was asked about");
}

#[test]
fn every_one_is_asked_about_without_a_feed_and_when_somebody_wants_it() {
    let mut office = posted(Feed::No);
    assert_eq!(again(&mut office).asked, 4);
    let mut office = posted(Feed::OfWhatStays);
    assert_eq!(again(&mut office).asked, 0);
    let full = office.reconcile_of(Which::Every, &mut |_| Signal::Continue).unwrap();
    assert_eq!((full.asked, full.matched), (4, 4));
    second(&office);
    assert_eq!(again(&mut office).asked, 0, "and the feed goes on from there");
}

#[test]
fn what_people_do_there_is_found_by_the_feed() {
    let states = [RecordState::Cancelled, RecordState::Credited];
    for state in states {
        let mut office = posted(Feed::OfAll);
        let record = office.records().remove(1);
        office.company.world.edit(&record.erp_id, |record| record.state = state);
        let told = again(&mut office);
        assert_eq!((told.asked, told.matched, told.mismatched.len()), (1, 3, 1), "{state:?}");
        assert_eq!(state_of(&mut office, &record.number), InvoiceState::Cancelled);
        assert_eq!(again(&mut office).mismatched.len(), 1, "it is told until somebody sees to it");
        office.company.world.edit(&record.erp_id, |record| record.state = RecordState::Posted);
        assert_eq!(again(&mut office).matched, 4);
        assert_eq!(state_of(&mut office, &record.number), InvoiceState::Posted);
    }
    let mut office = posted(Feed::OfAll);
    let record = office.records().remove(1);
    office.company.world.edit(&record.erp_id, |record| record.number = "PO 4711".into());
    let told = again(&mut office);
    assert_eq!((told.asked, told.mismatched.len()), (1, 1), "found by the record that was seen");
    office.company.world.edit(&record.erp_id, |there| there.number = record.number.clone());
    assert_eq!(again(&mut office).mismatched.len(), 0);
    let copy = office.company.world.duplicate(&record.erp_id).expect("copied");
    let told = again(&mut office);
    assert_eq!((told.asked, told.mismatched.len()), (1, 1), "a draft of its number stands beside it");
    office.company.world.delete(&copy);
    assert_eq!(again(&mut office).mismatched.len(), 0);
}

#[test]
fn a_record_that_is_gone_is_found_where_the_feed_tells_it() {
    let mut office = posted(Feed::OfAll);
    let record = office.records().remove(2);
    office.company.world.edit(&record.erp_id, |record| record.state = RecordState::Draft);
    assert!(office.company.world.delete(&record.erp_id));
    let told = again(&mut office);
    assert_eq!((told.asked, told.mismatched.len(), told.matched), (1, 1, 3));
}

#[test]
fn what_is_lost_of_the_cache_is_asked_again() {
    let lose: [Deed; 4] = [
        ("the cursor", &|o| o.bench().cache.forget("erp feed").unwrap()),
        ("what was seen", &|o| o.bench().cache.forget_looked(None).unwrap()),
        ("its own cursor", &|o| {
            let kept = o.bench().cache.remembered("erp feed").unwrap().expect("a cursor");
            let (place, _) = kept.split_once('\n').expect("a place");
            o.bench().cache.remember("erp feed", &format!("{place}\nno cursor")).unwrap();
        }),
        ("another ERP's cursor", &|o| o.bench().cache.remember("erp feed", "other of file \n5000").unwrap()),
    ];
    for (what, lose) in lose {
        let mut office = posted(Feed::OfAll);
        let record = office.records().remove(0);
        office.company.world.cancel(&record.erp_id);
        lose(&mut office);
        let told = again(&mut office);
        assert_eq!((told.asked, told.mismatched.len()), (4, 1), "{what}");
        assert_eq!(again(&mut office).asked, 1, "{what}: from then on what differs alone");
    }
}

#[test]
fn what_was_found_stands_though_the_rest_could_not_be_asked() {
    let mut office = posted(Feed::OfAll);
    let records: Vec<ErpRecord> = office.records();
    office.company.world.cancel(&records[0].erp_id);
    // Enough that the feed has a second page.
    for cents in 1..4 {
        office.company.world.pay(&records[1].erp_id, Decimal::new(cents, 2));
    }
    office.company.world.cancel(&records[2].erp_id);
    second(&office);
    let broken = Rule { method: Method::Find, after: 1, times: 1, fault: Fault::Forbidden };
    office.company.world.plan(Faults::script(&[broken]));
    let told = office.reconcile().unwrap();
    assert_eq!(told.ended.as_ref().map(|fault| fault.code), Some(Code::ErpForbids));
    assert_eq!((told.stopped, told.mismatched.len(), told.asked), (false, 1, 2), "what was found is told beside it");
    second(&office);
    assert_eq!(state_of(&mut office, &records[0].number), InvoiceState::Cancelled);
    assert_eq!(state_of(&mut office, &records[2].number), InvoiceState::Posted);
    let told = again(&mut office);
    assert_eq!((told.mismatched.len(), told.matched), (2, 2), "and nothing of it is lost");
    assert_eq!(state_of(&mut office, &records[2].number), InvoiceState::Cancelled);
}

#[test]
fn one_that_is_stopped_goes_on_where_it_was() {
    let mut office = Office::usual(copy_of(&queued()));
    office.push(&mut |_| Signal::Continue).unwrap();
    second(&office);
    let told = office.reconcile_of(Which::Changed, &mut |_| Signal::Stop).unwrap();
    assert_eq!((told.stopped, told.asked, told.unseen, told.matched), (true, 0, 4, 0));
    second(&office);
    let told = again(&mut office);
    assert_eq!((told.stopped, told.asked, told.unseen, told.matched), (false, 4, 0, 4));
}

/// A feed that leaves something out: after a month it is found all the same.
#[test]
fn what_no_feed_tells_is_asked_about_by_turns() {
    let mut office = posted(Feed::OfAll);
    office.company.world.skip_the_instant();
    office.reconcile().unwrap();
    let record = office.records().remove(3);
    office.company.world.cancel(&record.erp_id);
    second(&office);
    assert_eq!(again(&mut office).mismatched.len(), 0, "it was left out");
    office.company.hands.advance(Duration::from_secs(31 * 24 * 3_600));
    let asked: Vec<u64> = (0..4).map(|_| again(&mut office).asked).collect();
    assert!(asked.iter().all(|asked| (1..=2).contains(asked)), "{asked:?}");
    assert_eq!(state_of(&mut office, &record.number), InvoiceState::Cancelled);
}

#[test]
fn nothing_is_forgotten_while_the_erp_does_not_answer() {
    let mut office = posted(Feed::OfAll);
    let record = office.records().remove(0);
    office.company.world.pay(&record.erp_id, Decimal::ONE);
    second(&office);
    let gone = Rule { method: Method::Changes, after: 0, times: 99, fault: Fault::LostBefore };
    office.company.world.plan(Faults::script(&[gone]));
    let why = office.reconcile_of(Which::Every, &mut |_| Signal::Continue).unwrap_err();
    assert_eq!(why.code, Code::ErpUnreachable);
    assert_eq!(office.bench().cache.looked_count().unwrap(), 4);
    office.mend();
    let told = again(&mut office);
    assert_eq!((told.asked, told.matched, owed(&told).1), (1, 4, 1), "the feed goes on where it was");
}

/// Three posted ones and one that was cancelled there are two questions; it is stopped between them.
fn stopped_between(office: &mut Office, which: Which) -> Reconciled {
    let told =
        office.reconcile_of(which, &mut |going| if going.done >= 3 { Signal::Stop } else { Signal::Continue }).unwrap();
    second(office);
    told
}

#[test]
fn a_census_that_is_stopped_goes_on_where_it_was() {
    for (feed, which) in [(Feed::No, Which::Changed), (Feed::No, Which::Every), (Feed::OfAll, Which::Every)] {
        let mut office = posted(feed);
        let record = office.records().remove(0);
        office.company.world.cancel(&record.erp_id);
        again(&mut office);
        let told = stopped_between(&mut office, which);
        assert_eq!((told.stopped, told.asked, told.unseen), (true, 3, 1), "{feed:?} {which:?}");
        let rest = office.reconcile_of(which, &mut |_| Signal::Continue).unwrap();
        assert_eq!((rest.asked, rest.unseen, rest.matched), (1, 0, 3), "{feed:?} {which:?}: it goes on");
        second(&office);
        let whole = office.reconcile_of(which, &mut |_| Signal::Continue).unwrap();
        assert_eq!((whole.asked, whole.unseen), (4, 0), "{feed:?} {which:?}: the next one is another");
        second(&office);
        stopped_between(&mut office, which);
        office.company.hands.advance(Duration::from_secs(25 * 3_600));
        let late = office.reconcile_of(which, &mut |_| Signal::Continue).unwrap();
        assert_eq!(
            (late.asked, late.unseen),
            (4, 0),
            "{feed:?} {which:?}: what was seen yesterday says nothing of now"
        );
    }
}

#[test]
fn what_a_feed_tells_again_is_not_asked_about_again() {
    let mut office = Office::usual(copy_of(&queued()));
    office.company.world.look_back(900);
    office.push(&mut |_| Signal::Continue).unwrap();
    second(&office);
    assert_eq!(again(&mut office).asked, 4);
    assert!(again(&mut office).asked >= 4, "told for the first time, some of them on two pages");
    for _ in 0..3 {
        assert_eq!(again(&mut office).asked, 0, "told again");
    }
    let record = office.records().remove(2);
    office.company.world.pay(&record.erp_id, Decimal::ONE);
    assert_eq!((again(&mut office).asked, again(&mut office).asked), (1, 0));
    office.company.world.pay(&record.erp_id, Decimal::ONE);
    let broken = Rule { method: Method::Find, after: 0, times: 1, fault: Fault::Forbidden };
    office.company.world.plan(Faults::script(&[broken]));
    office.reconcile().unwrap_err();
    office.mend();
    assert_eq!(again(&mut office).asked, 1, "what was told and not asked about is asked about");
}

/// A draft for each attempt whose answer was lost, and no more: what a clerk copies afterwards is the clerk's.
#[test]
fn a_stray_is_removed_once_for_each_lost_attempt() {
    let mut office = Office::usual(copy_of(&queued()));
    let late = Rule { method: Method::Make, after: 0, times: 1, fault: Fault::Late { seconds: 10_000 } };
    office.company.world.plan(Faults::script(&[late]));
    office.push(&mut |_| Signal::Continue).unwrap();
    office.mend();
    office.settle().unwrap();
    let posted: Vec<ErpRecord> = office.records();
    assert!(posted.len() == 4 && posted.iter().all(|r| r.state == RecordState::Posted), "{posted:?}");
    office.company.hands.advance(Duration::from_secs(10_000));
    let no = Refusal { code: Code::ErpRulesRefuse, message: "the right to delete is missing".to_owned() };
    office.company.world.refuse(Method::RemoveDraft, &posted[0].number, no);
    let told = again(&mut office);
    assert_eq!((told.strays_removed.len(), told.mismatched.len()), (3, 1), "one may not be removed yet");
    office.company.world.refuse_nothing();
    let told = again(&mut office);
    assert_eq!((told.strays_removed.len(), told.mismatched.len()), (1, 0));
    let copies: Vec<String> =
        posted.iter().map(|record| office.company.world.duplicate(&record.erp_id).expect("copied")).collect();
    for drop_cache in [false, true] {
        if drop_cache {
            office.bench().cache.forget_looked(None).unwrap();
        }
        let told = again(&mut office);
        assert_eq!((told.strays_removed.len(), told.mismatched.len()), (0, 4), "they are told");
    }
    let ids: Vec<String> = office.records().into_iter().map(|record| record.erp_id).collect();
    assert!(copies.iter().all(|copy| ids.contains(copy)), "{ids:?}");
}

//! The ERP is asked in its time by every verb: no more often than it takes, not before the time that it said, in this run or the
//! next; somebody who stops is heard meanwhile.
//!
//! Planted once and seen red: a verb that gets an ERP without its pace; a time that is forgotten with the run, or heard only of a
//! question; a wait that nobody
//! can stop; calls that whoever opens the ERP counts anew; an ERP that is gone, asked again for every question; one that hangs, asked again; a draft that is not removed in time, and counts as one that stays.

use std::sync::Arc;
use std::time::Duration;

use linehaul_connectors::erp::memory::{Fault, Faults, Method, Rule, able};
use linehaul_connectors::erp::*;
use linehaul_domain::fault::Code;
use linehaul_domain::ids::{ErpPlace, InvoiceNumber};
use linehaul_domain::invoice::{Invoice, InvoiceState};
use linehaul_workbench::invoicing::push::{Scope, Signal, push_to};

use crate::joint::ends::left_in_doubt;
use crate::joint::faults::{copy_of, queued};
use crate::joint::hands::Driven;
use crate::joint::office::{BILLER, Into, Office};

/// A verb and its name.
type Verb<'a> = (&'a str, &'a dyn Fn(&mut Office));

fn office(per_minute: Option<u32>, metered: bool) -> Office {
    let traits = Traits { pace: Pace { per_minute, metered }, max_batch: 1, max_post: 1, ..able() };
    Office::new(copy_of(&queued()), Into::Memory(Box::new(traits.into())))
}

fn put_off(method: Method, seconds: u32) -> Faults {
    let fault = Fault::TurnedAway { retry_after_seconds: Some(seconds) };
    Faults::script(&[Rule { method, after: 0, times: 1, fault }])
}

/// The most requests since one that fell into one minute.
fn most_in_a_minute(office: &Office, since: usize) -> usize {
    let at: Vec<u64> = office.company.world.requests().iter().skip(since).map(|r| r.at).collect();
    // The clocks of both sides tell seconds, one of them cut off.
    at.iter().map(|from| at.iter().filter(|at| (*from..from + 59).contains(*at)).count()).max().unwrap_or(0)
}

#[test]
fn no_verb_asks_more_often_in_a_minute_than_the_erp_takes() {
    let mut office = office(Some(3), false);
    let verbs: [Verb; 4] = [
        ("push", &|o| drop(o.push(&mut |_| Signal::Continue).unwrap())),
        ("reconcile", &|o| drop(o.reconcile().unwrap())),
        ("recover", &|o| drop(o.recover_list().unwrap())),
        ("retry", &|o| drop(o.retry(&["SM-A-000001-G1".into()]).unwrap())),
    ];
    for (name, verb) in verbs {
        office.company.hands.advance(Duration::from_secs(120));
        let since = office.company.world.requests().len();
        verb(&mut office);
        let asked = office.company.world.requests().len() - since;
        assert!(asked > 0, "{name} asks");
        assert!(most_in_a_minute(&office, since) <= 3, "{name}: {:?}", office.company.world.requests());
    }
    assert_eq!(office.records().iter().filter(|r| r.state == RecordState::Posted).count(), 4);
}

/// One behind the other, and each of those that open the ERP twice.
#[test]
fn what_several_verbs_ask_counts_in_one_minute() {
    let mut office = office(Some(3), false);
    let lost = Rule { method: Method::Post, after: 1, times: 1, fault: Fault::LostAfter };
    office.company.world.plan(Faults::script(&[lost]));
    office.push(&mut |_| Signal::Continue).unwrap();
    office.mend();
    let since = office.company.world.requests().len();
    assert_eq!(office.reconcile().unwrap().matched, 4);
    office.recover_list().unwrap();
    office.retry(&["SM-A-000001-G1".into()]).unwrap();
    office.push(&mut |_| Signal::Continue).unwrap();
    assert!(office.company.world.requests().len() > since + 3, "{:?}", office.company.world.requests());
    assert!(most_in_a_minute(&office, since) <= 3, "{:?}", office.company.world.requests());
}

#[test]
fn what_it_said_is_kept_to_by_every_verb_and_by_the_next_run() {
    let mut office = office(None, false);
    office.push(&mut |_| Signal::Continue).unwrap();
    office.company.world.plan(put_off(Method::Find, 600));
    assert_eq!(office.reconcile().unwrap_err().code, Code::ErpUnreachable);
    office.reopen();
    let asked = office.company.world.requests().len();
    let number = "SM-A-000001-G1".into();
    let told = [
        office.reconcile().map(drop).unwrap_err(),
        office.retry(&[number]).map(drop).unwrap_err(),
        office.recover_list().map(drop).unwrap_err(),
        office.recover_confirm().map(drop).unwrap_err(),
    ];
    for why in told {
        assert!(why.code == Code::ErpNotYet && why.what.contains("until 2025-03-07 18:"), "{why}");
    }
    assert_eq!(office.company.world.requests().len(), asked, "it was not asked");
    office.company.hands.advance(Duration::from_secs(601));
    assert_eq!(office.reconcile().unwrap().matched, 4);
}

#[test]
fn what_is_queued_waits_for_the_time_that_the_erp_said() {
    let mut office = office(None, false);
    let fault = Fault::NotReady { retry_after_seconds: Some(600) };
    office.company.world.plan(Faults::script(&[Rule { method: Method::Make, after: 0, times: 1, fault }]));
    office.push(&mut |_| Signal::Continue).unwrap();
    office.reopen();
    let asked = office.company.world.requests().len();
    let pushed = office.push(&mut |_| Signal::Continue).unwrap();
    let why = |sent: &linehaul_workbench::invoicing::settle::Sent| sent.reason.as_ref().map(|(code, _)| *code);
    assert!(pushed.skipped.iter().all(|sent| why(sent) == Some(Code::ErpNotYet)), "{pushed:?}");
    assert_eq!((pushed.skipped.len(), office.company.world.requests().len()), (4, asked));
    office.company.hands.advance(Duration::from_secs(601));
    assert_eq!(office.push(&mut |_| Signal::Continue).unwrap().posted.len(), 4);
}

/// To whatever it was said, and whoever said it: nobody asks anything behind it, in this run or the next.
#[test]
fn whatever_answer_says_the_time_it_is_kept_at_once() {
    let away = |said| [Fault::TurnedAway { retry_after_seconds: said }, Fault::NotReady { retry_after_seconds: said }];
    for method in [Method::Find, Method::Lacking, Method::Make, Method::Post, Method::FinishBatch] {
        for fault in away(Some(600)) {
            let mut office = office(None, false);
            let rule = Rule { method, after: 0, times: 1, fault: fault.clone() };
            office.company.world.plan(Faults::script(&[rule]));
            drop(office.push(&mut |_| Signal::Continue));
            let requests = office.company.world.requests();
            assert!(requests.last().is_some_and(|last| last.fault.is_some()), "{method:?} {fault:?}: {requests:?}");
            office.reopen();
            drop(office.push(&mut |_| Signal::Continue));
            drop(office.reconcile());
            assert_eq!(office.company.world.requests().len(), requests.len(), "{method:?} {fault:?}");
            office.company.hands.advance(Duration::from_secs(601));
            office.settle().unwrap();
            assert!(office.records().iter().all(|r| r.state == RecordState::Posted), "{:?}", office.records());
            assert_eq!((office.records().len(), office.company.world.notes().len()), (4, 1), "{method:?} {fault:?}");
        }
    }
}

#[test]
fn a_wait_that_is_worth_it_is_waited_for_by_the_next_call() {
    let mut office = office(None, false);
    office.company.world.plan(put_off(Method::Find, 40));
    assert_eq!(office.push(&mut |_| Signal::Continue).unwrap().posted.len(), 4);
    let requests = office.company.world.requests();
    let put_off = requests.iter().position(|r| r.fault.is_some()).expect("it was put off");
    assert!(requests[put_off + 1].at >= requests[put_off].at + 39, "{requests:?}");
}

/// The chunk is asked about four times; what was in doubt before it, once.
#[test]
fn an_erp_that_is_gone_is_not_asked_again_for_every_question() {
    let mut office = left_in_doubt(Fault::LostAfter);
    let since = office.company.world.requests().len();
    let gone = Rule { method: Method::Find, after: 0, times: 1_000, fault: Fault::LostBefore };
    office.company.world.plan(Faults::script(&[gone]));
    office.push(&mut |_| Signal::Continue).expect("what was not asked is told");
    let asked = |office: &Office| office.company.world.requests().len();
    let finds = office.company.world.requests().iter().skip(since).filter(|r| r.method == Method::Find).count();
    assert_eq!(finds, 5);
    let before = asked(&office);
    office.mend();
    office.settle().expect("settles");
    assert!(asked(&office) > before);
    assert!(office.records().iter().all(|r| r.state == RecordState::Posted), "{:?}", office.records());
}

/// One that takes each question, and never answers: whoever asks waits as long as it waits for an answer.
struct Hung {
    hands: Arc<Driven>,
    asked: u32,
}

impl Hung {
    fn hang<T>(&mut self) -> Result<T, ErpError> {
        self.asked += 1;
        self.hands.advance(Duration::from_secs(u64::from(able().answer_within_seconds)));
        Err(ErpError::Unavailable { message: "no answer".to_owned(), retry_after_seconds: None })
    }
}

impl Erp for Hung {
    fn puts_off(&mut self) -> Option<u32> {
        None
    }

    fn name(&self) -> &str {
        "memory"
    }

    fn place(&self) -> ErpPlace {
        ErpPlace::from("memory")
    }

    fn traits(&self) -> Traits {
        able()
    }

    fn find(&mut self, _: &[Key]) -> Result<Found, ErpError> {
        self.hang()
    }

    fn under(&mut self, _: &Under<'_>) -> Result<Page, ErpError> {
        self.hang()
    }

    fn lacking(&mut self, _: &[Invoice]) -> Result<Vec<(InvoiceNumber, Refusal)>, ErpError> {
        self.hang()
    }

    fn make(&mut self, _: &[Order]) -> Result<Vec<(InvoiceNumber, Fate)>, ErpError> {
        self.hang()
    }

    fn post(&mut self, _: &[Handle]) -> Result<Vec<(String, Fate)>, ErpError> {
        self.hang()
    }

    fn remove_draft(&mut self, _: &Handle) -> Result<(), ErpError> {
        self.hang()
    }

    fn changes(&mut self, _: Option<&str>) -> Result<Option<Changes>, ErpError> {
        self.hang()
    }

    fn check(&mut self) -> Vec<Finding> {
        Vec::new()
    }
}

#[test]
fn an_erp_that_hangs_holds_a_verb_for_one_answer() {
    let mut office = office(None, false);
    let mut erp = Hung { hands: office.company.hands.clone(), asked: 0 };
    let pushed = push_to(office.bench(), &mut erp, &Scope::default(), BILLER, &mut |_| Signal::Continue).unwrap();
    assert_eq!((pushed.skipped.len(), erp.asked), (4, 1));
}

#[test]
fn somebody_who_stops_is_heard_while_the_erp_is_waited_for() {
    for faults in [put_off(Method::Find, 50), Faults::none()] {
        let mut office = office(Some(1), false);
        office.company.world.plan(faults);
        let begun = office.company.world.clock().now();
        let clock = office.company.world.clock().clone();
        let pushed = office
            .push(&mut |_| if clock.now() >= begun + 3 { Signal::Stop } else { Signal::Continue })
            .expect("what was done is told");
        let took = office.company.world.clock().now() - begun;
        assert!((3..=4).contains(&took), "{took} s");
        assert_eq!((pushed.posted.len(), pushed.rejected.len()), (0, 0), "{pushed:?}");
        office.mend();
        office.settle().unwrap();
        assert_eq!(office.records().iter().filter(|r| r.state == RecordState::Posted).count(), 4, "each once");
    }
}

/// Nothing was found out about the draft: no person has to look.
#[test]
fn a_draft_whose_removal_waits_is_looked_at_again_and_by_no_person() {
    let mut waited = 0;
    for per_minute in 5..=9 {
        let mut office = office(Some(per_minute), false);
        let no = Refusal { code: Code::ErpRulesRefuse, message: "the period is closed".to_owned() };
        office.company.world.refuse(Method::Post, &"SM-A-000001-G1".into(), no);
        let world = office.company.world.clone();
        let tried = || world.requests().iter().any(|r| r.method == Method::Post);
        office.push(&mut |_| if tried() { Signal::Stop } else { Signal::Continue }).unwrap();
        let in_state = |office: &mut Office, state| office.bench().book.invoices(Some(state), None).unwrap().len();
        waited += in_state(&mut office, InvoiceState::InDoubt);
        assert_eq!(in_state(&mut office, InvoiceState::NeedsPerson), 0, "{per_minute} a minute");
        office.mend();
        office.settle().unwrap();
        assert_eq!(in_state(&mut office, InvoiceState::Rejected), 1, "{per_minute} a minute");
        assert!(!office.records().iter().any(|r| r.state == RecordState::Draft), "{:?}", office.records());
    }
    assert!(waited > 0, "no removal had to wait");
}

#[test]
fn questions_that_are_paid_for_are_counted_over_runs() {
    let mut office = office(None, true);
    office.push(&mut |_| Signal::Continue).unwrap();
    office.reopen();
    office.reconcile().unwrap();
    let asked = office.company.world.requests().iter().filter(|r| !r.method.changes()).count();
    let kept = std::fs::read_to_string(office.dir().join("marks/erp.json")).unwrap();
    assert!(kept.contains(&format!("\"questions\":{asked}")) && kept.contains("\"2025-03\""), "{asked}: {kept}");
}

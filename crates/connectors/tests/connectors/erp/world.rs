//! The ERP in memory: it conforms whatever its traits are, and goes wrong exactly as it was told to.

use linehaul_connectors::conformance::check;
use linehaul_connectors::erp::memory::{Clock, Fault, Faults, MemoryErp, Method, Rule, World, able};
use linehaul_connectors::erp::{Atomicity, Capabilities, Erp, ErpError, ErpRecord, Idempotency, RecordState, Refusal};
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::Invoice;

use crate::erp::{invoice, three};

fn world() -> World {
    World::new(Clock::new())
}

fn client(world: &World) -> MemoryErp {
    MemoryErp::new(world.clone(), able())
}

fn all_or_nothing(world: &World) -> MemoryErp {
    MemoryErp::new(world.clone(), Capabilities { atomicity: Atomicity::AllOrNothing, ..able() })
}

fn once(method: Method, fault: Fault) -> Faults {
    Faults::script(&[Rule { method, after: 0, times: 1, fault }])
}

fn numbers(invoices: &[Invoice]) -> Vec<InvoiceNumber> {
    invoices.iter().map(|i| i.number.clone()).collect()
}

/// Makes drafts of three invoices; answers their ids.
fn drafts(world: &World) -> Vec<String> {
    let made = client(world).create_drafts(&three()).expect("made");
    made.into_iter().map(|(_, id)| id.expect("taken")).collect()
}

#[test]
fn it_conforms_whatever_its_traits_are() {
    for atomicity in [Atomicity::PerItem, Atomicity::AllOrNothing] {
        for idempotency in [Idempotency::None, Idempotency::UniqueNumber, Idempotency::RequestKey] {
            let capabilities = Capabilities { atomicity, idempotency, ..able() };
            let mut erp = MemoryErp::new(world(), capabilities);
            assert_eq!(check(&mut erp, &three()), [], "{atomicity:?} {idempotency:?}");
        }
    }
}

/// The promise on which everything rests: whoever says "it did not happen" changed nothing and will change nothing.
#[test]
fn what_is_told_as_not_done_is_never_done() {
    for atomicity in [Atomicity::PerItem, Atomicity::AllOrNothing] {
        for (method, fault) in Faults::everything(90) {
            for after in 0..4 {
                let world = world();
                let ids = drafts(&world);
                let mut erp = MemoryErp::new(world.clone(), Capabilities { atomicity, ..able() });
                let bad = Invoice { lines: Vec::new(), ..invoice("PSL-A-000008-G1") };
                let more = [invoice("PSL-A-000007-G1"), bad, invoice("PSL-A-000009-G1")];
                let before = world.records();
                world.plan(Faults::script(&[Rule { method, after, times: 1, fault: fault.clone() }]));
                let failed = match method {
                    Method::CreateDrafts => erp.create_drafts(&more).err(),
                    Method::Post => erp.post(&[ids[0].clone(), "m99".to_owned(), ids[1].clone()]).err(),
                    Method::RemoveDraft => erp.remove_draft(&ids[0]).err(),
                    _ => erp.find(&numbers(&three())).err(),
                };
                world.clock().advance(1_000);
                let sure = matches!(failed, Some(ErpError::Unavailable { .. } | ErpError::NotAllowed { .. }));
                assert!(!sure || world.records() == before, "{atomicity:?} {method:?} {fault:?} {after}: {failed:?}");
                assert_eq!(world.still_to_happen(), 0);
            }
        }
    }
}

#[test]
fn each_fault_of_making_drafts_does_what_it_says() {
    let no = Refusal { code: linehaul_domain::fault::Code::ErpRulesRefuse, message: "the period is closed".to_owned() };
    // The fault; records at once, and after half a minute; is the answer an error?
    let cases = [
        (Fault::TurnedAway { retry_after_seconds: Some(7) }, 0, 0, true),
        (Fault::Forbidden, 0, 0, true),
        (Fault::LostBefore, 0, 0, true),
        (Fault::LostAfter, 3, 3, true),
        (Fault::Late { seconds: 30 }, 0, 3, true),
        (Fault::Late { seconds: 31 }, 0, 0, true),
        (Fault::Half { items: 2 }, 2, 2, true),
        (Fault::Garbled { happened: false }, 0, 0, true),
        (Fault::Garbled { happened: true }, 3, 3, true),
        (Fault::NamesOnly { items: 1 }, 3, 3, false),
        (Fault::Refused(no), 0, 0, false),
    ];
    for (fault, at_once, later, is_error) in cases {
        let world = world();
        world.plan(once(Method::CreateDrafts, fault.clone()));
        let answer = client(&world).create_drafts(&three());
        assert_eq!(answer.is_err(), is_error, "{fault:?}: {answer:?}");
        assert_eq!(world.count(), at_once, "{fault:?}");
        world.clock().advance(30);
        assert_eq!(world.count(), later, "{fault:?}");
        let named = answer.map(|items| items.iter().filter(|(_, r)| r.is_ok()).count()).unwrap_or(0);
        assert_eq!(named, usize::from(matches!(fault, Fault::NamesOnly { .. })), "{fault:?}");
        assert_eq!(world.requests()[0].fault, Some(fault));
    }
}

#[test]
fn a_client_that_died_is_replaced_over_the_same_world() {
    let world = world();
    let mut first = client(&world);
    world.plan(once(Method::CreateDrafts, Fault::Late { seconds: 20 }));
    assert!(matches!(first.create_drafts(&three()), Err(ErpError::Unknown { .. })));
    drop(first);
    let mut second = client(&world);
    assert_eq!(second.find(&numbers(&three())), Ok(vec![]));
    assert_eq!(world.still_to_happen(), 3);
    world.clock().advance(20);
    assert_eq!(second.find(&numbers(&three())).map(|found| found.len()), Ok(3));
}

#[test]
fn what_is_turned_away_in_the_middle_of_halves_is_left_open() {
    let world = world();
    let bad = Invoice { lines: Vec::new(), ..invoice("PSL-A-000009-G1") };
    let four = [three(), vec![bad]].concat();
    // All four, the first two; the third request is turned away.
    let fault = Fault::TurnedAway { retry_after_seconds: None };
    world.plan(Faults::script(&[Rule { method: Method::CreateDrafts, after: 2, times: 1, fault }]));
    let answer = all_or_nothing(&world).create_drafts(&four);
    assert!(matches!(answer, Err(ErpError::Unknown { .. })), "{answer:?}");
    assert_eq!(world.count(), 2);
}

#[test]
fn what_is_undone_as_a_whole_leaves_nothing() {
    let world = world();
    let ids = drafts(&world);
    let mut erp = all_or_nothing(&world);
    world.refuse(
        Method::Post,
        &three()[2].number,
        Refusal { code: linehaul_domain::fault::Code::ErpRulesRefuse, message: "closed".to_owned() },
    );
    let posted = erp.post(&ids).expect("an answer");
    assert_eq!(posted.iter().map(|(_, r)| r.is_ok()).collect::<Vec<_>>(), [true, true, false]);
    let numbers: Vec<Option<String>> = world.records().into_iter().map(|r| r.erp_number).collect();
    assert_eq!(numbers, [Some("M-000001".to_owned()), Some("M-000002".to_owned()), None], "no number was used up");
    world.refuse_nothing();
    assert!(erp.post(&ids).expect("an answer").iter().all(|(_, r)| r.is_ok()));
}

#[test]
fn a_draft_can_be_one_that_may_not_be_removed() {
    let world = world();
    let ids = drafts(&world);
    let no = Refusal {
        code: linehaul_domain::fault::Code::ErpRulesRefuse,
        message: "the right to delete is missing".to_owned(),
    };
    world.refuse(Method::RemoveDraft, &three()[0].number, no);
    let mut erp = client(&world);
    assert!(matches!(erp.remove_draft(&ids[0]), Err(ErpError::NotAllowed { .. })));
    erp.remove_draft(&ids[1]).expect("removed");
    assert_eq!(world.count(), 2);
}

#[test]
fn people_do_there_what_they_do_at_real_ones() {
    let world = world();
    let ids = drafts(&world);
    let mut erp = client(&world);
    assert!(world.edit(&ids[0], |record| record.number = "PO 778".into()));
    assert_eq!(erp.find(&numbers(&three())).map(|found| found.len()), Ok(2));
    let read = erp.read_back(&[ids[0].clone(), "m99".to_owned()]).expect("read");
    assert_eq!(
        read.iter().map(|r| (r.number.as_str(), r.mark.clone())).collect::<Vec<_>>(),
        [("PO 778", Some(three()[0].mark()))]
    );
    assert_eq!(world.post(&ids[1]), Some("M-000001".to_owned()));
    assert!(world.pay(&ids[1], "238.10".parse().expect("an amount")));
    assert_eq!(world.posted(&three()[1].number)[0].open, "2000.00".parse().ok());
    let copy = world.duplicate(&ids[1]).expect("copied");
    let there = |record: &ErpRecord| (record.state, record.open == Some(record.total));
    assert_eq!(
        erp.read_back(&[copy]).expect("read").iter().map(there).collect::<Vec<_>>(),
        [(RecordState::Draft, true)]
    );
    assert!(!world.delete(&ids[1]), "a posted one stays");
    assert!(world.cancel(&ids[1]) && world.posted(&three()[1].number).is_empty());
    assert!(world.delete(&ids[2]) && !world.delete(&ids[2]));
}

#[test]
fn rules_meet_the_requests_that_they_name() {
    let world = world();
    let rule = |after, times, fault| Rule { method: Method::Find, after, times, fault };
    let busy = Fault::TurnedAway { retry_after_seconds: None };
    world.plan(Faults::script(&[rule(1, 1, busy), rule(1, 1, Fault::Forbidden)]));
    let mut erp = client(&world);
    let mut told = Vec::new();
    for _ in 0..5 {
        told.push(match erp.find(&[]) {
            Ok(_) => "well",
            Err(ErpError::Unavailable { .. }) => "busy",
            Err(_) => "forbidden",
        });
    }
    // The first rule lets one pass, then the second counts it; what the first meets the second does not see.
    assert_eq!(told, ["well", "busy", "forbidden", "well", "well"]);
}

#[test]
fn chance_is_the_same_for_the_same_seed() {
    let run = |seed: u64, percent: u32| {
        let world = world();
        world.plan(Faults::seeded(seed, percent, &Faults::everything(60)));
        let mut erp = client(&world);
        for at in 0..100 {
            let _ = erp.create_drafts(&[invoice(&format!("PSL-A-{at:06}-G1"))]);
            world.clock().advance(1);
        }
        world.requests().into_iter().map(|r| r.fault).collect::<Vec<_>>()
    };
    assert_eq!(run(7, 40), run(7, 40));
    assert_ne!(run(7, 40), run(8, 40));
    assert!(run(7, 0).iter().all(Option::is_none));
    assert!(run(7, 100).iter().all(Option::is_some));
    let met = run(7, 40).iter().flatten().count();
    assert!((25..=55).contains(&met), "{met} of 100");
}

//! The ERP in memory: it conforms whatever its traits are, and goes wrong exactly as it was told to.

use linehaul_connectors::conformance::{breaches, report};
use linehaul_connectors::erp::memory::{
    Able, Clock, Failure, Fault, Faults, MemoryErp, Method, Numbers, Rule, World, able,
};
use linehaul_connectors::erp::{
    Drafts, Erp, ErpError, ErpRecord, Fate, Found, Handle, Key, Order, Pace, Pages, RecordState, Refusal, TaxBy,
    Traits, Twice,
};
use linehaul_domain::invoice::Invoice;

use crate::erp::{invoice, three};

fn world() -> World {
    World::new(Clock::new())
}

fn client(world: &World) -> MemoryErp {
    MemoryErp::new(world.clone(), able())
}

fn all_or_nothing(world: &World) -> MemoryErp {
    failing(world, Failure::AllOrNothing)
}

/// Where one bad item does this to a call.
fn failing(world: &World, failure: Failure) -> MemoryErp {
    MemoryErp::new(world.clone(), Able { failure, ..able().into() })
}

fn once(method: Method, fault: Fault) -> Faults {
    Faults::script(&[Rule { method, after: 0, times: 1, fault }])
}

fn keys(invoices: &[Invoice]) -> Vec<Key> {
    invoices.iter().map(|i| Key::from(&i.number)).collect()
}

fn orders(invoices: &[Invoice]) -> Vec<Order> {
    invoices.iter().map(|i| Order::of(i.clone(), None)).collect()
}

fn handles(ids: &[&str]) -> Vec<Handle> {
    ids.iter().map(|id| Handle::of(*id)).collect()
}

fn by_id(id: &str) -> Key {
    Key { handle: Some(id.to_owned()), ..Key::from(&"CONFORM-NONE".into()) }
}

fn done<K>(fates: &[(K, Fate)]) -> Vec<bool> {
    fates.iter().map(|(_, fate)| fate.handle().is_some()).collect()
}

/// Makes drafts of three invoices; answers their ids.
fn drafts(world: &World) -> Vec<String> {
    drafts_of(&mut client(world), &three())
}

fn drafts_of(erp: &mut MemoryErp, invoices: &[Invoice]) -> Vec<String> {
    let made = erp.make(&orders(invoices)).expect("made");
    made.into_iter().map(|(_, fate)| fate.handle().expect("taken").id.clone()).collect()
}

/// Every combination of what the port knows of an ERP, but those that cannot be billed exactly once.
fn kinds() -> Vec<Able> {
    let mut kinds = Vec::new();
    for drafts in [Drafts::First, Drafts::AtOnce] {
        for numbers in [Numbers::Ours, Numbers::Theirs] {
            for failure in [Failure::PerItem, Failure::AllOrNothing, Failure::StopsAtFirst, Failure::Job] {
                for twice in [Twice::MakesTwo, Twice::Refused, Twice::Replayed { seconds: None }] {
                    for credits in [true, false] {
                        kinds.push(Able { traits: Traits { drafts, twice, credits, ..able() }, numbers, failure });
                    }
                }
            }
        }
    }
    kinds.push(Traits { tax: TaxBy::Erp { tolerance: "0.05".parse().expect("an amount") }, ..able() }.into());
    kinds.push(Traits { pace: Pace { per_minute: Some(60), metered: true }, ..able() }.into());
    kinds
}

#[test]
fn it_conforms_whatever_its_traits_are() {
    let (mut fit, mut unfit) = (0, 0);
    for able in kinds() {
        let world = world();
        let mut erp = MemoryErp::new(world.clone(), able.clone());
        let told = breaches(report(&mut erp, &three(), &mut || world.clock().advance(1)));
        if able.traits.unfit().is_some() {
            unfit += 1;
            assert!(!told.is_empty(), "{able:?} bills twice");
            continue;
        }
        fit += 1;
        assert_eq!(told, [], "{able:?}");
    }
    assert_eq!((fit, unfit), (82, 16));
}

#[test]
fn what_comes_after_a_refused_one_is_not_tried() {
    let world = world();
    let mut erp = failing(&world, Failure::StopsAtFirst);
    let mut some = three();
    some[1].lines.clear();
    let fates = erp.make(&orders(&some)).expect("an answer");
    let told: Vec<&Fate> = fates.iter().map(|(_, fate)| fate).collect();
    assert!(matches!(told[..], [Fate::Done { .. }, Fate::No(_), Fate::NotTried(_)]), "{told:?}");
    assert_eq!(world.count(), 1);
}

#[test]
fn a_job_is_there_when_it_is_done_and_looked_up_by_its_id() {
    let world = world();
    let mut erp = failing(&world, Failure::Job);
    let fates = erp.make(&orders(&three()[..1])).expect("an answer");
    let (_, Fate::Pending(job)) = &fates[0] else { panic!("{fates:?}") };
    let state = |erp: &mut MemoryErp| erp.find(&[by_id(&job.id)]).expect("found").records.first().map(|r| r.state);
    assert_eq!(state(&mut erp), Some(RecordState::Waiting));
    world.clock().advance(5);
    assert_eq!(state(&mut erp), Some(RecordState::Draft));
}

/// The promise of a connector: whoever says "it did not happen" changed nothing and will change nothing. Only somebody in between
/// who lies breaks it, and what was ever sent is asked about all the same.
#[test]
fn what_is_told_as_not_done_is_never_done() {
    for failure in [Failure::PerItem, Failure::AllOrNothing, Failure::StopsAtFirst] {
        let honest = Faults::everything(90).into_iter().filter(|(_, fault)| *fault != Fault::FalselyTurnedAway);
        for (method, fault) in honest {
            for after in 0..4 {
                let world = world();
                let ids = drafts(&world);
                let mut erp = failing(&world, failure);
                let bad = Invoice { lines: Vec::new(), ..invoice("PSL-A-000008-G1") };
                let more = [invoice("PSL-A-000007-G1"), bad, invoice("PSL-A-000009-G1")];
                let before = world.records();
                world.plan(Faults::script(&[Rule { method, after, times: 1, fault: fault.clone() }]));
                let failed = match method {
                    Method::Make => erp.make(&orders(&more)).err(),
                    Method::Post => erp.post(&handles(&[&ids[0], "m99", &ids[1]])).err(),
                    Method::RemoveDraft => erp.remove_draft(&Handle::of(&ids[0])).err(),
                    _ => erp.find(&keys(&three())).err(),
                };
                world.clock().advance(1_000);
                let sure = matches!(failed, Some(ErpError::Unavailable { .. } | ErpError::NotAllowed { .. }));
                assert!(!sure || world.records() == before, "{failure:?} {method:?} {fault:?} {after}: {failed:?}");
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
        world.plan(once(Method::Make, fault.clone()));
        let answer = client(&world).make(&orders(&three()));
        assert_eq!(answer.is_err(), is_error, "{fault:?}: {answer:?}");
        assert_eq!(world.count(), at_once, "{fault:?}");
        world.clock().advance(30);
        assert_eq!(world.count(), later, "{fault:?}");
        let named = answer.map(|items| done(&items).into_iter().filter(|done| *done).count()).unwrap_or(0);
        assert_eq!(named, usize::from(matches!(fault, Fault::NamesOnly { .. })), "{fault:?}");
        assert_eq!(world.requests()[0].fault, Some(fault));
    }
}

#[test]
fn a_client_that_died_is_replaced_over_the_same_world() {
    let world = world();
    let mut first = client(&world);
    world.plan(once(Method::Make, Fault::Late { seconds: 20 }));
    assert!(matches!(first.make(&orders(&three())), Err(ErpError::Unknown { .. })));
    drop(first);
    let mut second = client(&world);
    assert_eq!(second.find(&keys(&three())), Ok(Found::default()));
    assert_eq!(world.still_to_happen(), 3);
    world.clock().advance(20);
    assert_eq!(second.find(&keys(&three())).map(|found| found.records.len()), Ok(3));
}

#[test]
fn what_is_turned_away_in_the_middle_of_halves_is_left_open() {
    let world = world();
    let bad = Invoice { lines: Vec::new(), ..invoice("PSL-A-000009-G1") };
    let four = [three(), vec![bad]].concat();
    // All four, the first two; the third request is turned away.
    let fault = Fault::TurnedAway { retry_after_seconds: None };
    world.plan(Faults::script(&[Rule { method: Method::Make, after: 2, times: 1, fault }]));
    let answer = all_or_nothing(&world).make(&orders(&four));
    assert!(matches!(answer, Err(ErpError::Unknown { .. })), "{answer:?}");
    assert_eq!(world.count(), 2);
}

#[test]
fn of_a_call_that_is_undone_for_one_all_others_are_posted_and_that_one_uses_up_no_number() {
    let world = world();
    let ids = drafts(&world);
    let mut erp = all_or_nothing(&world);
    world.refuse(
        Method::Post,
        &three()[2].number,
        Refusal { code: linehaul_domain::fault::Code::ErpRulesRefuse, message: "closed".to_owned() },
    );
    let all: Vec<Handle> = ids.iter().map(Handle::of).collect();
    let posted = erp.post(&all).expect("an answer");
    assert_eq!(done(&posted), [true, true, false]);
    let numbers: Vec<Option<String>> = world.records().into_iter().map(|r| r.erp_number).collect();
    assert_eq!(numbers, [Some("M-000001".to_owned()), Some("M-000002".to_owned()), None], "no number was used up");
    world.refuse_nothing();
    assert_eq!(done(&erp.post(&all).expect("an answer")), [true; 3]);
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
    assert!(matches!(erp.remove_draft(&Handle::of(&ids[0])), Err(ErpError::NotAllowed { .. })));
    erp.remove_draft(&Handle::of(&ids[1])).expect("removed");
    assert_eq!(world.count(), 2);
}

#[test]
fn people_do_there_what_they_do_at_real_ones() {
    let world = world();
    let ids = drafts(&world);
    let mut erp = client(&world);
    assert!(world.edit(&ids[0], |record| record.number = "PO 778".into()));
    assert_eq!(erp.find(&keys(&three())).map(|found| found.records.len()), Ok(2));
    let read = erp.find(&[by_id(&ids[0]), by_id("m99")]).expect("read").records;
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
        erp.find(&[by_id(&copy)]).expect("read").records.iter().map(there).collect::<Vec<_>>(),
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
            let _ = erp.make(&orders(&[invoice(&format!("PSL-A-{at:06}-G1"))]));
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

#[test]
fn a_list_is_gone_through_page_by_page_and_each_record_once() {
    let world = world();
    let mut erp = client(&world);
    let all: Vec<Invoice> = (999_400..1_000_600).map(|n| invoice(&format!("PSL-A-{n:06}-G1"))).collect();
    let ids: Vec<String> = drafts_of(&mut erp, &all);
    let mut told = |since: Option<&str>| {
        let before = world.requests().len();
        let mut pages = Pages::under("PSL-A-", since);
        let mut numbers = Vec::new();
        while let Some(found) = pages.next(&mut erp).expect("a page") {
            numbers.extend(found.records.into_iter().filter_map(|r| r.number.sequence()));
        }
        numbers.sort_unstable();
        (numbers, world.requests().len() - before)
    };
    assert_eq!(told(None), ((999_400..1_000_600).collect(), 3));
    // As text a million comes before 999,999: what was made later is listed all the same.
    assert_eq!(told(Some(&ids[599])), ((1_000_000..1_000_600).collect(), 2));
    assert_eq!(told(Some(&ids[1_199])), (vec![], 1));
    assert_eq!(told(Some("none of it")).0.len(), 1_200, "of an unknown record nothing is known");
}

#[test]
fn what_a_clerk_left_half_done_is_told_and_hides_nothing_else() {
    let world = world();
    let ids = drafts(&world);
    assert!(world.spoil(&ids[0], "it has no total") && !world.spoil("m99", ""));
    let mut erp = client(&world);
    let mut pages = Pages::under("PSL-A-", None);
    let listed = pages.next(&mut erp).expect("an answer").expect("a page");
    for found in [erp.find(&keys(&three())).expect("an answer"), listed] {
        assert_eq!(found.records.iter().map(|r| &r.erp_id).collect::<Vec<_>>(), [&ids[1], &ids[2]]);
        let [one] = found.unreadable.as_slice() else { panic!("{found:?}") };
        assert_eq!((&one.erp_id, &one.number, one.why.as_str()), (&ids[0], &three()[0].number, "it has no total"));
        assert!(!one.may_bill(), "a draft");
    }
}

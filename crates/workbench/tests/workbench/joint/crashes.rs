//! A process that dies at every named place, each time that it passes there, while it does its job; the next one goes on.

use linehaul_connectors::erp::memory::able;
use linehaul_workbench::machine::crash::POINTS;

use crate::joint::auditor;
use crate::joint::office::Into;
use crate::joint::operations::Op;
use crate::joint::world::World;

const SYNC: Op = Op::Sync { ticks: None };
const PUSH: Op = Op::Push { ticks: None };

/// Dies during the last of these at the `nth` passing of a place, if it is passed so often; answers whether it was.
fn dies(into: &Into, ops: &[Op], place: usize, nth: u32) -> bool {
    let mut world = World::new(into.clone(), 0x1ff);
    let (during, before) = ops.split_last().expect("operations");
    before.iter().for_each(|op| world.act(op).expect("done"));
    world.act(&Op::Crash { place, nth, during: Box::new(during.clone()) }).expect("it goes on");
    let fired = !world.happened.is_empty();
    if fired {
        world.act(&Op::TakeFiles).expect("taken");
        let at = format!("{} for the {nth}. time, during {during:?}", POINTS[place]);
        assert_eq!(auditor::always(&mut world.office), Vec::<String>::new(), "{at}");
        world.finish().unwrap_or_else(|why| panic!("{at}: {why}"));
    }
    fired
}

#[test]
fn a_process_that_dies_anywhere_loses_nothing_and_does_nothing_twice() {
    let withdrawn = Op::Withdraw { load: 3 };
    let jobs = [
        vec![SYNC],
        vec![SYNC, Op::DropCache],
        vec![SYNC, Op::ApproveAll],
        vec![SYNC, Op::ApproveAll, Op::Batch, withdrawn],
        vec![SYNC, Op::ApproveAll, PUSH],
        vec![SYNC, Op::ApproveAll, PUSH, Op::Reconcile],
    ];
    let memory = Into::Memory(Box::new(able().into()));
    let mut passed = std::collections::BTreeSet::new();
    for job in &jobs {
        for (place, name) in POINTS.iter().enumerate() {
            // Of what happens for each delivery the first times are as good as all.
            let most = if name.starts_with("sync.") || name.starts_with("rebuild.") { 2 } else { 40 };
            let times = (1..=most).take_while(|nth| dies(&memory, job, place, *nth)).count();
            if times > 0 {
                passed.insert(*name);
            }
        }
    }
    let left_out: Vec<_> = POINTS.iter().filter(|point| !passed.contains(*point)).collect();
    let elsewhere = [&"assess.after_record", &"recover.after_append", &"recover.after_drafts"];
    assert_eq!(left_out, elsewhere, "a lapse is looked at below, a recovery in `listed`");
}

#[test]
fn what_is_approved_is_batched_by_the_book_though_the_cache_does_not_know_it_yet() {
    let mut world = World::new(Into::Memory(Box::new(able().into())), 0x1ff);
    world.act(&SYNC).unwrap();
    // Rules that changed on the disk keep the next process from assessing anything before it syncs.
    world.act(&Op::Rules { which: 2, step: 1 }).unwrap();
    let place = POINTS.iter().position(|point| *point == "approve.after_append").unwrap();
    world.act(&Op::Crash { place, nth: 1, during: Box::new(Op::ApproveAll) }).unwrap();
    assert!(world.office.bench().cache.stale_count().unwrap() > 0, "the cache is behind");
    world.act(&PUSH).unwrap();
    let posted = world.office.bench().book.waiting().unwrap();
    assert_eq!(posted, [], "everything approved is billed");
    world.finish().unwrap();
}

#[test]
fn a_lapse_that_was_written_when_the_process_died_is_followed_by_the_next() {
    use crate::joint::operations::{News, Rows};
    let deliver = Op::Deliver { load: 1, news: News::Miles, rows: Rows::Row, late: false, twist: 0, same_file: false };
    let memory = Into::Memory(Box::new(able().into()));
    let place = POINTS.iter().position(|point| *point == "assess.after_record").unwrap();
    // SOLO and ACME off their lane are billed by the mile.
    assert!(dies(&memory, &[SYNC, Op::ApproveAll, Op::Batch, deliver, SYNC], place, 1));
}

//! The feed of the ERP in memory: told whole in pages, of what was removed too, and a flaw of it is found by the suite.
//!
//! Planted once and seen red: a feed that goes on behind the second of its cursor.

use linehaul_connectors::conformance::check;
use linehaul_connectors::erp::memory::{Clock, MemoryErp, World, able};
use linehaul_connectors::erp::{Changed, Erp, Feed, Handle, Order, Traits};
use linehaul_domain::invoice::Invoice;

use crate::erp::{invoice, three};

fn told(erp: &mut MemoryErp, since: &str) -> (Vec<Changed>, String, usize) {
    let (mut all, mut at, mut pages) = (Vec::new(), since.to_owned(), 0);
    loop {
        let page = erp.changes(Some(&at)).expect("an answer").expect("a cursor of its own");
        (at, pages) = (page.cursor, pages + 1);
        all.extend(page.changed);
        if !page.more {
            return (all, at, pages);
        }
    }
}

fn now(erp: &mut MemoryErp) -> String {
    erp.changes(None).expect("an answer").expect("it has a feed").cursor
}

#[test]
fn a_feed_that_skips_what_happened_in_the_same_instant_is_caught() {
    for (skips, moves) in [(true, false), (false, false), (false, true)] {
        let world = World::new(Clock::new());
        if skips {
            world.skip_the_instant();
        }
        if moves {
            world.clock().advance(7);
        }
        let breaches = check(&mut MemoryErp::new(world, able()), &three());
        let caught = breaches.iter().any(|b| b.promise.contains("missed by the feed"));
        assert_eq!((caught, breaches.len()), (skips, usize::from(skips)), "{breaches:?}");
    }
}

#[test]
fn an_erp_without_a_feed_or_with_one_of_what_stays_conforms() {
    for feed in [Feed::No, Feed::OfWhatStays, Feed::OfAll] {
        let mut erp = MemoryErp::new(World::new(Clock::new()), Traits { feed, ..able() });
        assert_eq!(check(&mut erp, &three()), [], "{feed:?}");
    }
}

#[test]
fn many_changes_come_in_pages_and_none_of_them_is_lost_while_more_happens() {
    let world = World::new(Clock::new());
    let mut erp = MemoryErp::new(world.clone(), able());
    let begun = now(&mut erp);
    let all: Vec<Invoice> = (0..30).map(|n| invoice(&format!("PSL-A-{n:06}-G1"))).collect();
    let orders: Vec<Order> = all.iter().map(|invoice| Order::of(invoice.clone(), None)).collect();
    erp.make(&orders).expect("made");
    let first = erp.changes(Some(&begun)).expect("an answer").expect("a page");
    assert!(first.more);
    world.clock().advance(1);
    world.cancel("m1");
    let (rest, cursor, pages) = told(&mut erp, &first.cursor);
    assert!(pages > 2, "{pages}");
    let mut ids: Vec<String> = first.changed.iter().chain(&rest).map(|one| one.id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 30);
    assert!(rest.iter().any(|one| one.id == "m1"), "what was cancelled meanwhile is told");
    world.clock().advance(1);
    assert!(told(&mut erp, &cursor).0.iter().all(|one| one.id == "m1"), "and all before it only once");
}

#[test]
fn what_people_do_there_is_told() {
    let world = World::new(Clock::new());
    let mut erp = MemoryErp::new(world.clone(), able());
    let orders: Vec<Order> = three().iter().map(|invoice| Order::of(invoice.clone(), None)).collect();
    erp.make(&orders).expect("made");
    erp.post(&["m1", "m2"].map(Handle::of)).expect("posted");
    world.clock().advance(5);
    let deeds: [(&str, &dyn Fn() -> bool); 4] = [
        ("m1", &|| world.pay("m1", "1".parse().expect("an amount"))),
        ("m2", &|| world.cancel("m2")),
        ("m3", &|| world.delete("m3")),
        ("m1", &|| world.edit("m1", |record| record.number = "PO 4711".into())),
    ];
    for (id, deed) in deeds {
        let before = now(&mut erp);
        assert!(deed(), "{id}");
        assert!(told(&mut erp, &before).0.iter().any(|one| one.id == id), "{id}");
        world.clock().advance(1);
    }
}

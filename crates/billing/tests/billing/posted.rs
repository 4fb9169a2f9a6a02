//! What changed after an invoice was posted: what was earned, who pays and what the invoice says; nothing else.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_billing::change::{Difference, after_posting};
use linehaul_domain::assessment::Assessment;
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::Currency;
use linehaul_domain::party::Payor;
use linehaul_domain::stop::StopVisit;
use linehaul_domain::terms::{AccessorialKind, SimpleBasis, Term, Verb};

/// 1000.00 and 60.00 an hour beyond two hours, on a load with a PO.
fn billed() -> World {
    let mut load = trip();
    load.references.insert("po".into(), "P1".into());
    World::new(load, usd(vec![flat("1000.00"), term(Verb::Detention(waiting(120, "60.00", 60, 60))), need_pod()]))
}

fn since(change: impl FnOnce(&mut World)) -> Option<Difference> {
    let before = billed();
    let (was, mut world) = (before.assess(), billed());
    change(&mut world);
    after_posting(&was, &before.load, &world.assess(), &world.load)
}

fn told(change: impl FnOnce(&mut World)) -> (String, String) {
    let Difference { words, amount, currency } = since(change).unwrap();
    assert_eq!(currency, Currency::USD);
    (words, amount.to_string())
}

fn stays_longer(load: &mut Load) {
    load.stops[0].departed = Some(at("2025-05-21T12:00:00-05:00"));
}

#[test]
fn charges_and_references_are_told_with_the_amount() {
    let (words, amount) = told(|world| {
        stays_longer(&mut world.load);
        world.load.references.insert("po".into(), "P2".into());
    });
    assert_eq!(words, "DETENTION_LOADING at stop 1 none -> 120.00; total 1000.00 -> 1120.00; reference po P1 -> P2");
    assert_eq!(amount, "120.00");
}

#[test]
fn the_order_of_lines_is_no_difference() {
    let before = World::new(trip(), usd(vec![flat("1000.00"), tarp("50.00")]));
    let after = World::new(trip(), usd(vec![tarp("50.00"), flat("1000.00")]));
    assert_eq!(after_posting(&before.assess(), &before.load, &after.assess(), &after.load), None);
}

fn tarp(amount: &str) -> Term {
    term(Verb::Accessorial { kind: AccessorialKind::Tarp, basis: SimpleBasis::Flat(dec(amount)) })
}

#[test]
fn holds_documents_and_credit_are_none() {
    assert_eq!(since(|_| {}), None);
    assert_eq!(since(|world| world.load.documents.clear()), None);
    assert_eq!(since(|world| world.customer.as_mut().unwrap().credit_hold = true), None);
    assert_eq!(since(|world| world.settings.erp_items.clear()), None);
}

#[test]
fn a_load_that_is_not_delivered_any_more_is_asked_about() {
    let (words, amount) = told(|world| world.load.status = LoadStatus::InTransit);
    assert_eq!((words.as_str(), amount.as_str()), ("dispatch says in_transit again: was it delivered?", "0"));
    let (words, amount) = told(|world| {
        let last = world.load.stops.last_mut().unwrap();
        (last.arrived, last.departed) = (None, None);
    });
    assert!(words.contains("no arrival and no departure any more: was it delivered?"), "{words}");
    assert_eq!(amount, "0.00");
    let (words, _) = told(|world| drop(world.load.stops.pop()));
    assert!(words.contains("is not among its stops any more: was it delivered?"), "{words}");
}

#[test]
fn a_delivery_that_is_told_in_part_or_cancelled_is_no_question() {
    let billed = World::new(trip(), usd(vec![flat("1000.00")]));
    for change in [|stop: &mut StopVisit| stop.departed = None, |stop: &mut StopVisit| stop.cancelled = true] {
        let mut now = World::new(trip(), usd(vec![flat("1000.00")]));
        change(now.load.stops.last_mut().unwrap());
        assert_eq!(after_posting(&billed.assess(), &billed.load, &now.assess(), &now.load), None);
    }
}

#[test]
fn a_cancellation_owes_everything_back() {
    let (words, amount) = told(|world| world.load.status = LoadStatus::Cancelled);
    assert_eq!(words, "LINEHAUL 1000.00 -> none; total 1000.00 -> 0.00; status delivered -> cancelled");
    assert_eq!(amount, "-1000.00");
}

#[test]
fn a_truck_not_used_after_all_is_told_by_its_status() {
    let (words, amount) = told(|world| world.load.status = LoadStatus::Tonu);
    assert!(words.ends_with("status delivered -> tonu"), "{words}");
    assert_eq!(amount, "-1000.00");
}

#[test]
fn what_can_no_longer_be_rated_is_told_without_an_amount() {
    let mut before = World::new(trip(), usd(vec![per_mile("2.00")]));
    let (was, was_load) = (before.assess(), before.load.clone());
    before.load.miles = None;
    let found = after_posting(&was, &was_load, &before.assess(), &before.load).unwrap();
    assert!(found.words.starts_with("can no longer be rated: INPUT_MISSING (miles is not known"), "{}", found.words);
    assert!(!found.words.contains("none"), "no charge is compared: {}", found.words);
    assert_eq!(found.amount, dec("0"));
}

#[test]
fn a_load_set_back_to_under_way_owes_nothing_back() {
    let mut before = World::new(trip(), usd(vec![per_mile("2.00")]));
    let (was, was_load) = (before.assess(), before.load.clone());
    before.load.miles = None;
    before.load.status = LoadStatus::InTransit;
    let found = after_posting(&was, &was_load, &before.assess(), &before.load).unwrap();
    assert_eq!((found.words.as_str(), found.amount), ("can no longer be rated: dispatch says in_transit", dec("0")));
}

#[test]
fn who_pays_is_told() {
    let (words, _) = told(|world| world.load.bill_to = Some("BETA".into()));
    assert_eq!(words, "bill-to ACME -> BETA");
    let half = |customer: &str| Payor { customer: customer.into(), share_percent: Some(dec("50.0")), weight_lb: None };
    let (words, amount) = told(|world| world.load.payors = vec![half("ACME"), half("BETA")]);
    assert_eq!((words.as_str(), amount.as_str()), ("payors none -> ACME 50%, BETA 50%", "0.00"));
    let (words, _) = told(|world| {
        world.load.references.insert("po".into(), " ".into());
    });
    assert_eq!(words, "reference po P1 -> none");
}

#[test]
fn two_currencies_do_not_subtract() {
    let (before, after) = (billed(), World::new(billed().load, contract(Currency::CAD, vec![flat("1400.00")])));
    let was: Assessment = before.assess();
    let found = after_posting(&was, &before.load, &after.assess(), &after.load).unwrap();
    assert!(found.words.starts_with("currency USD -> CAD; LINEHAUL 1000.00 -> 1400.00"), "{}", found.words);
    assert_eq!((found.amount, found.currency), (dec("0"), Currency::USD));
}

#[test]
fn a_customer_that_wants_another_currency_now_changes_no_bill() {
    assert_eq!(since(|world| world.customer.as_mut().unwrap().currency = Some(Currency::CAD)), None);
}

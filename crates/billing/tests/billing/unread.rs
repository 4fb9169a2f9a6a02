//! What dispatch sends and a phrase cannot read: held where it is there and wrong, told where its name looks misspelt.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_billing::assess::{Rating, rate};
use linehaul_domain::extra::Extra;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::load::{BookedCharge, Load};
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::table::Tables;
use linehaul_domain::terms::*;

fn storage() -> Term {
    term(Verb::Daily(Daily {
        code: "STORAGE".into(),
        from: DateBasis::Extra("yard_in".into()),
        to: DateBasis::Extra("yard_out".into()),
        first_counted: true,
        free: FreeDays::Fixed(0),
        free_days: Days::Calendar,
        charged_days: Days::Calendar,
        tiers: Vec::new(),
        then: dec("60"),
        times: None,
        minimum: None,
        maximum: None,
    }))
}

fn assist() -> Term {
    let prices = vec![Price { amount: dec("75"), per: Per::Extra("driver_assist_stops".into()) }];
    let code = "DRIVER_ASSIST".into();
    term(Verb::Priced(Priced { code, prices, greatest: false, minimum: None, maximum: None }))
}

fn with(extras: &[(&str, &str)]) -> Load {
    let mut load = trip();
    let texts = extras.iter().map(|(name, text)| ((*name).to_owned(), Extra::Text((*text).to_owned())));
    load.extras.extend(texts);
    load
}

fn rated(load: &Load) -> Rating {
    rate(&usd(vec![flat("1000"), storage(), assist()]), None, load, &Tables::new(), true)
}

fn held(extras: &[(&str, &str)]) -> String {
    let rating = rated(&with(extras));
    let hold = rating.holds.iter().find(|h| h.code == HoldCode::InputMissing);
    hold.map_or_else(String::new, |h| h.message.clone())
}

#[test]
fn what_is_there_and_does_not_read_is_a_hold() {
    assert!(held(&[("yard_in", "05/21/2025"), ("yard_out", "2025-05-23")]).contains("`05/21/2025`, which is no day"));
    assert!(held(&[("yard_in", "2025-05-21"), ("yard_out", "23.5.")]).contains("`23.5.`, which is no day"));
    assert!(held(&[("yard_in", "2025-05-21"), ("yard_out", "2025-05-20")]).contains("cannot be right"));
    assert!(held(&[("driver_assist_stops", "two")]).contains("`two`, which is no number"));
    assert_eq!(held(&[("yard_in", "2025-05-21"), ("yard_out", "2025-05-21"), ("driver_assist_stops", "2")]), "");
    assert_eq!(held(&[]), "");
}

#[test]
fn a_name_that_looks_misspelt_is_told() {
    let told = |extras: &[(&str, &str)]| {
        rated(&with(extras)).near_misses.iter().map(|m| format!("{} {}", m.code, m.why.text())).collect::<Vec<_>>()
    };
    let said = "DRIVER_ASSIST dispatch sent `driver_assist_stop`, and the contract reads `driver_assist_stops`";
    assert_eq!(told(&[("driver_assist_stop", "2")]), [said]);
    assert_eq!(told(&[("driver_assist_stop", "2"), ("driver_assist_stops", "2")]), Vec::<String>::new());
    assert_eq!(told(&[("pallets", "2")]), Vec::<String>::new());
}

#[test]
fn a_cost_under_a_misspelt_name_is_told_whatever_verb_reads_it() {
    let escort = Verb::AtCost { code: "ESCORT".into(), plus: Markup::None, receipt: "escort_receipt".into() };
    let redelivery = Verb::Redelivery { per_mile: dec("2.5"), minimum: dec("250") };
    let tax = Verb::BorderFee {
        fee: Money::new(dec("21.95"), Currency::CAD),
        exchange: "fx".into(),
        by: DateBasis::Extra("crossed_on".into()),
    };
    let contract = usd(vec![flat("1000"), term(escort), term(redelivery), term(tax)]);
    let told = |extras: &[(&str, &str)]| {
        let rating = rate(&contract, None, &with(extras), &Tables::new(), true);
        rating.near_misses.iter().map(|m| format!("{} {}", m.code, m.why.text())).collect::<Vec<_>>()
    };
    let said = "ESCORT dispatch sent `escort_costs`, and the contract reads `escort_cost`";
    assert_eq!(told(&[("escort_costs", "640")]), [said]);
    assert_eq!(told(&[("escort_cost", "640")]), Vec::<String>::new());
    let said = "REDELIVERY dispatch sent `redelivery_mile`, and the contract reads `redelivery_miles`";
    assert_eq!(told(&[("redelivery_mile", "40")]), [said]);
    let said = "BORDER_FEE dispatch sent `crosed_on`, and the contract reads `crossed_on`";
    assert_eq!(told(&[("crosed_on", "2025-05-21")]), [said]);
}

/// Planted once and seen red: a cost told only where a receipt is on file; one that a condition reads told all the same.
#[test]
fn what_dispatch_paid_or_booked_and_no_phrase_bills_is_told_with_its_amount() {
    let escort = Verb::AtCost { code: "ESCORT".into(), plus: Markup::None, receipt: "escort_receipt".into() };
    let contract = usd(vec![flat("1000"), term(escort)]);
    let told = |load: &Load| {
        let misses = rate(&contract, None, load, &Tables::new(), true).near_misses.into_iter();
        misses.map(|m| (m.code.to_string(), m.worth.map(|w| w.to_string()))).collect::<Vec<_>>()
    };
    let miss = |code: &str, worth: Option<&str>| (code.to_owned(), worth.map(str::to_owned));
    assert_eq!(told(&with(&[("lumper_cost", "150.00")])), [miss("LUMPER", Some("150.00"))]);
    assert_eq!(told(&with(&[("tolls_cost", "45"), ("escort_cost", "640")])), [miss("TOLLS", Some("45"))]);
    assert_eq!(told(&with(&[("tolls_cost", "0"), ("pallets", "2")])), []);
    let mut load = trip();
    load.extras.insert("tolls_cost".into(), Extra::Money(Money::new(dec("45"), Currency::CAD)));
    assert_eq!(told(&load), [miss("TOLLS", None)], "of another currency it is worth nobody knows what");
    let mut load = trip();
    let booked = |code: &str| BookedCharge { code: code.into(), amount: Money::new(dec("75"), Currency::USD) };
    load.booked = vec![booked("LINEHAUL"), booked("FSC"), booked("LAYOVER")];
    assert_eq!(told(&load), [miss("LAYOVER", Some("75"))]);
}

#[test]
fn a_cost_that_a_condition_or_an_amount_reads_is_not_told_as_unread() {
    let text = "contract for \"X\", currency \"USD\", version by actual pickup, rounded half up per line;\nlinehaul flat 1.00;\n\
                when load.has_extra(\"wash_cost\") { charge \"CLEANING\" amount load.money(\"wash_cost\"); }";
    let contract =
        linehaul_rules::read("x/2025-01-01.rhai", "2025-01-01".parse().unwrap(), text, &Tables::new()).unwrap();
    let misses = |name: &str| rate(&contract, None, &with(&[(name, "12")]), &Tables::new(), true).near_misses.len();
    assert_eq!((misses("wash_cost"), misses("tolls_cost")), (0, 1));
}

#[test]
fn lines_that_come_to_nothing_or_less_are_no_bill() {
    for percent in ["100", "100.01"] {
        let contract = usd(vec![flat("1000"), term(Verb::Discount { percent: dec(percent) })]);
        let rating = rate(&contract, None, &trip(), &Tables::new(), true);
        let codes: Vec<HoldCode> = rating.holds.iter().map(|h| h.code).collect();
        assert_eq!(codes, [HoldCode::NothingBillable], "{percent}");
    }
}

#[test]
fn a_misspelt_name_that_a_condition_asks_for_is_told() {
    let text = "contract for \"X\", currency \"USD\", version by actual pickup, rounded half up per line;\nlinehaul flat 1.00;\n\
                when load.has_extra(\"wash_cost\") { charge \"CLEANING\" amount load.money(\"wash_cost\"); }";
    let read = linehaul_rules::read("x/2025-01-01.rhai", "2025-01-01".parse().unwrap(), text, &Tables::new());
    let contract = read.unwrap();
    let told = |extras: &[(&str, &str)]| rate(&contract, None, &with(extras), &Tables::new(), true).near_misses;
    let near = told(&[("wash_cots", "185.50")]);
    assert_eq!(near[0].why.text(), "dispatch sent `wash_cots`, and the contract asks for `wash_cost`");
    assert!(told(&[("pallets", "3")]).is_empty());
}

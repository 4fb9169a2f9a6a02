//! An exchange rate speaks for some days, then the load is held.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::table::{ExchangeRate, TableAsk, TableBody};
use linehaul_domain::terms::*;

/// A fee of 10.00 CAD on a trip picked up on 21 May 2025, by rates of these days.
fn world(days: &[&str], valid_days: Option<u32>) -> World {
    let fee = Verb::BorderFee {
        fee: Money::new(dec("10.00"), Currency::CAD),
        exchange: "fx".into(),
        by: DateBasis::ActualPickup,
    };
    let mut world = World::new(trip(), usd(vec![flat("1000.00"), term(fee)]));
    let rate = |day: &&str| ExchangeRate {
        effective: day.parse().unwrap(),
        from: Currency::CAD,
        to: Currency::USD,
        rate: dec("0.72"),
    };
    let rates = days.iter().map(rate).collect();
    world.tables.extend([table("fx", TableBody::Exchange { rates, valid_days })]);
    world
}

fn held(days: &[&str], valid_days: Option<u32>) -> String {
    let holds = world(days, valid_days).assess().holds;
    holds.first().map_or("ready".to_owned(), |h| format!("{}: {}", h.code, h.message))
}

#[test]
fn a_rate_of_years_ago_is_stale() {
    assert_eq!(
        held(&["2019-06-03"], None),
        "INDEX_STALE: fx has no rate CAD to USD for 2025-05-21: the one of 2019-06-03 speaks for 7 days, since the table \
         states no `valid_days`"
    );
    assert_eq!(world(&["2019-06-03"], None).assess().total, dec("1000.00"), "nothing is guessed");
    assert_eq!(held(&["2025-05-15"], None), "ready");
    assert!(held(&["2025-05-14"], None).starts_with("INDEX_STALE"));
}

#[test]
fn the_table_says_for_how_long_a_rate_speaks() {
    assert_eq!(held(&["2025-05-01"], Some(31)), "ready");
    assert_eq!(
        held(&["2025-05-01"], Some(20)),
        "INDEX_STALE: fx has no rate CAD to USD for 2025-05-21: the one of 2025-05-01 speaks for 20 days"
    );
    assert!(held(&["2025-05-20"], Some(1)).starts_with("INDEX_STALE"));
    assert_eq!(held(&["2025-05-21"], Some(1)), "ready");
}

#[test]
fn a_hole_among_the_rates_is_a_missing_row() {
    assert!(held(&["2019-06-03", "2025-06-02"], None).starts_with("INDEX_MISSING"));
    assert!(held(&["2025-06-02"], None).starts_with("INDEX_MISSING"));
}

#[test]
fn the_rate_before_does_not_speak_for_one_that_is_asked_for() {
    let day = |text: &str| text.parse().unwrap();
    let asked = |of: &str, pair| {
        let mut world = world(&["2025-05-16"], None);
        let ask = TableAsk { day: day(of), pair: Some(pair), question: "which stands?".to_owned() };
        world.tables.get_mut(&"fx".into()).unwrap().asks.push(ask);
        let holds = world.assess().holds;
        holds.first().map_or("ready".to_owned(), |h| format!("{}: {}", h.code, h.message))
    };
    let (pair, other) = ((Currency::CAD, Currency::USD), (Currency::USD, Currency::CAD));
    assert_eq!(asked("2025-05-20", pair), "INDEX_ASKS: fx, 2025-05-20: which stands?");
    assert_eq!([asked("2025-05-20", other), asked("2025-05-22", pair), asked("2025-05-15", pair)], ["ready"; 3]);
}

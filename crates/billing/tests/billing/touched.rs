//! Which loads a term can touch: never fewer than those on which it bills or holds.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_billing::reach::touches;
use linehaul_domain::extra::Extra;
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::Rounding;
use linehaul_domain::stop::Handling;
use linehaul_domain::table::Tables;
use linehaul_domain::terms::*;
use linehaul_domain::time::Duration;

fn touched(verb: Verb, load: &Load) -> bool {
    let contract = usd(vec![flat("1000"), term(verb)]);
    touches(&contract, &contract.terms.terms[1], load)
}

#[test]
fn a_drop_is_touched_beyond_its_own_free_time() {
    let terms = || Detention { drop_free: Some(60), at: StopSelection::Pickups, ..waiting(120, "60", 60, 15) };
    let stayed = |minutes, handling| {
        let mut load = trip();
        let from = at("2025-05-21T08:00:00-05:00");
        load.stops[0].arrived = Some(from);
        load.stops[0].departed = Some(from + Duration::minutes(minutes));
        load.stops[0].handling = handling;
        touched(Verb::Detention(terms()), &load)
    };
    assert!(stayed(61, Handling::Drop) && !stayed(60, Handling::Drop));
    assert!(stayed(121, Handling::Live) && !stayed(120, Handling::Live));
}

#[test]
fn miles_at_the_revenue_of_a_mile_touch_where_they_are_counted() {
    let per = Per::RevenueMile {
        of: Base::NetLinehaul,
        rounding: Rounding::HalfUp,
        places: 2,
        name: "circuitous_miles".into(),
    };
    let prices = vec![Price { amount: dec("1"), per }];
    let priced = Priced { code: "OUT_OF_ROUTE".into(), prices, greatest: false, minimum: None, maximum: None };
    let mut load = trip();
    assert!(!touched(Verb::Priced(priced.clone()), &load));
    load.extras.insert("circuitous_miles".into(), Extra::Number(dec("4")));
    assert!(touched(Verb::Priced(priced), &load));
}

#[test]
fn a_cost_passed_on_is_touched_by_what_it_has_cost_or_by_its_receipt() {
    let escort = || Verb::AtCost { code: "ESCORT".into(), plus: Markup::None, receipt: "escort_receipt".into() };
    assert!(!touched(escort(), &trip()));
    let mut load = trip();
    load.extras.insert("escort_cost".into(), Extra::Number(dec("640")));
    assert!(touched(escort(), &load));
    let mut load = trip();
    load.documents.push(document("escort_receipt", None));
    assert!(touched(escort(), &load));
}

#[test]
fn a_phrase_that_names_a_truck_not_used_touches_it() {
    let text = "contract for \"X\", currency \"USD\", version by actual pickup, rounded half up per line;\nlinehaul flat 1.00;\n\
                tonu flat 100.00;\nwhen load.status == \"tonu\" { charge \"CLEANING\" amount 10.00; }\ncharge \"SCALE\" amount 5.00;";
    let contract =
        linehaul_rules::read("x/2025-01-01.rhai", "2025-01-01".parse().unwrap(), text, &Tables::new()).unwrap();
    let mut load = trip();
    load.status = LoadStatus::Tonu;
    let touched: Vec<bool> = contract.terms().terms.iter().map(|term| touches(&contract, term, &load)).collect();
    assert_eq!(touched, [false, true, true, false]);
}

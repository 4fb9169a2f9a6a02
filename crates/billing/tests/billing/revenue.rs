//! Accessorials by what a loaded mile brings.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_domain::extra::Extra;
use linehaul_domain::money::Rounding;
use linehaul_domain::terms::*;

/// 1,000.00 less ten percent, 612 miles; circuitous miles at what a mile brings, rounded to the cent.
fn world(of: Base, rounding: Rounding, circuitous: Option<&str>) -> World {
    let per = Per::RevenueMile { of, rounding, places: 2, name: "circuitous_miles".into() };
    let prices = vec![Price { amount: dec("1"), per }];
    let code = "OUT_OF_ROUTE".into();
    let priced = Priced { code, prices, greatest: false, minimum: None, maximum: None };
    let terms = vec![flat("1000"), term(Verb::Discount { percent: dec("10") }), term(Verb::Priced(priced))];
    let mut world = World::new(trip(), usd(terms));
    world.load.miles = Some(dec("612"));
    world.load.extras.extend(circuitous.map(|miles| ("circuitous_miles".to_owned(), Extra::Number(dec(miles)))));
    world
}

fn line(world: &World) -> Vec<String> {
    lines(&world.assess()).into_iter().filter(|line| line.starts_with("OUT_OF_ROUTE")).collect()
}

#[test]
fn the_rate_of_a_mile_is_rounded_before_the_miles_count() {
    // 900 / 612 = 1.4705…, 1000 / 612 = 1.6339….
    assert_eq!(line(&world(Base::NetLinehaul, Rounding::HalfUp, Some("40"))), ["OUT_OF_ROUTE ORM 58.80"]);
    assert_eq!(line(&world(Base::NetLinehaul, Rounding::Up, Some("40"))), ["OUT_OF_ROUTE ORM 59.20"]);
    assert_eq!(line(&world(Base::GrossLinehaul, Rounding::HalfUp, Some("40"))), ["OUT_OF_ROUTE ORM 65.20"]);
    let found = world(Base::NetLinehaul, Rounding::HalfUp, Some("40")).assess();
    let charge = found.charges.last().unwrap();
    let text: Vec<String> = charge.derivation.iter().map(|step| step.text()).collect();
    assert_eq!(text[1], "900 (net linehaul) / 612 mi, rounded half up to 2 places -> 1.47");
    assert_eq!(text[2], "40 circuitous_miles x 1.47 = 58.80");
    assert_eq!((charge.quantity, charge.rate), (dec("40"), dec("1.47")));
}

#[test]
fn none_driven_is_nothing_and_what_cannot_be_holds() {
    let net = |miles| world(Base::NetLinehaul, Rounding::HalfUp, miles);
    assert!(line(&net(None)).is_empty() && net(None).holds() == [""; 0]);
    assert!(line(&net(Some("0"))).is_empty());
    assert_eq!(net(Some("-1")).holds(), ["INPUT_MISSING:OUT_OF_ROUTE"]);
    let mut lost = net(Some("40"));
    lost.load.miles = None;
    assert_eq!(lost.holds(), ["INPUT_MISSING:OUT_OF_ROUTE"]);
}

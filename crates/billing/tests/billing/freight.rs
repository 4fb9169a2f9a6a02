//! Linehaul as booked, by lane, and by the house tariff.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_billing::contract_terms::Unmet;
use linehaul_domain::load::BookedCharge;
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::table::{Lane, TableBody};
use linehaul_domain::terms::*;

const NONE: [&str; 0] = [];

#[test]
fn linehaul_as_booked_in_another_currency() {
    let mut world = World::new(trip(), usd(vec![linehaul(LinehaulBasis::AsBooked)]));
    assert_eq!(world.holds(), ["INPUT_MISSING:LINEHAUL"]);
    let book = |currency| BookedCharge { code: "LINEHAUL".into(), amount: Money::new(dec("700"), currency) };
    world.load.booked = vec![book(Currency::CAD)];
    assert_eq!(world.holds(), ["INPUT_MISSING:LINEHAUL"]);
    world.load.booked = vec![book(Currency::USD)];
    assert_eq!(world.holds(), NONE);
}

fn lane(origin: &str, destination: &str, equipment: &str, amount: &str) -> Lane {
    Lane {
        origin: origin.into(),
        destination: destination.into(),
        equipment: equipment.into(),
        from: "2025-01-01".parse().unwrap(),
        until: None,
        flat: Some(dec(amount)),
        per_mile: None,
        minimum: None,
    }
}

#[test]
fn lanes_by_how_well_they_fit_and_two_alike_are_an_error() {
    let by = DateBasis::ActualPickup;
    let mut world = World::new(trip(), usd(vec![linehaul(LinehaulBasis::Lanes { table: "lanes".into(), by })]));
    let mut lanes = vec![
        lane("*", "*", "*", "1"),
        lane("TN", "*", "53ft dry van", "2"),
        lane("TN", "TX", "*", "3"),
        lane("Memphis TN", "*", "*", "4"),
    ];
    for amount in ["4", "3", "2", "1"] {
        world.tables.extend([table("lanes", TableBody::Lanes { lanes: lanes.clone() })]);
        assert_eq!(world.assess().total, dec(amount));
        lanes.retain(|l| l.flat != Some(dec(amount)));
    }
    world.tables.extend([table(
        "lanes",
        TableBody::Lanes { lanes: vec![lane("TN", "TX", "*", "3"), lane("tn", "tx", "*", "5")] },
    )]);
    assert_eq!(world.holds(), ["CONTRACT_ERROR:LINEHAUL"]);
}

#[test]
fn a_city_and_its_state_meet_their_lane_and_what_is_nearly_one_is_asked() {
    let by = DateBasis::ActualPickup;
    let mut world = World::new(trip(), usd(vec![linehaul(LinehaulBasis::Lanes { table: "lanes".into(), by })]));
    let lanes = vec![lane("TN", "*", "*", "600"), lane("Memphis TN", "*", "*", "950")];
    world.tables.extend([table("lanes", TableBody::Lanes { lanes })]);
    let mut placed = |city: &str, region: Option<&str>| {
        (world.load.stops[0].city, world.load.stops[0].region) = (city.into(), region.map(str::to_owned));
        (world.assess().total, world.holds())
    };
    assert_eq!(placed("Memphis", Some("TN")), (dec("950"), NONE.map(str::to_owned).to_vec()));
    assert_eq!(placed("MEMPHIS, TN", None).0, dec("950"));
    assert_eq!(placed("Nashville", Some("TN")).0, dec("600"), "another city of the state");
    for (city, region) in [("Memhpis", Some("TN")), ("Memphis", None)] {
        assert_eq!(placed(city, region).1, ["PLACE_UNCLEAR:LINEHAUL"], "{city}");
    }
}

#[test]
fn a_lane_that_is_not_there_goes_to_the_house_tariff_only_if_the_contract_says_so() {
    let by = DateBasis::ActualPickup;
    let basis = LinehaulBasis::Lanes { table: "lanes".into(), by };
    let percent = fuel(FuelShape::Percent { percent: dec("10"), of: Base::NetLinehaul });
    let mut world = World::new(trip(), usd(vec![linehaul(basis), percent]));
    world.tables.extend([table("lanes", TableBody::Lanes { lanes: vec![lane("NY", "*", "*", "1")] })]);
    world.house = Some(usd(vec![per_mile("2.00")]));
    assert_eq!(world.holds(), ["INDEX_MISSING:LINEHAUL"]);
    world.contract.as_mut().unwrap().terms.otherwise_house_tariff = true;
    assert_eq!(lines(&world.assess()), ["LINEHAUL 400 1224.00", "FSC 405 122.40"]);
    let first = world.assess().charges[0].derivation[0].text();
    assert!(first.contains("the house tariff applies"), "{first}");
    world.house = None;
    assert_eq!(world.holds(), ["CONTRACT_MISSING"]);
}

#[test]
fn a_linehaul_condition_that_cannot_be_judged_does_not_go_to_the_house_tariff() {
    let mut plain = usd(vec![when(flat("1000"), 0)]);
    plain.terms.otherwise_house_tariff = true;
    plain.conditions.push(|_| Err(Unmet::MissingInput { name: "miles".into(), location: location(3) }));
    let mut world = World::new(trip(), plain);
    world.house = Some(usd(vec![flat("900")]));
    let found = world.assess();
    assert!(found.charges.is_empty(), "{:?}", lines(&found));
    assert_eq!(found.holds.len(), 1);
    assert_eq!(found.holds[0].code.to_string(), "INPUT_MISSING");
}

/// The military's published test of its factors: 2,276 miles, 4,025 lb, a price of 2.814 above 2.50, are 29.80.
#[test]
fn fuel_by_factors_of_weight_is_a_credit_below_its_base_where_the_contract_says_so() {
    let shape = |credit| FuelShape::Factor {
        base_price: dec("2.50"),
        below_lb: vec![(dec("5001"), dec("0.0417")), (dec("10001"), dec("0.06255")), (dec("24001"), dec("0.0834"))],
        otherwise: dec("0.139"),
        credit,
        index: index(linehaul_domain::time::Weekday::Tue),
    };
    let mut world = World::new(trip(), usd(vec![flat("1000"), fuel(shape(true))]));
    (world.load.miles, world.load.weight_lb) = (Some(dec("2276")), Some(dec("4025")));
    let priced = |price: &str, world: &mut World| {
        let pickup = world.load.pickup_date().unwrap();
        let monday = linehaul_domain::time::monday_of(pickup - linehaul_domain::time::Duration::days(1));
        world.tables.extend([table("eia_us", TableBody::Index { prices: [(monday, dec(price))].into() })]);
        world.assess().charges.iter().find(|c| c.code.as_str() == "FSC").map(|c| c.amount)
    };
    assert_eq!(priced("2.814", &mut world), Some(dec("29.80")));
    assert_eq!(priced("2.186", &mut world), Some(dec("-29.80")));
    world.load.weight_lb = Some(dec("5001"));
    assert_eq!(priced("2.814", &mut world), Some(dec("44.70")));
    world.contract = Some(usd(vec![flat("1000"), fuel(shape(false))]));
    assert_eq!(priced("2.186", &mut world), None);
}

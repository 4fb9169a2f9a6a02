//! Clauses of detention that the paper contract leaves open: asked only where the answers differ.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::table::TableBody;
use linehaul_domain::terms::*;
use linehaul_domain::time::Duration;

fn open(clauses: &[(OpenClause, &str)]) -> Detention {
    let open = clauses.iter().map(|(clause, question)| Open { clause: *clause, question: (*question).into() });
    Detention { open: open.collect(), ..waiting(120, "50", 60, 60) }
}

fn world(detention: Detention) -> World {
    World::new(trip(), usd(vec![flat("1000"), term(Verb::Detention(detention))]))
}

/// Arrived so many minutes before the appointment at 08:00, left so many after it.
fn visit(world: &mut World, early: i64, left: i64) {
    let appointment = at("2025-05-21T08:00:00-05:00");
    world.load.stops[0].arrived = Some(appointment - Duration::minutes(early));
    world.load.stops[0].departed = Some(appointment + Duration::minutes(left));
}

#[test]
fn an_open_clock_asks_only_where_it_matters() {
    let mut world = world(open(&[(OpenClause::Clock, "When does the clock start?")]));
    visit(&mut world, 0, 180);
    assert_eq!(lines(&world.assess()), ["LINEHAUL 400 1000.00", "DETENTION_LOADING DTL 50.00"]);
    let steps = &world.assess().charges[1].derivation;
    assert!(format!("{steps:?}").contains("every answer gives the same"), "{steps:?}");
    visit(&mut world, 90, 100);
    let assessed = world.assess();
    assert_eq!(lines(&assessed), ["LINEHAUL 400 1000.00"]);
    let hold = &assessed.holds[0];
    assert_eq!((hold.code, hold.stop), (HoldCode::ContractAsks, Some(1)));
    assert_eq!(hold.charge.as_ref().unwrap().as_str(), "DETENTION_LOADING");
    assert!(hold.message.starts_with("When does the clock start? DETENTION_LOADING at "), "{}", hold.message);
    assert!(hold.message.contains("100.00 if the clock starts on arrival"), "{}", hold.message);
    assert!(hold.message.contains("0.00 if the clock starts at the appointment"), "{}", hold.message);
    assert!(!hold.message.contains("notification"), "{}", hold.message);
    visit(&mut world, 10, 30);
    assert!(world.assess().holds.is_empty(), "nothing is due by any answer");
}

#[test]
fn a_notification_is_an_answer_where_there_was_one() {
    let mut world = world(open(&[(OpenClause::Clock, "When?")]));
    visit(&mut world, 0, 180);
    world.load.stops[0].notified = Some(at("2025-05-21T09:30:00-05:00"));
    let assessed = world.assess();
    assert!(assessed.holds[0].message.contains("0.00 if the clock starts with the notification"), "{assessed:?}");
}

#[test]
fn open_lateness_asks_of_late_trucks_that_waited() {
    let mut world = world(open(&[(OpenClause::Lateness, "Does a late truck wait for nothing?")]));
    visit(&mut world, 0, 180);
    assert!(world.assess().holds.is_empty());
    visit(&mut world, -5, 185);
    assert_eq!(world.assess().holds[0].code, HoldCode::ContractAsks);
    visit(&mut world, -5, 60);
    assert!(world.assess().holds.is_empty(), "nothing was waited that could be forfeited");
}

#[test]
fn two_open_clauses_are_tried_together() {
    let clauses = [(OpenClause::Clock, "When?"), (OpenClause::Lateness, "Late?")];
    let mut world = world(open(&clauses));
    visit(&mut world, -45, 250);
    let assessed = world.assess();
    let message = &assessed.holds[0].message;
    assert!(message.starts_with("When? / Late? "), "{message}");
    let told: Vec<&str> = message.split_once(": ").unwrap().1.split("; ").collect();
    assert_eq!(told.len(), 3, "{message}");
    assert!(told.contains(&"150.00 if the clock starts at the appointment and lateness has no effect"), "{message}");
    assert!(told.iter().any(|t| t.starts_with("100.00 if ") && t.ends_with("and lateness has no effect")), "{message}");
    assert!(told.iter().any(|t| t == &"0.00 if any lateness forfeits"), "{message}");
    visit(&mut world, 0, 180);
    assert_eq!(lines(&world.assess()), ["LINEHAUL 400 1000.00", "DETENTION_LOADING DTL 50.00"]);
    visit(&mut world, 90, 100);
    let assessed = world.assess();
    let message = &assessed.holds[0].message;
    assert!(message.starts_with("When? DETENTION_LOADING"), "only what matters is asked: {message}");
    assert!(!message.contains("lateness"), "{message}");
}

/// Told to return after five hours, back two hours later, gone six hours after that; a period of layover has 24.
fn returned(during_layover: DuringLayover, open: Vec<Open>) -> World {
    let detention = Detention { during_layover, open, ..waiting(120, "50", 60, 60) };
    let layover = Verb::Layover { rate: dec("250"), hours: 24, weekend: None };
    let mut world = World::new(trip(), usd(vec![flat("1000"), term(Verb::Detention(detention)), term(layover)]));
    let stop = &mut world.load.stops[0];
    let from = at("2025-05-21T08:00:00-05:00");
    stop.arrived = Some(from);
    stop.told_to_return = Some(from + Duration::hours(5));
    stop.returned = Some(from + Duration::hours(7));
    stop.departed = Some(from + Duration::hours(13));
    world
}

#[test]
fn waiting_after_the_return_counts_as_the_contract_says() {
    for (during, waited) in [
        (DuringLayover::Counts, "550.00"),
        (DuringLayover::NotUntilReturn, "450.00"),
        (DuringLayover::NotInPaidPeriods, "150.00"),
    ] {
        let world = returned(during, Vec::new());
        let waited = format!("DETENTION_LOADING DTL {waited}");
        assert_eq!(lines(&world.assess()), ["LINEHAUL 400 1000.00", &waited, "LAYOVER LAY 250.00"], "{during:?}");
    }
}

#[test]
fn an_open_layover_asks_where_a_truck_was_told_to_return() {
    let question = || vec![Open { clause: OpenClause::Layover, question: "Both?".into() }];
    let world = returned(DuringLayover::Counts, question());
    let assessed = world.assess();
    assert_eq!(lines(&assessed), ["LINEHAUL 400 1000.00", "LAYOVER LAY 250.00"]);
    let message = &assessed.holds[0].message;
    for amount in [
        "550.00 if waiting counts during",
        "450.00 if waiting does not count until the return",
        "150.00 if waiting does not count in the periods",
    ] {
        assert!(message.contains(amount), "{message}");
    }
    let mut world = returned(DuringLayover::Counts, question());
    (world.load.stops[0].told_to_return, world.load.stops[0].returned) = (None, None);
    assert!(world.assess().holds.is_empty());
}

#[test]
fn a_percent_of_a_charge_that_is_asked_about_is_not_taken() {
    let detention = term(Verb::Detention(open(&[(OpenClause::Clock, "When?")])));
    let of = Base::NetLinehaulAnd(vec!["DETENTION_LOADING".into()]);
    let percent = fuel(FuelShape::Percent { percent: dec("10"), of });
    let mut world = World::new(trip(), usd(vec![flat("1000"), detention, percent]));
    visit(&mut world, 0, 60);
    assert_eq!(lines(&world.assess()), ["LINEHAUL 400 1000.00", "FSC 405 100.00"]);
    visit(&mut world, 90, 100);
    assert_eq!(lines(&world.assess()), ["LINEHAUL 400 1000.00"], "no fuel on half of its base");
}

/// Fuel per mile by a dated table, of which the paper does not say which date picks.
fn asked_fuel(later_from: &str) -> World {
    let shape = FuelShape::Dated { table: "fuel".into(), column: "rate".into(), unit: FuelUnit::PerMile };
    let terms = Fuel { shape, by: None, open: Some("Which day's price?".into()) };
    let mut world = World::new(trip(), usd(vec![flat("1000"), term(Verb::Fuel(terms))]));
    let rows =
        [("2025-05-01", "0.50"), (later_from, "0.60")].map(|(day, rate)| (day.parse().unwrap(), vec![dec(rate)]));
    world.tables.extend([table(
        "fuel",
        TableBody::Dated { columns: vec!["rate".into()], rows: rows.into(), valid_days: None },
    )]);
    world
}

#[test]
fn open_fuel_bills_where_every_date_picks_one_price() {
    let assessed = asked_fuel("2025-06-01").assess();
    assert_eq!(lines(&assessed), ["LINEHAUL 400 1000.00", "FSC 405 306.00"]);
    let steps = &assessed.charges[1].derivation;
    assert!(
        format!("{steps:?}").contains("Which day's price?: left open, and every answer gives the same"),
        "{steps:?}"
    );
}

#[test]
fn open_fuel_asks_where_dates_pick_apart() {
    let assessed = asked_fuel("2025-05-22").assess();
    assert_eq!(lines(&assessed), ["LINEHAUL 400 1000.00"]);
    let hold = &assessed.holds[0];
    assert_eq!((hold.code, hold.charge.as_ref().unwrap().as_str()), (HoldCode::ContractAsks, "FSC"));
    let told = "306.00 if the pickup picks or if the departure from the pickup picks or if the pickup's appointment \
                picks; 367.20 if the delivery picks";
    assert_eq!(hold.message, format!("Which day's price? FSC: {told}"));
}

#[test]
fn an_appointment_is_an_answer_only_where_there_is_one() {
    let mut world = asked_fuel("2025-06-01");
    world.load.stops[0].schedule = linehaul_domain::stop::Schedule::FirstCome;
    assert_eq!(lines(&world.assess()), ["LINEHAUL 400 1000.00", "FSC 405 306.00"]);
}

#[test]
fn what_the_customer_cannot_answer_is_not_asked_of_him() {
    let mut world = asked_fuel("2025-06-01");
    world.load.stops[0].arrived = Some(at("2025-04-21T08:00:00-05:00"));
    world.load.stops[0].schedule = linehaul_domain::stop::Schedule::FirstCome;
    assert_eq!(world.holds(), ["INDEX_MISSING:FSC"], "the table begins in May");
    let mut world = asked_fuel("2025-05-22");
    let by_delivery = FuelShape::Dated { table: "fuel".into(), column: "rate".into(), unit: FuelUnit::PerMile };
    let other = Fuel { shape: by_delivery, by: Some(DateBasis::ActualDelivery), open: None };
    world.contract.as_mut().unwrap().terms.terms.insert(1, term(Verb::Fuel(other)));
    world.load.stops[1].arrived = None;
    let asked: Vec<String> =
        world.assess().holds.iter().map(|h| h.message.clone()).filter(|m| m.contains("0.00 if")).collect();
    assert!(asked.is_empty(), "{asked:?}");
}

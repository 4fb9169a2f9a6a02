//! The worked cases from published tariffs, truckload: every line to the cent, in order, with its X12 code.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::document::Document;
use linehaul_domain::extra::Extra;
use linehaul_domain::load::LoadStatus;
use linehaul_domain::money::Rounding;
use linehaul_domain::terms::*;
use linehaul_domain::time::Weekday;

#[test]
fn case_01_an_early_truck_waits_from_its_appointment() {
    let cap = Cap { amount: dec("400"), team_amount: None, per: CapPer::CalendarDay };
    let detention = Verb::Detention(Detention { cap: Some(cap), ..waiting(120, "50", 60, 15) });
    let shape = FuelShape::Bands {
        table: "tgs".into(),
        column: "usd_per_mile".into(),
        unit: FuelUnit::PerMile,
        index: index(Weekday::Tue),
        beyond: None,
    };
    let terms = vec![flat("1850.00"), fuel(shape), with(detention, &["in_out_times_on_bol"]), need_pod()];
    let mut load = trip();
    load.stops[0].departed = Some(at("2025-05-21T11:52:00-05:00"));
    load.documents.push(document("in_out_times_on_bol", None));
    let mut world = World::new(load, usd(terms));
    world.tables.extend([eia(), bands("tgs", "usd_per_mile", vec![band("3.50", "3.55", "0.460")])]);
    let lines = ["LINEHAUL 400 1850.00", "FSC 405 281.52", "DETENTION_LOADING DTL 100.00"];
    expect(&world, &lines, "2231.52", &[], &[]);
    let found = world.assess();
    let text: Vec<String> = found.charges[2].derivation.iter().map(|s| s.text()).collect();
    assert_eq!(
        text[0],
        "stop 1 Facility 1, Memphis TN: clock Wed 08:00 (appointment; the truck was early) to Wed 11:52 (departure) = 232 min"
    );
    assert_eq!(text[1], "232 - 120 free = 112 min -> 8 started 15-min steps x 12.50 = 100.00");
    assert_eq!(found.near_misses[0].why.text(), "46 min short of the first step");
    assert_eq!(found.near_misses[0].worth, Some(dec("12.50")));
}

#[test]
fn case_03_the_night_of_the_clock_change_is_an_hour_shorter() {
    let shape = FuelShape::Formula {
        base_price: dec("1.20"),
        miles_per_gallon: dec("6.0"),
        rate_places: 3,
        rate_rounding: Rounding::HalfUp,
        index: index(Weekday::Mon),
    };
    let cap = Cap { amount: dec("650"), team_amount: Some(dec("1300")), per: CapPer::TwentyFourHours };
    let detention = Verb::Detention(Detention { cap: Some(cap), ..waiting(90, "75", 60, 60) });
    let detention = with(detention, &["in_out_times_on_bol", "detention_approval"]);
    let zone = "America/Chicago";
    let stops = vec![
        stop(
            1,
            'P',
            "Laredo TX",
            zone,
            "2021-03-12T09:00:00-06:00",
            "2021-03-12T08:45:00-06:00",
            "2021-03-12T10:20:00-06:00",
        ),
        stop(
            2,
            'D',
            "Fort Smith AR",
            zone,
            "2021-03-13T20:00:00-06:00",
            "2021-03-13T20:00:00-06:00",
            "2021-03-14T06:10:00-05:00",
        ),
    ];
    let load = load("734", "40250", stops, &["pod_signed", "in_out_times_on_bol", "detention_approval"]);
    let mut world = World::new(load, usd(vec![per_mile("2.15"), fuel(shape), detention, need_pod()]));
    world.tables.extend([eia()]);
    let lines = ["LINEHAUL 400 1578.10", "FSC 405 237.82", "DETENTION_UNLOADING DTU 600.00"];
    expect(&world, &lines, "2415.92", &[], &[]);
}

#[test]
fn case_05_a_truck_not_used_bills_the_minimum_and_nothing_else() {
    let tonu = Verb::Tonu(Tonu::PerDeadheadMile { rate: dec("1.65"), minimum: dec("250.00") });
    let mut pickup =
        stop(1, 'P', "Macon GA", "America/New_York", "2025-04-08T10:00:00-04:00", "2025-04-08T09:50:00-04:00", "");
    pickup.cancelled = true;
    let mut load = load("0", "0", vec![pickup], &["cancellation_notice"]);
    load.status = LoadStatus::Tonu;
    load.deadhead_miles = Some(dec("118"));
    let terms = vec![per_mile("2.00"), with(tonu, &["cancellation_notice"]), need_pod()];
    let mut world = World::new(load, usd(terms));
    expect(&world, &["TONU VOR 250.00"], "250.00", &[], &[]);
    world.load.deadhead_miles = Some(dec("200"));
    expect(&world, &["TONU VOR 330.00"], "330.00", &[], &[]);
}

#[test]
fn case_07_extra_stops_by_tiers_and_one_pod_missing() {
    let tiers = vec![dec("100"), dec("175"), dec("250")];
    let shape = FuelShape::Bands {
        table: "oltg".into(),
        column: "usd_per_mile".into(),
        unit: FuelUnit::PerMile,
        index: index(Weekday::Mon),
        beyond: None,
    };
    let stop_off = term(Verb::StopOff { tiers, further: Some(dec("325")) });
    let zone = "America/Chicago";
    let mut stops = vec![stop(
        1,
        'P',
        "Green Bay WI",
        zone,
        "2025-03-19T08:00:00-05:00",
        "2025-03-19T07:55:00-05:00",
        "2025-03-19T09:30:00-05:00",
    )];
    for seq in 2..=6 {
        let hour = 11 + seq;
        let (arrived, departed) = (format!("2025-03-19T{hour}:00:00-05:00"), format!("2025-03-19T{hour}:50:00-05:00"));
        stops.push(stop(seq, 'D', "Peoria IL", zone, "", &arrived, &departed));
    }
    let mut load = load("905", "33900", stops, &[]);
    load.documents = [2, 3, 5, 6].iter().map(|seq| document("pod_signed", Some(*seq))).collect();
    let mut world = World::new(load, usd(vec![per_mile("1.50"), fuel(shape), stop_off, need_pod()]));
    world.tables.extend([eia(), bands("oltg", "usd_per_mile", vec![band("3.501", "3.551", "0.49")])]);
    let lines = ["LINEHAUL 400 1357.50", "FSC 405 443.45", "STOP_OFF SOC 850.00"];
    expect(&world, &lines, "2650.95", &["POD_MISSING@4"], &[]);
}

#[test]
fn case_23_a_layover_ends_detention() {
    let cap = Cap { amount: dec("650"), team_amount: Some(dec("1300")), per: CapPer::TwentyFourHours };
    let detention =
        Detention { cap: Some(cap), during_layover: DuringLayover::NotInPaidPeriods, ..waiting(90, "75", 60, 60) };
    let detention = with(Verb::Detention(detention), &["in_out_times_on_bol"]);
    let layover = with(Verb::Layover { rate: dec("650"), hours: 24, weekend: None }, &["layover_approval"]);
    let team = term(Verb::Accessorial { kind: AccessorialKind::Team, basis: SimpleBasis::PerMile(dec("0.28")) });
    let mut stops = vec![
        stop(
            1,
            'P',
            "Columbus OH",
            "America/New_York",
            "2022-08-08T08:00:00-04:00",
            "2022-08-08T07:50:00-04:00",
            "2022-08-08T09:00:00-04:00",
        ),
        stop(
            2,
            'D',
            "Little Rock AR",
            "America/Chicago",
            "2022-08-09T14:00:00-05:00",
            "2022-08-09T14:00:00-05:00",
            "2022-08-10T09:00:00-05:00",
        ),
    ];
    stops[1].told_to_return = Some(at("2022-08-09T19:00:00-05:00"));
    stops[1].returned = Some(at("2022-08-10T07:00:00-05:00"));
    let mut load = load("1120", "35400", stops, &["pod_signed", "in_out_times_on_bol", "layover_approval"]);
    load.driver_count = Some(2);
    let included = fuel(FuelShape::Included);
    let world = World::new(load, usd(vec![per_mile("2.35"), team, included, detention, layover, need_pod()]));
    let lines = ["LINEHAUL 400 2632.00", "TEAM EXD 313.60", "DETENTION_UNLOADING DTU 300.00", "LAYOVER LAY 650.00"];
    expect(&world, &lines, "3895.60", &[], &[]);
}

#[test]
fn case_25_the_price_in_the_printed_gap_is_not_rounded_first() {
    let shape = FuelShape::Bands {
        table: "mme".into(),
        column: "tl_pct".into(),
        unit: FuelUnit::PercentOf(Base::NetLinehaul),
        index: index(Weekday::Wed),
        beyond: None,
    };
    let tarp = Verb::Accessorial { kind: AccessorialKind::Tarp, basis: SimpleBasis::Flat(dec("100.00")) };
    let ordered = when(with(tarp, &["tarp_ordered_on_rate_con"]), 0);
    let permit =
        Verb::AtCost { code: "PERMIT".into(), plus: Markup::Flat(dec("50")), receipt: "permit_receipt".into() };
    let detention = Detention { minimum: Some(dec("80.00")), ..waiting(60, "20", 15, 15) };
    let detention = with(Verb::Detention(detention), &["in_out_times_on_bol"]);
    let stops = vec![
        stop(
            1,
            'P',
            "Gary IN",
            "America/Chicago",
            "2025-02-27T07:00:00-06:00",
            "2025-02-27T06:50:00-06:00",
            "2025-02-27T08:15:00-06:00",
        ),
        stop(
            2,
            'D',
            "Harrisburg PA",
            "America/New_York",
            "2025-02-28T10:00:00-05:00",
            "2025-02-28T09:40:00-05:00",
            "2025-02-28T10:45:00-05:00",
        ),
    ];
    let documents = ["pod_signed", "permit_receipt", "tarp_ordered_on_rate_con", "in_out_times_on_bol"];
    let mut load = load("540", "46500", stops, &documents);
    load.extras.insert("permit_cost".into(), Extra::Number(dec("45.00")));
    let mut plain = usd(vec![per_mile("2.90"), fuel(shape), ordered, term(permit), detention, need_pod()]);
    plain.conditions.push(|load| Ok(load.has_document("tarp_ordered_on_rate_con", None)));
    let mut world = World::new(load, plain);
    world.tables.extend([eia(), bands("mme", "tl_pct", vec![band("3.65", "", "48.9"), band("3.70", "3.75", "49.4")])]);
    let lines = [
        "LINEHAUL 400 1566.00",
        "FSC 405 765.77",
        "TARP TAR 100.00",
        "PERMIT PER 95.00",
        "DETENTION_LOADING DTL 80.00",
    ];
    expect(&world, &lines, "2606.77", &[], &[]);
    // Without the order on file the tarp is not billed at all.
    world.load.documents.retain(|d: &Document| d.kind != "tarp_ordered_on_rate_con");
    let tarp: ChargeCode = "TARP".into();
    assert!(world.assess().charges.iter().all(|c| c.code != tarp));
}

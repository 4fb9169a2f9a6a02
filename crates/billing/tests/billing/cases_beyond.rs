//! The worked cases from published tariffs, beyond truckload (LTL, drayage, intermodal, Canada): every line to the cent, in order, with its X12 code.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_domain::extra::Extra;
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::table::{ExchangeRate, TableBody, TaxRate};
use linehaul_domain::terms::*;
use linehaul_domain::time::Weekday;

#[test]
fn case_09_deficit_weight_and_a_tuesday_before_the_new_percent() {
    let scale = LinehaulBasis::Scale { table: "scale".into(), deficit_weight: true };
    let mut gross = linehaul(scale);
    gross.code = Some("LINEHAUL_GROSS".into());
    let shape =
        FuelShape::Dated { table: "rrts".into(), column: "ltl".into(), unit: FuelUnit::PercentOf(Base::NetLinehaul) };
    let discount = term(Verb::Discount { percent: dec("62") });
    let minimum = term(Verb::Minimum { amount: dec("125.00") });
    let zone = "America/New_York";
    let stops = vec![
        stop(1, 'P', "Toledo OH", zone, "", "2024-12-10T14:10:00-05:00", "2024-12-10T14:30:00-05:00"),
        stop(2, 'D', "Akron OH", zone, "", "2024-12-11T10:05:00-05:00", "2024-12-11T10:20:00-05:00"),
    ];
    let load = load("", "490", stops, &["pod_signed"]);
    let mut world = World::new(load, usd(vec![gross, discount, minimum, fuel(shape), need_pod()]));
    let breaks = [("0", "100"), ("500", "90"), ("1000", "80"), ("2000", "75"), ("5000", "70"), ("10000", "65")];
    let breaks = breaks.iter().map(|(from, rate)| (dec(from), dec(rate))).collect();
    let rows = vec![
        ("2024-12-04".parse().unwrap(), vec![dec("31.650")]),
        ("2024-12-11".parse().unwrap(), vec![dec("31.250")]),
    ];
    world.tables.extend([
        table("scale", TableBody::Scale { breaks, until_lb: Some(dec("20000")) }),
        table("rrts", TableBody::Dated { columns: vec!["ltl".into()], rows, valid_days: Some(7) }),
    ]);
    let lines = ["LINEHAUL_GROSS 400 450.00", "DISCOUNT DSC -279.00", "FSC 405 54.12"];
    expect(&world, &lines, "225.12", &[], &[]);
}

#[test]
fn case_11_a_second_source_warns_and_the_authority_bills() {
    let mut gross = linehaul(LinehaulBasis::PerCwt(dec("18.75")));
    gross.code = Some("LINEHAUL_GROSS".into());
    let second = SecondSource { table: "printed".into(), within: dec("0.02") };
    let shape = FuelShape::Bands {
        table: "rrts".into(),
        column: "over".into(),
        unit: FuelUnit::PercentOf(Base::NetLinehaul),
        index: IndexUse { second_source: Some(second), ..index(Weekday::Wed) },
        beyond: None,
    };
    let discount = term(Verb::Discount { percent: dec("70") });
    let stops = vec![
        stop(
            1,
            'P',
            "Louisville KY",
            "America/Kentucky/Louisville",
            "2025-03-06T10:00:00-05:00",
            "2025-03-06T09:40:00-05:00",
            "2025-03-06T11:00:00-05:00",
        ),
        stop(
            2,
            'D',
            "Atlanta GA",
            "America/New_York",
            "2025-03-07T13:00:00-05:00",
            "2025-03-07T12:30:00-05:00",
            "2025-03-07T14:10:00-05:00",
        ),
    ];
    let load = load("", "22400", stops, &["pod_signed", "scale_ticket"]);
    let terms = vec![gross, discount, fuel(shape), need_pod(), need_document("scale_ticket")];
    let mut world = World::new(load, usd(terms));
    let prices = [("2025-03-03".parse().unwrap(), dec("3.551"))].into();
    world.tables.extend([
        eia(),
        table("printed", TableBody::Index { prices }),
        bands("rrts", "over", vec![band("3.55", "3.60", "64.100"), band("3.60", "3.65", "64.900")]),
    ]);
    let lines = ["LINEHAUL_GROSS 400 4200.00", "DISCOUNT DSC -2940.00", "FSC 405 817.74"];
    expect(&world, &lines, "2077.74", &[], &["INDEX_CONFLICT"]);
}

#[test]
fn case_13_the_minimum_counts_once_a_step_is_due() {
    let detention = Detention {
        clock: ClockStart::Notification,
        free: FreeTime::ByWeight { below_lb: vec![(dec("1000"), 15)], otherwise: 60 },
        minimum: Some(dec("61.00")),
        ..waiting(0, "52.00", 15, 15)
    };
    let mut pickup =
        stop(1, 'P', "Wichita KS", "America/Chicago", "", "2024-08-07T10:00:00-05:00", "2024-08-07T10:22:00-05:00");
    pickup.notified = pickup.arrived;
    let load = load("", "900", vec![pickup], &["detention_log"]);
    let terms = vec![
        with(Verb::Detention(detention), &["detention_log"]),
        term(Verb::NeedStops { at: StopSelection::Pickups }),
    ];
    let mut world = World::new(load, usd(terms));
    expect(&world, &["DETENTION_LOADING DTL 61.00"], "61.00", &[], &[]);
    world.load.stops[0].departed = Some(at("2024-08-07T10:15:00-05:00"));
    expect(&world, &[], "0.00", &["NOTHING_BILLABLE"], &[]);
}

#[test]
fn case_15_drayage_with_a_chassis_minimum() {
    let percent = FuelShape::Percent { percent: dec("32"), of: Base::NetLinehaul };
    let chassis = term(Verb::Chassis { per_day: dec("45"), minimum_days: 3 });
    let zone = "America/Los_Angeles";
    let stops = vec![
        stop(
            1,
            'P',
            "Long Beach CA",
            zone,
            "2025-07-08T07:00:00-07:00",
            "2025-07-08T06:40:00-07:00",
            "2025-07-08T09:38:00-07:00",
        ),
        stop(2, 'D', "Carson CA", zone, "", "2025-07-08T11:00:00-07:00", "2025-07-08T12:50:00-07:00"),
        stop(3, 'E', "Long Beach CA", zone, "", "2025-07-09T08:10:00-07:00", "2025-07-09T08:55:00-07:00"),
    ];
    let documents = ["pod_signed", "interchange_receipt_out", "interchange_receipt_in"];
    let load = load("38", "41200", stops, &documents);
    let detention = term(Verb::Detention(waiting(120, "70", 60, 15)));
    let needs = [need_pod(), need_document("interchange_receipt_out"), need_document("interchange_receipt_in")];
    let mut terms = vec![flat("425.00"), fuel(percent), detention, chassis];
    terms.extend(needs);
    let world = World::new(load, usd(terms));
    let lines = ["LINEHAUL 400 425.00", "FSC 405 136.00", "DETENTION_LOADING DTL 52.50", "CHASSIS FCS 135.00"];
    expect(&world, &lines, "748.50", &[], &[]);
}

#[test]
fn case_17_an_export_keeps_its_zero_tax_line() {
    let shape =
        FuelShape::Dated { table: "western".into(), column: "tl".into(), unit: FuelUnit::PercentOf(Base::NetLinehaul) };
    let border = Verb::BorderFee {
        fee: Money::new(dec("21.95"), Currency::USD),
        exchange: "fx".into(),
        by: DateBasis::ActualPickup,
    };
    let detention = Verb::Detention(Detention { clock: ClockStart::Arrival, ..waiting(60, "22.50", 15, 15) });
    let tax = Verb::CanadianTax(CanadianTax {
        rates: "taxes".into(),
        by: DateBasis::ActualDelivery,
        zero_evidence: "customs_release".into(),
    });
    let mut stops = vec![
        stop(
            1,
            'P',
            "Mississauga ON",
            "America/Toronto",
            "2026-03-31T13:00:00-04:00",
            "2026-03-31T13:10:00-04:00",
            "2026-03-31T15:02:00-04:00",
        ),
        stop(
            2,
            'D',
            "Chicago IL",
            "America/Chicago",
            "2026-04-01T09:00:00-05:00",
            "2026-04-01T08:50:00-05:00",
            "2026-04-01T09:45:00-05:00",
        ),
    ];
    stops[0].country = Some("CA".into());
    let load = load("532", "40100", stops, &["pod_signed", "customs_release", "in_out_times_on_bol"]);
    let terms = vec![
        flat("2450.00"),
        fuel(shape),
        term(border),
        with(detention, &["in_out_times_on_bol"]),
        term(tax),
        need_pod(),
    ];
    let mut world = World::new(load, contract(Currency::CAD, terms));
    let rows =
        vec![("2026-03-23".parse().unwrap(), vec![dec("72.0")]), ("2026-04-01".parse().unwrap(), vec![dec("75.0")])];
    let effective = "2026-01-01".parse().unwrap();
    let rates = vec![
        ExchangeRate { effective, from: Currency::USD, to: Currency::CAD, rate: dec("1.3016") },
        ExchangeRate { effective, from: Currency::CAD, to: Currency::USD, rate: dec("0.8237") },
    ];
    world.tables.extend([
        table("western", TableBody::Dated { columns: vec!["tl".into()], rows, valid_days: None }),
        table("fx", TableBody::Exchange { rates, valid_days: Some(365) }),
        table("taxes", TableBody::Taxes { rates: vec![] }),
    ]);
    let lines = [
        "LINEHAUL 400 2450.00",
        "FSC 405 1764.00",
        "BORDER_FEE BCF 28.57",
        "DETENTION_LOADING DTL 90.00",
        "TAX_GST_ZERO GST 0.00",
    ];
    expect(&world, &lines, "4332.57", &[], &[]);
}

#[test]
fn case_19_each_quebec_tax_stands_on_the_same_value() {
    let shape = FuelShape::Dated {
        table: "western".into(),
        column: "short".into(),
        unit: FuelUnit::PercentOf(Base::NetLinehaul),
    };
    let tax = Verb::CanadianTax(CanadianTax {
        rates: "taxes".into(),
        by: DateBasis::ActualDelivery,
        zero_evidence: "customs_release".into(),
    });
    let po = Verb::NeedReference { name: "customer_po".into(), like: None, owner: Some("customer service".into()) };
    let zone = "America/Toronto";
    let mut stops = vec![
        stop(1, 'P', "Gatineau QC", zone, "", "2026-03-25T09:00:00-04:00", "2026-03-25T09:25:00-04:00"),
        stop(2, 'D', "Quebec QC", zone, "", "2026-03-26T10:00:00-04:00", "2026-03-26T10:20:00-04:00"),
    ];
    stops.iter_mut().for_each(|s| s.country = Some("CA".into()));
    let mut load = load("", "6100", stops, &["pod_signed"]);
    load.references.insert("customer_po".into(), String::new());
    let terms = vec![flat("850.00"), fuel(shape), term(tax), need_pod(), term(po)];
    let mut world = World::new(load, contract(Currency::CAD, terms));
    let effective = "2013-01-01".parse().unwrap();
    let rate =
        |tax: &str, percent: &str| TaxRate { region: "QC".into(), tax: tax.into(), percent: dec(percent), effective };
    let rows = vec![("2026-03-23".parse().unwrap(), vec![dec("35.0")])];
    world.tables.extend([
        table("western", TableBody::Dated { columns: vec!["short".into()], rows, valid_days: None }),
        table("taxes", TableBody::Taxes { rates: vec![rate("GST", "5"), rate("QST", "9.975")] }),
    ]);
    let lines = ["LINEHAUL 400 850.00", "FSC 405 297.50", "TAX_GST GST 57.38", "TAX_QST TAX 114.46"];
    expect(&world, &lines, "1319.34", &["REFERENCE_MISSING"], &[]);
    assert_eq!(world.assess().holds[0].owner, "customer service");
}

#[test]
fn case_21_a_month_is_read_by_the_local_waybill_date() {
    let check = MonthlyCheck { index: "eia_us".into(), lag_months: 2, column: "average".into(), within: dec("0.001") };
    let shape = FuelShape::Monthly {
        table: "panam".into(),
        column: "usd_per_mile".into(),
        unit: FuelUnit::PerMile,
        checked_against: Some(check),
    };
    let by = Some(DateBasis::Extra("waybill_date".into()));
    let zone = "America/New_York";
    let stops = vec![
        stop(1, 'P', "Ayer MA", zone, "", "2024-12-31T22:30:00-05:00", "2024-12-31T23:15:00-05:00"),
        stop(
            2,
            'D',
            "Mechanicville NY",
            zone,
            "2025-01-01T10:00:00-05:00",
            "2025-01-01T09:40:00-05:00",
            "2025-01-01T11:00:00-05:00",
        ),
    ];
    let mut load = load("412", "39800", stops, &["pod_signed"]);
    load.extras.insert("waybill_date".into(), Extra::Text("2024-12-31".into()));
    let mut world =
        World::new(load, usd(vec![flat("1275.00"), term(Verb::Fuel(Fuel { shape, by, open: None })), need_pod()]));
    let columns = vec!["average".into(), "usd_per_mile".into()];
    let rows = [("2024-12-01".parse().unwrap(), vec![dec("3.585"), dec("0.5040")])].into();
    world.tables.extend([eia(), table("panam", TableBody::Monthly { columns, rows })]);
    expect(&world, &["LINEHAUL 400 1275.00", "FSC 405 207.65"], "1482.65", &[], &[]);
}

//! Whatever the numbers say: never a panic, and the total is the sum of the lines.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_billing::assess::Adjustment;
use linehaul_domain::Decimal;
use linehaul_domain::extra::Extra;
use linehaul_domain::load::{BookedCharge, LoadStatus};
use linehaul_domain::money::{Currency, Money, Rounding};
use linehaul_domain::stop::Closure;
use linehaul_domain::table::TableBody;
use linehaul_domain::terms::*;
use linehaul_domain::time::{Instant, Weekday};
use proptest::prelude::*;

/// Plain numbers, and those at the end of what a decimal holds.
fn number() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (-1_000_000i64..1_000_000, 0u32..4).prop_map(|(n, scale)| Decimal::new(n, scale)),
        Just(Decimal::MAX),
        Just(Decimal::MIN),
        Just(Decimal::ZERO),
        Just(Decimal::new(1, 28)),
        Just(dec("999999999.99")),
    ]
}

fn instant() -> impl Strategy<Value = Option<Instant>> {
    prop_oneof![
        4 => Just(None),
        1 => Just(Some(Instant::MIN_UTC)),
        1 => Just(Some(Instant::MAX_UTC)),
        40 => (0i64..20_000_000).prop_map(|s| Instant::from_timestamp(1_740_000_000 + s, 0)),
    ]
}

fn terms(n: &[Decimal], small: u32) -> Vec<Term> {
    let cap = |per| Cap { amount: n[0], team_amount: Some(n[1]), per };
    let waits = |clock, per| Detention {
        clock,
        rate: n[2],
        rate_minutes: small,
        step_minutes: small,
        minimum: Some(n[3]),
        cap: Some(cap(per)),
        during_layover: DuringLayover::NotInPaidPeriods,
        not_while_closed: true,
        late: Lateness::Forfeits { after_minutes: small },
        free: FreeTime::ByWeight { below_lb: vec![(n[4], small)], otherwise: small },
        ..waiting(small, "1", 1, 1)
    };
    let base = || Base::NetLinehaulAnd(vec!["TEAM".into(), "LAYOVER".into()]);
    let formula = FuelShape::Formula {
        base_price: n[1],
        miles_per_gallon: n[2],
        rate_places: small % 28,
        rate_rounding: Rounding::Up,
        index: index(Weekday::Sun),
    };
    let scale = LinehaulBasis::Scale { table: "scale".into(), deficit_weight: true };
    let team = Verb::Accessorial { kind: AccessorialKind::Team, basis: SimpleBasis::PerMile(n[4]) };
    let hazmat = Verb::Accessorial { kind: AccessorialKind::Tarp, basis: SimpleBasis::Flat(n[5]) };
    vec![
        linehaul(LinehaulBasis::Flat(n[0])),
        per_mile(&n[1].to_string()),
        linehaul(LinehaulBasis::PerCwt(n[2])),
        linehaul(scale),
        linehaul(LinehaulBasis::AsBooked),
        term(Verb::Linehaul(Linehaul { basis: LinehaulBasis::Flat(n[3]), minimum: Some(n[4]) })),
        term(Verb::Discount { percent: n[5] }),
        term(Verb::Minimum { amount: n[0] }),
        term(team),
        term(hazmat),
        term(Verb::Layover { rate: n[1], hours: small, weekend: None }),
        fuel(FuelShape::Percent { percent: n[2], of: base() }),
        fuel(formula),
        term(Verb::Detention(waits(ClockStart::LaterOfArrivalAndAppointment, CapPer::CalendarDay))),
        term(Verb::Detention(waits(ClockStart::Notification, CapPer::TwentyFourHours))),
        term(Verb::StopOff { tiers: vec![n[3]], further: Some(n[4]) }),
        term(Verb::Redelivery { per_mile: n[5], minimum: n[0] }),
        term(Verb::AtCost { code: "LUMPER".into(), plus: Markup::Percent(n[1]), receipt: "lumper_receipt".into() }),
        term(Verb::AtCost { code: "PERMIT".into(), plus: Markup::Flat(n[2]), receipt: "permit_receipt".into() }),
        term(Verb::Chassis { per_day: n[3], minimum_days: small }),
        term(Verb::Tonu(Tonu::PerDeadheadMile { rate: n[4], minimum: n[5] })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn never_a_panic_and_the_total_is_the_sum(
        n in prop::collection::vec(number(), 6),
        load_numbers in prop::collection::vec(prop::option::of(number()), 5),
        times in prop::collection::vec(instant(), 12),
        small in prop_oneof![0u32..200, Just(u32::MAX)],
        only in prop::option::of(0usize..21),
        status in 0usize..4,
    ) {
        let mut load = trip();
        load.status = [LoadStatus::Delivered, LoadStatus::Tonu, LoadStatus::Cancelled, LoadStatus::InTransit][status];
        (load.miles, load.weight_lb, load.deadhead_miles) = (load_numbers[0], load_numbers[1], load_numbers[2]);
        load.driver_count = Some(2);
        for (stop, t) in load.stops.iter_mut().zip(times.chunks(6)) {
            (stop.arrived, stop.notified, stop.departed) = (t[0], t[1], t[2]);
            (stop.told_to_return, stop.returned) = (t[3], t[4]);
            if let (Some(from), Some(to)) = (t[4], t[5]) {
                stop.closures = vec![Closure { from, to }];
            }
        }
        if let Some(cost) = load_numbers[3] {
            load.extras.insert("lumper_cost".into(), Extra::Number(cost));
            load.extras.insert("permit_cost".into(), Extra::Number(cost));
            load.booked = vec![BookedCharge { code: "LINEHAUL".into(), amount: Money::new(cost, Currency::USD) }];
            load.expected_total = Some(Money::new(cost, Currency::USD));
            let mut receipt = document("lumper_receipt", None);
            receipt.amount = Some(Money::new(cost, Currency::USD));
            load.documents.extend([receipt.clone(), receipt]);
        }
        let mut terms = terms(&n, small);
        if let Some(only) = only {
            terms = vec![terms.swap_remove(only)];
        }
        let mut world = World::new(load, usd(terms));
        world.tables.extend([eia(), table("scale", TableBody::Scale {
            breaks: vec![(dec("0"), n[0]), (dec("500"), n[1]), (n[2], n[3])],
            until_lb: None,
        })]);
        if let Some(amount) = load_numbers[4] {
            let adjustment = Adjustment { code: "LINEHAUL".into(), amount, reason: "r".into(), by: "b".into(), book_seq: 1 };
            if amount.abs() < dec("1000000000") {
                world.adjustments = vec![adjustment];
            }
        }
        let found = world.assess();
        prop_assert_eq!(found.total, found.charges.iter().map(|c| c.amount).sum::<Decimal>());
        prop_assert!(found.charges.iter().all(|c| c.amount.scale() <= 2 || !world.adjustments.is_empty()));
        prop_assert_eq!(world.assess(), found, "the same every time");
    }
}

//! Prorating: what each payor pays sums to the line, always.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_billing::prorate::parts;
use linehaul_domain::Decimal;
use linehaul_domain::money::Currency;
use linehaul_domain::party::Payor;
use linehaul_domain::terms::*;
use proptest::prelude::*;

fn payor(customer: &str, share: &str) -> Payor {
    Payor { customer: customer.into(), share_percent: Some(dec(share)), weight_lb: None }
}

fn heavy(customer: &str, pounds: Option<&str>) -> Payor {
    Payor { customer: customer.into(), share_percent: None, weight_lb: pounds.map(dec) }
}

#[test]
fn the_leftover_cent_goes_where_the_contract_says() {
    let thirds = [dec("33.3"), dec("33.4"), dec("33.3")];
    let of = |amount: &str, to| parts(dec(amount), &thirds, Currency::USD, to).unwrap();
    assert_eq!(of("100.00", Leftover::First), [dec("33.30"), dec("33.40"), dec("33.30")]);
    assert_eq!(of("0.10", Leftover::First), [dec("0.04"), dec("0.03"), dec("0.03")]);
    assert_eq!(of("0.10", Leftover::Largest), [dec("0.03"), dec("0.04"), dec("0.03")]);
    assert_eq!(of("-0.10", Leftover::Largest), [dec("-0.03"), dec("-0.04"), dec("-0.03")]);
}

#[test]
fn a_load_of_two_payors_is_held_with_what_each_pays() {
    let prorate = |leftover| term(Verb::Prorate(Prorate { by: ProrateBy::Share, leftover }));
    let mut world = World::new(trip(), usd(vec![flat("1000.01"), prorate(Leftover::First)]));
    world.load.payors = vec![payor("ACME", "60"), payor("BETA", "40")];
    let found = world.assess();
    let hold = found.holds.iter().find(|h| h.code.code() == "SPLIT_NEEDED").unwrap();
    assert!(hold.message.contains("ACME 600.01, BETA 400.00"), "{}", hold.message);
    assert_eq!(found.shares[0].lines, [dec("600.01")]);
    world.load.payors[1].share_percent = Some(dec("41"));
    assert!(world.assess().shares.is_empty(), "101 percent are no shares");
    world.contract = Some(usd(vec![flat("1000.01")]));
    world.load.payors[1].share_percent = Some(dec("40"));
    let hold = world.assess().holds.into_iter().find(|h| h.code.code() == "SPLIT_NEEDED").unwrap();
    assert!(hold.next_step.contains("prorate by share"), "{}", hold.next_step);
}

#[test]
fn payors_pay_by_the_weight_of_their_freight() {
    let by_weight = |leftover| term(Verb::Prorate(Prorate { by: ProrateBy::Weight, leftover }));
    let mut world = World::new(trip(), usd(vec![flat("312.00"), by_weight(Leftover::First)]));
    world.load.payors = vec![heavy("ACME", Some("4000")), heavy("BETA", Some("7000"))];
    // 312.00 x 4000 / 11000 = 113.4545…, x 7000 / 11000 = 198.5454…: a cent is left over.
    let found = world.assess();
    let hold = found.holds.iter().find(|h| h.code.code() == "SPLIT_NEEDED").unwrap();
    assert_eq!(hold.message, "2 payors: ACME 113.46, BETA 198.54");
    let told: Vec<_> = found.shares.iter().map(|s| (s.percent.to_string(), s.weight_lb)).collect();
    assert_eq!(told, [("36.3636".into(), Some(dec("4000"))), ("63.6364".into(), Some(dec("7000")))]);
    world.contract = Some(usd(vec![flat("312.00"), by_weight(Leftover::Largest)]));
    assert_eq!(world.assess().shares[1].lines, [dec("198.55")], "the heavier one bears it");
}

#[test]
fn a_payor_without_what_it_is_prorated_by_holds_with_the_reason() {
    let why = |by, payors: Vec<Payor>| {
        let prorate = term(Verb::Prorate(Prorate { by, leftover: Leftover::First }));
        let mut world = World::new(trip(), usd(vec![flat("312.00"), prorate]));
        world.load.payors = payors;
        let found = world.assess();
        assert!(found.shares.is_empty());
        found.holds.into_iter().find(|h| h.code.code() == "SPLIT_NEEDED").unwrap().message
    };
    let weighed = |beta| vec![heavy("ACME", Some("4000")), heavy("BETA", beta)];
    assert_eq!(why(ProrateBy::Weight, weighed(None)), "2 payors: the weight of BETA is not known");
    assert_eq!(why(ProrateBy::Weight, weighed(Some("0"))), "2 payors: the weight of BETA is 0");
    assert_eq!(why(ProrateBy::Share, weighed(Some("1"))), "2 payors: the share of ACME is not known");
    let shared = vec![payor("ACME", "60"), payor("BETA", "41")];
    assert_eq!(why(ProrateBy::Share, shared.clone()), "2 payors: their shares are 101% together");
    assert_eq!(why(ProrateBy::Weight, shared), "2 payors: the weight of ACME is not known");
}

#[test]
fn nothing_is_divided_by_no_weight_at_all() {
    assert_eq!(parts(dec("10.00"), &[dec("0"), dec("0")], Currency::USD, Leftover::First), None);
}

proptest! {
    #[test]
    fn parts_by_weight_sum_to_the_line(cents in -10_000_000i64..10_000_000, pounds in proptest::collection::vec(1i64..5_000_000, 2..6)) {
        let pounds: Vec<Decimal> = pounds.into_iter().map(|tenths| Decimal::new(tenths, 1)).collect();
        let amount = Decimal::new(cents, 2);
        for to in [Leftover::First, Leftover::Largest] {
            let parts = parts(amount, &pounds, Currency::USD, to).unwrap();
            prop_assert_eq!(parts.iter().copied().sum::<Decimal>(), amount);
        }
    }

    #[test]
    fn parts_sum_to_the_line(cents in -10_000_000i64..10_000_000, cuts in proptest::collection::vec(1u32..10_000, 1..5)) {
        let mut cuts = cuts;
        cuts.sort_unstable();
        cuts.dedup();
        let mut percents: Vec<Decimal> = Vec::new();
        let mut last = 0;
        for cut in cuts.into_iter().chain([10_000]) {
            if cut > last {
                percents.push(Decimal::new(i64::from(cut - last), 2));
                last = cut;
            }
        }
        let amount = Decimal::new(cents, 2);
        for to in [Leftover::First, Leftover::Largest] {
            let parts = parts(amount, &percents, Currency::USD, to).unwrap();
            prop_assert_eq!(parts.iter().copied().sum::<Decimal>(), amount);
            let most = Decimal::new(percents.len() as i64, 2);
            for (part, percent) in parts.iter().zip(&percents) {
                let exact = amount * *percent / Decimal::ONE_HUNDRED;
                prop_assert!((*part - exact).abs() < most, "{} of {}", part, exact);
            }
        }
    }
}

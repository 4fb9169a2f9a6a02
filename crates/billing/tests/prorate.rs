//! Prorating: what each payor pays sums to the line, always.
#![allow(clippy::unwrap_used)]

mod support;

use linehaul_billing::prorate::parts;
use linehaul_domain::Decimal;
use linehaul_domain::money::Currency;
use linehaul_domain::party::Payor;
use linehaul_domain::terms::*;
use proptest::prelude::*;
use support::*;

fn payor(customer: &str, share: &str) -> Payor {
    Payor { customer: linehaul_domain::ids::CustomerId(customer.into()), share_percent: dec(share) }
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
    let prorate = |leftover| term(Verb::Prorate { leftover });
    let mut world = World::new(trip(), usd(vec![flat("1000.01"), prorate(Leftover::First)]));
    world.load.payors = vec![payor("ACME", "60"), payor("BETA", "40")];
    let found = world.assess();
    let hold = found.holds.iter().find(|h| h.code.code() == "SPLIT_NEEDED").unwrap();
    assert!(hold.message.contains("ACME 600.01, BETA 400.00"), "{}", hold.message);
    assert_eq!(found.shares[0].lines, [dec("600.01")]);
    world.load.payors[1].share_percent = dec("41");
    assert!(world.assess().shares.is_empty(), "101 percent are no shares");
    world.contract = Some(usd(vec![flat("1000.01")]));
    world.load.payors[1].share_percent = dec("40");
    let hold = world.assess().holds.into_iter().find(|h| h.code.code() == "SPLIT_NEEDED").unwrap();
    assert!(hold.next_step.contains("prorate by share"), "{}", hold.next_step);
}

proptest! {
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

//! Prorate: what each payor of a load pays, line by line, to the cent.
//!
//! Each share of a line is rounded down (towards zero), and the cents that are left over go where the contract says, so that
//! the shares of a line sum to the line. Source: prorating among payors in motor carriers' rules tariffs.

use linehaul_domain::Decimal;
use linehaul_domain::charge::{Charge, Share};
use linehaul_domain::money::{Currency, Rounding};
use linehaul_domain::party::Payor;
use linehaul_domain::terms::Leftover;

/// The parts of an amount by percents that sum to 100; nothing where a product is beyond measure.
pub fn parts(amount: Decimal, percents: &[Decimal], currency: Currency, leftover: Leftover) -> Option<Vec<Decimal>> {
    let part = |percent: &Decimal| {
        let exact = amount.checked_mul(*percent)? / Decimal::ONE_HUNDRED;
        Some(Rounding::Down.apply(exact, currency.places()))
    };
    let mut parts: Vec<Decimal> = percents.iter().map(part).collect::<Option<_>>()?;
    let rest = amount - parts.iter().copied().sum::<Decimal>();
    let bearer = match leftover {
        Leftover::First => 0,
        Leftover::Largest => {
            let largest = percents.iter().copied().max()?;
            percents.iter().position(|p| *p == largest)?
        }
    };
    *parts.get_mut(bearer)? += rest;
    Some(parts)
}

/// What each payor pays; nothing while the shares are not those of the whole.
pub fn shares(payors: &[Payor], charges: &[Charge], currency: Currency, leftover: Leftover) -> Vec<Share> {
    let percents: Vec<Decimal> = payors.iter().map(|p| p.share_percent).collect();
    let sum = percents.iter().fold(Decimal::ZERO, |sum, p| sum.saturating_add(*p));
    if payors.len() < 2 || sum != Decimal::ONE_HUNDRED || percents.iter().any(|p| *p <= Decimal::ZERO) {
        return Vec::new();
    }
    let lines: Option<Vec<Vec<Decimal>>> =
        charges.iter().map(|c| parts(c.amount, &percents, currency, leftover)).collect();
    let Some(lines) = lines else { return Vec::new() };
    let of = |(at, payor): (usize, &Payor)| {
        let own: Vec<Decimal> = lines.iter().filter_map(|parts| parts.get(at)).copied().collect();
        let total = own.iter().copied().sum();
        Share { customer: payor.customer.clone(), percent: payor.share_percent, lines: own, total }
    };
    payors.iter().enumerate().map(of).collect()
}

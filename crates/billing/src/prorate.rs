//! Prorate: what each payor of a load pays, line by line, to the cent.
//!
//! Each share of a line is rounded down (towards zero), and the cents that are left over go where the contract says, so that
//! the shares of a line sum to the line. Source: prorating among payors in motor carriers' rules tariffs.

use linehaul_domain::Decimal;
use linehaul_domain::charge::{Charge, Share};
use linehaul_domain::money::{Currency, Rounding};
use linehaul_domain::party::Payor;
use linehaul_domain::terms::{Leftover, Prorate, ProrateBy};

/// The parts of an amount in proportion to these (percents, pounds); nothing where there is nothing to divide by, or a product
/// is beyond measure.
pub fn parts(amount: Decimal, shares: &[Decimal], currency: Currency, leftover: Leftover) -> Option<Vec<Decimal>> {
    let whole = shares.iter().try_fold(Decimal::ZERO, |sum, share| sum.checked_add(*share))?;
    let part = |share: &Decimal| {
        let exact = amount.checked_mul(*share)?.checked_div(whole)?;
        Some(Rounding::Down.apply(exact, currency.places()))
    };
    let mut parts: Vec<Decimal> = shares.iter().map(part).collect::<Option<_>>()?;
    let rest = amount - parts.iter().copied().sum::<Decimal>();
    let bearer = match leftover {
        Leftover::First => 0,
        Leftover::Largest => {
            let largest = shares.iter().copied().max()?;
            shares.iter().position(|p| *p == largest)?
        }
    };
    *parts.get_mut(bearer)? += rest;
    Some(parts)
}

/// What a payor is prorated by.
fn stated(payor: &Payor, by: ProrateBy) -> Option<Decimal> {
    match by {
        ProrateBy::Share => payor.share_percent,
        ProrateBy::Weight => payor.weight_lb,
    }
}

/// Why payors cannot be prorated, in words; nothing when they can.
pub fn lacking(payors: &[Payor], by: ProrateBy) -> Option<String> {
    let of = if by == ProrateBy::Share { "share" } else { "weight" };
    for payor in payors {
        let customer = &payor.customer;
        match stated(payor, by) {
            None => return Some(format!("the {of} of {customer} is not known")),
            Some(stated) if stated <= Decimal::ZERO => return Some(format!("the {of} of {customer} is {stated}")),
            Some(_) => {}
        }
    }
    let sum = payors.iter().fold(Decimal::ZERO, |sum, p| sum.saturating_add(stated(p, by).unwrap_or_default()));
    (by == ProrateBy::Share && sum != Decimal::ONE_HUNDRED).then(|| format!("their shares are {sum}% together"))
}

/// What each payor pays; nothing while it is not known by what they are prorated.
pub fn shares(payors: &[Payor], charges: &[Charge], currency: Currency, prorate: Prorate) -> Vec<Share> {
    let Prorate { by, leftover } = prorate;
    if payors.len() < 2 || lacking(payors, by).is_some() {
        return Vec::new();
    }
    let stated: Vec<Decimal> = payors.iter().filter_map(|p| stated(p, by)).collect();
    let lines: Option<Vec<Vec<Decimal>>> =
        charges.iter().map(|c| parts(c.amount, &stated, currency, leftover)).collect();
    let whole = stated.iter().fold(Decimal::ZERO, |sum, share| sum.saturating_add(*share));
    let Some(lines) = lines else { return Vec::new() };
    let of = |(at, payor): (usize, &Payor)| {
        let own: Vec<Decimal> = lines.iter().filter_map(|parts| parts.get(at)).copied().collect();
        let total = own.iter().copied().sum();
        let weight_lb = payor.weight_lb.filter(|_| by == ProrateBy::Weight);
        let of_weight = |lb: Decimal| lb.checked_mul(Decimal::ONE_HUNDRED).and_then(|p| p.checked_div(whole));
        let percent = match weight_lb {
            Some(lb) => Rounding::HalfUp.apply(of_weight(lb).unwrap_or_default(), 4),
            None => payor.share_percent.unwrap_or_default(),
        };
        Share { customer: payor.customer.clone(), percent, weight_lb, lines: own, total }
    };
    payors.iter().enumerate().map(of).collect()
}

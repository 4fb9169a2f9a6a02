//! Adjust: the lines that a person adds, and the taxes on what they leave.

use linehaul_domain::Decimal;
use linehaul_domain::charge::Charge;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::step::Step;
use linehaul_domain::terms::{Base, Contract, Per, Priced, Verb};

use crate::priced::bounded;
use crate::rate::Rating;
use crate::worksheet::{Trail, in_the_book, within_measure};

/// A line that a person added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// The charge adjusted.
    pub code: ChargeCode,
    /// Added to it, invoice currency.
    pub amount: Decimal,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// The entry of the book.
    pub book_seq: u64,
}

/// Writes each adjustment as a line of its own, before the taxes, and reckons the taxes again that are a percent of what was
/// adjusted. An adjustment of a tax itself is a line behind them, and moves no other tax. `terms` are those that rated the
/// load. Source: Excise Tax Act (Canada), s. 165: the tax is on the value of the consideration, which is what is billed.
pub fn adjust(rating: &mut Rating, adjustments: &[Adjustment], terms: Option<&Contract>) {
    if let Some(terms) = terms.filter(|_| !adjustments.is_empty()) {
        taxes_again(rating, adjustments, terms);
    }
    for adjustment in adjustments {
        let line = line(adjustment);
        let at = rating.charges.iter().position(|c| c.code.is_tax()).unwrap_or(rating.charges.len());
        let at = if line.code.is_tax() { rating.charges.len() } else { at };
        rating.total = rating.total.saturating_add(line.amount);
        rating.charges.insert(at, line);
    }
}

fn line(adjustment: &Adjustment) -> Charge {
    let Adjustment { code, amount, reason, by, book_seq } = adjustment;
    Charge {
        code: code.clone(),
        stop: None,
        quantity: Decimal::ONE,
        unit: "flat".into(),
        rate: *amount,
        amount: *amount,
        bound: None,
        reason: Some(reason.clone()),
        derivation: vec![Step::Note { text: format!("{by} adjusted by {amount} (book {book_seq}): {reason}").into() }],
        rule: in_the_book(),
        clause: None,
        verb: "adjustment@1".into(),
    }
}

fn taxes_again(rating: &mut Rating, adjustments: &[Adjustment], terms: &Contract) {
    let untaxed: Vec<Charge> = rating.charges.iter().filter(|c| !c.code.is_tax()).cloned().collect();
    let mut taxed = rating.taxed.iter();
    for at in 0..rating.charges.len() {
        let charge = &rating.charges[at];
        if !charge.code.is_tax() || charge.unit != "%" {
            continue;
        }
        let base = match priced(charge, terms) {
            Some((priced, base)) => TaxBase::Priced(priced, base),
            None => TaxBase::LinesBefore(taxed.next().copied().unwrap_or(untaxed.len())),
        };
        let moving: Vec<&Adjustment> =
            adjustments.iter().filter(|a| !a.code.is_tax() && base.holds(&a.code, &untaxed)).collect();
        if moving.is_empty() {
            continue;
        }
        let was = charge.amount;
        match again(charge, &moving, &base, rating) {
            Some(charge) => {
                rating.total = rating.total.saturating_sub(was).saturating_add(charge.amount);
                rating.charges[at] = charge;
            }
            None => {
                let message = format!("{} comes out beyond a billion: an adjustment cannot be right", charge.code);
                let hold = Hold::new(HoldCode::InputMissing, message, "", "Take the adjustment back.");
                rating.holds.push(hold.of_charge(&charge.code));
            }
        }
    }
}

/// What a tax is a percent of.
enum TaxBase<'a> {
    /// `canadian_tax`: so many lines, in the contract's order, that stood before it.
    LinesBefore(usize),
    /// `accessorial "TAX_…" 5 percent of …`: freight and what the phrase names.
    Priced(&'a Priced, &'a Base),
}

impl TaxBase<'_> {
    /// Is a charge in it? One that the contract did not bill on this load is taxed with the others, as if the contract had.
    fn holds(&self, code: &ChargeCode, untaxed: &[Charge]) -> bool {
        let by = |verbs: &[&str]| untaxed.iter().any(|c| c.code == *code && verbs.contains(&c.verb.as_str()));
        let freight = || code.as_str() == "LINEHAUL" || by(&["linehaul@1", "discount@1", "minimum@1"]);
        match self {
            TaxBase::LinesBefore(lines) => {
                let (before, behind) = untaxed.split_at((*lines).min(untaxed.len()));
                let among = |lines: &[Charge]| lines.iter().any(|c| c.code == *code);
                among(before) || !among(behind)
            }
            TaxBase::Priced(_, Base::GrossLinehaul) => by(&["linehaul@1"]),
            TaxBase::Priced(_, Base::NetLinehaul) => freight(),
            TaxBase::Priced(_, Base::NetLinehaulAnd(codes)) => freight() || codes.contains(code),
        }
    }
}

/// The phrase behind a tax that the contract prices itself.
fn priced<'c>(charge: &Charge, terms: &'c Contract) -> Option<(&'c Priced, &'c Base)> {
    let written = terms.terms.iter().filter(|t| t.location == charge.rule);
    written.into_iter().find_map(|term| match &term.verb {
        Verb::Priced(priced) if *term.code.as_ref().unwrap_or(&priced.code) == charge.code => {
            match &priced.prices.first()?.per {
                Per::PercentOf(base) => Some((priced, base)),
                _ => None,
            }
        }
        _ => None,
    })
}

/// The tax on its base with what was adjusted, rounded as the contract says; nothing when that is beyond all measure.
fn again(tax: &Charge, moving: &[&Adjustment], base: &TaxBase<'_>, rating: &Rating) -> Option<Charge> {
    let mut charge = tax.clone();
    let explained = !charge.derivation.is_empty();
    let percents = |s: &Step| matches!(s, Step::Percent { .. });
    let of = charge.derivation.iter().rev().find_map(|s| match s {
        Step::Percent { of, .. } => Some(format!("{of}, adjusted")),
        _ => None,
    });
    // What was reckoned before the adjustment is told no more: the line would be followed by two results.
    let kept = charge.derivation.iter().position(percents).unwrap_or(charge.derivation.len());
    charge.derivation.truncate(kept);
    let mut trail = Trail::onto(std::mem::take(&mut charge.derivation), explained);
    let parts: Vec<Decimal> = std::iter::once(charge.quantity).chain(moving.iter().map(|a| a.amount)).collect();
    let adjusted = parts.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(*part))?;
    let percent = charge.rate;
    let mut amount = adjusted.checked_mul(percent)? / Decimal::ONE_HUNDRED;
    if !within_measure(adjusted) || !within_measure(amount) {
        return None;
    }
    trail.note(|| {
        let books: Vec<String> = moving.iter().map(|a| format!("book {}", a.book_seq)).collect();
        Step::Note { text: format!("what is taxed was adjusted ({})", books.join(", ")).into() }
    });
    trail.note(|| Step::Sum { parts, amount: adjusted });
    trail.note(|| Step::Percent { percent, base: adjusted, of: of.unwrap_or_default().into(), amount });
    if let TaxBase::Priced(priced, _) = base {
        amount = bounded(amount, priced.minimum, priced.maximum, &mut trail);
    }
    (charge.quantity, charge.amount) = (adjusted, rating.rounded(amount, &mut trail));
    charge.derivation = trail.done();
    Some(charge)
}

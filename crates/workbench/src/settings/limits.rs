//! Limits of the desk: how much may be adjusted by whom, and what takes somebody else's eyes.

use std::collections::BTreeMap;

use linehaul_billing::approval::{four_eyes, payable};
use linehaul_billing::assess::Adjustment;
use linehaul_domain::Decimal;
use linehaul_domain::assessment::Assessment;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::decision::Actor;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::money::{Currency, fixed};

use crate::settings::config::Config;

/// May this actor approve the load as it stands, given whose hands were on it? Answers what the book is to note. LH-404 for
/// one's own, LH-406 for a total below nothing.
pub fn approval(config: &Config, hands: &[Actor], actor: &Actor, assessment: &Assessment) -> Outcome<Option<String>> {
    payable(assessment)?;
    four_eyes(&hands.iter().collect::<Vec<_>>(), actor, config.eyes())
}

/// May this actor adjust a charge by an amount, with what was adjusted before? LH-405 above the limit of their roles.
///
/// What counts is what the load's adjustments come to, charge by charge, both ways added up: to take a mistake back costs
/// nothing, to move money from one charge to another does.
pub fn adjustment(
    config: &Config,
    before: &[Adjustment],
    actor: &Actor,
    (code, amount, currency): (&ChargeCode, Decimal, Currency),
) -> Outcome<()> {
    let mut by_code: BTreeMap<&ChargeCode, Decimal> = BTreeMap::new();
    for (code, amount) in before.iter().map(|a| (&a.code, a.amount)).chain([(code, amount)]) {
        let sum = by_code.entry(code).or_default();
        *sum = sum.saturating_add(amount);
    }
    let comes_to = by_code.values().fold(Decimal::ZERO, |all, one| all.saturating_add(one.abs()));
    let limit = config.adjust_limit(&actor.name);
    if comes_to <= limit {
        return Ok(());
    }
    let may = config.users.iter().map(|u| u.name.as_str()).filter(|name| comes_to <= config.adjust_limit(name));
    let may: Vec<&str> = may.collect();
    let next = match may.as_slice() {
        [] => {
            "Nobody may: raise [limits] in linehaul.toml, which the book records, or have the contract mended.".into()
        }
        some => format!("{} may.", some.join(", ")),
    };
    let what = format!(
        "the load's adjustments would come to {} {currency}, and {} may adjust {} {currency}",
        fixed(comes_to, currency),
        actor.name,
        fixed(limit, currency)
    );
    Err(Fault::new(Code::AboveLimit, what, "Nothing was adjusted.", next))
}

//! Limits of the desk: how much may be adjusted by whom, and what takes somebody else's eyes.

use std::collections::BTreeMap;

use linehaul_billing::approval::{four_eyes, payable};
use linehaul_billing::assess::Adjustment;
use linehaul_connectors::cell;
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

/// May this actor accept a difference from dispatch's total? LH-405 above the limit of their roles.
pub fn variance(config: &Config, actor: &Actor, (difference, currency): (Decimal, Currency)) -> Outcome<()> {
    let (off, limit) = (difference.abs(), config.variance_limit(&actor.name));
    if off <= limit {
        return Ok(());
    }
    let may = config.users.iter().map(|u| u.name.as_str()).filter(|name| off <= config.variance_limit(name));
    let may: Vec<&str> = may.collect();
    let next = match may.as_slice() {
        [] => "Nobody may: adjust the charge, or have the contract or dispatch's total mended.".to_owned(),
        some => format!("{} may.", some.join(", ")),
    };
    let what = format!(
        "the totals are {} {currency} apart, and {} may accept {} {currency}",
        fixed(off, currency),
        actor.name,
        fixed(limit, currency)
    );
    Err(Fault::new(Code::AboveLimit, what, "Nothing was accepted.", next))
}

/// Is a reason one of the company's own, where it has a list? LH-471.
pub fn listed(list: &[String], reason: &str) -> Outcome<()> {
    let said = reason.split_once(':').map_or(reason, |(listed, _)| listed).trim();
    if list.is_empty() || list.iter().any(|one| one.eq_ignore_ascii_case(said)) {
        return Ok(());
    }
    Err(Fault::new(
        Code::ReasonNotListed,
        format!("`{}` is no reason of the company's list", cell::shown(said)),
        "Nothing was decided.",
        format!("Say one of: {}; more may stand behind a colon.", list.join(", ")),
    ))
}

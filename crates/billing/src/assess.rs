//! Assess: rate a load, add adjustments, judge everything else that readiness asks, and pin what it depended on.

use linehaul_domain::Decimal;
use linehaul_domain::assessment::{Assessment, ENGINE, Pins, Settings};
use linehaul_domain::canonical;
use linehaul_domain::charge::Share;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::hold::{Hold, HoldCode, Loses, Warning, WarningCode};
use linehaul_domain::ids::Hash;
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::{Currency, Money, Rounding, fixed};
use linehaul_domain::party::Customer;
use linehaul_domain::stop::{StopKind, StopVisit};
use linehaul_domain::table::Tables;
use linehaul_domain::terms::{Contract, ProrateBy};
use linehaul_domain::time::TZDB;

pub use crate::adjust::Adjustment;
use crate::adjust::adjust;
use crate::changes;
use crate::conflict;
use crate::contract_terms::ContractTerms;
use crate::extras;
pub use crate::found::Found;
use crate::lost;
use crate::noted;
use crate::posting::{lacking_fields, line_of, of_line};
use crate::prorate::{lacking, shares};
pub use crate::rate::{Rating, rate};
use crate::reads::Reads;
use crate::scans;
use crate::vanished;

/// Everything an assessment depends on. There is no `now` among it.
pub struct Inputs<'a, A> {
    /// The load.
    pub load: &'a Load,
    /// Its contract.
    pub contract: Found<'a, A>,
    /// The house tariff, where the customer may have it.
    pub house: Option<&'a A>,
    /// Tables.
    pub tables: &'a Tables,
    /// Hash over them.
    pub tables_hash: &'a Hash,
    /// The customer that is billed.
    pub customer: Option<&'a Customer>,
    /// Settings.
    pub settings: &'a Settings,
    /// Adjustments in the book's order.
    pub adjustments: &'a [Adjustment],
    /// Are steps kept?
    pub explain: bool,
}

/// Rates and judges a load.
pub fn assess<A: ContractTerms>(inputs: &Inputs<'_, A>) -> Assessment {
    let (load, rating) = (inputs.load, judge(inputs));
    Assessment {
        load: load.number.clone(),
        bill_to: load.bill_to.clone().or_else(|| load.customer.clone()),
        status: load.status,
        currency: rating.currency,
        charges: rating.charges,
        total: rating.total,
        holds: rating.holds,
        warnings: rating.warnings,
        near_misses: rating.near_misses,
        shares: rating.shares,
        pins: pins(inputs),
    }
}

/// The same without its pins: for comparing many.
pub fn judge<A: ContractTerms>(inputs: &Inputs<'_, A>) -> Rating {
    let load = inputs.load;
    let mut rating = rated(inputs);
    if load.status != LoadStatus::Cancelled {
        adjust(&mut rating, inputs.adjustments, terms_of(inputs));
        if let Some(prorate) = rating.prorate {
            rating.shares = shares(&load.payors, &rating.charges, rating.currency, prorate);
        }
    }
    let judged = load.status.is_judged();
    conflict::judge(&reads(inputs), judged, &mut rating);
    lost::judge(&reads(inputs), judged, &mut rating);
    vanished::judge(load, judged, &mut rating);
    changes::judge(&reads(inputs), judged, &mut rating);
    noted::judge(&reads(inputs), judged, &mut rating);
    scans::judge(load, &mut rating);
    extras::judge(&reads(inputs), &mut rating);
    if judged {
        order(load, &mut rating);
        parties(inputs, &mut rating);
        mapping(inputs, &mut rating);
        variance(inputs, &mut rating);
        for hold in rating.holds.iter_mut().filter(|h| h.owner.is_empty()) {
            hold.owner = owner(inputs.settings, hold.code);
        }
    }
    rating
}

/// The terms that rated the load, if any did.
fn terms_of<'a, A: ContractTerms>(inputs: &Inputs<'a, A>) -> Option<&'a Contract> {
    match &inputs.contract {
        Found::Contract(contract) => Some(contract.terms()),
        Found::Missing { .. } => inputs.house.map(ContractTerms::terms),
        Found::NotYet { .. } | Found::Undated { .. } | Found::Broken { .. } => None,
    }
}

/// What rating and readiness look at.
fn reads<'a, A: ContractTerms>(inputs: &Inputs<'a, A>) -> Reads<'a, A> {
    let contracts = match &inputs.contract {
        Found::Contract(contract) => {
            let house = inputs.house.filter(|_| contract.terms().otherwise_house_tariff);
            std::iter::once(*contract).chain(house).collect()
        }
        Found::Missing { .. } => inputs.house.into_iter().collect(),
        Found::NotYet { .. } | Found::Undated { .. } | Found::Broken { .. } => Vec::new(),
    };
    Reads { load: inputs.load, contracts, posting: Some(&inputs.settings.posting) }
}

fn owner(settings: &Settings, code: HoldCode) -> String {
    let named = settings.owners.get(code.code()).or_else(|| settings.owners.get("*"));
    named.cloned().unwrap_or_else(|| "billing".to_owned())
}

fn empty(inputs: &Inputs<'_, impl ContractTerms>) -> Rating {
    let expected = inputs.load.expected_total.map(|m| m.currency);
    let currency = inputs.customer.and_then(|c| c.currency).or(expected).unwrap_or(Currency::USD);
    Rating {
        status: inputs.load.status,
        currency,
        rounding: Rounding::HalfUp,
        charges: Vec::new(),
        taxed: Vec::new(),
        total: Decimal::ZERO,
        holds: Vec::new(),
        warnings: Vec::new(),
        near_misses: Vec::new(),
        prorate: None,
        shares: Vec::new(),
    }
}

fn rated<A: ContractTerms>(inputs: &Inputs<'_, A>) -> Rating {
    let load = inputs.load;
    let judged = load.status.is_judged();
    let by = |contract, house| rate(contract, house, load, inputs.tables, inputs.explain);
    let (code, message, next) = match (&inputs.contract, inputs.house) {
        (Found::Contract(contract), house) => return by(*contract, house),
        (Found::Missing { .. }, Some(house)) => return by(house, None),
        (Found::Missing { looked }, None) => {
            let where_to = looked.as_ref().map(|looked| format!("; looked for {looked}")).unwrap_or_default();
            let message = format!("the customer has no contract in force, and no house tariff applies{where_to}");
            let next = "Write the customer's contract (rules/customers), or a house tariff for everybody without one (rules/house), or allow \
                        the one that there is.";
            (HoldCode::ContractMissing, message, next)
        }
        (Found::NotYet { first, looked }, _) => {
            let where_to = looked.as_ref().map(|looked| format!("; looked for {looked}")).unwrap_or_default();
            let message = format!(
                "the customer's contract is in force from {first} only, and the load is of a day before{where_to}"
            );
            (
                HoldCode::ContractMissing,
                message,
                "Publish the version of that time, or have dispatch mend the load's date.",
            )
        }
        (Found::Undated { input }, _) => {
            let message = format!("{input} is not known, and it picks the contract's version");
            (HoldCode::InputMissing, message, "Have dispatch send it.")
        }
        (Found::Broken { message }, _) => {
            (HoldCode::ContractError, message.clone(), "Mend the contract at that place.")
        }
    };
    let mut rating = empty(inputs);
    if judged {
        rating.holds.push(Hold::new(code, message, "", next));
    }
    rating
}

/// Freight that was left somewhere before it was fetched: one of the times cannot be right, and waiting is billed by them.
fn order(load: &Load, rating: &mut Rating) {
    let of_kind = |kind: StopKind| load.stops.iter().filter(move |stop| stop.kind == kind && !stop.cancelled);
    for delivery in of_kind(StopKind::Delivery) {
        let before = |pickup: &&StopVisit| {
            let times = delivery.departed.zip(pickup.arrived);
            pickup.seq < delivery.seq && times.is_some_and(|(left, reached)| left < reached)
        };
        if let Some(pickup) = of_kind(StopKind::Pickup).find(before) {
            let message = format!("{} was left before {} was reached", delivery.label(), pickup.label());
            let next = format!("Have dispatch mend the times of stops {} and {}.", pickup.seq, delivery.seq);
            rating.holds.push(Hold::new(HoldCode::InputMissing, message, "", next).at_stop(delivery.seq));
        }
    }
}

/// Of a customer that is known, and not to the ERP.
const NO_CODE: &str =
    "Have the customer set up at the ERP, or drop a row with customer, name and erp_code (customers….csv).";

fn parties(inputs: &Inputs<'_, impl ContractTerms>, rating: &mut Rating) {
    let load = inputs.load;
    let hold = |code, message: String, next: &str| Hold::new(code, message, "", next);
    match inputs.customer {
        None => {
            let who = load.bill_to.as_ref().or(load.customer.as_ref());
            let message =
                who.map_or("the load names no customer".to_owned(), |w| format!("nothing is known of customer {w}"));
            rating.holds.push(hold(
                HoldCode::CustomerUnknown,
                message,
                "Have the customer set up at the ERP and in dispatch, or drop a row with customer, name and erp_code (customers….csv).",
            ));
        }
        Some(customer) if customer.erp_code.as_deref().is_none_or(|c| c.trim().is_empty()) => {
            let message = format!("{} has no code at the ERP", customer.name);
            rating.holds.push(hold(HoldCode::CustomerUnknown, message, NO_CODE));
        }
        Some(customer) if customer.credit_hold => {
            // What was delivered is owed, and a bill that is not sent is not paid. An ERP that posts none says so itself.
            let message = format!("credit of {} is stopped; what was delivered is billed all the same", customer.name);
            rating.warnings.push(Warning { code: WarningCode::CreditHold, message });
        }
        Some(_) => {}
    }
    if let Some(customer) = inputs.customer
        && customer.currency.is_some_and(|c| c != rating.currency)
    {
        let message =
            format!("{} is invoiced in another currency than its contract's {}", customer.name, rating.currency);
        rating.holds.push(hold(HoldCode::ContractError, message, "Mend the contract or the customer."));
    }
    split(inputs.load, rating);
}

/// One invoice cannot bill two payors: the load is held with what each pays, or with why that is not known.
pub fn split(load: &Load, rating: &mut Rating) {
    let billed = load.bill_to.as_ref().or(load.customer.as_ref());
    let alone = match load.payors.as_slice() {
        [] => return,
        [only] => Some(&only.customer) == billed && only.share_percent.is_none_or(|p| p == Decimal::ONE_HUNDRED),
        _ => false,
    };
    if alone {
        return;
    }
    let part = |s: &Share| format!("{} {}", s.customer, fixed(s.total, rating.currency));
    let parts: Vec<String> = rating.shares.iter().map(part).collect();
    let by = rating.prorate.map_or(ProrateBy::Share, |prorate| prorate.by);
    let count = load.payors.len();
    let (message, next) = match (lacking(&load.payors, by), rating.prorate, parts.is_empty()) {
        (_, _, false) => (
            format!("{count} payors: {}", parts.join(", ")),
            "Bill each payor its part by hand at the ERP: `linehaul show` has every line of it.",
        ),
        (Some(why), Some(_), _) => (format!("{count} payors: {why}"), "Have dispatch mend what it says of the payors."),
        (why, _, _) => (
            format!("{count} payors{}", why.map_or_else(String::new, |why| format!(": {why}"))),
            "Say in the contract how they share (`prorate by share …`, `prorate by weight …`), or name one payor.",
        ),
    };
    rating.holds.push(Hold::new(HoldCode::SplitNeeded, message, "", next));
}

fn mapping(inputs: &Inputs<'_, impl ContractTerms>, rating: &mut Rating) {
    let settings = inputs.settings;
    for lacks in lacking_fields(inputs.load, settings) {
        let next = format!("Have dispatch send it in {}.", lacks.field);
        rating.holds.push(Hold::new(HoldCode::DimensionMissing, lacks.what, "", next));
    }
    let customer = inputs.customer;
    let mut codes: Vec<ChargeCode> = rating.charges.iter().map(|c| c.code.clone()).collect();
    codes.sort();
    codes.dedup();
    for code in codes {
        let line = line_of(inputs.load, customer, settings, &code);
        if let Some(item) = settings.posting.determine(&settings.erp_items, &line).0 {
            if let Some(meant) = settings.absent_items.get(&item) {
                let message = format!("{code} is posted as the item `{item}`, which the ERP has not{meant}");
                let next = format!(
                    "Make it there, or name another one: `linehaul map {code} ITEM --instead-of {item} --because …`; `linehaul sync erp` reads the ERP's items again."
                );
                rating.holds.push(Hold::new(HoldCode::CodeUnmapped, message, "", next).of_charge(&code));
            }
            continue;
        }
        let (of, add) = match settings.posting.rules.is_empty() {
            true => (String::new(), format!("Say which item it is: `linehaul map {code} ITEM --because …`.")),
            false => (
                of_line(&line),
                format!(
                    "Say which item it is: `linehaul map {code} ITEM --because …`, or add a rule for it to [[erp.posting]] in linehaul.toml."
                ),
            ),
        };
        let message = format!("{code} has no item at the ERP{of}");
        rating.holds.push(Hold::new(HoldCode::CodeUnmapped, message, "", add).of_charge(&code));
    }
}

/// Compares with dispatch's expected total, when everything could be rated. One that a later row emptied is compared with as long as
/// no other comes: that nothing is expected any more is no word on what it costs.
fn variance(inputs: &Inputs<'_, impl ContractTerms>, rating: &mut Rating) {
    let load = inputs.load;
    let Some(expected) = load.expected_total.or(load.formerly.expected_total) else { return };
    let gone = match load.expected_total {
        Some(_) => "",
        None => "; dispatch said so before, and its last row says no total any more",
    };
    let unrated = |hold: &Hold| match hold.code.loses() {
        Loses::Line | Loses::ChargesLine => true,
        // That there is no line is seen by itself.
        Loses::Nothing | Loses::EveryLine => false,
    };
    if rating.charges.is_empty() || rating.holds.iter().any(unrated) {
        return;
    }
    let currency = rating.currency;
    let next = "`linehaul show` explains ours. If dispatch is right, adjust the charge (`linehaul adjust`) or waive it (`linehaul waive`); if ours \
                is, accept the difference (`linehaul accept`), or have dispatch send its total anew, or drop a row with load_number, customer, \
                status, currency and expected_total (loads-….csv).";
    if expected.currency != currency {
        let message = format!("dispatch expects {expected}, the contract bills in {currency}{gone}");
        rating.holds.push(Hold::new(HoldCode::Variance, message, "", next));
        return;
    }
    let difference = rating.total.saturating_sub(expected.amount);
    let words = format!(
        "{} computed, {} expected by dispatch: {} apart{gone}",
        fixed(rating.total, currency),
        fixed(expected.amount, currency),
        fixed(difference, currency)
    );
    let accepted = noted::accepted(inputs.load, Money::new(rating.total, currency), expected);
    if let Some(said) = accepted.filter(|_| difference.abs() > inputs.settings.variance_warn_above) {
        let message = format!("{words}; accepted by {} (entry {}): {}", said.by, said.seq, said.reason);
        rating.warnings.push(Warning { code: WarningCode::VarianceSmall, message });
    } else if difference.abs() > inputs.settings.variance_hold_above {
        rating.holds.push(Hold::new(HoldCode::Variance, words, "", next));
    } else if difference.abs() > inputs.settings.variance_warn_above {
        rating.warnings.push(Warning { code: WarningCode::VarianceSmall, message: words });
    }
}

fn pins(inputs: &Inputs<'_, impl ContractTerms>) -> Pins {
    let house = inputs.house.map(ContractTerms::terms);
    let (contract, house) = match &inputs.contract {
        Found::Contract(contract) => (Some(contract.terms()), house),
        Found::Missing { .. } => (None, house),
        Found::NotYet { .. } | Found::Undated { .. } | Found::Broken { .. } => (None, None),
    };
    Pins {
        load_revision: canonical::hash(inputs.load),
        contract: contract.or(house).map(|t| t.name.clone()),
        contract_file: contract.map(|t| t.file.clone()),
        contract_hash: contract.map(|t| t.hash.clone()),
        house_file: house.map(|t| t.file.clone()),
        house_hash: house.map(|t| t.hash.clone()),
        tables_hash: inputs.tables_hash.clone(),
        customer_hash: canonical::hash(&inputs.customer),
        settings_hash: canonical::hash(inputs.settings),
        engine: ENGINE.to_owned(),
        tzdb: TZDB.to_owned(),
    }
}

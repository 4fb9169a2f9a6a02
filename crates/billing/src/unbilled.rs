//! Things that happened and that no phrase bills: told beside the lines, so that earned money is not overlooked.

use linehaul_domain::Decimal;
use linehaul_domain::code::{ChargeCode, PASSED_ON, PassedOn};
use linehaul_domain::event::EventKind;
use linehaul_domain::extra::Extra;
use linehaul_domain::near::nearest;
use linehaul_domain::terms::{Contract, ExtraRead, Term, Verb, is_cost};

use crate::contract_terms::ContractTerms;
use crate::worksheet::Worksheet;

/// Things that happened and that no phrase bills.
pub fn of_delivered<A: ContractTerms>(sheet: &mut Worksheet<'_>, contract: &A, live: &[&Term]) {
    let has = |wanted: fn(&Verb) -> bool| live.iter().any(|t| wanted(&t.verb));
    let load = sheet.load;
    misspelt(sheet, live);
    misspelt_in_conditions(sheet, contract);
    if !has(|v| matches!(v, Verb::Layover { .. })) {
        for stop in load.stops.iter().filter(|s| s.told_to_return.is_some() && !s.cancelled) {
            let message = || "told to return, and the contract has no layover".into();
            sheet.near_miss(&ChargeCode::of("LAYOVER"), Some(stop.seq), None, message);
        }
    }
    for PassedOn { code, receipt: kind, .. } in PASSED_ON {
        let passes_on = |t: &&Term| matches!(&t.verb, Verb::AtCost { receipt, .. } if receipt == kind);
        let on_file = load.has_document(kind, None);
        let worth = load.documents_of(kind, None).find_map(|d| d.amount).map(|m| m.amount);
        // What was paid is told though its receipt has not come.
        if live.iter().any(passes_on) || !on_file && worth.is_none() {
            continue;
        }
        let (name, a) = (kind.replace('_', " "), if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" });
        let is = if on_file { "is on file" } else { "is told of and not on file" };
        let message = || format!("{a} {name} {is}, and no phrase of the contract passes its cost on").into();
        sheet.near_miss(&ChargeCode::of(code), None, worth, message);
    }
    costs(sheet, contract, live);
    if !has(|v| matches!(v, Verb::Redelivery { .. })) && load.happened(EventKind::RedeliveryRequested) {
        let message = || "a redelivery was requested, and the contract has no such charge".into();
        sheet.near_miss(&ChargeCode::of("REDELIVERY"), None, None, message);
    }
}

/// What dispatch says that something has cost, and what it booked beside the freight, where no phrase reads it.
fn costs<A: ContractTerms>(sheet: &mut Worksheet<'_>, contract: &A, live: &[&Term]) {
    let load = sheet.load;
    let reads: Vec<String> = live.iter().flat_map(|term| columns_read(contract, term)).collect();
    let is_read = |column: &str| {
        let (kind, name) = column.split_once(':').unwrap_or_default();
        // One that is nearly called so is told as misspelt.
        let near = |read: &str| !load.extras.contains_key(read) && nearest(read, [name]).is_some();
        reads
            .iter()
            .filter_map(|read| read.split_once(':'))
            .any(|(of, read)| of == kind && (read == name || near(read)))
    };
    for (name, extra) in load.extras.iter().filter(|(name, _)| is_cost(name)) {
        let paid = extra.amount().filter(|amount| *amount > Decimal::ZERO);
        let Some(paid) = paid.filter(|_| !is_read(&format!("extra:{name}"))) else { continue };
        let in_currency = !matches!(extra, Extra::Money(money) if money.currency != sheet.currency);
        let code = ChargeCode::from(name.trim_end_matches("_cost").to_uppercase().as_str());
        // Its receipt may be told of already, without what it is worth.
        if let Some(known) = sheet.near_misses.iter_mut().find(|known| known.code == code) {
            known.worth = known.worth.or(in_currency.then_some(paid));
            continue;
        }
        let message = || {
            format!("dispatch says that `{name}` was {}, and no phrase of the contract bills it", extra.show()).into()
        };
        sheet.near_miss(&code, None, in_currency.then_some(paid), message);
    }
    for booked in load.booked.iter().filter(|booked| booked.amount.amount > Decimal::ZERO) {
        let code = &booked.code;
        let billed = sheet.charges.iter().any(|charge| charge.code == *code);
        if billed || is_freight(code) || is_read(&format!("booked:{code}")) {
            continue;
        }
        let worth = Some(booked.amount.amount).filter(|_| booked.amount.currency == sheet.currency);
        let message = || format!("dispatch booked {code} at {}, and no line bills it", booked.amount).into();
        sheet.near_miss(code, None, worth, message);
    }
}

/// Freight and fuel are booked for comparison: the contract bills them its own way.
fn is_freight(code: &ChargeCode) -> bool {
    matches!(code.as_str(), "LINEHAUL" | "FSC")
}

/// The extras and booked charges that a phrase reads, by their columns.
fn columns_read<A: ContractTerms>(contract: &A, term: &Term) -> Vec<String> {
    let mut columns: Vec<String> =
        term.verb.extras_read().into_iter().map(|read| format!("extra:{}", read.name)).collect();
    let amount = match &term.verb {
        Verb::Charge { amount, .. } => Some(*amount),
        _ => None,
    };
    let expressions = term.when.iter().map(|condition| condition.expression).chain(amount);
    columns.extend(expressions.flat_map(|expression| contract.reads(expression)).filter_map(|read| {
        let (method, name) = read.split_once(':')?;
        matches!(method, "number" | "money" | "text" | "flag" | "has_extra").then(|| format!("extra:{name}"))
    }));
    columns
}

/// What dispatch sends under a name that looks like one that a phrase reads and does not find.
fn misspelt(sheet: &mut Worksheet<'_>, live: &[&Term]) {
    let load = sheet.load;
    if load.extras.is_empty() || !sheet.explain {
        return;
    }
    let reads: Vec<(&Term, Vec<ExtraRead<'_>>)> = live.iter().map(|term| (*term, term.verb.extras_read())).collect();
    let is_read = |sent: &str| reads.iter().flat_map(|(_, reads)| reads).any(|read| read.name == sent);
    for (term, reads) in &reads {
        let Some(code) = term.bills().first().map(|code| ChargeCode::from(*code)) else { continue };
        for read in reads.iter().filter(|read| !load.extras.contains_key(&*read.name)) {
            let unread = load.extras.keys().map(String::as_str).filter(|sent| !is_read(sent));
            if let Some(sent) = nearest(&read.name, unread) {
                let message = || format!("dispatch sent `{sent}`, and the contract reads `{}`", read.name).into();
                sheet.near_miss(&code, None, None, message);
            }
        }
    }
}

/// The same for names that a condition asks for, `load.has_extra("wash_cost")`: misspelt, the phrase just does not apply.
fn misspelt_in_conditions<A: ContractTerms>(sheet: &mut Worksheet<'_>, contract: &A) {
    let load = sheet.load;
    for term in &contract.terms().terms {
        for condition in term.when.iter().filter(|c| !c.negated && !contract.asks_for(c.expression).is_empty()) {
            let Some(code) = term.bills().first().map(|code| ChargeCode::from(*code)) else { continue };
            let asked = contract.asks_for(condition.expression).iter();
            for name in asked.filter(|name| !load.extras.contains_key(*name)) {
                if let Some(sent) = nearest(name, load.extras.keys().map(String::as_str)) {
                    let message = || format!("dispatch sent `{sent}`, and the contract asks for `{name}`").into();
                    sheet.near_miss(&code, None, None, message);
                }
            }
        }
    }
}

/// A truck that was under way when dispatch cancelled the load without charge, under a contract that charges for it.
pub fn of_cancelled(sheet: &mut Worksheet<'_>, terms: &Contract) {
    let load = sheet.load;
    let under_way = load.happened(EventKind::Dispatched) || load.happened(EventKind::Arrived);
    if under_way && terms.terms.iter().any(|t| matches!(t.verb, Verb::Tonu(_))) {
        let message = || {
            "dispatch cancelled the load without charge after the truck was under way, and the contract charges \
                          for a truck not used: if it is owed, have dispatch say `tonu`"
                .into()
        };
        sheet.near_miss(&ChargeCode::of("TONU"), None, None, message);
    }
}

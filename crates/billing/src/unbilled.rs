//! Things that happened and that no phrase bills: told beside the lines, so that earned money is not overlooked.

use linehaul_domain::code::ChargeCode;
use linehaul_domain::event::EventKind;
use linehaul_domain::terms::{AtCostKind, Contract, Term, Verb};

use crate::sheet::Sheet;

/// Things that happened and that no phrase bills.
pub fn of_delivered(sheet: &mut Sheet<'_>, live: &[&Term]) {
    let has = |wanted: fn(&Verb) -> bool| live.iter().any(|t| wanted(&t.verb));
    let load = sheet.load;
    if !has(|v| matches!(v, Verb::Layover { .. })) {
        for stop in load.stops.iter().filter(|s| s.told_to_return.is_some()) {
            let message = || "told to return, and the contract has no layover".into();
            sheet.near_miss(&ChargeCode::of("LAYOVER"), Some(stop.seq), None, message);
        }
    }
    let lumper = |v: &Verb| matches!(v, Verb::AtCost { kind: AtCostKind::Lumper, .. });
    if !has(lumper) && load.has_document("lumper_receipt", None) {
        let worth = load.documents_of("lumper_receipt", None).find_map(|d| d.amount).map(|m| m.amount);
        let message = || "a lumper receipt is on file, and the contract has no lumper phrase".into();
        sheet.near_miss(&ChargeCode::of("LUMPER"), None, worth, message);
    }
    if !has(|v| matches!(v, Verb::Redelivery { .. })) && load.happened(EventKind::RedeliveryRequested) {
        let message = || "a redelivery was requested, and the contract has no such charge".into();
        sheet.near_miss(&ChargeCode::of("REDELIVERY"), None, None, message);
    }
}

/// A truck that was under way when dispatch cancelled the load without charge, under a contract that charges for it.
pub fn of_cancelled(sheet: &mut Sheet<'_>, terms: &Contract) {
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

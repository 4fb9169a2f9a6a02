//! Extras: what a load says beyond our fields, in numbers and amounts, and what no phrase of its contract reads. It may be worth a
//! charge: somebody is told.

use linehaul_domain::extra::Extra;
use linehaul_domain::fold::OFF_ROUTE_MILES;
use linehaul_domain::hold::{Warning, WarningCode};
use linehaul_domain::lost::Column;
use linehaul_domain::thing::Thing;

use crate::contract_terms::ContractTerms;
use crate::rate::Rating;
use crate::reads::Reads;

/// Tells of each that is no zero and no text, where there is a contract. Miles beside the route are told by their event.
pub fn judge<A: ContractTerms>(reads: &Reads<'_, A>, rating: &mut Rating) {
    if reads.contracts.is_empty() {
        return;
    }
    for (name, extra) in reads.load.extras.iter().filter(|(name, _)| *name != OFF_ROUTE_MILES) {
        let counts = match extra {
            Extra::Number(number) => !number.is_zero(),
            Extra::Money(money) => !money.amount.is_zero(),
            Extra::Flag(said) => *said,
            _ => false,
        };
        let ours = format!("extra:{name}");
        let column = Column { thing: Thing::Load, theirs: ours.clone(), ours };
        if !counts || reads.mentions(&column) {
            continue;
        }
        let message = format!(
            "{name} is {}, and no phrase of the contract reads it: give it one, adjust a charge, or leave it out of the mapping",
            extra.show()
        );
        rating.warnings.push(Warning { code: WarningCode::ExtraUnread, message });
    }
}

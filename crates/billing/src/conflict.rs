//! Conflict: statements that differ on a field. Each is told; where no rule says which of them stands, and billing looks at the field, the load is
//! held until somebody or a later word says so.

use linehaul_domain::conflict::{Conflict, Rule};
use linehaul_domain::hold::{Hold, HoldCode, Warning, WarningCode};
use linehaul_domain::lost::Column;
use linehaul_domain::thing::Thing;

use crate::contract_terms::ContractTerms;
use crate::rate::Rating;
use crate::reads::Reads;

/// Of a correction that is no longer in place of what it took the place of.
const NEXT_OF_DESK: &str = "Say with `linehaul release` that what stands is right, set it anew with `linehaul set`, or take the correction back with \
                            `linehaul take-back`.";

const NEXT: &str = "Have dispatch send what is right, or say with `linehaul release` that what stands is right.";

/// Tells of each field on which statements differ.
pub fn judge<A: ContractTerms>(reads: &Reads<'_, A>, judged: bool, rating: &mut Rating) {
    for conflict in &reads.load.conflicts {
        let message = conflict.words();
        if judged && conflict.asks() && is_billed_by(reads, conflict) {
            let next = if conflict.rule == Rule::Desk { NEXT_OF_DESK } else { NEXT };
            let hold = Hold::new(HoldCode::FactsDisputed, message.clone(), "", next);
            rating.holds.push(match stop(conflict) {
                Some(stop) => hold.at_stop(stop),
                None => hold,
            });
        }
        rating.warnings.push(Warning { code: WarningCode::FactsConflict, message });
    }
}

/// Of a customer, all that an invoice shows or is made by: nobody's mail moves money.
fn is_billed_by<A: ContractTerms>(reads: &Reads<'_, A>, conflict: &Conflict) -> bool {
    match conflict.thing {
        Thing::Customer => !matches!(conflict.field.as_str(), "contacts" | "tax_registrations"),
        _ => reads.column(&column(conflict)),
    }
}

fn column(conflict: &Conflict) -> Column {
    Column { thing: conflict.thing, ours: conflict.field.clone(), theirs: conflict.field.clone() }
}

fn stop(conflict: &Conflict) -> Option<u32> {
    conflict.key.strip_prefix("stop/").and_then(|rest| rest.rsplit('/').next()?.parse().ok())
}

//! Noted: what somebody saw noted on a delivery: short, damaged, refused, a broken seal. A contract that speaks of it says what that means; else the
//! load is held until somebody says that it is billed all the same. And differences from dispatch's total that somebody accepted.

use linehaul_domain::desk::{Entered, Exception, Says, VarianceAccepted};
use linehaul_domain::event::EventKind;
use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::load::Load;
use linehaul_domain::money::Money;

use crate::changes::speaks_of;
use crate::contract_terms::ContractTerms;
use crate::rate::Rating;
use crate::reads::Reads;

/// Holds for each such delivery of which nobody said yet that it is billed.
pub fn judge<A: ContractTerms>(reads: &Reads<'_, A>, judged: bool, rating: &mut Rating) {
    for said in reads.load.desk.iter().filter(|said| judged && !said.answered) {
        let Says::Attested(attested) = &said.says else { continue };
        if said.question().is_none() || attested.exceptions.iter().all(|one| is_spoken_of(reads, *one)) {
            continue;
        }
        let Entered { seq, by, .. } = said;
        let message = format!("{}, as {by} saw (entry {seq})", attested.exceptions_in_words());
        let next = "Tell claims; then say with `linehaul release` that the load is billed as it stands, or adjust it.";
        let hold = Hold::new(HoldCode::DeliveryException, message, "", next);
        rating.holds.push(match attested.stop {
            Some(stop) => hold.at_stop(stop),
            None => hold,
        });
    }
}

fn is_spoken_of<A: ContractTerms>(reads: &Reads<'_, A>, exception: Exception) -> bool {
    let kind = match exception {
        Exception::Short => EventKind::Short,
        Exception::Refused => EventKind::Refused,
        Exception::Damaged | Exception::SealBroken => return false,
    };
    reads.contracts.iter().any(|contract| speaks_of(*contract, kind))
}

/// Whoever said that just this difference from dispatch's total is right.
pub fn accepted(load: &Load, ours: Money, theirs: Money) -> Option<&Entered> {
    let is = |accepted: &VarianceAccepted| (accepted.ours, accepted.theirs) == (ours, theirs);
    load.desk.iter().find(|said| matches!(&said.says, Says::VarianceAccepted(accepted) if is(accepted)))
}

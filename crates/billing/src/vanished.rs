//! Vanished: loads that dispatch lists no more, though it lists all. One that is delivered is held until somebody says what became of it; one
//! that is under way is told.

use linehaul_domain::hold::{Hold, HoldCode, Warning, WarningCode};
use linehaul_domain::load::Load;
use linehaul_domain::vanished::Vanished;

use crate::rate::Rating;

/// Tells of each list that the load is missing from.
pub fn judge(load: &Load, judged: bool, rating: &mut Rating) {
    for vanished in load.missing() {
        let message = vanished.words();
        if judged {
            let next = "Have dispatch list it again or say that it was cancelled, or say with `linehaul release` that it is billed all \
                        the same.";
            rating.holds.push(Hold::new(HoldCode::Vanished, message, "", next));
        } else {
            rating.warnings.push(Warning { code: WarningCode::Vanished, message });
        }
    }
}

/// The same of a load that is billed already: what is asked of it now, and was not when it was billed.
pub fn after_posting(now: &Load) -> Vec<String> {
    let of_billed = now.missing().filter(|vanished| !vanished.may_be_billed());
    of_billed.map(Vanished::words).collect()
}

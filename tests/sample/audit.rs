//! What the sample comes to against what was seeded: every mistake is seen as what it is, every other load is ready.

use std::collections::BTreeMap;

use linehaul_domain::assessment::Assessment;
use linehaul_domain::hold::{HoldCode, WarningCode};

/// Hold codes that need decisions, the ERP or other loads, and so cannot come of one load's facts; one that only earlier builds made;
/// one that an ERP makes which demands a dimension, as the sample's does not; one of a misspelt place, and one of
/// what earlier deliveries had (`tests/scenarios/job.rs` has these).
const BEYOND_FACTS: &[HoldCode] = &[
    HoldCode::ChangedSinceApproval,
    HoldCode::OnHold,
    HoldCode::DuplicateSuspected,
    HoldCode::CancelledAtErp,
    HoldCode::CreditHold,
    HoldCode::DimensionMissing,
    HoldCode::PlaceUnclear,
    HoldCode::CutoverAsks,
    HoldCode::ColumnLost,
    HoldCode::RowQuarantined,
    HoldCode::DeliveryException,
];

/// The warnings that need other loads, and earlier deliveries; and of events that the sample's dispatch does not send.
const BEYOND_WARNINGS: &[WarningCode] = &[
    WarningCode::SharedReference,
    WarningCode::ColumnGone,
    WarningCode::Vanished,
    WarningCode::EventUnread,
    WarningCode::DocumentReplaced,
    WarningCode::DocumentTwice,
    WarningCode::ExtraUnread,
];

/// Differences between the lines of `mistakes.csv` and what was found; empty when all is well.
pub fn differences(mistakes: &str, found: &BTreeMap<String, Assessment>) -> Vec<String> {
    let lines = mistakes.lines().skip(1).filter_map(|line| line.split_once(','));
    let mut wrong: Vec<String> = lines.filter_map(|(load, code)| difference(load, code, found.get(load))).collect();
    let held = |code: &HoldCode| found.values().any(|a| a.holds.iter().any(|h| h.code == *code));
    let never = HoldCode::ALL.iter().filter(|code| !BEYOND_FACTS.contains(code) && !held(code));
    wrong.extend(never.map(|code| format!("no load is held for {code}")));
    let warned = |code: &WarningCode| found.values().any(|a| a.warnings.iter().any(|w| w.code == *code));
    let unseen = WarningCode::ALL.iter().filter(|code| !BEYOND_WARNINGS.contains(code) && !warned(code));
    wrong.extend(unseen.map(|code| format!("no load warns {code}")));
    wrong
}

fn difference(load: &str, expected: &str, found: Option<&Assessment>) -> Option<String> {
    let Some(found) = found else { return Some(format!("{load}: not among the loads read")) };
    let holds: Vec<&str> = found.holds.iter().map(|h| h.code.code()).collect();
    let warnings: Vec<&str> = found.warnings.iter().map(|w| w.code.code()).collect();
    let is_warning = WarningCode::ALL.iter().any(|w| w.code() == expected);
    let right = match expected {
        "none" => holds.is_empty() && warnings.iter().all(|w| *w == WarningCode::IndexConflict.code()),
        // Some codes are both: an open load is warned of what holds a delivered one.
        _ if holds.contains(&expected) => true,
        _ if is_warning => holds.is_empty() && warnings.contains(&expected),
        _ => holds.contains(&expected),
    };
    let said: Vec<&str> = found
        .holds
        .iter()
        .map(|h| h.message.as_str())
        .chain(found.warnings.iter().map(|w| w.message.as_str()))
        .collect();
    (!right).then(|| format!("{load}: expected {expected}, found {holds:?} {warnings:?} ({}): {said:?}", found.total))
}

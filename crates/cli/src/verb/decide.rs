//! `linehaul approve`, `hold`, `release`, `adjust`.

use linehaul_api::wire::review::{Approvals, Decisions, RefusedLine};

use crate::out;

/// What was approved, and what was refused.
pub fn approved(report: &Approvals) {
    out::line(&format!("{} approved.", out::count(report.approved.len(), "load")));
    refused(&report.refused);
}

/// What any other decision did.
pub fn done(report: &Decisions, word: &str) {
    for load in &report.done {
        out::line(&format!("{load} {word}."));
    }
    report.notes.iter().for_each(|note| out::line(note));
    refused(&report.refused);
}

/// Refusals, each with what to do.
pub fn refused(refused: &[RefusedLine]) {
    for line in refused {
        out::line(&format!("{} {}", out::paint("31;1", &line.code, false), line.message));
        out::line(&format!("  -> {}", line.next_step));
    }
}

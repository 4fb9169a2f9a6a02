//! Consistency: what phrases of one contract must say of each other, so that nothing is paid twice unsaid.

use linehaul_domain::fault::Code;
use linehaul_domain::terms::{Location, StopSelection, Term, Verb};
use rhai::Position;

use crate::draft::Draft;

/// Notes what a contract's phrases leave open between them.
pub fn check(draft: &mut Draft) {
    layover_and_waiting(draft);
    driver_and_trailer(draft);
}

fn position(location: &Location) -> Position {
    let number = |n: u32| u16::try_from(n).unwrap_or(u16::MAX);
    Position::new(number(location.line), number(location.column))
}

/// Where a contract has both, it says whether waiting counts during a layover: many a dispute is about being paid twice.
fn layover_and_waiting(draft: &mut Draft) {
    if !draft.terms.iter().any(|t| matches!(t.verb, Verb::Layover { .. })) {
        return;
    }
    for location in
        draft.layover_open.iter().filter_map(|at| draft.terms.get(*at)).map(|t| t.location.clone()).collect::<Vec<_>>()
    {
        let message = "does waiting count during a layover too? Say `not during layover` (nothing in the periods paid as \
                       layover), `not during layover until the return` or `also during layover`; if the paper is silent, \
                       `layover ask \"…\"`";
        draft.problem(position(&location), Code::ClauseMissing, message);
    }
}

/// The times of a stop where a trailer is dropped are the driver's, or the trailer's: a contract that bills both would bill the
/// same minutes twice.
fn driver_and_trailer(draft: &mut Draft) {
    let mut found = Vec::new();
    for term in &draft.terms {
        let Verb::Detention(own) = &term.verb else { continue };
        let twice = |other: &&Term| match &other.verb {
            Verb::TrailerDetention(trailer) => overlap(own.at, trailer.at) && !exclusive(term, other),
            _ => false,
        };
        if let Some(other) = draft.terms.iter().find(|other| own.drop_free.is_some() && twice(other)) {
            let message = format!(
                "`at a drop free` and the `trailer_detention` of line {} bill the same minutes of a dropped trailer: its times \
                 are the driver's or the trailer's. Leave one of the two out, let one speak of `pickups` and one of \
                 `deliveries`, or put them under `when … {{ }} otherwise {{ }}`",
                other.location.line
            );
            found.push((position(&term.location), message));
        }
    }
    for (at, message) in found {
        draft.problem(at, Code::PhraseMisplaced, message);
    }
}

fn overlap(a: StopSelection, b: StopSelection) -> bool {
    a == b || a == StopSelection::Every || b == StopSelection::Every
}

/// Does one stand under a condition, and the other under its opposite?
fn exclusive(a: &Term, b: &Term) -> bool {
    a.when.iter().any(|own| b.when.iter().any(|c| c.expression == own.expression && c.negated != own.negated))
}

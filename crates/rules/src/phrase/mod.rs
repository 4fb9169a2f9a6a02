//! Phrases: from the pieces of one phrase to a term.

mod accessorial;
mod cursor;
mod freight;
mod fuel;
mod needs;
mod options;
mod priced;
mod waiting;

use linehaul_domain::terms::{Term, Verb};
use rhai::Position;

use cursor::Step;
pub use cursor::{Cursor, Piece, What};
use options::Options;

use crate::draft::Draft;

/// Reads one phrase into the draft: a term, or problems.
pub fn read(draft: &mut Draft, key: &str, at: Position, pieces: Vec<Piece>) {
    let end = pieces.last().map_or(at, |p| p.at);
    let mut cursor = Cursor::new(draft, pieces, end);
    if key == "contract" {
        if let Ok(header) = needs::header(&mut cursor) {
            match draft.header {
                Some(_) => {
                    draft.problem(at, "LH-316", "there is one `contract for` in a file, and it is the first phrase")
                }
                None => draft.header = Some(header),
            }
        }
        return;
    }
    let mut options = Options::default();
    let verb = verb(&mut cursor, key, &mut options);
    let Ok(verb) = verb else { return };
    if cursor.finish().is_err() {
        return;
    }
    if draft.header.is_none() {
        draft.problem(
            at,
            "LH-312",
            "the first phrase must be `contract for \"…\", currency \"…\", version by …, rounded …`",
        );
    }
    let Options { clause, approval_above, evidence, code } = options;
    let term =
        Term { verb, when: draft.conditions.clone(), code, clause, approval_above, evidence, place: draft.place(at) };
    draft.terms.push(term);
}

fn verb(cursor: &mut Cursor<'_>, key: &str, options: &mut Options) -> Step<Verb> {
    match key {
        "linehaul" => freight::linehaul(cursor, options),
        "minimum" => freight::minimum(cursor, options),
        "discount" => freight::discount(cursor, options),
        "fuel" => fuel::fuel(cursor, options),
        "detention" => waiting::detention(cursor, options),
        "stop_off" => accessorial::stop_off(cursor, options),
        "layover" => waiting::layover(cursor, options),
        "tonu" => accessorial::tonu(cursor, options),
        "redelivery" => accessorial::redelivery(cursor, options),
        "team_service" | "hazmat" | "tarp" | "temperature_control" => accessorial::simple(cursor, key, options),
        "permit" | "lumper" => accessorial::at_cost(cursor, key, options),
        "chassis" => accessorial::chassis(cursor, options),
        "border_fee" => accessorial::border_fee(cursor, options),
        "canadian_tax" => accessorial::canadian_tax(cursor, options),
        "accessorial" => priced::accessorial(cursor, options),
        "daily" => priced::daily(cursor, options),
        "trailer_detention" => priced::trailer(cursor, options),
        "charge" => accessorial::charge(cursor, options),
        "ask" => needs::ask(cursor),
        "claim" => needs::claim(cursor, options),
        "prorate" => needs::prorate(cursor, options),
        _ => needs::need(cursor),
    }
}

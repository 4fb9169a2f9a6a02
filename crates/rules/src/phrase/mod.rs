//! Phrases: from the pieces of one phrase to a term.

mod cursor;
mod options;
mod accessorial;
mod freight;
mod fuel;
mod needs;
mod priced;
mod waiting;

use linehaul_domain::fault::Code;
use linehaul_domain::terms::{Term, Verb};
use rhai::Position;

use cursor::Step;
pub use cursor::{Cursor, Piece, What};
use options::Options;

use crate::draft::Draft;
use crate::words::Word;

/// Reads one phrase into the draft: a term, or problems.
pub fn read(draft: &mut Draft, key: &str, at: Position, pieces: Vec<Piece>) {
    let end = pieces.last().map_or(at, |p| p.at);
    let mut cursor = Cursor::new(draft, pieces, end);
    // Nothing else begins a phrase: the syntax knows the same words.
    let Some(word) = Word::of(key) else { return };
    if word == Word::Contract {
        if let Ok(header) = needs::header(&mut cursor) {
            match draft.header {
                Some(_) => draft.problem(
                    at,
                    Code::PhraseMisplaced,
                    "there is one `contract for` in a file, and it is the first phrase",
                ),
                None => draft.header = Some(header),
            }
        }
        return;
    }
    let mut options = Options::default();
    let verb = verb(&mut cursor, word, &mut options);
    let Ok(verb) = verb else { return };
    if cursor.finish().is_err() {
        return;
    }
    if draft.header.is_none() {
        draft.problem(
            at,
            Code::ClauseMissing,
            "the first phrase must be `contract for \"…\", currency \"…\", version by …, rounded …`",
        );
    }
    let Options { clause, approval_above, evidence, code } = options;
    let term = Term {
        verb,
        when: draft.conditions.clone(),
        code,
        clause,
        approval_above,
        evidence,
        location: draft.location(at),
    };
    draft.terms.push(term);
}

/// Every word, and how what stands behind it is read. `lumper` is `at_cost` of its code.
fn verb(cursor: &mut Cursor<'_>, word: Word, options: &mut Options) -> Step<Verb> {
    match word {
        // Its head is read before.
        Word::Contract => cursor.finish().and_then(|()| cursor.expected(&["for"])),
        Word::Linehaul => freight::linehaul(cursor, options),
        Word::Minimum => freight::minimum(cursor, options),
        Word::Discount => freight::discount(cursor, options),
        Word::Fuel => fuel::fuel(cursor, options),
        Word::Detention => waiting::detention(cursor, options),
        Word::StopOff => accessorial::stop_off(cursor, options),
        Word::Layover => waiting::layover(cursor, options),
        Word::Tonu => accessorial::tonu(cursor, options),
        Word::Redelivery => accessorial::redelivery(cursor, options),
        Word::Simple(kind) => accessorial::simple(cursor, kind, options),
        Word::AtCost => accessorial::at_cost(cursor, options),
        Word::PassedOn(code) => accessorial::at_cost_of(cursor, code, options),
        Word::Chassis => accessorial::chassis(cursor, options),
        Word::BorderFee => accessorial::border_fee(cursor, options),
        Word::CanadianTax => accessorial::canadian_tax(cursor, options),
        Word::Accessorial => priced::accessorial(cursor, options),
        Word::Daily => priced::daily(cursor, options),
        Word::TrailerDetention => priced::trailer(cursor, options),
        Word::Charge => accessorial::charge(cursor, options),
        Word::Ask => needs::ask(cursor),
        Word::Claim => needs::claim(cursor, options),
        Word::Prorate => needs::prorate(cursor, options),
        Word::Need => needs::need(cursor),
    }
}

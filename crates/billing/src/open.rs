//! Detention whose paper contract leaves a clause open: every answer is tried, and the customer is asked only where the
//! answers differ.

use linehaul_domain::Decimal;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::money::fixed;
use linehaul_domain::step::Step;
use linehaul_domain::stop::StopVisit;
use linehaul_domain::terms::{ClockStart, Detention, DuringLayover, Lateness, OpenClause, Term};

use crate::sheet::Sheet;
use crate::waiting::{at_stop, code_at, selected};

/// One way to read the contract: terms that leave nothing open, and what was answered.
struct Reading {
    terms: Detention,
    answers: Vec<&'static str>,
}

/// What a reading makes of a stop: an amount, or the first of its holds.
#[derive(PartialEq)]
enum Outcome {
    Amount(Decimal),
    Held(String),
}

/// Detention at every selected stop: a line where all answers give the same, else CONTRACT_ASKS with what each gives.
pub fn detention(sheet: &mut Sheet<'_>, term: &Term, terms: &Detention, layover_hours: Option<u32>) {
    let load = sheet.load;
    for stop in load.stops.iter().filter(|s| selected(terms.at, s) && !s.cancelled) {
        let code = code_at(term, stop);
        let mut outcomes: Vec<(Outcome, String)> = Vec::new();
        for reading in readings(terms, stop).into_iter().rev() {
            let mark = sheet.mark();
            let _ = at_stop(sheet, term, &reading.terms, stop, &code, layover_hours);
            let outcome = match sheet.holds.get(mark.holds()) {
                Some(hold) => Outcome::Held(hold.message.clone()),
                None => Outcome::Amount(sheet.charges.iter().skip(mark.charges()).map(|c| c.amount).sum()),
            };
            sheet.back_to(&mark);
            outcomes.push((outcome, reading.answers.join(" and ")));
        }
        outcomes.dedup_by(|a, b| a.0 == b.0);
        if let [_] = outcomes.as_slice() {
            let from = sheet.charges.len();
            if let Some(first) = readings(terms, stop).first() {
                let _ = at_stop(sheet, term, &first.terms, stop, &code, layover_hours);
            }
            if sheet.explain {
                for charge in sheet.charges.iter_mut().skip(from) {
                    let open = terms.open.iter().map(|open| Step::Note {
                        text: format!("{}: left open, and every answer gives the same", open.question).into(),
                    });
                    charge.derivation.splice(0..0, open);
                }
            }
        } else {
            ask(sheet, terms, stop, &code, &outcomes);
        }
    }
}

fn ask(sheet: &mut Sheet<'_>, terms: &Detention, stop: &StopVisit, code: &ChargeCode, outcomes: &[(Outcome, String)]) {
    let currency = sheet.currency;
    let mut told: Vec<(&Outcome, String)> = Vec::new();
    for (outcome, answers) in outcomes {
        if told.iter().any(|(known, _)| known == &outcome) {
            continue;
        }
        let what = match outcome {
            Outcome::Amount(amount) => fixed(*amount, currency),
            Outcome::Held(why) => format!("held ({why})"),
        };
        told.push((outcome, format!("{what} if {answers}")));
    }
    let told: Vec<String> = told.into_iter().map(|(_, told)| told).collect();
    let questions: Vec<&str> = terms.open.iter().map(|open| open.question.as_str()).collect();
    let message = format!("{} {code} at {}: {}", questions.join(" "), stop.label(), told.join("; "));
    let next = "Ask the customer, then write the answer into the contract.";
    sheet.lose(code);
    sheet.holds.push(Hold::new(HoldCode::ContractAsks, message, "", next).of_charge(code).at_stop(stop.seq));
}

/// Every way to read the open clauses, for a stop. A clock that starts with a notification is a way only where there was
/// one.
fn readings(terms: &Detention, stop: &StopVisit) -> Vec<Reading> {
    let mut all = vec![Reading { terms: Detention { open: Vec::new(), ..terms.clone() }, answers: Vec::new() }];
    for open in &terms.open {
        let answered = |reading: &Reading, answer: &'static str, change: &dyn Fn(&mut Detention)| {
            let mut terms = reading.terms.clone();
            change(&mut terms);
            Reading { terms, answers: reading.answers.iter().copied().chain([answer]).collect() }
        };
        let each: Vec<Reading> = match open.clause {
            OpenClause::Clock => CLOCKS
                .iter()
                .filter(|(clock, _)| *clock != ClockStart::Notification || stop.notified.is_some())
                .flat_map(|(clock, says)| all.iter().map(|r| answered(r, says, &|terms| terms.clock = *clock)))
                .collect(),
            OpenClause::Lateness => LATENESS
                .iter()
                .flat_map(|(late, says)| all.iter().map(|r| answered(r, says, &|terms| terms.late = *late)))
                .collect(),
            OpenClause::Layover => LAYOVERS
                .iter()
                .flat_map(|(during, says)| {
                    all.iter().map(|r| answered(r, says, &|terms| terms.during_layover = *during))
                })
                .collect(),
        };
        all = each;
    }
    all
}

const CLOCKS: &[(ClockStart, &str)] = &[
    (ClockStart::Arrival, "the clock starts on arrival"),
    (ClockStart::LaterOfArrivalAndAppointment, "the clock starts at the later of arrival and appointment"),
    (ClockStart::Appointment, "the clock starts at the appointment"),
    (ClockStart::Notification, "the clock starts with the notification"),
];

const LATENESS: &[(Lateness, &str)] = &[
    (Lateness::NoEffect, "lateness has no effect"),
    (Lateness::Forfeits { after_minutes: 0 }, "any lateness forfeits"),
];

const LAYOVERS: &[(DuringLayover, &str)] = &[
    (DuringLayover::Counts, "waiting counts during a layover"),
    (DuringLayover::NotUntilReturn, "it does not until the return"),
    (DuringLayover::NotInPaidPeriods, "it does not in the periods paid as layover"),
];

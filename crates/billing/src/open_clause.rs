//! Phrases whose paper contract leaves a clause open: every answer is tried, and the customer is asked only where the
//! answers differ. Detention has three such clauses, fuel one: the date that picks its price.

use linehaul_domain::Decimal;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::load::Load;
use linehaul_domain::money::{Currency, fixed};
use linehaul_domain::step::Step;
use linehaul_domain::stop::StopVisit;
use linehaul_domain::terms::{ClockStart, DateBasis, Detention, DuringLayover, Fuel, Lateness, OpenClause, Term};

use crate::waiting::{at_stop, code_at, selected};
use crate::worksheet::{Mark, Worksheet};

/// One way to read the contract: terms that leave nothing open, and what was answered.
struct Interpretation {
    terms: Detention,
    answers: Vec<&'static str>,
}

/// What an interpretation makes of a stop: an amount, or the first of its holds.
#[derive(PartialEq)]
enum Outcome {
    Amount(Decimal),
    Held(String),
}

/// What an interpretation makes of a stop, with its answers.
type Tried = (Outcome, Vec<&'static str>);

/// Does the answer to a clause matter: do two interpretations that answer all others alike come out apart?
fn matters(clause: usize, tried: &[Tried]) -> bool {
    let others = |answers: &[&'static str]| {
        answers.iter().enumerate().filter(|(at, _)| *at != clause).map(|(_, answer)| *answer).collect::<Vec<_>>()
    };
    tried.iter().enumerate().any(|(at, (outcome, answers))| {
        tried.iter().skip(at).any(|(other, with)| other != outcome && others(with) == others(answers))
    })
}

/// Detention at every selected stop: a line where all answers give the same, else CONTRACT_ASKS with what each gives.
pub fn detention(sheet: &mut Worksheet<'_>, term: &Term, terms: &Detention, layover_hours: Option<u32>) {
    let load = sheet.load;
    for stop in load.stops.iter().filter(|s| selected(terms.at, s) && !s.cancelled) {
        let code = code_at(term, stop);
        let mut outcomes: Vec<Tried> = Vec::new();
        for interpretation in interpretations(terms, stop, load).into_iter().rev() {
            let mark = sheet.mark();
            let _ = at_stop(sheet, term, &interpretation.terms, stop, &code, layover_hours);
            let outcome = outcome_since(sheet, &mark);
            sheet.back_to(&mark);
            outcomes.push((outcome, interpretation.answers));
        }
        let open: Vec<usize> = (0..terms.open.len()).filter(|at| matters(*at, &outcomes)).collect();
        if open.is_empty() {
            let from = sheet.charges.len();
            if let Some(first) = interpretations(terms, stop, load).first() {
                let _ = at_stop(sheet, term, &first.terms, stop, &code, layover_hours);
            }
            let questions: Vec<&str> = terms.open.iter().map(|open| open.question.as_str()).collect();
            agreed(sheet, from, &questions);
        } else {
            let question = question(terms, &outcomes, &open, sheet.currency);
            let message = format!("{} {code} at {}: {}", question.0, stop.label(), question.1);
            sheet.ask(message, &code, stop.seq);
        }
    }
}

/// The questions that matter, and what each answer to them would give.
fn question(terms: &Detention, tried: &[Tried], open: &[usize], currency: Currency) -> (String, String) {
    let of_open = |answers: &Vec<&'static str>| open.iter().filter_map(|at| answers.get(*at)).copied().collect();
    let tried: Vec<(&Outcome, Vec<&str>)> =
        tried.iter().map(|(outcome, answers)| (outcome, of_open(answers))).collect();
    let questions = open.iter().filter_map(|at| terms.open.get(*at)).map(|open| open.question.as_str());
    (questions.collect::<Vec<_>>().join(" / "), outcomes_in_words(&tried, currency))
}

/// Each outcome once, with the answers that lead to it.
fn outcomes_in_words(tried: &[(&Outcome, Vec<&str>)], currency: Currency) -> String {
    let mut words: Vec<(&Outcome, String)> = Vec::new();
    for (outcome, _) in tried {
        if words.iter().all(|(known, _)| known != outcome) {
            let ways = ways(tried, outcome).iter().map(|way| format!("if {}", way.join(" and "))).collect::<Vec<_>>();
            words.push((outcome, format!("{} {}", outcome.says(currency), ways.join(" or "))));
        }
    }
    words.into_iter().map(|(_, words)| words).collect::<Vec<_>>().join("; ")
}

/// The answers that lead to an outcome: single answers that do by themselves, then what is left of whole sets of answers.
fn ways<'a>(all: &[(&Outcome, Vec<&'a str>)], outcome: &Outcome) -> Vec<Vec<&'a str>> {
    let mut ways: Vec<Vec<&str>> = Vec::new();
    for (_, answers) in all.iter().filter(|(found, _)| *found == outcome) {
        let enough =
            |answer: &&&str| all.iter().filter(|(_, a)| a.contains(answer)).all(|(found, _)| *found == outcome);
        let way = answers.iter().find(enough).map_or_else(|| answers.clone(), |answer| vec![*answer]);
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    ways.sort_by_key(Vec::len);
    ways
}

impl Outcome {
    fn says(&self, currency: Currency) -> String {
        match self {
            Outcome::Amount(amount) => fixed(*amount, currency),
            Outcome::Held(why) => format!("held ({why})"),
        }
    }
}

const DATES: [(DateBasis, &str); 4] = [
    (DateBasis::ActualPickup, "the pickup picks"),
    (DateBasis::PickupDeparture, "the departure from the pickup picks"),
    (DateBasis::PickupAppointment, "the pickup's appointment picks"),
    (DateBasis::ActualDelivery, "the delivery picks"),
];

/// Fuel of which it is open which date picks its price. An appointment is an answer only where there is one; where an answer
/// has no amount for want of a fact or a row, that is what holds the load: the customer cannot say it.
pub fn fuel(sheet: &mut Worksheet<'_>, term: &Term, terms: &Fuel, question: &str) {
    let code = term.code.clone().unwrap_or_else(|| ChargeCode::of("FSC"));
    let with = |by: &DateBasis| Fuel { by: Some(by.clone()), open: None, ..terms.clone() };
    let appointed = sheet.load.first_pickup().is_some_and(|stop| stop.schedule.start().is_some());
    let all = DATES;
    let given = given(sheet.load, question, &all);
    let is_way = |(by, says): &&(DateBasis, &str)| match given {
        Some(given) => given == *says,
        None => appointed || *by != DateBasis::PickupAppointment,
    };
    let ways: Vec<&(DateBasis, &str)> = all.iter().filter(is_way).collect();
    let mut tried: Vec<(Outcome, &str)> = Vec::new();
    for (by, says) in &ways {
        let mark = sheet.mark();
        crate::fuel::fuel(sheet, term, &with(by));
        match outcome_since(sheet, &mark) {
            Outcome::Amount(_) if sheet.is_lost_since(&mark) => return,
            Outcome::Held(_) => return,
            outcome => tried.push((outcome, *says)),
        }
        sheet.back_to(&mark);
    }
    if tried.windows(2).all(|pair| pair[0].0 == pair[1].0) {
        let from = sheet.charges.len();
        if let Some((by, _)) = ways.first() {
            crate::fuel::fuel(sheet, term, &with(by));
        }
        agreed(sheet, from, &[question]);
        return;
    }
    let tried: Vec<(&Outcome, Vec<&str>)> = tried.iter().map(|(outcome, says)| (outcome, vec![*says])).collect();
    let message = format!("{question} {code}: {}", outcomes_in_words(&tried, sheet.currency));
    sheet.ask_of_load(message, Some(&code));
}

/// What was written since a mark.
fn outcome_since(sheet: &Worksheet<'_>, mark: &Mark) -> Outcome {
    match sheet.holds.get(mark.holds()) {
        Some(hold) => Outcome::Held(hold.message.clone()),
        None => Outcome::Amount(sheet.charges.iter().skip(mark.charges()).map(|c| c.amount).sum()),
    }
}

/// What somebody answered to a question for this load, where it is one of the answers that are tried.
fn given<'l, T>(load: &'l Load, question: &str, tried: &[(T, &str)]) -> Option<&'l str> {
    load.answer_to(question).filter(|given| tried.iter().any(|(_, says)| says == given))
}

/// The answers that are tried of an open clause of detention.
pub fn answers_of(clause: OpenClause) -> Vec<&'static str> {
    match clause {
        OpenClause::Clock => CLOCKS.iter().map(|(_, says)| *says).collect(),
        OpenClause::Lateness => LATENESS.iter().map(|(_, says)| *says).collect(),
        OpenClause::Layover => LAYOVERS.iter().map(|(_, says)| *says).collect(),
    }
}

/// Those of which date picks the price of fuel.
pub fn dates() -> Vec<&'static str> {
    DATES.iter().map(|(_, says)| *says).collect()
}

/// Notes on the lines written since that the clauses are open and that it makes no difference, or what was answered for this load.
fn agreed(sheet: &mut Worksheet<'_>, from: usize, questions: &[&str]) {
    if !sheet.explain {
        return;
    }
    let load = sheet.load;
    for charge in sheet.charges.iter_mut().skip(from) {
        let open = questions.iter().map(|question| Step::Note {
            text: match load.answer_to(question) {
                Some(answer) => format!("{question}: answered for this load: {answer}").into(),
                None => format!("{question}: left open, and every answer gives the same").into(),
            },
        });
        charge.derivation.splice(0..0, open);
    }
}

/// Every way to read the open clauses, for a stop. A clock that starts with a notification is a way only where there was
/// one. A clause that was answered for this load has one way.
fn interpretations(terms: &Detention, stop: &StopVisit, load: &Load) -> Vec<Interpretation> {
    let mut all = vec![Interpretation { terms: Detention { open: Vec::new(), ..terms.clone() }, answers: Vec::new() }];
    for open in &terms.open {
        let answered = |interpretation: &Interpretation, answer: &'static str, change: &dyn Fn(&mut Detention)| {
            let mut terms = interpretation.terms.clone();
            change(&mut terms);
            Interpretation { terms, answers: interpretation.answers.iter().copied().chain([answer]).collect() }
        };
        let is = |given: Option<&str>, says: &str| given.is_none_or(|given| given == says);
        let each: Vec<Interpretation> = match open.clause {
            OpenClause::Clock => CLOCKS
                .iter()
                .filter(|(clock, says)| match given(load, &open.question, CLOCKS) {
                    Some(given) => given == *says,
                    None => *clock != ClockStart::Notification || stop.notified.is_some(),
                })
                .flat_map(|(clock, says)| all.iter().map(|r| answered(r, says, &|terms| terms.clock = *clock)))
                .collect(),
            OpenClause::Lateness => LATENESS
                .iter()
                .filter(|(_, says)| is(given(load, &open.question, LATENESS), says))
                .flat_map(|(late, says)| all.iter().map(|r| answered(r, says, &|terms| terms.late = *late)))
                .collect(),
            OpenClause::Layover => LAYOVERS
                .iter()
                .filter(|(_, says)| is(given(load, &open.question, LAYOVERS), says))
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
    (DuringLayover::NotUntilReturn, "waiting does not count until the return"),
    (DuringLayover::NotInPaidPeriods, "waiting does not count in the periods paid as layover"),
];

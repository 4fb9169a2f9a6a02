//! Answer: a question that a load's contract leaves open, for this load alone. An open clause is answered with one of the readings that are tried;
//! what the contract only asks is answered in words, and what that comes to is an adjustment.

use linehaul_billing::assess::Found;
use linehaul_billing::open_clause::{answers_of, dates};
use linehaul_connectors::cell;
use linehaul_domain::desk::{QuestionAnswered, Says};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::load::Load;
use linehaul_domain::terms::Verb;

use crate::assessment::assess::{customer_of, rules};
use crate::decisions::desk::attest::already;
use crate::decisions::desk::{Looked, Saying, state};
use crate::decisions::review::Decided;
use crate::workspace::home::Workbench;

/// A question that a contract leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// In the contract's words.
    pub question: String,
    /// The answers that it has; none where any words are one.
    pub answers: Vec<&'static str>,
}

/// Answers a question of the contract, named by its words or the beginning of them. LH-475 for none that is open, or an answer that is none.
pub fn answer(bench: &mut Workbench, saying: Saying<'_>, question: &str, text: &str) -> Outcome<Decided> {
    state(bench, saying, |looked, notes| {
        let open = questions(looked.bench, &looked.load)?;
        let (question, text) = (question.trim(), text.trim());
        let begins =
            |open: &&Open| !question.is_empty() && open.question.to_lowercase().starts_with(&question.to_lowercase());
        let found: Vec<&Open> = open.iter().filter(begins).collect();
        let [open_one] = found.as_slice() else { return Err(no_question(looked, &open)) };
        let answer = match open_one.answers.iter().find(|answer| answer.eq_ignore_ascii_case(text)) {
            Some(answer) => (*answer).to_owned(),
            None if open_one.answers.is_empty() && !text.is_empty() => text.to_owned(),
            None => return Err(no_answer(open_one, text)),
        };
        let says = Says::Answered(QuestionAnswered { question: open_one.question.clone(), answer });
        already(looked, &says)?;
        notes.push(format!("{}: {}", looked.load.number, says.words()));
        Ok(vec![says])
    })
}

/// What the contract in force of a load leaves open, each question once.
pub fn questions(bench: &Workbench, load: &Load) -> Outcome<Vec<Open>> {
    let customer = customer_of(bench, load)?;
    let (found, house) = rules(bench).contracts_for(load, customer.as_ref());
    let contract = match found {
        Found::Contract(contract) => Some(contract),
        _ => house,
    };
    let mut open: Vec<Open> = Vec::new();
    for term in contract.into_iter().flat_map(|contract| &contract.terms().terms) {
        match &term.verb {
            Verb::Detention(detention) => open.extend(
                detention
                    .open
                    .iter()
                    .map(|one| Open { question: one.question.clone(), answers: answers_of(one.clause) }),
            ),
            Verb::Fuel(fuel) => {
                open.extend(fuel.open.iter().map(|question| Open { question: question.clone(), answers: dates() }))
            }
            Verb::Ask { question } => open.push(Open { question: question.clone(), answers: Vec::new() }),
            _ => {}
        }
    }
    let mut once: Vec<Open> = Vec::new();
    for one in open {
        if once.iter().all(|known| known.question != one.question) {
            once.push(one);
        }
    }
    Ok(once)
}

fn no_question(looked: &Looked<'_>, open: &[Open]) -> Fault {
    let all: Vec<String> = open.iter().map(|one| format!("`{}`", one.question)).collect();
    let next = match all.is_empty() {
        true => {
            "Its contract leaves nothing open that can be answered for one load; adjust a charge, or mend the contract."
                .to_owned()
        }
        false => format!("Name one of {}.", all.join(", ")),
    };
    Fault::new(
        Code::NoSuchQuestion,
        format!("the contract of {} does not leave that question open, or several begin so", looked.load.number),
        "Nothing was decided.",
        next,
    )
}

fn no_answer(open: &Open, text: &str) -> Fault {
    let next = match open.answers.is_empty() {
        true => "Say the answer in words.".to_owned(),
        false => format!("Answer with one of: {}.", open.answers.join("; ")),
    };
    Fault::new(
        Code::NoSuchQuestion,
        format!("`{}` is no answer to `{}`", cell::shown(text), open.question),
        "Nothing was decided.",
        next,
    )
}

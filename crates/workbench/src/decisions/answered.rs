//! Answered: what is said on one load of how its customer's sources contradict each other is said of the customer. Every load that asks the same
//! is answered with it, each by an entry of its own, so that an approval of it shows who answered.

use std::collections::BTreeSet;

use linehaul_domain::conflict::Conflict;
use linehaul_domain::decision::Answer;
use linehaul_domain::fault::Outcome;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::load::Load;
use linehaul_domain::reason::Reason;
use linehaul_domain::thing::Thing;
use linehaul_store::QueueFilter;

use crate::assessment::known;
use crate::book::load_state;
use crate::workspace::home::Workbench;

/// The same answer on the other loads that are held by what was asked of the customer, with the places of what the book says of them.
pub(crate) fn on_others(bench: &Workbench, load: &Load, reason: &Reason) -> Outcome<Vec<(Answer, u64)>> {
    let of_customer = load.conflicts.iter().filter(|one| one.thing == Thing::Customer && one.asks());
    let asked: BTreeSet<String> = of_customer.map(Conflict::question).collect();
    let mut answers = Vec::new();
    if asked.is_empty() {
        return Ok(answers);
    }
    let held = QueueFilter { hold: Some(HoldCode::FactsDisputed), ..QueueFilter::default() };
    for stored in bench.cache.queue(&held)?.1 {
        let other = stored.assessment.load.clone();
        if other == load.number {
            continue;
        }
        let load_state = load_state::of_load(&bench.book, &other)?;
        let Some(customer) = &stored.assessment.bill_to else { continue };
        let open = known::contradicted(&bench.cache, customer)?.into_iter().map(|conflict| conflict.question());
        let questions: Vec<String> =
            open.filter(|question| asked.contains(question) && !load_state.answered.contains(question)).collect();
        if !questions.is_empty() {
            answers.push((Answer { load: other, questions, reason: reason.clone() }, load_state.version));
        }
    }
    Ok(answers)
}

//! Reach: which loads a change of terms can touch.
//!
//! A term that writes no line and asks for nothing on a load, neither as it was nor as it would be, changes nothing about
//! the charges, the total or the holds of that load. For each verb the facts are named without which it does neither; a
//! verb without such facts touches every load. `tests/scenarios/backtest.rs` compares with rating everything.

use linehaul_domain::code::AppliesTo;
use linehaul_domain::event::EventKind;
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::stop::{Handling, StopVisit};
use linehaul_domain::terms::{ClockStart, Contract, Detention, FreeTime, Term, Verb, Without};
use linehaul_domain::time::minutes_between;

use crate::contract_terms::ContractTerms;
use crate::unused::names_it;
use crate::waiting::{LONGEST_VISIT_MINUTES, selected};

/// What a change of terms reaches.
pub enum Reach<'c, A> {
    /// Nothing changes.
    Nothing,
    /// Every load, and why.
    Everything(&'static str),
    /// The loads that one of these terms touches, as it was or as it would be.
    Terms(Vec<(&'c A, &'c Term)>),
}

/// A term's meaning as one text, without its place, its clause and the numbers of its expressions.
pub fn meaning<A: ContractTerms>(contract: &A, term: &Term) -> String {
    let verb = match &term.verb {
        Verb::Charge { code, amount, .. } => format!("charge {code} {}", contract.printed(*amount)),
        verb => format!("{verb:?}"),
    };
    let when: Vec<String> =
        term.when.iter().map(|c| format!("{} {}", c.negated, contract.printed(c.expression))).collect();
    format!("{verb} {when:?} {:?} {:?} {:?}", term.code, term.approval_above, term.evidence)
}

/// Terms of one that have no equal at the same place in the order of the other, both ways.
pub fn unequal<'c, A: ContractTerms>(before: &'c A, after: &'c A) -> (Vec<&'c Term>, Vec<&'c Term>) {
    let texts = |a: &A| a.terms().terms.iter().map(|t| meaning(a, t)).collect::<Vec<_>>();
    let (old, new) = (texts(before), texts(after));
    let mut longest = vec![vec![0usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i][j] = match old[i] == new[j] {
                true => longest[i + 1][j + 1] + 1,
                false => longest[i + 1][j].max(longest[i][j + 1]),
            };
        }
    }
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && longest[i + 1][j] >= longest[i][j + 1]) {
            gone.push(&before.terms().terms[i]);
            i += 1;
        } else {
            come.push(&after.terms().terms[j]);
            j += 1;
        }
    }
    (gone, come)
}

/// What the change from one version to another reaches, for loads to which these two versions speak.
pub fn reach<'c, A: ContractTerms>(before: &'c A, after: &'c A) -> Reach<'c, A> {
    if !same_header(before.terms(), after.terms()) {
        return Reach::Everything("currency, rounding or the use of the house tariff changes");
    }
    let (gone, come) = unequal(before, after);
    if gone.is_empty() && come.is_empty() {
        return Reach::Nothing;
    }
    let bills_freight = |contract: &Contract| contract.terms.iter().any(|t| is_linehaul(&t.verb));
    let unconditional = gone.iter().chain(&come).any(|t| is_linehaul(&t.verb) && t.when.is_empty());
    if unconditional || bills_freight(before.terms()) != bills_freight(after.terms()) {
        return Reach::Everything("linehaul changes");
    }
    let gone = gone.into_iter().map(|term| (before, term));
    Reach::Terms(gone.chain(come.into_iter().map(|term| (after, term))).collect())
}

fn is_linehaul(verb: &Verb) -> bool {
    matches!(verb, Verb::Linehaul(_))
}

fn same_header(a: &Contract, b: &Contract) -> bool {
    (a.currency, a.rounding, a.otherwise_house_tariff) == (b.currency, b.rounding, b.otherwise_house_tariff)
}

/// Can a term do anything on a load?
pub fn touches<A: ContractTerms>(contract: &A, term: &Term, load: &Load) -> bool {
    if load.status == LoadStatus::Cancelled {
        return false;
    }
    let of_unused = matches!(term.verb, Verb::Tonu(_) | Verb::CanadianTax(_) | Verb::Ask { .. } | Verb::Prorate(_));
    if load.status == LoadStatus::Tonu && !of_unused && !names_it(contract, term) {
        return false;
    }
    for condition in &term.when {
        match contract.holds(condition, load) {
            Ok(true) => {}
            Ok(false) => return false,
            // What cannot be judged holds the load, whatever the verb would have needed.
            Err(_) => return true,
        }
    }
    can_act(&term.verb, load)
}

/// Is all there without which the phrase is silently not billed?
fn has_what_it_reads(verb: &Verb, load: &Load) -> bool {
    verb.extras_read().iter().all(|read| {
        load.extras.contains_key(&*read.name)
            || match read.without {
                Without::NotBilled => false,
                Without::NotBilledUnless(receipt) => load.documents_of(receipt, None).next().is_some(),
                Without::Held => true,
            }
    })
}

#[deny(clippy::wildcard_enum_match_arm)]
fn can_act(verb: &Verb, load: &Load) -> bool {
    let may = match verb {
        Verb::Claim { .. } => false,
        Verb::Prorate(_) => !load.payors.is_empty(),
        Verb::Tonu(_) => load.status == LoadStatus::Tonu,
        Verb::Detention(terms) => load.stops.iter().any(|stop| may_wait(terms, load, stop)),
        Verb::Layover { .. } => load.stops.iter().any(|s| s.told_to_return.is_some()),
        Verb::StopOff { .. } => load.stops.len() > 2,
        Verb::Redelivery { .. } => load.happened(EventKind::RedeliveryRequested),
        Verb::Accessorial { kind, .. } => match kind.applies_to() {
            AppliesTo::Teams => load.is_team(),
            AppliesTo::Hazardous => load.is_hazmat(),
            AppliesTo::Any => true,
        },
        Verb::TrailerDetention(_) => load.stops.iter().any(|s| s.handling == Handling::Drop),
        Verb::Linehaul(_)
        | Verb::Minimum { .. }
        | Verb::Discount { .. }
        | Verb::Fuel(_)
        | Verb::AtCost { .. }
        | Verb::Chassis { .. }
        | Verb::BorderFee { .. }
        | Verb::CanadianTax(_)
        | Verb::Priced(_)
        | Verb::Daily(_)
        | Verb::InvoiceMinimum { .. }
        | Verb::Charge { .. }
        | Verb::Ask { .. }
        | Verb::NeedDocument { .. }
        | Verb::NeedReference { .. }
        | Verb::NeedStops { .. } => true,
    };
    may && has_what_it_reads(verb, load)
}

/// Could detention be due at a stop, or be asked about?
fn may_wait(terms: &Detention, load: &Load, stop: &StopVisit) -> bool {
    if !selected(terms.at, stop) || stop.cancelled {
        return false;
    }
    let (Some(arrived), Some(departed)) = (stop.arrived, stop.departed) else { return false };
    let free = match &terms.free {
        _ if stop.handling == Handling::Drop => terms.drop_free.unwrap_or(0),
        FreeTime::Minutes(minutes) => *minutes,
        FreeTime::ByWeight { .. } if load.weight_lb.is_none() => return true,
        FreeTime::ByWeight { below_lb, otherwise } => {
            below_lb.iter().map(|(_, m)| *m).min().unwrap_or(0).min(*otherwise)
        }
    };
    if terms.clock == ClockStart::Notification && stop.notified.is_none() {
        return true;
    }
    let earliest = [stop.notified, stop.schedule.start()].into_iter().flatten().min();
    let from = earliest.map_or(arrived, |at| at.min(arrived));
    let longest = minutes_between(from, departed);
    departed < arrived || longest > i64::from(free) || longest > LONGEST_VISIT_MINUTES
}

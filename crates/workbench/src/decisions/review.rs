//! Review: hold, withdraw, release, adjust. Each decision is an entry of the book with who, what and why; approving is one
//! too, in [`crate::decisions::approve`].

use std::collections::BTreeMap;

use linehaul_billing::approval::{Action, roles_for};
use linehaul_domain::assessment::Assessment;
use linehaul_domain::canonical;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::decision::{Actor, Answer, Decision, NewEntry};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::hold::{EndedBy, HoldCode};
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::load::Load;
use linehaul_domain::money::Money;
use linehaul_domain::reason::Reason;
use linehaul_domain::vanished::Vanished;
use linehaul_store::BookWrite;
use tracing::warn;

use crate::assessment::alike;
use crate::assessment::assess::{billed, customer_of, rules};
use crate::assessment::changes::{Voided, take_back_looked_up};
use crate::assessment::drain::{after_deciding, make_current};
use crate::assessment::known;
use crate::book::load_state::{self, BookedLoad};
use crate::decisions::answered;
use crate::decisions::looked::Look;
use crate::log;
use crate::settings::actor;
use crate::settings::limits;
use crate::workspace::home::Workbench;
use crate::workspace::identity;

/// A load for which a decision was refused.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The load.
    pub load: LoadNumber,
    /// Why.
    pub fault: Fault,
}

/// The log has each load that a decision was refused for.
pub(crate) fn log_refused(refused: &[Refused]) {
    for Refused { load, fault } in refused {
        let (load, why) = (log::name(load.as_str()), log::words(&fault.what));
        warn!(load = &*load, code = %fault.code, why = &*why, "not decided");
    }
}

/// What a decision did.
#[derive(Debug, Clone, Default)]
pub struct Decided {
    /// For which loads it holds.
    pub done: Vec<LoadNumber>,
    /// For which it was refused.
    pub refused: Vec<Refused>,
    /// What it did beside: an invoice that it voided, and what becomes of the others on it.
    pub notes: Vec<String>,
}

/// The load that the facts make, not the one that is stored: an approval believes nothing that was derived.
pub(crate) fn from_facts(bench: &Workbench, number: &LoadNumber, load_state: &BookedLoad) -> Outcome<Option<Load>> {
    let (facts, beside) = (bench.cache.facts_of_load(number)?, bench.cache.beside_of_load(number)?);
    let Some(load) = known::load(number, &facts, &beside, load_state) else { return Ok(None) };
    let contradicted = billed(&load).map(|id| known::contradicted(&bench.cache, id)).transpose()?.unwrap_or_default();
    Ok(Some(known::beside_customer(load, contradicted, load_state)))
}

pub(crate) fn unknown_load(number: &LoadNumber) -> Fault {
    Fault::new(
        Code::LoadUnknown,
        format!("there is no load {number}"),
        "Nothing was decided.",
        "Look it up with `linehaul queue`; sync first if it is new.",
    )
}

/// One decision on one load, which is made current first.
pub(crate) fn one(
    bench: &mut Workbench,
    text: &LoadNumber,
    decide: impl FnOnce(&Workbench, &LoadNumber, &BookedLoad, &mut Vec<String>) -> Outcome<BookWrite>,
) -> Outcome<Decided> {
    let mut decided = Decided::default();
    let number = match identity::resolve(bench, text.as_str()) {
        Ok(number) => number,
        Err(fault) => {
            decided.refused.push(Refused { load: text.clone(), fault });
            log_refused(&decided.refused);
            return Ok(decided);
        }
    };
    bench.may_decide()?;
    let noted = make_current(bench, std::slice::from_ref(&number))?;
    decided.notes.extend(noted.voided.iter().map(Voided::words));
    let result = match bench.cache.load(&number)? {
        None => Err(unknown_load(&number)),
        Some(_) => {
            let load_state = load_state::of_load(&bench.book, &number)?;
            let write = decide(bench, &number, &load_state, &mut decided.notes);
            write.map(|mut write| {
                write.expects.insert(number.clone(), load_state.version);
                write
            })
        }
    };
    match result {
        Ok(write) => {
            bench.append(&write)?;
            after_deciding(bench, std::slice::from_ref(&number))?;
            decided.done.push(number);
        }
        Err(fault) => decided.refused.push(Refused { load: number, fault }),
    }
    log_refused(&decided.refused);
    Ok(decided)
}

/// Holds a load. An approval that is not posted is taken back, and its invoice with it.
pub fn hold(bench: &mut Workbench, number: &LoadNumber, as_user: Option<&str>, reason: &str) -> Outcome<Decided> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Hold))?;
    let reason = Reason::given(reason)?;
    one(bench, number, |bench, number, load_state, notes| {
        let bound = load_state.invoice().is_some_and(|row| row.state != InvoiceState::Rejected);
        let mut write = match load_state.approval.is_some() || bound || load_state.outside.is_some() {
            true => taken_back(bench, number, load_state, &actor, &reason, notes)?,
            false => BookWrite::default(),
        };
        let entry = |decision| NewEntry { at: bench.clock.now(), actor: actor.clone(), decision };
        write.entries.push(entry(Decision::Held { load: number.clone(), reason: reason.clone() }));
        Ok(write)
    })
}

/// Takes an approval back that is not posted: the load is ready again, and the others on its invoice are approved as before.
pub fn withdraw(bench: &mut Workbench, number: &LoadNumber, as_user: Option<&str>, reason: &str) -> Outcome<Decided> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Hold))?;
    let reason = Reason::given(reason)?;
    one(bench, number, |bench, number, load_state, notes| taken_back(bench, number, load_state, &actor, &reason, notes))
}

/// The entries that take an approval back; LH-416 when the ERP may have the invoice, LH-409 when there is no approval.
pub(crate) fn taken_back(
    bench: &Workbench,
    number: &LoadNumber,
    load_state: &BookedLoad,
    actor: &Actor,
    reason: &Reason,
    notes: &mut Vec<String>,
) -> Outcome<BookWrite> {
    let at = bench.clock.now();
    let entry = |decision| NewEntry { at, actor: actor.clone(), decision };
    let mut write = BookWrite::default();
    let mut taken = None;
    if let Some(row) = load_state.invoice() {
        match take_back_looked_up(bench, row, reason, &mut write, &entry)? {
            Some(voided) => taken = Some(voided.words()),
            None => return Err(sent_already(number, row.state)),
        }
    }
    let voids = taken.is_some();
    notes.extend(taken);
    let Some(approval) = &load_state.approval else {
        // An invoice that was refused, whose approval was taken back before: it goes, and nothing else is to be taken back.
        if voids {
            return Ok(write);
        }
        let what = format!("{number} is not approved");
        return Err(Fault::new(Code::NotApproved, what, "Nothing was decided.", "There is nothing to take back."));
    };
    let (load, approval, reason) = (number.clone(), approval.seq, reason.clone());
    write.entries.push(entry(Decision::ApprovalWithdrawn { load, approval, reason }));
    Ok(write)
}

fn sent_already(number: &LoadNumber, state: InvoiceState) -> Fault {
    Fault::new(
        Code::SentAlready,
        format!("the invoice of {number} is {}", state.name().replace('_', " ")),
        "A decision cannot undo what the ERP may have.",
        "After posting there is only a credit memo at the ERP; run `linehaul reconcile` if it is in doubt.",
    )
}

/// Ends a person's hold, accepts a lapsed approval as it stands now, says that loads that look alike are two, or answers what the facts of a
/// load leave open. LH-423 where it is not as it was seen, by [`Assessment::seen`], or without that by what was stored before.
pub fn release(
    bench: &mut Workbench,
    (number, seen): (&LoadNumber, Option<&Hash>),
    as_user: Option<&str>,
    reason: &str,
) -> Outcome<Decided> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Release))?;
    let reason = Reason::given(reason)?;
    let look = look(bench, number, seen)?;
    one(bench, number, |bench, number, load_state, notes| {
        let entry = |decision| NewEntry { at: bench.clock.now(), actor: actor.clone(), decision };
        let (mut entries, mut expects) = (Vec::new(), BTreeMap::new());
        let stored = bench.cache.assessment(number)?.map(|stored| stored.assessment);
        if let Some(now) = stored.as_ref().filter(|_| look.before.is_some() || look.seen.is_some()) {
            look.must_be(now, ("Nothing was decided.", "say it again"))?;
        }
        if load_state.on_hold.is_some() || load_state.lapsed.is_some() {
            entries.push(entry(Decision::Released { load: number.clone(), reason: reason.clone() }));
            // Whoever ends what a person held says nothing of what came to hold it meanwhile.
            let others = stored.iter().flat_map(|a| &a.holds).filter(|hold| hold.code.ended_by() != EndedBy::Released);
            notes.extend(others.map(|hold| format!("{number} is held all the same: {} {}", hold.code, hold.message)));
            return Ok(BookWrite { entries, ..BookWrite::default() });
        }
        let suspected =
            stored.as_ref().is_some_and(|a| a.holds.iter().any(|h| h.code.ended_by() == EndedBy::NotADuplicate));
        let load = from_facts(bench, number, load_state)?;
        let questions = load.as_ref().map(|load| asked(load, stored.as_ref())).unwrap_or_default();
        if !questions.is_empty() {
            notes.extend(questions.iter().map(|question| format!("{number}: answered: {question}")));
            let others = load.as_ref().map(|load| answered::on_others(bench, load, &reason)).transpose()?;
            let (load, reason) = (number.clone(), reason.clone());
            entries.push(entry(Decision::Answered(Answer { load, questions, reason })));
            for (answer, version) in others.into_iter().flatten() {
                notes.push(format!("{}: answered as well, since the same is asked of its customer", answer.load));
                expects.insert(answer.load.clone(), version);
                entries.push(entry(Decision::Answered(answer)));
            }
        }
        if let Some(load) = load.filter(|_| suspected) {
            let customer = customer_of(bench, &load)?;
            let assessment = rules(bench).assess(&load, customer.as_ref(), &load_state.adjustments);
            let of = alike::suspects(&bench.cache, &alike::traits(&load, &assessment), number)?;
            let named = of.iter().map(LoadNumber::as_str).collect::<Vec<_>>().join(", ");
            notes.push(format!("{number}: answered: it is not the same as {named}"));
            entries.push(entry(Decision::NotADuplicate { load: number.clone(), of, reason: reason.clone() }));
        }
        if entries.is_empty() {
            return Err(Fault::new(
                Code::NobodyHolds,
                format!("nobody holds {number}"),
                "Nothing was decided.",
                "A hold that a rule made ends when its reason does: `linehaul show` names the next step.",
            ));
        }
        Ok(BookWrite { entries, expects, ..BookWrite::default() })
    })
}

/// A load as it is stored before it is made current, and as it was seen.
fn look(bench: &Workbench, number: &LoadNumber, seen: Option<&Hash>) -> Outcome<Look> {
    let before = match identity::resolve(bench, number.as_str()) {
        Ok(load) => bench.cache.assessment(&load)?.map(|stored| stored.assessment),
        Err(_) => None,
    };
    Ok(Look { load: number.clone(), before, seen: seen.cloned() })
}

/// What a release answers: that a load is missing from a list, what was noted at its delivery, and what its facts leave open where that holds it.
fn asked(load: &Load, stored: Option<&Assessment>) -> Vec<String> {
    let disputed = stored.is_some_and(|a| a.holds.iter().any(|hold| hold.code == HoldCode::FactsDisputed));
    match disputed {
        true => load.questions(),
        false => load.missing().map(Vanished::question).chain(load.exceptions()).collect(),
    }
}

/// Adds an amount (invoice currency, may be negative) to a charge, as a line of its own beside it. LH-423 where the load is not as it was seen.
pub fn adjust(
    bench: &mut Workbench,
    (number, seen): (&LoadNumber, Option<&Hash>),
    as_user: Option<&str>,
    code: &ChargeCode,
    amount: &str,
    reason: &str,
) -> Outcome<Decided> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Adjust))?;
    let reason = Reason::given(reason)?;
    let wrong =
        |what: String| Fault::new(Code::AmountUnreadable, what, "Nothing was adjusted.", "Give an amount like -50.00.");
    let amount = canonical::exact(amount).ok_or_else(|| wrong(format!("`{amount}` is not an amount")))?;
    let look = look(bench, number, seen)?;
    one(bench, number, |bench, number, load_state, _| {
        if load_state.approval.is_some() {
            return Err(Fault::new(
                Code::AdjustedTooLate,
                format!("{number} is approved"),
                "What is approved is not adjusted.",
                "Take the approval back with `linehaul hold`, then adjust and release.",
            ));
        }
        let stored = bench.cache.assessment(number)?.ok_or_else(|| unknown_load(number))?;
        if look.seen.is_some() {
            look.must_be(&stored.assessment, ("Nothing was adjusted.", "adjust it again"))?;
        }
        let currency = stored.assessment.currency;
        if amount.is_zero() || amount.normalize().scale() > currency.places() {
            return Err(wrong(format!("{amount} is zero or finer than a cent")));
        }
        if !stored.assessment.charges.iter().any(|c| &c.code == code) && !code.is_known() {
            let known: Vec<String> = stored.assessment.charges.iter().map(|c| c.code.to_string()).collect();
            return Err(Fault::new(
                Code::ChargeUnknown,
                format!("{number} has no charge {code}; it has {}", known.join(", ")),
                "Nothing was adjusted.",
                "Name one of its charges, or a known charge code.",
            ));
        }
        limits::adjustment(&bench.config, &load_state.adjustments, &actor, (code, amount, currency))?;
        let decision = Decision::Adjusted {
            load: number.clone(),
            code: code.clone(),
            amount: Money::new(amount, currency),
            reason: reason.clone(),
        };
        let entries = vec![NewEntry { at: bench.clock.now(), actor: actor.clone(), decision }];
        Ok(BookWrite { entries, ..BookWrite::default() })
    })
}

/// Is CHANGED_SINCE_APPROVAL the only thing that holds it?
pub fn only_changed(assessment: &Assessment) -> bool {
    assessment.holds.iter().all(|h| h.code == HoldCode::ChangedSinceApproval)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `release` asks whether somebody holds the load, whether its approval lapsed, and whether it is suspected: a hold that it is
    /// said to end, and that comes from elsewhere, would be refused by it.
    #[test]
    fn each_hold_that_a_release_is_said_to_end_is_one_that_it_looks_for() {
        let of = |ended| HoldCode::ALL.iter().copied().filter(move |code| code.ended_by() == ended).collect::<Vec<_>>();
        assert_eq!(of(EndedBy::Released), [HoldCode::ChangedSinceApproval, HoldCode::OnHold]);
        assert_eq!(of(EndedBy::NotADuplicate), [HoldCode::DuplicateSuspected]);
        // `Load::questions` has what these ask.
        assert_eq!(of(EndedBy::Answered), [HoldCode::Vanished, HoldCode::DeliveryException, HoldCode::FactsDisputed]);
    }
}

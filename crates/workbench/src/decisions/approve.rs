//! Approve: one entry for each load, with the bodies of everything that the approval saw. It believes nothing that was
//! derived: the load is folded from its facts and rated once more, and refused with the difference where that is not what the
//! person looked at.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_billing::approval::{Action, roles_for};
use linehaul_domain::assessment::Assessment;
use linehaul_domain::cutover::Standing;
use linehaul_domain::decision::{Actor, Decision, NewEntry};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::load::Load;
use linehaul_domain::money::Money;
use linehaul_domain::state::LoadState;
use linehaul_store::BookWrite;
use tracing::info;

use crate::assessment::alike;
use crate::assessment::assess::{billed, rules};
use crate::assessment::drain::make_current;
use crate::assessment::elsewhere;
use crate::assessment::unheard;
use crate::book::load_state::{self, BookedLoad};
use crate::decisions::hands;
use crate::decisions::looked::Look;
use crate::decisions::review::{Decided, Refused, from_facts, log_refused, unknown_load};
use crate::settings::actor;
use crate::settings::limits;
use crate::workspace::home::Workbench;
use crate::workspace::identity;

/// A load to approve, with what the person saw of it.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Which.
    pub load: LoadNumber,
    /// [`Assessment::seen`] of what was looked at; without it, what was stored before.
    pub seen: Option<Hash>,
}

/// A delivery may be told so many days ahead of this machine's clock.
const AHEAD_DAYS: i64 = 31;

/// Loads approved in one transaction of the book.
const CHUNK: usize = 100;

/// Every load that is ready.
pub fn all_ready(bench: &Workbench) -> Outcome<Vec<Ask>> {
    let ready = bench.cache.loads_in_state(LoadState::Ready)?;
    // Another source may have a load of the same number: it is this one that is ready.
    Ok(ready.iter().map(|load| Ask { load: identity::in_full(&bench.config, load), seen: None }).collect())
}

/// Approves loads as they stand.
pub fn approve(
    bench: &mut Workbench,
    asked: &[Ask],
    as_user: Option<&str>,
    note: Option<&str>,
    on_progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Outcome<Decided> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Approve))?;
    bench.may_decide()?;
    // The sample company has no history that somebody else could have billed.
    if !bench.book.cutover()?.is_set() && !bench.config.is_sample() {
        return Err(cutover_unset());
    }
    bench.book.cutover_must_be_known()?;
    let mut decided = Decided::default();
    let unique = unique(bench, asked, &mut decided);
    let all = unique.len();
    for chunk in unique.chunks(CHUNK) {
        if !on_progress(decided.done.len() + decided.refused.len(), all) {
            break;
        }
        approve_chunk(bench, chunk, &actor, note, &mut decided)?;
    }
    on_progress(all, all);
    log_refused(&decided.refused);
    info!(asked = all, approved = decided.done.len(), refused = decided.refused.len(), "approved");
    Ok(decided)
}

/// LH-428: nobody said what was billed before this company used Linehaul.
pub(crate) fn cutover_unset() -> Fault {
    Fault::new(
        Code::CutoverUnset,
        "nobody said what was billed before this company used Linehaul",
        "Nothing was decided: a load of the time before could be billed a second time.",
        "Say `linehaul cutover DATE` for the first day that is billed here, or `linehaul cutover none` for a company without a \
         history.",
    )
}

/// Each load once, however often and by whatever name it is asked for. One that is said to have been seen in two ways is refused:
/// which of them was looked at cannot be told.
fn unique(bench: &Workbench, asked: &[Ask], decided: &mut Decided) -> Vec<(LoadNumber, Option<Hash>)> {
    let mut once: BTreeMap<LoadNumber, BTreeSet<Option<Hash>>> = BTreeMap::new();
    for Ask { load, seen } in asked {
        // What does not resolve is refused under the name that was said.
        let number = identity::resolve(bench, load.as_str()).map(|number| identity::in_full(&bench.config, &number));
        once.entry(number.unwrap_or_else(|_| load.clone())).or_default().insert(seen.clone());
    }
    let mut unique = Vec::new();
    for (load, mut seen) in once {
        match (seen.pop_first(), seen.is_empty()) {
            (Some(seen), true) => unique.push((load, seen)),
            _ => decided.refused.push(Refused { fault: seen_twice(&load), load }),
        }
    }
    unique
}

fn seen_twice(load: &LoadNumber) -> Fault {
    Fault::new(
        Code::NotAsSeen,
        format!("{load} is named twice, and was not looked at in one way"),
        "It was not approved.",
        "Look at it with `linehaul show`, then approve it once.",
    )
}

fn approve_chunk(
    bench: &mut Workbench,
    chunk: &[(LoadNumber, Option<Hash>)],
    actor: &Actor,
    note: Option<&str>,
    decided: &mut Decided,
) -> Outcome<()> {
    let mut looks = Vec::new();
    for (text, seen) in chunk {
        match identity::resolve(bench, text.as_str()) {
            Ok(load) => {
                let before = bench.cache.assessment(&load)?.map(|stored| stored.assessment);
                looks.push(Look { load, before, seen: seen.clone() });
            }
            Err(fault) => decided.refused.push(Refused { load: text.clone(), fault }),
        }
    }
    let loads: Vec<LoadNumber> = looks.iter().map(|look| look.load.clone()).collect();
    make_current(bench, &loads)?;
    let mut write = BookWrite::default();
    let mut bodies: BTreeMap<Hash, Vec<u8>> = BTreeMap::new();
    let mut approved = Vec::new();
    for look in looks {
        match approval_of(bench, &look, actor, note, &mut bodies)? {
            Ok((entry, version)) => {
                write.entries.push(entry);
                write.expects.insert(look.load.clone(), version);
                approved.push(look.load);
            }
            Err(fault) => decided.refused.push(Refused { load: look.load, fault }),
        }
    }
    if !approved.is_empty() {
        write.bodies = bodies.into_iter().collect();
        crate::machine::crash::point("approve.before_append");
        bench.append(&write)?;
        crate::machine::crash::point("approve.after_append");
        make_current(bench, &approved)?;
    }
    decided.done.extend(approved);
    Ok(())
}

fn approval_of(
    bench: &Workbench,
    look: &Look,
    actor: &Actor,
    note: Option<&str>,
    bodies: &mut BTreeMap<Hash, Vec<u8>>,
) -> Outcome<Result<(NewEntry, u64), Fault>> {
    let number = &look.load;
    let facts = bench.cache.facts_of_load(number)?;
    let load_state = load_state::of_load(&bench.book, number)?;
    let Some(load) = from_facts(bench, number, &load_state)? else { return Ok(Err(unknown_load(number))) };
    // What earlier decisions say of it (an adjustment, say) is used here: each must be what was written.
    for entry in &load_state.entries {
        bench.book.verify_entry(entry.seq)?;
    }
    if let Err(fault) = delivered_by_now(bench, &load) {
        return Ok(Err(fault));
    }
    let customer = match billed(&load) {
        Some(id) => bench.cache.customer_as_delivered(id)?,
        None => None,
    };
    let assessment = rules(bench).assess(&load, customer.as_ref(), &load_state.adjustments);
    // What an approval keeps is what this load's own facts and rules make, so that it can be made again; what others make of it is
    // judged beside it.
    let mut outlook = assessment.clone();
    let traits = alike::traits(&load, &assessment);
    alike::judge((&bench.cache, &bench.config), number, &traits, &load_state.not_same_as)?.add_to(&mut outlook);
    let cutover = bench.book.cutover()?;
    let standing = cutover.standing(&load, load_state.word.as_ref());
    let unheard = unheard::holds(&bench.cache.unheard(number)?, &facts);
    outlook.holds.splice(0..0, elsewhere::hold(&cutover, number, &standing).into_iter().chain(unheard));
    if let Err(fault) = may_approve(&outlook, &load_state, &standing) {
        return Ok(Err(fault));
    }
    // A lapsed approval stands as a hold in what was looked at; whoever approves the load by its number has seen it.
    outlook.holds.splice(0..0, load_state.holds());
    if let Err(fault) = look.must_be(&outlook, ("It was not approved.", "approve it again")) {
        return Ok(Err(fault));
    }
    let hands = hands::on(bench, &load, &load_state.entries, &facts)?;
    let exception = match limits::approval(&bench.config, &hands, actor, &assessment) {
        Ok(exception) => exception,
        Err(fault) => return Ok(Err(fault)),
    };
    let saw = rules(bench).keep_inputs(&load, &assessment, customer.as_ref(), bodies);
    let note = match (note, exception) {
        (Some(note), Some(exception)) => Some(format!("{note} ({exception})")),
        (note, exception) => note.map(str::to_owned).or(exception),
    };
    let decision = Decision::Approved {
        load: number.clone(),
        pins: Box::new(assessment.pins.clone()),
        assessment: saw.assessment,
        facts: saw.facts,
        context: saw.context,
        total: Money::new(assessment.total, assessment.currency),
        note,
    };
    Ok(Ok((NewEntry { at: bench.clock.now(), actor: actor.clone(), decision }, load_state.version)))
}

/// LH-441 where a load is delivered so far from now that a fact or a clock is wrong: no invoice could be dated by it.
fn delivered_by_now(bench: &Workbench, load: &Load) -> Result<(), Fault> {
    let today = bench.clock.today(bench.config.business.zone);
    match load.delivery_date().filter(|day| (*day - today).num_days() > AHEAD_DAYS) {
        None => Ok(()),
        Some(day) => Err(Fault::new(
            Code::DayImpossible,
            format!("{} is said to be delivered on {day}, and today is {today}", load.number),
            "It was not approved.",
            "Have dispatch mend the times of its stops, or check this machine's clock.",
        )),
    }
}

fn may_approve(assessment: &Assessment, load_state: &BookedLoad, standing: &Standing) -> Result<(), Fault> {
    let refuse = |code, what: String, next: &str| Err(Fault::new(code, what, "It was not approved.", next));
    if let Some(row) = load_state.invoice().filter(|row| row.state == InvoiceState::Voiding) {
        let what = format!("{} is being taken back from {}, which the ERP may have", assessment.load, row.number);
        return refuse(Code::BeingTakenBack, what, "`linehaul reconcile` asks the ERP; then approve it again.");
    }
    if let Some(row) = load_state.invoice().filter(|row| row.state == InvoiceState::Cancelled) {
        let what = format!("{} was billed by {}, which was cancelled at the ERP", assessment.load, row.number);
        return refuse(
            Code::CancelledUnsaid,
            what,
            "Say what becomes of it first: `linehaul cancelled INVOICE --bill-again --reason …`.",
        );
    }
    let billed = load_state.outside.is_some() || load_state.invoice().is_some();
    if load_state.approval.is_some() || billed {
        return refuse(
            Code::ApprovedAlready,
            format!("{} is approved already", assessment.load),
            "Nothing needs doing.",
        );
    }
    if let (Standing::Elsewhere(_), Some(words)) = (standing, elsewhere::words(standing)) {
        let next =
            format!("If that is wrong, say `linehaul cutover bill {} --reason …`, then approve it.", assessment.load);
        return refuse(Code::BilledBefore, format!("{} was {words}", assessment.load), &next);
    }
    if let Some(said) = load_state.dismissed() {
        let what = format!("{} was dismissed by {}: {}", assessment.load, said.by, said.says.words());
        let next = format!("If that is wrong, say `linehaul reopen {} --because …`, then approve it.", assessment.load);
        return refuse(Code::LoadDismissed, what, &next);
    }
    if !assessment.status.is_judged() {
        let what = format!("{} is not delivered", assessment.load);
        return refuse(Code::NotDelivered, what, "Wait for dispatch to say that it was delivered.");
    }
    if let Some(reason) = &load_state.on_hold {
        let what = format!("{} is on hold: {reason}", assessment.load);
        return refuse(Code::HeldByAPerson, what, "Release it first with `linehaul release`.");
    }
    if let Some(first) = assessment.holds.first() {
        let more = assessment.holds.len() - 1;
        let rest = if more > 0 { format!(" (and {more} more)") } else { String::new() };
        let what = format!("{} is held: {} {}{rest}", assessment.load, first.code, first.message);
        return refuse(Code::HeldByARule, what, &first.next_step);
    }
    Ok(())
}

//! The desk: what a person says of a load beside its sources. Each statement is one entry of the book, on a load that is looked at as it
//! stands; what is approved or billed is not touched by any.

mod set;
mod attest;
mod money;
mod attach;
mod dismiss;
mod answer;

pub use answer::{Open, answer, questions};
pub use attach::{As, attach};
pub use attest::{Seen, attest};
pub use dismiss::{dismiss, reopen};
pub use money::{Approval, accept_variance, customer_approved, is_waived, waive};
pub use set::set;

use linehaul_billing::approval::{Action, roles_for};
use linehaul_billing::change::difference;
use linehaul_domain::assessment::Assessment;
use linehaul_domain::decision::{Actor, Decision, NewEntry};
use linehaul_domain::desk::{Entered, Says, Statement};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::load::Load;
use linehaul_domain::reason::Reason;
use linehaul_store::BookWrite;

use crate::assessment::known;
use crate::book::load_state::BookedLoad;
use crate::decisions::review::{Decided, one, unknown_load};
use crate::settings::actor;
use crate::workspace::home::Workbench;
use crate::workspace::identity;

/// Who says something of which load, and why.
#[derive(Debug, Clone, Copy)]
pub struct Saying<'a> {
    /// The load, as it is named.
    pub load: &'a LoadNumber,
    /// As whom.
    pub as_user: Option<&'a str>,
    /// Why.
    pub because: &'a str,
    /// Who told it, and how: `J. Smith, phone`.
    pub from: Option<&'a str>,
    /// What was looked at: [`Assessment::seen`]. Without it, what is stored.
    pub seen: Option<&'a Hash>,
}

/// A load of which something is said.
pub(crate) struct Looked<'a> {
    /// The workspace.
    pub bench: &'a Workbench,
    /// As it stands, with what was said of it.
    pub load: Load,
    /// As its sources alone have it.
    pub sources: Load,
    /// Where it stands by the book.
    pub load_state: &'a BookedLoad,
    /// As it is assessed.
    pub assessment: Assessment,
    /// Who says it.
    pub actor: &'a Actor,
}

/// Says something of a load. LH-460 where it is approved or billed, LH-423 where it is not as it was looked at.
pub(crate) fn state(
    bench: &mut Workbench,
    saying: Saying<'_>,
    says: impl FnOnce(&Looked<'_>, &mut Vec<String>) -> Outcome<Vec<Says>>,
) -> Outcome<Decided> {
    state_with(bench, saying, |looked, notes| Ok((says(looked, notes)?, BookWrite::default())))
}

/// The same with what it says of another load beside it.
pub(crate) fn state_with(
    bench: &mut Workbench,
    saying: Saying<'_>,
    says: impl FnOnce(&Looked<'_>, &mut Vec<String>) -> Outcome<(Vec<Says>, BookWrite)>,
) -> Outcome<Decided> {
    let actor = actor::acting(&bench.config, saying.as_user, roles_for(Action::State))?;
    let reason = Reason::given(saying.because)?;
    let from = saying.from.map(Reason::given).transpose()?.map(|from| from.to_string());
    let before = stored(bench, saying.load)?;
    one(bench, saying.load, |bench, number, load_state, notes| {
        may_be_said(number, load_state)?;
        let looked = looked(bench, number, load_state, &actor)?;
        let seen = looked.assessment.seen();
        must_be(number, before.as_ref(), saying.seen, &looked.assessment)?;
        let entry = |says| {
            let (load, reason, from) = (number.clone(), reason.clone(), from.clone());
            let statement = Statement { load, says, reason, from, seen: seen.clone() };
            NewEntry { at: bench.clock.now(), actor: actor.clone(), decision: Decision::Stated(Box::new(statement)) }
        };
        let (says, mut write) = says(&looked, notes)?;
        write.entries.splice(0..0, says.into_iter().map(entry));
        Ok(write)
    })
}

/// Its assessment as it is stored before it is made current; none where the load is not told apart.
fn stored(bench: &Workbench, load: &LoadNumber) -> Outcome<Option<Assessment>> {
    let Ok(number) = identity::resolve(bench, load.as_str()) else { return Ok(None) };
    Ok(bench.cache.assessment(&number)?.map(|stored| stored.assessment))
}

fn looked<'a>(
    bench: &'a Workbench,
    number: &LoadNumber,
    load_state: &'a BookedLoad,
    actor: &'a Actor,
) -> Outcome<Looked<'a>> {
    let (facts, beside) = (bench.cache.facts_of_load(number)?, bench.cache.beside_of_load(number)?);
    let sources = known::by_sources(number, &facts, &beside).ok_or_else(|| unknown_load(number))?;
    let load = known::load(number, &facts, &beside, load_state).ok_or_else(|| unknown_load(number))?;
    let stored = bench.cache.assessment(number)?.ok_or_else(|| unknown_load(number))?;
    Ok(Looked { bench, load, sources, load_state, assessment: stored.assessment, actor })
}

/// LH-423 where the load is not what was looked at, with the difference.
fn must_be(number: &LoadNumber, before: Option<&Assessment>, seen: Option<&Hash>, now: &Assessment) -> Outcome<()> {
    let words = before.and_then(|before| difference(before, now));
    let what = match seen {
        None => words,
        Some(seen) if *seen == now.seen() => None,
        Some(_) => {
            let holds: Vec<&str> = now.holds.iter().map(|hold| hold.code.code()).collect();
            let holds = if holds.is_empty() { "nothing holds it".to_owned() } else { holds.join(", ") };
            Some(words.unwrap_or_else(|| format!("now it is at {} {}, and {holds}", now.total, now.currency)))
        }
    };
    what.map_or(Ok(()), |what| {
        Err(Fault::new(
            Code::NotAsSeen,
            format!("{number} is not as it was looked at: {what}"),
            "Nothing was decided.",
            "Look at it with `linehaul show`, then say it again.",
        ))
    })
}

/// LH-460 where it is approved, invoiced or billed: with what can be done instead.
pub(crate) fn may_be_said(number: &LoadNumber, load_state: &BookedLoad) -> Outcome<()> {
    let late = |what: String, next: String| {
        Err(Fault::new(
            Code::StatedTooLate,
            what,
            "Nothing was decided: what is approved stays as it was seen, and what is billed as it was sent.",
            next,
        ))
    };
    let withdraw = format!("Take the approval back with `linehaul withdraw {number} --reason …`, then say it.");
    if let Some(row) = load_state.invoice() {
        let invoice = &row.number;
        let is = |state: &str| format!("{number} is on {invoice}, which {state}");
        let at_erp = format!(
            "Correct {invoice} at the ERP: what the load comes to now is told beside it once its sources say it too."
        );
        match row.state {
            InvoiceState::Posted => return late(is("is posted"), at_erp),
            InvoiceState::Closed => {
                return late(is("is closed"), format!("{invoice} is not billed again: nothing of the load is."));
            }
            InvoiceState::Cancelled => {
                let next =
                    format!("Say what becomes of it first: `linehaul cancelled {invoice} --bill-again --reason …`.");
                return late(is("was cancelled at the ERP"), next);
            }
            InvoiceState::Draft | InvoiceState::Queued => return late(is("waits to be sent"), withdraw),
            InvoiceState::Sending | InvoiceState::InDoubt | InvoiceState::NeedsPerson | InvoiceState::Voiding => {
                let next = "Run `linehaul reconcile`: it asks the ERP, which may have the invoice.".to_owned();
                return late(is("the ERP may have"), next);
            }
            InvoiceState::Rejected | InvoiceState::Voided | InvoiceState::Replaced => {}
        }
    }
    if let Some(invoice) = &load_state.outside {
        let next = format!("Correct {invoice} at the ERP.");
        return late(format!("{number} is billed by {invoice}, which this book does not have"), next);
    }
    match load_state.approval {
        Some(_) => late(format!("{number} is approved"), withdraw),
        None => Ok(()),
    }
}

/// Takes back what an entry says of a load. LH-465 where it says nothing that stands.
pub fn take_back(bench: &mut Workbench, saying: Saying<'_>, entry: u64) -> Outcome<Decided> {
    state(bench, saying, |looked, notes| {
        let said = looked.load_state.desk.iter().find(|said| said.seq == entry);
        let said = said.ok_or_else(|| not_said(looked, entry))?;
        notes.push(format!("{}: {} (entry {entry}, {})", looked.load.number, said.says.words(), said.by));
        Ok(vec![Says::TakenBack { entry }])
    })
}

fn not_said(looked: &Looked<'_>, entry: u64) -> Fault {
    let number = &looked.load.number;
    let one = |said: &Entered| format!("{} ({})", said.seq, said.says.words());
    let standing: Vec<String> = looked.load_state.desk.iter().map(one).collect();
    let next = match standing.is_empty() {
        true => format!("Nothing is to be taken back: nobody said anything of {number}."),
        false => format!("Name one of {}.", standing.join(", ")),
    };
    Fault::new(
        Code::NotSaid,
        format!("entry {entry} says nothing of {number} that stands"),
        "Nothing was decided.",
        next,
    )
}

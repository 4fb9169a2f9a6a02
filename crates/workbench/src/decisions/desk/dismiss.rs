//! Dismiss: a load that is not billed, since it is another one once more, was a test, or is somebody else's. It leaves the queue, and stays in the
//! record; what was on file of a duplicate is on file of the load that it doubles.

use linehaul_domain::decision::{Decision, NewEntry};
use linehaul_domain::desk::{Attached, Dismissal, Dismissed, Entered, Says, Statement};
use linehaul_domain::document::{Attestation, Document, Readability};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::reason::Reason;
use linehaul_store::BookWrite;

use crate::assessment::drain::make_current;
use crate::book::load_state;
use crate::decisions::desk::{Looked, Saying, may_be_said, state, state_with};
use crate::decisions::review::{Decided, from_facts, unknown_load};
use crate::workspace::home::Workbench;
use crate::workspace::identity;

fn refused(what: String, next: String) -> Fault {
    Fault::new(Code::NotDismissed, what, "Nothing was decided.", next)
}

/// Says that a load is not billed. LH-473 where it does not say of what it is a duplicate, or is dismissed already.
pub fn dismiss(
    bench: &mut Workbench,
    saying: Saying<'_>,
    kind: Dismissal,
    of: Option<&LoadNumber>,
) -> Outcome<Decided> {
    let of = of.map(|of| identity::resolve(bench, of.as_str())).transpose()?;
    if let Some(of) = &of {
        make_current(bench, std::slice::from_ref(of))?;
    }
    let reason = Reason::given(saying.because)?;
    state_with(bench, saying, |looked, notes| {
        may_be_dismissed(looked, kind, of.as_ref())?;
        let says = Says::Dismissed(Dismissed { kind, of: of.clone() });
        notes.push(format!("{}: {}", looked.load.number, says.words()));
        let mut beside = BookWrite::default();
        if let Some(of) = &of {
            carry_over(looked, of, &reason, &mut beside, notes)?;
        }
        Ok((vec![says], beside))
    })
}

fn may_be_dismissed(looked: &Looked<'_>, kind: Dismissal, of: Option<&LoadNumber>) -> Outcome<()> {
    let number = &looked.load.number;
    if let Some(said) = looked.load_state.dismissed() {
        let next = format!("Nothing needs doing; `linehaul reopen {number} --because …` takes it back.");
        return Err(refused(format!("{number} was dismissed by {} in entry {}", said.by, said.seq), next));
    }
    match (kind, of) {
        (Dismissal::Duplicate, None) => {
            Err(refused(format!("nobody says which load {number} is once more"), "Say it with `--of LOAD`.".to_owned()))
        }
        (Dismissal::Duplicate, Some(of)) if of == number => {
            Err(refused(format!("{number} cannot double itself"), "Say the other load with `--of LOAD`.".to_owned()))
        }
        (Dismissal::Duplicate, Some(of)) => {
            let load_state = load_state::of_load(&looked.bench.book, of)?;
            let other = from_facts(looked.bench, of, &load_state)?.ok_or_else(|| unknown_load(of))?;
            match other.is_dismissed() {
                true => Err(refused(
                    format!("{of} is dismissed too, and neither would be billed"),
                    format!("Take that back first: `linehaul reopen {of} --because …`."),
                )),
                false => Ok(()),
            }
        }
        (Dismissal::Test | Dismissal::NotOurs, Some(_)) => {
            Err(refused("only a duplicate is one of another load".to_owned(), "Leave `--of` out.".to_owned()))
        }
        (Dismissal::Test | Dismissal::NotOurs, None) => Ok(()),
    }
}

/// What is on file of a duplicate is on file of the other load too, unless that has it or cannot take it any more.
fn carry_over(
    looked: &Looked<'_>,
    of: &LoadNumber,
    reason: &Reason,
    write: &mut BookWrite,
    notes: &mut Vec<String>,
) -> Outcome<()> {
    let bench = looked.bench;
    let load_state = load_state::of_load(&bench.book, of)?;
    let Some(other) = from_facts(bench, of, &load_state)? else { return Ok(()) };
    let known = |document: &Document| other.documents.iter().any(|one| one.hash == document.hash);
    let carried = looked.load.documents.iter().filter(|one| one.readability == Readability::Readable && !known(one));
    let carried: Vec<Attached> =
        carried.filter_map(|document| carried_from(&looked.load.number, &other, document)).collect();
    if carried.is_empty() {
        return Ok(());
    }
    if let Err(fault) = may_be_said(of, &load_state) {
        notes.push(format!("{} documents stay with it: {}", carried.len(), fault.what));
        return Ok(());
    }
    let seen = bench.cache.assessment(of)?.ok_or_else(|| unknown_load(of))?.assessment.seen();
    write.expects.insert(of.clone(), load_state.version);
    for attached in carried {
        let says = Says::Attached(attached);
        notes.push(format!("{of}: {}", says.words()));
        let statement = Statement { load: of.clone(), says, reason: reason.clone(), from: None, seen: seen.clone() };
        let decision = Decision::Stated(Box::new(statement));
        write.entries.push(NewEntry { at: bench.clock.now(), actor: looked.actor.clone(), decision });
    }
    Ok(())
}

/// A document with a content of its own, at the stop of that number where the other load has it.
fn carried_from(number: &LoadNumber, other: &linehaul_domain::load::Load, document: &Document) -> Option<Attached> {
    let Document { kind, stop, file, hash, signed, amount, .. } = document.clone();
    let signed_by = signed.map(|by| match by {
        Attestation::Source(name) | Attestation::Person(name) => name,
    });
    Some(Attached {
        kind: if signed_by.is_some() { kind.trim_end_matches("_signed").to_owned() } else { kind },
        stop: stop.filter(|seq| other.stop(*seq).is_some()),
        file: file?,
        hash: hash?,
        signed_by,
        amount,
        carried_from: Some(number.clone()),
    })
}

/// Takes a dismissal back. LH-465 where nobody dismissed it.
pub fn reopen(bench: &mut Workbench, saying: Saying<'_>) -> Outcome<Decided> {
    state(bench, saying, |looked, notes| {
        let number = &looked.load.number;
        let Some(Entered { seq, by, .. }) = looked.load_state.dismissed() else {
            return Err(Fault::new(
                Code::NotSaid,
                format!("nobody dismissed {number}"),
                "Nothing was decided.",
                "Nothing needs doing.",
            ));
        };
        notes.push(format!("{number}: dismissed by {by} in entry {seq}; it is in the queue again"));
        Ok(vec![Says::TakenBack { entry: *seq }])
    })
}

//! What stands at the ERP and this book lost, as the book takes it up: each load is billed by it, and what may have gone out of it
//! waits for a person.

use std::collections::BTreeSet;

use linehaul_connectors::erp::{Erp, ErpRecord, RecordState, Unreadable};
use linehaul_domain::canonical;
use linehaul_domain::cutover::Standing;
use linehaul_domain::decision::{Decision, NewEntry, Unsaid};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{CustomerId, Hash, InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::{InvoiceState, PersonReason};
use linehaul_domain::money::Money;
use linehaul_domain::reason::Reason;
use linehaul_store::{BookWrite, StateChange};

use crate::assessment::assess::{customer_of, rules};
use crate::book::load_state;
use crate::decisions::review::from_facts;
use crate::effects::registry::{self, Shown};
use crate::workspace::home::Workbench;

/// Something at the ERP that this book does not know.
#[derive(Debug, Clone)]
pub struct Unknown {
    /// The record there.
    pub record: ErpRecord,
    /// The loads that it bills, as it tells or as a person said; empty where nobody knows.
    pub loads: Vec<LoadNumber>,
    /// Why it is not simply another invoice: the number is that of one in this book, or a load is billed by one.
    pub conflict: Option<String>,
}

/// What confirming did.
#[derive(Debug, Clone, Default)]
pub struct Recovered {
    /// Loads that are billed from now on by invoices that this book does not have.
    pub billed: Vec<(LoadNumber, InvoiceNumber)>,
    /// Invoices of this book that gave way: they were never sent, and what stands at the ERP has their number or their loads.
    pub voided: Vec<InvoiceNumber>,
    /// Drafts of ours that were removed at the ERP.
    pub removed: Vec<String>,
    /// What a person should look at.
    pub remarks: Vec<String>,
    /// Invoice numbers go on from this value.
    pub numbers_from: u64,
}

/// A load of a record is billed by it from now on.
pub(super) fn billed_outside(
    bench: &Workbench,
    record: &ErpRecord,
    load: &LoadNumber,
    reason: &Reason,
) -> Outcome<Decision> {
    let customers = bench.cache.customers()?;
    let payor = customers.into_iter().find(|c| c.erp_code.as_deref() == Some(record.party.as_str())).map(|c| c.id);
    Ok(Decision::BilledOutside {
        load: load.clone(),
        payor: payor.unwrap_or_else(|| CustomerId(record.party.clone())),
        invoice: record.number.clone(),
        erp_id: record.erp_id.clone(),
        erp_number: record.erp_number.clone(),
        total: Money::new(record.total, record.currency),
        reason: reason.clone(),
    })
}

/// A body of the book with its hash.
type Body = (Hash, Vec<u8>);

/// What is owed of what was confirmed: it may have gone out in what this book lost, which only a person can see.
pub(super) fn owed_outside(
    bench: &Workbench,
    erp: &mut dyn Erp,
    record: &ErpRecord,
    shown: &Shown,
    remarks: &mut Vec<String>,
) -> Outcome<Option<(Decision, Body)>> {
    let outside = registry::owed_outside(bench, erp, record, shown)?;
    remarks.extend(outside.remarks);
    let Some(whole) = outside.invoice else { return Ok(None) };
    let bytes = canonical::encode(&whole);
    let (body, erp_number) = (canonical::hash_bytes(&bytes), record.erp_number.clone());
    let (invoice, owes) = (record.number.clone(), outside.owes);
    Ok(Some((Decision::OwedOutside { invoice, erp_number, body: body.clone(), owes }, (body, bytes))))
}

/// No book is so many numbers behind: what says so is a mistyped one, or the digits of something else.
const TOO_MANY: u64 = 1_000_000;

/// LH-530: of an ERP that came back with the book, as the embedded one does with a disk that died, nobody can be asked which numbers
/// were given out since.
pub(super) fn must_know_last(bench: &Workbench, erp: &dyn Erp, last_number: Option<u64>) -> Outcome<()> {
    let next = bench.book.next_sequence()?;
    if let Some(last) = last_number.filter(|last| *last > next.saturating_add(TOO_MANY)) {
        return Err(Fault::new(
            Code::LastNumberUnknown,
            format!("the last number is said to be {last}, and this book would give out {next} next"),
            "Nothing was decided: numbers go on from what is said, and those in between would be lost for good.",
            "Say the last part of the number alone: 12 of PSL-A-000012.",
        ));
    }
    if !asks_last_number(bench, erp) {
        return Ok(());
    }
    if let Some(last) = last_number {
        let sent = bench.book.invoices(None, None)?.into_iter().filter(|row| row.ever_sent);
        let sent = sent.filter_map(|row| row.number.sequence().map(|sequence| (sequence, row.number))).max();
        return match sent.filter(|(sequence, _)| *sequence > last) {
            None => Ok(()),
            Some((_, number)) => Err(Fault::new(
                Code::LastNumberUnknown,
                format!("the last number is said to be {last}, and this book itself has sent {number}"),
                "Nothing was decided: what was sent since would go out once more.",
                "Look up the last invoice in accounting, or in the import files, and say its number.",
            )),
        };
    }
    Err(Fault::new(
        Code::LastNumberUnknown,
        "this book was restored, and its ERP is in the same folder: which invoice numbers were given out since nobody here can tell",
        "Nothing was decided: two invoices would get one number, and loads that were invoiced since would be invoiced again.",
        "Look up the last invoice in accounting, or in the import files: `linehaul recover --confirm --last-number N --reason …`, N \
         being the number in it (12 of PSL-A-000012). Then say of each load that was invoiced since `linehaul cutover elsewhere`.",
    ))
}

/// Has a person to say which number was given out last?
pub(super) fn asks_last_number(bench: &Workbench, erp: &dyn Erp) -> bool {
    bench.behind.as_ref().is_some_and(|behind| behind.may_lack_more) && erp.traits().import_files
}

/// What waits here under a number that was given out in what the book lost may have gone out there, and this ERP, which came back with
/// the book, knows of it no more than the book does: a person says, before it goes out once more.
pub(super) fn hold_back(
    bench: &Workbench,
    (last_number, gone): (Option<u64>, &BTreeSet<InvoiceNumber>),
    write: &mut BookWrite,
    entry: &dyn Fn(Decision) -> NewEntry,
    remarks: &mut Vec<String>,
) -> Outcome<()> {
    let Some(last) = last_number else { return Ok(()) };
    for state in [InvoiceState::Queued, InvoiceState::Sending, InvoiceState::InDoubt, InvoiceState::Voiding] {
        for row in bench.book.invoices(Some(state), None)? {
            // A number without a sequence is nobody's to compare.
            if gone.contains(&row.number) || row.number.sequence().is_some_and(|sequence| sequence > last) {
                continue;
            }
            let why = PersonReason::MayBeOut;
            let message = format!("this book was restored, and numbers up to {last} were given out. {}", why.ways());
            remarks.push(format!("{} waits for a person: {message}", row.number));
            let reason = Some(format!("{}: {message}", Code::PersonNeeded));
            write.states.push(StateChange { reason, ..StateChange::of(row.at(), InvoiceState::NeedsPerson) });
            write.entries.push(entry(Decision::NeedsPerson { invoice: row.number, message, why: Some(why) }));
        }
    }
    Ok(())
}

/// The loads that are approved here and on no invoice, where those that were given out in what the book lost may bill them: all where numbers
/// were, else those that go on under a number of before. With the places of their approvals.
fn may_be_billed(
    bench: &Workbench,
    (last, gone): (u64, &BTreeSet<InvoiceNumber>),
) -> Outcome<Vec<(LoadNumber, u64, u64)>> {
    let mut loads: BTreeSet<LoadNumber> = bench.book.waiting()?.into_iter().collect();
    for number in gone {
        loads.extend(bench.book.loads_of_invoice(number)?);
    }
    let were_given_out = last >= bench.book.next_sequence()?;
    let mut found = Vec::new();
    for load in loads {
        let load_state = load_state::of_load(&bench.book, &load)?;
        let Some(approval) = &load_state.approval else { continue };
        if were_given_out || bench.book.replaced_of(&load)?.is_some() {
            found.push((load, approval.seq, load_state.version));
        }
    }
    Ok(found)
}

/// The loads that nobody has approved here and that nothing would have kept from it: where numbers were given out in what the book lost, any of
/// them may be on an invoice by now. With the places of what the book says of them.
fn may_be_approved(bench: &Workbench, last: u64) -> Outcome<Vec<(LoadNumber, u64)>> {
    let mut found = Vec::new();
    if last < bench.book.next_sequence()? {
        return Ok(found);
    }
    let cutover = bench.book.cutover()?;
    // Beside a book that is behind nothing is assessed: what is stored may be of the one that was lost, or not be there.
    let mut loads: BTreeSet<LoadNumber> = bench.cache.loads()?.into_iter().collect();
    loads.extend(bench.cache.stale_after("", u64::from(u32::MAX))?);
    for number in loads {
        let load_state = load_state::of_load(&bench.book, &number)?;
        if load_state.approval.is_some() || load_state.invoice().is_some() || load_state.outside.is_some() {
            continue;
        }
        let Some(load) = from_facts(bench, &number, &load_state)? else { continue };
        let assessment = rules(bench).assess(&load, customer_of(bench, &load)?.as_ref(), &load_state.adjustments);
        // Of others it is known, or asked already.
        if assessment.is_ready() && cutover.standing(&load, load_state.word.as_ref()) == Standing::Here {
            found.push((number, load_state.version));
        }
    }
    Ok(found)
}

/// The same before anybody said which number was given out last: a line for each that is approved, and one for all that are ready.
pub(super) fn approved_lines(bench: &Workbench) -> Outcome<Vec<String>> {
    let found = may_be_billed(bench, (u64::MAX, &BTreeSet::new()))?;
    let line = |(load, ..): (LoadNumber, u64, u64)| {
        format!("{load} is approved and on no invoice: it may have been invoiced since, in what this book lost")
    };
    let ready = may_be_approved(bench, u64::MAX)?;
    let lines = found.into_iter().map(line).chain(some_of(&ready).map(|loads| {
        format!("ready and approved by nobody: {loads}; each may have been approved and invoiced since, in what this book lost")
    }));
    Ok(lines.collect())
}

/// So many loads are named in one line.
const NAMED: usize = 5;

/// `T-1, T-2`, or `T-1, T-2, T-3, T-4, T-5 and 12 more`; `None` of none.
fn some_of(loads: &[(LoadNumber, u64)]) -> Option<String> {
    let named: Vec<&str> = loads.iter().take(NAMED).map(|(load, _)| load.as_str()).collect();
    let more = loads.len() - named.len();
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!named.is_empty()).then(|| format!("{}{rest}", named.join(", ")))
}

/// An approval that no invoice carries out may have been carried out in what the book lost, under a number that this ERP knows of no more
/// than the book does: it ends, and a person says of its load whether it was billed. So it is with what was only ready: it may have been approved
/// there as well.
pub(super) fn ask_of_approved(
    bench: &Workbench,
    (last_number, gone): (Option<u64>, &BTreeSet<InvoiceNumber>),
    write: &mut BookWrite,
    entry: &dyn Fn(Decision) -> NewEntry,
    recovered: &mut Recovered,
) -> Outcome<()> {
    let Some(last) = last_number else { return Ok(()) };
    for (load, approval, version) in may_be_billed(bench, (last, gone))? {
        if recovered.billed.iter().any(|(billed, _)| *billed == load) {
            continue;
        }
        let reason = Reason::ours("this book was restored, and it may have been invoiced since");
        write.expects.insert(load.clone(), version);
        write.entries.push(entry(Decision::ApprovalWithdrawn { load: load.clone(), approval, reason: reason.clone() }));
        write.entries.push(entry(Decision::MayBeBilled(Unsaid { load: load.clone(), reason })));
        recovered.remarks.push(format!(
            "{load} was approved, and may have been invoiced since: look for it in accounting, then say `linehaul cutover elsewhere \
             {load}`, or `linehaul cutover bill {load}` and approve it"
        ));
    }
    let mut ready = may_be_approved(bench, last)?;
    ready.retain(|(load, _)| recovered.billed.iter().all(|(billed, _)| billed != load));
    for (load, version) in &ready {
        let reason = Reason::ours("this book was restored, and it may have been approved and invoiced since");
        write.expects.insert(load.clone(), *version);
        write.entries.push(entry(Decision::MayBeBilled(Unsaid { load: load.clone(), reason })));
    }
    recovered.remarks.extend(some_of(&ready).map(|loads| {
        format!(
            "ready were {loads}, and each may have been approved and invoiced since: look for them in accounting, then say of each `linehaul \
             cutover elsewhere`, or `linehaul cutover bill` and approve it"
        )
    }));
    Ok(())
}

/// LH-526 where nobody knows what one of them bills.
pub(super) fn must_name_loads(one: &Unknown) -> Outcome<()> {
    if !one.loads.is_empty() {
        return Ok(());
    }
    let number = &one.record.number;
    Err(Fault::new(
        Code::ForeignLoadsUnknown,
        format!("{number} ({}) at the ERP does not tell which loads it bills", one.record.erp_id),
        "Nothing was decided: its loads could be billed a second time.",
        format!("Look it up at the ERP, then say it: `linehaul recover --confirm --of {number}=LOAD,LOAD --reason …`."),
    ))
}

/// What cannot be read and may bill keeps the rest from being confirmed: LH-526. Of the others a remark each.
pub(super) fn must_bill_nothing(unreadable: &[Unreadable]) -> Outcome<Vec<String>> {
    if let Some(one) = unreadable.iter().find(|one| one.may_bill()) {
        return Err(Fault::new(
            Code::ForeignLoadsUnknown,
            one.words(),
            "Nothing was decided: its loads could be billed a second time.",
            "Fill in what it lacks at the ERP, or give it another number there where it is not ours, then `linehaul recover` again.",
        ));
    }
    let remark = |one: &Unreadable| format!("{}: look at it at the ERP, posted it may bill twice", one.words());
    Ok(unreadable.iter().map(remark).collect())
}

/// What the ERP has yet to take bills its loads as if it had: posted tomorrow it would bill them a second time.
pub(super) fn is_waiting(record: &ErpRecord) -> Option<String> {
    (record.state == RecordState::Waiting).then(|| {
        format!(
            "{} ({}) is not taken yet at the ERP: it counts as billed; should the ERP refuse it, bill its loads by hand there",
            record.number, record.erp_id
        )
    })
}

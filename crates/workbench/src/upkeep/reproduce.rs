//! Reproduce: make an invoice again from what its approval saw, and compare it to the byte.

use std::collections::BTreeMap;
use std::path::Path;

use linehaul_billing::invoice::{Billed, Header, draft};
use linehaul_domain::assessment::Assessment;
use linehaul_domain::canonical;
use linehaul_domain::decision::{Decision, Entry};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::{Invoice, InvoiceLine};
use linehaul_domain::load::Load;
use linehaul_domain::time::TZDB;

use crate::book::load_state::{Approval, BookedLoad, from_entries};
use crate::contracts::approved::{ApprovedInputs, ApprovedLibrary, Bodies};
use crate::decisions::show::{Shown, show};
use crate::pricing::rules::tables_of;
use crate::workspace::home::Workbench;

/// An invoice that does not come out as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Which.
    pub invoice: InvoiceNumber,
    /// Its loads.
    pub loads: Vec<LoadNumber>,
    /// What differs, in words.
    pub what: Vec<String>,
}

/// What making invoices again found.
#[derive(Debug, Clone, Default)]
pub struct Reproduced {
    /// Invoices made again.
    pub invoices: usize,
    /// Those that differ.
    pub drifted: Vec<Drift>,
    /// Was it stopped before its end?
    pub partial: bool,
}

/// A load as its invoice saw it, made again.
pub struct AsInvoiced {
    /// The load, its assessment and the book about it; facts and assessment are those of the approval behind the invoice.
    pub shown: Shown,
    /// The invoice: of several the one furthest along.
    pub invoice: InvoiceNumber,
    /// What differs from the invoice as it was drafted, in words.
    pub drift: Vec<String>,
}

/// Makes a load's assessment again from what the approval behind its invoice saw; LH-440 when no invoice bills it.
pub fn as_invoiced(bench: &Workbench, text: &str) -> Outcome<AsInvoiced> {
    let mut shown = show(bench, text)?;
    let load = &shown.load.number.clone();
    let row = shown.load_state.invoice().cloned().ok_or_else(|| {
        Fault::new(
            Code::LoadUnbilled,
            format!("no invoice bills {load}"),
            "Nothing was made again.",
            "Show it without `--as-invoiced`: that is how it would be billed now.",
        )
    })?;
    let invoice = self::row(bench, &row.number)?.body;
    let entries = decisions_behind(bench, &invoice)?;
    let mut library = ApprovedLibrary::default();
    let drift = again(&bench.book, &mut library, &invoice, &entries)?;
    let of_load = |seq: &&u64| entries.iter().any(|e| e.seq == **seq && e.entry.decision.load() == Some(load));
    let seq = invoice.approvals.iter().find(of_load).copied().unwrap_or_default();
    let (load_state, approval) = approved_at(&by_load(&entries), seq)?;
    let approved = library.of(&bench.book, &approval)?;
    shown.stored.assessment =
        approved.assess(&approved.load, approved.context.customer.as_ref(), &load_state.adjustments);
    shown.customer = approved.context.customer;
    shown.load = approved.load;
    Ok(AsInvoiced { shown, invoice: row.number, drift })
}

/// Makes invoices again, every one when none is named; with other tables than the approved ones where a folder is named.
/// LH-438 for an invoice that is not there.
pub fn reproduce(
    bench: &Workbench,
    numbers: &[InvoiceNumber],
    tables: Option<&Path>,
    on_progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Outcome<Reproduced> {
    let rows = match numbers {
        [] => bench.book.invoices(None, None)?,
        some => some.iter().map(|number| row(bench, number)).collect::<Outcome<Vec<_>>>()?,
    };
    let mut library = match tables {
        Some(folder) => ApprovedLibrary::with_tables((*tables_of(folder)?.tables).clone()),
        None => ApprovedLibrary::default(),
    };
    let mut result = Reproduced::default();
    for (at, row) in rows.iter().enumerate() {
        if !on_progress(at, rows.len()) {
            result.partial = true;
            break;
        }
        let entries = decisions_behind(bench, &row.body)?;
        let what = match again(&bench.book, &mut library, &row.body, &entries) {
            Ok(what) => what,
            Err(fault) => vec![fault.to_string()],
        };
        result.invoices += 1;
        if !what.is_empty() {
            result.drifted.push(Drift { invoice: row.number.clone(), loads: row.body.loads(), what });
        }
    }
    Ok(result)
}

/// The invoice of a number; LH-438 when there is none.
pub fn row(bench: &Workbench, number: &InvoiceNumber) -> Outcome<linehaul_store::InvoiceRow> {
    bench.book.invoice(number)?.ok_or_else(|| {
        Fault::new(
            Code::NothingToReproduce,
            format!("there is no invoice {number}"),
            "Nothing was made again.",
            "List them with `linehaul batch list`; the number is ours, not the ERP's.",
        )
    })
}

/// The decisions on the loads of an invoice: what it follows from.
fn decisions_behind(bench: &Workbench, invoice: &Invoice) -> Outcome<Vec<Entry>> {
    let mut entries = Vec::new();
    for load in invoice.loads() {
        entries.extend(bench.book.decisions_on(&load)?);
    }
    entries.sort_by_key(|e| e.seq);
    entries.dedup_by_key(|e| e.seq);
    Ok(entries)
}

/// The same with everything about the invoice itself, the closing of its batch among it.
pub fn entries_behind(bench: &Workbench, invoice: &Invoice) -> Outcome<Vec<Entry>> {
    let mut entries = decisions_behind(bench, invoice)?;
    // What became of other invoices of its loads proves nothing of this one.
    entries.retain(|e| e.entry.decision.load().is_some());
    entries.extend(bench.book.entries_of_invoice(&invoice.number)?);
    entries.extend(bench.book.closing_of_batch(&invoice.batch)?);
    entries.sort_by_key(|e| e.seq);
    entries.dedup_by_key(|e| e.seq);
    Ok(entries)
}

/// The entries of each load, in order.
type ByLoad<'e> = BTreeMap<&'e LoadNumber, Vec<&'e Entry>>;

fn by_load(entries: &[Entry]) -> ByLoad<'_> {
    let mut by_load = ByLoad::new();
    for entry in entries {
        if let Some(load) = entry.entry.decision.load() {
            by_load.entry(load).or_default().push(entry);
        }
    }
    by_load
}

/// Makes an invoice again from bodies and entries, and says what differs.
pub fn again(
    bodies: &dyn Bodies,
    library: &mut ApprovedLibrary,
    invoice: &Invoice,
    entries: &[Entry],
) -> Outcome<Vec<String>> {
    let mut made: Vec<(Load, Assessment, u64)> = Vec::new();
    let mut what = Vec::new();
    let mut first: Option<ApprovedInputs> = None;
    let by_load = by_load(entries);
    let approvals: BTreeMap<u64, &LoadNumber> =
        entries.iter().filter_map(|e| Some((e.seq, e.entry.decision.load()?))).collect();
    for seq in &invoice.approvals {
        let of_load = approvals.get(seq).and_then(|load| by_load.get_key_value(*load));
        let of_load: ByLoad<'_> = of_load.map(|(load, own)| (*load, own.clone())).into_iter().collect();
        let (load_state, approval) = approved_at(&of_load, *seq)?;
        let approved = library.of(bodies, &approval)?;
        let seen = (&approved.assessment.pins, approved.assessment.total, approved.assessment.currency);
        if seen != (&approval.pins, approval.total.amount, approval.total.currency) {
            what.push(format!("the approval {seq} says other than the assessment that it names"));
        }
        let assessment = approved.assess(&approved.load, approved.context.customer.as_ref(), &load_state.adjustments);
        what.extend(differences(&approved.assessment, &assessment));
        made.push((approved.load.clone(), assessment, *seq));
        first.get_or_insert(approved);
    }
    let Some(first) = first else { return Ok(vec!["no approval stands behind it".to_owned()]) };
    let Some(customer) = &first.context.customer else {
        return Ok(vec!["it was approved without a customer".to_owned()]);
    };
    let header = Header {
        number: invoice.number.clone(),
        generation: invoice.generation,
        printed: invoice.printed.clone(),
        batch: invoice.batch.clone(),
        customer,
        legal_entity: customer.legal_entity.clone(),
        invoice_date: invoice.invoice_date,
        accounting_date: invoice.accounting_date,
        settings: &first.context.settings,
    };
    let mut approved: Vec<Billed<'_>> = Vec::new();
    for (load, assessment, approval) in &made {
        approved.push(Billed { load, assessment, approval: *approval });
    }
    match draft(&header, &approved) {
        Ok(again) if canonical::encode(&again) == canonical::encode(invoice) => {}
        Ok(again) => what.extend(lines_apart(invoice, &again)),
        Err(fault) => what.push(fault.to_string()),
    }
    Ok(what)
}

/// Where an invoice made again is not as it was.
fn lines_apart(then: &Invoice, now: &Invoice) -> Vec<String> {
    let mut what = Vec::new();
    if then.total != now.total {
        what.push(format!("{} then, {} now", then.total, now.total));
    }
    for number in 0..then.lines.len().max(now.lines.len()) {
        let told = |invoice: &Invoice| {
            let line = |l: &InvoiceLine| format!("{} {} {}", l.code, l.amount, l.description);
            invoice.lines.get(number).map_or_else(|| "nothing".to_owned(), line)
        };
        if then.lines.get(number) != now.lines.get(number) {
            what.push(format!("line {}: {} then, {} now", number + 1, told(then), told(now)));
        }
    }
    if then.bill_to != now.bill_to {
        let told = |invoice: &Invoice| invoice.bill_to.as_ref().map_or_else(String::new, |to| to.lines().join(", "));
        what.push(format!("made out to {} then, to {} now", told(then), told(now)));
    }
    if what.is_empty() {
        what.push("dates, party or terms of payment differ".to_owned());
    }
    what
}

/// Where the load of an approval stood when it was given.
fn approved_at(entries: &ByLoad<'_>, seq: u64) -> Outcome<(BookedLoad, Approval)> {
    let lost = || {
        Fault::new(
            Code::ApprovedPartLost,
            format!("entry {seq} is no approval that is at hand"),
            "The invoice cannot be made again.",
            "Run `linehaul audit verify`.",
        )
    };
    let own = entries.values().find(|own| own.iter().any(|e| e.seq == seq)).ok_or_else(lost)?;
    let approves = |e: &&&Entry| e.seq == seq && matches!(e.entry.decision, Decision::Approved { .. });
    own.iter().find(approves).ok_or_else(lost)?;
    let until = own.iter().filter(|e| e.seq <= seq).map(|e| (*e).clone()).collect();
    let load_state = from_entries(until);
    let approval = load_state.approval.clone().ok_or_else(lost)?;
    Ok((load_state, approval))
}

fn differences(then: &Assessment, now: &Assessment) -> Vec<String> {
    if canonical::encode(then) == canonical::encode(now) {
        return Vec::new();
    }
    let words = linehaul_billing::change::difference(then, now);
    let words = words.unwrap_or_else(|| "amounts are the same, a derivation differs".to_owned());
    let zones = match then.pins.tzdb.as_str() {
        TZDB => String::new(),
        other => format!(" (local times by the time zone database {other} then, {TZDB} now)"),
    };
    vec![format!("{}: {words}{zones}", then.load)]
}

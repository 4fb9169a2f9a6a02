//! Batch: what is approved becomes invoices with their numbers, queued for sending, in one transaction of the book.

use std::collections::BTreeMap;

use linehaul_billing::approval::{Action, roles_for};
use linehaul_billing::invoice::{Billed, Header, draft};
use linehaul_domain::assessment::Assessment;
use linehaul_domain::canonical;
use linehaul_domain::decision::{Decision, NewEntry};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{BatchId, CustomerId, Hash, InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::{ControlTotal, Invoice, InvoiceState, control_totals};
use linehaul_domain::load::Load;
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::party::{Customer, InvoiceStyle};
use linehaul_domain::time::{Instant, NaiveDate};
use linehaul_store::{BookWrite, InvoiceRow, StateChange};

use crate::assessment::drain::after_deciding;
use crate::book::load_state;
use crate::contracts::approved::ApprovedLibrary;
use crate::decisions::review::{Refused, log_refused};
use crate::effects::told::{self, Told};
use crate::invoicing::printed::{self, Given};
use crate::invoicing::settle::change;
use crate::settings::actor;
use crate::settings::config::InvoiceDate;
use crate::workspace::home::Workbench;

/// A batch with its control totals.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Its name.
    pub id: BatchId,
    /// Its invoices.
    pub invoices: Vec<InvoiceRow>,
    /// Totals by currency.
    pub totals: Vec<ControlTotal>,
    /// Approved loads that could not be invoiced.
    pub refused: Vec<Refused>,
    /// What is owed of it beside its invoices, and not done.
    pub owed: Vec<Told>,
}

/// What an approval saw, ready to be invoiced.
struct Approved {
    version: u64,
    again: Option<InvoiceNumber>,
    load: Load,
    assessment: Assessment,
    approval: u64,
    customer: Customer,
    delivered: Option<NaiveDate>,
    settings: linehaul_domain::assessment::Settings,
}

/// Invoices of one customer and currency: one load each, or all together for a summary.
/// Loads that were approved with another party code, other terms or settings are another invoice.
type Groups = BTreeMap<(CustomerId, Currency, Option<LoadNumber>, Hash), Vec<Approved>>;

/// Drafts and queues invoices for everything that is approved. `None` when nothing is; no invoices where every load is refused.
pub fn create(bench: &mut Workbench, as_user: Option<&str>) -> Outcome<Option<Batch>> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Batch))?;
    bench.may_decide()?;
    bench.book.cutover_must_be_known()?;
    let (groups, mut refused) = collect(bench)?;
    if groups.is_empty() && refused.is_empty() {
        return Ok(None);
    }
    let now = bench.clock.now();
    let id = next_batch_id(bench, now)?;
    let mut sequence = bench.book.next_sequence()?;
    let mut given = Given::default();
    let mut write = BookWrite::default();
    let entry = |decision| NewEntry { at: now, actor: actor.clone(), decision };
    let mut invoices = Vec::new();
    for members in groups.into_values() {
        let invoice = match invoice_of(bench, &id, (&mut sequence, &mut given), &members) {
            Ok(invoice) => invoice,
            // What keeps one customer's loads from an invoice keeps no other's.
            Err(fault) => {
                let of = |m: Approved| Refused { load: m.assessment.load, fault: fault.clone() };
                refused.extend(members.into_iter().map(of));
                continue;
            }
        };
        write.expects.extend(members.iter().map(|m| (m.assessment.load.clone(), m.version)));
        let body = canonical::encode(&invoice);
        write.entries.push(entry(Decision::InvoiceDrafted {
            invoice: invoice.number.clone(),
            batch: id.clone(),
            body: canonical::hash_bytes(&body),
            loads: invoice.loads(),
            total: Money::new(invoice.total, invoice.currency),
        }));
        write.bodies.push((canonical::hash_bytes(&body), body));
        let row = InvoiceRow::draft(invoice.clone());
        write.states.push(StateChange { from: InvoiceState::Draft, ..change(&row, InvoiceState::Queued) });
        write.invoices.push(row);
        invoices.push(invoice);
    }
    log_refused(&refused);
    let totals = control_totals(&invoices);
    let numbers = invoices.iter().map(|i| i.number.clone()).collect();
    let next = Some(sequence);
    write.entries.push(entry(Decision::Batched { batch: id.clone(), invoices: numbers, totals, next }));
    write.sequence = Some(sequence);
    if invoices.is_empty() {
        return Ok(Some(Batch { id, invoices: Vec::new(), totals: Vec::new(), refused, owed: Vec::new() }));
    }
    bench.append(&write)?;
    crate::machine::crash::point("batch.after_append");
    let billed: Vec<LoadNumber> = invoices.iter().flat_map(Invoice::loads).collect();
    after_deciding(bench, &billed)?;
    let mut batch = show(bench, &id)?;
    batch.refused = refused;
    Ok(Some(batch))
}

/// Groups the approved loads that no live invoice bills, by the book alone.
fn collect(bench: &Workbench) -> Outcome<(Groups, Vec<Refused>)> {
    let mut groups = Groups::new();
    let mut refused = Vec::new();
    let mut library = ApprovedLibrary::default();
    for number in bench.book.waiting()? {
        let load_state = load_state::of_load(&bench.book, &number)?;
        let Some(approval) = &load_state.approval else { continue };
        bench.book.verify_entry(approval.seq)?;
        if let Some(row) = load_state.invoice() {
            let what = format!("{number} is on {}, which stands as {}", row.number, row.state.name());
            let fault =
                Fault::new(Code::BilledTwice, what, "It was not invoiced again.", "Run `linehaul audit verify`.");
            refused.push(Refused { load: number, fault });
            continue;
        }
        let approved = match library.of_or_why(&bench.book, approval)? {
            Ok(approved) => approved,
            Err(fault) => {
                refused.push(Refused { load: number, fault });
                continue;
            }
        };
        let header = canonical::hash(&approved.context);
        let Some(customer) = approved.context.customer else {
            let what = format!("{number} was approved without a customer");
            let fault = Fault::new(
                Code::CustomerMissing,
                what,
                "It is not invoiced.",
                "Hold it, mend the customer, approve again.",
            );
            refused.push(Refused { load: number, fault });
            continue;
        };
        let delivered = approved.load.delivery_date().or_else(|| approved.load.pickup_date());
        if let Err(fault) = plausible(bench, &number, delivered) {
            refused.push(Refused { load: number, fault });
            continue;
        }
        let alone = (customer.invoice_style == InvoiceStyle::PerLoad).then(|| number.clone());
        let key = (customer.id.clone(), approved.assessment.currency, alone, header);
        groups.entry(key).or_default().push(Approved {
            version: load_state.version,
            again: bench.book.replaced_of(&number)?,
            delivered,
            load: approved.load,
            assessment: approved.assessment,
            approval: approval.seq,
            customer,
            settings: approved.context.settings,
        });
    }
    Ok((groups, refused))
}

/// The day that an invoice bears.
fn dated(bench: &Workbench, delivered: Option<NaiveDate>) -> NaiveDate {
    let today = bench.clock.today(bench.config.business.zone);
    match bench.config.business.invoice_date {
        InvoiceDate::Drafting => today,
        InvoiceDate::Delivery => delivered.unwrap_or(today),
    }
}

/// Days after a delivery that nobody bills any more: no claim for freight lives that long (18 months by 49 U.S.C. 14705(a)).
const LONG_AGO_DAYS: i64 = 1_100;

/// LH-441 where the day of the invoice cannot be: before the delivery, or years after it. A clock is wrong then, or a fact.
fn plausible(bench: &Workbench, number: &LoadNumber, delivered: Option<NaiveDate>) -> Outcome<()> {
    let (Some(delivered), today) = (delivered, bench.clock.today(bench.config.business.zone)) else { return Ok(()) };
    let days = (today - delivered).num_days();
    // It may still be yesterday where the business is.
    if (-1..=LONG_AGO_DAYS).contains(&days) {
        return Ok(());
    }
    Err(Fault::new(
        Code::DayImpossible,
        format!("{number} was delivered on {delivered}, and today is {today}"),
        "It was not invoiced.",
        "Check this machine's clock. If the load was delivered on another day, have dispatch mend it.",
    ))
}

/// The number of an invoice: the next of the sequence, or where all of it bills again what one cancelled invoice billed, that
/// one's in its next generation.
fn numbered(bench: &Workbench, sequence: &mut u64, members: &[Approved]) -> Outcome<(InvoiceNumber, u32)> {
    let again = members.first().and_then(|first| first.again.as_ref());
    let mut loads: Vec<&LoadNumber> = members.iter().map(|m| &m.assessment.load).collect();
    loads.sort();
    let whole = match again {
        Some(number) => bench.book.loads_of_invoice(number)?.iter().eq(loads),
        None => false,
    };
    let same = again.filter(|number| whole && members.iter().all(|m| m.again.as_ref() == Some(number)));
    if let Some((number, generation)) = same.and_then(InvoiceNumber::next_generation)
        && bench.book.invoice(&number)?.is_none()
    {
        return Ok((number, generation));
    }
    let business = &bench.config.business;
    let number = InvoiceNumber::compose(&business.invoice_prefix, &business.desk, *sequence, 1).ok_or_else(|| {
        Fault::new(
            Code::NumbersRunOut,
            format!("invoice numbers have run out: {sequence} does not fit"),
            "Nothing was invoiced.",
            "Choose a shorter invoice_prefix in linehaul.toml.",
        )
    })?;
    *sequence += 1;
    Ok((number, 1))
}

fn invoice_of(
    bench: &Workbench,
    batch: &BatchId,
    (sequence, given): (&mut u64, &mut Given),
    members: &[Approved],
) -> Outcome<Invoice> {
    let mut next = *sequence;
    let (number, generation) = numbered(bench, &mut next, members)?;
    let delivered = members.iter().filter_map(|m| m.delivered).max();
    let date = dated(bench, delivered);
    let first = &members[0];
    let entity = first.customer.legal_entity.as_ref();
    let loads: Vec<&Load> = members.iter().map(|m| &m.load).collect();
    let printed = printed::number(bench, given, entity, &number, &loads)?;
    let header = Header {
        number,
        generation,
        printed,
        batch: batch.clone(),
        customer: &first.customer,
        legal_entity: first.customer.legal_entity.clone(),
        invoice_date: date,
        accounting_date: date,
        settings: &first.settings,
    };
    let billed = members.iter().map(|m| Billed { load: &m.load, assessment: &m.assessment, approval: m.approval });
    let invoice = draft(&header, &billed.collect::<Vec<_>>())?;
    // What was refused takes no number.
    *sequence = next;
    given.take(&invoice);
    Ok(invoice)
}

/// Digits of a batch's name that tell apart what two books made of one place in their chains.
const APART: usize = 6;

/// `B-20250307-1413-7c2e91`: the local day, the place of its first entry in the book, and a digest of the head before it and of
/// now. A book that was put back comes to the same place again, and not at the same moment: it names no batch as one that it
/// has lost, of which files and notes may be in the world.
fn next_batch_id(bench: &Workbench, now: Instant) -> Outcome<BatchId> {
    let day = bench.clock.today(bench.config.business.zone).format("%Y%m%d");
    let head = bench.book.head()?;
    let apart = canonical::hash(&(&head.hash, now));
    Ok(BatchId(format!("B-{day}-{}-{}", head.seq + 1, &apart.as_str()[..APART])))
}

/// Every batch, oldest first.
pub fn list(bench: &Workbench) -> Outcome<Vec<Batch>> {
    bench.book.batches()?.iter().map(|id| show(bench, id)).collect()
}

/// One batch; LH-432 when there is none of that name.
pub fn show(bench: &Workbench, id: &BatchId) -> Outcome<Batch> {
    let mut invoices = bench.book.invoices(None, Some(id))?;
    if invoices.is_empty() && bench.book.batch(id)?.is_none() {
        return Err(Fault::new(
            Code::BatchUnknown,
            format!("there is no batch {id}"),
            "Nothing was sent.",
            "List them with `linehaul batch list`.",
        ));
    }
    invoices.sort_by(|a, b| a.number.cmp(&b.number));
    let live = invoices.iter().filter(|r| r.state != InvoiceState::Voided);
    let totals = control_totals(live.map(|r| &r.body));
    let owed = told::of_batch(bench, id)?;
    Ok(Batch { id: id.clone(), invoices, totals, refused: Vec::new(), owed })
}

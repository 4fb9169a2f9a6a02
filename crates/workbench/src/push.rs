//! Push: send what is queued, so that each invoice is posted exactly once with our total, whatever breaks.
//!
//! No ERP makes a reference unique, and a commit can appear after its answer was lost. So: find by number; record the
//! attempt in the book; create as a draft; read back and compare; post; record. After any lost answer the invoice is in
//! doubt, and only asking ends that. It is created again only when repeated asking over the settle time finds nothing.

use std::collections::BTreeMap;

use linehaul_billing::approval::{Action, roles_for};
use linehaul_billing::matching::compare;
use linehaul_connectors::erp::{Erp, ErpError, ErpRecord, RecordState, Refusal};
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::{BatchId, InvoiceNumber};
use linehaul_domain::invoice::{Invoice, InvoiceState, control_totals};
use linehaul_domain::time::{Duration, Instant};
use linehaul_store::{BookWrite, InvoiceRow, StateChange};

use crate::actor;
use crate::home::Workbench;
use crate::settle::*;

/// Attempts to send one invoice before a person must look.
pub const MAX_ATTEMPTS: u32 = 8;
const LEASE: &str = "push";
const LEASE_MINUTES: i64 = 10;

/// Looked at between two invoices: return `false` to stop there.
pub type KeepGoing<'a> = &'a mut dyn FnMut(usize, usize) -> bool;

/// What a push covers.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// One batch, or all.
    pub batch: Option<BatchId>,
    /// Only ask about what is in doubt: nothing is created or posted, and what the ERP does not have goes back into the
    /// queue.
    pub ask_only: bool,
}

/// Sends the invoices of a batch, or everything that is queued or unfinished.
pub fn push(bench: &mut Workbench, scope: &Scope, as_user: Option<&str>, keep_going: KeepGoing<'_>) -> Outcome<Pushed> {
    let action = if scope.ask_only { Action::Reconcile } else { Action::Push };
    actor::acting(&bench.config, as_user, roles_for(action))?;
    let now = bench.clock.now();
    let holder = format!("{}-{}", actor::account(), std::process::id());
    let until = now + Duration::minutes(LEASE_MINUTES);
    let mut erp = bench.erp()?;
    bench.book.take_lease(LEASE, &holder, now, until)?;
    let result = push_rows(bench, erp.as_mut(), scope, keep_going);
    bench.book.release_lease(LEASE, &holder)?;
    let pushed = result?;
    finish_batches(bench, erp.as_mut(), &pushed)?;
    crate::assess::refresh(bench, pushed.all().flat_map(|s| s.invoice.loads()))?;
    Ok(pushed)
}

/// The invoices that still want an outcome, oldest first.
fn unfinished(bench: &Workbench, scope: &Scope) -> Outcome<Vec<InvoiceRow>> {
    let mut open = vec![InvoiceState::Sending, InvoiceState::InDoubt];
    if !scope.ask_only {
        open.push(InvoiceState::Queued);
    }
    let mut rows = Vec::new();
    for state in open {
        rows.extend(bench.book.invoices(Some(state), scope.batch.as_ref())?);
    }
    rows.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(rows)
}

fn push_rows(bench: &mut Workbench, erp: &mut dyn Erp, scope: &Scope, keep_going: KeepGoing<'_>) -> Outcome<Pushed> {
    let rows = unfinished(bench, scope)?;
    let chunk_size = erp.capabilities().max_batch.clamp(1, 50) as usize;
    let mut pushed = Pushed { batch: scope.batch.clone(), ..Pushed::default() };
    let mut done = 0;
    for chunk in rows.chunks(chunk_size) {
        if !keep_going(done, rows.len()) {
            pushed.skipped.extend(chunk.iter().map(|r| left(r, "LH-605", "stopped before it was tried")));
        } else {
            push_chunk(bench, erp, chunk, scope.ask_only, &mut pushed)?;
        }
        done += chunk.len();
    }
    keep_going(done, rows.len());
    Ok(pushed)
}

/// Finds, sends, compares and posts one chunk. Every step that the ERP could have seen is in the book before it happens.
fn push_chunk(
    bench: &mut Workbench,
    erp: &mut dyn Erp,
    chunk: &[InvoiceRow],
    ask_only: bool,
    pushed: &mut Pushed,
) -> Outcome<()> {
    let numbers: Vec<InvoiceNumber> = chunk.iter().map(|r| r.number.clone()).collect();
    let found = match erp.find(&numbers) {
        Ok(found) => group(found),
        Err(why) => {
            let (code, words) = words_of(&why);
            pushed.skipped.extend(chunk.iter().map(|r| left(r, code, &words)));
            return Ok(());
        }
    };
    let mut to_create = Vec::new();
    let mut to_post = Vec::new();
    for row in chunk {
        match decide(row, found.get(&row.number), erp, bench.clock.now())? {
            Next::AlreadyPosted(record) => settle_posted(bench, row, &record, true, pushed)?,
            Next::Post(_) | Next::Create if ask_only => settle_requeued(bench, row, pushed)?,
            Next::Post(record) => to_post.push((row.clone(), record)),
            Next::Create => to_create.push(row.clone()),
            Next::Wait(why) => pushed.in_doubt.push(left(row, "LH-602", &why)),
            Next::Person(why) => settle_person(bench, row, &why, pushed)?,
        }
    }
    to_post.extend(create(bench, erp, &to_create, pushed)?);
    post(bench, erp, to_post, pushed)
}

fn group(records: Vec<ErpRecord>) -> BTreeMap<InvoiceNumber, Vec<ErpRecord>> {
    let mut by_number: BTreeMap<InvoiceNumber, Vec<ErpRecord>> = BTreeMap::new();
    for record in records {
        by_number.entry(record.number.clone()).or_default().push(record);
    }
    by_number
}

/// What to do with one invoice, given what the ERP has under its number.
enum Next {
    AlreadyPosted(ErpRecord),
    Post(ErpRecord),
    Create,
    Wait(String),
    Person(String),
}

fn decide(row: &InvoiceRow, found: Option<&Vec<ErpRecord>>, erp: &mut dyn Erp, now: Instant) -> Outcome<Next> {
    let none = Vec::new();
    let found = found.unwrap_or(&none);
    let posted: Vec<&ErpRecord> = found.iter().filter(|r| r.state == RecordState::Posted).collect();
    let drafts: Vec<&ErpRecord> = found.iter().filter(|r| r.state == RecordState::Draft).collect();
    if posted.len() > 1 {
        return Ok(Next::Person(format!("the ERP has {} posted invoices numbered {}", posted.len(), row.number)));
    }
    if let Some(record) = posted.first() {
        remove_drafts(erp, &drafts)?;
        let differences = compare(&row.body, &read_back_of(record));
        if differences.is_empty() {
            return Ok(Next::AlreadyPosted((*record).clone()));
        }
        return Ok(Next::Person(format!("posted at the ERP, but not as ours: {}", differences.join("; "))));
    }
    if let Some((first, strays)) = drafts.split_first() {
        remove_drafts(erp, strays)?;
        return Ok(Next::Post((*first).clone()));
    }
    if row.attempt >= MAX_ATTEMPTS {
        return Ok(Next::Person(format!("{} attempts were made and the ERP has nothing", row.attempt)));
    }
    let settling = row.next_attempt_at.filter(|at| row.state != InvoiceState::Queued && now < *at);
    Ok(match settling {
        Some(at) => Next::Wait(format!("the ERP has nothing yet; asked again after {}", at.to_rfc3339())),
        None => Next::Create,
    })
}

fn remove_drafts(erp: &mut dyn Erp, strays: &[&ErpRecord]) -> Outcome<()> {
    for stray in strays {
        erp.remove_draft(&stray.erp_id).map_err(|why| {
            let (code, words) = words_of(&why);
            Fault::new(
                code,
                format!("a stray draft {} of {} could not be removed: {words}", stray.erp_id, stray.number),
                "The invoice is not posted while its number has two drafts.",
                "Push again; if it stays, remove the draft at the ERP.",
            )
        })?;
    }
    Ok(())
}

/// Records the attempt, creates drafts, and returns those that now can be posted.
fn create(
    bench: &mut Workbench,
    erp: &mut dyn Erp,
    rows: &[InvoiceRow],
    pushed: &mut Pushed,
) -> Outcome<Vec<(InvoiceRow, ErpRecord)>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let rows = begin_attempt(bench, erp, rows)?;
    crate::crash::point("push.before_send");
    let bodies: Vec<Invoice> = rows.iter().map(|r| r.body.clone()).collect();
    let answer = erp.create_drafts(&bodies);
    crate::crash::point("push.after_send");
    let results = match answer {
        Ok(results) => results.into_iter().collect::<BTreeMap<_, _>>(),
        Err(ErpError::Unavailable { message, .. }) => {
            return not_sent(bench, &rows, &message, pushed);
        }
        Err(why) => {
            let (_, words) = words_of(&why);
            for row in &rows {
                settle_doubt(bench, erp, row, &words, pushed)?;
            }
            return Ok(Vec::new());
        }
    };
    let mut ids = Vec::new();
    for row in &rows {
        match results.get(&row.number) {
            Some(Ok(id)) => ids.push((row.clone(), id.clone())),
            Some(Err(refusal)) => settle_rejected(bench, row, refusal, pushed)?,
            None => settle_doubt(bench, erp, row, "the ERP's answer does not name it", pushed)?,
        }
    }
    read_back(bench, erp, ids, pushed)
}

fn begin_attempt(bench: &mut Workbench, erp: &dyn Erp, rows: &[InvoiceRow]) -> Outcome<Vec<InvoiceRow>> {
    let settle = Duration::seconds(i64::from(erp.capabilities().settle_seconds));
    let now = bench.clock.now();
    let mut write = BookWrite::default();
    let mut begun = Vec::new();
    for row in rows {
        let attempt = row.attempt + 1;
        write.entries.push(entry(now, Decision::Sending { invoice: row.number.clone(), attempt }));
        write.states.push(StateChange {
            attempt,
            next_attempt_at: Some(now + settle),
            ..change(row, InvoiceState::Sending)
        });
        begun.push(InvoiceRow { attempt, state: InvoiceState::Sending, ..row.clone() });
    }
    bench.append(&write)?;
    Ok(begun)
}

fn not_sent(
    bench: &mut Workbench,
    rows: &[InvoiceRow],
    message: &str,
    pushed: &mut Pushed,
) -> Outcome<Vec<(InvoiceRow, ErpRecord)>> {
    for row in rows {
        settle_requeued(bench, row, pushed)?;
        if let Some(last) = pushed.skipped.last_mut() {
            last.reason = Some(("LH-601".to_owned(), message.to_owned()));
        }
    }
    Ok(Vec::new())
}

/// Reads created drafts back; those that are not as ours are removed and stopped.
fn read_back(
    bench: &mut Workbench,
    erp: &mut dyn Erp,
    ids: Vec<(InvoiceRow, String)>,
    pushed: &mut Pushed,
) -> Outcome<Vec<(InvoiceRow, ErpRecord)>> {
    let wanted: Vec<String> = ids.iter().map(|(_, id)| id.clone()).collect();
    let records = match erp.read_back(&wanted) {
        Ok(records) => records,
        Err(why) => {
            let (_, words) = words_of(&why);
            for (row, _) in &ids {
                settle_doubt(bench, erp, row, &words, pushed)?;
            }
            return Ok(Vec::new());
        }
    };
    let mut ready = Vec::new();
    for (row, id) in ids {
        match records.iter().find(|r| r.erp_id == id) {
            Some(record) => ready.push((row, record.clone())),
            None => settle_doubt(bench, erp, &row, "the draft could not be read back", pushed)?,
        }
    }
    Ok(ready)
}

/// Compares drafts with ours, posts those that agree and records each.
fn post(
    bench: &mut Workbench,
    erp: &mut dyn Erp,
    drafts: Vec<(InvoiceRow, ErpRecord)>,
    pushed: &mut Pushed,
) -> Outcome<()> {
    let mut good = Vec::new();
    for (row, record) in drafts {
        let differences = compare(&row.body, &read_back_of(&record));
        if differences.is_empty() {
            good.push((row, record));
            continue;
        }
        remove_drafts(erp, &[&record])?;
        let message = format!("the ERP's draft is not as ours: {}", differences.join("; "));
        settle_rejected(bench, &row, &Refusal { code: "LH-604", message }, pushed)?;
    }
    if good.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = good.iter().map(|(_, r)| r.erp_id.clone()).collect();
    let answer = erp.post(&ids);
    crate::crash::point("push.after_post");
    let results: BTreeMap<String, Result<String, Refusal>> = match answer {
        Ok(results) => results.into_iter().collect(),
        Err(why) => {
            let (_, words) = words_of(&why);
            for (row, _) in &good {
                settle_doubt(bench, erp, row, &words, pushed)?;
            }
            return Ok(());
        }
    };
    for (row, record) in good {
        match results.get(&record.erp_id) {
            Some(Ok(number)) => {
                let record = ErpRecord { erp_number: Some(number.clone()), state: RecordState::Posted, ..record };
                settle_posted(bench, &row, &record, false, pushed)?;
            }
            Some(Err(refusal)) => {
                remove_drafts(erp, &[&record])?;
                settle_rejected(bench, &row, refusal, pushed)?;
            }
            None => settle_doubt(bench, erp, &row, "the ERP's answer does not name it", pushed)?,
        }
    }
    Ok(())
}

/// Writes the import file of every batch that has something posted.
fn finish_batches(bench: &Workbench, erp: &mut dyn Erp, pushed: &Pushed) -> Outcome<()> {
    let mut batches: Vec<BatchId> = pushed.posted.iter().map(|s| s.invoice.batch.clone()).collect();
    batches.sort();
    batches.dedup();
    for batch in batches {
        let posted = bench.book.invoices(Some(InvoiceState::Posted), Some(&batch))?;
        let totals = control_totals(posted.iter().map(|r| &r.body));
        let head = bench.book.head()?;
        erp.finish_batch(&batch, &totals, head.hash.as_str()).map_err(|why| fault_of(&why))?;
    }
    Ok(())
}

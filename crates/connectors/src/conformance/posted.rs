//! Checks of posting and of what is posted.

use linehaul_domain::invoice::{Invoice, InvoiceKind, control_totals};

use crate::conformance::suite::{Suite, beside, ensure, words};
use crate::erp::{Fate, FinishedBatch, ImportFile, Key, Order, RecordState};

/// All but the last are posted; the last stays a draft for later checks, where there are drafts.
fn to_post<'a>(suite: &Suite<'a>) -> &'a [Invoice] {
    match (suite.has_drafts(), suite.invoices.split_last()) {
        (true, Some((_, first))) => first,
        _ => suite.invoices,
    }
}

pub(super) fn numbers(suite: &mut Suite<'_>) -> Result<(), String> {
    let all = to_post(suite);
    let mut given = Vec::new();
    for some in all.chunks(suite.traits.max_post.max(1) as usize) {
        let mut handles = Vec::new();
        for invoice in some {
            handles.push(suite.only(invoice)?.handle());
        }
        let fates = if suite.has_drafts() { words(suite.erp.post(&handles))? } else { Vec::new() };
        for (invoice, handle) in some.iter().zip(&handles) {
            let record = suite.only(invoice)?;
            suite.as_ours(&record, invoice)?;
            ensure(record.state == RecordState::Posted, || format!("{} is {:?}", invoice.number, record.state))?;
            given.push(record.erp_number.clone().ok_or("it has no number of its own")?);
            if !suite.has_drafts() {
                continue;
            }
            match fates.iter().find(|(id, _)| *id == handle.id) {
                Some((_, Fate::Done { record: Some(told), .. })) => {
                    ensure(Suite::same(told, &record), || format!("{told:?} was answered, {record:?} is there"))?;
                }
                Some((_, Fate::Done { record: None, .. })) => {}
                other => return Err(format!("{} came to {other:?}", invoice.number)),
            }
        }
    }
    given.sort();
    given.dedup();
    ensure(given.len() == all.len(), || "two invoices have one number".to_owned())?;
    if let Some(draft) = suite.invoices.get(all.len()) {
        let state = suite.only(draft)?.state;
        ensure(state == RecordState::Draft, || "what was not asked for was posted".to_owned())?;
    }
    Ok(())
}

pub(super) fn again(suite: &mut Suite<'_>) -> Result<(), String> {
    let invoice = suite.invoices[0].clone();
    let before = suite.only(&invoice)?;
    if suite.has_drafts() {
        // Refused or answered with the same record: both are fine. What counts is what is there afterwards.
        let fate = suite.post_one(&before.handle())?;
        let same = fate.handle().is_none_or(|handle| handle.id == before.erp_id);
        ensure(same, || format!("it came to {fate:?}"))?;
    }
    let after = suite.only(&invoice)?;
    ensure(Suite::same(&after, &before), || "the record changed".to_owned())
}

pub(super) fn found(suite: &mut Suite<'_>) -> Result<(), String> {
    let invoice = suite.invoices[0].clone();
    let there = suite.only(&invoice)?;
    for known in [Some(&there.erp_id), None] {
        let records = words(suite.erp.find(&[Key::of(&invoice, known)]))?.records;
        let one = records.len() == 1 && Suite::same(&records[0], &there);
        ensure(one, || format!("by its key, with the record {known:?}, it finds {records:?}"))?;
    }
    Ok(())
}

pub(super) fn stays(suite: &mut Suite<'_>) -> Result<(), String> {
    let invoice = suite.invoices[0].clone();
    let before = suite.only(&invoice)?;
    let removed = suite.erp.remove_draft(&before.handle());
    let after = suite.only(&invoice)?;
    let kept = removed.is_err() && Suite::same(&after, &before);
    ensure(kept, || "it was removed, or the request was not refused".to_owned())
}

/// Bills something that belongs to the first invoice, and reads back to what it is linked.
fn linked(suite: &mut Suite<'_>, invoice: Invoice) -> Result<(), String> {
    let original = suite.invoices[0].clone();
    let handle = suite.only(&original)?.handle();
    let invoice = Invoice { original: Some(original.number.clone()), ..invoice };
    let order = Order::of(invoice.clone(), None).to(Some(handle));
    if !suite.traits.credits {
        let answer = suite.make(&[order])?;
        let records = suite.found(&[invoice])?;
        return ensure(records.is_empty(), || format!("it takes none, and it came to {answer:?}"));
    }
    let record = suite.bill(order)?;
    suite.as_ours(&record, &invoice)?;
    ensure(record.state == RecordState::Posted, || format!("it is {:?}", record.state))?;
    let there = &record.original;
    ensure(*there == Some(original.number.clone()), || format!("it names {there:?}, not {}", original.number))?;
    let untouched = suite.only(&original)?;
    ensure(untouched.total == original.total, || "the original's total changed".to_owned())
}

/// These lines of the first invoice, with the other sign.
fn credit(original: &Invoice, name: &str, lines: usize) -> Invoice {
    let mut credit = Invoice { kind: InvoiceKind::CreditMemo, ..beside(original, name) };
    credit.lines.truncate(lines);
    for line in &mut credit.lines {
        line.amount = -line.amount;
        line.taxed.iter_mut().for_each(|taxed| taxed.base = -taxed.base);
    }
    credit.total = credit.lines.iter().map(|l| l.amount).sum();
    credit.tax = credit.lines.iter().filter(|l| l.code.is_tax()).map(|l| l.amount).sum();
    credit
}

pub(super) fn supplement(suite: &mut Suite<'_>) -> Result<(), String> {
    let mut invoice = Invoice { kind: InvoiceKind::Supplement, ..beside(&suite.invoices[0], "SUPPLEMENT") };
    invoice.lines.retain(|line| !line.code.is_tax());
    invoice.lines.truncate(1);
    invoice.total = invoice.lines.iter().map(|l| l.amount).sum();
    invoice.tax = linehaul_domain::Decimal::ZERO;
    linked(suite, invoice)
}

pub(super) fn credit_in_full(suite: &mut Suite<'_>) -> Result<(), String> {
    let invoice = credit(&suite.invoices[0], "CREDIT-FULL", usize::MAX);
    linked(suite, invoice)
}

pub(super) fn credit_in_part(suite: &mut Suite<'_>) -> Result<(), String> {
    let invoice = credit(&suite.invoices[0], "CREDIT-PART", 1);
    linked(suite, invoice)
}

pub(super) fn files_are_content(suite: &mut Suite<'_>) -> Result<(), String> {
    let mut posted = Vec::new();
    for invoice in to_post(suite) {
        posted.push((suite.only(invoice)?.erp_number.unwrap_or_default(), invoice.clone()));
    }
    let (batch, book_head) = (&suite.invoices[0].batch, "0".repeat(64));
    let file = ImportFile { name: "conform.csv", batch, invoices: &posted, book_seq: 612, book_head: &book_head };
    let first = words(suite.erp.import_file(&file))?;
    let says = suite.erp.traits().import_files;
    ensure(first.is_some() == says, || "whether there are import files is not what its traits say".to_owned())?;
    ensure(words(suite.erp.import_file(&file))? == first, || "the same file has other bytes".to_owned())?;
    let Some(bytes) = first else { return Ok(()) };
    let text = String::from_utf8(bytes).map_err(|_| "it is no text".to_owned())?;
    let missing = posted.iter().find(|(number, i)| !text.contains(number) || !text.contains(i.number.as_str()));
    ensure(missing.is_none(), || format!("{missing:?} is not in it"))?;
    ensure(text.contains(&format!("612 {book_head}")), || "it does not say where the book stood".to_owned())
}

pub(super) fn finishing_again(suite: &mut Suite<'_>) -> Result<(), String> {
    let posted = to_post(suite);
    let totals = control_totals(posted);
    let head = "0".repeat(64);
    let mut erp_ids = Vec::new();
    for invoice in posted {
        erp_ids.push(suite.only(invoice)?.erp_id);
    }
    let batch = &suite.invoices[0].batch;
    let finished = FinishedBatch { batch, totals: &totals, erp_ids: &erp_ids, book_seq: 612, book_head: &head };
    words(suite.erp.finish_batch(&finished))?;
    words(suite.erp.finish_batch(&finished))?;
    let there = suite.found(posted)?;
    ensure(there.len() == posted.len(), || "finishing changed the records".to_owned())
}

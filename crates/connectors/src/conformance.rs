//! Conformance: what every ERP connector must do, tried on a real one. The pusher's promise (posted exactly once with our
//! total) rests on these and on nothing else.

use linehaul_domain::Decimal;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::{Invoice, control_totals};

use crate::erp::{
    Atomicity, Capabilities, Erp, ErpError, ErpRecord, ErpTaxLine, FinishedBatch, Idempotency, ImportFile, RecordState,
    UNDER_AT_ONCE,
};

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Which, as a short sentence.
    pub promise: &'static str,
    /// What happened instead.
    pub message: String,
}

/// A check: its promise, and what tries it.
type Check = (&'static str, fn(&mut dyn Erp, &[Invoice]) -> Result<(), String>);

/// In this order: later checks build on records that earlier ones made.
const CHECKS: &[Check] = &[
    ("what was never sent is not found", never_sent),
    ("a draft is found by its number and reads back as ours", drafts_read_back),
    ("asking twice changes nothing", asking_is_harmless),
    ("what begins with a prefix is listed in order, after any number", prefixes_are_listed),
    ("a record is read by its id, and one that is gone is left out", handles_hold),
    ("a second draft of a number is seen, and can be removed", strays_are_seen),
    ("one bad invoice is refused and named, or none is made", bad_ones_are_named),
    ("posting gives every record a number of its own", posting_numbers),
    ("posting again never makes another invoice", posting_again),
    ("a posted invoice cannot be removed as a draft", posted_stays),
    ("a draft that is gone can be removed again", removing_again),
    ("an import file has the same bytes again, or there is none", files_are_content),
    ("a batch can be finished twice", finishing_again),
];

/// Tries every promise with at least three good invoices of one batch that the ERP has not seen; answers the breaches.
pub fn check(erp: &mut dyn Erp, invoices: &[Invoice]) -> Vec<Breach> {
    let tried = report(erp, invoices).into_iter();
    tried.filter_map(|(promise, result)| result.err().map(|message| Breach { promise, message })).collect()
}

/// The same, promise by promise.
pub fn report(erp: &mut dyn Erp, invoices: &[Invoice]) -> Vec<(&'static str, Result<(), String>)> {
    let needs = "the suite is given at least three invoices of one batch with numbers of their own";
    let mut numbers: Vec<&InvoiceNumber> = invoices.iter().map(|i| &i.number).collect();
    numbers.sort();
    numbers.dedup();
    if numbers.len() < 3 || numbers.len() != invoices.len() || invoices.iter().any(|i| i.batch != invoices[0].batch) {
        return vec![(needs, Err(format!("it was given {}", invoices.len())))];
    }
    CHECKS.iter().map(|(promise, run)| (*promise, run(erp, invoices))).collect()
}

/// What an ERP says of itself, in words, row by row.
pub fn described(able: &Capabilities) -> Vec<(&'static str, String)> {
    let atomicity = match able.atomicity {
        Atomicity::PerItem => "each invoice stands for itself",
        Atomicity::AllOrNothing => "all or nothing, the bad one not named: bisected",
    };
    let idempotency = match able.idempotency {
        Idempotency::None => "it makes two",
        Idempotency::RequestKey => "it replays its answer to a request key",
        Idempotency::UniqueNumber => "it refuses a number twice",
    };
    let limit = able.requests_per_minute.map_or("none".to_owned(), |n| n.to_string());
    vec![
        ("invoices in a call, at most", able.max_batch.to_string()),
        ("one bad invoice in a call", atomicity.to_owned()),
        ("the same invoice sent twice", idempotency.to_owned()),
        ("decimal places of an amount", able.money_decimals.to_string()),
        ("decimal places of a unit price", able.price_decimals.to_string()),
        ("requests in a minute, limit", limit),
        ("tells what is still to be paid", if able.tells_open_amount { "yes" } else { "no" }.to_owned()),
    ]
}

fn words<T>(result: Result<T, ErpError>) -> Result<T, String> {
    result.map_err(|why| format!("{why:?}"))
}

fn ensure(kept: bool, message: impl FnOnce() -> String) -> Result<(), String> {
    if kept { Ok(()) } else { Err(message()) }
}

fn numbers(invoices: &[Invoice]) -> Vec<InvoiceNumber> {
    invoices.iter().map(|i| i.number.clone()).collect()
}

fn found(erp: &mut dyn Erp, invoice: &Invoice) -> Result<Vec<ErpRecord>, String> {
    words(erp.find(std::slice::from_ref(&invoice.number)))
}

fn only(erp: &mut dyn Erp, invoice: &Invoice) -> Result<ErpRecord, String> {
    let mut records = found(erp, invoice)?;
    match (records.pop(), records.len()) {
        (Some(record), 0) => Ok(record),
        (_, others) => Err(format!("{} has {others} records besides", invoice.number)),
    }
}

fn as_ours(erp: &dyn Erp, record: &ErpRecord, invoice: &Invoice) -> Result<(), String> {
    let theirs = (&record.number, &record.party, record.total, record.tax, record.currency, record.invoice_date);
    let date = Some(invoice.invoice_date);
    let ours = (&invoice.number, &invoice.erp_party, invoice.total, invoice.tax, invoice.currency, date);
    ensure(theirs == ours, || format!("{theirs:?} is not {ours:?}"))?;
    let expected = erp.expected(invoice);
    let (there, ours) = (record.lines, expected.lines);
    ensure(there == ours, || format!("{there} lines of {ours}"))?;
    ensure(record.mark == Some(invoice.mark()), || format!("it bears {:?}, not {}", record.mark, invoice.mark()))?;
    ensure(record.loads == invoice.loads(), || format!("it says that it bills {:?}", record.loads))?;
    let day = record.accounting_date.unwrap_or(invoice.accounting_date);
    ensure(day == invoice.accounting_date, || format!("it is in the accounts of {day}"))?;
    let terms = (&record.terms, &expected.terms);
    ensure(terms.0.is_none() || terms.1.is_none() || terms.0 == terms.1, || format!("{terms:?} are not the same"))?;
    let (Some(mut there), Some(ours)) = (record.taxes.clone(), &expected.taxes) else { return Ok(()) };
    for ours in ours {
        let same = |t: &ErpTaxLine| {
            (t.base, t.amount) == (ours.base, ours.amount) && t.names.iter().all(|n| ours.names.contains(n))
        };
        let at = there.iter().position(same).ok_or_else(|| format!("the tax {ours:?} is missing"))?;
        there.remove(at);
    }
    ensure(there.is_empty() && record.altered.is_none(), || format!("{there:?} is too much, {:?}", record.altered))
}

fn never_sent(erp: &mut dyn Erp, invoices: &[Invoice]) -> Result<(), String> {
    let records = words(erp.find(&numbers(invoices)))?;
    ensure(records.is_empty(), || format!("{} records were found", records.len()))
}

fn drafts_read_back(erp: &mut dyn Erp, invoices: &[Invoice]) -> Result<(), String> {
    let chunk = erp.capabilities().max_batch.max(1) as usize;
    for some in invoices.chunks(chunk) {
        for (number, result) in words(erp.create_drafts(some))? {
            let id = result.map_err(|no| format!("{number} was refused: {}", no.message))?;
            let invoice =
                some.iter().find(|i| i.number == number).ok_or("it answered for a number that nobody sent")?;
            let read = words(erp.read_back(&[id]))?;
            let [record] = read.as_slice() else { return Err(format!("{} records read back", read.len())) };
            ensure(record.state == RecordState::Draft, || format!("{number} is {:?}", record.state))?;
            as_ours(erp, record, invoice)?;
            ensure(*record == only(erp, invoice)?, || format!("{number} is found other than it is read back"))?;
        }
    }
    let all = words(erp.find(&numbers(invoices)))?;
    ensure(all.len() == invoices.len(), || format!("{} of {} drafts are there", all.len(), invoices.len()))
}

fn asking_is_harmless(erp: &mut dyn Erp, invoices: &[Invoice]) -> Result<(), String> {
    let before = words(erp.find(&numbers(invoices)))?;
    words(erp.catalogue())?;
    words(erp.lacking(invoices))?;
    let after = words(erp.find(&numbers(invoices)))?;
    ensure(before == after, || "the records changed between two questions".to_owned())
}

/// The longest beginning that all numbers have.
fn common_prefix(invoices: &[Invoice]) -> String {
    let mut prefix = invoices.first().map(|i| i.number.to_string()).unwrap_or_default();
    while !invoices.iter().all(|i| i.number.as_str().starts_with(&prefix)) {
        prefix.pop();
    }
    prefix
}

/// Ours among everything that is listed, going on after the last number until nothing comes.
fn listed(erp: &mut dyn Erp, invoices: &[Invoice], after: Option<&str>) -> Result<Vec<InvoiceNumber>, String> {
    let prefix = common_prefix(invoices);
    let mut after = after.map(str::to_owned);
    let mut all = Vec::new();
    loop {
        let page = words(erp.under(&prefix, after.as_deref()))?;
        ensure(page.len() <= UNDER_AT_ONCE, || format!("{} records in one call", page.len()))?;
        let other = page.iter().find(|r| !r.number.as_str().starts_with(&prefix));
        ensure(other.is_none(), || format!("{other:?} does not begin with {prefix}"))?;
        let Some(last) = page.last().map(|r| r.number.to_string()) else { return Ok(all) };
        ensure(after.as_ref() != Some(&last), || format!("after {last} it lists {last} again"))?;
        all.extend(page.into_iter().map(|r| r.number).filter(|n| invoices.iter().any(|i| i.number == *n)));
        after = Some(last);
    }
}

fn prefixes_are_listed(erp: &mut dyn Erp, invoices: &[Invoice]) -> Result<(), String> {
    let mut ours = numbers(invoices);
    ours.sort();
    let all = listed(erp, invoices, None)?;
    ensure(all == ours, || format!("it lists {all:?}"))?;
    let (first, rest) = ours.split_first().ok_or("there are no invoices")?;
    let later = listed(erp, invoices, Some(first.as_str()))?;
    ensure(later == rest, || format!("after {first} it lists {later:?}"))?;
    let none = words(erp.under("CONFORM-NOBODY-", None))?;
    ensure(none.is_empty(), || format!("{} records begin as none does", none.len()))
}

fn handles_hold(erp: &mut dyn Erp, invoices: &[Invoice]) -> Result<(), String> {
    let there = only(erp, &invoices[0])?;
    let short_lived = Invoice { number: InvoiceNumber("CONFORM-GONE".to_owned()), ..invoices[0].clone() };
    let made = words(erp.create_drafts(std::slice::from_ref(&short_lived)))?;
    let gone = made.into_iter().find_map(|(_, result)| result.ok()).ok_or("a draft was not taken")?;
    words(erp.remove_draft(&gone))?;
    let read = words(erp.read_back(&[gone, there.erp_id.clone()]))?;
    ensure(read == [there], || format!("it reads back {read:?}"))
}

/// Either the ERP refuses a second record of a number, or it shows both, and removing one leaves the other.
fn strays_are_seen(erp: &mut dyn Erp, invoices: &[Invoice]) -> Result<(), String> {
    let invoice = &invoices[0];
    let first = only(erp, invoice)?;
    let answer = words(erp.create_drafts(std::slice::from_ref(invoice)))?;
    let second = answer.into_iter().find_map(|(_, result)| result.ok());
    let unique = erp.capabilities().idempotency == Idempotency::UniqueNumber;
    let Some(second) = second else {
        return ensure(unique, || "it refused, though it does not promise unique numbers".to_owned());
    };
    if second == first.erp_id {
        return ensure(only(erp, invoice)? == first, || "the one record changed".to_owned());
    }
    ensure(!unique, || "it made a second record, though it promises unique numbers".to_owned())?;
    ensure(found(erp, invoice)?.len() == 2, || "two records were made and not both are found".to_owned())?;
    words(erp.remove_draft(&second))?;
    ensure(only(erp, invoice)? == first, || "removing the stray touched the other record".to_owned())
}

fn bad_ones_are_named(erp: &mut dyn Erp, invoices: &[Invoice]) -> Result<(), String> {
    let numbered = |mark: &str| InvoiceNumber(format!("CONFORM-{mark}"));
    let good = Invoice { number: numbered("GOOD"), ..invoices[0].clone() };
    let off = Invoice { number: numbered("OFF"), total: good.total + Decimal::ONE, ..good.clone() };
    let empty = Invoice { number: numbered("EMPTY"), lines: Vec::new(), ..good.clone() };
    let sent = [good, off, empty];
    let answer = words(erp.create_drafts(&sent))?;
    let made: Vec<&InvoiceNumber> = answer.iter().filter(|(_, r)| r.is_ok()).map(|(n, _)| n).collect();
    ensure(made.iter().all(|n| **n == sent[0].number), || format!("{made:?} were taken"))?;
    ensure(answer.len() == sent.len(), || format!("{} answers to {} invoices", answer.len(), sent.len()))?;
    let there = words(erp.find(&numbers(&sent)))?;
    ensure(there.len() == made.len(), || format!("{} records of {} that it says it made", there.len(), made.len()))?;
    for record in there {
        words(erp.remove_draft(&record.erp_id))?;
    }
    let left = words(erp.find(&numbers(&sent)))?;
    ensure(left.is_empty(), || "a removed draft is still found".to_owned())
}

/// All but the last are posted; the last stays a draft for later checks.
fn posting_numbers(erp: &mut dyn Erp, invoices: &[Invoice]) -> Result<(), String> {
    let (draft, to_post) = invoices.split_last().ok_or("there are no invoices")?;
    let mut given = Vec::new();
    for invoice in to_post {
        let record = only(erp, invoice)?;
        for (id, result) in words(erp.post(std::slice::from_ref(&record.erp_id)))? {
            ensure(id == record.erp_id, || format!("it answered for {id}"))?;
            given.push(result.map_err(|no| format!("{id} was refused: {}", no.message))?);
        }
        let record = only(erp, invoice)?;
        as_ours(erp, &record, invoice)?;
        ensure(record.state == RecordState::Posted, || format!("{} is {:?}", invoice.number, record.state))?;
        ensure(record.erp_number.as_ref() == given.last(), || "its number reads back otherwise".to_owned())?;
    }
    given.sort();
    given.dedup();
    ensure(given.len() == to_post.len(), || "two invoices have one number".to_owned())?;
    let other = only(erp, draft)?.state;
    ensure(other == RecordState::Draft, || "what was not asked for was posted".to_owned())
}

fn posting_again(erp: &mut dyn Erp, invoices: &[Invoice]) -> Result<(), String> {
    let before = only(erp, &invoices[0])?;
    // Refused or answered with the same number: both are fine. What counts is what is there afterwards.
    let answer = words(erp.post(std::slice::from_ref(&before.erp_id)))?;
    let again = answer.into_iter().find_map(|(_, result)| result.ok());
    ensure(again.is_none() || again == before.erp_number, || "it gave another number".to_owned())?;
    ensure(only(erp, &invoices[0])? == before, || "the record changed".to_owned())
}

fn posted_stays(erp: &mut dyn Erp, invoices: &[Invoice]) -> Result<(), String> {
    let before = only(erp, &invoices[0])?;
    let removed = erp.remove_draft(&before.erp_id);
    let after = only(erp, &invoices[0])?;
    ensure(removed.is_err() && after == before, || "it was removed, or the request was not refused".to_owned())
}

fn removing_again(erp: &mut dyn Erp, invoices: &[Invoice]) -> Result<(), String> {
    let invoice = invoices.last().ok_or("there are no invoices")?;
    let record = only(erp, invoice)?;
    words(erp.remove_draft(&record.erp_id))?;
    words(erp.remove_draft(&record.erp_id))?;
    ensure(found(erp, invoice)?.is_empty(), || "it is still there".to_owned())?;
    let posted = words(erp.post(std::slice::from_ref(&record.erp_id)))?;
    ensure(posted.iter().all(|(_, result)| result.is_err()), || "a removed draft was posted".to_owned())
}

fn files_are_content(erp: &mut dyn Erp, invoices: &[Invoice]) -> Result<(), String> {
    let mut posted = Vec::new();
    for invoice in invoices.split_last().map_or(&[][..], |(_, posted)| posted) {
        posted.push((only(erp, invoice)?.erp_number.unwrap_or_default(), invoice.clone()));
    }
    let (batch, book_head) = (&invoices[0].batch, "0".repeat(64));
    let file = ImportFile { name: "conform.csv", batch, invoices: &posted, book_seq: 612, book_head: &book_head };
    let first = words(erp.import_file(&file))?;
    ensure(words(erp.import_file(&file))? == first, || "the same file has other bytes".to_owned())?;
    let Some(bytes) = first else { return Ok(()) };
    let text = String::from_utf8(bytes).map_err(|_| "it is no text".to_owned())?;
    let missing = posted.iter().find(|(number, i)| !text.contains(number) || !text.contains(i.number.as_str()));
    ensure(missing.is_none(), || format!("{missing:?} is not in it"))?;
    ensure(text.contains(&format!("612 {book_head}")), || "it does not say where the book stood".to_owned())
}

fn finishing_again(erp: &mut dyn Erp, invoices: &[Invoice]) -> Result<(), String> {
    let posted = invoices.split_last().map_or(&[][..], |(_, posted)| posted);
    let totals = control_totals(posted);
    let head = "0".repeat(64);
    let mut erp_ids = Vec::new();
    for invoice in posted {
        erp_ids.push(only(erp, invoice)?.erp_id);
    }
    let batch = &invoices[0].batch;
    let finished = FinishedBatch { batch, totals: &totals, erp_ids: &erp_ids, book_seq: 612, book_head: &head };
    words(erp.finish_batch(&finished))?;
    words(erp.finish_batch(&finished))?;
    let there = words(erp.find(&numbers(posted)))?;
    ensure(there.len() == posted.len(), || "finishing changed the records".to_owned())
}

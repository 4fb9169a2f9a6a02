//! Checks of what is made, before anything is posted on purpose.

use linehaul_domain::Decimal;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::{Invoice, InvoiceLine};

use crate::conformance::suite::{Suite, beside, ensure, words};
use crate::erp::{ErpLine, Fate, Found, Key, Order, Pages, Twice, UNDER_AT_ONCE, Under};

pub(super) fn fit(suite: &mut Suite<'_>) -> Result<(), String> {
    let unfit = suite.traits.unfit();
    ensure(unfit.is_none(), || unfit.unwrap_or_default().to_owned())
}

pub(super) fn never_sent(suite: &mut Suite<'_>) -> Result<(), String> {
    let records = suite.found(suite.invoices)?;
    ensure(records.is_empty(), || format!("{} records were found", records.len()))
}

pub(super) fn reads_back(suite: &mut Suite<'_>) -> Result<(), String> {
    let chunk = suite.traits.max_batch.max(1) as usize;
    for some in suite.invoices.chunks(chunk) {
        let orders: Vec<Order> = some.iter().map(|invoice| Order::of(invoice.clone(), None)).collect();
        for (number, fate) in suite.make(&orders)? {
            let invoice =
                some.iter().find(|i| i.number == number).ok_or("it answered for a number that nobody sent")?;
            ensure(matches!(fate, Fate::Done { .. } | Fate::Pending(_)), || format!("{number} came to {fate:?}"))?;
            let record = suite.only(invoice)?;
            ensure(record.state == suite.made_state(), || format!("{number} is {:?}", record.state))?;
            suite.as_ours(&record, invoice)?;
            if let Fate::Done { record: Some(told), .. } = fate {
                ensure(Suite::same(&told, &record), || format!("{number} is found other than it was answered"))?;
            }
        }
    }
    let all = suite.found(suite.invoices)?;
    ensure(all.len() == suite.invoices.len(), || format!("{} of {} are there", all.len(), suite.invoices.len()))
}

/// The invoices that the suite is given choose an account and dimensions where there is a place for them.
pub(super) fn keeps_dimensions(suite: &mut Suite<'_>) -> Result<(), String> {
    let lines = |of: fn(&InvoiceLine) -> bool| suite.invoices.iter().flat_map(|i| &i.lines).any(of);
    let (accounts, dimensions) = (lines(|l| l.erp_account.is_some()), lines(|l| !l.dimensions.is_empty()));
    let asked = (accounts || !suite.traits.accounts) && (dimensions || !suite.traits.dimensions);
    ensure(asked, || "the suite was given no line with an account, or none with a dimension".to_owned())?;
    for invoice in suite.invoices {
        let record = suite.only(invoice)?;
        let there = record.items.unwrap_or_default();
        for line in suite.erp.expected(invoice).items.unwrap_or_default() {
            let kept = |read: &&ErpLine| read.is_as(&line);
            ensure(there.iter().any(|read| kept(&read)), || format!("{line:?} is not kept among {there:?}"))?;
        }
        // What it has no place for it must not promise either.
        let expected = suite.erp.expected(invoice).items.unwrap_or_default();
        let promised = |of: fn(&ErpLine) -> bool| expected.iter().any(of);
        ensure(suite.traits.dimensions || !promised(|l| !l.dimensions.is_empty()), || {
            "it promises dimensions".to_owned()
        })?;
        let lost = suite.traits.dimensions
            && invoice.lines.iter().any(|l| !l.code.is_tax() && !l.dimensions.is_empty())
            && !promised(|l| !l.dimensions.is_empty());
        ensure(!lost, || format!("{} has dimensions, and none is expected", invoice.number))?;
    }
    Ok(())
}

pub(super) fn asking_is_harmless(suite: &mut Suite<'_>) -> Result<(), String> {
    let before = suite.found(suite.invoices)?;
    words(suite.erp.catalogue())?;
    words(suite.erp.items())?;
    words(suite.erp.lacking(suite.invoices))?;
    let after = suite.found(suite.invoices)?;
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

/// Ours among everything that is listed, in order of number: each once.
fn listed(suite: &mut Suite<'_>, since: Option<&str>) -> Result<Vec<InvoiceNumber>, String> {
    let prefix = common_prefix(suite.invoices);
    let mut pages = Pages::under(&prefix, since);
    let mut all = Vec::new();
    while let Some(Found { records, .. }) = words(pages.next(suite.erp))? {
        ensure(records.len() <= UNDER_AT_ONCE, || format!("{} records in one call", records.len()))?;
        let other = records.iter().find(|r| !r.number.as_str().starts_with(&prefix));
        ensure(other.is_none(), || format!("{other:?} does not begin with {prefix}"))?;
        let ours = |n: &InvoiceNumber| suite.invoices.iter().any(|i| i.number == *n);
        all.extend(records.into_iter().map(|r| r.number).filter(ours));
    }
    all.sort();
    Ok(all)
}

pub(super) fn prefixes_are_listed(suite: &mut Suite<'_>) -> Result<(), String> {
    let sorted = |invoices: &[Invoice]| {
        let mut numbers: Vec<InvoiceNumber> = invoices.iter().map(|i| i.number.clone()).collect();
        numbers.sort();
        numbers
    };
    let all = listed(suite, None)?;
    ensure(all == sorted(suite.invoices), || format!("it lists {all:?}"))?;
    let (first, rest) = suite.invoices.split_first().ok_or("there are no invoices")?;
    let made_first = suite.only(first)?;
    let later = listed(suite, Some(&made_first.erp_id))?;
    ensure(later == sorted(rest), || format!("since {} it lists {later:?}", first.number))?;
    let none = Under { prefix: "CONFORM-NOBODY-", since: None, from: None };
    let none = words(suite.erp.under(&none))?.found;
    ensure(none.is_empty(), || format!("{none:?} begins as none does"))
}

pub(super) fn handles_hold(suite: &mut Suite<'_>) -> Result<(), String> {
    let invoice = &suite.invoices[0];
    let there = suite.only(invoice)?;
    // Under another number, as if somebody had changed the reference there.
    let hidden = Key { number: InvoiceNumber("CONFORM-HIDDEN".to_owned()), ..Key::of(invoice, Some(&there.erp_id)) };
    let read = words(suite.erp.find(std::slice::from_ref(&hidden)))?.records;
    ensure(read.iter().any(|r| Suite::same(r, &there)), || format!("by its id it finds {read:?}"))?;
    if !suite.has_drafts() {
        return Ok(());
    }
    let short_lived = beside(invoice, "GONE");
    suite.make(&[Order::of(short_lived.clone(), None)])?;
    let gone = suite.only(&short_lived)?;
    words(suite.erp.remove_draft(&gone.handle()))?;
    let keys = [Key::of(&short_lived, Some(&gone.erp_id)), hidden];
    let read = words(suite.erp.find(&keys))?.records;
    let only_one = read.len() == 1 && Suite::same(&read[0], &there);
    ensure(only_one, || format!("it reads back {read:?}"))
}

/// Either the ERP refuses or replays a second record of a number, or it shows both, and removing one leaves the other.
pub(super) fn twice(suite: &mut Suite<'_>) -> Result<(), String> {
    let invoice = suite.invoices[0].clone();
    let first = suite.only(&invoice)?;
    let order = Order::of(invoice.clone(), None);
    let answer = suite.make(std::slice::from_ref(&order))?;
    let (_, fate) = answer.into_iter().next().ok_or("it answered nothing")?;
    if let Fate::Pending(job) = &fate {
        suite.settled(&[Key::of(&invoice, Some(&job.id))])?;
    }
    let records = suite.found(std::slice::from_ref(&invoice))?;
    match suite.traits.twice {
        Twice::MakesTwo => {
            ensure(records.len() == 2, || format!("{} records are found, and it came to {fate:?}", records.len()))?;
            let second = records.iter().find(|r| r.erp_id != first.erp_id).ok_or("the second is not told apart")?;
            words(suite.erp.remove_draft(&second.handle()))?;
        }
        Twice::Refused => {
            let refused = matches!(fate, Fate::There(_) | Fate::No(_) | Fate::Pending(_));
            ensure(refused, || format!("it came to {fate:?}"))?;
        }
        Twice::Replayed { .. } => {
            let same = fate.handle().is_none_or(|handle| handle.id == first.erp_id);
            ensure(same, || format!("it came to {fate:?}, not to {}", first.erp_id))?;
            let other = Invoice { payment_terms: None, batch: "CONFORM".into(), ..invoice.clone() };
            let other = Order { request_key: order.request_key, ..Order::of(other, None) };
            let answer = suite.make(&[other])?;
            let taken = answer.iter().any(|(_, fate)| matches!(fate, Fate::Done { .. }));
            ensure(!taken, || format!("another body under its key came to {answer:?}"))?;
        }
    }
    let left = suite.only(&invoice)?;
    ensure(Suite::same(&left, &first), || "the one record changed".to_owned())
}

pub(super) fn bad_ones_are_named(suite: &mut Suite<'_>) -> Result<(), String> {
    let good = beside(&suite.invoices[0], "GOOD");
    let off = Invoice { total: good.total + Decimal::ONE, ..beside(&good, "OFF") };
    let empty = Invoice { lines: Vec::new(), ..beside(&good, "EMPTY") };
    let sent = [good, off, empty];
    let orders: Vec<Order> = sent.iter().map(|invoice| Order::of(invoice.clone(), None)).collect();
    let answer = suite.make(&orders)?;
    ensure(answer.len() == sent.len(), || format!("{} answers to {} invoices", answer.len(), sent.len()))?;
    let mut refused = false;
    for (number, fate) in answer.iter().filter(|(number, _)| *number != sent[0].number) {
        let named = match fate {
            // Only what comes after another that was refused is left untried.
            Fate::NotTried(_) => refused,
            // A job that comes to nothing shows below.
            Fate::No(_) | Fate::Pending(_) => true,
            _ => false,
        };
        ensure(named, || format!("{number} came to {fate:?}"))?;
        refused |= matches!(fate, Fate::No(_));
    }
    let there = suite.found(&sent)?;
    let all_good = there.iter().all(|record| record.number == sent[0].number);
    ensure(all_good && there.len() <= 1, || format!("{} records are there", there.len()))?;
    let taken = answer.iter().any(|(n, fate)| *n == sent[0].number && fate.handle().is_some());
    ensure(there.len() == 1 || !taken, || "what it says it made is not there".to_owned())?;
    if !suite.has_drafts() {
        return Ok(());
    }
    for record in there {
        words(suite.erp.remove_draft(&record.handle()))?;
    }
    let left = suite.found(&sent)?;
    ensure(left.is_empty(), || "a removed draft is still found".to_owned())
}

pub(super) fn removing_again(suite: &mut Suite<'_>) -> Result<(), String> {
    if !suite.has_drafts() {
        return Ok(());
    }
    let invoice = suite.invoices.last().ok_or("there are no invoices")?.clone();
    let record = suite.only(&invoice)?;
    words(suite.erp.remove_draft(&record.handle()))?;
    words(suite.erp.remove_draft(&record.handle()))?;
    let left = suite.found(std::slice::from_ref(&invoice))?;
    ensure(left.is_empty(), || "it is still there".to_owned())?;
    let posted = words(suite.erp.post(&[record.handle()]))?;
    let any = posted.iter().any(|(_, fate)| fate.handle().is_some());
    ensure(!any, || "a removed draft was posted".to_owned())
}

//! The promises of an ERP's lists: customers, and what they were billed.

use std::collections::BTreeSet;

use crate::conformance::suite::{Suite, ensure, words};
use crate::erp::{MasterCustomer, RecordState, all_receivables};

/// Pages before the suite gives up.
const MOST_PAGES: u32 = 10_000;

/// All customers, and the cursor behind them.
fn all(suite: &mut Suite<'_>, since: Option<String>) -> Result<Option<(Vec<MasterCustomer>, String)>, String> {
    let (mut found, mut cursor) = (Vec::new(), since);
    for _ in 0..MOST_PAGES {
        let Some(page) = words(suite.erp.customers(cursor.as_deref()))? else { return Ok(None) };
        found.extend(page.customers);
        if !page.more {
            return Ok(Some((found, page.cursor)));
        }
        ensure(Some(&page.cursor) != cursor.as_ref(), || "it says that there is more, and does not go on".to_owned())?;
        cursor = Some(page.cursor);
    }
    Err("its customers never come to their end".to_owned())
}

pub(super) fn customers(suite: &mut Suite<'_>) -> Result<(), String> {
    let tells = suite.traits.customers;
    let Some((found, _)) = all(suite, None)? else {
        return ensure(tells.is_empty(), || "it says that it tells of customers, and does not".to_owned());
    };
    ensure(!tells.is_empty(), || "it tells of customers, and says that it does not".to_owned())?;
    let codes: BTreeSet<&str> = found.iter().map(|customer| customer.code.as_str()).collect();
    ensure(codes.len() == found.len(), || format!("{} codes of {} customers", codes.len(), found.len()))?;
    ensure(found.iter().all(|c| !c.code.trim().is_empty()), || "a customer has no code".to_owned())?;
    // One that keeps no list of parties takes any.
    let missing = suite.invoices.iter().find(|i| !found.is_empty() && !codes.contains(i.erp_party.as_str()));
    ensure(missing.is_none(), || format!("{:?} can be billed and is not told", missing.map(|i| &i.erp_party)))?;
    let says = |field: &str| tells.contains(&field);
    let more = found.iter().find(|c| {
        !says("credit_hold") && c.credit_hold.is_some()
            || !says("currency") && c.currency.is_some()
            || !says("payment_terms") && c.payment_terms.is_some()
            || !says("address") && c.address.is_some()
            || !says("contacts") && !c.contacts.is_empty()
            || !says("tax_registrations") && !c.tax_registrations.is_empty()
    });
    ensure(more.is_none(), || format!("it tells more than it says: {more:?}"))
}

pub(super) fn customers_again(suite: &mut Suite<'_>) -> Result<(), String> {
    let Some((found, cursor)) = all(suite, None)? else { return Ok(()) };
    let Some((again, _)) = all(suite, Some(cursor))? else {
        return Err("it knows no more where its own cursor was".to_owned());
    };
    let known = |one: &MasterCustomer| found.contains(one);
    ensure(again.iter().all(known), || "a customer is another one though nobody wrote it".to_owned())?;
    let strange = words(suite.erp.customers(Some("no cursor of anybody")))?;
    ensure(strange.is_none(), || "it takes for a cursor what is none".to_owned())
}

pub(super) fn receivables(suite: &mut Suite<'_>) -> Result<(), String> {
    let invoices = suite.invoices;
    let told = words(all_receivables(suite.erp, &mut |_| true))?;
    let says = suite.traits.receivables;
    ensure(told.is_some() == says, || format!("it says {says}, and answers {}", told.is_some()))?;
    let Some(told) = told else { return Ok(()) };
    let ids: BTreeSet<&str> = told.iter().map(|item| item.id.as_str()).collect();
    ensure(ids.len() == told.len(), || "it tells something twice".to_owned())?;
    let records = suite.found(invoices)?;
    for record in &records {
        let item = told.iter().find(|item| item.id == record.erp_id);
        let standing = matches!(record.state, RecordState::Posted | RecordState::Credited);
        ensure(item.is_some() == standing, || {
            format!("{} is {:?}, and is told: {}", record.number, record.state, item.is_some())
        })?;
        let Some(item) = item else { continue };
        let (there, ours) = (
            (item.amount, item.currency, &item.party, Some(item.open), item.date),
            (record.total, record.currency, &record.party, record.open, record.invoice_date),
        );
        ensure(there == ours, || format!("{}: {there:?} is not {ours:?}", record.number))?;
    }
    ensure(records.iter().any(|r| r.state == RecordState::Posted), || "nothing is posted".to_owned())
}

//! Checks of the feed: what tells which invoices changed since somebody asked.

use linehaul_domain::invoice::Invoice;

use crate::conformance::suite::{Suite, beside, ensure, words};
use crate::erp::{Changed, Feed, Order};

/// Pages of one answer, before the suite gives up.
const MOST_PAGES: u32 = 1_000;

/// Everything since a cursor, page by page, and the cursor from which it goes on.
fn told(suite: &mut Suite<'_>, since: Option<&str>) -> Result<(Vec<Changed>, String), String> {
    let mut at = since.map(str::to_owned);
    let mut all = Vec::new();
    for _ in 0..MOST_PAGES {
        let page = words(suite.erp.changes(at.as_deref()))?;
        let page = page.ok_or_else(|| format!("it knows no more where its own cursor {at:?} was"))?;
        all.extend(page.changed);
        if !page.more {
            return Ok((all, page.cursor));
        }
        at = Some(page.cursor);
    }
    Err(format!("after {MOST_PAGES} pages there are more"))
}

/// Asks on from a cursor, which moves: this invoice must be among what changed.
fn must_tell(suite: &mut Suite<'_>, what: &str, invoice: &Invoice, id: &str, at: &mut String) -> Result<(), String> {
    let (changed, next) = told(suite, Some(at.as_str()))?;
    let meant = |one: &Changed| one.id == id || one.number.as_ref() == Some(&invoice.number);
    ensure(changed.iter().any(meant), || {
        format!("{} was {what}, and since {at} it tells {changed:?}", invoice.number)
    })?;
    *at = next;
    Ok(())
}

/// Each change comes right behind the question before it: in the same instant, where the ERP's clock tells no smaller one.
pub(super) fn nothing_is_missed(suite: &mut Suite<'_>) -> Result<(), String> {
    if suite.traits.feed == Feed::No {
        let told = words(suite.erp.changes(None))?;
        return ensure(told.is_none(), || format!("it has no feed, and it tells {told:?}"));
    }
    let (_, begun) = told(suite, None)?;
    let mut at = begun.clone();
    let mut made = Vec::new();
    for name in ["FEED-1", "FEED-2", "FEED-3"] {
        let invoice = beside(&suite.invoices[0], name);
        suite.make(&[Order::of(invoice.clone(), None)])?;
        let record = suite.only(&invoice)?;
        must_tell(suite, "made", &invoice, &record.erp_id, &mut at)?;
        made.push((invoice, record));
    }
    if suite.has_drafts() {
        for (invoice, record) in &made[..2] {
            suite.post_one(&record.handle())?;
            must_tell(suite, "posted", invoice, &record.erp_id, &mut at)?;
        }
        let (invoice, record) = &made[2];
        words(suite.erp.remove_draft(&record.handle()))?;
        if suite.traits.feed == Feed::OfAll {
            must_tell(suite, "removed", invoice, &record.erp_id, &mut at)?;
        }
    }
    for (invoice, record) in &made[..2] {
        let mut from = begun.clone();
        must_tell(suite, "made since it was asked first", invoice, &record.erp_id, &mut from)?;
    }
    Ok(())
}

pub(super) fn asking_again(suite: &mut Suite<'_>) -> Result<(), String> {
    if suite.traits.feed == Feed::No {
        return Ok(());
    }
    let (_, at) = told(suite, None)?;
    let invoice = suite.invoices[0].clone();
    let before = suite.only(&invoice)?;
    let (first, _) = told(suite, Some(&at))?;
    let (second, _) = told(suite, Some(&at))?;
    let lost = first.iter().find(|one| !second.contains(one));
    ensure(lost.is_none(), || format!("{lost:?} is told once, and not to who asks again"))?;
    let after = suite.only(&invoice)?;
    ensure(Suite::same(&after, &before), || "the record changed between two questions".to_owned())?;
    let unknown = words(suite.erp.changes(Some("no cursor of anybody")))?;
    ensure(unknown.is_none(), || format!("to what is no cursor it tells {unknown:?}"))
}

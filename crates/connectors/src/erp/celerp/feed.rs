//! What happened at Celerp, by its ledger of events: each has an id that is greater than those before it. A draft that was deleted
//! takes its events along.

use std::collections::BTreeSet;

use linehaul_domain::ids::InvoiceNumber;

use crate::erp::celerp::document::made_under;
use crate::erp::celerp::{Celerp, Client};
use crate::erp::{Changed, Changes, ErpError};

/// An id is given when an event is written and shows when that is committed: so many before the last one are looked at again.
const OVERLAP: u64 = 500;

/// What changed since an event, newest first until that is reached: what comes in meanwhile shifts the pages and is told twice.
pub(super) fn changes(erp: &mut Celerp, since: Option<&str>) -> Result<Option<Changes>, ErpError> {
    let client: &mut Client = &mut erp.client;
    let (newest, rows) = client.events(0, if since.is_some() { None } else { Some(1) })?;
    let cursor = newest.iter().map(|(id, _)| *id).max().unwrap_or(0);
    let Some(since) = since else {
        return Ok(Some(Changes { changed: Vec::new(), cursor: cursor.to_string(), more: false }));
    };
    let Ok(since) = since.parse::<u64>() else { return Ok(None) };
    // Drafts that were deleted took theirs along. Where more are gone it was put back from a copy, or is another company.
    if cursor + OVERLAP < since {
        return Ok(None);
    }
    let cursor = cursor.max(since);
    let mut documents = BTreeSet::new();
    let (mut page, mut at, mut full) = (newest, rows.count, rows.full);
    loop {
        let from = since.saturating_sub(OVERLAP);
        let reached = page.iter().any(|(id, _)| *id <= from);
        documents.extend(page.into_iter().filter(|(id, _)| *id > from).map(|(_, document)| document));
        if reached || !full {
            break;
        }
        let rows;
        (page, rows) = client.events(at, None)?;
        (at, full) = (at + rows.count, rows.full);
    }
    let changed =
        documents.into_iter().map(|id| Changed { number: Some(InvoiceNumber(made_under(&id).to_owned())), id });
    Ok(Some(Changes { changed: changed.collect(), cursor: cursor.to_string(), more: false }))
}

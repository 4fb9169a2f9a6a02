//! What happened at Celerp, by its ledger of events: each has an id that is greater than those before it. A draft that was deleted
//! takes its events along, so that pages shift while they are read.

use std::collections::BTreeMap;

use linehaul_domain::ids::InvoiceNumber;

use crate::erp::celerp::document::made_under;
use crate::erp::celerp::{Celerp, Client};
use crate::erp::{Changed, Changes, ErpError};

/// An id is given when an event is written and shows when that is committed: so many before the last one are looked at again.
const OVERLAP: u64 = 500;
/// Events of one page: each has all that it says of its document.
const EVENTS: usize = 200;

/// Where a feed stands: what came after `since` is told from the newest on, page by page; once all of it is, `reached` takes the place
/// of `since`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cursor {
    since: u64,
    walk: Option<Walk>,
}

/// Between two pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Walk {
    /// The newest when it began. What is newer is told by the next question.
    reached: u64,
    /// Rows before the next page. Its first row is the last one that was told.
    at: usize,
    /// The id of that.
    last: u64,
}

impl Cursor {
    fn read(text: &str) -> Option<Cursor> {
        match text.split(' ').collect::<Vec<_>>()[..] {
            [since] => Some(Cursor { since: since.parse().ok()?, walk: None }),
            [since, reached, at, last] => {
                let walk = Walk { reached: reached.parse().ok()?, at: at.parse().ok()?, last: last.parse().ok()? };
                Some(Cursor { since: since.parse().ok()?, walk: Some(walk) })
            }
            _ => None,
        }
    }

    fn text(&self) -> String {
        match self.walk {
            None => self.since.to_string(),
            Some(Walk { reached, at, last }) => format!("{} {reached} {at} {last}", self.since),
        }
    }
}

/// A page of what changed since an event, newest first until that is reached.
pub(super) fn changes(erp: &mut Celerp, since: Option<&str>) -> Result<Option<Changes>, ErpError> {
    let client: &mut Client = &mut erp.client;
    let Some(since) = since else {
        let newest = client.events(0, 1)?.first().map_or(0, |(id, _)| *id);
        return Ok(Some(answer(Vec::new(), Cursor { since: newest, walk: None })));
    };
    let Some(Cursor { since, walk }) = Cursor::read(since) else { return Ok(None) };
    let at = walk.map_or(0, |walk| walk.at);
    let page = client.events(at, EVENTS)?;
    let newest = page.first().map_or(0, |(id, _)| *id);
    let reached = match walk {
        // What was told last, or what is newer, stands where it is looked for: nothing lies between. Else what stood above it went, and
        // what stood below moved up past here.
        Some(walk) if at > 0 && newest < walk.last => {
            let back = Walk { at: at.saturating_sub(EVENTS), ..walk };
            return Ok(Some(answer(Vec::new(), Cursor { since, walk: Some(back) })));
        }
        Some(walk) => walk.reached,
        // Drafts that were deleted took theirs along. Where more are gone it was put back from a copy, or is another company.
        None if newest + OVERLAP < since => return Ok(None),
        None => newest.max(since),
    };
    let from = since.saturating_sub(OVERLAP);
    let (full, count) = (page.len() == EVENTS, page.len());
    let last = page.last().map_or(0, |(id, _)| *id);
    let mut documents: BTreeMap<String, String> = BTreeMap::new();
    for (id, document) in page.into_iter().filter(|(id, _)| *id > from) {
        let events = documents.entry(document).or_default();
        *events = format!("{events}+{id}");
    }
    let changed = documents.into_iter().map(|(id, events)| Changed {
        number: Some(InvoiceNumber(made_under(&id).to_owned())),
        id,
        stamp: Some(events),
    });
    let next = match full && last > from {
        true => Cursor { since, walk: Some(Walk { reached, at: at + count - 1, last }) },
        false => Cursor { since: reached, walk: None },
    };
    Ok(Some(answer(changed.collect(), next)))
}

fn answer(changed: Vec<Changed>, cursor: Cursor) -> Changes {
    Changes { changed, cursor: cursor.text(), more: cursor.walk.is_some() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went_and_no_other_is_one() {
        for text in ["612", "0", "612 900 199 702"] {
            assert_eq!(Cursor::read(text).map(|cursor| cursor.text()).as_deref(), Some(text));
        }
        for text in ["", "612 900", "612 900 199", "a b c d", "-1"] {
            assert_eq!(Cursor::read(text), None, "{text}");
        }
    }
}

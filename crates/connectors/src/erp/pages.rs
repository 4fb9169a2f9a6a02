//! Going through a list of an ERP: page by page, each record once, to its end.

use std::collections::BTreeSet;

use crate::erp::{Erp, ErpError, Found, Under};

/// A walk through everything under a prefix.
pub struct Pages {
    prefix: String,
    since: Option<String>,
    /// Where the next page begins: nothing before the first.
    from: Option<String>,
    at_end: bool,
    seen: BTreeSet<String>,
}

impl Pages {
    /// Through everything whose number begins with a prefix, or what of it was made after a record.
    pub fn under(prefix: &str, since: Option<&str>) -> Pages {
        let since = since.map(str::to_owned);
        Pages { prefix: prefix.to_owned(), since, from: None, at_end: false, seen: BTreeSet::new() }
    }

    /// The next page, without what was on one before: a list that changed meanwhile may begin anew. `None` at the end.
    pub fn next(&mut self, erp: &mut dyn Erp) -> Result<Option<Found>, ErpError> {
        if self.at_end {
            return Ok(None);
        }
        let asked = Under { prefix: &self.prefix, since: self.since.as_deref(), from: self.from.as_deref() };
        let page = erp.under(&asked)?;
        self.at_end = page.next.is_none();
        if !self.at_end && page.next == self.from {
            return Err(ErpError::Broken { message: "its list does not go on after a page".to_owned() });
        }
        self.from = page.next;
        let mut found = page.found;
        found.records.retain(|record| self.seen.insert(record.erp_id.clone()));
        found.unreadable.retain(|one| self.seen.insert(one.erp_id.clone()));
        Ok(Some(found))
    }
}

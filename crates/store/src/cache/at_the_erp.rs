//! What the cache keeps of how posted invoices are at the ERP.

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::time::Instant;

use super::Cache;
use crate::table::looked::{self, Looked};
use crate::table::meta;

impl Cache {
    /// How an invoice was at the ERP when somebody looked last.
    pub fn looked(&self, invoice: &InvoiceNumber) -> Outcome<Option<Looked>> {
        looked::get(&self.connection, invoice)
    }

    /// Invoices that were found under a record of the ERP.
    pub fn looked_of_record(&self, erp_id: &str) -> Outcome<Vec<InvoiceNumber>> {
        looked::of_record(&self.connection, erp_id)
    }

    /// Invoices at which nobody looked since a moment, the longest ago first, at most so many.
    pub fn looked_before(&self, moment: Instant, limit: u64) -> Outcome<Vec<InvoiceNumber>> {
        looked::before(&self.connection, moment, limit)
    }

    /// How many invoices somebody looked at.
    pub fn looked_count(&self) -> Outcome<u64> {
        looked::total(&self.connection)
    }

    /// Keeps how invoices are, in one transaction.
    pub fn keep_looked(&mut self, looked: &[Looked]) -> Outcome<()> {
        self.write(|c| looked.iter().try_for_each(|one| looked::put(c, one)))
    }

    /// Forgets how all of them were, and remembers, or forgets, something by name in the same transaction: there it begins anew.
    pub fn look_anew(&mut self, remembered: &[(&str, Option<&str>)]) -> Outcome<()> {
        self.write(|c| {
            looked::forget(c, None)?;
            remembered.iter().try_for_each(|(name, value)| match value {
                Some(value) => meta::put(c, name, value),
                None => meta::remove(c, name),
            })
        })
    }

    /// Forgets how one was, or all of them.
    pub fn forget_looked(&mut self, invoice: Option<&InvoiceNumber>) -> Outcome<()> {
        looked::forget(&self.connection, invoice)
    }
}

//! Numbers of invoices, printed ones and our own, as the book answers for them.

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{ErpPlace, InvoiceNumber, LegalEntityId};
use linehaul_domain::invoice::InvoiceState;

use super::Book;
use crate::table::{invoices, printed};

impl Book {
    /// The invoice of a legal entity that bears a printed number.
    pub fn printed_by(&self, entity: Option<&LegalEntityId>, number: &str) -> Outcome<Option<InvoiceNumber>> {
        printed::by(&self.connection, entity, number)
    }

    /// Invoices whose printed number begins like this, at most so many, in order of that number.
    pub fn printed_like(&self, text: &str, most: u32) -> Outcome<Vec<InvoiceNumber>> {
        printed::beginning(&self.connection, text, most)
    }

    /// Numbers of the invoices of a state behind one, in order, at most so many: a book of a hundred thousand is gone through
    /// without having it in memory. Those that may be at this ERP: another one is not asked about them.
    pub fn numbers_after(
        &self,
        state: InvoiceState,
        after: &str,
        limit: u64,
        here: &ErpPlace,
    ) -> Outcome<Vec<InvoiceNumber>> {
        invoices::numbers_after(&self.connection, state, (after, limit), here)
    }

    /// How many invoices of a state were sent to another ERP than this.
    pub fn count_elsewhere(&self, state: InvoiceState, here: &ErpPlace) -> Outcome<u64> {
        invoices::elsewhere(&self.connection, state, here)
    }
}

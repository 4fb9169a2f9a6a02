//! Printed numbers, as the book answers for them.

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{InvoiceNumber, LegalEntityId};

use super::Book;
use crate::table::printed;

impl Book {
    /// The invoice of a legal entity that bears a printed number.
    pub fn printed_by(&self, entity: Option<&LegalEntityId>, number: &str) -> Outcome<Option<InvoiceNumber>> {
        printed::by(&self.connection, entity, number)
    }

    /// Invoices whose printed number begins like this, at most so many, in order of that number.
    pub fn printed_like(&self, text: &str, most: u32) -> Outcome<Vec<InvoiceNumber>> {
        printed::beginning(&self.connection, text, most)
    }
}

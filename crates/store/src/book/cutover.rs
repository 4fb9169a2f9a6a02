//! What was billed before this book.

use std::sync::Arc;

use linehaul_domain::cutover::Cutover;
use linehaul_domain::fault::Outcome;

use crate::book::Book;
use crate::cutover;

impl Book {
    /// The cut-over that stands; one that says nothing where none was set. LH-520 its list is not what was written.
    pub fn cutover(&self) -> Outcome<Arc<Cutover>> {
        cutover::at_hand(&self.connection, &self.cutover)
    }

    /// LH-447 where a book that had been put back went on and nobody said since that this cut-over is the last one.
    pub fn cutover_must_be_known(&self) -> Outcome<()> {
        cutover::must_be_known(&self.connection)
    }

    /// Is it too late to set the cut-over otherwise: was an invoice posted since there is one?
    pub fn cutover_is_fixed(&self) -> Outcome<bool> {
        cutover::is_fixed(&self.connection)
    }
}

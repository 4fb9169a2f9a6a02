//! An ERP in memory that takes import files as well, so that faults of the line and files can meet in one run.

use linehaul_connectors::erp::memory::MemoryErp;
use linehaul_connectors::erp::*;
use linehaul_domain::ids::{ErpPlace, InvoiceNumber};
use linehaul_domain::invoice::Invoice;

/// The payment terms that it has.
pub const TERMS: [&str; 2] = ["30 days", "60 days"];

/// Everything but files and these is the other's.
pub struct Filing(pub MemoryErp);

impl Erp for Filing {
    fn place(&self) -> ErpPlace {
        self.0.place()
    }

    fn puts_off(&mut self) -> Option<u32> {
        self.0.puts_off()
    }

    fn name(&self) -> &str {
        self.0.name()
    }

    fn traits(&self) -> Traits {
        Traits { import_files: true, ..self.0.traits() }
    }

    fn find(&mut self, keys: &[Key]) -> Result<Found, ErpError> {
        self.0.find(keys)
    }

    fn under(&mut self, asked: &Under<'_>) -> Result<Page, ErpError> {
        self.0.under(asked)
    }

    fn changes(&mut self, since: Option<&str>) -> Result<Option<Changes>, ErpError> {
        self.0.changes(since)
    }

    fn lacking(&mut self, invoices: &[Invoice]) -> Result<Vec<(InvoiceNumber, Refusal)>, ErpError> {
        self.0.lacking(invoices)
    }

    fn make(&mut self, orders: &[Order]) -> Result<Vec<(InvoiceNumber, Fate)>, ErpError> {
        self.0.make(orders)
    }

    fn post(&mut self, handles: &[Handle]) -> Result<Vec<(String, Fate)>, ErpError> {
        self.0.post(handles)
    }

    fn remove_draft(&mut self, handle: &Handle) -> Result<(), ErpError> {
        self.0.remove_draft(handle)
    }

    fn expected(&self, invoice: &Invoice) -> Expected {
        self.0.expected(invoice)
    }

    fn items(&mut self) -> Result<Option<Vec<ErpItem>>, ErpError> {
        self.0.items()
    }

    fn catalogue(&mut self) -> Result<Option<Catalogue>, ErpError> {
        Ok(Some(Catalogue { terms: TERMS.map(str::to_owned).to_vec(), ..Catalogue::default() }))
    }

    /// `invoice,NUMBER` a line, then where the book stood, as the file ERP writes it.
    fn import_file(&mut self, file: &ImportFile<'_>) -> Result<Option<Vec<u8>>, ErpError> {
        let mut text: String = file.invoices.iter().map(|(_, i)| format!("line,{}\n", i.number)).collect();
        text.push_str(&format!("book,{},{} {}\n", file.batch, file.book_seq, file.book_head));
        Ok(Some(text.into_bytes()))
    }

    fn finish_batch(&mut self, finished: &FinishedBatch<'_>) -> Result<(), ErpError> {
        self.0.finish_batch(finished)
    }

    fn check(&mut self) -> Vec<Finding> {
        self.0.check()
    }
}

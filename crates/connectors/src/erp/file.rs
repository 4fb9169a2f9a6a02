//! The embedded ERP (`file`): an import file for each batch, and a ledger of its own in which numbers can be found.

use std::io::Write;
use std::path::{Path, PathBuf};

use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{BatchId, InvoiceNumber};
use linehaul_domain::invoice::{ControlTotal, Invoice};
use linehaul_domain::money::fixed;

use crate::erp::{Atomicity, ByItem, Capabilities, Erp, ErpError, ErpParty, ErpRecord, Refusal, of_store};

/// The ledger that stands behind the file ERP.
pub trait LedgerFile {
    /// Keeps a draft under a record id.
    fn insert_draft(&mut self, erp_id: &str, invoice: &Invoice) -> Outcome<()>;
    /// Everything under these numbers.
    fn find(&self, numbers: &[InvoiceNumber]) -> Outcome<Vec<ErpRecord>>;
    /// Records by id.
    fn get(&self, erp_ids: &[String]) -> Outcome<Vec<ErpRecord>>;
    /// Posts; answers the ledger's number.
    fn post(&mut self, erp_id: &str) -> Outcome<String>;
    /// Removes a draft.
    fn remove_draft(&mut self, erp_id: &str) -> Outcome<()>;
    /// The posted invoices of a batch with their numbers, in order of our number.
    fn posted_of_batch(&self, batch: &BatchId) -> Outcome<Vec<(String, Invoice)>>;
}

/// Columns of an import file.
pub const COLUMNS: &[&str] = &[
    "record",
    "invoice",
    "erp_number",
    "customer",
    "invoice_date",
    "accounting_date",
    "currency",
    "load",
    "code",
    "x12",
    "item",
    "description",
    "amount",
    "invoice_total",
    "invoice_tax",
    "payment_terms",
];

/// The file ERP.
pub struct FileErp<L> {
    batches: PathBuf,
    ledger: L,
}

impl<L: LedgerFile> FileErp<L> {
    /// Writes import files into a folder, over a ledger.
    pub fn new(batches: PathBuf, ledger: L) -> FileErp<L> {
        FileErp { batches, ledger }
    }

    fn refusal(invoice: &Invoice) -> Option<Refusal> {
        let no = |message: String| Some(Refusal { code: "LH-640", message });
        let sum: Decimal = invoice.lines.iter().map(|l| l.amount).sum();
        if invoice.lines.is_empty() {
            return no("an invoice without lines is not taken".to_owned());
        }
        if sum != invoice.total {
            return no(format!("the lines sum to {sum}, the total says {}", invoice.total));
        }
        if invoice.erp_party.trim().is_empty() {
            return no("the invoice names no party".to_owned());
        }
        let places = invoice.currency.places();
        let fine = |a: Decimal| a.normalize().scale() > places;
        if invoice.lines.iter().any(|l| fine(l.amount)) {
            return no(format!("an amount has more than {places} decimals"));
        }
        None
    }
}

impl<L: LedgerFile> Erp for FileErp<L> {
    fn name(&self) -> &str {
        "file"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            max_batch: 50,
            atomicity: Atomicity::PerItem,
            unique_numbers: false,
            money_decimals: 2,
            settle_seconds: 0,
        }
    }

    fn find(&mut self, numbers: &[InvoiceNumber]) -> Result<Vec<ErpRecord>, ErpError> {
        of_store(self.ledger.find(numbers))
    }

    fn create_drafts(&mut self, invoices: &[Invoice]) -> Result<ByItem<InvoiceNumber, String>, ErpError> {
        let mut results = Vec::new();
        for invoice in invoices {
            let number = invoice.number.clone();
            if let Some(refusal) = Self::refusal(invoice) {
                results.push((number, Err(refusal)));
                continue;
            }
            // Like a real ERP it makes a second record when asked twice: ids are not made from our number alone.
            let known = of_store(self.ledger.find(std::slice::from_ref(&number)))?.len();
            let erp_id = format!("R-{number}-{}", known + 1);
            of_store(self.ledger.insert_draft(&erp_id, invoice))?;
            results.push((number, Ok(erp_id)));
        }
        Ok(results)
    }

    fn read_back(&mut self, erp_ids: &[String]) -> Result<Vec<ErpRecord>, ErpError> {
        of_store(self.ledger.get(erp_ids))
    }

    fn post(&mut self, erp_ids: &[String]) -> Result<ByItem<String, String>, ErpError> {
        let mut results = Vec::new();
        for id in erp_ids {
            results.push((id.clone(), Ok(of_store(self.ledger.post(id))?)));
        }
        Ok(results)
    }

    fn remove_draft(&mut self, erp_id: &str) -> Result<(), ErpError> {
        of_store(self.ledger.remove_draft(erp_id))
    }

    fn parties(&mut self) -> Result<Option<Vec<ErpParty>>, ErpError> {
        Ok(None)
    }

    fn finish_batch(&mut self, batch: &BatchId, totals: &[ControlTotal], book_head: &str) -> Result<(), ErpError> {
        let posted = of_store(self.ledger.posted_of_batch(batch))?;
        let bytes = import_file(batch, &posted, totals, book_head)?;
        write_atomically(&self.batches.join(format!("{batch}.csv")), &bytes)
            .map_err(|e| ErpError::Broken { message: format!("the import file of {batch} cannot be written: {e}") })
    }

    fn check(&mut self) -> Vec<(String, bool, String)> {
        let folder = self.batches.is_dir();
        let words = if folder { "is there" } else { "is missing" };
        let ledger = self.ledger.find(&[]);
        let ledger_words = ledger.as_ref().map_or_else(|f| f.to_string(), |_| "can be read".to_owned());
        vec![
            ("import folder".to_owned(), folder, format!("{} {words}", self.batches.display())),
            ("ledger".to_owned(), ledger.is_ok(), format!("the ledger {ledger_words}")),
        ]
    }
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe before it.
fn neutral(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && canonical::exact(text).is_none();
    if formula { format!("'{text}") } else { text.to_owned() }
}

fn import_file(
    batch: &BatchId,
    posted: &[(String, Invoice)],
    totals: &[ControlTotal],
    book_head: &str,
) -> Result<Vec<u8>, ErpError> {
    let failed = |e: csv::Error| ErpError::Broken { message: e.to_string() };
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(failed)?;
    for (erp_number, invoice) in posted {
        for line in &invoice.lines {
            let amount = |a| fixed(a, invoice.currency);
            let row = [
                "line".to_owned(),
                invoice.number.to_string(),
                erp_number.clone(),
                invoice.erp_party.clone(),
                invoice.invoice_date.to_string(),
                invoice.accounting_date.to_string(),
                invoice.currency.to_string(),
                line.load.to_string(),
                line.code.to_string(),
                line.x12.clone(),
                line.erp_item.clone(),
                line.description.clone(),
                amount(line.amount),
                amount(invoice.total),
                amount(invoice.tax),
                invoice.payment_terms.clone().unwrap_or_default(),
            ];
            writer.write_record(row.map(|c| neutral(&c))).map_err(failed)?;
        }
    }
    for total in totals {
        let words = format!("{} invoices", total.invoices);
        let row = ["control", batch.as_str(), "", "", "", "", total.currency.code(), "", "", "", "", &words];
        let row = row.into_iter().map(str::to_owned).chain([fixed(total.total, total.currency)]);
        writer.write_record(row.chain(std::iter::repeat_n(String::new(), 3))).map_err(failed)?;
    }
    let head = ["book", batch.as_str(), "", "", "", "", "", "", "", "", "", book_head, "", "", "", ""];
    writer.write_record(head).map_err(failed)?;
    writer.into_inner().map_err(|e| ErpError::Broken { message: e.to_string() })
}

/// All or nothing: a file of its own, flushed to the disk, then renamed; the folder is flushed too.
fn write_atomically(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if std::fs::read(path).is_ok_and(|known| known == bytes) {
        return Ok(());
    }
    let partial = path.with_extension("csv.part");
    let mut file = std::fs::File::create(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&partial, path)?;
    match path.parent() {
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

//! The embedded ERP's ledger, kept by the store, as the connector asks for it.

use linehaul_connectors::erp::{ErpRecord, LedgerFile, RecordState};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::Invoice;
use linehaul_store::{Ledger, LedgerRow, LedgerState};

/// Lends the store's ledger to the connector.
pub struct StoreLedger {
    ledger: Ledger,
}

impl StoreLedger {
    /// Over an open ledger.
    pub fn new(ledger: Ledger) -> StoreLedger {
        StoreLedger { ledger }
    }
}

fn record(row: LedgerRow) -> ErpRecord {
    // Where a column and the body differ somebody edited the file: the column is what a reader of it sees.
    ErpRecord {
        number: row.number,
        erp_number: row.erp_number,
        state: match row.state {
            LedgerState::Draft => RecordState::Draft,
            LedgerState::Posted => RecordState::Posted,
        },
        mark: row.mark,
        total: row.total,
        tax: row.tax,
        currency: row.currency,
        invoice_date: Some(row.invoice_date),
        lines: row.lines,
        altered: row.altered,
        ..ErpRecord::draft_of(&row.body, row.erp_id)
    }
}

impl LedgerFile for StoreLedger {
    fn identity(&self) -> &str {
        self.ledger.identity()
    }

    fn insert_draft(&mut self, erp_id: &str, invoice: &Invoice) -> Outcome<()> {
        self.ledger.insert_draft(erp_id, invoice)
    }

    fn find(&self, numbers: &[InvoiceNumber]) -> Outcome<Vec<ErpRecord>> {
        Ok(self.ledger.find(numbers)?.into_iter().map(record).collect())
    }

    fn under(&self, prefix: &str, since: Option<&str>, after: &str, most: usize) -> Outcome<Vec<ErpRecord>> {
        Ok(self.ledger.under(prefix, since, after, most)?.into_iter().map(record).collect())
    }

    fn get(&self, erp_ids: &[String]) -> Outcome<Vec<ErpRecord>> {
        Ok(self.ledger.get(erp_ids)?.into_iter().map(record).collect())
    }

    fn whole(&self, erp_id: &str) -> Outcome<Option<Invoice>> {
        let row = self.ledger.get(&[erp_id.to_owned()])?.pop();
        Ok(row.filter(|row| row.altered.is_none()).map(|row| row.body))
    }

    fn post(&mut self, erp_id: &str) -> Outcome<String> {
        self.ledger.post(erp_id)
    }

    fn remove_draft(&mut self, erp_id: &str) -> Outcome<()> {
        self.ledger.remove_draft(erp_id)
    }
}

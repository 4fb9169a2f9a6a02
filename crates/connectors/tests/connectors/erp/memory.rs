//! A ledger in memory. Like a real one it does not make our numbers unique.

use linehaul_connectors::erp::{ErpRecord, LedgerFile, RecordState};
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::Invoice;

/// Rows in the order in which they came.
#[derive(Default)]
pub struct Memory {
    pub rows: Vec<(String, Option<String>, Invoice)>,
    pub posted: u32,
    /// The next call fails, as a full disk would make it.
    pub broken: bool,
}

fn no(what: &str) -> Fault {
    Fault::new(linehaul_domain::fault::Code::DiskFailed, what, "The ledger is as it was.", "Look at the ledger.")
}

impl Memory {
    fn works(&self) -> Outcome<()> {
        if self.broken { Err(no("the disk is full")) } else { Ok(()) }
    }

    fn records(&self, wanted: impl Fn(&str, &Invoice) -> bool) -> Vec<ErpRecord> {
        let rows = self.rows.iter().filter(|(id, _, invoice)| wanted(id, invoice));
        rows.map(|(id, number, invoice)| ErpRecord {
            erp_number: number.clone(),
            state: if number.is_some() { RecordState::Posted } else { RecordState::Draft },
            ..ErpRecord::draft_of(invoice, id.as_str())
        })
        .collect()
    }
}

impl LedgerFile for Memory {
    fn identity(&self) -> &str {
        "in memory"
    }

    fn insert_draft(&mut self, erp_id: &str, invoice: &Invoice) -> Outcome<()> {
        self.works()?;
        if self.rows.iter().any(|(id, ..)| id == erp_id) {
            return Err(no("the record is used already"));
        }
        self.rows.push((erp_id.to_owned(), None, invoice.clone()));
        Ok(())
    }

    fn find(&self, numbers: &[InvoiceNumber]) -> Outcome<Vec<ErpRecord>> {
        self.works()?;
        Ok(self.records(|_, invoice| numbers.contains(&invoice.number)))
    }

    fn under(&self, prefix: &str, since: Option<&str>, after: &str, most: usize) -> Outcome<Vec<ErpRecord>> {
        self.works()?;
        let place = |id: &str| self.rows.iter().position(|(known, ..)| known == id);
        let since = since.and_then(place);
        let mut found = self.records(|id, i| {
            i.number.as_str().starts_with(prefix) && i.number.as_str() > after && (since.is_none() || place(id) > since)
        });
        found.sort_by(|a, b| (&a.number, &a.erp_id).cmp(&(&b.number, &b.erp_id)));
        found.truncate(most);
        Ok(found)
    }

    fn get(&self, erp_ids: &[String]) -> Outcome<Vec<ErpRecord>> {
        self.works()?;
        Ok(self.records(|id, _| erp_ids.iter().any(|wanted| wanted == id)))
    }

    fn whole(&self, erp_id: &str) -> Outcome<Option<Invoice>> {
        self.works()?;
        Ok(self.rows.iter().find(|(id, ..)| id == erp_id).map(|(_, _, invoice)| invoice.clone()))
    }

    fn post(&mut self, erp_id: &str) -> Outcome<String> {
        self.works()?;
        let row = self.rows.iter_mut().find(|(id, ..)| id == erp_id).ok_or_else(|| no("there is no such record"))?;
        if row.1.is_none() {
            self.posted += 1;
        }
        Ok(row.1.get_or_insert(format!("F-{:06}", self.posted)).clone())
    }

    fn remove_draft(&mut self, erp_id: &str) -> Outcome<()> {
        self.works()?;
        if self.rows.iter().any(|(id, number, _)| id == erp_id && number.is_some()) {
            return Err(no("a posted invoice stays"));
        }
        self.rows.retain(|(id, ..)| id != erp_id);
        Ok(())
    }
}

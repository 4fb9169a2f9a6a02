//! The suite passes the file ERP, and catches ERPs that break a promise.

use linehaul_connectors::conformance::check;
use linehaul_connectors::erp::{
    ByItem, Capabilities, Catalogue, Erp, ErpError, ErpRecord, Expected, FileErp, Finding, FinishedBatch, ImportFile,
    Refusal,
};
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::Invoice;

use crate::erp::memory::Memory;
use crate::erp::three;

#[test]
fn the_file_erp_conforms() {
    let mut erp = FileErp::new(Memory::default());
    assert_eq!(check(&mut erp, &three()), []);
}

#[test]
fn the_suite_asks_for_what_it_needs() {
    let mut erp = FileErp::new(Memory::default());
    assert_eq!(check(&mut erp, &three()[..2]).len(), 1);
    assert!(erp.ledger().rows.is_empty());
}

/// What a bad connector does.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    ForgetsPosted,
    RoundsTotals,
    PostsWhenCreating,
    TakesAnything,
    HidesStrays,
    RemovesPosted,
    RefusesAll,
    MarksNothing,
    MarksOtherwise,
    ListsNothing,
    ListsFromTheBeginning,
    ShowsOneThatIsGone,
    NeverTheSameFile,
}

const FAULTS: &[Fault] = &[
    Fault::ForgetsPosted,
    Fault::RoundsTotals,
    Fault::PostsWhenCreating,
    Fault::TakesAnything,
    Fault::HidesStrays,
    Fault::RemovesPosted,
    Fault::RefusesAll,
    Fault::MarksNothing,
    Fault::MarksOtherwise,
    Fault::ListsNothing,
    Fault::ListsFromTheBeginning,
    Fault::ShowsOneThatIsGone,
    Fault::NeverTheSameFile,
];

struct Bad {
    erp: FileErp<Memory>,
    fault: Fault,
    files: u32,
}

impl Bad {
    fn spoilt(&self, mut records: Vec<ErpRecord>) -> Vec<ErpRecord> {
        match self.fault {
            Fault::ForgetsPosted => records.retain(|r| r.erp_number.is_none()),
            Fault::RoundsTotals => records.iter_mut().for_each(|r| r.total = r.total.round()),
            Fault::MarksNothing => records.iter_mut().for_each(|r| r.mark = None),
            Fault::MarksOtherwise => records.iter_mut().for_each(|r| r.mark = Some(three()[0].mark())),
            Fault::HidesStrays => records.dedup_by(|a, b| a.number == b.number),
            _ => {}
        }
        records
    }
}

impl Erp for Bad {
    fn name(&self) -> &str {
        "bad"
    }
    fn capabilities(&self) -> Capabilities {
        self.erp.capabilities()
    }
    fn find(&mut self, numbers: &[InvoiceNumber]) -> Result<Vec<ErpRecord>, ErpError> {
        let found = self.erp.find(numbers)?;
        Ok(self.spoilt(found))
    }
    fn under(&mut self, prefix: &str, after: Option<&str>) -> Result<Vec<ErpRecord>, ErpError> {
        let found = match self.fault {
            Fault::ListsNothing => Vec::new(),
            Fault::ListsFromTheBeginning => self.erp.under(prefix, None)?,
            _ => self.erp.under(prefix, after)?,
        };
        Ok(self.spoilt(found))
    }
    fn create_drafts(&mut self, invoices: &[Invoice]) -> Result<ByItem<InvoiceNumber, String>, ErpError> {
        if self.fault == Fault::RefusesAll {
            let no = || Refusal { code: linehaul_domain::fault::Code::InvoiceUnsound, message: "no".to_owned() };
            return Ok(invoices.iter().map(|i| (i.number.clone(), Err(no()))).collect());
        }
        let mut results = self.erp.create_drafts(invoices)?;
        if self.fault == Fault::PostsWhenCreating {
            let ids: Vec<String> = results.iter().filter_map(|(_, r)| r.clone().ok()).collect();
            self.erp.post(&ids)?;
        }
        if self.fault == Fault::TakesAnything {
            results.iter_mut().for_each(|(number, r)| *r = Ok(r.clone().unwrap_or_else(|_| format!("R-{number}"))));
        }
        Ok(results)
    }
    fn read_back(&mut self, erp_ids: &[String]) -> Result<Vec<ErpRecord>, ErpError> {
        let mut read = self.erp.read_back(erp_ids)?;
        if self.fault == Fault::ShowsOneThatIsGone && read.len() < erp_ids.len() {
            read.extend(read.first().cloned());
        }
        Ok(self.spoilt(read))
    }
    fn post(&mut self, erp_ids: &[String]) -> Result<ByItem<String, String>, ErpError> {
        self.erp.post(erp_ids)
    }
    fn remove_draft(&mut self, erp_id: &str) -> Result<(), ErpError> {
        match self.fault {
            Fault::RemovesPosted => self.erp.remove_draft(erp_id).or(Ok(())),
            _ => self.erp.remove_draft(erp_id),
        }
    }
    fn lacking(&mut self, invoices: &[Invoice]) -> Result<Vec<(InvoiceNumber, Refusal)>, ErpError> {
        self.erp.lacking(invoices)
    }
    fn expected(&self, invoice: &Invoice) -> Expected {
        self.erp.expected(invoice)
    }
    fn catalogue(&mut self) -> Result<Option<Catalogue>, ErpError> {
        self.erp.catalogue()
    }
    fn import_file(&mut self, file: &ImportFile<'_>) -> Result<Option<Vec<u8>>, ErpError> {
        self.files += 1;
        let name = format!("{}-{}", file.name, self.files);
        match self.fault {
            Fault::NeverTheSameFile => self.erp.import_file(&ImportFile { name: &name, ..*file }),
            _ => self.erp.import_file(file),
        }
    }
    fn finish_batch(&mut self, finished: &FinishedBatch<'_>) -> Result<(), ErpError> {
        self.erp.finish_batch(finished)
    }
    fn check(&mut self) -> Vec<Finding> {
        self.erp.check()
    }
}

#[test]
fn every_bad_connector_is_caught() {
    for fault in FAULTS {
        let erp = FileErp::new(Memory::default());
        let breaches = check(&mut Bad { erp, fault: *fault, files: 0 }, &three());
        let told = match fault {
            Fault::MarksNothing | Fault::MarksOtherwise => "reads back as ours",
            Fault::ListsNothing | Fault::ListsFromTheBeginning => "prefix",
            Fault::ShowsOneThatIsGone => "gone is left out",
            Fault::NeverTheSameFile => "import file",
            _ => "",
        };
        assert!(breaches.iter().any(|b| b.promise.contains(told)), "{fault:?} passed: {breaches:?}");
    }
}

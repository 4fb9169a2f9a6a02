//! The suite passes the file ERP, and catches ERPs that break a promise.

use linehaul_connectors::conformance::check;
use linehaul_connectors::erp::*;
use linehaul_domain::ids::{ErpPlace, InvoiceNumber};
use linehaul_domain::invoice::Invoice;
use serde_json::Value;

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
    ListsOnePageAgain,
    ShowsOneThatIsGone,
    ForgetsHandles,
    LinksNothing,
    AnswersTheDraft,
    MovesAmounts,
    LosesDimensions,
    PostsToAnother,
    PrintsAnother,
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
    Fault::ListsOnePageAgain,
    Fault::ShowsOneThatIsGone,
    Fault::ForgetsHandles,
    Fault::LinksNothing,
    Fault::AnswersTheDraft,
    Fault::MovesAmounts,
    Fault::LosesDimensions,
    Fault::PostsToAnother,
    Fault::PrintsAnother,
    Fault::NeverTheSameFile,
];

struct Bad {
    erp: FileErp<Memory>,
    fault: Fault,
    files: u32,
}

impl Bad {
    fn spoilt(&self, mut found: Found) -> Found {
        let records = &mut found.records;
        match self.fault {
            Fault::ForgetsPosted => records.retain(|r| r.erp_number.is_none()),
            Fault::RoundsTotals => records.iter_mut().for_each(|r| r.total = r.total.round()),
            Fault::MarksNothing => records.iter_mut().for_each(|r| r.mark = None),
            Fault::MarksOtherwise => records.iter_mut().for_each(|r| r.mark = Some(three()[0].mark())),
            Fault::MovesAmounts => {
                let items = records.iter_mut().filter_map(|r| r.items.as_mut());
                items.flatten().for_each(|line| line.item = "4999".to_owned());
            }
            Fault::LosesDimensions => {
                let items = records.iter_mut().filter_map(|r| r.items.as_mut());
                items.flatten().for_each(|line| line.dimensions.clear());
            }
            Fault::PostsToAnother => {
                let items = records.iter_mut().filter_map(|r| r.items.as_mut());
                items.flatten().for_each(|line| line.account = Some("4999".to_owned()));
            }
            Fault::PrintsAnother => records.iter_mut().for_each(|r| r.printed = Some("7".to_owned())),
            Fault::HidesStrays => records.dedup_by(|a, b| a.number == b.number),
            _ => {}
        }
        found
    }
}

impl Erp for Bad {
    fn place(&self) -> ErpPlace {
        self.erp.place()
    }
    fn puts_off(&mut self) -> Option<u32> {
        self.erp.puts_off()
    }

    fn name(&self) -> &str {
        "bad"
    }
    fn traits(&self) -> Traits {
        self.erp.traits()
    }
    fn find(&mut self, keys: &[Key]) -> Result<Found, ErpError> {
        let mut found = self.erp.find(keys)?;
        let records = &mut found.records;
        if self.fault == Fault::ShowsOneThatIsGone && records.len() < keys.len() {
            records.extend(records.first().cloned());
        }
        if self.fault == Fault::ForgetsHandles {
            records.retain(|record| keys.iter().any(|key| key.number == record.number));
        }
        Ok(self.spoilt(found))
    }
    fn under(&mut self, asked: &Under<'_>) -> Result<Page, ErpError> {
        let page = match self.fault {
            Fault::ListsNothing => Page::default(),
            Fault::ListsFromTheBeginning => self.erp.under(&Under { since: None, ..*asked })?,
            Fault::ListsOnePageAgain => Page { next: Some("again".to_owned()), ..self.erp.under(asked)? },
            _ => self.erp.under(asked)?,
        };
        Ok(Page { found: self.spoilt(page.found), next: page.next })
    }
    fn make(&mut self, orders: &[Order]) -> Result<Vec<(InvoiceNumber, Fate)>, ErpError> {
        if self.fault == Fault::RefusesAll {
            let no = || Refusal { code: linehaul_domain::fault::Code::InvoiceUnsound, message: "no".to_owned() };
            return Ok(orders.iter().map(|order| (order.invoice.number.clone(), Fate::No(no()))).collect());
        }
        let unlinked = |order: &Order| {
            let invoice = Invoice { original: None, ..order.invoice.clone() };
            Order { invoice, original: None, ..order.clone() }
        };
        let unlinked: Vec<Order> = orders.iter().map(unlinked).collect();
        let mut fates = match self.fault {
            Fault::LinksNothing => self.erp.make(&unlinked)?,
            _ => self.erp.make(orders)?,
        };
        if self.fault == Fault::PostsWhenCreating {
            let handles: Vec<Handle> = fates.iter().filter_map(|(_, fate)| fate.handle().cloned()).collect();
            self.erp.post(&handles)?;
        }
        if self.fault == Fault::TakesAnything {
            let taken = |number: &InvoiceNumber, fate: &Fate| match fate {
                Fate::No(_) => Fate::done(format!("R-{number}")),
                other => other.clone(),
            };
            fates.iter_mut().for_each(|(number, fate)| *fate = taken(number, fate));
        }
        Ok(fates)
    }
    fn post(&mut self, handles: &[Handle]) -> Result<Vec<(String, Fate)>, ErpError> {
        let mut fates = self.erp.post(handles)?;
        for (_, fate) in &mut fates {
            if let (Fault::AnswersTheDraft, Fate::Done { record: Some(record), .. }) = (self.fault, fate) {
                record.state = RecordState::Draft;
            }
        }
        Ok(fates)
    }
    fn remove_draft(&mut self, handle: &Handle) -> Result<(), ErpError> {
        match self.fault {
            Fault::RemovesPosted => self.erp.remove_draft(handle).or(Ok(())),
            _ => self.erp.remove_draft(handle),
        }
    }
    fn changes(&mut self, since: Option<&str>) -> Result<Option<Changes>, ErpError> {
        self.erp.changes(since)
    }
    fn lacking(&mut self, invoices: &[Invoice]) -> Result<Vec<(InvoiceNumber, Refusal)>, ErpError> {
        self.erp.lacking(invoices)
    }
    fn expected(&self, invoice: &Invoice) -> Expected {
        self.erp.expected(invoice)
    }
    fn items(&mut self) -> Result<Option<Vec<ErpItem>>, ErpError> {
        self.erp.items()
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
            Fault::ListsNothing | Fault::ListsFromTheBeginning | Fault::ListsOnePageAgain => "prefix",
            Fault::MovesAmounts | Fault::PrintsAnother => "reads back as ours",
            Fault::LosesDimensions | Fault::PostsToAnother => "keeps its account",
            Fault::ShowsOneThatIsGone | Fault::ForgetsHandles => "gone is left out",
            Fault::LinksNothing => "names what it credits",
            Fault::AnswersTheDraft => "a number of its own",
            Fault::NeverTheSameFile => "import file",
            _ => "",
        };
        assert!(breaches.iter().any(|b| b.promise.contains(told)), "{fault:?} passed: {breaches:?}");
    }
}

/// What the settings are judged by, before there is an ERP, is what it says of itself once there is one.
#[test]
fn an_erp_is_as_its_kind_says_within_what_its_settings_say() {
    for kind in KINDS {
        let said = serde_json::json!({
            "url": "http://127.0.0.1:1", "user": "u", "database": "d",
            "batch_size": 7, "settle_seconds": 8, "answer_within_seconds": 9,
        });
        let Value::Object(mut settings) = said else { panic!("no object") };
        settings.retain(|word, _| kind.knows(word));
        let posting = PostedAs::default();
        assert_eq!(wrong(kind.name, &settings, &posting), None);
        let ledger = &|| Ok(Box::new(Memory::default()) as Box<dyn LedgerFile>);
        let opening = Opening { settings: &settings, posting: &posting, secret: None, ledger };
        let erp = (kind.open)(opening).expect("opens").expect("an ERP");
        let mut expected = kind.traits.clone();
        if kind.at_a_server {
            (expected.max_batch, expected.settle_seconds, expected.answer_within_seconds) = (7, 8, 9);
        }
        assert_eq!((erp.name(), erp.traits()), (kind.name, expected));
    }
}

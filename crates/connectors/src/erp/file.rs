//! The embedded ERP (`file`): import files, and a ledger of its own in which numbers can be found. It touches no disk but
//! through the ledger that it is lent.

use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::{ErpPlace, InvoiceNumber};
use linehaul_domain::invoice::Invoice;

use crate::erp::contract::of_store;
use crate::erp::import;
use crate::erp::kind::read;
use crate::erp::record::whole_numbers;
use crate::erp::sound::unsound;
use crate::erp::*;

/// The kind. Its ledger and its folder are those of the workspace: it has no words of its own.
pub const KIND: ErpKind = ErpKind {
    name: "file",
    own: &[],
    at_a_server: false,
    traits: Traits {
        drafts: Drafts::First,
        twice: Twice::MakesTwo,
        tax: TaxBy::Us,
        pace: Pace::ANY,
        lengths: Lengths::USUAL,
        accounts: true,
        dimensions: true,
        credits: true,
        import_files: true,
        notes: false,
        tells_open_amount: false,
        feed: Feed::No,
        customers: &[],
        receivables: false,
        max_batch: 50,
        // Nothing is gained by several at once, and a stop falls between two invoices.
        max_post: 1,
        money_decimals: 3,
        price_decimals: 3,
        settle_seconds: 0,
        answer_within_seconds: 0,
    },
    wrong: |settings, _| read::<Table>(settings).err(),
    address: |_| None,
    place: |_| None,
    account: |_| None,
    mapped: |_| Mapped::default(),
    open: |opening| (opening.ledger)().map(|ledger| Ok(Box::new(FileErp::new(ledger)) as Box<dyn Erp>)),
};

/// Its settings.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {}

/// Which file ERP it is, by the identity of its ledger.
pub fn place(ledger: &str) -> ErpPlace {
    ErpPlace(format!("file, ledger {ledger}"))
}

/// The ledger that stands behind the file ERP.
pub trait LedgerFile {
    /// Which ledger it is, wherever its file goes; one that is made anew is another.
    fn identity(&self) -> &str;
    /// Keeps a draft under a record id.
    fn insert_draft(&mut self, erp_id: &str, invoice: &Invoice) -> Outcome<()>;
    /// Everything under these numbers.
    fn find(&self, numbers: &[InvoiceNumber]) -> Outcome<Vec<ErpRecord>>;
    /// At most `most` records whose number begins with `prefix` and comes after `after`, in order of their text; only those
    /// that were made after the record `since`, where that is said and there.
    fn under(&self, prefix: &str, since: Option<&str>, after: &str, most: usize) -> Outcome<Vec<ErpRecord>>;
    /// Records by id.
    fn get(&self, erp_ids: &[String]) -> Outcome<Vec<ErpRecord>>;
    /// The invoice that a record was made of; `None` where there is none, or somebody edited it.
    fn whole(&self, erp_id: &str) -> Outcome<Option<Invoice>>;
    /// Posts; answers the ledger's number.
    fn post(&mut self, erp_id: &str) -> Outcome<String>;
    /// Removes a draft.
    fn remove_draft(&mut self, erp_id: &str) -> Outcome<()>;
}

impl<L: LedgerFile + ?Sized> LedgerFile for Box<L> {
    fn identity(&self) -> &str {
        (**self).identity()
    }
    fn insert_draft(&mut self, erp_id: &str, invoice: &Invoice) -> Outcome<()> {
        (**self).insert_draft(erp_id, invoice)
    }
    fn find(&self, numbers: &[InvoiceNumber]) -> Outcome<Vec<ErpRecord>> {
        (**self).find(numbers)
    }
    fn under(&self, prefix: &str, since: Option<&str>, after: &str, most: usize) -> Outcome<Vec<ErpRecord>> {
        (**self).under(prefix, since, after, most)
    }
    fn get(&self, erp_ids: &[String]) -> Outcome<Vec<ErpRecord>> {
        (**self).get(erp_ids)
    }
    fn whole(&self, erp_id: &str) -> Outcome<Option<Invoice>> {
        (**self).whole(erp_id)
    }
    fn post(&mut self, erp_id: &str) -> Outcome<String> {
        (**self).post(erp_id)
    }
    fn remove_draft(&mut self, erp_id: &str) -> Outcome<()> {
        (**self).remove_draft(erp_id)
    }
}

/// The file ERP.
pub struct FileErp<L> {
    ledger: L,
    parties: Option<Vec<ErpParty>>,
}

impl<L: LedgerFile> FileErp<L> {
    /// Over a ledger. It takes every party.
    pub fn new(ledger: L) -> FileErp<L> {
        FileErp { ledger, parties: None }
    }

    /// The same with its own list of parties: it refuses others, those on credit hold, and other currencies than theirs.
    pub fn with_parties(self, parties: Vec<ErpParty>) -> FileErp<L> {
        FileErp { parties: Some(parties), ..self }
    }

    /// The ledger behind it.
    pub fn ledger(&self) -> &L {
        &self.ledger
    }

    fn refusal(&self, invoice: &Invoice) -> Option<Refusal> {
        let party = || self.wrong_party(invoice).map(|message| Refusal { code: Code::PartyRefused, message });
        unsound(invoice).or_else(party)
    }

    fn wrong_party(&self, invoice: &Invoice) -> Option<String> {
        let code = &invoice.erp_party;
        let Some(party) = self.parties.as_ref()?.iter().find(|p| p.code == *code) else {
            return Some(format!("there is no party {code}"));
        };
        if party.credit_hold {
            return Some(format!("credit of {code} {} is stopped", party.name));
        }
        let other = party.currency.filter(|currency| *currency != invoice.currency)?;
        Some(format!("{code} is billed in {other}, the invoice is in {}", invoice.currency))
    }
}

/// The number that a new record of ours gets: above all that are there, so that a removed stray frees no id in use.
fn next_record(number: &InvoiceNumber, known: &[ErpRecord]) -> u32 {
    let prefix = format!("R-{number}-");
    let used = known.iter().filter_map(|r| r.erp_id.strip_prefix(&prefix)?.parse::<u32>().ok());
    used.max().unwrap_or(0) + 1
}

impl<L: LedgerFile> Erp for FileErp<L> {
    fn place(&self) -> ErpPlace {
        place(self.ledger.identity())
    }

    fn puts_off(&mut self) -> Option<u32> {
        None
    }

    fn name(&self) -> &str {
        KIND.name
    }

    fn traits(&self) -> Traits {
        KIND.traits
    }

    fn find(&mut self, keys: &[Key]) -> Result<Found, ErpError> {
        let numbers: Vec<InvoiceNumber> = keys.iter().map(|key| key.number.clone()).collect();
        let mut found = of_store(self.ledger.find(&numbers))?;
        let hidden = |id: &&String| !found.iter().any(|record| record.erp_id == **id);
        let hidden: Vec<String> = keys.iter().filter_map(|key| key.handle.as_ref()).filter(hidden).cloned().collect();
        if !hidden.is_empty() {
            found.extend(of_store(self.ledger.get(&hidden))?);
        }
        Ok(found.into())
    }

    fn under(&mut self, asked: &Under<'_>) -> Result<Page, ErpError> {
        let after = asked.from.unwrap_or_default();
        let records = of_store(self.ledger.under(asked.prefix, asked.since, after, UNDER_AT_ONCE + 1))?;
        let (records, next) = whole_numbers(records);
        Ok(Page { found: records.into(), next })
    }

    /// Nothing changes here but by us.
    fn changes(&mut self, _: Option<&str>) -> Result<Option<Changes>, ErpError> {
        Ok(None)
    }

    /// It refuses in [`Erp::make`], item by item, and nothing is lost by sending.
    fn lacking(&mut self, _: &[Invoice]) -> Result<Vec<(InvoiceNumber, Refusal)>, ErpError> {
        Ok(Vec::new())
    }

    fn make(&mut self, orders: &[Order]) -> Result<Vec<(InvoiceNumber, Fate)>, ErpError> {
        let mut fates = Vec::new();
        for Order { invoice, .. } in orders {
            let number = invoice.number.clone();
            if let Some(refusal) = self.refusal(invoice) {
                fates.push((number, Fate::No(refusal)));
                continue;
            }
            // Like a real ERP it makes a second record when asked twice: ids are not made from our number alone.
            let known = of_store(self.ledger.find(std::slice::from_ref(&number)))?;
            let erp_id = format!("R-{number}-{}", next_record(&number, &known));
            of_store(self.ledger.insert_draft(&erp_id, invoice))?;
            fates.push((number, Fate::done(erp_id)));
        }
        Ok(fates)
    }

    fn post(&mut self, handles: &[Handle]) -> Result<Vec<(String, Fate)>, ErpError> {
        let mut fates = Vec::new();
        for Handle { id, .. } in handles {
            let ids = std::slice::from_ref(id);
            if of_store(self.ledger.get(ids))?.is_empty() {
                let message = format!("there is no record {id}");
                fates.push((id.clone(), Fate::No(Refusal { code: Code::ErpRecordUnknown, message })));
                continue;
            }
            of_store(self.ledger.post(id))?;
            let after = of_store(self.ledger.get(ids))?.pop();
            fates.push((id.clone(), after.map_or_else(|| Fate::done(id.clone()), Fate::stands)));
        }
        Ok(fates)
    }

    fn remove_draft(&mut self, handle: &Handle) -> Result<(), ErpError> {
        of_store(self.ledger.remove_draft(&handle.id))
    }

    fn catalogue(&mut self) -> Result<Option<Catalogue>, ErpError> {
        Ok(self.parties.clone().map(|parties| Catalogue { parties, ..Catalogue::default() }))
    }

    fn import_file(&mut self, file: &ImportFile<'_>) -> Result<Option<Vec<u8>>, ErpError> {
        import::content(file).map(Some)
    }

    fn whole(&mut self, handle: &Handle) -> Result<Option<Invoice>, ErpError> {
        of_store(self.ledger.whole(&handle.id))
    }

    fn check(&mut self) -> Vec<Finding> {
        let ledger = self.ledger.find(&[]);
        let words = ledger.as_ref().map_or_else(|f| f.to_string(), |_| "can be read".to_owned());
        vec![Finding::new("ledger", ledger.is_ok(), format!("the ledger {words}"))]
    }
}

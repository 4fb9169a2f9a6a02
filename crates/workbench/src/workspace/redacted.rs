//! An ERP, and a source, whose words never hold its password. A server that repeats what it was sent would otherwise have it
//! printed, and kept in the book with a refusal's message.

use std::fmt::Debug;

use linehaul_connectors::drop::by_name::ByName;
use linehaul_connectors::erp::*;
use linehaul_connectors::source::{Documents, Fetched, Item, Listed, Listing, Source};
use linehaul_connectors::{ExposeSecret, SecretString, in_addresses};
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::{ErpPlace, InvoiceNumber};
use linehaul_domain::invoice::Invoice;
use linehaul_domain::time::Instant;

/// What stands where the password stood.
const REDACTED: &str = "(password)";
/// A password as short as this stands in ordinary words too, and hiding it there would tell it.
const TOO_SHORT: usize = 4;

/// An ERP with the password that was given to it.
pub struct RedactedErp {
    erp: Box<dyn Erp>,
    secret: SecretString,
}

impl RedactedErp {
    /// Takes the ERP, and the password to keep out of its words.
    pub fn new(erp: Box<dyn Erp>, secret: SecretString) -> RedactedErp {
        RedactedErp { erp, secret }
    }

    fn redact(&self, words: &mut String) {
        redact(&self.secret, words);
    }

    fn error(&self, mut why: ErpError) -> ErpError {
        let (ErpError::Unknown { message }
        | ErpError::Unavailable { message, .. }
        | ErpError::NotAllowed { message }
        | ErpError::NotAsked { message, .. }
        | ErpError::Broken { message }) = &mut why;
        self.redact(message);
        why
    }

    fn refusal(&self, mut no: Refusal) -> Refusal {
        self.redact(&mut no.message);
        no
    }

    fn found(&self, mut found: Found) -> Found {
        found.unreadable.iter_mut().for_each(|one| self.redact(&mut one.why));
        found
    }

    /// Lists go into the archive and the book, which are never edited: one that repeats the password is not taken.
    fn kept_for_ever<T: Debug>(&self, told: Result<T, ErpError>) -> Result<T, ErpError> {
        let told = told.map_err(|why| self.error(why))?;
        let text = format!("{told:?}");
        let mut redacted = text.clone();
        self.redact(&mut redacted);
        match text == redacted {
            true => Ok(told),
            false => Err(ErpError::Broken { message: "its list repeats the password, and is not kept".to_owned() }),
        }
    }

    fn fates<K>(&self, fates: Vec<(K, Fate)>) -> Vec<(K, Fate)> {
        let redacted = |fate| match fate {
            Fate::No(no) => Fate::No(self.refusal(no)),
            Fate::Unknown(mut why) => {
                self.redact(&mut why);
                Fate::Unknown(why)
            }
            Fate::NotTried(mut why) => {
                self.redact(&mut why);
                Fate::NotTried(why)
            }
            told @ (Fate::Done { .. } | Fate::There(_) | Fate::Pending(_)) => told,
        };
        fates.into_iter().map(|(key, fate)| (key, redacted(fate))).collect()
    }
}

fn redact(secret: &SecretString, words: &mut String) {
    let secret = secret.expose_secret();
    if secret.len() < TOO_SHORT {
        return;
    }
    // As it is, and as a JSON text and an address have it.
    let quoted: String = secret.chars().flat_map(char::escape_default).collect();
    let json = secret.replace('\\', "\\\\").replace('"', "\\\"");
    let mut forms = in_addresses(secret);
    forms.extend([secret.to_owned(), json, quoted]);
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    for form in &forms {
        if words.contains(form.as_str()) {
            *words = words.replace(form.as_str(), REDACTED);
        }
    }
}

fn redact_fault(secret: &SecretString, fault: &mut Fault) {
    for words in [&mut fault.what, &mut fault.means, &mut fault.next] {
        redact(secret, words);
    }
}

// A method with a body of its own that stood not here would do nothing, and say so to nobody, for each ERP with a password.
#[deny(clippy::missing_trait_methods)]
impl Erp for RedactedErp {
    fn place(&self) -> ErpPlace {
        self.erp.place()
    }

    fn puts_off(&mut self) -> Option<u32> {
        self.erp.puts_off()
    }

    fn name(&self) -> &str {
        self.erp.name()
    }

    fn traits(&self) -> Traits {
        self.erp.traits()
    }

    fn find(&mut self, keys: &[Key]) -> Result<Found, ErpError> {
        self.erp.find(keys).map(|found| self.found(found)).map_err(|why| self.error(why))
    }

    fn lacking(&mut self, invoices: &[Invoice]) -> Result<Vec<(InvoiceNumber, Refusal)>, ErpError> {
        let lacking = self.erp.lacking(invoices).map_err(|why| self.error(why))?;
        Ok(lacking.into_iter().map(|(number, no)| (number, self.refusal(no))).collect())
    }

    fn make(&mut self, orders: &[Order]) -> Result<Vec<(InvoiceNumber, Fate)>, ErpError> {
        self.erp.make(orders).map(|fates| self.fates(fates)).map_err(|why| self.error(why))
    }

    fn post(&mut self, handles: &[Handle]) -> Result<Vec<(String, Fate)>, ErpError> {
        self.erp.post(handles).map(|fates| self.fates(fates)).map_err(|why| self.error(why))
    }

    fn remove_draft(&mut self, handle: &Handle) -> Result<(), ErpError> {
        self.erp.remove_draft(handle).map_err(|why| self.error(why))
    }

    fn under(&mut self, asked: &Under<'_>) -> Result<Page, ErpError> {
        let page = self.erp.under(asked).map_err(|why| self.error(why))?;
        Ok(Page { found: self.found(page.found), next: page.next })
    }

    fn changes(&mut self, since: Option<&str>) -> Result<Option<Changes>, ErpError> {
        self.erp.changes(since).map_err(|why| self.error(why))
    }

    fn expected(&self, invoice: &Invoice) -> Expected {
        self.erp.expected(invoice)
    }

    fn whole(&mut self, handle: &Handle) -> Result<Option<Invoice>, ErpError> {
        self.erp.whole(handle).map_err(|why| self.error(why))
    }

    fn import_file(&mut self, file: &ImportFile<'_>) -> Result<Option<Vec<u8>>, ErpError> {
        self.erp.import_file(file).map_err(|why| self.error(why))
    }

    fn customers(&mut self, since: Option<&str>) -> Result<Option<MasterPage>, ErpError> {
        let told = self.erp.customers(since);
        self.kept_for_ever(told)
    }

    fn receivables(&mut self, from: Option<&str>) -> Result<Option<Receivables>, ErpError> {
        let told = self.erp.receivables(from);
        self.kept_for_ever(told)
    }

    fn items(&mut self) -> Result<Option<Vec<ErpItem>>, ErpError> {
        let told = self.erp.items();
        self.kept_for_ever(told)
    }

    fn catalogue(&mut self) -> Result<Option<Catalogue>, ErpError> {
        self.erp.catalogue().map_err(|why| self.error(why))
    }

    fn finish_batch(&mut self, finished: &FinishedBatch<'_>) -> Result<(), ErpError> {
        self.erp.finish_batch(finished).map_err(|why| self.error(why))
    }

    fn leave(&mut self) {
        self.erp.leave();
    }

    fn check(&mut self) -> Vec<Finding> {
        let mut findings = self.erp.check();
        for finding in &mut findings {
            self.redact(&mut finding.message);
        }
        findings
    }
}

/// A source with the secret that was given to it.
pub struct RedactedSource {
    source: Box<dyn Source + Send>,
    secret: SecretString,
}

impl RedactedSource {
    /// Takes the source, and the secret to keep out of its words.
    pub fn new(source: Box<dyn Source + Send>, secret: SecretString) -> RedactedSource {
        RedactedSource { source, secret }
    }

    /// The same of one that was to be opened with it: why that failed is hushed too.
    pub fn hushing(opened: Outcome<Box<dyn Source + Send>>, secret: SecretString) -> Outcome<RedactedSource> {
        let hushed = |mut fault: Fault| {
            redact_fault(&secret, &mut fault);
            fault
        };
        match opened {
            Ok(source) => Ok(RedactedSource::new(source, secret)),
            Err(fault) => Err(hushed(fault)),
        }
    }

    fn words(&self, mut words: String) -> String {
        redact(&self.secret, &mut words);
        words
    }

    fn fault(&self, mut fault: Fault) -> Fault {
        redact_fault(&self.secret, &mut fault);
        fault
    }

    fn fetched<'a>(&self, fetched: Outcome<Fetched<'a>>) -> Outcome<Fetched<'a>> {
        Ok(match fetched.map_err(|fault| self.fault(fault))? {
            Fetched::Refused(why) => Fetched::Refused(self.words(why)),
            Fetched::Unavailable(why) => Fetched::Unavailable(self.words(why)),
            other => other,
        })
    }
}

#[deny(clippy::missing_trait_methods)]
impl Source for RedactedSource {
    fn traits(&self) -> linehaul_connectors::source::Traits {
        self.source.traits()
    }

    fn scope(&self) -> String {
        self.source.scope()
    }

    fn puts_off(&self) -> Option<u32> {
        self.source.puts_off()
    }

    fn health(&self) -> Outcome<String> {
        self.source.health().map(|words| self.words(words)).map_err(|fault| self.fault(fault))
    }

    fn list(&self, cursor: Option<&str>, now: Instant) -> Outcome<Listed> {
        Ok(match self.source.list(cursor, now).map_err(|fault| self.fault(fault))? {
            Listed::Items(listing) => {
                let hushed = |notes: Vec<String>| notes.into_iter().map(|note| self.words(note)).collect();
                let (notes, unfit) = (hushed(listing.notes), hushed(listing.unfit));
                Listed::Items(Listing { notes, unfit, ..listing })
            }
            Listed::Expired => Listed::Expired,
            Listed::NotNow { fault, after_seconds } => Listed::NotNow { fault: self.fault(fault), after_seconds },
        })
    }

    fn fetch(&self, item: &Item) -> Outcome<Fetched<'_>> {
        self.fetched(self.source.fetch(item))
    }

    fn documents(&self, known: Option<&str>, now: Instant) -> Outcome<Documents> {
        self.source.documents(known, now).map_err(|fault| self.fault(fault))
    }

    fn document(&self, name: &str) -> Outcome<Fetched<'_>> {
        self.fetched(self.source.document(name))
    }

    fn by_name(&self) -> Option<&ByName> {
        self.source.by_name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(secret: &str, words: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let ledger = linehaul_store::Ledger::open(&folder.path().join("l.sqlite")).unwrap();
        let erp = FileErp::new(crate::workspace::ledger::StoreLedger::new(ledger));
        let erp = RedactedErp::new(Box::new(erp), SecretString::from(secret));
        match erp.error(ErpError::NotAllowed { message: words.to_owned() }) {
            ErpError::NotAllowed { message } => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_source_does_not_tell_its_secret_either() {
        use linehaul_connectors::source::memory::{Call, PagedSource};
        let paged = PagedSource::new(1);
        paged.page(linehaul_connectors::mapping::Kind::Loads, "a page");
        paged.say("no access with the token Sword-fish");
        let calls = [Call::List, Call::List, Call::Fetch, Call::Documents, Call::Document];
        calls.into_iter().for_each(|call| paged.fail(call));
        let source = RedactedSource::new(Box::new(paged), SecretString::from("Sword-fish"));
        let item = Item {
            name: "page-0".to_owned(),
            kind: linehaul_connectors::mapping::Kind::Loads,
            stamp: None,
            cursor: None,
        };
        let why = |fetched: Outcome<Fetched<'_>>| match fetched {
            Ok(Fetched::Unavailable(why)) => why,
            _ => panic!("it is to be had"),
        };
        let said = [
            source.health().unwrap_err().what,
            source.list(None, Instant::UNIX_EPOCH).unwrap_err().what,
            why(source.fetch(&item)),
            source.documents(None, Instant::UNIX_EPOCH).unwrap_err().what,
            why(source.document("pod.pdf")),
        ];
        for words in said {
            assert_eq!(words, "no access with the token (password)");
        }
        let refused =
            Fault::new(linehaul_domain::fault::Code::SettingRefused, "Sword-fish", "Sword-fish", "Sword-fish");
        let fault = RedactedSource::hushing(Err(refused), SecretString::from("Sword-fish")).err().unwrap();
        assert_eq!((fault.what.as_str(), fault.means.as_str(), fault.next.as_str()), (REDACTED, REDACTED, REDACTED));
    }

    #[test]
    fn a_list_that_repeats_the_password_is_not_kept() {
        use linehaul_connectors::erp::memory::{Clock, MemoryErp, World, able};
        let world = World::new(Clock::new());
        world.enter(MasterCustomer {
            code: "A".to_owned(),
            name: "Sword-fish\" Inc.".to_owned(),
            ..Default::default()
        });
        let told = |secret: &str| {
            let erp = Box::new(MemoryErp::new(world.clone(), able()));
            RedactedErp::new(erp, SecretString::from(secret)).customers(None).map(|page| page.is_some())
        };
        assert_eq!(told("another"), Ok(true));
        for secret in ["Sword-fish", "fish\" I"] {
            assert!(matches!(told(secret), Err(ErpError::Broken { .. })), "{secret}");
        }
    }

    #[test]
    fn a_password_that_comes_back_is_not_told() {
        assert_eq!(
            redacted("Sword-fish", "no login with Sword-fish, Sword-fish"),
            "no login with (password), (password)"
        );
        assert_eq!(redacted("a\"b\\c", r#"{"password":"a\"b\\c"}"#), r#"{"password":"(password)"}"#);
        assert_eq!(redacted("p@ss wörd", "GET /?p=p%40ss%20w%C3%B6rd"), "GET /?p=(password)");
        assert_eq!(redacted("no", "no login"), "no login", "too short to be hidden without telling it");
    }
}

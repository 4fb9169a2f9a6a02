//! An ERP, and a source, whose words never hold its password. A server that repeats what it was sent would otherwise have it
//! printed, and kept in the book with a refusal's message.

use linehaul_connectors::erp::{
    ByItem, Capabilities, Catalogue, Erp, ErpError, ErpRecord, Expected, Finding, FinishedBatch, ImportFile, Refusal,
};
use linehaul_connectors::source::{Documents, Fetched, Item, Listed, Listing, Source, Traits};
use linehaul_connectors::{ExposeSecret, SecretString};
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::Invoice;
use linehaul_domain::time::Instant;

/// What stands where the password stood.
const HUSHED: &str = "(password)";
/// A password as short as this stands in ordinary words too, and hiding it there would tell it.
const TOO_SHORT: usize = 4;

/// An ERP with the password that was given to it.
pub struct Hushed<E> {
    erp: E,
    secret: SecretString,
}

impl<E: Erp> Hushed<E> {
    /// Takes the ERP, and the password to keep out of its words.
    pub fn new(erp: E, secret: SecretString) -> Hushed<E> {
        Hushed { erp, secret }
    }

    fn hush(&self, words: &mut String) {
        hush(&self.secret, words);
    }

    fn error(&self, mut why: ErpError) -> ErpError {
        let (ErpError::Unknown { message }
        | ErpError::Unavailable { message, .. }
        | ErpError::NotAllowed { message }
        | ErpError::Broken { message }) = &mut why;
        self.hush(message);
        why
    }

    fn refusal(&self, mut no: Refusal) -> Refusal {
        self.hush(&mut no.message);
        no
    }

    fn items<K, T>(&self, items: ByItem<K, T>) -> ByItem<K, T> {
        items.into_iter().map(|(key, result)| (key, result.map_err(|no| self.refusal(no)))).collect()
    }
}

fn hush(secret: &SecretString, words: &mut String) {
    let secret = secret.expose_secret();
    if secret.len() < TOO_SHORT {
        return;
    }
    // As it is, and as a JSON text and an address have it.
    let quoted: String = secret.chars().flat_map(char::escape_default).collect();
    let json = secret.replace('\\', "\\\\").replace('"', "\\\"");
    let mut forms = [secret.to_owned(), json, quoted, percent(secret)];
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    for form in &forms {
        if words.contains(form.as_str()) {
            *words = words.replace(form.as_str(), HUSHED);
        }
    }
}

fn hush_fault(secret: &SecretString, fault: &mut Fault) {
    for words in [&mut fault.what, &mut fault.means, &mut fault.next] {
        hush(secret, words);
    }
}

fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

impl<E: Erp> Erp for Hushed<E> {
    fn name(&self) -> &str {
        self.erp.name()
    }

    fn capabilities(&self) -> Capabilities {
        self.erp.capabilities()
    }

    fn find(&mut self, numbers: &[InvoiceNumber]) -> Result<Vec<ErpRecord>, ErpError> {
        self.erp.find(numbers).map_err(|why| self.error(why))
    }

    fn lacking(&mut self, invoices: &[Invoice]) -> Result<Vec<(InvoiceNumber, Refusal)>, ErpError> {
        let lacking = self.erp.lacking(invoices).map_err(|why| self.error(why))?;
        Ok(lacking.into_iter().map(|(number, no)| (number, self.refusal(no))).collect())
    }

    fn create_drafts(&mut self, invoices: &[Invoice]) -> Result<ByItem<InvoiceNumber, String>, ErpError> {
        self.erp.create_drafts(invoices).map(|items| self.items(items)).map_err(|why| self.error(why))
    }

    fn read_back(&mut self, erp_ids: &[String]) -> Result<Vec<ErpRecord>, ErpError> {
        self.erp.read_back(erp_ids).map_err(|why| self.error(why))
    }

    fn post(&mut self, erp_ids: &[String]) -> Result<ByItem<String, String>, ErpError> {
        self.erp.post(erp_ids).map(|items| self.items(items)).map_err(|why| self.error(why))
    }

    fn remove_draft(&mut self, erp_id: &str) -> Result<(), ErpError> {
        self.erp.remove_draft(erp_id).map_err(|why| self.error(why))
    }

    fn under(&mut self, prefix: &str, after: Option<&str>) -> Result<Vec<ErpRecord>, ErpError> {
        self.erp.under(prefix, after).map_err(|why| self.error(why))
    }

    fn expected(&self, invoice: &Invoice) -> Expected {
        self.erp.expected(invoice)
    }

    fn import_file(&mut self, file: &ImportFile<'_>) -> Result<Option<Vec<u8>>, ErpError> {
        self.erp.import_file(file).map_err(|why| self.error(why))
    }

    fn catalogue(&mut self) -> Result<Option<Catalogue>, ErpError> {
        self.erp.catalogue().map_err(|why| self.error(why))
    }

    fn finish_batch(&mut self, finished: &FinishedBatch<'_>) -> Result<(), ErpError> {
        self.erp.finish_batch(finished).map_err(|why| self.error(why))
    }

    fn check(&mut self) -> Vec<Finding> {
        let mut findings = self.erp.check();
        for finding in &mut findings {
            self.hush(&mut finding.message);
        }
        findings
    }
}

/// A source with the secret that was given to it.
pub struct HushedSource {
    source: Box<dyn Source>,
    secret: SecretString,
}

impl HushedSource {
    /// Takes the source, and the secret to keep out of its words.
    pub fn new(source: Box<dyn Source>, secret: SecretString) -> HushedSource {
        HushedSource { source, secret }
    }

    /// The same of one that was to be opened with it: why that failed is hushed too.
    pub fn hushing(opened: Outcome<Box<dyn Source>>, secret: SecretString) -> Outcome<HushedSource> {
        let hushed = |mut fault: Fault| {
            hush_fault(&secret, &mut fault);
            fault
        };
        match opened {
            Ok(source) => Ok(HushedSource::new(source, secret)),
            Err(fault) => Err(hushed(fault)),
        }
    }

    fn words(&self, mut words: String) -> String {
        hush(&self.secret, &mut words);
        words
    }

    fn fault(&self, mut fault: Fault) -> Fault {
        hush_fault(&self.secret, &mut fault);
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

impl Source for HushedSource {
    fn traits(&self) -> Traits {
        self.source.traits()
    }

    fn scope(&self) -> String {
        self.source.scope()
    }

    fn health(&self) -> Outcome<String> {
        self.source.health().map(|words| self.words(words)).map_err(|fault| self.fault(fault))
    }

    fn list(&self, cursor: Option<&str>, now: Instant) -> Outcome<Listed> {
        Ok(match self.source.list(cursor, now).map_err(|fault| self.fault(fault))? {
            Listed::Items(listing) => {
                let notes = listing.notes.into_iter().map(|note| self.words(note)).collect();
                Listed::Items(Listing { notes, ..listing })
            }
            Listed::Expired => Listed::Expired,
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hushed(secret: &str, words: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let ledger = linehaul_store::Ledger::open(&folder.path().join("l.sqlite")).unwrap();
        let erp = linehaul_connectors::erp::FileErp::new(crate::workspace::ledger::StoreLedger::new(ledger));
        let erp = Hushed::new(erp, SecretString::from(secret));
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
        let source = HushedSource::new(Box::new(paged), SecretString::from("Sword-fish"));
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
        let fault = HushedSource::hushing(Err(refused), SecretString::from("Sword-fish")).err().unwrap();
        assert_eq!((fault.what.as_str(), fault.means.as_str(), fault.next.as_str()), (HUSHED, HUSHED, HUSHED));
    }

    #[test]
    fn a_password_that_comes_back_is_not_told() {
        assert_eq!(
            hushed("Sword-fish", "no login with Sword-fish, Sword-fish"),
            "no login with (password), (password)"
        );
        assert_eq!(hushed("a\"b\\c", r#"{"password":"a\"b\\c"}"#), r#"{"password":"(password)"}"#);
        assert_eq!(hushed("p@ss wörd", "GET /?p=p%40ss%20w%C3%B6rd"), "GET /?p=(password)");
        assert_eq!(hushed("no", "no login"), "no login", "too short to be hidden without telling it");
    }
}

//! An ERP whose words never hold its password. A server that repeats what it was sent would otherwise have it printed, and kept
//! in the book with a refusal's message.

use linehaul_connectors::erp::*;
use linehaul_connectors::{ExposeSecret, SecretString};
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::Invoice;

/// What stands where the password stood.
const REDACTED: &str = "(password)";
/// A password as short as this stands in ordinary words too, and hiding it there would tell it.
const TOO_SHORT: usize = 4;

/// An ERP with the password that was given to it.
pub struct RedactedErp<E> {
    erp: E,
    secret: SecretString,
}

impl<E: Erp> RedactedErp<E> {
    /// Takes the ERP, and the password to keep out of its words.
    pub fn new(erp: E, secret: SecretString) -> RedactedErp<E> {
        RedactedErp { erp, secret }
    }

    fn redact(&self, words: &mut String) {
        let secret = self.secret.expose_secret();
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
                *words = words.replace(form.as_str(), REDACTED);
            }
        }
    }

    fn error(&self, mut why: ErpError) -> ErpError {
        let (ErpError::Unknown { message }
        | ErpError::Unavailable { message, .. }
        | ErpError::NotAllowed { message }
        | ErpError::Broken { message }) = &mut why;
        self.redact(message);
        why
    }

    fn refusal(&self, mut no: Refusal) -> Refusal {
        self.redact(&mut no.message);
        no
    }

    fn fates<K>(&self, fates: Vec<(K, Fate)>) -> Vec<(K, Fate)> {
        let hush = |fate| match fate {
            Fate::No(no) => Fate::No(self.refusal(no)),
            Fate::Unknown(mut why) => {
                self.hush(&mut why);
                Fate::Unknown(why)
            }
            Fate::NotTried(mut why) => {
                self.hush(&mut why);
                Fate::NotTried(why)
            }
            told @ (Fate::Done { .. } | Fate::There(_) | Fate::Pending(_)) => told,
        };
        fates.into_iter().map(|(key, fate)| (key, hush(fate))).collect()
    }
}

fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

impl<E: Erp> Erp for RedactedErp<E> {
    fn name(&self) -> &str {
        self.erp.name()
    }

    fn traits(&self) -> Traits {
        self.erp.traits()
    }

    fn find(&mut self, keys: &[Key]) -> Result<Vec<ErpRecord>, ErpError> {
        self.erp.find(keys).map_err(|why| self.error(why))
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
            self.redact(&mut finding.message);
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(secret: &str, words: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let ledger = linehaul_store::Ledger::open(&folder.path().join("l.sqlite")).unwrap();
        let erp = linehaul_connectors::erp::FileErp::new(crate::workspace::ledger::StoreLedger::new(ledger));
        let erp = RedactedErp::new(erp, SecretString::from(secret));
        match erp.error(ErpError::NotAllowed { message: words.to_owned() }) {
            ErpError::NotAllowed { message } => message,
            other => panic!("{other:?}"),
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

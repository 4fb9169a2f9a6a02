//! Tryton's warnings: which are agreed to, and the keys under which Tryton looks whether somebody agreed.
//!
//! Tryton stops at the first invoice of a call that it warns of, and undoes the call. Agreed to one after the other, ten
//! invoices with a due date in the past cost ten calls that are undone. Its keys are made of the records and of the
//! warning's name alone, so the first warning is enough to agree for the records behind it.

use std::collections::BTreeSet;

use md5::{Digest as _, Md5};

use crate::erp::tryton::INVOICE;

/// What is agreed to in one call.
pub(super) struct Consent<'a> {
    names: &'a [String],
    ids: &'a [i64],
    given: BTreeSet<String>,
}

impl<'a> Consent<'a> {
    /// Nothing yet, of a call on these invoices; `names` are those that the settings agree to.
    pub(super) fn new(names: &'a [String], ids: &'a [i64]) -> Consent<'a> {
        Consent { names, ids, given: BTreeSet::new() }
    }

    /// The keys to agree to, now that this one was warned of. None: it is of a name that nobody agreed to, or agreeing did
    /// not help.
    pub(super) fn to(&mut self, warned: &str) -> Vec<String> {
        let named = |name: &&String| warned.strip_suffix(name.as_str()).is_some_and(|records| records.ends_with('.'));
        let Some(name) = self.names.iter().find(named) else { return Vec::new() };
        // Of each name there is one warning an invoice, and perhaps one of all of them.
        let most = self.names.len() * (self.ids.len() + 1);
        if self.given.contains(warned) || self.given.len() >= most {
            return Vec::new();
        }
        let each: Vec<String> = self.ids.iter().map(|id| key(*id, name)).collect();
        let mut keys = match each.iter().position(|key| key == warned) {
            // Those before it passed without a warning.
            Some(at) => each[at..].to_vec(),
            None => vec![warned.to_owned()],
        };
        keys.retain(|key| self.given.insert(key.clone()));
        keys
    }
}

/// The key of a warning of one invoice, as `res.user.warning` makes it.
fn key(id: i64, name: &str) -> String {
    let digest = Md5::digest(format!("{INVOICE},{id}").as_bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}.{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERM: &str = "invoice_payment_term";

    #[test]
    fn the_first_warning_agrees_for_those_behind_it_and_for_none_before() {
        let (names, ids) = ([TERM.to_owned()], [11, 12, 13]);
        let mut consent = Consent::new(&names, &ids);
        assert_eq!(key(12, TERM), format!("38ea6cfdfd1c6a6d17de65220cd6ee93.{TERM}"));
        assert_eq!(consent.to(&key(12, TERM)), [key(12, TERM), key(13, TERM)]);
        assert_eq!(consent.to(&key(11, TERM)), [key(11, TERM)]);
        assert_eq!(consent.to(&key(11, TERM)), [""; 0], "agreeing did not help");
    }

    #[test]
    fn no_other_name_is_agreed_to() {
        let (names, ids) = ([TERM.to_owned()], [11, 12]);
        for other in ["invoice_taxes", "invoice_payment_term_of_somebody", "x_invoice_payment_term", "", "payment_term"]
        {
            assert_eq!(Consent::new(&names, &ids).to(&key(11, other)), [""; 0], "{other}");
        }
        assert_eq!(Consent::new(&names, &ids).to(TERM), [""; 0]);
        assert_eq!(Consent::new(&[], &ids).to(&key(11, TERM)), [""; 0]);
    }

    #[test]
    fn a_warning_of_all_together_is_agreed_to_as_it_came_and_there_is_an_end() {
        let (names, ids) = (["invoice_date_future".to_owned()], [11, 12]);
        let mut consent = Consent::new(&names, &ids);
        assert_eq!(consent.to("of-both.invoice_date_future"), ["of-both.invoice_date_future"]);
        let mut rounds = 0;
        while !consent.to(&format!("{rounds}.invoice_date_future")).is_empty() {
            rounds += 1;
        }
        assert_eq!(rounds, 2);
    }
}

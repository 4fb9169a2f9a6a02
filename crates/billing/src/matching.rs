//! Matching: what the ERP has against what we drafted, before posting and after.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::invoice::Invoice;
use linehaul_domain::money::{Currency, fixed};
use linehaul_domain::time::NaiveDate;

/// A tax that is the ERP's own and no line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxRead {
    /// The tax's name there; of what is expected several, where any of them will do.
    pub names: Vec<String>,
    /// On how much.
    pub base: Decimal,
    /// How much.
    pub amount: Decimal,
}

/// A line as it is posted there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRead {
    /// Code of its item.
    pub item: String,
    /// Amount.
    pub amount: Decimal,
    /// Code of its account; of what is expected nothing where the ERP takes the item's own.
    pub account: Option<String>,
    /// Its dimensions by name.
    pub dimensions: BTreeMap<String, String>,
}

impl LineRead {
    fn is_as(&self, ours: &LineRead) -> bool {
        let account = ours.account.is_none() || ours.account == self.account;
        account && (&self.item, self.amount, &self.dimensions) == (&ours.item, ours.amount, &ours.dimensions)
    }

    fn words(&self, currency: Currency) -> String {
        let account = self.account.iter().map(|account| format!("account {account}"));
        let all: Vec<String> =
            account.chain(self.dimensions.iter().map(|(name, value)| format!("{name} {value}"))).collect();
        let more = if all.is_empty() { String::new() } else { format!(" ({})", all.join(", ")) };
        format!("{} {}{more}", named(&self.item), fixed(self.amount, currency))
    }
}

/// An invoice as the ERP has it. Where a field is `None` the ERP does not tell, and nothing is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadBack {
    /// The ERP's party code.
    pub party: String,
    /// Total with tax.
    pub total: Decimal,
    /// Tax in it.
    pub tax: Decimal,
    /// Currency.
    pub currency: Currency,
    /// Invoice date, local date of the business; a record there may have none.
    pub invoice_date: Option<NaiveDate>,
    /// Number of lines.
    pub lines: u32,
    /// Number of lines that this ERP keeps of the invoice: what goes as the ERP's own tax is no line there.
    pub lines_expected: u32,
    /// The lines with item and amount, in any order.
    pub items: Option<Vec<LineRead>>,
    /// The same as they should be.
    pub items_expected: Option<Vec<LineRead>>,
    /// The number that customers see.
    pub printed: Option<String>,
    /// The same as it should be.
    pub printed_expected: Option<String>,
    /// How far total and tax may be apart, where the ERP reckons its own tax; otherwise nothing.
    pub tolerance: Decimal,
    /// The mark of the invoice of which the record was made.
    pub mark: Option<String>,
    /// The loads that the record says it bills; empty where it says none.
    pub loads: Vec<LoadNumber>,
    /// The date under which it is in the accounts.
    pub accounting_date: Option<NaiveDate>,
    /// The ERP's name for the payment terms; empty where the record has none.
    pub terms: Option<String>,
    /// The same as it should be.
    pub terms_expected: Option<String>,
    /// The ERP's own taxes on it.
    pub taxes: Option<Vec<TaxRead>>,
    /// The same as they should be.
    pub taxes_expected: Option<Vec<TaxRead>>,
    /// What the record shows by itself to have been changed since it was made.
    pub altered: Option<String>,
}

/// Every difference in words, amounts to the cent in the invoice's currency; none when they agree.
pub fn compare(invoice: &Invoice, theirs: &ReadBack) -> Vec<String> {
    let mut differences = Vec::new();
    differences.extend(another(invoice, theirs));
    let currency = invoice.currency;
    if theirs.party != invoice.erp_party {
        differences.push(format!("party {} here, {} there", invoice.erp_party, theirs.party));
    }
    if theirs.currency != currency {
        differences.push(format!("currency {} here, {} there", currency, theirs.currency));
    }
    for (name, here, there) in [("total", invoice.total, theirs.total), ("tax", invoice.tax, theirs.tax)] {
        if (here - there).abs() > theirs.tolerance {
            let apart = fixed(there - here, currency);
            differences.push(format!(
                "{name} {} here, {} there ({apart} apart)",
                fixed(here, currency),
                fixed(there, currency)
            ));
        }
    }
    if theirs.invoice_date != Some(invoice.invoice_date) {
        let there = theirs.invoice_date.map_or("none".to_owned(), |d| d.to_string());
        differences.push(format!("date {} here, {there} there", invoice.invoice_date));
    }
    if let Some(there) = theirs.accounting_date.filter(|there| *there != invoice.accounting_date) {
        differences.push(format!("accounting date {} here, {there} there", invoice.accounting_date));
    }
    if let (Some(here), Some(there)) = (&theirs.terms_expected, &theirs.terms)
        && here != there
    {
        differences.push(format!("payment terms {} here, {} there", named(here), named(there)));
    }
    if let (Some(here), Some(there)) = (&theirs.printed_expected, &theirs.printed)
        && here != there
    {
        differences.push(format!("printed number {here} here, {there} there"));
    }
    if theirs.lines != theirs.lines_expected {
        differences.push(format!("{} lines here, {} there", theirs.lines_expected, theirs.lines));
    }
    differences.extend(items(theirs, currency));
    differences.extend(taxes(theirs, currency));
    differences.extend(theirs.altered.clone());
    differences
}

fn named(terms: &str) -> String {
    if terms.is_empty() { "none".to_owned() } else { format!("`{terms}`") }
}

/// Is the record of another invoice, though it bears this one's number? Sums alone do not tell: twins are common.
fn another(invoice: &Invoice, theirs: &ReadBack) -> Option<String> {
    theirs.mark.as_ref().filter(|there| **there != invoice.mark())?;
    let loads: Vec<&str> = theirs.loads.iter().map(LoadNumber::as_str).collect();
    let what = match loads.as_slice() {
        [] => "it bills other loads".to_owned(),
        _ if theirs.loads == invoice.loads() => "of the same loads, drafted another time".to_owned(),
        some => format!("it bills other loads: {}", some.join(", ")),
    };
    Some(format!("it bears the mark of another invoice ({what})"))
}

/// Lines that have no counterpart on the other side, where their number is right: an amount that was moved from one line to
/// another keeps the total, and goes to another account.
fn items(theirs: &ReadBack, currency: Currency) -> Option<String> {
    let mut here: Vec<&LineRead> = theirs.items_expected.as_ref()?.iter().collect();
    let mut there: Vec<&LineRead> = theirs.items.as_ref()?.iter().collect();
    there.retain(|line| here.iter().position(|ours| line.is_as(ours)).map(|at| here.remove(at)).is_none());
    if theirs.lines != theirs.lines_expected || (here.is_empty() && there.is_empty()) {
        return None;
    }
    let words = |lines: &[&LineRead]| lines.iter().map(|l| l.words(currency)).collect::<Vec<_>>().join(" and ");
    Some(format!("lines {} here, {} there", words(&here), words(&there)))
}

/// The ERP's own taxes that have no counterpart on the other side, in one sentence.
fn taxes(theirs: &ReadBack, currency: Currency) -> Option<String> {
    let mut here: Vec<&TaxRead> = theirs.taxes_expected.as_ref()?.iter().collect();
    let mut there: Vec<&TaxRead> = theirs.taxes.as_ref()?.iter().collect();
    there.retain(|tax| {
        let same = |ours: &&TaxRead| {
            (ours.base, ours.amount) == (tax.base, tax.amount) && tax.names.iter().all(|n| ours.names.contains(n))
        };
        here.iter().position(same).map(|at| here.remove(at)).is_none()
    });
    if here.is_empty() && there.is_empty() {
        return None;
    }
    let words = |taxes: &[&TaxRead]| {
        let amount = |a| fixed(a, currency);
        let each = |t: &&TaxRead| format!("{} {} on {}", t.names.join(" or "), amount(t.amount), amount(t.base));
        let all: Vec<String> = taxes.iter().map(each).collect();
        if all.is_empty() { "no further tax".to_owned() } else { all.join(" and ") }
    };
    Some(format!("{} here, {} there", words(&here), words(&there)))
}

//! Matching: what the ERP has against what we drafted, before posting and after.

use linehaul_domain::Decimal;
use linehaul_domain::invoice::Invoice;
use linehaul_domain::money::{Currency, fixed};
use linehaul_domain::time::NaiveDate;

/// An invoice as the ERP has it.
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
}

/// Every difference in words, amounts to the cent in the invoice's currency; none when they agree.
pub fn compare(invoice: &Invoice, theirs: &ReadBack) -> Vec<String> {
    let mut differences = Vec::new();
    let currency = invoice.currency;
    if theirs.party != invoice.erp_party {
        differences.push(format!("party {} here, {} there", invoice.erp_party, theirs.party));
    }
    if theirs.currency != currency {
        differences.push(format!("currency {} here, {} there", currency, theirs.currency));
    }
    for (name, here, there) in [("total", invoice.total, theirs.total), ("tax", invoice.tax, theirs.tax)] {
        if here != there {
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
    if theirs.lines != theirs.lines_expected {
        differences.push(format!("{} lines here, {} there", theirs.lines_expected, theirs.lines));
    }
    differences
}

//! Matching: what the ERP has against what we drafted, before posting and after.

use linehaul_domain::Decimal;
use linehaul_domain::invoice::Invoice;
use linehaul_domain::money::{Currency, fixed};
use linehaul_domain::time::NaiveDate;

/// An invoice as the ERP has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadBack {
    /// Total with tax.
    pub total: Decimal,
    /// Tax in it.
    pub tax: Decimal,
    /// Currency.
    pub currency: Currency,
    /// Invoice date.
    pub invoice_date: NaiveDate,
    /// Number of lines.
    pub lines: u32,
}

/// Every difference in words; none when they agree.
pub fn compare(invoice: &Invoice, theirs: &ReadBack) -> Vec<String> {
    let mut differences = Vec::new();
    let currency = invoice.currency;
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
    if theirs.invoice_date != invoice.invoice_date {
        differences.push(format!("date {} here, {} there", invoice.invoice_date, theirs.invoice_date));
    }
    if theirs.lines as usize != invoice.lines.len() {
        differences.push(format!("{} lines here, {} there", invoice.lines.len(), theirs.lines));
    }
    differences
}

//! What an ERP has of an invoice, and what a record of an invoice should look like there.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::{Invoice, InvoiceLine};
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;

/// What an ERP knows a record by. The book keeps its id from the moment it is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Handle {
    /// Its id.
    pub id: String,
    /// The version that was read, where the ERP wants it back with a change (a sync token, an ETag, a time stamp): what
    /// somebody changed in between is then refused.
    pub version: Option<String>,
}

impl Handle {
    /// A handle of which no version is known.
    pub fn of(id: impl Into<String>) -> Handle {
        Handle { id: id.into(), version: None }
    }
}

/// Where a record stands at the ERP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordState {
    /// Made, not in the accounts.
    Draft,
    /// The ERP or somebody there has yet to take it: a job that runs, an approval that is pending. It may still be posted.
    Waiting,
    /// In the accounts.
    Posted,
    /// Cancelled or voided there.
    Cancelled,
    /// In the accounts, and credited there in full.
    Credited,
}

/// A tax of a record that is the ERP's own and no line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErpTaxLine {
    /// The tax's name there: one where it stands; of what is expected several, where any of them will do.
    pub names: Vec<String>,
    /// On how much, invoice currency.
    pub base: Decimal,
    /// How much, invoice currency.
    pub amount: Decimal,
}

impl RecordState {
    /// Does it bill its loads, or will it unless the ERP refuses it? A draft waits for somebody here.
    pub fn bills(self) -> bool {
        match self {
            RecordState::Posted | RecordState::Waiting => true,
            RecordState::Draft | RecordState::Cancelled | RecordState::Credited => false,
        }
    }

    /// Does it bill nothing any more?
    pub fn is_taken_back(self) -> bool {
        matches!(self, RecordState::Cancelled | RecordState::Credited)
    }

    /// As said of a record: it was, or is, …
    pub fn in_words(self) -> &'static str {
        match self {
            RecordState::Draft => "a draft",
            RecordState::Waiting => "not taken yet",
            RecordState::Posted => "posted",
            RecordState::Cancelled => "cancelled",
            RecordState::Credited => "credited in full",
        }
    }
}

/// A line of a record: what it is posted as, and its amount in the invoice's currency.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ErpLine {
    /// Code of its item there.
    pub item: String,
    /// Amount.
    pub amount: Decimal,
    /// Code of its account, where we chose it and the ERP tells it.
    pub account: Option<String>,
    /// Dimensions by name; none where the ERP has no place for them.
    pub dimensions: BTreeMap<String, String>,
}

impl ErpLine {
    /// A line with all that we say of it.
    pub fn of(line: &InvoiceLine) -> ErpLine {
        ErpLine {
            item: line.erp_item.clone(),
            amount: line.amount,
            account: line.erp_account.clone(),
            dimensions: line.dimensions.clone(),
        }
    }

    /// Is it as the line that is expected? An account that we did not choose is the ERP's affair.
    pub fn is_as(&self, expected: &ErpLine) -> bool {
        let account = expected.account.is_none() || expected.account == self.account;
        let (ours, theirs) = ((&expected.item, &expected.dimensions), (&self.item, &self.dimensions));
        account && ours == theirs && expected.amount == self.amount
    }
}

/// What the ERP has under one of our numbers. `None` in a field means that the ERP does not tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErpRecord {
    /// Our number.
    pub number: InvoiceNumber,
    /// Its record.
    pub erp_id: String,
    /// The version of it that was read, where the ERP keeps versions.
    pub version: Option<String>,
    /// Its own number, once posted.
    pub erp_number: Option<String>,
    /// Where it stands.
    pub state: RecordState,
    /// The number that customers see.
    pub printed: Option<String>,
    /// The mark of the invoice that it was made of.
    pub mark: Option<String>,
    /// The loads that it says it bills; empty where it says nothing that can be read.
    pub loads: Vec<LoadNumber>,
    /// Its party.
    pub party: String,
    /// Total with tax, invoice currency.
    pub total: Decimal,
    /// Tax in it, invoice currency.
    pub tax: Decimal,
    /// Still to be paid, invoice currency.
    pub open: Option<Decimal>,
    /// Currency.
    pub currency: Currency,
    /// Invoice date, a local date of the business; a record that somebody edited may have none.
    pub invoice_date: Option<NaiveDate>,
    /// The date under which it is in the accounts, a local date of the business.
    pub accounting_date: Option<NaiveDate>,
    /// Its name for the payment terms; empty where the record has none.
    pub terms: Option<String>,
    /// Number of lines, without the ERP's own tax lines.
    pub lines: u32,
    /// The same with item and amount, in any order.
    pub items: Option<Vec<ErpLine>>,
    /// The ERP's own tax lines.
    pub taxes: Option<Vec<ErpTaxLine>>,
    /// Our number of the invoice that it supplements or credits, as the record says.
    pub original: Option<InvoiceNumber>,
    /// What the record shows by itself to have been changed since it was made, in words; nothing where nothing shows.
    pub altered: Option<String>,
}

impl ErpRecord {
    /// A draft that is just as the invoice says, with each of its lines as a line.
    pub fn draft_of(invoice: &Invoice, erp_id: impl Into<String>) -> ErpRecord {
        ErpRecord {
            number: invoice.number.clone(),
            erp_id: erp_id.into(),
            version: None,
            erp_number: None,
            state: RecordState::Draft,
            printed: Some(invoice.printed_number().to_owned()),
            mark: Some(invoice.mark()),
            loads: invoice.loads(),
            party: invoice.erp_party.clone(),
            total: invoice.total,
            tax: invoice.tax,
            open: None,
            currency: invoice.currency,
            invoice_date: Some(invoice.invoice_date),
            accounting_date: Some(invoice.accounting_date),
            terms: Some(invoice.payment_terms.clone().unwrap_or_default()),
            lines: u32::try_from(invoice.lines.len()).unwrap_or(u32::MAX),
            items: Some(lines_of(invoice)),
            taxes: None,
            original: invoice.original.clone(),
            altered: None,
        }
    }

    /// What it is acted on by.
    pub fn handle(&self) -> Handle {
        Handle { id: self.erp_id.clone(), version: self.version.clone() }
    }
}

/// Every line of an invoice as the ERP keeps it.
fn lines_of(invoice: &Invoice) -> Vec<ErpLine> {
    invoice.lines.iter().map(ErpLine::of).collect()
}

/// Records that one call of [`crate::erp::Erp::under`] answers, at most.
pub const UNDER_AT_ONCE: usize = 500;

/// Of records in order of number, of which one more than fits was asked for: those whose numbers are surely there with all
/// their records, and the number after which the rest goes on, leaving nothing out.
pub(crate) fn whole_numbers(mut records: Vec<ErpRecord>) -> (Vec<ErpRecord>, Option<String>) {
    let Some(cut) = records.get(UNDER_AT_ONCE).map(|r| r.number.clone()) else { return (records, None) };
    records.truncate(UNDER_AT_ONCE);
    let whole = records.iter().position(|r| r.number == cut).unwrap_or(UNDER_AT_ONCE);
    // More records of one number than fit: that many tell enough.
    records.truncate(if whole == 0 { UNDER_AT_ONCE } else { whole });
    let last = records.last().map(|r| r.number.to_string());
    (records, last)
}

/// What a record of an invoice looks like at this ERP. `None` is not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// Number of lines: those that go as the ERP's own taxes are not among them.
    pub lines: u32,
    /// The same with item and amount, in any order.
    pub items: Option<Vec<ErpLine>>,
    /// The ERP's name for the payment terms; empty where there are none.
    pub terms: Option<String>,
    /// What goes as the ERP's own taxes.
    pub taxes: Option<Vec<ErpTaxLine>>,
    /// The number that customers see.
    pub printed: Option<String>,
}

impl Expected {
    /// Of an ERP that keeps each of our lines as a line, and calls terms as we do.
    pub fn of(invoice: &Invoice) -> Expected {
        Expected {
            lines: u32::try_from(invoice.lines.len()).unwrap_or(u32::MAX),
            items: Some(lines_of(invoice)),
            terms: Some(invoice.payment_terms.clone().unwrap_or_default()),
            taxes: None,
            printed: Some(invoice.printed_number().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(numbers: &mut dyn Iterator<Item = usize>) -> Vec<ErpRecord> {
        numbers
            .map(|n| ErpRecord {
                number: InvoiceNumber(format!("{n:04}")),
                erp_id: String::new(),
                version: None,
                erp_number: None,
                state: RecordState::Draft,
                printed: None,
                mark: None,
                loads: Vec::new(),
                party: String::new(),
                total: Decimal::ZERO,
                tax: Decimal::ZERO,
                open: None,
                currency: Currency::USD,
                invoice_date: None,
                accounting_date: None,
                terms: None,
                lines: 0,
                items: None,
                taxes: None,
                original: None,
                altered: None,
            })
            .collect()
    }

    #[test]
    fn a_number_is_never_cut_in_two() {
        let most = UNDER_AT_ONCE;
        let whole = |numbers: &mut dyn Iterator<Item = usize>| {
            let (whole, next) = whole_numbers(records(numbers));
            (whole.len(), next)
        };
        let after = |n: usize| Some(format!("{n:04}"));
        assert_eq!(whole(&mut (0..most)), (most, None), "all of them");
        assert_eq!(whole(&mut (0..most + 1)), (most, after(most - 1)), "the next call has the last");
        let mut twins = (0..most + 1).map(|n| if n == most { most - 1 } else { n });
        assert_eq!(whole(&mut twins), (most - 1, after(most - 2)), "the last two have one number");
        assert_eq!(whole(&mut (0..most + 1).map(|_| 7)), (most, after(7)), "more of one number than fit");
    }
}

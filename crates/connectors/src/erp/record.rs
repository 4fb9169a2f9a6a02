//! What an ERP has of an invoice, and what a record of an invoice should look like there.

use linehaul_domain::Decimal;
use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;

/// Where a record stands at the ERP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordState {
    /// Made, not in the accounts.
    Draft,
    /// In the accounts.
    Posted,
    /// Cancelled there.
    Cancelled,
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

/// What the ERP has under one of our numbers. `None` in a field means that the ERP does not tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErpRecord {
    /// Our number.
    pub number: InvoiceNumber,
    /// Its record.
    pub erp_id: String,
    /// Its own number, once posted.
    pub erp_number: Option<String>,
    /// Where it stands.
    pub state: RecordState,
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
    /// The ERP's own tax lines.
    pub taxes: Option<Vec<ErpTaxLine>>,
    /// What the record shows by itself to have been changed since it was made, in words; nothing where nothing shows.
    pub altered: Option<String>,
}

/// What a record of an invoice looks like at this ERP. `None` is not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// Number of lines: those that go as the ERP's own taxes are not among them.
    pub lines: u32,
    /// The ERP's name for the payment terms; empty where there are none.
    pub terms: Option<String>,
    /// What goes as the ERP's own taxes.
    pub taxes: Option<Vec<ErpTaxLine>>,
}

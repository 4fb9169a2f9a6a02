//! What an ERP tells beside our invoices: its customers, and what they were billed there.

use linehaul_domain::Decimal;
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;

use crate::source::master::MasterCustomer;

/// Customers of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MasterPage {
    /// As they stand there; one that did not change may be among them.
    pub customers: Vec<MasterCustomer>,
    /// From where it goes on.
    pub cursor: String,
    /// Is there more to be told before it is up to date?
    pub more: bool,
}

/// An invoice or a credit note that stands in the accounts of an ERP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receivable {
    /// Its id there.
    pub id: String,
    /// Its number there.
    pub number: String,
    /// The number under which it was made, where the maker chose it: ours where we did.
    pub made_as: String,
    /// What customers see as its number, or what else it refers to.
    pub reference: String,
    /// What it says that it is for.
    pub description: String,
    /// The code of its customer.
    pub party: String,
    /// Its date.
    pub date: Option<NaiveDate>,
    /// When it is due.
    pub due: Option<NaiveDate>,
    /// Its total; of a credit note less than nothing.
    pub amount: Decimal,
    /// In this currency.
    pub currency: Currency,
    /// What of it is open.
    pub open: Decimal,
    /// When the last of it was paid, where nothing is open.
    pub paid_on: Option<NaiveDate>,
}

/// A page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receivables {
    /// In the ERP's own order.
    pub items: Vec<Receivable>,
    /// Where the next page begins; nothing at the end.
    pub next: Option<String>,
}

//! Lists of an ERP in memory: its customers, in the order in which they were written, and what others billed them.

use linehaul_domain::Decimal;

use crate::erp::{ErpItem, ErpRecord, MasterCustomer, MasterPage, Receivable, Receivables};

/// Rows of one answer: few, so that lists of several pages are tried everywhere.
const AT_ONCE: usize = 3;

/// Its lists.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    /// Each with the number of its last change.
    customers: Vec<(u64, MasterCustomer)>,
    written: u64,
    pub billed: Vec<Receivable>,
    /// None where it keeps no items.
    pub items: Option<Vec<ErpItem>>,
}

impl Lists {
    pub fn enter(&mut self, customer: MasterCustomer) {
        self.customers.retain(|(_, known)| known.code != customer.code);
        self.written += 1;
        self.customers.push((self.written, customer));
    }

    /// Those that were written since; nothing where that is no cursor.
    pub fn customers(&self, since: Option<&str>) -> Option<MasterPage> {
        let since: u64 = since.map_or(Some(0), |since| since.parse().ok())?;
        let later: Vec<&(u64, MasterCustomer)> = self.customers.iter().filter(|(at, _)| *at > since).collect();
        let told = &later[..later.len().min(AT_ONCE)];
        Some(MasterPage {
            customers: told.iter().map(|(_, customer)| customer.clone()).collect(),
            cursor: told.last().map_or(since, |(at, _)| *at).to_string(),
            more: told.len() < later.len(),
        })
    }

    pub fn receivables(&self, mut posted: Vec<Receivable>, from: Option<&str>) -> Receivables {
        posted.extend(self.billed.iter().cloned());
        let from = from.and_then(|from| from.parse::<usize>().ok()).unwrap_or_default();
        let items: Vec<Receivable> = posted.iter().skip(from).take(AT_ONCE).cloned().collect();
        let end = from + items.len();
        Receivables { items, next: (end < posted.len()).then(|| end.to_string()) }
    }
}

/// A posted record as what its customer was billed.
pub(super) fn receivable(record: &ErpRecord) -> Receivable {
    let loads: Vec<&str> = record.loads.iter().map(|load| load.as_str()).collect();
    let open = record.open.unwrap_or(record.total);
    Receivable {
        id: record.erp_id.clone(),
        number: record.erp_number.clone().unwrap_or_default(),
        made_as: record.number.to_string(),
        reference: record.number.to_string(),
        description: loads.join(" "),
        party: record.party.clone(),
        date: record.invoice_date,
        due: None,
        amount: record.total,
        currency: record.currency,
        open,
        paid_on: record.invoice_date.filter(|_| open == Decimal::ZERO),
    }
}

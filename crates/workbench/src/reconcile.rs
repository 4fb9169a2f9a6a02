//! Reconcile: read the ERP back. What is in doubt is asked about, what is posted is compared.

use linehaul_billing::matching::compare;
use linehaul_connectors::erp::RecordState;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::InvoiceState;

use crate::home::Workbench;
use crate::push::{Scope, push};
use crate::settle::{Pushed, fault_of, read_back_of};

/// A posted invoice that the ERP has otherwise.
#[derive(Debug, Clone)]
pub struct Mismatch {
    /// The invoice.
    pub invoice: InvoiceNumber,
    /// Its loads.
    pub loads: Vec<LoadNumber>,
    /// What differs.
    pub differences: Vec<String>,
}

/// What reconciling found.
#[derive(Debug, Clone, Default)]
pub struct Reconciled {
    /// Posted invoices that agree.
    pub matched: u64,
    /// Posted invoices that do not.
    pub mismatched: Vec<Mismatch>,
    /// What asking about the doubtful did.
    pub asked: Pushed,
    /// Invoices still in doubt.
    pub in_doubt: Vec<InvoiceNumber>,
}

/// Reads the ERP back.
pub fn reconcile(bench: &mut Workbench, as_user: Option<&str>) -> Outcome<Reconciled> {
    let scope = Scope { batch: None, ask_only: true };
    let mut result = Reconciled { asked: push(bench, &scope, as_user, &mut |_, _| true)?, ..Reconciled::default() };
    let mut erp = bench.erp()?;
    let posted = bench.book.invoices(Some(InvoiceState::Posted), None)?;
    for chunk in posted.chunks(200) {
        let numbers: Vec<InvoiceNumber> = chunk.iter().map(|r| r.number.clone()).collect();
        let found = erp.find(&numbers).map_err(|why| fault_of(&why))?;
        for row in chunk {
            let theirs: Vec<_> = found.iter().filter(|r| r.number == row.number).collect();
            let posted: Vec<_> = theirs.iter().filter(|r| r.state == RecordState::Posted).collect();
            let differences = match posted.as_slice() {
                [] => vec!["the ERP has no posted invoice of this number".to_owned()],
                [one] => compare(&row.body, &read_back_of(one)),
                many => vec![format!("the ERP has {} posted invoices of this number", many.len())],
            };
            if differences.is_empty() && theirs.len() == 1 {
                result.matched += 1;
            } else {
                let differences = if differences.is_empty() {
                    vec!["a stray draft stands beside it".to_owned()]
                } else {
                    differences
                };
                let (invoice, loads) = (row.number.clone(), row.body.loads());
                result.mismatched.push(Mismatch { invoice, loads, differences });
            }
        }
    }
    for state in [InvoiceState::InDoubt, InvoiceState::Sending, InvoiceState::NeedsPerson] {
        result.in_doubt.extend(bench.book.invoices(Some(state), None)?.into_iter().map(|r| r.number));
    }
    Ok(result)
}

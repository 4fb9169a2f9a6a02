//! What stands at the ERP and this book lost, as the book takes it up: each load is billed by it, and what may have gone out of it
//! waits for a person.

use linehaul_connectors::erp::{Erp, ErpRecord};
use linehaul_domain::canonical;
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{CustomerId, Hash, LoadNumber};
use linehaul_domain::money::Money;
use linehaul_domain::reason::Reason;

use crate::effects::registry;
use crate::workspace::home::Workbench;

/// A load of a record is billed by it from now on.
pub(super) fn billed_outside(
    bench: &Workbench,
    record: &ErpRecord,
    load: &LoadNumber,
    reason: &Reason,
) -> Outcome<Decision> {
    let customers = bench.cache.customers()?;
    let payor = customers.into_iter().find(|c| c.erp_code.as_deref() == Some(record.party.as_str())).map(|c| c.id);
    Ok(Decision::BilledOutside {
        load: load.clone(),
        payor: payor.unwrap_or_else(|| CustomerId(record.party.clone())),
        invoice: record.number.clone(),
        erp_id: record.erp_id.clone(),
        erp_number: record.erp_number.clone(),
        total: Money::new(record.total, record.currency),
        reason: reason.clone(),
    })
}

/// What is owed of what was confirmed: it may have gone out in what this book lost, which only a person can see.
pub(super) fn owed_outside(
    bench: &Workbench,
    erp: &mut dyn Erp,
    record: &ErpRecord,
    remarks: &mut Vec<String>,
) -> Outcome<Option<(Decision, (Hash, Vec<u8>))>> {
    let outside = registry::owed_outside(bench, erp, record)?;
    remarks.extend(outside.remarks);
    let Some(whole) = outside.invoice else { return Ok(None) };
    let bytes = canonical::encode(&whole);
    let (body, erp_number) = (canonical::hash_bytes(&bytes), record.erp_number.clone());
    let (invoice, owes) = (record.number.clone(), outside.owes);
    Ok(Some((Decision::OwedOutside { invoice, erp_number, body: body.clone(), owes }, (body, bytes))))
}

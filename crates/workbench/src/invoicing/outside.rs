//! What stands at the ERP and this book lost, as the book takes it up: each load is billed by it, and what may have gone out of it
//! waits for a person.

use linehaul_connectors::erp::{Erp, ErpRecord, RecordState};
use linehaul_domain::canonical;
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{CustomerId, Hash, LoadNumber};
use linehaul_domain::money::Money;
use linehaul_domain::reason::Reason;

use crate::effects::registry::{self, Shown};
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

/// A body of the book with its hash.
type Body = (Hash, Vec<u8>);

/// What is owed of what was confirmed: it may have gone out in what this book lost, which only a person can see.
pub(super) fn owed_outside(
    bench: &Workbench,
    erp: &mut dyn Erp,
    record: &ErpRecord,
    shown: &Shown,
    remarks: &mut Vec<String>,
) -> Outcome<Option<(Decision, Body)>> {
    let outside = registry::owed_outside(bench, erp, record, shown)?;
    remarks.extend(outside.remarks);
    let Some(whole) = outside.invoice else { return Ok(None) };
    let bytes = canonical::encode(&whole);
    let (body, erp_number) = (canonical::hash_bytes(&bytes), record.erp_number.clone());
    let (invoice, owes) = (record.number.clone(), outside.owes);
    Ok(Some((Decision::OwedOutside { invoice, erp_number, body: body.clone(), owes }, (body, bytes))))
}

/// LH-530: of an ERP that came back with the book, as the embedded one does with a disk that died, nobody can be asked which numbers
/// were given out since.
pub(super) fn must_know_last(bench: &Workbench, erp: &dyn Erp, last_number: Option<u64>) -> Outcome<()> {
    if last_number.is_some() || !asks_last_number(bench, erp) {
        return Ok(());
    }
    Err(Fault::new(
        Code::LastNumberUnknown,
        "this book was restored, and its ERP is in the same folder: which invoice numbers were given out since nobody here can tell",
        "Nothing was decided: two invoices would get one number, and loads that were invoiced since would be invoiced again.",
        "Look up the last invoice in accounting, or in the import files: `linehaul recover --confirm --last-number N --reason …`, N \
         being the number in it (12 of PSL-A-000012). Then say of each load that was invoiced since `linehaul cutover elsewhere`.",
    ))
}

/// Has a person to say which number was given out last?
pub(super) fn asks_last_number(bench: &Workbench, erp: &dyn Erp) -> bool {
    bench.behind.as_ref().is_some_and(|behind| behind.may_lack_more) && erp.traits().import_files
}

/// What the ERP has yet to take bills its loads as if it had: posted tomorrow it would bill them a second time.
pub(super) fn is_waiting(record: &ErpRecord) -> Option<String> {
    (record.state == RecordState::Waiting).then(|| {
        format!(
            "{} ({}) is not taken yet at the ERP: it counts as billed; should the ERP refuse it, bill its loads by hand there",
            record.number, record.erp_id
        )
    })
}

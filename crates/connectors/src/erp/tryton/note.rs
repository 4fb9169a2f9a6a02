//! The note on a finished batch: it bears the control totals and the head of our book, out of reach of whoever can rewrite the book
//! here.

use serde_json::json;

use crate::erp::http::Effect;
use crate::erp::tryton::{Tryton, names};
use crate::erp::{ErpError, FinishedBatch};

/// Puts a note on the first invoice of a finished batch, once.
pub(super) fn note(erp: &mut Tryton, finished: &FinishedBatch<'_>) -> Result<(), ErpError> {
    let Some(record) = finished.erp_ids.first() else { return Ok(()) };
    let resource = format!("account.invoice,{record}");
    let message = finished.words();
    let context = erp.names()?.context();
    let domain = json!([["resource", "=", resource], ["message", "=", message]]);
    if !names::rows(&mut erp.rpc, "ir.note", domain, json!(["id"]), &context)?.is_empty() {
        return Ok(());
    }
    let parameters = json!([[{"resource": resource, "message": message}], context]);
    match erp.rpc.call("model.ir.note.create", parameters, Effect::Changes)? {
        Ok(_) => Ok(()),
        Err(no) => Err(ErpError::NotAllowed { message: no.refusal.message }),
    }
}

//! Cancelled: what a person says of an invoice that was cancelled or credited at the ERP. Its loads are held until then, and
//! never ready by themselves.

use linehaul_billing::approval::{Action, roles_for};
use linehaul_domain::decision::{Decision, NewEntry};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::reason::Reason;
use linehaul_store::{BookWrite, StateChange};

use crate::assessment::drain::after_deciding;
use crate::settings::actor;
use crate::workspace::home::Workbench;

/// What becomes of the loads of a cancelled invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// They can be approved and billed again, under the next generation of its number.
    BillAgain,
    /// They are not billed again.
    Closed,
}

/// Says what becomes of a cancelled invoice; answers its loads. LH-415 no reason, LH-434 no such invoice, LH-442 it is not
/// cancelled.
pub fn settle(
    bench: &mut Workbench,
    number: &InvoiceNumber,
    fate: Fate,
    as_user: Option<&str>,
    reason: &str,
) -> Outcome<Vec<LoadNumber>> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Push))?;
    let refuse = |code, what: String, next: &str| Err(Fault::new(code, what, "Nothing was decided.", next));
    let reason = Reason::given(reason)?;
    bench.may_decide()?;
    let Some(row) = bench.book.invoice(number)? else {
        return refuse(Code::InvoiceUnknown, format!("there is no invoice {number}"), "Look it up in its batch.");
    };
    if row.state != InvoiceState::Cancelled {
        let what = format!("{number} is {}, not cancelled at the ERP", row.state.name().replace('_', " "));
        return refuse(Code::NotCancelled, what, "`linehaul reconcile` finds what was cancelled there.");
    }
    let (invoice, words) = (number.clone(), reason.to_string());
    let (decision, to) = match fate {
        Fate::BillAgain => (Decision::BillAgain { invoice, reason }, InvoiceState::Replaced),
        Fate::Closed => (Decision::InvoiceClosed { invoice, reason }, InvoiceState::Closed),
    };
    let entry = NewEntry { at: bench.clock.now(), actor, decision };
    let state = StateChange { reason: Some(words), ..StateChange::of(row.at(), to) };
    bench.append(&BookWrite { entries: vec![entry], states: vec![state], ..BookWrite::default() })?;
    let loads = row.body.loads();
    after_deciding(bench, &loads)?;
    Ok(loads)
}

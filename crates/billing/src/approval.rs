//! Approval limits: who may do what, and that nobody checks themselves.

use linehaul_domain::decision::Role;
use linehaul_domain::fault::{Fault, Outcome};

/// What is done at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Approve a load.
    Approve,
    /// Hold a load.
    Hold,
    /// Release a hold.
    Release,
    /// Adjust a charge.
    Adjust,
    /// Make invoices.
    Batch,
    /// Send them.
    Push,
    /// Read the ERP back.
    Reconcile,
    /// Bring a contract into force.
    Publish,
    /// Agree to a contract that moves much.
    Agree,
}

impl Action {
    /// Every action.
    pub const ALL: &'static [Action] = &[
        Action::Approve,
        Action::Hold,
        Action::Release,
        Action::Adjust,
        Action::Batch,
        Action::Push,
        Action::Reconcile,
        Action::Publish,
        Action::Agree,
    ];
}

/// The roles that may do it.
pub fn roles_for(action: Action) -> &'static [Role] {
    match action {
        Action::Approve => &[Role::Approver],
        Action::Hold | Action::Release => &[Role::Biller, Role::Approver],
        Action::Adjust | Action::Batch | Action::Push => &[Role::Biller],
        Action::Publish => &[Role::Pricing],
        Action::Agree => &[Role::Pricing, Role::Approver, Role::Admin],
        Action::Reconcile => &[Role::Biller, Role::Approver, Role::Admin],
    }
}

/// May a role do it?
pub fn may(role: Role, action: Action) -> bool {
    roles_for(action).contains(&role)
}

/// May `approver` approve what these people adjusted? LH-404 when it is their own adjustment, unless the small-firm
/// exception is set: then the words that the book keeps.
pub fn four_eyes(adjusted_by: &[&str], approver: &str, small_firm: bool) -> Outcome<Option<String>> {
    if !adjusted_by.contains(&approver) {
        return Ok(None);
    }
    if small_firm {
        return Ok(Some(format!("small-firm exception: {approver} adjusted and approved")));
    }
    Err(Fault::new(
        "LH-404",
        format!("{approver} adjusted a charge of this load and may not approve it"),
        "It was not approved: an adjustment takes a second pair of eyes.",
        "Ask somebody else to approve it.",
    ))
}

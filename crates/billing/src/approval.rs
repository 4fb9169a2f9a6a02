//! Approval limits: who may do what, and that nobody checks themselves.

use linehaul_domain::Decimal;
use linehaul_domain::assessment::Assessment;
use linehaul_domain::decision::{Actor, Role};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::money::fixed;

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
    /// Say something of a load beside its sources.
    State,
    /// Say what was billed before the company used Linehaul.
    CutOver,
    /// Write into the settings what holds loads.
    Configure,
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
        Action::State,
        Action::CutOver,
        Action::Configure,
    ];
}

/// The roles that may do it.
pub fn roles_for(action: Action) -> &'static [Role] {
    match action {
        Action::Approve => &[Role::Approver],
        // An approver adjusts what is above a biller's limit; four eyes then ask for another approver.
        Action::Hold | Action::Release | Action::Adjust | Action::State => &[Role::Biller, Role::Approver],
        Action::Batch | Action::Push => &[Role::Biller],
        Action::Publish => &[Role::Pricing],
        Action::Agree => &[Role::Pricing, Role::Approver, Role::Admin],
        Action::CutOver => &[Role::Approver, Role::Admin],
        Action::Configure => &[Role::Admin],
        Action::Reconcile => &[Role::Biller, Role::Approver, Role::Admin],
    }
}

/// May a role do it?
pub fn may(role: Role, action: Action) -> bool {
    roles_for(action).contains(&role)
}

/// How strictly a workspace takes four eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eyes {
    /// Two people, under two accounts.
    Two,
    /// The small-firm exception: one may do both, and the book says so.
    SmallFirm,
    /// The sample company: two names are two people, whoever tries them out.
    Sample,
}

/// By what two acts are seen to be one person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    /// They have one name; case makes no other person.
    Name,
    /// They have one account of the operating system under two names.
    Account,
}

/// Are these two one person?
pub fn same(one: &Actor, other: &Actor) -> Option<Same> {
    if one.name.to_lowercase() == other.name.to_lowercase() {
        return Some(Same::Name);
    }
    (one.account == other.account).then_some(Same::Account)
}

/// May `approver` approve what these people had their hands on? LH-404 when it is one of them, under whatever name, unless an
/// exception is set: then the words that the book keeps.
pub fn four_eyes(hands: &[&Actor], approver: &Actor, eyes: Eyes) -> Outcome<Option<String>> {
    let of = |same_by: Same| hands.iter().find(|by| same(by, approver) == Some(same_by));
    let (who, by) = if of(Same::Name).is_some() {
        (approver.name.clone(), Same::Name)
    } else if let Some(by) = of(Same::Account) {
        (format!("the account {} as {}", approver.account, by.name), Same::Account)
    } else {
        return Ok(None);
    };
    match (eyes, by) {
        (Eyes::SmallFirm, _) => Ok(Some(format!("small-firm exception: {who} adjusted, {} approved", approver.name))),
        (Eyes::Sample, Same::Account) => {
            Ok(Some(format!("sample company: {who} adjusted, {} approved", approver.name)))
        }
        (Eyes::Two, _) | (Eyes::Sample, Same::Name) => Err(Fault::new(
            Code::OwnAdjustment,
            format!(
                "{who} adjusted a charge of this load, said something of it, mended or cleared a row that it depends on, or answered what held it, \
                 and may not approve it as {}",
                approver.name
            ),
            "It was not approved: what a person changes or answers of a load takes a second pair of eyes.",
            "Ask somebody else, under an account of their own, to approve it.",
        )),
    }
}

/// An invoice asks for money; LH-406 for one that would give it.
pub fn payable(assessment: &Assessment) -> Outcome<()> {
    if assessment.total >= Decimal::ZERO {
        return Ok(());
    }
    Err(Fault::new(
        Code::BelowNothing,
        format!("the total of {} is {}", assessment.load, fixed(assessment.total, assessment.currency)),
        "It was not approved: an invoice below nothing is a credit memo.",
        "Take the adjustment back, or make the credit memo at the ERP.",
    ))
}

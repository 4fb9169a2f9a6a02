//! Money: what is said at the desk of a load's charges: one that is waived, one that the customer approved, a difference from dispatch's total
//! that is right.

use linehaul_connectors::cell;
use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::charge::Charge;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::desk::{CustomerApproved, Says, VarianceAccepted, Waived};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::hold::HoldCode;
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::time::{Duration, start_of_day};

use crate::decisions::desk::attest::already;
use crate::decisions::desk::{Looked, Saying, state};
use crate::decisions::review::Decided;
use crate::settings::limits;
use crate::workspace::home::Workbench;

/// An amount of a load, as `75.00` or `75.00 USD`. LH-418 for none, LH-472 for one in another currency.
pub(crate) fn amount_of(text: &str, currency: Currency) -> Outcome<Decimal> {
    let (amount, said) = text.trim().split_once(' ').unwrap_or((text.trim(), currency.code()));
    let other = |what: String| {
        Fault::new(
            Code::OtherCurrency,
            what,
            "Nothing was decided: amounts of two currencies are not compared.",
            format!("Say it in {currency}, as the load is invoiced."),
        )
    };
    let said = cell::currency(said.trim()).map_err(|bad| other(bad.message))?;
    if said != currency {
        return Err(other(format!("the amount is in {said}, and the load is invoiced in {currency}")));
    }
    let exact = canonical::exact(amount)
        .filter(|amount| *amount > Decimal::ZERO && amount.normalize().scale() <= currency.places());
    exact.ok_or_else(|| {
        Fault::new(
            Code::AmountUnreadable,
            format!("`{}` is no amount above zero, to the cent", cell::shown(text)),
            "Nothing was decided.",
            "Give an amount like 75.00.",
        )
    })
}

/// Phrases whose lines are the freight itself, and what a person added.
const NOT_WAIVED: &[&str] = &["linehaul@1", "discount@1", "minimum@1", "tonu@1", "adjustment@1"];

/// May a line be waived at all? Freight, taxes and adjustments are adjusted instead.
pub fn is_waived(line: &Charge) -> bool {
    !line.code.is_tax() && !NOT_WAIVED.contains(&line.verb.as_str())
}

/// Takes a charge off a load, at one of its stops or wherever it arises. LH-469 for one that it does not have, or that is not waived.
pub fn waive(bench: &mut Workbench, saying: Saying<'_>, charge: &ChargeCode, stop: Option<u32>) -> Outcome<Decided> {
    state(bench, saying, |looked, notes| {
        limits::listed(&looked.bench.config.reasons.waive, saying.because)?;
        let (worth, sum) = worth_of(looked, charge, stop)?.unzip();
        let says = Says::Waived(Waived { charge: charge.clone(), stop, worth, sum });
        already(looked, &says)?;
        notes.push(format!("{}: {}", looked.load.number, says.words()));
        Ok(vec![says])
    })
}

/// What its greatest line comes to, and all of them; none where it could not be computed.
fn worth_of(looked: &Looked<'_>, charge: &ChargeCode, stop: Option<u32>) -> Outcome<Option<(Money, Money)>> {
    let assessment = &looked.assessment;
    let refuse = |what: String, next: String| Err(Fault::new(Code::NotWaived, what, "Nothing was waived.", next));
    let of = |line: &&Charge| line.code == *charge && stop.is_none_or(|stop| line.stop == Some(stop));
    let lines: Vec<&Charge> = assessment.charges.iter().filter(of).collect();
    let odd = lines.iter().find(|line| !is_waived(line));
    if charge.is_tax() || odd.is_some() {
        let what = format!("{charge} is freight, a tax or an adjustment");
        let next = format!("Adjust it: `linehaul adjust {} {charge} -AMOUNT --reason …`.", assessment.load);
        return refuse(what, next);
    }
    let not_computed = assessment
        .holds
        .iter()
        .any(|hold| hold.charge.as_ref() == Some(charge) && stop.is_none_or(|stop| hold.stop == Some(stop)));
    match lines.iter().map(|line| line.amount).max() {
        Some(most) => {
            let sum: Decimal = lines.iter().map(|line| line.amount).sum();
            Ok(Some((Money::new(most, assessment.currency), Money::new(sum, assessment.currency))))
        }
        None if not_computed => Ok(None),
        None => {
            let mut codes: Vec<&str> = assessment.charges.iter().map(|line| line.code.as_str()).collect();
            codes.dedup();
            let at = stop.map(|stop| format!(" at stop {stop}")).unwrap_or_default();
            refuse(
                format!("{} has no charge {charge}{at}", assessment.load),
                format!("Name one of its charges: {}.", codes.join(", ")),
            )
        }
    }
}

/// Says that ours is right though dispatch expects another total. LH-470 where they do not differ, LH-405 above the limit of the roles, LH-471 for a
/// reason that is not in the company's list.
pub fn accept_variance(bench: &mut Workbench, saying: Saying<'_>) -> Outcome<Decided> {
    state(bench, saying, |looked, notes| {
        let assessment = &looked.assessment;
        let none = |what: String, next: &str| Err(Fault::new(Code::NoVariance, what, "Nothing was accepted.", next));
        let held = assessment.holds.iter().find(|hold| hold.code == HoldCode::Variance);
        let (Some(held), Some(theirs)) = (held, looked.load.expected_total) else {
            let what = format!("{} is not held for a variance", assessment.load);
            return none(what, "Nothing needs doing.");
        };
        let ours = Money::new(assessment.total, assessment.currency);
        if theirs.currency != ours.currency {
            let next = "Have dispatch send its total in the contract's currency.";
            return none(format!("{}: {}", assessment.load, held.message), next);
        }
        limits::listed(&looked.bench.config.reasons.variance, saying.because)?;
        limits::variance(
            &looked.bench.config,
            looked.actor,
            (ours.amount.saturating_sub(theirs.amount), ours.currency),
        )?;
        let says = Says::VarianceAccepted(VarianceAccepted { ours, theirs });
        notes.push(format!("{}: {}", assessment.load, says.words()));
        Ok(vec![says])
    })
}

/// What a customer approved.
#[derive(Debug, Clone, Copy)]
pub struct Approval<'a> {
    /// The charge.
    pub charge: &'a ChargeCode,
    /// Up to this amount, in the load's currency.
    pub amount: &'a str,
    /// Who, at the customer.
    pub name: &'a str,
    /// How: mail, phone, portal.
    pub channel: &'a str,
    /// On which day.
    pub date: &'a str,
    /// The document that shows it, by its id or file.
    pub document: Option<&'a str>,
}

/// Says that the customer approved a charge, up to an amount and no further. LH-420 for a charge that the load does not have, LH-462 for a day that is
/// none or is to come, LH-466 for a document that is not on file.
pub fn customer_approved(bench: &mut Workbench, saying: Saying<'_>, approval: Approval<'_>) -> Outcome<Decided> {
    state(bench, saying, |looked, notes| {
        let says = Says::CustomerApproved(approved(looked, approval)?);
        already(looked, &says)?;
        notes.push(format!("{}: {}", looked.load.number, says.words()));
        Ok(vec![says])
    })
}

fn approved(looked: &Looked<'_>, approval: Approval<'_>) -> Outcome<CustomerApproved> {
    let (assessment, charge) = (&looked.assessment, approval.charge);
    if !assessment.charges.iter().any(|line| line.code == *charge) {
        let mut codes: Vec<&str> = assessment.charges.iter().map(|line| line.code.as_str()).collect();
        codes.dedup();
        return Err(Fault::new(
            Code::ChargeUnknown,
            format!("{} has no charge {charge}; it has {}", assessment.load, codes.join(", ")),
            "Nothing was decided.",
            "Name one of its charges.",
        ));
    }
    let named = |what: &str, text: &str| match text.trim() {
        "" => Err(unreadable(format!("{what} is empty"), format!("Say {what}: it stands in the book."))),
        text => Ok(text.to_owned()),
    };
    let amount = Money::new(amount_of(approval.amount, assessment.currency)?, assessment.currency);
    let date =
        cell::date(approval.date).map_err(|bad| unreadable(bad.message, "Say it like 2025-01-31.".to_owned()))?;
    let zone = looked.bench.config.business.zone;
    if date > looked.bench.clock.today(zone) {
        return Err(unreadable(format!("{date} is to come"), "Say the day on which it was approved.".to_owned()));
    }
    let document = approval.document.map(|name| on_file(looked, name)).transpose()?;
    Ok(CustomerApproved {
        charge: charge.clone(),
        amount,
        name: named("--name", approval.name)?,
        channel: named("--channel", approval.channel)?,
        date,
        at: start_of_day(date + Duration::days(1), zone) - Duration::seconds(1),
        document,
    })
}

fn unreadable(what: String, next: String) -> Fault {
    Fault::new(Code::ValueUnreadable, what, "Nothing was decided.", next)
}

fn on_file(looked: &Looked<'_>, name: &str) -> Outcome<String> {
    let is = |id: &str, file: Option<&str>| id == name || file == Some(name);
    let found = looked.load.documents.iter().find(|one| is(&one.id, one.file.as_deref()));
    found.map(|one| one.id.clone()).ok_or_else(|| {
        Fault::new(
            Code::DocumentUnclear,
            format!("{} has no document `{}` on file", looked.load.number, cell::shown(name)),
            "Nothing was decided.",
            format!("Put it there first: `linehaul attach {} FILE --type accessorial_approval`.", looked.load.number),
        )
    })
}

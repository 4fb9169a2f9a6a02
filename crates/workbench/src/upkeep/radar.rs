//! Radar: what posted loads earned by their contract and were never billed.
//!
//! A posted load is rated again with the contract, the tables and the settings of its approval and with the facts of today:
//! a departure that came late, an approval of a customer, a receipt. What is due beyond the invoice can still be claimed until
//! the contract's claim deadline. Where the contract is silent, the law's: an additional charge within 180 days of the
//! receipt of the original bill (49 U.S.C. 13710(a)(3)(A)), counted here from the invoice's date, which is never later.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::charge::Charge;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::{CustomerId, InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::{Invoice, InvoiceState};
use linehaul_domain::load::Load;
use linehaul_domain::money::Currency;
use linehaul_domain::terms::{ClaimFrom, Term, Verb};
use linehaul_domain::time::{Duration, NaiveDate};

use crate::book::load_state;
use crate::contracts::approved::{ApprovedInputs, ApprovedLibrary};
use crate::upkeep::waived::{GivenAway, given_away};
use crate::workspace::home::Workbench;

/// Days of the law, where the contract is silent.
pub const STATUTORY_DAYS: u32 = 180;

/// Something that was earned and never billed.
#[derive(Debug, Clone)]
pub struct Item {
    /// The load.
    pub load: LoadNumber,
    /// The invoice that billed it.
    pub invoice: InvoiceNumber,
    /// Who was billed.
    pub customer: CustomerId,
    /// The charge as it is due now.
    pub charge: Charge,
    /// What is due beyond the invoice.
    pub amount: Decimal,
    /// Currency.
    pub currency: Currency,
    /// The last day on which it may be claimed.
    pub deadline: NaiveDate,
    /// Does the contract say so, or the law?
    pub by_contract: bool,
    /// Has it passed?
    pub late: bool,
    /// What still keeps it from being billed.
    pub holds: Vec<String>,
}

/// What the radar found.
#[derive(Debug, Clone, Default)]
pub struct Radar {
    /// Posted loads that were looked at.
    pub loads: usize,
    /// What was found, the nearest deadline first.
    pub items: Vec<Item>,
    /// Sums by currency of what can still be claimed.
    pub totals: BTreeMap<Currency, Decimal>,
    /// Loads of which the book lacks what their approval saw, and why: nothing is known of them.
    pub unread: Vec<(LoadNumber, String)>,
    /// Charges that were waived at the desk, of whatever load.
    pub given_away: Vec<GivenAway>,
    /// Was it stopped before its end?
    pub partial: bool,
}

/// Looks at every posted load, or at those invoiced from a day on.
pub fn radar(
    bench: &Workbench,
    since: Option<NaiveDate>,
    on_progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Outcome<Radar> {
    let today = bench.clock.today(bench.config.business.zone);
    let posted = bench.book.invoices(Some(InvoiceState::Posted), None)?;
    let mut library = ApprovedLibrary::default();
    let mut found = Radar { given_away: given_away(bench, since)?, ..Radar::default() };
    for (at, row) in posted.iter().enumerate() {
        if !on_progress(at, posted.len()) {
            found.partial = true;
            break;
        }
        if since.is_some_and(|since| row.body.invoice_date < since) {
            continue;
        }
        for number in row.body.loads() {
            found.loads += 1;
            match of_load(bench, &mut library, &row.body, &number, today)? {
                Ok(items) => found.items.extend(items),
                Err(fault) => found.unread.push((number, fault.what)),
            }
        }
    }
    found.items.sort_by(|a, b| (a.deadline, &a.load).cmp(&(b.deadline, &b.load)));
    for item in found.items.iter().filter(|item| !item.late) {
        *found.totals.entry(item.currency).or_default() += item.amount;
    }
    Ok(found)
}

fn of_load(
    bench: &Workbench,
    library: &mut ApprovedLibrary,
    invoice: &Invoice,
    number: &LoadNumber,
    today: NaiveDate,
) -> Outcome<Result<Vec<Item>, Fault>> {
    let load_state = load_state::of_load(&bench.book, number)?;
    let (Some(approval), Some((load, _))) = (&load_state.approval, bench.cache.load(number)?) else {
        return Ok(Ok(Vec::new()));
    };
    let approved = match library.of_or_why(&bench.book, approval)? {
        Ok(approved) => approved,
        Err(fault) => return Ok(Err(fault)),
    };
    let now = approved.assess(&load, approved.context.customer.as_ref(), &load_state.adjustments);
    let then = &approved.assessment;
    let mut items = Vec::new();
    let due = due_by_code(now.charges.iter());
    let billed = due_by_code(then.charges.iter());
    let mut adjusted: BTreeMap<ChargeCode, Decimal> = BTreeMap::new();
    for line in then.charges.iter().filter(|c| c.verb == "adjustment@1" && c.amount > Decimal::ZERO) {
        *adjusted.entry(line.code.clone()).or_default() += line.amount;
    }
    for ((code, stop), amount) in due {
        let billed_already = billed.get(&(code.clone(), stop)).copied().unwrap_or_default();
        // A person may have billed it by an adjustment, which stands at no stop.
        let more = adjusted.get_mut(&code).filter(|_| stop.is_some());
        let taken = more.map_or(Decimal::ZERO, |left| {
            let taken = (*left).min(amount - billed_already).max(Decimal::ZERO);
            *left -= taken;
            taken
        });
        let already = billed_already + taken;
        let charge = now.charges.iter().find(|c| c.code == code && c.stop == stop);
        let (Some(charge), true) = (charge, amount > already && !code.is_tax()) else { continue };
        let (deadline, by_contract) = deadline(&approved, invoice, &load);
        items.push(Item {
            load: number.clone(),
            invoice: invoice.number.clone(),
            customer: invoice.customer.clone(),
            charge: charge.clone(),
            amount: amount - already,
            currency: now.currency,
            deadline,
            by_contract,
            late: deadline < today,
            holds: now.holds.iter().map(|h| h.message.clone()).collect(),
        });
    }
    Ok(Ok(items))
}

fn due_by_code<'c>(charges: impl Iterator<Item = &'c Charge>) -> BTreeMap<(ChargeCode, Option<u32>), Decimal> {
    let mut sums = BTreeMap::new();
    for charge in charges {
        *sums.entry((charge.code.clone(), charge.stop)).or_default() += charge.amount;
    }
    sums
}

/// The last day, and whether the contract says so.
fn deadline(approved: &ApprovedInputs, invoice: &Invoice, load: &Load) -> (NaiveDate, bool) {
    let holds = |contract: &linehaul_rules::Contract, term: &Term| {
        term.when.iter().all(|c| contract.holds(c, load) == Ok(true))
    };
    let said = approved.contract().and_then(|contract| {
        contract.terms().terms.iter().find_map(|term| match term.verb {
            Verb::Claim { days, from } if holds(contract, term) => Some((days, from)),
            _ => None,
        })
    });
    let (days, from) = said.unwrap_or((STATUTORY_DAYS, ClaimFrom::Invoice));
    let start = match from {
        ClaimFrom::Invoice => invoice.invoice_date,
        ClaimFrom::Delivery => load.delivery_date().or_else(|| load.pickup_date()).unwrap_or(invoice.invoice_date),
    };
    (start + Duration::days(i64::from(days)), said.is_some())
}

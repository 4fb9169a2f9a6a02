//! The queue and its summary.

use std::collections::BTreeMap;

use clap::Args;
use linehaul_domain::ids::CustomerId;
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::money::fixed;
use linehaul_workbench::book::load_state::LoadState;
use linehaul_workbench::decisions::queue::{HeldBy, QueueLine, QueuePage, Summary};
use linehaul_workbench::{QueueFilter, QueueSort};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::ApiError;
use crate::wire::charge::{DifferenceLine, HoldLine};

/// Which page of the queue.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, Args)]
#[serde(default, deny_unknown_fields)]
pub struct QueueAsk {
    /// Only this state.
    #[arg(long)]
    pub state: Option<String>,
    /// Only this customer.
    #[arg(long)]
    pub customer: Option<String>,
    /// With this in the load number or the customer.
    #[arg(skip)]
    pub search: Option<String>,
    /// With a hold of this code.
    #[arg(skip)]
    pub hold: Option<String>,
    /// `load`, `customer`, `delivered`, `total`, `variance`; otherwise in the order of work.
    #[arg(skip)]
    pub sort: Option<String>,
    /// The other way round.
    #[arg(skip)]
    pub descending: bool,
    /// At most so many rows.
    #[arg(long)]
    pub limit: Option<u64>,
    /// Only loads of which something else is due since they were posted.
    #[arg(long)]
    pub differing: bool,
    /// So many rows left out before.
    #[arg(skip)]
    pub offset: u64,
}

impl QueueAsk {
    /// As the workbench asks.
    pub fn filter(&self) -> QueueFilter {
        let given = |text: &Option<String>| text.clone().filter(|t| !t.trim().is_empty());
        QueueFilter {
            state: given(&self.state),
            customer: given(&self.customer).map(CustomerId),
            search: given(&self.search),
            hold: given(&self.hold),
            sort: match self.sort.as_deref() {
                Some("load") => QueueSort::Load,
                Some("customer") => QueueSort::Customer,
                Some("delivered") => QueueSort::Delivered,
                Some("total") => QueueSort::Total,
                Some("variance") => QueueSort::Variance,
                _ => QueueSort::Work,
            },
            descending: self.descending,
            limit: self.limit,
            offset: self.offset,
            differing: self.differing,
        }
    }
}

/// One row of the queue.
#[derive(Debug, Clone, Serialize, TS)]
pub struct QueueRow {
    /// Load number.
    pub load: String,
    /// Who is billed.
    pub customer: Option<String>,
    /// Its one state.
    pub state: String,
    /// Local date of delivery.
    pub delivered: Option<String>,
    /// Days since delivery.
    pub age_days: Option<i64>,
    /// Computed total.
    pub total: String,
    /// Currency.
    pub currency: String,
    /// Dispatch's expected total.
    pub expected_total: Option<String>,
    /// Computed less expected.
    pub variance: Option<String>,
    /// What blocks.
    pub holds: Vec<HoldLine>,
    /// Warnings' codes.
    pub warnings: Vec<String>,
    /// Types of the documents on file.
    pub documents: Vec<String>,
    /// The source that it belongs to.
    pub source: String,
    /// What is looked at, for `approve --seen`.
    pub assessment: String,
    /// What changed in its charges after it was posted.
    pub difference: Option<DifferenceLine>,
    /// Does it wait to be assessed?
    pub stale: bool,
    /// The invoice that keeps it from going on: rejected, in doubt, waiting for a person, being voided, cancelled.
    pub invoice: Option<StuckInvoice>,
}

/// An invoice that does not go on by itself.
#[derive(Debug, Clone, Serialize, TS)]
pub struct StuckInvoice {
    /// Number.
    pub invoice: String,
    /// Its batch.
    pub batch: String,
    /// State.
    pub state: String,
    /// Why.
    pub reason: Option<String>,
}

impl StuckInvoice {
    /// The one of the invoices that bill a load which decides its state, where that one is stuck.
    pub fn of(load_state: &LoadState) -> Option<StuckInvoice> {
        use InvoiceState::{Cancelled, InDoubt, NeedsPerson, Rejected, Sending, Voiding};
        let row = load_state.invoice()?;
        let stuck = matches!(row.state, Rejected | InDoubt | NeedsPerson | Voiding | Cancelled | Sending);
        stuck.then(|| StuckInvoice {
            invoice: row.number.to_string(),
            batch: row.batch.to_string(),
            state: row.state.name().to_owned(),
            reason: row.reason.clone(),
        })
    }
}

/// A page of the queue.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Queue {
    /// Rows that match.
    pub total: u64,
    /// The first of them.
    pub loads: Vec<QueueRow>,
}

/// Held loads by reason.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HeldRow {
    /// Hold code.
    pub code: String,
    /// Loads.
    pub loads: u64,
    /// Who acts.
    pub owner: String,
    /// One of them.
    pub example: String,
    /// Worth by currency, as computed so far.
    pub totals: BTreeMap<String, String>,
}

/// Counts by state and held loads by reason.
#[derive(Debug, Clone, Serialize, TS)]
pub struct QueueSummary {
    /// Loads by state.
    pub states: BTreeMap<String, u64>,
    /// Held by reason.
    pub held: Vec<HeldRow>,
    /// Loads that wait to be assessed.
    pub stale: u64,
    /// Why nothing can be decided, where the book is not the latest.
    pub behind: Option<ApiError>,
}

impl From<QueueLine> for QueueRow {
    fn from(line: QueueLine) -> QueueRow {
        let stored = line.stored;
        let assessment = stored.assessment;
        let currency = assessment.currency;
        let money = |amount| fixed(amount, currency);
        QueueRow {
            assessment: assessment.seen().0,
            source: line.source,
            stale: line.stale,
            invoice: None,
            difference: stored.difference.map(|d| DifferenceLine::of(d, currency)),
            load: line.shown,
            customer: assessment.bill_to.map(|c| c.0),
            state: stored.state,
            delivered: stored.delivered.map(|d| d.to_string()),
            age_days: line.age_days,
            total: money(assessment.total),
            currency: currency.to_string(),
            expected_total: stored.expected_total.map(money),
            variance: stored.variance.map(money),
            holds: assessment.holds.iter().map(HoldLine::from).collect(),
            warnings: assessment.warnings.iter().map(|w| w.code.to_string()).collect(),
            documents: stored.documents,
        }
    }
}

impl From<QueuePage> for Queue {
    fn from(page: QueuePage) -> Queue {
        Queue { total: page.total, loads: page.lines.into_iter().map(QueueRow::from).collect() }
    }
}

impl From<HeldBy> for HeldRow {
    fn from(held: HeldBy) -> HeldRow {
        let HeldBy { code, loads, owner, totals, example } = held;
        let totals = totals.into_iter().map(|(c, amount)| (c.to_string(), fixed(amount, c))).collect();
        HeldRow { code: code.to_string(), loads, owner, example, totals }
    }
}

impl From<Summary> for QueueSummary {
    fn from(summary: Summary) -> QueueSummary {
        QueueSummary {
            stale: summary.stale,
            behind: summary.behind.map(ApiError::from),
            states: summary.states,
            held: summary.held.into_iter().map(HeldRow::from).collect(),
        }
    }
}

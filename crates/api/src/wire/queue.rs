//! The queue and its summary.

use std::collections::BTreeMap;

use linehaul_domain::money::fixed;
use linehaul_workbench::queue::{HeldBy, QueueLine, QueuePage, Summary};
use serde::Serialize;

use crate::wire::charge::HoldLine;

/// One row of the queue.
#[derive(Debug, Clone, Serialize)]
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
}

/// A page of the queue.
#[derive(Debug, Clone, Serialize)]
pub struct Queue {
    /// Rows that match.
    pub total: u64,
    /// The first of them.
    pub loads: Vec<QueueRow>,
}

/// Held loads by reason.
#[derive(Debug, Clone, Serialize)]
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
#[derive(Debug, Clone, Serialize)]
pub struct QueueSummary {
    /// Loads by state.
    pub states: BTreeMap<String, u64>,
    /// Held by reason.
    pub held: Vec<HeldRow>,
}

impl From<QueueLine> for QueueRow {
    fn from(line: QueueLine) -> QueueRow {
        let stored = line.stored;
        let assessment = stored.assessment;
        let currency = assessment.currency;
        let money = |amount| fixed(amount, currency);
        QueueRow {
            load: assessment.load.0,
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
        QueueSummary { states: summary.states, held: summary.held.into_iter().map(HeldRow::from).collect() }
    }
}

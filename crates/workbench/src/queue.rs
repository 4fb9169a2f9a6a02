//! The queue: one row per load with its one state.

use std::collections::BTreeMap;

use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;
use linehaul_store::{QueueFilter, StoredAssessment};

use crate::home::Workbench;
use crate::standing::STATES;

/// One row.
#[derive(Debug, Clone)]
pub struct QueueLine {
    /// The stored assessment with its state.
    pub stored: StoredAssessment,
    /// Days since delivery, for display; never negative.
    pub age_days: Option<i64>,
}

/// A page of the queue.
#[derive(Debug, Clone)]
pub struct QueuePage {
    /// Rows that match.
    pub total: u64,
    /// The first of them.
    pub lines: Vec<QueueLine>,
}

/// Reads a page of the queue; LH-421 for a state that does not exist.
pub fn queue(bench: &Workbench, filter: &QueueFilter) -> Outcome<QueuePage> {
    if let Some(state) = &filter.state
        && !STATES.contains(&state.as_str())
    {
        return Err(Fault::new(
            "LH-421",
            format!("there is no state `{state}`; there are {}", STATES.join(", ")),
            "Nothing was listed.",
            "Name one of them.",
        ));
    }
    let page = bench.cache.queue(filter)?;
    let today = bench.clock.today(bench.config.business.zone);
    let lines = page.1.into_iter().map(|stored| QueueLine { age_days: age(today, stored.delivered), stored }).collect();
    Ok(QueuePage { total: page.0, lines })
}

/// Days from delivery to today.
pub fn age(today: NaiveDate, delivered: Option<NaiveDate>) -> Option<i64> {
    delivered.map(|d| (today - d).num_days().max(0))
}

/// Held loads by hold code.
#[derive(Debug, Clone)]
pub struct HeldBy {
    /// The code.
    pub code: HoldCode,
    /// Loads with at least one such hold.
    pub loads: u64,
    /// Who acts, most often.
    pub owner: String,
    /// What they are worth by currency, as computed so far.
    pub totals: BTreeMap<Currency, linehaul_domain::Decimal>,
    /// One of them, to look at.
    pub example: String,
}

/// Counts by state, and held loads by reason.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Loads by state.
    pub states: BTreeMap<String, u64>,
    /// Held loads by reason, most first.
    pub held: Vec<HeldBy>,
}

/// Sums the queue up.
pub fn summary(bench: &Workbench) -> Outcome<Summary> {
    let mut by_code: BTreeMap<HoldCode, HeldBy> = BTreeMap::new();
    let held = QueueFilter { state: Some("held".to_owned()), ..QueueFilter::default() };
    for line in queue(bench, &held)?.lines {
        let assessment = &line.stored.assessment;
        let mut seen: Vec<HoldCode> = Vec::new();
        for Hold { code, owner, .. } in &assessment.holds {
            if seen.contains(code) {
                continue;
            }
            seen.push(*code);
            let row = by_code.entry(*code).or_insert_with(|| HeldBy {
                code: *code,
                loads: 0,
                owner: owner.clone(),
                totals: BTreeMap::new(),
                example: assessment.load.0.clone(),
            });
            row.loads += 1;
            *row.totals.entry(assessment.currency).or_default() += assessment.total;
        }
    }
    let mut held: Vec<HeldBy> = by_code.into_values().collect();
    held.sort_by(|a, b| b.loads.cmp(&a.loads).then(a.code.cmp(&b.code)));
    Ok(Summary { states: bench.cache.counts_by_state()?.into_iter().collect(), held })
}

//! The queue: one row per load with its one state.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::money::Currency;
use linehaul_domain::state::LoadState;
use linehaul_domain::time::NaiveDate;
use linehaul_store::{QueueFilter, StoredAssessment};

use crate::book::behind::Behind;
use crate::effects::told;
use crate::workspace::home::Workbench;
use crate::workspace::identity;

/// One row.
#[derive(Debug, Clone)]
pub struct QueueLine {
    /// The stored assessment with its state.
    pub stored: StoredAssessment,
    /// Days since delivery, for display; never negative.
    pub age_days: Option<i64>,
    /// The number as it is shown.
    pub shown: String,
    /// The source that the load belongs to.
    pub source: String,
    /// Does it wait to be assessed?
    pub stale: bool,
    /// What is owed of its invoice, or of that one's batch, and not done: a line each.
    pub owed: Vec<String>,
}

/// A page of the queue.
#[derive(Debug, Clone)]
pub struct QueuePage {
    /// Rows that match.
    pub total: u64,
    /// The first of them.
    pub lines: Vec<QueueLine>,
}

/// The state of a name; LH-421 for one that does not exist.
pub fn state_named(name: &str) -> Outcome<LoadState> {
    let known = || LoadState::ALL.iter().map(|state| state.name()).collect::<Vec<_>>().join(", ");
    LoadState::of(name).ok_or_else(|| {
        Fault::new(
            Code::StateUnknown,
            format!("there is no state `{name}`; there are {}", known()),
            "Nothing was listed.",
            "Name one of them.",
        )
    })
}

/// Reads a page of the queue.
pub fn queue(bench: &Workbench, filter: &QueueFilter) -> Outcome<QueuePage> {
    let page = bench.cache.queue(&QueueFilter { printed: printed_like(bench, filter)?, ..filter.clone() })?;
    let today = bench.clock.today(bench.config.business.zone);
    let any_stale = bench.cache.stale_count()? > 0;
    let owed = owed_by_load(bench)?;
    let line = |stored: StoredAssessment| {
        let load = &stored.assessment.load;
        Ok(QueueLine {
            age_days: age(today, stored.delivered),
            shown: stored.stated.clone().unwrap_or_else(|| load.0.clone()),
            source: identity::source_of(&bench.config, load).to_owned(),
            owed: owed.get(load).cloned().unwrap_or_default(),
            stale: any_stale && bench.cache.is_stale(load)?,
            stored,
        })
    };
    Ok(QueuePage { total: page.0, lines: page.1.into_iter().map(line).collect::<Outcome<_>>()? })
}

/// What is owed and not done, by the loads that it concerns. Mostly nothing is.
fn owed_by_load(bench: &Workbench) -> Outcome<BTreeMap<LoadNumber, Vec<String>>> {
    let mut by_load: BTreeMap<LoadNumber, Vec<String>> = BTreeMap::new();
    for owed in told::open(bench)? {
        let numbers = match owed.invoices.as_slice() {
            [] => {
                let posted = bench.book.invoices(Some(InvoiceState::Posted), Some(&owed.batch))?;
                posted.into_iter().map(|row| row.number).collect()
            }
            some => some.to_vec(),
        };
        for number in numbers {
            for load in bench.book.loads_of_invoice(&number)? {
                by_load.entry(load).or_default().push(owed.line());
            }
        }
    }
    Ok(by_load)
}

/// Invoices that are looked at for a search.
const MOST_PRINTED: u32 = 200;

/// Loads of invoices whose printed number begins with what is searched for.
fn printed_like(bench: &Workbench, filter: &QueueFilter) -> Outcome<Vec<LoadNumber>> {
    let mut loads = Vec::new();
    if let Some(text) = filter.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        for number in bench.book.printed_like(text, MOST_PRINTED)? {
            loads.extend(bench.book.loads_of_invoice(&number)?);
        }
    }
    Ok(loads)
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
    pub states: BTreeMap<LoadState, u64>,
    /// Held loads by reason, most first.
    pub held: Vec<HeldBy>,
    /// Loads that wait to be assessed.
    pub stale: u64,
    /// Rows that wait in quarantine and of which nobody can tell the load.
    pub of_no_load: u64,
    /// Why nothing can be decided, where the book is not the latest.
    pub behind: Option<Fault>,
}

/// Sums the queue up, from counts that are kept as loads come and go.
pub fn summary(bench: &Workbench) -> Outcome<Summary> {
    let mut by_code: BTreeMap<HoldCode, (HeldBy, u64)> = BTreeMap::new();
    for total in bench.cache.held_totals()? {
        let example =
            || -> Outcome<String> { Ok(bench.cache.held_example(total.code)?.map(|load| load.0).unwrap_or_default()) };
        let (row, most) = match by_code.entry(total.code) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                let (owner, totals) = (total.owner.clone(), BTreeMap::new());
                free.insert((HeldBy { code: total.code, loads: 0, owner, totals, example: example()? }, 0))
            }
        };
        row.loads += total.loads;
        *row.totals.entry(total.currency).or_default() += total.total;
        if total.loads > *most {
            *most = total.loads;
            row.owner = total.owner;
        }
    }
    let mut held: Vec<HeldBy> = by_code.into_values().map(|(row, _)| row).collect();
    held.sort_by(|a, b| b.loads.cmp(&a.loads).then(a.code.cmp(&b.code)));
    Ok(Summary {
        states: bench.cache.counts_by_state()?.into_iter().collect(),
        held,
        stale: bench.cache.stale_count()?,
        of_no_load: bench.cache.quarantined_of_no_load(None)?,
        behind: bench.behind.as_ref().map(Behind::fault),
    })
}

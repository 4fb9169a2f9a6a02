//! The queue and its summary.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use linehaul_domain::fault::Outcome;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::CustomerId;
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::money::fixed;
use linehaul_workbench::book::load_state::BookedLoad;
use linehaul_workbench::decisions::queue::{HeldBy, QueueLine, QueuePage, Summary, state_named};
use linehaul_workbench::{QueueFilter, QueueSort};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::{Config, TS};

use crate::error::ApiError;
use crate::wire::charge::{DifferenceLine, HoldLine};

/// A hold's code, where a screen asks by it: one that there is not is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HoldKey(pub HoldCode);

/// What the queue is ordered by, where a shell asks by it: one that there is not is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortKey(pub QueueSort);

impl SortKey {
    /// The words of all orders.
    fn words() -> impl Iterator<Item = &'static str> {
        QueueSort::all().map(QueueSort::name)
    }

    fn of(word: &str) -> Option<SortKey> {
        QueueSort::all().find(|sort| sort.name() == word).map(SortKey)
    }

    /// Reads one from a command line, which lists them all.
    fn parser() -> impl TypedValueParser<Value = SortKey> {
        let unknown = |word: String| SortKey::of(&word).ok_or_else(|| format!("there is no order `{word}`"));
        PossibleValuesParser::new(SortKey::words()).try_map(unknown)
    }
}

impl Serialize for SortKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name())
    }
}

impl<'de> Deserialize<'de> for SortKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SortKey, D::Error> {
        let word = String::deserialize(deserializer)?;
        let known = || SortKey::words().collect::<Vec<_>>().join(", ");
        SortKey::of(&word)
            .ok_or_else(|| serde::de::Error::custom(format!("unknown variant `{word}`, expected one of {}", known())))
    }
}

/// Makes a TypeScript union of the words of a type that is one of a table's.
macro_rules! union_of_words {
    ($type:ident, $doc:literal, $words:expr) => {
        impl TS for $type {
            type WithoutGenerics = $type;
            type OptionInnerType = $type;
            const IS_ENUM: bool = true;

            fn docs() -> Option<String> {
                Some(format!("/**\n * {}\n */\n", $doc))
            }

            fn name(_: &Config) -> String {
                stringify!($type).to_owned()
            }

            fn inline(_: &Config) -> String {
                $words.map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" | ")
            }

            fn decl(config: &Config) -> String {
                format!("type {} = {};", stringify!($type), Self::inline(config))
            }

            fn decl_concrete(config: &Config) -> String {
                Self::decl(config)
            }

            fn output_path() -> Option<PathBuf> {
                Some(concat!(stringify!($type), ".ts").into())
            }
        }
    };
}

union_of_words!(HoldKey, "A hold's code.", HoldCode::ALL.iter());
union_of_words!(SortKey, "What the queue is ordered by.", SortKey::words());

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
    pub hold: Option<HoldKey>,
    /// In this order; otherwise in that of work.
    #[arg(long, value_parser = SortKey::parser())]
    pub sort: Option<SortKey>,
    /// The other way round.
    #[arg(long)]
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
    /// As the workbench asks. LH-421 for a state that does not exist.
    pub fn filter(&self) -> Outcome<QueueFilter> {
        let given = |text: &Option<String>| text.clone().filter(|t| !t.trim().is_empty());
        Ok(QueueFilter {
            printed: Vec::new(),
            state: given(&self.state).map(|name| state_named(&name)).transpose()?,
            customer: given(&self.customer).map(CustomerId),
            search: given(&self.search),
            hold: self.hold.map(|key| key.0),
            sort: self.sort.map_or(QueueSort::Work, |key| key.0),
            descending: self.descending,
            limit: self.limit,
            offset: self.offset,
            differing: self.differing,
        })
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
    /// What else there is to show, by the order that sorts by it.
    pub more: BTreeMap<SortKey, String>,
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
    /// What is owed of its invoice, or of that one's batch, and not done: a line each.
    pub owed: Vec<String>,
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
    pub fn of(load_state: &BookedLoad) -> Option<StuckInvoice> {
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
    pub code: HoldKey,
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
    /// Rows that wait in quarantine and of which nobody can tell the load: they hold none.
    pub of_no_load: u64,
    /// Why nothing can be decided, where the book is not the latest.
    pub behind: Option<ApiError>,
}

impl From<QueueLine> for QueueRow {
    fn from(line: QueueLine) -> QueueRow {
        let stored = line.stored;
        let more = stored.shown().map(|(column, text)| (SortKey(QueueSort::By(column)), text)).collect();
        let assessment = stored.assessment;
        let currency = assessment.currency;
        let money = |amount| fixed(amount, currency);
        QueueRow {
            assessment: assessment.seen().0,
            source: line.source,
            owed: line.owed.clone(),
            stale: line.stale,
            invoice: None,
            difference: stored.difference.map(|d| DifferenceLine::of(d, currency)),
            load: line.shown,
            customer: assessment.bill_to.map(|c| c.0),
            state: stored.state.to_string(),
            delivered: stored.delivered.map(|d| d.to_string()),
            age_days: line.age_days,
            total: money(assessment.total),
            currency: currency.to_string(),
            expected_total: stored.expected_total.map(money),
            variance: stored.variance.map(money),
            more,
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
        HeldRow { code: HoldKey(code), loads, owner, example, totals }
    }
}

impl From<Summary> for QueueSummary {
    fn from(summary: Summary) -> QueueSummary {
        QueueSummary {
            stale: summary.stale,
            of_no_load: summary.of_no_load,
            behind: summary.behind.map(ApiError::from),
            states: summary.states.into_iter().map(|(state, loads)| (state.to_string(), loads)).collect(),
            held: summary.held.into_iter().map(HeldRow::from).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use linehaul_workbench::QueueColumn;

    use super::*;

    #[test]
    fn a_hold_or_an_order_that_there_is_not_is_refused() {
        let read = |text: &str| serde_json::from_str::<QueueAsk>(text);
        let ask = read(r#"{"hold": "POD_MISSING", "sort": "total"}"#).expect("both are there");
        let filter = ask.filter().expect("a filter");
        assert_eq!((filter.hold, filter.sort), (Some(HoldCode::PodMissing), QueueSort::By(QueueColumn::Total)));
        assert_eq!(read("{}").expect("everything").filter().expect("a filter").sort, QueueSort::Work);
        let unknown = read(r#"{"state": "redy"}"#).expect("a text").filter().expect_err("there is none");
        assert!(unknown.what.contains("there are held, ready"), "{unknown}");
        for unknown in [r#"{"hold": "POD_MISING"}"#, r#"{"sort": "totals"}"#] {
            let why = read(unknown).expect_err("there is none");
            assert!(why.to_string().contains("unknown variant"), "{why}");
        }
    }
}

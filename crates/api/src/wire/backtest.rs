//! Backtests, publications, proving.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::decision::{Decision, Entry};
use linehaul_domain::money::{Currency, fixed};
use linehaul_workbench::Rating;
use linehaul_workbench::pricing::backtest::{Backtest, Movement, Sums};
use linehaul_workbench::pricing::prove::Proven;
use linehaul_workbench::pricing::publish::Published;
use serde::Serialize;
use ts_rs::TS;

use crate::wire::charge::{ChargeLine, charge_line};

/// A sum that moves.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DeltaLine {
    /// What it is by: a charge code, a customer, a month; empty for the sum of all.
    pub name: String,
    /// Currency.
    pub currency: String,
    /// After less before.
    pub delta: String,
}

/// One load before or after.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Side {
    /// Total.
    pub total: String,
    /// Currency.
    pub currency: String,
    /// Is it ready?
    pub ready: bool,
    /// Codes of its holds.
    pub holds: Vec<String>,
    /// Lines; with derivations among the largest movements only.
    pub charges: Vec<ChargeLine>,
}

/// A load that comes out otherwise.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChangedLoad {
    /// Load number.
    pub load: String,
    /// Who is billed.
    pub customer: Option<String>,
    /// Local day of delivery.
    pub delivered: Option<String>,
    /// After less before; nothing when the currency changes.
    pub delta: Option<String>,
    /// As it is.
    pub before: Side,
    /// As it would be.
    pub after: Side,
}

/// What a contract would have done.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BacktestReport {
    /// The candidate.
    pub contract: String,
    /// What changes in its terms, in words.
    pub words: Vec<String>,
    /// Loads on hand, in the window.
    pub loads: usize,
    /// Loads rated with both.
    pub rated: usize,
    /// Loads that come out otherwise.
    pub changed: usize,
    /// Loads that cannot change.
    pub skipped: usize,
    /// Why they cannot, with counts.
    pub skipped_because: BTreeMap<String, usize>,
    /// Money moved by currency.
    pub totals: Vec<DeltaLine>,
    /// By charge.
    pub by_code: Vec<DeltaLine>,
    /// By customer.
    pub by_customer: Vec<DeltaLine>,
    /// By month of delivery.
    pub by_month: Vec<DeltaLine>,
    /// Ready before and held after.
    pub newly_held: usize,
    /// Of the changed loads those that are approved or billed: they keep their price.
    pub kept: usize,
    /// Held before and ready after.
    pub newly_ready: usize,
    /// Every load that comes out otherwise.
    pub loads_changed: Vec<ChangedLoad>,
    /// The largest movements, with both derivations.
    pub largest: Vec<ChangedLoad>,
    /// Was it stopped before its end?
    pub partial: bool,
}

fn deltas(sums: &Sums) -> Vec<DeltaLine> {
    let line = |((currency, name), delta): (&(Currency, String), &Decimal)| DeltaLine {
        name: name.clone(),
        currency: currency.to_string(),
        delta: fixed(*delta, *currency),
    };
    sums.iter().filter(|(_, delta)| !delta.is_zero()).map(line).collect()
}

fn side(rating: &Rating) -> Side {
    Side {
        total: fixed(rating.total, rating.currency),
        currency: rating.currency.to_string(),
        ready: rating.is_ready(),
        holds: rating.holds.iter().map(|h| h.code.to_string()).collect(),
        charges: rating.charges.iter().map(|c| charge_line(c, rating.currency)).collect(),
    }
}

impl From<&Movement> for ChangedLoad {
    fn from(movement: &Movement) -> ChangedLoad {
        ChangedLoad {
            load: movement.load.to_string(),
            customer: movement.customer.as_ref().map(ToString::to_string),
            delivered: movement.delivered.map(|d| d.to_string()),
            delta: movement.delta().map(|d| fixed(d, movement.after.currency)),
            before: side(&movement.before),
            after: side(&movement.after),
        }
    }
}

impl From<Backtest> for BacktestReport {
    fn from(test: Backtest) -> BacktestReport {
        let total = |(currency, delta): (&Currency, &Decimal)| DeltaLine {
            name: String::new(),
            currency: currency.to_string(),
            delta: fixed(*delta, *currency),
        };
        BacktestReport {
            contract: test.contract,
            words: test.words,
            loads: test.loads,
            rated: test.rated,
            changed: test.changed.len(),
            skipped: test.skipped.values().sum(),
            skipped_because: test.skipped.into_iter().map(|(why, n)| (why.to_owned(), n)).collect(),
            totals: test.totals.iter().map(total).collect(),
            by_code: deltas(&test.by_code),
            by_customer: deltas(&test.by_customer),
            by_month: deltas(&test.by_month),
            newly_held: test.newly_held,
            kept: test.kept,
            newly_ready: test.newly_ready,
            loads_changed: test.changed.iter().map(ChangedLoad::from).collect(),
            largest: test.largest.iter().map(ChangedLoad::from).collect(),
            partial: test.partial,
        }
    }
}

/// What publishing did.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PublishReport {
    /// The file as shown to people.
    pub file: String,
    /// The contract's name.
    pub contract: String,
    /// Its version: the day it is in force from.
    pub version: String,
    /// In force from.
    pub effective: String,
    /// Hash of its text.
    pub hash: String,
    /// The book's entry.
    pub entry: u64,
    /// Is it in force, or does it wait for a second person?
    pub in_force: bool,
    /// Its effect on the loads on hand.
    pub backtest: BacktestReport,
}

/// A contract to which a second person agreed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Agreed {
    /// The file as shown to people.
    pub file: String,
    /// It is in force.
    pub in_force: bool,
}

impl From<Published> for PublishReport {
    fn from(published: Published) -> PublishReport {
        let effective = published.effective.to_string();
        PublishReport {
            file: published.file,
            contract: published.contract,
            version: effective.clone(),
            effective,
            hash: published.hash.to_string(),
            entry: published.seq,
            in_force: published.in_force,
            backtest: published.backtest.into(),
        }
    }
}

/// A proposal or publication in the book.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HistoryLine {
    /// The book's entry.
    pub entry: u64,
    /// When, UTC.
    pub at: String,
    /// Who.
    pub actor: String,
    /// `proposed` or `published`.
    pub what: String,
    /// The file.
    pub file: String,
    /// In force from.
    pub effective: String,
    /// Hash of the text.
    pub hash: String,
    /// What changed, in words.
    pub words: Vec<String>,
    /// Loads on hand that it changed.
    pub loads_changed: u64,
    /// Money moved.
    pub moved: Vec<String>,
    /// Why.
    pub reason: String,
    /// The proposal that was agreed to.
    pub agreed_to: Option<u64>,
}

/// Everything published, newest first, and files that only look so.
#[derive(Debug, Clone, Serialize, TS)]
pub struct History {
    /// Entries.
    pub entries: Vec<HistoryLine>,
    /// Files that are not what was published: drafts.
    pub drafts: Vec<String>,
}

/// A line of the history; nothing for another kind of entry.
pub fn history_line(entry: &Entry) -> Option<HistoryLine> {
    let (what, agreed, parts) = match &entry.entry.decision {
        Decision::ContractProposed { file, effective, text, words, loads_changed, moved, reason, tables: _ } => {
            ("proposed", None, (file, effective, text, words, loads_changed, moved, reason))
        }
        Decision::ContractPublished {
            file,
            effective,
            text,
            words,
            loads_changed,
            moved,
            reason,
            agreed_to,
            tables: _,
        } => ("published", *agreed_to, (file, effective, text, words, loads_changed, moved, reason)),
        _ => return None,
    };
    let (file, effective, text, words, loads_changed, moved, reason) = parts;
    Some(HistoryLine {
        entry: entry.seq,
        at: entry.entry.at.to_rfc3339(),
        actor: entry.entry.actor.name.clone(),
        what: what.to_owned(),
        file: file.clone(),
        effective: effective.to_string(),
        hash: text.to_string(),
        words: words.clone(),
        loads_changed: *loads_changed,
        moved: moved.iter().map(ToString::to_string).collect(),
        reason: reason.to_string(),
        agreed_to: agreed,
    })
}

/// A fault of a table.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TableFinding {
    /// The table.
    pub table: String,
    /// `gap`, `overlap`, `jump`, `disorder`, `width`, `unreachable`.
    pub kind: String,
    /// In words.
    pub message: String,
}

/// A load that breaks a property.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CounterExample {
    /// Why it breaks it.
    pub message: String,
    /// The smallest load found, as `linehaul rate` reads it.
    pub load: String,
}

/// A property of one contract.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PropertyLine {
    /// The contract's file.
    pub contract: String,
    /// The property.
    pub name: String,
    /// Did it hold?
    pub holds: bool,
    /// Loads tried.
    pub loads: usize,
    /// What breaks it.
    pub counter_example: Option<CounterExample>,
}

/// The loads a contract was tried with.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TriedLoads {
    /// All of them.
    pub tried: usize,
    /// Those of which every line was computed: the others say nothing about amounts.
    pub whole: usize,
    /// What held the others, by code.
    pub held: BTreeMap<String, usize>,
}

/// What proving found.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ProveReport {
    /// Tables looked at.
    pub tables_read: usize,
    /// What is wrong in tables.
    pub tables: Vec<TableFinding>,
    /// Contracts' properties.
    pub properties: Vec<PropertyLine>,
    /// Loads made up for each contract that reads.
    pub loads: BTreeMap<String, TriedLoads>,
    /// Contracts and tables that do not read, with the first reason.
    pub unread: BTreeMap<String, String>,
    /// Counter-examples that were kept as loads of cases.
    pub kept: Vec<String>,
    /// The seed of the made-up loads.
    pub seed: u64,
    /// Was it stopped before its end?
    pub partial: bool,
}

impl From<Proven> for ProveReport {
    fn from(proven: Proven) -> ProveReport {
        let (mut properties, mut loads) = (Vec::new(), BTreeMap::new());
        for contract in proven.contracts {
            let (tried, whole) = (contract.trial.loads, contract.trial.whole);
            let held = contract.trial.held.iter().map(|(code, loads)| ((*code).to_owned(), *loads)).collect();
            loads.insert(contract.file.clone(), TriedLoads { tried, whole, held });
            for property in contract.trial.properties {
                let example = property.counter_example.map(|(load, message)| CounterExample {
                    message,
                    load: linehaul_workbench::pricing::prove::as_json(&load),
                });
                properties.push(PropertyLine {
                    contract: contract.file.clone(),
                    name: property.name.to_owned(),
                    holds: property.holds,
                    loads: property.loads,
                    counter_example: example,
                });
            }
        }
        let tables = proven.findings.into_iter();
        ProveReport {
            tables_read: proven.tables,
            tables: tables
                .map(|f| TableFinding { table: f.table, kind: f.fault.name().to_owned(), message: f.message })
                .collect(),
            properties,
            loads,
            unread: proven.unread.into_iter().collect(),
            kept: Vec::new(),
            seed: proven.seed,
            partial: proven.partial,
        }
    }
}

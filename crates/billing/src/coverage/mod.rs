//! Coverage: what of a contract a set of cases reaches, and what none does.
//!
//! A term is reached when it applied and did something (a line, a hold, a requirement). A condition has two branches. A
//! clause is a part of a term that only sometimes decides: a minimum that wins, a limit that is reached, a tier. A row is one
//! row of a table that the contract reads; weekly prices and holidays are not counted, since no case can reach each week.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::charge::Charge;
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::step::Step;
use linehaul_domain::table::{ClassRate, Table, TableBody, Tables};
use linehaul_domain::terms::{Term, Verb};

use crate::contract_terms::ContractTerms;
use crate::rate::Rating;

mod clauses;

use clauses::{Clause, clauses};

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Reached.
    pub reached: usize,
    /// Of so many.
    pub of: usize,
}

impl Count {
    fn add(&mut self, reached: bool) {
        self.of += 1;
        self.reached += usize::from(reached);
    }
}

/// Something that no case reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreached {
    /// From 1.
    pub line: u32,
    /// `term`, `branch`, `clause`.
    pub kind: &'static str,
    /// In words.
    pub what: String,
}

/// A table's rows that no case reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreachedRows {
    /// The table.
    pub table: String,
    /// Rows reached.
    pub count: Count,
    /// The rows that no case reaches, as derivations name them.
    pub rows: Vec<String>,
}

/// What the cases of one contract reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Covered {
    /// Cases that this contract rated.
    pub cases: usize,
    /// Terms.
    pub terms: Count,
    /// Branches of conditions.
    pub branches: Count,
    /// Clauses.
    pub clauses: Count,
    /// What no case reaches, by line.
    pub unreached: Vec<Unreached>,
    /// Rows by table.
    pub rows: Vec<UnreachedRows>,
}

/// Coverage of one contract, filled case by case.
pub struct Coverage<'c, A> {
    contract: &'c A,
    cases: usize,
    acted: BTreeSet<usize>,
    branches: BTreeSet<(usize, bool)>,
    clauses: Vec<Vec<(Clause, bool)>>,
    rows: BTreeMap<String, BTreeSet<String>>,
}

impl<'c, A: ContractTerms> Coverage<'c, A> {
    /// Nothing reached yet.
    pub fn new(contract: &'c A) -> Coverage<'c, A> {
        let of = |term: &Term| clauses(term).into_iter().map(|clause| (clause, false)).collect();
        let clauses = contract.terms().terms.iter().map(of).collect();
        let (acted, branches, rows) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
        Coverage { contract, cases: 0, acted, branches, clauses, rows }
    }

    /// A case: its load, rated with explanations by this contract.
    pub fn add(&mut self, load: &Load, rating: &Rating) {
        self.cases += 1;
        for charge in &rating.charges {
            for step in &charge.derivation {
                if let Step::Row { table, row, .. } = step {
                    self.rows.entry(table.to_string()).or_default().insert(label(row));
                }
            }
        }
        for (at, term) in self.contract.terms().terms.iter().enumerate() {
            if !speaks(load, &term.verb) || !self.applies(term, load) {
                continue;
            }
            let own: Vec<&Charge> = rating.charges.iter().filter(|c| c.rule == term.location).collect();
            let held = |code: &str| rating.holds.iter().any(|h| h.charge.as_ref().is_some_and(|c| c.as_str() == code));
            if !own.is_empty() || term.bills().is_empty() || term.bills().into_iter().any(held) {
                self.acted.insert(at);
            }
            for (clause, reached) in &mut self.clauses[at] {
                *reached |= (clause.reached)(&own, load, rating);
            }
        }
    }

    /// Do the conditions hold? Those that are asked are noted, as far as the first that does not.
    fn applies(&mut self, term: &Term, load: &Load) -> bool {
        term.when.iter().all(|condition| {
            let Ok(holds) = self.contract.holds(condition, load) else { return false };
            self.branches.insert((condition.expression.0, holds != condition.negated));
            holds
        })
    }

    /// What was reached, and what was not.
    pub fn covered(&self, tables: &Tables) -> Covered {
        let mut covered = Covered { cases: self.cases, ..Covered::default() };
        let mut seen = BTreeSet::new();
        let mut read = BTreeSet::new();
        for (at, term) in self.contract.terms().terms.iter().enumerate() {
            let line = term.location.line;
            let acted = self.acted.contains(&at);
            covered.terms.add(acted);
            let mut missing = |kind, what: String| covered.unreached.push(Unreached { line, kind, what });
            if !acted {
                missing("term", format!("`{}`", term.says()));
            }
            for condition in &term.when {
                let id = condition.expression.0;
                for value in if seen.insert(id) { [true, false].as_slice() } else { &[] } {
                    let reached = self.branches.contains(&(id, *value));
                    covered.branches.add(reached);
                    if !reached {
                        let turned = if *value { "is never true" } else { "is never false" };
                        missing("branch", format!("`{}` {turned}", condition.text));
                    }
                }
            }
            for (clause, reached) in &self.clauses[at] {
                covered.clauses.add(*reached);
                if acted && !reached {
                    missing("clause", format!("`{}`: {}", term.says(), clause.what));
                }
            }
            read.extend(term.verb.tables());
        }
        let none = BTreeSet::new();
        for table in read.into_iter().filter_map(|name| tables.get(name)) {
            let reached = self.rows.get(table.name.as_str()).unwrap_or(&none);
            let all = labels(table);
            let rows: Vec<String> = all.iter().filter(|row| !reached.contains(*row)).cloned().collect();
            let count = Count { reached: all.len() - rows.len(), of: all.len() };
            if count.of > 0 {
                covered.rows.push(UnreachedRows { table: table.name.to_string(), count, rows });
            }
        }
        covered
    }
}

/// Does rating ask a phrase about a load of this status at all?
fn speaks(load: &Load, verb: &Verb) -> bool {
    match load.status {
        LoadStatus::Cancelled => false,
        LoadStatus::Tonu => {
            matches!(verb, Verb::Tonu(_) | Verb::CanadianTax(_) | Verb::Prorate(_) | Verb::Ask { .. })
        }
        _ => !matches!(verb, Verb::Tonu(_)),
    }
}

/// A row as a step names it, without what depends on the load: `3.50 <= 3.512 < 3.55` is the row from 3.50.
fn label(row: &str) -> String {
    match row.split_once(" <= ") {
        Some((low, _)) => format!("from {low}"),
        None => row.strip_suffix(" and above").map_or_else(|| row.to_owned(), |low| format!("from {low}")),
    }
}

/// The rows of a table, named alike.
fn labels(table: &Table) -> Vec<String> {
    match &table.body {
        TableBody::Bands { rows, .. } => rows.iter().map(|row| format!("from {}", row.low)).collect(),
        TableBody::Dated { rows, .. } => rows.iter().map(|(day, _)| format!("in force from {day}")).collect(),
        TableBody::Monthly { rows, .. } => {
            rows.keys().map(|month| format!("month {}", month.format("%Y-%m"))).collect()
        }
        TableBody::Scale { breaks, .. } => breaks.iter().map(|(from, _)| format!("from {from} lb")).collect(),
        TableBody::Lanes { lanes } => lanes
            .iter()
            .map(|l| format!("{} to {}, {}, from {}", l.origin, l.destination, l.equipment, l.from))
            .collect(),
        TableBody::Classes { rates } => {
            let of =
                |r: &ClassRate| format!("{} to {}, class {}, from {} lb", r.origin, r.destination, r.class, r.from_lb);
            rates.iter().map(of).collect()
        }
        TableBody::Taxes { rates } => {
            rates.iter().map(|r| format!("{} {} from {}", r.region, r.tax, r.effective)).collect()
        }
        TableBody::Index { .. } | TableBody::Exchange { .. } | TableBody::Holidays { .. } | TableBody::Zones { .. } => {
            Vec::new()
        }
    }
}

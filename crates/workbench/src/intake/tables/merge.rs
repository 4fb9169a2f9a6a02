//! Merge: what is published becomes rows of a table, or a question in the place of one. A function of texts and a day alone.
//!
//! Nothing that a table has is changed here: a row that is there may have been billed by. Rows are added behind its last one, and where a
//! question stands that a person answered.

use std::collections::BTreeMap;
use std::ops::Bound;

use linehaul_connectors::figures::{Figure, Key, Series};
use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::fault::Code;
use linehaul_domain::money::Currency;
use linehaul_domain::table::TableAsk;
use linehaul_domain::time::{Duration, NaiveDate};

use crate::intake::table_told::{Finding, name_of};
use crate::intake::tables::text::TableText;
use crate::settings::config::TableSource;

/// A gallon costs less than this in dollars: as many cents would be a fifth of one.
const LOOKS_LIKE_CENTS: i64 = 20;
/// A price or a rate of a day that is farther ahead than this is nobody's yet.
const AHEAD_DAYS: i64 = 14;
/// So many differences of one sort are told one by one.
const MOST_TOLD: usize = 5;

/// What the publications of a table say, the first and the second.
pub struct Said {
    /// Rows of what.
    pub series: Series,
    /// By the first.
    pub first: BTreeMap<Key, Figure>,
    /// By the second, where there is one and it could be read.
    pub second: Option<BTreeMap<Key, Figure>>,
}

/// What comes of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// The table's text, where it is another than before.
    pub text: Option<String>,
    /// Rows that were added.
    pub added: u64,
    /// What is amiss.
    pub findings: Vec<Finding>,
}

struct Merge<'a> {
    set: &'a TableSource,
    said: &'a Said,
    today: NaiveDate,
    added: BTreeMap<Key, Figure>,
    asks: BTreeMap<Key, TableAsk>,
    findings: Vec<Finding>,
}

/// Adds to a table what is published; a table that is not there yet is made. Why it cannot be added to, in words.
pub fn merge(set: &TableSource, now: Option<&[u8]>, said: &Said, today: NaiveDate) -> Result<Merged, String> {
    let table = match now {
        Some(bytes) => TableText::read(&set.name, bytes, said.series)?,
        None => {
            let layout = set.first.layout();
            let (publisher, licence) = layout.map_or(("", ""), |layout| (layout.publisher, layout.licence));
            let publisher = format!("{publisher}, {}", set.first.shown());
            TableText::new(said.series, &publisher, licence)
        }
    };
    let (added, asks, findings) = (BTreeMap::new(), table.asks.clone(), Vec::new());
    let mut merge = Merge { set, said, today, added, asks, findings };
    merge.compare(&table);
    merge.add(&table);
    let Merge { added, asks, findings, .. } = merge;
    let text = table.with(&added, &asks);
    // A table without a row does not read: it is made once there is one.
    let has_rows = !(table.rows.is_empty() && added.is_empty());
    let text =
        (has_rows && now != Some(text.as_bytes())).then_some(text).filter(|_| !added.is_empty() || asks != table.asks);
    Ok(Merged { text, added: added.len() as u64, findings })
}

impl Merge<'_> {
    /// What a publication says otherwise of a row that the table has, and what the first lacks between two that it has.
    fn compare(&mut self, table: &TableText) {
        let (set, said) = (self.set, self.said);
        let mut of_sort = |code, publication: &str, all: &BTreeMap<Key, Figure>| {
            let differs = |(key, row): (&Key, &Figure)| {
                let other = all.get(key).filter(|other| !other.agrees(row))?;
                let confirmed = set.chosen(key).and_then(canonical::exact).map(Figure::Number);
                (confirmed.as_ref() != Some(row)).then(|| (*key, row.clone(), other.clone()))
            };
            let all: Vec<_> = table.rows.iter().filter_map(differs).collect();
            for (key, row, other) in all.iter().rev().take(MOST_TOLD) {
                let what =
                    format!("{}: {publication} says {other} now, and the table has {row}, which stays", name_of(key));
                self.findings.push(Finding::of_row(key, code, what));
            }
            if all.len() > MOST_TOLD {
                let what = format!("{publication} differs from the table for {} days in all", all.len());
                self.findings.push(Finding { of: format!("days of {publication}"), code, what });
            }
        };
        of_sort(Code::TableFigureRevised, &set.first.shown(), &said.first);
        if let (Some(second), Some(publication)) = (&said.second, &set.second) {
            of_sort(Code::TableSourcesDiffer, &publication.shown(), second);
        }
        let Some((first, last)) = table.rows.keys().next().zip(table.rows.keys().next_back()) else { return };
        let lacking = table.rows.keys().filter(|key| !said.first.contains_key(key));
        let ends = said.first.keys().next().zip(said.first.keys().next_back());
        let lacking: Vec<&Key> = lacking.filter(|key| ends.is_some_and(|(a, b)| a < *key && *key < b)).collect();
        // Prices of long ago are published with those of today; of days off and rates all that is published is in the table from the first.
        let of_before = if said.series == Series::Index { Bound::Included(*first) } else { Bound::Unbounded };
        let holes = said.first.range((of_before, Bound::Excluded(*last))).map(|(key, _)| key);
        let holes: Vec<&Key> =
            holes.filter(|key| !table.rows.contains_key(key) && !table.asks.contains_key(key)).collect();
        for (keys, what) in [
            (lacking, "the table has it, and it is not among what is published"),
            (holes, "it is published, and the table lacks it among its rows: add it there"),
        ] {
            for key in keys.into_iter().rev().take(MOST_TOLD) {
                let what = format!("{}: {what} ({})", name_of(key), set.first.shown());
                self.findings.push(Finding::of_row(key, Code::TableSourceLacks, what));
            }
        }
    }

    /// Adds what is new, in the order of days.
    fn add(&mut self, table: &TableText) {
        let last = table.last();
        let is_new = |key: &Key| last.is_none_or(|last| key.0 > last) || table.asks.contains_key(key);
        let second = self.said.second.as_ref();
        let mut keys: Vec<Key> = self.said.first.keys().chain(table.asks.keys()).copied().filter(is_new).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys.into_iter().filter(|key| !table.rows.contains_key(key)) {
            self.one(table, key);
        }
        let only_second = second.into_iter().flatten().map(|(key, _)| *key);
        let only_second = only_second.filter(|key| is_new(key) && !self.said.first.contains_key(key));
        for key in only_second.take(MOST_TOLD).collect::<Vec<_>>() {
            let publication = self.set.second.as_ref().map(|second| second.shown()).unwrap_or_default();
            let what = format!("{}: only {publication} has a figure, and it is not used", name_of(&key));
            self.findings.push(Finding::of_row(&key, Code::TableSourceLacks, what));
        }
    }

    /// A row that is new, or that is asked for.
    fn one(&mut self, table: &TableText, key: Key) {
        if let Some(chosen) = self.set.chosen(&key).and_then(canonical::exact) {
            self.take(key, Figure::Number(chosen));
            return;
        }
        let Some(figure) = self.said.first.get(&key).cloned() else { return };
        let other = self.said.second.as_ref().map(|second| second.get(&key).cloned());
        let (first, second) = (self.set.first.shown(), self.set.second.as_ref().map(|second| second.shown()));
        let second = second.unwrap_or_default();
        if let Some(Some(other)) = &other
            && !other.agrees(&figure)
        {
            let question = format!("{first} says {figure}, {second} says {other}: which stands?");
            self.ask(key, Code::TableSourcesDiffer, question);
            return;
        }
        // Where the second cannot be read, a figure waits for it as it does where the second lacks it.
        if self.set.second.is_some() && !matches!(other, Some(Some(_))) {
            // A question is not answered by one of the two falling silent.
            if let Some(asked) = table.asks.get(&key) {
                self.ask(key, Code::TableSourcesDiffer, asked.question.clone());
                return;
            }
            if self.today < key.0 + Duration::days(i64::from(self.set.wait_days)) {
                return;
            }
            let what =
                format!("{}: {second} has no figure, and {first} says {figure}: it is used uncompared", name_of(&key));
            self.findings.push(Finding::of_row(&key, Code::TableSourceLacks, what));
        }
        match self.unlikely(table, &key, &figure) {
            Some(why) => {
                self.ask(key, Code::TableFigureUnlikely, format!("{first} says {figure}, {why}: what stands?"))
            }
            None => self.take(key, figure),
        }
    }

    fn take(&mut self, key: Key, figure: Figure) {
        self.asks.remove(&key);
        self.added.insert(key, figure);
    }

    fn ask(&mut self, key: Key, code: Code, question: String) {
        self.findings.push(Finding::of_row(&key, code, format!("{}: {question}", name_of(&key))));
        let (day, pair) = key;
        self.asks.insert(key, TableAsk { day, pair, question });
    }

    /// Why a figure cannot be right.
    fn unlikely(&self, table: &TableText, key: &Key, figure: &Figure) -> Option<String> {
        let Figure::Number(number) = figure else { return None };
        let (before, number) = (self.before(table, key), *number);
        if number <= Decimal::ZERO {
            return Some("which is no price".to_owned());
        }
        if key.0 > self.today + Duration::days(AHEAD_DAYS) {
            return Some(format!("and it is {} now", self.today));
        }
        if self.said.series == Series::Index && number >= Decimal::from(LOOKS_LIKE_CENTS) {
            return Some("which looks like cents, and dollars per gallon are wanted".to_owned());
        }
        let (day, before) = before?;
        let jump = (number - before).abs().checked_mul(Decimal::ONE_HUNDRED)?.checked_div(before)?;
        (jump > self.set.jump()).then(|| {
            format!(
                "{} percent from {before} of {day}, and more than {} cannot be right",
                jump.round_dp(1),
                self.set.jump()
            )
        })
    }

    /// The figure before a row: of its table, or of what is added.
    fn before(&self, table: &TableText, key: &Key) -> Option<(NaiveDate, Decimal)> {
        let earlier = |rows: &BTreeMap<Key, Figure>| newest_before(rows, key.0, key.1);
        [earlier(&table.rows), earlier(&self.added)].into_iter().flatten().max_by_key(|(day, _)| *day)
    }
}

fn newest_before(
    rows: &BTreeMap<Key, Figure>,
    day: NaiveDate,
    pair: Option<(Currency, Currency)>,
) -> Option<(NaiveDate, Decimal)> {
    let of_pair = rows.range(..(day, None)).rev().filter(|((_, own), _)| *own == pair);
    of_pair.into_iter().find_map(|((day, _), figure)| match figure {
        Figure::Number(number) if *number > Decimal::ZERO => Some((*day, *number)),
        _ => None,
    })
}

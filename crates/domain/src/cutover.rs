//! Cut-over: which loads were billed before this book, as a day, a list of what is invoiced already and people say it.
//!
//! The rule is here and nowhere else: who assesses a load asks it, and so does the book before it takes an approval or an invoice.
//! A person's word stands before the list, the list before the day.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::decision::Decision;
use crate::ids::{Hash, normal};
use crate::load::Load;
use crate::money::{Currency, Money, fixed};
use crate::time::NaiveDate;

/// What a number of a list names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Names {
    /// A load.
    Load,
    /// A shipment, by the carrier's number.
    Pro,
    /// A shipment, by its bill of lading.
    Bol,
    /// Any of these.
    Any,
    /// Perhaps any of these, perhaps none: it stands in the words of an invoice.
    Mentioned,
}

/// A number by which a line names a load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// What it is the number of.
    pub names: Names,
    /// The number as it came.
    pub number: String,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BilledLine {
    /// Its physical line in the file, from 1.
    pub line: u32,
    /// The numbers by which it names loads.
    pub named: Vec<Named>,
    /// The invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<String>,
    /// What it billed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Decimal>,
    /// In which currency, where the list says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
}

impl BilledLine {
    /// Its amount is what one load was billed at: it names one, however often.
    fn is_of_one(&self) -> bool {
        let of = |names| self.named.iter().filter(|n| n.names == names).count();
        [Names::Load, Names::Pro, Names::Bol, Names::Any].into_iter().all(|names| of(names) <= 1)
    }

    /// How it names loads, in words: `load 10421`.
    pub fn words(&self) -> String {
        let one = |named: &Named| match named.names {
            Names::Load => format!("load {}", named.number),
            Names::Pro => format!("PRO {}", named.number),
            Names::Bol => format!("BOL {}", named.number),
            Names::Any => format!("reference {}", named.number),
            Names::Mentioned => format!("perhaps {}", named.number),
        };
        match self.named.as_slice() {
            [] => "no load".to_owned(),
            named => named.iter().map(one).collect::<Vec<_>>().join(", "),
        }
    }
}

/// What is invoiced already, as the list was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BilledList {
    /// Our columns with the headers that they were read from.
    pub columns: BTreeMap<String, String>,
    /// Headers that were not read.
    pub not_read: Vec<String>,
    /// The lines, in the order of the file.
    pub lines: Vec<BilledLine>,
}

/// What was said of one load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// Whether it was billed is not known since the book was put back: a person has to say.
    Unsaid,
    /// It is billed by this book.
    Here,
    /// It was billed before it.
    Elsewhere {
        /// The invoice.
        invoice: Option<String>,
        /// What that billed.
        amount: Option<Money>,
    },
}

impl Word {
    /// What a decision says of its load in this matter.
    pub fn of(decision: &Decision) -> Option<Word> {
        match decision {
            Decision::BilledHere { .. } => Some(Word::Here),
            Decision::MayBeBilled(_) => Some(Word::Unsaid),
            Decision::BilledElsewhere { billed_by, amount, .. } => {
                Some(Word::Elsewhere { invoice: billed_by.clone(), amount: *amount })
            }
            _ => None,
        }
    }
}

/// Why a load counts as billed elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// It was delivered before the day.
    Day,
    /// The list names it.
    List,
    /// A person said so.
    Person,
}

/// How a load was billed elsewhere, as far as that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Why it counts as that.
    pub by: By,
    /// The invoices.
    pub invoices: Vec<String>,
    /// What they billed, where each says so for this load alone; with the currency where that is said.
    pub amount: Option<(Decimal, Option<Currency>)>,
    /// The lines of the list that name it.
    pub lines: Vec<u32>,
}

/// What is asked of a load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// It was delivered before the day, and the list does not name it.
    NotListed {
        /// The day on which it was delivered.
        delivered: NaiveDate,
    },
    /// It was delivered, and nobody knows when.
    NoDay,
    /// The list names a reference that it had before that was corrected.
    OnceListed {
        /// The reference.
        name: String,
        /// What it was.
        value: String,
        /// The line of the list.
        line: u32,
    },
    /// A line of the list has one of its numbers among its words.
    Mentioned {
        /// The number.
        number: String,
        /// The line of the list.
        line: u32,
    },
    /// It was approved or ready in a book that was put back, and what was invoiced since is not in that.
    PutBack,
    /// It was told as delivered before the day, before that was corrected.
    OnceBefore {
        /// The day that was told.
        delivered: NaiveDate,
    },
}

/// What the cut-over makes of a load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is billed by this book.
    Here,
    /// It was billed before it.
    Elsewhere(Elsewhere),
    /// That has to be said.
    Asked(Question),
}

/// The cut-over that stands.
#[derive(Debug, Clone, Default)]
pub struct Cutover {
    seq: u64,
    day: Option<NaiveDate>,
    list: Option<BilledList>,
    /// Lines by what they name, numbers in their normal form.
    by_number: BTreeMap<(Names, String), Vec<usize>>,
}

impl Cutover {
    /// As an entry of the book sets it.
    pub fn new(seq: u64, day: Option<NaiveDate>, list: Option<BilledList>) -> Cutover {
        let mut by_number: BTreeMap<(Names, String), Vec<usize>> = BTreeMap::new();
        for (at, line) in list.iter().flat_map(|list| list.lines.iter().enumerate()) {
            for named in &line.named {
                let lines = by_number.entry((named.names, normal(&named.number))).or_default();
                if lines.last() != Some(&at) {
                    lines.push(at);
                }
            }
        }
        Cutover { seq, day, list, by_number }
    }

    /// The entry that set it; 0 where none did.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Did anybody say what was billed before?
    pub fn is_set(&self) -> bool {
        self.seq > 0
    }

    /// Does it part any load from the others? Where it does not, nothing has to be known of a load but what people said of it.
    pub fn parts(&self) -> bool {
        self.day.is_some() || self.list.is_some()
    }

    /// The day.
    pub fn day(&self) -> Option<NaiveDate> {
        self.day
    }

    /// The list.
    pub fn list(&self) -> Option<&BilledList> {
        self.list.as_ref()
    }

    /// The lines that name a load, in order.
    pub fn lines_of(&self, load: &Load) -> Vec<&BilledLine> {
        let Some(list) = &self.list else { return Vec::new() };
        let mut found: Vec<usize> = Vec::new();
        for (names, number) in numbers_of(load) {
            for names in [names, Names::Any] {
                found.extend(self.by_number.get(&(names, number.clone())).into_iter().flatten());
            }
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|at| list.lines.get(at)).collect()
    }

    /// What it would have made another load of it than one that is billed here, before what was said of it was corrected.
    fn once(&self, load: &Load) -> Option<Question> {
        let listed = load.formerly.references.iter().find_map(|(name, value)| {
            let (names, number) = (names_of(name)?, normal(value));
            let of = |names| self.by_number.get(&(names, number.clone())).and_then(|lines| lines.first());
            let line = self.list.as_ref()?.lines.get(*of(names).or_else(|| of(Names::Any))?)?.line;
            Some(Question::OnceListed { name: name.clone(), value: value.clone(), line })
        });
        let before = |day: NaiveDate| load.formerly.done.iter().find(|done| **done < day);
        let judged = self.day.filter(|_| load.status.is_judged());
        listed.or_else(|| judged.and_then(before).map(|delivered| Question::OnceBefore { delivered: *delivered }))
    }

    /// A line that has one of its numbers among its words.
    fn mentioned(&self, load: &Load) -> Option<Question> {
        numbers_of(load).into_iter().find_map(|(_, number)| {
            let at = self.by_number.get(&(Names::Mentioned, number.clone()))?.first()?;
            let line = self.list.as_ref()?.lines.get(*at)?.line;
            Some(Question::Mentioned { number, line })
        })
    }

    /// What it makes of a load, given what a person said of that one.
    pub fn standing(&self, load: &Load, word: Option<&Word>) -> Standing {
        let lines = self.lines_of(load);
        let listed = (!lines.is_empty()).then(|| of_lines(&lines));
        match word {
            Some(Word::Here) => return Standing::Here,
            Some(Word::Elsewhere { invoice, amount }) => {
                let list =
                    listed.unwrap_or(Elsewhere { by: By::List, invoices: Vec::new(), amount: None, lines: Vec::new() });
                return Standing::Elsewhere(Elsewhere {
                    by: By::Person,
                    invoices: invoice.clone().map_or(list.invoices, |invoice| vec![invoice]),
                    amount: amount.map(|m| (m.amount, Some(m.currency))).or(list.amount),
                    lines: list.lines,
                });
            }
            Some(Word::Unsaid) | None => {}
        }
        if let Some(listed) = listed {
            return Standing::Elsewhere(listed);
        }
        if word.is_some() {
            return Standing::Asked(Question::PutBack);
        }
        let here = || self.once(load).or_else(|| self.mentioned(load)).map_or(Standing::Here, Standing::Asked);
        let Some(day) = self.day.filter(|_| load.status.is_judged()) else { return here() };
        match load.done_on() {
            None => Standing::Asked(Question::NoDay),
            Some(done) if done >= day => here(),
            Some(delivered) if self.list.is_some() => Standing::Asked(Question::NotListed { delivered }),
            Some(_) => {
                let (invoices, lines) = (Vec::new(), Vec::new());
                Standing::Elsewhere(Elsewhere { by: By::Day, invoices, amount: None, lines })
            }
        }
    }
}

/// What a reference of a load is to a list; `None` where a list does not go by it.
fn names_of(reference: &str) -> Option<Names> {
    match reference.trim().to_lowercase().as_str() {
        "pro" | "pro_number" => Some(Names::Pro),
        "bol" | "bol_number" => Some(Names::Bol),
        _ => None,
    }
}

/// The numbers by which a list may name a load, in their normal form.
fn numbers_of(load: &Load) -> Vec<(Names, String)> {
    let number = load.number.as_str();
    let mut numbers = vec![(Names::Load, normal(number))];
    // A load of another source than the primary one stands behind that one's name, which no list of invoices has.
    numbers.extend(load.number.source_and_number().map(|(_, bare)| (Names::Load, normal(bare))));
    for (name, value) in &load.references {
        numbers.extend(names_of(name).map(|names| (names, normal(value))));
    }
    numbers.retain(|(_, number)| !number.is_empty());
    numbers
}

fn of_lines(lines: &[&BilledLine]) -> Elsewhere {
    let mut invoices: Vec<String> = Vec::new();
    for invoice in lines.iter().filter_map(|line| line.invoice.clone()) {
        if !invoices.contains(&invoice) {
            invoices.push(invoice);
        }
    }
    let currency = lines.first().and_then(|line| line.currency);
    let told = |line: &&&BilledLine| line.amount.filter(|_| line.is_of_one() && line.currency == currency);
    let amounts: Vec<Decimal> = lines.iter().filter_map(|line| told(&line)).collect();
    let sum = amounts.iter().try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(*amount));
    // A sum that lacks a line would be told as a difference that is none.
    let amount = sum.filter(|_| amounts.len() == lines.len()).map(|sum| (sum, currency));
    Elsewhere { by: By::List, invoices, amount, lines: lines.iter().map(|line| line.line).collect() }
}

/// An amount in its currency's places; where a list says no currency, in those of a dollar.
pub fn amount_text(amount: Decimal, currency: Option<Currency>) -> String {
    fixed(amount, currency.unwrap_or(Currency::USD))
}

/// The bodies that setting a cut-over names.
pub fn bodies<'a>(billed: &'a Option<Hash>, file: &'a Option<Hash>) -> impl Iterator<Item = &'a Hash> {
    billed.iter().chain(file)
}

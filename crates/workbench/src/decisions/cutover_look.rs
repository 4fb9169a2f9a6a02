//! Where a cut-over stands: what it leaves to others, what it asks, what of the list fits nothing, each with its money. Looking at one
//! that is not set yet is the same look.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::Decimal;
use linehaul_domain::cutover::{BilledLine, By, Cutover, Standing};
use linehaul_domain::decision::Entry;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{CustomerId, LoadNumber};
use linehaul_domain::load::Load;
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;
use linehaul_store::StoredAssessment;

use crate::assessment::elsewhere;
use crate::book::load_state;
use crate::workspace::home::Workbench;

/// How many, and what they come to by currency; that of a list may not be said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many.
    pub count: u64,
    /// Of how many no amount is known.
    pub without: u64,
    /// What the others come to.
    pub totals: BTreeMap<Option<Currency>, Decimal>,
}

impl Sum {
    fn add(&mut self, amount: Option<(Decimal, Option<Currency>)>) {
        self.count += 1;
        match amount {
            None => self.without += 1,
            Some((amount, currency)) => {
                let total = self.totals.entry(currency).or_default();
                *total = total.saturating_add(amount);
            }
        }
    }

    fn of(amounts: impl IntoIterator<Item = Option<(Decimal, Option<Currency>)>>) -> Sum {
        let mut sum = Sum::default();
        amounts.into_iter().for_each(|amount| sum.add(amount));
        sum
    }
}

fn of_line(line: &BilledLine) -> Option<(Decimal, Option<Currency>)> {
    line.amount.map(|amount| (amount, line.currency))
}

/// A load of which the cut-over says something.
#[derive(Debug, Clone)]
pub struct CutLoad {
    /// The load.
    pub load: LoadNumber,
    /// Its number as it is shown.
    pub shown: String,
    /// Who is billed.
    pub customer: Option<CustomerId>,
    /// The day on which it was done.
    pub delivered: Option<NaiveDate>,
    /// What it comes to here, as far as it is computed.
    pub total: Decimal,
    /// In this currency.
    pub currency: Currency,
    /// How it stands, in words.
    pub words: String,
    /// By what it counts as billed elsewhere.
    pub by: Option<By>,
    /// The invoices that billed it elsewhere.
    pub invoices: Vec<String>,
    /// At what, with the currency where that is said.
    pub billed: Option<(Decimal, Option<Currency>)>,
    /// What it would come to here less that, where both are certain and differ.
    pub difference: Option<Decimal>,
    /// Was it delivered from the day on?
    pub after: bool,
}

impl CutLoad {
    fn here(&self) -> Option<(Decimal, Option<Currency>)> {
        Some((self.total, Some(self.currency)))
    }
}

/// What a look found.
#[derive(Debug, Clone, Default)]
pub struct Looked {
    /// The entry that set it; none where it is only tried.
    pub entry: Option<Entry>,
    /// The day.
    pub day: Option<NaiveDate>,
    /// Our columns of the list, with the headers that they were read from.
    pub columns: BTreeMap<String, String>,
    /// Headers of the list that were not read.
    pub not_read: Vec<String>,
    /// Is it too late to set it otherwise?
    pub fixed: bool,
    /// Was the book put back, and nobody said since that this one is the last?
    pub asked_again: bool,
    /// Billed elsewhere.
    pub elsewhere: Vec<CutLoad>,
    /// Asked about.
    pub asked: Vec<CutLoad>,
    /// Billed elsewhere or asked about by the cut-over that stood before, and billed here by this one.
    pub no_longer: Vec<CutLoad>,
    /// Approved or invoiced here, and not to be billed here by what day, list and people say.
    pub bound: Vec<CutLoad>,
    /// Lines that fit no load.
    pub unmatched: Vec<BilledLine>,
    /// Lines that fit several loads, with these.
    pub several: Vec<(BilledLine, Vec<String>)>,
    /// All lines of the list.
    pub listed: Sum,
    /// Those that name a load.
    pub matched: Sum,
    /// What is delivered, and left to be billed here.
    pub here: Sum,
}

impl Looked {
    /// Billed elsewhere: loads, and what they were billed at as far as it is said, in their own currency where none is.
    pub fn sum_elsewhere(&self) -> Sum {
        let billed = |load: &CutLoad| load.billed.map(|(amount, said)| (amount, said.or(Some(load.currency))));
        Sum::of(self.elsewhere.iter().map(billed))
    }

    /// Asked about: loads, and what they come to here.
    pub fn sum_asked(&self) -> Sum {
        Sum::of(self.asked.iter().map(CutLoad::here))
    }

    /// The same, with what it frees of what another kept: a list in the place of one that had more would bill these again.
    pub fn instead_of(mut self, before: Looked) -> Looked {
        let kept: BTreeSet<&LoadNumber> =
            [&self.elsewhere, &self.asked, &self.bound].into_iter().flatten().map(|load| &load.load).collect();
        let freed = before.elsewhere.into_iter().chain(before.asked).filter(|load| !kept.contains(&load.load));
        let freed: Vec<CutLoad> = freed.collect();
        self.no_longer = freed;
        self
    }

    /// Lines that fit no load.
    pub fn sum_unmatched(&self) -> Sum {
        Sum::of(self.unmatched.iter().map(of_line))
    }

    /// Loads that would have come to another amount here: the differences.
    pub fn sum_differing(&self) -> Sum {
        let differs = |load: &CutLoad| load.difference.map(|difference| Some((difference, Some(load.currency))));
        Sum::of(self.elsewhere.iter().filter_map(differs))
    }

    /// Loads from the day on that are billed elsewhere all the same.
    pub fn after(&self) -> impl Iterator<Item = &CutLoad> {
        self.elsewhere.iter().filter(|load| load.after)
    }

    /// Is anything left that somebody has to look into?
    pub fn asks(&self) -> bool {
        self.asked_again
            || !self.asked.is_empty()
            || !self.unmatched.is_empty()
            || !self.several.is_empty()
            || !self.bound.is_empty()
    }
}

/// Looks at the cut-over that stands.
pub fn look(bench: &Workbench) -> Outcome<Looked> {
    let cutover = bench.book.cutover()?;
    let looked = look_at(bench, &cutover)?;
    Ok(Looked { entry: bench.book.entry(cutover.seq())?, ..looked })
}

/// What a cut-over makes of the loads on hand, whether it is set or not.
pub fn look_at(bench: &Workbench, cutover: &Cutover) -> Outcome<Looked> {
    let (columns, not_read) =
        cutover.list().map(|list| (list.columns.clone(), list.not_read.clone())).unwrap_or_default();
    let fixed = bench.book.cutover_is_fixed()?;
    let asked_again = bench.book.cutover_must_be_known().is_err();
    let mut looked = Looked { day: cutover.day(), columns, not_read, fixed, asked_again, ..Looked::default() };
    let mut named: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for number in bench.cache.loads()? {
        let (Some((load, _)), Some(stored)) = (bench.cache.load(&number)?, bench.cache.assessment(&number)?) else {
            continue;
        };
        for line in cutover.lines_of(&load) {
            named.entry(line.line).or_default().push(shown(&load));
        }
        one(bench, cutover, (&load, &stored), &mut looked)?;
    }
    for line in cutover.list().iter().flat_map(|list| &list.lines) {
        looked.listed.add(of_line(line));
        match named.remove(&line.line) {
            None => looked.unmatched.push(line.clone()),
            Some(loads) => {
                looked.matched.add(of_line(line));
                if loads.len() > line.named.len() {
                    looked.several.push((line.clone(), loads));
                }
            }
        }
    }
    Ok(looked)
}

fn shown(load: &Load) -> String {
    load.stated_number.clone().unwrap_or_else(|| load.number.0.clone())
}

fn one(
    bench: &Workbench,
    cutover: &Cutover,
    (load, stored): (&Load, &StoredAssessment),
    looked: &mut Looked,
) -> Outcome<()> {
    let load_state = load_state::of_load(&bench.book, &load.number)?;
    let standing = cutover.standing(load, load_state.word.as_ref());
    let bound = load_state.approval.is_some() || load_state.invoice().is_some() || load_state.outside.is_some();
    let delivered = load.done_on();
    let mut line = CutLoad {
        load: load.number.clone(),
        shown: shown(load),
        customer: stored.customer.clone(),
        delivered,
        total: stored.total,
        currency: stored.currency,
        words: elsewhere::words(&standing).unwrap_or_default(),
        by: None,
        invoices: Vec::new(),
        billed: None,
        difference: elsewhere::difference(&stored.assessment, &standing).map(|difference| difference.amount),
        after: delivered.zip(cutover.day()).is_some_and(|(delivered, day)| delivered >= day),
    };
    if let Standing::Elsewhere(elsewhere) = &standing {
        line.by = Some(elsewhere.by);
        line.invoices.clone_from(&elsewhere.invoices);
        line.billed = elsewhere.amount;
    }
    match (&standing, bound) {
        (Standing::Here, true) => {}
        (Standing::Here, false) if load.status.is_judged() => looked.here.add(line.here()),
        (Standing::Here, false) => {}
        (_, true) => looked.bound.push(line),
        (Standing::Elsewhere(_), false) => looked.elsewhere.push(line),
        (Standing::Asked(_), false) => looked.asked.push(line),
    }
    Ok(())
}

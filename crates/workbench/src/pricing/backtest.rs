//! Backtest: what a contract that is not in force yet would have done to the loads on hand.
//!
//! Only loads that the change can touch are rated again ([`linehaul_billing::reach`]); the rest is counted with the reason
//! why it cannot change. Adjustments of persons stand beside both and are left out. Nothing is decided or kept.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use linehaul_billing::assess::{Found, Inputs, Rating, judge};
use linehaul_billing::reach::{Reach, reach, touches};
use linehaul_domain::Decimal;
use linehaul_domain::charge::Charge;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{CustomerId, LoadNumber};
use linehaul_domain::load::Load;
use linehaul_domain::money::Currency;
use linehaul_domain::party::Customer;
use linehaul_domain::table::Tables;
use linehaul_domain::time::NaiveDate;
use linehaul_rules::Contract;

use crate::contracts::library::{ContractLibrary, HOUSE};
use crate::machine::disk::file_name;
use crate::pricing::rules::read_contract;
use crate::workspace::home::Workbench;

/// Movements that are told with both derivations.
const LARGEST: usize = 10;

/// What to try.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Only loads delivered from this day on.
    pub since: Option<NaiveDate>,
    /// Rate every load with both, whatever the change can touch: the reference.
    pub everything: bool,
    /// The tables beside the candidate, where they are others than those in force. Then every load is rated with both.
    pub tables: Option<Arc<Tables>>,
}

/// One load that comes out otherwise.
#[derive(Debug, Clone)]
pub struct Movement {
    /// Which.
    pub load: LoadNumber,
    /// Who is billed.
    pub customer: Option<CustomerId>,
    /// Local day of delivery.
    pub delivered: Option<NaiveDate>,
    /// As the contract in force has it.
    pub before: Rating,
    /// As the candidate would have it.
    pub after: Rating,
}

impl Movement {
    /// Total after less total before; nothing when the currency changes.
    pub fn delta(&self) -> Option<Decimal> {
        (self.before.currency == self.after.currency).then(|| self.after.total - self.before.total)
    }

    /// Total by charge, after less before.
    fn by_code(&self) -> BTreeMap<String, Decimal> {
        let mut codes: BTreeMap<String, Decimal> = BTreeMap::new();
        self.before.charges.iter().for_each(|c| *codes.entry(c.code.to_string()).or_default() -= c.amount);
        self.after.charges.iter().for_each(|c| *codes.entry(c.code.to_string()).or_default() += c.amount);
        codes.retain(|_, amount| !amount.is_zero());
        codes
    }

    /// Without the steps of its derivations.
    fn plain(mut self) -> Movement {
        let bare = |charges: &mut Vec<Charge>| charges.iter_mut().for_each(|c| c.derivation = Vec::new());
        bare(&mut self.before.charges);
        bare(&mut self.after.charges);
        self
    }
}

/// Sums by currency and by a name.
pub type Sums = BTreeMap<(Currency, String), Decimal>;

/// What it would have done.
#[derive(Debug, Clone, Default)]
pub struct Backtest {
    /// The candidate, as shown to people.
    pub contract: String,
    /// What changes in its terms, in words.
    pub words: Vec<String>,
    /// Loads on hand, in the window.
    pub loads: usize,
    /// Loads rated with both.
    pub rated: usize,
    /// Loads that cannot change, by reason.
    pub skipped: BTreeMap<&'static str, usize>,
    /// Loads that come out otherwise.
    pub changed: Vec<Movement>,
    /// Money moved by currency.
    pub totals: BTreeMap<Currency, Decimal>,
    /// By charge code.
    pub by_code: Sums,
    /// By customer.
    pub by_customer: Sums,
    /// By month of delivery.
    pub by_month: Sums,
    /// Ready before and held after.
    pub newly_held: usize,
    /// Held before and ready after.
    pub newly_ready: usize,
    /// Of the changed loads those that are approved or billed: they keep their price whatever is published.
    pub kept: usize,
    /// The largest movements, with derivations.
    pub largest: Vec<Movement>,
    /// Was it stopped before its end?
    pub partial: bool,
}

/// Reads the candidate. The folder that the file stands in says whose contract it is. LH-352 when it does not read.
pub fn candidate(tables: &Tables, file: &Path) -> Outcome<(String, Contract)> {
    let folder = file.parent().map(file_name).unwrap_or_default();
    match read_contract(file, tables)? {
        Ok(contract) => Ok((folder, contract)),
        Err(problems) => {
            let first = problems.first();
            let why = first.map_or_else(String::new, |p| format!(":{}:{}: {}", p.line, p.column, p.message));
            Err(Fault::new(
                Code::CandidateUnreadable,
                format!("{}{why}", file.display()),
                "Nothing was tried.",
                "Mend the line; `linehaul rules check` names all of them.",
            ))
        }
    }
}

/// The tables in force with those that the file names as they stand on the disk, where these are others: a table is published
/// with the contract that names it, and not by being edited.
pub fn tables_beside(bench: &Workbench, file: &Path) -> Outcome<Option<Arc<Tables>>> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let mut disk = ContractLibrary::default();
    disk.read_tables(&bench.dir.join("rules/tables"))?;
    let mut tables = (*bench.library.tables).clone();
    let mut others = false;
    for name in bench.library.table_drafts.iter().filter(|name| text.contains(name.as_str())) {
        if let Some(table) = disk.tables.get(name) {
            tables.insert(name.clone(), table.clone());
            others = true;
        }
    }
    Ok(others.then(|| Arc::new(tables)))
}

/// Tries a candidate. `on_progress` is told (done, all) and may stop by answering `false`: what was found so far is told,
/// and marked as partial.
pub fn backtest(
    bench: &Workbench,
    folder: &str,
    candidate: &Contract,
    ask: Ask,
    on_progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Outcome<Backtest> {
    let index = bench.cache.index()?;
    let mut run = Run { bench, folder, candidate, ask, customers: BTreeMap::new(), result: Backtest::default() };
    run.result.contract = candidate.terms().file.clone();
    run.result.words = run.words();
    for (at, (number, customer, delivered)) in index.iter().enumerate() {
        if at % 64 == 0 && !on_progress(at, index.len()) {
            run.result.partial = true;
            break;
        }
        if run.ask.since.is_some_and(|since| delivered.is_none_or(|day| day < since)) {
            continue;
        }
        run.result.loads += 1;
        run.load(number, customer.as_ref(), *delivered)?;
    }
    if !run.result.partial {
        on_progress(index.len(), index.len());
    }
    run.finish()
}

struct Run<'a> {
    bench: &'a Workbench,
    folder: &'a str,
    candidate: &'a Contract,
    ask: Ask,
    customers: BTreeMap<CustomerId, Option<Customer>>,
    result: Backtest,
}

impl<'a> Run<'a> {
    fn versions(&self) -> Option<&'a crate::contracts::library::Versions> {
        match self.folder {
            HOUSE => Some(&self.bench.library.house),
            folder => self.bench.library.contracts.get(folder),
        }
    }

    /// The terms that change, against the version of the day that the candidate begins.
    fn words(&self) -> Vec<String> {
        let from = self.candidate.terms().effective;
        let good = self.versions().map(|v| v.good.as_slice()).unwrap_or_default();
        let before = good.iter().filter(|c| c.terms().effective <= from).max_by_key(|c| c.terms().effective);
        match before {
            None => vec![format!("the first version, in force from {from}")],
            Some(before) => linehaul_billing::wording::difference(before, self.candidate),
        }
    }

    fn skip(&mut self, why: &'static str) -> Outcome<()> {
        *self.result.skipped.entry(why).or_default() += 1;
        Ok(())
    }

    fn load(
        &mut self,
        number: &LoadNumber,
        customer: Option<&CustomerId>,
        delivered: Option<NaiveDate>,
    ) -> Outcome<()> {
        let Some(customer) = customer else { return self.skip("no customer is known") };
        let own = self.folder_of(customer)?;
        let house = self.bench.config.house_tariff(customer);
        let everything = self.ask.everything || self.ask.tables.is_some();
        if own != self.folder && !(self.folder == HOUSE && house) && !everything {
            return self.skip("another contract speaks for the customer");
        }
        let Some((load, _)) = self.bench.cache.load(number)? else { return Ok(()) };
        if !everything && let Some(why) = self.untouched(&own, &load) {
            return self.skip(why);
        }
        self.result.rated += 1;
        let (before, after) =
            (self.rate(&own, customer, &load, false, false)?, self.rate(&own, customer, &load, true, false)?);
        if same(&before, &after) {
            return Ok(());
        }
        let customer = Some(customer.clone());
        let movement = Movement { load: number.clone(), customer, delivered, before, after };
        let stored = self.bench.cache.assessment(number)?;
        self.result.kept += usize::from(stored.is_some_and(|s| s.state.is_frozen()));
        self.count(&movement);
        self.result.changed.push(movement.plain());
        Ok(())
    }

    /// Why a load of this contract cannot change.
    fn untouched(&self, own: &str, load: &Load) -> Option<&'static str> {
        let versions = self.versions()?;
        let before = versions.in_force(load);
        let after = versions.in_force_with(Some(self.candidate), load);
        let (Found::Contract(before), Found::Contract(after)) = (before, after) else { return None };
        if std::ptr::eq(before, after) {
            return Some("another version is in force on its day");
        }
        if self.folder == HOUSE && own != HOUSE {
            return None;
        }
        match reach(before, after) {
            Reach::Nothing => Some("the terms mean the same"),
            Reach::Everything(_) => None,
            Reach::Terms(terms) => {
                let touched = terms.iter().any(|(contract, term)| touches(*contract, term, load));
                (!touched).then_some("no changed term can act on it")
            }
        }
    }

    /// What is known of a customer, asked for once.
    fn known(&mut self, customer: &CustomerId) -> Outcome<Option<&Customer>> {
        if !self.customers.contains_key(customer) {
            self.customers.insert(customer.clone(), self.bench.cache.customer(customer)?);
        }
        Ok(self.customers.get(customer).and_then(Option::as_ref))
    }

    fn folder_of(&mut self, customer: &CustomerId) -> Outcome<String> {
        let config = &self.bench.config;
        Ok(config.contract_folder(customer, self.known(customer)?))
    }

    fn rate(&mut self, own: &str, customer: &CustomerId, load: &Load, with: bool, explain: bool) -> Outcome<Rating> {
        let bench = self.bench;
        self.known(customer)?;
        let candidate = with.then_some((self.folder, self.candidate));
        let (contract, house) = bench.library.speaks((own, bench.config.house_tariff(customer)), candidate, load);
        let settings = bench.config.settings(Some(customer));
        Ok(judge(&Inputs {
            load,
            contract,
            house,
            tables: self.ask.tables.as_deref().filter(|_| with).unwrap_or(&bench.library.tables),
            // A rating has no pins, and nothing looks at this.
            tables_hash: &bench.library.tables_hash(None, None),
            customer: self.customers.get(customer).and_then(Option::as_ref),
            settings: &settings,
            adjustments: &[],
            explain,
        }))
    }

    fn count(&mut self, movement: &Movement) {
        let result = &mut self.result;
        match (movement.before.is_ready(), movement.after.is_ready()) {
            (true, false) => result.newly_held += 1,
            (false, true) => result.newly_ready += 1,
            _ => {}
        }
        let Some(delta) = movement.delta() else { return };
        let currency = movement.after.currency;
        let add = |sums: &mut Sums, name: String, amount: Decimal| *sums.entry((currency, name)).or_default() += amount;
        *result.totals.entry(currency).or_default() += delta;
        for (code, amount) in movement.by_code() {
            add(&mut result.by_code, code, amount);
        }
        let customer = movement.customer.as_ref().map_or_else(String::new, ToString::to_string);
        add(&mut result.by_customer, customer, delta);
        let month = movement.delivered.map_or_else(|| "not delivered".to_owned(), |d| d.format("%Y-%m").to_string());
        add(&mut result.by_month, month, delta);
    }

    /// The largest movements again, with their derivations.
    fn finish(mut self) -> Outcome<Backtest> {
        let mut order: Vec<usize> = (0..self.result.changed.len()).collect();
        let size = |m: &Movement| m.delta().map_or(Decimal::MAX, |d| d.abs());
        order.sort_by(|a, b| size(&self.result.changed[*b]).cmp(&size(&self.result.changed[*a])));
        for at in order.into_iter().take(LARGEST) {
            let plain = self.result.changed[at].clone();
            let Some(customer) = &plain.customer else { continue };
            let Some((load, _)) = self.bench.cache.load(&plain.load)? else { continue };
            let own = self.folder_of(customer)?;
            let (before, after) =
                (self.rate(&own, customer, &load, false, true)?, self.rate(&own, customer, &load, true, true)?);
            self.result.largest.push(Movement { before, after, ..plain });
        }
        Ok(self.result)
    }
}

/// Do two ratings bill and ask for the same?
fn same(a: &Rating, b: &Rating) -> bool {
    let lines = |r: &Rating| r.charges.iter().map(|c| (c.code.clone(), c.stop, c.amount)).collect::<Vec<_>>();
    let holds =
        |r: &Rating| r.holds.iter().map(|h| (h.code, h.stop, h.charge.clone(), h.document.clone())).collect::<Vec<_>>();
    a.currency == b.currency && a.total == b.total && lines(a) == lines(b) && holds(a) == holds(b)
}

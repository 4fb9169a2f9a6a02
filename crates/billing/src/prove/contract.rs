//! Contracts: properties that must hold over made-up loads, and the smallest load that breaks one.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::extra::Extra;
use linehaul_domain::hold::{HoldCode, Loses};
use linehaul_domain::load::Load;
use linehaul_domain::stop::{Schedule, StopVisit};
use linehaul_domain::table::Tables;
use linehaul_domain::terms::{CapPer, DateBasis, FuelShape, Per, Term, Tonu, Verb};
use linehaul_domain::time::{Duration, Instant};

use crate::contract_terms::ContractTerms;
use crate::prove::loads::{Dice, Kit};
use crate::rate::{Rating, rate};

/// A property with what came of it.
#[derive(Debug, Clone)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// Did it hold over every load?
    pub holds: bool,
    /// The smallest load found that breaks it, and why.
    pub counter_example: Option<(Load, String)>,
    /// Loads tried.
    pub loads: usize,
}

/// What came of proving a contract.
#[derive(Debug, Clone)]
pub struct Trial {
    /// Each property.
    pub properties: Vec<Property>,
    /// Loads made up.
    pub loads: usize,
    /// Those of which every line was computed: the others say nothing about amounts.
    pub whole: usize,
    /// What held the others, by code.
    pub held: BTreeMap<&'static str, usize>,
}

/// How often a load of which a line cannot be computed is made up anew. The last is taken as it is: its holds are tried too.
const TRIES: usize = 7;

/// Why a load breaks a property; nothing when it does not.
type Broken = Option<String>;
/// Checks one property on one load.
type Check<A> = fn(&A, &Tables, &Load) -> Broken;

/// Every property, by name.
pub fn properties<A: ContractTerms>() -> Vec<(&'static str, Check<A>)> {
    vec![
        ("no load ends in an error of the contract", no_error),
        ("the lines sum to the total, each rounded to the cent", sums),
        ("no charge but a discount is negative", not_negative),
        ("the same load rates the same, explained or not", same_twice),
        ("the order in which facts arrived does not matter", order),
        ("more miles are never cheaper", more_miles),
        ("a longer wait is never cheaper", longer_wait),
        ("a week later only what depends on dates changes", week_later),
        ("an hour earlier or later only what depends on days changes", hour_later),
    ]
}

/// Tries every property over so many loads of a seed. `on_progress` is told (done, all) and may stop by answering `false`.
pub fn prove<A: ContractTerms>(
    contract: &A,
    tables: &Tables,
    seed: u64,
    loads: usize,
    on_progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Trial {
    let kit = Kit::of(contract, tables);
    let mut dice = Dice::new(seed);
    let checks = properties::<A>();
    let new = |name| Property { name, holds: true, counter_example: None, loads: 0 };
    let mut results: Vec<Property> = checks.iter().map(|(name, _)| new(*name)).collect();
    let (mut tried, mut rated_whole, mut held) = (0, 0, BTreeMap::new());
    for number in 0..loads {
        if number % 16 == 0 && !on_progress(number, loads) {
            break;
        }
        let computed = |load: &Load| whole(&rated(contract, tables, load));
        let mut load = kit.load(&mut dice, number as u64 + 1);
        for _ in 0..TRIES {
            if computed(&load) {
                break;
            }
            load = kit.load(&mut dice, number as u64 + 1);
        }
        tried += 1;
        match lacks(&rated(contract, tables, &load)) {
            None => rated_whole += 1,
            Some(code) => *held.entry(code.code()).or_default() += 1,
        }
        for ((_, check), result) in checks.iter().zip(&mut results) {
            result.loads += 1;
            if result.holds && check(contract, tables, &load).is_some() {
                let small = shrunk(&load, &|load| check(contract, tables, load));
                result.holds = false;
                result.counter_example = Some(small);
            }
        }
    }
    on_progress(loads, loads);
    Trial { properties: results, loads: tried, whole: rated_whole, held }
}

/// The smallest load, step by step, that still breaks.
fn shrunk(load: &Load, broken: &dyn Fn(&Load) -> Broken) -> (Load, String) {
    let mut best = load.clone();
    loop {
        let smaller = smaller(&best).into_iter().find(|load| broken(load).is_some());
        match smaller {
            Some(load) => best = load,
            None => {
                let why = broken(&best).unwrap_or_default();
                return (best, why);
            }
        }
    }
}

fn smaller(load: &Load) -> Vec<Load> {
    let mut all = Vec::new();
    let mut with = |change: &mut dyn FnMut(&mut Load)| {
        let mut less = load.clone();
        change(&mut less);
        if less != *load {
            all.push(less);
        }
    };
    with(&mut |l| l.events.clear());
    with(&mut |l| l.items.clear());
    with(&mut |l| l.payors.clear());
    for at in 1..load.stops.len() {
        if load.stops.len() > 2 {
            with(&mut |l| drop(l.stops.remove(at)));
        }
        with(&mut |l| (l.stops[at].told_to_return, l.stops[at].returned) = (None, None));
        with(&mut |l| l.stops[at].schedule = Schedule::FirstCome);
    }
    for name in load.extras.keys() {
        with(&mut |l| drop(l.extras.remove(name)));
    }
    with(&mut |l| l.driver_count = Some(1));
    with(&mut |l| l.deadhead_miles = None);
    // Only ever down, so that shrinking comes to an end.
    for round in [100, 500, 1_000] {
        with(&mut |l| l.miles = l.miles.map(|miles| miles.min(round.into())));
        with(&mut |l| l.weight_lb = l.weight_lb.map(|weight| weight.min(round.into())));
    }
    with(&mut |l| l.booked.clear());
    all
}

fn rated<A: ContractTerms>(contract: &A, tables: &Tables, load: &Load) -> Rating {
    rate(contract, None, load, tables, false)
}

/// Why a line was not computed, or that there is none. What is held for a missing input or row, or bills nothing, says nothing
/// about amounts.
fn lacks(rating: &Rating) -> Option<HoldCode> {
    rating.holds.iter().map(|h| h.code).find(|code| match code.loses() {
        Loses::Line | Loses::ChargesLine | Loses::EveryLine => true,
        Loses::Nothing => false,
    })
}

fn whole(rating: &Rating) -> bool {
    lacks(rating).is_none()
}

fn lines(rating: &Rating) -> BTreeMap<(String, Option<u32>), Decimal> {
    let mut lines = BTreeMap::new();
    for charge in &rating.charges {
        *lines.entry((charge.code.to_string(), charge.stop)).or_default() += charge.amount;
    }
    lines
}

/// A condition or an amount that cannot be judged, a table of another kind: found on no load that it is read for.
fn no_error<A: ContractTerms>(contract: &A, tables: &Tables, load: &Load) -> Broken {
    let rating = rated(contract, tables, load);
    rating.holds.into_iter().find(|h| h.code == HoldCode::ContractError).map(|h| h.message)
}

fn sums<A: ContractTerms>(contract: &A, tables: &Tables, load: &Load) -> Broken {
    let rating = rated(contract, tables, load);
    let sum: Decimal = rating.charges.iter().map(|c| c.amount).sum();
    let places = rating.currency.places();
    let ragged = rating.charges.iter().find(|c| c.amount.normalize().scale() > places);
    if let Some(charge) = ragged {
        return Some(format!("{} is {}", charge.code, charge.amount));
    }
    let parted = |at: usize| rating.shares.iter().filter_map(|s| s.lines.get(at)).copied().sum::<Decimal>();
    let mut whole = rating.charges.iter().enumerate().filter(|_| !rating.shares.is_empty());
    if let Some((at, charge)) = whole.find(|(at, charge)| parted(*at) != charge.amount) {
        return Some(format!("{} is {}, and its payors pay {}", charge.code, charge.amount, parted(at)));
    }
    (sum != rating.total).then(|| format!("the lines sum to {sum}, the total is {}", rating.total))
}

fn not_negative<A: ContractTerms>(contract: &A, tables: &Tables, load: &Load) -> Broken {
    let rating = rated(contract, tables, load);
    let credit =
        |t: &&Term| matches!(&t.verb, Verb::Fuel(f) if matches!(f.shape, FuelShape::Factor { credit: true, .. }));
    let credited: Vec<&str> = contract.terms().terms.iter().filter(credit).flat_map(Term::bills).collect();
    let may = |code: &str| code == "DISCOUNT" || credited.contains(&code);
    let bad =
        rating.charges.iter().find(|c| c.amount.is_sign_negative() && !c.amount.is_zero() && !may(c.code.as_str()));
    bad.map(|c| format!("{} is {}", c.code, c.amount))
        .or_else(|| (rating.total < Decimal::ZERO).then(|| format!("the total is {}", rating.total)))
}

fn same_twice<A: ContractTerms>(contract: &A, tables: &Tables, load: &Load) -> Broken {
    let (a, b) = (rated(contract, tables, load), rate(contract, None, load, tables, true));
    (lines(&a) != lines(&b) || a.holds != b.holds).then(|| format!("{} without and {} with", a.total, b.total))
}

fn order<A: ContractTerms>(contract: &A, tables: &Tables, load: &Load) -> Broken {
    let mut other = load.clone();
    other.documents.reverse();
    other.events.reverse();
    other.items.reverse();
    let (a, b) = (rated(contract, tables, load), rated(contract, tables, &other));
    (lines(&a) != lines(&b)).then(|| format!("{} one way, {} the other", a.total, b.total))
}

/// Both ratings, when every line of both was computed.
fn pair<A: ContractTerms>(contract: &A, tables: &Tables, a: &Load, b: &Load) -> Option<(Rating, Rating)> {
    let (a, b) = (rated(contract, tables, a), rated(contract, tables, b));
    (whole(&a) && whole(&b)).then_some((a, b))
}

/// Reckoned from the revenue of a mile, which falls where more miles bring the same.
fn by_revenue(term: &Term) -> bool {
    match &term.verb {
        Verb::Priced(priced) => priced.prices.iter().any(|price| matches!(price.per, Per::RevenueMile { .. })),
        _ => false,
    }
}

/// Counted from the departure from the pickup: whoever leaves later has the box for a shorter time.
fn from_departure(term: &Term) -> bool {
    match &term.verb {
        Verb::Chassis { .. } => true,
        Verb::Daily(daily) => daily.from == DateBasis::PickupDeparture,
        _ => false,
    }
}

/// The total without what some phrases bill.
fn without<A: ContractTerms>(contract: &A, rating: &Rating, out_of: fn(&Term) -> bool) -> Decimal {
    let codes: Vec<&str> = contract.terms().terms.iter().filter(|t| out_of(t)).flat_map(Term::bills).collect();
    let out = rating.charges.iter().filter(|c| codes.contains(&c.code.as_str())).map(|c| c.amount);
    rating.total - out.sum::<Decimal>()
}

fn more_miles<A: ContractTerms>(contract: &A, tables: &Tables, load: &Load) -> Broken {
    let miles = load.miles?;
    for more in [1, 10, 250] {
        let mut other = load.clone();
        other.miles = Some(miles + Decimal::from(more));
        if let Some((a, b)) = pair(contract, tables, load, &other)
            && let (a, b) = (without(contract, &a, by_revenue), without(contract, &b, by_revenue))
            && b < a
        {
            return Some(format!("{miles} miles cost {a}, {more} more cost {b}"));
        }
    }
    None
}

/// Of what is counted from the departure from the pickup (a chassis, say), fewer days are cheaper: there the departure stays
/// within its day.
fn longer_wait<A: ContractTerms>(contract: &A, tables: &Tables, load: &Load) -> Broken {
    let by_departure = contract.terms().terms.iter().any(from_departure);
    for at in 0..load.stops.len() {
        for more in [1, 15, 61] {
            let mut other = load.clone();
            let stop = &mut other.stops[at];
            let before = stop.departed;
            stop.departed = before.map(|d| d + Duration::minutes(more));
            let day = |at: Option<Instant>| at.map(|at| stop.local_date(at));
            if at == 0 && by_departure && day(before) != day(stop.departed) {
                continue;
            }
            if let Some((a, b)) = pair(contract, tables, load, &other)
                && b.total < a.total
            {
                let label = load.stops[at].label();
                return Some(format!("{label}: {} as it is, {} after {more} minutes more", a.total, b.total));
            }
        }
    }
    None
}

fn shifted(load: &Load, by: Duration) -> Load {
    let mut other = load.clone();
    let mut shift = |at: &mut Option<Instant>| *at = at.map(|at| at + by);
    for stop in &mut other.stops {
        let StopVisit { arrived, notified, departed, told_to_return, returned, .. } = stop;
        [arrived, notified, departed, told_to_return, returned].into_iter().for_each(&mut shift);
        stop.schedule = match stop.schedule {
            Schedule::Appointment { at } => Schedule::Appointment { at: at + by },
            Schedule::Window { from, to } => Schedule::Window { from: from + by, to: to + by },
            Schedule::FirstCome => Schedule::FirstCome,
        };
        stop.closures.iter_mut().for_each(|c| (c.from, c.to) = (c.from + by, c.to + by));
    }
    for extra in other.extras.values_mut() {
        if let Extra::Date(day) = extra {
            *day += Duration::days(by.num_days());
        }
    }
    other.events.iter_mut().for_each(|e| (e.at, e.recorded) = (e.at + by, e.recorded + by));
    other
}

/// Charges whose amount a date may change: fuel by its week, lanes and taxes by their rows, what is exchanged, working days by their holidays, and what is
/// reckoned from one of them.
fn dated<A: ContractTerms>(contract: &A) -> Vec<String> {
    let mut codes = vec!["FSC".to_owned(), "BORDER_FEE".to_owned(), "LINEHAUL".to_owned(), "DISCOUNT".to_owned()];
    codes.extend(["MINIMUM", "MINIMUM_INVOICE", "TAX_GST", "TAX_HST", "TAX_QST", "TAX_GST_ZERO"].map(str::to_owned));
    let terms = &contract.terms().terms;
    let by_table = |t: &&Term| matches!(t.verb, Verb::Daily(_)) && !t.verb.tables().is_empty();
    let of_date =
        |t: &&Term| matches!(t.verb, Verb::Fuel(_) | Verb::Linehaul(_)) || t.verb.base().is_some() || by_table(t);
    codes.extend(terms.iter().filter(of_date).flat_map(Term::bills).map(str::to_owned));
    codes
}

fn only_dated<A: ContractTerms>(contract: &A, tables: &Tables, load: &Load, other: &Load, by_day: &[&str]) -> Broken {
    let (a, b) = pair(contract, tables, load, other)?;
    let free = dated(contract);
    let fixed = |rating: &Rating| {
        let mut lines = lines(rating);
        lines.retain(|(code, _), _| !free.contains(code) && !by_day.contains(&code.as_str()));
        lines
    };
    let (a, b) = (fixed(&a), fixed(&b));
    let differing = a
        .iter()
        .find(|(key, amount)| b.get(key) != Some(amount))
        .or_else(|| b.iter().find(|(k, _)| !a.contains_key(k)));
    differing.map(|((code, _), amount)| {
        let other = b.get(&(code.clone(), None)).or_else(|| b.iter().find(|((c, _), _)| c == code).map(|(_, v)| v));
        format!("{code} is {amount} at one time and {} at the other", other.copied().unwrap_or_default())
    })
}

/// Does a clock change lie between the two?
fn same_offsets(load: &Load, by: Duration) -> bool {
    use linehaul_domain::chrono::Offset;
    load.stops.iter().all(|stop| {
        let times = [stop.arrived, stop.departed, stop.returned].into_iter().flatten();
        times.into_iter().all(|at| {
            let offset = |at: Instant| at.with_timezone(&stop.zone).offset().fix();
            offset(at) == offset(at + by)
        })
    })
}

fn week_later<A: ContractTerms>(contract: &A, tables: &Tables, load: &Load) -> Broken {
    let by = Duration::days(7);
    if !same_offsets(load, by) {
        return None;
    }
    only_dated(contract, tables, load, &shifted(load, by), &[])
}

/// What counts calendar days may change when midnight falls elsewhere.
fn by_day<A: ContractTerms>(contract: &A) -> Vec<&str> {
    let counts_days = |term: &&Term| match &term.verb {
        Verb::Detention(detention) => detention.cap.as_ref().is_some_and(|cap| cap.per == CapPer::CalendarDay),
        Verb::Layover { weekend, .. } => weekend.is_some(),
        Verb::Chassis { .. } | Verb::Daily(_) | Verb::Tonu(Tonu::SameDay { .. }) => true,
        Verb::Tonu(Tonu::UnlessCancelledAhead { otherwise, .. }) => matches!(**otherwise, Tonu::SameDay { .. }),
        _ => false,
    };
    contract.terms().terms.iter().filter(counts_days).flat_map(Term::bills).collect()
}

fn hour_later<A: ContractTerms>(contract: &A, tables: &Tables, load: &Load) -> Broken {
    for by in [Duration::hours(1), Duration::minutes(-37)] {
        if let Some(broken) = only_dated(contract, tables, load, &shifted(load, by), &by_day(contract)) {
            return Some(broken);
        }
    }
    None
}

//! Loads made up for proving: the same seed makes the same loads. They have what the contract reads.

use linehaul_domain::Decimal;
use linehaul_domain::document::{Document, Readability};
use linehaul_domain::event::{Event, EventKind};
use linehaul_domain::extra::Extra;
use linehaul_domain::load::{BookedCharge, Item, Load, LoadStatus};
use linehaul_domain::money::Money;
use linehaul_domain::party::Payor;
use linehaul_domain::stop::{Handling, Schedule, StopKind, StopVisit};
use linehaul_domain::table::Tables;
use linehaul_domain::terms::{Condition, Contract, ExtraKind, Verb};
use linehaul_domain::time::{Duration, Instant, NaiveDate, Tz};

use crate::contract_terms::ContractTerms;
use crate::prove::rows::{Row, heaviest, rows};

/// Numbers from a seed (SplitMix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to below.
    pub fn below(&mut self, below: u64) -> u64 {
        self.next() % below.max(1)
    }

    /// One of so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len() as u64) as usize)
    }
}

/// What loads of a contract are made of.
pub struct Kit {
    texts: Vec<String>,
    numbers: Vec<String>,
    dates: Vec<String>,
    counts: Vec<String>,
    payors: bool,
    drops: bool,
    chassis: bool,
    tonu: Tonus,
    rows: Vec<Row>,
    heaviest: Option<Decimal>,
    from: NaiveDate,
    currency: linehaul_domain::money::Currency,
}

/// How many loads are of a truck that was not used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tonus {
    None,
    Some,
    /// The contract prices nothing else.
    Most,
}

/// Texts in quotes of an expression, and whether each is the name of an extra.
fn quoted(text: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('"') {
        let Some((word, behind)) = after.split_once('"') else { break };
        found.push((word.to_owned(), before.ends_with("number(") || before.ends_with("money(")));
        rest = behind;
    }
    found
}

fn event(kind: EventKind, at: Instant) -> Event {
    Event {
        id: kind.name().to_owned(),
        kind,
        stop: None,
        at,
        recorded: at,
        charge: None,
        amount: None,
        quantity: None,
        by: None,
        note: None,
    }
}

/// Brings the box back empty, some days after the last stop.
fn empty_back(dice: &mut Dice, load: &mut Load) {
    let Some(last) = load.stops.last() else { return };
    let back = last.departed.map(|at| at + Duration::hours(1 + dice.below(100) as i64));
    let (seq, departed) = (last.seq + 1, back.map(|at| at + Duration::minutes(20)));
    let empty = StopVisit { seq, kind: StopKind::EmptyReturn, arrived: back, departed, ..last.clone() };
    load.stops.push(StopVisit { schedule: Schedule::FirstCome, told_to_return: None, returned: None, ..empty });
}

/// The names of one kind that the verbs of a contract read, each once.
fn read(terms: &Contract, kinds: &[ExtraKind]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for read in terms.terms.iter().flat_map(|term| term.verb.extras_read()).filter(|read| kinds.contains(&read.kind)) {
        if !names.iter().any(|name| *name == read.name) {
            names.push(read.name.into_owned());
        }
    }
    names
}

impl Kit {
    /// From a contract: the texts that its conditions compare with, the extras that it reads, the dates that it names, and
    /// what its tables price.
    pub fn of<A: ContractTerms>(contract: &A, tables: &Tables) -> Kit {
        let terms = contract.terms();
        let has = |of: &dyn Fn(&Verb) -> bool| terms.terms.iter().any(|t| of(&t.verb));
        let mut kit = Kit {
            texts: vec!["53ft dry van".to_owned(), "TL".to_owned()],
            numbers: read(terms, &[ExtraKind::Cost, ExtraKind::Miles]),
            dates: read(terms, &[ExtraKind::Date]),
            counts: read(terms, &[ExtraKind::Count]),
            drops: terms.terms.iter().any(|t| match &t.verb {
                Verb::Detention(detention) => detention.drop_free.is_some(),
                Verb::TrailerDetention(_) => true,
                _ => false,
            }),
            tonu: match (has(&|v| matches!(v, Verb::Tonu(_))), has(&|v| matches!(v, Verb::Linehaul(_)))) {
                (false, _) => Tonus::None,
                (true, true) => Tonus::Some,
                (true, false) => Tonus::Most,
            },
            chassis: has(&|v| matches!(v, Verb::Chassis { .. })),
            rows: rows(terms, tables),
            heaviest: heaviest(terms, tables),
            payors: terms.terms.iter().any(|t| matches!(t.verb, Verb::Prorate(_))),
            from: terms.effective,
            currency: terms.currency,
        };
        let mut expressions: Vec<&str> = Vec::new();
        for term in &terms.terms {
            expressions.extend(term.when.iter().map(|c: &Condition| contract.printed(c.expression)));
            if let Verb::Charge { amount, .. } = &term.verb {
                expressions.push(contract.printed(*amount));
            }
        }
        for (word, is_extra) in expressions.into_iter().flat_map(quoted) {
            if is_extra { kit.numbers.push(word) } else { kit.texts.push(word) }
        }
        let version = terms.version_by.extra_read().map(|read| read.name.into_owned());
        kit.dates.extend(version.filter(|name| !kit.dates.contains(name)));
        kit
    }

    /// A delivered load.
    pub fn load(&self, dice: &mut Dice, number: u64) -> Load {
        let mut load = Load::new(format!("PROOF-{number}").as_str().into());
        load.status = LoadStatus::Delivered;
        load.mode = dice.pick(&self.texts).cloned().unwrap_or_default();
        load.equipment = dice.pick(&self.texts).cloned().unwrap_or_default();
        load.miles = Some(Decimal::new(500 + dice.below(20_000) as i64, 1));
        load.deadhead_miles = Some(Decimal::from(dice.below(300)));
        load.weight_lb =
            Some(Decimal::from(500 + dice.below(44_000))).map(|w| self.heaviest.map_or(w, |most| w.min(most)));
        load.driver_count = Some(1 + dice.below(2) as u32);
        let hazmat = dice.once_in(4);
        load.items.push(Item { class: Some("70".to_owned()), weight_lb: load.weight_lb, pieces: Some(10), hazmat });
        let row = if dice.once_in(8) { None } else { dice.pick(&self.rows) };
        let within = if dice.once_in(4) { 400 } else { 45 };
        let first = row.map_or(self.from, |row| row.from().max(self.from));
        let day = first + Duration::days(dice.below(within) as i64);
        self.stops(dice, &mut load, day);
        row.iter().for_each(|row| row.put(&mut load));
        if self.chassis {
            empty_back(dice, &mut load);
        }
        for (stop, turn) in load.stops.iter_mut().zip(number as i64..).filter(|(_, turn)| self.drops && turn % 2 == 0) {
            stop.handling = Handling::Drop;
            stop.departed = stop.departed.map(|at| at + Duration::days(turn % 5));
            stop.notified = stop.arrived.map(|at| at + Duration::hours(turn % 96));
        }
        for name in &self.numbers {
            if dice.once_in(2) {
                let amount = Decimal::new(dice.below(60_000) as i64, 2);
                load.extras.insert(name.clone(), Extra::Money(Money::new(amount, self.currency)));
                if name.ends_with("miles") || !name.ends_with("cost") {
                    load.extras.insert(name.clone(), Extra::Number(Decimal::from(dice.below(120))));
                }
            }
        }
        for (name, turn) in self.counts.iter().zip(number..) {
            if turn % 4 > 0 {
                load.extras.insert(name.clone(), Extra::Number(Decimal::from(turn % 4)));
            }
        }
        for at in 0..if self.payors { number % 4 } else { 0 } {
            let (percent, pounds) = ([50, 33, 17][at as usize % 3], 500 + at * 7 * number);
            let percent = if number % 4 == 1 { 100 } else { percent + u64::from(number % 4 == 2) * at * 17 };
            load.payors.push(Payor {
                customer: format!("PAYOR-{at}").as_str().into(),
                share_percent: Some(percent.into()),
                weight_lb: Some(pounds.into()),
            });
        }
        for (name, at) in self.dates.iter().zip(0i64..) {
            let later = Duration::days(at * (number as i64 % 16));
            load.extras.insert(name.clone(), Extra::Date(day + later));
        }
        let booked = Money::new(Decimal::new(50_000 + dice.below(300_000) as i64, 2), self.currency);
        load.booked.push(BookedCharge { code: "LINEHAUL".into(), amount: booked });
        if dice.once_in(6) {
            let at = load.stops.last().and_then(|s| s.departed).unwrap_or_default();
            load.events.push(event(EventKind::RedeliveryRequested, at));
        }
        self.unused(dice, &mut load, number);
        load
    }

    /// Calls a load one of a truck that was not used, as often as the contract prices such.
    fn unused(&self, dice: &mut Dice, load: &mut Load, number: u64) {
        let unused = match self.tonu {
            Tonus::None => false,
            Tonus::Some => number.is_multiple_of(7),
            Tonus::Most => !number.is_multiple_of(7),
        };
        if let (true, Some(stop)) = (unused, load.stops.first()) {
            load.status = LoadStatus::Tonu;
            let at = stop.schedule.start().or(stop.arrived).unwrap_or_default();
            load.events.push(event(EventKind::TruckNotUsed, at - Duration::hours(dice.below(30) as i64)));
        }
    }

    fn stops(&self, dice: &mut Dice, load: &mut Load, day: NaiveDate) {
        let zones = [Tz::America__Chicago, Tz::America__New_York, Tz::America__Los_Angeles, Tz::America__Toronto];
        let places = [
            ("Memphis TN", "TN", "US"),
            ("Dallas TX", "TX", "US"),
            ("Toronto ON", "ON", "CA"),
            ("Laval QC", "QC", "CA"),
        ];
        let count = 2 + dice.below(3) as u32;
        let mut at: Instant = day.and_hms_opt(13, 0, 0).unwrap_or_default().and_utc();
        for seq in 1..=count {
            let (city, region, country) = dice.pick(&places).copied().unwrap_or(places[0]);
            let appointment = at + Duration::minutes(dice.below(180) as i64) - Duration::minutes(90);
            let stay = Duration::minutes(15 + dice.below(900) as i64);
            let told = dice.once_in(8).then(|| at + stay / 2);
            let departed = at + stay + told.map_or(Duration::zero(), |_| Duration::hours(20));
            load.stops.push(StopVisit {
                seq,
                kind: if seq == 1 { StopKind::Pickup } else { StopKind::Delivery },
                name: format!("Place {seq}").into(),
                city: city.into(),
                region: Some(region.to_owned()),
                country: Some(country.to_owned()),
                postal_code: None,
                zone: dice.pick(&zones).copied().unwrap_or(Tz::UTC),
                schedule: if dice.once_in(4) { Schedule::FirstCome } else { Schedule::Appointment { at: appointment } },
                handling: Handling::Live,
                arrived: Some(at),
                notified: Some(at + Duration::minutes(10)),
                departed: Some(departed),
                told_to_return: told,
                returned: told.map(|t| t + Duration::hours(18)),
                cancelled: false,
                closures: Vec::new(),
            });
            let id = format!("pod-{seq}");
            let (kind, readability) = ("pod_signed".to_owned(), Readability::Readable);
            let stop = Some(seq);
            load.documents.push(Document {
                id,
                kind,
                stop,
                file: None,
                hash: None,
                readability,
                signed: None,
                amount: None,
                looked: None,
            });
            at = departed + Duration::hours(3 + dice.below(20) as i64);
        }
    }
}
